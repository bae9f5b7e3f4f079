//! What a request is called: a verb and what it is done with, if the operation says both.
//!
//! Operations are called after resources by the platform, and not always by a verb: `create_folder` of `file`, `auth` of
//! `permission_member`. Only those names are made that read as English; for all others the linter asks.

use crate::text::names::{plural, type_name};

/// Verbs that are done with one of a thing.
const VERBS: [&str; 16] = [
    "copy", "create", "delete", "download", "end", "fetch", "get", "move", "patch", "publish",
    "remove", "set", "start", "stop", "update", "upload",
];

/// Verbs that are done with many of a thing.
const LISTING: [&str; 2] = ["list", "search"];

/// What is short for other words.
const SHORT: [(&str, &str); 2] = [("del", "delete"), ("mget", "batch_get")];

/// What the name of a request is made of; none if it would not read as English. `many` is what the resource has many of.
pub(crate) fn made(operation: &str, resource: &str, many: &str) -> Option<String> {
    // What the platform itself does is done with no resource.
    if resource.is_empty() {
        return Some(operation.to_owned());
    }
    let mut short = SHORT.iter();
    let verb = short
        .find(|(short, _)| *short == operation)
        .map_or(operation, |(_, long)| long);
    if LISTING.contains(&verb) {
        return Some(format!("{verb}_{many}"));
    }
    if let Some(each) = verb.strip_prefix("batch_") {
        let reads = each == "query" || LISTING.contains(&each) || VERBS.contains(&each);
        return reads.then(|| format!("{verb}_{many}"));
    }
    // A resource whose plural is given is odd in the singular too.
    (VERBS.contains(&verb) && many == plural(resource)).then(|| format!("{verb}_{resource}"))
}

/// What the name is made of as long as there is no better one: the words as the platform has them.
pub(crate) fn literal(operation: &str, resource: &str) -> String {
    format!("{operation}_{resource}")
}

