//! Accounts at providers, over real HTTP against the simulator: added, listed, keys made, imported, tested and revoked.

#![cfg(test)]

mod bench;
mod connecting;
mod guided;
mod importing;
mod lifetime;
mod listing;
mod one_token;
mod rotating;
