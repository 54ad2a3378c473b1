//! Debtors' lives as text, told by the files of `stories/`.
//!
//! A story is one event per line and, below it, what the program answers. [`play`] is the only place
//! that touches the decision; a test is a text. After a change that is meant:
//!
//! ```text
//! UPDATE_STORIES=1 cargo test -p domain --test stories && git diff
//! ```
//!
//! | line | meaning |
//! |---|---|
//! | `DAY invoice F1 1200.00 due DAY [issued DAY] [usd]` | an instalment comes in, issued that day, or thirty days before it is due |
//! | `DAY credit A1 100.00 [usd]`, `DAY cash R1 50.00` | a credit note, money not yet used |
//! | `DAY paid F1 [400.00] [by A1]` | all of it, or a part, is paid, in cash or by a credit of the account |
//! | `DAY reopen F1` | the payment bounced: it is open in full, in a new episode |
//! | `DAY pause [F1] [until DAY]`, `DAY release [F1]` | a person suspends the account or one item |
//! | `DAY insolvent [since DAY]`, `DAY solvent` | insolvency proceedings are opened, by the date of the judgment, or closed |
//! | `DAY [no] email`, `DAY [no] address` | the debtor's contacts |
//! | `DAY electronic KIND [agreed DAY]`, `DAY no electronic` | there is a service of electronic registered letters, and the law judges a debtor of that kind, who agreed to them on a day; there is none |
//! | `DAY email bounces` | every e-mail address came back |
//! | `DAY stale`, `DAY fresh` | the age of bank and ledger figures |
//! | `DAY spacing 3`, `DAY tolerance 1.00`, `DAY minimum 15.00`, `DAY grace 3` | the organisation's limits |
//! | `DAY pressure 4 in 30`, `DAY no pressure` | so many contacts in so many days |
//! | `DAY promise F1 until DAY`, `DAY plan F1 until DAY`, `DAY dispute F1 [400.00]`, `DAY hand over F1` | what holds an item |
//! | `DAY end F1` | its promise, plan, dispute and hand-over are over |
//! | `DAY no courtesy`, `DAY courtesy` | the debtor wants no message before the due date, or does again |
//! | `DAY reply`, `DAY read` | the debtor wrote back; somebody read it |
//! | `DAY request on DAY` | a payment request was prepared, and leaves on that day |
//! | `DAY stop`, `DAY go` | the emergency stop |
//! | `DAY approval`, `DAY category SLOW`, `DAY score 40` | what is known of the debtor |
//! | `DAY scenario`, then `DAY step KEY J+3 …` | another scenario, see `stories/steps.rs`; items keep their place by the step's key |
//! | `DAY scenario NAME`, then `DAY step …` | a further scenario, beside the first |
//! | `DAY rule NAME [category SLOW] [min 500.00] [max 900.00] [late 30] [up-to 60] [claim consumer] [debtor public]` | a rule more: who meets it follows that scenario |
//! | `DAY bound NAME`, `DAY unbound` | a person gives the debtor a scenario, or takes it back |
//! | `DAY run` | the night of that day, carried out; each item's outcome is printed |
//! | `DAY..DAY runs` | each day's; only what goes out, and holds when they change |

#[path = "stories/steps.rs"]
mod steps;

use std::collections::HashMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use domain::calendar::add_days;
use domain::dunning::{
    BindingRule, Bindings, DebtorFacts, Hold, ItemFacts, LastStep, Mode, Outcome, PlannedAction, Pressure, Rules, Scenario, Step, Subject,
    plan_debtor, scenario_of,
};
use domain::ids::{OpenItemId, ScenarioId, SeriesId};
use domain::ledger::{ItemKind, check_allocation};
use domain::party::DebtorKind;
use domain::post::{ElectronicContact, addressed};
use domain::{Cents, Currency, Date};
use uuid::Uuid;

struct Item {
    number: String,
    amount: Cents,
    facts: ItemFacts,
    /// The steps of its episode with their days counted from the due date, of whatever scenario.
    passed: Vec<(String, i32)>,
}

