//! What a comment or a reply says, from plain texts and from pieces that fit together.

use feishu_core::types::UserId;

use crate::file_comment::{CommentContent, NewReply};
use crate::types::{CommentElement, CommentElementKind, DocsLink, Mention, ReplyContent, TextRun};

impl CommentElement {
    /// A piece of text. Links and mentions are pieces of their own:
    ///
    /// ```
    /// use feishu_core::types::UserId;
    /// use feishu_drive::file_comment::CreateFileComment;
    /// use feishu_drive::types::{CommentElement, FileRef, ReplyContent};
    ///
    /// let content = ReplyContent::new([
    ///     CommentElement::mention(UserId::new("ou_1")),
    ///     CommentElement::text(" this disagrees with "),
    ///     CommentElement::link("https://example.feishu.cn/docx/doxcn2"),
    /// ]);
    /// let request = CreateFileComment::new(FileRef::docx("doxcn1"), content);
    /// ```
    pub fn text(text: impl Into<String>) -> Self {
        Self::new(CommentElementKind::TextRun).text_run(TextRun::new(text))
    }

    /// A link to a document, by its address.
    pub fn link(url: impl Into<String>) -> Self {
        Self::new(CommentElementKind::DocsLink).docs_link(DocsLink::new(url))
    }

    /// A mention of a user, by an id of the kind that `user_id_type` of the request says.
    pub fn mention(user: impl Into<UserId>) -> Self {
        Self::new(CommentElementKind::Person).person(Mention::new(user))
    }
}

impl From<&str> for ReplyContent {
    /// One piece of text.
    ///
    /// ```
    /// use feishu_drive::file_comment_reply::CreateFileCommentReply;
    /// use feishu_drive::types::{CommentElement, CommentId, FileRef};
    ///
    /// let (file, comment) = (FileRef::docx("doxcn1"), CommentId::new("6916106822734512356"));
    /// let request = CreateFileCommentReply::new(&file, &comment, "Agreed");
    /// assert_eq!(request.content.elements, [CommentElement::text("Agreed")]);
    /// ```
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<String> for ReplyContent {
    /// One piece of text.
    fn from(text: String) -> Self {
        Self::new([CommentElement::text(text)])
    }
}

impl From<&str> for CommentContent {
    /// A comment of plain text.
    ///
    /// ```
    /// use feishu_drive::file_comment::CreateFileComment;
    /// use feishu_drive::types::{CommentElement, FileRef};
    ///
    /// let request = CreateFileComment::new(FileRef::docx("doxcn1"), "Looks good");
    /// let said = &request.content.replies[0].content;
    /// assert_eq!(said.elements, [CommentElement::text("Looks good")]);
    /// ```
    fn from(text: &str) -> Self {
        ReplyContent::from(text).into()
    }
}

impl From<String> for CommentContent {
    /// A comment of plain text.
    fn from(text: String) -> Self {
        ReplyContent::from(text).into()
    }
}

impl From<ReplyContent> for CommentContent {
    /// The text of the comment, without answers.
    fn from(content: ReplyContent) -> Self {
        Self::new([NewReply::new(content)])
    }
}
