//! The pre-flight of a formal notice, as pages show it: four words, what is missing, and who goes on and why.

use app::claims::ItemClaim;
use domain::preflight::{Heading, Status};
use maud::{Markup, html};

use super::parts::at;
use crate::components::amount::amount;
use crate::components::icon::{Icon, icon};
use crate::components::pill::{Tone, pill};
use crate::t;

fn tone(status: Status) -> Tone {
    match status {
        Status::Ok => Tone::Ok,
        Status::Warning => Tone::Soon,
        Status::Missing => Tone::Late,
    }
}

/// The four headings, each with a mark beside its colour.
pub(super) fn pills(claim: &ItemClaim) -> Markup {
    html! {
        span.pills {
            @for heading in Heading::ALL {
                @let status = claim.preflight.status(heading);
                @let word = app::text::claims::heading(heading);
                (pill(tone(status), &if status == Status::Ok { t!("preflight-mark-ok", word = word) } else { t!("preflight-mark-open", word = word) }))
            }
        }
        @if claim.decision.is_some() && claim.is_clear() { small { (t!("preflight-overridden")) } }
    }
}

fn findings(claim: &ItemClaim, wanted: impl Fn(Status) -> bool) -> Markup {
    html! {
        ul.checks {
            @for (finding, status) in claim.preflight.findings().iter().map(|finding| (finding, finding.status())).filter(|(_, status)| wanted(*status)) {
                li class=(tone(status).class()) {
                    (icon(if status == Status::Ok { Icon::Done } else { Icon::Warning }))
                    span { (app::text::claims::finding(*finding, claim.preflight.currency())) }
                }
            }
        }
    }
}

fn decision(claim: &ItemClaim) -> Markup {
    html! {
        @if let Some(row) = &claim.decision {
            p.muted {
                (t!("preflight-decided", name = row.decision.author(), reason = row.decision.reason())) " · " (at(row.decided_at))
                @if !claim.is_clear() { " · " (t!("preflight-not-covered")) }
            }
        }
    }
}

/// The whole pre-flight of one claim, with the form to go on.
pub(super) fn card(claim: &ItemClaim, path: &str, may: bool) -> Markup {
    html! {
        div.card {
            header { h2 { (t!("preflight-title")) } (pills(claim)) }
            (findings(claim, |_| true))
            (decision(claim))
            @if may && !claim.is_clear() {
                form.stack method="post" action=(path) {
                    input type="hidden" name="poste" value=(claim.item.id);
                    div.field { label for="passer-outre" { (t!("preflight-reason")) } input #passer-outre name="motif" required maxlength="300"; small { (t!("preflight-reason-help")) } }
                    div.acts { button.btn type="submit" { (t!("preflight-override-do")) } }
                }
            }
        }
    }
}

/// The pre-flight of each item of a task, and the way to say that it is done.
pub(super) fn task(claims: &[ItemClaim], debtor: domain::ids::DebtorId, done: Option<&str>) -> Markup {
    let all_clear = claims.iter().all(ItemClaim::is_clear);
    html! {
        section.card #controle {
            header { h2 { (t!("preflight-title")) } }
            @if claims.is_empty() { p.muted { (t!("preflight-nothing-open")) } }
            @for claim in claims {
                div.check-item {
                    p.inline {
                        a href={ "/debiteurs/" (debtor) "/creance?poste=" (claim.item.id) } { strong { (claim.item.number) } }
                        (amount(claim.item.open, claim.item.currency)) (pills(claim))
                    }
                    (findings(claim, |status| status != Status::Ok))
                    (decision(claim))
                    details.behind { summary { (t!("preflight-met")) } (findings(claim, |status| status == Status::Ok)) }
                }
            }
            @if let Some(path) = done {
                form.stack method="post" action=(path) {
                    @if !all_clear {
                        div.field { label for="outre" { (t!("preflight-reason")) } input #outre name="outre" required maxlength="300"; small { (t!("preflight-reason-help")) } }
                    }
                    div.acts { button.btn.go type="submit" { (icon(Icon::Done)) (t!("done-do")) } }
                }
            }
        }
    }
}
