//! Agreements in words: texts only, already formatted. They are French: the law that they cite is.

use std::collections::BTreeMap;

use chrono::Datelike;
use domain::accounting::VatPart;
use domain::compromise::Nature;
use domain::identifiers::Iban;
use domain::party::{Creditor, Debtor, DebtorKind};
use domain::{Cents, Currency, Date};
use serde::Serialize;

use crate::agreement::{CurePaper, PlanPaper};
use crate::compromise::CompromisePaper;
use crate::error::LetterError;
use crate::press::{About, Printed};
use crate::templates;
use crate::view::{CreditorView, Field, Payment, recipient};
use crate::wording::{Labels, Language, label, one_line};

const FRENCH: Language = Language::French;
const LONGEST_IN_BOX: usize = 20;

#[derive(Serialize)]
pub(crate) struct AgreementView {
    language: &'static str,
    labels: &'static Labels,
    title: String,
    subtitle: String,
    reference: String,
    written_on: (i32, u32, u32),
    place_date: String,
    creditor: CreditorView,
    recipient: Vec<String>,
    data_protection: String,
    draft: bool,
    draft_word: &'static str,
    blocks: Vec<Block>,
    tables: BTreeMap<&'static str, Table>,
    payment: Payment,
    words: Words,
}

/// A piece of the text, in order.
#[derive(Serialize)]
struct Block {
    kind: &'static str,
    text: String,
}

/// A table: the widths of its columns in millimetres, zero for the rest of the line.
#[derive(Serialize)]
struct Table {
    heads: Vec<&'static str>,
    widths: Vec<u32>,
    right: Vec<bool>,
    rows: Vec<Vec<String>>,
    /// Whether the last row is a sum.
    sum: bool,
}

/// What stands in the places to fill.
#[derive(Serialize, Default)]
struct Words {
    letters: &'static str,
    figures: &'static str,
    creditor: &'static str,
    creditor_lines: Vec<String>,
    debtor: &'static str,
    debtor_lines: Vec<String>,
}

fn money(amount: Cents, currency: Currency) -> String {
    FRENCH.amount(amount, currency)
}

/// Who owes, as a deed names it.
fn identity(debtor: &Debtor) -> String {
    let name = one_line(&debtor.name);
    debtor.siren.as_ref().map_or_else(|| name.clone(), |siren| format!("{name}, SIREN {}", siren.spaced()))
}

fn address(debtor: &Debtor) -> String {
    let lines = recipient(debtor, "", usize::MAX);
    let place = lines[1..].join(", ");
    let is_person = matches!(debtor.kind, DebtorKind::Consumer | DebtorKind::Unknown);
    match (place.is_empty(), is_person) {
        (true, _) => format!("compte client {}", one_line(&debtor.code)),
        (false, true) => format!("demeurant {place}"),
        (false, false) => format!("dont l’adresse est {place}"),
    }
}

fn payment(creditor: &Creditor, reference: &str, labels: &Labels) -> Result<Payment, LetterError> {
    let values = [
        ("holder", one_line(&creditor.iban_holder)),
        ("iban", creditor.iban.as_ref().map(Iban::spaced).unwrap_or_default()),
        ("bic", one_line(&creditor.bic)),
        ("reference_to_quote", one_line(reference)),
    ];
    let shown = values.into_iter().filter(|(_, value)| !value.is_empty());
    let fields = shown.map(|(key, value)| Ok(Field { label: label(labels, key, &[])?, value })).collect::<Result<_, LetterError>>()?;
    Ok(Payment { fields, qr: false })
}

