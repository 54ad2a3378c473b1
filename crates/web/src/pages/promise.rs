//! One promise: its form, from wherever one is, what became of it, and how the house judges.

use app::Permission;
use app::promises::{DebtorPromises, Line, NewPromise, Offer, PromiseEvent, PromiseSettings};
use app::search::Found;
use app::text::locale::{self, Shown as _, ShownIn as _};
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::IntoResponse as _;
use domain::ids::{DebtorId, PromiseId};
use domain::promise::{MOST_GRACE_DAYS, Standing, Way};
use domain::{Cents, Date};
use maud::{Markup, html};
use serde::Deserialize;

use super::choice::{self, Candidate, Choice};
use super::day::{self, Missing};
use super::debtor_tab::{Place, Tab, file};
use super::parts::{Turned, at, post, select, turn};
use super::promises::{HERE, share, tone};
use super::{Answer, Failure, Sheet, framed, head, status};
use crate::components::amount::amount;
use crate::components::date::{date, days_late};
use crate::components::flash::{empty, flash};
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::error::WebError;
use crate::link::Link;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// What the address of the form, or the form itself, says; names may come several times.
type Typed = Vec<(String, String)>;

fn one<'t>(typed: &'t [(String, String)], name: &str) -> &'t str {
    typed.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
}

/// Where the form came from, and goes back to.
fn came_from(typed: &[(String, String)]) -> String {
    match (one(typed, "action").parse::<uuid::Uuid>(), one(typed, "reponse").parse::<uuid::Uuid>()) {
        (Ok(action), _) => format!("/actions/{action}"),
        (_, Ok(mail)) => format!("/reponses/{mail}"),
        _ => format!("/debiteurs/{}", one(typed, "debiteur")),
    }
}

/// The address of the form.
const FORM: &str = "/promesses/nouvelle";

/// The address of the form with all that was typed.
fn again(typed: &[(String, String)]) -> String {
    typed.iter().fold(Link::new("/promesses/nouvelle"), |link, (key, value)| link.and(key, value)).to_string()
}

/// The form.
pub async fn fresh(State(site): State<Site>, session: Session, Query(typed): Query<Typed>) -> Answer {
    let Ok(debtor) = one(&typed, "debiteur").parse::<DebtorId>() else { return whose(&site, &session, one(&typed, "q")).await };
    let offer = app::promises::offer(site.app(), &session.scope, debtor).await?;
    let sub = html! { a href={ "/debiteurs/" (debtor) } { (offer.name) } " · " (offer.code) };
    let body = html! {
        (head(&t!("promise-new"), &sub, &html! { a.btn href=(came_from(&typed)) { (t!("back")) } }))
        @if status::is_on_the_way(&typed) { (status::steps(1)) }
        @if offer.items.is_empty() { (empty(&t!("promise-nothing-title"), &t!("promise-nothing-text"), None)) (taken(&offer)) }
        @else { (form(&offer, &typed, &listed(&site, &session, &offer, &typed, debtor).await?, site.app().today())) }
    };
    framed(&site, &session, Sheet::new(t!("promise-new"), Section::Promises, body)).await
}

/// What the key of a promise follows on the row of an account.
pub(super) fn row_key(debtor: DebtorId) -> Markup {
    html! { a hidden href={ "/promesses/nouvelle?debiteur=" (debtor) } data-row-key="p" {} }
}

/// Accounts and invoices shown at most where one is chosen.
const SHOWN: usize = 30;

