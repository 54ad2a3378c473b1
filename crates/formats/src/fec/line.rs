//! One line of entries: fields in, values and findings out.

use std::borrow::Cow;

use domain::{Cents, Currency, Date};

use super::FecLine;
use super::header::{AmountStyle, Column, Layout, split};
use crate::diagnostic::{Problem, Report};
use crate::value;

/// Reads the line, or says why it cannot be read. Checks run in this order: number of fields, date,
/// account, amounts, then the facts that a line can do without.
pub(super) fn read(layout: &mut Layout, number: u64, text: &str, report: &mut Report) -> Option<FecLine> {
    let mut fields = split(text, layout.separator);
    layout.drop_trailing(&mut fields);
    if fields.len() != layout.columns {
        report.error(number, None, Problem::FecFieldCount { expected: layout.columns, found: fields.len() });
    }
    let fields = fields.as_slice();
    let mut line = Fields { layout, fields, number, report };
    let entry_date = line.required_date(Column::EcritureDate)?;
    let account = line.required(Column::CompteNum)?;
    let (debit, credit) = line.amounts()?;
    let read = FecLine {
        line: number,
        journal: line.owned(Column::JournalCode),
        journal_label: line.owned(Column::JournalLib),
        entry_number: line.owned(Column::EcritureNum),
        entry_date,
        account,
        account_label: line.owned(Column::CompteLib),
        auxiliary: line.owned(Column::CompAuxNum),
        auxiliary_label: line.owned(Column::CompAuxLib),
        piece: line.owned(Column::PieceRef),
        piece_date: line.date(Column::PieceDate),
        label: line.owned(Column::EcritureLib),
        debit,
        credit,
        lettering: line.owned(Column::EcritureLet),
        lettering_date: line.date(Column::DateLet),
        valid_date: line.date(Column::ValidDate),
        currency: line.currency(),
        currency_amount: line.currency_amount(),
    };
    line.check_auxiliary(&read);
    Some(read)
}

struct Fields<'a, 't> {
    layout: &'a Layout,
    fields: &'a [Cow<'t, str>],
    number: u64,
    report: &'a mut Report,
}

impl<'a> Fields<'a, '_> {
    fn value(&self, column: Column) -> &'a str {
        self.layout.value(self.fields, column)
    }

    fn owned(&self, column: Column) -> String {
        self.value(column).to_owned()
    }

    fn error(&mut self, column: Column, problem: Problem) {
        self.report.error(self.number, Some(column.name()), problem);
    }

    fn required(&mut self, column: Column) -> Option<String> {
        let value = self.owned(column);
        if value.is_empty() {
            self.error(column, Problem::MissingValue);
            return None;
        }
        Some(value)
    }

    fn required_date(&mut self, column: Column) -> Option<Date> {
        if self.value(column).is_empty() {
            self.error(column, Problem::MissingValue);
            return None;
        }
        self.date(column)
    }

    fn date(&mut self, column: Column) -> Option<Date> {
        let text = self.value(column);
        // Some packages fill an empty date with zeros.
        if text.is_empty() || text.bytes().all(|b| b == b'0') {
            return None;
        }
        if let Some(date) = value::compact_date(text) {
            return Some(date);
        }
        let date = value::date(text);
        match date {
            Some(_) => self.report.warning(self.number, Some(column.name()), Problem::FecDateStyle { text: text.to_owned() }),
            None => self.error(column, Problem::BadDate { text: text.to_owned() }),
        }
        date
    }

    /// An amount; empty is `Some(None)`, unreadable (and reported) `None`.
    fn amount(&mut self, column: Column) -> Option<Option<Cents>> {
        let text = self.value(column);
        if text.is_empty() {
            return Some(None);
        }
        match value::amount(text) {
            Ok(amount) => {
                let decimals = value::decimals(text);
                if decimals > 2 {
                    self.report.warning(
                        self.number,
                        Some(column.name()),
                        Problem::LongDecimals { text: text.to_owned(), decimals, value: amount },
                    );
                }
                Some(Some(amount))
            }
            Err(error) => {
                self.error(column, Problem::BadAmount { text: text.to_owned(), error });
                None
            }
        }
    }

    fn amounts(&mut self) -> Option<(Cents, Cents)> {
        match self.layout.style {
            AmountStyle::DebitCredit => {
                let (debit, credit) = (self.amount(Column::Debit), self.amount(Column::Credit));
                let (debit, credit) = (debit?, credit?);
                if debit.is_none() && credit.is_none() {
                    self.error(Column::Debit, Problem::FecAmountMissing);
                    return None;
                }
                let (debit, credit) = (debit.unwrap_or_default(), credit.unwrap_or_default());
                if !debit.is_zero() && !credit.is_zero() {
                    self.report.warning(self.number, Some(Column::Credit.name()), Problem::FecBothSides { debit, credit });
                }
                Some((debit, credit))
            }
            AmountStyle::AmountSign => {
                let amount = self.amount(Column::Montant)?;
                let Some(amount) = amount else {
                    self.error(Column::Montant, Problem::FecAmountMissing);
                    return None;
                };
                let side = self.value(Column::Sens);
                match side.to_ascii_uppercase().as_str() {
                    "D" | "+1" | "1" | "+" | "DEBIT" | "DÉBIT" => Some((amount, Cents::ZERO)),
                    "C" | "-1" | "-" | "CREDIT" | "CRÉDIT" => Some((Cents::ZERO, amount)),
                    _ => {
                        self.error(Column::Sens, Problem::FecSide { text: side.to_owned() });
                        None
                    }
                }
            }
        }
    }

    fn currency(&mut self) -> Option<Currency> {
        let text = self.value(Column::Idevise);
        if text.is_empty() {
            return None;
        }
        let known = match text.to_ascii_uppercase().as_str() {
            "E" | "EURO" | "EUROS" => Some(Currency::EUR),
            _ => Currency::parse(text),
        };
        if known.is_none() {
            self.error(Column::Idevise, Problem::BadCurrency { text: text.to_owned() });
        }
        known
    }

    fn currency_amount(&mut self) -> Option<Cents> {
        let amount = self.amount(Column::Montantdevise)??;
        // Exports without foreign currency often fill the column with zeros.
        (!amount.is_zero()).then_some(amount)
    }

    fn check_auxiliary(&mut self, line: &FecLine) {
        if line.auxiliary.is_empty() {
            return;
        }
        if line.auxiliary_label.is_empty() {
            self.error(Column::CompAuxLib, Problem::FecAuxiliaryName { auxiliary: line.auxiliary.clone() });
        }
        if !line.account.starts_with('4') {
            self.report.warning(
                self.number,
                Some(Column::CompAuxNum.name()),
                Problem::FecAuxiliaryAccount { account: line.account.clone() },
            );
        }
    }
}
