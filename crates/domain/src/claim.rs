//! What a claim is and what happened to it beyond its ledger: the facts that interest, the limitation
//! clock and the pre-flight share.

use crate::calendar::Date;
use crate::law::RateBp;

/// The nature of a claim: it decides how long it may be sued for, and which rules of interest apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClaimKind {
    /// Between traders, or in the course of business (C. com. L110-4).
    Business,
    /// Goods or services sold by a professional to a consumer (C. conso. L218-2).
    Consumer,
    /// Between persons acting outside a trade (C. civ. 2224).
    Civil,
    /// Carriage of goods (C. com. L133-6).
    Carriage,
    /// Telephone and internet access (CPCE L34-2).
    Telecom,
    /// Rent and charges of a principal home (loi 89-462, art. 7-1).
    ResidentialRent,
    /// Rent of business premises (C. com. L110-4; C. civ. 2224).
    CommercialRent,
    /// Condominium charges (loi 65-557, art. 42).
    Condominium,
    /// Insurance premium (C. ass. L114-1).
    InsurancePremium,
    /// Instalment of a consumer credit (C. conso. R312-35).
    ConsumerCredit,
    /// Supplies to ships and food of their crew (C. com. L110-4, II).
    ShipSupplies,
    /// An enforceable title (code des procédures civiles d’exécution, L111-4).
    Title,
}

