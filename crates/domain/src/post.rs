//! Letters by post: the number of a registered one, what happens to it, the days that it gives, and when an electronic
//! registered letter may stand in for paper.

use std::fmt;

use crate::calendar::{Date, add_days};
use crate::claim::ClaimKind;
use crate::party::DebtorKind;

/// Days that the program's own formal notice gives, from the first presentation: a custom, no number of the law.
pub const NOTICE_DAYS: u16 = 8;
/// The longest number of days that a notice may give.
pub const MAX_NOTICE_DAYS: u16 = 90;
/// Days during which the addressee of an electronic registered letter may accept or refuse it, counted from the day
/// after the notice that it waits (CPCE art. R53-3).
pub const ELECTRONIC_DAYS: i64 = 15;

/// How a letter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LetterKind {
    /// An ordinary letter.
    Plain,
    /// Registered, with receipt.
    Registered,
    /// Registered electronically (CPCE art. L100), by a qualified service (regulation EU 910/2014, art. 44).
    Electronic,
}

impl LetterKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Plain, Self::Registered, Self::Electronic];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Plain => "letter",
            Self::Registered => "registered",
            Self::Electronic => "electronic",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether its way is followed and proved.
    #[must_use]
    pub fn is_registered(self) -> bool {
        self != Self::Plain
    }
}

/// The number under which a registered letter is followed, without blanks and in capitals.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrackingNumber(String);

/// Why a text is no such number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TrackingError {
    /// Nothing was typed, or far too much.
    #[error("between 6 and 40 signs are expected")]
    Length,
    /// A sign that no such number holds.
    #[error("letters and digits only")]
    Character,
    /// An international number (UPU S10) whose check digit is wrong.
    #[error("the check digit is wrong")]
    CheckDigit,
}

/// The weights of the eight digits of an international number (UPU standard S10).
const S10: [u32; 8] = [8, 6, 4, 2, 3, 5, 9, 7];

impl TrackingNumber {
    /// Reads a number as people type it. The check digit of an international one (two letters, nine digits, two letters) is
    /// verified; the check of domestic ones (« 1A », « 2C »… and eleven digits) is not published, nor is that of providers.
    ///
    /// # Errors
    /// [`TrackingError`].
    pub fn parse(text: &str) -> Result<Self, TrackingError> {
        let compact: String = text
            .chars()
            .filter(|sign| !sign.is_whitespace() && !matches!(sign, '.' | '-' | '\u{a0}' | '\u{202f}'))
            .map(|sign| sign.to_ascii_uppercase())
            .collect();
        if !compact.bytes().all(|sign| sign.is_ascii_alphanumeric()) {
            return Err(TrackingError::Character);
        }
        if !(6..=40).contains(&compact.len()) {
            return Err(TrackingError::Length);
        }
        if Self::is_international(&compact) && !Self::s10_holds(&compact.as_bytes()[2..11]) {
            return Err(TrackingError::CheckDigit);
        }
        Ok(Self(compact))
    }

    fn is_international(text: &str) -> bool {
        let signs = text.as_bytes();
        signs.len() == 13
            && signs[..2].iter().chain(&signs[11..]).all(u8::is_ascii_uppercase)
            && signs[2..11].iter().all(u8::is_ascii_digit)
    }

    fn s10_holds(digits: &[u8]) -> bool {
        let sum: u32 = digits.iter().zip(S10).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
        let check = match 11 - sum % 11 {
            10 => 0,
            11 => 5,
            digit => digit,
        };
        digits.get(8).is_some_and(|digit| u32::from(digit - b'0') == check)
    }

    /// Whether it has the shape of a domestic registered letter: a digit, a letter, eleven digits.
    #[must_use]
    pub fn is_domestic(&self) -> bool {
        let signs = self.0.as_bytes();
        signs.len() == 13 && signs[0].is_ascii_digit() && signs[1].is_ascii_uppercase() && signs[2..].iter().all(u8::is_ascii_digit)
    }

