#!/usr/bin/env bash
# Runs a command with a keychain of its own: a private D-Bus session, an unlocked gnome-keyring, and a HOME and XDG
# folders that vanish afterwards. Needs dbus-run-session and gnome-keyring-daemon.
#
#   tests/with-keyring.sh COMMAND [ARGUMENT…]
#
# KEYHINGE_KEYRING_PASSWORD is the keyring's password inside, for a test that locks and unlocks it.
set -euo pipefail

if [ $# -eq 0 ]; then
  sed -n '2,7p' "$0" >&2
  exit 2
fi
for tool in dbus-run-session gnome-keyring-daemon; do
  if ! command -v "$tool" >/dev/null; then
    echo "with-keyring.sh: $tool is missing (on Debian: apt-get install dbus gnome-keyring)" >&2
    exit 127
  fi
done

root=$(mktemp -d "${TMPDIR:-/tmp}/keyhinge-keyring.XXXXXX")
trap 'rm -rf "$root"' EXIT
mkdir -m 700 "$root"/{home,data,config,cache,state,run}

# Cargo finds its toolchain by HOME.
export CARGO_HOME="${CARGO_HOME:-$HOME/.cargo}" RUSTUP_HOME="${RUSTUP_HOME:-$HOME/.rustup}"
export HOME="$root/home"
export XDG_DATA_HOME="$root/data" XDG_CONFIG_HOME="$root/config" XDG_CACHE_HOME="$root/cache"
export XDG_STATE_HOME="$root/state" XDG_RUNTIME_DIR="$root/run"
export KEYHINGE_KEYRING_PASSWORD=hinge
unset DBUS_SESSION_BUS_ADDRESS GNOME_KEYRING_CONTROL

# The daemon leaves the foreground once it is ready, and ends with the bus.
# shellcheck disable=SC2016
dbus-run-session -- bash -c '
  set -euo pipefail
  printf %s "$KEYHINGE_KEYRING_PASSWORD" | gnome-keyring-daemon --unlock --components=secrets >/dev/null
  exec "$@"
' with-keyring "$@"