/// What is known of the debtor at one line of its story.
struct Life {
    scenario: Scenario,
    /// Further scenarios, by name; items point at them by their place here, counted from 1.
    others: Vec<(String, Scenario)>,
    /// The further scenario whose steps are being written.
    writing: Option<String>,
    bindings: Bindings,
    /// The scenario that a person gave the debtor.
    own: Option<SeriesId>,
    /// The steps of a scenario that is being written.
    steps: Vec<Step>,
    rules: Rules,
    items: Vec<Item>,
    paid: Vec<Item>,
    has_email: bool,
    email_bounced: bool,
    declines_courtesy: bool,
    has_postal_address: bool,
    /// With a service of electronic registered letters: what the debtor is, and when it agreed to them.
    electronic: Option<(DebtorKind, Option<Date>)>,
    hold: Option<Hold>,
    insolvent_on: Option<Date>,
    /// The days on which it was contacted.
    contacts_on: Vec<Date>,
    /// The day of a payment request that waits.
    request_on: Option<Date>,
    has_replied: bool,
    needs_approval: bool,
    category: String,
    score: Option<u8>,
    /// The outcome last printed for each item, so that a span of days tells only what is new.
    told: HashMap<OpenItemId, Outcome>,
}

impl Life {
    fn new() -> Self {
        Self {
            scenario: Scenario::french_default(ScenarioId(Uuid::from_u128(1))),
            others: Vec::new(),
            writing: None,
            bindings: Bindings { rules: Vec::new(), default: SeriesId(Uuid::nil()) },
            own: None,
            steps: Vec::new(),
            rules: Rules::default(),
            items: Vec::new(),
            paid: Vec::new(),
            has_email: true,
            email_bounced: false,
            declines_courtesy: false,
            has_postal_address: true,
            electronic: None,
            hold: None,
            insolvent_on: None,
            contacts_on: Vec::new(),
            request_on: None,
            has_replied: false,
            needs_approval: false,
            category: String::new(),
            score: None,
            told: HashMap::new(),
        }
    }

    fn add(
        &mut self,
        number: &str,
        kind: ItemKind,
        amount: &str,
        (issued_on, due_on): (Date, Date),
        currency: &[&str],
    ) -> Result<(), String> {
        let amount = cents(amount)?;
        let currency = match currency {
            [] => Currency::EUR,
            [code] => Currency::parse(code).ok_or_else(|| format!("not a currency: {code}"))?,
            more => return Err(format!("unexpected: {}", more.join(" "))),
        };
        if self.items.iter().chain(&self.paid).any(|item| item.number == number) {
            return Err(format!("{number} is already there"));
        }
        let id = OpenItemId(Uuid::from_u128((self.items.len() + self.paid.len()) as u128));
        let open = if kind.is_debit() { amount } else { -amount };
        let facts = ItemFacts::new(id, kind, issued_on, due_on, open, currency);
        self.items.push(Item { number: number.to_owned(), amount: open, facts, passed: Vec::new() });
        Ok(())
    }

    fn item(&mut self, number: &str) -> Result<&mut Item, String> {
        self.items.iter_mut().find(|item| item.number == number).ok_or_else(|| format!("{number} is not open"))
    }

    fn pay(&mut self, today: Date, number: &str, amount: Option<&str>, by: Option<&str>) -> Result<(), String> {
        let item = self.item(number)?;
        item.facts.paid_on = Some(today);
        let amount = amount.map_or(Ok(item.facts.open), cents)?;
        if amount > item.facts.open {
            return Err(format!("{amount} paid on {number}, which has {} open", item.facts.open));
        }
        item.facts.open -= amount;
        if let Some(credit) = by {
            let credit = self.item(credit)?;
            check_allocation(amount, credit.facts.open, amount).map_err(|error| error.to_string())?;
            credit.facts.open += amount;
        }
        let (open, paid) = std::mem::take(&mut self.items).into_iter().partition(|item| !item.facts.open.is_zero());
        self.items = open;
        self.paid.extend::<Vec<Item>>(paid);
        Ok(())
    }

