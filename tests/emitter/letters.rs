//! Responses that are objects with a name: the call gives the type, whatever else carries it.

use feishu_core::{Endpoint, JobSpec, JobState, Paged, ResponseKind};
use serde_json::{from_value, json, to_value};

use crate::expected::calls::letter::{
    CreateLetter, GetLetter, GetSending, Letter, LetterPage, ListLetters, SendLetter,
    SendLetterJob, Sending, SendingId, StampLetter,
};
use crate::expected::calls::types::{Photo, Stamp};

/// That what a call gives is of a type, the compiler checks.
fn read<E: Endpoint>(data: serde_json::Value) -> E::Output
where
    E::Output: serde::de::DeserializeOwned,
{
    from_value(data).unwrap()
}

#[test]
fn what_is_sent_comes_back_as_the_same_type() {
    let photo = Photo::colour("p1");
    let sent = Letter::new(&photo);
    let wire = to_value(CreateLetter::new(sent.clone())).unwrap();
    assert_eq!(
        wire,
        json!({"letter": {"photo_token": "p1", "photo_type": "colour"}})
    );
    let written: Letter = read::<CreateLetter>(wire["letter"].clone());
    assert_eq!(written, sent);
    let again: Letter = read::<GetLetter>(json!({"code": 0, "msg": "", "photo_token": "p1"}));
    assert_eq!((again.photo, again.id), (None, None));
    assert_eq!(GetLetter::OPERATION.response, ResponseKind::Flat);
    let stamp: Stamp = read::<StampLetter>(json!({"price": null}));
    assert_eq!((stamp.price, stamp.photo), (0, None));
}

#[test]
fn a_page_with_a_name_goes_on_like_any_other() {
    let mut request = ListLetters::new();
    request.ask_for_full_pages();
    let response: LetterPage = read::<ListLetters>(json!({
        "letters": [{"letter_id": "l1", "copies": [{"letter_id": "l2"}]}],
        "page_token": "t",
        "has_more": true,
    }));
    let page = ListLetters::page(response);
    assert_eq!(page.next_token(), Some("t"));
    assert_eq!(page.items[0].copies[0].id.as_deref(), Some("l2"));
}

#[test]
fn a_job_reads_the_type() {
    let started: Sending = read::<SendLetter>(json!({"sending_id": "s1"}));
    let handle = SendLetterJob::handle(&SendLetter::new(), started);
    assert_eq!(handle, GetSending::new(SendingId::new("s1")));
    let state = |data| SendLetterJob::state(read::<GetSending>(data));
    let done = state(json!({"state": 0, "letter": {"letter_id": "l1"}}));
    let JobState::Done(Sending { letter, .. }) = done else {
        panic!("{done:?}");
    };
    assert_eq!(letter.unwrap().id.as_deref(), Some("l1"));
    assert!(matches!(state(json!({"state": 0})), JobState::Pending(_)));
    assert!(matches!(state(json!({"state": 2})), JobState::Failed(_)));
}
