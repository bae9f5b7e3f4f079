//! What declares a record of the format and the struct that holds one, so that each key is spelt once.

/// Declares a record: the struct, how it is read and written, and the description that the structural check, the formatter,
/// the JSON schema and the page for people follow.
///
/// ```text
/// record! {
///     /// What the record is for.
///     TypeSource(name: Text) is TYPE {
///         name: "Type",            // other parts of `Record`; what is left out is empty
///         …
///     }
///     doc: Option<Text> = doc();   // a key: where the struct holds it, of which type, and its declaration
///     …
/// }
/// ```
///
/// In brackets stands what tells where a record stands: the name that it has in a table, or the place of its key. A key
/// that is left out is `None`, or an empty `Vec`.
macro_rules! record {
    (
        #[doc = $doc:literal]
        $source:ident($head:ident: $head_type:ty) is $record:ident {
            $($part:ident: $value:expr,)*
        }
        $($field:ident: $type:ty = $key:expr;)*
    ) => {
        #[doc = concat!("How [`", stringify!($source), "`] is made.")]
        #[allow(clippy::needless_update, reason = "some records state all that there is")]
        pub(crate) static $record: $crate::spec::grammar::Record = $crate::spec::grammar::Record {
            doc: $doc.trim_ascii(),
            keys: &[$($key),*],
            $($part: $value,)*
            ..$crate::spec::grammar::Record::EMPTY
        };

        #[doc = $doc]
        #[derive(Clone, Debug, Default)]
        #[allow(missing_docs, reason = "the declaration of each key says what it means")]
        pub struct $source {
            pub $head: $head_type,
            $(pub $field: $type,)*
        }

        impl $crate::spec::value::Keys for $source {
            type Head = $head_type;

            fn record() -> &'static $crate::spec::grammar::Record {
                &$record
            }

            fn head(&self) -> &$head_type {
                &self.$head
            }

            fn read_keys($head: $head_type, map: &$crate::text::yaml::Map) -> Self {
                let mut keys = $record.keys.iter();
                // Fields are read in the order in which they are declared, which is that of the keys.
                Self {
                    $head,
                    $($field: $crate::spec::value::read_key(map, keys.next()),)*
                }
            }

            fn write_keys(&self) -> $crate::text::yaml::Map {
                let mut map = $crate::text::yaml::Map::default();
                let mut keys = $record.keys.iter();
                $($crate::spec::value::write_key(&mut map, keys.next(), &self.$field);)*
                map
            }
        }
    };
}

pub(super) use record;
