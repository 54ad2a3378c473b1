//! Reads a generated portfolio, matches its statement, and compares what came out with the truth.
//!
//! It knows the solver alone: no base, no parser of the product, so that it measures nothing else.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use domain::ids::{DebtorId, OpenItemId};
use domain::matching::{Decision, Facts, Item, Line, Payer, Solver, Verdict};
use domain::payers::{CashDiscount, Settings};
use domain::{Cents, Currency, Date};
use uuid::Uuid;

/// What the bank says of one entry, owned.
#[derive(Debug, Clone, Default)]
pub(crate) struct Entry {
    id: String,
    amount: i64,
    label: String,
    end_to_end: String,
    party: String,
    iban: String,
    date: Date,
}

/// The truth of one entry.
#[derive(Debug, Clone)]
struct Truth {
    kind: String,
    allocations: Vec<(String, i64)>,
    ambiguous: bool,
}

/// How a kind of entry fared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Entries.
    pub(crate) entries: usize,
    /// Of which something is to be allocated.
    pub(crate) payable: usize,
    /// Allocated without a person.
    pub(crate) automatic: usize,
    /// Of these, as the truth says.
    pub(crate) right: usize,
    /// Proposed to a person.
    pub(crate) proposed: usize,
    /// Of these, as the truth says.
    pub(crate) proposed_right: usize,
}

impl Tally {
    /// Adds another tally.
    pub(crate) fn add(&mut self, other: Self) {
        self.entries += other.entries;
        self.payable += other.payable;
        self.automatic += other.automatic;
        self.right += other.right;
        self.proposed += other.proposed;
        self.proposed_right += other.proposed_right;
    }

    /// Right among automatic, in percent.
    pub(crate) fn precision(&self) -> f64 {
        percent(self.right, self.automatic)
    }

    /// Right and automatic among payable, in percent.
    pub(crate) fn recall(&self) -> f64 {
        percent(self.right, self.payable)
    }
}

fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 { 100.0 } else { part as f64 * 100.0 / whole as f64 }
}

/// What a portfolio gave.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outcome {
    /// By kind of entry.
    pub(crate) kinds: BTreeMap<String, Tally>,
    /// Entries that were matched without a person, and wrongly, in words.
    pub(crate) wrong: Vec<String>,
    /// Entries that a person had to see although something was payable, in words.
    pub(crate) missed: Vec<String>,
    /// Lines that were decided, and open items.
    pub(crate) lines: usize,
    /// Open items.
    pub(crate) open_items: usize,
    /// Time to index and to decide.
    pub(crate) spent: Duration,
    /// Of which to index.
    pub(crate) indexed: Duration,
}

impl Outcome {
    /// Of all kinds.
    pub(crate) fn total(&self) -> Tally {
        let mut total = Tally::default();
        self.kinds.values().for_each(|tally| total.add(*tally));
        total
    }
}

/// A portfolio as the program knows it, and the truth beside it.
pub(crate) struct Portfolio {
    facts: Facts,
    codes: HashMap<DebtorId, String>,
    owners: HashMap<String, DebtorId>,
    entries: Vec<Entry>,
    truth: Vec<Truth>,
}

fn table(path: &Path) -> Vec<HashMap<String, String>> {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split(';').collect();
    let row = |line: &str| {
        header.iter().zip(line.split(';')).map(|(name, cell)| ((*name).to_owned(), cell.trim_matches('"').to_owned())).collect()
    };
    lines.map(row).collect()
}

fn cents(text: &str) -> i64 {
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    sign * (whole.parse::<i64>().unwrap_or(0) * 100 + format!("{part:0<2}").parse::<i64>().unwrap_or(0))
}

fn date(text: &str) -> Date {
    text.parse().unwrap_or_else(|_| panic!("a date: {text}"))
}

fn between<'a>(text: &'a str, open: &str, close: &str) -> &'a str {
    text.split_once(open).and_then(|(_, rest)| rest.split_once(close)).map_or("", |(inside, _)| inside)
}

fn plain(text: &str) -> String {
    text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
}

