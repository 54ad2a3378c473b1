//! The ledger as a fichier des écritures comptables: 18 columns (LPF, art. A47 A-1).

use super::customers::Customer;
use super::ledger::{CreditNote, Invoice, Ledger, Lettering, Purpose, Receipt, letter_code};
use super::{Encoding, encoding};
use domain::Cents;
use domain::calendar::Date;
use std::io::{self, Write};

const COLUMNS: [&str; 18] = [
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
];

type Account = (&'static str, &'static str);
const CUSTOMERS: Account = ("41100000", "Clients");
const SALES: Account = ("70700000", "Ventes de marchandises");
const SALES_REDUCED: Account = ("70710000", "Ventes taux réduit");
const VAT: Account = ("44571000", "TVA collectée");
const VAT_REDUCED: Account = ("44571100", "TVA collectée 10 %");
const BANK: Account = ("51200000", "Banque");

/// Which entries a file holds. Sales and bank have bounds of their own: the bank's day is often booked
/// after the day's invoices.
pub(super) struct Extract {
    pub(super) from: Date,
    pub(super) sales_to: Date,
    pub(super) bank_to: Date,
    /// Letterings made later are not shown.
    pub(super) lettered_to: Date,
    /// Whether the file begins with the open items of earlier years.
    pub(super) opening: bool,
}

/// One line, before its separators.
struct Line<'a> {
    account: Account,
    customer: Option<&'a Customer>,
    /// Above zero is a debit, below a credit.
    amount: Cents,
    lettering: Option<(String, Date)>,
}

/// What the lines of one entry share.
struct Entry<'a> {
    journal: (&'static str, &'static str),
    number: u32,
    on: Date,
    piece: &'a str,
    piece_on: Date,
    label: &'a str,
}

struct Sheet<W> {
    out: W,
    separator: char,
    encoding: Encoding,
    text: String,
    lines: usize,
}

impl<W: Write> Sheet<W> {
    fn write(&mut self, entry: &Entry<'_>, line: Line<'_>) -> io::Result<()> {
        let Self { text, separator, .. } = self;
        let mut put = |field: &str| {
            text.push_str(field);
            text.push(*separator);
        };
        put(entry.journal.0);
        put(entry.journal.1);
        put(&format!("{}{:08}", entry.journal.0, entry.number));
        put(&compact(entry.on));
        put(line.account.0);
        put(line.account.1);
        put(line.customer.map_or("", |customer| &customer.code));
        put(line.customer.map_or("", |customer| &customer.name));
        put(entry.piece);
        put(&compact(entry.piece_on));
        put(entry.label);
        put(&french(line.amount.max(Cents::ZERO)));
        put(&french((-line.amount).max(Cents::ZERO)));
        let (code, lettered_on) = line.lettering.map_or_else(Default::default, |(code, on)| (code, compact(on)));
        put(&code);
        put(&lettered_on);
        put(&compact(entry.on));
        put("");
        text.push('\n');
        self.lines += 1;
        if text.len() > 1 << 16 { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.encoding {
            Encoding::Utf8 => self.out.write_all(self.text.as_bytes())?,
            other => self.out.write_all(&encoding::encode(&self.text, other))?,
        }
        self.text.clear();
        Ok(())
    }
}

/// `20260630`.
fn compact(date: Date) -> String {
    use chrono::Datelike;
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

/// `1234,56`.
fn french(amount: Cents) -> String {
    format!("{},{:02}", amount.0 / 100, amount.0 % 100)
}

/// Writes a file and returns the number of its lines, header left out.
pub(super) fn write(
    ledger: &Ledger,
    customers: &[Customer],
    extract: &Extract,
    (separator, encoding): (char, Encoding),
    out: impl Write,
) -> io::Result<usize> {
    let mut sheet = Sheet { out, separator, encoding, text: String::with_capacity(1 << 17), lines: 0 };
    sheet.text.push_str(&COLUMNS.join(&separator.to_string()));
    sheet.text.push('\n');
    let mut writer = Writer { ledger, customers, extract, sheet, sales: 0, bank: 0, label: String::new() };
    if extract.opening {
        writer.opening()?;
    }
    writer.entries()?;
    writer.sheet.flush()?;
    Ok(writer.sheet.lines)
}

struct Writer<'a, W> {
    ledger: &'a Ledger,
    customers: &'a [Customer],
    extract: &'a Extract,
    sheet: Sheet<W>,
    /// Last number of each journal: an entry keeps its number in every longer file of the same year.
    sales: u32,
    bank: u32,
    label: String,
}

/// The part of a list sorted by date that lies between two days, both included.
fn span<T>(sorted: &[T], from: Date, to: Date, date: impl Fn(&T) -> Date) -> (usize, usize) {
    let start = sorted.partition_point(|value| date(value) < from);
    (start, sorted.partition_point(|value| date(value) <= to).max(start))
}

impl<W: Write> Writer<'_, W> {
    /// Entries day by day: invoices, credit notes, receipts, other movements of the bank.
    fn entries(&mut self) -> io::Result<()> {
        let ledger = self.ledger;
        let Extract { from, sales_to, bank_to, .. } = *self.extract;
        let mut notes: Vec<&CreditNote> = ledger.credit_notes.iter().collect();
        notes.sort_by_key(|note| note.issued_on);
        let (mut invoice, invoices_end) = span(&ledger.invoices, from, sales_to, |invoice| invoice.issued_on);
        let (mut note, notes_end) = span(&notes, from, sales_to, |note| note.issued_on);
        let (mut receipt, receipts_end) = span(&ledger.receipts, from, bank_to, |receipt| receipt.booked_on);
        let (mut movement, movements_end) = span(&ledger.movements, from, bank_to, |movement| movement.booked_on);
        for day in from.iter_days().take_while(|day| *day <= sales_to.max(bank_to)) {
            while invoice < invoices_end && ledger.invoices[invoice].issued_on == day {
                self.invoice(&ledger.invoices[invoice])?;
                invoice += 1;
            }
            while note < notes_end && notes[note].issued_on == day {
                self.credit_note(notes[note])?;
                note += 1;
            }
            while receipt < receipts_end && ledger.receipts[receipt].booked_on == day {
                self.receipt(&ledger.receipts[receipt])?;
                receipt += 1;
            }
            while movement < movements_end && ledger.movements[movement].booked_on == day {
                let booked = &ledger.movements[movement];
                self.bank += 1;
                let entry = Entry {
                    journal: ("BQ", "Banque"),
                    number: self.bank,
                    on: day,
                    piece: &booked.reference,
                    piece_on: day,
                    label: booked.label,
                };
                self.sheet.write(&entry, Line { account: BANK, customer: None, amount: booked.amount, lettering: None })?;
                self.sheet.write(&entry, Line { account: booked.account, customer: None, amount: -booked.amount, lettering: None })?;
                movement += 1;
            }
        }
        Ok(())
    }

