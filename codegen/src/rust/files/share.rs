//! How what is too long for one file is shared out among several.

use std::ops::Range;

use crate::rust::format::Draft;
use crate::rust::format::Error;

/// The most lines that a generated file should have: more than that, nobody reads at once.
pub(crate) const MAX_LINES: usize = 900;

/// Makes the draft of a file that holds `count` things, or drafts of several files if that one would be too long. Each comes
/// with the things that it holds, by number.
pub(crate) fn drafts(
    count: usize,
    draft: impl Fn(Range<usize>) -> Result<Draft, Error>,
) -> Result<Vec<(Range<usize>, Draft)>, Error> {
    let whole = draft(0..count)?;
    if whole.lines() <= MAX_LINES {
        return Ok(vec![(0..count, whole)]);
    }
    let sizes = (0..count).map(|at| Ok(draft(at..at + 1)?.lines()));
    let sizes = sizes.collect::<Result<Vec<_>, Error>>()?;
    let shares = shares(&sizes).into_iter();
    shares
        .map(|share| Ok((share.clone(), draft(share)?)))
        .collect()
}

/// Shares out what has so many lines each among as few files as hold it, in its order.
fn shares(sizes: &[usize]) -> Vec<Range<usize>> {
    let mut shares: Vec<Range<usize>> = Vec::new();
    let mut lines = 0;
    for (at, size) in sizes.iter().enumerate() {
        match shares.last_mut() {
            Some(last) if lines + size <= MAX_LINES => {
                last.end = at + 1;
                lines += size;
            }
            _ => {
                shares.push(at..at + 1);
                lines = *size;
            }
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_few_files_as_hold_it() {
        assert!(shares(&[]).is_empty());
        assert_eq!(shares(&[300, 600, 1]), [0..2, 2..3]);
        assert_eq!(shares(&[300, 601, 299]), [0..1, 1..3]);
        assert_eq!(shares(&[5000, 1, 5000]), [0..1, 1..2, 2..3]);
    }
}
