//! What must be looked at before a claim is put into a formal notice: is it certain, of a fixed amount,
//! due, and how far away is its limitation date.
//!
//! The program lists what it found and what is missing; it decides nothing about the claim itself. A
//! [`FormalNoticeClearance`] can only be had from a pre-flight whose checks are all met, or from one whose
//! open checks a person has taken upon himself with a reason.

use crate::calendar::Date;
use crate::ids::OpenItemId;
use crate::limitation::Clock;
use crate::money::{Cents, Currency};
use crate::party::Debtor;

/// The four questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Heading {
    /// « Certaine »: it exists, against somebody, and is not contested.
    Certain,
    /// « Liquide »: its amount is known.
    Liquid,
    /// « Exigible »: it may be asked for now.
    Payable,
    /// « Prescription »: its date to watch is ahead.
    Limitation,
}

impl Heading {
    /// All headings, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::Certain, Self::Liquid, Self::Payable, Self::Limitation];

    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Liquid => "liquid",
            Self::Payable => "payable",
            Self::Limitation => "limitation",
        }
    }
}

/// One thing that is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Check {
    /// The invoice, or another proof, is kept here.
    Document,
    /// The debtor is identified: a SIREN, or a full address.
    Debtor,
    /// The nature of the claim, or the kind of the debtor, is known.
    Kind,
    /// Nothing of it is contested.
    Dispute,
    /// There is an amount left to ask for, in a currency.
    Amount,
    /// The due date is past.
    Due,
    /// The debtor is not in insolvency proceedings.
    Insolvency,
    /// The limitation date to watch is not past.
    Limitation,
}

impl Check {
    /// All checks, in the order in which they are made and shown.
    pub const ALL: [Self; 8] =
        [Self::Document, Self::Debtor, Self::Kind, Self::Dispute, Self::Amount, Self::Due, Self::Insolvency, Self::Limitation];

    /// The stable key, in the journal of an override.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Debtor => "debtor",
            Self::Kind => "kind",
            Self::Dispute => "dispute",
            Self::Amount => "amount",
            Self::Due => "due",
            Self::Insolvency => "insolvency",
            Self::Limitation => "limitation",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|check| check.code() == code)
    }

    /// The question that it belongs to.
    #[must_use]
    pub fn heading(self) -> Heading {
        match self {
            Self::Document | Self::Debtor | Self::Kind | Self::Dispute => Heading::Certain,
            Self::Amount => Heading::Liquid,
            Self::Due | Self::Insolvency => Heading::Payable,
            Self::Limitation => Heading::Limitation,
        }
    }
}

/// How a check turned out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Met.
    Ok,
    /// Something for a person to weigh: it needs a reason to go on.
    Warning,
    /// Not met, or nothing is known of it: it needs a reason to go on.
    Missing,
}

impl Status {
    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Missing => "missing",
        }
    }
}

/// What was found, with its figures; the French texts say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// A document is kept.
    DocumentKept,
    /// Its place is written down, but it is not kept here.
    DocumentDescribed,
    /// Nothing proves the claim yet.
    DocumentMissing,
    /// The debtor has a SIREN.
    DebtorRegistered,
    /// The debtor has a full address.
    DebtorAddressed,
    /// Neither.
    DebtorUnidentified,
    /// Its nature is known.
    KindKnown,
    /// Neither the nature of the claim nor the kind of the debtor is known.
    KindUnknown,
    /// Nothing is contested.
    Undisputed,
    /// A part is contested: only the rest may be asked for.
    PartDisputed(Cents),
    /// All of it is contested.
    AllDisputed,
    /// So much is left to ask for.
    AmountLeft(Cents),
    /// Nothing is left to ask for, or it is a credit.
    NothingLeft,
    /// Late by so many days.
    Late(i64),
    /// Late by so many days after a due date that was computed from the default term.
    LateByEstimate(i64),
    /// Not late yet: it is due on that day.
    NotDue(Date),
    /// No proceedings are known.
    NoInsolvency,
    /// Proceedings were opened on that day and are not closed: earlier debts may not be paid, and are
    /// declared instead (C. com. L622-7, L622-24).
    Insolvent(Date),
    /// The date to watch is ahead.
    LimitationAhead(Date),
    /// The date to watch is ahead, counted from a start that may be earlier.
    LimitationAheadAtMost(Date),
    /// The date to watch is past; whether the claim is time-barred is not for the program to say.
    LimitationPast(Date),
    /// No period of the law is known for the start of this claim.
    LimitationUnknown,
}

