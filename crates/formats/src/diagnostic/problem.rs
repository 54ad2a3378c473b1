use domain::Cents;
use domain::identifiers::IdentifierError;
use domain::money::AmountError;

use super::einvoice::EinvoiceProblem;
use crate::guess::Kind;

/// The kinds of values with a shape or check digits of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Identifier {
    /// Legal unit.
    Siren,
    /// Establishment.
    Siret,
    /// VAT number.
    Vat,
    /// Bank account.
    Iban,
    /// E-mail address.
    Email,
}

/// What was found, with its facts. `Display` is the log's English sentence, without personal data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Nothing but blanks.
    #[error("the file is empty")]
    Empty,
    /// No reader knows this content.
    #[error("no reader knows this content")]
    UnknownContent,
    /// The disk or the network failed while reading.
    #[error("reading failed: {0}")]
    Read(std::io::ErrorKind),
    /// A line longer than any real one.
    #[error("line longer than {limit} bytes")]
    LineTooLong {
        /// The longest line that is read, in bytes.
        limit: usize,
    },
    /// The same finding on more lines than are listed.
    #[error("{more} more findings of the kind {code}")]
    Repeated {
        /// The kind, see [`Problem::code`].
        code: &'static str,
        /// How many are not listed.
        more: u64,
    },
    /// The text is no date.
    #[error("not a date: {text:?}")]
    BadDate {
        /// As in the file.
        text: String,
    },
    /// The text is no amount.
    #[error("{error}")]
    BadAmount {
        /// As in the file.
        text: String,
        /// Why.
        error: AmountError,
    },
    /// More than two decimals, all zero beyond the second.
    #[error("{text:?} has {decimals} decimals, read as {value}")]
    LongDecimals {
        /// As in the file.
        text: String,
        /// How many decimals.
        decimals: usize,
        /// What was read.
        value: Cents,
    },
    /// No currency code.
    #[error("not a currency: {text:?}")]
    BadCurrency {
        /// As in the file.
        text: String,
    },
    /// A value without which the line says nothing.
    #[error("a required value is missing")]
    MissingValue,

    /// No line holds the column names of an accounting-entries file.
    #[error("no FEC header")]
    FecNoHeader,
    /// Columns without which nothing can be read.
    #[error("required columns are missing: {}", names.join(", "))]
    FecMissingColumns {
        /// Their names in the decree.
        names: Vec<String>,
    },
    /// A column that the decree asks for but that this reader can do without.
    #[error("column {name} is missing")]
    FecAbsentColumn {
        /// Its name in the decree.
        name: &'static str,
    },
    /// Neither tab nor pipe.
    #[error("unusual separator {separator:?}")]
    FecSeparator {
        /// The separator found.
        separator: char,
    },
    /// Line endings of several kinds, or doubled carriage returns.
    #[error("mixed line endings")]
    FecLineEndings,
    /// A line with more or fewer fields than the header.
    #[error("{found} fields instead of {expected}")]
    FecFieldCount {
        /// Columns of the header.
        expected: usize,
        /// Fields of the line.
        found: usize,
    },
    /// A date that is not written AAAAMMJJ, but was understood.
    #[error("dates are not written AAAAMMJJ")]
    FecDateStyle {
        /// The first one, as in the file.
        text: String,
    },
    /// Neither debit nor credit.
    #[error("neither debit nor credit")]
    FecAmountMissing,
    /// The side is neither D nor C, +1 nor -1.
    #[error("not a side: {text:?}")]
    FecSide {
        /// As in the file.
        text: String,
    },
    /// Debit and credit on the same line.
    #[error("debit {debit} and credit {credit} on one line")]
    FecBothSides {
        /// Debit of the line.
        debit: Cents,
        /// Credit of the line.
        credit: Cents,
    },
    /// An auxiliary account without its name.
    #[error("auxiliary account without a name")]
    FecAuxiliaryName {
        /// The auxiliary account.
        auxiliary: String,
    },
    /// An auxiliary account on an account outside class 4.
    #[error("auxiliary account on general account {account}")]
    FecAuxiliaryAccount {
        /// The general account.
        account: String,
    },
    /// The debits and credits of one entry differ.
    #[error("entry {journal} {entry} is out of balance by {gap}")]
    FecEntryUnbalanced {
        /// Journal code.
        journal: String,
        /// Entry number.
        entry: String,
        /// Debit less credit.
        gap: Cents,
    },
    /// The debits and credits of the file differ.
    #[error("debits {debit} and credits {credit} differ")]
    FecUnbalanced {
        /// All debits.
        debit: Cents,
        /// All credits.
        credit: Cents,
    },
    /// A header without any line below.
    #[error("no entry line")]
    FecNoLine,

    /// No line holds the column names of the expected table.
    #[error("no known column names")]
    TableNoHeader {
        /// The kind of table that was expected.
        expected: Kind,
    },
    /// A row with more or fewer cells than the header.
    #[error("{found} cells instead of {expected}")]
    TableWidth {
        /// Columns of the header.
        expected: usize,
        /// Cells of the row.
        found: usize,
    },
    /// A SIREN, IBAN, e-mail… that is wrong; the row is read without it.
    #[error("{what:?}: {error}")]
    BadIdentifier {
        /// Which kind of value.
        what: Identifier,
        /// As in the file.
        text: String,
        /// Why.
        error: IdentifierError,
    },
    /// A word that is not in the list of this column.
    #[error("unknown word in a list of choices")]
    UnknownWord {
        /// As in the file.
        text: String,
    },
    /// Several e-mail addresses in one cell; the first one is kept.
    #[error("several addresses in one cell")]
    SeveralAddresses,
    /// A code or number that another row has; the later row is left out.
    #[error("duplicate of line {first_line}")]
    Duplicate {
        /// The code or number.
        key: String,
        /// Where it was first.
        first_line: u64,
    },
    /// The same invoice number for two customers.
    #[error("number already used for another customer on line {first_line}")]
    SharedNumber {
        /// The invoice number.
        number: String,
        /// Where it was first.
        first_line: u64,
    },
    /// A negative invoice, read as a credit note.
    #[error("negative invoice read as a credit note")]
    NegativeInvoice,
    /// Amount, paid and open do not agree.
    #[error("amount {amount} is not paid {paid} + open {open}")]
    AmountsDisagree {
        /// Amount of the document.
        amount: Cents,
        /// Already paid.
        paid: Cents,
        /// Still open.
        open: Cents,
    },

    /// A row that sums up others; it is no row of the table.
    #[error("a row of totals was skipped")]
    TotalsRow,
    /// The error of a formula in a cell that is used.
    #[error("the cell holds the error {text}")]
    BrokenCell {
        /// `#N/A`…
        text: String,
    },
    /// Dates that could begin with the day or with the month, in a table that does not tell.
    #[error("dates such as {text:?} were read with the day first")]
    AmbiguousDates {
        /// One of them.
        text: String,
    },
    /// Several columns with one name; the first is read.
    #[error("{count} columns with one name")]
    TwinColumns {
        /// How many.
        count: usize,
    },
    /// Gross amounts that the table does not hold, computed from a rate.
    #[error("gross amounts were computed from a rate of tax")]
    ComputedGross,
    /// Instalments that do not make up the amount; the row is left out.
    #[error("instalments sum to {total}, not {amount}")]
    InstalmentsDisagree {
        /// Amount of the document.
        amount: Cents,
        /// Sum of the instalments.
        total: Cents,
    },
    /// A workbook that cannot be opened.
    #[error("broken workbook: {message}")]
    WorkbookBroken {
        /// What the reader says.
        message: String,
    },
    /// A workbook that asks for a password.
    #[error("the workbook is encrypted")]
    WorkbookPassword,
    /// A workbook of the time before XLSX.
    #[error("the workbook is in an old format")]
    WorkbookOld,
    /// A workbook that unfolds to more than any real table.
    #[error("the workbook is too large")]
    WorkbookTooLarge,

    /// Not an XML file of statements.
    #[error("not a camt statement")]
    CamtNoStatement,
    /// A document type definition: refused, as it could expand without end.
    #[error("document type definition refused")]
    XmlDoctype,
    /// Broken or cut XML; what was before is kept.
    #[error("broken XML: {message}")]
    XmlBroken {
        /// What the XML reader says.
        message: String,
    },
    /// Elements nested deeper than any statement.
    #[error("elements nested deeper than {limit}")]
    XmlTooDeep {
        /// The deepest level that is read.
        limit: usize,
    },
    /// Neither CRDT nor DBIT.
    #[error("not a credit or debit mark: {text:?}")]
    CamtIndicator {
        /// As in the file.
        text: String,
    },
    /// Opening balance and entries do not give the closing balance.
    #[error("opening {opening} and entries {entries} do not give closing {closing}")]
    BankBalance {
        /// Opening balance.
        opening: Cents,
        /// Sum of the booked entries.
        entries: Cents,
        /// Closing balance.
        closing: Cents,
    },
    /// Balances and entries of one statement in several currencies.
    #[error("balances and entries in several currencies")]
    BankCurrencies,
    /// No statement format is recognised.
    #[error("not a bank statement")]
    BankUnknown,
    /// The format is known but the file holds no statement.
    #[error("no statement in a file of the format {format}")]
    BankNoStatement {
        /// The format.
        format: &'static str,
    },
    /// Amounts without any currency, read as euros.
    #[error("no currency, read as euros")]
    BankNoCurrency,
    /// A date of six digits, of which the order is not certain.
    #[error("{text:?} read as {value}")]
    ShortDate {
        /// As in the file.
        text: String,
        /// What was read.
        value: domain::Date,
    },
    /// A record outside the statement that it should belong to.
    #[error("record {record} outside a statement")]
    CfonbOutside {
        /// Its code: `04`, `05` or `07`.
        record: &'static str,
    },
    /// A statement that no closing record ends.
    #[error("statement without a closing record")]
    CfonbUnclosed,
    /// A line that is no record.
    #[error("not a CFONB record")]
    CfonbRecord {
        /// The start of it, as in the file.
        text: String,
    },
    /// A record of another account than that of its statement.
    #[error("record of account {found} in the statement of {expected}")]
    CfonbAccount {
        /// The account of the statement.
        expected: String,
        /// The account of the record.
        found: String,
    },
    /// A `:61:` that cannot be read.
    #[error("unreadable statement line")]
    Mt940Line {
        /// As in the file.
        text: String,
    },
    /// A statement with an opening balance and no closing one.
    #[error("statement without a closing balance")]
    Mt940Unclosed,
    /// A second `:25:` in the middle of a statement.
    #[error("second account identification in a statement")]
    Mt940Account {
        /// As in the file.
        text: String,
    },
    /// The bank answered with an error instead of a statement.
    #[error("the bank answered {status}: {message}")]
    OfxRefused {
        /// The status code of the bank.
        status: String,
        /// What it says.
        message: String,
    },
    /// Securities: only the money moves of the account are read.
    #[error("securities are left out")]
    OfxInvestment,

    /// No header of a message.
    #[error("not a message: no header")]
    MailNoHeader,
    /// A message too large, or with too many parts, to be looked at whole.
    #[error("message beyond the limits: its start was read")]
    MailCut,
    /// A report that does not name the address that it is about.
    #[error("report without an address")]
    MailNoRecipient,

    /// A finding about an electronic invoice or a life-cycle message.
    #[error(transparent)]
    Einvoice(#[from] EinvoiceProblem),
}

