//! French words of what is behind a rate. Keys: the block « Derrière un taux » of `i18n/fr/app.ftl`.

use i18n_embed_fl::fl;

use super::WORDS;
use crate::behind::Rate;

/// What a line adds to the whole, and to the part.
#[must_use]
pub fn sides(rate: Rate) -> (String, String) {
    match rate {
        Rate::Unpaid => (fl!(WORDS, "behind-unpaid-whole"), fl!(WORDS, "behind-unpaid-part")),
        Rate::Recovery => (fl!(WORDS, "behind-recovery-whole"), fl!(WORDS, "behind-recovery-part")),
        Rate::PromisesKept => (fl!(WORDS, "behind-promises-whole"), fl!(WORDS, "behind-promises-part")),
        Rate::PromisesNumber => (fl!(WORDS, "behind-number-whole"), fl!(WORDS, "behind-number-part")),
        Rate::Disputed => (fl!(WORDS, "behind-disputed-whole"), fl!(WORDS, "behind-disputed-part")),
        Rate::Explained => (fl!(WORDS, "behind-explained-whole"), fl!(WORDS, "behind-explained-part")),
        Rate::Coverage => (fl!(WORDS, "behind-coverage-whole"), fl!(WORDS, "behind-coverage-part")),
    }
}

/// The heads of the spreadsheet.
pub(crate) fn columns(rate: Rate) -> Vec<String> {
    let (whole, part) = sides(rate);
    let mut heads: Vec<String> = fl!(WORDS, "behind-columns").split('|').map(|word| word.trim().to_owned()).collect();
    heads.extend([whole, part]);
    heads
}
