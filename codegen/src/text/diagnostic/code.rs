//! The kinds of problems, each with a number that stays.

macro_rules! codes {
    ($($number:literal $name:ident $doc:literal,)*) => {
        /// The kind of a problem. The number stays the same from version to version.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $doc] $name,)*
        }

        impl Code {
            /// All kinds.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The number, such as `E0003`.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => $number,)* }
            }

            /// What the kind of problem is.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $doc,)* }
            }
        }
    };
}

impl Code {
    /// Whether it is a decision that is asked for, rather than a mistake.
    pub fn is_warning(self) -> bool {
        self.id().starts_with('W')
    }

    /// Whether words or decisions are missing that only a person can give, and nothing is wrong with what is there.
    pub const fn is_unfinished(self) -> bool {
        matches!(
            self,
            Self::Words
                | Self::MissingDoc
                | Self::Unfolded
                | Self::New
                | Self::Failures
                | Self::Deprecated
                | Self::Reused
        )
    }
}

codes! {
    "E0001" Syntax "The text is not YAML.",
    "E0002" DuplicateKey "A key is given twice.",
    "E0003" UnknownKey "A key that the format does not know.",
    "E0004" MissingKey "A key is missing.",
    "E0005" WrongType "A value of another kind is expected.",
    "E0006" Comment "A comment, which the formatter would lose.",
    "E0007" YamlFeature "A feature of YAML that the format does without.",
    "E0008" HttpLine "An `http` line that is not a method and a path.",
    "E0009" Limit "A rate limit that cannot be read.",
    "E0010" UnknownWord "A word that is not among those allowed here.",
    "E0011" BadName "A name that is not written as such names are.",
    "E0012" File "A file that is missing, unreadable or in the wrong place.",
    "E0013" BadValue "A value that is not possible here.",
    "E0020" UnknownType "A type that is not defined.",
    "E0021" PathParameter "The path and the `path` fields disagree.",
    "E0022" JobOperation "A job names an operation that does not exist.",
    "E0023" JobField "A job names a field that does not exist.",
    "E0024" JobValue "A job names a status that does not exist.",
    "E0025" JobTicket "The ticket of a job is not a field of its poll request.",
    "E0026" JobShape "The steps of a job do not fit together.",
    "E0027" DuplicateErrorCode "An error code is given twice in one operation.",
    "E0028" ErrorName "A name stands for two errors.",
    "E0029" DuplicateRoute "Two operations have one route.",
    "E0030" DuplicateValue "A value of an enumeration is given twice.",
    "E0031" ShadowedType "Two types of one name are visible in one place.",
    "E0032" UnusedType "A type is never used.",
    "E0033" MissingDoc "Something has no documentation.",
    "E0034" ForeignText "Text in a language other than English.",
    "E0035" Always "`always` where it means nothing.",
    "E0036" Computed "`computed` where nothing is computed.",
    "E0037" Override "An `override` that changes nothing.",
    "E0038" Paging "Paging names fields that do not exist or do not fit.",
    "E0039" Example "An example or a default that does not fit the field.",
    "E0040" RustName "Two names are the same in Rust, or a name is none or does not read as one.",
    "E0041" Constraint "A limit or format that does not suit the type of the field.",
    "E0042" Body "Parts of a request or a response that exclude each other.",
    "E0043" Recursion "A type contains itself.",
    "E0044" Schema "What is made from the format is out of date.",
    "E0045" Words "Words are missing that only a person can write.",
    "E0046" Waived "An operation is waived although the spec has it.",
    "E0047" Arguments "The order of arguments does not list what is required.",
    "E0048" FormatVersion "A spec in another version of the format.",
    "E0049" UnknownError "An error code whose meaning the service does not say.",
    "E0050" UnusedError "The meaning of an error code that no operation lists.",
    "E0051" SaidAlready "An error says what follows without it.",
    "E0052" StatusClass "The class of a status that is not a failure.",
    "E0053" Reused "Words from another place that nobody has confirmed.",
    "E0060" Fold "Fields that are folded otherwise than they can be.",
    "E0061" Unfolded "Fields that belong together and are not folded.",
    "E0062" New "A constructor whose arguments a reader mixes up.",
    "E0063" Failures "A response that lists what failed, or seems to, and does not say so.",
    "E0064" Deprecated "An operation of an older version does not say what has taken its place.",
    "E0065" ClientDefault "A default of the client that does not suit the field.",
    "E0066" IdempotencyKey "A key of repetitions that a client cannot make up, or need not.",
    "E0070" Draft "What is generated relies on a draft.",
    "E0071" IdleExcuse "An `allow` that excuses nothing.",
    "E0072" RepeatedDoc "Words that would be shown without being written again.",
    "E0073" UnusedWords "Words of a glossary that no field shows.",
    "W0001" ListWithoutPaging "A response with a list and what comes next, and no `paging`.",
    "W0002" TimeWithoutFormat "A text with the name of a time, and no `format`.",
    "W0003" UntypedId "A plain text with the name of an id or a token.",
    "W0004" OpenSecret "A plain text with the name of a secret.",
    "W0005" SizeGiven "A size in a form that the caller has to give.",
    "W0006" QueryNotIdempotent "A POST that seems to ask only, and is not known to be safe to repeat.",
    "W0007" DocSaysNothing "Words that say no more than the name.",
    "W0008" FormatsDiffer "Times that stand beside each other in different formats.",
    "W0009" NumberedValue "A value of an enumeration that is named after its number.",
    "W0010" RetryWithoutClass "An error that asks for another attempt, of a class that gets none.",
    "W0011" CodeNamedTwice "An error code with one name in the service and another in the platform.",
    "W0012" KeyNotSaid "A field with the name of a key of repetitions, and no `idempotency_key`.",
    "W0013" RepeatsType "A response with the fields of a type, which it does not name.",
    "W0020" DocRepeatsType "Words that are those of the type.",
    "W0021" SameDoc "Two values of an enumeration with the same words.",
    "W0022" LongDoc "Words that are too many.",
    "W0023" BrokenSentence "Words that are not whole sentences.",
    "W0024" NoVerb "Words on an operation or a job that do not begin with what it does.",
    "W0025" NoRemedy "A hint that does not say what to do.",
    "W0026" UnknownName "A name in back quotes that the spec does not know.",
    "W0027" NoUnit "Words on a size or a time without its unit.",
    "W0028" OtherDefault "Words that state another default than the spec.",
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn numbers_are_distinct_and_ascend() {
        let ids: Vec<_> = Code::ALL.iter().map(|code| code.id()).collect();
        assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
    }
}