impl Finding {
    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::DocumentKept => "document_kept",
            Self::DocumentDescribed => "document_described",
            Self::DocumentMissing => "document_missing",
            Self::DebtorRegistered => "debtor_registered",
            Self::DebtorAddressed => "debtor_addressed",
            Self::DebtorUnidentified => "debtor_unidentified",
            Self::KindKnown => "kind_known",
            Self::KindUnknown => "kind_unknown",
            Self::Undisputed => "undisputed",
            Self::PartDisputed(_) => "part_disputed",
            Self::AllDisputed => "all_disputed",
            Self::AmountLeft(_) => "amount_left",
            Self::NothingLeft => "nothing_left",
            Self::Late(_) => "late",
            Self::LateByEstimate(_) => "late_by_estimate",
            Self::NotDue(_) => "not_due",
            Self::NoInsolvency => "no_insolvency",
            Self::Insolvent(_) => "insolvent",
            Self::LimitationAhead(_) => "limitation_ahead",
            Self::LimitationAheadAtMost(_) => "limitation_ahead_at_most",
            Self::LimitationPast(_) => "limitation_past",
            Self::LimitationUnknown => "limitation_unknown",
        }
    }

    /// The check that it answers.
    #[must_use]
    pub fn check(self) -> Check {
        match self {
            Self::DocumentKept | Self::DocumentDescribed | Self::DocumentMissing => Check::Document,
            Self::DebtorRegistered | Self::DebtorAddressed | Self::DebtorUnidentified => Check::Debtor,
            Self::KindKnown | Self::KindUnknown => Check::Kind,
            Self::Undisputed | Self::PartDisputed(_) | Self::AllDisputed => Check::Dispute,
            Self::AmountLeft(_) | Self::NothingLeft => Check::Amount,
            Self::Late(_) | Self::LateByEstimate(_) | Self::NotDue(_) => Check::Due,
            Self::NoInsolvency | Self::Insolvent(_) => Check::Insolvency,
            Self::LimitationAhead(_) | Self::LimitationAheadAtMost(_) | Self::LimitationPast(_) | Self::LimitationUnknown => {
                Check::Limitation
            }
        }
    }

    /// The finding with its figures, as it is stored with an override: `part_disputed:10000`,
    /// `insolvent:2026-10-01`. Read back by [`Finding::from_stored`].
    #[must_use]
    pub fn stored(self) -> String {
        match self {
            Self::PartDisputed(amount) | Self::AmountLeft(amount) => format!("{}:{}", self.code(), amount.0),
            Self::Late(days) | Self::LateByEstimate(days) => format!("{}:{days}", self.code()),
            Self::NotDue(on)
            | Self::Insolvent(on)
            | Self::LimitationAhead(on)
            | Self::LimitationAheadAtMost(on)
            | Self::LimitationPast(on) => format!("{}:{on}", self.code()),
            Self::DocumentKept
            | Self::DocumentDescribed
            | Self::DocumentMissing
            | Self::DebtorRegistered
            | Self::DebtorAddressed
            | Self::DebtorUnidentified
            | Self::KindKnown
            | Self::KindUnknown
            | Self::Undisputed
            | Self::AllDisputed
            | Self::NothingLeft
            | Self::NoInsolvency
            | Self::LimitationUnknown => self.code().to_owned(),
        }
    }

    /// Reads what an override stored. Only a finding that stands in the way is ever stored; anything else is
    /// `None`.
    #[must_use]
    pub fn from_stored(text: &str) -> Option<Self> {
        let (code, figure) = text.split_once(':').unwrap_or((text, ""));
        let day = || figure.parse::<Date>().ok();
        let finding = match code {
            "document_described" => Self::DocumentDescribed,
            "document_missing" => Self::DocumentMissing,
            "debtor_unidentified" => Self::DebtorUnidentified,
            "kind_unknown" => Self::KindUnknown,
            "part_disputed" => Self::PartDisputed(Cents(figure.parse().ok()?)),
            "all_disputed" => Self::AllDisputed,
            "nothing_left" => Self::NothingLeft,
            "not_due" => Self::NotDue(day()?),
            "insolvent" => Self::Insolvent(day()?),
            "limitation_past" => Self::LimitationPast(day()?),
            "limitation_unknown" => Self::LimitationUnknown,
            _ => return None,
        };
        (finding.stored() == text).then_some(finding)
    }

    /// Whether that is enough.
    #[must_use]
    pub fn status(self) -> Status {
        match self {
            Self::DocumentKept
            | Self::DebtorRegistered
            | Self::DebtorAddressed
            | Self::KindKnown
            | Self::Undisputed
            | Self::AmountLeft(_)
            | Self::Late(_)
            | Self::LateByEstimate(_)
            | Self::NoInsolvency
            | Self::LimitationAhead(_)
            | Self::LimitationAheadAtMost(_) => Status::Ok,
            Self::DocumentDescribed | Self::PartDisputed(_) | Self::LimitationPast(_) | Self::LimitationUnknown => Status::Warning,
            Self::DocumentMissing
            | Self::DebtorUnidentified
            | Self::KindUnknown
            | Self::AllDisputed
            | Self::NothingLeft
            | Self::NotDue(_)
            | Self::Insolvent(_) => Status::Missing,
        }
    }
}

