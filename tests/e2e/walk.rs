//! Walks through folders of drive: in which order, how far, and past what cannot be listed.

use std::collections::HashSet;

use feishu_core::{ErrorKind, Method};
use feishu_drive::codes;
use feishu_drive::types::FolderToken;
use feishu_drive::{Drive, Walk};
use feishu_sandbox::{Answer, Fault, FaultKind, Sandbox, SandboxBuilder};
use futures_util::StreamExt;
use serde_json::{Value, json};

use crate::client;

const LIST: &str = "drive.v1.file.list";

/// What lies in a folder; the first letters of a token tell its kind.
type Folder = (&'static str, &'static [(&'static str, &'static str)]);

/// Serves a tree in place of the sandbox's own, two entries on a page.
fn tree(folders: &'static [Folder]) -> SandboxBuilder {
    let listed = |(name, token): &(&str, &str)| -> Value {
        let kind = |token: &str| match token.split_at(5).0 {
            "fldcn" => "folder",
            "nodcn" => "shortcut",
            _ => "docx",
        };
        let mut entry = json!({"name": name, "token": token, "type": kind(token)});
        if let Some(target) = token.strip_prefix("nodcn-") {
            entry["shortcut_info"] = json!({"target_token": target, "target_type": kind(target)});
        }
        entry
    };
    Sandbox::builder().respond(Method::Get, "/open-apis/drive/v1/files", move |request| {
        let folder = request.query("folder_token").unwrap_or_default();
        let Some((_, entries)) = folders.iter().find(|(token, _)| *token == folder) else {
            return Answer::error(codes::FORBIDDEN, "");
        };
        let start = request
            .query("page_token")
            .map_or(0, |token| token.parse().unwrap());
        let page: Vec<_> = entries.iter().skip(start).take(2).map(listed).collect();
        let next = start + page.len();
        let mut data = json!({"files": page, "has_more": next < entries.len()});
        if next < entries.len() {
            data["next_page_token"] = json!(next.to_string());
        }
        data.into()
    })
}

/// The paths that a walk gives, an error as the path of its folder in brackets.
async fn paths(mut walk: Walk) -> Vec<String> {
    let mut paths = Vec::new();
    loop {
        match walk.try_next().await {
            Ok(Some(entry)) => paths.push(entry.path()),
            Ok(None) => return paths,
            Err(error) => paths.push(format!("[{}: {:?}]", error.path, error.error.kind())),
        }
    }
}

fn root() -> FolderToken {
    FolderToken::new("fldcnRoot")
}

const TREE: &[Folder] = &[
    (
        "fldcnRoot",
        &[
            ("a", "doxcn1"),
            ("2024", "fldcn2024"),
            ("b", "doxcn2"),
            ("closed", "fldcnClosed"),
            ("2025", "fldcn2025"),
            ("c", "doxcn3"),
        ],
    ),
    (
        "fldcn2024",
        &[
            ("Q1", "fldcnQ1"),
            ("d", "doxcn4"),
            ("up", "nodcn-fldcnRoot"),
        ],
    ),
    ("fldcnQ1", &[("e/f", "doxcn5")]),
    (
        "fldcn2025",
        &[("to 2024", "nodcn-fldcn2024"), ("g", "doxcn6")],
    ),
];

#[tokio::test]
async fn a_folder_comes_before_what_lies_in_it_and_one_that_is_closed_does_not_end_the_walk() {
    let sandbox = tree(TREE).start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let expected = [
        "a",
        "b",
        "c",
        "2024",
        "2024/d",
        "2024/up",
        "2024/Q1",
        "2024/Q1/e/f",
        "closed",
        "[closed: PermissionDenied]",
        "2025",
        "2025/to 2024",
        "2025/g",
    ];
    assert_eq!(paths(drive.walk(root())).await, expected);

    let mut walk = drive.walk(FolderToken::new("fldcn2024"));
    let mut folders = Vec::new();
    while let Some(entry) = walk.try_next().await.unwrap() {
        let tokens = entry.folders().iter().map(|folder| folder.token.as_str());
        folders.push((
            entry.file.name.clone(),
            tokens.collect::<Vec<_>>().join(" "),
        ));
    }
    let expected = [("d", ""), ("up", ""), ("Q1", ""), ("e/f", "fldcnQ1")];
    assert_eq!(
        folders,
        expected.map(|(name, way)| (name.to_owned(), way.to_owned()))
    );
}

#[tokio::test]
async fn an_error_names_the_folder_and_becomes_a_plain_one() {
    let sandbox = tree(TREE).start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let found: Vec<_> = drive.walk(root()).collect().await;
    let error = found.into_iter().find_map(Result::err).unwrap();
    assert_eq!(
        (error.token.as_str(), error.path.as_str()),
        ("fldcnClosed", "closed")
    );
    assert!(
        error
            .to_string()
            .starts_with("closed: drive.v1.file.list: "),
        "{error}"
    );
    let plain = feishu_core::Error::from(error);
    assert!(plain.is(codes::FORBIDDEN), "{plain}");
    assert!(
        plain.to_string().contains("the folder is `closed`"),
        "{plain}"
    );

    // The folder in which the walk begins is one like any other.
    assert_eq!(
        paths(drive.walk(FolderToken::new("fldcnClosed"))).await,
        ["[: PermissionDenied]"]
    );
}