    fn invoice(&mut self, invoice: &Invoice) -> io::Result<()> {
        let customer = &self.customers[invoice.customer];
        self.sales += 1;
        self.set_label("Facture", &invoice.number, customer);
        let lettering = self.lettering_of(invoice);
        let entry = Entry {
            journal: ("VE", "Ventes"),
            number: self.sales,
            on: invoice.issued_on,
            piece: &invoice.number,
            piece_on: invoice.issued_on,
            label: &self.label,
        };
        self.sheet.write(&entry, Line { account: CUSTOMERS, customer: Some(customer), amount: invoice.gross(), lettering })?;
        for (line, sales, vat) in [(invoice.lines[0], SALES, VAT), (invoice.lines[1], SALES_REDUCED, VAT_REDUCED)] {
            for (account, amount) in [(sales, line.net), (vat, line.vat)] {
                if amount.is_positive() {
                    self.sheet.write(&entry, Line { account, customer: None, amount: -amount, lettering: None })?;
                }
            }
        }
        Ok(())
    }

    fn credit_note(&mut self, note: &CreditNote) -> io::Result<()> {
        let customer = &self.customers[note.customer];
        self.sales += 1;
        self.set_label("Avoir", &note.number, customer);
        let lettering = if note.settled { self.settlement_of(&self.ledger.invoices[note.invoice]) } else { None };
        let entry = Entry {
            journal: ("VE", "Ventes"),
            number: self.sales,
            on: note.issued_on,
            piece: &note.number,
            piece_on: note.issued_on,
            label: &self.label,
        };
        self.sheet.write(&entry, Line { account: CUSTOMERS, customer: Some(customer), amount: -note.gross(), lettering })?;
        for (account, amount) in [(SALES, note.line.net), (VAT, note.line.vat)] {
            if amount.is_positive() {
                self.sheet.write(&entry, Line { account, customer: None, amount, lettering: None })?;
            }
        }
        Ok(())
    }

