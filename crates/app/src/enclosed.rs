//! The copies of invoices that go with a reminder.

use channels::Attachment;
use domain::ledger::OpenItem;
use store::Tx;

use crate::message::Composed;
use crate::text::service as words;
use crate::{App, AppError, Permission, Result, Scope, journal};

/// What goes with a message at most, when the house said nothing else, in millions of bytes.
pub const MEGABYTES: u32 = 5;
/// The most that a house may let go with one message: most servers refuse more than ten, of which an encoding takes a third.
pub const MOST_MEGABYTES: u32 = 7;
/// The most copies of one message.
const MOST: usize = 30;

/// A copy that goes with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Enclosed {
    /// Its name: the number of the invoice.
    name: String,
    media_type: String,
    document_hash: String,
}

/// The copies that go with a message, and the invoices of which none goes although the house sends copies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Copies {
    enclosed: Vec<Enclosed>,
    without: Vec<String>,
}

impl Copies {
    /// Their names.
    pub(crate) fn names(&self) -> Vec<String> {
        self.enclosed.iter().map(|copy| copy.name.clone()).collect()
    }

    /// The invoices asked for of which no copy goes with it; empty when none at all does.
    pub(crate) fn without(&self) -> &[String] {
        if self.enclosed.is_empty() { &[] } else { &self.without }
    }

    /// Adds to what the journal says of a message: which copies went with it, and which invoices had none.
    pub(crate) fn told(&self, payload: &mut serde_json::Value) {
        if !self.enclosed.is_empty() {
            payload["copies"] = self.names().into();
            payload["without"] = self.without.clone().into();
        }
    }

    /// Their bytes.
    ///
    /// # Errors
    /// When one was altered on the disk.
    pub(crate) fn attachments(&self, app: &App) -> Result<Vec<Attachment>> {
        self.enclosed
            .iter()
            .map(|copy| {
                let bytes = app.documents().read(&copy.document_hash)?;
                Ok(Attachment { name: copy.name.clone(), mime: copy.media_type.clone(), bytes })
            })
            .collect()
    }
}

/// A message with the copies of the invoices that it asks for: what the house holds of them as PDF or picture, in the order in which they
/// are asked for, as far as they fit.
pub(crate) async fn with_copies(tx: &mut Tx, app: &App, scope: &Scope, items: &[OpenItem], composed: Composed) -> Result<Composed> {
    let guard = store::guard::get(tx, scope.organisation.id).await?;
    let mut room = u64::from(guard.copies_megabytes.unwrap_or(MEGABYTES)) * 1_000_000;
    if room == 0 || composed.asked.is_empty() {
        return Ok(composed);
    }
    let held = crate::service_mail::held_among(tx, scope, composed.context.debtor.id, &composed.asked).await?;
    let mut copies = Copies::default();
    for item in &composed.asked {
        let Some(number) = items.iter().find(|known| known.id == *item).map(|known| known.number.as_str()) else { continue };
        let fits = held.get(item).filter(|_| copies.enclosed.len() < MOST).and_then(|known| {
            let ending = ending_of(&known.media_type)?;
            // A document that is gone from the disk keeps no message back.
            let size = app.documents().size(&known.document_hash).filter(|size| *size <= room)?;
            Some((known, ending, size))
        });
        match fits {
            Some((known, ending, size)) => {
                room -= size;
                copies.enclosed.push(Enclosed {
                    name: format!("{}.{ending}", crate::service_mail::safe(number)),
                    media_type: known.media_type.clone(),
                    document_hash: known.document_hash.clone(),
                });
            }
            None => copies.without.push(number.to_owned()),
        }
    }
    Ok(Composed { copies, ..composed })
}

/// Says what the copies that go with one message may weigh, in millions of bytes: none with zero.
///
/// # Errors
/// [`AppError::Invalid`] for what is no number, or above [`MOST_MEGABYTES`].
#[crate::boxed]
pub async fn set_limit(app: &App, scope: &Scope, megabytes: Option<u32>) -> Result<()> {
    scope.require(Permission::RunNight)?;
    let Some(megabytes) = megabytes.filter(|most| *most <= MOST_MEGABYTES) else {
        return Err(AppError::Invalid { field: "copies", reason: words::error_copies(MOST_MEGABYTES) });
    };
    let mut tx = app.db().begin().await?;
    if store::guard::get(&mut tx, scope.organisation.id).await?.copies_megabytes.unwrap_or(MEGABYTES) == megabytes {
        return Ok(());
    }
    store::guard::set_copies(&mut tx, scope.organisation.id, megabytes).await?;
    let line = journal::line(app, scope, "guard.limits", None, None, &serde_json::json!({"copies_megabytes": megabytes}));
    store::event::append(&mut tx, scope.organisation.id, &[line]).await?;
    tx.commit().await?;
    Ok(())
}

/// What a person opens without a program for it.
fn ending_of(media_type: &str) -> Option<&'static str> {
    match media_type {
        "application/pdf" => Some("pdf"),
        "image/png" => Some("png"),
        "image/jpeg" => Some("jpg"),
        _ => None,
    }
}
