//! The user's sentences in English, the twins of `french`: what happened, and what to do.

mod einvoice;
mod tables;

use domain::identifiers::IdentifierError;
use domain::money::{AmountError, thousands};

use crate::diagnostic::{Identifier, Problem};
use crate::guess::Kind;

pub(crate) use einvoice::sentence as einvoice_sentence;
pub(crate) use tables::field;

/// `“text”`, cut when it is long.
pub(crate) fn quoted(text: &str) -> String {
    let mut shown: String = text.trim().chars().filter(|c| !c.is_control()).take(40).collect();
    if text.trim().chars().count() > 40 {
        shown.push('…');
    }
    format!("“{shown}”")
}

/// An amount in euros.
fn euros(amount: domain::Cents) -> String {
    let text = amount.en();
    match text.strip_prefix('\u{2212}') {
        Some(rest) => format!("\u{2212}€{rest}"),
        None => format!("€{text}"),
    }
}

/// A whole number.
fn number(count: u64) -> String {
    thousands(count).replace('\u{202f}', ",")
}

/// Why an amount was refused.
fn amount_reason(error: &AmountError) -> &'static str {
    match error {
        AmountError::Empty => "it is empty",
        AmountError::Malformed(_) => "it is not a number",
        AmountError::TooPrecise(_) => "it has more than two decimals",
        AmountError::Ambiguous(_) => "the mark may separate thousands or decimals",
        AmountError::OutOfRange(_) => "it is above ten billion",
    }
}

/// Why an identifier was refused.
fn identifier_reason(error: IdentifierError) -> &'static str {
    match error {
        IdentifierError::Length => "the number of characters is wrong",
        IdentifierError::Character => "a character does not belong there",
        IdentifierError::CheckDigits => "the check digits are wrong",
    }
}

/// The name of a kind of value.
fn identifier_name(identifier: Identifier) -> &'static str {
    match identifier {
        Identifier::Siren => "The SIREN number",
        Identifier::Siret => "The SIRET number",
        Identifier::Vat => "The VAT number",
        Identifier::Iban => "The IBAN",
        Identifier::Email => "The email address",
    }
}

/// The columns without which a table cannot be read.
fn required_columns(kind: Kind) -> &'static str {
    if kind == Kind::Invoices {
        "invoice number, customer, a date and an amount"
    } else {
        "customer code or name, and another column (email, SIREN, address…)"
    }
}

/// The name of a separator.
fn separator_name(separator: char) -> String {
    match separator {
        '\t' => "tabs".to_owned(),
        ';' => "semicolons".to_owned(),
        ',' => "commas".to_owned(),
        '|' => "vertical bars".to_owned(),
        other => quoted(&other.to_string()),
    }
}

/// The English sentence of a problem.
pub(crate) fn sentence(problem: &Problem) -> String {
    fec_sentence(problem)
        .or_else(|| camt_sentence(problem))
        .or_else(|| bank_sentence(problem))
        .or_else(|| tables::sentence(problem))
        .unwrap_or_else(|| common_sentence(problem))
}

