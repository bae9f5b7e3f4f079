//! Exports: jobs, their files, and what refuses them.

use std::io::{Cursor, Read};
use std::time::Duration;

use bytes::Bytes;
use calamine::{Data, Reader, Xlsx};
use feishu_sandbox::{Block, Cell, Document, DocumentKind, Fault, FaultKind, Sandbox, Worksheet};
use serde_json::{Value, json};

use crate::caller::{Answer, Caller, send};

fn body(document: feishu_sandbox::Builtin, kind: &str, extension: &str) -> Value {
    json!({"file_extension": extension, "token": document.token, "type": kind, "sub_id": document.sub_id})
}

async fn refusal(caller: &Caller, body: Value) -> (u16, i64) {
    send(caller.post("/drive/v1/export_tasks", &body))
        .await
        .error()
}

#[tokio::test]
async fn a_job_is_initialising_then_processing_then_done() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let sheet = sandbox.sheet();
    let ticket = caller.start_export(&body(sheet, "sheet", "xlsx")).await;
    assert!(ticket.bytes().all(|byte| byte.is_ascii_digit()), "{ticket}");
    let waiting = caller.poll_export(&ticket, sheet.token).await;
    let expected = json!({"file_extension": "xlsx", "type": "sheet", "file_name": "", "file_token": "",
        "file_size": 0, "job_error_msg": "", "job_status": 1});
    assert_eq!(waiting, expected);
    assert_eq!(
        caller.poll_export(&ticket, sheet.token).await["job_status"],
        2
    );
    let done = caller.poll_export(&ticket, sheet.token).await;
    assert_eq!(
        (&done["job_status"], &done["job_error_msg"]),
        (&json!(0), &json!("success"))
    );
    assert_eq!(caller.poll_export(&ticket, sheet.token).await, done);
}

#[tokio::test]
async fn a_sheet_becomes_a_workbook() {
    let sandbox = Sandbox::start().await.unwrap();
    let (result, file) = Caller::app(&sandbox)
        .await
        .export(body(sandbox.sheet(), "sheet", "xlsx"))
        .await;
    assert_eq!(result["file_size"], file.body.len());
    assert_eq!(file.header("content-length"), file.body.len().to_string());
    assert_eq!(
        file.header("content-disposition"),
        "attachment; filename=\"第三季度订单 Q3 orders.xlsx\""
    );
    assert_eq!(
        file.header("content-type"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    );

    let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(file.body)).unwrap();
    assert_eq!(workbook.sheet_names(), ["Orders", "地区汇总"]);
    let orders = workbook.worksheet_range("Orders").unwrap();
    assert_eq!(orders.get_size(), (9, 8));
    assert_eq!(
        orders.get_value((1, 2)),
        Some(&Data::String("上海晨光文具".to_owned()))
    );
    assert_eq!(orders.get_value((1, 6)), Some(&Data::Float(2220.0)));
    let Some(Data::DateTime(day)) = orders.get_value((1, 1)) else {
        panic!("no date")
    };
    assert_eq!(&day.to_ymd_hms_milli(), &(2026, 7, 3, 0, 0, 0, 0));
}

#[tokio::test]
async fn a_worksheet_becomes_comma_separated_values() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let (_, file) = caller.export(body(sandbox.sheet(), "sheet", "csv")).await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    let mut reader = csv::Reader::from_reader(&file.body[..]);
    let headings: Vec<_> = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    assert_eq!(
        headings,
        [
            "Order",
            "日期",
            "Customer",
            "Region",
            "Quantity",
            "Unit price",
            "Amount",
            "Paid"
        ]
    );
    let rows: Vec<Vec<String>> = reader.deserialize().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 8);
    assert_eq!(
        rows[3],
        [
            "SO-1004",
            "2026-08-14",
            "Contoso \"West\", Ltd.",
            "AMER",
            "15",
            "249.9",
            "3748.5",
            "FALSE"
        ]
    );
    assert_eq!(rows[5][2], "Fabrikam\nLogistics");
    let (_, table) = caller.export(body(sandbox.table(), "bitable", "csv")).await;
    assert!(
        table
            .body
            .starts_with(b"Name,City,Since,Credit limit,Active\r\n")
    );
}

#[tokio::test]
async fn a_document_becomes_a_word_document() {
    let sandbox = Sandbox::start().await.unwrap();
    let (_, file) = Caller::app(&sandbox)
        .await
        .export(body(sandbox.document(), "docx", "docx"))
        .await;
    let mut archive = zip::ZipArchive::new(Cursor::new(file.body)).unwrap();
    for index in 0..archive.len() {
        let mut xml = String::new();
        let mut part = archive.by_index(index).unwrap();
        part.read_to_string(&mut xml).unwrap();
        assert_well_formed(&part.name().unwrap(), &xml);
    }
    let mut xml = String::new();
    archive
        .by_name("word/document.xml")
        .unwrap()
        .read_to_string(&mut xml)
        .unwrap();
    for expected in [
        "Heading1",
        "Release handbook 发布手册",
        "<w:numPr>",
        "<w:tbl>",
        "陈思远",
        "<w:b/>",
    ] {
        assert!(xml.contains(expected), "{expected}");
    }
}

