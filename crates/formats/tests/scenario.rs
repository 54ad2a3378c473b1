//! Scenario files: reading, faults with their line, and the way back.

use domain::Cents;
use domain::claim::ClaimKind;
use domain::dunning::{
    Channel, Conditions, Expectation, HoldReason, Mode, Scenario, Sender, Stage, Step, StopConditions, Template, Trial, Trigger,
};
use domain::ids::ScenarioId;
use domain::party::ContactRole;
use formats::scenario::{FaultKind, fault_sentence, print_expectation, read, write};
use proptest::prelude::*;
use uuid::Uuid;

const WHOLE: &str = r#"# Un scénario qui emploie tout.
name = "Relance ferme"

[stop]
on_part_payment = true
at_or_below = "15.00"
after_days_late = 400

[[step]]
key = "pre_due"
day = "J-5"
channels = ["email"]
template = "pre_due"

[[step]]
key = "reminder_1"
day = "J+3"
gap = 3
channels = ["email", "letter"]
mode = "unless_vetoed"
veto_hours = 24
template = "first_reminder"
sender = "collector"
to = ["accounting", "management"]
copies = ["purchasing"]

[[step]]
key = "letter"
day = "J+8"
from = "previous_step"
channels = ["registered", "letter"]
template = "reminder_letter"
cost = "6.50"
stage = "pre_litigation"
if = { min_amount = "500.00", max_score = 40, kinds = ["business"], categories = ["PME"], min_late_items = 2 }

[[test]]
name = "900 € à J+16 avec promesse : rien"
amount = "900.00"
day = "J+16"
after = "reminder_1 J+5"
promise = "J+20"
expect = "hold promised"

[[test]]
name = "sans e-mail, une lettre"
day = "J+5"
email = false
expect = "send reminder_1 by letter"

[[test]]
name = "personne ne paie, petit montant"
amount = "200.00"
timeline = ["J-5 email pre_due", "J+5 email reminder_1"]
"#;

#[test]
fn a_whole_file_is_read() {
    let file = read(WHOLE.as_bytes());
    assert_eq!(file.faults, [], "{:?}", file.faults);
    let scenario = file.scenario.expect("a scenario");
    assert_eq!(scenario.name, "Relance ferme");
    let stop = StopConditions { on_reply: true, on_part_payment: true, at_or_below: Some(Cents(1_500)), after_days_late: Some(400) };
    assert_eq!(scenario.stop, stop);
    let [pre_due, reminder, letter] = scenario.steps() else { panic!("three steps") };
    assert_eq!(*pre_due, Step::new("pre_due", -5, 0, Channel::Email, Mode::Automatic, Template::PreDue));
    assert_eq!((reminder.mode, reminder.veto_hours, reminder.sender), (Mode::UnlessVetoed, 24, Sender::Collector));
    assert_eq!(reminder.recipients, [ContactRole::Accounting, ContactRole::Management]);
    assert_eq!(letter.mode, Mode::Manual, "a letter is posted by a person");
    assert_eq!((letter.trigger, letter.cost, letter.stage), (Trigger::PreviousStep, Cents(650), Stage::PreLitigation));
    let conditions = Conditions {
        min_amount: Some(Cents(50_000)),
        max_score: Some(40),
        categories: vec!["PME".to_owned()],
        kinds: vec![ClaimKind::Business],
        min_late_items: Some(2),
        ..Conditions::default()
    };
    assert_eq!(letter.conditions, conditions);
    for trial in &file.trials {
        assert_eq!(trial.run(&scenario), Ok(trial.expect.clone()), "{}", trial.name);
    }
    assert_eq!(file.lines.len(), 3);
    assert_eq!(WHOLE.lines().nth(file.lines[0] - 1), Some("[[test]]"));
}

#[test]
fn a_test_that_fails_says_what_happens() {
    let file = read(WHOLE.replace("promise = \"J+20\"", "promise = \"J+15\"").as_bytes());
    let scenario = file.scenario.expect("a scenario");
    let got = file.trials[0].run(&scenario).expect("its steps are known");
    assert_eq!(print_expectation(&got), "exhausted", "the letter asks for two late items");
}