/// What proves a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Proof {
    /// Nothing yet.
    #[default]
    None,
    /// A person wrote down where it is.
    Described,
    /// The invoice, or another proof, is kept here.
    Kept,
}

/// What the pre-flight of one item looks at.
#[derive(Debug, Clone, Copy)]
pub struct PreflightFacts<'a> {
    /// The item.
    pub item: OpenItemId,
    /// What proves it.
    pub proof: Proof,
    /// Who owes it.
    pub debtor: &'a Debtor,
    /// Whether a person said what nature the claim is of, or the kind of the debtor is known.
    pub kind_is_known: bool,
    /// What is left of it; a credit is negative.
    pub open: Cents,
    /// The part that the debtor contests.
    pub disputed: Cents,
    /// Currency of both.
    pub currency: Currency,
    /// Due date.
    pub due_on: Date,
    /// Whether that was computed from the default term.
    pub due_estimated: bool,
    /// The day of the judgment that opened proceedings which are not closed and which cover this item.
    pub insolvent_on: Option<Date>,
    /// Its clock; `None` when no period is known for its start.
    pub clock: Option<&'a Clock>,
    /// The business date.
    pub today: Date,
}

/// The pre-flight of one item: one finding per check, in the order of [`Check::ALL`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preflight {
    item: OpenItemId,
    on: Date,
    currency: Currency,
    findings: [Finding; Check::ALL.len()],
}

/// Looks at one item. Nothing stops at the first finding: a person sees all that is missing at once.
#[must_use]
pub fn preflight(facts: &PreflightFacts<'_>) -> Preflight {
    let findings = Check::ALL.map(|check| find(check, facts));
    for (check, finding) in Check::ALL.into_iter().zip(findings) {
        assert!(finding.check() == check, "each check has its own finding");
    }
    Preflight { item: facts.item, on: facts.today, currency: facts.currency, findings }
}

