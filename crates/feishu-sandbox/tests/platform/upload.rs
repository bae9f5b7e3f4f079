//! Uploads of files and of media, whole and in parts.

use std::time::Duration;

use feishu_sandbox::{Document, DocumentKind, Fault, FaultKind, Sandbox};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::caller::{Answer, Caller, send};

const BLOCK: usize = 4 * 1024 * 1024;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Where uploads go: the operations of one kind, and what a request says of the place.
struct Goal {
    path: &'static str,
    kind: &'static str,
    node: String,
}

impl Goal {
    fn folder(node: &str) -> Self {
        Self {
            path: "/drive/v1/files",
            kind: "explorer",
            node: node.to_owned(),
        }
    }

    fn document(kind: &'static str, node: &str) -> Self {
        Self {
            path: "/drive/v1/medias",
            kind,
            node: node.to_owned(),
        }
    }

    fn import() -> Self {
        Self::document("ccm_import_open", "")
    }

    async fn all(&self, caller: &Caller, name: &str, content: &[u8]) -> Answer {
        let form = file(content)
            .text("file_name", name.to_owned())
            .text("parent_type", self.kind)
            .text("parent_node", self.node.clone());
        send(caller.post_form(&format!("{}/upload_all", self.path), form)).await
    }

    async fn prepare(&self, caller: &Caller, name: &str, size: usize) -> Answer {
        let body = json!({
            "file_name": name,
            "parent_type": self.kind,
            "parent_node": self.node,
            "size": size,
        });
        send(caller.post(&format!("{}/upload_prepare", self.path), &body)).await
    }

    /// Begins an upload and returns its id.
    async fn begin(&self, caller: &Caller, name: &str, size: usize) -> String {
        let data = self.prepare(caller, name, size).await.data();
        assert_eq!(data["block_size"], BLOCK);
        assert_eq!(data["block_num"], size.div_ceil(BLOCK));
        data["upload_id"].as_str().unwrap().to_owned()
    }

    async fn part(&self, caller: &Caller, id: &str, seq: i64, form: Form) -> Answer {
        let form = form
            .text("upload_id", id.to_owned())
            .text("seq", seq.to_string());
        send(caller.post_form(&format!("{}/upload_part", self.path), form)).await
    }

    async fn finish(&self, caller: &Caller, id: &str, blocks: usize) -> Answer {
        let body = json!({"upload_id": id, "block_num": blocks});
        send(caller.post(&format!("{}/upload_finish", self.path), &body)).await
    }
}

/// A file and its size.
fn file(content: &[u8]) -> Form {
    Form::new()
        .text("size", content.len().to_string())
        .part("file", Part::bytes(content.to_vec()))
}

fn token(answer: &Answer) -> String {
    answer.data()["file_token"].as_str().unwrap().to_owned()
}

fn pattern(length: usize) -> Vec<u8> {
    (0..=250).cycle().take(length).collect()
}

async fn sandbox() -> (Sandbox, Caller) {
    let sandbox = Sandbox::builder().without_rate_limits().start().await;
    let sandbox = sandbox.unwrap();
    let caller = Caller::app(&sandbox).await;
    (sandbox, caller)
}

async fn listed(caller: &Caller, folder: &str) -> Value {
    let path = format!("/drive/v1/files?folder_token={folder}");
    send(caller.get(&path)).await.data()["files"].clone()
}

#[tokio::test]
async fn an_uploaded_file_lies_in_its_folder_and_comes_back() {
    let (sandbox, caller) = sandbox().await;
    let goal = Goal::folder(sandbox.folder());
    let token = token(&goal.all(&caller, "说明 v1.txt", b"plain").await);
    let newest = &listed(&caller, sandbox.folder()).await[0];
    assert_eq!(newest["token"], token);
    assert_eq!(
        (&newest["name"], &newest["type"]),
        (&json!("说明 v1.txt"), &json!("file"))
    );
    assert_eq!(
        newest["url"],
        format!("{}/file/{token}", sandbox.base_url())
    );
    let answer = send(caller.get(&format!("/drive/v1/files/{token}/download"))).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.body[..]),
        (200, &b"plain"[..])
    );
    assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(
        answer.header("content-disposition"),
        "attachment; filename=\"说明 v1.txt\""
    );
}

