//! The crate without any of its features for TLS: compiled and run by `cargo test --no-default-features` alone.

#![cfg(not(any(
    feature = "rustls",
    feature = "rustls-no-provider",
    feature = "native-tls"
)))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use feishu_core::{Client, ErrorKind};

#[test]
fn https_needs_a_feature_and_the_error_names_them() {
    let builders = [
        Client::builder(),
        Client::builder().lark(),
        Client::builder().base_url("HTTPS://proxy.example:8443/feishu"),
    ];
    for builder in builders {
        let error = builder.build().unwrap_err();
        let told = error.to_string();
        assert!(
            error.kind() == ErrorKind::Configuration && told.contains("needs TLS"),
            "{told}"
        );
        for feature in ["rustls", "rustls-no-provider", "native-tls"] {
            assert!(told.contains(&format!("`{feature}`")), "{told}");
        }
    }
}

#[test]
fn http_needs_no_feature() {
    let client = Client::builder().base_url("http://127.0.0.1:8080").build();
    assert_eq!(client.unwrap().base_url(), "http://127.0.0.1:8080");
}
