//! Sockets that are slow, stuck or too many, and streams that are cut.

use std::time::{Duration, Instant};

use keyhinge_core::clock::Clock;
use keyhinge_gateway::Caps;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::common::{Gateway, Key, chat, folder, rest, status_of};

async fn open_stream(gateway: &Gateway, key: &Key, text: &str, pace_ms: u64) -> TcpStream {
    let mut body = chat(text);
    body["stream"] = true.into();
    body["metadata"] = json!({ "pace_ms": pace_ms });
    let body = body.to_string();
    let head = format!(
        "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost:{}\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        gateway.port,
        key.token,
        body.len()
    );
    let mut socket = TcpStream::connect(("127.0.0.1", gateway.port)).await.unwrap();
    socket.write_all(head.as_bytes()).await.unwrap();
    socket.write_all(body.as_bytes()).await.unwrap();
    let mut first = [0; 12];
    socket.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    socket
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_a_header_is_closed_within_five_and_a_half_seconds() {
    let folder = folder();
    let gateway = Gateway::start(folder.path()).await;
    let starts: [&[u8]; 3] = [b"", b"G", b"GET /v1/models HTTP/1.1\r\nHost: localhost\r\n"];
    let closing = starts.map(|start| async move {
        let mut socket = TcpStream::connect(("127.0.0.1", gateway.port)).await.unwrap();
        let opened = Instant::now();
        socket.write_all(start).await.unwrap();
        rest(&mut socket, Duration::from_secs(8)).await.unwrap();
        opened.elapsed()
    });
    // One byte a second keeps nothing open either.
    let drip = async {
        let mut socket = TcpStream::connect(("127.0.0.1", gateway.port)).await.unwrap();
        let opened = Instant::now();
        let (mut reading, mut writing) = socket.split();
        let dripping = async {
            let mut tick = tokio::time::interval(Duration::from_secs(1));
            for byte in b"GET /v1/models HTTP/1.1\r\n".iter().cycle() {
                tick.tick().await;
                if writing.write_all(&[*byte]).await.is_err() {
                    break;
                }
            }
        };
        let mut bytes = Vec::new();
        tokio::select! {
            _ = reading.read_to_end(&mut bytes) => {}
            () = dripping => {}
        }
        opened.elapsed()
    };
    // A connection that was used before gets the same time for its next request, and a rest in between.
    let second = async {
        let mut socket = TcpStream::connect(("127.0.0.1", gateway.port)).await.unwrap();
        let request = format!("GET / HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", gateway.port);
        socket.write_all(request.as_bytes()).await.unwrap();
        let mut some = [0; 64];
        assert!(socket.read(&mut some).await.unwrap() > 0);
        let idle = timeout(Duration::from_millis(5_500), async {
            while socket.read(&mut some).await.is_ok_and(|read| read > 0) {}
        });
        assert!(idle.await.is_err(), "an idle connection was closed early");
        let began = Instant::now();
        socket.write_all(b"GET / HT").await.unwrap();
        rest(&mut socket, Duration::from_secs(8)).await.unwrap();
        began.elapsed()
    };
    // Nor does the beginning of a next request that came together with a whole one.
    let host = format!("Host: localhost:{}\r\n", gateway.port);
    let json = "Content-Type: application/json\r\n";
    let early = [
        format!("GET / HTTP/1.1\r\n{host}\r\nGE"),
        format!("POST / HTTP/1.1\r\n{host}{json}Content-Length: 2\r\n\r\n{{}}GE"),
        format!("POST / HTTP/1.1\r\n{host}{json}Transfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\nGE"),
        format!("GET / HTTP/1.1\r\n{host}\r\nGET / HTTP/1.1\r\n{host}\r\nGE"),
    ];
    let early = early.map(|requests| async move {
        let mut socket = TcpStream::connect(("127.0.0.1", gateway.port)).await.unwrap();
        let opened = Instant::now();
        socket.write_all(requests.as_bytes()).await.unwrap();
        assert!(rest(&mut socket, Duration::from_secs(8)).await.unwrap().starts_with("HTTP/1.1 401"));
        opened.elapsed()
    });
    let (firsts, early, drip, second) = tokio::join!(
        futures_util::future::join_all(closing),
        futures_util::future::join_all(early),
        drip,
        second
    );
    for lasted in firsts.into_iter().chain(early).chain([drip, second]) {
        assert!((Duration::from_secs(4)..=Duration::from_millis(5_500)).contains(&lasted), "{lasted:?}");
    }
    gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn revoking_cuts_open_streams_within_a_second() {
    let folder = folder();
    let gateway = Gateway::start(folder.path()).await;
    let key = gateway.key(json!({ "name": "k", "plan": "Pro" })).await;
    let mut reading = open_stream(&gateway, &key, &"word ".repeat(500), 100).await;
    // Nobody reads this one: its answer is larger than all buffers on the way.
    let mut stuck = open_stream(&gateway, &key, &"word ".repeat(1_000_000), 0).await;
    let revoked = Instant::now();
    assert_eq!(gateway.revoke(&key).await.status(), 200);
    let text = rest(&mut reading, Duration::from_secs(3)).await.expect("the stream ends");
    assert!(revoked.elapsed() < Duration::from_secs(1), "{:?}", revoked.elapsed());
    assert!(text.contains("REVOKED_API_KEY"), "{text}");
    assert!(!text.contains("[DONE]") && !text.ends_with("0\r\n\r\n"), "a cut stream looks whole");
    let text = rest(&mut stuck, Duration::from_secs(5)).await.expect("the stuck stream ends");
    assert!(!text.contains("[DONE]"));
    gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn expiry_cuts_open_streams_too() {
    let folder = folder();
    let clock = Clock::manual(chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap());
    let gateway = Gateway::start_with(folder.path(), clock.clone(), Caps::default()).await;
    let key = gateway.key(json!({ "name": "k", "expires_at": "2027-01-15T08:00:30Z" })).await;
    let mut stream = open_stream(&gateway, &key, &"word ".repeat(500), 100).await;
    clock.advance(chrono::TimeDelta::seconds(30));
    let expired = Instant::now();
    let text = rest(&mut stream, Duration::from_secs(3)).await.expect("the stream ends");
    assert!(expired.elapsed() < Duration::from_secs(1));
    assert!(text.contains("EXPIRED_API_KEY"), "{text}");
    gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_many_connections_get_503_and_places_come_back() {
    let folder = folder();
    let caps = Caps { connections: 4, ..Caps::default() };
    let gateway = Gateway::start_with(folder.path(), Clock::system(), caps).await;
    let mut held = Vec::new();
    for _ in 0..4 {
        held.push(TcpStream::connect(("127.0.0.1", gateway.port)).await.unwrap());
    }
    let request = format!("GET / HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", gateway.port);
    // The four may still be on their way to their places.
    let full = async {
        while status_of(&gateway.raw(request.as_bytes()).await) != 503 {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(3), full).await.expect("the fifth is refused");
    drop(held);
    let free = async {
        while status_of(&gateway.raw(request.as_bytes()).await) != 401 {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(3), free).await.expect("closed connections free their places");
    gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_last_answers_end_new_connections_are_refused_at_once() {
    let folder = folder();
    let caps = Caps { drain: Duration::from_secs(2), ..Caps::default() };
    let gateway = Gateway::start_with(folder.path(), Clock::system(), caps).await;
    let key = gateway.key(json!({ "name": "k", "plan": "Pro" })).await;
    let mut long = open_stream(&gateway, &key, &"word ".repeat(1_000), 200).await;
    let port = gateway.port;
    let stopping = tokio::spawn(gateway.stop());
    let refused = timeout(Duration::from_secs(1), async {
        // One that was on its way when the stop came may still be taken, and closed.
        while TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
            tokio::task::yield_now().await;
        }
    });
    refused.await.expect("the port is free while the stream goes on");
    assert!(!stopping.is_finished(), "the stream was not drained");
    stopping.await.unwrap();
    rest(&mut long, Duration::from_secs(1)).await.expect("the stream is closed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopping_lets_short_answers_end_and_cuts_long_ones() {
    let folder = folder();
    let caps = Caps { drain: Duration::from_millis(1_500), ..Caps::default() };
    let gateway = Gateway::start_with(folder.path(), Clock::system(), caps).await;
    let key = gateway.key(json!({ "name": "k", "plan": "Pro" })).await;
    let mut short = open_stream(&gateway, &key, "one two three", 200).await;
    let mut long = open_stream(&gateway, &key, &"word ".repeat(1_000), 200).await;
    let (id, stopped) = (key.id.clone(), Instant::now());
    let core = gateway.stop().await;
    assert!(stopped.elapsed() < Duration::from_secs(4), "{:?}", stopped.elapsed());
    assert!(rest(&mut short, Duration::from_secs(1)).await.unwrap().contains("[DONE]"));
    assert!(!rest(&mut long, Duration::from_secs(1)).await.unwrap().contains("[DONE]"));
    // What was sent of the long one is charged.
    let meters = core.store.key_meters(&id, core.clock.now()).await.unwrap();
    assert!(
        meters
            .iter()
            .any(|meter| meter.metric.as_str() == "completion_tokens" && (5..100).contains(&meter.used)),
        "{meters:?}"
    );
}