/// Paragraphs as blocks: `# ` begins a title, `**` around a whole paragraph makes it strong, `[[name]]` stands for a place or a table.
fn blocks(paragraphs: Vec<String>, tables: &BTreeMap<&'static str, Table>) -> Result<Vec<Block>, LetterError> {
    let block = |text: String| {
        if let Some(title) = text.strip_prefix("# ") {
            return Ok(Block { kind: "title", text: title.to_owned() });
        }
        let Some(name) = text.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")) else {
            return Ok(Block { kind: "text", text });
        };
        let places = ["field", "signatures", "payment", "closing"];
        match places.into_iter().find(|place| *place == name) {
            Some(place) => Ok(Block { kind: place, text: String::new() }),
            None if tables.contains_key(name) => Ok(Block { kind: "table", text: name.to_owned() }),
            None => Err(LetterError::Render(format!("no place {name}"))),
        }
    };
    let mut all = Vec::new();
    for text in paragraphs {
        // A sentence in bold may begin a paragraph.
        match text.strip_prefix("**").and_then(|rest| rest.split_once("**")) {
            Some((strong, rest)) => {
                all.push(Block { kind: "strong", text: strong.to_owned() });
                if !rest.trim().is_empty() {
                    all.push(Block { kind: "text", text: rest.trim().to_owned() });
                }
            }
            None => all.push(block(text)?),
        }
    }
    Ok(all)
}

#[derive(Serialize)]
struct PlanWords<'a> {
    creditor: &'a CreditorView,
    debtor: String,
    debtor_address: String,
    business: bool,
    made_on: String,
    has_interest: bool,
    interest_name: &'static str,
    interest: String,
    has_indemnity: bool,
    indemnity: String,
    count: usize,
    several: bool,
    choice: &'static str,
    interest_first: bool,
    accelerates: bool,
    grace: u16,
    cure_days: u16,
    guarantee: String,
}

#[derive(Serialize)]
struct CompromiseWords<'a> {
    creditor: &'a CreditorView,
    debtor: String,
    debtor_address: String,
    business: bool,
    made_on: String,
    total: String,
    discount: String,
    pay_by: String,
    rebate: bool,
    by_rate: bool,
    on_receipts: bool,
    waived: bool,
    interest_first: bool,
}

#[derive(Serialize)]
struct CureWords<'a> {
    creditor: &'a CreditorView,
    signed_on: String,
    signatory: String,
    reference: String,
    missing: String,
    cure_by: String,
    days: i64,
    left: String,
    accelerates: bool,
}

fn debts(items: &[crate::agreement::AgreedItem], currency: Currency) -> Table {
    let row = |item: &crate::agreement::AgreedItem| {
        vec![
            one_line(&item.number),
            FRENCH.date(item.issued_on),
            FRENCH.date(item.due_on),
            money(item.amount, currency),
            money(item.owed, currency),
        ]
    };
    let mut rows: Vec<Vec<String>> = items.iter().map(row).collect();
    let total = Cents::total(items.iter().map(|item| item.owed));
    rows.push(vec!["Total".to_owned(), String::new(), String::new(), String::new(), money(total, currency)]);
    Table {
        heads: vec!["Pièce", "Date", "Échéance", "Montant TTC", "Reste dû"],
        widths: vec![0, 23, 23, 30, 30],
        right: vec![false, false, false, true, true],
        rows,
        sum: true,
    }
}

/// The credit note of a discount, by rate of VAT.
fn by_rate(paper: &CompromisePaper) -> Table {
    let row = |word: String, [base, tax, gross]: [Cents; 3]| {
        vec![word, money(base, paper.currency), money(tax, paper.currency), money(gross, paper.currency)]
    };
    let sums = |part: &VatPart| [part.net(), part.vat(), part.gross];
    let mut rows: Vec<Vec<String>> = paper.vat.iter().map(|part| row(part.rate.short_fr(), sums(part))).collect();
    let of = |at: usize| Cents::total(paper.vat.iter().map(|part| sums(part)[at]));
    rows.push(row("Total".to_owned(), [of(0), of(1), of(2)]));
    Table {
        heads: vec!["Taux de TVA", "Base HT", "TVA", "Montant TTC"],
        widths: vec![0, 32, 32, 32],
        right: vec![false, true, true, true],
        rows,
        sum: true,
    }
}

