//! A gateway on a real socket and a fresh data folder, and two ways to talk to it.

use std::path::Path;
use std::time::Duration;

use keyhinge_core::Core;
use keyhinge_core::clock::Clock;
use keyhinge_core::folders::Folders;
use keyhinge_core::keys::{Actor, token};
use keyhinge_core::lifecycle::ensure_local_account;
use keyhinge_core::vault::Vault;
use keyhinge_gateway::{Caps, GatewayError, GatewayState, bind, run};
use keyring_core::mock;
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use sqlx::{ConnectOptions as _, Connection as _};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

pub(crate) struct Gateway {
    pub(crate) core: Core,
    pub(crate) port: u16,
    pub(crate) account: String,
    pub(crate) session: String,
    pub(crate) client: Client,
    pub(crate) stop: oneshot::Sender<()>,
    pub(crate) serving: JoinHandle<Result<(), GatewayError>>,
}

/// A key that was made over HTTP.
#[derive(Clone)]
pub(crate) struct Key {
    pub(crate) id: String,
    pub(crate) token: String,
}

pub(crate) fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

impl Gateway {
    pub(crate) async fn start(folder: &Path) -> Self {
        Self::start_with(folder, Clock::system(), Caps::default()).await
    }

    pub(crate) async fn start_with(folder: &Path, clock: Clock, caps: Caps) -> Self {
        let vault = Vault::with_store(mock::Store::new().unwrap());
        let core = Core::open(Folders::at(folder), clock, vault).await.unwrap();
        let account = ensure_local_account(&core, Actor::Cli).await.unwrap().id;
        let session_token = token::session().unwrap();
        let session = session_token.expose().to_owned();
        let listener = bind(0).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (stop, stopped) = oneshot::channel();
        let state = GatewayState::new(core.clone(), session_token, caps);
        let serving = tokio::spawn(run(listener, async move { drop(stopped.await) }, state));
        let client = Client::builder().no_proxy().build().unwrap();
        Self { core, port, account, session, client, stop, serving }
    }

    /// Stops as a host does, and waits until everything is written.
    pub(crate) async fn stop(self) -> Core {
        self.stop.send(()).unwrap();
        self.serving.await.unwrap().unwrap();
        self.core
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub(crate) fn keys_path(&self) -> String {
        format!("/v1/accounts/{}/apiKeys", self.account)
    }

    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        bearer: &str,
        body: Option<Value>,
    ) -> Response {
        let mut request = self.client.request(method, self.url(path)).bearer_auth(bearer);
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        request.send().await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str, bearer: &str) -> Response {
        self.call(Method::GET, path, bearer, None).await
    }

    pub(crate) async fn post(&self, path: &str, bearer: &str, body: Value) -> Response {
        self.call(Method::POST, path, bearer, Some(body)).await
    }

    /// Makes a key over HTTP with the session token.
    pub(crate) async fn key(&self, body: Value) -> Key {
        let answer = self.post(&self.keys_path(), &self.session, body).await;
        assert_eq!(answer.status(), 201);
        let record = json_of(answer).await;
        Key { id: record["id"].as_str().unwrap().into(), token: record["key"].as_str().unwrap().into() }
    }

    pub(crate) async fn revoke(&self, key: &Key) -> Response {
        self.call(Method::DELETE, &format!("{}/{}", self.keys_path(), key.id), &self.session, None).await
    }

    pub(crate) async fn chat(&self, key: &Key, text: &str) -> Response {
        self.post("/v1/chat/completions", &key.token, chat(text)).await
    }

    /// Sends bytes as they are and reads until the gateway closes or answers nothing more for a while.
    pub(crate) async fn raw(&self, request: &[u8]) -> String {
        let mut socket = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        // The gateway may refuse and close before it has read everything.
        drop(socket.write_all(request).await);
        let mut answer = Vec::new();
        drop(tokio::time::timeout(Duration::from_secs(8), socket.read_to_end(&mut answer)).await);
        String::from_utf8_lossy(&answer).into_owned()
    }
}

/// Makes the limits of one key unreadable, so that all keys can no longer be read together; each other key still
/// can by itself.
pub(crate) async fn break_limits(core: &Core, key_id: &str) {
    let file = sqlx::sqlite::SqliteConnectOptions::new().filename(core.folders.database());
    let mut connection = file.connect().await.unwrap();
    // abs() of the smallest number overflows, which SQLite reports as an error.
    let script = format!(
        "ALTER TABLE key_limits RENAME TO stored_limits;
         CREATE VIEW key_limits AS SELECT key_id, metric, window_seconds,
             CASE key_id WHEN '{key_id}' THEN abs(-9223372036854775807 - 1) ELSE amount END AS amount
         FROM stored_limits;
         CREATE TRIGGER add_limit INSTEAD OF INSERT ON key_limits BEGIN
             INSERT INTO stored_limits VALUES (new.key_id, new.metric, new.window_seconds, new.amount);
         END;"
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(script)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

pub(crate) fn chat(text: &str) -> Value {
    json!({ "model": "local/echo", "messages": [{ "role": "user", "content": text }] })
}

pub(crate) async fn json_of(response: Response) -> Value {
    serde_json::from_str(&response.text().await.unwrap()).unwrap()
}

pub(crate) async fn code_of(response: Response) -> String {
    json_of(response).await["error"]["code"].as_str().unwrap_or_default().to_owned()
}

pub(crate) fn header(response: &Response, name: &str) -> String {
    response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

/// The status of a raw answer; 0 where there was none.
pub(crate) fn status_of(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0)
}

/// Reads until the gateway closes; answers what came.
pub(crate) async fn rest(socket: &mut TcpStream, at_most: Duration) -> Option<String> {
    let mut bytes = Vec::new();
    // A reset is a close as well.
    timeout(at_most, socket.read_to_end(&mut bytes)).await.ok().map(drop)?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
