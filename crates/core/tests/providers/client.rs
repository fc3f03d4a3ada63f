use std::process::Command;

use keyhinge_core::http::{Ask, BaseUrl, Bounds, Client, Confirmed, Credential, Failure, Refusal, Scheme};
use keyhinge_core::secret::Secret;
use keyhinge_core::settings::ProxyChoice;
use reqwest::Method;

use crate::common::{Fault, Rule, Simulator, client};

fn credential() -> Credential {
    Credential::new(Scheme::Bearer, Secret::new("canary-0123456789".into()))
}

fn models() -> Ask {
    Ask::new(Method::GET, &["models"])
}

fn through(base: &str, proxy: &str) -> Client {
    let base = BaseUrl::parse(base, &Confirmed::default()).expect("a good address");
    let proxy = ProxyChoice::parse(proxy).expect("a proxy");
    Client::new(base, &proxy, Bounds::default()).expect("a client")
}

#[tokio::test]
async fn a_name_for_this_computer_reaches_it() {
    let simulator = Simulator::start().await.expect("a port");
    let base = simulator.url().replace("127.0.0.1", "localhost") + "/forii/inference/v1";
    let answer =
        client(&base, Bounds::default()).send(&models(), Some(&credential())).await.expect("an answer");
    assert_eq!(answer.status, 401);
    let call = simulator.calls().pop().expect("a call");
    assert!(
        call.headers.contains(&("user-agent".into(), concat!("Keyhinge/", env!("CARGO_PKG_VERSION")).into()))
    );
}

#[tokio::test]
async fn without_tls_where_it_is_due_nothing_is_sent() {
    let simulator = Simulator::start().await.expect("a port");
    let base = simulator.url().replace("http://", "https://") + "/forii/inference/v1";
    let refused = client(&base, Bounds::default()).send(&models(), Some(&credential())).await;
    assert!(matches!(&refused, Err(Failure::Refused(Refusal::Tls))), "{refused:?}");
    assert!(simulator.calls().is_empty());
}

#[tokio::test]
async fn no_proxy_is_used_for_this_computer() {
    let (simulator, proxy) =
        (Simulator::start().await.expect("a port"), Simulator::start().await.expect("a port"));
    let base = simulator.url() + "/forii/inference/v1";
    let answer = through(&base, &proxy.url()).send(&models(), Some(&credential())).await.expect("an answer");
    assert_eq!(answer.status, 401);
    assert!(proxy.calls().is_empty());
}

#[tokio::test]
async fn a_proxy_that_refuses_gets_no_key() {
    let proxy = Simulator::start().await.expect("a port");
    proxy.fault(Rule::always(Fault::Answer { status: 403, headers: Vec::new(), body: String::new() }));
    let refused =
        through("https://provider.invalid/v1", &proxy.url()).send(&models(), Some(&credential())).await;
    assert!(matches!(&refused, Err(failure) if failure.nothing_was_sent()), "{refused:?}");
    let call = proxy.calls().pop().expect("it was asked");
    assert_eq!(call.method, "CONNECT");
    assert!(!format!("{call:?}").contains("canary"));
}

/// Runs the next test in a process of its own, whose environment names a proxy.
#[tokio::test]
async fn a_proxy_of_the_environment_sees_nothing_of_this_computer() {
    let (simulator, proxy) =
        (Simulator::start().await.expect("a port"), Simulator::start().await.expect("a port"));
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--exact", "client::asks_with_the_proxy_of_the_environment", "--ignored"]);
    command.env("KEYHINGE_TEST_BASE", simulator.url() + "/forii/inference/v1");
    for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        command.env(name, proxy.url());
    }
    let ended = tokio::task::spawn_blocking(move || command.output()).await.expect("ran").expect("started");
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stdout));
    assert_eq!((simulator.calls().len(), proxy.calls().len()), (1, 0));
}

#[tokio::test]
#[ignore = "the test before runs it"]
async fn asks_with_the_proxy_of_the_environment() {
    let base = std::env::var("KEYHINGE_TEST_BASE").expect("given by the test before");
    let answer =
        client(&base, Bounds::default()).send(&models(), Some(&credential())).await.expect("an answer");
    assert_eq!(answer.status, 401);
}

#[tokio::test]
async fn a_request_that_is_dropped_is_cancelled() {
    let simulator = Simulator::start().await.expect("a port");
    simulator.fault(Rule::always(Fault::Hang));
    let client = client(&(simulator.url() + "/forii/inference/v1"), Bounds::default());
    let (ask, credential) = (models(), credential());
    let mut request = Box::pin(client.send(&ask, Some(&credential)));
    // Until it has arrived.
    while simulator.calls().is_empty() {
        tokio::select! {
            _ = &mut request => panic!("answered"),
            () = tokio::task::yield_now() => {}
        }
    }
    drop(request);
    simulator.clear_faults();
    let answer = client.send(&ask, Some(&credential)).await.expect("an answer");
    assert_eq!((answer.status, simulator.calls().len()), (401, 2));
}
