//! What a message may say that came before it: « malgré notre courriel du 3 mars ».

use std::collections::{HashMap, HashSet};

use domain::Date;
use domain::dunning::{Channel, ItemFacts};
use domain::ids::OpenItemId;
use letters::PreviousMessage;
use store::Tx;
use store::action::Action;

use crate::{Result, Scope};

/// The most that are told.
const MOST: usize = 5;

/// Earlier messages that asked for one of the same items when it was overdue, each on the day on which it reached the debtor; oldest
/// first. What asked for something else, or asked for nothing, was no reminder of these.
pub(super) async fn messages<'f>(
    tx: &mut Tx,
    scope: &Scope,
    (action, today): (&Action, Date),
    asked: impl Iterator<Item = &'f ItemFacts>,
) -> Result<Vec<PreviousMessage>> {
    let due: HashMap<OpenItemId, Date> = asked.map(|item| (item.id, item.due_on)).collect();
    let spoken = store::voice::spoken(tx, scope.organisation.id, action.id, action.business_date).await?;
    let mut told = HashSet::new();
    let is_about = |item: OpenItemId, on: Date| on < today && due.get(&item).is_some_and(|due_on| on > *due_on);
    let mut previous: Vec<PreviousMessage> = spoken
        .into_iter()
        .filter(|earlier| is_about(earlier.item, earlier.on) && told.insert(earlier.action))
        .filter_map(|earlier| Some(PreviousMessage { sent_on: earlier.on, channel: by(earlier.channel)? }))
        .collect();
    previous.drain(..previous.len().saturating_sub(MOST));
    Ok(previous)
}

fn by(channel: Channel) -> Option<letters::Channel> {
    match channel {
        Channel::Email => Some(letters::Channel::Email),
        Channel::Sms => Some(letters::Channel::Sms),
        Channel::Letter | Channel::Registered | Channel::Electronic => Some(letters::Channel::Letter),
        Channel::Call => Some(letters::Channel::Call),
        Channel::Task => None,
    }
}
