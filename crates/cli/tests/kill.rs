//! What was acknowledged survives a kill: the gateway is killed in the middle of creating keys, again and again, and
//! every key whose creation was answered is still there, in a sound database.

#![cfg(test)]

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use serde_json::Value;

const ROUNDS: u64 = 12;

struct Gateway {
    child: Child,
    address: String,
    account: String,
    token: String,
}

fn serve(dir: &Path) -> Gateway {
    let mut child = Command::new(env!("CARGO_BIN_EXE_khg"))
        .args(["gateway", "serve", "--port", "0", "--data-dir"])
        .arg(dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let ready: Value = serde_json::from_str(&line).unwrap();
    let text = |name: &str| ready[name].as_str().unwrap().to_owned();
    let address = text("url").strip_prefix("http://").unwrap().to_owned();
    Gateway { child, address, account: text("account_id"), token: text("session_token") }
}

/// Creates one key; its id if the answer arrived whole.
fn create(address: &str, account: &str, token: &str, name: &str) -> Option<String> {
    let body = format!(r#"{{"name":"{name}"}}"#);
    let mut stream = TcpStream::connect(address).ok()?;
    write!(
        stream,
        "POST /v1/accounts/{account}/apiKeys HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, json) = answer.split_once("\r\n\r\n")?;
    assert!(head.starts_with("HTTP/1.1 201"), "{head}");
    let made: Value = serde_json::from_str(json).ok()?;
    made["id"].as_str().map(str::to_owned)
}

fn listed(dir: &Path) -> HashSet<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_khg"))
        .args(["key", "list", "--json", "--data-dir"])
        .arg(dir)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let keys: Value = serde_json::from_slice(&output.stdout).unwrap();
    keys.as_array().unwrap().iter().map(|key| key["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn no_acknowledged_key_is_lost_to_a_kill() {
    let dir = tempfile::tempdir().unwrap();
    let mut acknowledged = HashSet::new();
    for round in 0..ROUNDS {
        let mut gateway = serve(dir.path());
        let (address, account, token) =
            (gateway.address.clone(), gateway.account.clone(), gateway.token.clone());
        let (sender, created) = mpsc::channel();
        let client = std::thread::spawn(move || {
            let mut number = 0;
            while let Some(id) = create(&address, &account, &token, &format!("round-{round}-{number}")) {
                number += 1;
                if sender.send(id).is_err() {
                    break;
                }
            }
        });
        // The kill comes after a different number of answers each round, while the next request is under way.
        for _ in 0..=(round * 3 % 11) {
            acknowledged.insert(created.recv_timeout(Duration::from_secs(20)).unwrap());
        }
        gateway.child.kill().unwrap();
        gateway.child.wait().unwrap();
        client.join().unwrap();
        acknowledged.extend(created.try_iter());
    }
    let kept = listed(dir.path());
    let lost: Vec<_> = acknowledged.difference(&kept).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
    let doctor = Command::new(env!("CARGO_BIN_EXE_khg"))
        .args(["call", "doctor", "{}", "--data-dir"])
        .arg(dir.path())
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&doctor.stdout).unwrap();
    let database =
        report["checks"].as_array().unwrap().iter().find(|check| check["id"] == "database").unwrap();
    assert_eq!(database["state"], "ok");
}
