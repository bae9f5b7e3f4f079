//! TLS that does not come about: a mistake of the setting is told at once, and a trouble of the network is overcome.

use std::sync::Arc;

use feishu_core::{Client, Error, Sent};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::operations::{CreateThing, GetThing, OK, client, twice};
use crate::server::{Answer, Log, Reply, Server, speak_http1};

/// A server with a certificate that it has signed itself, for the given name.
fn server(name: &str, protocol: &str) -> (Server, reqwest::Certificate) {
    let signed = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    let certificate: CertificateDer<'static> = signed.cert.der().clone();
    let key = PrivateKeyDer::try_from(signed.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key)
        .unwrap();
    config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let answer: Answer = Arc::new(|_| Reply::Json(OK));
    let server = Server::start(move |stream, log: Arc<Log>| {
        let (acceptor, answer) = (acceptor.clone(), Arc::clone(&answer));
        async move {
            // A client that does not go on is what is tested here.
            if let Ok(stream) = acceptor.accept(stream).await {
                speak_http1(stream, log, answer).await;
            }
        }
    });
    let certificate = reqwest::Certificate::from_der(&certificate).unwrap();
    (server, certificate)
}

/// A client that would send everything twice, and trusts one certificate if it is given one.
fn to(server: &Server, trusted: Option<reqwest::Certificate>) -> Client {
    let builder = client(&format!("https://{}", server.address)).retry(twice());
    let builder = match trusted {
        Some(certificate) => builder.reqwest_builder(move || {
            reqwest::Client::builder().tls_certs_only([certificate.clone()])
        }),
        None => builder,
    };
    builder.build().unwrap()
}

async fn refused_once(server: &Server, client: &Client) -> Error {
    let error = client.call(GetThing).await.unwrap_err();
    assert!(error.is_connect(), "{error:?}");
    assert_eq!(
        (error.was_sent(), error.attempts()),
        (Sent::No, 1),
        "{error:?}"
    );
    assert_eq!(server.connections(), 1, "{error}");
    error
}

#[tokio::test]
async fn a_certificate_that_is_trusted_is_no_trouble() {
    let (server, certificate) = server("127.0.0.1", "http/1.1");
    let client = to(&server, Some(certificate));
    client.call(GetThing).await.unwrap();
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_is_told_at_once() {
    let (untrusted, _) = server("127.0.0.1", "http/1.1");
    let (misnamed, certificate) = server("elsewhere.example", "http/1.1");
    for (server, trusted) in [(untrusted, None), (misnamed, Some(certificate))] {
        let client = to(&server, trusted);
        let error = refused_once(&server, &client).await;
        let (told, hint) = (error.to_string(), error.hint().unwrap());
        let what = format!("the certificate of {} is not trusted", client.base_url());
        assert!(told.contains(&what), "{told}");
        assert!(
            hint.contains("authority") && !hint.contains("proxy"),
            "{hint}"
        );
    }
}

#[tokio::test]
async fn a_port_that_speaks_no_tls_is_told_at_once() {
    let plain = Server::start(|mut stream, _| async move {
        let mut hello = [0; 4096];
        let _ = stream.read(&mut hello).await.unwrap();
        let answer = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
        stream.write_all(answer).await.unwrap();
    });
    // It speaks TLS, but none that suits us, and says so.
    let (foreign, certificate) = server("127.0.0.1", "another");
    for (server, trusted) in [(plain, None), (foreign, Some(certificate))] {
        let client = to(&server, trusted);
        let error = refused_once(&server, &client).await;
        let (told, hint) = (error.to_string(), error.hint().unwrap());
        assert!(told.contains("no TLS with"), "{told}");
        assert!(hint.contains("port") && hint.contains("http://"), "{hint}");
    }
}

#[tokio::test]
async fn a_connection_that_does_not_come_about_is_tried_again() {
    let closed = Server::start(|mut stream, _| async move {
        let mut hello = [0; 4096];
        let _ = stream.read(&mut hello).await.unwrap();
    });
    let reset = Server::start(|stream, _| async move {
        stream.set_zero_linger().unwrap();
    });
    // A port that was free a moment ago.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = free.local_addr().unwrap();
    drop(free);
    let addresses = [
        format!("https://{}", closed.address),
        format!("https://{}", reset.address),
        format!("https://{nobody}"),
        "https://certificate-tls-ssl.invalid".to_owned(),
    ];
    for address in addresses {
        let client = client(&address).retry(twice()).build().unwrap();
        let error = client.call(CreateThing::default()).await.unwrap_err();
        assert!(error.is_connect(), "{address}: {error:?}");
        assert_eq!(
            (error.was_sent(), error.attempts()),
            (Sent::No, 2),
            "{address}: {error:?}"
        );
        assert!(error.hint().unwrap().contains("network"), "{error}");
    }
    assert_eq!((closed.connections(), reset.connections()), (2, 2));
}
