//! The salesman's say: one digest a day with signed links, looked at without effect, used once, and void when its hour has
//! come, when it was forged, or when the message has changed.

use app::approvals::{self, Query, Waits};
use app::outbox::{Confirmation, drain};
use app::veto::{self, Void};
use app::{AppError, night, scenario};
use domain::dunning::ActionState;
use testkit::smtp_sink::{SmtpSink, smtp_sink};

use crate::given::{self, TODAY, date, sale};
use crate::house::{Day, House, on_both, open_at};
use crate::mail;

/// Two customers of one salesman and one of nobody; their reminders leave the next morning unless somebody objects.
async fn firm(house: &House, sink: &SmtpSink) -> Day {
    let day = house.with_mail(TODAY, &sink.url()).await;
    let rows = [("C1", "company", "c1@client.example"), ("C2", "company", "c2@client.example"), ("C3", "company", "c3@client.example")];
    day.import_clean("clients.csv", given::customers(&rows)).await;
    let entries = [
        sale("F1", "C1", date(2026, 7, 1), 10_000),
        sale("F2", "C2", date(2026, 7, 1), 20_000),
        sale("F3", "C3", date(2026, 7, 1), 30_000),
    ];
    day.import_clean("732829320FEC20261231.txt", given::fec(&entries)).await;
    for code in ["C1", "C2"] {
        veto::set_salesman(&day.app, &day.scope, house.debtor(code).await, "Paul Mercier", "paul@elan.example").await.unwrap();
    }
    night::run(&day.app, &day.scope).await.unwrap();
    house.raw("UPDATE action SET mode = 'unless_vetoed', not_before = '2026-09-15T15:00:00+00:00'").await;
    day
}

/// The links of a mail, in order.
fn links(text: &str) -> Vec<String> {
    let joined = text.replace("=\n", "");
    let parts = joined.split("/opposition/").skip(1);
    parts.map(|rest| rest.split_whitespace().next().unwrap_or_default().to_owned()).collect()
}

async fn waiting(day: &Day, which: Waits) -> approvals::Queue {
    approvals::queue(&day.app, &day.scope, &Query { which, ..Query::default() }).await.unwrap()
}

