//! Addresses of our own pages: a path and its query, so that filters, sort and page live in the URL.

use std::fmt;

/// A path and an ordered query. Empty values are left out, so that addresses stay short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    path: String,
    query: Vec<(String, String)>,
    /// The place on the page; empty for its beginning.
    anchor: &'static str,
}

impl Link {
    /// A path without a query; it must begin with `/`.
    #[must_use]
    pub fn new(path: impl Into<String>) -> Self {
        Self { path: path.into(), query: Vec::new(), anchor: "" }
    }

    /// Leads to a place on the page: the id of what is there.
    #[must_use]
    pub fn at(self, anchor: &'static str) -> Self {
        Self { anchor, ..self }
    }

    /// Sets one parameter, in its place when it is already there; an empty value removes it.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl fmt::Display) -> Self {
        let value = value.to_string();
        match self.query.iter().position(|(k, _)| k == key) {
            Some(at) if value.is_empty() => drop(self.query.remove(at)),
            Some(at) => self.query[at].1 = value,
            None if value.is_empty() => {}
            None => self.query.push((key.to_owned(), value)),
        }
        self
    }

    /// Adds a parameter that may stand several times; the same value only once.
    #[must_use]
    pub fn and(mut self, key: &str, value: impl fmt::Display) -> Self {
        let pair = (key.to_owned(), value.to_string());
        if !self.query.contains(&pair) {
            self.query.push(pair);
        }
        self
    }

    /// Adds one more of a parameter whose places count: as often as it is given, and empty when it is.
    #[must_use]
    pub fn again(mut self, key: &str, value: impl fmt::Display) -> Self {
        self.query.push((key.to_owned(), value.to_string()));
        self
    }

    /// Removes one parameter, each time that it stands.
    #[must_use]
    pub fn bare_of(mut self, key: &str) -> Self {
        self.query.retain(|(known, _)| known != key);
        self
    }

    /// Removes one parameter.
    #[must_use]
    pub fn without(self, key: &str) -> Self {
        self.with(key, "")
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        for (position, (key, value)) in self.query.iter().enumerate() {
            f.write_str(if position == 0 { "?" } else { "&" })?;
            encode(key, f)?;
            f.write_str("=")?;
            encode(value, f)?;
        }
        if self.anchor.is_empty() { Ok(()) } else { write!(f, "#{}", self.anchor) }
    }
}

/// Percent-encodes everything but the unreserved characters (RFC 3986, section 2.3).
fn encode(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) { write!(f, "{}", char::from(byte))? } else { write!(f, "%{byte:02X}")? }
    }
    Ok(())
}

/// Which column a list is sorted by, as `?sort=name` or `?sort=-overdue`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sort {
    /// The column's key.
    pub key: String,
    /// Whether the largest comes first.
    pub descending: bool,
}

impl Sort {
    /// Reads the parameter; anything that is not one of `keys` gives the default.
    #[must_use]
    pub fn read(parameter: Option<&str>, keys: &[&str], default: &str) -> Self {
        let known = parameter.filter(|text| keys.contains(&text.trim_start_matches('-')));
        let text = known.unwrap_or(default);
        Self { key: text.trim_start_matches('-').to_owned(), descending: text.starts_with('-') }
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.descending { "-" } else { "" }, self.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_query_keeps_its_order_and_drops_blanks() {
        let link = Link::new("/debtors").with("q", "Été & fils").with("sort", "-overdue").with("page", "");
        assert_eq!(link.to_string(), "/debtors?q=%C3%89t%C3%A9%20%26%20fils&sort=-overdue");
        assert_eq!(link.clone().with("q", "a").to_string(), "/debtors?q=a&sort=-overdue");
        assert_eq!(Link::new("/debtors").at("list").with("q", "a").to_string(), "/debtors?q=a#list");
        assert_eq!(link.without("q").without("sort").to_string(), "/debtors");
    }

    #[test]
    fn an_unknown_sort_is_the_default() {
        let keys = ["name", "overdue"];
        assert_eq!(Sort::read(Some("-overdue"), &keys, "name").to_string(), "-overdue");
        assert_eq!(Sort::read(Some("drop table"), &keys, "-overdue").to_string(), "-overdue");
        assert_eq!(Sort::read(None, &keys, "name").to_string(), "name");
    }
}
