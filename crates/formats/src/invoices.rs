//! Tables of invoices and credit notes, open or settled.

use std::collections::HashMap;

use domain::ledger::ItemKind;
use domain::{Cents, Currency, Date};

use crate::diagnostic::{Diagnostic, Problem};
use crate::guess::Kind;
use crate::table::{self, Cells, Known, Schema, Table};

/// One document, or one instalment of it. Amounts of credit notes and payments are negative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceRow {
    /// Physical line in the file.
    pub line: u64,
    /// The number that both sides know it by.
    pub number: String,
    /// Invoice, credit note, payment, other debit.
    pub kind: ItemKind,
    /// The customer's code; empty when the table has names only.
    pub customer_code: String,
    /// The customer's name; empty when the table has codes only.
    pub customer_name: String,
    /// Date of the document; the due date in a table without it.
    pub issued_on: Date,
    /// Due date, if given.
    pub due_on: Option<Date>,
    /// Amount with tax; the open amount in a table without it.
    pub amount: Cents,
    /// Still open, as the source says; nothing when it gives a date of payment.
    pub open: Option<Cents>,
    /// Already paid, as the source says.
    pub paid: Option<Cents>,
    /// Amount without tax.
    pub net: Option<Cents>,
    /// Tax.
    pub vat: Option<Cents>,
    /// Euro when the table does not say.
    pub currency: Currency,
    /// The customer's order; for a credit note often the invoice.
    pub order_ref: String,
    /// What it is about.
    pub label: String,
    /// Why the customer disputes it; empty when not.
    pub dispute: String,
    /// Since when.
    pub disputed_on: Option<Date>,
    /// When it was paid in full.
    pub paid_on: Option<Date>,
}

const COLUMNS: &[Known] = &[
    Known {
        ours: "number",
        theirs: &[
            "number",
            "numerofacture",
            "nfacture",
            "nofacture",
            "ndefacture",
            "numerodefacture",
            "invoicenumber",
            "invoiceno",
            "invoiceid",
            "numero",
            "facture",
            "invoice",
            "numeropiece",
            "numerodepiece",
            "npiece",
            "ndepiece",
            "pieceref",
            "refpiece",
            "piece",
            "documentnumber",
            "document",
            "reference",
            "ref",
            "n",
        ],
    },
    Known {
        ours: "type",
        theirs: &["type", "typepiece", "typedepiece", "typedocument", "typededocument", "documenttype", "nature", "kind"],
    },
    Known {
        ours: "customer_code",
        theirs: &[
            "customercode",
            "codeclient",
            "customerid",
            "customer",
            "numeroclient",
            "nclient",
            "noclient",
            "ndeclient",
            "codetiers",
            "compteclient",
            "compauxnum",
            "compteauxiliaire",
            "compte",
            "tiers",
            "idclient",
            "debtor",
            "debtorcode",
            "account",
        ],
    },
    Known {
        ours: "customer_name",
        theirs: &[
            "customername",
            "nomclient",
            "nomduclient",
            "raisonsociale",
            "client",
            "nom",
            "name",
            "societe",
            "compauxlib",
            "intitule",
            "debiteur",
            "company",
        ],
    },
    Known {
        ours: "issued_on",
        theirs: &[
            "issuedate",
            "issuedon",
            "invoicedate",
            "datefacture",
            "datedefacture",
            "datedelafacture",
            "dateemission",
            "datedemission",
            "datepiece",
            "datedepiece",
            "datedocument",
            "documentdate",
            "emisele",
            "date",
        ],
    },
    Known { ours: "due_on", theirs: &["duedate", "dueon", "echeance", "dateecheance", "datedecheance", "dateechance", "due"] },
    Known { ours: "net", theirs: &["net", "montantht", "totalht", "ht", "netamount"] },
    Known { ours: "vat", theirs: &["vat", "montanttva", "totaltva", "tva", "taxamount", "tax"] },
    Known {
        ours: "amount",
        theirs: &["gross", "montantttc", "totalttc", "ttc", "invoiceamount", "montantfacture", "totalamount", "amount", "montant", "total"],
    },
    Known { ours: "paid", theirs: &["paid", "montantregle", "dejaregle", "regle", "montantpaye", "paye", "amountpaid", "encaisse"] },
    Known {
        ours: "open",
        theirs: &[
            "open",
            "restedu",
            "resteadu",
            "resteapayer",
            "resteregler",
            "resteareger",
            "restearegler",
            "soldedu",
            "solde",
            "montantdu",
            "restant",
            "openamount",
            "amountdue",
            "outstanding",
            "balance",
            "encours",
        ],
    },
    Known { ours: "currency", theirs: &["currency", "devise", "codedevise", "monnaie"] },
    Known {
        ours: "order_ref",
        theirs: &[
            "orderref",
            "commande",
            "ncommande",
            "numerocommande",
            "numerodecommande",
            "refcommande",
            "referencecommande",
            "bondecommande",
            "ponumber",
            "po",
            "refclient",
            "referenceclient",
        ],
    },
    Known { ours: "label", theirs: &["label", "libelle", "objet", "description", "designation"] },
    Known { ours: "dispute", theirs: &["dispute", "litige", "motiflitige", "motifdulitige", "disputed"] },
    Known { ours: "disputed_on", theirs: &["disputedate", "datelitige", "datedulitige"] },
    Known {
        ours: "paid_on",
        theirs: &["paiddate", "paidon", "datereglement", "datedereglement", "datepaiement", "datedepaiement", "paymentdate", "settleddate"],
    },
];

