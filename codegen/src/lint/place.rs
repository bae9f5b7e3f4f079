//! Where fields stand.

/// Where fields stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Path,
    Query,
    Body,
    Form,
    Response,
    /// In an object that requests use, perhaps responses too.
    RequestType,
    /// In an object that only responses use, or none.
    ResponseType,
}

impl Place {
    pub(super) fn is_request(self) -> bool {
        matches!(
            self,
            Self::Path | Self::Query | Self::Body | Self::Form | Self::RequestType
        )
    }

    /// What requiredness means where it is not stated.
    pub(super) fn unstated(self) -> Option<bool> {
        match self {
            Self::Path => Some(true),
            Self::Query | Self::Body | Self::Form | Self::RequestType => Some(false),
            Self::Response | Self::ResponseType => None,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Path => "the path",
            Self::Query => "the query",
            Self::Body => "a JSON body",
            Self::Form => "a form",
            Self::Response => "a response",
            Self::RequestType | Self::ResponseType => "an object",
        }
    }
}
