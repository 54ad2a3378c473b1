//! What the templates see: texts only, already formatted, already in the debtor's language.

use chrono::Datelike;
use domain::Cents;
use domain::ledger::{Bucket, age};
use domain::party::{Address, Creditor, Debtor, DebtorKind};
use domain::template::Audience;
use serde::Serialize;

use crate::context::{Line, ReminderContext, Section, Stage};
use crate::epc::Transfer;
use crate::error::LetterError;
use crate::press::{About, Printed};
use crate::proof_view::{self, AccountView};
use crate::template::{self, Words};
use crate::templates;
use crate::wording::{Labels, Language, kind_key, label, one_line};

/// What carries the words: the sentences name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Medium {
    Email,
    Letter,
}

#[derive(Serialize)]
pub(crate) struct View {
    pub(crate) language: &'static str,
    pub(crate) labels: &'static Labels,
    pub(crate) title: String,
    pub(crate) subject: String,
    pub(crate) object: String,
    pub(crate) reference: String,
    pub(crate) account: String,
    pub(crate) written_on: (i32, u32, u32),
    pub(crate) place_date: String,
    /// How it is sent, above the address; empty for an ordinary letter.
    pub(crate) sending: String,
    pub(crate) statement_on: String,
    pub(crate) creditor: CreditorView,
    pub(crate) recipient: Vec<String>,
    pub(crate) before: Vec<String>,
    pub(crate) after: Vec<String>,
    /// Whether the texts are a user's: they greet and close by themselves.
    pub(crate) own_words: bool,
    /// Whether the documents are listed.
    pub(crate) show_table: bool,
    /// What the law of late payment provides, for those whom it concerns; else empty.
    pub(crate) note: String,
    pub(crate) data_protection: String,
    pub(crate) asked: Vec<Row>,
    pub(crate) others: Vec<Row>,
    pub(crate) not_due: Vec<Row>,
    pub(crate) credit_rows: Vec<Row>,
    pub(crate) show_late: bool,
    pub(crate) totals: Vec<Labelled>,
    pub(crate) ageing: Vec<Labelled>,
    pub(crate) payment: Payment,
    /// The account of interest, on further pages of a letter.
    pub(crate) proof: Option<AccountView>,
}

#[derive(Serialize)]
pub(crate) struct CreditorView {
    pub(crate) name: String,
    pub(crate) address: Vec<String>,
    pub(crate) contact: Vec<String>,
    pub(crate) legal: String,
    pub(crate) seat: String,
    pub(crate) email: String,
    pub(crate) phone: String,
}

impl CreditorView {
    pub(crate) fn new(creditor: &Creditor) -> Self {
        let address = address_lines(&creditor.seat);
        let email = creditor.email.as_ref().map(ToString::to_string).unwrap_or_default();
        let phone = telephone(&one_line(&creditor.phone));
        Self {
            name: one_line(&creditor.name),
            seat: address.join(", "),
            address,
            contact: [&phone, &email].into_iter().filter(|text| !text.is_empty()).cloned().collect(),
            legal: one_line(&creditor.legal_line()),
            email,
            phone,
        }
    }
}

/// A French number in pairs, as people read it: `+33 2 61 91 01 42`, `02 61 91 01 42`; any other is left as it was typed.
fn telephone(typed: &str) -> String {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let is_bare = typed.chars().enumerate().all(|(at, sign)| sign.is_ascii_digit() || (at == 0 && sign == '+'));
    let pairs =
        |rest: &str| -> String { rest.as_bytes().chunks(2).map(|pair| format!("\u{a0}{}", String::from_utf8_lossy(pair))).collect() };
    match (is_bare, typed.strip_prefix("+33"), digits.as_str()) {
        (true, Some(rest), _) if rest.len() == 9 => format!("+33\u{a0}{}{}", &rest[..1], pairs(&rest[1..])),
        (true, None, local) if local.len() == 10 && local.starts_with('0') => format!("{}{}", &local[..2], pairs(&local[2..])),
        _ => typed.to_owned(),
    }
}