    /// A payment that bounces opens a new episode: the item starts gently again.
    fn reopen(&mut self, number: &str) -> Result<(), String> {
        let at = self.paid.iter().position(|item| item.number == number).ok_or_else(|| format!("{number} is not paid"))?;
        let mut item = self.paid.remove(at);
        item.facts.open = item.amount;
        item.facts.last_step = None;
        item.facts.paid_on = None;
        item.passed.clear();
        self.items.push(item);
        Ok(())
    }

    fn apply(&mut self, today: Date, words: &[&str]) -> Result<Vec<String>, String> {
        match words {
            ["run"] => return Ok(self.run(today).into_iter().map(|(_, line)| line).collect()),
            ["invoice", number, amount, "due", due, "issued", issued, currency @ ..] => {
                self.add(number, ItemKind::Invoice, amount, (date(issued)?, date(due)?), currency)?;
            }
            ["invoice", number, amount, "due", due, currency @ ..] => {
                let due = date(due)?;
                self.add(number, ItemKind::Invoice, amount, (today.min(add_days(due, -30)), due), currency)?;
            }
            ["credit", number, amount, currency @ ..] => self.add(number, ItemKind::CreditNote, amount, (today, today), currency)?,
            ["cash", number, amount, currency @ ..] => self.add(number, ItemKind::Payment, amount, (today, today), currency)?,
            ["paid", number] => self.pay(today, number, None, None)?,
            ["paid", number, "by", credit] => self.pay(today, number, None, Some(credit))?,
            ["paid", number, amount] => self.pay(today, number, Some(amount), None)?,
            ["paid", number, amount, "by", credit] => self.pay(today, number, Some(amount), Some(credit))?,
            ["reopen", number] => self.reopen(number)?,
            ["pause"] => self.hold = Some(Hold { until: None }),
            ["pause", "until", until] => self.hold = Some(Hold { until: Some(date(until)?) }),
            ["pause", number] => self.item(number)?.facts.hold = Some(Hold { until: None }),
            ["pause", number, "until", until] => self.item(number)?.facts.hold = Some(Hold { until: Some(date(until)?) }),
            ["release"] => self.hold = None,
            ["release", number] => self.item(number)?.facts.hold = None,
            ["insolvent"] => self.insolvent_on = Some(today),
            ["insolvent", "since", judged] => self.insolvent_on = Some(date(judged)?),
            ["solvent"] => self.insolvent_on = None,
            ["email"] => (self.has_email, self.email_bounced) = (true, false),
            ["no", "courtesy"] => self.declines_courtesy = true,
            ["courtesy"] => self.declines_courtesy = false,
            ["email", "bounces"] => (self.has_email, self.email_bounced) = (false, true),
            ["no", "email"] => self.has_email = false,
            ["address"] => self.has_postal_address = true,
            ["no", "address"] => self.has_postal_address = false,
            ["stale"] => self.rules.stale_data = true,
            ["fresh"] => self.rules.stale_data = false,
            ["spacing", days] => self.rules.spacing_days = days.parse().map_err(|_| format!("not a number of days: {days}"))?,
            ["tolerance", amount] => self.rules.tolerance = cents(amount)?,
            ["minimum", amount] => self.rules.minimum = cents(amount)?,
            ["grace", days] => self.rules.payment_grace_days = number(days)?,
            ["pressure", contacts, "in", days] => {
                self.rules.pressure = Some(Pressure { contacts: number(contacts)?, days: number(days)? });
            }
            ["no", "pressure"] => self.rules.pressure = None,
            ["stop"] => self.rules.is_stopped = true,
            ["go"] => self.rules.is_stopped = false,
            other => return self.apply_to_debtor(other),
        }
        Ok(Vec::new())
    }

