//! The program, as a test in another language uses it.

#![cfg(test)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

struct Running {
    child: Child,
    description: Value,
}

impl Running {
    fn start() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_keyhinge-simulator"));
        let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped"))
            .read_line(&mut line)
            .expect("it says where it is");
        Self { child, description: serde_json::from_str(&line).expect("JSON") }
    }

    /// Status and body.
    fn call(&self, method: &str, path: &str, bearer: &str, body: &Value) -> (u16, Value) {
        let url = self.description["url"].as_str().expect("a URL");
        let mut stream = TcpStream::connect(url.trim_start_matches("http://")).expect("it listens");
        let body = body.to_string();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {bearer}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
        .expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        let status = answer.split(' ').nth(1).and_then(|text| text.parse().ok()).expect("a status");
        let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        (status, serde_json::from_str(body).unwrap_or_default())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn keys_and_faults_are_ordered_over_http() {
    let running = Running::start();
    let models = "/fortytwo/v1/models";
    assert_eq!(running.call("GET", models, "nobody", &Value::Null).0, 401);

    let wanted = json!({ "provider": "fortytwo", "name": "by a test" });
    let (status, key) = running.call("POST", "/_control/keys", "", &wanted);
    assert_eq!(status, 200, "{key}");
    let secret = key["secret"].as_str().expect("a secret").to_owned();
    let (status, body) = running.call("GET", models, &secret, &Value::Null);
    assert_eq!((status, body["data"][0]["id"].as_str()), (200, Some("fortytwo-preview")));

    let rule = json!({ "path": "models", "times": 1, "fault": { "kind": "answer", "status": 429 } });
    assert_eq!(running.call("POST", "/_control/faults", "", &rule).0, 200);
    assert_eq!(running.call("GET", models, &secret, &Value::Null).0, 429);
    assert_eq!(running.call("GET", models, &secret, &Value::Null).0, 200);
    assert_eq!(running.call("POST", "/_control/faults", "", &json!({ "fault": "none" })).0, 400);

    let (_, calls) = running.call("GET", "/_control/calls", "", &Value::Null);
    assert_eq!(calls.as_array().map(Vec::len), Some(4));
    let base = &running.description["providers"]["forii"];
    let path = "/forii/v1/accounts/acc_1/apiKeys";
    let session = base["credential"].as_str().expect("a credential");
    assert_eq!(running.call("POST", path, session, &json!({ "name": "a" })).0, 201);
    assert_eq!(running.call("GET", path, session, &Value::Null).1["data"][0]["name"], "a");
}
