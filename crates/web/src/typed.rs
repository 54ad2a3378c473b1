//! What people type, in the writing of either language.

use domain::Cents;
use domain::money::AmountError;

use crate::t;

/// An amount; else why it is not one. One that means a thousandfold in another country is refused, never guessed.
pub(crate) fn amount(text: &str, otherwise: impl FnOnce() -> String) -> Result<Cents, String> {
    Cents::typed(text).map_err(|error| match error {
        AmountError::Ambiguous(text) => t!("amount-ambiguous", text = text),
        _ => otherwise(),
    })
}

/// That, said by the general sentence.
pub(crate) fn plain_amount(text: &str) -> Result<Cents, String> {
    amount(text, || t!("bad-amount", text = text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doubtful_amount_is_refused_with_its_own_sentence() {
        assert_eq!(plain_amount("1,234.56"), plain_amount("1 234,56 €"));
        assert!(plain_amount("1,234").is_err_and(|why| why.contains("de deux façons")));
        assert!(plain_amount("beaucoup").is_err_and(|why| why.contains("ne se lit pas")));
    }
}
