//! Pages for people: one look for all of them.

/// Makes a page; the content is HTML, the title a text.
pub(crate) fn page(title: &str, content: &str) -> String {
    let title = escape(title);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{title}</title>\n<style>:root {{ color-scheme: light dark; font-family: system-ui; }} \
         body {{ margin: 4rem auto; max-width: 40rem; padding: 0 1rem; }} li form {{ display: inline; }}</style>\n\
         <h1>{title}</h1>\n{content}\n</html>\n"
    )
}

/// Writes a text so that it stands in a page as it is.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_no_html() {
        assert_eq!(
            escape("<a href=\"x\">&amp;"),
            "&lt;a href=&quot;x&quot;&gt;&amp;amp;"
        );
        assert!(page("<b>", "<b>").contains("<h1>&lt;b&gt;</h1>\n<b>\n"));
    }
}