/// The entries of the statement that the generator writes. An entry that is in the file twice counts once, as
/// the import has it.
fn entries(path: &Path) -> Vec<Entry> {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut seen = HashSet::new();
    let entry = |text: &str| {
        let text = text.split_once("</Ntry>").map_or(text, |(inside, _)| inside);
        let sign = if between(text, "<CdtDbtInd>", "<") == "CRDT" { 1 } else { -1 };
        let free = between(text, "<Ustrd>", "</Ustrd>");
        // As the import has it: what the payer wrote, else the bank's words.
        let label = if free.is_empty() { between(text, "<AddtlNtryInf>", "</AddtlNtryInf>") } else { free };
        Entry {
            id: between(text, "<AcctSvcrRef>", "<").to_owned(),
            amount: sign * cents(between(text, "<Amt Ccy=\"EUR\">", "<")),
            label: plain(label),
            end_to_end: between(text, "<EndToEndId>", "<").replace("NOTPROVIDED", ""),
            party: plain(between(text, "<Nm>", "</Nm>")),
            iban: between(text, "<IBAN>", "<").to_owned(),
            date: date(between(text, "<BookgDt><Dt>", "<")),
        }
    };
    text.split("<Ntry>").skip(1).map(entry).filter(|entry| seen.insert(entry.id.clone())).collect()
}

fn truth(path: &Path) -> HashMap<String, Truth> {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut found = HashMap::new();
    for line in text.lines() {
        let value: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        if value["kind"] == "duplicate_entry" {
            continue;
        }
        let allocations = value["allocations"].as_array().into_iter().flatten();
        let truth = Truth {
            kind: value["kind"].as_str().unwrap_or_default().to_owned(),
            allocations: allocations.map(|pair| (pair[0].as_str().unwrap_or_default().to_owned(), pair[1].as_i64().unwrap_or(0))).collect(),
            ambiguous: value["ambiguous"].as_bool().unwrap_or(false),
        };
        found.insert(value["id"].as_str().unwrap_or_default().to_owned(), truth);
    }
    found
}

impl Portfolio {
    /// Reads a folder that `quittance generate` wrote. Settled invoices come from the history, as from the
    /// accounting, when `with_settled` says so.
    pub(crate) fn read(folder: &Path, with_settled: bool) -> Self {
        let mut debtors: HashMap<String, DebtorId> = HashMap::new();
        let customers = table(&folder.join("customers.csv"));
        for (row, customer) in customers.iter().enumerate() {
            debtors.insert(customer["code"].clone(), DebtorId(Uuid::from_u128(row as u128 + 1)));
        }
        let payers = customers
            .iter()
            .map(|customer| Payer {
                debtor: debtors[&customer["code"]],
                names: vec![customer["name"].clone()],
                ibans: vec![customer["iban"].clone()],
                head: customer.get("group_head").and_then(|code| debtors.get(code)).copied(),
            })
            .collect();
        let mut items: Vec<Item> = Vec::new();
        for row in table(&folder.join("open_invoices.csv")) {
            items.push(Item {
                id: OpenItemId(Uuid::from_u128(items.len() as u128 + 1)),
                debtor: debtors[&row["customer"]],
                number: row["number"].clone(),
                amount: Cents(cents(&row["gross"])),
                open: Cents(cents(&row["open"])),
                currency: Currency::EUR,
                issued_on: date(&row["issue_date"]),
                due_on: date(&row["due_date"]),
                order_reference: row["order_ref"].clone(),
            });
        }
        if with_settled {
            let open: HashSet<String> = items.iter().map(|item| item.number.clone()).collect();
            for row in table(&folder.join("invoices_history.csv")).into_iter().filter(|row| !open.contains(&row["number"])) {
                items.push(Item {
                    id: OpenItemId(Uuid::from_u128(items.len() as u128 + 1)),
                    debtor: debtors[&row["customer"]],
                    number: row["number"].clone(),
                    amount: Cents(cents(&row["gross"])),
                    open: Cents::ZERO,
                    currency: Currency::EUR,
                    issued_on: date(&row["issue_date"]),
                    due_on: date(&row["due_date"]),
                    order_reference: String::new(),
                });
            }
        }
        let entries = entries(&folder.join("statement.camt053.xml"));
        let mut known = truth(&folder.join("truth/bank_truth.jsonl"));
        let truth = entries.iter().map(|entry| known.remove(&entry.id).unwrap_or_else(|| panic!("no truth of {}", entry.id))).collect();
        let codes = debtors.into_iter().map(|(code, debtor)| (debtor, code)).collect();
        let owners = items.iter().map(|item| (item.number.clone(), item.debtor)).collect();
        // The generator's customers take 2 % whenever they like.
        let discount = Some(CashDiscount { rate: 200, days: 3_650 });
        let facts = Facts { items, payers, settings: Settings { discount, ..Settings::default() }, ..Facts::default() };
        Self { facts, codes, owners, entries, truth }
    }

