//! Files that are cut off and go on from there: where the platform documents how and proves that they are the same, and nowhere
//! else. Whatever happens on the way, what is saved is one file of the platform's, byte for byte.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use feishu_core::{Endpoint, Error, ErrorKind, Result, RetryPolicy, SavedFile};

use crate::scripted::{
    Answer, Chunk, DownloadThing, GetThing, RangedDownload, Scripted, TOKEN_PATH,
};

/// The file of most tests.
const FILE: &[u8] = b"0123456789abcdefghij";

/// What tells it from others.
const TAG: &str = "\"v1\"";

/// When it was changed, and a second after that.
const CHANGED: &str = "Tue, 05 Mar 2024 08:00:00 GMT";
const LATER: &str = "Tue, 05 Mar 2024 08:00:01 GMT";

fn chunk(bytes: &'static [u8]) -> Chunk {
    Chunk::Bytes(Bytes::from_static(bytes))
}

/// A file, of which so many bytes come before the connection breaks.
fn cut(file: &'static [u8], after: usize) -> Answer {
    Answer::file(vec![chunk(&file[..after]), Chunk::Break]).header("content-length", file.len())
}

fn whole(file: &'static [u8]) -> Answer {
    Answer::file(vec![chunk(file)]).header("content-length", file.len())
}

/// A part of a file, with what else the response says about it.
fn part(content_range: &str, chunks: Vec<Chunk>) -> Answer {
    Answer::Response {
        status: 206,
        headers: vec![
            ("content-type", "application/octet-stream".to_owned()),
            ("content-range", content_range.to_owned()),
        ],
        chunks,
    }
}

fn rest(from: usize) -> Answer {
    part(&range(from), vec![chunk(&FILE[from..])]).header("etag", TAG)
}

/// What follows the first four bytes.
fn tail() -> Vec<Chunk> {
    vec![chunk(&FILE[4..])]
}

fn range(from: usize) -> String {
    format!("bytes {from}-{}/{}", FILE.len() - 1, FILE.len())
}

/// A platform that answers the n-th call of a file, and a directory to save it in.
struct Stage {
    platform: Scripted,
    directory: tempfile::TempDir,
}

impl Stage {
    fn new(script: impl FnMut(usize) -> Answer + Send + 'static) -> Self {
        Self {
            platform: Scripted::numbered(script),
            directory: tempfile::tempdir().unwrap(),
        }
    }

    fn target(&self) -> PathBuf {
        self.directory.path().join("q3.xlsx")
    }

    async fn save(&self) -> Result<SavedFile> {
        let call = self.platform.client().call(RangedDownload);
        call.save_to(self.target()).await
    }

    /// Saves the file and sees that it is this one, and the only one.
    async fn saves(&self, file: &[u8]) -> SavedFile {
        let saved = self.save().await.unwrap();
        assert_eq!(saved.size, file.len() as u64);
        assert_eq!(std::fs::read(&saved.path).unwrap(), file);
        assert_eq!(entries(self.directory.path()), 1);
        saved
    }

    async fn fails(&self) -> Error {
        let error = self.save().await.unwrap_err();
        assert_eq!(entries(self.directory.path()), 0, "{error}");
        error
    }

    /// What each call asked for.
    fn ranges(&self) -> Vec<Option<String>> {
        let calls = self.platform.calls();
        for call in &calls {
            assert_eq!(call.range.is_some(), call.if_range.is_some());
        }
        calls.into_iter().map(|call| call.range).collect()
    }
}

fn entries(directory: &Path) -> usize {
    std::fs::read_dir(directory).unwrap().count()
}

