//! Every adapter against the simulated providers, over real HTTP.

#![cfg(test)]

mod bodies;
mod client;
mod common;
mod faults;
mod operations;
mod paging;
mod secrets;
mod tls;
