//! The documents in a debtor's file: what is kept, each with its link.

use app::debtor_documents::{DocumentLine, Kept};
use domain::ids::DebtorId;
use maud::{Markup, html};

use super::Failure;
use super::debtor_tab::Place;
use crate::components::date::date;
use crate::components::flash::empty;
use crate::components::icon::{Icon, icon};
use crate::link::Link;
use crate::session::Session;
use crate::site::Site;
use crate::t;

/// Documents a page.
const PER_PAGE: u32 = 50;

/// The tab.
pub(super) async fn tab(site: &Site, session: &Session, place: &Place) -> Result<Markup, Failure> {
    let all = app::debtor_documents::of_debtor(site.app(), &session.scope, place.debtor).await?;
    let (shown, ways) = place.cut(&all, "documents", PER_PAGE);
    Ok(html! {
        section.card.flush #documents {
            header { h2 { (t!("file-documents")) } span.muted { (t!("documents-count", count = all.len())) } }
            @if all.is_empty() { (empty(&t!("documents-none-title"), &t!("documents-none-text"), None)) }
            @else {
                table.table.cards {
                    caption.sr { (t!("file-documents")) }
                    thead { tr { th scope="col" { (t!("documents-name")) } th scope="col" { (t!("documents-what")) } th scope="col" { (t!("column-about")) } th scope="col" { (t!("column-day")) } } }
                    tbody { @for line in shown { (row(line, place.debtor)) } }
                }
            }
        }
        (ways)
    })
}

fn row(line: &DocumentLine, debtor: DebtorId) -> Markup {
    html! {
        tr data-row="" {
            td.lead { a.open href=(address(line.kept, debtor)) { (icon(Icon::Document)) @if line.name.is_empty() { (word(line.kept)) } @else { (line.name) } } }
            td data-label=(t!("documents-what")) { (word(line.kept)) }
            td data-label=(t!("column-about")) { (line.about) }
            td.key { @if let Some(on) = line.on { (date(on)) } @else { span.muted { "–" } } }
        }
    }
}

fn address(kept: Kept, debtor: DebtorId) -> Link {
    let here = |path: &str| Link::new(format!("/debiteurs/{debtor}/{path}"));
    match kept {
        Kept::Einvoice(document) => here("facture/piece").with("document", document),
        Kept::Copy(item) => here("piece").with("poste", item),
        Kept::Evidence(item) => here("creance/piece").with("poste", item),
        Kept::Plan(plan, place) => Link::new(format!("/echeanciers/{plan}/piece")).with("rang", place),
        Kept::Compromise(compromise, place) => Link::new(format!("/accords/{compromise}/piece")).with("rang", place),
        Kept::Dispute(dispute, file) => Link::new(format!("/litiges/{dispute}/piece")).with("fichier", file),
        Kept::Postal(action, event) => Link::new(format!("/actions/{action}/courrier/piece")).with("evenement", event),
    }
}

fn word(kept: Kept) -> String {
    match kept {
        Kept::Einvoice(_) => t!("documents-einvoice"),
        Kept::Copy(_) => t!("documents-copy"),
        Kept::Evidence(_) => t!("documents-evidence"),
        Kept::Plan(..) => t!("documents-plan"),
        Kept::Compromise(..) => t!("documents-compromise"),
        Kept::Dispute(..) => t!("documents-dispute"),
        Kept::Postal(..) => t!("documents-postal"),
    }
}
