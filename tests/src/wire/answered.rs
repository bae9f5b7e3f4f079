//! What the sandbox answers to the documented requests.

use feishu_core::{Call, Client, Endpoint, RetryPolicy};
use feishu_sandbox::Sandbox;

use super::{Sent, run, takes_users_only};

/// Documented requests that the sandbox refuses, because it plays their operations: the tokens in them are of nothing that it has,
/// or their values do not go together. All others are answered, and what is listed here without being refused is wrong.
const REFUSED: &[&str] = &[
    "drive.v1.export_task.create, everything",
    "drive.v1.export_task.create, the least",
    "drive.v1.export_task.download, everything",
    "drive.v1.export_task.get, everything",
    "drive.v1.file.copy, everything",
    "drive.v1.file.copy, the least",
    "drive.v1.file.create_folder, everything",
    "drive.v1.file.create_shortcut, everything",
    "drive.v1.file.create_shortcut, the least",
    "drive.v1.file.delete, everything",
    "drive.v1.file.download, everything",
    "drive.v1.file.list, everything",
    "drive.v1.file.move, everything",
    "drive.v1.file.task_check, everything",
    "drive.v1.file.upload_all, everything",
    "drive.v1.file.upload_all, the least",
    "drive.v1.file.upload_finish, everything",
    "drive.v1.file.upload_part, everything",
    "drive.v1.file.upload_part, the least",
    "drive.v1.file.upload_prepare, everything",
    "drive.v1.file_statistics.get, everything",
    "drive.v1.file_view_record.list, everything",
    "drive.v1.file_view_record.list, the least",
    "drive.v1.folder.get, everything",
    "drive.v1.import_task.create, everything",
    "drive.v1.import_task.create, the least",
    "drive.v1.import_task.get, everything",
    "drive.v1.media.batch_get_tmp_download_url, everything",
    "drive.v1.media.batch_get_tmp_download_url, the least",
    "drive.v1.media.download, everything",
    "drive.v1.media.download, the least",
    "drive.v1.media.upload_all, everything",
    "drive.v1.media.upload_all, the least",
    "drive.v1.media.upload_finish, everything",
    "drive.v1.media.upload_part, everything",
    "drive.v1.media.upload_part, the least",
    "drive.v1.media.upload_prepare, everything",
    "drive.v1.media.upload_prepare, the least",
    "drive.v1.permission_member.create, everything",
    "drive.v1.permission_member.create, the least",
    "vc.v1.export.download, everything",
    "vc.v1.export.get, everything",
    "vc.v1.export.meeting_list, everything",
    "vc.v1.export.participant_quality_list, everything",
    "vc.v1.export.participant_quality_list, the least",
];

/// A sandbox to which documented requests are sent, and what sends them.
#[derive(Debug)]
pub(super) struct Platform {
    sandbox: Sandbox,
    client: Client,
}

impl Platform {
    fn start() -> Self {
        let sandbox = run(Sandbox::builder().without_rate_limits().start()).unwrap();
        let client = Client::builder()
            .base_url(sandbox.base_url())
            .app(sandbox.app_id(), sandbox.app_secret())
            .build()
            .unwrap();
        Self { sandbox, client }
    }

    /// Makes a call, and reads the answer. The services of the emitter's small specs are unknown to the sandbox, and nobody asks.
    pub(super) fn call<E: Endpoint>(&self, extent: &str, call: impl FnOnce(&Client) -> Call<E>) {
        let operation = E::OPERATION;
        let mut known = self.sandbox.operations();
        if !known.any(|known| known.id == operation.id) {
            return;
        }
        let mut call = call(&self.client).retry(RetryPolicy::never());
        if takes_users_only(operation) {
            call = call.as_user(self.sandbox.user_token());
        }
        let error = run(async { call.await }).err();
        let request = format!("{}, {extent}", operation.id);
        let told = format!("{request}: {error:?}");
        assert_eq!(error.is_some(), REFUSED.contains(&&*request), "{told}");
        if let Some(error) = error {
            let mut documented = operation.errors.iter();
            // The pages of downloads have statuses and no codes.
            let known = documented.any(|info| error.is(info.code));
            assert!(known || operation.errors.is_empty(), "{told}");
        }
    }
}

/// Sends the documented requests of operations to a sandbox, over a socket.
///
/// # Panics
///
/// The sandbox refuses one, or its answer cannot be read.
pub fn is_answered(operations: &[fn(&mut Sent)]) {
    let mut sent = Sent::to_sandbox(Platform::start());
    for add in operations {
        add(&mut sent);
    }
}
