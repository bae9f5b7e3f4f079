//! Users sign in, and what they consent to becomes tokens.

use std::time::Duration;

use feishu_sandbox::Sandbox;
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use serde_json::{Value, json};

use crate::caller::{Caller, send};

const BACK: &str = "http://localhost:1/back?from=sandbox";
/// The pair of the standard's example.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Opens the page of a sandbox with more in its query.
async fn open(sandbox: &Sandbox, more: &[(&str, &str)]) -> Response {
    let http = Client::builder().redirect(Policy::none()).build().unwrap();
    let page = format!("{}/open-apis/authen/v1/authorize", sandbox.base_url());
    let query = [
        ("client_id", sandbox.app_id()),
        ("response_type", "code"),
        ("redirect_uri", BACK),
    ];
    let request = http.get(page).query(&query).query(more);
    request.send().await.unwrap()
}

/// The code that the browser brings back.
async fn code(sandbox: &Sandbox, more: &[(&str, &str)]) -> String {
    let sent = open(sandbox, more).await;
    assert_eq!(sent.status(), 302);
    let address = sent.headers()["location"].to_str().unwrap();
    let rest = address.strip_prefix(BACK).unwrap();
    let code = rest.strip_prefix("&code=").unwrap();
    code.split('&').next().unwrap().to_owned()
}

/// Asks for tokens with the credentials of the app, and what is given.
async fn exchange(sandbox: &Sandbox, given: Value) -> (u16, Value) {
    let mut body = json!({"client_id": sandbox.app_id(), "client_secret": sandbox.app_secret()});
    for (name, value) in given.as_object().unwrap() {
        body[name] = value.clone();
    }
    let path = format!("{}/open-apis/authen/v2/oauth/token", sandbox.base_url());
    let answer = Client::new().post(path).json(&body).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

fn of_code(code: &str) -> Value {
    json!({"grant_type": "authorization_code", "code": code})
}

fn of_refresh_token(token: &Value) -> Value {
    json!({"grant_type": "refresh_token", "refresh_token": token})
}

async fn refusal(sandbox: &Sandbox, given: Value) -> i64 {
    let (status, body) = exchange(sandbox, given).await;
    assert_eq!(status, 400, "{body}");
    assert!(
        body["error"].is_string() && body["error_description"].is_string(),
        "{body}"
    );
    body["code"].as_i64().unwrap()
}

#[tokio::test]
async fn a_user_signs_in_and_calls() {
    let sandbox = Sandbox::start().await.unwrap();
    let page = open(&sandbox, &[("state", "a\"<b>")]).await;
    assert_eq!(page.status(), 200);
    let page = page.text().await.unwrap();
    assert!(
        page.contains("value=\"a&quot;&lt;b&gt;\"") && page.contains(sandbox.user()),
        "{page}"
    );

    let sent = open(&sandbox, &[("user", "ou_1"), ("state", "a&b")]).await;
    let address = sent.headers()["location"].to_str().unwrap();
    assert!(address.ends_with("&state=a%26b"), "{address}");

    let code = code(&sandbox, &[("user", "ou_1"), ("scope", "drive:drive")]).await;
    let (status, tokens) = exchange(&sandbox, of_code(&code)).await;
    assert_eq!((status, &tokens["code"]), (200, &json!(0)));
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["expires_in"], 7200);
    assert_eq!(tokens["scope"], "drive:drive");
    assert!(tokens.get("refresh_token").is_none(), "{tokens}");
    let caller = Caller::with_token(&sandbox, tokens["access_token"].as_str().unwrap());
    let answer = send(caller.get("/drive/v1/files")).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn a_code_is_good_once_and_for_five_minutes() {
    let sandbox = Sandbox::start().await.unwrap();
    let first = code(&sandbox, &[("user", "ou_1")]).await;
    let mut elsewhere = of_code(&first);
    elsewhere["redirect_uri"] = "http://localhost:2/".into();
    assert_eq!(refusal(&sandbox, elsewhere).await, 20_071);
    assert_eq!(exchange(&sandbox, of_code(&first)).await.0, 200);
    assert_eq!(refusal(&sandbox, of_code(&first)).await, 20_065);

    let second = code(&sandbox, &[("user", "ou_1")]).await;
    sandbox.advance(Duration::from_secs(300));
    assert_eq!(refusal(&sandbox, of_code(&second)).await, 20_004);
    assert_eq!(refusal(&sandbox, of_code("x")).await, 20_003);
}

#[tokio::test]
async fn a_challenge_needs_its_verifier() {
    let sandbox = Sandbox::start().await.unwrap();
    let challenge = [
        ("user", "ou_1"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let code = code(&sandbox, &challenge).await;
    assert_eq!(refusal(&sandbox, of_code(&code)).await, 20_049);
    let mut verified = of_code(&code);
    verified["code_verifier"] = VERIFIER.into();
    assert_eq!(exchange(&sandbox, verified).await.0, 200);
}

#[tokio::test]
async fn a_refresh_token_is_good_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let code = code(&sandbox, &[("user", "ou_1"), ("scope", "a offline_access")]).await;
    let (_, first) = exchange(&sandbox, of_code(&code)).await;
    let (status, second) = exchange(&sandbox, of_refresh_token(&first["refresh_token"])).await;
    assert_eq!(status, 200);
    assert_ne!(first["access_token"], second["access_token"]);
    let again = refusal(&sandbox, of_refresh_token(&first["refresh_token"])).await;
    assert_eq!(again, 20_073);
    let late = of_refresh_token(&second["refresh_token"]);
    sandbox.advance(Duration::from_secs(7 * 24 * 3600));
    assert_eq!(refusal(&sandbox, late).await, 20_037);
    assert_eq!(
        refusal(&sandbox, of_refresh_token(&json!("x"))).await,
        20_026
    );
}

#[tokio::test]
async fn whoever_is_no_app_gets_nothing() {
    let sandbox = Sandbox::start().await.unwrap();
    for (more, what) in [
        (("client_id", "cli_other"), "client_id"),
        (("response_type", "token"), "response_type"),
        (("redirect_uri", "javascript:alert(1)"), "redirect_uri"),
    ] {
        let http = Client::builder().redirect(Policy::none()).build().unwrap();
        let mut query = vec![
            ("client_id", sandbox.app_id()),
            ("response_type", "code"),
            ("redirect_uri", BACK),
            ("user", "ou_1"),
        ];
        query.retain(|(name, _)| *name != more.0);
        query.push(more);
        let page = format!("{}/open-apis/authen/v1/authorize", sandbox.base_url());
        let answer = http.get(page).query(&query).send().await.unwrap();
        assert_eq!(answer.status(), 400);
        assert!(answer.text().await.unwrap().contains(what));
    }
    let code = code(&sandbox, &[("user", "ou_1")]).await;
    for (name, value, expected) in [
        ("client_id", "cli_other", 20_048),
        ("client_secret", "other", 20_002),
        ("grant_type", "password", 20_036),
        ("code", "", 20_001),
    ] {
        let mut given = of_code(&code);
        given[name] = value.into();
        assert_eq!(refusal(&sandbox, given).await, expected, "{name}");
    }
    let path = format!("{}/open-apis/authen/v2/oauth/token", sandbox.base_url());
    let twice = Client::new().post(path).basic_auth("cli", Some("secret"));
    let answer = twice.json(&of_code(&code)).send().await.unwrap();
    assert_eq!(answer.json::<Value>().await.unwrap()["code"], 20_070);
}