/// One document, as a row of a table and as parts of a sentence.
#[derive(Serialize)]
pub(crate) struct Row {
    pub(crate) kind: String,
    pub(crate) number: String,
    pub(crate) issued: String,
    pub(crate) due: String,
    pub(crate) late: String,
    pub(crate) late_long: String,
    pub(crate) amount: String,
    pub(crate) open: String,
    pub(crate) partly: bool,
    pub(crate) sentence_issued: String,
    pub(crate) sentence_due: String,
    pub(crate) sentence_amount: String,
}

#[derive(Serialize)]
pub(crate) struct Labelled {
    pub(crate) label: String,
    pub(crate) amount: String,
}

#[derive(Serialize)]
pub(crate) struct Field {
    pub(crate) label: String,
    pub(crate) value: String,
}

#[derive(Serialize)]
pub(crate) struct Payment {
    pub(crate) fields: Vec<Field>,
    pub(crate) qr: bool,
}

/// What the sentences of a stage may name.
#[derive(Serialize)]
struct Sentences<'a> {
    creditor: &'a CreditorView,
    count: usize,
    asked_total: String,
    /// What a formal notice demands: what is asked, less what the debtor already gave or was credited.
    demanded: String,
    first_due: String,
    previous: Vec<Message>,
    partly_paid: bool,
    /// Empty when nothing is contested.
    disputed: String,
    penalties: &'static str,
    /// Whose rule of interest a formal notice states.
    regime: &'static str,
    this_message: String,
    of_this_message: String,
}

#[derive(Serialize)]
struct Message {
    channel: &'static str,
    date: String,
}

/// Formats the values of one context in its language.
struct Writer<'a> {
    context: &'a ReminderContext,
    language: Language,
    labels: &'static Labels,
}

impl Printed for View {
    fn about(&self) -> About<'_> {
        About { title: &self.title, author: &self.creditor.name, written_on: Some(self.written_on) }
    }
}

impl View {
    /// Checks a context and puts it into words.
    pub(crate) fn new(context: &ReminderContext, medium: Medium) -> Result<Self, LetterError> {
        let transfer = context.check()?;
        let language = Language::of(&context.debtor.language);
        let writer = Writer { context, language, labels: language.labels()? };
        let creditor = CreditorView::new(&context.creditor);
        let sentences = writer.sentences(&creditor, medium)?;
        let folder = format!("{}/{}", language.code(), context.stage.code());
        // Chosen here rather than in each template, so that no new stage can forget it.
        let quiet = if context.is_discreet() { format!("{}/discreet", language.code()) } else { folder.clone() };
        let own = writer.own_words()?;
        let is_notice = context.stage == Stage::FormalNotice;
        let subject = match &own {
            Some(words) if !writer.must_be_quiet() => words.subject.clone(),
            _ => templates::line(&format!("{quiet}/subject.txt"), &sentences)?,
        };
        let long_date = language.long_date(context.written_on);
        let place = one_line(&context.creditor.seat.city);
        Ok(Self {
            title: if context.is_discreet() {
                writer.label("document", &[("reference", &one_line(&context.reference))])?
            } else {
                subject.clone()
            },
            object: match &own {
                Some(words) if is_notice => words.subject.clone(),
                Some(_) if !writer.must_be_quiet() => subject.clone(),
                // Under a closed cover, a formal notice says that it is one (C. civ. art. 1344).
                _ if is_notice => templates::line(&format!("{folder}/object.txt"), &sentences)?,
                _ => templates::line(&format!("{quiet}/object.txt"), &sentences)?,
            },
            subject,
            reference: one_line(&context.reference),
            account: one_line(&context.debtor.code),
            written_on: (context.written_on.year(), context.written_on.month(), context.written_on.day()),
            place_date: writer.label("place_date", &[("place", &place), ("date", &long_date)])?,
            sending: String::new(),
            statement_on: writer.label("statement_on", &[("date", &long_date)])?,
            recipient: recipient(&context.debtor, &context.contact_name, LONGEST_WORD),
            before: match &own {
                Some(words) => words.before.clone(),
                None => templates::paragraphs(&format!("{folder}/before.txt"), &sentences)?,
            },
            after: writer.after(own.as_ref(), &folder, &sentences, medium)?,
            own_words: own.is_some(),
            show_table: own.as_ref().is_none_or(|words| words.has_table),
            // A formal notice states the rule among its own words.
            note: if sentences.penalties.is_empty() || is_notice {
                String::new()
            } else {
                templates::line(&format!("{}/penalties.txt", language.code()), &sentences)?
            },
            data_protection: templates::line(&format!("{}/data_protection.txt", language.code()), &sentences)?,
            asked: writer.rows(Section::Asked)?,
            others: writer.rows(Section::OtherOverdue)?,
            not_due: writer.rows(Section::NotDue)?,
            credit_rows: writer.rows(Section::Credit)?,
            show_late: context.in_section(Section::Asked).any(|line| line.days_late > 0),
            totals: writer.totals()?,
            ageing: writer.ageing()?,
            payment: writer.payment(transfer.as_ref())?,
            proof: match &context.interest {
                Some(account) if medium == Medium::Letter => {
                    Some(AccountView::new(account, context.debtor.kind, context.currency, language, false)?)
                }
                _ => None,
            },
            language: language.code(),
            labels: writer.labels,
            creditor,
        })
    }
}

