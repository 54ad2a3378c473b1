//! The rules that give items their scenario, as a form; and the scenario that a person gives a debtor.

use std::collections::HashMap;

use app::Permission;
use app::scenario::binding::{self, BindingDraft, BindingsView};
use app::text::scenario as words;
use axum::Form;
use axum::extract::{Path, State};
use domain::Cents;
use domain::claim::ClaimKind;
use domain::dunning::{BindingConditions, BindingRule, Bindings, MAX_RULES};
use domain::ids::{DebtorId, SeriesId};
use domain::party::DebtorKind;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::debtor_tab::{Tab, file};
use super::parts::select;
use super::{Answer, Failure, Sheet, framed, head, scenario};
use crate::components::flash::flash;
use crate::components::pill::Tone;
use crate::components::shell::Section;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// A rule as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct TypedRule {
    series: String,
    categories: String,
    claims: Vec<String>,
    debtors: Vec<String>,
    /// Amounts, days and scores, least and most, in the order of [`BOUNDS`].
    bounds: [String; 6],
}

/// The names of the fields with a bound.
const BOUNDS: [&str; 6] = ["montant-min", "montant-max", "retard-min", "retard-max", "score-min", "score-max"];

impl TypedRule {
    fn of(rule: &BindingRule) -> Self {
        let when = &rule.when;
        let amount = |amount: Option<Cents>| amount.map(|amount| amount.to_string().replace('.', ",")).unwrap_or_default();
        let days = |days: Option<u16>| days.map(|days| days.to_string()).unwrap_or_default();
        let score = |score: Option<u8>| score.map(|score| score.to_string()).unwrap_or_default();
        Self {
            series: rule.series.to_string(),
            categories: when.categories.join(", "),
            claims: when.claims.iter().map(|kind| kind.code().to_owned()).collect(),
            debtors: when.debtors.iter().map(|kind| kind.code().to_owned()).collect(),
            bounds: [
                amount(when.min_amount),
                amount(when.max_amount),
                days(when.min_days_late),
                days(when.max_days_late),
                score(when.min_score),
                score(when.max_score),
            ],
        }
    }

    /// The rule; `wrong` gets the name of each field that cannot be read.
    fn read(&self, wrong: &mut Vec<&'static str>) -> BindingRule {
        let [min_amount, max_amount, min_late, max_late, min_score, max_score] = &self.bounds;
        let categories = self.categories.split([',', ';']).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
        let when = BindingConditions {
            categories,
            claims: self.claims.iter().filter_map(|code| ClaimKind::from_code(code)).collect(),
            debtors: self.debtors.iter().filter_map(|code| DebtorKind::from_code(code)).collect(),
            min_amount: bound(min_amount, BOUNDS[0], wrong, amount_of),
            max_amount: bound(max_amount, BOUNDS[1], wrong, amount_of),
            min_days_late: bound(min_late, BOUNDS[2], wrong, |text| text.parse().ok()),
            max_days_late: bound(max_late, BOUNDS[3], wrong, |text| text.parse().ok()),
            min_score: bound(min_score, BOUNDS[4], wrong, |text| text.parse().ok()),
            max_score: bound(max_score, BOUNDS[5], wrong, |text| text.parse().ok()),
        };
        BindingRule { series: SeriesId(Uuid::parse_str(&self.series).unwrap_or_default()), when }
    }
}

fn bound<T>(text: &str, name: &'static str, wrong: &mut Vec<&'static str>, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let value = read(text);
    if value.is_none() {
        wrong.push(name);
    }
    value
}

/// An amount as it is typed, in the writing of either language.
pub(super) fn amount_of(text: &str) -> Option<Cents> {
    Cents::typed(text).ok()
}

/// The whole form as it is typed.
#[derive(Debug, Clone, Default)]
struct TypedRules {
    before: i32,
    default: String,
    rules: Vec<TypedRule>,
}

impl TypedRules {
    fn of(view: &BindingsView) -> Self {
        Self {
            before: view.version,
            default: view.bindings.default.to_string(),
            rules: view.bindings.rules.iter().map(TypedRule::of).collect(),
        }
    }

