//! The longest term that two professionals may agree on, by sector (C. com. L441-10, I and L441-11).

use std::borrow::Cow;

use chrono::Datelike as _;

use super::{PaymentTerms, TermStart};
use crate::calendar::{self, Date, add_days, end_of_month};
use crate::law::{Book, LawError, Row, Span, Standing, Value, day};
use crate::party::DebtorKind;

/// What is sold, where the law has a cap of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Sector {
    /// Anything that no other sector names.
    #[default]
    General,
    /// A summary invoice of a period (CGI 289, I, 3).
    SummaryInvoice,
    /// Perishable food, frozen meat and fish, ready meals, preserves made of perishables.
    Perishable,
    /// The same on a summary invoice: from the end of the ten-day period of delivery.
    PerishableSummary,
    /// Live cattle for consumption and fresh meat.
    FreshMeat,
    /// Alcoholic drinks that bear the consumption duty (CGI 403).
    Alcohol,
    /// Grapes and must for wine, and wines (CGI 438).
    Wine,
    /// Carriage of goods, freight forwarding, vehicle hire, customs agents.
    Transport,
    /// Equipment for green spaces.
    GreenSpaces,
    /// Farm machinery, other than tractors, carriage and livestock equipment.
    FarmMachinery,
    /// Articles for skiing and snow: deliveries before the season.
    SnowSports,
    /// Leather.
    Leather,
    /// Watches, jewellery, goldsmiths' and silversmiths' work.
    Jewellery,
    /// Toys.
    Toys,
    /// Purchases free of VAT for export outside the European Union (CGI 275), by a buyer that is no SME.
    Export,
    /// Deliveries to an overseas department: the term counts from the receipt of the goods.
    Overseas,
}

impl Sector {
    /// All sectors, in the order of menus.
    pub const ALL: [Self; 16] = [
        Self::General,
        Self::SummaryInvoice,
        Self::Perishable,
        Self::PerishableSummary,
        Self::FreshMeat,
        Self::Alcohol,
        Self::Wine,
        Self::Transport,
        Self::GreenSpaces,
        Self::FarmMachinery,
        Self::SnowSports,
        Self::Leather,
        Self::Jewellery,
        Self::Toys,
        Self::Export,
        Self::Overseas,
    ];

    /// The stable key, stored, exported, and the middle of the keys of its rows.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::SummaryInvoice => "summary_invoice",
            Self::Perishable => "perishable",
            Self::PerishableSummary => "perishable_summary",
            Self::FreshMeat => "fresh_meat",
            Self::Alcohol => "alcohol",
            Self::Wine => "wine",
            Self::Transport => "transport",
            Self::GreenSpaces => "green_spaces",
            Self::FarmMachinery => "farm_machinery",
            Self::SnowSports => "snow_sports",
            Self::Leather => "leather",
            Self::Jewellery => "jewellery",
            Self::Toys => "toys",
            Self::Export => "export",
            Self::Overseas => "overseas",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sector| sector.code() == code)
    }

    /// From when its cap counts.
    #[must_use]
    pub fn start(self) -> TermStart {
        match self {
            Self::Perishable | Self::FreshMeat | Self::Overseas => TermStart::Receipt,
            Self::PerishableSummary => TermStart::TenDayEnd,
            Self::Alcohol => TermStart::MonthEnd,
            _ => TermStart::Invoice,
        }
    }
}

/// Days net; with an end of month; in the last quarter, where that differs.
const NET: &str = "net";
const MONTH: &str = "end_of_month";
const LAST_QUARTER: &str = "net_last_quarter";

fn key(sector: Sector, of: &str) -> String {
    format!("terms.cap.{}.{of}", sector.code())
}

/// The cap when nothing was agreed: 30 days after the receipt of the goods or the performance.
pub(crate) const DEFAULT: &str = "terms.default";

const L441_10: &str = "C. com. L441-10, I";
/// Payment terms have been there since the order of 24 April 2019; rows of the decrees keep their own article.
const SINCE: Date = day(2019, 4, 26);
const CODE: &str = "Légifrance, code de commerce";
const DGCCRF: &str = "economie.gouv.fr, DGCCRF, délais de paiement";
const DECREE: &str = "décret n° 2015-1484, pérennisé par l’art. D441-5-1 (numéro à vérifier depuis la recodification)";

