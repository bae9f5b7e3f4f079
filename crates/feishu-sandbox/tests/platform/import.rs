//! Uploads and imports.

use std::time::Duration;

use feishu_sandbox::{Block, Fault, FaultKind, Sandbox};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::caller::{Answer, Caller, send};

const UPLOAD: &str = "/drive/v1/medias/upload_all";
const IMPORT: &str = "/drive/v1/import_tasks";

fn form(size: &str, content: &[u8]) -> Form {
    Form::new()
        .part("file", Part::bytes(content.to_vec()))
        .text("size", size.to_owned())
        .text("parent_type", "ccm_import_open")
        .text("file_name", "a.csv")
}

async fn upload(caller: &Caller, form: Form) -> Answer {
    send(caller.post_form(UPLOAD, form)).await
}

fn body(file: &str, extension: &str, kind: &str, folder: &str) -> Value {
    let point = json!({"mount_type": 1, "mount_key": folder});
    json!({"file_extension": extension, "file_token": file, "type": kind, "point": point})
}

async fn refusal(caller: &Caller, body: Value) -> (u16, i64) {
    send(caller.post(IMPORT, &body)).await.error()
}

#[tokio::test]
async fn an_imported_sheet_can_be_exported_again() {
    let sandbox = Sandbox::builder()
        .without_rate_limits()
        .start()
        .await
        .unwrap();
    let caller = Caller::app(&sandbox).await;
    let content = "编号,name,note\r\n007,\"Smith, J.\",\"two\nlines\"\r\n12.50,李,\r\n";
    let file = caller
        .upload(
            "清单.csv",
            content.as_bytes(),
            r#"{"obj_type":"sheet","file_extension":"csv"}"#,
        )
        .await;
    let result = caller.import(&file, "csv", "sheet").await;
    assert_eq!(
        (&result["job_status"], &result["type"]),
        (&json!(0), &json!("sheet"))
    );
    assert_eq!(result.get("extra"), None);
    let token = result["token"].as_str().unwrap();
    assert_eq!(
        result["url"],
        format!("{}/sheets/{token}", sandbox.base_url())
    );

    let document = sandbox.find_document(token).unwrap();
    assert_eq!(document.title(), "清单");
    let sub_id = document.worksheets()[0].sub_id();
    let export =
        json!({"file_extension": "csv", "token": token, "type": "sheet", "sub_id": sub_id});
    let (_, exported) = caller.export(export).await;
    assert_eq!(exported.body, content);
    assert_eq!(
        refusal(&caller, body(&file, "csv", "sheet", "")).await,
        (404, 1_069_907),
        "the upload is used up"
    );
}

#[tokio::test]
async fn markdown_and_text_become_documents() {
    let sandbox = Sandbox::builder()
        .without_rate_limits()
        .pending_polls(0)
        .start()
        .await
        .unwrap();
    let caller = Caller::app(&sandbox).await;
    let file = caller
        .upload("说明.md", "# 标题\n\n- one\n".as_bytes(), "")
        .await;
    let result = caller.import(&file, "md", "docx").await;
    let document = sandbox
        .find_document(result["token"].as_str().unwrap())
        .unwrap();
    assert_eq!(
        document.blocks(),
        [Block::heading(1, "标题"), Block::bullet("one")]
    );
    let (_, pdf) = caller
        .export(json!({"file_extension": "pdf", "token": result["token"], "type": "docx"}))
        .await;
    assert!(pdf.body.starts_with(b"%PDF-"));

    let file = caller.upload("a.txt", b"first\nsecond\n", "").await;
    let result = caller.import(&file, "txt", "docx").await;
    let document = sandbox
        .find_document(result["token"].as_str().unwrap())
        .unwrap();
    assert_eq!(
        document.blocks(),
        [Block::paragraph("first"), Block::paragraph("second")]
    );
}

