//! The account of interest in words: texts only, already formatted, already in the debtor's language.

use chrono::Datelike;
use domain::calendar::add_days;
use domain::interest::{
    Applied, Clause, DayCount, Entry, Ground, Imputation, Indemnity, Line, MovementKind, NoInterest, Party, Regime, Sheet,
};
use domain::law::RateBp;
use domain::party::DebtorKind;
use domain::{Cents, Currency};
use serde::Serialize;

use crate::error::LetterError;
use crate::press::{About, Printed};
use crate::proof::{ProofAccount, ProofContext, ProofItem, Reckoning, Sums};
use crate::templates;
use crate::view::{CreditorView, Labelled, breakable, breakable_after, recipient};
use crate::wording::{Labels, Language, label, one_line};

/// How many of the widest letters the box of the address holds, and the first column of the recapitulation.
const LONGEST_IN_BOX: usize = 20;
const LONGEST_IN_COLUMN: usize = 12;

#[derive(Serialize)]
pub(crate) struct ProofView {
    language: &'static str,
    labels: &'static Labels,
    title: String,
    reference: String,
    code: String,
    written_on: (i32, u32, u32),
    place_date: String,
    creditor: CreditorView,
    recipient: Vec<String>,
    data_protection: String,
    account: AccountView,
}

/// The account itself: also the annex of a letter.
#[derive(Serialize)]
pub(crate) struct AccountView {
    title: String,
    closed_on: String,
    interest: String,
    has_indemnity: bool,
    internal: bool,
    recap: Vec<RecapRow>,
    disputed_recap: Vec<RecapRow>,
    items: Vec<ItemView>,
    totals: Vec<Labelled>,
    after: Vec<String>,
    method: Vec<String>,
}

/// Cells of a table of all invoices; the last row is their sum.
#[derive(Serialize)]
struct RecapRow {
    number: String,
    due: String,
    principal: String,
    interest: String,
    indemnity: String,
    total: String,
}

#[derive(Serialize)]
struct ItemView {
    number: String,
    facts: String,
    sheets: Vec<SheetView>,
    sums: Vec<Labelled>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct SheetView {
    title: String,
    rows: Vec<RowView>,
    sums: Vec<Labelled>,
}

/// A line of interest, or, with `text`, a movement.
#[derive(Serialize, Default)]
struct RowView {
    from: String,
    to: String,
    days: String,
    base: String,
    rate: String,
    ground: String,
    amount: String,
    text: String,
}

/// What the sentence on a letter may name.
#[derive(Serialize)]
struct Sentence {
    until: String,
    public: bool,
    interest: String,
    indemnities: usize,
    indemnity: String,
    paid_first: bool,
    compounded: bool,
    principal: String,
    disputed: bool,
}

struct Writer {
    kind: DebtorKind,
    currency: Currency,
    language: Language,
    labels: &'static Labels,
}

impl Printed for ProofView {
    fn about(&self) -> About<'_> {
        About { title: &self.title, author: &self.creditor.name, written_on: Some(self.written_on) }
    }
}

impl ProofView {
    pub(crate) fn new(context: &ProofContext) -> Result<Self, LetterError> {
        context.check()?;
        let language = Language::of(&context.debtor.language);
        let labels = language.labels()?;
        let creditor = CreditorView::new(&context.creditor);
        let account = AccountView::new(&context.account, context.debtor.kind, context.currency, language, context.internal)?;
        let reference = one_line(&context.reference);
        let (place, date) = (one_line(&context.creditor.seat.city), language.long_date(context.written_on));
        Ok(Self {
            language: language.code(),
            labels,
            title: if context.is_discreet() {
                label(labels, "document", &[("reference", &reference)])?
            } else {
                format!("{} — {reference}", account.title)
            },
            code: one_line(&context.debtor.code),
            written_on: (context.written_on.year(), context.written_on.month(), context.written_on.day()),
            place_date: label(labels, "place_date", &[("place", &place), ("date", &date)])?,
            recipient: recipient(&context.debtor, &context.contact_name, LONGEST_IN_BOX),
            data_protection: templates::line(
                &format!("{}/data_protection.txt", language.code()),
                serde_json::json!({ "creditor": { "name": creditor.name, "email": creditor.email } }),
            )?,
            reference,
            creditor,
            account,
        })
    }
}

