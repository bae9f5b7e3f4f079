//! Imports of more than a document takes.

use std::fmt::Write as _;

use feishu_sandbox::{Cell, Document, Sandbox};
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

use crate::caller::Caller;

async fn sandbox() -> (Sandbox, Caller) {
    let builder = Sandbox::builder().without_rate_limits().pending_polls(0);
    let sandbox = builder.start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    (sandbox, caller)
}

/// Imports a file and returns the document and what was told of it.
async fn import(
    (sandbox, caller): &(Sandbox, Caller),
    content: &[u8],
    extension: &str,
    kind: &str,
) -> (Document, Value) {
    let name = format!("a.{extension}");
    let file = caller.upload(&name, content, "").await;
    let result = caller.import(&file, extension, kind).await;
    assert_eq!(result["job_status"], 0, "{result}");
    let document = sandbox.find_document(result["token"].as_str().unwrap());
    (document.unwrap(), result["extra"].clone())
}

fn rows(document: &Document) -> &[Vec<Cell>] {
    document.worksheets()[0].rows()
}

#[tokio::test]
async fn a_workbook_with_a_cell_at_either_end_is_imported_and_exported() {
    let (sandbox, caller) = sandbox().await;
    let mut workbook = Workbook::new();
    let page = workbook.add_worksheet();
    page.write(0, 0, "first").unwrap();
    page.write(1_048_575, 16_383, "last").unwrap();
    let content = workbook.save_to_buffer().unwrap();
    let file = caller.upload("far.xlsx", &content, "").await;
    let result = caller.import(&file, "xlsx", "sheet").await;
    assert_eq!(
        (&result["job_status"], result.get("extra")),
        (&json!(0), None)
    );
    let token = &result["token"];
    let document = sandbox.find_document(token.as_str().unwrap()).unwrap();
    assert_eq!(rows(&document)[1_048_575][16_383], Cell::from("last"));

    let xlsx = json!({"file_extension": "xlsx", "token": token, "type": "sheet"});
    let (_, exported) = caller.export(xlsx).await;
    assert!(exported.body.len() < 20_000);
    // As csv it would be 17 gigabytes of commas.
    let sub_id = document.worksheets()[0].sub_id();
    let csv = json!({"file_extension": "csv", "token": token, "type": "sheet", "sub_id": sub_id});
    let ticket = caller.start_export(&csv).await;
    let result = caller.poll_export(&ticket, token.as_str().unwrap()).await;
    assert_eq!(result["job_status"], 107);
}

#[tokio::test]
async fn columns_cells_and_texts_that_were_cut_are_told_for_sheets_and_tables() {
    let platform = sandbox().await;
    let wide = format!("a\n{}\n", ",".repeat(16_384));
    let long = "x\n".repeat(1_048_577);
    let text = format!("id,{}\n", "长".repeat(40_000));
    for (content, sheet, table) in [
        (wide, "2000", "3003"),
        (long, "2001", "3004"),
        (text, "2005", "2005"),
    ] {
        for (kind, told) in [("sheet", sheet), ("bitable", table)] {
            let (_, extra) = import(&platform, content.as_bytes(), "csv", kind).await;
            assert_eq!(extra, json!([told]), "{kind}");
        }
    }
}

#[tokio::test]
async fn a_long_text_of_a_csv_file_can_be_exported_in_a_workbook() {
    let platform = sandbox().await;
    let content = format!("id,{}\n", "长".repeat(40_000));
    let file = platform.1.upload("a.csv", content.as_bytes(), "").await;
    let token = platform.1.import(&file, "csv", "sheet").await["token"].clone();
    let xlsx = json!({"file_extension": "xlsx", "token": token, "type": "sheet"});
    let (_, exported) = platform.1.export(xlsx).await;
    let (again, extra) = import(&platform, &exported.body, "xlsx", "sheet").await;
    let kept = "长".repeat(32_767);
    assert_eq!(rows(&again)[0], [Cell::from("id"), Cell::from(kept)]);
    assert_eq!(extra, Value::Null);
}

#[tokio::test]
async fn blocks_tables_and_paragraphs_that_were_cut_are_told() {
    let platform = sandbox().await;
    let long = "长".repeat(100_001);
    let mut table = format!("|{}\n|{}\n", "a|".repeat(20), "-|".repeat(20));
    for _ in 0..100 {
        _ = writeln!(table, "|{}", "x|".repeat(20));
    }
    let wide = format!("|{}\n|{}\n", "a|".repeat(101), "-|".repeat(101));
    for (content, told) in [
        ("a\n\n".repeat(20_001), "1000"),
        (table, "1001"),
        (wide, "1002"),
        (long.clone(), "1003"),
        (format!("# {long}"), "1003"),
        (format!("- {long}"), "1003"),
        (format!("|a|\n|-|\n|{long}|"), "1003"),
        (format!("    {long}"), "1003"),
    ] {
        let (_, extra) = import(&platform, content.as_bytes(), "md", "docx").await;
        assert_eq!(extra, json!([told]));
    }
}
