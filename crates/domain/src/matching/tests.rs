use super::*;
use crate::payers::CashDiscount;
use uuid::Uuid;

fn day(month: u32, day: u32) -> Date {
    Date::from_ymd_opt(2026, month, day).expect("a date")
}

fn debtor(number: u128) -> DebtorId {
    DebtorId(Uuid::from_u128(number))
}

fn facts() -> Facts {
    let item = |id: u128, owner: u128, number: &str, amount: i64, open: i64| Item {
        id: OpenItemId(Uuid::from_u128(id)),
        debtor: debtor(owner),
        number: number.to_owned(),
        amount: Cents(amount),
        open: Cents(open),
        currency: Currency::EUR,
        issued_on: day(1, id as u32),
        due_on: day(2, id as u32),
        order_reference: String::new(),
    };
    let payer = |number: u128, name: &str, iban: &str, head: Option<u128>| Payer {
        debtor: debtor(number),
        names: vec![name.to_owned()],
        ibans: vec![iban.to_owned()],
        head: head.map(debtor),
    };
    Facts {
        items: vec![
            item(1, 1, "FA2026-000543", 51_123, 51_123),
            item(2, 1, "FA2026-000604", 20_057, 20_057),
            item(3, 1, "AV2026-00007", -5_009, -5_009),
            item(4, 2, "FA2026-000700", 12_000, 12_000),
            item(5, 2, "FA2026-000701", 12_000, 12_000),
            item(6, 3, "FA2026-000800", 99_917, 99_917),
            item(7, 3, "FA2025-000111", 33_300, 0),
            item(8, 4, "FA2026-000900", 70_003, 70_003),
            item(9, 5, "FA2026-000901", 41_011, 41_011),
            item(10, 1, "FA2026-000605", 133_317, 133_317),
        ],
        payers: vec![
            payer(1, "SARL Boulangerie Dupont", "FR01", None),
            payer(2, "Novatech SAS", "FR02", None),
            payer(3, "M. Jean Lefèvre", "FR03", None),
            payer(4, "Holding Armor", "FR04", None),
            payer(5, "Armor Transports", "FR05", Some(4)),
        ],
        virtual_accounts: vec![VirtualAccount { iban: "FR99".to_owned(), debtor: debtor(3), item: None }],
        settings: Settings { discount: Some(CashDiscount { rate: 200, days: 60 }), ..Settings::default() },
        ..Facts::default()
    }
}

fn line<'a>(amount: i64, label: &'a str, counterparty: &'a str, iban: &'a str) -> Line<'a> {
    Line {
        amount: Cents(amount),
        currency: Currency::EUR,
        label,
        end_to_end_id: "",
        counterparty,
        counterparty_iban: iban,
        account_iban: "",
        booked_on: day(3, 1),
    }
}

fn said(facts: &Facts, decision: &Decision) -> String {
    let parts = decision.best.iter().flat_map(|best| &best.parts);
    let items: Vec<String> = parts.map(|part| format!("{} {}", facts.items[part.item].number, part.amount)).collect();
    let residue = decision.best.as_ref().map_or(Residue::None, |best| best.residue);
    let tail = if residue == Residue::None { String::new() } else { format!(" {residue:?}") };
    format!("{:?} {}{tail}", decision.verdict, items.join("+"))
}

