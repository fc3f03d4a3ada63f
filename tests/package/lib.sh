# What the tests of the packages share. Sourced.

passed=0

# step TITLE COMMAND…: one check; the first that fails ends the run.
step() {
  local title=$1
  shift
  if "$@" >"$work/said" 2>&1; then
    passed=$((passed + 1))
    printf 'ok   %s\n' "$title"
  else
    printf 'FAIL %s\n' "$title"
    cat "$work/said"
    exit 1
  fi
}

# wait_for SECONDS COMMAND…: until the command succeeds.
wait_for() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.2
  done
}

# In the clean system, as root and as its user.
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
as_user() { chroot --userspec=ada:ada "$root" /usr/bin/env -i PATH=/usr/bin:/bin HOME=/home/ada USER=ada LC_ALL=C.UTF-8 DISPLAY="${display:-}" NO_AT_BRIDGE=1 LIBGL_ALWAYS_SOFTWARE=1 "$@"; }

# The system's processes end with the namespace; its mounts go before its files do.
leave() {
  local mount
  awk -v root="$root/" 'index($2, root) == 1 { print $2 }' /proc/self/mounts | sort -r | while read -r mount; do
    umount -l "$mount"
  done
  rm -rf --one-file-system "$work"
}
