//! Word documents: a zip archive of XML parts, as ECMA-376 has them.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::FileError;
use crate::documents::{Block, Span, Text};

const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// The number of the list with dots; numbered lists come after it, each with a number of its own.
const BULLETS: usize = 1;

/// Writes a text document.
pub(crate) fn write(title: &str, blocks: &[Block]) -> Result<Vec<u8>, FileError> {
    let (body, numbered_lists) = body(blocks);
    let parts = [
        ("[Content_Types].xml", content_types()),
        ("_rels/.rels", package_relations()),
        ("docProps/core.xml", properties(title)),
        ("word/_rels/document.xml.rels", document_relations()),
        ("word/document.xml", body),
        ("word/numbering.xml", numbering(numbered_lists)),
        ("word/styles.xml", styles()),
    ];
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in parts {
        archive
            .start_file(name, SimpleFileOptions::default())
            .map_err(FileError::new)?;
        archive.write_all(part.as_bytes()).map_err(FileError::new)?;
    }
    Ok(archive.finish().map_err(FileError::new)?.into_inner())
}

/// The part with the text, and how many numbered lists are in it.
fn body(blocks: &[Block]) -> (String, usize) {
    let mut xml = format!(r#"{DECLARATION}<w:document xmlns:w="{WORD}"><w:body>"#);
    let mut numbered_lists = 0;
    let mut in_numbered_list = false;
    for block in blocks {
        match block {
            Block::Heading { level, text } => {
                let style = format!(r#"<w:pStyle w:val="Heading{}"/>"#, (*level).clamp(1, 6));
                paragraph(&mut xml, &style, text);
            }
            Block::Paragraph(text) => paragraph(&mut xml, "", text),
            Block::Item {
                ordered,
                level,
                text,
            } => {
                // A list inside another neither ends it nor begins it anew.
                if *ordered && *level == 0 && !in_numbered_list {
                    numbered_lists += 1;
                }
                if *level == 0 {
                    in_numbered_list = *ordered;
                }
                let list = if *ordered {
                    BULLETS + numbered_lists.max(1)
                } else {
                    BULLETS
                };
                numbered_lists = numbered_lists.max(usize::from(*ordered));
                let level = (*level).min(8);
                let style = format!(
                    r#"<w:pStyle w:val="ListParagraph"/><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list}"/></w:numPr>"#
                );
                paragraph(&mut xml, &style, text);
            }
            Block::Table(rows) => table(&mut xml, rows),
            Block::Code(listing) => {
                for line in listing.lines() {
                    let line = Span {
                        text: line.to_owned(),
                        code: true,
                        ..Span::default()
                    };
                    paragraph(
                        &mut xml,
                        r#"<w:pStyle w:val="Code"/>"#,
                        &Text::new(vec![line]),
                    );
                }
            }
        }
        if !matches!(block, Block::Item { .. }) {
            in_numbered_list = false;
        }
    }
    xml.push_str(r#"<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="720" w:footer="720" w:gutter="0"/></w:sectPr></w:body></w:document>"#);
    (xml, numbered_lists)
}

fn paragraph(xml: &mut String, properties: &str, text: &Text) {
    xml.push_str("<w:p>");
    if !properties.is_empty() {
        _ = write!(xml, "<w:pPr>{properties}</w:pPr>");
    }
    for span in text.spans() {
        xml.push_str("<w:r><w:rPr>");
        if span.code {
            xml.push_str(
                r#"<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/>"#,
            );
        }
        if span.bold {
            xml.push_str("<w:b/>");
        }
        if span.italic {
            xml.push_str("<w:i/>");
        }
        xml.push_str("</w:rPr>");
        for (index, line) in span.text.split('\n').enumerate() {
            if index > 0 {
                xml.push_str("<w:br/>");
            }
            if !line.is_empty() {
                _ = write!(xml, r#"<w:t xml:space="preserve">{}</w:t>"#, escape(line));
            }
        }
        xml.push_str("</w:r>");
    }
    xml.push_str("</w:p>");
}

fn table(xml: &mut String, rows: &[Vec<Text>]) {
    /// The width between the margins, in twentieths of a point.
    const WIDTH: usize = 9026;
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default().max(1);
    let column = WIDTH / columns;
    xml.push_str(r#"<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>"#);
    for _ in 0..columns {
        _ = write!(xml, r#"<w:gridCol w:w="{column}"/>"#);
    }
    xml.push_str("</w:tblGrid>");
    for (index, row) in rows.iter().enumerate() {
        xml.push_str("<w:tr>");
        for cell in (0..columns).map(|column| row.get(column)) {
            _ = write!(
                xml,
                r#"<w:tc><w:tcPr><w:tcW w:w="{column}" w:type="dxa"/></w:tcPr>"#
            );
            let empty = Text::default();
            let text = cell.unwrap_or(&empty);
            if index == 0 {
                let bold = text
                    .spans()
                    .iter()
                    .map(|span| Span {
                        bold: true,
                        ..span.clone()
                    })
                    .collect();
                paragraph(xml, "", &Text::new(bold));
            } else {
                paragraph(xml, "", text);
            }
            xml.push_str("</w:tc>");
        }
        xml.push_str("</w:tr>");
    }
    // Two tables in a row would melt into one without a paragraph between them.
    xml.push_str("</w:tbl><w:p/>");
}

fn content_types() -> String {
    format!(
        r#"{DECLARATION}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{TYPE}.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="{TYPE}.styles+xml"/><Override PartName="/word/numbering.xml" ContentType="{TYPE}.numbering+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"#
    )
}

fn package_relations() -> String {
    format!(
        r#"{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#
    )
}

fn document_relations() -> String {
    format!(
        r#"{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/styles" Target="styles.xml"/><Relationship Id="rId2" Type="{OFFICE}/numbering" Target="numbering.xml"/></Relationships>"#
    )
}

fn properties(title: &str) -> String {
    format!(
        r#"{DECLARATION}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title></cp:coreProperties>"#,
        escape(title)
    )
}

fn numbering(numbered_lists: usize) -> String {
    let mut xml = format!(r#"{DECLARATION}<w:numbering xmlns:w="{WORD}">"#);
    for (id, format, text) in [(0, "bullet", "•"), (1, "decimal", "")] {
        _ = write!(
            xml,
            r#"<w:abstractNum w:abstractNumId="{id}"><w:multiLevelType w:val="hybridMultilevel"/>"#
        );
        for level in 0..9 {
            let text = if text.is_empty() {
                format!("%{}.", level + 1)
            } else {
                text.to_owned()
            };
            let indent = 720 * (level + 1);
            _ = write!(
                xml,
                r#"<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{format}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{indent}" w:hanging="360"/></w:pPr></w:lvl>"#
            );
        }
        xml.push_str("</w:abstractNum>");
    }
    _ = write!(
        xml,
        r#"<w:num w:numId="{BULLETS}"><w:abstractNumId w:val="0"/></w:num>"#
    );
    for list in 1..=numbered_lists {
        let id = BULLETS + list;
        _ = write!(
            xml,
            r#"<w:num w:numId="{id}"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>"#
        );
    }
    xml.push_str("</w:numbering>");
    xml
}

fn styles() -> String {
    let mut xml = format!(
        r#"{DECLARATION}<w:styles xmlns:w="{WORD}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="SimSun" w:cs="Arial"/><w:sz w:val="22"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style><w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblCellMar><w:left w:w="108" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>"#
    );
    for (level, size) in (1..).zip([36, 30, 26, 24, 22, 22]) {
        let outline = level - 1;
        _ = write!(
            xml,
            r#"<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="240"/><w:outlineLvl w:val="{outline}"/></w:pPr><w:rPr><w:b/><w:sz w:val="{size}"/></w:rPr></w:style>"#
        );
    }
    xml.push_str(r#"<w:style w:type="paragraph" w:styleId="ListParagraph"><w:name w:val="List Paragraph"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:after="40"/></w:pPr></w:style>"#);
    xml.push_str(r#"<w:style w:type="paragraph" w:styleId="Code"><w:name w:val="Code"/><w:basedOn w:val="Normal"/><w:pPr><w:shd w:val="clear" w:color="auto" w:fill="F2F3F5"/><w:spacing w:after="0"/></w:pPr></w:style>"#);
    xml.push_str(r#"<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>"#);
    for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
        _ = write!(
            xml,
            r#"<w:{side} w:val="single" w:sz="4" w:space="0" w:color="BBBFC4"/>"#
        );
    }
    xml.push_str("</w:tblBorders></w:tblPr></w:style></w:styles>");
    xml
}

/// Text as XML has it; characters that XML 1.0 cannot hold are left out.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => escaped.push(c),
            c if c < ' ' || c == '\u{fffe}' || c == '\u{ffff}' => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_numbered_list_begins_at_one() {
        let item = |text: &str| Block::numbered(text);
        let blocks = [
            item("a"),
            item("b"),
            Block::bullet("c"),
            item("d"),
            Block::paragraph("e"),
            item("f"),
        ];
        let (xml, lists) = body(&blocks);
        assert_eq!(lists, 3);
        let numbers: Vec<_> = xml
            .split(r#"<w:numId w:val=""#)
            .skip(1)
            .map(|rest| &rest[..1])
            .collect();
        assert_eq!(numbers, ["2", "2", "1", "3", "4"]);
    }

    #[test]
    fn a_numbered_item_inside_a_list_of_dots_has_a_list() {
        let inner = Block::Item {
            ordered: true,
            level: 1,
            text: "b".into(),
        };
        assert_eq!(body(&[Block::bullet("a"), inner]).1, 1);
    }

    #[test]
    fn markup_in_text_stays_text() {
        let (xml, _) = body(&[Block::paragraph("a<b> & \"c\"\u{1}")]);
        assert!(
            xml.contains("a&lt;b&gt; &amp; &quot;c&quot;</w:t>"),
            "{xml}"
        );
    }

    #[test]
    fn a_line_break_is_kept() {
        let (xml, _) = body(&[Block::paragraph("a\nb")]);
        let run =
            r#"<w:t xml:space="preserve">a</w:t><w:br/><w:t xml:space="preserve">b</w:t></w:r>"#;
        assert!(xml.contains(run), "{xml}");
    }
}
