//! From the tree of an entry to values.

use std::collections::HashSet;

use domain::{Cents, Currency, Date};

use super::tree::Node;
use super::{Entry, EntryStatus, Statement};
use crate::diagnostic::{Problem, Report};
use crate::value;

/// `CRDT` or `DBIT` of an element, `None` when it has no mark.
fn is_credit(node: &Node) -> Option<Result<bool, &str>> {
    node.text_at(&["CdtDbtInd"]).map(|text| match text {
        "CRDT" => Ok(true),
        "DBIT" => Ok(false),
        other => Err(other),
    })
}

/// `Amt` with the sign of `CdtDbtInd`; what is missing or unreadable is reported.
pub(super) fn signed_amount(node: &Node, report: &mut Report) -> Option<Cents> {
    let Some(text) = node.text_at(&["Amt"]) else {
        report.error(node.line, Some("Amt"), Problem::MissingValue);
        return None;
    };
    let amount = match value::amount(text) {
        Ok(amount) => amount,
        Err(error) => {
            report.error(node.line, Some("Amt"), Problem::BadAmount { text: text.to_owned(), error });
            return None;
        }
    };
    match is_credit(node) {
        Some(Ok(credit)) => Some(if credit { amount } else { -amount }),
        Some(Err(text)) => {
            report.error(node.line, Some("CdtDbtInd"), Problem::CamtIndicator { text: text.to_owned() });
            None
        }
        None => {
            report.error(node.line, Some("CdtDbtInd"), Problem::MissingValue);
            None
        }
    }
}

/// A date, or the day of a date-time, in the element of that name.
pub(super) fn date(node: &Node, name: &str, report: &mut Report) -> Option<Date> {
    let text = node.text_at(&[name, "Dt"]).or_else(|| node.text_at(&[name, "DtTm"])).or_else(|| node.text_at(&[name]))?;
    // Both forms may end with a time zone; the day is the bank's own.
    let date = text.get(..10).and_then(value::date);
    if date.is_none() {
        report.error(node.line, Some(name), Problem::BadDate { text: text.to_owned() });
    }
    date
}

/// `Id/IBAN` of an account, without blanks.
pub(super) fn iban(account: &Node) -> Option<String> {
    account.text_at(&["Id", "IBAN"]).map(|text| text.chars().filter(|c| !c.is_whitespace()).collect())
}

/// Adds an entry to its statement, or its details when they sum to it.
pub(super) fn read(node: &Node, statement: &mut Statement, report: &mut Report) {
    let Some(amount) = signed_amount(node, report) else { return };
    let printed = node.at(&["Amt"]).map_or("", |amount| amount.currency.as_str());
    let Some(currency) = Currency::parse(printed).or(statement.currency.filter(|_| printed.is_empty())) else {
        report.error(node.line, Some("Ccy"), Problem::BadCurrency { text: printed.to_owned() });
        return;
    };
    let status = node.text_at(&["Sts", "Cd"]).or_else(|| node.text_at(&["Sts"])).unwrap_or_default();
    let whole = Entry {
        line: node.line,
        booking_date: date(node, "BookgDt", report),
        value_date: date(node, "ValDt", report),
        amount,
        currency,
        status: match status {
            "BOOK" => EntryStatus::Booked,
            "PDNG" => EntryStatus::Pending,
            "INFO" => EntryStatus::Information,
            other => EntryStatus::Other(other.to_owned()),
        },
        label: String::new(),
        reference: None,
        counterparty: None,
        counterparty_iban: None,
        end_to_end_id: None,
        reversal: node.text_at(&["RvslInd"]).is_some_and(|text| matches!(text, "true" | "1")),
        account_servicer_ref: node.text_at(&["AcctSvcrRef"]).map(str::to_owned),
        ntry_ref: node.text_at(&["NtryRef"]).map(str::to_owned),
        detail: None,
        return_reason: None,
        mandate: None,
    };
    // Version 001.01 has the details directly in the entry.
    let details: Vec<&Node> = node.all("NtryDtls").flat_map(|details| details.all("TxDtls")).chain(node.all("TxDtls")).collect();
    let account = statement.account.as_deref();
    let additional = node.text_at(&["AddtlNtryInf"]).unwrap_or_default();
    match amounts(&details, &whole) {
        Some(amounts) => statement.entries.extend(details.iter().zip(amounts).zip(1_u32..).map(|((detail, amount), number)| {
            let entry = Entry { amount, detail: Some(number), ..whole.clone() };
            with_details(entry, &[detail], account, additional)
        })),
        None => statement.entries.push(with_details(whole, &details, account, additional)),
    }
}

/// The signed amounts of several details, when all have one and they sum to the entry.
fn amounts(details: &[&Node], whole: &Entry) -> Option<Vec<Cents>> {
    if details.len() < 2 {
        return None;
    }
    let amounts: Vec<Cents> = details.iter().map(|detail| detail_amount(detail, whole)).collect::<Option<_>>()?;
    let sum: i128 = amounts.iter().map(|amount| i128::from(amount.0)).sum();
    (sum == i128::from(whole.amount.0)).then_some(amounts)
}