    fn read_form(pairs: Vec<(String, String)>) -> (Self, String) {
        let (mut typed, mut doing) = (Self::default(), String::new());
        for (name, value) in pairs {
            match name.as_str() {
                "avant" => typed.before = value.parse().unwrap_or_default(),
                "defaut" => typed.default = value,
                "faire" => doing = value,
                _ => typed.field(&name, value),
            }
        }
        (typed, doing)
    }

    fn field(&mut self, name: &str, value: String) {
        let Some((number, field)) = name.strip_prefix('r').and_then(|rest| rest.split_once('-')) else { return };
        let Some(at) = number.parse::<usize>().ok().filter(|at| *at <= MAX_RULES) else { return };
        if self.rules.len() <= at {
            self.rules.resize(at + 1, TypedRule::default());
        }
        let rule = &mut self.rules[at];
        match field {
            "scenario" => rule.series = value,
            "categories" => rule.categories = value,
            "nature" => rule.claims.push(value),
            "qualite" => rule.debtors.push(value),
            _ => {
                if let Some(at) = BOUNDS.iter().position(|known| *known == field) {
                    rule.bounds[at] = value;
                }
            }
        }
    }

    /// What a button other than trying and saving does to the form; whether there was one.
    fn act(&mut self, doing: &str) -> bool {
        let (verb, at) = doing.rsplit_once('-').map_or((doing, None), |(verb, at)| (verb, at.parse::<usize>().ok()));
        match (verb, at) {
            ("ajouter", None) => self.rules.push(TypedRule { series: self.default.clone(), ..TypedRule::default() }),
            ("monter", Some(at)) if at > 0 && at < self.rules.len() => self.rules.swap(at, at - 1),
            ("descendre", Some(at)) if at + 1 < self.rules.len() => self.rules.swap(at, at + 1),
            ("retirer", Some(at)) if at < self.rules.len() => {
                self.rules.remove(at);
            }
            _ => return false,
        }
        true
    }

    fn read(&self) -> (Bindings, HashMap<usize, Vec<&'static str>>) {
        let mut wrong: HashMap<usize, Vec<&'static str>> = HashMap::new();
        let mut rules = Vec::new();
        for (at, rule) in self.rules.iter().enumerate() {
            let mut own = Vec::new();
            rules.push(rule.read(&mut own));
            if !own.is_empty() {
                wrong.insert(at, own);
            }
        }
        (Bindings { rules, default: SeriesId(Uuid::parse_str(&self.default).unwrap_or_default()) }, wrong)
    }
}

/// What the form says of what was typed.
#[derive(Default)]
struct Said {
    wrong: HashMap<usize, Vec<&'static str>>,
    draft: Option<BindingDraft>,
    refused: Option<String>,
}

/// The form.
pub async fn show(State(site): State<Site>, session: Session) -> Answer {
    let view = binding::view(site.app(), &session.scope).await?;
    let typed = TypedRules::of(&view);
    page(&site, &session, &view, &typed, &Said::default()).await
}

/// Changes, tries or saves what is typed.
pub async fn change(State(site): State<Site>, session: Session, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let view = binding::view(site.app(), &session.scope).await?;
    let (mut typed, doing) = TypedRules::read_form(pairs);
    if typed.act(&doing) {
        return page(&site, &session, &view, &typed, &Said::default()).await;
    }
    let (next, wrong) = typed.read();
    if !wrong.is_empty() {
        return page(&site, &session, &view, &typed, &Said { wrong, ..Said::default() }).await;
    }
    if doing == "enregistrer" {
        match binding::save(site.app(), &session.scope, typed.before, &next).await {
            Ok(_) => return Ok(back("/scenarios#regles", Tone::Ok, &t!("rules-saved"))),
            Err(app::AppError::Invalid { .. }) => {}
            Err(error @ app::AppError::Conflict(_)) => {
                return page(&site, &session, &view, &typed, &Said { refused: Some(error.french()), ..Said::default() }).await;
            }
            Err(error) => return Err(Failure::from(error)),
        }
    }
    let said = match binding::try_bindings(site.app(), &session.scope, &next).await {
        Ok(draft) => Said { draft: Some(draft), ..Said::default() },
        Err(error @ app::AppError::Invalid { .. }) => Said { refused: Some(error.french()), ..Said::default() },
        Err(error) => return Err(Failure::from(error)),
    };
    page(&site, &session, &view, &typed, &said).await
}