#[tokio::test]
async fn a_workbook_becomes_a_table() {
    let sandbox = Sandbox::builder()
        .without_rate_limits()
        .pending_polls(0)
        .start()
        .await
        .unwrap();
    let caller = Caller::app(&sandbox).await;
    let export = json!({"file_extension": "xlsx", "token": sandbox.sheet().token, "type": "sheet"});
    let (_, workbook) = caller.export(export).await;
    let file = caller.upload("orders.xlsx", &workbook.body, "").await;
    let result = caller.import(&file, "xlsx", "bitable").await;
    let document = sandbox
        .find_document(result["token"].as_str().unwrap())
        .unwrap();
    assert_eq!(document.kind().as_str(), "bitable");
    assert_eq!(document.worksheets().len(), 2);
    assert_eq!(document.worksheets()[0].rows().len(), 9);
}

#[tokio::test]
async fn a_form_is_taken_in_any_order_and_checked() {
    let sandbox = Sandbox::builder()
        .without_rate_limits()
        .start()
        .await
        .unwrap();
    let caller = Caller::app(&sandbox).await;
    upload(&caller, form("3", b"a,b")).await.data();
    assert_eq!(
        upload(&caller, form("4", b"a,b")).await.error(),
        (400, 1_062_009)
    );
    assert_eq!(
        upload(&caller, form("0", b"")).await.error(),
        (400, 1_061_002)
    );
    assert_eq!(
        upload(&caller, form("20971521", b"a,b")).await.error(),
        (400, 1_061_043)
    );
    assert_eq!(
        upload(&caller, form("x", b"a,b")).await.error(),
        (400, 99_992_402)
    );
    // The checksum of `a,b` is 0x01e0_00f0.
    upload(
        &caller,
        form("3", b"a,b").text("checksum", 0x01e0_00f0.to_string()),
    )
    .await
    .data();
    assert_eq!(
        upload(&caller, form("3", b"a,b").text("checksum", "1"))
            .await
            .error(),
        (400, 1_062_008)
    );
    upload(&caller, form("3", b"a,b").text("checksum", ""))
        .await
        .data();
    assert_eq!(
        upload(&caller, form("3", b"a,b").text("extra", "csv"))
            .await
            .error(),
        (400, 1_061_002)
    );
    let large = vec![b'x'; 20 * 1024 * 1024 + 1];
    assert_eq!(
        upload(&caller, form("20971520", &large)).await.error(),
        (400, 1_061_043)
    );
    upload(&caller, form("20971520", &large[1..])).await.data();
    let huge = vec![b'x'; 25 * 1024 * 1024];
    assert_eq!(
        upload(&caller, form("20971520", &huge)).await.error(),
        (400, 1_061_043)
    );
}

#[tokio::test]
async fn material_needs_a_document_to_go_into() {
    let sandbox = Sandbox::builder()
        .without_rate_limits()
        .start()
        .await
        .unwrap();
    let caller = Caller::app(&sandbox).await;
    let form = |node: &str| {
        Form::new()
            .text("file_name", "a.png")
            .text("parent_type", "sheet_image")
            .text("parent_node", node.to_owned())
            .text("size", "1")
            .part("file", Part::bytes(vec![0]))
    };
    upload(&caller, form(sandbox.sheet().token)).await.data();
    assert_eq!(
        upload(&caller, form("shtcnUnknown")).await.error(),
        (400, 1_061_044)
    );
}

#[tokio::test]
async fn two_uploads_at_once_are_refused_with_200() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let slow = Fault::new(
        "drive.v1.media.upload_all",
        FaultKind::Latency(Duration::from_millis(300)),
    );
    sandbox.add_fault(slow.times(2));
    let (first, second) = tokio::join!(
        upload(&caller, form("3", b"a,b")),
        upload(&caller, form("3", b"a,b"))
    );
    let mut codes = [first.error(), second.error()];
    codes.sort_unstable();
    assert_eq!(codes, [(200, 0), (200, 1_061_045)]);
    upload(&caller, form("3", b"a,b")).await.data();
}