/// Every element is closed by its own end tag, and nothing is left over.
fn assert_well_formed(name: &str, xml: &str) {
    let mut open = Vec::new();
    for tag in xml.split('<').skip(1) {
        let (tag, _) = tag
            .split_once('>')
            .unwrap_or_else(|| panic!("{name}: unfinished tag {tag}"));
        let element = tag
            .trim_start_matches('/')
            .split([' ', '/'])
            .next()
            .unwrap();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(element), "{name}");
        } else if !tag.starts_with('?') && !tag.ends_with('/') {
            open.push(element);
        }
    }
    assert!(
        open.is_empty() && xml.starts_with("<?xml"),
        "{name}: {open:?}"
    );
}

#[tokio::test]
async fn a_document_becomes_a_pdf() {
    let sandbox = Sandbox::start().await.unwrap();
    let (_, file) = Caller::app(&sandbox)
        .await
        .export(body(sandbox.document(), "docx", "pdf"))
        .await;
    assert_eq!(file.header("content-type"), "application/pdf");
    assert!(file.body.starts_with(b"%PDF-1."));
    assert!(file.body.trim_ascii_end().ends_with(b"%%EOF"));
    let text = String::from_utf8_lossy(&file.body);
    assert!(
        text.contains("/Count 1") && text.contains("(Release handbook )"),
        "{text}"
    );
}

#[tokio::test]
async fn each_wrong_request_has_its_code() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let sheet = sandbox.sheet().token;
    let export = |extension: &str, token: &str, kind: &str| {
        refusal(
            &caller,
            json!({"file_extension": extension, "token": token, "type": kind}),
        )
    };
    assert_eq!(
        export("csv", sheet, "sheet").await,
        (400, 1_069_904),
        "csv without sub_id"
    );
    assert_eq!(
        export("pdf", sheet, "sheet").await,
        (400, 1_069_918),
        "a sheet as pdf"
    );
    assert_eq!(
        export("exe", sheet, "sheet").await,
        (400, 1_069_904),
        "an unknown extension"
    );
    assert_eq!(
        export("docx", sheet, "docx").await,
        (404, 1_069_914),
        "a sheet as a document"
    );
    assert_eq!(
        export("xlsx", "shtcnUnknown", "sheet").await,
        (404, 1_069_914),
        "an unknown token"
    );
    assert_eq!(
        export("xlsx", &"x".repeat(28), "sheet").await,
        (404, 1_069_914),
        "a token that is too long"
    );
    let forbidden = sandbox.add_document(Document::sheet("secret", Vec::new()).forbidden());
    assert_eq!(export("xlsx", &forbidden, "sheet").await, (403, 1_069_902));
    let deleted = sandbox.add_document(Document::sheet("gone", Vec::new()).deleted());
    assert_eq!(export("xlsx", &deleted, "sheet").await, (404, 1_069_906));
    let unknown_part =
        json!({"file_extension": "csv", "token": sheet, "type": "sheet", "sub_id": "nope"});
    assert_eq!(refusal(&caller, unknown_part).await, (400, 1_069_904));
}

#[tokio::test]
async fn only_who_started_a_job_may_ask_for_it() {
    let sandbox = Sandbox::start().await.unwrap();
    let app = Caller::app(&sandbox).await;
    let user = Caller::with_token(&sandbox, &sandbox.user_token());
    let other = Caller::with_token(&sandbox, &sandbox.user_token_of("ou_other"));
    let sheet = sandbox.sheet();
    let ticket = user.start_export(&body(sheet, "sheet", "xlsx")).await;
    let path = format!("/drive/v1/export_tasks/{ticket}?token={}", sheet.token);
    assert_eq!(send(app.get(&path)).await.error(), (403, 1_069_902));
    assert_eq!(send(other.get(&path)).await.error(), (403, 1_069_902));
    send(user.get(&path)).await.data();
    let wrong = format!(
        "/drive/v1/export_tasks/{ticket}?token={}",
        sandbox.table().token
    );
    assert_eq!(send(user.get(&wrong)).await.error(), (400, 1_069_904));
    let unknown = format!(
        "/drive/v1/export_tasks/..%2F{ticket}%3Fx?token={}",
        sheet.token
    );
    assert_eq!(send(user.get(&unknown)).await.error(), (400, 1_069_904));
}

