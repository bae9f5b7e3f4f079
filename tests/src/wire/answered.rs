//! What the sandbox answers to the documented requests.

use feishu_core::{Call, Client, Endpoint, RetryPolicy};
use feishu_sandbox::Sandbox;

use super::{Sent, run, takes_users_only};

/// Documented requests that break a documented rule themselves, and are refused. All others are answered, and what is listed here
/// without being refused is wrong.
pub const REFUSED: &[&str] = &[
    // `csv` needs the sheet that is to be exported, which may be left out for other formats.
    "drive.v1.export_task.create, the least",
    // Media need the document that they go into, which may be left out for what is to be imported.
    "drive.v1.media.upload_all, the least",
    "drive.v1.media.upload_prepare, the least",
    // Of meetings, one filter is allowed; of participants, a user or a room, and of minutes one of the two is needed. The examples have
    // all that there are, or none.
    "vc.v1.export.meeting_list, everything",
    "vc.v1.export.participant_list, everything",
    "vc.v1.export.participant_quality_list, everything",
    "vc.v1.export.participant_quality_list, the least",
    "vc.v1.meeting_list.get, everything",
    "vc.v1.participant_list.get, everything",
    "vc.v1.participant_quality_list.get, everything",
    "vc.v1.participant_quality_list.get, the least",
    // `old_host_user` has to be the host of the moment, and is the one who is to become it.
    "vc.v1.meeting.set_host, everything",
    // A recording can be had when its meeting has ended, and stopped when it runs; the example names a meeting that others invite to,
    // record and end.
    "vc.v1.meeting_recording.get, everything",
    "vc.v1.meeting_recording.set_permission, everything",
    "vc.v1.meeting_recording.set_permission, the least",
    "vc.v1.meeting_recording.stop, everything",
    // They ask for figures of more than 90 days ago.
    "vc.v1.report.get_daily, everything",
    "vc.v1.report.get_daily, the least",
    "vc.v1.report.get_top_user, everything",
    "vc.v1.report.get_top_user, the least",
    // They reserve until a time that has passed.
    "vc.v1.reserve.apply, everything",
    "vc.v1.reserve.apply, the least",
    "vc.v1.reserve.update, everything",
];

/// A sandbox to which a documented request is sent, and what sends it.
#[derive(Debug)]
struct Platform {
    sandbox: Sandbox,
    client: Client,
}

impl Platform {
    fn start() -> Self {
        let sandbox = run(Sandbox::builder().without_rate_limits().start()).unwrap();
        let client = sandbox.client_builder().build().unwrap();
        Self { sandbox, client }
    }
}

/// Makes a call, and reads the answer. Each has a sandbox of its own: what one deletes, another names. The services of the
/// emitter's small specs are unknown to the sandbox, and nobody asks.
pub(super) fn call<E: Endpoint>(extent: &str, call: impl FnOnce(&Client) -> Call<E>) {
    let operation = E::OPERATION;
    let platform = Platform::start();
    let mut known = platform.sandbox.operations();
    if !known.any(|known| known.id == operation.id) {
        return;
    }
    let mut call = call(&platform.client).retry(RetryPolicy::never());
    if takes_users_only(operation) {
        call = call.as_user(platform.sandbox.user_token());
    }
    let error = run(async { call.await }).err();
    let request = format!("{}, {extent}", operation.id);
    let told = format!("{request}: {error:?}");
    assert_eq!(error.is_some(), REFUSED.contains(&&*request), "{told}");
    if let Some(error) = error {
        let mut documented = operation.errors.iter();
        assert!(documented.any(|info| error.is(info.code)), "{told}");
    }
}

/// Sends the documented requests of operations to sandboxes, over sockets.
///
/// # Panics
///
/// The sandbox refuses one, or its answer cannot be read.
pub fn is_answered(operations: &[fn(&mut Sent)]) {
    let mut sent = Sent::to_sandbox();
    for add in operations {
        add(&mut sent);
    }
}
