//! The first figures: each with its year, its target, its formula and its own numbers, for the house, a collector or a debtor.

use app::figures::{Figure, Figures, FiguresQuery, Indicator};
use app::text::figures as words;
use app::text::locale;
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use domain::ids::DebtorId;
use domain::{Cents, Currency};
use maud::{Markup, html};
use serde::Deserialize;

use super::parts::{at, select};
use super::{Answer, Failure, Sheet, ageing, framed, head};
use crate::components::amount::amount;
use crate::components::flash::empty;
use crate::components::icon::{Icon, icon};
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::components::trend::{Spot, line, table};
use crate::link::Link;
use crate::session::Session;
use crate::site::Site;
use crate::t;

const HERE: &str = "/indicateurs";

/// The address's parameters. An empty collector is one without a name; `*` and nothing are all.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    collecteur: Option<String>,
    #[serde(default)]
    debiteur: String,
    #[serde(default)]
    devise: String,
    #[serde(default)]
    echeance: String,
}

impl Asked {
    fn query(&self) -> Result<FiguresQuery, Failure> {
        let debtor = match self.debiteur.trim() {
            "" => None,
            text => Some(text.parse::<DebtorId>().map_err(|_| app::AppError::NotFound("debtor"))?),
        };
        let collector = self.collecteur.clone().filter(|collector| collector != ALL && debtor.is_none());
        Ok(FiguresQuery { collector, debtor, currency: Currency::parse(&self.devise), by_agreed_date: self.is_agreed() })
    }

    fn is_agreed(&self) -> bool {
        self.echeance == ageing::AGREED
    }

    fn link(&self, path: &str) -> Link {
        Link::new(path)
            .with("echeance", &self.echeance)
            .with("collecteur", self.collecteur.as_deref().unwrap_or_default())
            .with("debiteur", &self.debiteur)
            .with("devise", &self.devise)
    }
}

/// The choice of all collectors.
const ALL: &str = "*";

fn spots(figure: &Figure, currency: Currency) -> Vec<Spot> {
    let spot = |point: &app::figures::Point| Spot {
        label: locale::date(point.on),
        value: point.value,
        words: words::value(figure.indicator, point.value, currency),
    };
    figure.points.iter().map(spot).collect()
}

/// Where the items behind a figure are.
fn drill(indicator: Indicator, asked: &Asked) -> Option<Link> {
    let collector = match asked.collecteur.as_deref() {
        None | Some(ALL) => "",
        Some("") => super::agenda::NOBODY,
        Some(name) => name,
    };
    let items = |which: &str| Link::new(super::items::HERE).with("voir", which);
    let behind = |rate: app::behind::Rate| Link::new(super::behind::HERE).with("taux", rate.code());
    let link = match indicator {
        Indicator::Overdue | Indicator::OverdueRate | Indicator::Late if !asked.echeance.is_empty() && asked.debiteur.is_empty() => {
            Link::new("/debiteurs").with("voir", "echus").with("tri", "-echu").with("echeance", &asked.echeance)
        }
        Indicator::Exposure | Indicator::Dso | Indicator::Countback => items("tous"),
        Indicator::Overdue | Indicator::Late => items("echus"),
        Indicator::OverdueRate => items("factures"),
        Indicator::Best => items("a-echoir"),
        Indicator::UnpaidRate => behind(app::behind::Rate::Unpaid),
        Indicator::RecoveryRate => behind(app::behind::Rate::Recovery),
        Indicator::Effectiveness if !asked.debiteur.is_empty() => return Some(Link::new(format!("/debiteurs/{}", asked.debiteur.trim()))),
        Indicator::Effectiveness => return Some(Link::new("/encaissements").with("voir", "affecte")),
    };
    Some(link.with("charge", collector).with("debiteur", asked.debiteur.trim()).with("devise", &asked.devise))
}

fn value(figure: &Figure, currency: Currency) -> Markup {
    match (figure.indicator, figure.value()) {
        (Indicator::Exposure, Some(cents)) => amount(Cents(cents), currency),
        (Indicator::Overdue, Some(cents)) => html! { span.late { (amount(Cents(cents), currency)) } },
        (indicator, value) => html! { (words::value(indicator, value, currency)) },
    }
}

fn target(figure: &Figure, currency: Currency) -> Markup {
    let Some((goal, period)) = figure.target else { return html! {} };
    let told =
        t!("figure-target", target = words::value(figure.indicator, Some(goal), currency), period = app::text::causes::period(period));
    html! {
        @match figure.is_met() {
            Some(true) => { (pill(Tone::Ok, &told)) }
            _ => { (pill(Tone::Soon, &told)) }
        }
    }
}

/// A figure: value, target, line, and how it is counted.
fn card(figure: &Figure, currency: Currency, by_agreed_date: bool, link: Option<&Link>) -> Markup {
    let formula = words::formula_by(figure.indicator, by_agreed_date);
    let (name, spots) = (words::name(figure.indicator), spots(figure, currency));
    let goal = figure.target.map(|(value, _)| (value, words::value(figure.indicator, Some(value), currency)));
    html! {
        article.card.reading id=(figure.indicator.code()) {
            h3 { @match link { Some(link) => { a href=(link) { (name) } } None => { (name) } } }
            p.value { (value(figure, currency)) }
            p { (target(figure, currency)) }
            (line(&name, &spots, goal.as_ref().map(|(value, words)| (*value, words.as_str()))))
            details.how {
                summary title=(formula) { (t!("figure-how")) }
                p { (formula) }
                @if figure.value().is_some() { p.muted { (figure.worked) } }
                (table(&name, &spots))
            }
        }
    }
}

