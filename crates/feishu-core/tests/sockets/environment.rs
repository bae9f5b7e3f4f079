//! A client that is set up by the environment.

use feishu_core::Client;

use crate::children::{only, passes, this};
use crate::operations::{GetThing, OK, TOKEN_PATH};
use crate::server::{Reply, Server};

const TOKEN: &str = r#"{"code":0,"tenant_access_token":"t-1","expire":7200}"#;

#[tokio::test]
#[ignore = "a process that other tests start"]
async fn calls() {
    if std::env::var_os("FEISHU_BASE_URL").is_none() {
        return;
    }
    let client = Client::from_env().unwrap();
    assert_eq!(client.call(GetThing).await.unwrap().name, "x");
}

#[test]
fn a_client_takes_from_the_environment_who_calls_and_where() {
    let server = Server::http1(|request| match request.contains(TOKEN_PATH) {
        true => Reply::Json(TOKEN),
        false => Reply::Json(OK),
    });
    let url = server.url();
    let process = |variables: &[(&str, &str)]| {
        let mut program = this();
        only(&mut program, "environment::calls").env("FEISHU_BASE_URL", &url);
        for name in ["APP_ID", "APP_SECRET", "TENANT_TOKEN", "USER_TOKEN"] {
            program.env_remove(format!("FEISHU_{name}"));
        }
        passes(program.envs(variables.iter().copied()));
        server.requests().len()
    };
    let app = [
        ("FEISHU_APP_ID", "cli_1"),
        ("FEISHU_APP_SECRET", "secret\n"),
    ];
    assert_eq!(process(&app), 2, "a token is obtained");
    assert_eq!(process(&[("FEISHU_USER_TOKEN", "u-1")]), 3);
    assert_eq!(process(&[("FEISHU_TENANT_TOKEN", "t-1")]), 4);
}
