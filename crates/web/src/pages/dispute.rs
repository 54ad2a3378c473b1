//! One dispute: what it is about, what can be done now, its files and its history.

use app::Permission;
use app::dispute::{self, Mailed, NewFile, Owner, View};
use app::text::locale::{Shown as _, ShownIn as _};
use axum::Form;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::IntoResponse;
use domain::dispute::{Living, OwnerRole, Reason, Stage, State as Standing, Verdict};
use domain::ids::DisputeId;
use domain::{Cents, Date};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::disputes::{limit, state};
use super::parts::{Turned, at, select, turn};
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::amount::amount;
use crate::components::date::date;
use crate::components::icon::{Icon, icon};
use crate::components::pager::Pager;
use crate::components::pill::Tone;
use crate::components::shell::Section;
use crate::error::WebError;
use crate::link::Link;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

fn here(id: Uuid) -> String {
    format!("/litiges/{id}")
}

/// The page.
pub async fn show(
    State(site): State<Site>,
    session: Session,
    Path(id): Path<Uuid>,
    Query(turned): Query<Turned>,
    Query(typed): Query<Vec<(String, String)>>,
) -> Answer {
    let view = dispute::view(site.app(), &session.scope, DisputeId(id)).await?;
    let interest = app::interest::debtor_interest(site.app(), &session.scope, view.card.debtor.0, site.app().today()).await.ok();
    let pager = turned.of(view.parts.len());
    let link =
        if session.may(Permission::ManageClaims) { dispute::link_of(site.app(), &session.scope, DisputeId(id)).await? } else { None };
    let title = t!("dispute-title", name = view.card.debtor.2.as_str());
    let body = html! {
        (head(&title, &html! {
            a href={ "/debiteurs/" (view.card.debtor.0) } { (view.card.debtor.1) } " · " (app::text::dispute::reason(view.card.reason)) " · " (super::debtor::first_numbers(&view.card.numbers.iter().map(String::as_str).collect::<Vec<_>>()))
        }, &html! { a.btn href="/litiges" { (t!("disputes-title")) } }))
        @if super::status::is_on_the_way(&typed) { (super::status::second(view.card.debtor.0, &t!("status-ask-owner"))) }
        div.grid.two {
            div {
                (about(&view, site.app().today()))
                (parts(&view, pager))
                (late(&view, interest.as_ref()))
                (history(&view, id, &session))
            }
            div {
                @if session.may(Permission::ManageClaims) { (acts(&view, &session, (link.as_deref(), pager), &Kept(&typed))) }
                @if !view.steps.is_empty() { section.card { header { h2 { (t!("dispute-steps")) } } ol.plain { @for step in &view.steps { li { (step) } } } } }
                (files(&view, id, &session))
            }
        }
    };
    framed(&site, &session, Sheet::new(title, Section::Disputes, body)).await
}

fn about(view: &View, today: Date) -> Markup {
    let card = &view.card;
    html! {
        section.card {
            header { h2 { (t!("dispute-about")) } (state(card)) }
            dl.kv.wide {
                dt { (t!("dispute-held")) } dd { strong { (amount(card.held, card.currency)) } }
                @if card.waits_for() != card.owner_name() { dt { (t!("dispute-waits-for")) } dd { strong { (card.waits_for()) } } }
                dt { (t!("dispute-owner")) } dd { (card.owner_name()) @if !card.owner.email.is_empty() { " · " a href={ "mailto:" (card.owner.email) } { (card.owner.email) } } }
                dt { (t!("dispute-opened")) } dd { (date(card.opened_on)) " · " (t!("dispute-age", days = card.age)) " · " (view.source) " · " (view.created_by) }
                @if card.due_on.is_some() { dt { (t!("dispute-limit")) } dd { (limit(card, today)) @if let Some(due) = card.due_on { " " (date(due)) } } }
                @if let Some(on) = card.closed_on { dt { (t!("dispute-closed")) } dd { (date(on)) } }
                @if !view.credit_reference.is_empty() { dt { (t!("dispute-credit")) } dd { (view.credit_reference) } }
                @if !card.note.is_empty() { dt { (t!("dispute-note")) } dd { (card.note) } }
            }
        }
    }
}

