//! One organisation never sees or moves another's rows, not even with the other's ids in hand.

use domain::dunning::{ActionState, Channel, Hold};
use domain::ids::{
    ClauseId, DebtorId, HoldId, ImportId, LawRowId, OpenItemId, OrganisationId, RunId, TimeLimitId, TransactionId, WaiverId,
};
use domain::interest::Clause;
use domain::law::{Row, Value};
use domain::{Cents, Currency};
use store::action::Message;
use store::bank::TransactionState;
use store::hold::HoldRow;
use store::import::{Freshness, ImportFile};
use store::interest::{ClauseRow, InterestTerms, WaivedWhat, WaiverRow};
use store::law::OwnRow;
use store::time_limit::FactKind;
use store::{Db, Tx};

use crate::base::on_both;
use crate::calendar_feed::feed;
use crate::given::{
    ORGANISATION, OTHER, allocation, contact, creditor, day, debtors, entry, id, item, items, morning, new_action, night, organisations,
    scenario, transaction, user,
};
use crate::time_limit::{fact, limit};

const TODAY: (u32, u32) = (2, 9);

async fn fill_ledger(tx: &mut Tx, organisation: OrganisationId) {
    let on = day(TODAY.0, TODAY.1);
    let ids = store::item::allocate(tx, organisation, &[allocation(2, 10, 500, day(1, 6))], morning(on), "Claire").await.unwrap();
    let loss = crate::ledger::operation(60, store::ledger::OperationKind::WriteOff, 2, 500);
    let part = domain::accounting::VatPart { rate: domain::law::RateBp(2_000), gross: Cents(500) };
    store::ledger::insert(tx, organisation, &loss, &ids, &[part]).await.unwrap();
    store::ledger::insert_rate(tx, organisation, &crate::ledger::dollar(), morning(on), "Claire").await.unwrap();
    store::ledger::set_settings(tx, organisation, &store::ledger::LedgerSettings { account_digits: 6, ..Default::default() })
        .await
        .unwrap();
    store::ledger::set_terms(tx, organisation, DebtorId(id(2)), None, domain::ledger::terms::Sector::Wine).await.unwrap();
}

/// The e-mail of the night left a day later than planned.
async fn left_late(tx: &mut Tx, organisation: OrganisationId) {
    let action = store::night::action_id(organisation, DebtorId(id(1)), day(TODAY.0, TODAY.1), Channel::Email);
    store::action::left_on(tx, organisation, action, day(TODAY.0, TODAY.1 + 1)).await.unwrap();
}