/// The ranges that calls asked for, without their unit.
fn asked(ranges: &[Option<&str>]) -> Vec<Option<String>> {
    let with_unit = |range: &&str| format!("bytes={range}");
    ranges
        .iter()
        .map(|range| range.as_ref().map(with_unit))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn a_file_that_is_cut_twice_goes_on_twice() {
    let stage = Stage::new(|number| match number {
        1 => cut(FILE, 4)
            .header("etag", TAG)
            .header("content-disposition", "attachment; filename=\"Q3.xlsx\"")
            .header("x-tt-logid", "LOG1"),
        2 => part(&range(4), vec![chunk(&FILE[4..11]), Chunk::Stall]).header("etag", TAG),
        _ => rest(11).header("x-tt-logid", "LOG3"),
    });
    let saved = stage.saves(FILE).await;
    assert_eq!(
        (saved.file_name.as_deref(), saved.log_id.as_deref()),
        (Some("Q3.xlsx"), Some("LOG3"))
    );
    assert_eq!(stage.ranges(), asked(&[None, Some("4-"), Some("11-")]));
    let calls = stage.platform.calls();
    assert!(
        calls[1..]
            .iter()
            .all(|call| call.if_range.as_deref() == Some(TAG))
    );
}

#[tokio::test(start_paused = true)]
async fn a_file_goes_on_wherever_it_is_cut() {
    for first in 1..FILE.len() {
        for second in first..FILE.len() {
            let stage = Stage::new(move |number| match number {
                1 => cut(FILE, first).header("etag", TAG),
                2 => part(
                    &range(first),
                    vec![chunk(&FILE[first..second]), Chunk::Break],
                ),
                _ => rest(second),
            });
            stage.saves(FILE).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_long_file_in_many_pieces_goes_on() {
    let file: Bytes = (0..3_000_000_u32).map(|n| (n % 251) as u8).collect();
    let sent = file.clone();
    let pieces = |bytes: Bytes| -> Vec<Chunk> {
        let cut = |at: usize| bytes.slice(at..(at + 65_537).min(bytes.len()));
        (0..bytes.len())
            .step_by(65_537)
            .map(|at| Chunk::Bytes(cut(at)))
            .collect()
    };
    let stage = Stage::new(move |number| {
        let (from, end) = [
            (0, 1_234_567),
            (1_234_567, 2_000_001),
            (2_000_001, 3_000_000),
        ][number - 1];
        let mut chunks = pieces(sent.slice(from..end));
        if number < 3 {
            chunks.push(Chunk::Break);
        }
        let answer = match number {
            1 => Answer::file(chunks).header("content-length", sent.len()),
            _ => part(&format!("bytes {from}-2999999/3000000"), chunks),
        };
        answer.header("etag", TAG)
    });
    stage.saves(&file).await;
}

#[tokio::test(start_paused = true)]
async fn a_date_is_a_proof_where_there_is_no_tag() {
    let dated = |answer: Answer| {
        answer
            .header("last-modified", CHANGED)
            .header("date", LATER)
    };
    let stage = Stage::new(move |number| match number {
        1 => dated(cut(FILE, 4)),
        _ => dated(part(&range(4), tail())),
    });
    stage.saves(FILE).await;
    assert_eq!(stage.ranges(), asked(&[None, Some("4-")]));
    let calls = stage.platform.calls();
    assert_eq!(calls[1].if_range.as_deref(), Some(CHANGED));
}

#[tokio::test(start_paused = true)]
async fn a_file_of_unknown_length_goes_on_and_is_held_against_the_length_that_its_rest_states() {
    let begins = || Answer::file(vec![chunk(&FILE[..4]), Chunk::Break]).header("etag", TAG);
    let stage = Stage::new(move |number| match number {
        1 => begins(),
        _ => rest(4),
    });
    stage.saves(FILE).await;
    let stage = Stage::new(move |number| match number {
        1 => begins(),
        2 => part(&range(4), vec![chunk(&FILE[4..9])]).header("etag", TAG),
        _ => rest(9),
    });
    stage.saves(FILE).await;
    assert_eq!(stage.ranges(), asked(&[None, Some("4-"), Some("9-")]));
}

#[tokio::test(start_paused = true)]
async fn without_a_proof_a_file_begins_anew() {
    type Labels = &'static [(&'static str, &'static str)];
    let no_proofs: [Labels; 6] = [
        &[],
        &[("etag", "W/\"v1\"")],
        &[
            ("etag", "W/\"v1\""),
            ("last-modified", CHANGED),
            ("date", LATER),
        ],
        &[("etag", "v1")],
        // It may have changed again within the second.
        &[("last-modified", CHANGED), ("date", CHANGED)],
        &[("etag", TAG), ("accept-ranges", "none")],
    ];
    for labels in no_proofs {
        let stage = Stage::new(move |number| {
            let answer = match number {
                1 => cut(FILE, 4),
                _ => whole(FILE),
            };
            labels
                .iter()
                .fold(answer, |answer, (name, value)| answer.header(name, value))
        });
        stage.saves(FILE).await;
        assert_eq!(stage.ranges(), [None, None], "{labels:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_cut_before_the_first_byte_asks_for_the_whole_file() {
    let stage = Stage::new(|number| match number {
        1 => cut(FILE, 0)
            .header("etag", TAG)
            .header("content-disposition", "attachment; filename=\"Q3.xlsx\""),
        _ => whole(FILE),
    });
    stage.saves(FILE).await;
    assert_eq!(stage.ranges(), [None, None]);
}

#[tokio::test(start_paused = true)]
async fn a_break_after_the_last_byte_asks_for_the_whole_file() {
    let stage = Stage::new(|number| match number {
        1 => cut(FILE, FILE.len()).header("etag", TAG),
        _ => whole(FILE),
    });
    stage.saves(FILE).await;
    assert_eq!(stage.ranges(), [None, None]);
}

#[tokio::test(start_paused = true)]
async fn a_file_that_has_become_another_begins_anew() {
    // Longer than what was there, and shorter than it.
    for other in [b"THE OTHER FILE, WHICH IS LONGER".as_slice(), b"NO"] {
        let stage = Stage::new(move |number| match number {
            1 => cut(FILE, 15)
                .header("etag", TAG)
                .header("content-disposition", "attachment; filename=\"old.xlsx\""),
            _ => whole(other)
                .header("etag", "\"v2\"")
                .header("content-disposition", "attachment; filename=\"new.xlsx\""),
        });
        let saved = stage.saves(other).await;
        assert_eq!(saved.file_name.as_deref(), Some("new.xlsx"));
        assert_eq!(stage.ranges(), asked(&[None, Some("15-")]));
    }
}

#[tokio::test(start_paused = true)]
async fn the_other_file_goes_on_by_its_own_proof() {
    const OTHER: &[u8] = b"THE OTHER FILE, WHICH IS LONGER";
    let stage = Stage::new(move |number| match number {
        1 => cut(FILE, 15).header("etag", TAG),
        2 => cut(OTHER, 6).header("etag", "\"v2\""),
        _ => part("bytes 6-30/31", vec![chunk(&OTHER[6..])]).header("etag", "\"v2\""),
    });
    stage.saves(OTHER).await;
    let calls = stage.platform.calls();
    assert_eq!(stage.ranges(), asked(&[None, Some("15-"), Some("6-")]));
    assert_eq!(calls[2].if_range.as_deref(), Some("\"v2\""));
}

#[tokio::test(start_paused = true)]
async fn a_file_whose_name_changes_is_saved_under_the_new_one() {
    let named = |answer: Answer, name: &str| {
        answer.header(
            "content-disposition",
            format!("attachment; filename=\"{name}\""),
        )
    };
    let stage = Stage::new(move |number| match number {
        1 => named(cut(FILE, 4), "old.xlsx"),
        _ => named(whole(FILE), "new.xlsx"),
    });
    let call = stage.platform.client().call(RangedDownload);
    let saved = call.save_in(stage.directory.path()).await.unwrap();
    assert_eq!(saved.path, stage.directory.path().join("new.xlsx"));
    assert_eq!(std::fs::read(saved.path).unwrap(), FILE);
    assert_eq!(entries(stage.directory.path()), 1);
}

#[tokio::test(start_paused = true)]
async fn what_is_not_the_rest_begins_anew_without_a_range() {
    type Wrong = (fn() -> Answer, &'static str);
    let wrong: [Wrong; 11] = [
        (|| Answer::refused(416, 1, "no such range"), "no rest"),
        (|| rest(5), "another part"),
        (|| rest(3), "another part"),
        (|| rest(0), "another part"),
        (|| part("bytes 4-19/*", tail()), "another part"),
        (|| part("nonsense", tail()), "another part"),
        (
            || Answer::Response {
                status: 206,
                headers: vec![(
                    "content-type",
                    "multipart/byteranges; boundary=x".to_owned(),
                )],
                chunks: vec![chunk(b"--x\r\n")],
            },
            "another part",
        ),
        (|| part("bytes 4-20/21", tail()), "another length"),
        (
            || part(&range(4), tail()).header("etag", "\"v2\""),
            "another version",
        ),
        (
            || part(&range(4), tail()).header("etag", "W/\"v1\""),
            "another version",
        ),
        (
            || part(&range(4), tail()).header("content-length", 15),
            "not as long",
        ),
    ];
    for (answer, why) in wrong {
        let stage = Stage::new(move |number| match number {
            1 => cut(FILE, 4).header("etag", TAG),
            2 => answer(),
            _ => whole(FILE).header("etag", TAG),
        });
        stage.saves(FILE).await;
        assert_eq!(stage.ranges(), asked(&[None, Some("4-"), None]), "{why}");

        // When no attempt is left, it is told.
        let stage = Stage::new(move |number| match number {
            1 => cut(FILE, 4).header("etag", TAG),
            _ => answer(),
        });
        let twice = RetryPolicy::default().max_attempts(2);
        let call = stage.platform.client().call(RangedDownload).retry(twice);
        let error = call.save_to(stage.target()).await.unwrap_err();
        assert!(
            error.kind() == ErrorKind::Truncated && error.to_string().contains(why),
            "{error}"
        );
        assert_eq!(error.attempts(), 2);
        assert_eq!(entries(stage.directory.path()), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn the_rest_of_a_dated_file_has_its_date_and_no_tag() {
    let others: [(&str, &str); 2] = [("last-modified", LATER), ("etag", TAG)];
    for (name, value) in others {
        let stage = Stage::new(move |number| match number {
            1 => cut(FILE, 4)
                .header("last-modified", CHANGED)
                .header("date", LATER),
            2 => part(&range(4), tail()).header(name, value),
            _ => whole(FILE),
        });
        stage.saves(FILE).await;
        assert_eq!(stage.ranges(), asked(&[None, Some("4-"), None]));
    }
}

#[tokio::test(start_paused = true)]
async fn a_platform_that_answers_ranges_wrongly_is_asked_for_none_again() {
    let stage = Stage::new(|number| match number {
        1 | 3 => cut(FILE, 4).header("etag", TAG),
        2 => Answer::refused(416, 1, "no such range"),
        _ => whole(FILE),
    });
    stage.saves(FILE).await;
    assert_eq!(stage.ranges(), asked(&[None, Some("4-"), None, None]));
}

#[tokio::test(start_paused = true)]
async fn more_than_was_stated_is_nothing_to_go_on_from() {
    let stage = Stage::new(|number| match number {
        1 => Answer::file(vec![chunk(b"0123"), chunk(b"45")])
            .header("content-length", 5)
            .header("etag", TAG),
        _ => whole(FILE),
    });
    stage.saves(FILE).await;
    assert_eq!(stage.ranges(), [None, None]);
    // The same of a part that ends before the file does.
    let stage = Stage::new(|number| match number {
        1 => cut(FILE, 4).header("etag", TAG),
        2 => part("bytes 4-7/20", vec![chunk(b"4567"), chunk(b"XX")]),
        _ => whole(FILE),
    });
    stage.saves(FILE).await;
    assert_eq!(stage.ranges(), asked(&[None, Some("4-"), None]));
}

#[tokio::test(start_paused = true)]
async fn a_part_that_was_not_asked_for_is_an_error() {
    let stage = Stage::new(|_| part("bytes 0-19/20", vec![chunk(FILE)]).header("etag", TAG));
    let error = stage.fails().await;
    assert!(error.kind() == ErrorKind::UnexpectedResponse, "{error}");
    assert_eq!(stage.platform.calls().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_operation_without_ranges_never_asks_for_one() {
    let stage = Stage::new(|number| match number {
        1 | 2 => cut(FILE, 9).header("etag", TAG),
        _ => whole(FILE).header("etag", TAG),
    });
    let call = stage.platform.client().call(DownloadThing);
    call.save_to(stage.target()).await.unwrap();
    assert_eq!(std::fs::read(stage.target()).unwrap(), FILE);
    assert_eq!(stage.ranges(), [None, None, None]);
    assert_eq!(entries(stage.directory.path()), 1);
    // Nor does it take a part.
    let stage = Stage::new(|number| match number {
        1 => cut(FILE, 4).header("etag", TAG),
        _ => rest(4),
    });
    let call = stage.platform.client().call(DownloadThing);
    let error = call.save_to(stage.target()).await.unwrap_err();
    assert!(error.kind() == ErrorKind::UnexpectedResponse, "{error}");
    assert_eq!(entries(stage.directory.path()), 0);
}

#[tokio::test(start_paused = true)]
async fn what_goes_wrong_between_two_parts_changes_nothing() {
    type Trouble = fn() -> Answer;
    let troubles: [Trouble; 4] = [
        || Answer::refused(503, 1, "busy"),
        || Answer::refused(429, 2, "too often"),
        || Answer::response(502, "text/html", "<html>bad gateway</html>"),
        || Answer::Never,
    ];
    for trouble in troubles {
        let stage = Stage::new(move |number| match number {
            1 => cut(FILE, 4).header("etag", TAG),
            2 => trouble(),
            _ => rest(4),
        });
        stage.saves(FILE).await;
        assert_eq!(stage.ranges(), asked(&[None, Some("4-"), Some("4-")]));
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_of_the_rest_is_a_refusal() {
    let stage = Stage::new(|number| match number {
        1 => cut(FILE, 4).header("etag", TAG),
        _ => Answer::refused(403, 1061004, "forbidden"),
    });
    let error = stage.fails().await;
    assert_eq!(error.code().map(|code| code.0), Some(1061004));
    assert_eq!(error.attempts(), 2);
}

#[tokio::test(start_paused = true)]
async fn progress_goes_on_where_the_file_does() {
    let stage = Stage::new(|number| match number {
        1 => cut(FILE, 4).header("etag", TAG),
        2 => part(&range(4), vec![chunk(&FILE[4..11]), Chunk::Break]),
        3 => cut(FILE, 2).header("etag", "\"v2\""),
        _ => part("bytes 2-19/20", vec![chunk(&FILE[2..])]),
    });
    let told = Arc::new(Mutex::new(Vec::new()));
    let telling = Arc::clone(&told);
    let call = stage.platform.client().call(RangedDownload);
    call.on_progress(move |p| telling.lock().unwrap().push((p.done, p.total)))
        .save_to(stage.target())
        .await
        .unwrap();
    let all = Some(20);
    assert_eq!(
        *told.lock().unwrap(),
        [(4, all), (11, all), (2, all), (20, all)]
    );
}

#[tokio::test(start_paused = true)]
async fn each_part_is_an_attempt() {
    let stage = Stage::new(|number| match number {
        1 => cut(FILE, 1).header("etag", TAG),
        _ => part(
            &range(number - 1),
            vec![chunk(&FILE[number - 1..number]), Chunk::Break],
        ),
    });
    let error = stage.fails().await;
    assert!(
        error.kind() == ErrorKind::Truncated && error.to_string().contains("4 of 20 bytes came"),
        "{error}"
    );
    assert_eq!((error.attempts(), stage.platform.calls().len()), (4, 4));
}

#[tokio::test(start_paused = true)]
async fn there_is_one_draft_between_the_attempts_and_none_after_them() {
    let names = |directory: &Path| -> Vec<_> {
        let entries = std::fs::read_dir(directory).unwrap();
        entries.map(|entry| entry.unwrap().file_name()).collect()
    };
    let directory = tempfile::tempdir().unwrap();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (seeing, place) = (Arc::clone(&seen), directory.path().to_owned());
    let mut number = 0;
    let platform = Scripted::new(move |request| {
        if request.target == TOKEN_PATH {
            return Answer::token("t-good", 7200);
        }
        seeing.lock().unwrap().push(names(&place));
        number += 1;
        match number {
            1 => cut(FILE, 4).header("etag", TAG),
            2 => Answer::refused(416, 1, "no such range"),
            3 => cut(FILE, 6).header("etag", TAG),
            _ => Answer::Never,
        }
    });
    let client = platform.client();
    let save = client
        .call(RangedDownload)
        .save_to(directory.path().join("q3.xlsx"));
    let ended = tokio::time::timeout(Duration::from_secs(20), save).await;
    assert!(ended.is_err(), "it has ended before it could be dropped");
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 4);
    assert!(seen[0].is_empty());
    assert!(
        seen[1].len() == 1 && seen[1] == seen[2] && seen[2] == seen[3],
        "{seen:?}"
    );
    assert_eq!(entries(directory.path()), 0);
}

#[tokio::test(start_paused = true)]
async fn an_old_file_stays_until_the_new_one_is_whole() {
    let stage = Stage::new(|number| match number {
        1 => cut(FILE, 4).header("etag", TAG),
        _ => part(&range(4), vec![Chunk::Break]),
    });
    std::fs::write(stage.target(), "old").unwrap();
    stage.save().await.unwrap_err();
    assert_eq!(std::fs::read(stage.target()).unwrap(), b"old");
    assert_eq!(entries(stage.directory.path()), 1);
}

#[tokio::test(start_paused = true)]
async fn a_compressed_part_is_no_part() {
    let stage = Stage::new(|number| match number {
        1 => cut(FILE, 4).header("etag", TAG),
        _ => rest(4).header("content-encoding", "gzip"),
    });
    let error = stage.fails().await;
    assert!(error.to_string().contains("\"gzip\""), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_download_that_is_read_by_hand_asks_for_no_part() {
    let stage = Stage::new(|_| cut(FILE, 4).header("etag", TAG));
    let client = stage.platform.client();
    let download = client.call(RangedDownload).await.unwrap();
    let error = download.save_to(stage.target()).await.unwrap_err();
    assert!(error.kind() == ErrorKind::Truncated, "{error}");
    assert_eq!(entries(stage.directory.path()), 0);
    assert_eq!(stage.ranges(), [None]);
    assert!(!GetThing::OPERATION.ranges && RangedDownload::OPERATION.ranges);
}