#[tokio::test]
async fn parts_come_in_any_order_and_again() {
    let (sandbox, caller) = sandbox().await;
    for goal in [
        Goal::folder(sandbox.folder()),
        Goal::document("sheet_file", sandbox.sheet().token),
    ] {
        let content = pattern(2 * BLOCK + 5);
        let id = goal.begin(&caller, "large.bin", content.len()).await;
        let parts: Vec<_> = content.chunks(BLOCK).collect();
        goal.part(&caller, &id, 2, file(parts[2])).await.data();
        let other = vec![b'x'; BLOCK];
        goal.part(&caller, &id, 0, file(&other)).await.data();
        let finished = goal.finish(&caller, &id, 3).await;
        assert_eq!(finished.error(), (400, 1_062_010), "part 1 is missing");
        goal.part(&caller, &id, 1, file(parts[1])).await.data();
        goal.part(&caller, &id, 0, file(parts[0])).await.data();
        for wrong in [0, 2, 4] {
            let finished = goal.finish(&caller, &id, wrong).await;
            assert_eq!(finished.error(), (400, 1_061_002), "{wrong} parts");
        }
        let token = token(&goal.finish(&caller, &id, 3).await);
        let path = format!("{}/{token}/download", goal.path);
        assert_eq!(send(caller.get(&path)).await.body, content);
        let again = goal.finish(&caller, &id, 3).await;
        assert_eq!(again.error(), (400, 1_061_021), "it is finished");
    }
}

#[tokio::test]
async fn each_wrong_part_has_its_code() {
    let (sandbox, caller) = sandbox().await;
    for goal in [Goal::folder(sandbox.folder()), Goal::import()] {
        let id = &goal.begin(&caller, "a.csv", BLOCK + 3).await;
        let full = pattern(BLOCK);
        let sized = |size: &'static str, content: &'static [u8]| {
            Form::new()
                .text("size", size)
                .part("file", Part::bytes(content))
        };
        let cases = [
            (1, file(b"ab"), 1_061_002, "shorter than the rest"),
            (1, file(b"abcd"), 1_061_002, "longer than the rest"),
            (0, file(&full[1..]), 1_061_002, "shorter than a block"),
            (2, file(b"abc"), 1_062_011, "behind the last"),
            (-1, file(b"abc"), 1_062_011, "before the first"),
            (1, sized("4", b"abc"), 1_062_009, "another size"),
            (1, sized("0", b""), 1_061_002, "empty"),
            (1, file(b"abc").text("checksum", "1"), 1_062_008, "checksum"),
            (
                1,
                file(b"abc").text("checksum", "x"),
                1_062_008,
                "no number",
            ),
        ];
        for (seq, form, code, why) in cases {
            let answer = goal.part(&caller, id, seq, form).await;
            assert_eq!(answer.error(), (400, code), "{why}");
        }
        // The checksum of `abc` is 0x024d_0127.
        let right = file(b"abc").text("checksum", 0x024d_0127.to_string());
        goal.part(&caller, id, 1, right).await.data();
        let missing = goal.finish(&caller, id, 2).await;
        assert_eq!(missing.error(), (400, 1_062_010));
    }
}

#[tokio::test]
async fn an_upload_is_its_beginners_for_a_day() {
    let (sandbox, caller) = sandbox().await;
    let user = Caller::with_token(&sandbox, &sandbox.user_token());
    let (files, media) = (Goal::folder(sandbox.folder()), Goal::import());
    let unknown = files.part(&caller, "7", 0, file(b"abc")).await;
    assert_eq!(unknown.error(), (400, 1_061_021));
    for (goal, other) in [(&files, &media), (&media, &files)] {
        let id = &goal.begin(&caller, "a.csv", 3).await;
        let part = other.part(&caller, id, 0, file(b"abc")).await;
        assert_eq!(part.error(), (400, 1_061_021), "of the other kind");
        let part = goal.part(&user, id, 0, file(b"abc")).await;
        assert_eq!(part.error(), (400, 1_062_007));
        goal.part(&caller, id, 0, file(b"abc")).await.data();
        let finished = goal.finish(&user, id, 1).await;
        assert_eq!(finished.error(), (400, 1_062_007));
    }
    let late = files.begin(&caller, "a.csv", 3).await;
    files.part(&caller, &late, 0, file(b"abc")).await.data();
    sandbox.advance(DAY);
    let caller = Caller::app(&sandbox).await;
    let part = files.part(&caller, &late, 0, file(b"abc")).await;
    assert_eq!(part.error(), (400, 1_061_021));
    let finished = files.finish(&caller, &late, 1).await;
    assert_eq!(finished.error(), (400, 1_061_021));
}

