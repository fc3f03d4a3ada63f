//! Every snippet evaluated by the real program it is for: the bytes that arrive are the bytes of the key.
//!
//! A program that is not installed is skipped, and said so; with `KEYHINGE_SNIPPET_TOOLS=1`, as in `make test`, all of them
//! must be there. With `CI` set, the system's own shells must be: bash, zsh and fish on Unix, PowerShell and cmd on
//! Windows.

#![cfg(test)]

mod files;
mod powershell;
#[cfg(unix)]
mod prompts;
#[cfg(unix)]
mod references;
mod shells;
mod tools;
mod values;
mod windows;
