//! The local API server: it issues virtual keys, enforces their limits, answers as `local/echo` and passes calls on to
//! the user's accounts.
//!
//! A request passes, in this order: the [guard](guard) (is it from a program of this computer, and meant for
//! us?), authentication (whose key is it?), the limiter (one request is counted), the route's permission, its
//! handler. The keys and windows are in memory; usage is written by one task, in batches.

mod answer;
mod answer_headers;
mod auth;
mod bounded_json;
mod call;
mod caps;
mod connection;
mod cut;
mod echo;
mod error;
mod fields;
mod guard;
mod head;
mod held;
mod management;
mod news;
mod recorder;
mod registry;
mod relay;
mod request_body;
mod routes;
mod serve;
mod state;
mod ticks;

pub use self::caps::Caps;
pub use self::routes::{Need, ROUTES, Route};
pub use self::serve::{GatewayError, bind, run};
pub use self::state::GatewayState;
