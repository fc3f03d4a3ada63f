# The .deb on a clean system. Sourced.
# shellcheck disable=SC2154 # work, root, old, new and new_version come from run

base=$KEYHINGE_CACHE/package-check/bookworm.tar
archives=$KEYHINGE_CACHE/package-check/archives
home=$root/home/ada
database=$home/.local/share/keyhinge/keyhinge.db

# A base system that is at most a week old, with nothing in it but apt and what is essential.
clean_system() {
  mkdir -p "$archives/partial"
  if [ -z "$(find "$base" -mtime -7 2>/dev/null)" ]; then
    mmdebstrap --variant=minbase --format=tar bookworm "$base.new" && mv "$base.new" "$base" || return 1
  fi
  mkdir "$root"
  tar -xf "$base" -C "$root" --exclude='./dev/*' || return 1
  mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" && mount -t tmpfs tmpfs "$root/run" || return 1
  mount --bind "$archives" "$root/var/cache/apt/archives" || return 1
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  cp "$old" "$root/root/old.deb"
  cp "$new" "$root/root/new.deb"
  inside useradd --create-home --shell /bin/bash ada && inside apt-get update -q
}
step "a clean Debian 12" clean_system

apt_install() { inside apt-get install -qy --no-install-recommends "$@"; }
version_is() { [ "$(inside dpkg-query -W -f='${Version}' keyhinge)" = "$1" ]; }
linked() { ! inside ldd /usr/bin/keyhinge /usr/bin/khg | grep 'not found'; }

step "the older .deb installs with what it depends on, and no more" apt_install /root/old.deb
step "it is the older version" version_is "$(dpkg-deb -f "$old" Version)"
step "every library is found" linked
step "khg --version" as_user khg --version

# What tries it, but no program needs.
step "the tools of these tests install" apt_install man-db zsh fish xvfb xdotool x11-utils dbus libglib2.0-bin

man_pages() {
  local page warnings
  for page in "$root"/usr/share/man/man1/{khg,keyhinge}*.1.gz; do
    warnings=$(inside man --warnings -l "${page#"$root"}" 2>&1 >/dev/null)
    [ -z "$warnings" ] || { echo "${page##*/}: $warnings" && return 1; }
  done
  inside man -w khg && inside man -w khg-key-create && inside man -l /usr/share/man/man1/khg.1.gz | grep -q 'Exit codes'
}
step "the man pages are found and read without a warning" man_pages

bash_completes() {
  # shellcheck disable=SC2016 # expanded in there
  inside bash -n /usr/share/bash-completion/completions/khg &&
    inside bash -c '. /usr/share/bash-completion/completions/khg
      COMP_WORDS=(khg key cr) COMP_CWORD=2
      _khg khg cr key
      [ "${COMPREPLY[*]}" = create ]'
}
zsh_completes() {
  # shellcheck disable=SC2016
  inside zsh -n /usr/share/zsh/vendor-completions/_khg &&
    inside zsh -fc 'autoload -U compinit && compinit -D -u && [ "$_comps[khg]" = _khg ]'
}
fish_completes() {
  inside fish -n /usr/share/fish/vendor_completions.d/khg.fish &&
    [ "$(inside fish -c 'complete -C "khg key cr"' | cut -f1)" = create ]
}
step "bash completes a command" bash_completes
step "zsh knows the completions" zsh_completes
step "fish completes a command" fish_completes
if have pwsh; then
  # shellcheck disable=SC2016
  step "PowerShell reads the completions" env ps1="$root/usr/share/keyhinge/khg.ps1" \
    pwsh -NoProfile -Command '$e = $null; [void][System.Management.Automation.Language.Parser]::ParseFile($env:ps1, [ref]$null, [ref]$e); exit $e.Count'
else
  printf 'skip PowerShell reads the completions: there is no pwsh here\n'
fi