fn fec_sentence(problem: &Problem) -> Option<String> {
    Some(match problem {
        Problem::FecNoHeader => "This file is not an FEC (French accounting file): no line bears the expected column names (JournalCode, EcritureDate, CompteNum, Debit, Credit…). Export the file of accounting entries from your accounting software.".to_owned(),
        Problem::FecMissingColumns { names } => format!("Columns that are needed are missing from this FEC: {}. Export it again with all the statutory columns.", names.join(", ")),
        Problem::FecAbsentColumn { name } => format!("The column {name} is missing; it is taken as empty."),
        Problem::FecSeparator { separator } => format!("The columns are separated by {} instead of tabs or vertical bars; the file was read so.", separator_name(*separator)),
        Problem::FecLineEndings => "The line ends are not all of one kind; the file was read correctly.".to_owned(),
        Problem::FecFieldCount { expected, found } => format!("This line has {found} fields instead of {expected}. Check that it is not cut short and that no label holds the separator."),
        Problem::FecDateStyle { text } => format!("The dates are not written YYYYMMDD (for example {}); they were understood.", quoted(text)),
        Problem::FecAmountMissing => "This line has neither debit nor credit; it was left out. Complete the amount and import again.".to_owned(),
        Problem::FecSide { text } => format!("The side {} is neither D nor C, nor +1 nor -1; the line was left out.", quoted(text)),
        Problem::FecBothSides { debit, credit } => format!("This line bears both a debit ({}) and a credit ({}); both were taken.", euros(*debit), euros(*credit)),
        Problem::FecAuxiliaryName { auxiliary } => format!("The subsidiary account {} has no name (CompAuxLib). Enter it in your accounts.", quoted(auxiliary)),
        Problem::FecAuxiliaryAccount { account } => format!("A subsidiary account is attached to the account {}, which is not one of customers or suppliers.", quoted(account)),
        Problem::FecEntryUnbalanced { journal, entry, gap } => format!("The entry {} of the journal {} does not balance: debit and credit differ by {}. Correct it in your accounts.", quoted(entry), quoted(journal), euros(*gap)),
        Problem::FecUnbalanced { debit, credit } => format!("The file does not balance: debit {}, credit {}, difference {}. Check that it is complete.", euros(*debit), euros(*credit), euros(domain::Cents(debit.0.saturating_sub(credit.0)))),
        Problem::FecNoLine => "This FEC holds no entry. Check the exported period.".to_owned(),
        _ => return None,
    })
}

fn camt_sentence(problem: &Problem) -> Option<String> {
    Some(match problem {
        Problem::CamtNoStatement => "This file holds no account statement in camt.052, camt.053 or camt.054 format. Ask your bank for a camt.053 statement.".to_owned(),
        Problem::XmlDoctype => "This XML file holds a document type definition (DOCTYPE), refused for safety. Ask your bank for a file without DOCTYPE.".to_owned(),
        Problem::XmlBroken { .. } => "The XML file is damaged or cut short from here on; what comes before was read. Download it again.".to_owned(),
        Problem::XmlTooDeep { limit } => format!("The XML file nests more than {limit} levels of elements; reading stopped here."),
        Problem::CamtIndicator { text } => format!("The side {} is neither CRDT nor DBIT; this movement was left out.", quoted(text)),
        Problem::BankBalance { opening, entries, closing } => format!("The balances do not agree: opening balance {} and movements {} do not give the closing balance {}. Check that the statement is complete.", opening.en(), entries.en(), closing.en()),
        Problem::BankCurrencies => "The balances and movements of this statement are not all in one currency; their agreement was not checked.".to_owned(),
        Problem::MailNoHeader => "This file is not a message: it begins with no header. Save the message in .eml format from your email program.".to_owned(),
        Problem::MailCut => "This message is too large, or has too many parts, to be read in full; only its beginning was. Open it in your email program to check.".to_owned(),
        Problem::MailNoRecipient => "This non-delivery notice does not name the address concerned. Find it in your email program, and correct the contact if need be.".to_owned(),
        Problem::Einvoice(problem) => problem.english(),
        _ => return None,
    })
}

