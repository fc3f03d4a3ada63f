//! Bodies that are too big, too many, slow, or not asked for, and answers that nobody reads.

use std::time::Duration;

use keyhinge_core::clock::Clock;
use keyhinge_gateway::Caps;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::common::{Gateway, Key, chat, code_of, folder, header, rest, status_of};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_above_the_cap_is_413_however_it_comes() {
    let folder = folder();
    let gateway = Gateway::start(folder.path()).await;
    let key = gateway.key(json!({ "name": "k" })).await;
    let big = vec![b' '; (20 << 20) + 1];
    let post = |body: reqwest::Body| {
        let request = gateway.client.post(gateway.url("/v1/chat/completions")).bearer_auth(&key.token);
        request.header("content-type", "application/json").body(body).send()
    };
    let whole = post(big.clone().into()).await.unwrap();
    assert_eq!(whole.status(), 413);
    assert_eq!(code_of(whole).await, "REQUEST_TOO_LARGE");
    let chunks = futures_util::stream::iter(
        big.chunks(1 << 20).map(|chunk| Ok::<_, std::io::Error>(chunk.to_vec())).collect::<Vec<_>>(),
    );
    let chunked = post(reqwest::Body::wrap_stream(chunks)).await.unwrap();
    assert_eq!(chunked.status(), 413);
    // Without a key the same body is not read for its content, and 401 still arrives.
    let unknown =
        gateway.client.post(gateway.url("/v1/chat/completions")).header("content-type", "application/json");
    assert_eq!(unknown.body(big).send().await.unwrap().status(), 401);
    gateway.stop().await;
}

/// Sends a POST with the head of a longer body and only this much of it.
async fn post(gateway: &Gateway, key: &Key, path: &str, lines: &str, body: &[u8]) -> TcpStream {
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost:{}\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\n{lines}\r\n",
        gateway.port, key.token
    );
    let mut socket = TcpStream::connect(("127.0.0.1", gateway.port)).await.unwrap();
    socket.write_all(head.as_bytes()).await.unwrap();
    socket.write_all(body).await.unwrap();
    socket
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_nobody_reads_keeps_its_place_until_it_is_given_up() {
    let folder = folder();
    let caps = Caps { in_flight_per_key: 1, idle: Duration::from_secs(2), ..Caps::default() };
    let gateway = Gateway::start_with(folder.path(), Clock::system(), caps).await;
    let limits =
        json!({ "prompt_tokens_per_minute": 10_000_000, "completion_tokens_per_minute": 10_000_000 });
    let key = gateway.key(json!({ "name": "k", "limits": limits })).await;
    let body = chat(&"w".repeat(15 << 20)).to_string();
    let length = format!("Content-Length: {}\r\n", body.len());
    let mut unread = post(&gateway, &key, "/v1/chat/completions", &length, body.as_bytes()).await;
    let mut first = [0; 12];
    unread.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    assert_eq!(gateway.get("/v1/models", &key.token).await.status(), 429, "it is still being sent");
    // It is closed by the gateway: `unread` stays open here.
    let given_up = async {
        while gateway.get("/v1/models", &key.token).await.status() != 200 {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(5), given_up).await.expect("the connection is closed");
    drop(unread);
    gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_bodies_together_take_a_bounded_amount_of_memory() {
    let folder = folder();
    let caps = Caps { bodies_bytes: 1 << 20, ..Caps::default() };
    let gateway = Gateway::start_with(folder.path(), Clock::system(), caps).await;
    let many = json!({ "name": "b", "limits": { "requests_per_minute": 1_000_000 } });
    let (one, two) = (gateway.key(json!({ "name": "a" })).await, gateway.key(many).await);
    let half = vec![b' '; 900 << 10];
    let get_stuck = || post(&gateway, &one, "/v1/messages", "Content-Length: 1000000\r\n", &half);
    let mut stuck = get_stuck().await;
    // 300 KiB: more than what is left, once the other has arrived.
    let big = || gateway.post("/v1/chat/completions", &two.token, json!({ "model": "x".repeat(300 << 10) }));
    let full = async {
        loop {
            let answer = big().await;
            if answer.status() == 503 {
                break answer;
            }
            assert_eq!(answer.status(), 404);
            // Where the big one came first, the other was refused instead: it tries again.
            let answered = timeout(Duration::from_millis(5), stuck.read(&mut [0])).await;
            if answered.is_ok() {
                stuck = get_stuck().await;
            }
        }
    };
    let refused = timeout(Duration::from_secs(20), full).await.expect("the second is refused");
    assert_eq!(refused.headers()["retry-after"], "1");
    assert_eq!(code_of(refused).await, "OVERLOADED");
    assert_eq!(gateway.chat(&two, "a small one").await.status(), 200);
    drop(stuck);
    let free = async {
        while big().await.status() != 404 {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(5), free).await.expect("a closed connection gives its share back");

    // A body that would take many times its size is not read into memory.
    let bomb = format!("{{\"model\":\"x\",\"a\":[{}0]}}", "{\"\":0},".repeat(50_000));
    let request = gateway.client.post(gateway.url("/v1/chat/completions")).bearer_auth(&two.token);
    let refused = request.header("content-type", "application/json").body(bomb).send().await.unwrap();
    assert_eq!(refused.status(), 400);
    gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_client_that_waits_to_send_its_body_is_told_at_once() {
    let folder = folder();
    let gateway = Gateway::start(folder.path()).await;
    let reader = gateway.key(json!({ "name": "k", "purpose": "Read-only" })).await;
    let wrong = Key { id: String::new(), token: "kh_wrong".into() };
    let writer = gateway.key(json!({ "name": "k" })).await;
    for (key, length, status) in [(&wrong, 1_000, 401), (&reader, 1_000, 403), (&writer, 30 << 20, 413)] {
        let lines = format!("Expect: 100-continue\r\nContent-Length: {length}\r\n");
        let mut socket = post(&gateway, key, "/v1/messages", &lines, b"").await;
        let answer = rest(&mut socket, Duration::from_secs(2)).await.expect("answered and closed at once");
        assert_eq!(status_of(&answer), status, "{answer}");
    }
    // Who may send it is asked for it.
    let body = chat("hello").to_string();
    let lines = format!("Expect: 100-continue\r\nContent-Length: {}\r\n", body.len());
    let mut socket = post(&gateway, &writer, "/v1/chat/completions", &lines, b"").await;
    let mut first = [0; 25];
    socket.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 100 Continue\r\n\r\n");
    socket.write_all(body.as_bytes()).await.unwrap();
    let mut first = [0; 12];
    socket.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_is_revoked_while_its_body_comes_in_was_not_allowed() {
    let folder = folder();
    let gateway = Gateway::start(folder.path()).await;
    let key = gateway.key(json!({ "name": "k" })).await;
    let lines = "X-Debug-Auth: true\r\nContent-Length: 100\r\n";
    let mut socket = post(&gateway, &key, "/v1/messages", lines, b"{").await;
    // Counted: it is past authentication and waits for its body.
    let counted = async {
        for looks in 1.. {
            let look = gateway.get("/v1/models", &key.token).await;
            if header(&look, "x-ratelimit-remaining-requests") != (60 - looks).to_string() {
                break;
            }
        }
    };
    timeout(Duration::from_secs(3), counted).await.unwrap();
    assert_eq!(gateway.revoke(&key).await.status(), 200);
    let answer = rest(&mut socket, Duration::from_secs(3)).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 401") && answer.contains("REVOKED_API_KEY"), "{answer}");
    assert!(answer.contains("x-debug-auth-decision: REVOKED_API_KEY"), "{answer}");
    gateway.stop().await;
}
