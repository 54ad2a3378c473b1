//! What the register of companies knows of a debtor, to take over field by field.

use app::Permission;
use app::accounts::{self, AccountView};
use app::register::{Proposal, accept, ask_about, check_all, is_remote, look_up};
use app::text::quality as words;
use axum::Form;
use axum::extract::{Path, State};
use domain::company::Field;
use domain::ids::DebtorId;
use domain::party::DebtorKind;
use domain::quality::CompanyState;
use maud::{Markup, html};
use uuid::Uuid;

use super::quality::refused;
use super::{Answer, Sheet, framed, head};
use crate::components::flash::{empty, flash};
use crate::components::icon::{Icon, icon};
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// The page. A register on this machine is asked at once; another one when a person says so.
pub async fn show(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    let id = DebtorId(id);
    let found = match is_remote(site.app()) {
        Some(false) if session.may(Permission::EditDebtors) => Some(look_up(site.app(), &session.scope, id).await),
        _ => None,
    };
    page(&site, &session, id, found).await
}

async fn page(site: &Site, session: &Session, id: DebtorId, found: Option<Result<Vec<Proposal>, app::AppError>>) -> Answer {
    let view = accounts::view(site.app(), &session.scope, id).await?;
    let path = format!("/debiteurs/{id}");
    let remote = is_remote(site.app());
    let body = html! {
        (head(&t!("register-title"), &html! { a href={ (path) "/fiche" } { (view.debtor.name) } " · " (view.debtor.code) }, &html! {
            @if remote == Some(true) && session.may(Permission::EditDebtors) {
                form method="post" action={ (path) "/registre" } { button.btn.go type="submit" { (icon(Icon::Search)) (t!("register-ask", name = app::register::name(site.app()))) } }
            }
        }))
        (super::account::company(&view))
        @match found {
            None if remote.is_none() => { (empty(&t!("register-off-title"), &t!("register-off-text"), None)) }
            None => { p.muted { (t!("register-before")) } }
            Some(Err(error)) => {
                @if error.status() == 422 { (flash(Tone::Late, &html! { (error.french()) })) }
                @else { (flash(Tone::Late, &html! { (t!("register-failed")) })) }
            }
            Some(Ok(proposals)) => {
                @if proposals.is_empty() { (empty(&t!("register-none-title"), &t!("register-none-text"), None)) }
                @for (position, proposal) in proposals.iter().enumerate() { (one(proposal, &view, &path, position)) }
            }
        }
    };
    framed(site, session, Sheet::new(t!("register-title"), Section::Debtors, body)).await
}

fn said(field: Field, value: &str) -> String {
    match (field, DebtorKind::from_code(value)) {
        (Field::Kind, Some(kind)) => app::text::debtor_kind(kind),
        _ if value.is_empty() => t!("merge-nothing"),
        _ => value.to_owned(),
    }
}

fn one(proposal: &Proposal, view: &AccountView, path: &str, position: usize) -> Markup {
    let company = &proposal.company;
    html! {
        section.card {
            header {
                h2 { (company.name) }
                span { @if company.state == CompanyState::Closed { (pill(Tone::Late, &t!("register-closed"))) " " } (pill(if proposal.likeness >= 80 { Tone::Ok } else { Tone::Soon }, &t!("percent", value = proposal.likeness))) }
            }
            p.muted { "SIREN " (company.siren.spaced()) @if !company.activity.is_empty() { " · " (company.activity) } " · " (company.address.lines.join(", ")) " " (company.address.postcode) " " (company.address.city) }
            @if proposal.differences.is_empty() { p { (t!("register-same")) } }
            @else {
                form method="post" action={ (path) "/registre" } {
                    input type="hidden" name="siren" value=(company.siren);
                    input type="hidden" name="version" value=(view.version);
                    table.table.compact {
                        caption.sr { (t!("register-fields")) }
                        thead { tr { th scope="col" { (t!("register-field")) } th scope="col" { (t!("register-ours")) } th scope="col" { (t!("register-theirs")) } th scope="col" { (t!("column-act")) } } }
                        tbody {
                            @for difference in &proposal.differences {
                                tr {
                                    td { (words::field(difference.field.code())) }
                                    td.muted { (said(difference.field, &difference.current)) }
                                    td { strong { (said(difference.field, &difference.proposed)) } }
                                    td { button.btn.small type="submit" name="champ" value=(difference.field.code()) { (t!("register-take")) } }
                                }
                            }
                        }
                    }
                    div.acts { button.btn.go type="submit" name="champ" value="tout" data-key=[(position == 0).then_some("t")] { (t!("register-take-all", count = proposal.differences.len())) } }
                }
            }
        }
    }
}

/// Asks the register, or takes fields over.
pub async fn take(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(form): Form<Vec<(String, String)>>) -> Answer {
    let of = |name: &str| form.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
    let id = DebtorId(id);
    if of("siren").is_empty() {
        let found = ask_about(site.app(), &session.scope, id).await;
        return page(&site, &session, id, Some(found)).await;
    }
    let asked = of("champ");
    let fields: Vec<Field> = if asked == "tout" { Field::ALL.to_vec() } else { Field::from_code(asked).into_iter().collect() };
    match accept(site.app(), &session.scope, id, of("siren"), &fields, of("version").parse().unwrap_or(0)).await {
        Ok(count) => Ok(back(&format!("/debiteurs/{id}/fiche"), Tone::Ok, &t!("account-saved", count = count))),
        Err(error) => refused(&format!("/debiteurs/{id}/registre"), error),
    }
}

/// Asks the register about the accounts that it was not asked about lately.
pub async fn check(State(site): State<Site>, session: Session) -> Answer {
    match check_all(site.app(), &session.scope).await {
        Ok(round) => {
            let told = t!("register-round", count = round.checked, closed = round.closed);
            let more = if round.more { format!(" {}", t!("register-more")) } else { String::new() };
            Ok(back("/qualite", Tone::Ok, &format!("{told}{more}")))
        }
        Err(error) => refused("/qualite", error),
    }
}
