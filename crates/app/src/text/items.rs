//! French words of the list of what is open. Keys: the block « Factures » of `i18n/fr/app.ftl`.

use i18n_embed_fl::fl;

use super::WORDS;
use crate::items::Going;

/// What is going on with an item.
#[must_use]
pub fn going(going: Going) -> String {
    match going {
        Going::Disputed => fl!(WORDS, "items-disputed"),
        Going::Promised => fl!(WORDS, "items-promised"),
        Going::Planned => fl!(WORDS, "items-planned"),
        Going::Held => fl!(WORDS, "items-held"),
    }
}

/// The heads of the spreadsheet.
pub(crate) fn columns() -> Vec<String> {
    fl!(WORDS, "items-columns").split('|').map(|word| word.trim().to_owned()).collect()
}