fn find(check: Check, facts: &PreflightFacts<'_>) -> Finding {
    let days_late = (facts.today - facts.due_on).num_days();
    match check {
        Check::Document => match facts.proof {
            Proof::Kept => Finding::DocumentKept,
            Proof::Described => Finding::DocumentDescribed,
            Proof::None => Finding::DocumentMissing,
        },
        Check::Debtor if facts.debtor.siren.is_some() => Finding::DebtorRegistered,
        Check::Debtor if facts.debtor.address.is_postable() => Finding::DebtorAddressed,
        Check::Debtor => Finding::DebtorUnidentified,
        Check::Kind if facts.kind_is_known => Finding::KindKnown,
        Check::Kind => Finding::KindUnknown,
        Check::Dispute if !facts.disputed.is_positive() => Finding::Undisputed,
        Check::Dispute if facts.disputed < facts.open => Finding::PartDisputed(facts.disputed),
        Check::Dispute => Finding::AllDisputed,
        Check::Amount if facts.open.is_positive() => Finding::AmountLeft(facts.open),
        Check::Amount => Finding::NothingLeft,
        Check::Due if days_late <= 0 => Finding::NotDue(facts.due_on),
        Check::Due if facts.due_estimated => Finding::LateByEstimate(days_late),
        Check::Due => Finding::Late(days_late),
        Check::Insolvency => facts.insolvent_on.map_or(Finding::NoInsolvency, Finding::Insolvent),
        Check::Limitation => match facts.clock {
            None => Finding::LimitationUnknown,
            Some(clock) if facts.today > clock.watch_on() => Finding::LimitationPast(clock.watch_on()),
            Some(clock) if clock.start.source.may_be_earlier() => Finding::LimitationAheadAtMost(clock.watch_on()),
            Some(clock) => Finding::LimitationAhead(clock.watch_on()),
        },
    }
}

impl Preflight {
    /// The item.
    #[must_use]
    pub fn item(&self) -> OpenItemId {
        self.item
    }

    /// The currency of its amounts.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// All findings, in the order of [`Check::ALL`].
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The worst status under a heading.
    #[must_use]
    pub fn status(&self, heading: Heading) -> Status {
        let own = self.findings.iter().filter(|finding| finding.check().heading() == heading);
        own.map(|finding| finding.status()).max().unwrap_or(Status::Ok)
    }

    /// What stands in the way, unless an override takes it upon itself.
    #[must_use]
    pub fn open_findings(&self, decision: Option<&Override>) -> Vec<Finding> {
        let covered = |finding: &Finding| decision.is_some_and(|decision| decision.covers(*finding));
        self.findings.iter().copied().filter(|finding| finding.status() != Status::Ok && !covered(finding)).collect()
    }

    /// Gives the clearance that a formal notice needs.
    ///
    /// # Errors
    /// The findings that stand in the way: each has to be met, or covered by the override.
    pub fn clear(&self, decision: Option<&Override>) -> Result<FormalNoticeClearance, Vec<Finding>> {
        let open = self.open_findings(decision);
        if !open.is_empty() {
            return Err(open);
        }
        let overridden = self.open_findings(None).into_iter().map(Finding::check).collect();
        Ok(FormalNoticeClearance { item: self.item, on: self.on, overridden })
    }
}

/// Why a decision to go on is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OverrideError {
    /// Nobody answers for it.
    #[error("an override has an author")]
    NoAuthor,
    /// It says no reason.
    #[error("an override has a reason")]
    NoReason,
    /// It covers nothing.
    #[error("an override covers at least one check")]
    NoCheck,
}

impl OverrideError {
    /// The stable key of this error.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NoAuthor => "override.no_author",
            Self::NoReason => "override.no_reason",
            Self::NoCheck => "override.no_check",
        }
    }
}

/// A person's decision to go on in spite of what was seen, and of that alone: a finding that changed since,
/// or a check that fails later, is not covered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    author: String,
    reason: String,
    findings: Vec<Finding>,
}

impl Override {
    /// A decision with an author, a reason and the findings that it is about; those that are met need none
    /// and are left out.
    ///
    /// # Errors
    /// [`OverrideError`], checked in its order.
    pub fn new(author: &str, reason: &str, mut findings: Vec<Finding>) -> Result<Self, OverrideError> {
        let (author, reason) = (author.trim(), reason.trim());
        if author.is_empty() {
            return Err(OverrideError::NoAuthor);
        }
        if reason.is_empty() {
            return Err(OverrideError::NoReason);
        }
        findings.retain(|finding| finding.status() != Status::Ok);
        findings.sort_by_key(|finding| finding.check());
        findings.dedup();
        if findings.is_empty() {
            return Err(OverrideError::NoCheck);
        }
        Ok(Self { author: author.to_owned(), reason: reason.to_owned(), findings })
    }