const fn row(key: &'static str, days: u16, article: &'static str, source: &'static str) -> Row {
    Row::new(key, Value::Span(Span::days(days)), SINCE, None, article, source)
}

/// The rows. What was read once, or is known without its text at hand, is marked as to be checked.
const ROWS: &[Row] = &[
    row(DEFAULT, 30, L441_10, CODE),
    row("terms.cap.general.net", 60, L441_10, CODE),
    row("terms.cap.general.end_of_month", 45, L441_10, CODE),
    row("terms.cap.summary_invoice.net", 45, L441_10, CODE),
    row("terms.cap.perishable.net", 30, "C. com. L441-11, II, 1°", CODE),
    row("terms.cap.perishable_summary.net", 30, "C. com. L441-11, II, 1°", CODE),
    row("terms.cap.fresh_meat.net", 20, "C. com. L441-11, II, 2°", CODE),
    row("terms.cap.alcohol.net", 30, "C. com. L441-11, II, 3°", CODE),
    row("terms.cap.wine.net", 60, "C. com. L441-11, II, 4°", CODE),
    row("terms.cap.wine.end_of_month", 45, "C. com. L441-11, II, 4°", CODE),
    row("terms.cap.transport.net", 30, "C. com. L441-11, II, 5°", CODE).unverified(),
    row("terms.cap.green_spaces.end_of_month", 55, "C. com. L441-11 et D441-5-1", DECREE).unverified(),
    row("terms.cap.farm_machinery.end_of_month", 110, "C. com. L441-11 et D441-5-1", DECREE).unverified(),
    row("terms.cap.snow_sports.net", 90, "C. com. L441-11 et D441-5-1", DECREE).unverified(),
    row("terms.cap.snow_sports.end_of_month", 75, "C. com. L441-11 et D441-5-1", DECREE).unverified(),
    row("terms.cap.leather.end_of_month", 54, "C. com. L441-11 et D441-5-1", DECREE),
    row("terms.cap.jewellery.net", 74, "C. com. L441-11 et D441-5-1", DECREE),
    row("terms.cap.jewellery.end_of_month", 59, "C. com. L441-11 et D441-5-1", DECREE),
    row("terms.cap.toys.net", 95, "C. com. L441-11 et D441-5-1", DECREE).unverified(),
    row("terms.cap.toys.net_last_quarter", 75, "C. com. L441-11 et D441-5-1", DECREE).unverified(),
    row("terms.cap.export.net", 90, "C. com. L441-12", CODE).unverified(),
    row("terms.cap.overseas.net", 60, "C. com. L441-10, I, appliqué outre-mer", DGCCRF).unverified(),
    row("terms.cap.overseas.end_of_month", 45, "C. com. L441-10, I, appliqué outre-mer", DGCCRF).unverified(),
];

/// The rows of the law that this module reads.
pub(crate) fn law_rows() -> impl Iterator<Item = Row> {
    ROWS.iter().cloned()
}

/// The cap of a sector on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cap {
    /// Whose it is.
    pub sector: Sector,
    /// Days net, from the start that the sector names.
    pub net: Option<u16>,
    /// Days with an end of month, in either of the two computations.
    pub end_of_month: Option<u16>,
    /// The article, as the rows cite it.
    pub article: Cow<'static, str>,
    /// The least sure of its rows.
    pub standing: Standing,
}

