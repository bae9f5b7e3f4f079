//! A body put together from its pieces.

use bytes::Bytes;

/// The pieces of a body as they come. What comes in one piece is not copied.
#[derive(Default)]
pub(crate) struct Pieces {
    /// The only one, so far.
    first: Bytes,
    joined: Vec<u8>,
}

impl Pieces {
    pub(crate) fn len(&self) -> usize {
        self.first.len() + self.joined.len()
    }

    /// Adds a piece. When the second comes, room is made for `expected` bytes at once.
    pub(crate) fn push(&mut self, piece: Bytes, expected: usize) {
        if self.len() == 0 {
            self.first = piece;
            return;
        }
        if self.joined.is_empty() {
            self.joined.reserve(expected);
            self.joined
                .extend_from_slice(&std::mem::take(&mut self.first));
        }
        self.joined.extend_from_slice(&piece);
    }

    pub(crate) fn into_bytes(self) -> Bytes {
        if self.joined.is_empty() {
            self.first
        } else {
            Bytes::from(self.joined)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_piece_stays_as_it_is_and_several_are_joined() {
        let mut pieces = Pieces::default();
        pieces.push(Bytes::new(), 8);
        let first = Bytes::from_static(b"abc");
        pieces.push(first.clone(), 8);
        let mut more = Pieces::default();
        for piece in [
            first.clone(),
            Bytes::new(),
            Bytes::from_static(b"de"),
            first.clone(),
        ] {
            more.push(piece, 8);
        }
        assert_eq!((pieces.len(), more.len()), (3, 8));
        let only = pieces.into_bytes();
        assert_eq!((only.as_ptr(), &only[..]), (first.as_ptr(), &b"abc"[..]));
        assert_eq!(&more.into_bytes()[..], b"abcdeabc");
        assert!(Pieces::default().into_bytes().is_empty());
    }
}
