//! Plain text: a paragraph for each line.

use super::FileError;
use super::blocks::BLOCKS;
use crate::documents::Block;

/// Reads UTF-8 text; empty lines part paragraphs and are not kept, nor is what follows the first block too many.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Block>, FileError> {
    Ok(text(bytes)?
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(BLOCKS + 1)
        .map(Block::paragraph)
        .collect())
}

/// The text of a file, without its byte order mark.
pub(crate) fn text(bytes: &[u8]) -> Result<&str, FileError> {
    let text = std::str::from_utf8(bytes).map_err(FileError::new)?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_paragraphs() {
        let blocks = read("\u{feff}one\r\n\r\n二\n".as_bytes()).unwrap();
        assert_eq!(blocks, [Block::paragraph("one"), Block::paragraph("二")]);
        assert!(read(b"\xFF\xFE").is_err());
    }

    #[test]
    fn no_more_is_read_than_a_document_takes() {
        assert_eq!(read(&b"a\n".repeat(100_000)).unwrap().len(), BLOCKS + 1);
    }
}
