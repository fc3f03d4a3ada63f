# What is in the packages, looked at without installing them. Sourced.
# shellcheck disable=SC2154 # work, new and rpm come from run

mkdir "$work/deb"
dpkg-deb -x "$new" "$work/deb"
share=$work/deb/usr/share

lint() { lintian --allow-root --fail-on error "$new" >&3 2>&1; }
exec 3>&1
step "lintian finds no error" lint

step "the desktop entry is valid" desktop-file-validate "$share/applications/keyhinge.desktop"
links() {
  grep -qx 'MimeType=x-scheme-handler/keyhinge;' "$share/applications/keyhinge.desktop" &&
    grep -qx 'Exec=keyhinge %u' "$share/applications/keyhinge.desktop"
}
step "the desktop entry takes links" links
step "the metainfo is valid" appstreamcli validate --no-net "$share/metainfo/dev.keyhinge.app.metainfo.xml"

# What the programs are linked with, by name and least version, is what the package depends on.
dependencies() {
  mkdir -p "$work/shlibs/debian"
  printf 'Source: keyhinge\n\nPackage: keyhinge\nArchitecture: any\n' >"$work/shlibs/debian/control"
  local linked declared name wanted least
  linked=$(cd "$work/shlibs" && dpkg-shlibdeps -O "$work"/deb/usr/bin/* 2>/dev/null)
  declared=$(dpkg-deb -f "$new" Depends | sed 's/, /\n/g')
  while read -r name _ wanted; do
    grep -q "^$name\( \|\$\)" <<<"$declared" || { echo "not declared: $name" && return 1; }
    least=$(sed -n "s/^$name (>= \(.*\))/\1/p" <<<"$declared")
    dpkg --compare-versions "${least:-0}" ge "${wanted:-0}" || { echo "$name $wanted is not declared" && return 1; }
  done < <(sed 's/^shlibs:Depends=//; s/, /\n/g; s/)//g' <<<"$linked")
}
step "every library that is linked is declared" dependencies

recommends() { dpkg-deb -f "$new" Recommends | grep -q gnome-keyring && rpm -qp --recommends "$rpm" | grep -q gnome-keyring; }
step "a keychain is recommended" recommends

# Both packages bring the same files, but for where zsh looks and Debian's changelog.
same_files() {
  local ours
  ours=$(cd "$work/deb" && find usr ! -type d | sed 's#^#/#; s#/zsh/vendor-completions/#/zsh/site-functions/#' | grep -v /changelog.gz | sort)
  diff <(echo "$ours") <(rpm -qpl "$rpm" | sort)
}
step "the .rpm brings the same files" same_files

rpm_requires() { rpm -qp --requires "$rpm" | grep -q '^libwebkit2gtk-4.1.so.0' && rpm -qp --requires "$rpm" | grep -q '^libgtk-3.so.0'; }
step "the .rpm requires the toolkit" rpm_requires

icons() {
  local size
  for size in 32x32 128x128 512x512; do [ -s "$share/icons/hicolor/$size/apps/keyhinge.png" ] || return 1; done
  [ -s "$share/icons/hicolor/scalable/apps/keyhinge.svg" ]
}
step "icons are there in each size" icons
