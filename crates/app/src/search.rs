//! The search over everything: debtors by name, code, town, SIREN, SIRET or IBAN, projects by code, items by number or
//! amount, mails by their text.

use domain::ids::{ActionId, DebtorId, ReceivedId};
use domain::ledger::{Ageing, OpenItem};
use domain::party::Debtor;
use domain::{Cents, Currency, Date};
use store::Tx;

use crate::{App, Permission, Result, Scope};

/// Something that a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A debtor, with what it owes in each currency.
    Debtor {
        /// The account.
        debtor: Box<Debtor>,
        /// What it owes.
        owed: Vec<(Currency, Cents)>,
    },
    /// An item, and the name of its debtor.
    Item {
        /// The item.
        item: OpenItem,
        /// Its debtor's name.
        debtor_name: String,
    },
    /// A project, and what is open of it.
    Project {
        /// Its code.
        code: String,
        /// By currency: how many items, and how much.
        open: Vec<(Currency, i64, Cents)>,
    },
    /// A mail that came in.
    Received {
        /// It.
        id: ReceivedId,
        /// Its subject.
        subject: String,
        /// Who wrote it.
        sender: String,
        /// When.
        on: Date,
    },
    /// A message that left.
    Sent {
        /// Its action.
        action: ActionId,
        /// Its subject.
        subject: String,
        /// To whom.
        recipient: String,
        /// When.
        on: Date,
    },
}

/// The shortest word by which mails are looked through, and projects.
const SHORTEST: usize = 3;
/// Projects that are told at most: what is open of each is added up.
const PROJECTS: i64 = 5;

/// `FR76 3000…` without its blanks, when the words may begin an IBAN.
fn iban(words: &str) -> Option<String> {
    let compact: String = words.chars().filter(|sign| !sign.is_whitespace()).collect::<String>().to_uppercase();
    let bytes = compact.as_bytes();
    let begins = bytes.len() >= 6 && bytes[..2].iter().all(u8::is_ascii_alphabetic) && bytes[2..4].iter().all(u8::is_ascii_digit);
    (begins && bytes.iter().all(u8::is_ascii_alphanumeric)).then_some(compact)
}

/// What words find, `limit` of each kind at most.
///
/// # Errors
/// [`crate::AppError`].
#[crate::boxed]
pub async fn search(app: &App, scope: &Scope, words: &str, limit: usize) -> Result<Vec<Found>> {
    scope.require(Permission::ViewReceivables)?;
    let words = words.trim();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let (organisation, most) = (scope.organisation.id, i64::try_from(limit).unwrap_or(i64::MAX));
    let mut tx = app.db().snapshot().await?;
    let mut found = debtors(&mut tx, app, scope, words, most).await?;
    if words.chars().count() >= SHORTEST {
        for code in store::project::codes(&mut tx, organisation, words, PROJECTS.min(most)).await? {
            let open = store::project::open_of(&mut tx, organisation, &code).await?;
            found.push(Found::Project { code, open });
        }
    }
    let amount = Cents::parse(words.trim_end_matches('€').trim()).ok().filter(|amount| !amount.is_zero());
    let mut items = match amount {
        Some(amount) => store::search::by_amount(&mut tx, organisation, amount, most).await?,
        None => Vec::new(),
    };
    for item in store::search::by_number(&mut tx, organisation, words, most).await? {
        if !items.contains(&item) {
            items.push(item);
        }
    }
    let mut known = Vec::new();
    for item in items.into_iter().take(limit) {
        known.extend(store::item::get(&mut tx, organisation, item).await?);
    }
    let names = crate::dashboard::names(&mut tx, organisation, known.iter().map(|item| item.debtor)).await?;
    found.extend(known.into_iter().map(|item| {
        let debtor_name = names.get(&item.debtor).map(|(_, name)| name.clone()).unwrap_or_default();
        Found::Item { item, debtor_name }
    }));
    if words.chars().count() >= SHORTEST && scope.actor.role.may(Permission::ViewMessages) {
        for (id, subject, sender, on) in store::search::received(&mut tx, organisation, words, most).await? {
            found.push(Found::Received { id, subject, sender, on });
        }
        for (action, subject, recipient, on) in store::search::sent(&mut tx, organisation, words, most).await? {
            found.push(Found::Sent { action, subject, recipient, on });
        }
    }
    Ok(found)
}

/// The accounts that words find, with what each owes.
async fn debtors(tx: &mut Tx, app: &App, scope: &Scope, words: &str, most: i64) -> Result<Vec<Found>> {
    let organisation = scope.organisation.id;
    let folded: Vec<String> = store::debtor::fold(words).split_whitespace().map(str::to_owned).collect();
    let digits: String = words.chars().filter(char::is_ascii_digit).collect();
    let digits = if matches!(digits.len(), 9 | 14) { digits } else { "-".to_owned() };
    let mut ids: Vec<DebtorId> = store::search::debtors(tx, organisation, &folded, &digits, most).await?;
    if let Some(iban) = iban(words) {
        let by_iban = store::search::by_iban(tx, organisation, &iban, most).await?;
        ids.extend(by_iban.into_iter().filter(|id| !ids.contains(id)).collect::<Vec<_>>());
    }
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        let Some(debtor) = store::debtor::get(tx, organisation, id).await? else { continue };
        let mut balances: Vec<(Currency, Ageing)> = Vec::new();
        for item in store::item::of_debtor(tx, organisation, id).await?.into_iter().filter(|item| !item.open.is_zero()) {
            if !balances.iter().any(|(currency, _)| *currency == item.currency) {
                balances.push((item.currency, Ageing::default()));
            }
            if let Some((_, ageing)) = balances.iter_mut().find(|(currency, _)| *currency == item.currency) {
                ageing.add(item.kind, item.due_on, item.open, app.today());
            }
        }
        let owed = balances.into_iter().map(|(currency, ageing)| (currency, ageing.total())).collect();
        found.push(Found::Debtor { debtor: Box::new(debtor), owed });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::iban;

    #[test]
    fn an_iban_is_known_by_its_beginning() {
        for (words, expected) in [
            ("FR14 2004 1010", Some("FR1420041010")),
            ("fr1420", Some("FR1420")),
            ("FA2026-001", None),
            ("FR14", None),
            ("Dupont", None),
            ("1 234,56", None),
        ] {
            assert_eq!(iban(words).as_deref(), expected, "{words}");
        }
    }
}
