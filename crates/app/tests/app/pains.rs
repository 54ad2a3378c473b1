//! What users of other programs suffered, lived through by the whole one: books, nights, a real mail server.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use app::night::{self, NightReport};
use app::outbox::{Confirmation, Drained, drain};
use app::{courtesy, inbox, matching, scenario, tonight};
use domain::Date;
use domain::calendar::{add_days, is_working_day};
use domain::dunning::{ActionState, HoldReason};
use testkit::smtp_sink::{SmtpSink, smtp_sink};

use crate::given::{self, Entry, Received, TODAY, credit_note, date, receipt, sale};
use crate::house::{Day, House, on_both};
use crate::mail::{self, Mail};

const FEC: &str = "732829320FEC20261231.txt";

/// The program on a day, on figures that are never too old.
async fn on(house: &House, on: Date, sink: &SmtpSink) -> Day {
    let mut day = house.with_mail(on, &sink.url()).await;
    (day.scope.organisation.ledger_fresh_days, day.scope.organisation.bank_fresh_days) = (400, 400);
    day
}

/// The first day of a firm with these books, whose customers are businesses.
async fn first_day(house: &House, codes: &[&str], books: &[Entry], sink: &SmtpSink) -> Day {
    let day = on(house, TODAY, sink).await;
    let emails: Vec<String> = codes.iter().map(|code| format!("{}@client.example", code.to_lowercase())).collect();
    let rows: Vec<(&str, &str, &str)> = codes.iter().zip(&emails).map(|(code, email)| (*code, "company", email.as_str())).collect();
    day.import_clean("clients.csv", given::customers(&rows)).await;
    day.import_clean(FEC, given::fec(books)).await;
    day
}

/// What a day brought.
struct Lived {
    report: NightReport,
    /// Number of each item that the night asks for, with the position of its own step.
    steps: Vec<(String, usize)>,
    mails: Vec<Mail>,
}

/// A night, and what leaves by it; calls are made, letters posted and tasks done on their day.
async fn live(house: &House, day: &Day, sink: &SmtpSink) -> Lived {
    let before = sink.messages().len();
    let report = night::run(&day.app, &day.scope).await.unwrap();
    let drained = drain(&day.app, &day.scope, Confirmation::Given).await.unwrap();
    assert_eq!(drained, Drained { sent: drained.sent, ..Drained::default() }, "{}: what was decided leaves", day.app.today());
    house.raw("UPDATE action SET state = 'sent', left_on = business_date WHERE state = 'to_do'").await;
    let known = house.items().await;
    let mut steps = Vec::new();
    for (item, step, ..) in report.actions.iter().filter(|action| action.already.is_none()).flat_map(|action| &action.items) {
        steps.push((known.iter().find(|known| known.id == *item).unwrap().number.clone(), *step));
    }
    steps.sort();
    let mails = sink.messages()[before..].iter().map(|file| mail::read(file)).collect();
    Lived { report, steps, mails }
}

/// Who is asked by which step, for how much, and what is owed net.
async fn asked(house: &House, report: &NightReport, codes: &[&str]) -> Vec<String> {
    let mut lines = Vec::new();
    for code in codes {
        let debtor = house.debtor(code).await;
        for action in report.actions.iter().filter(|action| action.debtor == debtor) {
            lines.push(format!("{code} {} {} net {}", report.step_key(action), action.asked, action.net));
        }
    }
    lines
}

/// Why something of a debtor is held, and how much.
async fn held(house: &House, report: &NightReport, code: &str) -> Vec<(HoldReason, i64)> {
    let debtor = house.debtor(code).await;
    let mut held: Vec<_> = report.held.iter().filter(|group| group.debtor == debtor).map(|group| (group.reason, group.amount.0)).collect();
    held.sort();
    held
}