/// Something in every table, with the same ids for whichever organisation.
pub(crate) async fn fill(db: &Db, organisation: OrganisationId) -> RunId {
    let (on, claire) = (day(TODAY.0, TODAY.1), user(organisation, 1));
    scenario(db, organisation).await;
    debtors(db, organisation, 2).await;
    let written = [item(1, 1, 1_000, day(1, 5), day(2, 4)), item(2, 1, 500, day(1, 5), day(2, 4)), item(10, 1, -500, day(1, 6), day(1, 6))];
    items(db, organisation, &written).await;
    let run = night(db, organisation, on, vec![new_action(organisation, 1, on, 1, &[(1, 1_000)])]).await;
    let mut tx = db.begin().await.unwrap();
    store::organisation::upsert_creditor(&mut tx, organisation, &creditor()).await.unwrap();
    store::guard::set_limits(&mut tx, organisation, (Some(9), None), None).await.unwrap();
    crate::binding::fill(&mut tx, organisation).await;
    crate::template::fill(&mut tx, organisation).await;
    store::user::insert(&mut tx, &claire, morning(on)).await.unwrap();
    store::user::insert_session(&mut tx, &claire, "token", morning(on), morning(day(12, 1))).await.unwrap();
    store::debtor::upsert_contacts(&mut tx, organisation, &[(DebtorId(id(1)), contact(1, Some("a@un.example")))]).await.unwrap();
    fill_ledger(&mut tx, organisation).await;
    fill_bank(&mut tx, organisation).await;
    let file = ImportFile {
        id: ImportId(id(1)),
        kind: "fec".to_owned(),
        file_name: "fec.txt".to_owned(),
        document_hash: String::new(),
        imported_on: on,
        imported_at: morning(on),
        actor: "Claire".to_owned(),
        counts: [1; 5],
        problems: "[]".to_owned(),
    };
    store::import::insert(&mut tx, organisation, &file).await.unwrap();
    let brought = store::import_bank::Brought { lines: vec![(TransactionId(id(1)), true)], statements: vec![id(70)] };
    store::import_bank::insert(&mut tx, organisation, ImportId(id(1)), &brought).await.unwrap();
    crate::import_mapping::fill(&mut tx, organisation).await;
    let hold = HoldRow {
        id: HoldId(id(1)),
        debtor: DebtorId(id(2)),
        item: None,
        hold: Hold { until: None },
        kind: store::hold::HoldKind::Pause,
        note: String::new(),
        created_at: morning(on),
        created_by: "Claire".to_owned(),
    };
    store::hold::insert(&mut tx, organisation, &hold).await.unwrap();
    crate::decisions::fill(&mut tx, organisation, on).await;
    crate::dispute::fill(&mut tx, organisation, on).await;
    fill_interest(&mut tx, organisation).await;
    store::claim::insert_facts(&mut tx, organisation, OpenItemId(id(1)), &crate::claim::facts(), morning(on), "Claire").await.unwrap();
    let opened = crate::claim::event(1, 1, domain::claim::ClaimEventKind::InsolvencyOpened, on);
    store::claim::insert_event(&mut tx, organisation, &opened).await.unwrap();
    let decision = store::claim::OverrideRow {
        id: domain::ids::OverrideId(id(1)),
        item: OpenItemId(id(1)),
        decision: domain::preflight::Override::new("Claire", "accord", vec![domain::preflight::Finding::DocumentMissing]).unwrap(),
        decided_at: morning(on),
    };
    store::claim::insert_override(&mut tx, organisation, &decision).await.unwrap();
    limits(&mut tx, organisation).await;
    crate::promise::fill_promises(&mut tx, organisation).await;
    crate::service_mail::fill(&mut tx, organisation, run, on).await;
    crate::payer::fill(&mut tx, organisation, domain::ids::OperationId(id(60))).await;
    left_late(&mut tx, organisation).await;
    fill_quality(&mut tx, organisation).await;
    crate::einvoice::fill(&mut tx, organisation).await;
    let message = Message {
        action: store::night::action_id(organisation, DebtorId(id(1)), on, Channel::Email),
        attempt: 1,
        message_id: "<1@elan.example>".to_owned(),
        recipient: "a@un.example".to_owned(),
        subject: "Relevé".to_owned(),
        body_text: "Bonjour\n« \"\\\t\u{1}»".to_owned(),
        body_html: "<p>Bonjour</p>".to_owned(),
        document_hash: String::new(),
        attachment_hash: String::new(),
        created_at: morning(on),
    };
    store::action::insert_message(&mut tx, organisation, &message).await.unwrap();
    store::event::append(&mut tx, organisation, &[entry(1), entry(2)]).await.unwrap();
    crate::connections::fill(&mut tx, organisation, morning(on)).await;
    crate::mail_in::fill_mail(&mut tx, organisation).await;
    crate::sms::fill_sms(&mut tx, organisation).await;
    crate::letter::fill_letters(&mut tx, organisation).await;
    crate::plan::fill(&mut tx, organisation).await;
    crate::plan_offer::fill(&mut tx, organisation, on).await;
    crate::compromise::fill(&mut tx, organisation).await;
    crate::deferral::fill(&mut tx, organisation).await;
    crate::desk::fill(&mut tx, organisation).await;
    crate::policy::fill(&mut tx, organisation).await;
    let label = store::classification::LabelRow {
        id: id(81),
        debtor: DebtorId(id(2)),
        category: "Suivi".to_owned(),
        before: String::new(),
        given_at: morning(on),
        given_by: "Claire".to_owned(),
    };
    store::classification::insert_label(&mut tx, organisation, &label).await.unwrap();
    store::project::set(&mut tx, organisation, &[(OpenItemId(id(1)), "Chantier Nord".to_owned())]).await.unwrap();
    tx.commit().await.unwrap();
    run
}

