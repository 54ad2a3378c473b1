//! The form of a payment plan, with its schedule computed as it is filled; a button computes it without JavaScript.

use app::plans::{self, Draft, GRACE_DAYS, How, NewPlan, Options};
use app::text::locale::{self, ShownIn as _};
use app::text::plans as words;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use axum_extra::extract::Form;
use chrono::Datelike;
use domain::ids::{DebtorId, OpenItemId, PlanId};
use domain::plan::{Guarantee, Instalment, InterestChoice, Odd, Pace, Rule};
use domain::{Cents, Date, calendar};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::choice::{self, Candidate, Choice};
use super::day::{self, Missing};
use super::{Answer, Sheet, framed, head};
use crate::components::amount::amount;
use crate::components::date::date;
use crate::components::flash::{empty, flash};
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::link::Link;
use crate::session::Session;
use crate::site::Site;
use crate::t;

/// Days to the first instalment that the form proposes.
const FIRST_IN: i64 = 15;

/// What is typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    facture: Vec<String>,
    nombre: String,
    premiere: String,
    le: String,
    rythme: String,
    jour: String,
    centimes: String,
    ouvres: String,
    dates: String,
    tolerance: String,
    interets: String,
    etape: String,
    decheance: String,
    garantie: String,
    precision: String,
    note: String,
    remplace: String,
    /// A group of debts that is chosen as a whole.
    #[serde(deserialize_with = "choice::group")]
    quoi: String,
    cherche: String,
    suite: String,
    /// Whether the form was filled, not just opened.
    saisi: String,
}

impl Typed {
    /// What the form proposes: the late debts, in three months.
    fn begun(mut self, options: &Options, today: Date) -> Self {
        if !self.saisi.is_empty() {
            return self;
        }
        let late: Vec<String> =
            options.items.iter().filter(|(item, _)| item.is_overdue(today)).map(|(item, _)| item.id.to_string()).collect();
        if self.facture.is_empty() && self.quoi.is_empty() && options.items.len() > choice::PER_PAGE {
            choice::LATE.clone_into(&mut self.quoi);
        } else if self.facture.is_empty() && self.quoi.is_empty() {
            self.facture = if late.is_empty() { options.items.iter().map(|(item, _)| item.id.to_string()).collect() } else { late };
        }
        let first = calendar::working_day_on_or_after(calendar::add_days(today, FIRST_IN));
        let or = |value: String, default: String| if value.is_empty() { default } else { value };
        Self {
            nombre: or(self.nombre, "3".to_owned()),
            le: or(self.le, day::shown(first)),
            rythme: or(self.rythme, "mois".to_owned()),
            centimes: or(self.centimes, "derniere".to_owned()),
            ouvres: "oui".to_owned(),
            decheance: match self.decheance.as_str() {
                "non" => String::new(),
                _ => "oui".to_owned(),
            },
            tolerance: or(self.tolerance, GRACE_DAYS.to_string()),
            ..self
        }
    }

    /// The form with all of it in the address.
    fn link(&self, debtor: DebtorId) -> Link {
        let mut link = Link::new(format!("/debiteurs/{debtor}/echeancier"));
        for item in &self.facture {
            link = link.and("facture", item);
        }
        let fields = [
            ("nombre", &self.nombre),
            ("premiere", &self.premiere),
            ("le", &self.le),
            ("rythme", &self.rythme),
            ("jour", &self.jour),
            ("centimes", &self.centimes),
            ("ouvres", &self.ouvres),
            ("dates", &self.dates),
            ("tolerance", &self.tolerance),
            ("interets", &self.interets),
            ("etape", &self.etape),
            ("decheance", &self.decheance),
            ("garantie", &self.garantie),
            ("precision", &self.precision),
            ("note", &self.note),
            (choice::GROUP, &self.quoi),
            ("saisi", &self.saisi),
        ];
        fields.into_iter().fold(link, |link, (name, value)| link.with(name, value))
    }

    fn rule(&self, today: Date) -> Result<Rule, String> {
        let first_on = day::read(&self.le, today, Missing::Coming).ok_or_else(|| t!("bad-date"))?;
        let first = match self.premiere.trim() {
            "" => None,
            text => Some(money(text)?),
        };
        let day = match self.jour.trim() {
            "" => first_on.day(),
            text => text.parse().unwrap_or(0),
        };
        let pace = match self.rythme.as_str() {
            "semaine" => Pace::Weeks(1),
            "quinzaine" => Pace::Weeks(2),
            _ => Pace::Monthly(day),
        };
        let odd = if self.centimes == "premiere" { Odd::First } else { Odd::Last };
        Ok(Rule { parts: self.nombre.trim().parse().unwrap_or(0), first, first_on, pace, odd, working_days: !self.ouvres.is_empty() })
    }

