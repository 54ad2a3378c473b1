//! What persons do to the ledger, as stories on both engines: each is sound after every step.

use app::access::Role;
use app::ledger::{Act, Claim, OperationKind, Request, Said, act, desk, entries, preview, proposal, set_terms, undo};
use app::{AppError, Scope, inbox};
use chrono::Datelike as _;
use domain::accounting::{Ground, VatPart, VatRegime};
use domain::ids::{OpenItemId, OperationId};
use domain::law::RateBp;
use domain::ledger::ItemKind;
use domain::ledger::operation::{BounceCode, Remainder};
use domain::ledger::terms::Sector;
use domain::{Cents, Date};

use crate::given::{self, Received, TODAY, credit_note, date, given_up, receipt, rejection, sale};
use crate::house::{Day, House, on_both};

const FEC: &str = "732829320FEC20261231.txt";

fn books() -> Vec<given::Entry> {
    vec![
        sale("FA-1", "C1", date(2026, 6, 1), 120_000),
        sale("FA-2", "C1", date(2026, 7, 1), 60_000),
        sale("FA-3", "C1", date(2026, 9, 10), 30_000),
        credit_note("AV-1", "C1", date(2026, 7, 5), 10_000),
        receipt("V-1", "C1", date(2026, 8, 3), 119_500),
        sale("FA-9", "C9", date(2026, 6, 1), 5_000),
    ]
}

async fn opened(house: &House) -> Day {
    let day = house.on(TODAY).await;
    day.import_clean("clients.csv", given::customers(&[("C1", "company", "c1@client.example"), ("C9", "person", "")])).await;
    day.import_clean(FEC, given::fec(&books())).await;
    day
}

impl Day {
    async fn ask(&self, house: &House, on: Date, what: Act, reason: &str) -> app::Result<OperationId> {
        let request = Request { debtor: house.debtor("C1").await, on, act: what, reason: reason.to_owned() };
        let seen = preview(&self.app, &self.scope, &request).await;
        let done = act(&self.app, &self.scope, &request).await;
        assert_eq!(seen.is_ok(), done.is_ok(), "the preview says what the act does: {seen:?} {done:?}");
        self.is_sound().await;
        done
    }
}

fn write_off(item: OpenItemId) -> Act {
    let claim = claim(VatRegime::Goods, Ground::Irrecoverable, None, &[(2_000, 5_000)]);
    Act::WriteOff { item, amount: Cents(5_000), claim }
}

/// The sentence of a refusal.
fn refused<T: std::fmt::Debug>(result: app::Result<T>) -> String {
    match result {
        Err(error @ AppError::Invalid { .. }) => error.french(),
        other => panic!("{other:?}"),
    }
}

/// What every date of the year told: the aged balance of each, to compare before and after.
async fn year(day: &Day) -> Vec<String> {
    let mut told = Vec::new();
    for month in 5..=9 {
        for number in [1, 5, 15, 28] {
            let query = app::ageing::AgedQuery::on(date(2026, month, number));
            let balance = app::ageing::aged_balance(&day.app, &day.scope, &query).await.unwrap();
            assert_eq!(balance.total.total(), balance.ledger, "{month}-{number}");
            told.push(format!("{month}-{number} {:?}", balance.total));
        }
    }
    told
}

#[tokio::test]
async fn a_remainder_is_settled_under_its_name_and_undone() {
    on_both(async |house| {
        let day = opened(house).await;
        let (invoice, payment) = (house.item("FA-1").await, house.item("V-1").await);
        let before = year(&day).await;
        let paid = Act::Allocate { credit: payment.id, parts: vec![(invoice.id, Cents(119_500))] };
        let first = day.ask(house, TODAY, paid, "").await.unwrap();
        let settle = |amount, name| Act::Settle { item: invoice.id, amount: Cents(amount), name };
        let over = refused(day.ask(house, TODAY, settle(500, Remainder::BankCharges), " ").await);
        assert!(over.contains("tolérance"), "{over}");
        assert!(refused(day.ask(house, TODAY, settle(501, Remainder::BankCharges), "frais").await).contains("dépasse le reste dû"));
        assert!(refused(day.ask(house, date(2026, 9, 16), settle(500, Remainder::BankCharges), "frais").await).contains("date du jour"));
        assert!(refused(day.ask(house, date(2026, 5, 31), settle(500, Remainder::BankCharges), "frais").await).contains("01/06/2026"));
        let second = day.ask(house, date(2026, 8, 3), settle(500, Remainder::BankCharges), "frais de la banque émettrice").await.unwrap();
        let items = house.items().await;
        let own: Vec<_> =
            items.iter().filter(|item| item.number == "FA-1").map(|item| (item.amount.0, item.open.0, item.kind.code())).collect();
        assert!(own.contains(&(120_000, 0, "invoice")) && own.contains(&(-500, 0, "adjustment")), "no amount was edited: {own:?}");
        let shown = desk(&day.app, &day.scope, invoice.debtor).await.unwrap();
        assert_eq!(shown.operations[0].title, "Écart soldé – Frais bancaires");
        undo(&day.app, &day.scope, second, "").await.unwrap();
        day.is_sound().await;
        assert!(refused(undo(&day.app, &day.scope, second, "").await).contains("déjà annulée"));
        undo(&day.app, &day.scope, first, "erreur de compte").await.unwrap();
        day.is_sound().await;
        assert_eq!(year(&day).await, before, "every date tells what it told");
        assert!(desk(&day.app, &day.scope, invoice.debtor).await.unwrap().operations.iter().all(|line| line.undone));
    })
    .await;
}