/// How a letter is sent, where the letter itself says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sending<'a> {
    /// An ordinary letter.
    Plain,
    /// Registered with receipt, under this number when it is known already.
    Registered(&'a str),
    /// Registered electronically (CPCE art. L100).
    Electronic,
}

impl View {
    /// Says above the address how the letter is sent.
    pub(crate) fn sent_as(mut self, sending: Sending<'_>) -> Result<Self, LetterError> {
        self.sending = match sending {
            Sending::Plain => String::new(),
            Sending::Electronic => label(self.labels, "sending_electronic", &[])?,
            Sending::Registered(number) => {
                let registered = label(self.labels, "sending_registered", &[])?;
                match one_line(number).as_str() {
                    "" => registered,
                    // The number stays on one line.
                    number => {
                        format!("{registered}, {}", label(self.labels, "sending_number", &[("number", &number.replace(' ', "\u{a0}"))])?)
                    }
                }
            }
        };
        Ok(self)
    }
}

impl Writer<'_> {
    fn label(&self, key: &str, values: &[(&str, &str)]) -> Result<String, LetterError> {
        label(self.labels, key, values)
    }

    fn amount(&self, amount: Cents) -> String {
        self.language.amount(amount, self.context.currency)
    }

    /// The user's words, when there are some.
    fn own_words(&self) -> Result<Option<Words>, LetterError> {
        self.context.template.as_ref().map(|template| template::words(template, self.context)).transpose()
    }

    /// Whether the user's subject gives way to the quiet one: only one that was written for consumers is known to be quiet.
    fn must_be_quiet(&self) -> bool {
        self.context.is_discreet() && self.context.template.as_ref().is_none_or(|own| own.key.audience != Audience::Consumer)
    }

    /// What follows the table; on a letter with an account of interest, its sums come first.
    fn after(&self, own: Option<&Words>, folder: &str, sentences: &Sentences<'_>, medium: Medium) -> Result<Vec<String>, LetterError> {
        let mut after = match own {
            Some(words) => words.after.clone(),
            None => templates::paragraphs(&format!("{folder}/after.txt"), sentences)?,
        };
        if let Some(account) = &self.context.interest
            && medium == Medium::Letter
        {
            after.insert(0, proof_view::sentence(account, self.context.debtor.kind, self.context.currency, self.language)?);
        }
        if !sentences.disputed.is_empty() {
            after.insert(0, templates::line(&format!("{}/disputed.txt", self.language.code()), sentences)?);
        }
        // The sheet wants a last paragraph beside the signature.
        if after.is_empty() && medium == Medium::Letter {
            after.push(self.label("closing_letter", &[])?);
        }
        Ok(after)
    }

    fn sentences<'a>(&self, creditor: &'a CreditorView, medium: Medium) -> Result<Sentences<'a>, LetterError> {
        let asked: Vec<&Line> = self.context.in_section(Section::Asked).collect();
        let first_due = asked.iter().map(|line| line.due_on).min().unwrap_or(self.context.written_on);
        let (this, of_this) = match medium {
            Medium::Email => ("this_email", "of_this_email"),
            Medium::Letter => ("this_letter", "of_this_letter"),
        };
        let asked_total = Cents::total(asked.iter().map(|line| line.open));
        let less_credits = asked_total + self.context.credits;
        // Older ones are in the history; three are enough to say "despite".
        let recent = self.context.previous.len().saturating_sub(3);
        Ok(Sentences {
            demanded: self.amount(if less_credits.is_positive() { less_credits } else { self.context.net }),
            creditor,
            count: asked.len(),
            asked_total: self.amount(asked_total),
            first_due: self.language.long_date(first_due),
            previous: self.context.previous[recent..]
                .iter()
                .map(|message| Message { channel: message.channel.code(), date: self.language.long_date(message.sent_on) })
                .collect(),
            // What is contested is not there either, and nobody paid it.
            partly_paid: Cents::total(asked.iter().map(|line| line.amount - line.open)) != self.context.disputed,
            disputed: if self.context.disputed.is_positive() { self.amount(self.context.disputed) } else { String::new() },
            penalties: self.penalties(),
            regime: match self.penalties() {
                "" => "consumer",
                owed => owed,
            },
            this_message: self.label(this, &[])?,
            of_this_message: self.label(of_this, &[])?,
        })
    }

    /// Which law of late payment may be mentioned; none before the due date, none where `domain` says so.
    fn penalties(&self) -> &'static str {
        match self.context.debtor.kind {
            _ if !self.context.may_mention_penalties() => "",
            DebtorKind::Public => "public",
            _ => "business",
        }
    }

    fn rows(&self, section: Section) -> Result<Vec<Row>, LetterError> {
        self.context.in_section(section).map(|line| self.row(line)).collect()
    }

    fn row(&self, line: &Line) -> Result<Row, LetterError> {
        let days = line.days_late.to_string();
        let late = line.kind.is_debit() && line.days_late > 0;
        let late_key = if line.days_late == 1 { "late_one" } else { "late_many" };
        let (issued, due, amount) = (self.language.date(line.issued_on), self.language.date(line.due_on), self.amount(line.amount));
        Ok(Row {
            kind: self.label(kind_key(line.kind), &[])?,
            number: breakable(&one_line(&line.number)),
            late: if late { self.label("short_days", &[("n", &days)])? } else { "—".to_owned() },
            late_long: if late { self.label(late_key, &[("n", &days)])? } else { String::new() },
            open: self.amount(line.open),
            partly: line.open != line.amount,
            sentence_issued: self.label("sentence_issued", &[("date", &issued)])?,
            // A credit is not due; its only date is that of the document.
            sentence_due: if line.kind.is_debit() { self.label("sentence_due", &[("date", &due)])? } else { String::new() },
            sentence_amount: self.label("sentence_amount", &[("amount", &amount)])?,
            issued,
            due,
            amount,
        })
    }

    /// The sum to pay last; what leads to it only when there is something to explain.
    fn totals(&self) -> Result<Vec<Labelled>, LetterError> {
        let sum = |section| Cents::total(self.context.in_section(section).map(|line| line.open));
        let (asked, others) = (sum(Section::Asked), sum(Section::OtherOverdue));
        let mut totals = Vec::new();
        let mut push = |key: &str, amount: Cents| -> Result<(), LetterError> {
            totals.push(Labelled { label: self.label(key, &[])?, amount: self.amount(amount) });
            Ok(())
        };
        if !others.is_zero() {
            push("asked_total", asked)?;
            push("others_total", others)?;
        }
        if !others.is_zero() || !self.context.credits.is_zero() {
            push("gross", self.context.gross)?;
        }
        if !self.context.credits.is_zero() {
            push("credits", self.context.credits)?;
        }
        push("net", self.context.net)?;
        Ok(totals)
    }

    fn ageing(&self) -> Result<Vec<Labelled>, LetterError> {
        let debits: Vec<&Line> = self.context.lines.iter().filter(|line| line.kind.is_debit()).collect();
        let buckets = Bucket::ALL.into_iter().filter(|bucket| *bucket != Bucket::Credits);
        buckets
            .map(|bucket| {
                let within = debits.iter().filter(|line| age(line.due_on, self.context.written_on) == bucket);
                let amount = self.amount(Cents::total(within.map(|line| line.open)));
                Ok(Labelled { label: self.label(&format!("bucket_{}", bucket.code()), &[])?, amount })
            })
            .collect()
    }

    fn payment(&self, transfer: Option<&Transfer>) -> Result<Payment, LetterError> {
        let creditor = &self.context.creditor;
        let amount = transfer.and_then(|transfer| transfer.amount).unwrap_or(self.context.net);
        let values = [
            ("holder", one_line(&creditor.iban_holder)),
            ("iban", creditor.iban.as_ref().map(domain::identifiers::Iban::spaced).unwrap_or_default()),
            ("bic", one_line(&creditor.bic)),
            ("amount_to_pay", self.amount(amount)),
            ("reference_to_quote", one_line(&self.context.reference)),
        ];
        let shown = values.into_iter().filter(|(_, value)| !value.is_empty());
        let fields = shown.map(|(key, value)| Ok(Field { label: self.label(key, &[])?, value })).collect::<Result<_, LetterError>>()?;
        Ok(Payment { fields, qr: transfer.is_some() })
    }
}