impl Problem {
    /// The stable key.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "file.empty",
            Self::UnknownContent => "file.unknown",
            Self::Read(_) => "file.read",
            Self::LineTooLong { .. } => "file.line_too_long",
            Self::Repeated { .. } => "file.repeated",
            Self::BadDate { .. } => "value.date",
            Self::BadAmount { .. } => "value.amount",
            Self::LongDecimals { .. } => "value.decimals",
            Self::BadCurrency { .. } => "value.currency",
            Self::MissingValue => "value.missing",
            Self::FecNoHeader => "fec.no_header",
            Self::FecMissingColumns { .. } => "fec.missing_columns",
            Self::FecAbsentColumn { .. } => "fec.absent_column",
            Self::FecSeparator { .. } => "fec.separator",
            Self::FecLineEndings => "fec.line_endings",
            Self::FecFieldCount { .. } => "fec.field_count",
            Self::FecDateStyle { .. } => "fec.date_style",
            Self::FecAmountMissing => "fec.amount_missing",
            Self::FecSide { .. } => "fec.side",
            Self::FecBothSides { .. } => "fec.both_sides",
            Self::FecAuxiliaryName { .. } => "fec.auxiliary_name",
            Self::FecAuxiliaryAccount { .. } => "fec.auxiliary_account",
            Self::FecEntryUnbalanced { .. } => "fec.entry_unbalanced",
            Self::FecUnbalanced { .. } => "fec.unbalanced",
            Self::FecNoLine => "fec.no_line",
            Self::TableNoHeader { .. } => "table.no_header",
            Self::TableWidth { .. } => "table.width",
            Self::BadIdentifier { .. } => "value.identifier",
            Self::UnknownWord { .. } => "value.unknown_word",
            Self::SeveralAddresses => "value.several_addresses",
            Self::Duplicate { .. } => "table.duplicate",
            Self::SharedNumber { .. } => "invoices.shared_number",
            Self::NegativeInvoice => "invoices.negative",
            Self::AmountsDisagree { .. } => "invoices.amounts_disagree",
            Self::TotalsRow => "table.totals",
            Self::BrokenCell { .. } => "table.broken_cell",
            Self::AmbiguousDates { .. } => "table.ambiguous_dates",
            Self::TwinColumns { .. } => "table.twin_columns",
            Self::ComputedGross => "invoices.computed_gross",
            Self::InstalmentsDisagree { .. } => "invoices.instalments_disagree",
            Self::WorkbookBroken { .. } => "workbook.broken",
            Self::WorkbookPassword => "workbook.password",
            Self::WorkbookOld => "workbook.old",
            Self::WorkbookTooLarge => "workbook.too_large",
            Self::CamtNoStatement => "camt.no_statement",
            Self::XmlDoctype => "xml.doctype",
            Self::XmlBroken { .. } => "xml.broken",
            Self::XmlTooDeep { .. } => "xml.too_deep",
            Self::CamtIndicator { .. } => "camt.indicator",
            Self::BankBalance { .. } => "bank.balance",
            Self::BankCurrencies => "bank.currencies",
            Self::BankUnknown => "bank.unknown",
            Self::BankNoStatement { .. } => "bank.no_statement",
            Self::BankNoCurrency => "bank.no_currency",
            Self::ShortDate { .. } => "value.short_date",
            Self::CfonbOutside { .. } => "cfonb.outside",
            Self::CfonbUnclosed => "cfonb.unclosed",
            Self::CfonbRecord { .. } => "cfonb.record",
            Self::CfonbAccount { .. } => "cfonb.account",
            Self::Mt940Line { .. } => "mt940.line",
            Self::Mt940Unclosed => "mt940.unclosed",
            Self::Mt940Account { .. } => "mt940.account",
            Self::OfxRefused { .. } => "ofx.refused",
            Self::OfxInvestment => "ofx.investment",
            Self::MailNoHeader => "mail_in.no_header",
            Self::MailCut => "mail_in.cut",
            Self::MailNoRecipient => "mail_in.no_recipient",
            Self::Einvoice(problem) => problem.code(),
        }
    }

    /// The user's sentence, in French: what happened and what to do.
    #[must_use]
    pub fn french(&self) -> String {
        crate::french::sentence(self)
    }

    /// The same in English.
    #[must_use]
    pub fn english(&self) -> String {
        crate::english::sentence(self)
    }

    /// How many findings of this kind are listed one by one; the rest is counted.
    pub(super) fn listed(&self) -> u64 {
        // A way of writing concerns the whole file: saying it once is enough.
        let once = matches!(
            self,
            Self::FecDateStyle { .. } | Self::FecSeparator { .. } | Self::ComputedGross | Self::BankNoCurrency | Self::OfxInvestment
        );
        if once { 1 } else { 100 }
    }
}
