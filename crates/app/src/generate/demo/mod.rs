//! The demo: a believable firm of Nantes, seen on any day of its last months.
//!
//! Everything is drawn once for a business date; [`demo_as_known`] then shows the files as they were on
//! an earlier day, so that past nights can be replayed one after the other. The bank's last day is in
//! the statement and not yet in the books: it is booked, with the bank's reference as `PieceRef`, in the
//! file of the next working day. An entry keeps its number in every later file; only letters are added.

mod bank;
mod files;
mod history;

pub use files::{DemoFiles, demo, demo_as_known};

use super::chance::Chance;
use super::customers::{self, Clientele, Customer, CustomerKind};
use super::identities::{Registry, draw_iban, siret};
use super::ledger::{Company, settle};
use super::{Portfolio, names};
use domain::calendar::{Date, working_day_before};
use std::collections::HashSet;

/// Debtors of the demo.
const CUSTOMERS: usize = 200;
/// The draw that the demo shows; chosen for its readable story, not for its figures.
const SEED: u64 = 2_026;

/// Who follows the accounts: the important ones, then the others in turn.
const COLLECTORS: [&str; 3] = ["Claire Guérin", "Mathieu Robin", "Sonia Le Gall"];

/// The generated creditor; its numbers are valid and always the same.
pub(super) fn company() -> Company {
    let (mut registry, mut chance) = (Registry::new(), Chance::new(SEED, 0));
    let (siren, siret) = loop {
        let siren = registry.siren(&mut chance, false);
        if let Some(siret) = siret(&siren, 1) {
            break (siren, siret);
        }
    };
    Company {
        name: "Comptoir Industriel de l'Erdre",
        legal_form: "SAS",
        capital: 150_000,
        vat: siren.vat_number(),
        siren,
        siret,
        street: "14 rue des Chantiers",
        town: ("44300", "Nantes"),
        rcs_town: "Nantes",
        iban: draw_iban(&mut chance, "13807"),
        bic: "CCBPFRPPNAN",
        iban_holder: "COMPTOIR INDUSTRIEL DE L ERDRE",
        email: "comptabilite@comptoir-erdre.example",
        phone: "+33261910142",
    }
}

/// Draws the demo: 200 debtors, 5 000 invoices over the 18 months that end before `today`, every payment
/// with its bank entry, and no event on or after `today`.
#[must_use]
pub fn demo_portfolio(today: Date) -> Portfolio {
    let last = working_day_before(today);
    let customers = clients(&mut Chance::new(SEED, 1));
    let mut ledger = settle(history::draw(&customers, last, &mut Chance::new(SEED, 2)), &customers);
    let chance = &mut Chance::new(SEED, 3);
    history::add_cash_on_account(&mut ledger, &customers, last, chance);
    history::add_movements(&mut ledger, last, chance);
    let statement = bank::state(&mut ledger, &customers, chance);
    Portfolio { company: company(), customers, ledger, statement }
}

/// Customers of the west with distinct names; about one in twenty has no mail address.
fn clients(chance: &mut Chance) -> Vec<Customer> {
    let clientele = Clientele {
        towns: names::WEST,
        kinds: [0.70, 0.80, 0.88],
        tempers: [0.42, 0.56, 0.66, 0.86, 0.90, 0.965],
        terms: [0.48, 0.58, 0.64, 0.90],
        heaviest: 24.0,
    };
    let mut seen = HashSet::new();
    let mut clients = customers::draw(CUSTOMERS * 3 / 2, &clientele, chance);
    clients.retain(|client| seen.insert(client.base_name.clone()));
    clients.truncate(CUSTOMERS);
    let companies: Vec<usize> = (0..clients.len()).filter(|position| clients[*position].kind == CustomerKind::Company).collect();
    for position in 0..clients.len() {
        let head = chance.happens(0.03).then(|| *chance.pick(&companies)).filter(|head| *head != position);
        let client = &mut clients[position];
        client.code = format!("C{:06}", position + 1);
        client.head = head.filter(|_| client.kind == CustomerKind::Company);
        // One enormous customer would hide all the others on every page.
        client.log_mean = client.log_mean.clamp(4.6, 7.2);
        client.subscription = client.subscription.map(|amount| amount.min(domain::Cents(180_000)));
        if chance.happens(0.05) {
            client.email.clear();
        }
        let important = client.weight > 9.0;
        client.category = match client.kind {
            CustomerKind::Public => "Public",
            CustomerKind::Person => "Particulier",
            _ if important => "Stratégique",
            _ => "Standard",
        };
        client.collector = if important { COLLECTORS[0] } else { COLLECTORS[1 + position % 2] };
    }
    clients
}