/// An account, a line and a statement.
async fn fill_bank(tx: &mut Tx, organisation: OrganisationId) {
    let on = day(TODAY.0, TODAY.1);
    let account = store::bank::upsert_account(tx, organisation, "FR76", Currency::EUR, on).await.unwrap();
    let mut line = transaction(1, account, 500, on);
    line.state = TransactionState::Matched;
    line.payment_item = Some(OpenItemId(id(10)));
    store::bank::insert(tx, organisation, &[line]).await.unwrap();
    let statement = store::bank_statement::StatementRow {
        id: id(70),
        bank_account: account,
        format: "CFONB120".to_owned(),
        number: "1".to_owned(),
        from: on,
        to: on,
        opening: Some(Cents(1)),
        closing: None,
        entries: 1,
        sum: Cents(500),
        read_on: on,
    };
    store::bank_statement::insert(tx, organisation, &statement).await.unwrap();
}

/// A row of the law, a clause, how interest is counted, a waiver.
async fn fill_interest(tx: &mut Tx, organisation: OrganisationId) {
    let (on, created_by) = (day(TODAY.0, TODAY.1), "Claire".to_owned());
    let row = Row::new("indemnity.fixed", Value::Amount(Cents(4_000)), on, None, "D441-5", "essai");
    let own = OwnRow { id: LawRowId(id(1)), row, created_at: morning(on), created_by: created_by.clone() };
    store::law::insert(tx, organisation, &own).await.unwrap();
    let clause = ClauseRow {
        id: ClauseId(id(1)),
        debtor: Some(DebtorId(id(1))),
        clause: Clause::StatutoryTimes(3),
        applies_from: on,
        source: "CGV".to_owned(),
        created_at: morning(on),
        created_by: created_by.clone(),
    };
    store::interest::insert_clause(tx, organisation, &clause).await.unwrap();
    let terms = InterestTerms { in_letters: true, ..InterestTerms::default() };
    store::interest::set_terms(tx, organisation, creditor().id, &terms).await.unwrap();
    let waiver = WaiverRow {
        id: WaiverId(id(1)),
        item: OpenItemId(id(1)),
        what: WaivedWhat::Indemnity,
        on,
        amount: Cents(4_000),
        reason: "geste".to_owned(),
        created_at: morning(on),
        created_by,
    };
    store::interest::insert_waiver(tx, organisation, &waiver).await.unwrap();
}

/// A merge that was undone, two accounts told apart, an issue set aside, what the register said.
async fn fill_quality(tx: &mut Tx, organisation: OrganisationId) {
    let on = day(TODAY.0, TODAY.1);
    let merge = crate::merge::merge(1);
    let moved = store::merge::MovedRow { table: "contact".to_owned(), row: id(9), before: String::new() };
    store::merge::insert(tx, organisation, &merge, &[moved]).await.unwrap();
    store::merge::mark_undone(tx, organisation, merge.id, morning(on), "Claire").await.unwrap();
    store::merge::tell_apart(tx, organisation, (DebtorId(id(1)), DebtorId(id(2))), morning(on), "Claire").await.unwrap();
    let ignored =
        store::quality::Ignored { kind: domain::quality::IssueKind::NoEmail, subject: id(2), until: day(6, 1), reason: "essai".to_owned() };
    store::quality::ignore(tx, organisation, &ignored, morning(on), "Claire").await.unwrap();
    store::quality::keep_check(tx, organisation, &crate::merge::closed(1)).await.unwrap();
}

