//! Legal time limits: how long, from what, counted how, and what the date means for us.
//!
//! The numbers are rows of the law ([`crate::law`]) under keys that begin with `limit.`; a [`Rule`] says
//! what a number is for. Two habits of prudence are ours and not the law's:
//!
//! - [`Purpose::Act`]: our user must act. The date before any postponement is the one to aim at; the
//!   postponed one is the last day, and a holiday that is only local or doubtful never postpones.
//! - [`Purpose::Wait`]: the limit protects the other side. A local or doubtful holiday postpones, the
//!   extension for distance is added when nobody knows where the other side lives, and we act on the day
//!   after at the earliest.
//!
//! These rules never move the due date of an invoice nor a limitation period, which no holiday extends.
//!
//! ```
//! use domain::deadline::{Facts, Zone, compute, rule};
//! use domain::law::{Book, day};
//! let opposition = rule("limit.payment_order.opposition").unwrap();
//! let facts = Facts { start: day(2026, 1, 31), zone: Zone::Mainland, decided_on: None };
//! let limit = compute(Book::compiled(), opposition, facts).unwrap();
//! assert_eq!(limit.raw, day(2026, 2, 28), "a Saturday");
//! assert_eq!(limit.last, day(2026, 3, 2));
//! assert_eq!(limit.act_from, Some(day(2026, 3, 3)));
//! ```

mod count;
mod english;
mod rules;
mod zone;

pub use count::{Count, Term};
pub use rules::{RULES, keys};
pub use zone::Zone;

use crate::calendar::{self, Date};
use crate::law::{Book, LawError, Row, Span, Standing, Value};

/// The rows of the law that this module reads.
pub(crate) fn law_rows() -> impl Iterator<Item = Row> {
    rules::rows()
}

/// Whose act the limit is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Our user must act before it ends.
    Act,
    /// It protects the other side: our user acts after it ended.
    Wait,
}

impl Purpose {
    /// The stable key, exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Act => "act",
            Self::Wait => "wait",
        }
    }
}

/// Which way a limit is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// From an event on.
    Forward,
    /// Back from a hearing: the act comes before the whole count (Cass. com. 14 March 2018, n° 16-26.996).
    Backward,
}

/// Which text says how to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reckoning {
    /// CPC art. 640 to 642.
    Procedure,
    /// Règlement (CEE, Euratom) n° 1182/71, art. 3.
    European,
    /// Plain days: no text postpones the end.
    Calendar,
}

/// Which extension distance gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Distance {
    /// None.
    None,
    /// One month overseas, two abroad, for whoever is summoned or opposes (CPC art. 643).
    Summoned,
    /// Two months for a creditor who does not live in mainland France (C. com. R622-24).
    Creditor,
}

/// The day whose law is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LawOf {
    /// The day on which the limit starts.
    Start,
    /// The day of the decision that is served; the start's while nobody has said.
    Decision,
}

/// The procedure that a limit belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Procedure {
    /// Formal notices and registered letters.
    Letter,
    /// Injonction de payer.
    PaymentOrder,
    /// Uncontested claims between traders (C. pr. exéc. L126-1 and following).
    Uncontested,
    /// Small claims before a bailiff (C. pr. exéc. L125-1).
    SmallClaims,
    /// An ordinary suit.
    Suit,
    /// A judgment obtained.
    Judgment,
    /// Insolvency of the debtor.
    Insolvency,
    /// European procedures.
    European,
}

impl Procedure {
    /// All of them, in the order of menus.
    pub const ALL: [Self; 8] = [
        Self::Letter,
        Self::PaymentOrder,
        Self::Uncontested,
        Self::SmallClaims,
        Self::Suit,
        Self::Judgment,
        Self::Insolvency,
        Self::European,
    ];

    /// Its French name.
    #[must_use]
    pub fn fr(self) -> &'static str {
        match self {
            Self::Letter => "Lettre recommandée électronique",
            Self::PaymentOrder => "Injonction de payer",
            Self::Uncontested => "Créance commerciale non contestée (L126-1)",
            Self::SmallClaims => "Petites créances (L125-1)",
            Self::Suit => "Assignation",
            Self::Judgment => "Jugement",
            Self::Insolvency => "Procédure collective du débiteur",
            Self::European => "Procédure européenne",
        }
    }

    /// Its English name; what only French law knows keeps its French name beside it.
    #[must_use]
    pub fn en(self) -> &'static str {
        match self {
            Self::Letter => "Electronic registered letter",
            Self::PaymentOrder => "Order to pay (injonction de payer)",
            Self::Uncontested => "Uncontested commercial debt (L126-1)",
            Self::SmallClaims => "Small claims (L125-1)",
            Self::Suit => "Writ of summons (assignation)",
            Self::Judgment => "Judgment",
            Self::Insolvency => "Debtor’s insolvency",
            Self::European => "European procedure",
        }
    }
}