#[tokio::test]
async fn a_folder_that_takes_nothing_is_refused() {
    let (sandbox, caller) = sandbox().await;
    let gone = {
        let document = Document::sheet("x", Vec::new()).in_folder("fldcnGone");
        sandbox.add_document(document);
        let path = "/drive/v1/files/fldcnGone?type=folder";
        send(caller.delete(path)).await.data();
        "fldcnGone"
    };
    for number in 0..1_500 {
        let document = Document::sheet(number.to_string(), Vec::new());
        sandbox.add_document(document.in_folder("fldcnFull"));
    }
    for (node, all, prepare) in [
        ("fldcnUnknown", 1_061_044, 1_061_044),
        (sandbox.sheet().token, 1_061_044, 1_061_044),
        (gone, 1_061_041, 1_061_044),
        ("fldcnFull", 1_062_507, 1_062_507),
    ] {
        let goal = Goal::folder(node);
        let answer = goal.all(&caller, "a.txt", b"a").await;
        assert_eq!(answer.error(), (400, all), "{node}");
        let answer = goal.prepare(&caller, "a.txt", 1).await;
        assert_eq!(answer.error(), (400, prepare), "{node}");
    }
    // The place is looked at again when the upload is finished.
    let goal = Goal::folder("fldcnOther");
    sandbox.add_document(Document::sheet("x", Vec::new()).in_folder("fldcnOther"));
    let id = goal.begin(&caller, "a.txt", 1).await;
    goal.part(&caller, &id, 0, file(b"a")).await.data();
    send(caller.delete("/drive/v1/files/fldcnOther?type=folder"))
        .await
        .data();
    let finished = goal.finish(&caller, &id, 1).await;
    assert_eq!(finished.error(), (400, 1_061_041));
}

#[tokio::test]
async fn media_fit_their_document() {
    let (sandbox, caller) = sandbox().await;
    let deleted = sandbox.add_document(Document::sheet("x", Vec::new()).deleted());
    let forbidden = sandbox.add_document(Document::sheet("x", Vec::new()).forbidden());
    for (kind, node, error) in [
        ("docx_image", sandbox.sheet().token, (400, 1_061_002)),
        ("sheet_image", sandbox.document().token, (400, 1_061_002)),
        ("bitable_file", sandbox.folder(), (400, 1_061_044)),
        ("sheet_file", deleted.as_str(), (404, 1_061_007)),
        ("sheet_file", forbidden.as_str(), (403, 1_061_004)),
    ] {
        let goal = Goal::document(kind, node);
        let answer = goal.all(&caller, "a.png", b"png").await;
        assert_eq!(answer.error(), error, "{kind} {node}");
        let answer = goal.prepare(&caller, "a.png", 3).await;
        assert_eq!(answer.error(), error, "{kind} {node}");
    }
    for (kind, document) in [
        ("docx_image", sandbox.document()),
        ("sheet_file", sandbox.sheet()),
        ("bitable_file", sandbox.table()),
    ] {
        let goal = Goal::document(kind, document.token);
        goal.all(&caller, "a.png", b"png").await.data();
    }
    // A block names no document; what does stands in `extra`.
    let extra = json!({"drive_route_token": sandbox.document().token});
    let form = file(b"png")
        .text("file_name", "a.png")
        .text("parent_type", "docx_image")
        .text("parent_node", "doxcnBlock")
        .text("extra", extra.to_string());
    send(caller.post_form("/drive/v1/medias/upload_all", form))
        .await
        .data();
}

#[tokio::test]
async fn what_came_in_parts_can_be_imported_as_can_a_file() {
    let (sandbox, caller) = sandbox().await;
    sandbox.set_pending_polls(0);
    let content = "a,b\n".repeat(BLOCK / 4 + 1);
    let goal = Goal::import();
    let id = goal.begin(&caller, "rows.csv", content.len()).await;
    for (seq, part) in (0..).zip(content.as_bytes().chunks(BLOCK)) {
        goal.part(&caller, &id, seq, file(part)).await.data();
    }
    let upload = token(&goal.finish(&caller, &id, 2).await);
    let result = caller.import(&upload, "csv", "sheet").await;
    assert_eq!(result["job_status"], 0, "{result}");

    let goal = Goal::folder(sandbox.folder());
    let stays = token(&goal.all(&caller, "notes.md", b"# Notes\n").await);
    let result = caller.import(&stays, "md", "docx").await;
    assert_eq!(result["job_status"], 0, "{result}");
    let path = format!("/drive/v1/files/{stays}/download");
    assert_eq!(send(caller.get(&path)).await.body, "# Notes\n");
}

