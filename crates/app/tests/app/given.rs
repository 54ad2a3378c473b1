//! The files that tests bring in: accounting entries, bank statements, customers.

use std::fmt::Write as _;

use app::setup::{CreditorFacts, empty_creditor};
use app::template::MandateFacts;
use domain::party::Creditor;
use domain::{Cents, Date};

/// A Tuesday.
pub(crate) const TODAY: Date = date(2026, 9, 15);

pub(crate) const fn date(year: i32, month: u32, day: u32) -> Date {
    Date::from_ymd_opt(year, month, day).unwrap()
}

/// What a creditor who collects for another has to say.
pub(crate) fn mandate() -> MandateFacts {
    MandateFacts {
        for_others: true,
        principal: "Menuiserie du Lac SARL".to_owned(),
        address: "4 quai des Pêcheurs, 74000 Annecy".to_owned(),
        agreement: "Convention du 2 janvier".to_owned(),
        agreed_on: Some(date(2026, 1, 2)),
        insurance: "Mutuelle, police 42".to_owned(),
        account: "Compte CARPA 7".to_owned(),
        declaration: "TJ Annecy, 5 janvier 2026".to_owned(),
        receipts: "Reçu par courriel le jour du crédit".to_owned(),
    }
}

/// A creditor with every mention that its letters need.
pub(crate) fn creditor() -> Creditor {
    let text = str::to_owned;
    CreditorFacts {
        name: text("Atelier Élan"),
        siren: text("732829320"),
        iban: text("FR1420041010050500013M02606"),
        email: text("compta@elan.example"),
        legal_form: text("SAS"),
        capital: text("150000"),
        rcs_town: text("Nantes"),
        street: text("12 quai de la Fosse"),
        postcode: text("44000"),
        city: text("Nantes"),
        iban_holder: text("ATELIER ELAN SAS"),
        bic: text("PSSTFRPPNTE"),
        phone: text("02 61 91 00 00"),
    }
    .creditor()
    .unwrap()
}

/// A creditor of whom only the name is known.
pub(crate) fn bare_creditor(like: &Creditor) -> Creditor {
    Creditor { id: like.id, ..empty_creditor(&like.name) }
}

/// One entry on a customer's account, with its counterpart.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    journal: &'static str,
    number: u32,
    on: Date,
    customer: String,
    piece: String,
    piece_on: Date,
    /// On 411: a debit above zero.
    pub(crate) cents: i64,
    pub(crate) letter: String,
    lettered_on: Option<Date>,
}

fn entry(journal: &'static str, piece: &str, customer: &str, on: Date, cents: i64) -> Entry {
    // A package numbers its entries once and for all: here by what they are about.
    let number = piece.bytes().chain(customer.bytes()).fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let (customer, piece) = (customer.to_owned(), piece.to_owned());
    Entry { journal, number, on, customer, piece, piece_on: on, cents, letter: String::new(), lettered_on: None }
}

/// An invoice in the sales journal.
pub(crate) fn sale(piece: &str, customer: &str, on: Date, cents: i64) -> Entry {
    entry("VE", piece, customer, on, cents)
}

/// A credit note in the sales journal.
pub(crate) fn credit_note(piece: &str, customer: &str, on: Date, cents: i64) -> Entry {
    entry("VE", piece, customer, on, -cents)
}

/// A payment in the bank's journal.
pub(crate) fn receipt(piece: &str, customer: &str, on: Date, cents: i64) -> Entry {
    entry("BQ", piece, customer, on, -cents)
}

/// A payment that came back, in the bank's journal.
pub(crate) fn rejection(piece: &str, customer: &str, on: Date, cents: i64) -> Entry {
    entry("BQ", piece, customer, on, cents)
}

/// A loss or a remainder in the journal of miscellaneous operations.
pub(crate) fn given_up(piece: &str, customer: &str, on: Date, cents: i64) -> Entry {
    entry("OD", piece, customer, on, -cents)
}

/// A balance carried forward in detail.
pub(crate) fn opening(piece: &str, customer: &str, (on, piece_on): (Date, Date), cents: i64) -> Entry {
    Entry { piece_on, ..entry("AN", piece, customer, on, cents) }
}

impl Entry {
    /// Whether it is about this document.
    pub(crate) fn is(&self, piece: &str) -> bool {
        self.piece == piece
    }

    /// The same entry, of a document of another day.
    pub(crate) fn of_document(self, piece_on: Date) -> Self {
        Self { piece_on, ..self }
    }

    /// The same entry, lettered.
    pub(crate) fn lettered(mut self, letter: &str, on: Date) -> Self {
        (self.letter, self.lettered_on) = (letter.to_owned(), Some(on));
        self
    }

