//! Fields that are folded into one parameter: on the wire, they are what they were.

use feishu_core::{Endpoint, JobSpec, UnixSeconds};
use serde_json::{from_value, json, to_value};

use crate::expected::calls::folder::{
    FolderToken, GetMove, MoveJob, MovePaper, MovePaperResponse, Paper, PaperKind, PaperToken,
    Period, Pile, PilePapers, TaskId,
};

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