/// Without a debtor: a search by which to choose one, or one of his invoices.
async fn whose(site: &Site, session: &Session, words: &str) -> Answer {
    let found = app::search::search(site.app(), &session.scope, words, SHOWN).await?;
    let found: Vec<Found> = found
        .into_iter()
        .filter(|one| {
            matches!(one, Found::Debtor { .. })
                || matches!(one, Found::Item { item, .. } if item.kind.is_debit() && item.open.is_positive())
        })
        .collect();
    let late = html! { a.btn href="/debiteurs?voir=echus&tri=-echu" { (t!("promises-empty-do")) } };
    let body = html! {
        (head(&t!("promise-new"), &html! { a href=(HERE) { (t!("nav-promises")) } }, &late))
        form.filters method="get" action="/promesses/nouvelle" {
            div.field.grow { label for="q" { (t!("promise-whose-search")) } input #q type="search" name="q" value=(words) autofocus; }
            button.btn.go type="submit" { (t!("promise-whose-find")) }
        }
        @if words.is_empty() { (empty(&t!("promise-whose-title"), &t!("promise-whose-text"), None)) }
        @else if found.is_empty() { (empty(&t!("promise-whose-none-title"), &t!("promise-whose-none-text"), None)) }
        @else { (choose(&found)) }
    };
    framed(site, session, Sheet::new(t!("promise-new"), Section::Promises, body)).await
}

fn choose(found: &[Found]) -> Markup {
    html! {
        table.table.cards {
            caption.sr { (t!("promise-whose-title")) }
            thead { tr { th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("column-detail")) } th.r scope="col" { (t!("column-open")) } } }
            tbody {
                @for one in found {
                    @match one {
                        Found::Debtor { debtor, owed } => {
                            tr data-row="" {
                                td.lead { a.open href={ "/promesses/nouvelle?debiteur=" (debtor.id) } { (debtor.name) } small { (debtor.code) } }
                                td.full { (t!("found-debtor")) @if !debtor.address.city.is_empty() { " · " (debtor.address.city) } }
                                td.r.key { @for (at, (currency, sum)) in owed.iter().enumerate() { @if at > 0 { br; } (amount(*sum, *currency)) } }
                            }
                        }
                        Found::Item { item, debtor_name } => {
                            tr data-row="" {
                                td.lead { a.open href={ "/promesses/nouvelle?debiteur=" (item.debtor) "&poste=" (item.id) } { (debtor_name) } small { (item.number) } }
                                td.full { (app::text::item_kind(item.kind)) " · " (date(item.issued_on)) }
                                td.r.key { (amount(item.open, item.currency)) }
                            }
                        }
                        _ => {}
                    }
                }
            }
        }
    }
}

/// What the form lists: what is late unless something else was said, and all where nothing is late.
async fn listed(site: &Site, session: &Session, offer: &Offer, typed: &[(String, String)], debtor: DebtorId) -> Result<Choice, Failure> {
    let today = site.app().today();
    let all: Vec<Candidate<'_>> = offer.items.iter().map(|(item, sum)| (item, *sum)).collect();
    let mut asked = choice::Asked::read(typed, "poste");
    if asked.is_fresh() {
        choice::LATE.clone_into(&mut asked.group);
        if all.len() <= choice::PER_PAGE && !all.iter().any(|(item, sum)| item.is_overdue(today) && sum.is_positive()) {
            asked.ticked = all.iter().map(|(item, _)| item.id).collect();
        }
    }
    let causes = choice::causes(site, session, debtor, &asked.group).await?;
    Ok(Choice::of(&all, &asked, &causes, today))
}

/// Items of agreements that are named.
const TAKEN: usize = 20;

/// What is not offered, and why.
fn taken(offer: &Offer) -> Markup {
    html! { @if !offer.taken.is_empty() { div.pad {
        @for (number, reference) in offer.taken.iter().take(TAKEN) { p.muted { (t!("promise-agreed", number = number.as_str(), reference = reference.as_str())) } }
        @if let Some(more) = offer.taken.len().checked_sub(TAKEN).filter(|more| *more > 0) { p.muted { (t!("coming-others", count = more)) } }
    } } }
}

