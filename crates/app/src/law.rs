//! The law as this house knows it: the rows compiled in, its own rows, and how its interest is counted.

use std::borrow::Cow;

use domain::calendar::Date;
use domain::ids::{ClauseId, DebtorId, LawRowId, OrganisationId};
use domain::interest::Clause;
use domain::law::{Book, Row, Span, Standing, Value, half_year_end, half_year_start};
use domain::{Cents, law::RateBp};
use store::Tx;
use store::event::NewEvent;
use store::interest::{ClauseRow, InterestTerms};
use store::law::OwnRow;

use crate::text::locale::Shown as _;
use crate::{App, AppError, Permission, Result, Scope, text};

/// How long before its end a row is announced as ending.
const ENDS_SOON_DAYS: i64 = 60;

/// The law in force on a day.
#[derive(Debug, Clone)]
pub struct LawTable {
    /// The day.
    pub on: Date,
    /// The rows that a computation would get, by key.
    pub in_force: Vec<Row>,
    /// Those that end soon without a successor.
    pub ending: Vec<Row>,
    /// The house's own rows, of any date.
    pub own: Vec<OwnRow>,
    /// The clauses on late payment, by their first day.
    pub clauses: Vec<ClauseLine>,
    /// How interest is counted.
    pub terms: InterestTerms,
}

/// A clause and the name of the customer that it was agreed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClauseLine {
    /// The clause.
    pub row: ClauseRow,
    /// The customer's code and name; `None` for the general terms.
    pub debtor: Option<(String, String)>,
    /// Half-years in which it is below three times the statutory rate, up to today.
    pub below_floor: Vec<domain::interest::FloorWarning>,
}

/// The rows compiled in and the organisation's own.
pub(crate) async fn book(tx: &mut Tx, organisation: OrganisationId) -> Result<Book> {
    let own = store::law::own_rows(tx, organisation).await?;
    Ok(Book::with(&own.into_iter().map(|own| own.row).collect::<Vec<_>>()))
}

/// How the house's first creditor counts interest.
pub(crate) async fn terms(tx: &mut Tx, scope: &Scope) -> Result<InterestTerms> {
    match store::organisation::creditors(tx, scope.organisation.id).await?.first() {
        Some(creditor) => Ok(store::interest::terms(tx, scope.organisation.id, creditor.id).await?),
        None => Ok(InterestTerms::default()),
    }
}

/// The law in force on a day, what ends soon, what the house added.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn law_table(app: &App, scope: &Scope, on: Date) -> Result<LawTable> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let organisation = scope.organisation.id;
    let own = store::law::own_rows(&mut tx, organisation).await?;
    let book = Book::with(&own.iter().map(|own| own.row.clone()).collect::<Vec<_>>());
    let terms = terms(&mut tx, scope).await?;
    let mut clauses = Vec::new();
    for row in store::interest::clauses(&mut tx, organisation).await? {
        let debtor = match row.debtor {
            Some(id) => store::debtor::get(&mut tx, organisation, id).await?.map(|debtor| (debtor.code, debtor.name)),
            None => None,
        };
        let below_floor = domain::interest::below_floor(row.clause, &book, row.applies_from, on);
        clauses.push(ClauseLine { row, debtor, below_floor });
    }
    Ok(LawTable {
        on,
        in_force: book.in_force(on).into_iter().cloned().collect(),
        ending: book.ending_soon(on, ENDS_SOON_DAYS).into_iter().cloned().collect(),
        own,
        clauses,
        terms,
    })
}

/// The rows compiled in alone, in force on a day: the law without a house.
#[must_use]
pub fn compiled(on: Date) -> (Vec<Row>, Vec<Row>) {
    let book = Book::compiled();
    (book.in_force(on).into_iter().cloned().collect(), book.ending_soon(on, ENDS_SOON_DAYS).into_iter().cloned().collect())
}

/// What is typed for a row of one's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRow {
    /// A key that the tables have.
    pub key: String,
    /// The number, as people write it: `2,65`, `33,47`, `3 mois`, `1 mois et 8 jours`, `3`.
    pub value: String,
    /// First day.
    pub from: Date,
    /// Last day; a rate of a half-year ends with it when none is given.
    pub to: Option<Date>,
    /// Where it was read.
    pub source: String,
}