#[tokio::test]
async fn each_wrong_import_has_its_code() {
    let sandbox = Sandbox::builder()
        .without_rate_limits()
        .start()
        .await
        .unwrap();
    let caller = Caller::app(&sandbox).await;
    let extra = r#"{\"obj_type\":\"docx\",\"file_extension\":\"md\"}"#;
    let file = caller.upload("a.md", b"# a", extra).await;
    assert_eq!(
        refusal(&caller, body(&file, "markdown", "docx", "")).await,
        (400, 1_069_910)
    );
    assert_eq!(
        refusal(&caller, body(&file, "md", "sheet", "")).await,
        (400, 1_069_911)
    );
    assert_eq!(
        refusal(&caller, body(&file, "md", "docx", "fldcnUnknown")).await,
        (403, 1_069_908)
    );
    assert_eq!(
        refusal(&caller, body("boxcnUnknown", "md", "docx", "")).await,
        (404, 1_069_907)
    );
    assert_eq!(
        refusal(&caller, body(&"x".repeat(28), "md", "docx", "")).await,
        (400, 1_069_914)
    );
    let other = Caller::with_token(&sandbox, &sandbox.user_token());
    assert_eq!(
        refusal(&other, body(&file, "md", "docx", "")).await,
        (403, 1_069_902)
    );
    sandbox.advance(Duration::from_secs(5 * 60));
    assert_eq!(
        refusal(&caller, body(&file, "md", "docx", "")).await,
        (400, 1_069_913)
    );
    assert_eq!(
        send(caller.get("/drive/v1/import_tasks/7")).await.error(),
        (400, 1_069_904)
    );
}

#[tokio::test]
async fn an_import_fails_with_the_status_that_tells_why() {
    let sandbox = Sandbox::builder()
        .without_rate_limits()
        .pending_polls(0)
        .start()
        .await
        .unwrap();
    let caller = Caller::app(&sandbox).await;
    let cases: [(&str, &[u8], &str, &str, i64); 6] = [
        ("a.csv", b"a,b", "csv", "docx", 120),
        ("a.exe", b"MZ", "exe", "docx", 112),
        ("a.docx", b"PK", "docx", "docx", 112),
        ("a.xlsx", b"no workbook", "xlsx", "sheet", 129),
        ("a.txt", b"\xFF\xFE", "txt", "docx", 129),
        ("a.txt", b"text", "md", "docx", 118),
    ];
    for (name, content, extension, kind, status) in cases {
        let extra = json!({"file_extension": extension, "obj_type": kind});
        let file = caller.upload(name, content, &extra.to_string()).await;
        let result = caller.import(&file, extension, kind).await;
        assert_eq!(
            result["job_status"], status,
            "{name} as {extension} to {kind}: {result}"
        );
        assert_ne!(result["job_error_msg"], "");
    }
}

#[tokio::test]
async fn what_was_cut_off_is_told() {
    let sandbox = Sandbox::builder().pending_polls(0).start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let file = caller
        .upload("a.txt", "a\n".repeat(20_001).as_bytes(), "")
        .await;
    let result = caller.import(&file, "txt", "docx").await;
    assert_eq!(
        (&result["job_status"], &result["extra"]),
        (&json!(0), &json!(["1000"]))
    );
}

#[tokio::test]
async fn a_document_goes_into_its_folder_under_its_name() {
    let sandbox = Sandbox::builder().pending_polls(0).start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let file = caller.upload("a.csv", b"a,b", "").await;
    let mut body = body(&file, "csv", "sheet", sandbox.folder());
    body["file_name"] = "销售表".into();
    let ticket = send(caller.post(IMPORT, &body)).await.data()["ticket"].clone();
    send(caller.get(&format!("{IMPORT}/{}", ticket.as_str().unwrap())))
        .await
        .data();
    let list = send(caller.get(&format!(
        "/drive/v1/files?folder_token={}",
        sandbox.folder()
    )))
    .await
    .data();
    assert_eq!(list["files"][0]["name"], "销售表");
}
