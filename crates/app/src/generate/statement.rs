//! Bank entries as camt.053, version 02 or 08: one statement a day.

use super::CamtVersion;
use super::bank::Transaction;
use super::ledger::Company;
use domain::Cents;
use domain::calendar::Date;
use std::fmt::Write as _;
use std::io::{self, Write};

/// What the file sums to.
pub(super) struct Totals {
    pub(super) statements: usize,
    pub(super) closing: Cents,
}

/// Writes entries sorted by date; `made_on` and `opening` are those of the file.
pub(super) fn write(
    transactions: &[&Transaction],
    company: &Company,
    version: CamtVersion,
    made_on: Date,
    opening: Cents,
    mut out: impl Write,
) -> io::Result<Totals> {
    let number = if version == CamtVersion::V08 { "08" } else { "02" };
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, r#"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{number}">"#)?;
    writeln!(
        out,
        "<BkToCstmrStmt>\n<GrpHdr><MsgId>STMT{}</MsgId><CreDtTm>{made_on}T06:00:00+02:00</CreDtTm></GrpHdr>",
        made_on.format("%Y%m%d")
    )?;
    let mut totals = Totals { statements: 0, closing: opening };
    let mut text = String::new();
    for day in transactions.chunk_by(|one, other| one.truth.date == other.truth.date) {
        let opening = totals.closing;
        totals.closing += day.iter().map(|transaction| transaction.truth.amount).sum();
        totals.statements += 1;
        let on = day[0].truth.date;
        let (sequence, compact) = (totals.statements, on.format("%Y%m%d"));
        let bic = if version == CamtVersion::V08 { "BICFI" } else { "BIC" };
        writeln!(out, "<Stmt><Id>{compact}-{sequence}</Id><ElctrncSeqNb>{sequence}</ElctrncSeqNb><CreDtTm>{on}T06:00:00+02:00</CreDtTm>")?;
        writeln!(
            out,
            "<Acct><Id><IBAN>{}</IBAN></Id><Ccy>EUR</Ccy><Svcr><FinInstnId><{bic}>{}</{bic}></FinInstnId></Svcr></Acct>",
            company.iban, company.bic
        )?;
        for (code, amount) in [("OPBD", opening), ("CLBD", totals.closing)] {
            writeln!(out, r#"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{}<Dt><Dt>{on}</Dt></Dt></Bal>"#, signed(amount))?;
        }
        for transaction in day {
            text.clear();
            // Writing to a text cannot fail.
            let _ = entry(&mut text, transaction, version);
            out.write_all(text.as_bytes())?;
        }
        writeln!(out, "</Stmt>")?;
    }
    writeln!(out, "</BkToCstmrStmt>\n</Document>")?;
    out.flush()?;
    Ok(totals)
}

/// The amount without its sign, and the mark that gives it.
fn signed(amount: Cents) -> String {
    format!(r#"<Amt Ccy="EUR">{}</Amt><CdtDbtInd>{}</CdtDbtInd>"#, amount.abs(), if amount.is_negative() { "DBIT" } else { "CRDT" })
}

fn entry(out: &mut String, transaction: &Transaction, version: CamtVersion) -> std::fmt::Result {
    let truth = &transaction.truth;
    let (eighth, on) = (version == CamtVersion::V08, truth.date);
    let received = !truth.amount.is_negative();
    let [domain, family, sub_family] = transaction.code;
    write!(out, "<Ntry>{}", signed(truth.amount))?;
    out.push_str(if eighth { "<Sts><Cd>BOOK</Cd></Sts>" } else { "<Sts>BOOK</Sts>" });
    write!(out, "<BookgDt><Dt>{on}</Dt></BookgDt><ValDt><Dt>{on}</Dt></ValDt><AcctSvcrRef>{}</AcctSvcrRef>", truth.id)?;
    write!(out, "<BkTxCd><Domn><Cd>{domain}</Cd><Fmly><Cd>{family}</Cd><SubFmlyCd>{sub_family}</SubFmlyCd></Fmly></Domn></BkTxCd>")?;
    write!(out, "<NtryDtls><TxDtls><Refs><EndToEndId>{}</EndToEndId></Refs>", transaction.end_to_end)?;
    if eighth {
        out.push_str(&signed(truth.amount));
    } else {
        write!(out, r#"<AmtDtls><TxAmt><Amt Ccy="EUR">{}</Amt></TxAmt></AmtDtls>"#, truth.amount.abs())?;
    }
    if !transaction.party.is_empty() {
        let role = if received { "Dbtr" } else { "Cdtr" };
        let name: String = transaction.party.chars().take(70).collect();
        let name = format!("<Nm>{}</Nm>", escape(&name));
        let name = if eighth { format!("<Pty>{name}</Pty>") } else { name };
        write!(out, "<RltdPties><{role}>{name}</{role}>")?;
        if let Some(iban) = &transaction.iban {
            write!(out, "<{role}Acct><Id><IBAN>{iban}</IBAN></Id></{role}Acct>")?;
        }
        out.push_str("</RltdPties>");
    }
    if !transaction.remittance.is_empty() {
        write!(out, "<RmtInf><Ustrd>{}</Ustrd></RmtInf>", escape(&transaction.remittance))?;
    }
    let label = if received && !transaction.party.is_empty() {
        let party: String = transaction.party.chars().take(24).collect();
        let reference: String = transaction.remittance.chars().take(31).collect();
        format!("VIR RECU {party} {reference}").trim().to_owned()
    } else {
        transaction.remittance.clone()
    };
    writeln!(out, "</TxDtls></NtryDtls><AddtlNtryInf>{}</AddtlNtryInf></Ntry>", escape(&label))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