/// What a time limit is for. How long it is stands in the rows of its key.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The key of its rows.
    pub key: &'static str,
    /// The procedure that it belongs to.
    pub procedure: Procedure,
    /// What has to be done, or waited for, in French.
    pub label: &'static str,
    /// The event from which it is counted, in French.
    pub start: &'static str,
    /// Whose act it is.
    pub purpose: Purpose,
    /// Which way it is counted.
    pub direction: Direction,
    /// Which extension distance gives.
    pub distance: Distance,
    /// Which text says how to count.
    pub reckoning: Reckoning,
    /// The day whose law is asked.
    pub law_of: LawOf,
    /// What else to know, in French; may be empty.
    pub note: &'static str,
}

/// The rule of a key.
///
/// # Errors
/// [`DeadlineError::UnknownRule`].
pub fn rule(key: &str) -> Result<&'static Rule, DeadlineError> {
    RULES.iter().find(|rule| rule.key == key).ok_or_else(|| DeadlineError::UnknownRule(key.to_owned()))
}

/// What is known of one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Facts {
    /// The day of the event that makes the limit run, or of the hearing.
    pub start: Date,
    /// Where the person whom the limit binds lives, and whose holidays count.
    pub zone: Zone,
    /// The day of the decision, for the rules whose law is that of the decision.
    pub decided_on: Option<Date>,
}

/// Why no date can be given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeadlineError {
    /// No such key.
    #[error("no rule {0}")]
    UnknownRule(String),
    /// The law gives no number for that day.
    #[error("{rule}: {source}", rule = .rule.key)]
    NoLaw {
        /// The rule.
        rule: &'static Rule,
        /// The day that was asked.
        on: Date,
        /// What the book said.
        source: LawError,
    },
    /// A decision is served after it was made.
    #[error("decided on {decided_on}, after the start on {start}")]
    DecidedAfterStart {
        /// The decision.
        decided_on: Date,
        /// The start.
        start: Date,
    },
}

impl DeadlineError {
    /// The stable key of this error, used by the API and by the French texts.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownRule(_) => "deadline.unknown_rule",
            Self::NoLaw { .. } => "deadline.no_law",
            Self::DecidedAfterStart { .. } => "deadline.decided_after_start",
        }
    }
}

/// How close a limit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Urgency {
    /// Our last day is past.
    Late,
    /// The other side's time is over: we may act.
    Ready,
    /// Within seven days, or in the days that a postponement adds.
    Soon,
    /// Later.
    Later,
}

impl Urgency {
    /// All of them, the most pressing first.
    pub const ALL: [Self; 4] = [Self::Late, Self::Ready, Self::Soon, Self::Later];
    /// Days that count as soon.
    pub const SOON_DAYS: i64 = 7;
}

/// A time limit, computed and explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// The rule.
    pub rule: &'static Rule,
    /// What it was computed from.
    pub facts: Facts,
    /// How long the law makes it, distance left out.
    pub span: Span,
    /// What distance adds.
    pub extension: Option<Span>,
    /// The end before any move for a day off: what our user aims at.
    pub raw: Date,
    /// The end after it: the last day of whoever must act.
    pub last: Date,
    /// Our first day, when the limit protects the other side.
    pub act_from: Option<Date>,
    /// The article that sets it, as lawyers cite it.
    pub article: String,
    /// How sure that number is.
    pub standing: Standing,
    /// How the date was found, one French sentence a step.
    pub steps: Vec<String>,
}

impl Deadline {
    /// All steps in one text.
    #[must_use]
    pub fn explanation(&self) -> String {
        self.steps.join(" ")
    }

    /// The day to look at: the one to aim at when we must act, our first day when we wait. A backward limit
    /// that was moved is aimed at where it was moved to.
    #[must_use]
    pub fn watch_on(&self) -> Date {
        self.act_from.unwrap_or(self.raw.min(self.last))
    }

    /// How close it is on a day.
    #[must_use]
    pub fn urgency(&self, today: Date) -> Urgency {
        match self.act_from {
            Some(first) if first <= today => Urgency::Ready,
            None if self.last < today => Urgency::Late,
            _ if self.watch_on() <= calendar::add_days(today, Urgency::SOON_DAYS) => Urgency::Soon,
            _ => Urgency::Later,
        }
    }
}

/// The span of a key on a day.
fn span_of(book: &Book, rule: &'static Rule, key: &str, on: Date) -> Result<(Span, Row), DeadlineError> {
    let no_law = |source| DeadlineError::NoLaw { rule, on, source };
    let row = book.at(key, on).map_err(no_law)?;
    match row.value {
        Value::Span(span) => Ok((span, row.clone())),
        _ => Err(no_law(LawError::WrongKind { key: row.key.clone(), expected: "span" })),
    }
}