/// The number of rows that the functions of merges and of data quality give.
async fn of_quality(tx: &mut Tx, o: OrganisationId) -> Vec<(&'static str, usize)> {
    let (one, on) = (DebtorId(id(1)), day(TODAY.0, TODAY.1));
    let merge = domain::ids::MergeId(id(1));
    vec![
        ("merge", usize::from(store::merge::get(tx, o, merge).await.unwrap().is_some())),
        ("rows of a merge", store::merge::rows(tx, o, merge).await.unwrap().len()),
        ("links", store::merge::links(tx, o, one).await.unwrap().len()),
        ("unsent", store::merge::unsent(tx, o, one).await.unwrap().len()),
        ("told apart", store::merge::told_apart(tx, o).await.unwrap().len()),
        ("accounts", store::merge::accounts(tx, o).await.unwrap().len()),
        ("rows of an account", usize::try_from(store::merge::counts(tx, o, one).await.unwrap().items).unwrap()),
        ("any account", usize::from(store::debtor::get_any(tx, o, one).await.unwrap().is_some())),
        ("version", usize::from(store::account::version(tx, o, one).await.unwrap().is_some())),
        ("code", usize::from(store::account::code_is_taken(tx, o, "C00001").await.unwrap())),
        ("quality accounts", store::quality::accounts(tx, o).await.unwrap().len()),
        ("quality e-mails", store::quality::emails(tx, o).await.unwrap().len()),
        ("owed", store::quality::owed(tx, o).await.unwrap().len()),
        ("quality items", store::quality::items(tx, o, on, (on, on, on)).await.unwrap().len()),
        ("keys", store::quality::source_keys(tx, o, one).await.unwrap().len()),
        ("lettering", store::quality::lettering(tx, o, OpenItemId(id(1))).await.unwrap().len()),
        ("ignored", store::quality::ignored(tx, o, on).await.unwrap().len()),
        ("register", usize::from(store::quality::check(tx, o, one).await.unwrap().is_some())),
        ("closed", store::quality::closed(tx, o).await.unwrap().len()),
        ("unchecked", store::quality::unchecked(tx, o, day(12, 1), 9).await.unwrap().len()),
    ]
}

/// A limit that runs and one that is done, and the address of a calendar.
async fn limits(tx: &mut Tx, organisation: OrganisationId) {
    for number in [1, 2] {
        store::time_limit::insert(tx, organisation, &limit(number, Some(1))).await.unwrap();
    }
    store::time_limit::add_fact(tx, organisation, TimeLimitId(id(2)), &fact(1, FactKind::Done)).await.unwrap();
    store::calendar_feed::insert(tx, organisation, &feed(1, 1), "secret").await.unwrap();
}

/// The number of rows that each reading function gives an organisation that asks with the ids of [`fill`].
async fn counts(db: &Db, organisation: OrganisationId) -> Vec<(&'static str, usize)> {
    let mut tx = db.snapshot().await.unwrap();
    let mut counts = of_people_and_ledger(&mut tx, organisation).await;
    counts.extend(of_bank_and_night(&mut tx, organisation).await);
    counts.extend(of_outbox(&mut tx, organisation).await);
    counts.extend(of_operations(&mut tx, organisation).await);
    counts.extend(crate::payer::counts(&mut tx, organisation).await);
    counts.extend(of_quality(&mut tx, organisation).await);
    counts.extend(crate::import_mapping::counts(&mut tx, organisation).await);
    counts.extend(crate::einvoice::counts(&mut tx, organisation).await);
    counts.extend(crate::mail_in::seen(&mut tx, organisation).await);
    counts.extend(crate::sms::seen(&mut tx, organisation).await);
    counts.extend(crate::promise::seen_promises(&mut tx, organisation).await);
    counts.extend(crate::service_mail::counts(&mut tx, organisation).await);
    counts.extend(crate::plan_offer::counts(&mut tx, organisation).await);
    counts.extend(crate::decisions::counts(&mut tx, organisation, day(TODAY.0, TODAY.1)).await);
    counts.extend(crate::dispute::counts(&mut tx, organisation, day(TODAY.0, TODAY.1)).await);
    counts.extend(crate::letter::seen_letters(&mut tx, organisation).await);
    counts.extend(crate::binding::seen(&mut tx, organisation).await);
    counts.extend(crate::plan::counts(&mut tx, organisation).await);
    counts.extend(crate::compromise::counts(&mut tx, organisation).await);
    counts.extend(crate::deferral::counts(&mut tx, organisation).await);
    counts.extend(crate::forecast::counts(&mut tx, organisation).await);
    counts.extend(crate::desk::counts(&mut tx, organisation).await);
    counts.extend(crate::policy::counts(&mut tx, organisation).await);
    let at = morning(day(TODAY.0, TODAY.1));
    counts.extend([
        ("creditors", store::organisation::creditors(&mut tx, organisation).await.unwrap().len()),
        ("users", store::user::all(&mut tx, organisation).await.unwrap().len()),
        ("feed", usize::from(store::calendar_feed::of_user(db, organisation, user(organisation, 1).id).await.unwrap().is_some())),
        ("owner of a feed", usize::from(store::calendar_feed::owner(db, organisation, "secret").await.unwrap().is_some())),
        ("session", usize::from(store::user::by_session(db, organisation, "token", at).await.unwrap().is_some())),
        ("events", store::event::latest(db, organisation, i64::MAX, 99).await.unwrap().len()),
        ("events of debtor", store::event::of_debtor(&mut tx, organisation, DebtorId(id(1)), 99).await.unwrap().len()),
        ("verified events", usize::try_from(store::event::verify(db, organisation).await.unwrap().entries).unwrap()),
    ]);
    counts
}