/// The sentence of a letter on the sums of its annex. The principal is told when it is not that of the
/// ledger, so that nobody adds twice what payments paid of the interest.
pub(crate) fn sentence(account: &ProofAccount, kind: DebtorKind, currency: Currency, language: Language) -> Result<String, LetterError> {
    let sums = account.undisputed();
    let values = Sentence {
        until: language.long_date(account.until),
        public: kind == DebtorKind::Public,
        interest: language.amount(sums.interest, currency),
        indemnities: sums.indemnities,
        indemnity: language.amount(sums.indemnity, Currency::EUR),
        paid_first: account.paid_interest_first(),
        compounded: account.compounded(),
        principal: language.amount(sums.principal, currency),
        disputed: account.disputed().is_some(),
    };
    templates::line(&format!("{}/interest.txt", language.code()), &values)
}

impl AccountView {
    pub(crate) fn new(
        account: &ProofAccount,
        kind: DebtorKind,
        currency: Currency,
        language: Language,
        internal: bool,
    ) -> Result<Self, LetterError> {
        let writer = Writer { kind, currency, language, labels: language.labels()? };
        let several = account.items.len() > 1;
        let recap = account.items.iter().filter(|item| !item.wholly_disputed()).map(|item| (item, item.undisputed()));
        let disputed = account.items.iter().filter_map(|item| Some((item, item.disputed()?)));
        Ok(Self {
            title: writer.say(match kind {
                DebtorKind::Public => "proof_title_public",
                DebtorKind::Business => "proof_title_business",
                DebtorKind::Consumer | DebtorKind::Unknown => "proof_title_private",
            })?,
            closed_on: writer.with("proof_closed_on", &[("date", &language.long_date(account.until))])?,
            interest: writer.interest()?,
            has_indemnity: kind.owes_penalties(),
            internal,
            recap: if several { writer.recap(recap, account.undisputed())? } else { vec![] },
            disputed_recap: match account.disputed() {
                Some(sums) if several => writer.recap(disputed, sums)?,
                _ => vec![],
            },
            items: account.items.iter().map(|item| writer.item(item, internal)).collect::<Result<_, _>>()?,
            totals: writer.totals(account)?,
            after: writer.after(account)?,
            method: writer.method(account)?,
        })
    }
}

impl Writer {
    fn say(&self, key: &str) -> Result<String, LetterError> {
        label(self.labels, key, &[])
    }

    fn with(&self, key: &str, values: &[(&str, &str)]) -> Result<String, LetterError> {
        label(self.labels, key, values)
    }

    fn amount(&self, amount: Cents) -> String {
        self.language.amount(amount, self.currency)
    }

    fn labelled(&self, key: &str, amount: String) -> Result<Labelled, LetterError> {
        Ok(Labelled { label: self.say(key)?, amount })
    }

    /// What interest is called for this debtor.
    fn interest(&self) -> Result<String, LetterError> {
        self.say(match self.kind {
            DebtorKind::Business => "proof_interest_business",
            DebtorKind::Public => "proof_interest_public",
            DebtorKind::Consumer | DebtorKind::Unknown => "proof_interest_private",
        })
    }