/// The address as it stands in the window: who, to whose attention, where (NF Z10-011). Words longer than
/// `longest` may be broken.
pub(crate) fn recipient(debtor: &Debtor, contact_name: &str, longest: usize) -> Vec<String> {
    let mut lines = vec![one_line(&debtor.name)];
    let contact = one_line(contact_name);
    if !contact.is_empty() {
        lines.push(contact);
    }
    lines.extend(address_lines(&debtor.address));
    lines.iter().map(|line| breakable_after(longest, line)).collect()
}

/// The lines of a debtor's address as they stand in the window of its envelope.
#[must_use]
pub fn address_block(context: &ReminderContext) -> Vec<String> {
    recipient(&context.debtor, &context.contact_name, usize::MAX)
}

/// Street lines, then postal code and town, then the country when it is not France.
fn address_lines(address: &Address) -> Vec<String> {
    let town = one_line(&format!("{} {}", address.postcode, address.city));
    let lines = address.lines.iter().map(|line| one_line(line));
    lines.chain([town]).chain(Language::country(&address.country)).filter(|line| !line.is_empty()).collect()
}

/// Longer words may be broken: hardly any is, and a line holds this many ordinary letters.
const LONGEST_WORD: usize = 28;

/// Lets a line break inside a word that no line could hold.
pub(crate) fn breakable(text: &str) -> String {
    breakable_after(LONGEST_WORD, text)
}

/// The same for a narrow column, which holds `longest` of the widest letters.
pub(crate) fn breakable_after(longest: usize, text: &str) -> String {
    let mut run = 0;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        run = if c == ' ' || c == '-' { 0 } else { run + 1 };
        if run > longest {
            out.push('\u{200b}');
            run = 1;
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::telephone;

    #[test]
    fn a_french_telephone_number_reads_in_pairs() {
        for (typed, shown) in [
            ("+33261910142", "+33 2 61 91 01 42"),
            ("0261910142", "02 61 91 01 42"),
            ("02 61 91 01 42", "02 61 91 01 42"),
            ("+44 20 7946 0958", "+44 20 7946 0958"),
            ("+442079460958", "+442079460958"),
            ("0800", "0800"),
            ("+33é6191014", "+33é6191014"),
            ("", ""),
        ] {
            assert_eq!(telephone(typed).replace('\u{a0}', " "), shown, "{typed}");
        }
    }
}
