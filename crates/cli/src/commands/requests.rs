//! `requests`: the payment requests of a file that came in, as the page of the file makes them.

use std::process::ExitCode;

use anyhow::{Result, bail};
use app::import::{ImportLine, Kind, history};
use app::requests::{self, Preview};
use app::{App, Scope};
use domain::calendar;
use serde_json::{Map, Value, json};

use crate::options::{Format, Global};
use crate::output::{self, Columns};

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doing {
    /// Say it only.
    Show,
    /// Queue one e-mail per debtor.
    Prepare,
    /// Cancel those that have not begun to leave.
    TakeBack,
}

/// Shows, queues or takes back the requests of a file.
pub(super) async fn requests(global: &Global, name: Option<&str>, doing: Doing) -> Result<ExitCode> {
    let (app, scope) = global.open_scope().await?;
    let file = find(&app, &scope, name).await?;
    let preview = requests::preview(&app, &scope, file.id).await?;
    let done = match doing {
        Doing::Show => 0,
        Doing::Prepare => u64::try_from(requests::prepare(&app, &scope, file.id, &preview.figures.key()).await?).unwrap_or(u64::MAX),
        Doing::TakeBack => requests::take_back(&app, &scope, file.id).await?,
    };
    app.close().await;
    match global.format {
        Format::Json => output::json(&object(&preview, doing, done)),
        Format::Text | Format::Csv => say(&preview, doing, done),
    }
    Ok(ExitCode::SUCCESS)
}

/// The newest file of a name, or the newest table of invoices.
async fn find(app: &App, scope: &Scope, name: Option<&str>) -> Result<ImportLine> {
    let mut page = 1;
    loop {
        let (files, count) = history::page(app, scope, page).await?;
        let is_it = |file: &ImportLine| match name {
            Some(name) => file.file_name == name || file.id.to_string() == name,
            None => file.kind == Kind::Invoices.code(),
        };
        if let Some(file) = files.iter().find(|file| is_it(file)) {
            return Ok(file.clone());
        }
        if files.is_empty() || u64::from(page) * u64::try_from(history::PER_PAGE).unwrap_or(1) >= count {
            break;
        }
        page += 1;
    }
    match name {
        Some(name) => bail!("aucun fichier importé ne s’appelle « {name} » ; donnez le nom sous lequel il a été importé"),
        None => bail!("aucun tableau de factures n’a été importé ; commencez par « quittance import factures.csv »"),
    }
}

fn object(preview: &Preview, doing: Doing, done: u64) -> Value {
    let totals: Map<String, Value> =
        preview.figures.totals.iter().map(|(currency, sum)| (currency.code().to_owned(), output::amount(*sum))).collect();
    let asked: Vec<Value> = preview
        .asked
        .iter()
        .map(|line| {
            json!({
                "debtor": line.code, "name": line.name, "items": line.items, "amount": output::amount(line.asked),
                "net": output::amount(line.net), "currency": line.currency.code(),
            })
        })
        .collect();
    let left_out: Vec<Value> = preview
        .left_out
        .iter()
        .map(|line| {
            json!({
                "debtor": line.code, "name": line.name, "reason": line.reason, "items": line.items,
                "amount": output::amount(line.amount), "currency": line.currency.code(),
            })
        })
        .collect();
    json!({
        "file": preview.file.file_name, "date": preview.on.to_string(), "debtors": preview.figures.debtors, "items": preview.figures.items,
        "totals": totals, "requests": asked, "left_out": left_out,
        "prepared": if doing == Doing::Prepare { done } else { 0 }, "taken_back": if doing == Doing::TakeBack { done } else { 0 },
    })
}

fn say(preview: &Preview, doing: Doing, done: u64) {
    match doing {
        Doing::TakeBack => return output::say(&format!("{done} demandes annulées.")),
        Doing::Prepare => {
            output::say(&format!("{done} demandes en file pour le {} ; « quittance run --send » les envoie.", calendar::fr(preview.on)));
        }
        Doing::Show if preview.figures.debtors == 0 => output::say("Rien à demander pour ce fichier."),
        Doing::Show => {
            let count = preview.figures.debtors;
            output::say(&format!("{count} débiteurs, le {} ; --prepare met les demandes en file.", calendar::fr(preview.on)));
        }
    }
    let mut columns = Columns::new(&["Code", "Nom", "Factures", "Montant", "Écarté"], &[false, false, true, true, false]);
    for line in &preview.asked {
        columns.row(vec![line.code.clone(), line.name.clone(), line.items.to_string(), line.asked.fr_in(line.currency), String::new()]);
    }
    for line in &preview.left_out {
        let amount = line.amount.fr_in(line.currency);
        columns.row(vec![line.code.clone(), line.name.clone(), line.items.to_string(), amount, line.reason.clone()]);
    }
    if !preview.asked.is_empty() || !preview.left_out.is_empty() {
        columns.print();
    }
}
