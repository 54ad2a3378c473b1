//! How long each kind of claim may be sued for, as dated rows of the law.

use crate::law::{Row, Span, Value, day};

/// The stable keys of the rows.
pub mod keys {
    use crate::claim::ClaimKind;

    /// No delay and no event takes a claim further than this from the birth of the right (C. civ. 2232).
    pub const HARD_STOP: &str = "limitation.hard_stop";
    /// What is left at least when a mediation or conciliation ends (C. civ. 2238).
    pub const AFTER_MEDIATION: &str = "limitation.after_mediation";

    /// The key of the period of a kind of claim.
    #[must_use]
    pub fn period(kind: ClaimKind) -> &'static str {
        match kind {
            ClaimKind::Business => "limitation.business",
            ClaimKind::Consumer => "limitation.consumer",
            ClaimKind::Civil => "limitation.civil",
            ClaimKind::Carriage => "limitation.carriage",
            ClaimKind::Telecom => "limitation.telecom",
            ClaimKind::ResidentialRent => "limitation.residential_rent",
            ClaimKind::CommercialRent => "limitation.commercial_rent",
            ClaimKind::Condominium => "limitation.condominium",
            ClaimKind::InsurancePremium => "limitation.insurance_premium",
            ClaimKind::ConsumerCredit => "limitation.consumer_credit",
            ClaimKind::ShipSupplies => "limitation.ship_supplies",
            ClaimKind::Title => "limitation.title",
        }
    }
}

/// The reform of limitation (loi n° 2008-561): periods are known from here on. A claim born before has no
/// row, and is said to have none.
const REFORM: crate::Date = day(2008, 6, 19);

const LEGIFRANCE: &str = "Légifrance";

const fn years(key: &'static str, years: u16, article: &'static str, source: &'static str) -> Row {
    Row::new(key, Value::Span(Span::years(years)), REFORM, None, article, source)
}

/// From the date of the start of a claim's own period.
const ROWS: &[Row] = &[
    years("limitation.business", 5, "C. com., art. L110-4, I", LEGIFRANCE),
    years("limitation.consumer", 2, "C. conso., art. L218-2", LEGIFRANCE),
    years("limitation.civil", 5, "C. civ., art. 2224", LEGIFRANCE),
    years("limitation.carriage", 1, "C. com., art. L133-6", LEGIFRANCE),
    years("limitation.telecom", 1, "CPCE, art. L34-2", "quechoisir.org et pages concordantes"),
    // The three years are those of the loi ALUR; what held before is not a row, so that it is not guessed.
    Row::new(
        "limitation.residential_rent",
        Value::Span(Span::years(3)),
        day(2014, 3, 27),
        None,
        "loi n° 89-462, art. 7-1",
        "Cass. 3e civ., 26 janvier 2017, n° 15-27.580",
    ),
    years("limitation.commercial_rent", 5, "C. com., art. L110-4 ; C. civ., art. 2224", "usage").unverified(),
    Row::new(
        "limitation.condominium",
        Value::Span(Span::years(10)),
        REFORM,
        Some(day(2018, 11, 24)),
        "loi n° 65-557, art. 42",
        "rédaction antérieure à la loi n° 2018-1021",
    )
    .unverified(),
    Row::new(
        "limitation.condominium",
        Value::Span(Span::years(5)),
        day(2018, 11, 25),
        None,
        "loi n° 65-557, art. 42",
        "rédaction de la loi n° 2018-1021",
    )
    .unverified(),
    years("limitation.insurance_premium", 2, "C. ass., art. L114-1", "usage").unverified(),
    years("limitation.consumer_credit", 2, "C. conso., art. R312-35", "quechoisir.org").unverified(),
    years("limitation.ship_supplies", 1, "C. com., art. L110-4, II", "usage").unverified(),
    years("limitation.title", 10, "CPCE (exécution), art. L111-4", LEGIFRANCE).unverified(),
    years(keys::HARD_STOP, 20, "C. civ., art. 2232", LEGIFRANCE),
    Row::new(keys::AFTER_MEDIATION, Value::Span(Span::months(6)), REFORM, None, "C. civ., art. 2238", LEGIFRANCE),
];

/// The rows of the law that this module reads.
pub(crate) fn law_rows() -> impl Iterator<Item = Row> {
    ROWS.iter().cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::ClaimKind;
    use crate::law::{Book, Standing};

    #[test]
    fn each_kind_has_its_period_and_what_was_not_read_says_so() {
        use ClaimKind::{
            Business, Carriage, Civil, CommercialRent, Condominium, Consumer, ConsumerCredit, InsurancePremium, ResidentialRent,
            ShipSupplies, Telecom, Title,
        };
        let cases = [
            (Business, 5, Standing::Checked),
            (Consumer, 2, Standing::Checked),
            (Civil, 5, Standing::Checked),
            (Carriage, 1, Standing::Checked),
            (Telecom, 1, Standing::Checked),
            (ResidentialRent, 3, Standing::Checked),
            (CommercialRent, 5, Standing::Unverified),
            (Condominium, 5, Standing::Unverified),
            (InsurancePremium, 2, Standing::Unverified),
            (ConsumerCredit, 2, Standing::Unverified),
            (ShipSupplies, 1, Standing::Unverified),
            (Title, 10, Standing::Unverified),
        ];
        assert_eq!(cases.len(), ClaimKind::ALL.len());
        for (kind, years, standing) in cases {
            let row = Book::compiled().at(keys::period(kind), day(2026, 11, 25)).unwrap();
            assert_eq!((row.value, row.standing), (Value::Span(Span::years(years)), standing), "{}", kind.code());
        }
    }

    #[test]
    fn what_held_before_a_reform_is_missing_and_not_guessed() {
        let book = Book::compiled();
        let years = |kind, on| book.span(keys::period(kind), on).map(|span| span.months / 12).ok();
        assert_eq!(years(ClaimKind::Business, day(2008, 6, 18)), None);
        assert_eq!(years(ClaimKind::ResidentialRent, day(2014, 3, 26)), None);
        assert_eq!(years(ClaimKind::ResidentialRent, day(2014, 3, 27)), Some(3));
        assert_eq!(years(ClaimKind::Condominium, day(2018, 11, 24)), Some(10));
        assert_eq!(years(ClaimKind::Condominium, day(2018, 11, 25)), Some(5));
    }
}
