//! The agenda and the figures.
#![expect(unused_qualifications, reason = "the macros that describe parameters write full paths")]

use app::agenda::{AgendaQuery, Dossier, View};
use app::figures::{Figure, FiguresQuery, Unit};
use axum::Json;
use axum::extract::{Query, State};
use domain::Cents;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Problem;
use super::gate::Caller;
use super::read::{invalid, sheet};
use super::shapes::PageOf;
use crate::site::Site;
use crate::t;

/// Rows of an answer at most.
const ROWS: usize = 500;

/// Something that waits on an account.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ThingOut {
    /// Key of what waits: `delai`, `promesse`, `echeancier`, `reponse`, `erreur`, `litige`, `appel`, `decision`, `courrier`, `tache`, `alerte`, `a-confirmer` or `confirme`.
    pub kind: &'static str,
    /// The day on which it was, or is, to be done.
    pub due_on: String,
    /// In a few words.
    pub title: String,
}

/// An account of the agenda.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DossierOut {
    /// Id of the debtor.
    pub debtor: String,
    /// The debtor's code.
    pub customer_code: String,
    /// The debtor's name.
    pub name: String,
    /// Who looks after it today.
    pub collector: String,
    /// 0 to 100, against the first of the list.
    pub priority: u32,
    /// Why it stands where it stands.
    pub why: String,
    /// What is late.
    pub overdue: String,
    /// What is owed, credits deducted.
    pub open: String,
    /// ISO 4217.
    pub currency: String,
    /// Days of the oldest late item.
    pub oldest_days: i64,
    /// Until when it is put off.
    pub snoozed_until: Option<String>,
    /// What waits.
    pub things: Vec<ThingOut>,
}

impl From<&Dossier> for DossierOut {
    fn from(dossier: &Dossier) -> Self {
        let thing =
            |thing: &app::agenda::Thing| ThingOut { kind: thing.kind.code(), due_on: thing.due_on.to_string(), title: thing.title.clone() };
        Self {
            debtor: dossier.debtor.to_string(),
            customer_code: dossier.code.clone(),
            name: dossier.name.clone(),
            collector: dossier.collector.clone(),
            priority: dossier.priority,
            why: dossier.why(),
            overdue: dossier.late.iso(),
            open: dossier.owed.iso(),
            currency: dossier.currency.code().to_owned(),
            oldest_days: dossier.oldest_days,
            snoozed_until: dossier.snooze.as_ref().map(|snooze| snooze.until.to_string()),
            things: dossier.things.iter().map(thing).collect(),
        }
    }
}

/// Which accounts.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct AgendaAsked {
    /// `a-faire` (by default), `envois`, `reportes` or `echus`.
    pub view: Option<String>,
    /// Who looks after them; all by default.
    pub collector: Option<String>,
}

/// Read the agenda, the account that is worth most first; 500 at most
#[utoipa::path(get, path = "/api/v1/agenda", tag = "read", params(AgendaAsked), responses(
    (status = 200, description = "The accounts", body = PageOf<DossierOut>),
    (status = "4XX", description = "Refused", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn agenda(
    State(site): State<Site>,
    caller: Caller,
    Query(asked): Query<AgendaAsked>,
) -> Result<Json<PageOf<DossierOut>>, Problem> {
    let view = match asked.view.as_deref().map(str::trim).unwrap_or_default() {
        "" => View::default(),
        code => View::from_code(code).ok_or_else(|| invalid("view", t!("api-bad-status", list = View::ALL.map(View::code).join(", "))))?,
    };
    let collector = asked.collector.filter(|collector| !collector.trim().is_empty());
    let query = AgendaQuery { view, collector, per_page: ROWS, ..AgendaQuery::default() };
    let found = app::agenda::agenda(site.app(), &caller.0.scope, &query).await?;
    Ok(sheet(found.page.rows.iter().map(DossierOut::from).collect(), None))
}

/// A value at the end of a month.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PointOut {
    /// The last day of the month, or today.
    pub on: String,
    /// The value; null when there is nothing to measure, or more than two years of sales are owed.
    pub value: Option<String>,
}

