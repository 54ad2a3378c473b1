//! The body of a reminder by e-mail.

use crate::context::ReminderContext;
use crate::error::LetterError;
use crate::templates;
use crate::view::{Medium, View};
use crate::wording::Language;

/// A reminder by e-mail, ready for its envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailBody {
    /// The subject: one line, which never tells that a private person owes.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same in HTML: no remote picture, no tracking, no link but `mailto:`.
    pub html: String,
    /// The file name of the statement that goes with it, as quiet as the subject.
    pub attachment_name: String,
}

/// Writes a reminder as an e-mail.
///
/// # Errors
/// [`LetterError`], checked in its order; a missing address does not matter here.
pub fn email(context: &ReminderContext) -> Result<EmailBody, LetterError> {
    let view = View::new(context, Medium::Email)?;
    let folder = if context.is_discreet() { "/discreet" } else { "" };
    let name = templates::line(&format!("{}{folder}/attachment.txt", Language::of(&context.debtor.language).code()), ())?;
    Ok(EmailBody {
        text: templates::render("layout/email.txt", &view)?,
        html: templates::render("layout/email.html", &view)?,
        attachment_name: format!("{name}-{}.pdf", file_part(&view.reference)),
        subject: view.subject,
    })
}

/// Letters, digits and hyphens of a reference: what every file system and mail reader takes.
fn file_part(reference: &str) -> String {
    reference.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}