/// The figures of the manager's and the director's homes.
pub(super) async fn home(site: &Site, session: &Session) -> Result<Markup, Failure> {
    let found = app::figures::figures(site.app(), &session.scope, &FiguresQuery::default()).await?;
    let asked = Asked::default();
    let shown = found.figures.iter().filter(|figure| Indicator::HOME.contains(&figure.indicator));
    Ok(html! {
        section {
            header.bar-head { h2 { (t!("figures-title")) } a href=(HERE) { (t!("figures-all")) } }
            div.readings { @for figure in shown { (card(figure, found.currency, false, drill(figure.indicator, &asked).as_ref())) } }
        }
    })
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let found = app::figures::figures(site.app(), &session.scope, &asked.query()?).await?;
    // The conversation is the house's: of one debtor or one collector, the pages of promises and disputes say more.
    let is_whole = FiguresQuery { by_agreed_date: false, ..asked.query()? } == FiguresQuery::default();
    let talk = if is_whole && !found.currencies.is_empty() {
        super::figures_talk::section(&site, &session).await?
    } else {
        html! {}
    };
    let body = html! { (view(&found, &asked)) (talk) };
    framed(&site, &session, Sheet::new(t!("figures-title"), Section::Dashboard, body)).await
}

/// The same as a table for a spreadsheet.
pub async fn csv(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let found = app::figures::figures(site.app(), &session.scope, &asked.query()?).await?;
    let name = format!("attachment; filename=\"indicateurs-{}.csv\"", site.app().today());
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], app::figures::csv(&found)).into_response())
}

fn filters(found: &Figures, asked: &Asked) -> Markup {
    let mut collectors = vec![(ALL.to_owned(), t!("figures-everybody"))];
    collectors.extend(found.collectors.iter().map(|line| (line.collector.clone(), who(&line.collector))));
    let currencies: Vec<(String, String)> =
        found.currencies.iter().map(|currency| (currency.code().to_owned(), currency.code().to_owned())).collect();
    html! {
        @if collectors.len() > 2 || currencies.len() > 1 || found.has_agreements || asked.is_agreed() {
            form.filters method="get" action=(HERE) data-auto="" {
                @if collectors.len() > 2 { (select("collecteur", &t!("column-collector"), &collectors, asked.collecteur.as_deref().unwrap_or(ALL))) }
                @if currencies.len() > 1 { (select("devise", &t!("filter-currency"), &currencies, found.currency.code())) }
                @if found.has_agreements || asked.is_agreed() { (ageing::due_choice(asked.is_agreed())) }
                @if !asked.debiteur.is_empty() { input type="hidden" name="debiteur" value=(asked.debiteur); }
                button.btn.auto type="submit" { (t!("apply-filters")) }
            }
        }
    }
}

pub(super) fn who(collector: &str) -> String {
    if collector.is_empty() { t!("figures-nobody") } else { collector.to_owned() }
}

fn view(found: &Figures, asked: &Asked) -> Markup {
    let sub = html! { @match &found.debtor_name { Some(name) => { a href={ "/debiteurs/" (asked.debiteur) } { (name) } } None => { (t!("figures-sub")) } } };
    html! {
        (head(&t!("figures-title"), &sub, &html! {
            a.btn href=(asked.link("/indicateurs.csv")) { (icon(Icon::Download)) (t!("export-csv")) }
            a.btn href=(Link::new(super::forecast::HERE).with("devise", &asked.devise)) { (t!("forecast-title")) }
            a.btn href="/objectifs" { (t!("goals-title")) }
        }))
        (filters(found, asked))
        @if found.currencies.is_empty() { (empty(&t!("figures-empty-title"), &t!("figures-empty-text"), None)) }
        @else {
            h2.sr { (t!("figures-title")) }
            div.readings { @for figure in &found.figures { (card(figure, found.currency, asked.is_agreed(), drill(figure.indicator, asked).as_ref())) } }
            @if found.collectors.len() > 1 { (collectors(found, asked)) }
            p.muted { (t!("figures-read-at")) " " (at(found.read_at)) ". " (t!("figures-base")) }
        }
    }
}

fn collectors(found: &Figures, asked: &Asked) -> Markup {
    html! {
        section.card.flush {
            header { h2 { (t!("figures-by-collector")) } }
            table.table.cards.many {
                caption.sr { (t!("figures-by-collector")) }
                thead { tr { th scope="col" { (t!("column-collector")) } @for indicator in Indicator::ALL { th.r scope="col" title=(words::formula_by(indicator, asked.is_agreed())) { (words::name(indicator)) } } } }
                tbody {
                    @for line in &found.collectors {
                        tr data-row="" {
                            td.lead { a.open href=(Link::new(HERE).with("collecteur", &line.collector).with("devise", found.currency.code()).with("echeance", &asked.echeance)) { (who(&line.collector)) } }
                            @for (indicator, value) in &line.values { td.r data-label=(words::name(*indicator)) { (words::value(*indicator, *value, found.currency)) } }
                        }
                    }
                }
            }
        }
    }
}