    /// The signs.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TrackingNumber {
    /// `1A 123 456 7890 1` as on the slip; others as they are.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = &self.0;
        if self.is_domestic() {
            write!(f, "{}\u{a0}{}\u{a0}{}\u{a0}{}\u{a0}{}", &text[..2], &text[2..5], &text[5..8], &text[8..12], &text[12..])
        } else {
            f.write_str(text)
        }
    }
}

/// Something that happened to a registered letter after it was posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PostalEvent {
    /// The post took it in; the proof of deposit.
    Deposited,
    /// The postman presented it for the first time; of an electronic one, the notice that it waits (CPCE art. R53-3).
    Presented,
    /// The addressee has it: the receipt is signed, or it was accepted.
    Delivered,
    /// The addressee refused it.
    Refused,
    /// It waited and nobody fetched it: « pli avisé et non réclamé ». It remains a valid notice (Cass. 1re civ., 20 January
    /// 2021, no. 19-20.680).
    Unclaimed,
    /// The addressee is not known at that address: « destinataire inconnu à l'adresse ».
    WrongAddress,
}

impl PostalEvent {
    /// All events, in the order in which they come.
    pub const ALL: [Self; 6] = [Self::Deposited, Self::Presented, Self::Delivered, Self::Refused, Self::Unclaimed, Self::WrongAddress];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Deposited => "deposited",
            Self::Presented => "presented",
            Self::Delivered => "delivered",
            Self::Refused => "refused",
            Self::Unclaimed => "unclaimed",
            Self::WrongAddress => "wrong_address",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.code() == code)
    }

    /// Whether nothing comes after it.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Delivered | Self::Refused | Self::Unclaimed | Self::WrongAddress)
    }
}

/// Why an event cannot have happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventFault {
    /// After today.
    ToCome,
    /// Before the letter was posted.
    BeforePosting(Date),
    /// It is recorded already.
    Twice(PostalEvent),
    /// The letter's way has ended otherwise.
    AfterEnd(PostalEvent),
    /// Before an event that comes first, or after one that comes later.
    OutOfOrder(PostalEvent, Date),
}

/// Whether an event may be recorded beside those that are known of a letter posted on a day.
///
/// # Errors
/// [`EventFault`]: the first that holds.
pub fn check_event(posted_on: Date, known: &[(PostalEvent, Date)], new: PostalEvent, on: Date, today: Date) -> Result<(), EventFault> {
    if on > today {
        return Err(EventFault::ToCome);
    }
    if on < posted_on {
        return Err(EventFault::BeforePosting(posted_on));
    }
    for (event, known_on) in known {
        if *event == new {
            return Err(EventFault::Twice(new));
        }
        if event.is_final() && new.is_final() {
            return Err(EventFault::AfterEnd(*event));
        }
        if (*event < new && *known_on > on) || (*event > new && *known_on < on) {
            return Err(EventFault::OutOfOrder(*event, *known_on));
        }
    }
    Ok(())
}

/// The day from which a notice counts: the first presentation, or the delivery or refusal when that is the first that is
/// known. A letter that nobody fetched counts from its presentation alone, and one that reached nobody from nothing.
#[must_use]
pub fn notice_start(events: &[(PostalEvent, Date)]) -> Option<Date> {
    if events.iter().any(|(event, _)| *event == PostalEvent::WrongAddress) {
        return None;
    }
    let counts = |event: PostalEvent| matches!(event, PostalEvent::Presented | PostalEvent::Delivered | PostalEvent::Refused);
    events.iter().filter(|(event, _)| counts(*event)).map(|(_, on)| *on).min()
}

/// The last day that a notice gives: so many days from its start, whose own day does not count.
#[must_use]
pub fn notice_end(events: &[(PostalEvent, Date)], days: u16) -> Option<Date> {
    notice_start(events).map(|start| add_days(start, i64::from(days)))
}