fn instalments(paper: &PlanPaper) -> Table {
    let (mut paid, total) = (Cents::ZERO, paper.total());
    let row = |(at, line): (usize, &domain::plan::Filled)| {
        paid += line.instalment.amount;
        vec![
            (at + 1).to_string(),
            FRENCH.long_date(line.instalment.due_on),
            money(line.instalment.amount, paper.currency),
            money(paid, paper.currency),
            money(total - paid, paper.currency),
        ]
    };
    let rows = paper.lines.iter().enumerate().map(row).collect();
    Table {
        heads: vec!["N°", "À payer au plus tard le", "Montant", "Cumul", "Reste dû après"],
        widths: vec![10, 0, 32, 32, 32],
        right: vec![false, false, true, true, true],
        rows,
        sum: false,
    }
}

fn missed(paper: &PlanPaper) -> Table {
    let late = paper.lines.iter().enumerate().filter(|(_, line)| line.instalment.due_on < paper.written_on && line.missing().is_positive());
    let row = |(at, line): (usize, &domain::plan::Filled)| {
        vec![
            (at + 1).to_string(),
            FRENCH.long_date(line.instalment.due_on),
            money(line.instalment.amount, paper.currency),
            money(line.filled, paper.currency),
            money(line.missing(), paper.currency),
        ]
    };
    let mut rows: Vec<Vec<String>> = late.clone().map(row).collect();
    let sum = Cents::total(late.map(|(_, line)| line.missing()));
    rows.push(vec![String::new(), "Total à régler".to_owned(), String::new(), String::new(), money(sum, paper.currency)]);
    Table {
        heads: vec!["N°", "Échéance", "Montant", "Réglé", "Manque"],
        widths: vec![10, 0, 32, 32, 32],
        right: vec![false, false, true, true, true],
        rows,
        sum: true,
    }
}

struct Sheet<'a> {
    creditor: &'a Creditor,
    reference: &'a str,
    written_on: Date,
    title: String,
    subtitle: String,
    recipient: Vec<String>,
    draft: bool,
    words: Words,
}

impl Printed for AgreementView {
    fn about(&self) -> About<'_> {
        About { title: &self.title, author: &self.creditor.name, written_on: Some(self.written_on) }
    }
}

impl AgreementView {
    fn new(sheet: Sheet<'_>, text: Vec<String>, tables: BTreeMap<&'static str, Table>) -> Result<Self, LetterError> {
        let labels = FRENCH.labels()?;
        let creditor = CreditorView::new(sheet.creditor);
        let (place, date) = (one_line(&sheet.creditor.seat.city), FRENCH.long_date(sheet.written_on));
        Ok(Self {
            language: FRENCH.code(),
            labels,
            title: sheet.title,
            subtitle: sheet.subtitle,
            reference: one_line(sheet.reference),
            written_on: (sheet.written_on.year(), sheet.written_on.month(), sheet.written_on.day()),
            place_date: label(labels, "place_date", &[("place", &place), ("date", &date)])?,
            recipient: sheet.recipient,
            data_protection: templates::line(
                "fr/data_protection.txt",
                serde_json::json!({ "creditor": { "name": creditor.name, "email": creditor.email } }),
            )?,
            creditor,
            draft: sheet.draft,
            draft_word: "PROJET",
            blocks: blocks(text, &tables)?,
            tables,
            payment: payment(sheet.creditor, sheet.reference, labels)?,
            words: sheet.words,
        })
    }

