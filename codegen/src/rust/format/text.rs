//! Numbers and words, in code and in documentation.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// A number as a literal, with its digits in groups of three, from five digits on.
pub(crate) fn number(value: impl Into<i128>) -> TokenStream {
    let value: i128 = value.into();
    // Digits and underscores make a literal in any case.
    let literal: Literal = grouped(value.unsigned_abs(), '_')
        .parse()
        .unwrap_or_else(|_| Literal::i128_unsuffixed(value));
    if value < 0 {
        quote!(-#literal)
    } else {
        quote!(#literal)
    }
}

/// A number in documentation: `1000`, `10,000`, as in the words of the spec.
pub(crate) fn number_text(value: impl Into<i128>) -> String {
    let value: i128 = value.into();
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}", grouped(value.unsigned_abs(), ','))
}

/// The digits of a number in groups of three, from five digits on.
fn grouped(value: u128, separator: char) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && digits.len() > 4 && (digits.len() - at).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

/// `a`, `a or b`, `a, b or c`.
pub(crate) fn alternatives(words: &[String], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [all @ .., end] => format!("{} {last} {end}", all.join(", ")),
    }
}

/// A text that begins with a capital.
pub(crate) fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters).collect()
    })
}