    fn receipt(&mut self, receipt: &Receipt) -> io::Result<()> {
        let customer = &self.customers[receipt.customer];
        self.bank += 1;
        let lettering = match &receipt.purpose {
            Purpose::Settlement(invoices) => {
                self.set_label("Règlement", "", customer);
                invoices.first().and_then(|first| self.settlement_of(&self.ledger.invoices[*first]))
            }
            Purpose::Instalment(invoice) => {
                let invoice = &self.ledger.invoices[*invoice];
                self.set_label("Acompte", &invoice.number, customer);
                self.lettering_of(invoice)
            }
            Purpose::OnAccount => {
                self.set_label("Règlement à affecter", "", customer);
                None
            }
        };
        let piece = if receipt.reference.is_empty() { format!("VIR{:08}", self.bank) } else { receipt.reference.clone() };
        let entry = Entry {
            journal: ("BQ", "Banque"),
            number: self.bank,
            on: receipt.booked_on,
            piece: &piece,
            piece_on: receipt.booked_on,
            label: &self.label,
        };
        self.sheet.write(&entry, Line { account: BANK, customer: None, amount: receipt.amount, lettering: None })?;
        self.sheet.write(&entry, Line { account: CUSTOMERS, customer: Some(customer), amount: -receipt.amount, lettering })
    }

    /// Open items of earlier years, one line each, and what they sum to.
    fn opening(&mut self) -> io::Result<()> {
        let (ledger, from) = (self.ledger, self.extract.from);
        let mut total = Cents::ZERO;
        let open_then = ledger
            .invoices
            .iter()
            .take_while(|invoice| invoice.issued_on < from)
            .filter(|invoice| invoice.settled_on.is_none_or(|on| on >= from));
        for invoice in open_then {
            let instalment = invoice.instalment.filter(|instalment| instalment.on < from);
            // A credit note that a settlement takes off is carried with its invoice, the others alone.
            let note = invoice.credit_note.map(|note| &ledger.credit_notes[note]).filter(|note| note.settled && note.issued_on < from);
            let amount = invoice.gross()
                - instalment.map_or(Cents::ZERO, |instalment| instalment.amount)
                - note.map_or(Cents::ZERO, CreditNote::gross);
            let lettering = if instalment.is_some() { self.settlement_of(invoice) } else { self.lettering_of(invoice) };
            total += amount;
            self.opening_line(&invoice.number, invoice.issued_on, invoice.customer, amount, lettering)?;
        }
        for note in ledger.credit_notes.iter().filter(|note| note.issued_on < from && !note.settled) {
            total += -note.gross();
            self.opening_line(&note.number, note.issued_on, note.customer, -note.gross(), None)?;
        }
        let entry = Entry { journal: ("AN", "A nouveaux"), number: 1, on: from, piece: "AN", piece_on: from, label: "A nouveau" };
        self.sheet.write(&entry, Line { account: BANK, customer: None, amount: -total, lettering: None })
    }

    fn opening_line(
        &mut self,
        number: &str,
        piece_on: Date,
        customer: usize,
        amount: Cents,
        lettering: Option<(String, Date)>,
    ) -> io::Result<()> {
        let label = format!("A nouveau {number}");
        let entry = Entry { journal: ("AN", "A nouveaux"), number: 1, on: self.extract.from, piece: number, piece_on, label: &label };
        self.sheet.write(&entry, Line { account: CUSTOMERS, customer: Some(&self.customers[customer]), amount, lettering })
    }

    fn set_label(&mut self, what: &str, number: &str, customer: &Customer) {
        self.label.clear();
        for word in [what, number, &customer.name] {
            if !word.is_empty() {
                if !self.label.is_empty() {
                    self.label.push(' ');
                }
                self.label.push_str(word);
            }
        }
    }

    /// The upper-case letter of a settlement known when the file is made.
    fn settlement_of(&self, invoice: &Invoice) -> Option<(String, Date)> {
        let Lettering { letter, on } = invoice.lettering.filter(|lettering| lettering.on <= self.extract.lettered_to)?;
        Some((letter_code(letter), on))
    }

    /// That letter, or until then the lower-case one of an instalment.
    fn lettering_of(&self, invoice: &Invoice) -> Option<(String, Date)> {
        let partial = || {
            let instalment = invoice.instalment.filter(|instalment| instalment.on <= self.extract.lettered_to.min(self.extract.bank_to))?;
            Some((letter_code(instalment.letter).to_ascii_lowercase(), instalment.on))
        };
        self.settlement_of(invoice).or_else(partial)
    }
}