    fn recap<'a>(&self, items: impl Iterator<Item = (&'a ProofItem, Sums)>, sum: Sums) -> Result<Vec<RecapRow>, LetterError> {
        let row = |number: String, due: String, sums: Sums| RecapRow {
            number,
            due,
            principal: self.amount(sums.principal),
            interest: self.amount(sums.interest),
            indemnity: if sums.indemnities == 0 { "—".to_owned() } else { self.language.amount(sums.indemnity, Currency::EUR) },
            total: self.amount(sums.total(self.currency)),
        };
        let mut rows: Vec<RecapRow> = items
            .map(|(item, sums)| row(breakable_after(LONGEST_IN_COLUMN, &one_line(&item.number)), self.language.date(item.due_on), sums))
            .collect();
        rows.push(row(self.say("gross")?, String::new(), sum));
        Ok(rows)
    }

    fn item(&self, item: &ProofItem, internal: bool) -> Result<ItemView, LetterError> {
        let facts = [
            ("issued", self.language.date(item.issued_on)),
            ("due", self.language.date(item.due_on)),
            ("amount", self.amount(item.amount)),
        ];
        let facts: Vec<(&str, &str)> = facts.iter().map(|(key, value)| (*key, value.as_str())).collect();
        let disputed = item.disputed().is_some();
        let mut sheets = Vec::new();
        for (position, sheet) in item.sheets().enumerate().filter(|(_, sheet)| !sheet.principal.is_zero()) {
            let title = match (disputed, position) {
                (false, _) => String::new(),
                (true, 0) => self.with("proof_undisputed", &[("amount", &self.amount(sheet.principal))])?,
                (true, _) => self.with("proof_disputed", &[("amount", &self.amount(sheet.principal))])?,
            };
            sheets.push(SheetView { title, rows: self.rows(sheet, disputed && position == 0)?, sums: self.sums(sheet)? });
        }
        Ok(ItemView {
            number: breakable(&one_line(&item.number)),
            facts: self.with("proof_facts", &facts)?,
            sheets,
            sums: self.indemnity(item)?,
            notes: self.notes(item, internal)?,
        })
    }

    fn rows(&self, sheet: &Sheet, goes_on: bool) -> Result<Vec<RowView>, LetterError> {
        let mut rows = sheet.entries.iter().map(|entry| self.row(entry, goes_on, sheet.day_count)).collect::<Result<Vec<_>, _>>()?;
        if let Some(on) = sheet.stopped_by {
            rows.push(RowView { from: self.language.date(on), text: self.say("proof_stopped")?, ..RowView::default() });
        }
        if rows.is_empty() {
            rows.push(RowView { text: self.say("proof_no_day")?, ..RowView::default() });
        }
        Ok(rows)
    }

    fn row(&self, entry: &Entry, goes_on: bool, count: DayCount) -> Result<RowView, LetterError> {
        Ok(match entry {
            Entry::Interest(line) => self.line(line, count)?,
            Entry::Movement(applied) => {
                RowView { from: self.language.date(applied.movement.on), text: self.moved(applied, goes_on)?, ..RowView::default() }
            }
            Entry::Compounded { on, amount } => RowView {
                from: self.language.date(*on),
                text: self.with("proof_compounded", &[("amount", &self.amount(*amount))])?,
                ..RowView::default()
            },
        })
    }

    fn line(&self, line: &Line, count: DayCount) -> Result<RowView, LetterError> {
        // Where years differ in length, each line says by what it divides.
        let days = if count == DayCount::ActualActual { format!("{}/{}", line.days, line.divisor) } else { line.days.to_string() };
        Ok(RowView {
            from: self.language.date(line.from),
            to: self.language.date(line.to),
            days,
            base: self.amount(line.base),
            rate: self.language.rate(line.rate),
            ground: self.ground(line.ground)?,
            amount: self.amount(line.amount),
            text: String::new(),
        })
    }

    fn moved(&self, applied: &Applied, goes_on: bool) -> Result<String, LetterError> {
        let amount = self.amount(applied.movement.amount);
        let head = self.with(
            match applied.movement.kind {
                MovementKind::Payment => "proof_payment",
                MovementKind::CreditNote => "proof_credit_note",
                MovementKind::Waiver => "proof_waiver",
            },
            &[("amount", &amount)],
        )?;
        let rest = if goes_on { "proof_on_disputed" } else { "proof_unused" };
        let parts = [("proof_on_interest", applied.interest), ("proof_on_principal", applied.principal), (rest, applied.unused)];
        let parts = parts
            .iter()
            .filter(|(_, share)| share.is_positive())
            .map(|(key, share)| self.with(key, &[("amount", &self.amount(*share))]))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(if parts.is_empty() { head } else { format!("{head}{}{}", self.say("colon")?, parts.join(", ")) })
    }

    fn points(&self, points: RateBp) -> String {
        if points.0 % 100 == 0 {
            (points.0 / 100).to_string()
        } else {
            self.language.rate(points).trim_end_matches(['%', '\u{a0}']).to_owned()
        }
    }

    fn ground(&self, ground: Ground) -> Result<String, LetterError> {
        let party = |party| self.say(if party == Party::Professional { "proof_party_professional" } else { "proof_party_individual" });
        match ground {
            Ground::Refi { refi, points } => {
                self.with("proof_ground_refi", &[("rate", &self.language.rate(refi)), ("points", &self.points(points))])
            }
            Ground::Public { refi, points } => {
                self.with("proof_ground_public", &[("rate", &self.language.rate(refi)), ("points", &self.points(points))])
            }
            Ground::Clause(Clause::Fixed(_)) => self.say("proof_clause_fixed"),
            Ground::Clause(Clause::RefiPlus(points)) => self.with("proof_clause_refi", &[("points", &self.points(points))]),
            Ground::Clause(Clause::StatutoryTimes(times)) => self.with("proof_clause_times", &[("times", &times.to_string())]),
            Ground::Clause(Clause::StatutoryPlus(points)) => self.with("proof_clause_statutory", &[("points", &self.points(points))]),
            Ground::Statutory(of) => self.with("proof_ground_statutory", &[("party", &party(of)?)]),
            Ground::Increased { party: of, points } => {
                self.with("proof_ground_increased", &[("party", &party(of)?), ("points", &self.points(points))])
            }
            Ground::GrantedTime => self.say("proof_ground_granted"),
            Ground::Agreed => self.say("proof_ground_agreed"),
        }
    }

    fn sums(&self, sheet: &Sheet) -> Result<Vec<Labelled>, LetterError> {
        let mut sums = Vec::new();
        let shares = [("proof_paid", sheet.paid), ("proof_waived", sheet.waived), ("proof_added", sheet.compounded)];
        let shares: Vec<_> = shares.into_iter().filter(|(_, share)| share.is_positive()).collect();
        if !shares.is_empty() {
            sums.push(self.labelled("proof_accrued", self.amount(sheet.accrued))?);
        }
        for (key, share) in shares {
            sums.push(self.labelled(key, self.amount(-share))?);
        }
        // Interest first: it is the sum of the column that ends just above.
        sums.push(self.labelled("proof_due", self.amount(sheet.due))?);
        sums.push(self.labelled("proof_principal_left", self.amount(sheet.principal_left))?);
        Ok(sums)
    }

    /// The indemnity or why it is not due; nothing at all where it may not be spoken of.
    fn indemnity(&self, item: &ProofItem) -> Result<Vec<Labelled>, LetterError> {
        if !self.kind.owes_penalties() {
            return Ok(vec![]);
        }
        Ok(vec![match item.indemnity {
            Indemnity::Due(amount) => self.labelled("proof_indemnity", self.language.amount(amount, Currency::EUR))?,
            Indemnity::None(why) => {
                let why = self.say(&format!("no_indemnity_{}", why.code()))?;
                Labelled { label: self.with("proof_no_indemnity", &[("why", &why)])?, amount: "—".to_owned() }
            }
        }])
    }

    fn notes(&self, item: &ProofItem, internal: bool) -> Result<Vec<String>, LetterError> {
        let mut notes = Vec::new();
        if let Reckoning::Nothing { why, open } = &item.reckoning {
            notes.push(self.with("proof_nothing", &[("amount", &self.amount(*open))])?);
            if internal {
                notes.push(self.say(match why {
                    NoInterest::UnknownKind => "proof_unknown_kind",
                    NoInterest::NoFormalNotice => "proof_no_notice",
                    NoInterest::BeforeTables => "proof_before_tables",
                })?);
            }
        }
        let note = one_line(&item.note);
        if !note.is_empty() {
            notes.push(breakable(&note));
        }
        for warning in item.warnings.iter().filter(|_| internal) {
            let (on, rate, floor) = (self.language.date(warning.on), self.language.rate(warning.rate), self.language.rate(warning.floor));
            notes.push(self.with("proof_floor", &[("date", &on), ("rate", &rate), ("floor", &floor)])?);
        }
        Ok(notes)
    }

    /// The kinds of money one by one, then their sum.
    fn totals(&self, account: &ProofAccount) -> Result<Vec<Labelled>, LetterError> {
        let sums = account.undisputed();
        let mut totals = vec![self.labelled("proof_principal_left", self.amount(sums.principal))?];
        if account.items.iter().any(|item| item.sheets().next().is_some()) {
            totals.push(Labelled { label: self.interest()?, amount: self.amount(sums.interest) });
        }
        if self.kind.owes_penalties() {
            totals.push(self.labelled("proof_indemnities", self.language.amount(sums.indemnity, Currency::EUR))?);
        }
        if let Some(costs) = &account.costs {
            totals.push(Labelled {
                label: self.with("proof_costs", &[("ground", &breakable(&one_line(&costs.ground)))])?,
                amount: self.amount(costs.amount),
            });
        }
        let key = if self.currency == Currency::EUR { "proof_total" } else { "proof_total_foreign" };
        totals.push(self.labelled(key, self.amount(account.total(self.currency)))?);
        Ok(totals)
    }

    fn after(&self, account: &ProofAccount) -> Result<Vec<String>, LetterError> {
        let mut after = Vec::new();
        let sums = account.undisputed();
        if sums.per_day.is_positive() {
            let next = self.language.date(add_days(account.until, 1));
            after.push(self.with("proof_per_day", &[("date", &next), ("amount", &self.amount(sums.per_day))])?);
        }
        if let Some(apart) = account.disputed() {
            after.push(self.with(
                "proof_apart",
                &[
                    ("principal", &self.amount(apart.principal)),
                    ("interest", &self.amount(apart.interest)),
                    ("total", &self.amount(apart.total(self.currency))),
                ],
            )?);
        }
        Ok(after)
    }

    /// How to do each sum again, in words; only what this account uses.
    fn method(&self, account: &ProofAccount) -> Result<Vec<String>, LetterError> {
        let sheets: Vec<&Sheet> = account.items.iter().flat_map(ProofItem::sheets).collect();
        let any = |used: &dyn Fn(&Sheet) -> bool| sheets.iter().any(|sheet| used(sheet));
        let paid = |sheet: &Sheet, order| {
            let is_paid = |applied: &Applied| applied.movement.kind == MovementKind::Payment && applied.imputation == order;
            sheet.entries.iter().any(|entry| matches!(entry, Entry::Movement(applied) if is_paid(applied)))
        };
        let regimes: Vec<Regime> = account
            .items
            .iter()
            .filter_map(|item| match &item.reckoning {
                Reckoning::Computed { regime, .. } => Some(*regime),
                Reckoning::Nothing { .. } => None,
            })
            .collect();
        let regime = |of: fn(&Regime) -> bool| regimes.iter().any(of);
        let said = [
            ("proof_regime_default", regime(|regime| matches!(regime, Regime::Default))),
            ("proof_regime_contract", regime(|regime| matches!(regime, Regime::Contract(_)))),
            ("proof_regime_public", regime(|regime| matches!(regime, Regime::Public(_)))),
            ("proof_regime_statutory", regime(|regime| matches!(regime, Regime::Statutory(_)))),
            ("proof_act_365", any(&|sheet| sheet.day_count == DayCount::Actual365)),
            ("proof_act_act", any(&|sheet| sheet.day_count == DayCount::ActualActual)),
            ("proof_days", !sheets.is_empty()),
            ("proof_interest_first", any(&|sheet| paid(sheet, Imputation::InterestFirst))),
            ("proof_principal_first", any(&|sheet| paid(sheet, Imputation::PrincipalFirst))),
            ("proof_indemnity_business", self.kind == DebtorKind::Business),
            ("proof_indemnity_public", self.kind == DebtorKind::Public),
        ];
        said.into_iter().filter(|(_, used)| *used).map(|(key, _)| self.say(key)).collect()
    }
}
