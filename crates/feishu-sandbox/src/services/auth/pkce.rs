//! The proof that whoever exchanges a code is whoever asked for it (RFC 7636).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// What a verifier has to fit.
#[derive(Clone, Debug)]
pub(super) enum Challenge {
    Plain(String),
    Sha256(String),
}

impl Challenge {
    /// The challenge of a method, as requests name it; `None` if the method is unknown.
    pub(super) fn new(method: &str, challenge: &str) -> Option<Self> {
        match method {
            "" | "plain" => Some(Self::Plain(challenge.to_owned())),
            "S256" => Some(Self::Sha256(challenge.to_owned())),
            _ => None,
        }
    }

    /// Whether a verifier fits. One that is shorter or longer than allowed, or has other signs, fits nothing.
    pub(super) fn fits(&self, verifier: &str) -> bool {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        if !(43..=128).contains(&verifier.len()) || !verifier.bytes().all(allowed) {
            return false;
        }
        match self {
            Self::Plain(challenge) => challenge == verifier,
            Self::Sha256(challenge) => {
                *challenge == URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_standard_fits() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let challenge =
            Challenge::new("S256", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM").unwrap();
        assert!(challenge.fits(verifier));
        assert!(!challenge.fits(&verifier.replace('d', "e")));
        assert!(!challenge.fits(""));
        let plain = Challenge::new("", verifier).unwrap();
        assert!(plain.fits(verifier));
        let short = Challenge::new("plain", "short").unwrap();
        assert!(!short.fits("short"));
        assert!(Challenge::new("S512", verifier).is_none());
    }
}