#[tokio::test]
async fn a_small_remainder_needs_no_words() {
    on_both(async |house| {
        let day = opened(house).await;
        let item = house.item("FA-3").await;
        let tolerance = day.scope.organisation.rules.tolerance;
        assert!(tolerance.is_positive());
        day.ask(house, TODAY, Act::Settle { item: item.id, amount: tolerance, name: Remainder::Rounding }, "").await.unwrap();
        assert_eq!(desk(&day.app, &day.scope, item.debtor).await.unwrap().operations[0].reason, "Arrondi");
    })
    .await;
}

#[tokio::test]
async fn a_bounced_payment_opens_its_invoices_at_their_own_date() {
    on_both(async |house| {
        let (day, payment) = {
            let day = opened(house).await;
            day.import_clean("releve.xml", given::statement(TODAY, &[Received("R1", date(2026, 9, 10), 180_000, "VIREMENT")])).await;
            let line = inbox::to_identify(&day.app, &day.scope).await.unwrap()[0].transaction.id;
            let (first, second) = (house.item("FA-1").await, house.item("FA-2").await);
            inbox::identify(&day.app, &day.scope, line, first.debtor, &[first.id, second.id]).await.unwrap();
            (day, house.item("R1").await)
        };
        assert_eq!((house.item("FA-1").await.open, house.item("FA-2").await.open), (Cents::ZERO, Cents::ZERO));
        let (due, before) = (house.item("FA-1").await.due_on, year(&day).await);
        let interest = async || {
            let found = app::interest::debtor_interest(&day.app, &day.scope, payment.debtor, TODAY).await.unwrap();
            Cents::total(found.items.iter().map(app::interest::ItemInterest::accrued))
        };
        let interest_before = interest().await;
        assert!(interest_before.is_positive(), "paid late");
        let bounce = Act::Bounce { payment: payment.id, code: BounceCode::Am04 };
        let seen =
            preview(&day.app, &day.scope, &Request { debtor: payment.debtor, on: TODAY, act: bounce.clone(), reason: String::new() })
                .await
                .unwrap();
        assert_eq!(seen.effects.len(), 4, "two invoices, the payment, and the debit of the bounce");
        assert!(seen.next_step.unwrap().contains("une seule fois"));
        let done = day.ask(house, date(2026, 9, 14), bounce.clone(), "").await.unwrap();
        let open: Vec<_> =
            house.still_open().await.into_iter().filter(|(number, _)| number.starts_with("FA-") && number != "FA-9").collect();
        assert_eq!(open, [("FA-1".to_owned(), 120_000), ("FA-2".to_owned(), 60_000), ("FA-3".to_owned(), 30_000)]);
        assert_eq!(house.items().await.iter().find(|item| item.number == "FA-1").unwrap().due_on, due, "not a day later");
        assert!(interest().await > interest_before, "interest never stopped");
        let shown = desk(&day.app, &day.scope, payment.debtor).await.unwrap();
        assert!(
            shown.operations[0].title.contains("AM04") && shown.operations[0].reason.contains("Provision"),
            "{:?}",
            shown.operations[0]
        );
        let twice = refused(day.ask(house, TODAY, bounce, "").await);
        assert!(twice.contains("déjà revenu"), "{twice}");
        let line = inbox::recent(&day.app, &day.scope).await.unwrap()[0].transaction.id;
        assert!(matches!(inbox::undo(&day.app, &day.scope, line).await, Err(AppError::Conflict(_))), "the bounce stands on it");
        undo(&day.app, &day.scope, done, "").await.unwrap();
        day.is_sound().await;
        assert_eq!((year(&day).await, interest().await), (before, interest_before));
        assert_eq!((house.item("FA-2").await.open, house.ledger().await), (Cents::ZERO, books_ledger() - 180_000));
        inbox::undo(&day.app, &day.scope, line).await.unwrap();
        day.is_sound().await;
    })
    .await;
}

