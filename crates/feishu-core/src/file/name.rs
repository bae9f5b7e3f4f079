//! Names of local files and folders, made from what the platform calls them.

/// The longest name that common file systems take, in bytes, with some room for a suffix.
const LONGEST_NAME: usize = 240;

/// Returns the name for a local file or folder of what the platform calls `title`: no path, and no characters or names that a
/// system treats in a way of its own. `None` if nothing is left.
///
/// `save_in` names files in this way. Characters that cannot stand in a name are replaced, so that different titles stay
/// different.
///
/// ```
/// assert_eq!(feishu_core::local_name("Sales 2024/Q3").as_deref(), Some("Sales 2024_Q3"));
/// assert_eq!(feishu_core::local_name(".."), None);
/// ```
pub fn local_name(title: &str) -> Option<String> {
    with_extension(title, None)
}

/// The same, with an extension that the file is known to have.
pub(crate) fn with_extension(given: &str, extension: Option<&str>) -> Option<String> {
    let name: String = given
        .chars()
        .filter(|&character| is_visible(character))
        .map(|character| {
            if is_harmless(character) {
                character
            } else {
                '_'
            }
        })
        .collect();
    let name = name.trim_matches([' ', '.']);
    let (stem, found) = match name.rsplit_once('.') {
        Some((stem, found)) => (stem, Some(found)),
        None => (name, None),
    };
    // What follows a dot may be the end of a title, as in `v1.2`.
    let (stem, extension) = match (found, extension) {
        (Some(found), Some(wanted)) if !found.eq_ignore_ascii_case(wanted) => (name, Some(wanted)),
        (None, Some(wanted)) => (name, Some(wanted)),
        (found, _) => (stem, found),
    };
    let extension = extension.map_or_else(String::new, |extension| format!(".{extension}"));
    let mut stem = stem.to_owned();
    while stem.len() + extension.len() > LONGEST_NAME && stem.pop().is_some() {}
    let stem = stem.trim_end_matches([' ', '.']);
    let mark = if is_device(stem) { "_" } else { "" };
    let name = format!("{mark}{stem}{extension}");
    (!stem.is_empty() && name.len() <= LONGEST_NAME + mark.len()).then_some(name)
}

/// Whether Windows takes a name for a device, whatever follows the first dot.
pub(super) fn is_device(name: &str) -> bool {
    let first = name.split('.').next().unwrap_or_default();
    let first = first.trim_end().to_ascii_uppercase();
    let numbered = first.strip_prefix("COM").or(first.strip_prefix("LPT"));
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(&first.as_str())
        || numbered.is_some_and(|rest| rest.chars().count() == 1 && !rest.starts_with('0'))
}

/// Whether a character shows as it is: marks that turn the direction of writing make `gpj.exe` look like a picture.
fn is_visible(character: char) -> bool {
    !matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character may stand in a file name everywhere.
fn is_harmless(character: char) -> bool {
    !character.is_control() && !"/\\<>:\"|?*".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_from_outside_is_made_harmless() {
        let cases: &[(&str, Option<&str>)] = &[
            ("季度 销售.xlsx", Some("季度 销售.xlsx")),
            ("../../etc/passwd", Some("_._etc_passwd")),
            ("C:\\Windows\\x.csv", Some("C__Windows_x.csv")),
            ("A/B testing.docx", Some("A_B testing.docx")),
            ("C/B testing.docx", Some("C_B testing.docx")),
            ("2024/04/28.pdf", Some("2024_04_28.pdf")),
            ("a\r\nb?.csv", Some("a__b_.csv")),
            (".hidden", Some("hidden")),
            ("nul.csv", Some("_nul.csv")),
            ("COM1.tar.gz", Some("_COM1.tar.gz")),
            ("aux .txt", Some("_aux.txt")),
            ("comet.csv", Some("comet.csv")),
            ("x\u{202e}gpj.exe", Some("xgpj.exe")),
            ("..", None),
            ("", None),
        ];
        for (given, plain) in cases {
            assert_eq!(with_extension(given, None).as_deref(), *plain, "{given:?}");
        }
        let long = with_extension(&format!("{}.xlsx", "季".repeat(200)), None).unwrap_or_default();
        assert!(
            long.len() <= LONGEST_NAME && long.ends_with("季.xlsx"),
            "{long}"
        );
        assert_eq!(
            with_extension(&format!("a.{}", "x".repeat(500)), None),
            None
        );
    }

    #[test]
    fn a_name_gets_the_extension_that_its_file_has() {
        let cases = [
            ("v1.2", "docx", "v1.2.docx"),
            ("v1.2.docx", "docx", "v1.2.docx"),
            ("Report.XLSX", "xlsx", "Report.XLSX"),
            ("Report", "pdf", "Report.pdf"),
        ];
        for (given, extension, name) in cases {
            assert_eq!(
                with_extension(given, Some(extension)).as_deref(),
                Some(name)
            );
        }
    }
}
