//! Addresses in running text.

/// The addresses in a text, in order, each once. Lenient: quoted local parts, and hosts without a dot.
pub(super) fn all(text: &str) -> Vec<String> {
    const MOST: usize = 500;
    let mut found: Vec<String> = Vec::new();
    for (at, _) in text.match_indices('@') {
        if found.len() >= MOST {
            break;
        }
        if let Some(address) = around(text, at).filter(|address| !found.iter().any(|known| known.eq_ignore_ascii_case(address))) {
            found.push(address);
        }
    }
    found
}

/// The address around an `@`.
fn around(text: &str, at: usize) -> Option<String> {
    const LONGEST: usize = 320;
    let is_local = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_{|}~.`".contains(c);
    let before = &text[..at];
    let start = if before.ends_with('"') {
        before[..at - 1].rfind('"')?
    } else {
        before.char_indices().rev().take_while(|(_, c)| is_local(*c)).last().map(|(start, _)| start)?
    };
    let after = &text[at + 1..];
    let end = after.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))).unwrap_or(after.len());
    let domain = after[..end].trim_end_matches(['.', '-', '_']);
    let local = before[start..].trim_start_matches(['=', '\'', '`', '/']);
    let address = format!("{local}@{domain}");
    (!domain.is_empty() && !local.is_empty() && address.len() <= LONGEST && !local.contains("//")).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found() {
        assert_eq!(all("To: <a.b@c.fr>, rfc822;\"x y\"@d.fr. A.B@C.FR — é@ @z.fr mailto:n@m"), ["a.b@c.fr", "\"x y\"@d.fr", "n@m"]);
    }
}