#[tokio::test]
async fn a_salesman_is_told_once_a_day_and_objects_by_a_link_that_works_once() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = firm(house, &sink).await;
        assert_eq!(veto::tell(&day.app, &day.scope).await.unwrap(), 0, "nobody is told before it is set");
        let wrong = veto::set(&day.app, &day.scope, true, "quittance", false).await;
        assert!(matches!(wrong, Err(AppError::Invalid { field: "address", .. })), "{wrong:?}");
        veto::set(&day.app, &day.scope, true, "https://q.example/", false).await.unwrap();
        assert_eq!(
            (veto::tell(&day.app, &day.scope).await.unwrap(), veto::tell(&day.app, &day.scope).await.unwrap()),
            (1, 0),
            "once a day"
        );
        assert_eq!(sink.messages().len(), 1);
        let digest = mail::read(&sink.messages()[0]);
        assert_eq!(digest.to, "paul@elan.example");
        assert!(
            digest.text.contains("Société C1") && digest.text.contains("Société C2") && !digest.text.contains("Société C3"),
            "{}",
            digest.text
        );
        let links = links(&digest.text);
        assert_eq!(links.len(), 2);
        assert!(digest.text.contains(&format!("https://q.example/opposition/{}", links[0])));
        let debtor = house.debtor("C1").await;
        let mut tx = house.db().snapshot().await.unwrap();
        let contact =
            store::night::last_contact_of(&mut tx, day.scope.organisation.id, debtor, TODAY, store::night::NO_ACTION).await.unwrap();
        drop(tx);
        assert_eq!(contact, None, "the digest is no contact with the debtor");

        for _ in 0..3 {
            let opened = veto::open(&day.app, &links[0]).await.unwrap().unwrap();
            assert_eq!(opened.debtor, "Société C1");
            assert!(opened.message.unwrap().1.contains("F1"));
        }
        assert_eq!(waiting(&day, Waits::UnlessVetoed).await.total, 3, "looking changes nothing");
        assert!(matches!(veto::object(&day.app, &links[0], "  ").await, Err(AppError::Invalid { .. })), "never without a reason");
        veto::object(&day.app, &links[0], "je le vois demain").await.unwrap().unwrap();
        let queue = waiting(&day, Waits::ToApprove).await;
        assert_eq!((queue.total, queue.lines[0].reason.as_str()), (1, "Opposition de Paul Mercier\u{202f}: je le vois demain"));
        for used in [veto::open(&day.app, &links[0]).await.unwrap().err(), veto::object(&day.app, &links[0], "encore").await.unwrap().err()]
        {
            assert_eq!(used, Some(Void::Used));
        }
        let journal = app::journal::latest(&day.app, &day.scope, None).await.unwrap();
        assert!(journal.iter().any(|entry| entry.kind == "veto.objected" && entry.actor == "Paul Mercier, vendeur (lien)"));
        // What somebody decided meanwhile is no longer the salesman's.
        let other = waiting(&day, Waits::UnlessVetoed).await.lines.iter().find(|line| line.code == "C2").unwrap().id;
        approvals::one(&day.app, &day.scope, other, approvals::Verb::GiveUp, "réglé").await.unwrap();
        assert_eq!(veto::object(&day.app, &links[1], "non").await.unwrap(), Err(Void::Used));
        let drained = drain(&day.app, &day.scope, Confirmation::Given).await.unwrap();
        assert_eq!(drained.sent, 0, "what waits for its hour waits");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_link_that_is_forged_late_or_of_another_house_does_nothing() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = firm(house, &sink).await;
        veto::set(&day.app, &day.scope, true, "https://q.example", false).await.unwrap();
        veto::tell(&day.app, &day.scope).await.unwrap();
        let link = links(&mail::read(&sink.messages()[0]).text).remove(0);
        let mut forged = link.clone().into_bytes();
        forged[30] = if forged[30] == b'A' { b'B' } else { b'A' };
        let forged = String::from_utf8(forged).unwrap();
        for bad in [forged.as_str(), "", "abc", &link[..link.len() - 1]] {
            assert_eq!(veto::object(&day.app, bad, "non").await.unwrap(), Err(Void::Forged), "{bad}");
        }
        // Another house has another key: its own links do not open ours, nor ours theirs.
        let other = app::setup::create_organisation(&day.app, "voisin", "Voisin", &given::creditor()).await.unwrap();
        let scope = app::Scope { organisation: other, ..day.scope.clone() };
        veto::set(&day.app, &scope, true, "https://q.example", false).await.unwrap();
        assert!(veto::open(&day.app, &link).await.unwrap().is_ok());
        veto::set(&day.app, &day.scope, true, "https://q.example", true).await.unwrap();
        assert_eq!(veto::open(&day.app, &link).await.unwrap(), Err(Void::Forged), "a new key makes old links void");
        day.app.close().await;
        let evening = house.with_mail(date(2026, 9, 16), &sink.url()).await;
        assert_eq!(veto::open(&evening.app, &link).await.unwrap(), Err(Void::Forged));
        assert_eq!(house.actions(TODAY).await.iter().filter(|action| action.state == ActionState::Planned).count(), 3);
        evening.app.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_link_is_void_at_the_hour_of_its_message() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = firm(house, &sink).await;
        veto::set(&day.app, &day.scope, true, "https://q.example", false).await.unwrap();
        veto::tell(&day.app, &day.scope).await.unwrap();
        let link = links(&mail::read(&sink.messages()[0]).text).remove(0);
        day.app.close().await;
        let next = house.with_mail(date(2026, 9, 16), &sink.url()).await;
        assert_eq!(veto::open(&next.app, &link).await.unwrap(), Err(Void::Expired));
        assert_eq!(veto::object(&next.app, &link, "trop tard").await.unwrap(), Err(Void::Expired));
        next.is_sound().await;
    })
    .await;
}

/// At a moment of the day of the digest.
async fn at(house: &House, hour: u32, minute: u32, mail: &str) -> Day {
    let now = TODAY.and_hms_opt(hour, minute, 0).unwrap().and_utc();
    Day { app: open_at(house.folder(), house.database(), TODAY, now, mail).await, scope: house.scope.clone() }
}

