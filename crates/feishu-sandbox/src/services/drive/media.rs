//! Uploads of material, the source of an import among it.

use feishu_drive::codes;
use serde_json::{Value, json};

use super::state::{ImportHint, Upload};
use crate::exchange::Exchange;
use crate::response::{Refusal, Response};
use crate::state::random_token;

/// The largest file that goes up in one call.
const LARGEST: usize = 20 * 1024 * 1024;
/// Where a file is uploaded to that is to be imported.
const FOR_IMPORT: &str = "ccm_import_open";

/// Takes a whole file.
pub(super) fn upload_all(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let form = exchange.arguments.form();
    let text = |name| {
        form.text(name)
            .map(str::trim)
            .filter(|text| !text.is_empty())
    };
    let name = text("file_name").ok_or_else(|| Refusal::new(codes::INVALID_FILE_NAME))?;
    let content = form.content("file").cloned().unwrap_or_default();
    if content.len() > LARGEST {
        return Err(Refusal::new(codes::FILE_TOO_LARGE));
    }
    if content.is_empty() {
        return Err(Refusal::new(codes::INVALID_PARAMS));
    }
    if text("size").and_then(|size| size.parse().ok()) != Some(content.len()) {
        return Err(Refusal::new(codes::SIZE_MISMATCH));
    }
    if text("checksum").is_some_and(|checksum| checksum.parse() != Ok(adler32(&content))) {
        return Err(Refusal::new(codes::CHECKSUM_MISMATCH));
    }
    let extra = text("extra").map(parse_extra).transpose()?;
    let import = if text("parent_type") == Some(FOR_IMPORT) {
        let member = |name| Some(extra.as_ref()?.get(name)?.as_str()?.to_owned());
        Some(ImportHint {
            extension: member("file_extension"),
            document: member("obj_type"),
        })
    } else {
        let route = extra
            .as_ref()
            .and_then(|extra| extra.get("drive_route_token"))
            .and_then(Value::as_str);
        let known = |token: &str| exchange.state.services.drive.document(token).is_some();
        if !text("parent_node").is_some_and(known) && !route.is_some_and(known) {
            return Err(Refusal::new(codes::PARENT_NOT_FOUND));
        }
        None
    };
    let upload = Upload {
        owner: exchange.caller()?,
        name: name.to_owned(),
        content,
        import,
        until: exchange
            .now
            .after(exchange.state.services.drive.upload_lifetime),
    };
    let token = random_token("boxcn");
    exchange
        .state
        .services
        .drive
        .uploads
        .insert(token.clone(), upload);
    Ok(Response::data(&json!({"file_token": token})))
}

/// Reads the JSON in `extra`; one in which the quotes are escaped, as in one of the platform's samples, will do.
fn parse_extra(extra: &str) -> Result<Value, Refusal> {
    let json =
        serde_json::from_str(extra).or_else(|_| serde_json::from_str(&extra.replace("\\\"", "\"")));
    json.map_err(|_| Refusal::new(codes::INVALID_PARAMS))
}

/// The checksum of RFC 1950.
fn adler32(content: &[u8]) -> u32 {
    const MODULUS: u32 = 65_521;
    // So many bytes can be summed before a sum of 32 bits overflows.
    const STRETCH: usize = 5_552;
    let (mut low, mut high) = (1_u32, 0_u32);
    for stretch in content.chunks(STRETCH) {
        for byte in stretch {
            low += u32::from(*byte);
            high += low;
        }
        low %= MODULUS;
        high %= MODULUS;
    }
    (high << 16) | low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_the_standard() {
        assert_eq!(adler32(b"Wikipedia"), 0x11E6_0398);
        assert_eq!(adler32(b""), 1);
        assert_eq!(adler32(&[0xFF; 100_000]), 0x149A_302C);
    }

    #[test]
    fn extra_is_read_plain_and_escaped() {
        let expected = json!({"obj_type": "docx"});
        assert_eq!(parse_extra(r#"{"obj_type":"docx"}"#).unwrap(), expected);
        assert_eq!(parse_extra(r#"{\"obj_type\":\"docx\"}"#).unwrap(), expected);
        assert!(parse_extra("docx").is_err());
    }
}
