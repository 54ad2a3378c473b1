//! The first facts of a file that is not a table, as they are understood, to be looked at before a confirmation.

use domain::{Cents, Currency, Date};
use formats::Kind;
use formats::bank::Entry;
use formats::fec::{FecLine, is_customer_account};

/// Rows that a preview shows.
const SHOWN: usize = 10;

/// An accounting file can be long: its first lines say how it is read.
const LOOKED_AT: usize = 1 << 20;

/// The first facts of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Glance {
    /// The first lines on customer accounts.
    Entries(Vec<FecLine>),
    /// The first movements, each with the account of its statement.
    Movements(Vec<(String, Entry)>),
    /// The header of an electronic invoice.
    Invoice(Box<Header>),
}

/// What an electronic invoice says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Its number.
    pub number: String,
    /// The syntax, with its profile when it says one.
    pub format: String,
    /// Who issued it.
    pub seller: String,
    /// To whom.
    pub buyer: String,
    /// Date of the document.
    pub issued_on: Option<Date>,
    /// Its due dates.
    pub due_on: Vec<Date>,
    /// Currency of its amounts; the euro when it does not say.
    pub currency: Currency,
    /// Total with tax.
    pub total: Option<Cents>,
    /// What it asks for, negative for a credit.
    pub due: Option<Cents>,
}

/// The first facts of a file; `None` for a table, or for what cannot be read.
pub(crate) fn of(kind: Kind, bytes: &[u8]) -> Option<Glance> {
    match kind {
        Kind::Fec => entries(bytes),
        Kind::BankStatement => movements(bytes),
        Kind::Invoice => header(bytes),
        Kind::Customers | Kind::Invoices | Kind::Lifecycle | Kind::Mail | Kind::Unreadable => None,
    }
}

fn entries(bytes: &[u8]) -> Option<Glance> {
    let start = &bytes[..bytes.len().min(LOOKED_AT)];
    // The last line may be cut where the look ends.
    let whole =
        if start.len() < bytes.len() { start.iter().rposition(|byte| *byte == b'\n').map_or(start, |end| &start[..=end]) } else { start };
    let mut lines = Vec::new();
    formats::fec::stream(whole, |line| {
        if lines.len() < SHOWN && is_customer_account(&line.account) {
            lines.push(line);
        }
    })
    .ok()?;
    (!lines.is_empty()).then_some(Glance::Entries(lines))
}

fn movements(bytes: &[u8]) -> Option<Glance> {
    let file = formats::bank::read(bytes).ok()?;
    let movements: Vec<(String, Entry)> = file
        .statements
        .into_iter()
        .flat_map(|statement| {
            let account = statement.account.or(statement.national).unwrap_or_default();
            statement.entries.into_iter().map(move |entry| (account.clone(), entry))
        })
        .take(SHOWN)
        .collect();
    (!movements.is_empty()).then_some(Glance::Movements(movements))
}

fn header(bytes: &[u8]) -> Option<Glance> {
    let invoice = formats::einvoice::read(bytes).ok()?;
    let format = match invoice.profile() {
        Some(profile) => format!("{} {profile}", invoice.syntax.name()),
        None => invoice.syntax.name().to_owned(),
    };
    Some(Glance::Invoice(Box::new(Header {
        format,
        seller: invoice.seller.name.clone().unwrap_or_default(),
        buyer: invoice.buyer.name.clone().unwrap_or_default(),
        issued_on: invoice.issue_date,
        due_on: invoice.due_dates.iter().map(|due| due.date).collect(),
        currency: invoice.currency().unwrap_or_default(),
        total: invoice.total_with_tax,
        due: invoice.signed_due(),
        number: invoice.number,
    })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_lines_of_customers_and_nothing_of_what_cannot_be_read() {
        let head = "JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise";
        let mut text = format!("{head}\n");
        for number in 1..=30 {
            text.push_str(&format!("VT|Ventes|{number}|20260105|411000|Clients|C{number}|Client {number}|FA-{number}|20260105|Facture|120,00|0,00|||20260105||\n"));
            text.push_str(&format!("VT|Ventes|{number}|20260105|706000|Ventes|||FA-{number}|20260105|Facture|0,00|120,00|||20260105||\n"));
        }
        let Some(Glance::Entries(lines)) = of(Kind::Fec, text.as_bytes()) else { panic!("entries") };
        assert_eq!((lines.len(), lines[0].piece.as_str(), lines[0].debit), (SHOWN, "FA-1", Cents(12_000)));
        for kind in [Kind::Fec, Kind::BankStatement, Kind::Invoice, Kind::Invoices, Kind::Unreadable] {
            assert_eq!(of(kind, b"\xff\x00 rien"), None);
        }
    }
}
