//! The electronic invoice behind an item, as it came in.

use app::einvoice::ItemDocument;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse as _, Response};
use domain::ids::{DebtorId, EinvoiceId, OpenItemId};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::{Answer, Failure};
use crate::WebError;
use crate::session::Session;
use crate::site::Site;
use crate::t;

/// Which document.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    document: String,
}

/// The file itself: a PDF opens in the browser, XML is only ever saved.
pub async fn document(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Query(asked): Query<Asked>) -> Answer {
    let Ok(document) = asked.document.parse::<EinvoiceId>() else { return Ok(WebError::NotFound.into_response()) };
    let kept = app::einvoice::document(site.app(), &session.scope, DebtorId(id), document).await?;
    let (kind, way) = if kept.is_pdf { ("application/pdf", "inline") } else { ("application/octet-stream", "attachment") };
    Ok(file(kept.bytes, kind, way, &kept.name))
}

/// A file under a name that a header can hold.
pub(super) fn file(bytes: Vec<u8>, kind: &'static str, way: &str, name: &str) -> Response {
    let disposition = format!("{way}; filename=\"{name}\"");
    ([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, disposition), (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned())], bytes)
        .into_response()
}

/// The documents of a debtor's items, to be shown beside them.
pub(super) async fn documents(site: &Site, session: &Session, debtor: DebtorId) -> Result<Vec<ItemDocument>, Failure> {
    Ok(app::einvoice::of_debtor(site.app(), &session.scope, debtor).await?)
}

/// The links to an item's documents.
pub(super) fn links(documents: &[ItemDocument], debtor: DebtorId, item: OpenItemId) -> Markup {
    html! {
        @for document in documents.iter().filter(|document| document.item == item) {
            " " a href={ "/debiteurs/" (debtor) "/facture/piece?document=" (document.einvoice) } title=(document.file_name) {
                @if document.format.starts_with("PDF") { (t!("einvoice-pdf")) } @else { (t!("einvoice-xml")) }
            }
        }
    }
}
