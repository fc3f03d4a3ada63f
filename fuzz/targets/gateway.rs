//! Any bytes on a connection to the gateway: it answers in HTTP or closes, never with a 5xx, and still serves the next.
//! The first byte chooses: the bytes are sent as they are, or as the body or the end of the path of a call that holds a
//! valid key.

#![no_main]

use std::sync::LazyLock;
use std::time::Duration;

use keyhinge_core::Core;
use keyhinge_core::clock::Clock;
use keyhinge_core::folders::Folders;
use keyhinge_core::keys::{Actor, token};
use keyhinge_core::lifecycle::ensure_local_account;
use keyhinge_core::vault::Vault;
use keyhinge_gateway::{Caps, GatewayState, bind, run};
use keyring_core::mock;
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio::time::timeout;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());
static GATEWAY: LazyLock<Gateway> = LazyLock::new(|| RUNTIME.block_on(Gateway::start()));

/// Those that take a body, all of them with a key that may do everything.
const PATHS: [&str; 6] = [
    "/v1/chat/completions",
    "/v1/responses",
    "/v1/embeddings",
    "/v1/messages",
    "/v1/messages/count_tokens",
    "/v1/accounts/{account}/apiKeys",
];

struct Gateway {
    port: u16,
    account: String,
    session: String,
    key: String,
    _folder: TempDir,
}

impl Gateway {
    async fn start() -> Self {
        let folder = TempDir::new_in("/dev/shm").unwrap();
        let vault = Vault::with_store(mock::Store::new().unwrap());
        let core = Core::open(Folders::at(folder.path()), Clock::system(), vault).await.unwrap();
        let account = ensure_local_account(&core, Actor::Cli).await.unwrap().id;
        let token = token::session().unwrap();
        let session = token.expose().to_owned();
        let listener = bind(0).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        // Half a request is waited for, and the fuzzer with it.
        let soon = Duration::from_millis(30);
        let caps = Caps { header_read: soon, idle: soon, ..Caps::default() };
        let state = GatewayState::new(core, token, caps);
        tokio::spawn(run(listener, std::future::pending(), state));
        let mut gateway = Self { port, account, session, key: String::new(), _folder: folder };
        // A limit is what most requests would end at.
        let most = "{\"name\":\"fuzz\",\"purpose\":\"Admin\",\"plan\":\"Enterprise\",\"limits\":{\"requests_per_minute\":1000000000}}";
        let made = gateway.send(&gateway.call("POST", 5, &gateway.session, most.as_bytes())).await;
        let (_, body) = made.split_once("\r\n\r\n").unwrap();
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        gateway.key = body["key"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned();
        gateway
    }

    fn call(&self, method: &str, path: usize, token: &str, body: &[u8]) -> Vec<u8> {
        let (port, length) = (self.port, body.len());
        let path = PATHS[path % PATHS.len()].replace("{account}", &self.account);
        let mut request = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"
        )
        .into_bytes();
        request.extend_from_slice(body);
        request
    }

    /// Sends, and reads to the end.
    async fn send(&self, request: &[u8]) -> String {
        let mut socket = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        // It may refuse and close before it has read everything.
        drop(socket.write_all(request).await);
        let mut answer = Vec::new();
        // A stream may take its half a minute; what it has said by then will do.
        drop(timeout(Duration::from_millis(500), socket.read_to_end(&mut answer)).await);
        String::from_utf8_lossy(&answer).into_owned()
    }
}

fuzz_target!(|input: &[u8]| {
    let Some((&kind, rest)) = input.split_first() else { return };
    let gateway = &*GATEWAY;
    let request = match kind % 8 {
        0 => rest.to_vec(),
        1 => {
            let head = format!(
                "GET /v1/models HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAuthorization: Bearer {}\r\n",
                gateway.port, gateway.key
            );
            [head.as_bytes(), rest, b"\r\n\r\n"].concat()
        }
        path => gateway.call("POST", usize::from(path) - 2, &gateway.key, rest),
    };
    let answer = RUNTIME.block_on(gateway.send(&request));
    if !answer.is_empty() {
        let status = answer.strip_prefix("HTTP/1.1 ").unwrap_or_else(|| panic!("{answer}"));
        assert!(matches!(status.as_bytes()[0], b'1'..=b'4') || status.starts_with("505"), "{answer}");
    }
});