/// Amounts, whatever stands between their digits.
fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// w9. Each customer owes an invoice that is late, and one that is due today. The credit of the second and the third covers what is
/// late, though not both; the third wants no courtesy.
#[tokio::test]
async fn what_is_due_today_is_no_part_of_a_reminder_nor_of_its_sums() {
    Box::pin(on_both(async |house| {
        let (sink, codes) = (smtp_sink(&[]), ["C1", "C2", "C3"]);
        let mut books = Vec::new();
        for number in 1..=3 {
            let code = format!("C{number}");
            books.push(sale(&format!("OLD{number}"), &code, date(2026, 7, 1), 10_000));
            books.push(sale(&format!("EDGE{number}"), &code, date(2026, 8, 16), 5_000));
            if number > 1 {
                books.push(credit_note(&format!("AV{number}"), &code, date(2026, 9, 1), 12_000));
            }
        }
        let day = first_day(house, &codes, &books, &sink).await;
        assert_eq!(house.item("EDGE1").await.due_on, TODAY);
        courtesy::stop(&day.app, &day.scope, house.debtor("C3").await, "dit au téléphone").await.unwrap();
        let expected = ["C1 reminder_1 100.00 net 100.00", "C2 pre_due 50.00 net 30.00"];
        let dry = night::dry_run(&day.app, &day.scope).await.unwrap();
        assert_eq!(asked(house, &dry, &codes).await, expected);
        let page = tonight::tonight(&day.app, &day.scope).await.unwrap();
        let line = page.planned.iter().find(|line| line.debtor_code == "C1").unwrap();
        assert_eq!((line.items.len(), line.items[0].0.as_str(), line.asked.0, line.net.0), (1, "OLD1", 10_000, 10_000));

        let lived = live(house, &day, &sink).await;
        assert_eq!(asked(house, &lived.report, &codes).await, expected);
        assert_eq!(held(house, &lived.report, "C1").await, [(HoldReason::Spacing, 5_000)]);
        assert_eq!(held(house, &lived.report, "C2").await, [(HoldReason::CreditCovers, 10_000)]);
        assert_eq!(held(house, &lived.report, "C3").await, [(HoldReason::CreditCovers, 10_000), (HoldReason::CourtesyDeclined, 5_000)]);
        let of = |to: &str| lived.mails.iter().find(|mail| mail.to == to).unwrap();
        assert_eq!(lived.mails.len(), 2);
        let reminder = of("c1@client.example");
        for text in [&reminder.text, &reminder.html, &reminder.pdf] {
            assert!(text.contains("OLD1") && !text.contains("EDGE1") && digits(text).contains("10000"), "{text}");
        }
        let announced = of("c2@client.example");
        for text in [&announced.text, &announced.html, &announced.pdf] {
            assert!(text.contains("EDGE2") && digits(text).contains("3000"), "150.00 less 120.00: {text}");
        }
        let first = house.debtor("C1").await;
        let left = house.actions(TODAY).await.into_iter().find(|action| action.debtor == first).unwrap();
        assert_eq!((left.state, left.asked.0, left.net.0, left.item_count), (ActionState::Sent, 10_000, 10_000, 1));
        day.is_sound().await;
        day.app.close().await;

        // Three days later all of it is late.
        let later = on(house, date(2026, 9, 18), &sink).await;
        let lived = live(house, &later, &sink).await;
        let expected = ["C1 reminder_1 50.00 net 150.00", "C2 reminder_1 150.00 net 30.00", "C3 reminder_1 150.00 net 30.00"];
        assert_eq!(asked(house, &lived.report, &codes).await, expected);
        for mail in &lived.mails {
            let number = digits(&mail.to);
            assert!(mail.text.contains(&format!("OLD{number}")) && mail.text.contains(&format!("EDGE{number}")), "{}", mail.text);
        }
        assert_eq!(lived.mails.len(), 3);
        later.is_sound().await;
        later.app.close().await;
    }))
    .await;
}

/// What is found to be late after a courtesy was decided waits for another day: one voice, and the message says what the night said.
#[tokio::test]
async fn a_courtesy_that_waits_stands_when_something_else_is_late_since() {
    Box::pin(on_both(async |house| {
        let (sink, codes) = (smtp_sink(&[]), ["C1"]);
        // Due on 20 September.
        let edge = sale("EDGE", "C1", date(2026, 8, 21), 5_000);
        let day = first_day(house, &codes, std::slice::from_ref(&edge), &sink).await;
        let report = night::run(&day.app, &day.scope).await.unwrap();
        assert_eq!(asked(house, &report, &codes).await, ["C1 pre_due 50.00 net 50.00"]);
        day.import_clean(FEC, given::fec(&[sale("OLD", "C1", date(2026, 7, 1), 10_000), edge])).await;
        for _ in 0..2 {
            let lived = night::run(&day.app, &day.scope).await.unwrap();
            assert_eq!((lived.counts.send, lived.actions.len()), (1, 1));
            assert_eq!(held(house, &lived, "C1").await, [(HoldReason::Spacing, 10_000)]);
            drain(&day.app, &day.scope, Confirmation::Given).await.unwrap();
        }
        let actions = house.actions(TODAY).await;
        assert_eq!((actions.len(), actions[0].state, actions[0].asked.0), (1, ActionState::Sent, 5_000), "{actions:?}");
        let announced = mail::read(&sink.messages()[0]);
        assert!(announced.text.contains("EDGE") && announced.subject.contains("Échéance à venir"), "{}", announced.text);
        day.is_sound().await;
        day.app.close().await;
        let later = on(house, date(2026, 9, 18), &sink).await;
        let lived = live(house, &later, &sink).await;
        assert_eq!(lived.steps, [("OLD".to_owned(), 1)]);
        assert!(lived.mails[0].text.contains("OLD") && !lived.mails[0].text.contains("EDGE"), "{}", lived.mails[0].text);
        later.is_sound().await;
        later.app.close().await;
    }))
    .await;
}

