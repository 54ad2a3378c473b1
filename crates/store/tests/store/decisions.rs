//! Decisions of persons on actions, calls, and who else has a say: rows, and what an organisation sees of them.

use domain::dunning::{ActionState, Channel};
use domain::ids::{ActionId, ContactId, DebtorId, OrganisationId};
use domain::{Cents, Currency, Date};
use store::Tx;
use store::approval::Decision;
use store::call::CallRow;
use store::courtesy::{CourtesySettings, CourtesyStop};
use store::sms_inbound::InboundRow;
use store::veto::VetoSettings;

use crate::given::{ORGANISATION, contact, id, morning};

fn own_action(on: Date) -> ActionId {
    store::night::action_id(ORGANISATION, DebtorId(id(1)), on, Channel::Email)
}

/// A row in each table, for whichever organisation.
pub(crate) async fn fill(tx: &mut Tx, organisation: OrganisationId, on: Date) {
    let at = morning(on);
    let call = CallRow {
        id: id(90),
        action: store::night::action_id(organisation, DebtorId(id(1)), on, Channel::Email),
        outcome: "promise".to_owned(),
        amount: Some(Cents(500)),
        currency: Currency::EUR,
        on_day: Some(on),
        note: "« demain »".to_owned(),
        recorded_on: on,
        recorded_at: at,
        recorded_by: "Claire".to_owned(),
    };
    store::call::insert(tx, organisation, &call).await.unwrap();
    store::care::set_last_word(tx, organisation, DebtorId(id(1)), Some("sensible"), "Claire", at).await.unwrap();
    store::care::set_sales(tx, organisation, DebtorId(id(1)), "Paul", Some("paul@elan.example")).await.unwrap();
    let settings = VetoSettings { enabled: true, address: "https://q.example".to_owned(), secret: "clé".to_owned() };
    store::veto::set_settings(tx, organisation, &settings, "Claire", at).await.unwrap();
    let key = (on, "paul@elan.example");
    assert!(store::veto::reserve_digest(tx, organisation, key, (None, "a"), at).await.unwrap());
    assert!(!store::veto::reserve_digest(tx, organisation, key, (None, "a b"), at).await.unwrap(), "one a day");
    assert!(!store::veto::reserve_digest(tx, organisation, key, (Some("a"), "a b"), at).await.unwrap(), "not while it leaves");
    store::veto::settle_digest(tx, organisation, key, ("sent", ""), "a").await.unwrap();
    assert!(!store::veto::reserve_digest(tx, organisation, key, (Some(""), "b"), at).await.unwrap(), "another told of more");
    assert!(store::veto::reserve_digest(tx, organisation, key, (Some("a"), "a b"), at).await.unwrap(), "what came later");
    store::veto::settle_digest(tx, organisation, key, ("sent", ""), "a b").await.unwrap();
    let inbound = InboundRow {
        secret_hash: "hash".to_owned(),
        number_field: "from".to_owned(),
        text_field: "text".to_owned(),
        id_field: String::new(),
        created_at: at,
        created_by: "Claire".to_owned(),
        called_at: None,
        failing_since: None,
        last_error: String::new(),
    };
    store::sms_inbound::set(tx, organisation, &inbound).await.unwrap();
    store::sms_inbound::called(tx, organisation, at, "sourde").await.unwrap();
    assert!(store::sms_inbound::get(tx, organisation).await.unwrap().unwrap().failing_since.is_some());
    store::sms_inbound::called(tx, organisation, at, "").await.unwrap();
    let kept = store::sms_inbound::get(tx, organisation).await.unwrap().unwrap();
    assert!(kept.called_at.is_some() && kept.failing_since.is_none() && kept.secret_hash == "hash", "{kept:?}");
    let courtesy = CourtesySettings { enabled: true, address: "https://q.example".to_owned(), secret: "clé".to_owned() };
    store::courtesy::set_settings(tx, organisation, &courtesy, "Claire", at).await.unwrap();
    let stop = CourtesyStop {
        id: id(77),
        debtor: DebtorId(id(1)),
        email: "a@client.example".to_owned(),
        note: String::new(),
        created_at: at,
        created_by: "lien".to_owned(),
    };
    assert!(store::courtesy::stop(tx, organisation, &stop).await.unwrap());
    assert!(!store::courtesy::stop(tx, organisation, &CourtesyStop { id: id(78), ..stop }).await.unwrap(), "once");
    let (debtor, number) = (DebtorId(id(1)), domain::party::Contact { phone: "02 40 00 00 01".to_owned(), ..contact(9, None) });
    store::debtor::upsert_contacts(tx, organisation, &[(debtor, number.clone())]).await.unwrap();
    assert!(store::call::mark_wrong(tx, organisation, debtor, number.id, on).await.unwrap());
}

/// What an organisation sees of them.
pub(crate) async fn counts(tx: &mut Tx, o: OrganisationId, on: Date) -> Vec<(&'static str, usize)> {
    let (debtor, action) = (DebtorId(id(1)), own_action(on));
    vec![
        ("inbound texts", usize::from(store::sms_inbound::get(tx, o).await.unwrap().is_some())),
        ("courtesy settings", usize::from(store::courtesy::settings(tx, o).await.unwrap().is_some())),
        ("courtesy declined", store::courtesy::declined(tx, o).await.unwrap().len()),
        ("courtesy of debtor", store::courtesy::of_debtor(tx, o, debtor).await.unwrap().len()),
        ("calls of action", store::call::of_action(tx, o, action).await.unwrap().len()),
        ("calls of debtor", store::call::of_debtor(tx, o, debtor, 9).await.unwrap().len()),
        ("wrong numbers", store::call::wrong_numbers(tx, o, debtor).await.unwrap().len()),
        ("accounts with wrong numbers", store::call::with_wrong_numbers(tx, o).await.unwrap().len()),
        ("last words", store::care::last_words(tx, o).await.unwrap().len()),
        ("list of last words", store::care::list_last_words(tx, o).await.unwrap().len()),
        ("last word of debtor", usize::from(store::care::has_last_word(tx, o, debtor).await.unwrap())),
        ("care", usize::from(store::care::of(tx, o, debtor).await.unwrap().sales_email.is_some())),
        ("veto settings", usize::from(store::veto::settings(tx, o).await.unwrap().is_some())),
        ("digests", store::veto::digests(tx, o, 9).await.unwrap().len()),
        ("states", store::approval::states(tx, o, &[action]).await.unwrap().len()),
        ("version", usize::from(store::approval::version(tx, o, action).await.unwrap().is_some())),
    ]
}

/// Nothing of another organisation is decided or marked.
pub(crate) async fn moves_nothing(tx: &mut Tx, other: OrganisationId, on: Date) {
    let (action, at) = (own_action(on), morning(on));
    let decision =
        Decision { from: &[ActionState::Planned], channels: &Channel::ALL, to: ActionState::Cancelled, reason: "", by: "Paul", at };
    assert!(store::approval::decide(tx, other, &[action], decision).await.unwrap().is_empty());
    assert!(store::approval::take_back(tx, other, &[action], at, ("Paul", at)).await.unwrap().is_empty());
    store::call::again_at(tx, other, action, at).await.unwrap();
    assert!(!store::call::mark_wrong(tx, other, DebtorId(id(1)), ContactId(id(9)), on).await.unwrap());
    assert_eq!(store::care::hold_back(tx, other, DebtorId(id(1))).await.unwrap(), 0);
    store::care::set_last_word(tx, other, DebtorId(id(1)), None, "Paul", at).await.unwrap();
}