/// Whether a name that the spec gives is one that is not to be made: the platform's words, with a noun behind several of
/// them, or one of a thing behind a verb that is done with many.
pub(crate) fn is_literal(operation: &str, resource: &str, many: &str, given: &str) -> bool {
    let literal = type_name(&literal(operation, resource));
    let better = made(operation, resource, many).map(|words| type_name(&words));
    let is_compound = operation.contains('_');
    given == literal && better.map_or(is_compound, |better| better != literal)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Operations of the platform and the requests that are made for them; `-` where the linter asks for a name.
    const NAMES: &str = "\
drive.v1.export_task.create CreateExportTask
drive.v1.export_task.download DownloadExportTask
drive.v1.export_task.get GetExportTask
drive.v1.file.copy CopyFile
drive.v1.file.create_folder -
drive.v1.file.create_shortcut -
drive.v1.file.delete DeleteFile
drive.v1.file.delete_subscribe -
drive.v1.file.download DownloadFile
drive.v1.file.get_subscribe -
drive.v1.file.list ListFiles
drive.v1.file.move MoveFile
drive.v1.file.subscribe -
drive.v1.file.task_check -
drive.v1.file.upload_all -
drive.v1.file.upload_finish -
drive.v1.file.upload_part -
drive.v1.file.upload_prepare -
drive.v1.file_comment.batch_query BatchQueryFileComments
drive.v1.file_comment.create CreateFileComment
drive.v1.file_comment.get GetFileComment
drive.v1.file_comment.list ListFileComments
drive.v1.file_comment.patch PatchFileComment
drive.v1.file_comment_reply.create CreateFileCommentReply
drive.v1.file_comment_reply.delete DeleteFileCommentReply
drive.v1.file_comment_reply.list ListFileCommentReplies
drive.v1.file_comment_reply.update UpdateFileCommentReply
drive.v1.file_statistics.get GetFileStatistics
drive.v1.file_subscription.create CreateFileSubscription
drive.v1.file_subscription.get GetFileSubscription
drive.v1.file_subscription.patch PatchFileSubscription
drive.v1.file_version.create CreateFileVersion
drive.v1.file_version.delete DeleteFileVersion
drive.v1.file_version.get GetFileVersion
drive.v1.file_version.list ListFileVersions
drive.v1.file_view_record.list ListFileViewRecords
drive.v1.import_task.create CreateImportTask
drive.v1.import_task.get GetImportTask
drive.v1.media.batch_get_tmp_download_url -
drive.v1.media.download DownloadMedia
drive.v1.media.upload_all -
drive.v1.media.upload_finish -
drive.v1.media.upload_part -
drive.v1.media.upload_prepare -
drive.v1.meta.batch_query BatchQueryMetas
drive.v1.permission_member.auth -
drive.v1.permission_member.batch_create BatchCreatePermissionMembers
drive.v1.permission_member.create CreatePermissionMember
drive.v1.permission_member.delete DeletePermissionMember
drive.v1.permission_member.list ListPermissionMembers
drive.v1.permission_member.transfer_owner -
drive.v1.permission_member.update UpdatePermissionMember
drive.v1.permission_public.get GetPermissionPublic
drive.v1.permission_public.patch PatchPermissionPublic
drive.v1.permission_public_password.create CreatePermissionPublicPassword
drive.v1.permission_public_password.delete DeletePermissionPublicPassword
drive.v1.permission_public_password.update UpdatePermissionPublicPassword
drive.v1.user.remove_subscription -
drive.v1.user.subscription -
drive.v1.user.subscription_status -
drive.v2.comment_reaction.update_reaction -
drive.v2.file_like.list ListFileLikes
drive.v2.permission_public.get GetPermissionPublic
drive.v2.permission_public.patch PatchPermissionPublic
vc.v1.alert.list ListAlerts
vc.v1.export.download DownloadExport
vc.v1.export.get GetExport
vc.v1.export.meeting_list -
vc.v1.export.participant_list -
vc.v1.export.participant_quality_list -
vc.v1.export.resource_reservation_list -
vc.v1.meeting.end EndMeeting
vc.v1.meeting.get GetMeeting
vc.v1.meeting.invite -
vc.v1.meeting.kickout -
vc.v1.meeting.list_by_no -
vc.v1.meeting.search SearchMeetings
vc.v1.meeting.set_host -
vc.v1.meeting_list.get GetMeetingList
vc.v1.meeting_recording.get GetMeetingRecording
vc.v1.meeting_recording.set_permission -
vc.v1.meeting_recording.start StartMeetingRecording
vc.v1.meeting_recording.stop StopMeetingRecording
vc.v1.note.get GetNote
vc.v1.participant_list.get GetParticipantList
vc.v1.participant_quality_list.get GetParticipantQualityList
vc.v1.report.get_daily -
vc.v1.report.get_top_user -
vc.v1.reserve.apply -
vc.v1.reserve.delete DeleteReserve
vc.v1.reserve.get GetReserve
vc.v1.reserve.get_active_meeting -
vc.v1.reserve.update UpdateReserve
vc.v1.reserve_config.patch PatchReserveConfig
vc.v1.reserve_config.reserve_scope -
vc.v1.reserve_config_admin.get GetReserveConfigAdmin
vc.v1.reserve_config_admin.patch PatchReserveConfigAdmin
vc.v1.reserve_config_disable_inform.get GetReserveConfigDisableInform
vc.v1.reserve_config_disable_inform.patch PatchReserveConfigDisableInform
vc.v1.reserve_config_form.get GetReserveConfigForm
vc.v1.reserve_config_form.patch PatchReserveConfigForm
vc.v1.resource_reservation_list.get GetResourceReservationList
vc.v1.room.create CreateRoom
vc.v1.room.delete DeleteRoom
vc.v1.room.get GetRoom
vc.v1.room.list ListRooms
vc.v1.room.mget BatchGetRooms
vc.v1.room.patch PatchRoom
vc.v1.room.search SearchRooms
vc.v1.room_config.query -
vc.v1.room_config.set SetRoomConfig
vc.v1.room_config.set_checkboard_access_code -
vc.v1.room_config.set_room_access_code -
vc.v1.room_level.create CreateRoomLevel
vc.v1.room_level.del DeleteRoomLevel
vc.v1.room_level.get GetRoomLevel
vc.v1.room_level.list ListRoomLevels
vc.v1.room_level.mget BatchGetRoomLevels
vc.v1.room_level.patch PatchRoomLevel
vc.v1.room_level.search SearchRoomLevels
vc.v1.scope_config.create CreateScopeConfig
vc.v1.scope_config.get GetScopeConfig
";

    #[test]
    fn a_name_is_made_only_if_it_reads_as_english() {
        for line in NAMES.lines() {
            let (id, expected) = line.split_once(' ').unwrap();
            let [resource, operation] =
                <[&str; 2]>::try_from(&id.split('.').collect::<Vec<_>>()[2..]).unwrap();
            let made = made(operation, resource, &plural(resource));
            let name = made.map_or_else(|| "-".to_owned(), |words| type_name(&words));
            assert_eq!(name, expected, "{id}");
        }
    }

    #[test]
    fn a_resource_with_an_odd_name_has_only_lists() {
        let made = |operation| made(operation, "permission_public", "public_permissions");
        assert_eq!(made("list").as_deref(), Some("list_public_permissions"));
        assert_eq!(made("get"), None);
    }

    #[test]
    fn the_words_of_the_platform_are_no_name_where_others_read_better() {
        for (operation, resource, given, refused) in [
            ("create_folder", "file", "CreateFolderFile", true),
            ("create_folder", "file", "CreateFolder", false),
            ("list", "file", "ListFile", true),
            ("list", "file", "ListFiles", false),
            ("get", "file", "GetFile", false),
            ("pin", "file", "PinFile", false),
        ] {
            let is_refused = is_literal(operation, resource, &plural(resource), given);
            assert_eq!(is_refused, refused, "{given}");
        }
    }
}
