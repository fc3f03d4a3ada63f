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

# In the namespace /dev is another, with what programs count on: what they do to it as root does not reach this computer,
# and what this computer has there, and with which rights, does not matter.
own_devices() {
  local dev=$work/dev node
  mkdir "$dev"
  mount -t tmpfs -o mode=755,nosuid tmpfs "$dev"
  for node in "null 1 3" "zero 1 5" "full 1 7" "random 1 8" "urandom 1 9" "tty 5 0"; do
    # shellcheck disable=SC2086 # name, major and minor number
    set -- $node
    mknod -m 666 "$dev/$1" c "$2" "$3"
  done
  ln -s /proc/self/fd "$dev/fd"
  ln -s /proc/self/fd/0 "$dev/stdin"
  ln -s /proc/self/fd/1 "$dev/stdout"
  ln -s /proc/self/fd/2 "$dev/stderr"
  mkdir -m 1777 "$dev/shm"
  mkdir "$dev/pts"
  mount -t devpts -o newinstance,ptmxmode=666,mode=620 devpts "$dev/pts"
  ln -s pts/ptmx "$dev/ptmx"
  mount --rbind "$dev" /dev
}

# The system's processes end with the namespace; its mounts go before its files do.
leave() {
  local mount
  awk -v work="$work/" 'index($2, work) == 1 { print $2 }' /proc/self/mounts | sort -r | while read -r mount; do
    umount -l "$mount"
  done
  rm -rf --one-file-system "$work"
}