#[tokio::test]
async fn an_empty_file_has_no_parts() {
    let (sandbox, caller) = sandbox().await;
    let goal = Goal::folder(sandbox.folder());
    let id = goal.begin(&caller, "empty.txt", 0).await;
    let token = token(&goal.finish(&caller, &id, 0).await);
    let path = format!("/drive/v1/files/{token}/download");
    assert_eq!(send(caller.get(&path)).await.body, "");
}

#[tokio::test]
async fn what_has_no_room_is_refused_until_there_is_some() {
    let (sandbox, caller) = sandbox().await;
    let user = Caller::with_token(&sandbox, &sandbox.user_token());
    let goal = Goal::folder(sandbox.folder());
    let kept = token(&goal.all(&caller, "a.bin", &pattern(10_000)).await);
    sandbox.set_quota(20_000);
    for (caller, code) in [(&caller, 1_061_101), (&user, 1_061_061)] {
        let answer = goal.all(caller, "b.bin", &pattern(20_000)).await;
        assert_eq!(answer.error(), (400, code));
        let answer = goal.prepare(caller, "b.bin", usize::MAX >> 1).await;
        assert_eq!(answer.error(), (400, code));
    }
    // What was announced has its room, and loses it with the day.
    sandbox.set_quota(usize::MAX);
    goal.begin(&caller, "b.bin", BLOCK).await;
    sandbox.set_quota(2 * BLOCK);
    let answer = goal.prepare(&caller, "c.bin", BLOCK).await;
    assert_eq!(answer.error(), (400, 1_061_101));
    sandbox.advance(DAY);
    let caller = Caller::app(&sandbox).await;
    goal.begin(&caller, "c.bin", BLOCK).await;
    // What is deleted makes room.
    sandbox.set_quota(BLOCK + 10_000 + 2_000_000);
    let answer = goal.all(&caller, "d.bin", &pattern(2_000_000)).await;
    assert_eq!(answer.error(), (400, 1_061_101));
    send(caller.delete(&format!("/drive/v1/files/{kept}?type=file")))
        .await
        .data();
    let answer = goal.all(&caller, "d.bin", &pattern(1_990_000)).await;
    answer.data();
}

#[tokio::test]
async fn one_upload_goes_at_a_time() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let goal = Goal::folder(sandbox.folder());
    let slow = FaultKind::Latency(Duration::from_millis(300));
    sandbox.add_fault(Fault::new("drive.v1.file.upload_all", slow).times(2));
    let (first, second) = tokio::join!(
        goal.all(&caller, "a.txt", b"a"),
        goal.all(&caller, "b.txt", b"b")
    );
    let mut codes = [first.error(), second.error()];
    codes.sort_unstable();
    assert_eq!(codes, [(200, 0), (200, 1_061_045)]);
    goal.all(&caller, "b.txt", b"b").await.data();
}

#[tokio::test]
async fn what_a_file_is_called_and_how_large_it_is() {
    let (sandbox, caller) = sandbox().await;
    let raw = Document::raw("x", DocumentKind::Sheet, "text/csv", "x");
    let sheet = sandbox.add_document(raw);
    for (goal, unnamed) in [
        (Goal::folder(sandbox.folder()), 1_061_002),
        (Goal::document("sheet_file", &sheet), 1_061_008),
    ] {
        let answer = goal.all(&caller, " ", b"a").await;
        assert_eq!(answer.error(), (400, unnamed));
        let answer = goal.all(&caller, &"x".repeat(251), b"a").await;
        assert_eq!(answer.error(), (400, unnamed));
        let answer = goal.all(&caller, "a.txt", b"").await;
        assert_eq!(answer.error(), (400, 1_061_002));
        let large = pattern(20 * 1024 * 1024 + 1);
        let answer = goal.all(&caller, "a.txt", &large).await;
        assert_eq!(answer.error(), (400, 1_061_043));
        goal.all(&caller, "a.txt", &large[1..]).await.data();
    }
}
