//! The rows that tests begin with. Ids are small numbers, days are in 2026.

use chrono::{DateTime, NaiveTime, Utc};
use domain::calendar::Date;
use domain::dunning::{ActionState, Channel, Rules, Scenario};
use domain::identifiers::{EmailAddress, Iban, Siren, Siret, VatNumber};
use domain::ids::{AllocationId, ContactId, CreditorId, DebtorId, OpenItemId, OrganisationId, RunId, ScenarioId, TransactionId, UserId};
use domain::ledger::{Allocation, ItemKind, OpenItem};
use domain::party::{Address, Contact, ContactRole, Creditor, Debtor, DebtorKind, PaymentTerms};
use domain::{Cents, Currency};
use store::bank::{BankTransaction, TransactionState};
use store::event::NewEvent;
use store::item::{NewAllocation, SourcedItem};
use store::night::{NewAction, NightBatch};
use store::organisation::Organisation;
use store::user::User;
use store::{Db, Tx};
use uuid::Uuid;

pub(crate) const fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub(crate) fn day(month: u32, day: u32) -> Date {
    Date::from_ymd_opt(2026, month, day).unwrap()
}

/// Six in the morning, and some nanoseconds that neither engine has to keep.
pub(crate) fn morning(on: Date) -> DateTime<Utc> {
    on.and_time(NaiveTime::from_hms_nano_opt(6, 0, 0, 123_456_789).unwrap()).and_utc()
}

pub(crate) const ORGANISATION: OrganisationId = OrganisationId(Uuid::from_u128(0xAAAA << 64));
pub(crate) const OTHER: OrganisationId = OrganisationId(Uuid::from_u128(0xBBBB << 64));

pub(crate) fn organisation(id: OrganisationId) -> Organisation {
    Organisation {
        id,
        slug: format!("o-{}", id.0.as_u128()),
        name: "Atelier Élan".to_owned(),
        rules: Rules { minimum: Cents(500), ..Rules::default() },
        bank_fresh_days: 4,
        ledger_fresh_days: 35,
        first_send_cap: 50,
        first_sent_at: None,
    }
}

/// Makes both organisations.
pub(crate) async fn organisations(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    for id in [ORGANISATION, OTHER] {
        store::organisation::insert(&mut tx, &organisation(id), morning(day(1, 2))).await.unwrap();
    }
    tx.commit().await.unwrap();
}

fn address() -> Address {
    Address {
        lines: vec!["12 quai de la Fosse".to_owned(), "Bâtiment C".to_owned()],
        postcode: "44000".to_owned(),
        city: "Nantes".to_owned(),
        country: "FR".to_owned(),
    }
}

pub(crate) fn creditor() -> Creditor {
    Creditor {
        id: CreditorId(id(1)),
        name: "Élan".to_owned(),
        legal_form: "SAS".to_owned(),
        capital: Some(Cents(15_000_000)),
        siren: Some(Siren::parse("732829320").unwrap()),
        rcs_town: "Nantes".to_owned(),
        vat: Some(VatNumber::parse("FR44732829320").unwrap()),
        seat: address(),
        iban: Some(Iban::parse("FR1420041010050500013M02606").unwrap()),
        bic: "PSSTFRPPNTE".to_owned(),
        iban_holder: "ELAN SAS".to_owned(),
        email: Some(EmailAddress::parse("compta@elan.example").unwrap()),
        phone: "02 40 00 00 00".to_owned(),
        default_term_days: 30,
    }
}

pub(crate) fn user(organisation: OrganisationId, number: u128) -> User {
    User {
        organisation,
        id: UserId(id(number)),
        email: "claire@elan.example".to_owned(),
        name: "Claire".to_owned(),
        role: "owner".to_owned(),
        password_hash: "$argon2id$first".to_owned(),
        language: String::new(),
    }
}

pub(crate) fn debtor(number: u128) -> Debtor {
    Debtor {
        id: DebtorId(id(number)),
        code: format!("C{number:05}"),
        name: format!("Société nº {number} « L’Œuvre »"),
        kind: DebtorKind::Business,
        category: "grand compte".to_owned(),
        collector: "Claire".to_owned(),
        siren: Some(Siren::parse("732829320").unwrap()),
        siret: Some(Siret::parse("73282932000074").unwrap()),
        vat: None,
        address: address(),
        language: "fr".to_owned(),
        iban: None,
        terms: Some(PaymentTerms::end_of_month(45)),
    }
}

pub(crate) fn contact(number: u128, email: Option<&str>) -> Contact {
    Contact {
        id: ContactId(id(number)),
        role: ContactRole::Accounting,
        name: "Service comptable".to_owned(),
        email: email.map(|email| EmailAddress::parse(email).unwrap()),
        phone: String::new(),
    }
}

/// Makes debtors 1 to `count`.
pub(crate) async fn debtors(db: &Db, organisation: OrganisationId, count: u128) {
    let mut tx = db.begin().await.unwrap();
    let debtors: Vec<Debtor> = (1..=count).map(debtor).collect();
    store::debtor::upsert(&mut tx, organisation, &debtors).await.unwrap();
    tx.commit().await.unwrap();
}

