//! The error codes that the sandbox answers with, by what they mean.
//!
//! Their statuses and messages are in the tables that the spec generates; a number alone would say nothing here.

/// The codes of the gateway, which checks a call before any service sees it.
pub(crate) mod gateway {
    /// The request is not what the operation takes.
    pub(crate) const BAD_REQUEST: i64 = 9499;
    /// Too many calls.
    pub(crate) const RATE_LIMITED: i64 = 99_991_400;
    /// No `Authorization` header, or one that does not begin with `Bearer `.
    pub(crate) const TOKEN_MISSING: i64 = 99_991_661;
    /// A tenant token that is unknown, has expired, or is not taken by the operation.
    pub(crate) const TENANT_TOKEN_REFUSED: i64 = 99_991_663;
    /// A user token that is unknown, or is not taken by the operation.
    pub(crate) const USER_TOKEN_REFUSED: i64 = 99_991_668;
    /// A token that looks like none.
    pub(crate) const TOKEN_MALFORMED: i64 = 99_991_671;
    /// The app lacks a scope.
    pub(crate) const SCOPE_MISSING: i64 = 99_991_672;
    /// A user token that has expired.
    pub(crate) const USER_TOKEN_EXPIRED: i64 = 99_991_677;
    /// A field is missing or has the wrong type.
    pub(crate) const FIELD_VALIDATION: i64 = 99_992_402;
}

/// The codes of the token operations.
pub(crate) mod auth {
    /// The id is not that of an app at all.
    pub(crate) const BAD_APP_ID: i64 = 10_003;
    /// The id is well-formed, but no app of this host has it.
    pub(crate) const UNKNOWN_APP: i64 = 10_014;
    /// The secret is not that of the app.
    pub(crate) const WRONG_SECRET: i64 = 10_015;
}

/// The codes of drive.
pub(crate) mod drive {
    /// A parameter of a download is wrong.
    pub(crate) const BAD_DOWNLOAD: i64 = 1_060_001;
    /// A parameter of an upload or a list is wrong.
    pub(crate) const BAD_PARAMETER: i64 = 1_061_002;
    /// The folder or file does not exist.
    pub(crate) const NOT_FOUND: i64 = 1_061_003;
    /// The caller may not do this with the file.
    pub(crate) const FORBIDDEN: i64 = 1_061_004;
    /// The file has been deleted.
    pub(crate) const FILE_DELETED: i64 = 1_061_007;
    /// The name is empty or too long.
    pub(crate) const BAD_FILE_NAME: i64 = 1_061_008;
    /// The file is too large for this operation.
    pub(crate) const FILE_TOO_LARGE: i64 = 1_061_043;
    /// What to upload into does not exist.
    pub(crate) const PARENT_NOT_FOUND: i64 = 1_061_044;
    /// Another call of the kind is under way, or they come too fast.
    pub(crate) const BUSY: i64 = 1_061_045;
    /// The checksum is not that of the content.
    pub(crate) const CHECKSUM_DIFFERS: i64 = 1_062_008;
    /// `size` is not that of the content.
    pub(crate) const SIZE_DIFFERS: i64 = 1_062_009;
    /// A page is asked for that is larger than allowed.
    pub(crate) const PAGE_TOO_LARGE: i64 = 1_064_001;
    /// The caller may not read the document, or did not start the job.
    pub(crate) const NO_PERMISSION: i64 = 1_069_902;
    /// A parameter of a job is wrong.
    pub(crate) const BAD_JOB_PARAMETER: i64 = 1_069_904;
    /// The document has been deleted.
    pub(crate) const DOCUMENT_DELETED: i64 = 1_069_906;
    /// The uploaded file does not exist.
    pub(crate) const FILE_NOT_FOUND: i64 = 1_069_907;
    /// The folder to import into does not exist.
    pub(crate) const MOUNT_POINT_NOT_FOUND: i64 = 1_069_908;
    /// The extension of the job is not that of the uploaded file.
    pub(crate) const EXTENSION_DIFFERS: i64 = 1_069_910;
    /// The document type of the job is not that of the upload.
    pub(crate) const TYPE_DIFFERS: i64 = 1_069_911;
    /// The uploaded file is no longer there.
    pub(crate) const UPLOAD_EXPIRED: i64 = 1_069_913;
    /// The token is none.
    pub(crate) const INVALID_TOKEN: i64 = 1_069_914;
    /// The document cannot be exported in this format.
    pub(crate) const FORMAT_DIFFERS: i64 = 1_069_918;
    /// Too many jobs are started.
    pub(crate) const TOO_MANY_JOBS: i64 = 1_069_923;
}

/// The codes of video conferencing.
pub(crate) mod vc {
    /// The sandbox itself failed.
    pub(crate) const INTERNAL: i64 = 121_001;
    /// A parameter is wrong.
    pub(crate) const BAD_PARAMETER: i64 = 121_003;
    /// No such job or file.
    pub(crate) const NOT_FOUND: i64 = 121_004;
    /// The caller did not start the job.
    pub(crate) const NO_PERMISSION: i64 = 121_005;
}

#[cfg(test)]
mod tests {
    use feishu_core::ErrorCode;

    use super::*;
    use crate::generated;

    #[test]
    fn every_code_is_documented() {
        let codes = [
            gateway::BAD_REQUEST,
            gateway::RATE_LIMITED,
            gateway::TOKEN_MISSING,
            gateway::TENANT_TOKEN_REFUSED,
            gateway::USER_TOKEN_REFUSED,
            gateway::TOKEN_MALFORMED,
            gateway::SCOPE_MISSING,
            gateway::USER_TOKEN_EXPIRED,
            gateway::FIELD_VALIDATION,
            auth::BAD_APP_ID,
            auth::UNKNOWN_APP,
            auth::WRONG_SECRET,
            drive::BAD_DOWNLOAD,
            drive::BAD_PARAMETER,
            drive::NOT_FOUND,
            drive::FORBIDDEN,
            drive::FILE_DELETED,
            drive::BAD_FILE_NAME,
            drive::FILE_TOO_LARGE,
            drive::PARENT_NOT_FOUND,
            drive::BUSY,
            drive::CHECKSUM_DIFFERS,
            drive::SIZE_DIFFERS,
            drive::PAGE_TOO_LARGE,
            drive::NO_PERMISSION,
            drive::BAD_JOB_PARAMETER,
            drive::DOCUMENT_DELETED,
            drive::FILE_NOT_FOUND,
            drive::MOUNT_POINT_NOT_FOUND,
            drive::EXTENSION_DIFFERS,
            drive::TYPE_DIFFERS,
            drive::UPLOAD_EXPIRED,
            drive::INVALID_TOKEN,
            drive::FORMAT_DIFFERS,
            drive::TOO_MANY_JOBS,
            vc::INTERNAL,
            vc::BAD_PARAMETER,
            vc::NOT_FOUND,
            vc::NO_PERMISSION,
        ];
        for code in codes {
            let documented =
                generated::operations().any(|operation| operation.error(ErrorCode(code)).is_some());
            assert!(documented, "{code}");
        }
    }
}
