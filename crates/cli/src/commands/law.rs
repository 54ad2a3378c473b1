//! `interest` and `law`: what the law adds to a late invoice, and the numbers that it comes from.

use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use app::AppError;
use domain::interest::{
    Claim, Clause, DayCount, Entry, Imputation, Indemnity, Movement, MovementKind, Party, Regime, Sheet, Terms, Track, assess,
    fixed_indemnity,
};
use domain::law::{Book, RateBp, Row, Standing};
use domain::party::DebtorKind;
use domain::{Cents, Currency, Date, calendar};
use serde_json::{Value, json};

use crate::options::{Format, Global, Interest};
use crate::output::{self, Columns};

/// A day and an amount, as `2026-07-01=4000`.
fn movement(text: &str, kind: MovementKind) -> Result<Movement> {
    let expected = || format!("« {text} » : attendu DATE=MONTANT, par exemple 2026-07-01=4000.00");
    let (on, amount) = text.split_once('=').with_context(expected)?;
    let on = Date::parse_from_str(on.trim(), "%Y-%m-%d").ok().with_context(expected)?;
    let amount = Cents::parse(amount).ok().filter(|amount| !amount.is_negative()).with_context(expected)?;
    Ok(Movement { on, kind, amount })
}

/// The regime that was asked for, where the law allows it.
fn regime(asked: &Interest, kind: DebtorKind) -> Result<Regime> {
    let party = match asked.creditor.as_str() {
        "professional" => Party::Professional,
        "individual" => Party::Individual,
        other => bail!("« {other} » : attendu professional ou individual"),
    };
    let usual = if kind == DebtorKind::Consumer { "legal" } else { "default" };
    Ok(match (asked.rate.as_deref().unwrap_or(usual), kind) {
        ("legal", _) => Regime::Statutory(party),
        ("default", DebtorKind::Business) => Regime::Default,
        ("default", DebtorKind::Public) => Regime::Public(calendar::add_days(asked.due, 1)),
        ("default", _) => {
            bail!("Un particulier ne doit pas les pénalités entre professionnels (C. com., art. L441-10) : utilisez --rate legal")
        }
        (rate, DebtorKind::Business) => {
            let rate = RateBp::parse(rate).with_context(|| format!("« {rate} » : attendu legal, default ou un taux comme 12,50"))?;
            Regime::Contract(Clause::Fixed(rate))
        }
        _ => bail!("Un taux convenu ne s’applique qu’entre professionnels : utilisez --rate legal ou --rate default"),
    })
}

fn terms(asked: &Interest) -> Result<Terms> {
    let day_count =
        DayCount::from_code(&asked.convention).with_context(|| format!("« {} » : attendu ACT/365 ou ACT/ACT", asked.convention))?;
    let imputation = Imputation::from_code(&asked.imputation.replace('-', "_"))
        .with_context(|| format!("« {} » : attendu interest-first ou principal-first", asked.imputation))?;
    Ok(Terms { day_count, imputation, compounds_from: asked.compound_from, insolvency_on: asked.insolvency, ..Terms::default() })
}

/// The proof sheet of one claim, without a base.
pub(super) fn interest(global: &Global, asked: &Interest) -> Result<ExitCode> {
    let principal = Cents::parse(&asked.amount).ok().filter(|amount| !amount.is_negative());
    let principal = principal.with_context(|| format!("« {} » n’est pas un montant ; écrivez par exemple 1200.00", asked.amount))?;
    let kind = DebtorKind::from_code(&asked.debtor_kind).filter(|kind| *kind != DebtorKind::Unknown);
    let kind = kind.with_context(|| format!("« {} » : attendu business, consumer ou public", asked.debtor_kind))?;
    let mut movements: Vec<Movement> = Vec::new();
    for text in &asked.payments {
        movements.push(movement(text, MovementKind::Payment)?);
    }
    for text in &asked.credits {
        movements.push(movement(text, MovementKind::CreditNote)?);
    }
    movements.sort_unstable();
    let book = Book::compiled();
    let terms = terms(asked)?;
    let claim = Claim { principal, starts_after: asked.due, movements: &movements };
    let track = Track::new(regime(asked, kind)?, book, asked.enforceable).map_err(AppError::from)?;
    let sheet = assess(&claim, &terms, &track, asked.until).map_err(AppError::from)?;
    let indemnity = fixed_indemnity(&claim, kind, terms.insolvency_on, false, book, asked.until).map_err(AppError::from)?;
    if global.format == Format::Json {
        output::json(&as_json(&sheet, indemnity));
    } else {
        as_text(&sheet, indemnity, global.format == Format::Csv);
    }
    Ok(ExitCode::SUCCESS)
}

fn as_json(sheet: &Sheet, indemnity: Indemnity) -> Value {
    let lines: Vec<Value> = sheet
        .lines()
        .map(|line| {
            json!({
                "from": line.from.to_string(), "to": line.to.to_string(), "base": output::amount(line.base), "rate": line.rate.iso(),
                "source": line.ground.fr(), "days": line.days, "amount": output::amount(line.amount),
            })
        })
        .collect();
    json!({
        "interest": output::amount(sheet.accrued), "indemnity": output::amount(indemnity.amount()),
        "total": output::amount(sheet.total() + indemnity.amount()), "convention": sheet.day_count.code(),
        "principal_left": output::amount(sheet.principal_left), "interest_unpaid": output::amount(sheet.due),
        "until": sheet.until.to_string(), "lines": lines,
    })
}