    /// What a person or the debtor did about the claim, and the scenario.
    fn apply_to_debtor(&mut self, words: &[&str]) -> Result<Vec<String>, String> {
        match words {
            ["promise", number, "until", until] => self.item(number)?.facts.promise = Some(Hold { until: Some(date(until)?) }),
            ["compromise", number, "until", until] => self.item(number)?.facts.compromise = Some(Hold { until: Some(date(until)?) }),
            ["plan", number, "until", until] => self.item(number)?.facts.plan = Some(Hold { until: Some(date(until)?) }),
            ["proposed", number, "until", until] => self.item(number)?.facts.proposed = Some(Hold { until: Some(date(until)?) }),
            ["not", "proposed", number] => self.item(number)?.facts.proposed = None,
            ["posted", number, day] => {
                let on = date(day)?;
                let facts = &mut self.item(number)?.facts;
                (facts.is_waiting, facts.last_step) = (false, facts.last_step.map(|last| LastStep { on, ..last }));
            }
            ["dispute", number] => {
                let item = self.item(number)?;
                item.facts.disputed = item.facts.open;
            }
            ["dispute", number, amount] => self.item(number)?.facts.disputed = cents(amount)?,
            ["hand", "over", number] => self.item(number)?.facts.is_handed_over = true,
            ["end", number] => {
                let facts = &mut self.item(number)?.facts;
                (facts.promise, facts.plan, facts.disputed, facts.is_handed_over) = (None, None, Cents::ZERO, false);
            }
            ["put", "off", number] => self.item(number)?.facts.is_waiting = true,
            ["carried", "out", number] => self.item(number)?.facts.is_waiting = false,
            ["request", "on", day] => {
                self.request_on = Some(date(day)?);
                self.contacts_on.push(date(day)?);
            }
            ["reply"] => self.has_replied = true,
            ["read"] => self.has_replied = false,
            ["electronic", kind] => self.electronic = Some((debtor_kind(kind)?, None)),
            ["electronic", kind, "agreed", on] => self.electronic = Some((debtor_kind(kind)?, Some(date(on)?))),
            ["no", "electronic"] => self.electronic = None,
            ["approval"] => self.needs_approval = true,
            ["category", category] => (*category).clone_into(&mut self.category),
            ["score", score] => self.score = Some(number(score)?),
            ["scenario"] => (self.writing, self.steps) = (None, Vec::new()),
            ["scenario", name] => (self.writing, self.steps) = (Some((*name).to_owned()), Vec::new()),
            ["step", key, day, rest @ ..] => {
                self.steps.push(steps::step(key, day, rest)?);
                if self.writing.is_some() { self.write_other()? } else { self.rebind()? }
            }
            ["rule", name, rest @ ..] => {
                let series = self.series(name)?;
                self.bindings.rules.push(BindingRule { series, when: steps::conditions(rest)? });
            }
            ["bound", name] => self.own = Some(self.series(name)?),
            ["unbound"] => self.own = None,
            unknown => return Err(format!("unknown event: {}", unknown.join(" "))),
        }
        Ok(Vec::new())
    }

    fn takes_electronic(&self, today: Date) -> bool {
        let judge = |(kind, agreed_on)| {
            let contact = ElectronicContact { name: "Claire Morel", has_email: self.has_email, agreed_on };
            addressed((kind, "Anne Durand"), &[contact], today).is_ok()
        };
        self.electronic.is_some_and(judge)
    }

    fn series(&self, name: &str) -> Result<SeriesId, String> {
        let at = self.others.iter().position(|(known, _)| known == name).ok_or_else(|| format!("no scenario {name}"))?;
        Ok(SeriesId(Uuid::from_u128(at as u128 + 1)))
    }