fn books_ledger() -> i64 {
    books().iter().map(|entry| entry.cents).sum()
}

#[tokio::test]
async fn a_payment_that_came_back_is_paid_again_and_refunded() {
    on_both(async |house| {
        let day = opened(house).await;
        let (invoice, payment, note) = (house.item("FA-1").await, house.item("V-1").await, house.item("AV-1").await);
        let parts = |amount| vec![(invoice.id, Cents(amount))];
        day.ask(house, TODAY, Act::Allocate { credit: payment.id, parts: parts(119_500) }, "").await.unwrap();
        day.ask(house, date(2026, 9, 1), Act::Bounce { payment: payment.id, code: BounceCode::Cheque }, "").await.unwrap();
        // The credit note is older than the bounce: what it pays counts from the bounce on.
        day.ask(house, TODAY, Act::Allocate { credit: note.id, parts: parts(4_000) }, "avoir de la facture").await.unwrap();
        year(&day).await;
        let refund =
            day.ask(house, TODAY, Act::Refund { credit: note.id, amount: Cents(6_000) }, "virement sortant du 15/09").await.unwrap();
        let open: std::collections::BTreeMap<String, i64> = house.still_open().await.into_iter().collect();
        assert_eq!((open["FA-1"], open.get("AV-1")), (116_000, None), "the credit is used up");
        assert!(
            refused(day.ask(house, TODAY, Act::Refund { credit: note.id, amount: Cents(1) }, "encore").await).contains("crédit disponible")
        );
        undo(&day.app, &day.scope, refund, "").await.unwrap();
        day.is_sound().await;
        assert_eq!(house.still_open().await.into_iter().collect::<std::collections::BTreeMap<_, _>>()["AV-1"], -6_000);
    })
    .await;
}

#[tokio::test]
async fn cash_goes_where_the_law_puts_it() {
    on_both(async |house| {
        let day = opened(house).await;
        let payment = house.item("V-1").await;
        let shown = desk(&day.app, &day.scope, payment.debtor).await.unwrap();
        let [found] = &shown.proposals[..] else { panic!("{:?}", shown.proposals) };
        let told: Vec<_> = found.shares.iter().map(|share| (share.number.as_str(), share.amount.0)).collect();
        assert_eq!((told, found.to_confirm), (vec![("FA-1", 119_500)], true), "two were due on 3 August: the oldest, to confirm");
        assert!(found.shares[0].why.contains("C. civ. 1342-10"), "{}", found.shares[0].why);
        let second = house.item("FA-2").await;
        let said = |creditor_agrees| Said { designated: vec![second.id], creditor_agrees };
        let named = proposal(&day.app, &day.scope, payment.id, &said(false)).await.unwrap();
        assert_eq!(named.shares.iter().map(|share| share.amount.0).collect::<Vec<_>>(), [60_000, 59_500], "designated, then the law");
        let large = house.item("FA-1").await;
        let part = proposal(&day.app, &day.scope, payment.id, &Said { designated: vec![large.id], creditor_agrees: false }).await;
        assert!(refused(part).contains("en entier"));
        let both = Said { designated: vec![second.id, large.id], creditor_agrees: false };
        let part = refused(proposal(&day.app, &day.scope, payment.id, &both).await);
        assert!(part.contains("FA-1") && !part.contains("FA-2"), "it names the one that falls short: {part}");
        let agreed = proposal(&day.app, &day.scope, payment.id, &Said { designated: vec![large.id], creditor_agrees: true }).await.unwrap();
        assert_eq!(agreed.shares[0].amount.0, 119_500);
        let parts = named.shares.iter().map(|share| (share.item, share.amount)).collect();
        day.ask(house, TODAY, Act::Allocate { credit: payment.id, parts }, "").await.unwrap();
        assert_eq!(house.open().await["FA-2"], 0);
    })
    .await;
}

