//! What happened to a debtor, newest first: the last moments on the overview of its file, all of them page by page on a tab of their own.

use app::Permission;
use app::debtor_file::{TimelineEntry, TimelineKind};
use domain::Date;
use maud::{Markup, html};

use super::Failure;
use super::debtor_tab::{Place, Tab, file};
use super::parts::{state_pill, with_icon};
use crate::components::amount::amount;
use crate::components::icon::Icon;
use crate::components::pager::Pager;
use crate::components::timeline::{Moment, timeline};
use crate::session::Session;
use crate::site::Site;
use crate::t;

/// Moments of the overview.
const NEWEST: usize = 10;
/// Moments a page.
const PER_PAGE: u32 = 50;
/// Letters of a moment's facts.
const DETAIL: usize = 400;

/// The last moments, under the field in which a note is written.
pub(super) fn newest(entries: &[TimelineEntry], place: &Place, session: &Session, today: Date) -> Markup {
    html! {
        div.card #historique {
            header { h2 { (t!("timeline-title")) } a href=(file(place.debtor, Tab::History)) { (t!("timeline-all")) } }
            @if session.may(Permission::HoldReminders) { (note_form(place)) }
            (list(&entries[..entries.len().min(NEWEST)], today))
        }
    }
}

/// All of it.
pub(super) async fn tab(site: &Site, session: &Session, place: &Place) -> Result<Markup, Failure> {
    let page = place.page("page");
    let found = app::debtor_tabs::history(site.app(), &session.scope, place.debtor, page as usize, PER_PAGE as usize).await?;
    let pager = Pager { page, per_page: PER_PAGE, total: found.total as u64 };
    Ok(html! {
        div.card #historique {
            header { h2 { (t!("timeline-title")) } }
            @if session.may(Permission::HoldReminders) { (note_form(place)) }
            (list(&found.rows, site.app().today()))
        }
        @if found.total > 0 { (pager.render(&file(place.debtor, Tab::History))) }
    })
}

fn list(entries: &[TimelineEntry], today: Date) -> Markup {
    let moments: Vec<Moment> = entries.iter().map(moment).collect();
    html! { @if moments.is_empty() { p.muted { (t!("timeline-empty")) } } @else { (timeline(&moments, today)) } }
}

fn moment(entry: &TimelineEntry) -> Moment {
    Moment {
        on: entry.on,
        title: moment_word(entry),
        detail: html! {
            @if let Some((sum, currency)) = entry.amount { (amount(sum, currency)) @if !entry.detail.is_empty() { " · " } }
            (clipped(&entry.detail)) @if !entry.actor.is_empty() { " · " (entry.actor) }
        },
        aside: entry.state.map(|state| state_pill(state, channel_of(entry.kind))),
    }
}

/// A note, written on top of the history in which it will stand.
fn note_form(place: &Place) -> Markup {
    html! {
        form.stack method="post" action={ "/debiteurs/" (place.debtor) "/note" } {
            input type="hidden" name="onglet" value=(place.tab.code());
            div.field { label for="note-dossier" { (t!("note-label")) } textarea #note-dossier name="note" rows="2" required maxlength=(app::accounts::NOTE) {} small { (t!("note-help")) } }
            div.acts { button.btn.small type="submit" { (t!("note-do")) } }
        }
    }
}

/// The beginning of a text that may name hundreds of items; the journal has the whole.
fn clipped(text: &str) -> String {
    match text.char_indices().nth(DETAIL) {
        Some((end, _)) => format!("{}…", text[..end].trim_end_matches([',', ' '])),
        None => text.to_owned(),
    }
}

fn moment_word(entry: &TimelineEntry) -> Markup {
    let drawing = match entry.kind {
        TimelineKind::Message | TimelineKind::Received => Icon::Message,
        TimelineKind::Call => Icon::Call,
        TimelineKind::Letter | TimelineKind::Invoice | TimelineKind::CreditNote => Icon::Document,
        TimelineKind::Task | TimelineKind::Release => Icon::Done,
        TimelineKind::Payment => Icon::Bank,
        TimelineKind::Hold => Icon::Pause,
        TimelineKind::Note => Icon::Information,
    };
    with_icon(
        drawing,
        &html! { @if let Some(action) = entry.action { a href={ "/actions/" (action) } { (entry.title) } } @else if let Some(mail) = entry.mail { a href={ "/reponses/" (mail) } { (entry.title) } } @else { (entry.title) } },
    )
}

fn channel_of(kind: TimelineKind) -> domain::dunning::Channel {
    use domain::dunning::Channel;
    match kind {
        TimelineKind::Call => Channel::Call,
        TimelineKind::Letter => Channel::Letter,
        TimelineKind::Task => Channel::Task,
        _ => Channel::Email,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_says_that_it_goes_on() {
        assert_eq!(clipped("Facture perdue (F1)"), "Facture perdue (F1)");
        let long = clipped(&"É1, ".repeat(DETAIL));
        assert!(long.ends_with('…') && long.chars().count() <= DETAIL + 1, "{long}");
    }
}
