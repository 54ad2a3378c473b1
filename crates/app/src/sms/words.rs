//! What a text says and what it weighs: before it leaves, and as it left.

use std::sync::Arc;

use domain::dunning::{ActionState, Channel, Template};
use domain::ids::ActionId;
use domain::sms::{next_leave, plain, weigh};
use domain::template::{Audience, Language, MessageKind, TemplateKey};
use letters::{LetterError, ReminderContext};
use store::sms::TextRow;

use crate::message::{Refusal, compose};
use crate::text::sms as told;
use crate::{App, AppError, Permission, Result, Scope, setup};

/// A message in the words of a text: the organisation's when it has some, else the program's for the same step.
pub(crate) fn worded(context: ReminderContext, code: Template) -> std::result::Result<ReminderContext, Refusal> {
    if context.template.is_some() {
        return Ok(context);
    }
    let key = TemplateKey {
        code,
        kind: MessageKind::Sms,
        language: Language::of_debtor(&context.debtor.language),
        audience: Audience::of(context.debtor.kind),
    };
    match crate::template::provided(key) {
        Some((_, template)) => Ok(ReminderContext { template: Some(Arc::new(template)), ..context }),
        None => Err(Refusal::Held(told::without_words())),
    }
}

/// The text of a message that was [`worded`], in signs that cost little.
pub(crate) fn texted(context: &ReminderContext) -> std::result::Result<String, LetterError> {
    let template = context.template.as_ref().ok_or_else(|| LetterError::Template("no text".to_owned()))?;
    Ok(plain(&letters::template::plain(template, context)?))
}

/// A text as it left, or may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextView {
    /// To which number.
    pub number: String,
    /// In whose name; empty for the gateway's own number.
    pub sender: String,
    /// Parts that are paid.
    pub parts: i32,
    /// What they cost in all, in thousandths of a euro.
    pub cost_mills: i64,
    /// Key of the gateway's protocol.
    pub provider: String,
    /// Its number at the gateway; empty when the gateway gave none.
    pub provider_id: String,
    /// What else the gateway said.
    pub response: String,
}

impl From<(TextRow, String)> for TextView {
    fn from((row, number): (TextRow, String)) -> Self {
        Self {
            number,
            cost_mills: i64::from(row.parts) * row.price_mills,
            sender: row.sender,
            parts: row.parts,
            provider: row.provider,
            provider_id: row.provider_id,
            response: row.response,
        }
    }
}

/// What is known of the text of an action; `None` for other channels and before it was reserved.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn text_of(app: &App, scope: &Scope, action: ActionId) -> Result<Option<TextView>> {
    scope.require(Permission::ViewMessages)?;
    let mut tx = app.db().snapshot().await?;
    Ok(store::sms::text_of(&mut tx, scope.organisation.id, action).await?.map(TextView::from))
}

/// A text that waits, as it would leave now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What it says.
    pub text: String,
    /// To which number.
    pub number: String,
    /// Parts that are paid.
    pub parts: usize,
    /// What they cost in all, in thousandths of a euro.
    pub cost_mills: i64,
    /// Whether it is held until the hours at which texts may leave.
    pub waits_for_day: bool,
    /// From when on it may leave, once nobody's word is waited for, in Paris.
    pub leaves_from: chrono::NaiveDateTime,
}

/// The text of an action that has not left; `None` when it is no text, or would not leave.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn draft(app: &App, scope: &Scope, id: ActionId) -> Result<Option<Draft>> {
    scope.require(Permission::ViewMessages)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let action = store::action::get(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("action"))?;
    let waits = matches!(action.state, ActionState::Planned | ActionState::AwaitingApproval | ActionState::Approved | ActionState::Failed);
    if action.channel != Channel::Sms || !waits {
        return Ok(None);
    }
    let creditor = setup::creditor_in(&mut tx, organisation).await?;
    let Ok(composed) = compose(&mut tx, app, scope, &creditor, &action).await? else { return Ok(None) };
    let (Some(mobile), Ok(text)) = (&composed.mobile, texted(&composed.context)) else { return Ok(None) };
    let price = store::sms::gateway(&mut tx, organisation).await?.map_or(0, |row| row.price_mills);
    let parts = weigh(&text).parts;
    let cost_mills = i64::try_from(parts).unwrap_or(i64::MAX).saturating_mul(price);
    let earliest = action.not_before.map_or(app.now(), |from| from.max(app.now()));
    let leaves_from = next_leave(earliest.with_timezone(&crate::PARIS).naive_local());
    Ok(Some(Draft {
        leaves_from,
        number: mobile.as_str().to_owned(),
        parts,
        cost_mills,
        text,
        waits_for_day: !super::send::may_leave_now(app),
    }))
}
