//! Telephone numbers as people read them.

/// `+33536495478` as `+33 5 36 49 54 78`, `0240000000` as `02 40 00 00 00`; what is written otherwise stays as it was typed.
#[must_use]
pub fn phone(typed: &str) -> String {
    let number = typed.trim();
    let (country, national) = match number.strip_prefix("+33") {
        Some(national) => ("+33 ", national),
        None => ("", number),
    };
    let french = national.bytes().all(|sign| sign.is_ascii_digit()) && national.len() == if country.is_empty() { 10 } else { 9 };
    if !french {
        return number.to_owned();
    }
    let odd = national.len() % 2;
    let mut parts: Vec<&str> = if odd == 1 { vec![&national[..1]] } else { Vec::new() };
    parts.extend((odd..national.len()).step_by(2).map(|at| &national[at..at + 2]));
    // Never torn apart at the end of a line.
    format!("{country}{}", parts.join(" ")).replace(' ', "\u{a0}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_numbers_are_read_by_twos() {
        for (typed, expected) in [
            ("+33536495478", "+33 5 36 49 54 78"),
            ("0240000000", "02 40 00 00 00"),
            ("02 61 91 00 00", "02 61 91 00 00"),
            ("+3225551234", "+3225551234"),
            ("poste 12", "poste 12"),
            ("", ""),
        ] {
            assert_eq!(phone(typed).replace('\u{a0}', " "), expected, "{typed}");
        }
    }
}
