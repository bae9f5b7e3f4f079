//! Lists that come in pages, as streams.

use std::collections::{HashSet, VecDeque};
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::call::Call;
use crate::call::client::Client;
use crate::call::options::CallOptions;
use crate::ground::error::{Error, Fault, Result};
use crate::wire::endpoint::Endpoint;
use crate::wire::transport::BoxFuture;

/// A request whose response is one page of a list.
pub trait Paged: Endpoint + Clone {
    /// An element of the list.
    type Item: Send + 'static;

    /// The token of the page that is asked for, if it is not the first, and pages have tokens.
    fn page_token(&self) -> Option<&str> {
        None
    }

    /// Asks for the page that a token names.
    fn set_page_token(&mut self, token: String) {
        let _ = token;
    }

    /// Asks for what comes behind so many elements more, and returns whether this is how the list goes on.
    fn count_on(&mut self, count: i64) -> bool {
        let _ = count;
        false
    }

    /// Asks for pages as large as the documentation allows, unless the request says how large they are to be. Does nothing
    /// where the documentation states no maximum.
    fn ask_for_full_pages(&mut self) {}

    /// Makes the page that is asked for shorter, so that it ends where the platform refuses to go beyond, and returns whether
    /// it begins before that; one that does not is left as it is. Does nothing, and returns `true`, where all of the list can be
    /// reached.
    fn stay_within_reach(&mut self) -> bool {
        true
    }

    /// Takes a response apart.
    fn page(response: Self::Output) -> Page<Self::Item>;
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The elements, possibly none although more pages follow.
    pub items: Vec<T>,
    /// The token of the next page.
    pub next: Option<String>,
    /// Whether there is a next page, if the platform said so.
    pub has_more: Option<bool>,
}

impl<T> Page<T> {
    /// The token of the next page, if there is one. Some operations go on sending a token, or an empty one, after the
    /// last page, so it takes both signs.
    pub fn next_token(&self) -> Option<&str> {
        let more = self.has_more.unwrap_or(true);
        self.next
            .as_deref()
            .filter(|token| more && !token.is_empty())
    }
}

impl<E: Paged> Call<E> {
    /// The list page by page, from the page that the request names. A page is asked for when it is needed.
    ///
    /// Where the platform refuses to go beyond some number of elements, which the documentation of the operation says, the last
    /// page is made shorter, and the list ends there.
    pub fn pages(mut self) -> Pages<E> {
        // What begins beyond, the platform refuses in its own words.
        self.request.stay_within_reach();
        let seen = self
            .request
            .page_token()
            .map(str::to_owned)
            .into_iter()
            .collect();
        Pages {
            client: self.client,
            options: self.options,
            next: Next::Ask(self.request),
            seen,
            empty: 0,
        }
    }

    /// Returns the elements of the list, from the page that the request names. A page is asked for when it is needed, and as
    /// large as the documentation allows, unless the request says how large pages are to be. The list ends where [`pages`](Self::pages)
    /// do.
    pub fn items(mut self) -> Items<E> {
        self.request.ask_for_full_pages();
        Items {
            pages: self.pages(),
            ready: VecDeque::new(),
        }
    }
}

/// The pages of a list, as a [`Stream`].
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<E: Paged> {
    client: Client,
    options: CallOptions,
    next: Next<E>,
    seen: HashSet<String>,
    /// How many empty pages came last.
    empty: u32,
}

