//! Fields that are folded, of requests and of objects inside them: on the wire, they are what they were.

use feishu_core::{Endpoint, JobSpec, UnixSeconds};
use serde_json::{from_value, json, to_value};

use crate::expected::calls::album::{
    Caption, CaptionPhotos, CaptionPhotosResponse, Frame, Print, PrintPhotos,
};
use crate::expected::calls::folder::{
    FolderToken, GetMove, MoveJob, MovePaper, MovePaperResponse, Paper, PaperKind, PaperToken,
    Period, Pile, PilePapers, TaskId,
};
use crate::expected::calls::sticker::{GetStuckPhoto, Place, StickId};
use crate::expected::calls::types::{Photo, Span};

fn period() -> Period {
    Period {
        start: UnixSeconds::new(1),
        end: UnixSeconds::new(2),
    }
}

#[tokio::test]
async fn what_is_folded_goes_to_its_own_places() {
    let request = MovePaper::new(Paper::letter("p1")).period(period());
    let sent = request.request().unwrap();
    assert_eq!(
        sent.target().unwrap(),
        "/open-apis/calls/v1/papers/p1/move?type=letter"
    );
    assert_eq!(
        crate::lists::sent(request).await,
        json!({"start_time": "1", "end_time": "2"})
    );

    let request = GetMove::new(TaskId::new("t"), Paper::new_("p"));
    assert_eq!(
        request
            .period(period())
            .request()
            .unwrap()
            .target()
            .unwrap(),
        "/open-apis/calls/v1/papers/moves/t?token=p&type=new&since=1&until=2"
    );
}

#[test]
fn a_request_is_stored_with_its_parameters() {
    let request = MovePaper::new(Paper::letter("p1")).other(Paper::letter("p2"));
    let stored = to_value(&request).unwrap();
    assert_eq!(
        stored,
        json!({"paper": {"token": "p1", "kind": "letter"}, "other": {"token": "p2", "kind": "letter"}})
    );
}

#[test]
fn a_job_passes_on_a_parameter_or_a_part_of_one() {
    let response: MovePaperResponse = from_value(json!({"id": "t1"})).unwrap();
    let start = MovePaper::new(Paper::letter("p1")).period(period());
    let handle = MoveJob::handle(&start, response.clone());
    assert_eq!(handle.paper, start.paper);
    assert_eq!(handle.period, Some(period()));
    assert_eq!(handle.other_token, None);
    let start = start.other(Paper::letter("p2"));
    let handle = MoveJob::handle(&start, response);
    assert_eq!(handle.other_token, Some(PaperToken::new("p2")));
}

#[test]
fn a_whole_is_given_where_a_part_is_asked_for() {
    let folder = FolderToken::new("f1");
    let paper = Paper::new(&folder, PaperKind::Letter);
    assert_eq!(PaperToken::from(&paper), PaperToken::from(folder.clone()));
    let pile = Pile::new(&paper, &folder, "label");
    let request = PilePapers::new(&pile);
    assert_eq!(request.pile, pile);
}

fn span() -> Span {
    Span {
        start: UnixSeconds::new(1),
        end: UnixSeconds::new(2),
    }
}

#[tokio::test]
async fn what_an_object_folds_stands_in_its_own_fields() {
    let (first, second) = (Photo::grey("p1"), Photo::colour("p2"));
    let request = PrintPhotos::new([&first, &second])
        .sheets(vec![vec![Print::new(&first)]])
        .named([("cover", second)])
        .frame(span());
    assert_eq!(
        crate::lists::sent(request).await,
        json!({
            "prints": [
                {"doc_token": "p1", "doc_type": "grey"},
                {"doc_token": "p2", "doc_type": "colour"},
            ],
            "sheets": [[{"doc_token": "p1", "doc_type": "grey"}]],
            "named": {"cover": {"doc_token": "p2", "doc_type": "colour"}},
            "frame": {"frame_start": "1", "frame_end": "2"},
        })
    );
    assert_eq!(to_value(Frame::new()).unwrap(), json!({}));

    let caption = Caption::new(&first, "Summer");
    assert_eq!(
        crate::lists::sent(CaptionPhotos::new(caption.clone())).await,
        json!({"caption": {"photo_token": "p1", "photo_type": "grey", "text": "Summer"}})
    );
    assert_eq!(
        to_value(caption.span(span())).unwrap(),
        json!({"photo_token": "p1", "photo_type": "grey", "text": "Summer", "from": "1", "to": "2"})
    );
}

#[test]
fn an_object_that_folds_is_read_from_its_own_fields() {
    let response: CaptionPhotosResponse = from_value(json!({
        "captions": [
            {"photo_token": "p1", "photo_type": "grey", "from": 1, "to": "2", "surprise": {}},
            {"photo_token": "p1", "photo_type": "sepia", "from": 1, "to": null},
            {"photo_token": "p1"},
            {},
        ],
        "cover": {"token": "p2", "type": "colour", "title": null},
    }))
    .unwrap();
    let photos = response.captions.iter().map(|of| of.photo.clone());
    let sepia = Photo::new(Photo::grey("p1"), "sepia".into());
    assert_eq!(
        photos.collect::<Vec<_>>(),
        [Some(Photo::grey("p1")), Some(sepia), None, None]
    );
    let spans = response.captions.iter().map(|of| of.span);
    assert_eq!(spans.collect::<Vec<_>>(), [Some(span()), None, None, None]);
    let cover = response.cover.unwrap();
    assert_eq!(cover.photo, Some(Photo::colour("p2")));
    assert_eq!(
        to_value(&cover).unwrap(),
        json!({"token": "p2", "type": "colour", "title": ""})
    );
    let wrong = from_value::<CaptionPhotosResponse>(json!({"captions": ["p1"]}));
    assert!(wrong.unwrap_err().to_string().contains("struct Caption"));
}

#[test]
fn a_handle_is_read_as_it_was_stored() {
    let handle = GetStuckPhoto::new(StickId::new("s"), Place::new(Photo::grey("p")));
    for handle in [
        handle.clone(),
        GetStuckPhoto::new(
            handle.id,
            Place::new(Photo::grey("p")).span(span()).pages([1]),
        ),
    ] {
        let stored = to_value(&handle).unwrap();
        assert_eq!(from_value::<GetStuckPhoto>(stored).unwrap(), handle);
    }
}
