//! Whom an electronic registered letter can reach: a service in use, and what the law asks of the addressee (CPCE art. L100).

use std::collections::{HashMap, HashSet};

use domain::Date;
use domain::dunning::{Channel, Scenario};
use domain::ids::{DebtorId, OrganisationId};
use domain::party::{Contact, Debtor};
use domain::post::{ElectronicContact, PaperReason, addressed};
use store::Tx;

use super::electronic::{kept, known_contacts};
use crate::Result;
use crate::text::electronic as told;

/// Whether there is a service whose keys open and that was not stopped.
async fn is_open(tx: &mut Tx, organisation: OrganisationId) -> Result<bool> {
    let row = store::electronic_carrier::get(tx, organisation).await?;
    Ok(row.is_some_and(|row| row.disabled_at.is_none() && kept(&row).is_ok()))
}

fn is_asked(scenarios: &[Scenario]) -> bool {
    scenarios.iter().flat_map(Scenario::steps).any(|step| step.channels.contains(&Channel::Electronic))
}

/// What the night knows of electronic registered letters.
#[derive(Debug, Default)]
pub(crate) struct ElectronicReach {
    is_open: bool,
    reached: HashSet<DebtorId>,
    /// Why those with an e-mail are not.
    on_paper: HashMap<DebtorId, PaperReason>,
}

impl ElectronicReach {
    /// Reads whom such a letter can reach; nobody without a service in use, or when no step asks.
    pub(crate) async fn load(tx: &mut Tx, organisation: OrganisationId, scenarios: &[Scenario], today: Date) -> Result<Self> {
        if !is_asked(scenarios) || !is_open(tx, organisation).await? {
            return Ok(Self::default());
        }
        let mut reach = Self { is_open: true, ..Self::default() };
        let rows = store::letter::electronic_contacts(tx, organisation).await?;
        for of_one in rows.chunk_by(|(one, ..), (other, ..)| one == other) {
            let Some((debtor, kind, account, ..)) = of_one.first() else { continue };
            let known: Vec<ElectronicContact<'_>> =
                of_one.iter().map(|(.., name, agreed_on)| ElectronicContact { name, has_email: true, agreed_on: *agreed_on }).collect();
            match addressed((*kind, account), &known, today) {
                Ok(_) => {
                    reach.reached.insert(*debtor);
                }
                Err(reason) => {
                    reach.on_paper.insert(*debtor, reason);
                }
            }
        }
        Ok(reach)
    }

    /// Whether such a letter may go to a debtor.
    pub(crate) fn reaches(&self, debtor: DebtorId) -> bool {
        self.reached.contains(&debtor)
    }

    /// Why it may not, in words.
    pub(crate) fn why_not(&self, debtor: DebtorId) -> String {
        if !self.is_open {
            return told::without_service();
        }
        told::why_on_paper(self.on_paper.get(&debtor).copied().unwrap_or(PaperReason::NoEmail))
    }
}

/// Whether such a letter may go to one debtor, with its contacts without the addresses that came back.
pub(crate) async fn takes_electronic(
    tx: &mut Tx,
    organisation: OrganisationId,
    (debtor, contacts): (&Debtor, &[Contact]),
    scenarios: &[Scenario],
    today: Date,
) -> Result<bool> {
    if !is_asked(scenarios) || !is_open(tx, organisation).await? {
        return Ok(false);
    }
    let agreed = store::letter::agreements(tx, organisation, debtor.id).await?;
    Ok(addressed((debtor.kind, &debtor.name), &known_contacts(contacts, &agreed), today).is_ok())
}