impl Cap {
    /// The cap of a sector on the day of an invoice, from the book of the law.
    ///
    /// # Errors
    /// [`LawError`] when neither a net nor an end-of-month cap holds on that day, or a row is no length of time.
    pub fn of(book: &Book, sector: Sector, on: Date) -> Result<Self, LawError> {
        let net_key = if on.month() >= 10 && !book.of(&key(sector, LAST_QUARTER)).is_empty() { LAST_QUARTER } else { NET };
        let found = |of: &str| {
            let key = key(sector, of);
            book.at(&key, on).map(|row| (row.article.clone(), row.standing)).and_then(|cited| Ok((book.span(&key, on)?.days, cited)))
        };
        let (net, month) = (found(net_key), found(MONTH));
        if let (Err(error), Err(_)) = (&net, &month) {
            return Err(error.clone());
        }
        let (net, month) = (net.ok(), month.ok());
        let cited = net.iter().chain(&month).map(|(_, cited)| cited.clone());
        let standing = cited.clone().map(|(_, standing)| standing).max_by_key(|standing| *standing == Standing::Unverified);
        let article = cited.map(|(article, _)| article).next().unwrap_or(Cow::Borrowed(L441_10));
        let days = |found: Option<(u16, _)>| found.map(|(days, _)| days);
        Ok(Self { sector, net: days(net), end_of_month: days(month), article, standing: standing.unwrap_or(Standing::Unverified) })
    }

    /// The last lawful due date of an invoice, from the date of the event that the sector's start names:
    /// the latest of the computations that the law admits.
    #[must_use]
    pub fn latest_due(&self, date: Date) -> Date {
        let start = self.sector.start().of(date);
        let net = self.net.map(|days| add_days(start, i64::from(days)));
        let after = self.end_of_month.map(|days| end_of_month(add_days(start, i64::from(days))));
        let before = self.end_of_month.map(|days| add_days(end_of_month(start), i64::from(days)));
        net.into_iter().chain(after).chain(before).max().unwrap_or(start)
    }

    /// « 60 jours nets ou 45 jours fin de mois ».
    #[must_use]
    pub fn fr(&self) -> String {
        let from = |terms: PaymentTerms| PaymentTerms { start: self.sector.start(), ..terms }.fr();
        let net = self.net.map(|days| from(PaymentTerms::net(days)));
        let month = self.end_of_month.map(|days| from(PaymentTerms::end_of_month(days)));
        net.into_iter().chain(month).collect::<Vec<_>>().join(" ou ")
    }

    /// “60 days net or 45 days end of month”.
    #[must_use]
    pub fn en(&self) -> String {
        let from = |terms: PaymentTerms| PaymentTerms { start: self.sector.start(), ..terms }.en();
        let net = self.net.map(|days| from(PaymentTerms::net(days)));
        let month = self.end_of_month.map(|days| from(PaymentTerms::end_of_month(days)));
        net.into_iter().chain(month).collect::<Vec<_>>().join(" or ")
    }
}

/// A term, or a due date, later than its cap allows: a warning, never a refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeyondCap {
    /// The cap that it passes.
    pub cap: Cap,
    /// The date of an invoice for which it does.
    pub issued_on: Date,
    /// Its due date.
    pub due_on: Date,
    /// The last lawful one.
    pub latest_on: Date,
}

impl BeyondCap {
    /// « 60 jours fin de mois dépasse le plafond légal : 60 jours nets ou 45 jours fin de mois (C. com. L441-10, I) ».
    #[must_use]
    pub fn terms_fr(&self, terms: PaymentTerms) -> String {
        format!("{} dépasse le plafond légal\u{202f}: {} ({})", terms.fr(), self.cap.fr(), self.cap.article)
    }

    /// That in English.
    #[must_use]
    pub fn terms_en(&self, terms: PaymentTerms) -> String {
        format!("{} is longer than the law allows: {} ({})", terms.en(), self.cap.en(), self.cap.article)
    }

    /// One invoice in English, with its dates.
    #[must_use]
    pub fn due_en(&self) -> String {
        format!(
            "the due date of {} is later than the law allows, {} at the latest: {} ({})",
            calendar::en(self.due_on),
            calendar::en(self.latest_on),
            self.cap.en(),
            self.cap.article
        )
    }

    /// The same of one invoice, with its dates.
    #[must_use]
    pub fn due_fr(&self) -> String {
        format!(
            "l’échéance du {} dépasse le plafond légal, {} au plus tard\u{202f}: {} ({})",
            calendar::fr(self.due_on),
            calendar::fr(self.latest_on),
            self.cap.fr(),
            self.cap.article
        )
    }
}

/// The caps are for sales between professionals: a consumer's term, and one of a customer whose kind is not
/// known, is not measured by them, and a public buyer's has rules of its own (CCP R2192-10).
fn is_capped(kind: DebtorKind) -> bool {
    kind == DebtorKind::Business
}

