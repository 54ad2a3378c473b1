//! How payers spell their own name and our invoice numbers.

use super::chance::Chance;
use super::customers::Customer;
use super::names::bank_text;

/// The customer's name as one of its payments shows it, and the quality of that spelling.
pub(super) fn spell_name(customer: &Customer, chance: &mut Chance) -> (String, &'static str) {
    let full = bank_text(&customer.name);
    let base = bank_text(&customer.base_name);
    let drawn = chance.unit();
    match drawn {
        ..0.45 => (full, "upper"),
        ..0.60 => (full.chars().take(24).collect::<String>().trim_end().to_owned(), "truncated"),
        ..0.75 => (base, "no_legal_form"),
        ..0.85 => {
            let form_first = chance.happens(0.5);
            let (first, last) = if form_first { (customer.legal_form, base.as_str()) } else { (base.as_str(), customer.legal_form) };
            (format!("{first} {last}").trim().to_owned(), "form_moved")
        }
        ..0.90 if full.len() > 6 => {
            let mut letters = full.into_bytes();
            let place = 1 + chance.below(letters.len() - 3);
            letters.swap(place, place + 1);
            (String::from_utf8_lossy(&letters).into_owned(), "typo")
        }
        ..0.95 => {
            let words: Vec<&str> = full.split_whitespace().filter(|word| word.len() > 1).rev().collect();
            if words.len() > 1 { (words.join(" "), "reordered") } else { (full.clone(), "reordered") }
        }
        _ => (customer.name.clone(), "as_is"),
    }
}

/// An invoice number rewritten by hand: `FA2026-000123` as `FACTURE N 123`, `2026-123`…
pub(super) fn mangle(number: &str, chance: &mut Chance) -> String {
    let year = number.get(2..6).unwrap_or_default();
    let padded = number.get(7..).unwrap_or_default();
    let bare = padded.trim_start_matches('0');
    match chance.below(9) {
        0 => format!("FACT {year}{padded}"),
        1 => format!("FA{year}{padded}"),
        2 => format!("FACTURE N {bare}"),
        3 => format!("{year}-{bare}"),
        4 => format!("FA {year} {padded}"),
        5 => format!("F/{padded}"),
        6 => number.replace('-', "/"),
        7 => format!("VOTRE FACT.{padded} DU {year}"),
        _ => padded.to_owned(),
    }
}

/// The number with one of its last six digits changed.
pub(super) fn mistype(number: &str, chance: &mut Chance) -> String {
    let mut letters = number.as_bytes().to_vec();
    let place = 7 + chance.below(6);
    if let Some(digit) = letters.get_mut(place) {
        *digit = b'0' + (*digit - b'0' + 1 + chance.below(8) as u8) % 10;
    }
    String::from_utf8_lossy(&letters).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_number_is_another_one_of_the_same_length() {
        let mut chance = Chance::new(3, 0);
        for _ in 0..200 {
            let wrong = mistype("FA2026-000123", &mut chance);
            assert!(wrong != "FA2026-000123" && wrong.len() == 13 && wrong.starts_with("FA2026-"), "{wrong}");
        }
    }
}
