//! Which column is where: by name, in any order.

use std::borrow::Cow;

use crate::diagnostic::{Diagnostic, Problem, Report};

/// The columns of an accounting-entries file (LPF art. A47 A-1) that are read. Others, as the four
/// that the self-employed add (`DateRglt`, `ModeRglt`, `NatOp`, `IdClient`), are passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    JournalCode,
    JournalLib,
    EcritureNum,
    EcritureDate,
    CompteNum,
    CompteLib,
    CompAuxNum,
    CompAuxLib,
    PieceRef,
    PieceDate,
    EcritureLib,
    Debit,
    Credit,
    EcritureLet,
    DateLet,
    ValidDate,
    Montantdevise,
    Idevise,
    Montant,
    Sens,
}

/// Names of the decree, in the order of [`Column`].
const NAMES: [&str; 20] = [
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
    "Montant",
    "Sens",
];

/// The eighteen of the decree, without the two that stand for `Debit` and `Credit`.
const REGULAR: [Column; 16] = [
    Column::JournalCode,
    Column::JournalLib,
    Column::EcritureNum,
    Column::EcritureDate,
    Column::CompteNum,
    Column::CompteLib,
    Column::CompAuxNum,
    Column::CompAuxLib,
    Column::PieceRef,
    Column::PieceDate,
    Column::EcritureLib,
    Column::EcritureLet,
    Column::DateLet,
    Column::ValidDate,
    Column::Montantdevise,
    Column::Idevise,
];

/// How a file writes the two sides of its entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmountStyle {
    /// Columns `Debit` and `Credit`.
    DebitCredit,
    /// Columns `Montant` and `Sens`.
    AmountSign,
}

impl Column {
    /// The name in the decree.
    pub(super) fn name(self) -> &'static str {
        NAMES[self as usize]
    }
}

/// The places of the columns of one file.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub(super) separator: char,
    pub(super) columns: usize,
    /// Empty fields behind a last separator that lines of this file have; learnt from the header, else
    /// from the first line.
    trailing: Option<usize>,
    pub(super) style: AmountStyle,
    at: [Option<usize>; NAMES.len()],
}

impl Layout {
    /// Reads the header line.
    ///
    /// Errors, in this order: no header at all (fewer than four known names), then required columns missing.
    pub(super) fn read(line: u64, text: &str, report: &mut Report) -> Result<Self, Diagnostic> {
        let separators = ['\t', '|', ';', ','];
        let candidates = separators.map(|separator| (separator, positions(text, separator)));
        let Some((separator, (at, columns, trailing))) = candidates.into_iter().max_by_key(|(_, (at, ..))| at.iter().flatten().count())
        else {
            return Err(Diagnostic::fatal(Problem::FecNoHeader));
        };
        if at.iter().flatten().count() < 4 {
            return Err(Diagnostic { line, ..Diagnostic::fatal(Problem::FecNoHeader) });
        }
        let has = |column: Column| at[column as usize].is_some();
        let style = if has(Column::Montant) && has(Column::Sens) && !has(Column::Debit) {
            AmountStyle::AmountSign
        } else {
            AmountStyle::DebitCredit
        };
        let amounts = match style {
            AmountStyle::DebitCredit => [Column::Debit, Column::Credit],
            AmountStyle::AmountSign => [Column::Montant, Column::Sens],
        };
        let missing: Vec<_> = [Column::EcritureDate, Column::CompteNum]
            .into_iter()
            .chain(amounts)
            .filter(|c| !has(*c))
            .map(|c| c.name().to_owned())
            .collect();
        if !missing.is_empty() {
            return Err(Diagnostic { line, ..Diagnostic::fatal(Problem::FecMissingColumns { names: missing }) });
        }
        for column in REGULAR.into_iter().filter(|c| !has(*c)) {
            report.warning(line, Some(column.name()), Problem::FecAbsentColumn { name: column.name() });
        }
        if !matches!(separator, '\t' | '|') {
            report.warning(line, None, Problem::FecSeparator { separator });
        }
        Ok(Self { separator, columns, trailing: Some(trailing).filter(|count| *count > 0), style, at })
    }

