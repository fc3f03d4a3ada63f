use std::time::Duration;

/// What one client may take of this computer, whatever key it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caps {
    /// Open connections; the next one gets 503.
    pub connections: usize,
    /// Calls of one key that are being answered; the next one gets 429.
    pub in_flight_per_key: usize,
    /// The largest request body, in bytes; 413 above.
    pub body_bytes: usize,
    /// Bytes of all request bodies that are being read or answered, over all keys; 503 above.
    pub bodies_bytes: usize,
    /// Names and values of all headers together, in bytes; 431 above.
    pub header_bytes: usize,
    /// Header lines; 431 above.
    pub headers: usize,
    /// The longest request target, in bytes; 414 above.
    pub target_bytes: usize,
    /// From the first byte of a request, or from the connection's start, to the end of its headers.
    pub header_read: Duration,
    /// Between two requests of a connection, between two pieces of a request body, and for how long a client
    /// may read nothing of an answer.
    pub idle: Duration,
    /// How long open answers may go on after the gateway was told to stop.
    pub drain: Duration,
    /// For a connection to a provider, the look-up of its name and TLS included.
    pub upstream_connect: Duration,
    /// From a request to a provider to the head of its answer: a long answer that is not streamed takes that long.
    pub upstream_head: Duration,
    /// Between two pieces of a provider's answer.
    pub upstream_idle: Duration,
    /// For a provider's list of its models, from the question to the whole answer.
    pub upstream_models: Duration,
}

impl Default for Caps {
    fn default() -> Self {
        Self {
            connections: 128,
            in_flight_per_key: 32,
            body_bytes: 20 << 20,
            bodies_bytes: 64 << 20,
            header_bytes: 32 << 10,
            headers: 64,
            target_bytes: 8 << 10,
            header_read: Duration::from_secs(5),
            idle: Duration::from_secs(60),
            drain: Duration::from_secs(5),
            upstream_connect: Duration::from_secs(10),
            upstream_head: Duration::from_secs(120),
            upstream_idle: Duration::from_secs(120),
            upstream_models: Duration::from_secs(5),
        }
    }
}
