//! Links that act without an account: signed for one purpose, about one thing as it stood, until a moment.

use std::collections::HashMap;
use std::sync::Mutex;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::OrganisationId;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use store::Tx;
use store::organisation::Organisation;
use uuid::Uuid;

use crate::{App, Result};

/// The bytes of a link before its signature: organisation, what it is about, its turn, expiry.
const BODY: usize = 16 + 16 + 8 + 8;

/// What a link says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SignedLink {
    pub(crate) organisation: OrganisationId,
    /// What it is about.
    pub(crate) about: Uuid,
    /// Its version or question: the next one makes the link void.
    pub(crate) turn: i64,
    /// Seconds since 1970 from which it is void.
    pub(crate) expires: i64,
}

impl SignedLink {
    fn body(&self) -> [u8; BODY] {
        let mut body = [0; BODY];
        body[..16].copy_from_slice(self.organisation.0.as_bytes());
        body[16..32].copy_from_slice(self.about.as_bytes());
        body[32..40].copy_from_slice(&self.turn.to_be_bytes());
        body[40..].copy_from_slice(&self.expires.to_be_bytes());
        body
    }

    /// `purpose` comes before the bytes, so that no other use of a key makes such a link. An empty key signs nothing.
    fn mac(&self, purpose: &[u8], secret: &str) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok().filter(|_| !secret.is_empty())?;
        mac.update(purpose);
        mac.update(&self.body());
        Some(mac)
    }

    /// The link as it stands in an address; `None` without a key.
    pub(crate) fn signed(&self, purpose: &[u8], secret: &str) -> Option<String> {
        let mut bytes = self.body().to_vec();
        bytes.extend_from_slice(&self.mac(purpose, secret)?.finalize().into_bytes());
        Some(BASE64.encode(bytes))
    }

    /// Reads a link without believing it; its signature is apart.
    pub(crate) fn read(token: &str) -> Option<(Self, Vec<u8>)> {
        let bytes = BASE64.decode(token).ok().filter(|bytes| bytes.len() == BODY + 32)?;
        let number = |at: usize| -> Option<i64> { Some(i64::from_be_bytes(bytes.get(at..at + 8)?.try_into().ok()?)) };
        let link = Self {
            organisation: OrganisationId(Uuid::from_slice(bytes.get(..16)?).ok()?),
            about: Uuid::from_slice(bytes.get(16..32)?).ok()?,
            turn: number(32)?,
            expires: number(40)?,
        };
        Some((link, bytes[BODY..].to_vec()))
    }

    /// Whether a signature is the link's; how long that takes tells nothing about the key.
    pub(crate) fn is_signed(&self, purpose: &[u8], secret: &str, signature: &[u8]) -> bool {
        self.mac(purpose, secret).is_some_and(|mac| mac.verify_slice(signature).is_ok())
    }
}

/// Why a link is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Barred {
    /// It is not one of ours, or was changed.
    Forged,
    /// Too many requests in a minute.
    TooMany,
    /// Its time is over.
    Expired,
}

/// Why a link does nothing, as whoever followed it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Void {
    /// It is not one of ours, or was changed.
    Forged,
    /// Its time is over.
    Expired,
    /// It was used or taken back, or what it was for was decided, changed or has left since.
    Used,
    /// Too many requests in a minute.
    TooMany,
}

impl From<Barred> for Void {
    fn from(barred: Barred) -> Self {
        match barred {
            Barred::Forged => Self::Forged,
            Barred::TooMany => Self::TooMany,
            Barred::Expired => Self::Expired,
        }
    }
}

/// Somebody at the door: a link whose house exists, and of which nothing else is believed yet.
pub(crate) struct Knock {
    pub(crate) link: SignedLink,
    pub(crate) house: Organisation,
    signature: Vec<u8>,
}

impl Knock {
    /// Reads a token; `None` for one that is no link, or of a house that is not here.
    pub(crate) async fn read(tx: &mut Tx, token: &str) -> Result<Option<Self>> {
        let Some((link, signature)) = SignedLink::read(token) else { return Ok(None) };
        let house = store::organisation::all_in(tx).await?.into_iter().find(|known| known.id == link.organisation);
        Ok(house.map(|house| Self { link, house, signature }))
    }

