//! The guard before every route: each bad request against each route of the table and against an unknown one.

use keyhinge_core::usage::{UsageGroup, UsageQuery};
use keyhinge_gateway::ROUTES;
use serde_json::json;

use crate::common::{Gateway, Key, folder, status_of};

/// Header lines that make a request bad, with a note; `{P}` is the gateway's port. The line `Host: …` is
/// left out where the case brings its own.
const BAD_HOSTS: [&str; 31] = [
    "", // no Host at all
    "Host:\r\n",
    "Host: evil.com\r\n",
    "Host: evil.com:{P}\r\n",
    "Host: 127.0.0.1\r\n",
    "Host: 127.0.0.1:1\r\n",
    "Host: 127.0.0.1:0{P}\r\n",
    "Host: 127.0.0.1:{P}0\r\n",
    "Host: 127.0.0.1:{P}.evil.com\r\n",
    "Host: 127.0.0.1:{P}@evil.com\r\n",
    "Host: evil.com@127.0.0.1:{P}\r\n",
    "Host: 127.0.0.1@evil.com\r\n",
    "Host: localhost\r\n",
    "Host: localhost.:{P}\r\n",
    "Host: localhost.evil.com:{P}\r\n",
    "Host: localhost:{P}/#@x\r\n",
    "Host: localhost:{P}/\r\n",
    "Host: [::1]\r\n",
    "Host: ::1:{P}\r\n",
    "Host: [::ffff:127.0.0.1]:{P}\r\n",
    "Host: 0.0.0.0:{P}\r\n",
    "Host: 127.0.0.2:{P}\r\n",
    "Host: 127.1:{P}\r\n",
    "Host: 2130706433:{P}\r\n",
    "Host: 0x7f.1:{P}\r\n",
    "Host: 127.0.0.1 :{P}\r\n",
    "Host: 127.0.0.1:{P} evil.com\r\n",
    "Host: 127.0.0.1:{P}, evil.com\r\n",
    "Host: 127.0.0.1:{P}\r\nHost: 127.0.0.1:{P}\r\n",
    "Host: 127.0.0.1:{P}\r\nHost: evil.com\r\n",
    "Host: localh\u{f6}st:{P}\r\n",
];

const BAD_LINES: [&str; 24] = [
    "Origin: null\r\n",
    "Origin:\r\n",
    "Origin: http://localhost:{P}\r\n",
    "Origin: http://127.0.0.1:{P}\r\n",
    "Origin: https://evil.com\r\n",
    "Origin: tauri://localhost\r\n",
    "Origin: file://\r\n",
    "Origin: http://localhost:{P}\r\nOrigin: https://evil.com\r\n",
    "Sec-Fetch-Site: cross-site\r\n",
    "Sec-Fetch-Site: same-site\r\n",
    "Sec-Fetch-Site: same-origin\r\n",
    "Sec-Fetch-Site: none\r\nSec-Fetch-Site: cross-site\r\n",
    "Sec-Fetch-Site: anything\r\n",
    "Access-Control-Request-Method: POST\r\n",
    "Access-Control-Request-Headers: authorization\r\n",
    "Access-Control-Request-Private-Network: true\r\n",
    "Upgrade: websocket\r\nConnection: Upgrade\r\n",
    "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nConnection: Upgrade, HTTP2-Settings\r\n",
    "Connection: keep-alive, upgrade\r\n",
    "Content-Type: text/plain\r\n",
    "Content-Type: application/x-www-form-urlencoded\r\n",
    "Content-Type: multipart/form-data; boundary=x\r\n",
    "Content-Type: application/json\r\nContent-Type: text/plain\r\n",
    "Transfer-Encoding: chunked\r\nContent-Type: text/plain\r\n",
];

const BAD_METHODS: [&str; 8] = ["OPTIONS", "CONNECT", "TRACE", "PUT", "PATCH", "HEAD", "get", "PROPFIND"];

struct Case {
    note: String,
    request: String,
}