#[test]
fn each_kind_of_line_is_read_as_a_person_would() {
    let facts = facts();
    let cases: [(&str, Line<'_>, &str); 22] = [
        ("number and amount", line(51_123, "VIR FA2026-000543", "", ""), "Automatic FA2026-000543 511.23"),
        ("blanks in the number", line(51_123, "FA 2026 000543", "", ""), "Automatic FA2026-000543 511.23"),
        ("prefix and zeros dropped", line(51_123, "facture 2026-543", "DUPONT BOULANGERIE", ""), "Automatic FA2026-000543 511.23"),
        ("the end of the number alone", line(51_123, "F/000543", "", "FR01"), "Automatic FA2026-000543 511.23"),
        ("one digit wrong", line(51_123, "FA2026-000553", "", "FR01"), "Automatic FA2026-000543 511.23"),
        ("a creditor reference", line(51_123, "RF40FA2026000543", "", ""), "Automatic FA2026-000543 511.23"),
        (
            "two less a credit note",
            line(66_171, "FA2026-000543 FA2026-000604 AV2026-00007", "", "FR01"),
            "Automatic FA2026-000543 511.23+FA2026-000604 200.57+AV2026-00007 -50.09",
        ),
        ("account and amount", line(51_123, "MERCI", "", "FR01"), "Automatic FA2026-000543 511.23"),
        ("name and amount", line(51_123, "", "BOULANGERIE DUPONT", "FR77"), "Automatic FA2026-000543 511.23"),
        ("a person's name turned round", line(99_917, "", "LEFEVRE JEAN", ""), "Automatic FA2026-000800 999.17"),
        ("account and a sum", line(153_374, "RELEVE", "", "FR01"), "Automatic FA2026-000604 200.57+FA2026-000605 1333.17"),
        ("two subscriptions alike", line(12_000, "ABONNEMENT", "", "FR02"), "Automatic FA2026-000700 120.00"),
        ("the number decides", line(12_000, "FA2026-000701", "", "FR02"), "Automatic FA2026-000701 120.00"),
        ("a part", line(30_000, "ACOMPTE FA2026-000543", "", "FR01"), "Automatic FA2026-000543 300.00 StillOwed(211.23)"),
        ("bank charges", line(49_923, "FA2026-000543", "", "FR01"), "Automatic FA2026-000543 499.23 Missing(BankCharges, 12.00)"),
        ("a discount", line(50_101, "FA2026-000543", "", "FR01"), "Automatic FA2026-000543 501.01 Missing(Discount, 10.22)"),
        ("a little too much", line(51_500, "FA2026-000543", "", "FR01"), "Automatic FA2026-000543 511.23 Overpaid(3.77)"),
        ("paid already", line(33_300, "FA2025-000111", "", "FR03"), "Inbox FA2026-000800 333.00 StillOwed(666.17)"),
        ("the parent pays for its child", line(41_011, "POUR ARMOR TRANSPORTS", "HOLDING ARMOR", "FR04"), "Automatic FA2026-000901 410.11"),
        (
            "the parent pays for both",
            line(111_014, "FA2026-000900 FA2026-000901", "", "FR04"),
            "Automatic FA2026-000900 700.03+FA2026-000901 410.11",
        ),
        ("money going out", line(-51_123, "FA2026-000543", "", "FR01"), "Inbox "),
        ("an amount alone proves nothing", line(51_123, "RELEVE", "INCONNU", ""), "Inbox "),
    ];
    let mut wrong = Vec::new();
    for (name, line, expected) in cases {
        let found = said(&facts, &Solver::new(&facts).decide(&line));
        if found != expected {
            wrong.push(format!("{name}: {found}, expected {expected}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn an_absurd_reference_on_a_virtual_iban_is_still_its_debtors() {
    let facts = facts();
    let line = Line { account_iban: "FR99", ..line(99_917, "XYZ-999 FA2026-000543", "N IMPORTE QUI", "FR01") };
    assert_eq!(said(&facts, &Solver::new(&facts).decide(&line)), "Automatic FA2026-000800 999.17");
}

#[test]
fn a_virtual_iban_in_the_text_says_who_pays() {
    let iban = "FR7630006000011234567890189";
    let account = VirtualAccount { iban: iban.to_owned(), debtor: debtor(3), item: None };
    let facts = Facts { virtual_accounts: vec![account], ..facts() };
    let solver = Solver::new(&facts);
    let texts = [
        "FR7630006000011234567890189",
        "VIR FR76 3000 6000 0112 3456 7890 189 MERCI",
        "Vir. sur fr76-3000-6000-0112-3456-7890-189",
        "REF:FR7630006000011234567890189/2026",
    ];
    for text in texts {
        let decision = solver.decide(&line(99_917, text, "N IMPORTE QUI", ""));
        assert_eq!(said(&facts, &decision), "Automatic FA2026-000800 999.17", "{text}");
        let best = decision.best.expect("a reading");
        assert!(best.reasons.contains(&Reason::Payer(PayerEvidence::VirtualIban)), "{text}: {best:?}");
    }
    for text in ["FR763000600001123456789018", "FR76300060000112345678901890", "XFR7630006000011234567890189", "FR76 3000 6000"] {
        assert_eq!(said(&facts, &solver.decide(&line(99_917, text, "N IMPORTE QUI", ""))), "Inbox ", "{text}");
    }
    // The account that pays says somebody else.
    let torn = solver.decide(&line(51_123, texts[0], "", "FR01"));
    assert_eq!(said(&facts, &torn), "Automatic FA2026-000543 511.23", "the amount is the other's alone");
    let digits = Line { end_to_end_id: iban, ..line(12_000, "", "", "FR02") };
    assert_eq!(said(&facts, &solver.decide(&digits)), "Automatic FA2026-000700 120.00", "its digits are no numbers of invoices");
}

#[test]
fn only_a_certain_payer_pays_its_oldest_debt() {
    let mut facts = facts();
    let solver_says = |facts: &Facts, name: &str, iban: &str| said(facts, &Solver::new(facts).decide(&line(12_000, "RELEVE", name, iban)));
    facts.payers[1].names = vec!["Novatech Industries SAS".to_owned()];
    let cases = [
        ("its account", "", "FR02", "Automatic FA2026-000700 120.00"),
        ("its whole name", "NOVATECH INDUSTRIES", "", "Automatic FA2026-000700 120.00"),
        ("the beginning of its name", "NOVATECH INDUST", "", "Propose FA2026-000700 120.00"),
        ("a slip in its name", "NOVATECH INDUSTRISE", "", "Propose FA2026-000700 120.00"),
    ];
    for (what, name, iban, expected) in cases {
        assert_eq!(solver_says(&facts, name, iban), expected, "{what}");
    }
    facts.payers[4].names.push("Novatech Industries".to_owned());
    assert_eq!(solver_says(&facts, "NOVATECH INDUSTRIES", ""), "Propose FA2026-000700 120.00", "two bear the name");
}

#[test]
fn a_line_for_strangers_is_for_a_person() {
    let mut facts = facts();
    let both = |facts: &Facts, name: &str, iban: &str| {
        let decision = Solver::new(facts).decide(&line(121_126, "FA2026-000543 FA2026-000900", name, iban));
        (said(facts, &decision), decision.caution)
    };
    let items = "FA2026-000543 511.23+FA2026-000900 700.03";
    let held = (format!("Propose {items}"), Some(Caution::SeveralDebtors));
    assert_eq!(both(&facts, "", ""), held, "nobody knows who pays");
    assert_eq!(both(&facts, "", "FR01"), held, "the account of one of them");
    facts.payers[0].ibans.push("FR55".to_owned());
    facts.payers[3].ibans.push("FR55".to_owned());
    assert_eq!(both(&facts, "", "FR55"), (format!("Automatic {items}"), None), "it pays for both");
    facts.payers[2].ibans.push("FR55".to_owned());
    assert_eq!(both(&facts, "", "FR55"), (format!("Automatic {items}"), None), "a third party that pays for both, and more");
    facts.payers[0].head = Some(debtor(4));
    assert_eq!(both(&facts, "", ""), (format!("Automatic {items}"), None), "of one group");
}

#[test]
fn the_same_payment_again_is_not_the_next_one() {
    let mut facts = facts();
    let at = |on: Date, label: &'static str| Line { booked_on: on, ..line(12_000, label, "NOVATECH", "FR02") };
    let verdicts = |facts: &Facts, lines: &[Line<'_>]| {
        let decisions = Solver::new(facts).solve(lines);
        decisions.iter().map(|decision| (decision.verdict, decision.caution)).collect::<Vec<_>>()
    };
    let (paid, again) = ((Verdict::Automatic, None), (Verdict::Inbox, Some(Caution::PaidAgain(3))));
    let cases = [
        ("the same reference, days later", [at(day(3, 1), "CONTRAT 778899"), at(day(3, 4), "CONTRAT 778899")], [paid, again]),
        ("a month later it is the next one", [at(day(3, 1), "CONTRAT 778899"), at(day(4, 1), "CONTRAT 778899")], [paid, paid]),
        ("without a reference nothing tells", [at(day(3, 1), "ABONNEMENT"), at(day(3, 4), "ABONNEMENT")], [paid, paid]),
        ("another reference", [at(day(3, 1), "CONTRAT 778899"), at(day(3, 4), "CONTRAT 778900")], [paid, paid]),
    ];
    for (what, lines, expected) in cases {
        // What the law imputes is settled after what is named: the first line alone tells the order.
        facts.items[3].due_on = day(2, 1);
        assert_eq!(verdicts(&facts, &lines), expected, "{what}");
    }
    facts.past = vec![PastLine {
        item: facts.items[3].id,
        amount: Cents(12_000),
        currency: Currency::EUR,
        label: "contrat 778899".to_owned(),
        end_to_end_id: String::new(),
        counterparty: "NOVATECH".to_owned(),
        counterparty_iban: "FR02".to_owned(),
        booked_on: day(2, 26),
    }];
    facts.items[3].open = Cents::ZERO;
    assert_eq!(verdicts(&facts, &[at(day(3, 1), "CONTRAT 778899")]), [again], "yesterday's payment");
    assert_eq!(verdicts(&facts, &[at(day(3, 1), "CONTRAT 778899 FA2026-000701")]), [paid], "another text");
}

#[test]
fn a_discount_is_for_who_pays_in_time() {
    let mut facts = facts();
    let decide = |facts: &Facts| said(facts, &Solver::new(facts).decide(&line(50_101, "FA2026-000543", "", "FR01")));
    let discount = |days| Some(CashDiscount { rate: 200, days });
    // Issued on 1 January, paid on 1 March.
    for (granted, expected) in [
        (discount(59), "Automatic FA2026-000543 501.01 Missing(Discount, 10.22)"),
        (discount(58), "Automatic FA2026-000543 501.01 Missing(BankCharges, 10.22)"),
        (None, "Automatic FA2026-000543 501.01 Missing(BankCharges, 10.22)"),
    ] {
        facts.settings.discount = granted;
        assert_eq!(decide(&facts), expected, "{granted:?}");
    }
    let ten = CashDiscount { rate: 1_000, days: 10 };
    for (missing, due, is_it) in [(100, 1_000, true), (99, 999, true), (100, 999, true), (101, 999, false), (0, 0, false), (0, 3, false)] {
        assert_eq!(ten.is(Cents(missing), Cents(due)), is_it, "{missing} of {due}");
    }
}

#[test]
fn the_second_payment_of_an_item_waits() {
    let facts = facts();
    let lines = [
        line(51_123, "MERCI", "", "FR01"),
        line(51_123, "FA2026-000543", "", "FR01"),
        line(12_000, "", "", "FR02"),
        line(12_000, "FA2026-000700", "", "FR02"),
    ];
    let decisions = Solver::new(&facts).solve(&lines);
    assert_eq!(
        (decisions[0].verdict, decisions[1].verdict, decisions[1].caution),
        (Verdict::Automatic, Verdict::Inbox, Some(Caution::PaidTwice(0)))
    );
    assert_eq!(said(&facts, &decisions[3]), "Automatic FA2026-000700 120.00");
    assert_eq!(said(&facts, &decisions[2]), "Automatic FA2026-000701 120.00", "only one is left once the other is named");
}

#[test]
fn creditor_references_have_check_digits() {
    for (text, is_one) in
        [("RF18539007547034", true), ("RF18 5390 0754 7034", true), ("RF19539007547034", false), ("RF", false), ("é", false)]
    {
        assert_eq!(is_creditor_reference(text), is_one, "{text}");
    }
}

#[test]
fn names_compare_as_banks_write_them() {
    let cases = [
        ("BOULANGERIE DUPONT", "SARL Boulangerie Dupont", Some(NameFit::Same)),
        ("DUPONT BOULANGERIE SARL", "SARL Boulangerie Dupont", Some(NameFit::Same)),
        ("SARL BOULANGERIE DUPO", "SARL Boulangerie Dupont", Some(NameFit::Truncated)),
        ("BOULANGERIE DUPOTN", "SARL Boulangerie Dupont", Some(NameFit::Close)),
        ("SRAL BOULANGERIE DUPONT", "SARL Boulangerie Dupont", Some(NameFit::Close)),
        ("NOVATECH PARIS", "Novatech", None),
        ("BOULANGERIE DURAND", "SARL Boulangerie Dupont", None),
        ("", "Novatech", None),
    ];
    for (said, known, expected) in cases {
        assert_eq!(compare_names(said, known), expected, "{said:?}");
    }
}

/// Facts and lines drawn from a seed: small amounts, so that coincidences abound.
fn drawn(seed: u64) -> (Facts, Vec<(i64, String, String)>) {
    let mut state = seed;
    let mut below = |bound: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let mut facts = facts();
    facts.items = (0..30_u32)
        .map(|n| {
            let amount = if below(6) == 0 { -(below(40) as i64 + 1) * 100 } else { (below(90) as i64 + 1) * 100 };
            Item {
                id: OpenItemId(Uuid::from_u128(u128::from(n) + 1)),
                debtor: debtor(1 + u128::from(below(5))),
                number: format!("FA2026-{:06}", n + 1),
                amount: Cents(amount),
                open: if below(5) == 0 { Cents::ZERO } else { Cents(amount) },
                currency: Currency::EUR,
                issued_on: day(1, 1 + below(28) as u32),
                due_on: day(2, 1 + below(28) as u32),
                order_reference: String::new(),
            }
        })
        .collect();
    let lines = (0..25)
        .map(|_| {
            let label = match below(3) {
                0 => format!("FA2026-{:06}", 1 + below(32)),
                1 => format!("FACT {} FA2026-{:06}", 1 + below(32), 1 + below(32)),
                _ => "VIREMENT".to_owned(),
            };
            ((below(120) as i64 + 1) * 100, label, format!("FR0{}", below(7)))
        })
        .collect();
    (facts, lines)
}

fn solve<'a>(facts: &'a Facts, lines: &[(i64, String, String)]) -> (Vec<Decision>, Solver<'a>) {
    let lines: Vec<Line<'_>> = lines.iter().map(|(amount, label, iban)| line(*amount, label, "", iban)).collect();
    let mut solver = Solver::new(facts);
    (solver.solve(&lines), solver)
}

#[test]
fn not_a_cent_is_lost_nor_paid_twice() {
    for seed in 0..200 {
        let (facts, lines) = drawn(seed);
        let (decisions, solver) = solve(&facts, &lines);
        let mut paid = vec![Cents::ZERO; facts.items.len()];
        for (decision, (amount, ..)) in decisions.iter().zip(&lines) {
            for allotment in decision.best.iter().chain(&decision.runner_up) {
                let parts = Cents::total(allotment.parts.iter().map(|part| part.amount));
                assert_eq!(parts + allotment.residual, Cents(*amount), "seed {seed}: {allotment:?}");
                assert!(!allotment.residual.is_negative() && allotment.confidence <= 100);
            }
            if decision.verdict == Verdict::Automatic {
                decision.best.iter().flat_map(|best| &best.parts).for_each(|part| paid[part.item] += part.amount);
            }
        }
        for (at, item) in facts.items.iter().enumerate() {
            let within = if item.open.is_negative() { item.open..=Cents::ZERO } else { Cents::ZERO..=item.open };
            assert!(within.contains(&paid[at]), "seed {seed}: {} of {}", paid[at], item.open);
            assert_eq!(solver.open(at), item.open - paid[at]);
        }
    }
}

#[test]
fn the_order_of_the_items_changes_nothing() {
    let view = |facts: &Facts, decision: &Decision| {
        let mut items: Vec<_> =
            decision.best.iter().flat_map(|best| &best.parts).map(|part| (facts.items[part.item].id, part.amount)).collect();
        items.sort_unstable();
        (decision.verdict, items, decision.best.as_ref().map(|best| best.confidence))
    };
    for seed in 0..200 {
        let (facts, lines) = drawn(seed);
        let mut turned = facts.clone();
        turned.items.reverse();
        turned.items.rotate_left(seed as usize % 30);
        turned.payers.reverse();
        let (one, _) = solve(&facts, &lines);
        let (again, _) = solve(&facts, &lines);
        assert_eq!(one, again, "seed {seed}: deterministic");
        let (other, _) = solve(&turned, &lines);
        for (line, (a, b)) in lines.iter().zip(one.iter().zip(&other)) {
            assert_eq!(view(&facts, a), view(&turned, b), "seed {seed}: {line:?}");
        }
    }
}

#[test]
fn a_number_and_its_amount_agree_or_a_person_decides() {
    let item = |id: u128, owner: u128, number: &str, open: i64| Item {
        id: OpenItemId(Uuid::from_u128(id)),
        debtor: debtor(owner),
        number: number.to_owned(),
        amount: Cents(open),
        open: Cents(open),
        currency: Currency::EUR,
        issued_on: day(1, 5),
        due_on: day(2, 5),
        order_reference: String::new(),
    };
    let items = vec![
        item(1, 1, "FA2026-000543", 51_120),
        item(2, 1, "FA2026-000604", 20_000),
        item(3, 1, "AV2026-000007", -5_000),
        item(4, 2, "F-2026-014", 10_000),
        item(5, 3, "2026-77", 300),
        item(6, 4, "2026-77", 300),
        item(7, 5, "17", 900),
        item(8, 1, "FA2026-0005", 100),
    ];
    let facts = Facts { items, ..Facts::default() };
    let cases: [(&str, i64, &str, &str); 14] = [
        ("clean", 51_120, "FA2026-000543", "Automatic FA2026-000543 511.20"),
        ("inside a sentence", 51_120, "VIR RECU PROXITECH FA2026-000543 MERCI", "Automatic FA2026-000543 511.20"),
        ("spaces in the number", 10_000, "REGLT F 2026 014", "Automatic F-2026-014 100.00"),
        ("lower case, no dash", 10_000, "f2026014", "Automatic F-2026-014 100.00"),
        ("two invoices", 71_120, "FA2026-000543 FA2026-000604", "Automatic FA2026-000543 511.20+FA2026-000604 200.00"),
        (
            "less a credit note",
            66_120,
            "FA2026-000543/FA2026-000604/AV2026-000007",
            "Automatic FA2026-000543 511.20+FA2026-000604 200.00+AV2026-000007 -50.00",
        ),
        ("the same number twice", 51_120, "FA2026-000543 FA2026-000543", "Automatic FA2026-000543 511.20"),
        ("no number", 51_120, "RELEVE OCTOBRE", "Inbox "),
        ("a number that two debtors share", 300, "2026-77", "Propose 2026-77 3.00"),
        ("a number too short to prove anything is for a person", 900, "facture 17", "Propose 17 9.00"),
        ("money going out", -51_120, "FA2026-000543", "Inbox "),
        ("a longer number is not taken for a shorter one", 100, "FA2026-000543", "Propose FA2026-000543 1.00 StillOwed(510.20)"),
        ("nor a shorter one for a longer", 100, "FA2026-0005", "Automatic FA2026-0005 1.00"),
        ("a cent less", 51_119, "FA2026-000543", "Automatic FA2026-000543 511.19 Missing(Rounding, 0.01)"),
    ];
    for (name, amount, label, expected) in cases {
        assert_eq!(said(&facts, &Solver::new(&facts).decide(&line(amount, label, "", ""))), expected, "{name}");
    }
}

#[test]
fn what_names_a_plan_or_pays_an_instalment_goes_to_its_debts() {
    let mut facts = facts();
    let id = |number: u128| OpenItemId(Uuid::from_u128(number));
    // 711.80 € in three instalments: 237.26, then twice 237.27.
    facts.plans = vec![SpreadDebts {
        reference: "ECH-2026-001".to_owned(),
        debtor: debtor(1),
        currency: Currency::EUR,
        debts: vec![(id(2), Cents(20_057)), (id(1), Cents(51_123))],
        expected: [23_726, 47_453, 71_180, 23_727].map(Cents).to_vec(),
    }];
    let on_plan = "FA2026-000543 237.26 StillOwed(474.54)";
    let cases: [(&str, Line<'_>, String); 9] = [
        ("an instalment from a known account", line(23_726, "VIREMENT", "", "FR01"), format!("Automatic {on_plan}")),
        ("the reference and an instalment", line(23_726, "ECH-2026-001", "INCONNU", ""), format!("Automatic {on_plan}")),
        ("the reference in other words", line(23_726, "REF ech 2026 001/ MERCI", "INCONNU", ""), format!("Automatic {on_plan}")),
        ("the reference without its signs", line(23_726, "ECH2026001", "INCONNU", ""), format!("Automatic {on_plan}")),
        ("two instalments at once", line(47_453, "", "", "FR01"), "Automatic FA2026-000543 474.53 StillOwed(237.27)".to_owned()),
        (
            "the reference with any amount waits for a person",
            line(15_000, "ECH-2026-001", "INCONNU", ""),
            "Propose FA2026-000543 150.00 StillOwed(561.80)".to_owned(),
        ),
        ("the whole", line(71_180, "ECH-2026-001", "", "FR01"), "Automatic FA2026-000543 511.23+FA2026-000604 200.57".to_owned()),
        ("an invoice outside it", line(133_317, "", "", "FR01"), "Automatic FA2026-000605 1333.17".to_owned()),
        ("a number that is named goes before", line(20_057, "FA2026-000604", "", "FR01"), "Automatic FA2026-000604 200.57".to_owned()),
    ];
    let mut wrong = Vec::new();
    for (name, line, expected) in cases {
        let found = said(&facts, &Solver::new(&facts).decide(&line));
        if found != expected {
            wrong.push(format!("{name}: {found}, expected {expected}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