    fn write_other(&mut self) -> Result<(), String> {
        let Some(name) = &self.writing else { return Ok(()) };
        let id = ScenarioId(Uuid::from_u128(100 + self.others.len() as u128));
        let scenario = Scenario::new(id, name.clone(), 1, self.steps.clone()).map_err(|error| error.to_string())?;
        match self.others.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = scenario,
            None => self.others.push((name.clone(), scenario)),
        }
        Ok(())
    }

    /// The scenarios, the default one first.
    fn scenarios(&self) -> Vec<Scenario> {
        std::iter::once(&self.scenario).chain(self.others.iter().map(|(_, other)| other)).cloned().collect()
    }

    /// Gives each item its scenario of the day, and its place in it.
    fn assign(&mut self, scenarios: &[Scenario], today: Date) {
        for item in self.items.iter_mut().filter(|_| scenarios.len() > 1) {
            let subject = Subject {
                claim: item.facts.claim,
                debtor: DebtorKind::Business,
                category: &self.category,
                amount: item.facts.undisputed(),
                due_on: item.facts.due_on,
                score: self.score,
                own: self.own,
            };
            let (series, _) = scenario_of(&self.bindings, &subject, today);
            let at = usize::try_from(series.0.as_u128()).unwrap_or_default();
            item.facts.scenario = u16::try_from(at).unwrap_or_default();
            item.facts.last_step = item.facts.last_step.and_then(|step| {
                let (key, day) = item.passed.last()?;
                let position = scenarios[at].place_after((key, *day), item.passed.iter().map(|(key, _)| key.as_str()))?;
                Some(LastStep { position, ..step })
            });
        }
    }

    /// Another version of the scenario: an item stands on the step of the same key, or of the same day.
    fn rebind(&mut self) -> Result<(), String> {
        let (id, version) = (self.scenario.id, self.scenario.version + 1);
        let next = Scenario::new(id, "Essai".to_owned(), version, self.steps.clone()).map_err(|error| error.to_string())?;
        for item in self.items.iter_mut().chain(&mut self.paid) {
            item.facts.last_step = item.facts.last_step.and_then(|last| {
                let key = &self.scenario.steps()[last.position].key;
                next.place_of(key, self.scenario.nominal_day(last.position)).map(|position| LastStep { position, ..last })
            });
        }
        self.scenario = next;
        Ok(())
    }

    /// Decides a day, prints it, and carries it out: each item asked for advances by its own step.
    ///
    /// Each line comes with whether a span of days prints it too.
    fn run(&mut self, today: Date) -> Vec<(bool, String)> {
        let scenarios = self.scenarios();
        self.assign(&scenarios, today);
        let items: Vec<ItemFacts> = self.items.iter().map(|item| item.facts).collect();
        let facts = DebtorFacts {
            has_email: self.has_email,
            email_bounced: self.email_bounced,
            declines_courtesy: self.declines_courtesy,
            has_postal_address: self.has_postal_address,
            takes_electronic: self.takes_electronic(today),
            hold: self.hold,
            insolvent_on: self.insolvent_on,
            last_contact_on: self.contacts_on.iter().copied().rfind(|on| *on < today),
            contacts_on: &self.contacts_on,
            voice_on: self.request_on,
            has_replied: self.has_replied,
            needs_approval: self.needs_approval,
            category: &self.category,
            score: self.score,
            items: &items,
            ..DebtorFacts::default()
        };
        let plan = plan_debtor(&facts, &scenarios, &self.rules, today);
        let mut lines: Vec<(bool, String)> =
            plan.actions.iter().map(|action| (true, self.describe(action, &plan.outcomes, &scenarios))).collect();
        for (item, outcome) in self.items.iter_mut().zip(&plan.outcomes) {
            let text = match outcome {
                Outcome::Send { step } => {
                    item.facts.last_step = Some(LastStep { position: *step, on: today });
                    let scenario = &scenarios[usize::from(item.facts.scenario)];
                    item.passed.push((scenario.steps()[*step].key.clone(), scenario.nominal_day(*step)));
                    self.told.remove(&item.facts.id);
                    continue;
                }
                Outcome::Hold { reason, until } => {
                    let until = until.map(|until| format!(" until {until}")).unwrap_or_default();
                    format!("held: {}{until}", reason.code())
                }
                Outcome::NotYet { next_on } => format!("not yet: {next_on}"),
                Outcome::Exhausted => "exhausted".to_owned(),
            };
            let is_new = self.told.insert(item.facts.id, *outcome) != Some(*outcome);
            let is_wait = matches!(outcome, Outcome::NotYet { .. });
            lines.push((is_new && !is_wait && item.facts.kind.is_debit(), format!("{} {text}", item.number)));
        }
        if plan.actions.iter().any(|action| action.channel.reaches_debtor()) {
            self.contacts_on.push(today);
        }
        lines
    }

    /// `email reminder_2: F1 1200.00, F2 300.00 [reminder_1] (gross 1540.00, net 1440.00; listed F3 40.00; credits A1 -100.00)`
    fn describe(&self, action: &PlannedAction, outcomes: &[Outcome], scenarios: &[Scenario]) -> String {
        let key_of = |at: usize, step: usize| scenarios[at].steps()[step].key.as_str();
        let lead = key_of(action.scenario, action.step);
        let amount = |position: &usize| format!("{} {}", self.items[*position].number, self.items[*position].facts.undisputed());
        let asked = |position: &usize| match outcomes[*position] {
            Outcome::Send { step } if key_of(usize::from(self.items[*position].facts.scenario), step) != lead => {
                format!("{} [{}]", amount(position), key_of(usize::from(self.items[*position].facts.scenario), step))
            }
            _ => amount(position),
        };
        let join = |positions: &[usize], each: &dyn Fn(&usize) -> String| positions.iter().map(each).collect::<Vec<_>>().join(", ");
        let currency = if action.currency == Currency::EUR { String::new() } else { format!(" in {}", action.currency) };
        let mode =
            if matches!(action.mode, Mode::UnlessVetoed | Mode::ToConfirm) { format!(" {}", action.mode.code()) } else { String::new() };
        let instead = action.instead_of.map(|channel| format!(" instead of {}", channel.code())).unwrap_or_default();
        let mut text = format!("{} {lead}{mode}{instead}{currency}: {}", action.channel.code(), join(&action.asked, &asked));
        if action.asked.len() > 1 || !action.listed.is_empty() || !action.credits.is_empty() || !action.disputed.is_zero() {
            let _ = write!(text, " (gross {}, net {}", action.gross, action.net);
            for (name, positions) in [("listed", &action.listed), ("credits", &action.credits)] {
                if !positions.is_empty() {
                    let _ = write!(text, "; {name} {}", join(positions, &amount));
                }
            }
            if !action.disputed.is_zero() {
                let _ = write!(text, "; disputed {}", action.disputed);
            }
            text.push(')');
        }
        text
    }
}

