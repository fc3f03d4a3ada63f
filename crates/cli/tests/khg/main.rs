//! The real binary, from outside: what it prints, where it prints it, and the number it ends with.

#![cfg(test)]

mod common;
mod data;
mod fresh;
mod gateway;
mod hostile;
mod keychain;
mod provider;
mod usage;
mod vault;
