//! Opening a dispute: which items of a debtor, how much of each, and why.

use app::Permission;
use app::dispute::{self, Contestable, NewDispute, NewPart};
use app::text::locale::Shown as _;
use axum::extract::{Form, Path, Query, State};
use domain::dispute::Reason;
use domain::ids::DebtorId;
use maud::{Markup, html};
use uuid::Uuid;

use super::choice::{self, Candidate, Choice};
use super::debtor_tab::Place;
use super::{Answer, Failure, Sheet, framed, head, status};
use crate::components::amount::amount;
use crate::components::date::date;
use crate::components::flash::empty;
use crate::components::icon::{Icon, icon};
use crate::components::pill::Tone;
use crate::components::shell::Section;
use crate::link::Link;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// What the form is filled with.
#[derive(Debug, Default)]
struct Asked {
    /// The items that are chosen.
    choice: choice::Asked,
    /// What was typed as contested of some, under their fields' names.
    amounts: Vec<(String, String)>,
    motif: String,
    note: String,
    origine: String,
    /// The call that revealed it.
    action: String,
    /// Whether it is the first of three steps.
    on_the_way: bool,
}

impl Asked {
    fn of(typed: &[(String, String)]) -> Self {
        let text = |name: &str| typed.iter().find(|(known, _)| known == name).map_or(String::new(), |(_, value)| value.clone());
        let amounts = typed.iter().filter(|(known, value)| known.starts_with("montant-") && !value.is_empty()).cloned().collect();
        let choice = choice::Asked::read(typed, "poste");
        Self {
            choice,
            amounts,
            motif: text("motif"),
            note: text("note"),
            origine: text("origine"),
            action: text("action"),
            on_the_way: status::is_on_the_way(typed),
        }
    }

    fn amount(&self, field: &str) -> &str {
        self.amounts.iter().find(|(known, _)| known == field).map_or("", |(_, value)| value)
    }
}

fn candidates(items: &[Contestable]) -> Vec<Candidate<'_>> {
    items.iter().map(|line| (&line.item, line.free)).collect()
}

/// The form.
pub async fn show(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Query(typed): Query<Vec<(String, String)>>) -> Answer {
    let mut asked = Asked::of(&typed);
    let (debtor, items) = dispute::contestable(site.app(), &session.scope, DebtorId(id)).await?;
    if let [only] = &items[..] {
        asked.choice.ticked = vec![only.item.id];
    }
    let causes = choice::causes(&site, &session, DebtorId(id), &asked.choice.group).await?;
    let choice = Choice::of(&candidates(&items), &asked.choice, &causes, site.app().today());
    let body = html! {
        (head(&t!("dispute-new"), &html! { a href={ "/debiteurs/" (id) } { (debtor.name) } }, &html! {}))
        @if asked.on_the_way { (status::steps(1)) }
        @if items.is_empty() { (empty(&t!("dispute-nothing-title"), &t!("dispute-nothing-text"), None)) }
        @else if session.may(Permission::ManageClaims) { (form(id, &items, &asked, &choice)) }
        @else { (empty(&t!("error-forbidden-title"), &t!("dispute-not-yours"), None)) }
    };
    framed(&site, &session, Sheet::new(t!("dispute-new"), Section::Disputes, body)).await
}

fn form(debtor: Uuid, items: &[Contestable], asked: &Asked, choice: &Choice) -> Markup {
    let here = format!("/debiteurs/{debtor}/litige");
    html! {
        form method="post" action=(here) {
            input type="hidden" name="origine" value=(asked.origine);
            @if !asked.action.is_empty() { input type="hidden" name="action" value=(asked.action); p.muted { (t!("dispute-closes-call")) } }
            @if asked.on_the_way { input type="hidden" name=(status::WAY) value=(status::STATUS); }
            section.card.flush {
                header { h2 { (t!("dispute-which")) } span.muted { (t!("dispute-which-help")) } }
                (choice.head(&here))
                table.table.cards {
                    caption.sr { (t!("dispute-which")) }
                    thead { tr { th scope="col" { span.sr { (t!("dispute-choose")) } } th scope="col" { (t!("column-number")) } th scope="col" { (t!("column-due")) } th.r scope="col" { (t!("dispute-free")) } th scope="col" { (t!("dispute-amount")) } } }
                    tbody { @for at in choice.shown() { @let line = &items[*at]; @let field = format!("montant-{}", line.item.id); tr {
                        td { label.check { input type="checkbox" name="poste" value=(line.item.id) checked[choice.is_ticked(line.item.id)] data-cents=(line.free.0) aria-label=(t!("dispute-choose-one", number = line.item.number.as_str())); } }
                        td.lead { strong { (line.item.number) } }
                        td data-label=(t!("column-due")) { (date(line.item.due_on)) }
                        td.r data-label=(t!("dispute-free")) { (amount(line.free, line.item.currency)) }
                        td data-label=(t!("dispute-amount")) { input.money name=(field) inputmode="decimal" maxlength="18" value=(asked.amount(&field)) placeholder=(line.free.shown()) aria-label=(t!("dispute-amount-of", number = line.item.number.as_str())); }
                    } } }
                }
                // What was typed of items on other pages stays.
                @let elsewhere = |field: &str| !choice.shown().iter().any(|at| field == format!("montant-{}", items[*at].item.id));
                @for (field, value) in asked.amounts.iter().filter(|(field, _)| elsewhere(field)) { input type="hidden" name=(field) value=(value); }
                (choice.foot(&here, "poste"))
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
    let here = typed.iter().fold(Link::new(format!("/debiteurs/{id}/litige")), |link, (key, value)| link.and(key, value)).to_string();
    let Some(reason) = Reason::from_code(text("motif")) else { return Ok(back(&here, Tone::Late, &t!("dispute-choose-reason-first"))) };
    let asked = choice::Asked::read(&typed, "poste");
    let items = if asked.group.is_empty() {
        Ok(asked.ticked)
    } else {
        let (_, contestable) = dispute::contestable(site.app(), &session.scope, DebtorId(id)).await?;
        let causes = choice::causes(&site, &session, DebtorId(id), &asked.group).await?;
        choice::chosen(&candidates(&contestable), &asked, &causes, site.app().today())
    };
    let items = match items {
        Ok(items) => items,
        Err(sentence) => return Ok(back(&here, Tone::Late, &sentence)),
    };
    let mut parts = Vec::new();
    for item in items {
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
    let opened = match text("action").parse() {
        Ok(call) => app::calls::open_dispute(site.app(), &session.scope, call, DebtorId(id), &new).await,
        Err(_) => dispute::open(site.app(), &session.scope, DebtorId(id), &new).await,
    };
    match opened {
        Ok(dispute) if status::is_on_the_way(&typed) => {
            let to = Link::new(format!("/litiges/{dispute}")).with(status::WAY, status::STATUS).to_string();
            Ok(back(&to, Tone::Ok, &t!("dispute-was-opened")))
        }
        Ok(dispute) => Ok(back(&format!("/litiges/{dispute}"), Tone::Ok, &t!("dispute-was-opened"))),
        Err(error) if matches!(error.status(), 409 | 422) => Ok(back(&here, Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}

/// Disputes a page.
const PER_PAGE: u32 = 15;
/// Numbers of items named in a line.
const NUMBERS: usize = 12;

/// The disputes of a debtor, in its file.
pub(super) async fn section(site: &Site, session: &Session, place: &Place) -> Result<Markup, Failure> {
    let cards = dispute::of_debtor(site.app(), &session.scope, place.debtor).await?;
    let today = site.app().today();
    let (shown, ways) = place.cut(&cards, "litiges", PER_PAGE);
    Ok(html! {
        section.card #litiges {
            header { h2 { (t!("disputes-title")) } @if session.may(Permission::ManageClaims) { a href={ "/debiteurs/" (place.debtor) "/litige" } { (t!("dispute-new")) } } }
            @if cards.is_empty() { p.muted { (t!("disputes-debtor-none")) } }
            @for card in shown {
                p.inline {
                    a href={ "/litiges/" (card.id) } { strong { (app::text::dispute::reason(card.reason)) } }
                    (amount(if card.outcome.is_some() { card.claimed } else { card.held }, card.currency))
                    (super::disputes::state(card)) (super::disputes::limit(card, today))
                }
                @let others = card.numbers.len().saturating_sub(NUMBERS);
                p.muted { (card.numbers[..card.numbers.len() - others].join(", ")) @if others > 0 { " " (t!("coming-others", count = others)) } " · " (card.waits_for()) }
            }
            (ways)
        }
    })
}
