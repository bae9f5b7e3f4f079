//! What could not be read, each with its line.

/// So many characters of a page are shown in a warning.
const SHOWN: usize = 40;

/// What a page has, as a warning shows it: without spaces around it, and short.
pub(super) fn shown(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

/// A collection of warnings.
#[derive(Clone, Debug, Default)]
pub(super) struct Warnings {
    list: Vec<(usize, String)>,
    /// Whether something that the page states is lost.
    is_lossy: bool,
}

impl Warnings {
    /// Adds a warning about a line, counted from 1.
    pub(super) fn push(&mut self, line: usize, text: impl Into<String>) {
        self.list.push((line, text.into()));
    }

    /// Adds a warning about a line, counted from 1: something that the page states there, or below, is lost.
    pub(super) fn lost(&mut self, line: usize, text: impl Into<String>) {
        self.is_lossy = true;
        self.push(line, text);
    }

    /// Whether something that the page states is lost.
    pub(super) fn is_lossy(&self) -> bool {
        self.is_lossy
    }

    /// The warnings as text, in the order of the lines.
    pub(super) fn into_texts(mut self) -> Vec<String> {
        self.list.sort();
        self.list.dedup();
        self.list
            .into_iter()
            .map(|(line, text)| format!("line {line}: {text}"))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_says_so() {
        let fits = "é".repeat(SHOWN);
        assert_eq!(shown(&format!(" {fits}\n")), fits);
        assert_eq!(shown(&format!("{fits}é")), format!("{fits}…"));
        let words = format!("{} and more", "a".repeat(SHOWN - 1));
        assert_eq!(shown(&words), format!("{}…", "a".repeat(SHOWN - 1)));
    }
}