#[tokio::test]
async fn a_file_is_deleted_ten_minutes_after_its_job() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let (result, _) = caller.export(body(sandbox.sheet(), "sheet", "xlsx")).await;
    let path = format!(
        "/drive/v1/export_tasks/file/{}/download",
        result["file_token"].as_str().unwrap()
    );
    sandbox.advance(Duration::from_secs(9 * 60));
    assert_eq!(send(caller.get(&path)).await.status, 200);
    let other = Caller::with_token(&sandbox, &sandbox.user_token());
    assert_eq!(send(other.get(&path)).await.error(), (400, 1_060_001));
    sandbox.advance(Duration::from_secs(60));
    assert_eq!(send(caller.get(&path)).await.error(), (400, 1_060_001));
}

#[tokio::test]
async fn a_document_that_looks_like_an_error_downloads_as_a_file() {
    let sandbox = Sandbox::builder().pending_polls(0).start().await.unwrap();
    let raw = Document::raw(
        "config",
        DocumentKind::Docx,
        "application/json",
        Bytes::from_static(b"{\"code\":7}"),
    );
    let token = sandbox.add_document(raw);
    let caller = Caller::app(&sandbox).await;
    let (_, file) = caller
        .export(json!({"file_extension": "docx", "token": token, "type": "docx"}))
        .await;
    assert_eq!(file.body, "{\"code\":7}");
    assert_eq!(
        file.header("content-disposition"),
        "attachment; filename=\"config.docx\""
    );
    assert_eq!(file.header("content-type"), "application/json");
}

#[tokio::test]
async fn documents_can_be_added() {
    let sandbox = Sandbox::builder().pending_polls(0).start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let worksheet = Worksheet::new("A", vec![vec![Cell::from("x"), Cell::from(1.5)]]);
    let sub_id = worksheet.sub_id().to_owned();
    let sheet = sandbox.add_document(Document::sheet("mine", vec![worksheet]));
    let body = json!({"file_extension": "csv", "token": sheet, "type": "sheet", "sub_id": sub_id});
    let (_, file) = caller.export(body).await;
    assert_eq!(file.body, "x,1.5\r\n");
    let text = sandbox.add_document(Document::text("说明", vec![Block::paragraph("hello")]));
    let (result, _) = caller
        .export(json!({"file_extension": "pdf", "token": text, "type": "docx"}))
        .await;
    assert_eq!(result["file_name"], "说明");
}

#[tokio::test]
async fn every_end_of_a_job_can_be_scripted() {
    let sandbox = Sandbox::builder().pending_polls(1).start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let sheet = sandbox.sheet();
    let get = "drive.v1.export_task.get";
    let create = "drive.v1.export_task.create";
    let request = body(sheet, "sheet", "xlsx");

    for fault in [
        Fault::new(create, FaultKind::job_fails(107)),
        Fault::new(get, FaultKind::job_fails(107)),
    ] {
        sandbox.add_fault(fault);
        let ticket = caller.start_export(&request).await;
        assert_eq!(
            caller.poll_export(&ticket, sheet.token).await["job_status"],
            1
        );
        let failed = caller.poll_export(&ticket, sheet.token).await;
        assert_eq!(
            (&failed["job_status"], &failed["file_token"]),
            (&json!(107), &json!(""))
        );
        assert_eq!(failed["job_error_msg"], "export failed with status 107");
    }
    sandbox.add_fault(Fault::new(create, FaultKind::JobNeverEnds));
    let ticket = caller.start_export(&request).await;
    for expected in [1, 2, 2, 2, 2] {
        assert_eq!(
            caller.poll_export(&ticket, sheet.token).await["job_status"],
            expected
        );
    }
    sandbox.add_fault(Fault::new(create, FaultKind::JobLate { polls: 1 }));
    let ticket = caller.start_export(&request).await;
    caller.poll_export(&ticket, sheet.token).await;
    let late = caller.poll_export(&ticket, sheet.token).await;
    assert_eq!(
        (&late["job_status"], &late["file_token"]),
        (&json!(0), &json!(""))
    );
    assert_ne!(
        caller.poll_export(&ticket, sheet.token).await["file_token"],
        ""
    );
}

#[tokio::test]
async fn an_error_can_come_with_200_in_place_of_a_file() {
    let sandbox = Sandbox::builder().pending_polls(0).start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    sandbox.add_fault(Fault::new(
        "drive.v1.export_task.download",
        FaultKind::error(200, 1_060_001),
    ));
    let (_, answer): (_, Answer) = caller.export(body(sandbox.sheet(), "sheet", "xlsx")).await;
    assert_eq!(answer.error(), (200, 1_060_001));
    assert!(!answer.headers.contains_key("content-disposition"));
}