    fn lines(&self, style: Style) -> [Vec<String>; 2] {
        let label = match self.journal {
            "VE" => "Ventes",
            "BQ" => "Banque",
            "OD" => "Opérations diverses",
            _ => "À nouveaux",
        };
        let (against, against_name) = match self.journal {
            "VE" => ("706000", "Prestations"),
            "BQ" => ("512000", "Banque"),
            "OD" => ("654000", "Pertes sur créances irrécouvrables"),
            _ => ("890000", "Bilan d'ouverture"),
        };
        let compact = |date: Date| date.format("%Y%m%d").to_string();
        let amounts = |cents: i64| -> [String; 2] {
            let plain = |cents: i64| format!("{},{:02}", cents / 100, cents % 100);
            match style {
                Style::Signed => [plain(cents.abs()), if cents < 0 { "C" } else { "D" }.to_owned()],
                _ => [plain(cents.max(0)), plain((-cents).max(0))],
            }
        };
        let line = |account: &str, name: &str, customer: [&str; 2], cents: i64, letters: [String; 2]| -> Vec<String> {
            let [first, second] = amounts(cents);
            let [letter, lettered_on] = letters;
            let mut cells: Vec<String> = [self.journal, label].map(str::to_owned).to_vec();
            cells.extend([self.number.to_string(), compact(self.on), account.to_owned(), name.to_owned()]);
            cells.extend(customer.map(str::to_owned));
            cells.extend([self.piece.clone(), compact(self.piece_on), format!("Écriture {}", self.piece), first, second]);
            cells.extend([letter, lettered_on, compact(self.on), String::new(), String::new()]);
            if style == Style::TwentyTwo {
                cells.extend([String::new(), String::new(), String::new(), String::new()]);
            }
            cells
        };
        let letters = [self.letter.clone(), self.lettered_on.map(compact).unwrap_or_default()];
        [
            line("411000", "Clients", [&self.customer, &format!("Société {}", self.customer)], self.cents, letters),
            line(against, against_name, ["", ""], -self.cents, [String::new(), String::new()]),
        ]
    }
}

/// How a package writes its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// 18 columns, `Debit` and `Credit`.
    Plain,
    /// 18 columns, `Montant` and `Sens`.
    Signed,
    /// 22 columns.
    TwentyTwo,
}

/// An accounting file of 18 columns, in UTF-8, tabs between.
pub(crate) fn fec(entries: &[Entry]) -> String {
    fec_in(entries, Style::Plain, '\t')
}

pub(crate) fn fec_in(entries: &[Entry], style: Style, separator: char) -> String {
    let amounts = if style == Style::Signed { ["Montant", "Sens"] } else { ["Debit", "Credit"] };
    let mut names = vec!["JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum", "CompAuxLib"];
    names.extend([
        "PieceRef",
        "PieceDate",
        "EcritureLib",
        amounts[0],
        amounts[1],
        "EcritureLet",
        "DateLet",
        "ValidDate",
        "Montantdevise",
        "Idevise",
    ]);
    if style == Style::TwentyTwo {
        names.extend(["DateRglt", "ModeRglt", "NatOp", "IdClient"]);
    }
    let separator = separator.to_string();
    let mut text = names.join(&separator) + "\r\n";
    for line in entries.iter().flat_map(|entry| entry.lines(style)) {
        text.push_str(&(line.join(&separator) + "\r\n"));
    }
    text
}

/// A bank entry: the bank's reference, day, amount, remittance information.
pub(crate) struct Received<'a>(pub(crate) &'a str, pub(crate) Date, pub(crate) i64, pub(crate) &'a str);

/// A statement up to a day.
pub(crate) fn statement(until: Date, entries: &[Received<'_>]) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt>\
         <GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-09-15T06:00:00+02:00</CreDtTm></GrpHdr><Stmt><Id>S1</Id>\
         <Acct><Id><IBAN>FR1420041010050500013M02606</IBAN></Id><Ccy>EUR</Ccy></Acct>",
    );
    let total: i64 = entries.iter().map(|entry| entry.2).sum();
    let amount = |cents: i64| {
        let mark = if cents < 0 { "DBIT" } else { "CRDT" };
        format!("<Amt Ccy=\"EUR\">{}</Amt><CdtDbtInd>{mark}</CdtDbtInd>", Cents(cents.abs()).iso())
    };
    for (code, cents) in [("OPBD", 1_000_000), ("CLBD", 1_000_000 + total)] {
        let _ = write!(text, "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{}<Dt><Dt>{until}</Dt></Dt></Bal>", amount(cents));
    }
    for Received(reference, on, cents, remittance) in entries {
        let _ = write!(
            text,
            "<Ntry>{}<Sts>BOOK</Sts><BookgDt><Dt>{on}</Dt></BookgDt><ValDt><Dt>{on}</Dt></ValDt><AcctSvcrRef>{reference}</AcctSvcrRef>\
             <NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RmtInf><Ustrd>{remittance}</Ustrd></RmtInf></TxDtls></NtryDtls>\
             <AddtlNtryInf>VIR RECU {remittance}</AddtlNtryInf></Ntry>",
            amount(*cents)
        );
    }
    text + "</Stmt></BkToCstmrStmt></Document>"
}

/// Customers by code and kind, each with an address for letters and, unless it is empty, for mail.
pub(crate) fn customers(rows: &[(&str, &str, &str)]) -> String {
    let mut text = String::from("code;name;kind;email;address;zip;city\n");
    for (code, kind, email) in rows {
        let _ = writeln!(text, "{code};Société {code};{kind};{email};3 rue du Port;44000;Nantes");
    }
    text
}
