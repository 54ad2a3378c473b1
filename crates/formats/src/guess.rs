//! What kind of file this is, by its content first.

use crate::{bank, customers, einvoice, fec, invoices, lifecycle, mail, table};

/// A kind of file that comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Accounting entries, see [`crate::fec`].
    Fec,
    /// A table of customers, see [`crate::customers`].
    Customers,
    /// A table of invoices, see [`crate::invoices`].
    Invoices,
    /// A bank statement, see [`crate::bank`].
    BankStatement,
    /// An electronic invoice, see [`crate::einvoice`].
    Invoice,
    /// A life-cycle message, see [`crate::lifecycle`].
    Lifecycle,
    /// A received message, see [`crate::mail`].
    Mail,
    /// Nothing that a reader knows.
    Unreadable,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 8] =
        [Self::Fec, Self::Customers, Self::Invoices, Self::BankStatement, Self::Invoice, Self::Lifecycle, Self::Mail, Self::Unreadable];

    /// The stable key, used by the command line.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Fec => "fec",
            Self::Customers => "customers",
            Self::Invoices => "invoices",
            Self::BankStatement => "bank_statement",
            Self::Invoice => "invoice",
            Self::Lifecycle => "lifecycle",
            Self::Mail => "mail",
            Self::Unreadable => "unreadable",
        }
    }

    /// Reads a key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Guesses from the content; the name decides only when the content says nothing, so that a broken file of
/// a known name gets its own reader's explanation.
#[must_use]
pub fn guess(bytes: &[u8], file_name: &str) -> Kind {
    if table::is_archive(bytes) {
        return guess_workbook(bytes);
    }
    if einvoice::recognises(bytes) {
        return Kind::Invoice;
    }
    if lifecycle::recognises(bytes) {
        return Kind::Lifecycle;
    }
    // Before texts and tables: a message may have one inside.
    if mail::recognises(bytes) {
        return Kind::Mail;
    }
    let start = table::start(bytes);
    if bank::is_statement(&start) {
        return Kind::BankStatement;
    }
    if fec::is_fec(&start) {
        return Kind::Fec;
    }
    // An invoice table may name customers; a customer table has no invoice numbers.
    let start = table::start_bytes(bytes);
    if table::recognises(start, &invoices::SCHEMA) {
        return Kind::Invoices;
    }
    if table::recognises(start, &customers::SCHEMA) {
        return Kind::Customers;
    }
    if has_fec_name(file_name) { Kind::Fec } else { Kind::Unreadable }
}

/// A workbook holds a table. One that cannot be opened goes to the reader that says why.
fn guess_workbook(bytes: &[u8]) -> Kind {
    if table::recognises(bytes, &customers::SCHEMA) && !table::recognises(bytes, &invoices::SCHEMA) {
        Kind::Customers
    } else {
        Kind::Invoices
    }
}

/// `812345676FEC20261231.txt`: the name that the decree asks for.
fn has_fec_name(file_name: &str) -> bool {
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    let digits = |text: &str, count: usize| text.len() >= count && text.bytes().take(count).all(|b| b.is_ascii_digit());
    name.split_once("FEC").is_some_and(|(siren, date)| siren.len() == 9 && digits(siren, 9) && digits(date, 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_statement_on_one_line_is_a_statement() {
        let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt>";
        for entry in ["<Ntry/>", "é"] {
            assert_eq!(guess(format!("{head}{}", entry.repeat(40_000)).as_bytes(), "releve.xml"), Kind::BankStatement);
        }
    }

    #[test]
    fn the_content_decides_before_the_name() {
        let cases: [(&str, &str, Kind); 16] = [
            ("code;name;email\nC1;Martin;a@b.fr\n", "812345676FEC20261231.txt", Kind::Customers),
            ("number;customer;issue_date;due_date;gross;paid_date\n", "x", Kind::Invoices),
            (
                "number;type;customer;issue_date;due_date;net;vat;gross;paid;open;currency;order_ref;dispute;dispute_date\n",
                "x",
                Kind::Invoices,
            ),
            (
                "<?xml version=\"1.0\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt/>",
                "x",
                Kind::BankStatement,
            ),
            ("<html>", "x.xml", Kind::Unreadable),
            ("<?xml version='1.0'?><!-- Invoice --><p:CrossIndustryInvoice xmlns:p='x'>", "x", Kind::Invoice),
            ("<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'>", "x.csv", Kind::Invoice),
            ("<Invoice>", "x.xml", Kind::Unreadable),
            ("%PDF-1.7", "x", Kind::Invoice),
            ("<Facture><CrossIndustryInvoice/></Facture>", "x", Kind::Unreadable),
            ("JournalCode|EcritureDate|CompteNum|Debit|Credit", "x.csv", Kind::Fec),
            ("hello", "812345676FEC20261231.txt", Kind::Fec),
            ("From: a@b.fr\nTo: c@d.fr\nSubject: x\n\nnumber;customer;issue_date\n", "x", Kind::Mail),
            ("from;to;subject\na;b;c\n", "x.eml", Kind::Unreadable),
            ("hello", "readme.txt", Kind::Unreadable),
            ("", "", Kind::Unreadable),
        ];
        for (text, name, expected) in cases {
            assert_eq!(guess(text.as_bytes(), name), expected, "{text:?} {name:?}");
        }
    }
}