fn as_text(sheet: &Sheet, indemnity: Indemnity, csv: bool) {
    if csv {
        output::say("du;au;jours;base;taux;fondement;interets");
        for line in sheet.lines() {
            let plain = |amount: Cents| amount.iso().replace('.', ",");
            let (rate, ground) = (line.rate.iso().replace('.', ","), line.ground.fr().replace(';', ","));
            output::say(&format!("{};{};{};{};{rate};{ground};{}", line.from, line.to, line.days, plain(line.base), plain(line.amount)));
        }
        return;
    }
    let names = ["Du", "Au", "Jours", "Base", "Taux", "Intérêts", "Fondement"];
    let mut columns = Columns::new(&names, &[false, false, true, true, true, true, false]);
    for entry in &sheet.entries {
        match entry {
            Entry::Interest(line) => columns.row(vec![
                calendar::fr(line.from),
                calendar::fr(line.to),
                line.days.to_string(),
                line.base.fr(),
                line.rate.fr(),
                line.amount.fr(),
                line.ground.fr(),
            ]),
            Entry::Movement(applied) => {
                let what = if applied.movement.kind == MovementKind::CreditNote { "avoir" } else { "règlement" };
                let split = format!("{what} : {} sur les intérêts, {} sur le principal", applied.interest.fr(), applied.principal.fr());
                columns.row(vec![
                    calendar::fr(applied.movement.on),
                    String::new(),
                    String::new(),
                    applied.movement.amount.fr(),
                    String::new(),
                    String::new(),
                    split,
                ]);
            }
            Entry::Compounded { on, amount } => {
                let what = "capitalisation (C. civ., art. 1343-2)".to_owned();
                columns.row(vec![calendar::fr(*on), String::new(), String::new(), amount.fr(), String::new(), String::new(), what]);
            }
        }
    }
    columns.print();
    let euros = |amount: Cents| amount.fr_in(Currency::EUR);
    let why = match indemnity {
        Indemnity::Due(_) => "C. com., art. D441-5".to_owned(),
        Indemnity::None(why) => app::text::no_indemnity(why),
    };
    output::say(&format!(
        "Intérêts courus jusqu’au {} : {} ({}, chaque ligne arrondie au centime)",
        calendar::fr(sheet.until),
        euros(sheet.accrued),
        sheet.day_count.code()
    ));
    output::say(&format!("Principal restant dû : {}", euros(sheet.principal_left)));
    output::say(&format!("Intérêts restant dus : {}", euros(sheet.due)));
    output::say(&format!("Indemnité forfaitaire : {} ({why})", euros(indemnity.amount())));
    output::say(&format!("Total : {}", euros(sheet.total() + indemnity.amount())));
    if !sheet.unused.is_zero() {
        output::say(&format!("Reçu au-delà de la dette : {}", euros(sheet.unused)));
    }
}

/// The numbers of the law in force on the business date.
pub(super) async fn law(global: &Global) -> Result<ExitCode> {
    let (on, in_force, ending) = if global.has_base()? {
        let (app, scope) = global.open_scope().await?;
        let table = app::law::law_table(&app, &scope, app.today()).await?;
        app.close().await;
        (table.on, table.in_force, table.ending)
    } else {
        let on = global.today.unwrap_or_else(|| channels::business_date(channels::Clock::now(&channels::SystemClock), channels::PARIS));
        let (in_force, ending) = app::law::compiled(on);
        (on, in_force, ending)
    };
    let unverified: Vec<&Row> = in_force.iter().filter(|row| row.standing == Standing::Unverified).collect();
    if global.format == Format::Json {
        let all = |rows: &[&Row]| rows.iter().map(|row| row_json(row)).collect::<Vec<Value>>();
        output::json(&json!({
            "on": on.to_string(), "in_force": all(&in_force.iter().collect::<Vec<_>>()), "ending_soon": all(&ending.iter().collect::<Vec<_>>()),
            "unverified": all(&unverified),
        }));
        return Ok(ExitCode::SUCCESS);
    }
    output::say(&format!("Droit applicable au {}", calendar::fr(on)));
    let mut columns = Columns::new(&["Donnée", "Valeur", "Du", "Au", "Texte", "Clé"], &[false, true, false, false, false, false]);
    for row in &in_force {
        let mark = if row.standing == Standing::Unverified { " (à vérifier)" } else { "" };
        columns.row(vec![
            format!("{}{mark}", app::text::law_key(&row.key)),
            row.value.fr(),
            calendar::fr(row.from),
            row.to.map(calendar::fr).unwrap_or_default(),
            row.article.to_string(),
            row.key.to_string(),
        ]);
    }
    columns.print();
    for row in &ending {
        let to = row.to.map(calendar::fr).unwrap_or_default();
        output::say(&format!("À renouveler avant le {to} : {}", app::text::law_key(&row.key)));
    }
    Ok(ExitCode::SUCCESS)
}

fn row_json(row: &Row) -> Value {
    json!({
        "key": row.key, "label": app::text::law_key(&row.key), "value": row.value.fr(), "kind": row.value.kind(), "from": row.from.to_string(),
        "to": row.to.map(|to| to.to_string()), "article": row.article, "source": row.source, "standing": row.standing.code(),
        "verified_on": row.verified_on.map(|on| on.to_string()),
    })
}