pub(crate) const SCHEMA: Schema = Schema {
    columns: COLUMNS,
    is_enough: |names| {
        let has = |ours| names.contains(&ours);
        has("number")
            && (has("amount") || has("open"))
            && (has("customer_code") || has("customer_name"))
            && (has("issued_on") || has("due_on"))
    },
    kind: Kind::Invoices,
};

/// Reads a table of invoices. The same number with another due date is another instalment; with the same
/// one it is reported, and the later row left out.
///
/// # Errors
/// When the file is empty or its column names are not those of invoices.
pub fn read(bytes: &[u8]) -> Result<Table<InvoiceRow>, Vec<Diagnostic>> {
    let mut numbers: HashMap<String, Vec<(String, Option<Date>, u64)>> = HashMap::new();
    table::read(bytes, &SCHEMA, |cells| {
        let row = read_row(cells)?;
        let customer = if row.customer_code.is_empty() { &row.customer_name } else { &row.customer_code };
        let seen = numbers.entry(row.number.clone()).or_default();
        if let Some((_, _, first_line)) = seen.iter().find(|(other, due_on, _)| other == customer && *due_on == row.due_on) {
            cells.error("number", Problem::Duplicate { key: row.number, first_line: *first_line });
            return None;
        }
        if let Some((_, _, first_line)) = seen.iter().find(|(other, ..)| other != customer) {
            cells.warning("number", Problem::SharedNumber { number: row.number.clone(), first_line: *first_line });
        }
        seen.push((customer.clone(), row.due_on, row.line));
        Some(row)
    })
}

fn read_row(cells: &mut Cells<'_>) -> Option<InvoiceRow> {
    let required = |cells: &mut Cells<'_>, ours: &str| {
        let text = cells.owned(ours);
        if text.is_empty() {
            cells.error(ours, Problem::MissingValue);
        }
        (!text.is_empty()).then_some(text)
    };
    let number = required(cells, "number")?;
    let (customer_code, customer_name) = (cells.owned("customer_code"), cells.owned("customer_name"));
    if customer_code.is_empty() && customer_name.is_empty() {
        cells.error(if cells.has("customer_code") { "customer_code" } else { "customer_name" }, Problem::MissingValue);
        return None;
    }
    let (issued_on, due_on) = dates(cells)?;
    let sums = sums(cells)?;
    let currency = cells.text("currency").map_or(Some(Currency::EUR), Currency::parse);
    let Some(currency) = currency else {
        // An amount in an unknown currency would be added to euros.
        cells.error("currency", Problem::BadCurrency { text: cells.owned("currency") });
        return None;
    };
    let (net, vat) = (cells.amount("net"), cells.amount("vat"));
    let signed = |amount: Cents| if sums.kind.is_debit() { amount } else { -amount.abs() };
    Some(InvoiceRow {
        line: cells.line,
        number,
        kind: sums.kind,
        customer_code,
        customer_name,
        issued_on,
        due_on,
        amount: sums.amount,
        open: sums.open,
        paid: sums.paid,
        net: net.map(signed),
        vat: vat.map(signed),
        currency,
        order_ref: cells.owned("order_ref"),
        label: cells.owned("label"),
        dispute: cells.owned("dispute"),
        disputed_on: cells.date("disputed_on"),
        paid_on: sums.paid_on,
    })
}

fn dates(cells: &mut Cells<'_>) -> Option<(Date, Option<Date>)> {
    let due_on = cells.date("due_on");
    let issued_on = cells.date("issued_on");
    if issued_on.is_none() && cells.text("issued_on").is_some() {
        // Reported already: not to be replaced by another date in silence.
        return None;
    }
    let Some(issued_on) = issued_on.or(due_on) else {
        // An unreadable due date was reported already.
        if cells.text("due_on").is_none() {
            cells.error(if cells.has("issued_on") { "issued_on" } else { "due_on" }, Problem::MissingValue);
        }
        return None;
    };
    Some((issued_on, due_on))
}

