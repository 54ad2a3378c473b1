//! Links as somebody makes them who knows a key: what [`app`] signs, signed here again from its description alone.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use uuid::Uuid;

/// Organisation, what it is about, its turn and its expiry, and over them the HMAC of the purpose and these bytes.
pub(crate) fn link(purpose: &[u8], secret: &str, (organisation, about): (Uuid, Uuid), turn: i64, expires: i64) -> String {
    let mut body = [organisation.as_bytes().as_slice(), about.as_bytes(), &turn.to_be_bytes(), &expires.to_be_bytes()].concat();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(purpose);
    mac.update(&body);
    body.extend_from_slice(&mac.finalize().into_bytes());
    BASE64.encode(body)
}