fn debtor_kind(code: &str) -> Result<DebtorKind, String> {
    DebtorKind::from_code(code).ok_or_else(|| format!("not a kind of debtor: {code}"))
}

fn cents(text: &str) -> Result<Cents, String> {
    Cents::parse(text).map_err(|error| error.to_string())
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("not a number: {text}"))
}

fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| format!("not a date: {text}"))
}

/// Plays one line: the days it covers, then the event. Time never runs backwards.
fn play_line(life: &mut Life, clock: &mut Date, line: &str) -> Result<Vec<String>, String> {
    let line = line.split_once('#').map_or(line, |(event, _)| event);
    let mut words = line.split_whitespace();
    let when = words.next().unwrap_or_default();
    let words: Vec<&str> = words.collect();
    let (from, to) = match when.split_once("..") {
        Some((from, to)) => (date(from)?, date(to)?),
        None => (date(when)?, date(when)?),
    };
    if from < *clock {
        return Err(format!("{from} comes after {clock}"));
    }
    *clock = to;
    if words != ["runs"] {
        return if from == to { life.apply(from, &words) } else { Err("only `runs` takes a span of days".to_owned()) };
    }
    let mut lines = Vec::new();
    let mut day = from;
    while day <= to {
        lines.extend(life.run(day).into_iter().filter(|(is_news, _)| *is_news).map(|(_, line)| format!("{day} {line}")));
        day = add_days(day, 1);
    }
    Ok(lines)
}

/// Plays a story and gives it back with the answers that the program gives today.
fn play(story: &str) -> Result<String, String> {
    let mut life = Life::new();
    let mut clock = Date::MIN;
    let mut told = String::new();
    for (number, line) in story.lines().enumerate().filter(|(_, line)| !line.starts_with("->")) {
        told.push_str(line.trim_end());
        told.push('\n');
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let answers = play_line(&mut life, &mut clock, line).map_err(|error| format!("line {}: {error}", number + 1))?;
        for answer in answers {
            let _ = writeln!(told, "-> {answer}");
        }
    }
    Ok(told)
}

