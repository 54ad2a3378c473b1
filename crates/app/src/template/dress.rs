//! The words in which a message leaves: the organisation's when it has some, else the program's; and what holds it back
//! when the organisation collects for another.

use std::sync::Arc;

use domain::dunning::{ActionState, Channel, Template};
use domain::template::MessageKind;
use letters::ReminderContext;
use letters::template::{FirstLetter, Mandate};
use store::Tx;

use super::{chosen, mandate};
use crate::message::{Refusal, reference};
use crate::text::template as words;
use crate::{PARIS, Result, Scope};

/// Messages of a debtor among which the first letter is looked for.
const LOOKED_AT: i64 = 500;

/// Puts a message in the words of the organisation, or says why it may not leave.
pub(crate) async fn dress(
    tx: &mut Tx,
    scope: &Scope,
    of: (Template, MessageKind),
    context: ReminderContext,
) -> Result<std::result::Result<ReminderContext, Refusal>> {
    let row = store::template::mandate(tx, scope.organisation.id).await?;
    if let Some((_, first, _)) = mandate::missing(&row).into_iter().next() {
        return Ok(Err(Refusal::Held(words::locked(&first))));
    }
    let own = chosen(tx, scope, of, &context.debtor).await?;
    if !row.for_others {
        // Rules change with the program and with the mandate: words that they refuse by now stay in the drawer, and the
        // program's leave in their place.
        let own = own.filter(|own| letters::template::is_right(&letters::template::lint(own, false)));
        return Ok(Ok(ReminderContext { template: own.map(Arc::new), ..context }));
    }
    // The program's own words are those of a creditor who acts for itself.
    let Some(own) = own.filter(|own| letters::template::is_right(&letters::template::lint(own, true))) else {
        return Ok(Err(Refusal::Held(words::without_mentions())));
    };
    let first_letter = first_letter(tx, scope, &context).await?;
    let mandate = Mandate { principal: row.principal, address: row.address, first_letter };
    Ok(Ok(ReminderContext { template: Some(Arc::new(own)), mandate: Some(mandate), ..context }))
}

/// What was written to the debtor first, as the debtor has it: under its own reference, on the day that it bears.
async fn first_letter(tx: &mut Tx, scope: &Scope, context: &ReminderContext) -> Result<Option<FirstLetter>> {
    let organisation = scope.organisation.id;
    let sent = store::action::of_debtor(tx, organisation, context.debtor.id, LOOKED_AT).await?;
    let is_letter = |channel: Channel| channel == Channel::Email || channel.is_letter();
    let mut first: Option<FirstLetter> = None;
    for action in sent.iter().rev().filter(|action| action.state == ActionState::Sent && is_letter(action.channel)) {
        // From the oldest on: what was decided after one had left did not leave before it.
        if first.as_ref().is_some_and(|first| first.on <= action.business_date) || action.business_date >= context.written_on {
            continue;
        }
        let of_day = |on| FirstLetter { reference: reference(&context.debtor, on), on };
        let written = if action.channel == Channel::Email {
            let message = store::action::messages(tx, organisation, action.id).await?.pop();
            // Of one that left after a backup that was taken back, nobody knows the day.
            let Some(message) = message else { continue };
            of_day(channels::business_date(message.created_at, PARIS))
        } else {
            let letter = store::letter::current(tx, organisation, action.id).await?;
            // Printed elsewhere, it is known by the day on which it was decided.
            letter.map_or_else(|| of_day(action.business_date), |letter| FirstLetter { reference: letter.reference, on: letter.made_on })
        };
        if written.on < context.written_on && first.as_ref().is_none_or(|first| written.on < first.on) {
            first = Some(written);
        }
    }
    Ok(first)
}

/// Why the requests for payment of an organisation may not leave: who collects for another has no text for them.
pub(crate) async fn refuse_requests(tx: &mut Tx, scope: &Scope) -> Result<Option<Refusal>> {
    let row = store::template::mandate(tx, scope.organisation.id).await?;
    Ok(row.for_others.then(|| Refusal::Held(words::no_requests())))
}