#[tokio::test]
async fn each_payment_is_proposed_after_the_one_before() {
    on_both(async |house| {
        let day = opened(house).await;
        let mut later = books();
        later.push(receipt("V-2", "C1", date(2026, 8, 20), 100_000));
        day.import_clean(FEC, given::fec(&later)).await;
        let shown = desk(&day.app, &day.scope, house.debtor("C1").await).await.unwrap();
        let told = |proposal: &app::ledger::Proposal| {
            let shares = proposal.shares.iter().map(|share| format!("{} {} → {}", share.number, share.amount, share.after));
            (proposal.credit.number.clone(), shares.collect::<Vec<_>>().join(", "), proposal.left.0)
        };
        let expected = [("V-1", "FA-1 1195.00 → 5.00", 0), ("V-2", "FA-1 5.00 → 0.00, FA-2 600.00 → 0.00, FA-3 300.00 → 0.00", 9_500)];
        let expected = expected.map(|(credit, shares, left)| (credit.to_owned(), shares.to_owned(), left));
        assert_eq!(shown.proposals.iter().map(told).collect::<Vec<_>>(), expected);
    })
    .await;
}

fn claim(regime: VatRegime, ground: Ground, ground_on: Option<Date>, parts: &[(i32, i64)]) -> Claim {
    let parts = parts.iter().map(|(rate, gross)| VatPart { rate: RateBp(*rate), gross: Cents(*gross) }).collect();
    Claim { regime, ground, ground_on, parts }
}

async fn told(day: &Day) -> Vec<String> {
    let entries = entries(&day.app, &day.scope, date(2026, 1, 1), TODAY).await.unwrap();
    for entry in &entries {
        let sum = |side: fn(&app::ledger::EntryLineView) -> Cents| Cents::total(entry.lines.iter().map(side));
        assert_eq!(sum(|line| line.debit), sum(|line| line.credit), "{}", entry.label);
    }
    let line = |line: &app::ledger::EntryLineView| {
        if line.debit.is_zero() { format!("C{} {}", line.number, line.credit) } else { format!("D{} {}", line.number, line.debit) }
    };
    entries.iter().map(|entry| entry.lines.iter().map(line).collect::<Vec<_>>().join(" ")).collect()
}

#[tokio::test]
async fn a_claim_becomes_doubtful_impaired_and_lost() {
    on_both(async |house| {
        let day = opened(house).await;
        let item = house.item("FA-1").await;
        let impair = |net, parts: &[(i32, i64)]| Act::Impairment {
            item: item.id,
            net: Cents(net),
            parts: claim(VatRegime::Goods, Ground::GivenUp, None, parts).parts,
        };
        assert!(refused(day.ask(house, TODAY, impair(50_000, &[(2_000, 120_000)]), "doute").await).contains("en douteux"));
        let doubtful = day.ask(house, TODAY, Act::Doubtful { item: item.id }, "mise en demeure sans effet").await.unwrap();
        assert!(refused(day.ask(house, TODAY, Act::Doubtful { item: item.id }, "encore").await).contains("déjà en douteux"));
        assert!(refused(day.ask(house, TODAY, impair(100_001, &[(2_000, 120_000)]), "doute").await).contains("hors taxe"), "net at most");
        assert!(refused(day.ask(house, TODAY, impair(50_000, &[(2_000, 110_000)]), "doute").await).contains("répartition"));
        let impaired = day.ask(house, TODAY, impair(50_000, &[(2_000, 120_000)]), "50 %").await.unwrap();
        assert!(refused(undo(&day.app, &day.scope, doubtful, "").await).contains("de la plus récente"));
        day.ask(house, TODAY, Act::Release { item: item.id, net: Cents(50_000) }, "perte constatée").await.unwrap();
        assert!(refused(undo(&day.app, &day.scope, impaired, "").await).contains("de la plus récente"));
        let lose = |claim| Act::WriteOff { item: item.id, amount: Cents(120_000), claim };
        let no_date = lose(claim(VatRegime::Goods, Ground::Liquidation, None, &[(2_000, 120_000)]));
        assert!(refused(day.ask(house, TODAY, no_date, "liquidation").await).contains("date du jugement"));
        let judged = claim(VatRegime::Goods, Ground::Liquidation, Some(date(2026, 9, 2)), &[(2_000, 120_000)]);
        assert!(refused(day.ask(house, TODAY, lose(judged.clone()), "").await).contains("Indiquez pourquoi"));
        let seen = preview(
            &day.app,
            &day.scope,
            &Request { debtor: item.debtor, on: TODAY, act: lose(judged.clone()), reason: "jugement".to_owned() },
        )
        .await
        .unwrap();
        assert!(seen.mention.unwrap().replace(['\u{a0}', '\u{202f}'], " ").contains("1 000,00 € (prix net) et pour la somme de 200,00 €"));
        let lost = day.ask(house, TODAY, lose(judged), "jugement du 02/09/2026").await.unwrap();
        let expected = [
            "D416 1200.00 C411 1200.00",
            "D68174 500.00 C491 500.00",
            "D491 500.00 C78174 500.00",
            "D654 1000.00 D44571 200.00 C416 1200.00",
        ];
        assert_eq!(told(&day).await, expected);
        assert_eq!(house.open().await["FA-1"], 0, "settled by a credit of its own");
        assert_eq!(house.ledger().await, books_ledger() - 120_000);
        undo(&day.app, &day.scope, lost, "réglée entre-temps").await.unwrap();
        day.is_sound().await;
        assert_eq!(told(&day).await[4], "C654 1000.00 C44571 200.00 D416 1200.00", "the entry the other way round");
        assert_eq!(house.open().await["FA-1"], 120_000);
    })
    .await;
}