async fn of_people_and_ledger(tx: &mut Tx, o: OrganisationId) -> Vec<(&'static str, usize)> {
    let (debtor, item, on) = (DebtorId(id(1)), OpenItemId(id(1)), day(TODAY.0, TODAY.1));
    vec![
        ("debtor", usize::from(store::debtor::get(tx, o, debtor).await.unwrap().is_some())),
        ("debtor by code", usize::from(store::debtor::find(tx, o, "C00001").await.unwrap().is_some())),
        ("debtor by name", usize::from(store::debtor::find(tx, o, "Société nº 1 « L’Œuvre »").await.unwrap().is_some())),
        ("debtors", store::debtor::all(tx, o).await.unwrap().len()),
        ("count of debtors", usize::try_from(store::debtor::count(tx, o).await.unwrap()).unwrap()),
        ("contacts", store::debtor::contacts(tx, o, debtor).await.unwrap().len()),
        ("all contacts", store::debtor::all_contacts(tx, o).await.unwrap().len()),
        ("items of debtor", store::item::of_debtor(tx, o, debtor).await.unwrap().len()),
        ("item", usize::from(store::item::get(tx, o, item).await.unwrap().is_some())),
        ("known items", store::item::known(tx, o).await.unwrap().len()),
        ("allocations", store::item::live_allocations(tx, o).await.unwrap().len()),
        ("allocations of item", store::item::live_allocations_of(tx, o, OpenItemId(id(2))).await.unwrap().len()),
        ("ageing", store::ageing::by_debtor(tx, o, on).await.unwrap().len()),
        ("ageing of the past", store::ageing::by_debtor(tx, o, day(1, 5)).await.unwrap().len()),
        ("oldest due dates", store::ageing::oldest_due(tx, o).await.unwrap().len()),
        ("items by number", store::search::by_number(tx, o, "F-", 9).await.unwrap().len()),
        ("items by amount", store::search::by_amount(tx, o, Cents(1_000), 9).await.unwrap().len()),
        ("debtors found", store::search::debtors(tx, o, &["societe".to_owned()], "-", 9).await.unwrap().len()),
        ("mails found", store::search::received(tx, o, "", 9).await.unwrap().len()),
        ("messages found", store::search::sent(tx, o, "", 9).await.unwrap().len()),
        ("numbers", store::item::numbers(tx, o, &[item]).await.unwrap().len()),
        ("owners", store::item::owners(tx, o, &[item]).await.unwrap().len()),
        ("ledger", store::ageing::ledger(tx, o, on).await.unwrap().len()),
        ("scenario", usize::from(store::scenario::in_force(tx, o).await.is_ok())),
        ("scenario by id", usize::from(store::scenario::version(tx, o, domain::ids::ScenarioId(id(7))).await.unwrap().is_some())),
        ("versions of the scenario", store::scenario::versions(tx, o, domain::ids::SeriesId(id(7)), 9).await.unwrap().len()),
        ("numbers of steps", store::scenario::step_numbers(tx, o).await.unwrap().len()),
        ("templates", store::template::in_force(tx, o).await.unwrap().len()),
        ("templates for a step", crate::template::found(tx, o).await),
        ("template", usize::from(store::template::get(tx, o, id(81)).await.unwrap().is_some())),
        ("mandate", usize::from(store::template::mandate(tx, o).await.unwrap().for_others)),
        ("guard", usize::from(store::guard::get(tx, o).await.unwrap().run_cap.is_some())),
        ("holds", store::hold::active(tx, o, on).await.unwrap().len()),
        ("claim facts", store::claim::facts_of_debtor(tx, o, debtor).await.unwrap().len()),
        ("claim events", store::claim::events_of_debtor(tx, o, debtor).await.unwrap().len()),
        ("all claim events", store::claim::events(tx, o).await.unwrap().len()),
        ("insolvencies", store::claim::insolvencies(tx, o).await.unwrap().len()),
        ("overrides", store::claim::overrides_of_debtor(tx, o, debtor).await.unwrap().len()),
        ("watched items", store::claim::watched(tx, o, on).await.unwrap().len()),
        ("limits", store::time_limit::running(tx, o).await.unwrap().len()),
        ("limits of debtor", store::time_limit::running_of(tx, o, debtor).await.unwrap().len()),
        ("limit", usize::from(store::time_limit::get(tx, o, TimeLimitId(id(1))).await.unwrap().is_some())),
        ("ended limits", store::time_limit::ended(tx, o, 99).await.unwrap().len()),
        ("holds of debtor", store::hold::active_of(tx, o, DebtorId(id(2)), on).await.unwrap().len()),
        ("own law", store::law::own_rows(tx, o).await.unwrap().len()),
        ("clauses", store::interest::clauses(tx, o).await.unwrap().len()),
        ("interest terms", usize::from(store::interest::terms(tx, o, creditor().id).await.unwrap().in_letters)),
        ("disputed", store::interest::disputed(tx, o).await.unwrap().len()),
        ("waivers", store::interest::waivers(tx, o).await.unwrap().len()),
        ("waivers of debtor", store::interest::waivers_of(tx, o, debtor).await.unwrap().len()),
        ("movements of debtor", store::interest::movements_of(tx, o, debtor).await.unwrap().len()),
        ("late items", store::interest::late_page(tx, o, on, (DebtorId(id(0)), OpenItemId(id(0))), 9).await.unwrap().len()),
    ]
}