/// Days looked at: four years of invoices meet every end of month, leap year included.
const CYCLE: usize = 1_461;

/// Whether a term passes the cap of its sector for some invoice of the four years from the one of `on`; the
/// first such invoice. `None` for customers whom the caps do not concern.
///
/// # Errors
/// [`LawError`] when no cap of the sector holds on a day.
pub fn check_terms(book: &Book, terms: PaymentTerms, sector: Sector, kind: DebtorKind, on: Date) -> Result<Option<BeyondCap>, LawError> {
    if !is_capped(kind) {
        return Ok(None);
    }
    // The law may have another cap from a later day on: that day's is asked once a month at most.
    let first = Date::from_ymd_opt(on.year(), 1, 1).unwrap_or(on);
    let mut cap = Cap::of(book, sector, first)?;
    for issued_on in first.iter_days().take(CYCLE) {
        if issued_on.day() == 1 {
            cap = Cap::of(book, sector, issued_on)?;
        }
        let (due_on, latest_on) = (terms.due_on(issued_on), cap.latest_due(issued_on));
        if due_on > latest_on {
            return Ok(Some(BeyondCap { cap, issued_on, due_on, latest_on }));
        }
    }
    Ok(None)
}

/// Whether the due date of one invoice passes the cap of its sector. `None` for customers whom the caps do
/// not concern.
///
/// # Errors
/// [`LawError`] when no cap of the sector holds on the day of the invoice.
pub fn check_due(book: &Book, issued_on: Date, due_on: Date, sector: Sector, kind: DebtorKind) -> Result<Option<BeyondCap>, LawError> {
    if !is_capped(kind) {
        return Ok(None);
    }
    let cap = Cap::of(book, sector, issued_on)?;
    let latest_on = cap.latest_due(issued_on);
    Ok((due_on > latest_on).then_some(BeyondCap { cap, issued_on, due_on, latest_on }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ON: Date = day(2026, 11, 22);

    fn cap(sector: Sector, on: Date) -> Cap {
        Cap::of(Book::compiled(), sector, on).unwrap()
    }

    #[test]
    fn the_cap_of_each_sector() {
        // Net, end of month, sure, last due date of an invoice or delivery of 10 April 2026.
        let cases = [
            (Sector::General, Some(60), Some(45), true, day(2026, 6, 14)),
            (Sector::SummaryInvoice, Some(45), None, true, day(2026, 5, 25)),
            (Sector::Perishable, Some(30), None, true, day(2026, 5, 10)),
            (Sector::PerishableSummary, Some(30), None, true, day(2026, 5, 10)),
            (Sector::FreshMeat, Some(20), None, true, day(2026, 4, 30)),
            (Sector::Alcohol, Some(30), None, true, day(2026, 5, 30)),
            (Sector::Wine, Some(60), Some(45), true, day(2026, 6, 14)),
            (Sector::Transport, Some(30), None, false, day(2026, 5, 10)),
            (Sector::GreenSpaces, None, Some(55), false, day(2026, 6, 30)),
            (Sector::FarmMachinery, None, Some(110), false, day(2026, 8, 18)),
            (Sector::SnowSports, Some(90), Some(75), false, day(2026, 7, 14)),
            (Sector::Leather, None, Some(54), true, day(2026, 6, 30)),
            (Sector::Jewellery, Some(74), Some(59), true, day(2026, 6, 30)),
            (Sector::Toys, Some(95), None, false, day(2026, 7, 14)),
            (Sector::Export, Some(90), None, false, day(2026, 7, 9)),
            (Sector::Overseas, Some(60), Some(45), false, day(2026, 6, 14)),
        ];
        assert_eq!(cases.len(), Sector::ALL.len());
        for (sector, net, month, sure, latest) in cases {
            let cap = cap(sector, day(2026, 4, 10));
            assert_eq!((cap.net, cap.end_of_month), (net, month), "{sector:?}");
            assert_eq!(cap.standing == Standing::Checked, sure, "{sector:?}");
            assert_eq!(cap.latest_due(day(2026, 4, 10)), latest, "{sector:?}");
            assert_eq!(Sector::from_code(sector.code()), Some(sector));
        }
        assert_eq!(cap(Sector::Toys, day(2026, 9, 30)).net, Some(95));
        assert_eq!(cap(Sector::Toys, day(2026, 10, 1)).net, Some(75), "the last quarter");
    }

    #[test]
    fn terms_against_their_cap() {
        use DebtorKind::{Business, Consumer, Public, Unknown};
        let cases = [
            ("60 jours nets", Sector::General, Business, false),
            ("61 jours nets", Sector::General, Business, true),
            ("45 jours fin de mois", Sector::General, Business, false),
            ("fin de mois + 45 jours", Sector::General, Business, false),
            ("46 jours fin de mois", Sector::General, Business, true),
            ("60 jours fin de mois", Sector::General, Business, true),
            ("fin de mois + 46 jours", Sector::General, Business, true),
            ("45 jours fin de mois le 10", Sector::General, Business, true),
            ("30 jours fin de mois le 10", Sector::General, Business, true), // 30 January: 10 April
            ("15 jours fin de mois le 10", Sector::General, Business, false),
            ("30 jours fin de mois", Sector::General, Business, false),
            ("60 jours fin de mois", Sector::General, Consumer, false),
            ("60 jours fin de mois", Sector::General, Public, false),
            ("60 jours fin de mois", Sector::General, Unknown, false),
            ("30 jours nets", Sector::Transport, Business, false),
            ("31 jours nets", Sector::Transport, Business, true),
            ("30 jours fin de mois", Sector::Transport, Business, true),
            ("20 jours à compter de la réception", Sector::FreshMeat, Business, false),
            ("21 jours à compter de la réception", Sector::FreshMeat, Business, true),
            ("30 jours à compter de la fin de la décade", Sector::Perishable, Business, true),
            ("30 jours à compter de la fin de la décade", Sector::PerishableSummary, Business, false),
            ("30 jours à compter de la fin du mois", Sector::Alcohol, Business, false),
            ("95 jours nets", Sector::Toys, Business, true),
            ("75 jours nets", Sector::Toys, Business, false),
            ("59 jours fin de mois", Sector::Jewellery, Business, false),
            ("74 jours nets", Sector::Jewellery, Business, false),
        ];
        for (written, sector, kind, beyond) in cases {
            let terms = PaymentTerms::parse(written).unwrap();
            let found = check_terms(Book::compiled(), terms, sector, kind, ON).unwrap();
            assert_eq!(found.is_some(), beyond, "{written} for {sector:?} and {kind:?}: {found:?}");
            if let Some(found) = found {
                assert!(found.due_on > found.latest_on && terms.due_on(found.issued_on) == found.due_on);
            }
        }
    }

    #[test]
    fn the_warning_names_cap_and_article() {
        let terms = PaymentTerms::parse("60 jours fin de mois").unwrap();
        let found = check_terms(Book::compiled(), terms, Sector::General, DebtorKind::Business, ON).unwrap().unwrap();
        assert_eq!(
            found.terms_fr(terms).replace(['\u{a0}', '\u{202f}'], " "),
            "60 jours fin de mois dépasse le plafond légal : 60 jours nets ou 45 jours fin de mois (C. com. L441-10, I)"
        );
    }

    #[test]
    fn one_invoice_against_its_cap() {
        let check = |issued, due, kind| check_due(Book::compiled(), issued, due, Sector::General, kind).unwrap();
        assert_eq!(check(day(2026, 4, 10), day(2026, 6, 14), DebtorKind::Business), None);
        let found = check(day(2026, 4, 10), day(2026, 6, 15), DebtorKind::Business).unwrap();
        assert_eq!(found.latest_on, day(2026, 6, 14));
        assert!(found.due_fr().contains("15/06/2026") && found.due_fr().contains("C. com. L441-10, I"), "{}", found.due_fr());
        assert_eq!(check(day(2026, 4, 10), day(2027, 6, 15), DebtorKind::Consumer), None);
        let early = check_due(Book::compiled(), day(2018, 1, 1), day(2018, 2, 1), Sector::General, DebtorKind::Business);
        assert!(matches!(early, Err(LawError::Missing { .. })), "no row, no verdict: {early:?}");
    }
}