/// A figure with its year.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FigureOut {
    /// Its key: `exposure`, `overdue`, `dso_countback`, `dso`, `dso_best`, `dso_late`, `overdue_rate`, `unpaid_rate`, `recovery_rate` or
    /// `effectiveness`.
    pub key: &'static str,
    /// Its name.
    pub name: String,
    /// How it is counted.
    pub formula: String,
    /// `amount`, `days` or `percent`.
    pub unit: &'static str,
    /// ISO 4217, of amounts.
    pub currency: String,
    /// Twelve months at most, the newest last.
    pub points: Vec<PointOut>,
}

/// A number without its unit.
fn number(unit: Unit, value: i64) -> String {
    match unit {
        Unit::Amount | Unit::Share => Cents(value).iso(),
        Unit::Days => format!("{}{}.{}", if value < 0 { "-" } else { "" }, value.abs() / 10, value.abs() % 10),
    }
}

fn shape(figure: &Figure, currency: domain::Currency, by_agreed_date: bool) -> FigureOut {
    let unit = figure.indicator.unit();
    FigureOut {
        key: figure.indicator.code(),
        name: app::text::figures::name(figure.indicator),
        formula: app::text::figures::formula_by(figure.indicator, by_agreed_date),
        unit: match unit {
            Unit::Amount => "amount",
            Unit::Days => "days",
            Unit::Share => "percent",
        },
        currency: currency.code().to_owned(),
        points: figure
            .points
            .iter()
            .map(|point| PointOut { on: point.on.to_string(), value: point.value.map(|value| number(unit, value)) })
            .collect(),
    }
}

/// A figure of the conversation.
fn talk_shape(figure: &app::conversation::TalkFigure) -> FigureOut {
    let unit = figure.theme.unit();
    FigureOut {
        key: figure.theme.code(),
        name: app::text::conversation::name(figure.theme),
        formula: app::text::conversation::formula(figure.theme),
        unit: if unit == Unit::Days { "days" } else { "percent" },
        currency: domain::Currency::EUR.code().to_owned(),
        points: figure
            .points
            .iter()
            .map(|point| PointOut { on: point.on.to_string(), value: point.value.map(|value| number(unit, value)) })
            .collect(),
    }
}

/// Whose figures.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct FiguresAsked {
    /// Id of the debtor.
    pub debtor: Option<String>,
    /// Who follows the debtors; all by default.
    pub collector: Option<String>,
    /// The dates by which debts are late: `original` (by default), or `agreed`: deferrals, and the instalments of plans that hold.
    pub dates: Option<String>,
}

/// Read the figures of a year of months
///
/// Without a debtor and a collector, those of promises, causes and disputes come after them.
#[utoipa::path(get, path = "/api/v1/figures", tag = "read", params(FiguresAsked), responses(
    (status = 200, description = "The figures", body = PageOf<FigureOut>),
    (status = "4XX", description = "Refused", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn figures(
    State(site): State<Site>,
    caller: Caller,
    Query(asked): Query<FiguresAsked>,
) -> Result<Json<PageOf<FigureOut>>, Problem> {
    let debtor = match asked.debtor.as_deref().map(str::trim).filter(|id| !id.is_empty()) {
        None => None,
        Some(id) => Some(id.parse().map_err(|_| invalid("debtor", t!("api-bad-id")))?),
    };
    let by_agreed_date = match asked.dates.as_deref().map(str::trim) {
        None | Some("" | "original") => false,
        Some("agreed") => true,
        Some(_) => return Err(invalid("dates", t!("api-bad-status", list = "original, agreed"))),
    };
    let query = FiguresQuery { debtor, collector: asked.collector.filter(|who| !who.trim().is_empty()), currency: None, by_agreed_date };
    let found = app::figures::figures(site.app(), &caller.0.scope, &query).await?;
    let mut figures: Vec<FigureOut> = found.figures.iter().map(|figure| shape(figure, found.currency, by_agreed_date)).collect();
    // Those of promises, causes and disputes are the house's.
    if (FiguresQuery { by_agreed_date: false, ..query }) == FiguresQuery::default() {
        let talk = app::conversation::conversation(site.app(), &caller.0.scope).await?;
        figures.extend(talk.figures.iter().map(talk_shape));
    }
    Ok(sheet(figures, None))
}