async fn page(site: &Site, session: &Session, view: &BindingsView, typed: &TypedRules, said: &Said) -> Answer {
    framed(site, session, Sheet::new(t!("rules-title"), Section::Scenarios, body(view, typed, said))).await
}

fn body(view: &BindingsView, typed: &TypedRules, said: &Said) -> Markup {
    let is_right = said.draft.as_ref().is_some_and(|draft| draft.faults.is_empty());
    html! {
        (head(&t!("rules-title"), &html! { (t!("rules-sub")) }, &html! { a.btn href="/scenarios" { (t!("rules-back")) } }))
        @if let Some(refused) = &said.refused { (flash(Tone::Late, &html! { (refused) })) }
        @if !said.wrong.is_empty() { (flash(Tone::Late, &html! { (t!("form-errors", count = said.wrong.values().map(Vec::len).sum::<usize>())) })) }
        @if let Some(draft) = &said.draft {
            @for (rule, fault) in &draft.faults { (flash(Tone::Late, &html! { a href={ "#regle-" (rule + 1) } { (words::binding_fault(*rule, *fault)) } })) }
            @if let Some(effect) = &draft.effect { (scenario::effect(effect)) }
        }
        form method="post" action="/scenarios/regles" {
            // Whoever presses Enter in a field tries, and moves nothing.
            button.sr type="submit" name="faire" value="essayer" tabindex="-1" { (t!("rules-try")) }
            input type="hidden" name="avant" value=(typed.before);
            datalist #categories { @for category in &view.categories { option value=(category); } }
            @for (at, rule) in typed.rules.iter().enumerate() {
                (rule_form(view, at, rule, typed.rules.len(), said))
            }
            section.card {
                header { h2 { (t!("rules-otherwise")) } }
                (select("defaut", &t!("rules-default-label"), &choices(view), &typed.default))
            }
            div.acts.below {
                button.btn type="submit" name="faire" value="ajouter" disabled[typed.rules.len() >= MAX_RULES] { (t!("rules-add")) }
                button.btn.go type="submit" name="faire" value="essayer" { (t!("rules-try")) }
                @if is_right { button.btn type="submit" name="faire" value="enregistrer" { (t!("rules-save")) } }
            }
            p.muted { small { (t!("rules-save-help")) } }
        }
    }
}

fn choices(view: &BindingsView) -> Vec<(String, String)> {
    let in_force = view.scenarios.iter().filter(|line| line.version.is_in_force);
    in_force.map(|line| (line.series.to_string(), line.version.name.clone())).collect()
}

fn rule_form(view: &BindingsView, at: usize, rule: &TypedRule, count: usize, said: &Said) -> Markup {
    let name = |field: &str| format!("r{at}-{field}");
    let load = said.draft.as_ref().and_then(|draft| draft.census.rules.get(at));
    let wrong = |field: &str| said.wrong.get(&at).is_some_and(|wrong| wrong.contains(&field));
    let button = |verb: &str, word: &str, disabled: bool| html! { button.btn.small type="submit" name="faire" value={ (verb) "-" (at) } disabled[disabled] { (word) } };
    let labels = [
        t!("rule-amount-min"),
        t!("rule-amount-max"),
        t!("rule-late-min"),
        t!("rule-late-max"),
        t!("rule-score-min"),
        t!("rule-score-max"),
    ];
    html! {
        section.card id={ "regle-" (at + 1) } {
            header {
                h2 { (t!("rule-number", number = (at + 1).to_string())) @if let Some(load) = load { " " small.muted { (t!("rules-load", debtors = load.debtors, items = load.items)) } } }
                div.acts { (button("monter", &t!("move-up"), at == 0)) (button("descendre", &t!("move-down"), at + 1 == count)) (button("retirer", &t!("remove"), false)) }
            }
            div.fields {
                (select(&name("scenario"), &t!("rule-scenario"), &choices(view), &rule.series))
                div.field { label for=(name("categories")) { (t!("rule-categories")) } input id=(name("categories")) name=(name("categories")) value=(rule.categories) list="categories"; small { (t!("rule-categories-help")) } }
                @for ((field, label), value) in BOUNDS.iter().zip(labels).zip(&rule.bounds) {
                    div.field {
                        label for=(name(field)) { (label) }
                        input id=(name(field)) name=(name(field)) value=(value) inputmode="decimal" aria-invalid=[wrong(field).then_some("true")];
                        @if wrong(field) { p.error { (if field.starts_with("montant") { t!("wrong-amount") } else { t!("wrong-number") }) } }
                    }
                }
            }
            details open[!rule.claims.is_empty() || !rule.debtors.is_empty()] {
                summary { (t!("rule-kinds")) }
                div.fields {
                    fieldset.field { legend { (t!("rule-debtors")) } @for kind in DebtorKind::ALL { (check(&name("qualite"), kind.code(), &app::text::debtor_kind(kind), &rule.debtors)) } }
                    fieldset.field { legend { (t!("rule-claims")) } @for kind in ClaimKind::ALL { (check(&name("nature"), kind.code(), &app::text::claims::claim_kind(kind), &rule.claims)) } }
                }
            }
        }
    }
}