/// The last day on which an electronic registered letter may be accepted or refused (CPCE art. R53-3).
#[must_use]
pub fn electronic_until(noticed_on: Date) -> Date {
    add_days(noticed_on, ELECTRONIC_DAYS)
}

/// What decides whether a letter may be registered electronically.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ElectronicFacts {
    /// What the addressee is; one of unknown kind gets the consumer's care.
    pub debtor: DebtorKind,
    /// The day on which the addressee agreed to receive such letters.
    pub agreed_on: Option<Date>,
    /// Whether there is an e-mail that reaches the addressee.
    pub has_email: bool,
    /// Whether the service is qualified (regulation EU 910/2014, art. 44).
    pub is_qualified: bool,
    /// The day on which it would be sent.
    pub on: Date,
}

/// Why a letter goes on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperReason {
    /// The decisive letter: whether a refused electronic one is a formal notice was never ruled.
    Decisive,
    /// The service is not qualified: its letters are not equal to registered ones (CPCE art. L100).
    NotQualified,
    /// No e-mail reaches the addressee.
    NoEmail,
    /// The addressee is no professional and did not agree beforehand (CPCE art. L100).
    NoAgreement,
    /// The contact does not tell a first name and a name, which the service wants of the addressee.
    NoName,
}

/// Whether a letter may be registered electronically at all.
///
/// # Errors
/// [`PaperReason`]: why it may not.
pub fn may_be_electronic(facts: &ElectronicFacts) -> Result<(), PaperReason> {
    if !facts.is_qualified {
        return Err(PaperReason::NotQualified);
    }
    if !facts.has_email {
        return Err(PaperReason::NoEmail);
    }
    let is_professional = matches!(facts.debtor, DebtorKind::Business | DebtorKind::Public);
    if !is_professional && facts.agreed_on.is_none_or(|agreed| agreed > facts.on) {
        return Err(PaperReason::NoAgreement);
    }
    Ok(())
}

/// What is known of a contact to whom an electronic registered letter might go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ElectronicContact<'a> {
    /// The person's name as it is kept; may be empty.
    pub name: &'a str,
    /// Whether an e-mail reaches it that did not come back.
    pub has_email: bool,
    /// The day on which it agreed to receive such letters.
    pub agreed_on: Option<Date>,
}

/// First name and name, as a person's name is written; `None` when there are not both.
#[must_use]
pub fn first_and_last_name(name: &str) -> Option<(String, String)> {
    let words: Vec<&str> = name.split_whitespace().filter(|word| !matches!(*word, "M." | "Mme" | "Monsieur" | "Madame")).collect();
    let (first, rest) = words.split_first()?;
    if rest.is_empty() { None } else { Some(((*first).to_owned(), rest.join(" "))) }
}

/// To which of a debtor's contacts an electronic registered letter goes, by its position, with first name and name: one with an e-mail
/// before one without, of these one who agreed before one who did not, then the first. A private person without a named contact is
/// written to by the account's name. The service is a qualified one, as all are that the program knows.
///
/// # Errors
/// [`PaperReason`]: why the letter goes on paper.
pub fn addressed(
    (kind, account_name): (DebtorKind, &str),
    contacts: &[ElectronicContact<'_>],
    on: Date,
) -> Result<(usize, (String, String)), PaperReason> {
    let is_professional = matches!(kind, DebtorKind::Business | DebtorKind::Public);
    let agreed = |contact: &ElectronicContact<'_>| contact.agreed_on.is_some_and(|agreed_on| agreed_on <= on);
    let named = |contact: &ElectronicContact<'_>| {
        let person = if contact.name.trim().is_empty() && !is_professional { account_name } else { contact.name };
        first_and_last_name(person)
    };
    // Where nobody has to agree, one who has the two names that such a letter needs comes first; else one who agreed.
    let rank = |contact: &ElectronicContact<'_>| {
        let (unnamed, disagrees) = (named(contact).is_none(), !agreed(contact));
        if is_professional { (!contact.has_email, unnamed, disagrees) } else { (!contact.has_email, disagrees, unnamed) }
    };
    let chosen = contacts.iter().enumerate().min_by_key(|(_, contact)| rank(contact));
    let facts = ElectronicFacts {
        debtor: kind,
        agreed_on: chosen.and_then(|(_, contact)| contact.agreed_on),
        has_email: chosen.is_some_and(|(_, contact)| contact.has_email),
        is_qualified: true,
        on,
    };
    may_be_electronic(&facts)?;
    let (at, contact) = chosen.ok_or(PaperReason::NoEmail)?;
    Ok((at, named(contact).ok_or(PaperReason::NoName)?))
}

