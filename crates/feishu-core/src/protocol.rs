//! What generated code, the verbs on top of it and the sandbox take from this crate, and no program does: macros, readers, builders,
//! runs.
//!
//! None of it is part of the interface, so it has a number instead. A generated crate states the number that it was
//! generated for, with [`protocol!`](crate::protocol!), and does not compile against a core that speaks another. The
//! builders of [`Operation`](crate::Operation), [`Field`](crate::Field), [`ErrorInfo`](crate::ErrorInfo) and
//! [`Request`](crate::Request) belong to it too; they are hidden where they stand.

pub use crate::__call_settings as call_settings;
pub use crate::__int_enum as int_enum;
pub use crate::__job_settings as job_settings;
pub use crate::__string_enum as string_enum;
pub use crate::__string_id as string_id;
pub use crate::flow::piece::{Folder, Piece, Work};
pub use crate::flow::run::{JobRun, Pieces, RunSetup};
pub use crate::generated::errors;
pub use crate::ground::lenient::{Lenient, lenient, present};
pub use crate::ground::rules::RequestValues;
pub use crate::ground::target::{path_values, query_values};
pub use crate::ground::values::null_as_default;
pub use crate::ground::written::{as_text, flag_as_number, flag_as_text};
pub use serde;

/// Refuses a crate that was generated for another protocol.
///
/// ```
/// feishu_core::protocol!(1);
/// ```
///
/// ```compile_fail
/// feishu_core::protocol!(0);
/// ```
///
/// ```compile_fail
/// feishu_core::protocol!(2);
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! protocol {
    (1) => {};
    ($generated_for:literal) => {
        ::std::compile_error!($crate::__other_protocol!($generated_for));
    };
}

/// What is told of a crate that was generated for another protocol than the number above.
#[doc(hidden)]
#[macro_export]
macro_rules! __other_protocol {
    ($generated_for:literal) => {
        ::std::concat!(
            "this crate was generated for protocol ",
            $generated_for,
            " of feishu-core, which speaks protocol 1 here: generate it anew with `cargo xtask codegen`, from the \
            repository that this version of feishu-core comes from"
        )
    };
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_another_protocol_is_told() {
        assert_eq!(
            crate::__other_protocol!(7),
            "this crate was generated for protocol 7 of feishu-core, which speaks protocol 1 here: generate it anew with \
             `cargo xtask codegen`, from the repository that this version of feishu-core comes from"
        );
    }
}