fn bank_sentence(problem: &Problem) -> Option<String> {
    Some(match problem {
        Problem::BankUnknown => "This file is not a known bank statement. Ask your bank for a camt.053, CFONB120, MT940 or OFX statement.".to_owned(),
        Problem::BankNoStatement { format } => format!("This {format} file holds no account statement. Ask your bank for the statement with its movements."),
        Problem::BankNoCurrency => "This statement states no currency; its amounts were read in euros. Check the account.".to_owned(),
        Problem::ShortDate { text, value } => format!("The date {} has only six digits; it was read as {}.", quoted(text), value.format("%-d %b %Y")),
        Problem::CfonbOutside { record } => format!("This record {record} belongs to no statement: no record 01 comes before it. It was left out; ask your bank for the complete file."),
        Problem::Mt940Unclosed => "This statement has no closing balance: it may be cut short. The movements that are there were taken; check the file with your bank.".to_owned(),
        Problem::CfonbUnclosed => "This statement has no record 07: it is cut short. The movements that are there were taken; ask your bank for the complete file.".to_owned(),
        Problem::CfonbRecord { text } => format!("The line {} is not a CFONB120 record of 120 characters; it was left out.", quoted(text)),
        Problem::CfonbAccount { expected, found } => format!("This record bears the account {}, in the statement of the account {}; it was left out.", quoted(found), quoted(expected)),
        Problem::Mt940Line { text } => format!("The movement {} cannot be read; it was left out.", quoted(text)),
        Problem::Mt940Account { text } => format!("A second account ({}) stands in the middle of this statement; the first was kept. The file is damaged: download it again.", quoted(text)),
        Problem::OfxRefused { status, message } => format!("Your bank answered with an error ({status}: {}) instead of a statement. Download it again.", quoted(message)),
        Problem::OfxInvestment => "This account holds securities; only its movements of money were taken.".to_owned(),
        _ => return None,
    })
}

fn common_sentence(problem: &Problem) -> String {
    match problem {
        Problem::Empty => "The file is empty. Check the export and try again.".to_owned(),
        Problem::Read(_) => "The file could not be read. Try again.".to_owned(),
        Problem::LineTooLong { limit } => format!("This line is longer than {} bytes; it was left out.", number(*limit as u64)),
        Problem::Repeated { more, code } => format!("The same defect ({code}) comes again on {} other lines.", number(*more)),
        Problem::BadDate { text } => format!("The date {} cannot be read. Write it YYYYMMDD, YYYY-MM-DD or DD/MM/YYYY.", quoted(text)),
        Problem::BadAmount { text, error } => format!("The amount {} cannot be read: {}.", quoted(text), amount_reason(error)),
        Problem::LongDecimals { text, decimals, value } => format!("The amount {} has {decimals} decimals; it was read as {}.", quoted(text), value.en()),
        Problem::BadCurrency { text } => format!("The currency {} is unknown. Use a code of three letters, for example EUR.", quoted(text)),
        Problem::MissingValue => "A value that is needed is missing; the line was left out.".to_owned(),
        Problem::TableNoHeader { expected } => {
            format!("The columns of this table were not recognised. One of the first lines must bear their names, with at least: {}.", required_columns(*expected))
        }
        Problem::TableWidth { expected, found } => format!("This line has {found} cells instead of {expected}. Check the separators and the quotation marks."),
        Problem::BadIdentifier { what, text, error } => {
            format!("{} {} is not valid: {}. The line was taken without this value.", identifier_name(*what), quoted(text), identifier_reason(*error))
        }
        Problem::UnknownWord { text } => format!("The value {} is not in the list of this column; it was ignored.", quoted(text)),
        Problem::SeveralAddresses => "This cell holds several email addresses; only the first was taken.".to_owned(),
        Problem::Duplicate { key, first_line } => format!("{} stands on line {first_line} already; this line was left out.", quoted(key)),
        Problem::SharedNumber { number, first_line } => format!("The number {} is used on line {first_line} already for another customer; both lines were taken.", quoted(number)),
        Problem::NegativeInvoice => "This invoice has a negative amount; it was read as a credit note.".to_owned(),
        Problem::AmountsDisagree { amount, paid, open } => format!("The amount ({}) is not the sum of what is paid ({}) and what is left ({}); what is left counts.", amount.en(), paid.en(), open.en()),
        _ => "This file is of no known kind. Bring an FEC, a bank statement (camt.053, CFONB120, MT940 or OFX), an electronic invoice, or a table (CSV, XLSX) of customers or invoices.".to_owned(),
    }
}