/// A debit of `amount` when it is positive, else a payment.
pub(crate) fn item(number: u128, debtor: u128, amount: i64, issued_on: Date, due_on: Date) -> SourcedItem {
    let kind = if amount >= 0 { ItemKind::Invoice } else { ItemKind::Payment };
    SourcedItem {
        item: OpenItem {
            id: OpenItemId(id(number)),
            debtor: DebtorId(id(debtor)),
            kind,
            number: format!("F-{number}"),
            issued_on,
            due_on,
            due_estimated: number % 2 == 1,
            currency: Currency::EUR,
            amount: Cents(amount),
            open: Cents(amount),
        },
        source: "fec",
        source_key: format!("fec:{number}"),
        lettering: "AA".to_owned(),
        label: "Facture « été »".to_owned(),
        order_reference: String::new(),
    }
}

pub(crate) async fn items(db: &Db, organisation: OrganisationId, items: &[SourcedItem]) {
    let mut tx = db.begin().await.unwrap();
    store::item::insert(&mut tx, organisation, items).await.unwrap();
    tx.commit().await.unwrap();
}

pub(crate) fn allocation(debit: u128, credit: u128, amount: i64, value_on: Date) -> NewAllocation {
    let allocation = Allocation { debit: OpenItemId(id(debit)), credit: OpenItemId(id(credit)), amount: Cents(amount), value_on };
    NewAllocation { allocation, origin: "match", reason: "référence exacte".to_owned(), reverses: None }
}

/// The counter-row of an allocation.
pub(crate) fn counter(of: &NewAllocation, id: AllocationId) -> NewAllocation {
    let allocation = Allocation { amount: -of.allocation.amount, ..of.allocation };
    NewAllocation { allocation, origin: "correction", reason: "erreur".to_owned(), reverses: Some(id) }
}

/// Allocates in a transaction of its own; nothing stays of a refused one.
pub(crate) async fn allocate(db: &Db, rows: &[NewAllocation]) -> store::Result<()> {
    let mut tx = db.begin().await.unwrap();
    store::item::allocate(&mut tx, ORGANISATION, rows, morning(day(11, 22)), "Claire").await?;
    tx.commit().await
}

pub(crate) fn transaction(number: u128, account: domain::ids::BankAccountId, amount: i64, on: Date) -> BankTransaction {
    BankTransaction {
        id: TransactionId(id(number)),
        bank_account: account,
        source_key: format!("camt:{number}"),
        reference: format!("REF{number}"),
        booked_on: on,
        value_on: on,
        amount: Cents(amount),
        currency: Currency::EUR,
        label: "VIR SEPA F-1".to_owned(),
        end_to_end_id: "NOTPROVIDED".to_owned(),
        counterparty: "SOCIETE 1".to_owned(),
        counterparty_iban: "FR1420041010050500013M02606".to_owned(),
        state: TransactionState::ToIdentify,
        note: String::new(),
        payment_item: None,
    }
}

pub(crate) async fn scenario(db: &Db, organisation: OrganisationId) -> Scenario {
    let scenario = Scenario::french_default(ScenarioId(id(7)));
    let mut tx = db.begin().await.unwrap();
    store::scenario::insert(&mut tx, organisation, &scenario, morning(day(1, 2))).await.unwrap();
    tx.commit().await.unwrap();
    scenario
}

/// What a night decides for one debtor: an e-mail for items, each with the same step in episode 0.
pub(crate) fn new_action(organisation: OrganisationId, debtor: u128, on: Date, step: usize, items: &[(u128, i64)]) -> NewAction {
    let debtor = DebtorId(id(debtor));
    let asked = Cents::total(items.iter().map(|(_, amount)| Cents(*amount)));
    NewAction {
        id: store::night::action_id(organisation, debtor, on, Channel::Email),
        debtor,
        channel: Channel::Email,
        step,
        step_key: format!("step_{step}"),
        mode: "automatic",
        template: "first_reminder",
        currency: "EUR".to_owned(),
        asked,
        net: asked,
        not_before: None,
        state: ActionState::Planned,
        reason: String::new(),
        items: items.iter().map(|(item, amount)| (OpenItemId(id(*item)), step, 0, Cents(*amount))).collect(),
    }
}

/// Writes a night's batch of actions, each with an outcome; the scenario must be there.
pub(crate) async fn night(db: &Db, organisation: OrganisationId, on: Date, actions: Vec<NewAction>) -> RunId {
    let mut tx = db.begin().await.unwrap();
    let run = night_in(&mut tx, organisation, on, actions).await;
    tx.commit().await.unwrap();
    run
}

async fn night_in(tx: &mut Tx, organisation: OrganisationId, on: Date, actions: Vec<NewAction>) -> RunId {
    let run = store::night::begin_run(tx, organisation, on, ScenarioId(id(7)), morning(on), "nuit").await.unwrap();
    let outcomes = actions.iter().map(|action| (action.debtor, format!(r#"[{{"day":"{on}"}}]"#))).collect();
    store::night::write_batch(tx, organisation, run, on, &NightBatch { actions, outcomes }, morning(on)).await.unwrap();
    run
}

pub(crate) fn entry(number: u32) -> NewEvent {
    NewEvent {
        at: morning(day(11, 22)),
        actor: "Claire".to_owned(),
        kind: "hold.created",
        debtor: Some(DebtorId(id(1))),
        subject: Some(id(u128::from(number))),
        payload: format!(r#"{{"note":"litige nº {number}"}}"#),
    }
}