    /// Lines of a day and an amount.
    fn dates(&self, today: Date) -> Result<Vec<Instalment>, String> {
        let line = |line: &str| {
            let (on, sum) = line.trim().split_once(char::is_whitespace).ok_or_else(|| t!("plan-bad-line", line = line))?;
            let due_on = day::read(on, today, Missing::Coming).ok_or_else(|| t!("plan-bad-line", line = line))?;
            Ok(Instalment { due_on, amount: money(sum)? })
        };
        self.dates.lines().filter(|text| !text.trim().is_empty()).map(line).collect()
    }

    fn asked(&self) -> choice::Asked {
        let ticked = self.facture.iter().filter_map(|id| id.parse().ok()).collect();
        choice::Asked { ticked, group: self.quoi.clone(), search: self.cherche.clone(), page: self.suite.clone() }
    }

    fn new_plan(&self, debtor: DebtorId, items: Vec<OpenItemId>, today: Date) -> Result<NewPlan, String> {
        let how = if self.dates.trim().is_empty() { How::Rule(self.rule(today)?) } else { How::Typed(self.dates(today)?) };
        Ok(NewPlan {
            debtor,
            items,
            how,
            grace_days: self.tolerance.trim().parse().unwrap_or(if self.tolerance.trim().is_empty() { 0 } else { u16::MAX }),
            interest: InterestChoice::from_code(&self.interets),
            fallback_step: self.etape.clone(),
            accelerates: !self.decheance.is_empty(),
            guarantee: Guarantee::from_code(&self.garantie).unwrap_or(Guarantee::None),
            guarantee_note: self.precision.clone(),
            note: self.note.clone(),
            typed: self.link(debtor).to_string(),
            replaces: self.remplace.parse::<PlanId>().ok(),
        })
    }
}

fn money(text: &str) -> Result<Cents, String> {
    crate::typed::plain_amount(text)
}

/// The form.
pub async fn show(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    page(&site, &session, DebtorId(id), typed, None).await
}

/// Makes the plan.
pub async fn save(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    let (app, debtor) = (site.app(), DebtorId(id));
    let typed = Typed { saisi: "oui".to_owned(), ..typed };
    let options = plans::options(app, &session.scope, debtor, typed.remplace.parse().ok()).await?;
    let causes = choice::causes(&site, &session, debtor, &typed.quoi).await?;
    let items = choice::chosen(&candidates(&options), &typed.asked(), &causes, app.today());
    let new = match items.and_then(|items| typed.new_plan(debtor, items, app.today())) {
        Ok(new) => new,
        Err(sentence) => return page(&site, &session, debtor, typed, Some(sentence)).await,
    };
    match plans::create(app, &session.scope, &new).await {
        Ok(plan) => Ok(Redirect::to(&format!("/echeanciers/{plan}")).into_response()),
        Err(error) if matches!(error.status(), 409 | 422) => page(&site, &session, debtor, typed, Some(error.french())).await,
        Err(error) => Err(error.into()),
    }
}

