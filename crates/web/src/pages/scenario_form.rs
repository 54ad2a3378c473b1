//! A scenario as a form: steps as rows that are added, moved and removed by buttons; the same object as the text.

use std::collections::HashMap;

use app::scenario::form::{FormFields, StepFields, has_comments, place_of, text_of};
use app::scenario::{self, Draft, ScenarioView, fault_sentence};
use app::text::{scenario as words, template as template_words};
use axum::Form;
use axum::extract::{Query, State};
use domain::claim::ClaimKind;
use domain::dunning::{Channel, MAX_STEPS, Mode, Sender, Stage, Template, Trigger};
use domain::ids::{ScenarioId, SeriesId};
use domain::party::ContactRole;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::parts::select;
use super::scenario_rules::check;
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::flash::flash;
use crate::components::pill::Tone;
use crate::components::shell::Section;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// The most channels that a step of the form has: each once.
const WAYS: usize = Channel::ALL.len();
/// Channels shown for a step that has fewer.
const SHOWN_WAYS: usize = 3;

/// Which scenario.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    serie: Option<Uuid>,
}

/// What is typed, the version that it follows, and what the text says of it.
struct Typed {
    before: Uuid,
    form: FormFields,
}

/// What the form says of what is typed.
#[derive(Default)]
struct Said {
    draft: Option<Draft>,
    /// Sentences by step and field.
    faults: HashMap<(Option<usize>, &'static str), Vec<String>>,
    refused: Option<String>,
}

impl Said {
    fn at(&self, step: Option<usize>, field: &'static str) -> &[String] {
        self.faults.get(&(step, field)).map_or(&[], Vec::as_slice)
    }
}

/// The form of the version in force.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let view = scenario::view_of(site.app(), &session.scope, asked.serie.map(SeriesId)).await?;
    let typed = Typed { before: view.scenario.id.0, form: view.form() };
    page(&site, &session, &view, &typed, &Said::default()).await
}

fn read_form(pairs: Vec<(String, String)>) -> (Typed, String) {
    let mut typed = Typed { before: Uuid::nil(), form: FormFields::default() };
    let mut doing = String::new();
    for (name, value) in pairs {
        let form = &mut typed.form;
        match name.as_str() {
            "avant" => typed.before = Uuid::parse_str(&value).unwrap_or_default(),
            "faire" => doing = value,
            "nom" => form.name = value,
            "arret-reponse" => form.on_reply = true,
            "arret-acompte" => form.on_part_payment = true,
            "arret-reste" => form.at_or_below = value,
            "arret-retard" => form.after_days_late = value,
            "tests" => form.tests = value,
            _ => step_field(&mut form.steps, &name, value),
        }
    }
    (typed, doing)
}

fn step_field(steps: &mut Vec<StepFields>, name: &str, value: String) {
    let Some((number, field)) = name.strip_prefix('e').and_then(|rest| rest.split_once('-')) else { return };
    let Some(at) = number.parse::<usize>().ok().filter(|at| *at <= MAX_STEPS) else { return };
    if steps.len() <= at {
        steps.resize(at + 1, StepFields::default());
    }
    let step = &mut steps[at];
    match field {
        "cle" => step.key = value,
        "depart" => step.from = value,
        "jour" => step.day = value,
        "ecart" => step.gap = value,
        "canal" => step.channels.push(value),
        "mode" => step.mode = value,
        "veto" => step.veto_hours = value,
        "modele" => step.template = value,
        "expediteur" => step.sender = value,
        "pour" => step.to.push(value),
        "copie" => step.copies.push(value),
        "cout" => step.cost = value,
        "phase" => step.stage = value,
        "min" => step.min_amount = value,
        "max" => step.max_amount = value,
        "scoremin" => step.min_score = value,
        "scoremax" => step.max_score = value,
        "categories" => step.categories = value,
        "nature" => step.kinds.push(value),
        "echus" => step.min_late_items = value,
        _ => {}
    }
}

/// What a button other than trying and saving does to the steps; whether there was one.
fn act(steps: &mut Vec<StepFields>, doing: &str) -> bool {
    let (verb, at) = doing.rsplit_once('-').map_or((doing, None), |(verb, at)| (verb, at.parse::<usize>().ok()));
    match (verb, at) {
        ("ajouter", None) => steps.push(fresh(steps)),
        ("monter", Some(at)) if at > 0 && at < steps.len() => steps.swap(at, at - 1),
        ("descendre", Some(at)) if at + 1 < steps.len() => steps.swap(at, at + 1),
        ("retirer", Some(at)) if at < steps.len() => {
            steps.remove(at);
        }
        _ => return false,
    }
    true
}

