//! The words that only a person can write: where they are missing in the spec, and how they get there.
//!
//! A place of words has an address that stays while other words are written: the file and the way from its top, as a JSON
//! pointer. What is listed comes back with the words filled in; what stands there by then is compared before anything is
//! written.

mod apply;
mod page;
mod place;
mod read;
mod walk;

pub use apply::{Applied, Filled, Refusal, apply};
pub use page::Pages;
pub use place::{Place, Select, Sibling, list};
