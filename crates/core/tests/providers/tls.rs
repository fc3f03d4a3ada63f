use std::sync::Arc;

use keyhinge_core::http::{Ask, Bounds, Credential, Failure, Refusal, Scheme};
use keyhinge_core::secret::Secret;
use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use reqwest::Method;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::common::client;

/// A server whose certificate nobody vouches for.
fn acceptor(name: &str, expired: bool) -> TlsAcceptor {
    let key = KeyPair::generate().expect("a key");
    let mut params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
    if expired {
        params.not_before = date_time_ymd(2019, 1, 1);
        params.not_after = date_time_ymd(2020, 1, 1);
    }
    let certificate = params.self_signed(&key).expect("a certificate").der().clone();
    let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("they belong together");
    TlsAcceptor::from(Arc::new(config))
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_gets_nothing() {
    for (name, expired) in [("localhost", false), ("localhost", true), ("another.example", false)] {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("bound").port();
        let acceptor = acceptor(name, expired);
        let server = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.expect("a connection");
            let Ok(mut safe) = acceptor.accept(stream).await else { return 0 };
            let mut bytes = Vec::new();
            // Whether it ends well or not, what was read is in there.
            drop(safe.read_to_end(&mut bytes).await);
            bytes.len()
        });
        let client = client(&format!("https://localhost:{port}/v1"), Bounds::default());
        let credential = Credential::new(Scheme::Bearer, Secret::new("canary-0123456789".into()));
        let refused = client.send(&Ask::new(Method::GET, &["models"]), Some(&credential)).await;
        assert!(matches!(&refused, Err(Failure::Refused(Refusal::Tls))), "{name} {expired}: {refused:?}");
        assert_eq!(server.await.expect("it ended"), 0, "{name} {expired}");
    }
}
