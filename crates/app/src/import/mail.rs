//! Received mail that a person or the watched folder brings as a file: it goes the road of the mailbox.

use super::{Context, ImportFailure, ImportReport, problems};
use crate::mail_in::{Origin, Taken, receive};

pub(super) async fn import(context: Context<'_>, bytes: &[u8]) -> Result<ImportReport, ImportFailure> {
    let mail = formats::mail::read(bytes)?;
    let mut report = ImportReport { read: 1, problems: problems(&mail.diagnostics), ..ImportReport::default() };
    let Context { app, scope, tx } = context;
    match receive(tx, app, scope, bytes, Ok(mail), Origin::File).await? {
        Taken::Kept => report.created = 1,
        Taken::Known | Taken::Own => report.unchanged = 1,
    }
    Ok(report)
}