/// The way that is proposed for a registered letter: paper for the decisive one, electronic where it may be.
#[must_use]
pub fn proposed_way(facts: &ElectronicFacts, is_decisive: bool) -> (LetterKind, Option<PaperReason>) {
    if is_decisive {
        return (LetterKind::Registered, Some(PaperReason::Decisive));
    }
    match may_be_electronic(facts) {
        Ok(()) => (LetterKind::Electronic, None),
        Err(reason) => (LetterKind::Registered, Some(reason)),
    }
}

/// Whether the general formal notice may be used for a claim: rent, insurance, credit and telephone have special mentions
/// of their own (loi no. 89-462 of 6 July 1989, art. 24; C. ass. L113-3, among others).
#[must_use]
pub fn has_special_notice(claim: ClaimKind) -> bool {
    matches!(claim, ClaimKind::ResidentialRent | ClaimKind::InsurancePremium | ClaimKind::ConsumerCredit | ClaimKind::Telecom)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Known<'a> = &'a [(PostalEvent, Date)];
    /// Kind, contacts; whose turn it is, or why paper.
    type Case<'a> = (DebtorKind, &'a [ElectronicContact<'a>], Result<(usize, &'a str), PaperReason>);

    fn day(month: u32, day: u32) -> Date {
        Date::from_ymd_opt(2026, month, day).unwrap()
    }

    #[test]
    fn numbers_are_read_as_they_stand_on_the_slip() {
        let cases: [(&str, Result<&str, TrackingError>); 10] = [
            ("1A 123 456 7890 1", Ok("1A\u{a0}123\u{a0}456\u{a0}7890\u{a0}1")),
            ("2c12345678901", Ok("2C\u{a0}123\u{a0}456\u{a0}7890\u{a0}1")),
            // The example of the standard.
            ("RK 47312482 9 FR", Ok("RK473124829FR")),
            ("RK473124828FR", Err(TrackingError::CheckDigit)),
            ("RK473124820FR", Err(TrackingError::CheckDigit)),
            ("MF-2026/000123", Err(TrackingError::Character)),
            ("MF-2026-000123", Ok("MF2026000123")),
            ("12345", Err(TrackingError::Length)),
            ("", Err(TrackingError::Length)),
            ("1A 123 é", Err(TrackingError::Character)),
        ];
        for (typed, expected) in cases {
            let read = TrackingNumber::parse(typed).map(|number| number.to_string());
            assert_eq!(read.as_deref().map_err(|error| *error), expected, "{typed:?}");
        }
    }

    #[test]
    fn an_event_comes_in_its_order_and_once() {
        use PostalEvent::{Delivered, Deposited, Presented, Refused, Unclaimed, WrongAddress};
        let posted = day(6, 1);
        let today = day(7, 1);
        let deposited = [(Deposited, day(6, 1))];
        let presented = [(Deposited, day(6, 1)), (Presented, day(6, 3))];
        let unclaimed = [(Presented, day(6, 3)), (Unclaimed, day(6, 19))];
        let cases: [(Known<'_>, PostalEvent, Date, Result<(), EventFault>); 11] = [
            (&[], Presented, day(6, 3), Ok(())),
            (&[], Presented, day(7, 2), Err(EventFault::ToCome)),
            (&[], Deposited, day(5, 31), Err(EventFault::BeforePosting(posted))),
            (&deposited, Deposited, day(6, 2), Err(EventFault::Twice(Deposited))),
            (&presented, Delivered, day(6, 3), Ok(())),
            (&presented, Delivered, day(6, 2), Err(EventFault::OutOfOrder(Presented, day(6, 3)))),
            (&presented, Unclaimed, day(6, 19), Ok(())),
            (&unclaimed, Delivered, day(6, 20), Err(EventFault::AfterEnd(Unclaimed))),
            (&unclaimed, Deposited, day(6, 1), Ok(())),
            (&unclaimed, Deposited, day(6, 4), Err(EventFault::OutOfOrder(Presented, day(6, 3)))),
            (&[(Refused, day(6, 3))], WrongAddress, day(6, 4), Err(EventFault::AfterEnd(Refused))),
        ];
        for (known, new, on, expected) in cases {
            assert_eq!(check_event(posted, known, new, on, today), expected, "{new:?} on {on} after {known:?}");
        }
    }

    #[test]
    fn a_notice_counts_from_its_first_presentation() {
        use PostalEvent::{Delivered, Deposited, Presented, Refused, Unclaimed, WrongAddress};
        let cases: [(Known<'_>, Option<Date>); 7] = [
            (&[], None),
            (&[(Deposited, day(6, 1))], None),
            (&[(Deposited, day(6, 1)), (Presented, day(6, 3)), (Delivered, day(6, 9))], Some(day(6, 11))),
            (&[(Delivered, day(6, 9))], Some(day(6, 17))),
            (&[(Refused, day(6, 9))], Some(day(6, 17))),
            (&[(Presented, day(6, 3)), (Unclaimed, day(6, 19))], Some(day(6, 11))),
            (&[(Presented, day(6, 3)), (WrongAddress, day(6, 4))], None),
        ];
        for (events, expected) in cases {
            assert_eq!(notice_end(events, NOTICE_DAYS), expected, "{events:?}");
        }
        assert_eq!(notice_end(&[(Unclaimed, day(6, 19))], 8), None, "nobody knows when it was presented");
        assert_eq!(electronic_until(day(6, 1)), day(6, 16), "fifteen days, the first being the day after");
    }

    #[test]
    fn an_electronic_registered_letter_asks_its_conditions() {
        let professional =
            ElectronicFacts { debtor: DebtorKind::Business, agreed_on: None, has_email: true, is_qualified: true, on: day(6, 1) };
        let consumer = ElectronicFacts { debtor: DebtorKind::Consumer, ..professional };
        let cases = [
            (professional, Ok(())),
            (ElectronicFacts { debtor: DebtorKind::Public, ..professional }, Ok(())),
            (ElectronicFacts { is_qualified: false, ..professional }, Err(PaperReason::NotQualified)),
            (ElectronicFacts { has_email: false, ..professional }, Err(PaperReason::NoEmail)),
            (consumer, Err(PaperReason::NoAgreement)),
            (ElectronicFacts { debtor: DebtorKind::Unknown, ..professional }, Err(PaperReason::NoAgreement)),
            (ElectronicFacts { agreed_on: Some(day(6, 2)), ..consumer }, Err(PaperReason::NoAgreement)),
            (ElectronicFacts { agreed_on: Some(day(6, 1)), ..consumer }, Ok(())),
            (ElectronicFacts { agreed_on: Some(day(5, 1)), is_qualified: false, ..consumer }, Err(PaperReason::NotQualified)),
        ];
        for (facts, expected) in cases {
            assert_eq!(may_be_electronic(&facts), expected, "{facts:?}");
        }
        assert_eq!(proposed_way(&professional, false), (LetterKind::Electronic, None));
        assert_eq!(proposed_way(&professional, true), (LetterKind::Registered, Some(PaperReason::Decisive)));
        assert_eq!(proposed_way(&consumer, false), (LetterKind::Registered, Some(PaperReason::NoAgreement)));
    }

    #[test]
    fn a_name_is_taken_apart_or_the_letter_goes_on_paper() {
        for (name, expected) in [
            ("Claire Morel", Some(("Claire", "Morel"))),
            ("Mme Claire de la Tour", Some(("Claire", "de la Tour"))),
            ("Comptabilité", None),
            ("", None),
            ("M. Morel", None),
        ] {
            assert_eq!(first_and_last_name(name), expected.map(|(first, last)| (first.to_owned(), last.to_owned())), "{name}");
        }
    }

    #[test]
    fn an_electronic_registered_letter_finds_its_addressee() {
        use DebtorKind::{Business, Consumer, Public, Unknown};
        let person = |name, has_email, agreed_on| ElectronicContact { name, has_email, agreed_on };
        let morel = person("Claire Morel", true, None);
        let agreed = person("Jean Petit", true, Some(day(5, 1)));
        let later = person("Jean Petit", true, Some(day(6, 2)));
        let mute = person("Luc Noir", false, Some(day(5, 1)));
        let unnamed = person("", true, Some(day(5, 1)));
        let (office, agreed_office) = (person("Comptabilité", true, None), person("Comptabilité", true, Some(day(5, 1))));
        let cases: [Case<'_>; 20] = [
            (Business, &[], Err(PaperReason::NoEmail)),
            (Business, &[morel], Ok((0, "Morel"))),
            (Public, &[morel], Ok((0, "Morel"))),
            // Who agreed comes first, and who can be told before who cannot.
            (Business, &[morel, agreed], Ok((1, "Petit"))),
            (Business, &[mute, morel], Ok((1, "Morel"))),
            (Business, &[mute], Err(PaperReason::NoEmail)),
            (Business, &[unnamed], Err(PaperReason::NoName)),
            (Consumer, &[morel], Err(PaperReason::NoAgreement)),
            (Unknown, &[morel], Err(PaperReason::NoAgreement)),
            (Consumer, &[later], Err(PaperReason::NoAgreement)),
            (Consumer, &[morel, agreed], Ok((1, "Petit"))),
            (Unknown, &[agreed], Ok((0, "Petit"))),
            // Whoever agreed and cannot be told does not agree for another.
            (Consumer, &[mute, morel], Err(PaperReason::NoAgreement)),
            (Consumer, &[unnamed], Ok((0, "Durand"))),
            // Who has no full name hides nobody who has one, wherever he stands and though he agreed.
            (Business, &[office, morel], Ok((1, "Morel"))),
            (Public, &[agreed_office, morel], Ok((1, "Morel"))),
            (Business, &[office], Err(PaperReason::NoName)),
            (Consumer, &[agreed_office, agreed], Ok((1, "Petit"))),
            // But among those whose consent the law wants, only one who gave it is written to.
            (Consumer, &[agreed_office, morel], Err(PaperReason::NoName)),
            (Unknown, &[office, agreed], Ok((1, "Petit"))),
        ];
        for (kind, contacts, expected) in cases {
            let got = addressed((kind, "Anne Durand"), contacts, day(6, 1)).map(|(at, (_, last))| (at, last));
            assert_eq!(got, expected.map(|(at, last)| (at, last.to_owned())), "{kind:?} {contacts:?}");
        }
    }

    #[test]
    fn some_claims_have_a_notice_of_their_own() {
        let special: Vec<&str> = ClaimKind::ALL.into_iter().filter(|kind| has_special_notice(*kind)).map(ClaimKind::code).collect();
        assert_eq!(special, ["telecom", "residential_rent", "insurance_premium", "consumer_credit"]);
    }

    #[test]
    fn keys_are_stable() {
        for kind in LetterKind::ALL {
            assert_eq!(LetterKind::from_code(kind.code()), Some(kind));
        }
        for event in PostalEvent::ALL {
            assert_eq!(PostalEvent::from_code(event.code()), Some(event));
        }
    }
}