/// w17. The oldest is paid in the middle: the youngest goes on from its own step, skips none, and keeps its own distance.
#[tokio::test]
async fn when_the_oldest_is_paid_the_youngest_takes_each_of_its_own_steps() {
    Box::pin(on_both(async |house| {
        let sink = smtp_sink(&[]);
        // Due on Saturday 12 September and on Wednesday 30.
        let (old, new) = (sale("OLD", "C1", date(2026, 8, 13), 10_000), sale("NEW", "C1", date(2026, 8, 31), 20_000));
        let paid_on = date(2026, 10, 6);
        let mut taken = Vec::new();
        first_day(house, &["C1"], &[old.clone(), new.clone()], &sink).await.app.close().await;
        for today in (0..60).map(|days| add_days(TODAY, days)).filter(|on| is_working_day(*on)) {
            let day = on(house, today, &sink).await;
            if today == paid_on {
                let books = [old.clone().lettered("A", paid_on), new.clone(), receipt("R1", "C1", paid_on, 10_000).lettered("A", paid_on)];
                day.import_clean(FEC, given::fec(&books)).await;
            }
            let lived = live(house, &day, &sink).await;
            taken.extend(lived.steps.into_iter().filter(|(number, _)| number == "NEW").map(|(_, step)| (today, step)));
            let is_paid = today >= paid_on;
            assert!(lived.mails.iter().all(|mail| mail.text.contains("OLD") != is_paid), "{today}: OLD, once it is paid");
            day.app.close().await;
        }
        // J−5; J+3 after the three days of peace that OLD's call of 2 October leaves; seven days after that; J+20; J+30; J+40.
        let expected = [(9, 25), (10, 5), (10, 12), (10, 20), (10, 30), (11, 9)].map(|(month, day)| date(2026, month, day));
        assert_eq!(taken, expected.into_iter().zip(0..).collect::<Vec<_>>());
        let last = on(house, date(2026, 11, 16), &sink).await;
        last.is_sound().await;
        last.app.close().await;
    }))
    .await;
}

/// w18. Euros and dollars of one customer: each mail speaks of one currency, and each invoice takes its own steps.
#[tokio::test]
async fn two_currencies_of_a_customer_have_mails_and_steps_of_their_own() {
    Box::pin(on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = first_day(house, &["C1"], &[sale("FACTA", "C1", date(2026, 8, 13), 10_000)], &sink).await;
        let table = "number;customer;issue_date;due_date;gross;currency\nFACTB;C1;2026-08-13;2026-09-12;250.00;USD\n";
        day.import_clean("factures.csv", table).await;
        day.app.close().await;
        let (mut taken, mut mails) = (Vec::new(), Vec::new());
        for today in (0..11).map(|days| add_days(TODAY, days)).filter(|on| is_working_day(*on)) {
            let day = on(house, today, &sink).await;
            let lived = live(house, &day, &sink).await;
            assert_eq!(lived.steps.len(), lived.mails.len(), "{today}");
            taken.extend(lived.steps.into_iter().map(|(number, step)| (today, number, step)));
            mails.extend(lived.mails);
            day.is_sound().await;
            day.app.close().await;
        }
        let expected = [(15, "FACTA", 1), (18, "FACTB", 1), (22, "FACTA", 2), (25, "FACTB", 2)];
        assert_eq!(taken, expected.map(|(day, number, step)| (date(2026, 9, day), number.to_owned(), step)));
        for (mail, (_, number, _)) in mails.iter().zip(expected) {
            let (other, sum) = if number == "FACTA" { ("FACTB", "10000") } else { ("FACTA", "25000") };
            let is_dollar = mail.text.contains("USD") || mail.text.contains('$');
            assert_eq!(is_dollar, number == "FACTB", "{}", mail.text);
            for text in [&mail.text, &mail.html, &mail.pdf] {
                assert!(text.contains(number) && !text.contains(other) && digits(text).contains(sum), "{number}: {text}");
            }
        }
    }))
    .await;
}