/// A step to begin with: an e-mail, a week after the last one, under a key that is free.
fn fresh(steps: &[StepFields]) -> StepFields {
    let key = (1_u32..).map(|number| format!("relance_{number}")).find(|key| !steps.iter().any(|step| step.key == *key));
    StepFields {
        key: key.unwrap_or_default(),
        from: if steps.is_empty() { Trigger::Due } else { Trigger::PreviousStep }.code().to_owned(),
        day: "7".to_owned(),
        channels: vec![Channel::Email.code().to_owned()],
        mode: Mode::Automatic.code().to_owned(),
        template: Template::FirstReminder.code().to_owned(),
        sender: Sender::Creditor.code().to_owned(),
        ..StepFields::default()
    }
}

/// Changes, tries or saves what is typed.
pub async fn change(State(site): State<Site>, session: Session, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let (app, scope) = (site.app(), &session.scope);
    let (mut typed, doing) = read_form(pairs);
    let series = scenario::series::of_version(app, scope, ScenarioId(typed.before)).await?;
    let view = scenario::view_of(app, scope, Some(series)).await?;
    if act(&mut typed.form.steps, &doing) {
        return page(&site, &session, &view, &typed, &Said::default()).await;
    }
    let (text, places) = text_of(&typed.form);
    let mut said = Said::default();
    if doing == "enregistrer" {
        match scenario::save(app, scope, ScenarioId(typed.before), &text).await {
            Ok(saved) => return Ok(back(&format!("/scenarios?serie={series}"), Tone::Ok, &t!("scenario-saved", version = saved.version))),
            Err(error) if matches!(error.status(), 409 | 422) => said.refused = Some(error.french()),
            Err(error) => return Err(Failure::from(error)),
        }
    }
    let draft = scenario::try_text_of(app, scope, Some(series), &text).await?;
    for fault in &draft.file.faults {
        let place = place_of(fault, &places);
        said.faults.entry((place.step, place.field)).or_default().push(fault_sentence(fault));
    }
    said.draft = Some(draft);
    page(&site, &session, &view, &typed, &said).await
}

async fn page(site: &Site, session: &Session, view: &ScenarioView, typed: &Typed, said: &Said) -> Answer {
    framed(site, session, Sheet::new(t!("form-title"), Section::Scenarios, body(view, typed, said))).await
}