ready() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" "$work/ready.json"; }
# A key made over HTTP, since the clean system has no keychain.
make_key() {
  as_user khg gateway serve --port 0 >"$work/ready.json" 2>"$work/gateway.log" &
  local pid=$! url account token
  wait_for 20 [ -s "$work/ready.json" ] || { cat "$work/gateway.log" && return 1; }
  url=$(ready url) account=$(ready account_id) token=$(ready session_token)
  curl -sS --fail-with-body --noproxy '*' "$url/v1/accounts/$account/apiKeys" -H "Authorization: Bearer $token" \
    -H 'Content-Type: application/json' -d '{"name":"kept"}' >"$work/made.json" || { cat "$work/made.json" && return 1; }
  # It ends by SIGTERM, as it does under systemd.
  inside pidof khg | xargs kill && wait "$pid"
}
has_key() { as_user khg key list --json | grep -q '"name":"kept"'; }
step "a key is made" make_key
step "khg lists it" has_key

step "the newer .deb installs over the older" apt_install /root/new.deb
step "it is the newer version" version_is "$new_version"
step "the key is still there" has_key
unchanged() { [ -z "$(inside dpkg -V keyhinge)" ]; }
step "what is installed is what was packed" unchanged

screen=$root/tmp/screen/Xvfb_screen0
# Started as a menu starts it.
start_display() {
  mkfifo "$work/display"
  mkdir -p "$root/tmp/screen"
  inside Xvfb -displayfd 3 -screen 0 1440x1000x24 -fbdir /tmp/screen -nolisten tcp -ac 3>"$work/display" 2>"$work/xvfb.log" &
  display=:$(timeout 20 head -1 "$work/display") && [ "$display" != : ]
}
launch() {
  as_user dbus-run-session -- sh -c 'gio launch /usr/share/applications/keyhinge.desktop; exec sleep infinity' >"$work/app.log" 2>&1 &
  app=$!
  wait_for 60 find_window || { cat "$work/app.log" && return 1; }
}
find_window() { window=$(as_user xdotool search --onlyvisible --name '^Keyhinge' 2>/dev/null | head -1) && [ -n "$window" ]; }
window_class() {
  local class
  class=$(sed -n 's/^StartupWMClass=//p' "$root/usr/share/applications/keyhinge.desktop")
  as_user xprop -id "$window" WM_CLASS | tee /dev/stderr | grep -q "\"$class\""
}
# The page is there once the picture has the many colours of letters.
painted() { [ "$(colours)" -gt 100 ]; }
# In the lower part of the screen, to leave out the head of the file: four bytes for each of its pixels.
colours() { tail -c 5000000 "$screen" | od -An -v -tx4 -w4 | LC_ALL=C sort -u | wc -l; }
step "a display" start_display
step "the desktop entry opens a window" launch
step "the window belongs to the desktop entry" window_class
step "the window is painted" wait_for 60 painted
[ -z "${KEYHINGE_PICTURES:-}" ] || cp "$screen" "$KEYHINGE_PICTURES/installed.xwd"
ends() { inside pidof keyhinge | xargs kill && wait_for 20 gone; }
gone() { ! inside pidof keyhinge >/dev/null; }
step "the app ends when it is told to" ends
kill "$app" 2>/dev/null || true

inside dpkg -L keyhinge | while read -r path; do [ -d "$root$path" ] || echo "$path"; done >"$work/installed"
before=$(sha256sum <"$database")
nothing_left() {
  local path
  while read -r path; do
    [ ! -e "$root$path" ] || { echo "left: $path" && return 1; }
  done <"$work/installed"
  [ -z "$(find "$root"/{etc,opt,srv,usr,var} -xdev \( -iname '*keyhinge*' -o -name 'khg*' \) ! -path "$root/var/cache/apt/*" | tee /dev/stderr)" ]
}
data_kept() { [ "$(sha256sum <"$database")" = "$before" ]; }
step "apt remove" inside apt-get remove -qy keyhinge
step "nothing of the package is left" nothing_left
step "the user's data are untouched" data_kept
step "it installs again" apt_install /root/new.deb
step "and finds the key" has_key
before=$(sha256sum <"$database")
not_known() { ! inside dpkg-query -W keyhinge; }
step "apt purge" inside apt-get purge -qy keyhinge
step "dpkg no longer knows it" not_known
step "nothing of the package is left" nothing_left
step "the user's data are untouched" data_kept
