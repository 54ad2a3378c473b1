//! `disputes`: what debtors contest, as a list and one by one.

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use app::dispute::{self, Card, Filter, Order};
use app::text::dispute as words;
use domain::ids::DisputeId;
use serde_json::{Value, json};

use crate::options::{DisputesCommand, Format, Global};
use crate::output::{self, Columns};

fn card_json(card: &Card) -> Value {
    json!({
        "id": card.id.to_string(), "debtor": card.debtor.1, "numbers": card.numbers, "reason": card.reason.code(), "note": card.note,
        "state": card.column, "outcome": card.outcome.map(domain::dispute::Outcome::code), "owner_role": card.owner.role.code(),
        "owner_name": card.owner.name, "currency": card.currency.code(), "claimed": output::amount(card.claimed),
        "held": output::amount(card.held), "opened_on": card.opened_on.to_string(), "due_on": card.due_on.map(|on| on.to_string()),
        "closed_on": card.closed_on.map(|on| on.to_string()), "age": card.age, "late_days": card.late_days.max(0),
    })
}

/// Lists the disputes, or shows one.
pub(super) async fn disputes(global: &Global, what: DisputesCommand) -> Result<ExitCode> {
    match what {
        DisputesCommand::List { all, late, search } => list(global, all, late, search.unwrap_or_default()).await,
        DisputesCommand::Show { id } => show(global, &id).await,
    }
}

async fn list(global: &Global, all: bool, late: bool, search: String) -> Result<ExitCode> {
    let (app, scope) = global.open_scope().await?;
    let filter = Filter { words: search, late, with_closed: all, ..Filter::default() };
    let list = dispute::list(&app, &scope, &filter, Order::Limit, 0).await?;
    match global.format {
        Format::Json => {
            let held: Vec<Value> =
                list.held.iter().map(|(currency, sum)| json!({"currency": currency.code(), "amount": output::amount(*sum)})).collect();
            let cards: Vec<Value> = list.cards.iter().map(card_json).collect();
            output::json(&json!({"disputes": cards, "living": list.living, "late": list.late, "held": held}));
        }
        Format::Csv => output::say(dispute::csv(&list).trim_end()),
        Format::Text if list.cards.is_empty() => output::say("Aucun litige."),
        Format::Text => {
            let heads = ["Client", "Factures", "Motif", "État", "Retenu", "Limite", "Identifiant"];
            let mut columns = Columns::new(&heads, &[false, false, false, false, true, false, false]);
            for card in &list.cards {
                columns.row(vec![
                    card.debtor.2.clone(),
                    card.numbers.join(" "),
                    words::reason(card.reason),
                    card.outcome.map_or_else(|| words::column(card.column), words::outcome),
                    card.held.fr_in(card.currency),
                    card.due_on.map(domain::calendar::fr).unwrap_or_default(),
                    card.id.to_string(),
                ]);
            }
            columns.print();
        }
    }
    app.close().await;
    Ok(ExitCode::SUCCESS)
}

async fn show(global: &Global, id: &str) -> Result<ExitCode> {
    let id: DisputeId =
        id.parse().with_context(|| format!("« {id} » n’est pas un identifiant de litige ; voyez quittance disputes list"))?;
    let (app, scope) = global.open_scope().await?;
    let view = dispute::view(&app, &scope, id).await?;
    if global.format == Format::Json {
        let mut told = card_json(&view.card);
        let parts: Vec<Value> = view
            .parts
            .iter()
            .map(|line| {
                json!({
                    "number": line.item.number, "claimed": output::amount(line.part.claimed), "held": output::amount(line.held),
                    "released": output::amount(line.part.released), "credited": output::amount(line.part.credited),
                    "paid": output::amount(line.part.paid),
                })
            })
            .collect();
        let events: Vec<Value> = view
            .events
            .iter()
            .map(|event| json!({"on": event.on.to_string(), "kind": event.kind, "note": event.note, "by": event.actor}))
            .collect();
        if let Some(object) = told.as_object_mut() {
            object.insert("items".to_owned(), Value::Array(parts));
            object.insert("history".to_owned(), Value::Array(events));
        }
        output::json(&told);
    } else {
        let card = &view.card;
        let state = card.outcome.map_or_else(|| words::column(card.column), words::outcome);
        output::say(&format!("{} {} – {} – {state}", card.debtor.1, card.debtor.2, words::reason(card.reason)));
        let mut columns = Columns::new(&["Facture", "Contesté", "Retenu", "Avoir"], &[false, true, true, true]);
        for line in &view.parts {
            let sums = [line.part.claimed, line.held, line.part.credited].map(|sum| sum.fr_in(card.currency));
            columns.row(std::iter::once(line.item.number.clone()).chain(sums).collect());
        }
        columns.print();
        for event in &view.events {
            let note = if event.note.is_empty() { String::new() } else { format!(" – {}", event.note) };
            let kind = app::text::event(&format!("dispute.{}", event.kind));
            output::say(&format!("{} {kind}{note} ({})", domain::calendar::fr(event.on), event.actor));
        }
    }
    app.close().await;
    Ok(ExitCode::SUCCESS)
}
