# `make run` starts the app, `make test` runs every check, `make check` the quick ones for every edit.
# Each installs what it lacks on Debian and Ubuntu; builds and tools live in ~/.cache/keyhinge.

.PHONY: help run tour screenshots test check bench soak fuzz package package-check contract sqlx fmt

help:
	@sed -n 's/^# \(`.*\)/\1/p' Makefile
	@printf '%s\n' 'Also: make tour (pictures of every screen), make package (.deb and .rpm; make package-check tries them), make bench, make soak, make fuzz (see docs/BENCHMARKS.md), make contract (after a change of the contract), make sqlx (after a change of SQL), make fmt.'

run:
	@.ci/app run

tour:
	@.ci/app tour

# Takes the pictures in docs/screenshots anew.
screenshots:
	@.ci/app screenshots

test:
	@.ci/checks all

check:
	@.ci/checks quick

# Start, memory, keystrokes, commands and khg, each beside a baseline. ROUNDS=9
bench:
	@.ci/bench

# The gateway under load, watched for what leaks. MINUTES=10
soak:
	@.ci/soak

# What takes bytes from elsewhere, with a nightly Rust. SECONDS_EACH=60, TARGETS=…
fuzz:
	@.ci/fuzz

# .deb and .rpm, in ~/.cache/keyhinge/packages; on macOS and Windows their installers.
package:
	@.ci/package build

# Installs, uses, upgrades and removes the .deb on a clean Debian 12. Minutes, and root; `make test` leaves it out.
package-check:
	@.ci/package check

# Writes .sqlx anew: what the checked queries are compiled against where there is no database.
sqlx:
	@.ci/sqlx write

# Writes ui/src/lib/api/contract.ts anew from the Rust types; a test fails while it is stale.
contract:
	@. .ci/env.sh && KEYHINGE_WRITE_CONTRACT=1 cargo test --quiet -p keyhinge-api contract_ts

fmt:
	@. .ci/env.sh && cargo fmt --all && cd ui && npm run --silent format