async fn page(site: &Site, session: &Session, debtor: DebtorId, typed: Typed, refused: Option<String>) -> Answer {
    let app = site.app();
    let replaces = typed.remplace.parse::<PlanId>().ok();
    let options = plans::options(app, &session.scope, debtor, replaces).await?;
    let typed = match replaces {
        Some(before) if typed.facture.is_empty() && typed.quoi.is_empty() && typed.saisi.is_empty() => {
            // Its debts, however many: an address carries only so much.
            let held = plans::view(app, &session.scope, before).await?.plan.record.items;
            let is_held = |item: &domain::ledger::OpenItem| held.iter().any(|(own, _)| *own == item.id);
            let facture = options.items.iter().filter(|(item, _)| is_held(item)).map(|(item, _)| item.id.to_string()).collect();
            Typed { facture, ..typed }
        }
        _ => typed,
    };
    let typed = typed.begun(&options, app.today());
    let causes = choice::causes(site, session, debtor, &typed.quoi).await?;
    let (all, asked) = (candidates(&options), typed.asked());
    let choice = Choice::of(&all, &asked, &causes, app.today());
    let items = choice::chosen(&all, &asked, &causes, app.today());
    let draft = match items.and_then(|items| typed.new_plan(debtor, items, app.today())) {
        Ok(new) => plans::preview(app, &session.scope, &new).await.map_err(|error| error.french()),
        Err(sentence) => Err(sentence),
    };
    let title = if replaces.is_some() { t!("plan-renegotiate-title") } else { t!("plan-new-title") };
    let body = html! {
        (head(&title, &html! { a href={ "/debiteurs/" (debtor) } { (options.debtor.name) } " · " (app::text::debtor_kind(options.debtor.kind)) }, &html! { @if replaces.is_none() { a.btn href={ "/debiteurs/" (debtor) "/echeanciers-au-choix" } { (t!("plan-offer-choice")) } } }))
        @if let Some(sentence) = &refused { (flash(Tone::Late, &html! { (sentence) })) }
        @if options.items.is_empty() { (empty(&t!("plan-no-debt-title"), &t!("plan-no-debt-text"), None)) }
        @else {
            form method="get" action={ "/debiteurs/" (debtor) "/echeancier" } data-plan="" {
                input type="hidden" name="saisi" value="oui";
                @if replaces.is_some() { input type="hidden" name="remplace" value=(typed.remplace); }
                div.grid.two {
                    div { (debts(&options, &choice)) (cut(&typed)) (terms(&options, &typed)) }
                    div { (preview(&draft, refused.is_some())) }
                }
            }
            script src=(crate::assets::address("plan.js")) defer {}
        }
    };
    framed(site, session, Sheet::new(title, Section::Plans, body)).await
}

fn candidates(options: &Options) -> Vec<Candidate<'_>> {
    options.items.iter().map(|(item, owed)| (item, *owed)).collect()
}

/// Debts named that are in a plan already.
const TAKEN: usize = 20;

fn debts(options: &Options, choice: &Choice) -> Markup {
    let path = format!("/debiteurs/{}/echeancier", options.debtor.id);
    html! {
        section.card {
            header { h2 { (t!("plan-debts")) } }
            (choice.head(&path))
            fieldset.field { legend.sr { (t!("plan-debts")) }
                @for at in choice.shown() {
                    @let (item, owed) = &options.items[*at];
                    label.check { input type="checkbox" name="facture" value=(item.id) checked[choice.is_ticked(item.id)] data-cents=(owed.0);
                        span { strong { (item.number) } " · " (amount(*owed, item.currency)) " " small { (t!("plan-debt-due", due = locale::date(item.due_on))) @if *owed != item.open { " · " (t!("plan-debt-disputed", amount = (item.open - *owed).shown_in(item.currency))) } @if options.promised.contains(&item.id) { " · " (t!("plan-debt-promised")) } } } }
                }
            }
            (choice.foot(&path, "facture"))
            @for (number, reference) in options.taken.iter().take(TAKEN) { p.muted { (t!("plan-debt-taken", number = number.as_str(), reference = reference.as_str())) } }
            @if let Some(more) = options.taken.len().checked_sub(TAKEN).filter(|more| *more > 0) { p.muted { (t!("coming-others", count = more)) } }
        }
    }
}

fn radio(name: &str, value: &str, chosen: &str, word: &Markup) -> Markup {
    html! { label.check { input type="radio" name=(name) value=(value) checked[chosen == value]; span { (word) } } }
}