    pub(crate) fn plan(paper: &PlanPaper) -> Result<Self, LetterError> {
        let creditor = CreditorView::new(&paper.creditor);
        let business = matches!(paper.debtor.kind, DebtorKind::Business | DebtorKind::Public);
        let accessories = paper.accessories;
        let text = templates::paragraphs(
            "fr/agreement/plan.txt",
            PlanWords {
                creditor: &creditor,
                debtor: identity(&paper.debtor),
                debtor_address: address(&paper.debtor),
                business,
                made_on: FRENCH.long_date(paper.made_on),
                has_interest: business && (accessories.interest.is_positive() || accessories.indemnity.is_positive()),
                interest_name: if paper.debtor.kind == DebtorKind::Public {
                    "les intérêts moratoires"
                } else {
                    "les pénalités de retard"
                },
                interest: money(accessories.interest, paper.currency),
                has_indemnity: accessories.indemnity.is_positive(),
                indemnity: money(accessories.indemnity, Currency::EUR),
                count: paper.lines.len(),
                several: paper.lines.len() > 1,
                choice: paper.interest.code(),
                interest_first: paper.interest_first,
                accelerates: paper.accelerates,
                grace: paper.grace_days,
                cure_days: paper.cure_days,
                guarantee: one_line(&paper.guarantee),
            },
        )?;
        let representative = if business { "Nom et qualité du signataire :" } else { "Nom et prénom :" };
        let words = Words {
            letters: "Somme en toutes lettres, écrite par le débiteur",
            figures: "Somme en chiffres, écrite par le débiteur",
            creditor: "Le créancier",
            creditor_lines: vec![creditor.name.clone(), "Nom et qualité du signataire :".to_owned(), "Date et signature :".to_owned()],
            debtor: "Le débiteur",
            debtor_lines: vec![one_line(&paper.debtor.name), representative.to_owned(), "Date et signature :".to_owned()],
        };
        let version = if paper.version > 1 { format!(", version {}", paper.version) } else { String::new() };
        let sheet = Sheet {
            creditor: &paper.creditor,
            reference: &paper.reference,
            written_on: paper.written_on,
            title: "Échéancier et reconnaissance de dette".to_owned(),
            subtitle: format!("{}{version} · {}", one_line(&paper.reference), FRENCH.long_date(paper.written_on)),
            recipient: Vec::new(),
            draft: paper.is_draft,
            words: spaced(words),
        };
        Self::new(sheet, text, BTreeMap::from([("debts", debts(&paper.items, paper.currency)), ("schedule", instalments(paper))]))
    }

    pub(crate) fn compromise(paper: &CompromisePaper) -> Result<Self, LetterError> {
        let creditor = CreditorView::new(&paper.creditor);
        let business = matches!(paper.debtor.kind, DebtorKind::Business | DebtorKind::Public);
        let text = templates::paragraphs(
            "fr/agreement/compromise.txt",
            CompromiseWords {
                creditor: &creditor,
                debtor: identity(&paper.debtor),
                debtor_address: address(&paper.debtor),
                business,
                made_on: FRENCH.long_date(paper.written_on),
                total: money(paper.terms.total, paper.currency),
                discount: money(paper.terms.discount, paper.currency),
                pay_by: FRENCH.long_date(paper.terms.pay_by),
                rebate: paper.nature == Nature::Rebate,
                by_rate: !paper.vat.is_empty(),
                on_receipts: paper.vat_on_receipts,
                waived: paper.waives_interest,
                interest_first: paper.interest_first,
            },
        )?;
        let representative = if business { "Nom et qualité du signataire :" } else { "Nom et prénom :" };
        let words = Words {
            creditor: "Le créancier",
            creditor_lines: vec![creditor.name.clone(), "Nom et qualité du signataire :".to_owned(), "Date et signature :".to_owned()],
            debtor: "Le débiteur",
            debtor_lines: vec![one_line(&paper.debtor.name), representative.to_owned(), "Date et signature :".to_owned()],
            ..Words::default()
        };
        let sheet = Sheet {
            creditor: &paper.creditor,
            reference: &paper.reference,
            written_on: paper.written_on,
            title: "Accord de règlement avec remise".to_owned(),
            subtitle: format!("{} · {}", one_line(&paper.reference), FRENCH.long_date(paper.written_on)),
            recipient: Vec::new(),
            draft: paper.is_draft,
            words: spaced(words),
        };
        let sums = [
            ("Dette".to_owned(), paper.terms.total),
            (if paper.nature == Nature::Rebate { "Remise" } else { "Abandon de créance" }.to_owned(), -paper.terms.discount),
            (format!("Somme convenue, à payer au plus tard le {}", FRENCH.long_date(paper.terms.pay_by)), paper.terms.payable()),
        ];
        let terms = Table {
            heads: vec!["", "Montant TTC"],
            widths: vec![0, 36],
            right: vec![false, true],
            rows: sums.into_iter().map(|(word, sum)| vec![word, money(sum, paper.currency)]).collect(),
            sum: true,
        };
        let mut tables = BTreeMap::from([("debts", debts(&paper.items, paper.currency)), ("terms", terms)]);
        if !paper.vat.is_empty() {
            tables.insert("vat", by_rate(paper));
        }
        Self::new(sheet, text, tables)
    }