#[tokio::test]
async fn shortcuts_are_followed_on_demand_and_lead_in_no_circle() {
    let sandbox = tree(TREE).start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let followed = paths(drive.walk(root()).follow_shortcuts(true)).await;
    // The shortcuts lead to folders that were walked through already.
    assert_eq!(followed, paths(drive.walk(root())).await);

    // From here, nothing of what lies above was.
    let followed = paths(
        drive
            .walk(FolderToken::new("fldcn2025"))
            .follow_shortcuts(true),
    )
    .await;
    let expected = [
        "g",
        "to 2024",
        "to 2024/d",
        "to 2024/Q1",
        "to 2024/Q1/e/f",
        "to 2024/up",
    ];
    let inside = |path: &str| expected.contains(&path) || path.starts_with("to 2024/up/");
    assert!(
        expected
            .iter()
            .all(|path| followed.iter().any(|found| found == path)),
        "{followed:?}"
    );
    assert!(
        followed
            .iter()
            .all(|path| inside(path) || path.starts_with('[')),
        "{followed:?}"
    );
    let different: HashSet<_> = followed.iter().collect();
    assert_eq!(
        different.len(),
        followed.len(),
        "something came twice: {followed:?}"
    );
}

#[tokio::test]
async fn a_walk_goes_as_deep_as_it_is_told_and_asks_for_no_more_than_is_wanted() {
    let sandbox = tree(TREE).start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    assert_eq!(paths(drive.walk(root()).max_depth(0)).await, [""; 0]);
    assert_eq!(sandbox.calls(LIST), 0);
    let flat = ["a", "2024", "b", "closed", "2025", "c"];
    assert_eq!(paths(drive.walk(root()).max_depth(1)).await, flat);
    assert_eq!(sandbox.calls(LIST), 3);
    let two = paths(drive.walk(root()).max_depth(2)).await;
    assert!(two.iter().any(|path| path == "2024/Q1"), "{two:?}");
    assert!(!two.iter().any(|path| path == "2024/Q1/e/f"), "{two:?}");

    // Whoever wants one entry asks for one page, and whoever drops the walk for no other.
    sandbox.clear_requests();
    let mut walk = drive.walk(root());
    assert_eq!(walk.try_next().await.unwrap().unwrap().path(), "a");
    drop(walk);
    assert_eq!(sandbox.calls(LIST), 1);

    // A filter is that of any stream.
    let named_d = drive.walk(root()).filter(|entry| {
        let keep = entry.as_ref().is_ok_and(|entry| entry.file.name == "d");
        std::future::ready(keep)
    });
    assert_eq!(named_d.count().await, 1);
}

#[tokio::test]
async fn folders_that_lie_in_each_other_do_not_make_a_walk_endless() {
    const CIRCLE: &[Folder] = &[
        ("fldcnRoot", &[("in", "fldcnIn")]),
        (
            "fldcnIn",
            &[("out", "fldcnRoot"), ("itself", "fldcnIn"), ("x", "doxcn1")],
        ),
    ];
    let sandbox = tree(CIRCLE).start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let found = paths(drive.walk(root())).await;
    assert!(
        found.len() < 10 && found.contains(&"in/x".to_owned()),
        "{found:?}"
    );
}

#[tokio::test]
async fn what_passes_is_repeated_and_nothing_is_lost_or_given_twice() {
    let sandbox = tree(TREE).start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let expected = paths(drive.walk(root())).await;
    let faults = [
        FaultKind::Disconnect,
        FaultKind::CutBody { after: 20 },
        FaultKind::rate_limit(1),
        FaultKind::RejectToken,
        FaultKind::server_error(502),
    ];
    for fault in faults {
        sandbox.add_fault(Fault::new(LIST, fault.clone()).skip(1));
        assert_eq!(paths(drive.walk(root())).await, expected, "{fault:?}");
    }
    sandbox.expire_tokens();
    assert_eq!(paths(drive.walk(root())).await, expected);

    // A folder of which one page does not come is lost from there on, and no other is.
    let fault = FaultKind::error(404, codes::NOT_FOUND.0);
    sandbox.add_fault(Fault::new(LIST, fault).skip(1));
    let found = paths(drive.walk(root())).await;
    assert_eq!(found[..2], ["a", "[: NotFound]"], "{found:?}");
    assert!(found.contains(&"2024/Q1/e/f".to_owned()), "{found:?}");
}

#[tokio::test]
async fn the_sandbox_itself_is_walked_through_as_a_user() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let user = sandbox.user_token();
    let found = paths(drive.walk(FolderToken::default()).as_user(&user)).await;
    assert!(
        found
            .iter()
            .any(|path| path.ends_with("/Orders (shortcut)")),
        "{found:?}"
    );
    let error = drive
        .walk(root())
        .as_user("u-nobody")
        .try_next()
        .await
        .unwrap_err();
    assert_eq!(error.error.kind(), ErrorKind::Unauthenticated, "{error}");
}