fn parts(view: &View, pager: Pager) -> Markup {
    let currency = view.card.currency;
    html! {
        section.card.flush {
            header { h2 { (t!("dispute-parts")) } }
            table.table.cards {
                caption.sr { (t!("dispute-parts")) }
                thead { tr {
                    th scope="col" { (t!("column-number")) } th.r scope="col" { (t!("column-open")) } th.r scope="col" { (t!("dispute-claimed")) } th.r scope="col" { (t!("dispute-held")) }
                    th.r scope="col" { (t!("dispute-released")) } th.r scope="col" { (t!("dispute-credited")) } th.r scope="col" { (t!("dispute-paid")) }
                } }
                tbody { @for line in pager.of(&view.parts) { tr {
                    td.lead { a href={ "/debiteurs/" (line.item.debtor) "/creance?poste=" (line.item.id) } { (line.item.number) } small { (t!("column-due")) " " (date(line.item.due_on)) } }
                    td.r data-label=(t!("column-open")) { (amount(line.item.open, currency)) small { (t!("out-of")) " " (amount(line.item.amount, currency)) } }
                    td.r data-label=(t!("dispute-claimed")) { (amount(line.part.claimed, currency)) }
                    td.r.key { (amount(line.held, currency)) }
                    td.r data-label=(t!("dispute-released")) { (amount(line.part.released, currency)) }
                    td.r data-label=(t!("dispute-credited")) { (amount(line.part.credited, currency)) }
                    td.r data-label=(t!("dispute-paid")) { (amount(line.part.paid, currency)) }
                } } }
            }
            (turn(pager, &here(view.card.id.0)))
        }
    }
}

/// What lateness adds, whether it ends founded or not.
fn late(view: &View, interest: Option<&app::interest::DebtorInterest>) -> Markup {
    let Some(interest) = interest else { return html! {} };
    let own: Vec<_> = interest.items.iter().filter(|line| view.parts.iter().any(|part| part.item.id == line.item.id)).collect();
    let (mut founded, mut unfounded) = (Cents::ZERO, Cents::ZERO);
    for line in &own {
        let sheets: Vec<Cents> = line.sheets().map(|sheet| sheet.accrued).collect();
        founded += sheets.first().copied().unwrap_or_default();
        unfounded += Cents::total(sheets);
    }
    html! {
        @if unfounded.is_positive() && view.dispute.is_living() {
            section.card {
                header { h2 { (t!("dispute-late-title")) } a href={ "/debiteurs/" (view.card.debtor.0) "/penalites" } { (t!("nav-penalties")) } }
                dl.kv.wide {
                    dt { (t!("dispute-if-founded")) } dd { (amount(founded, view.card.currency)) }
                    dt { (t!("dispute-if-unfounded")) } dd { (amount(unfounded, view.card.currency)) }
                }
                p.muted { (t!("dispute-late-help")) }
            }
        }
    }
}

