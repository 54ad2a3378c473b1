//! Secrets at rest: every secret that the base keeps is sealed by a key that it does not hold.
//!
//! The functions of each table seal what they write and open what they read; this module lists where secrets are. A value that does
//! not open reads as empty, which logs in nowhere and signs nothing: what must be typed again is told, all else goes on. Hashes of
//! secrets that are only compared are no secrets.
//!
//! To add a secret: a [`Place`], its line in the two statements here, [`Keys::seal`] and [`Keys::open`] in its table's module, and a
//! migration that marks what is there with [`CLEAR`].

mod keys;

use domain::ids::OrganisationId;
use uuid::Uuid;

pub(crate) use keys::FILE;
pub use keys::{Closed, Keys};

use crate::statement::statements;
use crate::{Db, Result, Tx};

/// What migrations write before a secret that was clear: it is sealed when the base is opened.
const CLEAR: &str = "clear:";

/// Where a secret is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Password, or refresh token, of the mailbox.
    Mailbox,
    /// How the program is known to the mailbox's token endpoint.
    MailboxClient,
    /// Address and keys of the gateway of text messages.
    Gateway,
    /// Address and keys of the service that posts letters.
    Carrier,
    /// Address and keys of the service of electronic registered letters.
    Electronic,
    /// What a webhook's deliveries are signed with, now or before.
    Endpoint,
    /// What signs the links of salesmen.
    Veto,
    /// What signs the links of those who answer for disputes.
    Dispute,
    /// What signs the links that decline courtesy messages.
    Courtesy,
    /// What signs the links by which debtors choose a plan.
    Choice,
}

impl Place {
    /// Every place.
    pub const ALL: [Self; 10] = [
        Self::Mailbox,
        Self::MailboxClient,
        Self::Gateway,
        Self::Carrier,
        Self::Electronic,
        Self::Endpoint,
        Self::Veto,
        Self::Dispute,
        Self::Courtesy,
        Self::Choice,
    ];

    /// Its stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Mailbox => "mailbox",
            Self::MailboxClient => "mailbox_client",
            Self::Gateway => "sms_gateway",
            Self::Carrier => "postal_carrier",
            Self::Electronic => "electronic_carrier",
            Self::Endpoint => "webhook",
            Self::Veto => "veto_links",
            Self::Dispute => "dispute_links",
            Self::Courtesy => "courtesy_links",
            Self::Choice => "choice_links",
        }
    }
}

statements! {
    SELECT_SECRETS = "SELECT 'mailbox', organisation_id, secret FROM mailbox WHERE organisation_id = $1 AND secret <> '' UNION ALL SELECT 'mailbox_client', organisation_id, oauth FROM mailbox WHERE organisation_id = $1 AND oauth <> '' UNION ALL SELECT 'sms_gateway', organisation_id, settings FROM sms_gateway WHERE organisation_id = $1 AND settings <> '' UNION ALL SELECT 'postal_carrier', organisation_id, settings FROM postal_carrier WHERE organisation_id = $1 AND settings <> '' UNION ALL SELECT 'electronic_carrier', organisation_id, settings FROM electronic_carrier WHERE organisation_id = $1 AND settings <> '' UNION ALL SELECT 'webhook', id, secret FROM webhook_endpoint WHERE organisation_id = $1 AND secret <> '' UNION ALL SELECT 'webhook', id, old_secret FROM webhook_endpoint WHERE organisation_id = $1 AND old_secret <> '' UNION ALL SELECT 'veto_links', organisation_id, secret FROM veto_setting WHERE organisation_id = $1 AND secret <> '' UNION ALL SELECT 'dispute_links', organisation_id, secret FROM dispute_setting WHERE organisation_id = $1 AND secret <> '' UNION ALL SELECT 'courtesy_links', organisation_id, secret FROM courtesy_setting WHERE organisation_id = $1 AND secret <> '' UNION ALL SELECT 'choice_links', organisation_id, secret FROM plan_offer_setting WHERE organisation_id = $1 AND secret <> ''";
    RESEAL_MAILBOX = "UPDATE mailbox SET secret = $3 WHERE organisation_id = $1 AND secret = $2";
    RESEAL_MAILBOX_CLIENT = "UPDATE mailbox SET oauth = $3 WHERE organisation_id = $1 AND oauth = $2";
    RESEAL_GATEWAY = "UPDATE sms_gateway SET settings = $3 WHERE organisation_id = $1 AND settings = $2";
    RESEAL_CARRIER = "UPDATE postal_carrier SET settings = $3 WHERE organisation_id = $1 AND settings = $2";
    RESEAL_ELECTRONIC = "UPDATE electronic_carrier SET settings = $3 WHERE organisation_id = $1 AND settings = $2";
    RESEAL_ENDPOINT = "UPDATE webhook_endpoint SET secret = CASE WHEN secret = $2 THEN $3 ELSE secret END, old_secret = CASE WHEN old_secret = $2 THEN $3 ELSE old_secret END WHERE organisation_id = $1 AND (secret = $2 OR old_secret = $2)";
    RESEAL_VETO = "UPDATE veto_setting SET secret = $3 WHERE organisation_id = $1 AND secret = $2";
    RESEAL_DISPUTE = "UPDATE dispute_setting SET secret = $3 WHERE organisation_id = $1 AND secret = $2";
    RESEAL_CHOICE = "UPDATE plan_offer_setting SET secret = $3 WHERE organisation_id = $1 AND secret = $2";
    RESEAL_COURTESY = "UPDATE courtesy_setting SET secret = $3 WHERE organisation_id = $1 AND secret = $2";
}