    /// Matches the statement and compares.
    pub(crate) fn judge(&self) -> Outcome {
        let lines: Vec<Line<'_>> = self.entries.iter().map(line).collect();
        let start = Instant::now();
        let mut solver = Solver::new(&self.facts);
        let indexed = start.elapsed();
        let decisions = solver.solve(&lines);
        let mut outcome = Outcome {
            lines: lines.len(),
            open_items: self.facts.items.iter().filter(|item| !item.open.is_zero()).count(),
            spent: start.elapsed(),
            indexed,
            ..Outcome::default()
        };
        for ((entry, truth), decision) in self.entries.iter().zip(&self.truth).zip(&decisions) {
            let is_right = self.is_right(truth, decision);
            let payable = entry.amount > 0 && !truth.allocations.is_empty();
            let automatic = decision.verdict == Verdict::Automatic;
            let proposed = decision.verdict == Verdict::Propose;
            let one = Tally {
                entries: 1,
                payable: usize::from(payable),
                automatic: usize::from(automatic),
                right: usize::from(automatic && is_right),
                proposed: usize::from(proposed),
                proposed_right: usize::from(proposed && is_right),
            };
            outcome.kinds.entry(truth.kind.clone()).or_default().add(one);
            if automatic && !is_right {
                outcome.wrong.push(self.describe(entry, truth, decision));
            } else if payable && !automatic {
                outcome.missed.push(self.describe(entry, truth, decision));
            }
        }
        outcome
    }

    /// The same items with the same amounts; where the truth is ambiguous, items of the same customer and
    /// amounts.
    fn is_right(&self, truth: &Truth, decision: &Decision) -> bool {
        let Some(best) = &decision.best else { return false };
        let mut said: Vec<(String, i64)> =
            best.parts.iter().map(|part| (self.facts.items[part.item].number.clone(), part.amount.0)).collect();
        let mut true_parts = truth.allocations.clone();
        said.sort_unstable();
        true_parts.sort_unstable();
        if said == true_parts {
            return true;
        }
        let by_owner = |number: &str, amount: i64| (self.owners.get(number).copied(), amount);
        let mut said: Vec<_> = said.iter().map(|(number, amount)| by_owner(number, *amount)).collect();
        let mut true_parts: Vec<_> = true_parts.iter().map(|(number, amount)| by_owner(number, *amount)).collect();
        said.sort_unstable();
        true_parts.sort_unstable();
        truth.ambiguous && said == true_parts
    }

    fn describe(&self, entry: &Entry, truth: &Truth, decision: &Decision) -> String {
        let show = |allotment: &domain::matching::Allotment| {
            let parts: Vec<String> = allotment
                .parts
                .iter()
                .take(6)
                .map(|part| {
                    let item = &self.facts.items[part.item];
                    format!("{} {} {}", self.codes[&item.debtor], item.number, part.amount)
                })
                .collect();
            format!("[{}] {} {:?}", parts.join(", "), allotment.confidence, allotment.reasons)
        };
        format!(
            "{} {} {} {:?} {:?} iban {} | truth {:?} | {:?} {:?} {} | then {}",
            truth.kind,
            entry.id,
            Cents(entry.amount),
            entry.party,
            entry.label,
            entry.iban,
            truth.allocations,
            decision.verdict,
            decision.caution,
            decision.best.as_ref().map(show).unwrap_or_default(),
            decision.runner_up.as_ref().map(show).unwrap_or_default(),
        )
    }
}

fn line(entry: &Entry) -> Line<'_> {
    Line {
        amount: Cents(entry.amount),
        currency: Currency::EUR,
        label: &entry.label,
        end_to_end_id: &entry.end_to_end,
        counterparty: &entry.party,
        counterparty_iban: &entry.iban,
        account_iban: "",
        booked_on: entry.date,
    }
}