/// A box to tick.
pub(super) fn check(name: &str, value: &str, word: &str, chosen: &[String]) -> Markup {
    html! { label.check { input type="checkbox" name=(name) value=(value) checked[chosen.iter().any(|chosen| chosen == value)]; " " span { (word) } } }
}

/// What a debtor's items follow, and the scenario that a person gives it. Nothing, while there is only one.
pub(super) async fn section(site: &Site, session: &Session, debtor: DebtorId) -> Result<Markup, Failure> {
    let known = binding::followed(site.app(), &session.scope, debtor).await?;
    if known.choices.len() < 2 && known.own.is_none() {
        return Ok(html! {});
    }
    let chosen = known.own.as_ref().map(|own| own.series.to_string()).unwrap_or_default();
    let choices: Vec<(String, String)> = known.choices.iter().map(|(series, name)| (series.to_string(), name.clone())).collect();
    let path = format!("/debiteurs/{debtor}/scenario");
    Ok(html! {
        section.card #scenario {
            header { h2 { (t!("followed-title")) } a href="/scenarios#regles" { (t!("rules-title")) } }
            @if known.scenarios.is_empty() { p.muted { (t!("followed-none")) } }
            ul.plain { @for (series, name, because, items) in &known.scenarios {
                li { a href={ "/scenarios?serie=" (series) } { (name) } " – " (t!("items", count = items.to_owned())) ", " span.muted { (words::because(*because)) } }
            } }
            @if let Some(own) = &known.own { p.muted { "« " (own.reason) " » · " (own.bound_by) } }
            @if session.may(Permission::HoldReminders) {
                details {
                    summary { (t!("own-change")) }
                    form.stack method="post" action=(path) {
                        (select("serie", &t!("rule-scenario"), &choices, &chosen))
                        div.field { label for="motif-scenario" { (t!("own-reason")) } input #motif-scenario name="motif" required maxlength="200"; small { (t!("own-help")) } }
                        div.acts {
                            button.btn type="submit" name="faire" value="donner" { (t!("own-give")) }
                            @if known.own.is_some() { button.btn type="submit" name="faire" value="reprendre" formnovalidate { (t!("own-revoke")) } }
                        }
                    }
                }
            }
        }
    })
}

/// The scenario that a person gives a debtor.
#[derive(Debug, Default, Deserialize)]
pub struct Given {
    #[serde(default)]
    serie: Uuid,
    #[serde(default)]
    motif: String,
    #[serde(default)]
    faire: String,
}

/// Gives a debtor a scenario, or takes it back.
pub async fn give(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(given): Form<Given>) -> Answer {
    let (debtor, to) = (DebtorId(id), file(id, Tab::Settings).at("scenario").to_string());
    let (result, said) = if given.faire == "reprendre" {
        (binding::unbind_debtor(site.app(), &session.scope, debtor).await, t!("own-revoked"))
    } else {
        let given = binding::bind_debtor(site.app(), &session.scope, debtor, SeriesId(given.serie), &given.motif).await;
        (given, t!("own-given"))
    };
    match result {
        Ok(()) => Ok(back(&to, Tone::Ok, &said)),
        Err(error) if matches!(error.status(), 409 | 422) => Ok(back(&to, Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}