/// Each fault has its line, its field, its key and a sentence; the rest of the file is read.
#[test]
fn faults_are_told_with_their_line() {
    let base = "name = \"Essai\"\n[[step]]\nkey = \"a\"\nday = \"J+3\"\ntemplate = \"first_reminder\"\n";
    let cases = [
        ("step = 3", "", 1, "step", "wrong_type", "« step » attend une liste, et non un nombre entier."),
        ("name = ", "", 1, "", "syntax", ""),
        (
            base,
            "colour = \"red\"",
            6,
            "colour",
            "unknown_field",
            "Le nom « colour » n’est pas connu ici : corrigez-le ou retirez la ligne.",
        ),
        (base, "gap = \"3\"", 6, "gap", "wrong_type", "« gap » attend un nombre entier, et non un texte entre guillemets."),
        (base, "gap = -3", 6, "gap", "out_of_range", "« gap » vaut -3 : écrivez un nombre de 0 à 65535."),
        (
            base,
            "channels = [\"fax\"]",
            6,
            "channels",
            "wrong_choice",
            "« fax » n’est pas possible pour « channels » : choisissez email, sms, call, letter, registered, electronic, task.",
        ),
        (base, "cost = 1.5", 6, "cost", "wrong_type", ""),
        (base, "mode = \"unless_vetoed\"", 2, "a", "bad_scenario", "Étape 1, « a » : 0 heures de veto : donnez de 1 à 168 heures."),
        (base, "[[step]]\nkey = \"b\"", 6, "day", "missing_field", "Il manque « day »."),
        (
            base,
            "[[step]]\nkey = \"b\"\nday = \"demain\"\ntemplate = \"first_reminder\"",
            8,
            "day",
            "bad_day",
            "« demain » n’est pas un jour : écrivez par exemple J-5, J ou J+8.",
        ),
        (base, "[[test]]\nname = \"x\"\nday = \"J+4\"\nexpect = \"perhaps\"", 6, "expect", "bad_expectation", ""),
        (
            base,
            "[[test]]\nname = \"x\"\nday = \"J+4\"\nexpect = \"send b\"",
            6,
            "expect",
            "no_such_step",
            "Aucune étape ne s’appelle « b » : le test ne dirait rien.",
        ),
        (base, "[[test]]\nname = \"x\"\nday = \"J+4\"\nexpect = \"exhausted\"\ndue = \"2026-02-30\"", 10, "due", "bad_date", ""),
        (base, "[[test]]\nname = \"x\"\nday = \"J+4\"\nexpect = \"exhausted\"\namount = \"0\"", 6, "amount", "bad_amount", ""),
    ];
    for (start, rest, line, field, code, sentence) in cases {
        let file = read(format!("{start}{rest}").as_bytes());
        let fault = file.faults.iter().find(|fault| fault.kind.code() == code);
        let fault = fault.unwrap_or_else(|| panic!("{rest:?}: no {code} in {:?}", file.faults));
        assert_eq!((fault.line, fault.field.as_str()), (line, field), "{rest:?}");
        let told = fault_sentence(fault).replace('\u{202f}', " ");
        assert!(sentence.is_empty() || told == sentence, "{told}");
        assert!(told.ends_with(['.', '?']), "{told}");
        let english = formats::scenario::fault_in_english(fault);
        assert!(english.ends_with(['.', '?']) && english != told && !english.contains(['é', 'è', '«', '\u{202f}']), "{english}");
    }
    let file = read(format!("{base}gap = -3\n[[test]]\nname = \"x\"\nday = \"J+4\"\nexpect = \"exhausted\"").as_bytes());
    assert!(file.scenario.is_none() && file.trials.len() == 1, "a fault in a step keeps no test from being read");
    assert!(matches!(read(&[0xff, 0xfe]).faults[0].kind, FaultKind::NotText));
    assert!(matches!(read(&vec![b' '; 300_000]).faults[0].kind, FaultKind::TooLarge { .. }));
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    proptest::collection::vec((0_u16..20, 0_u16..30, 0_usize..Channel::ALL.len(), 0_usize..4, any::<u32>(), "[a-zéà \"\\\\#=]{1,9}"), 1..8)
        .prop_map(|drawn| {
            let mut day = 0;
            let each = |(position, (more, gap, channel, mode, bits, word)): (usize, (u16, u16, usize, usize, u32, String))| {
                day += i32::from(more) + 1;
                let channel = Channel::ALL[channel];
                let mode = if channel.leaves_by_itself() { Mode::ALL[mode] } else { Mode::Manual };
                let bit = |at: u32| bits >> at & 1 == 1;
                let amount = Cents(i64::from(bits % 100_000));
                let plain = Step::new(&format!("step_{position}"), day, gap, channel, mode, Template::SecondReminder);
                Step {
                    channels: if bit(0) && channel != Channel::Task { vec![channel, Channel::Task] } else { vec![channel] },
                    veto_hours: if mode == Mode::UnlessVetoed { 12 } else { 0 },
                    sender: Sender::ALL[(bits % 4) as usize],
                    recipients: if bit(1) { vec![ContactRole::Management] } else { Vec::new() },
                    copies: if bit(2) { ContactRole::ALL.to_vec() } else { Vec::new() },
                    cost: if bit(3) { amount } else { Cents::ZERO },
                    conditions: Conditions {
                        min_amount: bit(4).then_some(amount),
                        max_amount: bit(5).then_some(amount + Cents(1)),
                        min_score: bit(6).then_some(10),
                        max_score: bit(7).then_some(90),
                        categories: if bit(8) && !word.trim().is_empty() { vec![word] } else { Vec::new() },
                        kinds: if bit(9) { vec![ClaimKind::Consumer, ClaimKind::Civil] } else { Vec::new() },
                        min_late_items: bit(10).then_some(3),
                    },
                    ..plain
                }
            };
            drawn.into_iter().enumerate().map(each).collect()
        })
}

