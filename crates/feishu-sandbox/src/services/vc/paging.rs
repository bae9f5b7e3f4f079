//! Lists of what is worked out for each call, a page at a time.

use std::hash::Hash;

use serde_json::{Value, json};

use crate::exchange::Exchange;
use crate::paging::Page;

/// Returns the page that the request asks for, whose elements have this name; `None` if its token is not one of the list's,
/// which is told from others by what it holds.
pub(super) fn page(
    exchange: &mut Exchange<'_>,
    name: &str,
    holds: &impl Hash,
    elements: Vec<Value>,
) -> Option<Value> {
    let page = Page::asked(exchange, holds)?;
    let mut data = json!({});
    data[name] = page.cut_values(exchange, elements, &mut data).into();
    Some(data)
}
