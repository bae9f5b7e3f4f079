//! What the linter asks a decision on: it sees what is mostly a mistake, and where it is none, `allow` records why.

use crate::text::diagnostic::Code;

/// What is asked, by the names that `allow` uses.
const ALL: [(&str, Code); NAMES.len()] = [
    (NAMES[0], Code::ListWithoutPaging),
    (NAMES[1], Code::TimeWithoutFormat),
    (NAMES[2], Code::UntypedId),
    (NAMES[3], Code::OpenSecret),
    (NAMES[4], Code::SizeGiven),
    (NAMES[5], Code::QueryNotIdempotent),
    (NAMES[6], Code::DocSaysNothing),
    (NAMES[7], Code::FormatsDiffer),
    (NAMES[8], Code::NumberedValue),
    (NAMES[9], Code::RetryWithoutClass),
    (NAMES[10], Code::CodeNamedTwice),
    (NAMES[11], Code::DocRepeatsType),
    (NAMES[12], Code::SameDoc),
    (NAMES[13], Code::LongDoc),
    (NAMES[14], Code::BrokenSentence),
    (NAMES[15], Code::NoVerb),
    (NAMES[16], Code::NoRemedy),
    (NAMES[17], Code::UnknownName),
    (NAMES[18], Code::NoUnit),
    (NAMES[19], Code::OtherDefault),
    (NAMES[20], Code::KeyNotSaid),
    (NAMES[21], Code::RepeatsType),
];

/// The names.
pub const NAMES: [&str; 22] = [
    "list_without_paging",
    "time_without_format",
    "untyped_id",
    "open_secret",
    "size_given",
    "query_not_idempotent",
    "doc_says_nothing",
    "formats_differ",
    "numbered_value",
    "retry_without_class",
    "code_named_twice",
    "doc_repeats_type",
    "same_doc",
    "long_doc",
    "broken_sentence",
    "no_verb",
    "no_remedy",
    "unknown_name",
    "no_unit",
    "other_default",
    "key_not_said",
    "repeats_type",
];

/// Returns the name by which `allow` knows a kind of problem.
pub fn name(code: Code) -> Option<&'static str> {
    let (name, _) = ALL.iter().find(|(_, known)| *known == code)?;
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_warning_can_be_answered() {
        for code in Code::ALL.iter().filter(|code| code.is_warning()) {
            assert!(name(*code).is_some(), "{code:?}");
        }
        assert!(ALL.iter().all(|(_, code)| code.is_warning()));
    }
}