/// w20. Nothing, a part, all but the tolerance, all of it is paid by the bank after the first reminder: the second one goes to the first
/// two alone, and asks for what is left.
#[tokio::test]
async fn what_is_left_of_a_payment_is_asked_for_and_no_more() {
    Box::pin(on_both(async |house| {
        let (sink, codes) = (smtp_sink(&[]), ["C1", "C2", "C3", "C4"]);
        let books: Vec<Entry> = (1..=4).map(|at| sale(&format!("FA{at}"), &format!("C{at}"), date(2026, 7, 1), 10_000)).collect();
        let day = first_day(house, &codes, &books, &sink).await;
        assert_eq!(live(house, &day, &sink).await.mails.len(), 4);
        day.app.close().await;

        let (day, paid_on) = (on(house, date(2026, 9, 17), &sink).await, date(2026, 9, 16));
        let lines = [("R2", 4_000, "FA2"), ("R3", 9_900, "FA3"), ("R4", 10_000, "FA4")];
        let lines = lines.map(|(reference, cents, number)| Received(reference, paid_on, cents, number));
        day.import_clean("releve.xml", given::statement(paid_on, &lines)).await;
        matching::match_all(&day.app, &day.scope, false).await.unwrap();
        // Whoever sits at the desk says of the others whose they are.
        for line in inbox::to_identify(&day.app, &day.scope).await.unwrap() {
            let number = ["FA2", "FA3", "FA4"].into_iter().find(|number| line.transaction.label.contains(number)).unwrap();
            let item = house.item(number).await;
            inbox::identify(&day.app, &day.scope, line.transaction.id, item.debtor, &[item.id]).await.unwrap();
        }
        let open = house.open().await;
        assert_eq!((open["FA1"], open["FA2"], open["FA4"]), (10_000, 6_000, 0));
        assert!((0..=100).contains(&open["FA3"]), "within the tolerance: {open:?}");
        assert_eq!(live(house, &day, &sink).await.mails.len(), 0, "not before the next step");
        day.is_sound().await;
        day.app.close().await;

        let next = on(house, date(2026, 9, 22), &sink).await;
        let lived = live(house, &next, &sink).await;
        let expected = ["C1 reminder_2 100.00 net 100.00", "C2 reminder_2 60.00 net 60.00"];
        assert_eq!(asked(house, &lived.report, &codes).await, expected);
        for (to, number, left) in [("c1@client.example", "FA1", "100,00"), ("c2@client.example", "FA2", "60,00")] {
            let mail = lived.mails.iter().find(|mail| mail.to == to).unwrap();
            let line = mail.text.lines().find(|line| line.starts_with("- ") && line.contains(number)).unwrap();
            let amount = line.rsplit(':').next().unwrap();
            assert!(amount.trim().starts_with(left), "{line}");
        }
        assert_eq!(lived.mails.len(), 2);
        next.is_sound().await;
        next.app.close().await;
    }))
    .await;
}

/// Two steps before the due date, four after it, twelve a week after the one before.
fn eighteen_steps() -> String {
    let mut text = String::from("name = \"Dix-huit\"\n");
    let mut step = |key: String, day: &str, template: &str, more: &str| {
        writeln!(text, "\n[[step]]\nkey = \"{key}\"\nday = \"{day}\"\n{more}template = \"{template}\"").unwrap();
    };
    for (at, day) in ["J-10", "J-3"].into_iter().enumerate() {
        step(format!("before_{at}"), day, "pre_due", "");
    }
    for (at, day) in ["J+3", "J+8", "J+13", "J+18"].into_iter().enumerate() {
        step(format!("late_{at}"), day, "first_reminder", "gap = 3\n");
    }
    for at in 0..12 {
        step(format!("again_{at}"), "J+7", "second_reminder", "from = \"previous_step\"\n");
    }
    text
}

