//! What the environment says of a client: as whom it calls, and where.

use std::ffi::OsString;

use crate::ground::error::{Error, Result};

const APP_ID: &str = "FEISHU_APP_ID";
const APP_SECRET: &str = "FEISHU_APP_SECRET";
const TENANT_TOKEN: &str = "FEISHU_TENANT_TOKEN";
const USER_TOKEN: &str = "FEISHU_USER_TOKEN";
const BASE_URL: &str = "FEISHU_BASE_URL";

/// The variables that are set. Not printed: some are secrets.
pub(crate) struct Environment {
    pub(crate) app: Option<(String, String)>,
    pub(crate) tenant_token: Option<String>,
    pub(crate) user_token: Option<String>,
    pub(crate) base_url: Option<String>,
}

impl Environment {
    /// Reads the variables of this process.
    pub(crate) fn of_this_process() -> Result<Self> {
        Self::read(|name| std::env::var_os(name))
    }

    /// Reads the variables. One that is empty counts as not set, since that is how shells unset one for a command.
    fn read(variable: impl Fn(&str) -> Option<OsString>) -> Result<Self> {
        let text = |name: &str| {
            let Some(value) = variable(name) else {
                return Ok(None);
            };
            let text = value.into_string().map_err(|_| {
                Error::config(format!("the variable {name} of the environment is no text"))
            })?;
            // What is read from a file often ends with a line break.
            Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty()))
        };
        let missing = |missing: &str, given: &str| {
            let what = format!("{given} is set in the environment, and {missing} is not");
            Err(Error::config(what).with_hint("set both, or neither"))
        };
        let app = match (text(APP_ID)?, text(APP_SECRET)?) {
            (Some(id), Some(secret)) => Some((id, secret)),
            (Some(_), None) => return missing(APP_SECRET, APP_ID),
            (None, Some(_)) => return missing(APP_ID, APP_SECRET),
            (None, None) => None,
        };
        let found = Self {
            app,
            tenant_token: text(TENANT_TOKEN)?,
            user_token: text(USER_TOKEN)?,
            base_url: text(BASE_URL)?,
        };
        if found.app.is_none() && found.tenant_token.is_none() && found.user_token.is_none() {
            let what = "the environment has no credentials";
            let hint = format!(
                "set {APP_ID} and {APP_SECRET}, or a token in {TENANT_TOKEN} or {USER_TOKEN}"
            );
            return Err(Error::config(what).with_hint(hint));
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::kind::ErrorKind;

    fn read(set: &[(&str, &str)]) -> Result<Environment> {
        Environment::read(|name| {
            let (_, value) = set.iter().find(|(set, _)| *set == name)?;
            Some(OsString::from(value))
        })
    }

    #[test]
    fn what_is_set_is_taken() {
        let found = read(&[
            (APP_ID, "cli_1"),
            (APP_SECRET, "secret\n"),
            (TENANT_TOKEN, ""),
            (BASE_URL, "https://open.larksuite.com"),
        ])
        .unwrap();
        assert_eq!(found.app, Some(("cli_1".into(), "secret".into())));
        assert_eq!((found.tenant_token, found.user_token), (None, None));
        assert_eq!(
            found.base_url.as_deref(),
            Some("https://open.larksuite.com")
        );
        let found = read(&[(USER_TOKEN, "u-1")]).unwrap();
        assert_eq!(found.user_token.as_deref(), Some("u-1"));
    }

    #[test]
    fn what_is_missing_is_named() {
        let cases: [(&[(&str, &str)], &str); 4] = [
            (&[], "set FEISHU_APP_ID and FEISHU_APP_SECRET, or a token"),
            (&[(BASE_URL, "https://x.y")], "no credentials"),
            (&[(APP_ID, "cli_1")], "FEISHU_APP_SECRET is not"),
            (
                &[(APP_ID, " "), (APP_SECRET, "secret-text")],
                "FEISHU_APP_ID is not",
            ),
        ];
        for (set, told) in cases {
            let error = read(set).err().unwrap();
            assert_eq!(error.kind(), ErrorKind::Configuration);
            let text = format!("{error} {error:?}");
            assert!(
                text.contains(told) && !text.contains("secret-text"),
                "{text}"
            );
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_text_is_told() {
        use std::os::unix::ffi::OsStringExt;
        let error = Environment::read(|_| Some(OsString::from_vec(vec![0xff])));
        let told = error.err().unwrap().to_string();
        assert!(told.contains("FEISHU_APP_ID"), "{told}");
    }
}
