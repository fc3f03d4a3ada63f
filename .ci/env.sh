# Where builds, tools and downloads live: outside the checkout, so that a fresh clone builds warm. Sourced.

KEYHINGE_CACHE=${KEYHINGE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/keyhinge}
export KEYHINGE_CACHE
mkdir -p "$KEYHINGE_CACHE"
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$KEYHINGE_CACHE/target}
# Cargo tells two checkouts that share a folder apart by the age of their files only, and would take the one's
# programs for the other's. What comes from registries stays.
if [ "$(cat "$CARGO_TARGET_DIR/checkout" 2>/dev/null)" != "$PWD" ]; then
  mkdir -p "$CARGO_TARGET_DIR"
  rm -rf "$CARGO_TARGET_DIR"/*/.fingerprint/keyhinge*
  printf %s "$PWD" >"$CARGO_TARGET_DIR/checkout"
fi
# Named outright, since some tests run with a home of their own.
export CARGO_HOME=${CARGO_HOME:-$HOME/.cargo} RUSTUP_HOME=${RUSTUP_HOME:-$HOME/.rustup}
export PLAYWRIGHT_BROWSERS_PATH=${PLAYWRIGHT_BROWSERS_PATH:-$KEYHINGE_CACHE/browsers}
# Checked queries are compiled against .sqlx, never against a database that happens to lie about.
export SQLX_OFFLINE=true
unset DATABASE_URL
# A make inside a check is not a part of the one outside.
unset MAKEFLAGS MFLAGS MAKELEVEL
PATH=$KEYHINGE_CACHE/tools/bin:$KEYHINGE_CACHE/node/bin:$CARGO_HOME/bin:$PATH
export PATH

say() { printf '%s\n' "$*" >&2; }
die() {
  say "$*"
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }
