//! Opening a dispute: which items of a debtor, how much of each, and why.

use app::Permission;
use app::dispute::{self, Contestable, NewDispute, NewPart};
use app::text::locale::Shown as _;
use axum::extract::{Form, Path, Query, State};
use domain::dispute::Reason;
use domain::ids::{DebtorId, OpenItemId};
use maud::{Markup, html};
use uuid::Uuid;

use super::{Answer, Failure, Sheet, framed, head};
use crate::components::amount::amount;
use crate::components::date::date;
use crate::components::flash::empty;
use crate::components::icon::{Icon, icon};
use crate::components::pill::Tone;
use crate::components::shell::Section;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// What the form is filled with.
#[derive(Debug, Default)]
struct Asked {
    /// The items that are ticked.
    items: Vec<OpenItemId>,
    motif: String,
    note: String,
    origine: String,
}

impl Asked {
    fn of(typed: &[(String, String)]) -> Self {
        let text = |name: &str| typed.iter().find(|(known, _)| known == name).map_or(String::new(), |(_, value)| value.clone());
        let items = typed.iter().filter(|(known, _)| known == "poste").filter_map(|(_, value)| value.parse().ok()).collect();
        Self { items, motif: text("motif"), note: text("note"), origine: text("origine") }
    }
}

/// The form.
pub async fn show(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Query(typed): Query<Vec<(String, String)>>) -> Answer {
    let asked = Asked::of(&typed);
    let (debtor, items) = dispute::contestable(site.app(), &session.scope, DebtorId(id)).await?;
    let body = html! {
        (head(&t!("dispute-new"), &html! { a href={ "/debiteurs/" (id) } { (debtor.name) } }, &html! {}))
        @if items.is_empty() { (empty(&t!("dispute-nothing-title"), &t!("dispute-nothing-text"), None)) }
        @else if session.may(Permission::ManageClaims) { (form(id, &items, &asked)) }
        @else { (empty(&t!("error-forbidden-title"), &t!("dispute-not-yours"), None)) }
    };
    framed(&site, &session, Sheet::new(t!("dispute-new"), Section::Disputes, body)).await
}

fn form(debtor: Uuid, items: &[Contestable], asked: &Asked) -> Markup {
    let chosen = |line: &Contestable| asked.items.contains(&line.item.id) || items.len() == 1;
    html! {
        form method="post" action={ "/debiteurs/" (debtor) "/litige" } {
            input type="hidden" name="origine" value=(asked.origine);
            section.card.flush {
                header { h2 { (t!("dispute-which")) } span.muted { (t!("dispute-which-help")) } }
                table.table.cards {
                    caption.sr { (t!("dispute-which")) }
                    thead { tr { th scope="col" { span.sr { (t!("dispute-choose")) } } th scope="col" { (t!("column-number")) } th scope="col" { (t!("column-due")) } th.r scope="col" { (t!("dispute-free")) } th scope="col" { (t!("dispute-amount")) } } }
                    tbody { @for line in items { tr {
                        td { label.check { input type="checkbox" name="poste" value=(line.item.id) checked[chosen(line)] aria-label=(t!("dispute-choose-one", number = line.item.number.as_str())); } }
                        td.lead { strong { (line.item.number) } }
                        td data-label=(t!("column-due")) { (date(line.item.due_on)) }
                        td.r data-label=(t!("dispute-free")) { (amount(line.free, line.item.currency)) }
                        td data-label=(t!("dispute-amount")) { input.money name={ "montant-" (line.item.id) } inputmode="decimal" maxlength="18" placeholder=(line.free.shown()) aria-label=(t!("dispute-amount-of", number = line.item.number.as_str())); }
                    } } }
                }
            }
            section.card.stack {
                header { h2 { (t!("dispute-why")) } }
                div.field { label for="motif" { (t!("dispute-reason")) } select #motif name="motif" required {
                    option value="" { (t!("dispute-choose-reason")) }
                    @for reason in Reason::ALL.into_iter().filter(|reason| *reason != Reason::Unspecified) { option value=(reason.code()) selected[asked.motif == reason.code()] { (app::text::dispute::reason(reason)) } }
                } }
                div.field { label for="note" { (t!("dispute-note")) } textarea #note name="note" rows="4" maxlength="2000" { (asked.note) } small { (t!("dispute-note-help")) } }
                p.muted { (t!("dispute-new-help")) }
                div.acts { button.btn.go type="submit" { (icon(Icon::Scales)) (t!("dispute-open")) } a.btn href={ "/debiteurs/" (debtor) } { (t!("cancel")) } }
            }
        }
    }
}

/// Opens the dispute.
pub async fn open(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Vec<(String, String)>>) -> Answer {
    let text = |name: &str| typed.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
    let here = format!("/debiteurs/{id}/litige");
    let Some(reason) = Reason::from_code(text("motif")) else { return Ok(back(&here, Tone::Late, &t!("dispute-choose-reason-first"))) };
    let mut parts = Vec::new();
    for (_, value) in typed.iter().filter(|(name, _)| name == "poste") {
        let Ok(item) = value.parse::<OpenItemId>() else { continue };
        let amount = match text(&format!("montant-{item}")).trim() {
            "" => None,
            text => match crate::typed::amount(text, || t!("dispute-bad-amount")) {
                Ok(amount) => Some(amount),
                Err(why) => return Ok(back(&here, Tone::Late, &why)),
            },
        };
        parts.push(NewPart { item, amount });
    }
    let source = match text("origine") {
        "reponse" => "mail",
        "appel" => "call",
        _ => "hand",
    };
    let new = NewDispute { reason, note: text("note").to_owned(), source, parts };
    match dispute::open(site.app(), &session.scope, DebtorId(id), &new).await {
        Ok(dispute) => Ok(back(&format!("/litiges/{dispute}"), Tone::Ok, &t!("dispute-was-opened"))),
        Err(error) if matches!(error.status(), 409 | 422) => Ok(back(&here, Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}

/// The disputes of a debtor, on its page.
pub(super) async fn section(site: &Site, session: &Session, id: DebtorId) -> Result<Markup, Failure> {
    let cards = dispute::of_debtor(site.app(), &session.scope, id).await?;
    let today = site.app().today();
    Ok(html! {
        section.card #litiges {
            header { h2 { (t!("disputes-title")) } @if session.may(Permission::ManageClaims) { a href={ "/debiteurs/" (id) "/litige" } { (t!("dispute-new")) } } }
            @if cards.is_empty() { p.muted { (t!("disputes-debtor-none")) } }
            @for card in &cards {
                p.inline {
                    a href={ "/litiges/" (card.id) } { strong { (app::text::dispute::reason(card.reason)) } }
                    (amount(if card.outcome.is_some() { card.claimed } else { card.held }, card.currency))
                    (super::disputes::state(card)) (super::disputes::limit(card, today))
                }
                p.muted { (card.numbers.join(", ")) " · " (card.owner_name()) }
            }
        }
    })
}