/// What distance adds, and why, in French.
fn extension(book: &Book, rule: &'static Rule, facts: Facts) -> Result<Option<(Span, String)>, DeadlineError> {
    let (key, who) = match (rule.distance, facts.zone, rule.purpose) {
        (Distance::Summoned, Zone::Overseas(_), _) => (keys::DISTANCE_OVERSEAS, "pour qui demeure outre-mer"),
        (Distance::Summoned, Zone::Abroad, _) => (keys::DISTANCE_ABROAD, "pour qui demeure à l’étranger"),
        // The longest one: whoever waits too long has lost some weeks, whoever acts too soon has lost the act.
        (Distance::Summoned, Zone::Unknown, Purpose::Wait) => {
            (keys::DISTANCE_ABROAD, "par prudence, tant que la résidence n’est pas connue")
        }
        (Distance::Creditor, Zone::Overseas(_) | Zone::Abroad, _) => {
            (keys::DISTANCE_CREDITOR, "pour le créancier qui ne demeure pas en France métropolitaine")
        }
        _ => return Ok(None),
    };
    let (span, row) = span_of(book, rule, key, facts.start)?;
    Ok(Some((span, format!("Éloignement\u{202f}: {} de plus, {who} ({}).", span.fr(), row.article))))
}

/// Computes a time limit and explains it.
///
/// Months are summed before they are counted, distance included, and clamped once from the start.
/// Source: CPC art. 640 to 645, C. com. R662-1 for insolvency.
///
/// # Errors
/// [`DeadlineError`]: no row of the law on the day that the rule names, or a decision after its service.
pub fn compute(book: &Book, rule: &'static Rule, facts: Facts) -> Result<Deadline, DeadlineError> {
    if let Some(decided_on) = facts.decided_on.filter(|decided_on| *decided_on > facts.start && rule.law_of == LawOf::Decision) {
        return Err(DeadlineError::DecidedAfterStart { decided_on, start: facts.start });
    }
    let law_on = match rule.law_of {
        LawOf::Start => facts.start,
        LawOf::Decision => facts.decided_on.unwrap_or(facts.start),
    };
    let (span, row) = span_of(book, rule, rule.key, law_on)?;
    let extension = extension(book, rule, facts)?;
    let total = extension
        .as_ref()
        .map_or(span, |(more, _)| Span { months: span.months.saturating_add(more.months), days: span.days.saturating_add(more.days) });
    let mut steps = vec![format!("Départ\u{202f}: {}, {}.", calendar::fr_full(facts.start), rule.start)];
    steps.push(format!("Durée\u{202f}: {} ({}).", span.fr(), row.article));
    if rule.law_of == LawOf::Decision && facts.decided_on.is_none() {
        steps.push("La date de la décision n’est pas indiquée\u{202f}: la règle est celle du jour de départ.".to_owned());
    }
    if let Some((_, why)) = &extension {
        steps.push(why.clone());
        steps.push(format!("Les mois s’additionnent avant d’être comptés\u{202f}: {} en tout.", total.fr()));
    }
    let count =
        Count { span: total, direction: rule.direction, purpose: rule.purpose, reckoning: rule.reckoning, place: facts.zone.place() };
    let term = count.end(facts.start);
    steps.extend(term.steps);
    let act_from = term.act_from;
    steps.push(meaning(term.raw, term.last, act_from));
    if row.standing == Standing::Unverified {
        steps.push("Durée à vérifier\u{202f}: elle n’a pas été confirmée par un texte officiel.".to_owned());
    }
    if !rule.note.is_empty() {
        steps.push(rule.note.to_owned());
    }
    let article = row.article.into_owned();
    Ok(Deadline {
        rule,
        facts,
        span,
        extension: extension.map(|(span, _)| span),
        raw: term.raw,
        last: term.last,
        act_from,
        article,
        standing: row.standing,
        steps,
    })
}

/// What the date means for our user.
fn meaning(raw: Date, last: Date, act_from: Option<Date>) -> String {
    match act_from {
        Some(first) => format!(
            "Ce délai protège l’autre partie, jusqu’au {} inclus\u{202f}: n’agissez qu’à partir du {}.",
            calendar::fr(last),
            calendar::fr_full(first)
        ),
        None if raw < last => {
            format!("Visez le {}\u{202f}; le {} est le tout dernier jour, jusqu’à minuit.", calendar::fr(raw), calendar::fr_full(last))
        }
        None => format!("Le {} est le dernier jour, jusqu’à minuit.", calendar::fr_full(last)),
    }
}