    /// Who decided.
    #[must_use]
    pub fn author(&self) -> &str {
        &self.author
    }

    /// Why.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// What was seen when it was made.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The checks that these findings answer.
    #[must_use]
    pub fn checks(&self) -> Vec<Check> {
        self.findings.iter().map(|finding| finding.check()).collect()
    }

    /// Whether it covers a finding: the very one that was seen, with its figures.
    #[must_use]
    pub fn covers(&self, finding: Finding) -> bool {
        self.findings.contains(&finding)
    }
}

/// The right to put one item into a formal notice, on the day it was given. Only [`Preflight::clear`] makes
/// one: a function that asks for it cannot be called for an item that nobody looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct FormalNoticeClearance {
    item: OpenItemId,
    on: Date,
    overridden: Vec<Check>,
}

impl FormalNoticeClearance {
    /// The item.
    #[must_use]
    pub fn item(&self) -> OpenItemId {
        self.item
    }

    /// The day for which it was given.
    #[must_use]
    pub fn on(&self) -> Date {
        self.on
    }

    /// The checks that an override took upon itself; empty when all were met.
    #[must_use]
    pub fn overridden(&self) -> &[Check] {
        &self.overridden
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::ClaimKind;
    use crate::identifiers::Siren;
    use crate::ids::DebtorId;
    use crate::law::{Book, day};
    use crate::limitation::{ClaimFacts, clock};
    use crate::party::{Address, DebtorKind};

    fn debtor() -> Debtor {
        Debtor {
            id: DebtorId(uuid::Uuid::nil()),
            code: "C1".to_owned(),
            name: "Atelier du Port".to_owned(),
            kind: DebtorKind::Business,
            category: String::new(),
            collector: String::new(),
            siren: Some(Siren::parse("732829320").unwrap()),
            siret: None,
            vat: None,
            address: Address { lines: vec!["1 rue des Halles".to_owned()], city: "Nantes".to_owned(), ..Address::default() },
            language: "fr".to_owned(),
            iban: None,
            terms: None,
        }
    }

    fn clock_of(service_on: Option<Date>) -> Clock {
        let facts = ClaimFacts {
            kind: ClaimKind::Business,
            kind_is_assumed: false,
            service_on,
            issued_on: day(2022, 3, 20),
            due_on: day(2022, 4, 20),
            events: &[],
        };
        clock(&facts, Book::compiled()).unwrap()
    }

    /// All that a claim needs, on 1 December 2026.
    fn whole<'a>(debtor: &'a Debtor, clock: &'a Clock) -> PreflightFacts<'a> {
        PreflightFacts {
            item: OpenItemId(uuid::Uuid::nil()),
            proof: Proof::Kept,
            debtor,
            kind_is_known: true,
            open: Cents(120_000),
            disputed: Cents::ZERO,
            currency: Currency::EUR,
            due_on: day(2022, 4, 20),
            due_estimated: false,
            insolvent_on: None,
            clock: Some(clock),
            today: day(2026, 12, 1),
        }
    }

    #[test]
    fn a_claim_that_has_everything_is_cleared() {
        let (debtor, clock) = (debtor(), clock_of(Some(day(2022, 3, 12))));
        let seen = preflight(&whole(&debtor, &clock));
        assert!(Heading::ALL.iter().all(|heading| seen.status(*heading) == Status::Ok), "{:?}", seen.findings());
        let clearance = seen.clear(None).unwrap();
        assert_eq!((clearance.item(), clearance.on(), clearance.overridden()), (seen.item(), day(2026, 12, 1), &[][..]));
    }

    #[test]
    fn each_lack_is_named_under_its_heading() {
        let (full, known, assumed) = (debtor(), clock_of(Some(day(2022, 3, 12))), clock_of(None));
        let by_address = Debtor { siren: None, ..debtor() };
        let nobody = Debtor { siren: None, address: Address::default(), ..debtor() };
        let base = whole(&full, &known);
        let watch = day(2027, 3, 12);
        // Name, facts, finding, status, heading.
        let cases = [
            ("its place only", PreflightFacts { proof: Proof::Described, ..base }, Finding::DocumentDescribed, Status::Warning),
            ("no proof", PreflightFacts { proof: Proof::None, ..base }, Finding::DocumentMissing, Status::Missing),
            ("an address", PreflightFacts { debtor: &by_address, ..base }, Finding::DebtorAddressed, Status::Ok),
            ("nobody", PreflightFacts { debtor: &nobody, ..base }, Finding::DebtorUnidentified, Status::Missing),
            ("unknown nature", PreflightFacts { kind_is_known: false, ..base }, Finding::KindUnknown, Status::Missing),
            ("a part", PreflightFacts { disputed: Cents(119_999), ..base }, Finding::PartDisputed(Cents(119_999)), Status::Warning),
            ("all of it", PreflightFacts { disputed: Cents(120_000), ..base }, Finding::AllDisputed, Status::Missing),
            ("paid", PreflightFacts { open: Cents::ZERO, ..base }, Finding::NothingLeft, Status::Missing),
            ("a credit", PreflightFacts { open: Cents(-1), ..base }, Finding::NothingLeft, Status::Missing),
            ("due today", PreflightFacts { due_on: day(2026, 12, 1), ..base }, Finding::NotDue(day(2026, 12, 1)), Status::Missing),
            ("since yesterday", PreflightFacts { due_on: day(2026, 11, 30), ..base }, Finding::Late(1), Status::Ok),
            (
                "estimated",
                PreflightFacts { due_on: day(2026, 11, 30), due_estimated: true, ..base },
                Finding::LateByEstimate(1),
                Status::Ok,
            ),
            (
                "insolvent",
                PreflightFacts { insolvent_on: Some(day(2026, 10, 1)), ..base },
                Finding::Insolvent(day(2026, 10, 1)),
                Status::Missing,
            ),
            ("the last day", PreflightFacts { today: watch, ..base }, Finding::LimitationAhead(watch), Status::Ok),
            ("the day after", PreflightFacts { today: day(2027, 3, 13), ..base }, Finding::LimitationPast(watch), Status::Warning),
            (
                "an assumed start",
                PreflightFacts { clock: Some(&assumed), ..base },
                Finding::LimitationAheadAtMost(day(2027, 3, 20)),
                Status::Ok,
            ),
            ("no period known", PreflightFacts { clock: None, ..base }, Finding::LimitationUnknown, Status::Warning),
        ];
        for (name, facts, finding, status) in cases {
            let seen = preflight(&facts);
            assert!(seen.findings().contains(&finding), "{name}: {:?}", seen.findings());
            assert_eq!((finding.status(), seen.status(finding.check().heading())), (status, status), "{name}");
            let open = seen.clear(None).err().unwrap_or_default();
            assert_eq!(open, if status == Status::Ok { vec![] } else { vec![finding] }, "{name}");
        }
    }

    #[test]
    fn an_override_covers_what_it_names_and_nothing_that_comes_later() {
        let (debtor, clock) = (debtor(), clock_of(Some(day(2022, 3, 12))));
        let base = PreflightFacts { proof: Proof::None, today: day(2027, 3, 13), ..whole(&debtor, &clock) };
        let only_document = Override::new("Claire", "bon de livraison signé", vec![Finding::DocumentMissing]).unwrap();
        let past = Finding::LimitationPast(day(2027, 3, 12));
        let both = Override::new("Claire", "reconnaissance de 2025", vec![past, Finding::DocumentMissing, Finding::Late(1)]).unwrap();
        let seen = preflight(&base);
        assert_eq!(seen.clear(None).unwrap_err(), [Finding::DocumentMissing, Finding::LimitationPast(day(2027, 3, 12))]);
        assert_eq!(seen.clear(Some(&only_document)).unwrap_err(), [Finding::LimitationPast(day(2027, 3, 12))]);
        assert_eq!(seen.clear(Some(&both)).unwrap().overridden(), [Check::Document, Check::Limitation]);
        let later = preflight(&PreflightFacts { insolvent_on: Some(day(2027, 3, 1)), ..base });
        assert_eq!(later.clear(Some(&both)).unwrap_err(), [Finding::Insolvent(day(2027, 3, 1))]);
    }

    #[test]
    fn an_override_does_not_cover_a_finding_that_changed_since() {
        let (debtor, clock, earlier) = (debtor(), clock_of(Some(day(2022, 3, 12))), clock_of(Some(day(2021, 3, 12))));
        let whole = whole(&debtor, &clock);
        let part = PreflightFacts { disputed: Cents(1_000), ..whole };
        let insolvent = PreflightFacts { insolvent_on: Some(day(2026, 10, 1)), ..whole };
        let past = PreflightFacts { today: day(2027, 3, 13), ..whole };
        let not_due = PreflightFacts { due_on: day(2026, 12, 15), ..whole };
        // Name, what was seen, what is there now, whether the decision still covers it.
        let cases = [
            ("the same", part, part, true),
            ("the next day", past, PreflightFacts { today: day(2027, 3, 14), ..past }, true),
            ("a larger part", part, PreflightFacts { disputed: Cents(1_001), ..whole }, false),
            ("all of it", part, PreflightFacts { disputed: Cents(120_000), ..whole }, false),
            ("another judgment", insolvent, PreflightFacts { insolvent_on: Some(day(2026, 11, 1)), ..whole }, false),
            ("an earlier start", past, PreflightFacts { clock: Some(&earlier), ..past }, false),
            ("a later due date", not_due, PreflightFacts { due_on: day(2026, 12, 31), ..whole }, false),
            (
                "no proof any more",
                PreflightFacts { proof: Proof::Described, ..whole },
                PreflightFacts { proof: Proof::None, ..whole },
                false,
            ),
        ];
        for (name, before, now, expected) in cases {
            let decision = Override::new("Claire", "motif", preflight(&before).findings().to_vec()).unwrap();
            assert!(preflight(&before).clear(Some(&decision)).is_ok(), "{name}");
            assert_eq!(preflight(&now).clear(Some(&decision)).is_ok(), expected, "{name}");
        }
    }

    #[test]
    fn what_stands_in_the_way_is_stored_and_read_back_with_its_figures() {
        let on = day(2026, 10, 1);
        let cases = [
            (Finding::DocumentDescribed, "document_described"),
            (Finding::DocumentMissing, "document_missing"),
            (Finding::DebtorUnidentified, "debtor_unidentified"),
            (Finding::KindUnknown, "kind_unknown"),
            (Finding::PartDisputed(Cents(10_000)), "part_disputed:10000"),
            (Finding::AllDisputed, "all_disputed"),
            (Finding::NothingLeft, "nothing_left"),
            (Finding::NotDue(on), "not_due:2026-10-01"),
            (Finding::Insolvent(on), "insolvent:2026-10-01"),
            (Finding::LimitationPast(on), "limitation_past:2026-10-01"),
            (Finding::LimitationUnknown, "limitation_unknown"),
        ];
        for (finding, stored) in cases {
            assert_ne!(finding.status(), Status::Ok, "{stored}");
            assert_eq!((finding.stored().as_str(), Finding::from_stored(stored)), (stored, Some(finding)));
        }
        for wrong in ["", "document", "document_kept", "part_disputed", "part_disputed:x", "insolvent:1", "all_disputed:1", "late:3"] {
            assert_eq!(Finding::from_stored(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_override_has_an_author_a_reason_and_a_subject() {
        let cases = [
            ("", "motif", vec![Finding::DocumentMissing], OverrideError::NoAuthor),
            ("Claire", " \t", vec![Finding::DocumentMissing], OverrideError::NoReason),
            ("Claire", "motif", vec![], OverrideError::NoCheck),
            ("Claire", "motif", vec![Finding::Undisputed, Finding::Late(3)], OverrideError::NoCheck),
        ];
        for (author, reason, checks, expected) in cases {
            assert_eq!(Override::new(author, reason, checks).unwrap_err(), expected, "{}", expected.code());
        }
    }

    #[test]
    fn keys_are_read_back() {
        for check in Check::ALL {
            assert_eq!(Check::from_code(check.code()), Some(check));
        }
        assert_eq!(Check::from_code("x"), None);
    }
}