#[tokio::test]
async fn an_impairment_is_released_once_its_claim_is_settled() {
    on_both(async |house| {
        let day = opened(house).await;
        let (paid, lost, payment) = (house.item("FA-3").await, house.item("FA-2").await, house.item("V-1").await);
        for (item, gross) in [(&paid, 30_000), (&lost, 60_000)] {
            let parts = claim(VatRegime::Goods, Ground::GivenUp, None, &[(2_000, gross)]).parts;
            day.ask(house, TODAY, Act::Doubtful { item: item.id }, "doute").await.unwrap();
            day.ask(house, TODAY, Act::Impairment { item: item.id, net: Cents(10_000), parts }, "doute").await.unwrap();
        }
        let lose = claim(VatRegime::Goods, Ground::Irrecoverable, None, &[(2_000, 60_000)]);
        day.ask(house, TODAY, Act::Allocate { credit: payment.id, parts: vec![(paid.id, Cents(30_000))] }, "").await.unwrap();
        day.ask(house, TODAY, Act::WriteOff { item: lost.id, amount: Cents(60_000), claim: lose }, "certificat").await.unwrap();
        for item in [&paid, &lost] {
            let offered = async || {
                let shown = desk(&day.app, &day.scope, item.debtor).await.unwrap();
                let choice = shown.items.into_iter().find(|choice| choice.item.id == item.id)?;
                Some((choice.item.open.0, choice.impaired.0, app::ledger::concerns(OperationKind::Release, &choice.item)))
            };
            assert_eq!(offered().await, Some((0, 10_000, true)), "{}", item.number);
            let release = |net| Act::Release { item: item.id, net: Cents(net) };
            assert!(refused(day.ask(house, TODAY, release(10_001), "soldée").await).contains("100,00"));
            day.ask(house, TODAY, release(10_000), "soldée").await.unwrap();
            refused(day.ask(house, TODAY, release(1), "soldée").await);
            assert_eq!(offered().await, None, "{}: nothing is left to release", item.number);
            refused(day.ask(house, TODAY, Act::Doubtful { item: item.id }, "doute").await);
        }
        assert_eq!(told(&day).await[5..], ["D491 100.00 C78174 100.00", "D491 100.00 C78174 100.00"]);
    })
    .await;
}

#[tokio::test]
async fn entries_leave_as_a_file_that_is_read_back() {
    on_both(async |house| {
        let day = opened(house).await;
        app::ledger::set_settings(&day.app, &day.scope, &app::ledger::LedgerSettings { account_digits: 6, ..Default::default() })
            .await
            .unwrap();
        let item = house.item("FA-2").await;
        let claim = claim(VatRegime::ServicesOnDebits, Ground::Irrecoverable, None, &[(2_000, 30_000), (550, 20_000), (1_000, 10_000)]);
        day.ask(house, TODAY, Act::WriteOff { item: item.id, amount: Cents(60_000), claim }, "certificat d’irrécouvrabilité")
            .await
            .unwrap();
        let list = entries(&day.app, &day.scope, date(2026, 1, 1), TODAY).await.unwrap();
        let file = app::ledger::csv(&list);
        let read = formats_of(&file);
        assert_eq!(
            read,
            [("654000", 53_048, 0), ("445710", 6_952, 0), ("411000", 0, 60_000)].map(|(account, debit, credit)| (
                account.to_owned(),
                debit,
                credit
            ))
        );
        assert!(file.lines().all(|line| line.split(';').count() == 18), "{file}");
        assert!(file.contains(";C1;Société C1;FA-2;20260701;"), "{file}");
        assert_eq!(entries(&day.app, &day.scope, date(2026, 1, 1), date(2026, 9, 14)).await.unwrap(), [], "of another period");
    })
    .await;
}