/// w37. As many reminders as the house wants: eighteen, each once, in order, at its distance from the one before.
#[tokio::test]
async fn eighteen_reminders_leave_one_after_the_other() {
    Box::pin(on_both(async |house| {
        let sink = smtp_sink(&[]);
        // Due on Saturday 26 September.
        let day = first_day(house, &["C1"], &[sale("F1", "C1", date(2026, 8, 27), 10_000)], &sink).await;
        let before = scenario::view(&day.app, &day.scope).await.unwrap().scenario.id;
        let saved = scenario::save(&day.app, &day.scope, before, &eighteen_steps()).await.unwrap();
        assert_eq!(saved.steps().len(), 18);
        let keys: Vec<String> = saved.steps().iter().map(|step| step.key.clone()).collect();
        day.app.close().await;
        let (mut taken, mut ids) = (Vec::new(), BTreeSet::new());
        for today in (0..150).map(|days| add_days(TODAY, days)).filter(|on| is_working_day(*on)) {
            let day = on(house, today, &sink).await;
            let lived = live(house, &day, &sink).await;
            assert_eq!(lived.report.actions.len(), lived.mails.len(), "{today}: what is decided leaves on its day");
            for (action, mail) in lived.report.actions.iter().zip(&lived.mails) {
                taken.push((today, lived.report.step_key(action).to_owned()));
                assert!(mail.text.contains("F1") && ids.insert(mail.message_id.clone()), "{today}: {}", mail.text);
            }
            assert_eq!(lived.report.counts.exhausted, usize::from(taken.len() == 18 && lived.mails.is_empty()), "{today}");
            day.app.close().await;
        }
        // J+8 falls on a Sunday, and a week after 4 November is Armistice Day.
        let days = [(9, 16), (9, 23), (9, 29), (10, 5), (10, 9), (10, 14), (10, 21), (10, 28), (11, 4), (11, 12), (11, 19), (11, 26)];
        let days = days.into_iter().chain([(12, 3), (12, 10), (12, 17), (12, 24), (12, 31)]).map(|(month, day)| date(2026, month, day));
        let expected: Vec<(Date, String)> = days.chain([date(2027, 1, 7)]).zip(keys).collect();
        assert_eq!(taken, expected);
        assert_eq!(sink.messages().len(), 18);
        let last = on(house, date(2027, 2, 15), &sink).await;
        last.is_sound().await;
        last.app.close().await;
    }))
    .await;
}

const ONE_STEP: &str = r#"name = "Une seule"

[[step]]
key = "reminder_1"
day = "J+3"
template = "first_reminder"
"#;

/// w38. After the last step a person decides, and each night says so; a longer version takes the item up again.
#[tokio::test]
async fn what_went_through_all_its_steps_is_counted_each_night_and_a_longer_version_goes_on() {
    Box::pin(on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = first_day(house, &["C1"], &[sale("F1", "C1", date(2026, 7, 1), 10_000)], &sink).await;
        let before = scenario::view(&day.app, &day.scope).await.unwrap().scenario.id;
        let only = scenario::save(&day.app, &day.scope, before, ONE_STEP).await.unwrap();
        let lived = live(house, &day, &sink).await;
        assert_eq!((lived.report.counts.exhausted, lived.mails.len()), (0, 1));
        day.app.close().await;
        let mut longer = ONE_STEP.to_owned();
        longer.push_str("\n[[step]]\nkey = \"reminder_2\"\nday = \"J+20\"\ngap = 7\ntemplate = \"second_reminder\"\n");
        for today in [16, 17, 18].map(|day| date(2026, 9, day)) {
            let day = on(house, today, &sink).await;
            for _ in 0..2 {
                let lived = live(house, &day, &sink).await;
                assert_eq!((lived.report.counts.exhausted, lived.report.actions.len(), lived.mails.len()), (1, 0, 0), "{today}");
            }
            day.is_sound().await;
            if today == date(2026, 9, 18) {
                scenario::save(&day.app, &day.scope, only.id, &longer).await.unwrap();
                let counts = night::dry_run(&day.app, &day.scope).await.unwrap().counts;
                assert_eq!((counts.exhausted, counts.not_yet), (0, 1), "the new step waits for its distance");
            }
            day.app.close().await;
        }
        let next = on(house, date(2026, 9, 22), &sink).await;
        let lived = live(house, &next, &sink).await;
        assert_eq!(asked(house, &lived.report, &["C1"]).await, ["C1 reminder_2 100.00 net 100.00"]);
        assert_eq!(lived.mails.len(), 1);
        next.app.close().await;
        let after = on(house, date(2026, 9, 23), &sink).await;
        assert_eq!(live(house, &after, &sink).await.report.counts.exhausted, 1);
        after.is_sound().await;
        after.app.close().await;
    }))
    .await;
}
