//! A template tried out: as a debtor would read it, and as a mail to oneself.

use std::sync::Arc;

use channels::{Attachment, OutgoingMail, SendError};
use domain::dunning::{Channel, Template};
use domain::identifiers::EmailAddress;
use domain::ids::{ActionId, DebtorId};
use domain::template::{MessageKind, MessageTemplate};
use letters::ReminderContext;
use letters::template::plain;

use super::{append, chosen};
use crate::message::real_context;
use crate::text::template as words;
use crate::{App, AppError, Permission, Result, Scope, setup};

/// A template as a debtor would read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The subject; empty for a text message and a call script.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The formatted text of a mail, or of a letter in the frame of a mail.
    pub html: String,
    /// The debtor whose figures are shown; `None` for the sample's.
    pub debtor: Option<(DebtorId, String)>,
}

/// The figures of a debtor, or those of the sample in the name of the organisation.
async fn figures(
    app: &App,
    scope: &Scope,
    template: &MessageTemplate,
    debtor: Option<DebtorId>,
) -> Result<(ReminderContext, Option<DebtorId>)> {
    let real = match debtor {
        Some(debtor) => real_context(app, scope, debtor, template.key.code).await?,
        None => None,
    };
    let known = real.as_ref().map(|context| context.debtor.id);
    let mut context = match real {
        Some(context) => context,
        None => {
            let creditor = setup::creditor(app, scope.organisation.id).await?;
            // The sample's transfer code is for the sample's account.
            ReminderContext { creditor, epc_payload: None, ..letters::template::sample_context(template) }
        }
    };
    context.debtor.language = template.key.language.code().to_owned();
    let mut tx = app.db().snapshot().await?;
    let row = store::template::mandate(&mut tx, scope.organisation.id).await?;
    if row.for_others {
        context.mandate = Some(letters::template::Mandate { principal: row.principal, address: row.address, first_letter: None });
    }
    context.template = Some(Arc::new(template.clone()));
    Ok((context, known))
}

/// Shows a template with the figures of a debtor. Nothing is written; one that is not right is shown as far as it can be read.
///
/// # Errors
/// [`AppError::Letter`] when it cannot be read, [`AppError::MissingMentions`].
#[crate::boxed]
pub async fn preview(app: &App, scope: &Scope, template: &MessageTemplate, debtor: Option<DebtorId>) -> Result<Shown> {
    scope.require(Permission::ViewMessages)?;
    let (context, known) = figures(app, scope, template, debtor).await?;
    let debtor = known.map(|id| (id, format!("{} ({})", context.debtor.name, context.debtor.code)));
    if !template.key.kind.is_framed() {
        return Ok(Shown { subject: String::new(), text: plain(template, &context)?, html: String::new(), debtor });
    }
    let body = letters::email(&context)?;
    Ok(Shown { subject: body.subject, text: body.text, html: body.html, debtor })
}

/// Sends a template to the person who writes it, and to nobody else, with the figures of a debtor. A letter is attached.
///
/// # Errors
/// [`AppError::Invalid`] without a right template or an address of one's own; [`AppError::NoMail`]; [`AppError::Letter`]
/// with what the server said.
#[crate::boxed]
pub async fn send_test(app: &App, scope: &Scope, template: &MessageTemplate, debtor: Option<DebtorId>) -> Result<EmailAddress> {
    scope.require(Permission::RunNight)?;
    let office = app.mail().ok_or(AppError::NoMail)?;
    let own = scope.actor.email.as_deref().and_then(|email| EmailAddress::parse(email).ok());
    let own = own.ok_or_else(|| AppError::Invalid { field: "email", reason: words::no_own_address() })?;
    if let Some(finding) =
        super::check(app, scope, template).await?.iter().find(|finding| finding.severity == domain::template::Severity::Refused)
    {
        return Err(AppError::Invalid { field: "template", reason: words::refused(finding) });
    }
    let (context, _) = figures(app, scope, template, debtor).await?;
    let pdf = |name: &str, bytes| Attachment { name: name.to_owned(), mime: "application/pdf".to_owned(), bytes };
    let (subject, text, html, attachments) = if template.key.kind.is_framed() {
        let body = letters::email(&context)?;
        let attached = match template.key.kind {
            MessageKind::Email => pdf(&body.attachment_name, app.press().statement(&context)?),
            _ => pdf("essai.pdf", app.press().letter(&context)?),
        };
        (body.subject, body.text, body.html, vec![attached])
    } else {
        let text = plain(template, &context)?;
        let lines = text.replace('&', "&amp;").replace('<', "&lt;").replace('\n', "<br>");
        (template.name.clone(), text, format!("<p>{lines}</p>"), Vec::new())
    };
    let sender = context.creditor.email.clone().ok_or_else(|| AppError::MissingMentions(context.creditor.missing_mentions()))?;
    let mail = OutgoingMail {
        message_id: format!("<{}@{}>", store::fresh_id(), sender.domain()),
        from: (context.creditor.name.clone(), sender.clone()),
        bounces_to: None,
        reply_to: Some(sender),
        to: vec![own.clone()],
        cc: Vec::new(),
        subject: words::test_subject(&subject),
        text,
        html,
        attachments,
        date: app.now(),
        headers: vec![("Auto-Submitted".to_owned(), "auto-generated".to_owned())],
    };
    let raw = mail.to_raw().map_err(|error| AppError::Letter(error.to_string()))?;
    match office.send(&raw).await {
        Ok(_) => {}
        Err(SendError::NotSent { reason, .. } | SendError::Unknown { reason }) => {
            return Err(AppError::Invalid { field: "mail", reason: words::test_failed(&reason) });
        }
    }
    let mut tx = app.db().begin().await?;
    let payload = serde_json::json!({"template": template.key.slug(), "recipient": own.as_str()});
    append(&mut tx, app, scope, "template.tested", None, &payload).await?;
    tx.commit().await?;
    Ok(own)
}

/// What to say in a call, in the words of the organisation. `None` for what is no call, and when it has no words of its own.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn script(app: &App, scope: &Scope, action: ActionId) -> Result<Option<String>> {
    scope.require(Permission::ViewMessages)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let action = store::action::get(&mut tx, organisation, action).await?.ok_or(AppError::NotFound("action"))?;
    if action.channel != Channel::Call {
        return Ok(None);
    }
    let debtor = store::debtor::get(&mut tx, organisation, action.debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let Some(template) = chosen(&mut tx, scope, (Template::CallScript, MessageKind::CallScript), &debtor).await? else {
        return Ok(None);
    };
    drop(tx);
    let Some(context) = real_context(app, scope, debtor.id, Template::CallScript).await? else { return Ok(None) };
    Ok(Some(plain(&template, &context)?))
}
