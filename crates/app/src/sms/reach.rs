//! Whom a text can reach: a gateway in use, a mobile, and nobody who asked to be left alone.

use std::collections::HashSet;

use domain::ids::{DebtorId, OrganisationId};
use domain::party::{Contact, ContactRole};
use domain::sms::Mobile;
use store::Tx;

use crate::Result;
use crate::text::sms as told;

/// What the night knows of text messages.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    has_gateway: bool,
    reached: HashSet<DebtorId>,
    /// Those whose mobiles all asked to be left alone.
    left_alone: HashSet<DebtorId>,
}

async fn is_open(tx: &mut Tx, organisation: OrganisationId) -> Result<bool> {
    Ok(store::sms::gateway(tx, organisation).await?.is_some_and(|row| row.disabled_at.is_none()))
}

impl Texts {
    /// Reads whom a text can reach; nobody without a gateway in use.
    pub(crate) async fn load(tx: &mut Tx, organisation: OrganisationId) -> Result<Self> {
        if !is_open(tx, organisation).await? {
            return Ok(Self::default());
        }
        let stopped = store::sms::stopped(tx, organisation).await?;
        let mut texts = Self { has_gateway: true, ..Self::default() };
        for (debtor, phone) in store::sms::phones(tx, organisation).await? {
            let Some(mobile) = Mobile::parse(&phone) else { continue };
            let list = if stopped.contains(mobile.as_str()) { &mut texts.left_alone } else { &mut texts.reached };
            list.insert(debtor);
        }
        Ok(texts)
    }

    /// Whether a text can reach one debtor.
    pub(crate) async fn load_of(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId, contacts: &[Contact]) -> Result<Self> {
        if !is_open(tx, organisation).await? {
            return Ok(Self::default());
        }
        let stopped = store::sms::stopped(tx, organisation).await?;
        let mut texts = Self { has_gateway: true, ..Self::default() };
        for mobile in contacts.iter().filter_map(|contact| Mobile::parse(&contact.phone)) {
            let list = if stopped.contains(mobile.as_str()) { &mut texts.left_alone } else { &mut texts.reached };
            list.insert(debtor);
        }
        Ok(texts)
    }

    /// Whether a text finds a debtor.
    pub(crate) fn reaches(&self, debtor: DebtorId) -> bool {
        self.reached.contains(&debtor)
    }

    /// Why it does not, in French.
    pub(crate) fn why_not(&self, debtor: DebtorId) -> String {
        if !self.has_gateway {
            told::without_gateway()
        } else if self.left_alone.contains(&debtor) {
            told::left_alone()
        } else {
            told::without_mobile()
        }
    }
}

/// The contact that a text goes to and its number: accounting first. `None` without a gateway in use.
pub(crate) async fn mobile_of(tx: &mut Tx, organisation: OrganisationId, contacts: &[Contact]) -> Result<Option<(Contact, Mobile)>> {
    if !contacts.iter().any(|contact| Mobile::parse(&contact.phone).is_some()) || !is_open(tx, organisation).await? {
        return Ok(None);
    }
    let stopped = store::sms::stopped(tx, organisation).await?;
    Ok(reached_by(contacts, &stopped).map(|(contact, mobile)| (contact.clone(), mobile)))
}

/// As [`mobile_of`], for numbers that are known to be left alone.
pub(crate) fn reached_by<'c>(contacts: &'c [Contact], stopped: &HashSet<String>) -> Option<(&'c Contact, Mobile)> {
    let rank = |contact: &Contact| ContactRole::ALL.iter().position(|role| *role == contact.role);
    contacts
        .iter()
        .filter_map(|contact| Some((contact, Mobile::parse(&contact.phone)?)))
        .filter(|(_, mobile)| !stopped.contains(mobile.as_str()))
        .min_by_key(|(contact, _)| rank(contact))
}