/// Every bad form of one good request.
fn cases(method: &str, path: &str, port: u16, token: &str) -> Vec<Case> {
    let good_host = format!("Host: 127.0.0.1:{port}\r\n");
    let auth = format!("Authorization: Bearer {token}\r\n");
    let case = |note: &str, method: &str, target: &str, lines: &str| Case {
        note: format!("{note:.60} on {method} {path}"),
        request: format!("{method} {target} HTTP/1.1\r\n{lines}{auth}\r\n").replace("{P}", &port.to_string()),
    };
    let mut cases: Vec<Case> = BAD_HOSTS.iter().map(|host| case(host, method, path, host)).collect();
    for line in BAD_LINES {
        cases.push(case(line, method, path, &format!("{good_host}{line}")));
    }
    for bad in BAD_METHODS {
        cases.push(case("method", bad, path, &good_host));
    }
    for target in ["http://evil.com", "http://localhost:{P}", "https://127.0.0.1:{P}", "ftp://127.0.0.1:{P}"]
    {
        cases.push(case(target, method, &format!("{target}{path}"), &good_host));
    }
    let many = "x-a: b\r\n".repeat(65);
    let long = format!("x-long: {}\r\n", "a".repeat(33 << 10));
    let huge = format!("x-huge: {}\r\n", "a".repeat(100 << 10));
    for lines in [many, long, huge] {
        cases.push(case(&lines, method, path, &format!("{good_host}{lines}")));
    }
    cases.push(case("long target", method, &format!("{path}?{}", "a".repeat(9 << 10)), &good_host));
    let broken = [
        format!("{method} {path} HTTP/2.0\r\n{good_host}{auth}\r\n"),
        format!("{method} {path} HTTP/1.1\r\n{good_host}{auth} folded\r\n\r\n"),
        format!("{method} {path} HTTP/1.1\r\n{good_host}{auth}x: a\0b\r\n\r\n"),
        format!(
            "{method} {path} HTTP/1.1\r\n{good_host}{auth}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"
        ),
        format!("{method} {path} HTTP/1.1\r\n{good_host}{auth}Content-Length: -1\r\n\r\n"),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".into(),
        "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\u{3}\u{3}".to_owned() + "\r\n\r\n",
    ];
    cases.extend(
        broken.map(|request| Case { note: format!("broken {method} {path}: {request:.50}"), request }),
    );
    cases
}