async fn of_operations(tx: &mut Tx, o: OrganisationId) -> Vec<(&'static str, usize)> {
    let (debtor, operation) = (DebtorId(id(1)), domain::ids::OperationId(id(60)));
    vec![
        ("operation", usize::from(store::ledger::get(tx, o, operation).await.unwrap().is_some())),
        ("operations of debtor", store::ledger::of_debtor(tx, o, debtor).await.unwrap().len()),
        ("operations with entries", store::ledger::entries(tx, o).await.unwrap().len()),
        ("allocations of an operation", store::ledger::written_by(tx, o, operation).await.unwrap().len()),
        ("VAT", store::ledger::vat(tx, o).await.unwrap().len()),
        ("VAT of an operation", store::ledger::vat_of(tx, o, operation).await.unwrap().len()),
        ("exchange rates", store::ledger::rates(tx, o).await.unwrap().len()),
        ("sectors", store::ledger::sectors(tx, o).await.unwrap().len()),
        ("ledger settings", usize::from(store::ledger::settings(tx, o).await.unwrap().account_digits)),
        ("source key", usize::from(store::ledger::source_key(tx, o, OpenItemId(id(1))).await.unwrap().is_some())),
    ]
}

async fn of_bank_and_night(tx: &mut Tx, o: OrganisationId) -> Vec<(&'static str, usize)> {
    let (debtor, on, tomorrow) = (DebtorId(id(1)), day(TODAY.0, TODAY.1), day(TODAY.0, TODAY.1 + 1));
    let accounts = store::bank::accounts(tx, o).await.unwrap();
    let (lines, sum) = store::bank::count(tx, o, TransactionState::Matched).await.unwrap();
    let keys = match accounts.first() {
        Some(account) => store::bank::keys(tx, o, account.id).await.unwrap().len(),
        None => 0,
    };
    let mut walked = 0;
    store::night::each_page(tx, o, on, 99, |page| walked += page.len()).await.unwrap();
    vec![
        ("bank accounts", accounts.len()),
        ("bank keys", keys),
        ("bank lines", store::bank::in_state(tx, o, TransactionState::Matched).await.unwrap().len()),
        ("bank line", usize::from(store::bank::get(tx, o, TransactionId(id(1))).await.unwrap().is_some())),
        ("bank count", usize::try_from(lines).unwrap() + usize::from(sum != Cents::ZERO)),
        ("files", store::import::latest(tx, o, 99).await.unwrap().len()),
        ("last days", store::import::last_days(tx, o).await.unwrap().len()),
        ("freshness", usize::from(store::import::freshness(tx, o).await.unwrap() != Freshness::default())),
        ("open items", walked),
        ("open items of debtor", store::night::open_items_of(tx, o, debtor, on).await.unwrap().len()),
        ("contactable", store::night::contactable(tx, o).await.unwrap().len()),
        ("postable", store::night::postable(tx, o).await.unwrap().len()),
        ("last contacts", store::night::last_contacts(tx, o, day(1, 1), tomorrow).await.unwrap().len()),
        ("contacts", store::night::contacts(tx, o, day(1, 1), tomorrow).await.unwrap().len()),
        (
            "contacts of debtor",
            store::night::contacts_of(tx, o, debtor, (day(1, 1), tomorrow), store::night::NO_ACTION).await.unwrap().len(),
        ),
        (
            "last contact",
            usize::from(store::night::last_contact_of(tx, o, debtor, tomorrow, store::night::NO_ACTION).await.unwrap().is_some()),
        ),
        ("actions of the night", store::night::actions_on(tx, o, on).await.unwrap().len()),
        ("asked that night", store::night::asked_on(tx, o, on).await.unwrap().len()),
        ("nights", store::night::runs(tx, o, 99).await.unwrap().len()),
        ("outcomes", usize::from(store::night::last_outcomes(tx, o, debtor).await.unwrap().is_some())),
    ]
}