    pub(crate) fn cure(paper: &CurePaper) -> Result<Self, LetterError> {
        let plan = &paper.plan;
        let creditor = CreditorView::new(&plan.creditor);
        let late = plan.lines.iter().filter(|line| line.instalment.due_on < plan.written_on);
        let text = templates::paragraphs(
            "fr/agreement/cure.txt",
            CureWords {
                creditor: &creditor,
                signed_on: FRENCH.long_date(paper.signed_on),
                signatory: one_line(&paper.signatory),
                reference: one_line(&plan.reference),
                missing: money(Cents::total(late.map(domain::plan::Filled::missing)), plan.currency),
                cure_by: FRENCH.long_date(paper.cure_by),
                days: (paper.cure_by - plan.written_on).num_days(),
                left: money(plan.left(), plan.currency),
                accelerates: plan.accelerates,
            },
        )?;
        let sheet = Sheet {
            creditor: &plan.creditor,
            reference: &plan.reference,
            written_on: plan.written_on,
            title: "Mise en demeure de régulariser l’échéancier".to_owned(),
            subtitle: String::new(),
            recipient: recipient(&plan.debtor, "", LONGEST_IN_BOX),
            draft: false,
            words: Words::default(),
        };
        Self::new(sheet, text, BTreeMap::from([("missed", missed(plan))]))
    }

    /// The text alone, for an e-mail.
    pub(crate) fn as_text(&self) -> String {
        let mut parts = vec![self.labels.get("greeting").cloned().unwrap_or_default()];
        for block in &self.blocks {
            match block.kind {
                "text" | "strong" | "title" => parts.push(block.text.clone()),
                "table" => {
                    let Some(table) = self.tables.get(block.text.as_str()) else { continue };
                    let row = |row: &Vec<String>| row.iter().filter(|cell| !cell.is_empty()).cloned().collect::<Vec<_>>().join(" · ");
                    let heads = table.heads.join(" · ");
                    parts.push([heads].into_iter().chain(table.rows.iter().map(row)).collect::<Vec<_>>().join("\n"));
                }
                "payment" => {
                    let fields = self.payment.fields.iter().map(|field| format!("{} : {}", field.label, field.value));
                    parts.push(fields.collect::<Vec<_>>().join("\n"));
                }
                "closing" => parts.push(self.labels.get("closing_letter").cloned().unwrap_or_default()),
                _ => {}
            }
        }
        parts.push(self.creditor.name.clone());
        parts.join("\n\n")
    }
}

/// Colons of the places to fill stand after a narrow no-break space.
fn spaced(words: Words) -> Words {
    let told = |lines: Vec<String>| lines.into_iter().map(|line| line.replace(" :", "\u{202f}:")).collect();
    Words { creditor_lines: told(words.creditor_lines), debtor_lines: told(words.debtor_lines), ..words }
}