fn story_files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder of stories")
        .map(|entry| entry.expect("a folder entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "story"))
        .collect();
    files.sort();
    files
}

/// The first line that differs, with its number: enough to find it.
fn first_difference(expected: &str, told: &str) -> String {
    let mut pairs = expected.lines().map(Some).chain(std::iter::repeat(None)).zip(told.lines().map(Some).chain(std::iter::once(None)));
    let at = pairs.position(|(expected, told)| expected != told).unwrap_or_default();
    let line = |text: &str| text.lines().nth(at).unwrap_or("(end of the story)").to_owned();
    format!("line {}\n  told before: {}\n  told now:    {}", at + 1, line(expected), line(told))
}

#[test]
fn stories_are_told_as_before() {
    let update = std::env::var_os("UPDATE_STORIES").is_some_and(|value| value == "1");
    let files = story_files();
    assert!(files.len() >= 25, "only {} stories were found", files.len());
    let mut failures = Vec::new();
    for path in &files {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let expected = std::fs::read_to_string(path).expect("a story is UTF-8");
        match play(&expected) {
            Err(error) => failures.push(format!("{name}: {error}")),
            Ok(told) if told == expected => {}
            Ok(told) if update => std::fs::write(path, told).expect("the story is written back"),
            Ok(told) => failures.push(format!("{name}: {}", first_difference(&expected, &told))),
        }
    }
    assert!(failures.is_empty(), "{}\n(UPDATE_STORIES=1 rewrites the stories)", failures.join("\n"));
}

#[test]
fn a_mistake_in_a_story_is_named() {
    let cases = [
        ("2026-01-05 invoice F1 12,x due 2026-02-09", "line 1: not an amount: \"12,x\""),
        ("2026-01-05 run\n2026-01-04 run", "line 2: 2026-01-04 comes after 2026-01-05"),
        ("2026-01-05 paid F9", "line 1: F9 is not open"),
        ("2026-01-05 dance", "line 1: unknown event: dance"),
        ("2026-01-05..2026-01-07 stale", "line 1: only `runs` takes a span of days"),
        ("soon run", "line 1: not a date: soon"),
        (
            "2026-01-05 invoice F1 10.00 due 2026-02-09\n2026-01-05 credit A1 1.00\n2026-01-06 paid F1 by A1",
            "line 3: 10.00 taken from a credit with 1.00 left",
        ),
        ("2026-01-05 invoice F1 10.00 due 2026-02-09\n2026-01-06 paid F1 11.00", "line 2: 11.00 paid on F1, which has 10.00 open"),
    ];
    for (story, expected) in cases {
        assert_eq!(play(story), Err(expected.to_owned()), "{story:?}");
    }
}

/// `docs/spec/cases.md` names the story of each case of other programs, and no story that is not there.
#[test]
fn each_case_of_others_has_its_story() {
    let told = include_str!("../../../docs/spec/cases.md");
    let named: Vec<&str> = told.split('`').skip(1).step_by(2).collect();
    let stems: Vec<String> =
        story_files().iter().filter_map(|path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned())).collect();
    let is_case = |stem: &&String| {
        let number = stem.strip_prefix('w').is_some_and(|rest| rest.starts_with(|sign: char| sign.is_ascii_digit()));
        number || ["tryton_", "oca_", "erpnext_", "kill_bill_"].iter().any(|from| stem.starts_with(from))
    };
    for stem in stems.iter().filter(is_case) {
        assert!(named.contains(&stem.as_str()), "{stem} is not in docs/spec/cases.md");
    }
    for number in (1..=24).chain(32..=38) {
        let row = format!("| w{number} |");
        let line = told.lines().find(|line| line.starts_with(&row)).unwrap_or_else(|| panic!("no row for w{number}"));
        let story = line.split('`').nth(1).unwrap_or_default();
        assert!(stems.iter().any(|stem| stem == story), "w{number} names {story:?}, which is no story");
    }
}