#[tokio::test]
async fn what_comes_later_in_the_day_is_told_too_and_what_did_not_leave_is_told_again() {
    on_both(async |house| {
        let busy = smtp_sink(&["--reject", "451"]);
        let day = firm(house, &busy).await;
        veto::set(&day.app, &day.scope, true, "https://q.example/", false).await.unwrap();
        assert_eq!(veto::tell(&day.app, &day.scope).await.unwrap(), 0);
        assert_eq!(veto::setting(&day.app, &day.scope).await.unwrap().digests[0].state, "failed");
        day.app.close().await;
        let sink = smtp_sink(&[]);
        let soon = at(house, 5, 5, &sink.url()).await;
        assert_eq!(veto::tell(&soon.app, &soon.scope).await.unwrap(), 0, "a while later, not at once");
        soon.app.close().await;
        let later = at(house, 5, 20, &sink.url()).await;
        assert_eq!((veto::tell(&later.app, &later.scope).await.unwrap(), veto::tell(&later.app, &later.scope).await.unwrap()), (1, 0));
        assert_eq!(links(&mail::read(&sink.messages()[0]).text).len(), 2);
        // A second night of the day plans for a third customer.
        veto::set_salesman(&later.app, &later.scope, house.debtor("C3").await, "Paul Mercier", "paul@elan.example").await.unwrap();
        assert_eq!((veto::tell(&later.app, &later.scope).await.unwrap(), veto::tell(&later.app, &later.scope).await.unwrap()), (1, 0));
        let digest = mail::read(&sink.messages()[1]);
        assert!(digest.text.contains("Société C3") && !digest.text.contains("Société C1"), "{}", digest.text);
        let link = links(&digest.text).remove(0);
        assert_eq!(veto::open(&later.app, &link).await.unwrap().unwrap().debtor, "Société C3");
        let told = veto::setting(&later.app, &later.scope).await.unwrap().digests;
        assert_eq!((told.len(), told[0].actions, told[0].state.as_str()), (1, 3, "sent"));
        later.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_former_salesman_has_no_say_from_that_moment_on() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = firm(house, &sink).await;
        veto::set(&day.app, &day.scope, true, "https://q.example/", false).await.unwrap();
        veto::tell(&day.app, &day.scope).await.unwrap();
        let links = links(&mail::read(&sink.messages()[0]).text);
        veto::set_salesman(&day.app, &day.scope, house.debtor("C1").await, "Anne Roy", "anne@elan.example").await.unwrap();
        for link in &links {
            let is_his = veto::open(&day.app, link).await.unwrap().is_ok_and(|opened| opened.debtor == "Société C2");
            let done = veto::object(&day.app, link, "je le vois demain").await.unwrap();
            assert_eq!(done, if is_his { Ok(()) } else { Err(Void::Used) });
        }
        assert_eq!(waiting(&day, Waits::ToApprove).await.total, 1);
        assert_eq!(veto::tell(&day.app, &day.scope).await.unwrap(), 1, "the new one is told");
        let anne = mail::read(&sink.messages()[1]);
        assert_eq!(anne.to, "anne@elan.example");
        day.is_sound().await;
    })
    .await;
}

/// The hours for a veto pass while everything is stopped: what was objected to stays, the rest leaves once, when the stop is lifted.
#[tokio::test]
async fn a_stop_is_no_veto_and_a_veto_outlasts_it() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = firm(house, &sink).await;
        veto::set(&day.app, &day.scope, true, "https://q.example/", false).await.unwrap();
        veto::tell(&day.app, &day.scope).await.unwrap();
        let links = links(&mail::read(&sink.messages()[0]).text);
        scenario::stop(&day.app, &day.scope, "Virements mal imputés").await.unwrap();
        veto::object(&day.app, &links[0], "je le vois demain").await.unwrap().unwrap();
        day.app.close().await;
        let next = house.with_mail(date(2026, 9, 16), &sink.url()).await;
        assert_eq!(drain(&next.app, &next.scope, Confirmation::Given).await.unwrap().sent, 0, "stopped, though the hour has come");
        assert_eq!(veto::object(&next.app, &links[1], "trop tard").await.unwrap(), Err(Void::Expired));
        scenario::lift(&next.app, &next.scope).await.unwrap();
        assert_eq!(drain(&next.app, &next.scope, Confirmation::Given).await.unwrap().sent, 2);
        assert_eq!(drain(&next.app, &next.scope, Confirmation::Given).await.unwrap().sent, 0);
        let waiting = waiting(&next, Waits::ToApprove).await;
        assert_eq!((waiting.total, waiting.lines[0].reason.starts_with("Opposition de Paul Mercier")), (1, true));
        let mut reached: Vec<String> = sink.messages()[1..].iter().map(|file| mail::read(file).to).collect();
        reached.sort();
        let objected = waiting.lines[0].code.to_lowercase();
        let expected: Vec<String> =
            ["c1", "c2", "c3"].iter().filter(|code| **code != objected).map(|code| format!("{code}@client.example")).collect();
        assert_eq!(reached, expected);
        next.is_sound().await;
        next.app.close().await;
    })
    .await;
}