async fn of_outbox(tx: &mut Tx, o: OrganisationId) -> Vec<(&'static str, usize)> {
    let (debtor, on) = (DebtorId(id(1)), day(TODAY.0, TODAY.1));
    let action = store::night::action_id(ORGANISATION, debtor, on, Channel::Email);
    vec![
        ("action", usize::from(store::action::get(tx, o, action).await.unwrap().is_some())),
        ("actions of day", store::action::on(tx, o, on).await.unwrap().len()),
        ("actions in state", store::action::in_state(tx, o, ActionState::Planned, 99).await.unwrap().len()),
        ("actions of debtor", store::action::of_debtor(tx, o, debtor, 99).await.unwrap().len()),
        ("counted states", store::action::counts_since(tx, o, day(1, 1)).await.unwrap().len()),
        ("counted actions", usize::try_from(store::action::count(tx, o, ActionState::Planned).await.unwrap()).unwrap()),
        ("sendable", store::action::sendable(tx, o, on, ("worker", morning(on)), 9).await.unwrap().len()),
        ("sendable mails", store::action::count_sendable(tx, o, on).await.unwrap()),
        ("asked items", store::action::items(tx, o, action).await.unwrap().len()),
        ("messages", store::action::messages(tx, o, action).await.unwrap().len()),
    ]
}

#[tokio::test]
async fn an_organisation_reads_nothing_of_another() {
    on_both(async |db| {
        organisations(db).await;
        fill(db, ORGANISATION).await;
        for (name, count) in counts(db, ORGANISATION).await {
            assert!(count > 0, "{name}: its own rows are there to be seen");
        }
        for (name, count) in counts(db, OTHER).await {
            assert_eq!(count, 0, "{name}: of another organisation");
        }
        let mut tx = db.snapshot().await.unwrap();
        for check in store::health::checks(&mut tx, OTHER).await.unwrap() {
            assert_eq!(check.broken, 0, "{}", check.name);
        }
    })
    .await;
}