fn detail_amount(detail: &Node, whole: &Entry) -> Option<Cents> {
    let candidates: [&[&str]; 3] = [&["Amt"], &["AmtDtls", "TxAmt", "Amt"], &["AmtDtls", "InstdAmt", "Amt"]];
    let amount = candidates
        .into_iter()
        .filter_map(|path| detail.at(path))
        .find(|amount| Currency::parse(&amount.currency) == Some(whole.currency))?;
    let amount = value::amount(amount.text()).ok()?;
    let credit = match is_credit(detail) {
        Some(mark) => mark.ok()?,
        None => !whole.amount.is_negative(),
    };
    Some(if credit { amount } else { -amount })
}

/// Completes an entry with what its details say: each value from the first detail that has it, except that
/// several details that disagree about the counterparty name none.
fn with_details(mut entry: Entry, details: &[&Node], account: Option<&str>, additional: &str) -> Entry {
    let first = |path: &[&str]| details.iter().find_map(|detail| detail.text_at(path)).map(str::to_owned);
    let mut seen = HashSet::new();
    let mut label: Vec<&str> = details.iter().flat_map(|detail| remittance(detail)).filter(|text| seen.insert(*text)).collect();
    if label.is_empty() {
        label.extend(details.iter().filter_map(|detail| detail.text_at(&["AddtlTxInf"])));
    }
    if label.is_empty() && !additional.is_empty() {
        label.push(additional);
    }
    entry.label = label.join(" ");
    let structured = |path: &[&str]| {
        details
            .iter()
            .filter_map(|detail| detail.at(&["RmtInf"]))
            .flat_map(|info| info.all("Strd"))
            .find_map(|part| part.text_at(path))
            .map(str::to_owned)
    };
    entry.reference =
        structured(&["CdtrRefInf", "Ref"]).or_else(|| structured(&["CdtrRefInf", "CdtrRef"])).or_else(|| structured(&["RfrdDocInf", "Nb"]));
    entry.end_to_end_id = first(&["Refs", "EndToEndId"]).filter(|id| id != "NOTPROVIDED");
    if entry.account_servicer_ref.is_none() || entry.detail.is_some() {
        entry.account_servicer_ref = first(&["Refs", "AcctSvcrRef"]).or(entry.account_servicer_ref);
    }
    entry.return_reason =
        first(&["RtrInf", "Rsn", "Cd"]).or_else(|| first(&["RtrInf", "Rsn", "Prtry"])).or_else(|| first(&["RtrInf", "RtrRsn", "Cd"]));
    entry.mandate = first(&["Refs", "MndtId"]);
    let mut parties = details.iter().map(|detail| counterparty(detail, &entry, account));
    let one = parties.next().unwrap_or_default();
    if parties.all(|other| other == one) {
        (entry.counterparty, entry.counterparty_iban) = one;
    }
    entry
}

/// All that the payer wrote: free text first, then what is structured.
fn remittance(detail: &Node) -> Vec<&str> {
    let Some(info) = detail.at(&["RmtInf"]) else { return Vec::new() };
    let free = info.all("Ustrd").map(Node::text);
    let structured = info.all("Strd").flat_map(|part| {
        let documents = part.all("RfrdDocInf").filter_map(|document| document.text_at(&["Nb"]));
        let reference = part.text_at(&["CdtrRefInf", "Ref"]).or_else(|| part.text_at(&["CdtrRefInf", "CdtrRef"]));
        documents.chain(reference).chain(part.all("AddtlRmtInf").map(Node::text))
    });
    free.chain(structured).filter(|text| !text.is_empty()).collect()
}

/// Name and account of the other side.
///
/// A credit comes from its debtor. Banks keep the roles of the original payment in a reversal, so there
/// the sides are exchanged; and whoever has the statement's own account is never the other side.
fn counterparty(detail: &Node, entry: &Entry, account: Option<&str>) -> (Option<String>, Option<String>) {
    let Some(parties) = detail.at(&["RltdPties"]) else { return (None, None) };
    let side = |role: &str, account: &str, ultimate: &str| {
        let name = |role: &str| parties.text_at(&[role, "Nm"]).or_else(|| parties.text_at(&[role, "Pty", "Nm"])).map(str::to_owned);
        (name(role).or_else(|| name(ultimate)), parties.at(&[account]).and_then(iban))
    };
    let debtor = side("Dbtr", "DbtrAcct", "UltmtDbtr");
    let creditor = side("Cdtr", "CdtrAcct", "UltmtCdtr");
    let (expected, other) = if entry.amount.is_negative() == entry.reversal { (debtor, creditor) } else { (creditor, debtor) };
    let is_own = |iban: &Option<String>| iban.is_some() && iban.as_deref() == account;
    if is_own(&expected.1) && !is_own(&other.1) { other } else { expected }
}
