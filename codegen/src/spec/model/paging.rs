//! How a list goes on from page to page.

/// How a list goes on from page to page. Fields are named by their positions: of the response, and among all
/// [fields of the request](super::Operation::request_fields).
#[derive(Clone, Debug)]
pub struct Paging {
    /// The field of the response with the elements.
    pub items: usize,
    /// The field of the response that says whether there is a next page.
    pub more: usize,
    /// How the next page is asked for.
    pub by: PagingBy,
    /// The field of the request that says how many elements a page has, if there is one.
    pub size: Option<usize>,
    /// How many elements can be reached, if not all can.
    pub reach: Option<u32>,
}

/// How the next page of a list is asked for.
#[derive(Clone, Copy, Debug)]
pub enum PagingBy {
    /// By a token, from a field of the response to one of the request.
    Token {
        /// The field of the response with the token of the next page.
        next: usize,
        /// The field of the request that takes it.
        token: usize,
    },
    /// By how many elements come before it, in a field of the request.
    Offset(usize),
}

impl PagingBy {
    /// The field of the request that says where a page begins.
    pub const fn field(self) -> usize {
        match self {
            Self::Token { token, .. } => token,
            Self::Offset(offset) => offset,
        }
    }
}
