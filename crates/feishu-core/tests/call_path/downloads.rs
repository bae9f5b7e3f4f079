//! Files: whole or not there at all, and never an error in place of one.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::scripted::{Answer, Chunk, DownloadThing, GetThing, LoneDownload, Scripted};
use bytes::Bytes;
use feishu_core::{ErrorCode, ErrorKind, RetryPolicy};

fn bytes(text: &str) -> Chunk {
    Chunk::Bytes(Bytes::from(text.to_owned()))
}

fn files(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect()
}

#[tokio::test(start_paused = true)]
async fn a_file_is_saved_whole_under_its_name() {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("q3.xlsx");
    std::fs::write(&target, "old content, longer than the new").unwrap();
    let platform = Scripted::numbered(|_| {
        Answer::file(vec![bytes("new "), bytes("content")])
            .header("content-length", 11)
            .header("content-disposition", "attachment; filename=\"季度.xlsx\"")
            .header("x-tt-logid", "LOG7")
    });
    let told = Arc::new(Mutex::new(Vec::new()));
    let telling = Arc::clone(&told);
    let call = platform
        .client()
        .call(DownloadThing)
        .on_progress(move |p| telling.lock().unwrap().push((p.done, p.total)));
    let saved = call.save_to(&target).await.unwrap();
    assert_eq!(
        (
            saved.size,
            saved.file_name.as_deref(),
            saved.log_id.as_deref()
        ),
        (11, Some("季度.xlsx"), Some("LOG7"))
    );
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "new content");
    assert_eq!(files(directory.path()), ["q3.xlsx"]);
    assert_eq!(*told.lock().unwrap(), [(4, Some(11)), (11, Some(11))]);
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn a_saved_file_has_the_permissions_of_an_ordinary_one() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    let (target, ordinary) = (directory.path().join("a"), directory.path().join("b"));
    let platform = Scripted::numbered(|_| Answer::file(vec![bytes("x")]));
    platform
        .client()
        .call(DownloadThing)
        .save_to(&target)
        .await
        .unwrap();
    std::fs::write(&ordinary, "x").unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&target), mode(&ordinary));
}

