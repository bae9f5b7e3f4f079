//! Lists, a page at a time. Their tokens tell how many elements came before, as the platform's do.

use serde_json::{Value, json};

use super::invalid;
use crate::exchange::Exchange;
use crate::fault::{FaultKind, Stage};
use crate::response::Refusal;

/// Returns the page that the request asks for, with the token of the next if there is one.
pub(super) fn page(
    exchange: &mut Exchange<'_>,
    name: &str,
    elements: Vec<Value>,
    default_size: usize,
) -> Result<Value, Refusal> {
    let arguments = exchange.arguments;
    let size = arguments
        .query("page_size")
        .map_or(Ok(default_size), |size| size.parse().map_err(|_| invalid()))?;
    if size == 0 {
        return Err(invalid());
    }
    let token = arguments.query("page_token");
    let (start, empty_pages) = token.map_or(Ok((0, 0)), parse)?;
    let fault = exchange
        .state
        .faults
        .take(exchange.operation.id, Stage::Page);

    let total = elements.len();
    let (page, next) = if fault == Some(FaultKind::EmptyPage) {
        (Vec::new(), Some(format!("{start}.{}", empty_pages + 1)))
    } else {
        let page: Vec<_> = elements.into_iter().skip(start).take(size).collect();
        let end = start + page.len();
        let is_last = page.is_empty() || end >= total;
        (page, (!is_last).then(|| end.to_string()))
    };
    let next = match fault {
        Some(FaultKind::RepeatedPageToken) => Some(token.unwrap_or("0").to_owned()),
        _ => next,
    };
    let mut data = json!({"has_more": next.is_some()});
    data[name] = page.into();
    match next {
        Some(next) => data["page_token"] = next.into(),
        None if fault == Some(FaultKind::BlankPageToken) => data["page_token"] = "".into(),
        None => {}
    }
    Ok(data)
}

/// Reads a token: how many elements came before, and how many pages were empty since.
fn parse(token: &str) -> Result<(usize, usize), Refusal> {
    let (start, empty_pages) = token.split_once('.').unwrap_or((token, "0"));
    let numbers = start.parse().ok().zip(empty_pages.parse().ok());
    numbers.ok_or_else(invalid)
}