/// What comes after the page that was last given out.
enum Next<E: Endpoint> {
    /// A page that is yet to be asked for.
    Ask(E),
    /// A page that was asked for.
    Wait(E, BoxFuture<'static, Result<E::Output>>),
    /// An error, after which the list has ended.
    Fail(Error),
    /// Nothing.
    End,
}

/// How many pages without an element may follow each other: folders of what one may not see come as such.
const MOST_EMPTY: u32 = 500;

fn fail<E: Endpoint>(what: &str) -> Next<E> {
    Next::Fail(Error::new(Fault::Paging, what).with_operation(E::OPERATION))
}

impl<E: Paged> Pages<E> {
    /// The next page; `None` at the end. After an error the list has ended: what came until then stays good.
    ///
    /// # Errors
    ///
    /// Anything that a call fails with, and a list that names a page which it named before, names none though it goes
    /// on, or is empty for too long.
    pub async fn try_next(&mut self) -> Result<Option<Page<E::Item>>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx))
            .await
            .transpose()
    }

    /// What comes after a page, which the request had asked for.
    fn after(&mut self, mut request: E, page: &Page<E::Item>) -> Next<E> {
        if request.count_on(i64::try_from(page.items.len()).unwrap_or(i64::MAX)) {
            return match (page.has_more, page.items.is_empty()) {
                (Some(true), true) => {
                    fail::<E>("the platform says that more follows, and sent an empty page")
                }
                (Some(false), _) | (None, true) => Next::End,
                (_, false) if request.stay_within_reach() => Next::Ask(request),
                (_, false) => Next::End,
            };
        }
        let Some(token) = page.next_token() else {
            return match page.has_more {
                Some(true) => fail::<E>("the platform says that more follows, and names no page"),
                _ => Next::End,
            };
        };
        self.empty = if page.items.is_empty() {
            self.empty + 1
        } else {
            0
        };
        if self.empty >= MOST_EMPTY {
            return fail::<E>("the list does not end: one page after the other is empty");
        }
        if !self.seen.insert(token.to_owned()) {
            return fail::<E>("the list does not end: the platform named the same next page twice");
        }
        request.set_page_token(token.to_owned());
        Next::Ask(request)
    }
}

// Nothing in it is pinned: the future is boxed.
impl<E: Paged> Unpin for Pages<E> {}

impl<E: Paged> Stream for Pages<E> {
    type Item = Result<Page<E::Item>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let (request, mut response) = match std::mem::replace(&mut self.next, Next::End) {
            Next::Ask(request) => {
                let call = Call::new(self.client.clone(), request.clone())
                    .with_options(self.options.clone());
                (request, call.into_future())
            }
            Next::Wait(request, response) => (request, response),
            Next::Fail(error) => return Poll::Ready(Some(Err(error))),
            Next::End => return Poll::Ready(None),
        };
        match response.as_mut().poll(cx) {
            Poll::Pending => {
                self.next = Next::Wait(request, response);
                Poll::Pending
            }
            Poll::Ready(Err(error)) => Poll::Ready(Some(Err(error))),
            Poll::Ready(Ok(response)) => {
                let page = E::page(response);
                self.next = self.after(request, &page);
                Poll::Ready(Some(Ok(page)))
            }
        }
    }
}

/// The elements of a list, as a [`Stream`].
#[must_use = "a stream does nothing until it is polled"]
pub struct Items<E: Paged> {
    pages: Pages<E>,
    ready: VecDeque<E::Item>,
}

impl<E: Paged> Items<E> {
    /// The next element; `None` at the end. After an error the list has ended: what came until then stays good.
    ///
    /// # Errors
    ///
    /// Anything that a call fails with, and a list that names a page which it named before, names none though it goes
    /// on, or is empty for too long.
    pub async fn try_next(&mut self) -> Result<Option<E::Item>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx))
            .await
            .transpose()
    }

    /// All elements that are left.
    ///
    /// # Errors
    ///
    /// As [`try_next`](Self::try_next); the elements that came before the error are lost with it.
    pub async fn collect(mut self) -> Result<Vec<E::Item>> {
        let mut all = Vec::new();
        while let Some(item) = self.try_next().await? {
            all.push(item);
        }
        Ok(all)
    }
}

impl<E: Paged> Unpin for Items<E> {}

impl<E: Paged> Stream for Items<E> {
    type Item = Result<E::Item>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match Pin::new(&mut self.pages).poll_next(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                // A page without elements does not end the list.
                Poll::Ready(Some(Ok(page))) => self.ready = page.items.into(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_goes_on_only_if_both_signs_say_so() {
        let cases = [
            (Some("t"), Some(true), Some("t")),
            (Some("t"), Some(false), None),
            (Some(""), Some(true), None),
            (None, Some(true), None),
            (Some("t"), None, Some("t")),
            (Some(""), None, None),
        ];
        for (next, has_more, token) in cases {
            let page: Page<()> = Page {
                items: Vec::new(),
                next: next.map(str::to_owned),
                has_more,
            };
            assert_eq!(page.next_token(), token, "{next:?} {has_more:?}");
        }
    }
}
