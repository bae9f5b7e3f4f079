//! Redirects: not followed, whatever the program has set up.

use feishu_core::Client;

use crate::operations::{GetThing, OK, TOKEN_PATH};
use crate::server::{Reply, Server};

#[tokio::test]
async fn a_builder_that_follows_redirects_does_not_take_the_secret_elsewhere() {
    // The first one would be followed with the secret in hand, the second one without: reqwest does only that with a
    // body that is streamed.
    for status in [307, 302] {
        let elsewhere = Server::http1(|_| Reply::Json(OK));
        let place = format!("{}/take", elsewhere.url());
        let redirect = format!("{place}?key=1");
        let platform = Server::http1(move |_| Reply::Redirect(status, redirect.clone()));
        let policy = || reqwest::redirect::Policy::limited(5);
        let client = Client::builder()
            .base_url(platform.url())
            .app("cli_1", "app-secret-text")
            .reqwest_builder(move || reqwest::Client::builder().redirect(policy()))
            .build()
            .unwrap();
        let error = client.call(GetThing).await.unwrap_err();
        let told = error.to_string();
        let what = format!("redirects to {place}, and redirects are not followed");
        assert!(told.contains(&what), "{told}");
        let requests = platform.requests();
        assert!(
            requests.len() == 1 && requests[0].contains(TOKEN_PATH),
            "{requests:?}"
        );
        assert!(requests[0].contains("app-secret-text"));
        assert_eq!(elsewhere.connections(), 0, "the redirect was followed");
    }
}