/// Adds a row of the house's own.
///
/// # Errors
/// [`AppError::Invalid`] for an unknown key, a value of another kind, a period that ends before it begins,
/// a source that is missing, or days that an own row covers already.
#[crate::boxed]
pub async fn add_row(app: &App, scope: &Scope, new: &NewRow) -> Result<LawRowId> {
    scope.require(Permission::EditLaw)?;
    let (organisation, now) = (scope.organisation.id, app.now());
    let known = Book::compiled().of(&new.key);
    let Some(model) = known.iter().rev().find(|row| row.from <= new.from).or_else(|| known.first()) else {
        return Err(AppError::Invalid { field: "key", reason: text::error_law_key(&new.key) });
    };
    let value = read_value(model.value, &new.value)
        .ok_or_else(|| AppError::Invalid { field: "value", reason: text::error_law_value(&new.value, &model.value.shown()) })?;
    // The rate of a half-year is that half-year's, whole: a move of the ECB inside one changes nothing until the next.
    let by_half_year = model.to.is_some_and(|to| model.from == half_year_start(model.from) && to == half_year_end(model.from));
    let to = new.to.or_else(|| by_half_year.then(|| half_year_end(new.from)));
    if to.is_some_and(|to| to < new.from) {
        return Err(AppError::Invalid { field: "to", reason: text::error_period_backwards() });
    }
    if by_half_year && (new.from != half_year_start(new.from) || to != Some(half_year_end(new.from))) {
        return Err(AppError::Invalid { field: "from", reason: text::error_law_half_year() });
    }
    let source = new.source.trim();
    if source.is_empty() {
        return Err(AppError::Invalid { field: "source", reason: text::error_law_without_source() });
    }
    short(source, "source")?;
    let row = Row {
        key: Cow::Owned(new.key.clone()),
        value,
        from: new.from,
        to,
        article: model.article.clone(),
        source: Cow::Owned(source.to_owned()),
        verified_on: Some(app.today()),
        standing: Standing::Organisation,
    };
    let mut tx = app.db().begin().await?;
    let own = store::law::own_rows(&mut tx, organisation).await?;
    let overlaps =
        |other: &Row| other.key == row.key && other.from <= row.to.unwrap_or(Date::MAX) && row.from <= other.to.unwrap_or(Date::MAX);
    if own.iter().any(|other| overlaps(&other.row)) {
        return Err(AppError::Invalid { field: "from", reason: text::error_law_overlap() });
    }
    let own = OwnRow { id: LawRowId(store::fresh_id()), row, created_at: now, created_by: scope.actor.name.clone() };
    store::law::insert(&mut tx, organisation, &own).await?;
    let payload = serde_json::json!({"key": own.row.key, "value": own.row.value.fr(), "date": own.row.from.to_string(), "source": source});
    journal(&mut tx, app, scope, "law.added", None, own.id.0, &payload).await?;
    tx.commit().await?;
    Ok(own.id)
}

/// Letters of a reason or of a source, at most: it is read in a table.
const LONGEST: usize = 300;

/// Refuses what no reader would finish; nothing is cut behind anybody's back.
pub(crate) fn short(text: &str, field: &'static str) -> Result<()> {
    if text.chars().count() <= LONGEST { Ok(()) } else { Err(AppError::Invalid { field, reason: text::error_too_long(LONGEST) }) }
}

/// Reads a number as the model's kind.
fn read_value(model: Value, text: &str) -> Option<Value> {
    match model {
        Value::Rate(_) => RateBp::parse(text).map(Value::Rate),
        Value::Amount(_) => Cents::typed(text).ok().filter(|amount| !amount.is_negative()).map(Value::Amount),
        Value::Count(_) => text.trim().parse().ok().map(Value::Count),
        // Thirty years are the longest that any text of the trade knows.
        Value::Span(_) => {
            read_span(text).filter(|span| *span != Span::default() && span.months <= 360 && span.days <= 3_650).map(Value::Span)
        }
    }
}

/// Reads `3 mois`, `2 ans`, `15 jours`, `1 mois et 8 jours`, and the same in English.
fn read_span(text: &str) -> Option<Span> {
    let mut span = Span::default();
    let lower = text.to_lowercase().replace('\u{a0}', " ");
    let words: Vec<&str> = lower.split_whitespace().filter(|word| !matches!(*word, "et" | "and")).collect();
    if words.is_empty() || !words.len().is_multiple_of(2) {
        return None;
    }
    for pair in words.chunks(2) {
        let number: u16 = pair[0].parse().ok()?;
        match pair[1] {
            "mois" | "month" | "months" => span.months = span.months.checked_add(number)?,
            "an" | "ans" | "year" | "years" => span.months = span.months.checked_add(number.checked_mul(12)?)?,
            "jour" | "jours" | "day" | "days" => span.days = span.days.checked_add(number)?,
            _ => return None,
        }
    }
    Some(span)
}