    /// Drops the empty fields that a last separator makes. Only as many as this file has on its other lines:
    /// one more field is a separator inside a text.
    pub(super) fn drop_trailing(&mut self, fields: &mut Vec<Cow<'_, str>>) {
        let Some(extra) = fields.len().checked_sub(self.columns) else { return };
        let blank = fields[self.columns..].iter().all(|field| field.trim().is_empty());
        let tolerated = *self.trailing.get_or_insert(if blank { extra } else { 0 });
        if blank && extra == tolerated {
            fields.truncate(self.columns);
        }
    }

    /// The trimmed value of a column, empty when the line is too short or the column absent.
    pub(super) fn value<'a>(&self, fields: &'a [Cow<'_, str>], column: Column) -> &'a str {
        self.at[column as usize].and_then(|at| fields.get(at)).map_or("", |field| field.trim())
    }
}

/// Where each known name is, how many columns there are, and how many empty ones behind the last.
fn positions(text: &str, separator: char) -> ([Option<usize>; NAMES.len()], usize, usize) {
    let mut at = [None; NAMES.len()];
    let mut names = split(text, separator);
    let all = names.len();
    while names.pop_if(|name| name.trim().is_empty()).is_some() {}
    for (position, name) in names.iter().enumerate() {
        let name: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
        if let Some(known) = NAMES.iter().position(|known| known.eq_ignore_ascii_case(&name)) {
            at[known].get_or_insert(position);
        }
    }
    (at, names.len(), all - names.len())
}

/// The fields of a line. A field that starts with a quote ends at the quote before the next separator;
/// without such a quote it is taken literally.
pub(super) fn split(text: &str, separator: char) -> Vec<Cow<'_, str>> {
    let mut fields = Vec::with_capacity(24);
    if !text.contains('"') {
        fields.extend(text.split(separator).map(Cow::Borrowed));
        return fields;
    }
    let mut rest = Some(text);
    while let Some(text) = rest {
        let (field, next) = quoted(text, separator).unwrap_or_else(|| match text.split_once(separator) {
            Some((field, next)) => (Cow::Borrowed(field), Some(next)),
            None => (Cow::Borrowed(text), None),
        });
        fields.push(field);
        rest = next;
    }
    fields
}

/// A quoted field and what follows its separator.
fn quoted(text: &str, separator: char) -> Option<(Cow<'_, str>, Option<&str>)> {
    let body = text.strip_prefix('"')?;
    let mut from = 0;
    loop {
        let end = from + body[from..].find('"')?;
        let after = &body[end + 1..];
        if after.starts_with('"') {
            from = end + 2;
            continue;
        }
        let next = match after.strip_prefix(separator) {
            Some(next) => Some(next),
            None if after.trim().is_empty() => None,
            None => return None,
        };
        let field = &body[..end];
        let field = if field.contains('"') { Cow::Owned(field.replace("\"\"", "\"")) } else { Cow::Borrowed(field) };
        return Some((field, next));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_the_order_of_columns() {
        assert_eq!(Column::Sens.name(), "Sens");
        assert_eq!(Column::Idevise.name(), "Idevise");
        assert_eq!(Column::Debit.name(), "Debit");
    }

    #[test]
    fn quotes_are_tolerated() {
        let cases: [(&str, &[&str]); 7] = [
            ("a|b||", &["a", "b", "", ""]),
            ("\"a\"|\"b|c\"|d", &["a", "b|c", "d"]),
            ("\"say \"\"hi\"\"\"|x", &["say \"hi\"", "x"]),
            ("\"SOCIETE\" DURAND|x", &["\"SOCIETE\" DURAND", "x"]),
            ("12\" pipe|x", &["12\" pipe", "x"]),
            ("\"open|x", &["\"open", "x"]),
            ("\"\"|\"", &["", "\""]),
        ];
        for (text, expected) in cases {
            assert_eq!(split(text, '|'), expected, "{text}");
        }
    }
}
