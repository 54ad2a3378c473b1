//! `why`, `ageing`, `letter`, `doctor`: what is looked at.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use app::ageing::{AgedQuery, By};
use domain::Currency;
use domain::ledger::{Ageing, Bucket};
use serde_json::{Map, Value, json};

use crate::options::{Format, Global};
use crate::output::{self, Columns};

/// Explains the plan of one debtor.
pub(super) async fn why(global: &Global, debtor: &str) -> Result<ExitCode> {
    let (app, scope) = global.open_scope().await?;
    let why = app::why::why(&app, &scope, debtor).await?;
    if global.format == Format::Json {
        let items: Vec<Value> = why
            .items
            .iter()
            .map(|item| {
                json!({
                    "number": item.number, "outcome": item.outcome.code(), "reason": item.reason,
                    "until": item.until.map(|until| until.to_string()), "step": item.step, "channel": item.channel,
                    "scenario": item.scenario, "because": item.because,
                })
            })
            .collect();
        output::json(&json!({"debtor": why.code, "items": items}));
    } else {
        output::say(&format!("{} {}", why.code, why.name));
        if why.items.is_empty() {
            output::say("Aucun poste ouvert.");
        }
        let mut columns = Columns::new(&["Numéro", "Échéance", "Reste dû", "Aujourd’hui"], &[false, false, true, false]);
        for item in &why.items {
            columns.row(vec![
                item.number.clone(),
                domain::calendar::fr(item.due_on),
                item.open.fr_in(item.currency),
                item.sentence.clone(),
            ]);
        }
        columns.print();
    }
    app.close().await;
    Ok(ExitCode::SUCCESS)
}

fn buckets(ageing: &Ageing) -> Map<String, Value> {
    let mut map: Map<String, Value> =
        Bucket::ALL.iter().map(|bucket| (bucket.code().to_owned(), output::amount(ageing.get(*bucket)))).collect();
    map.insert("total".to_owned(), output::amount(ageing.total()));
    map
}

/// The aged balance.
pub(super) async fn ageing(global: &Global, by: &str, currency: Option<&str>) -> Result<ExitCode> {
    let by = By::from_code(by).with_context(|| format!("« {by} » : attendu debtor, category, collector, project ou group"))?;
    let currency = currency
        .map(|code| Currency::parse(code).with_context(|| format!("« {code} » n’est pas une devise ; écrivez par exemple EUR")))
        .transpose()?;
    let (app, scope) = global.open_scope().await?;
    let query = AgedQuery { by, currency, ..AgedQuery::on(app.today()) };
    let balance = app::ageing::aged_balance(&app, &scope, &query).await?;
    match global.format {
        Format::Json => {
            let rows: Vec<Value> = balance
                .rows
                .iter()
                .map(|row| {
                    let mut map = buckets(&row.ageing);
                    let key = if row.code.is_empty() { &row.name } else { &row.code };
                    map.insert("debtor".to_owned(), json!(key));
                    map.insert("name".to_owned(), json!(row.name));
                    Value::Object(map)
                })
                .collect();
            output::json(&json!({
                "as_of": balance.as_of.to_string(), "currency": balance.currency.code(), "buckets": Bucket::ALL.map(Bucket::code),
                "rows": rows, "total": buckets(&balance.total), "ledger": output::amount(balance.ledger),
            }));
        }
        Format::Csv => output::say(app::ageing::csv(&balance).trim_end()),
        Format::Text => {
            let mut names = vec!["Débiteur".to_owned()];
            names.extend(Bucket::ALL.map(app::text::bucket));
            names.push("Total".to_owned());
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let mut columns = Columns::new(&names, &[false, true, true, true, true, true, true, true, true]);
            let row = |name: String, ageing: &Ageing| {
                let mut cells = vec![name];
                cells.extend(ageing.buckets.map(|amount| amount.fr()));
                cells.push(ageing.total().fr());
                cells
            };
            for line in &balance.rows {
                columns.row(row(format!("{} {}", line.code, line.name).trim().to_owned(), &line.ageing));
            }
            columns.row(row(format!("Total au {}", domain::calendar::fr(balance.as_of)), &balance.total));
            columns.print();
            output::say(&format!("Grand livre : {}", balance.ledger.fr_in(balance.currency)));
            let others: Vec<&str> = balance.currencies.iter().filter(|other| **other != balance.currency).map(Currency::code).collect();
            if !others.is_empty() {
                output::say(&format!("Autres devises, à part : {} (--currency)", others.join(", ")));
            }
        }
    }
    app.close().await;
    Ok(ExitCode::SUCCESS)
}

/// A letter as PDF.
pub(super) async fn letter(global: &Global, kind: &str, debtor: &str, path: &Path) -> Result<ExitCode> {
    if !matches!(kind, "reminder" | "interest") {
        bail!("lettre « {kind} » inconnue ; pour l’instant : reminder (lettre de relance) ou interest (décompte des pénalités)");
    }
    let (app, scope) = global.open_scope().await?;
    let bytes = match kind {
        "interest" => app::interest::pdf_for(&app, &scope, debtor).await?,
        _ => app::message::letter_for(&app, &scope, debtor).await?,
    };
    std::fs::write(path, &bytes).with_context(|| format!("le fichier {} ne peut pas être écrit", path.display()))?;
    if global.format == Format::Json {
        output::json(&json!({"file": path.display().to_string(), "bytes": bytes.len()}));
    } else {
        output::say(&format!("Lettre écrite : {}", path.display()));
    }
    app.close().await;
    Ok(ExitCode::SUCCESS)
}

/// A check, as other programs read it.
fn check_json(check: &app::doctor::Check) -> Value {
    let rows: Vec<Value> = check.broken.iter().map(|row| json!({"what": row.what, "subject": row.subject.to_string()})).collect();
    json!({
        "name": check.name, "ok": check.ok, "law": check.law, "detail": check.detail, "counted": check.counted,
        "milliseconds": u64::try_from(check.took.as_millis()).unwrap_or(u64::MAX), "rows": rows,
    })
}

/// Every invariant.
pub(super) async fn doctor(global: &Global) -> Result<ExitCode> {
    let (app, scope) = global.open_scope().await?;
    let checks = app::doctor::doctor(&app, &scope).await?;
    let ok = checks.iter().all(|check| check.ok);
    if global.format == Format::Json {
        let list: Vec<Value> = checks.iter().map(check_json).collect();
        output::json(&json!({"checks": list, "ok": ok}));
    } else {
        for check in &checks {
            let (mark, took) = (if check.ok { "✓" } else { "✗" }, check.took.as_millis());
            output::say(&format!("{mark} {} : {} — {} ({} lignes, {took} ms)", check.name, check.law, check.detail, check.counted));
            if !check.ok {
                check.broken.iter().for_each(|row| output::say(&format!("    {} {}", row.what, row.subject)));
                output::say(&format!("    {}", check.remedy));
            }
        }
    }
    app.close().await;
    Ok(if ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
