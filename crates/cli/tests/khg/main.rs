//! The real binary, from outside: what it prints, where it prints it, and the number it ends with.

#![cfg(test)]

mod account;
mod common;
mod data;
mod env;
mod fresh;
mod gateway;
mod held;
mod hostile;
mod import;
mod keychain;
mod print;
mod provider;
mod rotate;
mod run;
mod run_windows;
mod snippet;
mod usage;
mod vault;