/// Takes a row of the house's own back.
///
/// # Errors
/// [`AppError::Store`] when it is not there any more.
#[crate::boxed]
pub async fn withdraw_row(app: &App, scope: &Scope, id: LawRowId) -> Result<()> {
    scope.require(Permission::EditLaw)?;
    let mut tx = app.db().begin().await?;
    store::law::withdraw(&mut tx, scope.organisation.id, id, app.now(), &scope.actor.name).await?;
    journal(&mut tx, app, scope, "law.withdrawn", None, id.0, &serde_json::json!({})).await?;
    tx.commit().await?;
    Ok(())
}

/// Adds a clause on late payment: the general terms', or one customer's.
///
/// # Errors
/// [`AppError::Invalid`] without a source; [`AppError::NotFound`] for an unknown customer.
#[crate::boxed]
pub async fn add_clause(
    app: &App,
    scope: &Scope,
    debtor: Option<DebtorId>,
    clause: Clause,
    applies_from: Date,
    source: &str,
) -> Result<ClauseId> {
    scope.require(Permission::EditLaw)?;
    let source = source.trim();
    if source.is_empty() {
        return Err(AppError::Invalid { field: "source", reason: text::error_law_without_source() });
    }
    short(source, "source")?;
    let mut tx = app.db().begin().await?;
    if let Some(debtor) = debtor {
        store::debtor::get(&mut tx, scope.organisation.id, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    }
    let row = ClauseRow {
        id: ClauseId(store::fresh_id()),
        debtor,
        clause,
        applies_from,
        source: source.to_owned(),
        created_at: app.now(),
        created_by: scope.actor.name.clone(),
    };
    store::interest::insert_clause(&mut tx, scope.organisation.id, &row).await?;
    let payload = serde_json::json!({"value": clause.fr(), "date": applies_from.to_string(), "source": source});
    journal(&mut tx, app, scope, "clause.added", debtor, row.id.0, &payload).await?;
    tx.commit().await?;
    Ok(row.id)
}

/// Takes a clause back.
///
/// # Errors
/// [`AppError::Store`] when it is not there any more.
#[crate::boxed]
pub async fn withdraw_clause(app: &App, scope: &Scope, id: ClauseId) -> Result<()> {
    scope.require(Permission::EditLaw)?;
    let mut tx = app.db().begin().await?;
    store::interest::withdraw_clause(&mut tx, scope.organisation.id, id, app.now(), &scope.actor.name).await?;
    journal(&mut tx, app, scope, "clause.withdrawn", None, id.0, &serde_json::json!({})).await?;
    tx.commit().await?;
    Ok(())
}

/// Sets how interest is counted.
///
/// # Errors
/// [`AppError::NotFound`] while there is no creditor.
#[crate::boxed]
pub async fn set_terms(app: &App, scope: &Scope, terms: &InterestTerms) -> Result<()> {
    scope.require(Permission::EditLaw)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let creditor = crate::setup::creditor_in(&mut tx, organisation).await?;
    store::interest::set_terms(&mut tx, organisation, creditor.id, terms).await?;
    let payload = serde_json::json!({"value": terms.day_count.code(), "kind": terms.imputation.code()});
    journal(&mut tx, app, scope, "interest.terms", None, creditor.id.0, &payload).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes one entry of the journal.
pub(crate) async fn journal(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    kind: &'static str,
    debtor: Option<DebtorId>,
    subject: uuid::Uuid,
    payload: &serde_json::Value,
) -> Result<()> {
    let event =
        NewEvent { at: app.now(), actor: scope.actor.name.clone(), kind, debtor, subject: Some(subject), payload: payload.to_string() };
    store::event::append(tx, scope.organisation.id, &[event]).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_as_people_write_them() {
        let cases = [
            ("3 mois", Some(Span::months(3))),
            ("2 ans", Some(Span::years(2))),
            ("15 jours", Some(Span::days(15))),
            ("1 mois et 8 jours", Some(Span { months: 1, days: 8 })),
            ("1 month and 8 days", Some(Span { months: 1, days: 8 })),
            ("2 years", Some(Span::years(2))),
            ("1\u{a0}mois", Some(Span::months(1))),
            ("", None),
            ("3", None),
            ("3 semaines", None),
            ("-1 mois", None),
            ("9999 ans", None),
        ];
        for (text, expected) in cases {
            assert_eq!(read_span(text), expected, "{text:?}");
        }
    }
}