/// A secret as the base keeps it.
struct Kept {
    place: Place,
    row: Uuid,
    stored: String,
}

async fn all(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<Kept>> {
    let rows: Vec<(String, Uuid, String)> = in_tx!(tx, c => sqlx::query_as(SELECT_SECRETS).bind(organisation.0).fetch_all(&mut *c).await?);
    let place = |code: &str| Place::ALL.into_iter().find(|place| place.code() == code);
    Ok(rows.into_iter().filter_map(|(code, row, stored)| Some(Kept { place: place(&code)?, row, stored })).collect())
}

/// Puts a sealed value in the place of what stood there, if it still does.
async fn replace(tx: &mut Tx, organisation: OrganisationId, kept: &Kept, sealed: &str) -> Result<()> {
    let sql = match kept.place {
        Place::Mailbox => RESEAL_MAILBOX,
        Place::MailboxClient => RESEAL_MAILBOX_CLIENT,
        Place::Gateway => RESEAL_GATEWAY,
        Place::Carrier => RESEAL_CARRIER,
        Place::Electronic => RESEAL_ELECTRONIC,
        Place::Endpoint => RESEAL_ENDPOINT,
        Place::Veto => RESEAL_VETO,
        Place::Dispute => RESEAL_DISPUTE,
        Place::Courtesy => RESEAL_COURTESY,
        Place::Choice => RESEAL_CHOICE,
    };
    in_tx!(tx, c => {
        sqlx::query(sql).bind(organisation.0).bind(&kept.stored).bind(sealed).execute(&mut *c).await?;
    });
    Ok(())
}

/// What opens, and what does not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Secrets that are kept.
    pub kept: usize,
    /// Those that do not open, by place.
    pub closed: Vec<(Place, Closed)>,
    /// Those that open by a key of before.
    pub by_old_keys: usize,
}

/// Tries every secret of an organisation.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn check(tx: &mut Tx, organisation: OrganisationId) -> Result<Report> {
    let keys = tx.keys().clone();
    // Which key is in force is for the file to say: another process may have added one.
    keys.reload()?;
    let mut report = Report::default();
    for kept in all(tx, organisation).await? {
        report.kept += 1;
        match keys.try_open(kept.place, organisation, kept.row, &kept.stored) {
            Ok(_) => report.by_old_keys += usize::from(!keys.is_current(&kept.stored)),
            Err(closed) => report.closed.push((kept.place, closed)),
        }
    }
    report.closed.sort_by_key(|(place, _)| *place);
    Ok(report)
}

/// Seals with the key in force what opens by another; how many that were. Nothing is changed until the transaction is committed.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn reseal(tx: &mut Tx, organisation: OrganisationId) -> Result<usize> {
    let keys = tx.keys().clone();
    keys.reload()?;
    let mut sealed = 0;
    for kept in all(tx, organisation).await? {
        if keys.is_current(&kept.stored) {
            continue;
        }
        let Ok(clear) = keys.try_open(kept.place, organisation, kept.row, &kept.stored) else { continue };
        let anew = keys.seal(kept.place, organisation, kept.row, &clear)?;
        replace(tx, organisation, &kept, &anew).await?;
        sealed += 1;
    }
    Ok(sealed)
}

/// Forgets the keys that sealed before; how many that were.
///
/// # Errors
/// [`crate::StoreError::File`].
pub fn forget_old(keys: &Keys) -> Result<usize> {
    keys.forget_old()
}

/// When a base is opened: what was clear is sealed, in one transaction; a base without a secret gets its first key. Where secrets are
/// sealed and their key is lost, none is made before one is typed again: the file may come back.
pub(crate) async fn begin(db: &Db) -> Result<()> {
    let keys = db.keys().clone();
    let (mut has_sealed, mut clear) = (false, Vec::new());
    let mut tx = db.snapshot().await?;
    for organisation in crate::organisation::all_in(&mut tx).await? {
        for kept in all(&mut tx, organisation.id).await? {
            match kept.stored.strip_prefix(CLEAR) {
                Some(_) => clear.push((organisation.id, kept)),
                None => has_sealed = true,
            }
        }
    }
    drop(tx);
    if !has_sealed {
        keys.make_first()?;
    }
    if clear.is_empty() {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    for (organisation, kept) in clear {
        let sealed = keys.seal(kept.place, organisation, kept.row, kept.stored.strip_prefix(CLEAR).unwrap_or_default())?;
        replace(&mut tx, organisation, &kept, &sealed).await?;
    }
    tx.commit().await
}
