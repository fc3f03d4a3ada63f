//! `khg gateway serve`, as a script uses it. Stopped by signals, which Windows has not.

#![cfg(unix)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::common::{Khg, Ran, files_with};

/// A gateway that serves, and the one line that it printed.
struct Served {
    child: Child,
    out: BufReader<ChildStdout>,
    port: u16,
    account: String,
    token: String,
}

impl Served {
    fn start(khg: &Khg) -> Self {
        let mut command = khg.command(["gateway", "serve", "--port", "0"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap();
        let fields: Vec<_> = ready.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(fields, ["account_id", "session_token", "url"]);
        let text = |name: &str| ready[name].as_str().unwrap().to_owned();
        let port = text("url").strip_prefix("http://127.0.0.1:").unwrap().parse().unwrap();
        Self { child, out, port, account: text("account_id"), token: text("session_token") }
    }

    /// Status and body of one request.
    fn ask(&self, method: &str, path: &str, token: &str, body: Option<&Value>) -> (u16, Value) {
        let body = body.map(Value::to_string).unwrap_or_default();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let kind = if body.is_empty() { "" } else { "Content-Type: application/json\r\n" };
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAuthorization: Bearer {token}\r\n{kind}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.port,
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        let body =
            answer.split_once("\r\n\r\n").map(|(_, body)| serde_json::from_str(body).unwrap_or(Value::Null));
        (status, body.unwrap())
    }

    /// Creates a key over HTTP: its id and its secret.
    fn create(&self, name: &str) -> (String, String) {
        let path = format!("/v1/accounts/{}/apiKeys", self.account);
        let (status, key) = self.ask("POST", &path, &self.token, Some(&json!({ "name": name })));
        assert!((200..300).contains(&status), "{status} {key}");
        (key["id"].as_str().unwrap().to_owned(), key["key"].as_str().unwrap().to_owned())
    }

    /// Asks it to stop; what it printed after the ready line, and its log.
    fn stop(mut self, signal: rustix::process::Signal) -> Ran {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, signal).unwrap();
        let (mut out, mut err) = (String::new(), String::new());
        self.out.read_to_string(&mut out).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        Ran { code: self.child.wait().unwrap().code().unwrap_or(-1), out, err }
    }
}

#[test]
fn it_serves_prints_one_line_and_stops_cleanly() {
    use rustix::process::Signal;

    for signal in [Signal::TERM, Signal::INT] {
        let khg = Khg::without_keychain();
        let served = Served::start(&khg);
        let (_, secret) = served.create("from outside");
        let (status, models) = served.ask("GET", "/v1/models", &secret, None);
        assert_eq!((status, models["data"][0]["id"].as_str()), (200, Some("local/echo")));
        let token = served.token.clone();
        let ran = served.stop(signal);
        assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
        for secret in [&secret, &token] {
            assert!(!ran.err.contains(&secret[secret.len() - 24..]));
            assert_eq!(files_with(secret, khg.root()), Vec::<std::path::PathBuf>::new());
        }
        let kinds = khg.run(["activity", "--json"]).json();
        let kinds: Vec<_> =
            kinds["entries"].as_array().unwrap().iter().map(|entry| entry["kind"].clone()).collect();
        for kind in ["gateway_started", "created", "first_used", "gateway_stopped"] {
            assert!(kinds.contains(&kind.into()), "{kind}: {kinds:?}");
        }
    }
}

#[test]
fn a_key_revoked_by_another_process_is_refused_within_a_second() {
    let khg = Khg::without_keychain();
    let served = Served::start(&khg);
    let (id, secret) = served.create("leaked");
    assert_eq!(served.ask("GET", "/v1/models", &secret, None).0, 200);

    let shown = khg.run(["key", "show", "leaked", "--json"]);
    assert_eq!((shown.code, shown.json()["id"].as_str()), (0, Some(id.as_str())));
    assert_eq!(khg.run(["key", "revoke", "leaked"]).code, 2, "a confirmation is missing");
    let revoked = khg.run(["key", "revoke", "leaked", "--yes", "--json"]);
    assert_eq!((revoked.code, revoked.json()["status"]["kind"].as_str()), (0, Some("revoked")));
    let since = Instant::now();
    let (mut status, mut body) = (200, Value::Null);
    while status != 401 && since.elapsed() < Duration::from_secs(5) {
        (status, body) = served.ask("GET", "/v1/models", &secret, None);
    }
    assert_eq!((status, body["error"]["code"].as_str()), (401, Some("REVOKED_API_KEY")));
    assert!(since.elapsed() < Duration::from_secs(1), "{:?}", since.elapsed());

    let again = khg.run(["key", "revoke", &id, "--yes", "--json"]);
    assert_eq!((again.code, again.error_code().as_str()), (1, "already_revoked"));
    for ran in [shown, revoked, again, khg.run(["key", "list"]), khg.run(["activity"]), khg.run(["doctor"])] {
        assert!(!format!("{}{}", ran.out, ran.err).contains(&secret[secret.len() - 24..]), "{ran:?}");
    }
    assert_eq!(served.stop(rustix::process::Signal::TERM).code, 0);
}

#[test]
fn names_that_two_keys_share_are_told_apart_by_id() {
    let khg = Khg::without_keychain();
    let served = Served::start(&khg);
    let (first, _) = served.create("twin");
    let (second, _) = served.create("twin");
    let ran = khg.run(["key", "revoke", "twin", "--yes", "--json"]);
    assert_eq!((ran.code, ran.error_code().as_str()), (3, "ambiguous"));
    assert_eq!(khg.run(["key", "revoke", &first, "--yes"]).code, 0);
    // The one that is left is meant now.
    assert_eq!(khg.run(["key", "show", "twin", "--json"]).json()["id"], second.as_str());
    served.stop(rustix::process::Signal::TERM);
}

#[test]
fn one_gateway_per_data_folder_and_a_taken_port_are_seven() {
    let khg = Khg::without_keychain();
    let served = Served::start(&khg);
    let second = khg.run(["--json", "gateway", "serve", "--port", "0"]);
    assert_eq!(
        (second.code, second.out.as_str(), second.error_code().as_str()),
        (7, "", "gateway_elsewhere")
    );
    assert!(second.err.contains(&served.port.to_string()), "it says where");

    let other = Khg::without_keychain();
    let squatter = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = squatter.local_addr().unwrap().port().to_string();
    let taken = other.run(["--json", "gateway", "serve", "--port", &port]);
    assert_eq!((taken.code, taken.out.as_str(), taken.error_code().as_str()), (7, "", "port_taken"));
    assert_eq!(served.stop(rustix::process::Signal::TERM).code, 0);

    // The lock ends with its holder, however it ends.
    let mut killed = Served::start(&khg);
    killed.child.kill().unwrap();
    killed.child.wait().unwrap();
    assert_eq!(Served::start(&khg).stop(rustix::process::Signal::TERM).code, 0);
}

#[test]
fn each_run_has_a_token_of_its_own_and_the_account_stays() {
    let khg = Khg::without_keychain();
    let first = Served::start(&khg);
    let (account, token) = (first.account.clone(), first.token.clone());
    let (_, secret) = first.create("kept");
    first.stop(rustix::process::Signal::TERM);
    let second = Served::start(&khg);
    assert_eq!(second.account, account);
    let path = format!("/v1/accounts/{account}/apiKeys");
    assert_eq!(second.ask("GET", &path, &token, None).0, 401);
    assert_eq!(second.ask("GET", &path, &second.token, None).0, 200);
    assert_eq!(second.ask("GET", "/v1/models", &secret, None).0, 200);
    second.stop(rustix::process::Signal::TERM);
}

#[test]
fn the_log_is_kept_privately_and_holds_no_secret() {
    use std::os::unix::fs::MetadataExt;

    let khg = Khg::without_keychain();
    let served = Served::start(&khg);
    let (_, secret) = served.create("logged");
    let token = served.token.clone();
    let ran = served.stop(rustix::process::Signal::TERM);
    let file = khg.data().join("logs/gateway.log");
    let kept = std::fs::read_to_string(&file).unwrap();
    assert!(kept.contains("the gateway serves") && ran.err.contains(kept.as_str()), "{kept}");
    assert_eq!(std::fs::metadata(&file).unwrap().mode() & 0o777, 0o600);
    for secret in [secret, token] {
        assert!(files_with(&secret, khg.root()).is_empty());
    }
}

#[test]
fn nothing_is_replaced_or_deleted_under_a_running_gateway() {
    let khg = Khg::without_keychain();
    let served = Served::start(&khg);
    let file = khg.root().join("all.khbackup");
    let file = file.to_str().unwrap();
    assert_eq!(khg.run(["backup", "create", file]).code, 0);
    for line in
        [vec!["backup", "restore", file, "--yes", "--json"], vec!["data", "delete-all", "--yes", "--json"]]
    {
        let ran = khg.run(&line);
        assert_eq!((ran.code, ran.error_code().as_str()), (6, "database_busy"), "{line:?}: {ran:?}");
    }
    let (status, _) = served.ask("GET", "/v1/models", &served.create("still works").1, None);
    assert_eq!(status, 200);
    assert_eq!(served.stop(rustix::process::Signal::TERM).code, 0);
    assert_eq!(khg.run(["backup", "restore", file, "--yes"]).code, 0);
}