fn targets(gateway: &Gateway, key: &Key) -> Vec<(String, String)> {
    let mut targets: Vec<_> = ROUTES
        .iter()
        .map(|route| {
            let path = route
                .path
                .replace("{account_id}", &gateway.account)
                .replace("{key_id}", &key.id)
                .replace("{*id}", "local/echo");
            (route.method.to_string(), path)
        })
        .collect();
    targets.push(("GET".into(), "/nowhere".into()));
    targets.push(("GET".into(), "/".into()));
    targets
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_bad_request_reaches_any_route_or_costs_anything() {
    let folder = folder();
    let gateway = Gateway::start(folder.path()).await;
    let key = gateway.key(json!({ "name": "victim", "purpose": "Admin" })).await;
    let mut tried = 0;
    for (method, path) in targets(&gateway, &key) {
        let cases = cases(&method, &path, gateway.port, &key.token);
        assert!(cases.len() >= 60, "only {} cases", cases.len());
        for case in cases {
            let answer = gateway.raw(case.request.as_bytes()).await;
            let status = status_of(&answer);
            let refused = [400, 403, 405, 414, 415, 421, 431, 505].contains(&status) || answer.is_empty();
            assert!(refused, "{}: {answer}", case.note);
            let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
            assert!(body.is_empty(), "{}: has a body: {body}", case.note);
            let head = head.to_ascii_lowercase();
            assert!(!head.contains("access-control-"), "{}: a CORS header", case.note);
            assert!(!head.contains("x-ratelimit-"), "{}: it was counted", case.note);
            tried += 1;
        }
    }
    assert!(tried >= 60 * (ROUTES.len() + 2));
    let status = gateway.get(&format!("{}/{}", gateway.keys_path(), key.id), &gateway.session).await;
    assert!(status.text().await.unwrap().contains("\"active\""), "the key was revoked by a bad request");
    let account = gateway.account.clone();
    let core = gateway.stop().await;
    let today = core.clock.now().date_naive();
    let query = UsageQuery { account_id: &account, start: today, end: today, group_by: UsageGroup::Day };
    assert_eq!(core.store.usage(query).await.unwrap(), [], "a refusal was counted");
}

#[tokio::test]
async fn every_route_asks_for_a_key_and_knows_its_neighbours() {
    let folder = folder();
    let gateway = Gateway::start(folder.path()).await;
    let key = gateway.key(json!({ "name": "k", "purpose": "Admin" })).await;
    let host = format!("Host: localhost:{}\r\nConnection: close\r\n", gateway.port);
    for (method, path) in targets(&gateway, &key) {
        let bare = gateway.raw(format!("{method} {path} HTTP/1.1\r\n{host}\r\n").as_bytes()).await;
        assert_eq!(status_of(&bare), 401, "{method} {path}: {bare}");
        assert!(bare.contains("MISSING_API_KEY"));
        let in_query = format!("{method} {path}?api_key={} HTTP/1.1\r\n{host}\r\n", key.token);
        assert_eq!(status_of(&gateway.raw(in_query.as_bytes()).await), 401, "a key in the query");
        for odd in [
            format!("{path}/"),
            format!("/{path}"),
            path.replace("/v1/", "/v1//"),
            path.replace("/v1", "/v2"),
        ] {
            if odd == path || odd == "//" {
                continue;
            }
            let auth = format!("Authorization: Bearer {}\r\n", key.token);
            let answer = gateway.raw(format!("{method} {odd} HTTP/1.1\r\n{host}{auth}\r\n").as_bytes()).await;
            assert_eq!(status_of(&answer), 404, "{method} {odd}: {answer}");
        }
    }
    gateway.stop().await;
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let folder = folder();
    let gateway = Gateway::start(folder.path()).await;
    let key = gateway.key(json!({ "name": "k" })).await;
    let ask = async |method: &str, path: &str, auth: bool| {
        let auth = if auth { format!("x-api-key: {}\r\n", key.token) } else { String::new() };
        let host = format!("Host: localhost:{}\r\nConnection: close\r\n", gateway.port);
        let answer = gateway.raw(format!("{method} {path} HTTP/1.1\r\n{host}{auth}\r\n").as_bytes()).await;
        let allow = answer.lines().find_map(|line| line.strip_prefix("allow: ")).unwrap_or("-").to_owned();
        (status_of(&answer), allow)
    };
    assert_eq!(ask("DELETE", "/v1/models", true).await, (405, "GET".into()));
    assert_eq!(ask("GET", "/v1/chat/completions", true).await, (405, "POST".into()));
    let keys = gateway.keys_path();
    assert_eq!(ask("DELETE", &keys, true).await, (405, "GET, POST".into()));
    assert_eq!(ask("POST", &format!("{keys}/key_x"), true).await, (405, "GET, DELETE".into()));
    assert_eq!(ask("PUT", "/v1/models", true).await, (405, "GET, POST, DELETE".into()));
    assert_eq!(ask("DELETE", "/v1/models", false).await, (401, "-".into()), "not before authentication");
    assert_eq!(ask("GET", "/v1/nowhere", true).await, (404, "-".into()));
    gateway.stop().await;
}

#[tokio::test]
async fn it_listens_on_loopback_only() {
    let folder = folder();
    let gateway = Gateway::start(folder.path()).await;
    let listening = std::fs::read_to_string("/proc/net/tcp").unwrap_or_default();
    let port = format!(":{:04X} ", gateway.port);
    for line in listening.lines().filter(|line| line.contains(" 0A ") && line.contains(&port)) {
        assert!(line.contains("0100007F:"), "{line}");
    }
    let everywhere = tokio::net::TcpListener::bind("0.0.0.0:0").await.unwrap();
    let state = keyhinge_gateway::GatewayState::new(
        gateway.core.clone(),
        keyhinge_core::keys::token::session().unwrap(),
        keyhinge_gateway::Caps::default(),
    );
    let refused = keyhinge_gateway::run(everywhere, std::future::pending(), state).await;
    assert!(matches!(refused, Err(keyhinge_gateway::GatewayError::NotLoopback(_))));
    gateway.stop().await;
}
