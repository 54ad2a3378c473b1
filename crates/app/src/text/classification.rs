//! Words of the classes of debtors. Keys: the block « Classement » of `i18n/fr/app.ftl`.

use domain::classification::{Class, Ground};
use i18n_embed_fl::fl;

use super::WORDS;

/// A class.
#[must_use]
pub fn class(class: Class) -> String {
    match class {
        Class::Forgetful => fl!(WORDS, "class-forgetful"),
        Class::Bad => fl!(WORDS, "class-bad"),
        Class::Person => fl!(WORDS, "class-person"),
    }
}

/// Why it is proposed, with its numbers.
#[must_use]
pub fn ground(ground: &Ground) -> String {
    let mut told = vec![
        fl!(WORDS, "class-ground-late", late = ground.late, due = ground.due),
        fl!(WORDS, "class-ground-median", days = ground.median),
    ];
    if ground.oldest > 0 {
        told.push(fl!(WORDS, "class-ground-oldest", days = ground.oldest));
    }
    if ground.broken > 0 {
        told.push(fl!(WORDS, "class-ground-broken", count = ground.broken));
    }
    told.join(", ")
}

/// Why a label is taken back.
pub(crate) fn settled() -> String {
    fl!(WORDS, "class-settled")
}