    /// Lets a link in that this key signed for this purpose, as long as its time runs and it is not asked for too often. It is counted
    /// once it is known to be ours: nobody uses up the attempts of others with links of his own making.
    pub(crate) fn enter(&self, app: &App, purpose: &'static [u8], secret: &str) -> std::result::Result<(), Barred> {
        if !self.link.is_signed(purpose, secret, &self.signature) {
            return Err(Barred::Forged);
        }
        if !app.link_limits().take(purpose, self.link.about, app.now()) {
            return Err(Barred::TooMany);
        }
        if app.now().timestamp() >= self.link.expires { Err(Barred::Expired) } else { Ok(()) }
    }
}

/// Requests that one link may make in a minute.
const PER_LINK: u32 = 20;
/// Requests that all links of one purpose may make in a minute.
const PER_MINUTE: u32 = 120;

/// How many requests were made in a minute, by link and by purpose.
#[derive(Debug, Default)]
struct Counted {
    since: Option<DateTime<Utc>>,
    by_purpose: HashMap<&'static [u8], u32>,
    by_link: HashMap<Uuid, u32>,
}

/// How many requests links may still make.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    counted: Mutex<Counted>,
}

impl Limits {
    /// Counts a request by what a link says it is for; false when there were too many in this minute.
    fn take(&self, purpose: &'static [u8], about: Uuid, now: DateTime<Utc>) -> bool {
        // A poisoned lock counts nothing: a limit is no reason to stop answering.
        let Ok(mut counted) = self.counted.lock() else { return true };
        if counted.since.is_none_or(|since| now - since >= TimeDelta::minutes(1)) {
            *counted = Counted { since: Some(now), ..Counted::default() };
        }
        // A link beyond its own share takes nothing of what all have: it shuts itself alone.
        let own = counted.by_link.entry(about).or_insert(0);
        *own += 1;
        if *own > PER_LINK {
            return false;
        }
        let all = counted.by_purpose.entry(purpose).or_insert(0);
        *all += 1;
        *all <= PER_MINUTE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PURPOSE: &[u8] = b"essai 1\0";

    #[test]
    fn a_link_is_read_as_it_was_signed_and_no_bit_of_it_can_change() {
        let link = SignedLink { organisation: OrganisationId(Uuid::from_u128(1)), about: Uuid::from_u128(2), turn: 3, expires: 4_000 };
        let token = link.signed(PURPOSE, "clé").unwrap();
        let (read, signature) = SignedLink::read(&token).unwrap();
        assert_eq!(read, link);
        assert!(read.is_signed(PURPOSE, "clé", &signature) && !read.is_signed(PURPOSE, "autre", &signature));
        assert!(!read.is_signed(b"essai 2\0", "clé", &signature), "another purpose");
        let bytes = BASE64.decode(&token).unwrap();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            let (read, signature) = SignedLink::read(&BASE64.encode(&changed)).unwrap();
            assert!(!read.is_signed(PURPOSE, "clé", &signature), "byte {at}");
        }
        for foreign in ["", "a", "é", &token[1..], &format!("{token}A"), "..", &"A".repeat(4_000)] {
            assert_eq!(SignedLink::read(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn an_empty_key_signs_and_believes_nothing() {
        let link = SignedLink { organisation: OrganisationId(Uuid::from_u128(1)), about: Uuid::from_u128(2), turn: 3, expires: 4_000 };
        assert_eq!(link.signed(PURPOSE, ""), None);
        let mut mac = Hmac::<Sha256>::new_from_slice(b"").unwrap();
        mac.update(PURPOSE);
        mac.update(&link.body());
        assert!(!link.is_signed(PURPOSE, "", &mac.finalize().into_bytes()));
    }

    #[test]
    fn a_link_that_asks_too_often_shuts_itself_alone() {
        let (limits, at) = (Limits::default(), DateTime::UNIX_EPOCH);
        let take = |about: u128, at| limits.take(PURPOSE, Uuid::from_u128(about), at);
        assert_eq!((0..PER_MINUTE * 2).filter(|_| take(2, at)).count(), PER_LINK as usize);
        assert!(take(9, at), "another link is another's");
        let others = (100..400).filter(|about| take(*about, at)).count();
        assert_eq!(others, (PER_MINUTE - PER_LINK - 1) as usize, "and all of them together have an end");
        assert!(limits.take(b"essai 2\0", Uuid::from_u128(500), at), "links of another purpose go on");
        assert!(take(2, at + TimeDelta::minutes(1)), "a minute later");
    }
}