fn form(offer: &Offer, typed: &[(String, String)], choice: &Choice, today: Date) -> Markup {
    let typed_day = day::read(one(typed, "jour"), today, Missing::Coming);
    let quick =
        typed_day.filter(|day| offer.days.contains(day)).or_else(|| if typed_day.is_none() { offer.days.first().copied() } else { None });
    let ways: Vec<(String, String)> = Way::ALL.into_iter().map(|way| (way.code().to_owned(), app::text::promises::way(way))).collect();
    html! {
        form #promesse method="post" action="/promesses/nouvelle" {
            @for name in ["debiteur", "action", "reponse", status::WAY] { @if !one(typed, name).is_empty() { input type="hidden" name=(name) value=(one(typed, name)); } }
            div.grid.two {
                section.card.flush {
                    header { h2 { (t!("promise-items")) } output.scripted data-tally="poste" data-word=(t!("promise-chosen")) {} }
                    (choice.head(FORM))
                    table.table.cards {
                        thead { tr { th scope="col" { (t!("column-number")) } th scope="col" { (t!("column-due")) } th.r scope="col" { (t!("column-open")) } } }
                        tbody {
                            @for at in choice.shown() {
                                @let (item, asked) = &offer.items[*at];
                                tr data-row="" {
                                    td.lead { label.pick { input type="checkbox" name="poste" value=(item.id) checked[choice.is_ticked(item.id)] data-row-key="x" data-cents=(asked.0) data-currency=(item.currency.code()); span { strong { (item.number) } @if offer.promised.contains(&item.id) { " " (pill(Tone::Soon, &t!("promise-already"))) } } } }
                                    td data-label=(t!("column-due")) { (date(item.due_on)) @if item.is_overdue(today) { " " (days_late(item.days_late(today))) } }
                                    td.r.key { (amount(item.open, item.currency)) @if *asked != item.open { small { (t!("promise-asked", amount = asked.shown_in(item.currency))) } } }
                                }
                            }
                        }
                    }
                    (choice.foot(FORM, "poste"))
                    (taken(offer))
                }
                section.card {
                    header { h2 { (t!("promise-what")) } }
                    div.stack {
                    div.field { label for="montant" { (t!("promise-amount")) " " span.muted { (t!("field-optional")) } } input #montant name="montant" inputmode="decimal" autocomplete="off" value=(one(typed, "montant")); small { (t!("promise-amount-help")) } }
                    fieldset.outcomes {
                        legend { (t!("promise-day")) }
                        @for day in &offer.days { label.check { input type="radio" name="choix" value=(day) checked[quick == Some(*day)]; span { (locale::date_full(*day)) } } }
                    }
                    (day::field("jour", "jour", &html! { (t!("promise-other-day")) }, &typed_day.filter(|_| quick.is_none()).map(day::shown).unwrap_or_default()))
                    div.fields {
                        (select("canal", &t!("promise-way"), &ways, one(typed, "canal")))
                        div.field { label for="qui" { (t!("promise-who")) " " span.muted { (t!("field-optional")) } } input #qui name="qui" maxlength="120" autocomplete="off" value=(one(typed, "qui")); }
                    }
                    div.field { label for="note" { (t!("promise-note")) " " span.muted { (t!("field-optional")) } } textarea #note name="note" rows="3" maxlength="1000" { (one(typed, "note")) } }
                    @if !offer.promised.is_empty() { p.muted { (t!("promise-replaces")) } }
                    @if !offer.confirms { label.check { input type="checkbox" name="confirmer" value="oui" checked[one(typed, "confirmer") == "oui"]; span { (t!("promise-confirm-too")) } } }
                    @else { p.muted { (t!("promise-confirms-always")) } }
                    div.acts { button.btn.go type="submit" { (t!("promise-save")) } }
                    }
                }
            }
        }
    }
}

fn refused(to: &str, error: app::AppError) -> Answer {
    match error.status() {
        409 | 422 => Ok(back(to, Tone::Late, &error.french())),
        _ => Err(Failure::from(error)),
    }
}

/// Records it.
pub async fn create(State(site): State<Site>, session: Session, Form(typed): Form<Typed>) -> Answer {
    let Ok(debtor) = one(&typed, "debiteur").parse::<DebtorId>() else { return Ok(WebError::NotFound.into_response()) };
    let today = site.app().today();
    let form = again(&typed);
    let day = match one(&typed, "jour") {
        "" => one(&typed, "choix").parse::<Date>().ok(),
        text => day::read(text, today, Missing::Coming),
    };
    let Some(on) = day else { return Ok(back(&form, Tone::Late, &t!("promise-bad-day"))) };
    let amount = match one(&typed, "montant") {
        "" => None,
        text => match crate::typed::amount(text, || t!("call-bad-amount")) {
            Ok(amount) => Some(amount),
            Err(why) => return Ok(back(&form, Tone::Late, &why)),
        },
    };
    let asked = choice::Asked::read(&typed, "poste");
    let items = if asked.group.is_empty() {
        Ok(asked.ticked)
    } else {
        let offer = app::promises::offer(site.app(), &session.scope, debtor).await?;
        let all: Vec<Candidate<'_>> = offer.items.iter().map(|(item, sum)| (item, *sum)).collect();
        choice::chosen(&all, &asked, &choice::causes(&site, &session, debtor, &asked.group).await?, today)
    };
    let items = match items {
        Ok(items) => items,
        Err(sentence) => return Ok(back(&form, Tone::Late, &sentence)),
    };
    if items.is_empty() {
        return Ok(back(&form, Tone::Late, &t!("promise-choose-items")));
    }
    let new = NewPromise {
        items,
        amount,
        promiser: one(&typed, "qui").to_owned(),
        way: Way::from_code(one(&typed, "canal")).unwrap_or_default(),
        note: one(&typed, "note").to_owned(),
        action: one(&typed, "action").parse().ok(),
        received: one(&typed, "reponse").parse().ok(),
        ..NewPromise::new(debtor, on)
    };
    match app::promises::record(site.app(), &session.scope, &new).await {
        // What it says is read before it leaves.
        Ok(id) if status::is_on_the_way(&typed) => {
            let confirms = app::promises::offer(site.app(), &session.scope, debtor).await?.confirms;
            let message = Link::new(format!("{HERE}/{id}/confirmation")).with(status::WAY, status::STATUS).to_string();
            let to = if confirms { status::next_of(debtor) } else { message };
            Ok(back(&to, Tone::Ok, &t!("promise-recorded", day = locale::date(on))))
        }
        Ok(id) if one(&typed, "confirmer") == "oui" => {
            Ok(back(&format!("{HERE}/{id}/confirmation"), Tone::Ok, &t!("promise-recorded", day = locale::date(on))))
        }
        Ok(_) => Ok(back(&came_from(&typed), Tone::Ok, &t!("promise-recorded", day = locale::date(on)))),
        Err(error) => refused(&form, error),
    }
}

/// One promise.
pub async fn show(State(site): State<Site>, session: Session, Path(id): Path<String>, Query(turned): Query<Turned>) -> Answer {
    let Ok(id) = id.parse::<PromiseId>() else { return Ok(WebError::NotFound.into_response()) };
    let (line, events) = app::promises::detail(site.app(), &session.scope, id).await?;
    let notes = app::service_mail::notes_of(site.app(), &session.scope, id).await?;
    let is_confirmed = notes.iter().any(|(_, state)| state.counts_as_contact());
    let title = t!("promise-title", amount = line.amount.shown_in(line.currency), day = locale::date(line.on));
    let sub = html! { a href={ "/debiteurs/" (line.debtor) } { (line.name) } " · " (line.code) };
    let acts = html! {
        @if session.may(Permission::HoldReminders) {
            @if matches!(line.standing, Standing::Broken { .. } | Standing::PartlyKept { .. }) { a.btn.go href={ "/promesses/nouvelle?debiteur=" (line.debtor) } { (t!("promise-again")) } @if session.may(Permission::ManageClaims) { a.btn href={ "/debiteurs/" (line.debtor) "/echeancier" } { (t!("promise-plan")) } } }
            @if line.standing == Standing::Pending && !is_confirmed { a.btn.go href={ (HERE) "/" (id) "/confirmation" } { (t!("promise-confirm")) } }
            @if matches!(line.standing, Standing::Withdrawn { .. }) { (post(&format!("{HERE}/{id}/retablir"), "", &t!("promise-restore"), None, &[])) }
        }
        a.btn href=(HERE) { (t!("nav-promises")) }
    };
    let body = html! {
        (head(&title, &sub, &acts))
        div.grid.two {
            div { (facts(&line, &turned)) (confirmations(&notes)) @if session.may(Permission::HoldReminders) { (withdraw_form(&line)) } }
            (history(&line, &events))
        }
    };
    framed(&site, &session, Sheet::new(title, Section::Promises, body)).await
}

fn facts(line: &Line, turned: &Turned) -> Markup {
    let all: Vec<_> = line.items.iter().zip(&line.row.promise.items).collect();
    let pager = turned.of(all.len());
    html! {
        section.card {
            header { h2 { (t!("promise-facts")) } (pill(tone(&line.standing), &app::text::promises::standing(&line.standing))) }
            dl.kv.wide {
                dt { (t!("promises-column-amount")) } dd { (amount(line.amount, line.currency)) }
                @if line.due != line.amount { dt { (t!("promise-due")) } dd { (amount(line.due, line.currency)) } }
                dt { (t!("promise-paid")) } dd { (amount(line.paid, line.currency)) }
                @if line.still_owed.is_positive() { dt { (t!("promises-column-owed")) } dd { (amount(line.still_owed, line.currency)) } }
                dt { (t!("promises-column-day")) } dd { (date(line.on)) }
                dt { (t!("promise-until")) } dd { (date(line.until)) }
                dt { (t!("promise-way")) } dd { (app::text::promises::way(line.row.way)) @if !line.row.promiser.is_empty() { " · " (line.row.promiser) } }
                dt { (t!("promises-column-made")) } dd { (at(line.row.created_at)) " · " (line.row.created_by) }
                @if let Some(action) = line.row.action { dt { (t!("promise-by-call")) } dd { a href={ "/actions/" (action) } { (t!("see")) } } }
                @if let Some(mail) = line.row.received { dt { (t!("promise-by-mail")) } dd { a href={ "/reponses/" (mail) } { (t!("see")) } } }
                @if !line.row.note.is_empty() { dt { (t!("promise-note")) } dd { (line.row.note) } }
                @if let Standing::Withdrawn { reason } = &line.standing { dt { (t!("promise-reason")) } dd { (reason) } }
            }
            table.table.compact {
                thead { tr { th scope="col" { (t!("column-number")) } th.r scope="col" { (t!("promises-column-amount")) } } }
                tbody { @for ((number, part), covered) in pager.of(&all) { tr { td { (number) @if let Some(by) = covered.taken_by { " " a href={ (HERE) "/" (by) } { (pill(Tone::Neutral, &t!("promise-taken"))) } } } td.r { (amount(*part, line.currency)) } } } }
            }
            (turn(pager, &format!("{HERE}/{}", line.id)))
        }
    }
}

/// The messages that confirm it.
fn confirmations(notes: &[(domain::ids::ActionId, domain::dunning::ActionState)]) -> Markup {
    html! {
        @if !notes.is_empty() {
            section.card #confirmation {
                header { h2 { (t!("promise-confirmation")) } }
                @for (action, state) in notes { p.inline { a href={ "/actions/" (action) } { (t!("see")) } (super::parts::state_pill(*state, domain::dunning::Channel::Email)) } }
            }
        }
    }
}

fn withdraw_form(line: &Line) -> Markup {
    if !matches!(line.standing, Standing::Pending | Standing::Broken { .. } | Standing::PartlyKept { .. }) {
        return html! {};
    }
    html! {
        section.card {
            header { h2 { (t!("promise-withdraw")) } }
            form.stack method="post" action={ (HERE) "/" (line.id) "/retirer" } {
                p.muted { (t!("promise-withdraw-help")) }
                div.field { label for="motif" { (t!("promise-reason")) } input #motif name="motif" required maxlength="300" autocomplete="off"; }
                div.acts { button.btn.danger type="submit" { (t!("promise-withdraw-do")) } }
            }
        }
    }
}

fn history(line: &Line, events: &[PromiseEvent]) -> Markup {
    html! {
        section.card {
            header { h2 { (t!("promise-history")) } }
            ul.plain {
                @for event in events {
                    li { (at(event.at)) " – " strong { (app::text::promises::change(&event.kind)) } @if event.paid.is_positive() { " · " (t!("promises-paid-of", paid = event.paid.shown_in(line.currency))) } @if !event.reason.is_empty() { " – " (event.reason) } small.muted { " " (event.actor) } }
                }
            }
        }
    }
}

/// Why it is taken back, and where to go then.
#[derive(Debug, Default, Deserialize)]
pub struct Reason {
    #[serde(default)]
    motif: String,
    #[serde(default)]
    retour: String,
}

impl Reason {
    fn to(&self, id: PromiseId) -> String {
        self.retour
            .parse::<uuid::Uuid>()
            .map_or_else(|_| format!("{HERE}/{id}"), |debtor| file(debtor, Tab::Agreements).at("promesses").to_string())
    }
}

/// Takes it back.
pub async fn withdraw(State(site): State<Site>, session: Session, Path(id): Path<String>, Form(typed): Form<Reason>) -> Answer {
    let Ok(id) = id.parse::<PromiseId>() else { return Ok(WebError::NotFound.into_response()) };
    match app::promises::withdraw(site.app(), &session.scope, id, &typed.motif).await {
        Ok(()) => Ok(back(&typed.to(id), Tone::Ok, &t!("promise-withdrawn"))),
        Err(error) => refused(&typed.to(id), error),
    }
}

/// Puts it in force again.
pub async fn restore(State(site): State<Site>, session: Session, Path(id): Path<String>, Form(typed): Form<Reason>) -> Answer {
    let Ok(id) = id.parse::<PromiseId>() else { return Ok(WebError::NotFound.into_response()) };
    match app::promises::restore(site.app(), &session.scope, id).await {
        Ok(()) => Ok(back(&typed.to(id), Tone::Ok, &t!("promise-restored"))),
        Err(error) => refused(&typed.to(id), error),
    }
}

/// Promises a page.
const PER_PAGE: u32 = 20;

/// The promises of a debtor, in its file.
pub(super) async fn card(site: &Site, session: &Session, place: &Place) -> Result<Markup, Failure> {
    let found = app::promises::of_debtor(site.app(), &session.scope, place.debtor).await?;
    Ok(card_of(&found, place, session, site.app().today()))
}

fn card_of(found: &DebtorPromises, place: &Place, session: &Session, today: Date) -> Markup {
    let (may, debtor) = (session.may(Permission::HoldReminders), place.debtor);
    let (shown, ways) = place.cut(&found.lines, "promesses", PER_PAGE);
    html! {
        div.card #promesses {
            header { h2 { (t!("nav-promises")) } @if may { a href={ "/promesses/nouvelle?debiteur=" (debtor) } { (t!("promise-new")) } } }
            @if found.lines.is_empty() { p.muted { (t!("promise-none-yet")) } }
            @if found.reliability.matured() > 0 { p title=(t!("promises-kept-how")) { (t!("promise-reliability", count = found.reliability.matured(), number = share(found.reliability.by_number()), amount = share(found.reliability.by_amount()))) } }
            @for line in shown {
                p.inline {
                    a href={ (HERE) "/" (line.id) } { (amount(line.amount, line.currency)) " – " (locale::date(line.on)) }
                    (pill(tone(&line.standing), &app::text::promises::standing(&line.standing)))
                    @if may && line.row.made_on == today && line.standing == Standing::Pending { (post(&format!("{HERE}/{}/retirer", line.id), "small", &t!("promise-undo"), None, &[("motif", t!("promise-undo-reason")), ("retour", debtor.to_string())])) }
                    @if may && matches!(line.standing, Standing::Withdrawn { .. }) { (post(&format!("{HERE}/{}/retablir", line.id), "small", &t!("promise-restore"), None, &[("retour", debtor.to_string())])) }
                }
            }
            (ways)
        }
    }
}

/// The page of settings.
pub async fn settings(State(site): State<Site>, session: Session) -> Answer {
    let known = app::promises::settings(site.app(), &session.scope).await?;
    let body = html! {
        (head(&t!("promises-settings"), &html! { a href=(HERE) { (t!("nav-promises")) } }, &html! {}))
        section.card {
            form.stack method="post" action="/promesses/reglages" {
                div.field { label for="grace" { (t!("promise-grace")) } input #grace name="grace" type="number" min="0" max=(MOST_GRACE_DAYS) required value=(known.grace_days); small { (t!("promise-grace-help")) } }
                div.field { label for="tolerance" { (t!("promise-tolerance")) } input #tolerance name="tolerance" inputmode="decimal" required value=(known.tolerance.shown()); small { (t!("promise-tolerance-help")) } }
                label.check { input type="checkbox" name="confirmer" value="oui" checked[known.confirms]; span { (t!("promise-confirms")) } }
                div.field { label for="copie" { (t!("promise-copy-days")) } input #copie name="copie" type="number" min="0" max="60" required value=(known.copy_days); small { (t!("promise-copy-days-help")) } }
                (flash(Tone::Neutral, &html! { (t!("promise-settings-note")) }))
                div.acts { button.btn.go type="submit" { (t!("save")) } }
            }
        }
    };
    framed(&site, &session, Sheet::new(t!("promises-settings"), Section::Promises, body)).await
}

/// What is typed there.
#[derive(Debug, Default, Deserialize)]
pub struct TypedSettings {
    #[serde(default)]
    grace: String,
    #[serde(default)]
    tolerance: String,
    #[serde(default)]
    copie: String,
    #[serde(default)]
    confirmer: String,
}

/// Sets them.
pub async fn set(State(site): State<Site>, session: Session, Form(typed): Form<TypedSettings>) -> Answer {
    let to = "/promesses/reglages";
    let (Ok(grace_days), Ok(tolerance), Ok(copy_days)) =
        (typed.grace.trim().parse(), Cents::typed(&typed.tolerance), typed.copie.trim().parse())
    else {
        return Ok(back(to, Tone::Late, &t!("promise-bad-settings")));
    };
    match app::promises::set_settings(
        site.app(),
        &session.scope,
        &PromiseSettings { grace_days, tolerance, copy_days, confirms: !typed.confirmer.is_empty() },
    )
    .await
    {
        Ok(()) => Ok(back(to, Tone::Ok, &t!("promise-settings-done"))),
        Err(error) => refused(to, error),
    }
}