/// Account, debit and credit of each line, in cents.
fn formats_of(file: &str) -> Vec<(String, i64, i64)> {
    let cents = |text: &str| Cents::parse(text).unwrap().0;
    let cells = |line: &str| line.split(';').map(str::to_owned).collect::<Vec<_>>();
    file.lines().skip(1).map(cells).map(|cells| (cells[4].clone(), cents(&cells[11]), cents(&cells[12]))).collect()
}

#[tokio::test]
async fn what_the_accounting_books_afterwards_is_the_same_item() {
    on_both(async |house| {
        let day = opened(house).await;
        let item = house.item("FA-9").await;
        let request = Request {
            debtor: item.debtor,
            on: date(2026, 9, 10),
            act: Act::Settle { item: item.id, amount: Cents(5_000), name: Remainder::Rebate },
            reason: "geste commercial".to_owned(),
        };
        let done = act(&day.app, &day.scope, &request).await.unwrap();
        let ledger = house.ledger().await;
        let mut later = books();
        later.push(given_up("OD-7", "C9", date(2026, 9, 12), 5_000));
        day.import_clean(FEC, given::fec(&later)).await;
        assert_eq!(house.ledger().await, ledger, "booked once");
        assert_eq!(house.open().await["FA-9"], 0);
        assert!(refused(undo(&day.app, &day.scope, done, "").await).contains("comptabilité"), "it is the accounting's to take back now");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_payment_of_what_was_given_up_is_a_payment() {
    let rebate = |item| Act::Settle { item, amount: Cents(5_000), name: Remainder::Rebate };
    type Given = fn(OpenItemId) -> Act;
    let cases: [(&str, Given); 3] = [("V-9", write_off), ("FA-9", write_off), ("V-9", rebate)];
    for (piece, what) in cases {
        on_both(async |house| {
            let day = opened(house).await;
            let item = house.item("FA-9").await;
            let request = Request { debtor: item.debtor, on: date(2026, 9, 8), act: what(item.id), reason: "introuvable".to_owned() };
            let done = act(&day.app, &day.scope, &request).await.unwrap();
            let ledger = house.ledger().await;
            let mut later = books();
            later.push(receipt(piece, "C9", date(2026, 9, 13), 5_000));
            day.import_clean(FEC, given::fec(&later)).await;
            assert_eq!(house.ledger().await, ledger - 5_000, "{piece}: five days later the customer paid all the same");
            later.push(given_up("OD-7", "C9", date(2026, 9, 14), 5_000));
            day.import_clean(FEC, given::fec(&later)).await;
            assert_eq!(house.ledger().await, ledger - 5_000, "{piece}: its own entry is the operation's");
            assert!(refused(undo(&day.app, &day.scope, done, "").await).contains("comptabilité"), "{piece}");
            day.is_sound().await;
        })
        .await;
    }
}

/// The days of the remainders that the accounting has booked.
async fn booked(house: &House) -> Vec<u32> {
    let items = house.items().await.into_iter();
    let booked = items.filter(|item| item.kind == ItemKind::Adjustment && !item.source_key.starts_with("ledger:"));
    let mut days: Vec<u32> = booked.map(|item| item.issued_on.day()).collect();
    days.sort_unstable();
    days
}

#[tokio::test]
async fn an_entry_is_that_of_the_same_document_then_of_the_oldest() {
    on_both(async |house| {
        let day = opened(house).await;
        let (first, second) = (house.item("FA-1").await.id, house.item("FA-2").await.id);
        for (item, on) in [(first, 9), (second, 7), (first, 8)] {
            let rebate = Act::Settle { item, amount: Cents(700), name: Remainder::Rebate };
            day.ask(house, date(2026, 9, on), rebate, "remise").await.unwrap();
        }
        let ledger = house.ledger().await;
        let mut later = books();
        let told = [
            (given_up("FA-1", "C1", date(2026, 9, 10), 700), vec![8], 0, "the document goes first"),
            (given_up("OD-8", "C1", date(2026, 9, 11), 700), vec![7, 8], 0, "then the days"),
            (receipt("V-8", "C1", date(2026, 9, 12), 700), vec![7, 8], 700, "in the bank's entry a remainder needs its number"),
            (receipt("FA-1", "C1", date(2026, 9, 13), 700), vec![7, 8, 9], 700, "and is booked with its payment then"),
        ];
        for (entry, days, paid, why) in told {
            later.push(entry);
            day.import_clean(FEC, given::fec(&later)).await;
            assert_eq!((booked(house).await, house.ledger().await), (days, ledger - paid), "{why}");
        }
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn each_kind_asks_its_right() {
    on_both(async |house| {
        let day = opened(house).await;
        let item = house.item("FA-1").await;
        let as_role = |role| {
            let mut scope = day.scope.clone();
            scope.actor.role = role;
            scope
        };
        let doubtful = Request { debtor: item.debtor, on: TODAY, act: Act::Doubtful { item: item.id }, reason: "doute".to_owned() };
        let payment = house.item("V-1").await;
        let allocate = Request { act: Act::Allocate { credit: payment.id, parts: vec![(item.id, Cents(1))] }, ..doubtful.clone() };
        let is_forbidden =
            async |scope: &Scope, request: &Request| matches!(act(&day.app, scope, request).await, Err(AppError::Forbidden(_)));
        let (accountant, reader, collector) = (as_role(Role::Accountant), as_role(Role::ReadOnly), as_role(Role::Collector));
        assert!(
            is_forbidden(&accountant, &doubtful).await && is_forbidden(&reader, &doubtful).await && is_forbidden(&reader, &allocate).await
        );
        assert!(!is_forbidden(&accountant, &allocate).await && !is_forbidden(&collector, &doubtful).await);
        let given_up = desk(&day.app, &day.scope, item.debtor)
            .await
            .unwrap()
            .operations
            .into_iter()
            .find(|line| line.kind == OperationKind::Doubtful)
            .unwrap();
        assert!(matches!(undo(&day.app, &accountant, given_up.id, "").await, Err(AppError::Forbidden(_))));
        assert!(matches!(set_terms(&day.app, &accountant, item.debtor, "30", Sector::General).await, Err(AppError::Forbidden(_))));
    })
    .await;
}

#[tokio::test]
async fn terms_beyond_the_cap_are_told_and_never_refused() {
    on_both(async |house| {
        let day = opened(house).await;
        let (firm, person) = (house.debtor("C1").await, house.debtor("C9").await);
        let view = set_terms(&day.app, &day.scope, firm, "60 jours fin de mois", Sector::General).await.unwrap();
        let sentence = view.beyond.unwrap().sentence.replace(['\u{a0}', '\u{202f}'], " ");
        assert_eq!(sentence, "60 jours fin de mois dépasse le plafond légal : 60 jours nets ou 45 jours fin de mois (C. com. L441-10, I)");
        assert_eq!(house.item("FA-1").await.due_on, date(2026, 7, 31), "estimated dates follow");
        assert_eq!(
            view.invoices.iter().map(|(number, _)| number.as_str()).collect::<Vec<_>>(),
            ["FA-3"],
            "those of the first of a month stay within"
        );
        assert_eq!(app::ledger::beyond_caps(&day.app, &day.scope).await.unwrap(), [firm]);
        let query = app::debtors::DebtorsQuery { show: app::debtors::Show::BeyondCap, ..Default::default() };
        let (page, _) = app::debtors::list(&day.app, &day.scope, &query).await.unwrap();
        assert_eq!(page.rows.iter().map(|row| row.code.as_str()).collect::<Vec<_>>(), ["C1"]);
        let view = set_terms(&day.app, &day.scope, person, "60 jours fin de mois", Sector::General).await.unwrap();
        assert_eq!((view.beyond, view.cap), (None, None), "a consumer is not measured by them");
        assert!(refused(set_terms(&day.app, &day.scope, firm, "bientôt", Sector::General).await).contains("ne se lit pas"));
        let view = set_terms(&day.app, &day.scope, firm, "45 jours fin de mois", Sector::General).await.unwrap();
        assert_eq!(view.beyond, None);
        let view = set_terms(&day.app, &day.scope, firm, "", Sector::Transport).await.unwrap();
        assert_eq!((view.own, view.beyond.is_some(), view.sector), (None, false, Sector::Transport), "the default of 30 days");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_foreign_item_is_shown_in_euro_and_never_added() {
    on_both(async |house| {
        let day = opened(house).await;
        let table = "number;customer;issue_date;due_date;gross;currency\nUSD-1;C1;2026-08-01;2026-08-31;1085.00;USD\n";
        day.import("factures.csv", table).await;
        let firm = house.debtor("C1").await;
        let usd = domain::Currency::parse("USD").unwrap();
        assert_eq!(desk(&day.app, &day.scope, firm).await.unwrap().foreign[0].euro, None, "no rate, no figure");
        for (rate, source) in [("", "BCE"), ("1,085", " "), ("0", "BCE")] {
            refused(app::ledger::enter_rate(&day.app, &day.scope, usd, TODAY, rate, source).await);
        }
        refused(app::ledger::enter_rate(&day.app, &day.scope, domain::Currency::EUR, TODAY, "1", "BCE").await);
        refused(app::ledger::enter_rate(&day.app, &day.scope, usd, date(2026, 9, 16), "1,085", "BCE").await);
        app::ledger::enter_rate(&day.app, &day.scope, usd, date(2026, 9, 14), "1,085", "BCE").await.unwrap();
        let shown = desk(&day.app, &day.scope, firm).await.unwrap();
        assert_eq!(shown.foreign[0].euro, Some((Cents(100_000), "1,0850".to_owned(), date(2026, 9, 14), "BCE".to_owned())));
        let item = house.item("USD-1").await;
        assert!(refused(day.ask(house, TODAY, Act::Doubtful { item: item.id }, "doute").await).contains("autre devise"));
        let mixed = Act::Allocate { credit: house.item("V-1").await.id, parts: vec![(item.id, Cents(1))] };
        assert!(refused(day.ask(house, TODAY, mixed, "").await).contains("même devise"));
        let balances = app::debtor_file::debtor_file(&day.app, &day.scope, firm).await.unwrap().currency_balances;
        assert_eq!(balances.len(), 2, "each currency by itself");
    })
    .await;
}

/// The accounting is some days behind, and letters an invoice with a payment that came back meanwhile: the invoice stays open until the
/// accounting knows, and nothing is owed twice once it does.
#[tokio::test]
async fn an_accounting_that_is_behind_does_not_pay_with_what_came_back() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        day.import_clean("clients.csv", given::customers(&[("C1", "company", "c1@client.example")])).await;
        let sold = || sale("FA-1", "C1", date(2026, 7, 1), 120_000);
        day.import_clean(FEC, given::fec(&[sold()])).await;
        day.import_clean("releve.xml", given::statement(TODAY, &[Received("R1", date(2026, 9, 10), 120_000, "VIREMENT")])).await;
        let line = inbox::to_identify(&day.app, &day.scope).await.unwrap()[0].transaction.id;
        let invoice = house.item("FA-1").await;
        inbox::identify(&day.app, &day.scope, line, invoice.debtor, &[invoice.id]).await.unwrap();
        let bounce = Act::Bounce { payment: house.item("R1").await.id, code: BounceCode::Am04 };
        day.ask(house, date(2026, 9, 14), bounce, "").await.unwrap();
        let lettered = date(2026, 9, 12);
        let behind = |end| {
            let paid = receipt("R1", "C1", date(2026, 9, 11), 120_000).lettered("AA", lettered);
            given::fec(&[sold().lettered("AA", lettered), paid, sale("FA-2", "C1", end, 1_000)])
        };
        for _ in 0..2 {
            day.import_clean(FEC, behind(TODAY)).await;
            assert_eq!((house.item("FA-1").await.open, house.item("FA-2").await.open), (Cents(120_000), Cents(1_000)));
            assert_eq!(house.still_open().await.len(), 2, "the payment and its coming back are one another's");
            day.is_sound().await;
        }
        let back = rejection("RR1", "C1", date(2026, 9, 14), 120_000).lettered("BB", TODAY);
        let paid = receipt("R1", "C1", date(2026, 9, 11), 120_000).lettered("BB", TODAY);
        day.import_clean(FEC, given::fec(&[sold(), paid, back, sale("FA-2", "C1", TODAY, 1_000)])).await;
        let open: Vec<_> = house.still_open().await;
        assert_eq!(open, [("FA-1".to_owned(), 120_000), ("FA-2".to_owned(), 1_000)]);
        day.is_sound().await;
    })
    .await;
}