/// The figures of a row, with the sign of its kind.
struct Sums {
    kind: ItemKind,
    amount: Cents,
    open: Option<Cents>,
    paid: Option<Cents>,
    paid_on: Option<Date>,
}

fn sums(cells: &mut Cells<'_>) -> Option<Sums> {
    let (amount, open, paid) = (cells.amount("amount"), cells.amount("open"), cells.amount("paid"));
    let unreadable = |ours: &str, value: Option<Cents>| value.is_none() && cells.text(ours).is_some();
    if unreadable("amount", amount) || unreadable("open", open) || unreadable("paid", paid) {
        return None;
    }
    let Some(amount) = amount.or_else(|| open.map(|open| open + paid.unwrap_or_default())) else {
        cells.error(if cells.has("amount") { "amount" } else { "open" }, Problem::MissingValue);
        return None;
    };
    let printed = cells.word("type", kind);
    let kind = match printed {
        None | Some(ItemKind::Invoice) if amount.is_negative() => {
            if printed.is_some() {
                cells.warning("amount", Problem::NegativeInvoice);
            }
            ItemKind::CreditNote
        }
        printed => printed.unwrap_or(ItemKind::Invoice),
    };
    // Some packages print credit notes without a sign.
    let signed = |value: Cents| if kind.is_debit() { value } else { -value.abs() };
    let (amount, open, paid) = (signed(amount), open.map(signed), paid.map(signed));
    let paid_on = cells.date("paid_on");
    if let (Some(open), Some(paid)) = (open, paid)
        && amount != open + paid
    {
        cells.error("open", Problem::AmountsDisagree { amount, paid, open });
    }
    let open = open.or(paid.map(|paid| amount - paid)).or(paid_on.map(|_| Cents::ZERO));
    Some(Sums { kind, amount, open, paid, paid_on })
}

/// The kind of a document by the words of accounting packages, compact.
fn kind(word: &str) -> Option<ItemKind> {
    match word {
        "fa" | "fac" | "facture" | "fv" | "invoice" | "inv" | "380" | "facturedacompte" | "fc" | "f" => Some(ItemKind::Invoice),
        "av" | "avoir" | "creditnote" | "cn" | "381" | "a" | "notedecredit" | "credit" => Some(ItemKind::CreditNote),
        "rg" | "rgt" | "reglement" | "paiement" | "payment" | "encaissement" | "acompte" => Some(ItemKind::Payment),
        "od" | "debit" | "impaye" | "an" => Some(ItemKind::Debit),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_french_table_with_all_its_oddities() {
        let text = "N° facture,Type,Client,Date,Échéance,Montant TTC,Reste dû\n\
            F1,Facture,Dupont,05/01/2026,04/02/2026,\"1 234,56 €\",\"1 234,56 €\"\n\
            F1,Facture,Dupont,05/01/2026,04/03/2026,100.00,100.00\n\
            F1,Facture,Dupont,05/01/2026,04/03/2026,100.00,100.00\n\
            F1,Facture,Martin,05/01/2026,,50,\n\
            A1,Avoir,Dupont,06/01/2026,,20,20\n\
            F2,Facture,Dupont,06/01/2026,,-20,-20\n\
            F3,Facture,Dupont,32/01/2026,,20,20\n\
            F4,Facture,Dupont,06/01/2026,,\"1,234\",\n\
            F5,Facture,,06/01/2026,,1,1\n";
        let table = read(text.as_bytes()).unwrap();
        let rows: Vec<_> = table.rows.iter().map(|r| (r.number.as_str(), r.kind, r.amount.0, r.open.map(|o| o.0))).collect();
        assert_eq!(
            rows,
            [
                ("F1", ItemKind::Invoice, 123_456, Some(123_456)),
                ("F1", ItemKind::Invoice, 10_000, Some(10_000)),
                ("F1", ItemKind::Invoice, 5_000, None),
                ("A1", ItemKind::CreditNote, -2_000, Some(-2_000)),
                ("F2", ItemKind::CreditNote, -2_000, Some(-2_000)),
            ]
        );
        let found: Vec<_> = table.diagnostics.iter().map(|d| (d.line, d.field.as_deref().unwrap_or(""), d.problem.code())).collect();
        assert_eq!(
            found,
            [
                (4, "N° facture", "table.duplicate"),
                (5, "N° facture", "invoices.shared_number"),
                (7, "Montant TTC", "invoices.negative"),
                (8, "Date", "value.date"),
                (9, "Montant TTC", "value.amount"),
                (10, "Client", "value.missing"),
            ]
        );
        assert_eq!(table.data_rows, 9);
    }
}
