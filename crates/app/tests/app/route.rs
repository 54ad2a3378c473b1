//! In whose name a step speaks, to whom, and who gets a copy: read in mails that really left.

use app::access::Role;
use app::outbox::{Confirmation, drain};
use app::{night, scenario, users, veto};
use testkit::smtp_sink::smtp_sink;

use crate::given::{self, TODAY, date, sale};
use crate::house::on_both;
use crate::mail;

const SCENARIO: &str = r#"name = "Deux voix"

[[step]]
key = "reminder_1"
day = "J+3"
gap = 3
template = "first_reminder"
sender = "collector"
copies = ["management"]

[[step]]
key = "reminder_2"
day = "J+10"
gap = 7
template = "second_reminder"
sender = "sales"
to = ["management"]
copies = ["accounting"]
"#;

/// C1 has a collector with an account of the house, a salesman who writes from elsewhere, and a director; C2 has none of them.
#[tokio::test]
async fn a_collectors_step_and_a_salesmans_show_who_speaks_and_answers_go_to_the_house() {
    Box::pin(on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = house.with_mail(TODAY, &sink.url()).await;
        let customers = "code;name;kind;email;address;zip;city;collector;email2;fonction2\n\
                         C1;Société C1;company;c1@client.example;3 rue du Port;44000;Nantes;paul@elan.example;direction@client.example;Direction\n\
                         C2;Société C2;company;c2@client.example;5 rue du Port;44000;Nantes;;;\n";
        day.import_clean("clients.csv", customers).await;
        let books = [sale("FA1", "C1", date(2026, 7, 1), 10_000), sale("FA2", "C2", date(2026, 7, 1), 20_000)];
        day.import_clean("732829320FEC20261231.txt", given::fec(&books)).await;
        users::create(&day.app, &day.scope, "paul@elan.example", "Paul Mercier", Role::Collector).await.unwrap();
        veto::set_salesman(&day.app, &day.scope, house.debtor("C1").await, "Léa Roy", "lea@ailleurs.example").await.unwrap();
        let before = scenario::view(&day.app, &day.scope).await.unwrap().scenario.id;
        scenario::save(&day.app, &day.scope, before, SCENARIO).await.unwrap();
        day.app.close().await;
        let house_itself = "Atelier Élan <compta@elan.example>";
        // From, to, copy.
        let first = [
            ["Paul Mercier – Atelier Élan <paul@elan.example>", "c1@client.example", "direction@client.example"],
            [house_itself, "c2@client.example", ""],
        ];
        // An address of another domain would not be believed: the name alone is the salesman's.
        let second = [
            ["Léa Roy – Atelier Élan <compta@elan.example>", "direction@client.example", "c1@client.example"],
            [house_itself, "c2@client.example", ""],
        ];
        for (on, expected) in [(TODAY, first), (date(2026, 9, 22), second)] {
            let day = house.with_mail(on, &sink.url()).await;
            let known = sink.messages().len();
            night::run(&day.app, &day.scope).await.unwrap();
            assert_eq!(drain(&day.app, &day.scope, Confirmation::Given).await.unwrap().sent, 2, "{on}");
            let mut seen = Vec::new();
            for mail in sink.messages()[known..].iter().map(|file| mail::read(file)) {
                assert_eq!(mail.reply_to, "compta@elan.example", "{on}: answers and what comes back go to the house");
                let number = if mail.text.contains("FA1") { 1 } else { 2 };
                seen.push((number, [mail.from, mail.to, mail.cc]));
            }
            seen.sort();
            let seen: Vec<[String; 3]> = seen.into_iter().map(|(_, mail)| mail).collect();
            assert_eq!(seen, expected.map(|mail| mail.map(str::to_owned)), "{on}");
            day.is_sound().await;
            day.app.close().await;
        }
    }))
    .await;
}
