//! The code that is made of the small specs: it compiles, and does what it should.
//!
//! Apart from the tests of its text, which write it anew, since it may not compile before that.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod behaviour;
mod folds;
mod formats;
mod leniency;
mod letters;
mod lists;
mod pages;

#[allow(
    dead_code,
    reason = "it is enough that it compiles; only some of it is called"
)]
pub mod expected {
    //! The generated code.

    #[path = "../expected/calls/mod.rs"]
    pub mod calls;
    #[path = "../expected/client/mod.rs"]
    pub mod client;
    #[path = "../expected/jobs/mod.rs"]
    pub mod jobs;
    #[path = "../expected/markup/mod.rs"]
    pub mod markup;
    #[path = "../expected/values/mod.rs"]
    pub mod values;
    #[path = "../expected/words/mod.rs"]
    pub mod words;
}