#[tokio::test(start_paused = true)]
async fn a_cut_file_leaves_nothing_and_tells_how_much_came() {
    type Cut = fn() -> Answer;
    let cuts: [(Cut, &str); 4] = [
        (
            || Answer::file(vec![bytes("half"), Chunk::Break]).header("content-length", 8),
            "4 of 8 bytes came: the connection broke",
        ),
        (
            || Answer::file(vec![bytes("half")]).header("content-length", 8),
            "4 of 8 bytes came: the connection was closed",
        ),
        (
            || Answer::file(vec![bytes("half"), Chunk::Stall]).header("content-length", 8),
            "4 of 8 bytes came: nothing came for 30s",
        ),
        (
            || Answer::file(vec![bytes("too much")]).header("content-length", 4),
            "8 of 4 bytes came: more came",
        ),
    ];
    for (cut, told) in cuts {
        let directory = tempfile::tempdir().unwrap();
        let target = directory.path().join("q3.xlsx");
        let platform = Scripted::numbered(move |_| cut());
        let call = platform
            .client()
            .call(DownloadThing)
            .retry(RetryPolicy::never());
        let error = call.save_to(&target).await.unwrap_err();
        assert!(
            error.kind() == ErrorKind::Truncated && error.to_string().contains(told),
            "{error}"
        );
        assert!(files(directory.path()).is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_cut_file_is_fetched_again() {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("q3.xlsx");
    let platform = Scripted::numbered(|number| match number {
        1 => Answer::file(vec![bytes("ha"), Chunk::Break]).header("content-length", 8),
        2 => Answer::file(vec![bytes("half"), Chunk::Stall]).header("content-length", 8),
        _ => Answer::file(vec![bytes("the file")]).header("content-length", 8),
    });
    platform
        .client()
        .call(DownloadThing)
        .save_to(&target)
        .await
        .unwrap();
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "the file");
    assert_eq!(
        (platform.calls().len(), files(directory.path()).len()),
        (3, 1)
    );
}

#[tokio::test(start_paused = true)]
async fn an_error_in_place_of_a_file_is_an_error_and_leaves_no_file() {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("q3.xlsx");
    type Case = (fn() -> Answer, Option<i64>);
    let answers: [Case; 4] = [
        (
            || Answer::refused(200, 1069902, "no permission"),
            Some(1069902),
        ),
        (
            || Answer::refused(404, 1061003, "not found."),
            Some(1061003),
        ),
        (
            || Answer::response(200, "text/html; charset=utf-8", "<html>log in</html>"),
            None,
        ),
        (
            || Answer::response(502, "text/html", "<html>bad gateway</html>"),
            None,
        ),
    ];
    for (answer, code) in answers {
        let platform = Scripted::numbered(move |_| answer());
        let error = platform
            .client()
            .call(DownloadThing)
            .save_to(&target)
            .await
            .unwrap_err();
        assert_eq!(error.code(), code.map(ErrorCode), "{error}");
        assert!(files(directory.path()).is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_file_may_look_like_an_error() {
    let long = format!(r#"{{"code":7,"msg":"{}"}}"#, "x".repeat(100_000));
    let named = r#"{"code":7,"msg":"my own"}"#;
    type File = (String, Option<&'static str>);
    let cases: [File; 6] = [
        (r#"[{"code":7,"msg":"x"}]"#.to_owned(), None),
        (r#"{"code":7,"lines":["my own"]}"#.to_owned(), None),
        (r#"{"code":0,"msg":"success","rows":1}"#.to_owned(), None),
        ("<svg><text>a drawing</text></svg>".to_owned(), None),
        (named.to_owned(), Some("attachment; filename=\"mine.json\"")),
        (long, None),
    ];
    for (content, disposition) in cases {
        let directory = tempfile::tempdir().unwrap();
        let target = directory.path().join("mine.json");
        let body = content.clone();
        let platform = Scripted::numbered(move |_| {
            let answer = Answer::response(200, "application/json", &body);
            match disposition {
                Some(disposition) => answer.header("content-disposition", disposition),
                None => answer,
            }
        });
        platform
            .client()
            .call(DownloadThing)
            .save_to(&target)
            .await
            .unwrap();
        assert_eq!(std::fs::read_to_string(&target).unwrap(), content);
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_is_no_file_in_whatever_coat_it_comes() {
    type Coat = (&'static str, &'static str);
    let coats: [Coat; 12] = [
        ("application/json", r#"{"code":1069902,"msg":""}"#),
        ("application/json", r#"{"code":1069902}"#),
        ("application/json", r#"{"code":1069902,"data":{}}"#),
        (
            "application/json",
            r#"{"code":0,"msg":"success","data":{}}"#,
        ),
        ("application/json", r#"{"code":0}"#),
        (
            "application/json",
            "\u{feff}{\"code\":1069902,\"msg\":\"no permission\"}",
        ),
        (
            "application/octet-stream",
            r#"{"code":1069902,"msg":"no permission"}"#,
        ),
        (
            "application/octet-stream",
            "\r\n  {\"code\":\"1069902\",\"msg\":null}",
        ),
        ("text/plain", "<!DOCTYPE html><html>log in</html>"),
        ("text/plain", "\u{feff}  <html lang=\"zh\">log in</html>"),
        (
            "application/octet-stream",
            "<HTML><body>log in</body></HTML>",
        ),
        ("text/html", "you are not logged in"),
    ];
    for (content_type, body) in coats {
        let directory = tempfile::tempdir().unwrap();
        let platform = Scripted::numbered(move |_| Answer::response(200, content_type, body));
        let error = platform
            .client()
            .call(DownloadThing)
            .save_to(directory.path().join("x"))
            .await
            .expect_err(body);
        assert_eq!(platform.calls().len(), 1, "{error}");
        assert!(files(directory.path()).is_empty());
        let code = body.contains("1069902").then_some(ErrorCode(1069902));
        assert_eq!(error.code(), code, "{body}: {error}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_compressed_on_the_way_is_no_file() {
    let directory = tempfile::tempdir().unwrap();
    let platform = Scripted::numbered(|_| {
        Answer::file(vec![bytes("\u{1f}compressed")]).header("content-encoding", "gzip")
    });
    let client = platform.client();
    let error = client
        .call(DownloadThing)
        .save_to(directory.path().join("x"))
        .await
        .unwrap_err();
    assert!(
        error.kind() == ErrorKind::UnexpectedResponse && error.to_string().contains("\"gzip\""),
        "{error}"
    );
    assert!(files(directory.path()).is_empty());
    let platform = Scripted::numbered(|_| Answer::ok().header("content-encoding", "gzip"));
    let error = platform
        .client()
        .call(GetThing::default())
        .await
        .unwrap_err();
    assert!(error.to_string().contains("not asked for"), "{error}");
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn a_private_file_stays_private() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("salaries.xlsx");
    std::fs::write(&target, "old").unwrap();
    std::fs::set_permissions(&target, PermissionsExt::from_mode(0o600)).unwrap();
    let platform = Scripted::numbered(|_| Answer::file(vec![bytes("new")]));
    platform
        .client()
        .call(DownloadThing)
        .save_to(&target)
        .await
        .unwrap();
    let found = std::fs::metadata(&target).unwrap();
    assert_eq!(found.permissions().mode() & 0o777, 0o600);
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "new");
}

#[tokio::test(start_paused = true)]
async fn two_documents_of_one_title_are_two_files() {
    let directory = tempfile::tempdir().unwrap();
    let mut number = 0;
    let platform = Scripted::numbered(move |_| {
        number += 1;
        Answer::file(vec![bytes(&number.to_string())])
            .header("content-disposition", "attachment; filename=\"Same.xlsx\"")
    });
    let client = platform.client();
    let saves: Vec<_> = (0..8)
        .map(|_| {
            tokio::spawn(
                client
                    .call(DownloadThing)
                    .save_in(directory.path().to_owned()),
            )
        })
        .collect();
    let mut names = Vec::new();
    for save in saves {
        let saved = save.await.unwrap().unwrap();
        let name = saved
            .path
            .file_name()
            .unwrap()
            .to_string_lossy()
            .into_owned();
        names.push(name);
    }
    names.sort();
    let mut expected = vec!["Same.xlsx".to_owned()];
    expected.extend((2..=8).map(|number| format!("Same ({number}).xlsx")));
    expected.sort();
    assert_eq!(names, expected);
    let mut contents: Vec<_> = names
        .iter()
        .map(|name| std::fs::read_to_string(directory.path().join(name)).unwrap())
        .collect();
    contents.sort();
    assert_eq!(contents, ["1", "2", "3", "4", "5", "6", "7", "8"]);

    // On demand, the file is replaced.
    let saved = client
        .call(DownloadThing)
        .replace_existing(true)
        .save_in(directory.path())
        .await
        .unwrap();
    assert!(saved.path.ends_with("Same.xlsx"));
    assert_eq!(std::fs::read_to_string(saved.path).unwrap(), "9");
    assert_eq!(files(directory.path()).len(), 8);
}

#[tokio::test(start_paused = true)]
async fn titles_that_are_different_words_are_different_files() {
    let directory = tempfile::tempdir().unwrap();
    let titles = ["A/B testing.docx", "C/B testing.docx", "2024/04/28.docx"];
    for title in titles {
        let disposition = format!("attachment; filename=\"{title}\"");
        let platform = Scripted::numbered(move |_| {
            Answer::file(vec![bytes("x")]).header("content-disposition", &disposition)
        });
        let call = platform.client().call(DownloadThing);
        call.save_in(directory.path()).await.unwrap();
    }
    let mut names = files(directory.path());
    names.sort();
    assert_eq!(
        names,
        ["2024_04_28.docx", "A_B testing.docx", "C_B testing.docx"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_slow_text_is_not_given_up_for_being_slow() {
    // Its first 64 KiB take longer than an attempt may, but no piece of it does.
    let piece = |text: &'static str| Chunk::Late(Duration::from_secs(20), Bytes::from(text));
    for text in ["{\"a\": ", "a,b\n1,2\n"] {
        let directory = tempfile::tempdir().unwrap();
        let platform = Scripted::numbered(move |_| Answer::Response {
            status: 200,
            headers: vec![("content-type", "application/json".into())],
            chunks: (0..6).map(|_| piece(text)).collect(),
        });
        let saved = platform
            .client()
            .call(DownloadThing)
            .save_to(directory.path().join("x"))
            .await
            .unwrap();
        assert_eq!(saved.size, 6 * text.len() as u64);
        assert_eq!(platform.calls().len(), 1);
    }
    // A text that stands still is fetched again, as any other file is.
    let platform = Scripted::numbered(|number| match number {
        1 => Answer::Response {
            status: 200,
            headers: vec![("content-type", "application/json".into())],
            chunks: vec![bytes("{"), Chunk::Stall],
        },
        _ => Answer::file(vec![bytes("{}")]),
    });
    let directory = tempfile::tempdir().unwrap();
    let call = platform.client().call(DownloadThing);
    call.save_to(directory.path().join("x")).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_slow_reader_is_not_a_stalled_server() {
    let soon = |text: &'static str| Chunk::Late(Duration::from_millis(50), Bytes::from(text));
    let platform = Scripted::numbered(move |_| {
        Answer::file(vec![soon("a"), soon("b"), soon("c")]).header("content-length", 3)
    });
    let mut download = platform.client().call(DownloadThing).await.unwrap();
    let mut content = Vec::new();
    loop {
        tokio::time::sleep(Duration::from_secs(3600)).await;
        match download.chunk().await.unwrap() {
            Some(chunk) => content.extend_from_slice(&chunk),
            None => break,
        }
    }
    assert_eq!(content, b"abc");
}

#[tokio::test(start_paused = true)]
async fn an_error_is_told_from_a_file_however_it_is_labelled() {
    type Case = (fn() -> Answer, Option<i64>);
    let answers: [Case; 7] = [
        (
            || {
                Answer::response(
                    200,
                    "Application/JSON",
                    r#"{"code":1069902,"msg":"no permission"}"#,
                )
            },
            Some(1069902),
        ),
        (
            || {
                Answer::response(
                    200,
                    "text/plain",
                    r#"{"code":1069902,"msg":"no permission"}"#,
                )
            },
            Some(1069902),
        ),
        (
            || {
                Answer::response(
                    200,
                    "application/json",
                    r#"{"code":7,"msg":"","error":{"log_id":"x"}}"#,
                )
            },
            Some(7),
        ),
        (
            || {
                Answer::response(
                    200,
                    "application/json",
                    r#"{"code":8,"error":"x","error_description":"y"}"#,
                )
            },
            Some(8),
        ),
        (
            || Answer::response(200, "TEXT/HTML", "<html>log in</html>"),
            None,
        ),
        (
            || Answer::response(204, "application/octet-stream", ""),
            None,
        ),
        (
            || Answer::response(206, "application/octet-stream", "a part"),
            None,
        ),
    ];
    for (answer, code) in answers {
        let directory = tempfile::tempdir().unwrap();
        let platform = Scripted::numbered(move |_| answer());
        let error = platform
            .client()
            .call(DownloadThing)
            .save_to(directory.path().join("x"))
            .await
            .unwrap_err();
        assert_eq!(error.code(), code.map(ErrorCode), "{error}");
        assert!(files(directory.path()).is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn the_attempts_at_a_file_are_counted_together() {
    let directory = tempfile::tempdir().unwrap();
    let platform = Scripted::numbered(|number| match number % 2 {
        1 => Answer::refused(500, 1, "x"),
        _ => Answer::file(vec![bytes("half"), Chunk::Break]).header("content-length", 8),
    });
    let error = platform
        .client()
        .call(DownloadThing)
        .save_to(directory.path().join("x"))
        .await
        .unwrap_err();
    assert_eq!(
        (error.attempts(), platform.calls().len()),
        (4, 4),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_missing_directory_is_told_before_anything_is_sent() {
    let platform = Scripted::numbered(|_| Answer::file(vec![]));
    let error = platform
        .client()
        .call(DownloadThing)
        .save_to("no/such/dir/a.xlsx")
        .await
        .unwrap_err();
    assert!(
        error.kind() == ErrorKind::LocalFile
            && error.to_string().contains("create the directory first"),
        "{error}"
    );
    assert!(platform.seen().is_empty());
}

#[cfg(target_os = "linux")]
#[tokio::test(start_paused = true)]
async fn a_directory_that_cannot_be_written_is_named() {
    let platform = Scripted::numbered(|_| Answer::file(vec![bytes("x")]));
    let error = platform
        .client()
        .call(DownloadThing)
        .save_to("/proc/feishu-no-such.xlsx")
        .await
        .unwrap_err();
    assert!(
        error.kind() == ErrorKind::LocalFile
            && error
                .to_string()
                .contains("cannot write /proc/feishu-no-such.xlsx"),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_not_a_file_is_not_read_to_its_end() {
    // A gigabyte, if all of it were taken.
    let piece = Bytes::from(vec![b'x'; 1 << 20]);
    let platform = Scripted::numbered(move |_| {
        let chunks = (0..1024).map(|_| Chunk::Bytes(piece.clone())).collect();
        Answer::Response {
            status: 206,
            headers: Vec::new(),
            chunks,
        }
    });
    let error = platform.client().call(DownloadThing).await.unwrap_err();
    assert!(
        error.kind() == ErrorKind::UnexpectedResponse && error.to_string().len() < 500,
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn one_file_at_a_time_means_until_it_has_come_in() {
    let platform =
        Scripted::numbered(|_| Answer::file(vec![bytes("content")]).header("content-length", 7));
    let client = platform.client();
    let mut first = client.call(LoneDownload).await.unwrap();
    let impatient = client.call(LoneDownload).timeout(Duration::from_secs(5));
    assert!(impatient.await.unwrap_err().is_timeout());
    // The file has come in, though it is not dropped.
    while first.chunk().await.unwrap().is_some() {}
    let second = client
        .call(LoneDownload)
        .timeout(Duration::from_secs(5))
        .await
        .unwrap();
    drop(second);
    client
        .call(LoneDownload)
        .timeout(Duration::from_secs(5))
        .await
        .unwrap();
    assert_eq!(platform.calls().len(), 3);
}
