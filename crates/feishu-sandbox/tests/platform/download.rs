//! Downloads of files and of media, whole and in part.

use std::time::Duration;

use feishu_sandbox::{Document, Fault, FaultKind, Sandbox};
use reqwest::multipart::{Form, Part};

use crate::caller::{Answer, Caller, send};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Uploads ten digits, as a file and as media, and returns the paths of their downloads.
async fn uploaded(sandbox: &Sandbox, caller: &Caller) -> [String; 2] {
    let mut paths = Vec::new();
    for (service, kind, node) in [
        ("files", "explorer", sandbox.folder()),
        ("medias", "sheet_file", sandbox.sheet().token),
    ] {
        let form = Form::new()
            .text("file_name", "digits.txt")
            .text("parent_type", kind)
            .text("parent_node", node)
            .text("size", "10")
            .part("file", Part::bytes(&b"0123456789"[..]));
        let path = format!("/drive/v1/{service}");
        let answer = send(caller.post_form(&format!("{path}/upload_all"), form)).await;
        let token = answer.data()["file_token"].clone();
        paths.push(format!("{path}/{}/download", token.as_str().unwrap()));
    }
    paths.try_into().unwrap()
}

async fn part(caller: &Caller, path: &str, headers: &[(&'static str, &str)]) -> Answer {
    let headers = headers.iter();
    let request = headers.fold(caller.get(path), |request, (name, value)| {
        request.header(*name, *value)
    });
    send(request).await
}

#[tokio::test]
async fn a_part_is_what_was_asked_for() {
    let sandbox = Sandbox::builder().without_rate_limits().start().await;
    let sandbox = sandbox.unwrap();
    let caller = Caller::app(&sandbox).await;
    for path in uploaded(&sandbox, &caller).await {
        let whole = send(caller.get(&path)).await;
        assert_eq!(
            (whole.status.as_u16(), &whole.body[..]),
            (200, &b"0123456789"[..])
        );
        assert_eq!(whole.header("accept-ranges"), "bytes");
        assert_eq!(whole.headers.get("content-range"), None);
        let tag = whole.header("etag");
        for (range, body, told) in [
            ("bytes=0-3", "0123", "bytes 0-3/10"),
            ("bytes=4-", "456789", "bytes 4-9/10"),
            ("bytes=-2", "89", "bytes 8-9/10"),
            ("bytes=9-1000", "9", "bytes 9-9/10"),
        ] {
            let some = part(&caller, &path, &[("range", range), ("if-range", tag)]).await;
            assert_eq!(
                (some.status.as_u16(), &some.body[..]),
                (206, body.as_bytes())
            );
            assert_eq!(some.header("content-range"), told);
            assert_eq!(some.header("content-length"), body.len().to_string());
            assert_eq!(some.header("etag"), tag);
        }
        let nothing = part(&caller, &path, &[("range", "bytes=10-")]).await;
        assert_eq!(
            (nothing.status.as_u16(), &nothing.body[..]),
            (416, &b""[..])
        );
        assert_eq!(nothing.header("content-range"), "bytes */10");
        let other = [("range", "bytes=4-"), ("if-range", "\"another\"")];
        for headers in [&other[..], &[("range", "bytes=1-0")]] {
            let all = part(&caller, &path, headers).await;
            assert_eq!((all.status.as_u16(), all.body.len()), (200, 10));
        }
    }
}

#[tokio::test]
async fn what_was_cut_off_goes_on_where_it_stopped() {
    let sandbox = Sandbox::builder().without_rate_limits().start().await;
    let sandbox = sandbox.unwrap();
    let caller = Caller::app(&sandbox).await;
    let [path, _] = uploaded(&sandbox, &caller).await;
    let cut = FaultKind::CutBody { after: 2 };
    sandbox.add_fault(Fault::new("drive.v1.file.download", cut));
    let response = caller.get(&path).header("range", "bytes=3-8").send().await;
    let mut response = response.unwrap();
    assert_eq!(response.status(), 206);
    assert_eq!(response.chunk().await.unwrap().unwrap(), "34");
    assert!(response.chunk().await.is_err());
    let rest = part(&caller, &path, &[("range", "bytes=5-8")]).await;
    assert_eq!(rest.body, "5678");
}

#[tokio::test]
async fn media_are_fetched_without_a_token_for_a_day() {
    let sandbox = Sandbox::builder().without_rate_limits().start().await;
    let sandbox = sandbox.unwrap();
    let caller = Caller::app(&sandbox).await;
    let [_, path] = uploaded(&sandbox, &caller).await;
    let token = path.split('/').rev().nth(1).unwrap();
    let links = |tokens: &[&str]| {
        let query = tokens.iter().map(|token| format!("file_tokens={token}"));
        let query = query.collect::<Vec<_>>().join("&");
        send(caller.get(&format!(
            "/drive/v1/medias/batch_get_tmp_download_url?{query}"
        )))
    };
    let data = links(&[token, token]).await.data();
    assert_eq!(data["tmp_download_urls"].as_array().unwrap().len(), 2);
    assert_eq!(data["tmp_download_urls"][1]["file_token"], token);
    let url = data["tmp_download_urls"][0]["tmp_download_url"].as_str();
    let fetch = || caller.http.get(url.unwrap());
    assert_eq!(send(fetch()).await.body, "0123456789");
    let some = send(fetch().header("range", "bytes=7-")).await;
    assert_eq!((some.status.as_u16(), &some.body[..]), (206, &b"789"[..]));

    assert_eq!(
        links(&[token, "boxcnUnknown"]).await.error(),
        (400, 1_061_002)
    );
    assert_eq!(links(&[token; 6]).await.error(), (400, 1_061_002));
    sandbox.advance(DAY);
    assert_eq!(send(fetch()).await.status, 404);
}

#[tokio::test]
async fn what_cannot_be_downloaded_has_its_status() {
    let sandbox = Sandbox::builder().without_rate_limits().start().await;
    let sandbox = sandbox.unwrap();
    let caller = Caller::app(&sandbox).await;
    let error = async |path: &str| send(caller.get(path)).await.error();
    let [file, media] = uploaded(&sandbox, &caller).await;
    let sheet = sandbox.sheet().token;
    for path in [
        "/drive/v1/files/boxcnUnknown/download",
        "/drive/v1/medias/boxcnUnknown/download",
        &format!("/drive/v1/files/{sheet}/download"),
        &media.replace("medias", "files"),
        &file.replace("files", "medias"),
    ] {
        assert_eq!(error(path).await, (404, 1_061_003), "{path}");
    }
    let forbidden = sandbox.add_document(Document::sheet("x", Vec::new()).forbidden());
    let path = format!("/drive/v1/files/{forbidden}/download");
    assert_eq!(error(&path).await, (403, 1_061_004));
    let delete = file.replace("/download", "?type=file");
    send(caller.delete(&delete)).await.data();
    assert_eq!(error(&file).await, (404, 1_061_007));
    // Media go with their document.
    send(caller.delete(&format!("/drive/v1/files/{sheet}?type=sheet")))
        .await
        .data();
    assert_eq!(error(&media).await, (404, 1_061_007));
}