fn trial() -> impl Strategy<Value = Trial> {
    ("[a-z \"\\\\é]{0,12}", 0_usize..HoldReason::ALL.len(), any::<u32>(), -40_i32..400).prop_map(|(name, reason, bits, day)| {
        let bit = |at: u32| bits >> at & 1 == 1;
        let expect = match bits % 4 {
            0 => Expectation::Hold(HoldReason::ALL[reason]),
            1 => Expectation::NotYet(bit(5).then_some(day + 1)),
            2 => Expectation::Send { step: "step_0".to_owned(), channel: bit(6).then_some(Channel::Letter) },
            _ => Expectation::Timeline(vec![(day, Channel::Email, "step_0".to_owned())]),
        };
        Trial {
            day,
            after: bit(8).then(|| ("step_0".to_owned(), day - 1)),
            promise: bit(9).then_some(day + 3),
            paid: bit(10).then_some(-2),
            disputed: if bit(11) { Cents(5) } else { Cents::ZERO },
            is_paused: bit(12),
            has_email: bit(13),
            score: bit(14).then_some(7),
            ..Trial::new(&name, expect)
        }
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(steps in steps(), name in "[A-Za-zé\"\\\\'#= ]{0,20}x", trials in proptest::collection::vec(trial(), 0..4), bits in 0_u8..16) {
        let stop = StopConditions {
            on_reply: bits & 1 == 1,
            on_part_payment: bits & 2 == 2,
            at_or_below: (bits & 4 == 4).then_some(Cents(1_234)),
            after_days_late: (bits & 8 == 8).then_some(90),
        };
        let scenario = Scenario::new(ScenarioId(Uuid::nil()), name, 1, steps).expect("a scenario").stopping(stop);
        let text = write(&scenario, &trials);
        let file = read(text.as_bytes());
        prop_assert_eq!(&file.faults, &[], "{}", text);
        prop_assert_eq!(file.scenario, Some(scenario));
        prop_assert_eq!(file.trials, trials);
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
    }

    #[test]
    fn a_broken_file_is_told_about(at in 0..WHOLE.len(), with in "[\\[\\]{}\"=\n#a0-]") {
        let mut bytes = WHOLE.as_bytes().to_vec();
        bytes[at] = with.as_bytes()[0];
        let file = read(&bytes);
        prop_assert!(file.scenario.is_some() || !file.faults.is_empty());
        for fault in &file.faults {
            prop_assert!(!fault_sentence(fault).is_empty());
        }
    }
}