fn files(view: &View, id: Uuid, session: &Session) -> Markup {
    html! {
        section.card #pieces {
            header { h2 { (t!("dispute-files")) } }
            @if view.files.is_empty() { p.muted { (t!("dispute-no-file")) } }
            @for file in &view.files {
                p.inline { a href={ (here(id)) "/piece?fichier=" (file.id) } { (icon(Icon::Document)) (file.name) } span.muted { (file.size / 1_024 + 1) " Ko · " (file.created_by) } }
            }
            @if session.may(Permission::ManageClaims) {
                details.behind { summary { (t!("dispute-add-file")) }
                    form.stack method="post" action={ (here(id)) "/pieces" } enctype="multipart/form-data" {
                        div.field { label for="pieces-champ" { (t!("owner-files")) } div.files { input.native #pieces-champ name="pieces" type="file" multiple required accept="application/pdf,image/png,image/jpeg"; label.btn.scripted for="pieces-champ" { (t!("claim-choose")) } span.muted.scripted data-files="pieces-champ" { (t!("imports-none-yet")) } } small { (t!("owner-files-help")) } }
                        div.acts { button.btn type="submit" { (t!("dispute-add-file")) } }
                    }
                }
            }
        }
    }
}

fn owner_fields(owner: &Owner, prefix: &str) -> Markup {
    let roles = OwnerRole::ALL.map(|role| (role.code().to_owned(), app::text::dispute::role(role)));
    html! {
        div.fields {
            div.field { label for={ (prefix) "-role" } { (t!("dispute-owner-role")) } select id={ (prefix) "-role" } name="role" { @for (code, word) in &roles { option value=(code) selected[owner.role.code() == code] { (word) } } } }
            div.field { label for={ (prefix) "-nom" } { (t!("contact-name")) } input id={ (prefix) "-nom" } name="nom" maxlength="120" value=(owner.name); }
            div.field { label for={ (prefix) "-email" } { (t!("dispute-owner-email")) } input id={ (prefix) "-email" } name="email" type="email" maxlength="254" value=(owner.email); }
        }
    }
}

fn reason_field(id: &str, typed: &str) -> Markup {
    html! { div.field { label for=(id) { (t!("dispute-act-reason")) } textarea id=(id) name="motif" required rows="2" maxlength="2000" { (typed) } } }
}

fn acts(view: &View, session: &Session, (link, pager): (Option<&str>, Pager), kept: &Kept<'_>) -> Markup {
    let id = view.card.id.0;
    let card = &view.card;
    let undecided = matches!(view.dispute.state, Standing::Living(Living::Undecided(_)));
    let said = match view.dispute.state {
        Standing::Living(Living::Undecided(Stage::Answered { verdict, .. })) => Some(verdict),
        _ => None,
    };
    html! {
        section.card #agir {
            header { h2 { (t!("dispute-act")) } }
            @if let Some(verdict) = said { p { strong { (t!("dispute-owner-says")) } " " (app::text::dispute::verdict(verdict)) @if let Some(part) = verdict.amount() { " · " (amount(part, card.currency)) } } }
            @if undecided { (decide_form(view, id, said, kept)) }
            @if card.column == "credit" {
                p { (t!("dispute-waits-credit")) }
                (super::compromise::by_rate(&t!("dispute-credit-by-rate"), &view.credit, card.currency))
                @if view.credit_is_estimate { p.muted { (t!("dispute-credit-estimate")) } }
                form.stack method="post" action={ (here(id)) "/avoir" } {
                    div.field { label for="reference" { (t!("dispute-credit-reference")) } input #reference name="reference" maxlength="120" value=(if kept.is("avoir") { kept.of("avoir", "reference") } else { &view.credit_reference }); small { (t!("dispute-credit-help")) } }
                    div.acts { button.btn type="submit" { (t!("dispute-credit-save")) } @if session.may(Permission::MatchBank) { a.btn href=(allocate(view)) { (t!("dispute-credit-allocate")) } } }
                }
            }
            @if undecided {
                details.behind open[card.column == "open" || kept.is("solliciter")] { summary { (t!("dispute-ask")) }
                    @if said.is_some() { p.note { (t!("dispute-ask-anew")) } }
                    form.stack method="post" action={ (here(id)) "/solliciter" } {
                        (owner_fields(&kept.owner("solliciter", &card.owner), "qui"))
                        div.field { label for="message" { (t!("dispute-ask-message")) " " span.muted { (t!("field-optional")) } } textarea #message name="message" rows="2" maxlength="2000" { (kept.of("solliciter", "message")) } }
                        label.check { input type="checkbox" name="courriel" value="oui" checked; span { (t!("dispute-ask-mail")) } }
                        div.acts { button.btn type="submit" { (icon(Icon::Send)) (t!("dispute-ask-do")) } }
                    }
                    @if let Some(link) = link { p.muted { (t!("dispute-link")) } p { code { (link) } } }
                }
            }
            @if view.dispute.can_undo() {
                details.behind open[kept.is("reprendre")] { summary { (t!("dispute-undo")) }
                    form.stack method="post" action={ (here(id)) "/reprendre" } { p.muted { (t!("dispute-undo-help")) } (reason_field("reprendre-motif", kept.of("reprendre", "motif"))) div.acts { button.btn type="submit" { (t!("dispute-undo")) } } }
                }
            }
            @if view.dispute.is_living() {
                details.behind open[kept.is("modifier")] { summary { (t!("dispute-edit")) }
                    form.stack method="post" action={ (here(id)) "/modifier" } {
                        (select("motif", &t!("dispute-reason"), &Reason::ALL.map(|reason| (reason.code().to_owned(), app::text::dispute::reason(reason))), if kept.is("modifier") { kept.of("modifier", "motif") } else { card.reason.code() }))
                        (owner_fields(&kept.owner("modifier", &card.owner), "edit"))
                        div.field { label for="edit-note" { (t!("dispute-note")) } textarea #edit-note name="note" rows="3" maxlength="2000" { (if kept.is("modifier") { kept.of("modifier", "note") } else { &card.note }) } }
                        div.acts { button.btn type="submit" { (t!("dispute-edit-save")) } }
                    }
                }
                @if undecided { details.behind open[kept.is("montant")] { summary { (t!("dispute-amend")) }
                    @for line in pager.of(&view.parts) {
                        form.stack method="post" action={ (here(id)) "/montant" } {
                            input type="hidden" name="poste" value=(line.item.id);
                            @let own = kept.of("montant", "poste") == line.item.id.to_string();
                            div.field { label for={ "montant-" (line.item.id) } { (t!("dispute-amount-of", number = line.item.number.as_str())) } input id={ "montant-" (line.item.id) } name="montant" inputmode="decimal" required maxlength="18" value=(if own { kept.of("montant", "montant").to_owned() } else { line.part.held().shown() }); }
                            (reason_field(&format!("corriger-{}", line.item.id), if own { kept.of("montant", "motif") } else { "" }))
                            div.acts { button.btn type="submit" { (t!("dispute-amend")) } }
                        }
                    }
                } }
                @if view.dispute.state.code() == "credit" && view.dispute.parts.iter().any(|part| part.credited.is_positive()) { details.behind open[kept.is("clore")] { summary { (t!("dispute-for-less")) }
                    form.stack method="post" action={ (here(id)) "/clore" } { p.muted { (t!("dispute-for-less-help", amount = view.card.held.shown_in(view.card.currency))) } (reason_field("clore-motif", kept.of("clore", "motif"))) div.acts { button.btn type="submit" { (t!("dispute-for-less")) } } }
                } }
                details.behind open[kept.is("abandonner")] { summary { (t!("dispute-withdraw")) }
                    form.stack method="post" action={ (here(id)) "/abandonner" } { p.muted { (t!("dispute-withdraw-help")) } (reason_field("abandon-motif", kept.of("abandonner", "motif"))) div.acts { button.btn.danger type="submit" { (t!("dispute-withdraw")) } } }
                }
            }
        }
    }
}

/// The form that puts a credit note on the item that waits for it: the one that was named, if any.
fn allocate(view: &View) -> String {
    let to = Link::new(format!("/debiteurs/{}/reglements", view.card.debtor.0)).with("acte", "allocate");
    let to = to.with("poste", &view.credit_reference);
    match view.parts.iter().find(|line| line.held.is_positive()) {
        Some(line) => to.with("sur", line.item.id).to_string(),
        None => to.to_string(),
    }
}

fn decide_form(view: &View, id: Uuid, said: Option<Verdict>, kept: &Kept<'_>) -> Markup {
    let choices = [
        ("unfounded", t!("dispute-decide-unfounded"), t!("dispute-decide-unfounded-help")),
        ("founded", t!("dispute-decide-founded"), t!("dispute-decide-founded-help")),
        ("partly", t!("dispute-decide-partly"), t!("dispute-decide-partly-help")),
    ];
    let form = "decider";
    let (part, chosen) = if kept.is(form) {
        (kept.of(form, "montant").to_owned(), kept.of(form, "decision"))
    } else {
        (said.and_then(Verdict::amount).map(|amount| amount.shown()).unwrap_or_default(), said.map_or("", Verdict::code))
    };
    html! {
        form.stack method="post" action={ (here(id)) "/decider" } {
            fieldset.outcomes {
                legend { (t!("dispute-decide")) }
                @for (code, word, help) in &choices { label.check { input type="radio" name="decision" value=(code) required checked[chosen == *code]; span { strong { (word) } small { (help) } } } }
            }
            div.field { label for="montant-fonde" { (t!("dispute-founded-amount")) } input #montant-fonde name="montant" inputmode="decimal" maxlength="18" value=(part) placeholder=(view.card.held.shown()); }
            (reason_field("decision-motif", kept.of(form, "motif")))
            div.acts {
                button.btn.go type="submit" { (icon(Icon::Done)) (t!("dispute-decide-do")) }
                @if said.is_some() { button.btn type="submit" formaction={ (here(id)) "/ecarter" } { (t!("dispute-set-aside")) } }
            }
        }
    }
}

fn history(view: &View, id: Uuid, session: &Session) -> Markup {
    html! {
        section.card #historique {
            header { h2 { (t!("timeline-title")) } }
            @if session.may(Permission::ManageClaims) {
                form.stack method="post" action={ (here(id)) "/note" } {
                    div.field { label for="note-libre" { (t!("dispute-comment")) } textarea #note-libre name="motif" required rows="2" maxlength="2000" {} }
                    div.acts { button.btn.small type="submit" { (t!("dispute-comment-do")) } }
                }
            }
            ol.plain {
                @for event in view.events.iter().rev() {
                    li.apart { strong { (app::text::dispute::event(&event.kind).unwrap_or_default()) } small { " " (at(event.at)) " · " (event.actor) } @if !event.note.is_empty() { p { (event.note) } } }
                }
            }
        }
    }
}

/// What was typed into a form that was refused, as the address brings it back: which form, and its fields.
struct Kept<'a>(&'a [(String, String)]);

impl Kept<'_> {
    fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Whether it was this form.
    fn is(&self, form: &str) -> bool {
        self.one(REFUSED) == form
    }

    /// The owner that was typed into a form, else the one that is.
    fn owner(&self, form: &str, is: &Owner) -> Owner {
        if !self.is(form) {
            return is.clone();
        }
        let role = OwnerRole::from_code(self.one("role")).unwrap_or(is.role);
        Owner { role, name: self.one("nom").to_owned(), email: self.one("email").to_owned() }
    }

    /// A field of a form; empty unless it was this form.
    fn of(&self, form: &str, field: &str) -> &str {
        if self.is(form) { self.one(field) } else { "" }
    }
}

/// Says in an address which form was refused.
const REFUSED: &str = "refus";

/// What was typed in any of the forms.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    motif: String,
    #[serde(default)]
    decision: String,
    #[serde(default)]
    montant: String,
    #[serde(default)]
    poste: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    nom: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    courriel: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    reference: String,
}

impl Typed {
    fn owner(&self) -> Owner {
        let role = OwnerRole::from_code(&self.role).unwrap_or(OwnerRole::Accounting);
        Owner { role, name: self.nom.clone(), email: self.email.clone() }
    }

    /// The address of the page with this form as it was typed.
    fn again(&self, id: Uuid, form: &str) -> String {
        let fields = [
            ("motif", &self.motif),
            ("decision", &self.decision),
            ("montant", &self.montant),
            ("poste", &self.poste),
            ("role", &self.role),
            ("nom", &self.nom),
            ("email", &self.email),
            ("message", &self.message),
            ("note", &self.note),
            ("reference", &self.reference),
        ];
        let link = Link::new(here(id)).with(REFUSED, form);
        if form.is_empty() {
            return link.to_string();
        }
        fields.into_iter().fold(link, |link, (name, value)| link.with(name, value)).to_string()
    }
}

/// Back to the page with what was done, or with what is wrong and the form as it was typed.
fn told(id: Uuid, (form, typed): (&str, &Typed), result: app::Result<()>, done: &str) -> Answer {
    match result {
        Ok(()) => Ok(back(&here(id), Tone::Ok, done)),
        Err(error) if matches!(error.status(), 409 | 422) => Ok(back(&typed.again(id, form), Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}

/// Asks the owner.
pub async fn ask(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    let by_mail = typed.courriel == "oui";
    match dispute::ask(site.app(), &session.scope, DisputeId(id), &typed.owner(), &typed.message, by_mail).await {
        Ok(Mailed::Sent) => Ok(back(&here(id), Tone::Ok, &t!("dispute-was-asked"))),
        Ok(Mailed::Without) => Ok(back(&here(id), Tone::Ok, &t!("dispute-was-asked-without"))),
        Ok(Mailed::Failed(why)) => Ok(back(&here(id), Tone::Late, &t!("dispute-mail-failed", why = why))),
        Err(error) => told(id, ("solliciter", &typed), Err(error), ""),
    }
}

/// Decides.
pub async fn decide(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    let amount =
        if typed.decision == "partly" { crate::typed::amount(&typed.montant, || t!("dispute-bad-amount")) } else { Ok(Cents::ZERO) };
    let amount = match amount {
        Ok(amount) => amount,
        Err(why) => return Ok(back(&typed.again(id, "decider"), Tone::Late, &why)),
    };
    let Some(verdict) = Verdict::from_code(&typed.decision, amount) else {
        return Ok(back(&typed.again(id, "decider"), Tone::Late, &t!("dispute-choose-decision")));
    };
    let done = match verdict {
        Verdict::Unfounded => t!("dispute-was-unfounded"),
        Verdict::Partly(_) => t!("dispute-was-partly-founded"),
        Verdict::Founded => t!("dispute-was-founded"),
    };
    told(id, ("decider", &typed), dispute::decide(site.app(), &session.scope, DisputeId(id), verdict, &typed.motif).await, &done)
}

/// Sets an answer aside.
pub async fn set_aside(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    told(
        id,
        ("decider", &typed),
        dispute::set_aside(site.app(), &session.scope, DisputeId(id), &typed.motif).await,
        &t!("dispute-was-set-aside"),
    )
}

/// Gives it up.
pub async fn withdraw(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    told(
        id,
        ("abandonner", &typed),
        dispute::withdraw(site.app(), &session.scope, DisputeId(id), &typed.motif).await,
        &t!("dispute-was-withdrawn"),
    )
}

/// Ends it on the credit note that came.
pub async fn settle_for_less(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    told(
        id,
        ("clore", &typed),
        dispute::settle_for_less(site.app(), &session.scope, DisputeId(id), &typed.motif).await,
        &t!("dispute-was-for-less"),
    )
}

/// Takes a decision back.
pub async fn undo(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    told(id, ("reprendre", &typed), dispute::undo(site.app(), &session.scope, DisputeId(id), &typed.motif).await, &t!("dispute-was-undone"))
}

/// Corrects an amount.
pub async fn amend(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    let Ok(item) = typed.poste.parse() else { return Ok(WebError::BadRequest.into_response()) };
    let amount = match crate::typed::amount(&typed.montant, || t!("dispute-bad-amount")) {
        Ok(amount) => amount,
        Err(why) => return Ok(back(&typed.again(id, "montant"), Tone::Late, &why)),
    };
    told(
        id,
        ("montant", &typed),
        dispute::amend(site.app(), &session.scope, DisputeId(id), item, amount, &typed.motif).await,
        &t!("dispute-was-edited"),
    )
}

/// Corrects the reason, the words and the owner.
pub async fn edit(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    let Some(reason) = Reason::from_code(&typed.motif) else { return Ok(WebError::BadRequest.into_response()) };
    let result = dispute::edit(site.app(), &session.scope, DisputeId(id), reason, &typed.note, &typed.owner()).await;
    told(id, ("modifier", &typed), result, &t!("dispute-was-edited"))
}

/// Says which credit note is awaited.
pub async fn credit(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    told(
        id,
        ("avoir", &typed),
        dispute::expect_credit(site.app(), &session.scope, DisputeId(id), &typed.reference).await,
        &t!("dispute-was-edited"),
    )
}

/// Adds words to the history.
pub async fn comment(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    told(id, ("note", &typed), dispute::comment(site.app(), &session.scope, DisputeId(id), &typed.motif).await, &t!("dispute-was-noted"))
}

/// Adds files.
pub async fn attach(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, mut parts: Multipart) -> Answer {
    let mut files = Vec::new();
    loop {
        match parts.next_field().await {
            Ok(Some(part)) => {
                let name = part.file_name().unwrap_or_default().to_owned();
                let Ok(bytes) = part.bytes().await else { return Ok(WebError::TooLarge.into_response()) };
                files.push(NewFile { name, bytes: bytes.to_vec() });
            }
            Ok(None) => break,
            Err(_) => return Ok(WebError::TooLarge.into_response()),
        }
    }
    told(id, ("", &Typed::default()), dispute::attach(site.app(), &session.scope, DisputeId(id), files).await, &t!("dispute-was-attached"))
}

/// Which file of a dispute.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    fichier: String,
}

/// A file as it came; never shown inside the page, whatever it is.
pub async fn file(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Query(asked): Query<Wanted>) -> Answer {
    let Ok(file) = asked.fichier.parse::<Uuid>() else { return Ok(WebError::NotFound.into_response()) };
    let (file, bytes) = dispute::download(site.app(), &session.scope, DisputeId(id), file).await?;
    let plain: String =
        file.name.chars().map(|sign| if sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '_') { sign } else { '_' }).collect();
    let headers = [
        (CONTENT_TYPE, file.media_type),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{plain}\"")),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}