fn body(view: &ScenarioView, typed: &Typed, said: &Said) -> Markup {
    let form = &typed.form;
    let faults: usize = said.faults.values().map(Vec::len).sum();
    let back_to = format!("/scenarios?serie={}", view.series);
    html! {
        (head(&t!("form-title"), &html! { (view.scenario.name) " · " (t!("scenario-version", version = view.scenario.version)) }, &html! { a.btn href={ (back_to) "#texte" } { (t!("form-as-text")) } }))
        @if has_comments(&view.text) { (flash(Tone::Soon, &html! { (t!("form-comments")) })) }
        @if let Some(refused) = &said.refused { (flash(Tone::Late, &html! { (refused) })) }
        @if faults > 0 { (flash(Tone::Late, &html! { (t!("form-errors", count = faults)) })) }
        @if let Some(draft) = &said.draft {
            (super::scenario::outcome_of_form(draft))
            @if let Some(next) = &draft.file.scenario {
                section.card.flush { header { h2 { (t!("form-line")) } } (super::scenario::timeline(next)) }
                @let changes = scenario::difference::difference(&view.scenario, next);
                @if !changes.is_empty() { section.card #changements { header { h2 { (t!("difference-title")) } } ul.why { @for change in &changes { li { (change) } } } } }
            }
        }
        form method="post" action="/scenarios/formulaire" {
            // Whoever presses Enter in a field tries, and moves nothing.
            button.sr type="submit" name="faire" value="essayer" tabindex="-1" { (t!("scenario-try")) }
            input type="hidden" name="avant" value=(typed.before);
            (of_scenario(form, said))
            @for (at, step) in form.steps.iter().enumerate() { (row(at, step, form.steps.len(), said)) }
            textarea.sr name="tests" tabindex="-1" aria-label=(t!("form-tests")) { "\n" (form.tests) }
            div.acts.below {
                button.btn type="submit" name="faire" value="ajouter" disabled[form.steps.len() >= MAX_STEPS] { (t!("form-add")) }
                button.btn.go type="submit" name="faire" value="essayer" { (t!("scenario-try")) }
                @if said.draft.as_ref().is_some_and(Draft::is_right) { button.btn type="submit" name="faire" value="enregistrer" { (t!("scenario-save")) } }
            }
            p.muted { small { (t!("scenario-save-help")) } }
        }
        @if let Some(draft) = &said.draft { @if draft.file.scenario.is_some() {
            details.card { summary { (t!("form-text")) } pre.mailtext { (text_of(form).0) } }
        } }
    }
}

fn of_scenario(form: &FormFields, said: &Said) -> Markup {
    html! {
        section.card {
            div.fields {
                (input("nom", &t!("series-name"), &form.name, "text", said.at(None, "name")))
                (input("arret-reste", &t!("form-stop-rest"), &form.at_or_below, "decimal", said.at(None, "at_or_below")))
                (input("arret-retard", &t!("form-stop-late"), &form.after_days_late, "numeric", said.at(None, "after_days_late")))
                fieldset.field {
                    legend { (t!("form-stop")) }
                    label.check { input type="checkbox" name="arret-reponse" value="oui" checked[form.on_reply]; " " span { (t!("form-stop-reply")) } }
                    label.check { input type="checkbox" name="arret-acompte" value="oui" checked[form.on_part_payment]; " " span { (t!("form-stop-part")) } }
                }
            }
            @for sentence in said.at(None, "") { p.error.late { (sentence) } }
        }
    }
}

fn input(name: &str, label: &str, value: &str, mode: &str, wrong: &[String]) -> Markup {
    html! {
        div.field {
            label for=(name) { (label) }
            input id=(name) name=(name) value=(value) inputmode=(mode) aria-invalid=[(!wrong.is_empty()).then_some("true")];
            @for sentence in wrong { p.error { (sentence) } }
        }
    }
}

fn choice(name: &str, label: &str, options: &[(String, String)], chosen: &str, wrong: &[String]) -> Markup {
    html! { div { (select(name, label, options, chosen)) @for sentence in wrong { p.error.late { small { (sentence) } } } } }
}

fn options<T: Copy>(all: &[T], code: impl Fn(T) -> &'static str, word: impl Fn(T) -> String) -> Vec<(String, String)> {
    all.iter().map(|one| (code(*one).to_owned(), word(*one))).collect()
}

fn trigger(trigger: Trigger) -> String {
    match trigger {
        Trigger::Due => t!("trigger-due"),
        Trigger::Issue => t!("trigger-issue"),
        Trigger::PreviousStep => t!("trigger-previous"),
    }
}

fn sender(sender: Sender) -> String {
    match sender {
        Sender::Creditor => t!("sender-creditor"),
        Sender::Collector => t!("sender-collector"),
        Sender::Sales => t!("sender-sales"),
        Sender::Management => t!("sender-management"),
    }
}

fn role(role: ContactRole) -> String {
    match role {
        ContactRole::Accounting => t!("role-accounting"),
        ContactRole::Management => t!("role-management"),
        ContactRole::Purchasing => t!("role-purchasing"),
        ContactRole::Other => t!("role-other"),
    }
}

/// One step.
fn row(at: usize, step: &StepFields, count: usize, said: &Said) -> Markup {
    let name = |field: &str| format!("e{at}-{field}");
    let wrong = |field: &'static str| said.at(Some(at), field);
    let button = |verb: &str, word: &str, disabled: bool| html! { button.btn.small type="submit" name="faire" value={ (verb) "-" (at) } disabled[disabled] { (word) } };
    html! {
        section.card id={ "etape-" (at + 1) } {
            header {
                h2 { (at + 1) ". " (app::text::step(&step.key)) }
                div.acts { (button("monter", &t!("move-up"), at == 0)) (button("descendre", &t!("move-down"), at + 1 == count)) (button("retirer", &t!("remove"), false)) }
            }
            @for sentence in wrong("") { p.error.late { (sentence) } }
            div.fields {
                (input(&name("cle"), &t!("form-key"), &step.key, "text", wrong("key")))
                (input(&name("jour"), &t!("form-day"), &step.day, "text", wrong("day")))
                (choice(&name("depart"), &t!("form-from"), &options(&Trigger::ALL, Trigger::code, trigger), &step.from, wrong("from")))
                (input(&name("ecart"), &t!("form-gap"), &step.gap, "numeric", wrong("gap")))
                (ways(&name("canal"), step, wrong("channels")))
                (choice(&name("mode"), &t!("scenario-mode"), &options(&Mode::ALL, Mode::code, mode), &step.mode, wrong("mode")))
                (input(&name("veto"), &t!("form-veto"), &step.veto_hours, "numeric", wrong("veto_hours")))
                (choice(&name("modele"), &t!("form-template"), &options(&Template::ALL, Template::code, template_words::code), &step.template, wrong("template")))
            }
            (more(at, step, said))
        }
    }
}

fn mode(mode: Mode) -> String {
    if mode == Mode::UnlessVetoed { t!("form-unless-vetoed") } else { words::mode(mode, 0) }
}

fn ways(name: &str, step: &StepFields, wrong: &[String]) -> Markup {
    let shown = (step.channels.iter().filter(|channel| !channel.is_empty()).count() + 1).clamp(SHOWN_WAYS, WAYS);
    let none = (String::new(), "–".to_owned());
    let choices: Vec<(String, String)> = std::iter::once(none).chain(options(&Channel::ALL, Channel::code, app::text::channel)).collect();
    let chosen: Vec<&String> = step.channels.iter().filter(|channel| !channel.is_empty()).collect();
    html! {
        fieldset.field {
            legend { (t!("scenario-ways")) }
            @for place in 0..shown {
                @let value = chosen.get(place).map_or("", |channel| channel.as_str());
                select name=(name) aria-label=(t!("form-way", number = (place + 1).to_string())) { @for (code, word) in &choices { option value=(code) selected[code == value] { (word) } } }
            }
            @for sentence in wrong { p.error { (sentence) } }
        }
    }
}

/// What most steps leave as it is.
fn more(at: usize, step: &StepFields, said: &Said) -> Markup {
    let name = |field: &str| format!("e{at}-{field}");
    let wrong = |field: &'static str| said.at(Some(at), field);
    let by_template = (String::new(), t!("form-stage-of-template"));
    let stages: Vec<(String, String)> =
        std::iter::once(by_template).chain(options(&Stage::ALL, Stage::code, template_words::stage)).collect();
    let is_usual = step.to.is_empty() && step.copies.is_empty() && step.kinds.is_empty() && step.stage.is_empty();
    let is_empty =
        [&step.cost, &step.min_amount, &step.max_amount, &step.min_score, &step.max_score, &step.categories, &step.min_late_items]
            .into_iter()
            .all(|text| text.is_empty());
    let has_fault = ["sender", "to", "copies", "cost", "stage", "if"].into_iter().any(|field| !wrong(field).is_empty());
    let is_open = !is_usual || !is_empty || has_fault || !matches!(step.sender.as_str(), "" | "creditor");
    html! {
        details open[is_open] {
            summary { (t!("form-more")) }
            div.fields {
                (choice(&name("expediteur"), &t!("form-sender"), &options(&Sender::ALL, Sender::code, sender), &step.sender, wrong("sender")))
                (choice(&name("phase"), &t!("form-stage"), &stages, &step.stage, wrong("stage")))
                (input(&name("cout"), &t!("form-cost"), &step.cost, "decimal", wrong("cost")))
                fieldset.field { legend { (t!("form-to")) } @for one in ContactRole::ALL { (check(&name("pour"), one.code(), &role(one), &step.to)) } }
                fieldset.field { legend { (t!("form-copies")) } @for one in ContactRole::ALL { (check(&name("copie"), one.code(), &role(one), &step.copies)) } }
            }
            h3 { (t!("scenario-conditions")) }
            @for sentence in wrong("if") { p.error.late { (sentence) } }
            div.fields {
                (input(&name("min"), &t!("rule-amount-min"), &step.min_amount, "decimal", &[]))
                (input(&name("max"), &t!("rule-amount-max"), &step.max_amount, "decimal", &[]))
                (input(&name("scoremin"), &t!("rule-score-min"), &step.min_score, "numeric", &[]))
                (input(&name("scoremax"), &t!("rule-score-max"), &step.max_score, "numeric", &[]))
                (input(&name("echus"), &t!("form-late-items"), &step.min_late_items, "numeric", &[]))
                (input(&name("categories"), &t!("rule-categories"), &step.categories, "text", &[]))
                fieldset.field { legend { (t!("rule-claims")) } @for kind in ClaimKind::ALL { (check(&name("nature"), kind.code(), &app::text::claims::claim_kind(kind), &step.kinds)) } }
            }
        }
    }
}