impl ClaimKind {
    /// All kinds, in the order of menus.
    pub const ALL: [Self; 12] = [
        Self::Business,
        Self::Consumer,
        Self::Civil,
        Self::Carriage,
        Self::Telecom,
        Self::ResidentialRent,
        Self::CommercialRent,
        Self::Condominium,
        Self::InsurancePremium,
        Self::ConsumerCredit,
        Self::ShipSupplies,
        Self::Title,
    ];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Business => "business",
            Self::Consumer => "consumer",
            Self::Civil => "civil",
            Self::Carriage => "carriage",
            Self::Telecom => "telecom",
            Self::ResidentialRent => "residential_rent",
            Self::CommercialRent => "commercial_rent",
            Self::Condominium => "condominium",
            Self::InsurancePremium => "insurance_premium",
            Self::ConsumerCredit => "consumer_credit",
            Self::ShipSupplies => "ship_supplies",
            Self::Title => "title",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A legal event in the life of a claim, as a person recorded it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClaimEventKind {
    /// A formal notice reached the debtor (C. civ. 1344): starts statutory interest, never moves limitation.
    FormalNotice,
    /// The debtor acknowledged the debt in writing, asked for time, or paid a part without ambiguity (C. civ. 2240).
    Acknowledgement,
    /// A claim before a court, even in interim proceedings or before the wrong court (C. civ. 2241).
    CourtClaim,
    /// That claim was withdrawn, lapsed or was dismissed: its effect is void (C. civ. 2243).
    CourtClaimVoid,
    /// An order to pay was served (Cass. 1re civ. 10 July 1990): its filing does not interrupt.
    OrderServed,
    /// A protective measure or an act of enforcement (C. civ. 2244).
    Enforcement,
    /// Insolvency proceedings opened against the debtor, by the date of the judgment (C. com. R621-4).
    InsolvencyOpened,
    /// The debt was declared in them (C. com. L622-25-1).
    ProofOfDebt,
    /// They were closed.
    InsolvencyClosed,
    /// Mediation or conciliation agreed, or its first meeting (C. civ. 2238).
    MediationStarted,
    /// It ended (C. civ. 2238): at least six months are left from then.
    MediationEnded,
    /// A decision became enforceable, even provisionally (CMF L313-3).
    JudgmentEnforceable,
    /// A judge granted time until `until`, at `rate` when he set one (C. civ. 1343-5).
    GrantedTime,
    /// From here on each whole year's interest bears interest, by the contract or by a decision (C. civ. 1343-2).
    Compounding,
}

impl ClaimEventKind {
    /// All kinds, in the order of menus.
    pub const ALL: [Self; 14] = [
        Self::FormalNotice,
        Self::Acknowledgement,
        Self::CourtClaim,
        Self::CourtClaimVoid,
        Self::OrderServed,
        Self::Enforcement,
        Self::InsolvencyOpened,
        Self::ProofOfDebt,
        Self::InsolvencyClosed,
        Self::MediationStarted,
        Self::MediationEnded,
        Self::JudgmentEnforceable,
        Self::GrantedTime,
        Self::Compounding,
    ];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::FormalNotice => "formal_notice",
            Self::Acknowledgement => "acknowledgement",
            Self::CourtClaim => "court_claim",
            Self::CourtClaimVoid => "court_claim_void",
            Self::OrderServed => "order_served",
            Self::Enforcement => "enforcement",
            Self::InsolvencyOpened => "insolvency_opened",
            Self::ProofOfDebt => "proof_of_debt",
            Self::InsolvencyClosed => "insolvency_closed",
            Self::MediationStarted => "mediation_started",
            Self::MediationEnded => "mediation_ended",
            Self::JudgmentEnforceable => "judgment_enforceable",
            Self::GrantedTime => "granted_time",
            Self::Compounding => "compounding",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

impl ClaimEvent {
    /// Whether an event recorded for a whole account is about a claim born on a day: what happened before
    /// it was born is not. Neither a notice nor a judgment reaches a debt to come.
    #[must_use]
    pub fn reaches(&self, born_on: Date) -> bool {
        born_on <= self.on
    }
}

/// One event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClaimEvent {
    /// What happened.
    pub kind: ClaimEventKind,
    /// When: of the act itself, not of its entry.
    pub on: Date,
    /// Last day of the time granted, for [`ClaimEventKind::GrantedTime`].
    pub until: Option<Date>,
    /// The reduced rate that the judge set for it, if any.
    pub rate: Option<RateBp>,
}

/// The day of the judgment that opened insolvency proceedings against a debtor and that nothing has closed
/// by a day; the first one when a second judgment came while they were open.
///
/// The events may come in any order. A judgment takes effect from its own date (C. com. R621-4). When
/// proceedings that were open are closed and others are opened on one day, as a conversion is often entered,
/// the close is read first: the debtor stays insolvent, from that day's judgment. When none were open, the
/// opening of the day is read first: what was opened and closed within the day is over.
#[must_use]
pub fn insolvent_on(events: impl IntoIterator<Item = ClaimEvent>, today: Date) -> Option<Date> {
    let is_about_it = |event: &ClaimEvent| matches!(event.kind, ClaimEventKind::InsolvencyOpened | ClaimEventKind::InsolvencyClosed);
    let mut known: Vec<ClaimEvent> = events.into_iter().filter(|event| is_about_it(event) && event.on <= today).collect();
    known.sort_by_key(|event| event.on);
    known.chunk_by(|one, next| one.on == next.on).fold(None, |open: Option<Date>, day| {
        let has = |kind: ClaimEventKind| day.iter().find(|event| event.kind == kind).map(|event| event.on);
        match (has(ClaimEventKind::InsolvencyOpened), has(ClaimEventKind::InsolvencyClosed)) {
            (opened, None) => open.or(opened),
            (opened, Some(_)) => open.and(opened),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::day;

    #[test]
    fn proceedings_last_from_their_judgment_to_their_close() {
        use ClaimEventKind::{InsolvencyClosed as Closed, InsolvencyOpened as Opened, ProofOfDebt};
        let today = day(2026, 11, 25);
        // Events in any order, the day that counts.
        type Told<'a> = &'a [(ClaimEventKind, Date)];
        let cases: [(Told<'_>, Option<Date>); 12] = [
            (&[], None),
            (&[(ProofOfDebt, day(2026, 1, 1))], None),
            (&[(Opened, day(2026, 11, 25))], Some(day(2026, 11, 25))),
            (&[(Opened, day(2026, 11, 26))], None),
            (&[(Closed, day(2026, 6, 1)), (Opened, day(2026, 1, 1))], None),
            (&[(Closed, day(2026, 11, 26)), (Opened, day(2026, 1, 1))], Some(day(2026, 1, 1))),
            (&[(Opened, day(2026, 9, 1)), (Closed, day(2026, 6, 1)), (Opened, day(2026, 1, 1))], Some(day(2026, 9, 1))),
            (&[(Opened, day(2026, 9, 1)), (Opened, day(2026, 1, 1))], Some(day(2026, 1, 1))),
            // A conversion entered as a close and an opening of one day, in both orders of entry.
            (&[(Opened, day(2026, 1, 1)), (Closed, day(2026, 9, 1)), (Opened, day(2026, 9, 1))], Some(day(2026, 9, 1))),
            (&[(Opened, day(2026, 9, 1)), (Closed, day(2026, 9, 1)), (Opened, day(2026, 1, 1))], Some(day(2026, 9, 1))),
            (&[(Opened, day(2026, 9, 1)), (Closed, day(2026, 9, 1))], None),
            (&[(Opened, day(2026, 1, 1)), (Opened, day(2026, 9, 1)), (Closed, day(2026, 9, 1)), (Closed, day(2026, 10, 1))], None),
        ];
        for (list, expected) in cases {
            let events = list.iter().map(|(kind, on)| ClaimEvent { kind: *kind, on: *on, until: None, rate: None });
            assert_eq!(insolvent_on(events, today), expected, "{list:?}");
        }
    }
}