#[tokio::test]
async fn an_organisation_moves_nothing_of_another() {
    on_both(async |db| {
        organisations(db).await;
        fill(db, ORGANISATION).await;
        let before = crate::backup::dump(db, Some(ORGANISATION)).await;
        let (on, at) = (day(TODAY.0, TODAY.1), morning(day(3, 1)));
        let action = store::night::action_id(ORGANISATION, DebtorId(id(1)), on, Channel::Email);
        let mut tx = db.begin().await.unwrap();
        assert!(!store::action::put_name(&mut tx, OTHER, action, ("worker", at), at).await.unwrap());
        assert!(store::action::set_state(&mut tx, OTHER, action, ActionState::Planned, ActionState::Cancelled, "", at).await.is_err());
        store::action::set_amounts(&mut tx, OTHER, action, 0, Cents::ZERO, Cents::ZERO).await.unwrap();
        store::action::withdraw(&mut tx, OTHER, action, on).await.unwrap();
        assert_eq!(store::action::claim_one(&mut tx, OTHER, action, "worker", at, on).await.unwrap(), None);
        assert!(store::item::adopt(&mut tx, OTHER, OpenItemId(id(10)), "", "", "").await.is_err());
        assert!(store::hold::release(&mut tx, OTHER, HoldId(id(1)), at, "Paul").await.is_err());
        assert!(store::ledger::set_terms(&mut tx, OTHER, DebtorId(id(1)), None, domain::ledger::terms::Sector::Wine).await.is_err());
        assert!(store::ledger::set_estimated_due(&mut tx, OTHER, OpenItemId(id(1)), day(3, 1)).await.is_err());
        assert_eq!(store::calendar_feed::revoke(&mut tx, OTHER, user(OTHER, 1).id, at).await.unwrap(), 0);
        crate::payer::moves_nothing(&mut tx, OTHER, at).await;
        assert!(store::merge::move_all(&mut tx, OTHER, DebtorId(id(2)), DebtorId(id(1))).await.is_err());
        assert!(store::merge::mark_undone(&mut tx, OTHER, domain::ids::MergeId(id(1)), at, "Paul").await.is_err());
        assert!(store::account::delete_contact(&mut tx, OTHER, DebtorId(id(1)), contact(1, None).id).await.is_err());
        assert!(store::account::update_contact(&mut tx, OTHER, DebtorId(id(1)), &contact(1, None)).await.is_err());
        assert!(store::account::update(&mut tx, OTHER, &crate::given::debtor(1), 1).await.is_err());
        assert_eq!(store::account::mark_unreachable(&mut tx, OTHER, "a@un.example", on, "").await.unwrap(), 0);
        assert!(!store::merge::forget_apart(&mut tx, OTHER, (DebtorId(id(1)), DebtorId(id(2)))).await.unwrap());
        crate::connections::moves_nothing(&mut tx, OTHER, at).await;
        crate::mail_in::moves_nothing(&mut tx, OTHER).await;
        crate::sms::moves_nothing(&mut tx, OTHER).await;
        crate::promise::moves_no_promise(&mut tx, OTHER).await;
        crate::decisions::moves_nothing(&mut tx, OTHER, on).await;
        store::user::delete_session(&mut tx, OTHER, "token").await.unwrap();
        store::user::set_password(&mut tx, OTHER, user(OTHER, 1).id, "").await.unwrap();
        store::organisation::mark_first_sent(&mut tx, OTHER, at).await.unwrap();
        store::user::set_language(&mut tx, OTHER, &user(ORGANISATION, 1).email, "en").await.unwrap();
        crate::plan_offer::moves_nothing(&mut tx, OTHER, on).await;
        tx.commit().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        let taken = store::item::allocate(&mut tx, OTHER, &[allocation(1, 10, 1, on)], at, "Paul").await;
        assert!(taken.is_err(), "items of another organisation");
        drop(tx);
        let mut tx = db.begin().await.unwrap();
        let told = store::time_limit::add_fact(&mut tx, OTHER, TimeLimitId(id(1)), &fact(1, FactKind::Cancelled)).await;
        assert!(told.is_err(), "a limit of another organisation");
        drop(tx);
        assert_eq!(crate::backup::dump(db, Some(ORGANISATION)).await, before);
        assert!(store::user::by_session(db, ORGANISATION, "token", morning(on)).await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn two_organisations_may_use_the_same_ids() {
    on_both(async |db| {
        organisations(db).await;
        fill(db, ORGANISATION).await;
        let alone = counts(db, ORGANISATION).await;
        fill(db, OTHER).await;
        assert_eq!(counts(db, ORGANISATION).await, alone);
        assert_eq!(store::user::by_email(db, &user(OTHER, 1).email).await.unwrap().len(), 2);
    })
    .await;
}
