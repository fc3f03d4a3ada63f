//! The gateway from outside: real sockets, a real database, a new data folder for each test.

#![cfg(test)]

mod bodies;
mod common;
mod connections;
mod echo;
mod guard;
mod keys;
mod limits;
mod registry;
mod relay;