fn cut(typed: &Typed) -> Markup {
    let paces = [("mois", t!("plan-pace-month")), ("quinzaine", t!("plan-pace-fortnight")), ("semaine", t!("plan-pace-week"))];
    html! {
        section.card {
            header { h2 { (t!("plan-cut")) } }
            div.stack {
                div.fields {
                    div.field { label for="nombre" { (t!("plan-parts")) } input #nombre name="nombre" inputmode="numeric" maxlength="3" value=(typed.nombre); }
                    (day::field("le", "le", &html! { (t!("plan-first-on")) }, &typed.le))
                    div.field { label for="rythme" { (t!("plan-pace")) } select #rythme name="rythme" { @for (value, word) in &paces { option value=(value) selected[typed.rythme == *value] { (word) } } } }
                    div.field { label for="jour" { (t!("plan-day")) " " span.muted { (t!("field-optional")) } } input #jour name="jour" inputmode="numeric" maxlength="2" value=(typed.jour); small { (t!("plan-day-help")) } }
                    div.field { label for="premiere" { (t!("plan-first")) " " span.muted { (t!("field-optional")) } } input #premiere name="premiere" inputmode="decimal" value=(typed.premiere); small { (t!("plan-first-help")) } }
                }
                fieldset.field { legend { (t!("plan-cents")) }
                    (radio("centimes", "derniere", &typed.centimes, &html! { (t!("plan-cents-last")) }))
                    (radio("centimes", "premiere", &typed.centimes, &html! { (t!("plan-cents-first")) }))
                }
                label.check { input type="checkbox" name="ouvres" value="oui" checked[!typed.ouvres.is_empty()]; span { (t!("plan-working-days")) } }
                details open[!typed.dates.trim().is_empty()] { summary { (t!("plan-own-dates")) }
                    div.field { label for="dates" { (t!("plan-own-dates-label")) } textarea #dates name="dates" rows="5" maxlength="4000" placeholder="15/12/2026 1 000,00" { (typed.dates) } small { (t!("plan-own-dates-help")) } }
                }
            }
        }
    }
}

fn terms(options: &Options, typed: &Typed) -> Markup {
    html! {
        section.card {
            header { h2 { (t!("plan-terms")) } }
            div.stack {
                fieldset.field { legend { (t!("plan-interest")) }
                    @for choice in InterestChoice::ALL {
                        @if choice.suits(options.debtor.kind) { (radio("interets", choice.code(), &typed.interets, &html! { (words::interest(choice)) })) }
                    }
                    @if !InterestChoice::Kept.suits(options.debtor.kind) { small { (t!("plan-interest-consumer")) } }
                }
                div.fields {
                    div.field { label for="tolerance" { (t!("plan-grace")) } input #tolerance name="tolerance" inputmode="numeric" maxlength="2" value=(typed.tolerance); small { (t!("plan-grace-help")) } }
                    div.field { label for="etape" { (t!("plan-fallback")) } select #etape name="etape" { option value="" { (t!("plan-fallback-none")) } @for (key, name) in &options.steps { option value=(key) selected[typed.etape == *key] { (name) } } } small { (t!("plan-fallback-help")) } }
                }
                label.check { input type="checkbox" name="decheance" value="oui" checked[!typed.decheance.is_empty()]; span { (t!("plan-accelerates")) small { (t!("plan-accelerates-help")) } } }
                div.fields {
                    div.field { label for="garantie" { (t!("plan-guarantee")) } select #garantie name="garantie" { @for guarantee in Guarantee::ALL { option value=(guarantee.code()) selected[typed.garantie == guarantee.code()] { (words::guarantee(guarantee)) } } } }
                    div.field.grow { label for="precision" { (t!("plan-guarantee-note")) } input #precision name="precision" maxlength="300" value=(typed.precision); }
                }
                div.field { label for="note" { (t!("plan-note")) " " span.muted { (t!("field-optional")) } } input #note name="note" maxlength="300" value=(typed.note); }
            }
        }
    }
}

/// The schedule, and what the house thinks of it.
fn preview(draft: &Result<Draft, String>, was_refused: bool) -> Markup {
    html! {
        section.card #apercu aria-live="polite" {
            header { h2 { (t!("plan-preview")) } }
            @match draft {
                Err(sentence) => @if !was_refused { (flash(Tone::Soon, &html! { (sentence) })) },
                Ok(draft) => {
                    table.table.compact {
                        caption.sr { (t!("plan-preview")) }
                        thead { tr { th scope="col" { (t!("plan-number")) } th scope="col" { (t!("plan-due")) } th.r scope="col" { (t!("plan-amount")) } th.r scope="col" { (t!("plan-remains")) } } }
                        tbody {
                            @for (at, one) in draft.instalments.iter().enumerate() {
                                tr { td { (at + 1) } td { (date(one.due_on)) } td.r { strong { (amount(one.amount, draft.currency)) } } td.r { (amount(remains(draft, at), draft.currency)) } }
                            }
                        }
                        tfoot { tr { td {} th scope="row" { (t!("column-total")) } td.r { strong { (amount(draft.total, draft.currency)) } } td {} } }
                    }
                    @if !draft.objections.is_empty() {
                        (flash(Tone::Soon, &html! { strong { (t!("plan-needs-approval")) } " " (draft.objections.iter().map(|objection| words::objection(*objection)).collect::<Vec<_>>().join(", ")) "." }))
                    } @else { p { (pill(Tone::Ok, &t!("plan-within-policy"))) } }
                },
            }
            div.acts {
                button.btn type="submit" { (t!("plan-compute")) }
                button.btn.go type="submit" formmethod="post" { (t!("plan-save")) }
            }
        }
    }
}

fn remains(draft: &Draft, at: usize) -> Cents {
    draft.total - Cents::total(draft.instalments.iter().take(at + 1).map(|one| one.amount))
}
