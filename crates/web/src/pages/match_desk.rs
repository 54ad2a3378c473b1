//! The right side of the receipts: one line, its proposals, the items of debtors, the remainder.

use app::Permission;
use app::inbox::BankLine;
use app::matching_desk::{AccountItems, Desk, Proposal};
use app::text::locale::Shown as _;
use domain::ledger::OpenItem;
use domain::ledger::operation::Remainder;
use domain::{Cents, Currency, Date};
use maud::{Markup, html};

use super::parts::{post, select};
use crate::components::amount::amount;
use crate::components::date::{date, days_late};
use crate::components::flash::{empty, flash};
use crate::components::pill::{Tone, pill};
use crate::link::Link;
use crate::session::Session;
use crate::t;

/// What was typed, when it was refused; nothing at first.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    /// The fields of the form.
    pub(super) form: Vec<(String, String)>,
    /// Why it was refused.
    pub(super) error: String,
    /// What was searched among the debtors.
    pub(super) search: String,
}

impl Typed {
    fn word(&self, key: &str) -> Option<&str> {
        self.form.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    fn chose(&self, item: &str) -> bool {
        self.form.iter().any(|(key, value)| key == "item" && value == item)
    }
}

/// Who paid, as far as the bank says.
pub(super) fn payer(line: &BankLine) -> &str {
    if line.counterparty.trim().is_empty() { &line.label } else { &line.counterparty }
}

/// The whole side; `link` is the address of this line with its list and the debtors that were chosen.
pub(super) fn view(desk: &Desk, typed: &Typed, session: &Session, link: &Link, today: Date) -> Markup {
    let line = &desk.line.transaction;
    let path = format!("/encaissements/{}", line.id);
    html! {
        section.card {
            header { h2 { (payer(line)) } span.big { (amount(line.amount, line.currency)) } }
            @if payer(line).trim() != line.label.trim() { p { (line.label) } }
            p.muted { (date(line.booked_on)) @if !line.reference.is_empty() { " · " (t!("column-reference")) " " (line.reference) } @if !line.account.is_empty() { " · " span.amt { (line.account) } } }
            (done(desk, &path, session))
            @if desk.can_redo { div.acts.below { (post(&format!("{path}/refaire"), "small", &t!("redo-do"), None, &[])) } }
        }
        @if desk.line.state == "to_identify" {
            @if !typed.error.is_empty() { (flash(Tone::Late, &html! { (typed.error) })) }
            (already_booked(desk, &path))
            @if line.amount.is_positive() { (waiting(desk, typed, session, link, today)) }
            (set_aside(&path))
        }
    }
}

/// What became of a line that has been dealt with.
fn done(desk: &Desk, path: &str, session: &Session) -> Markup {
    let line = &desk.line;
    html! {
        @if line.state != "to_identify" {
            ul.plain.apart {
                @for (debtor, name, paid) in &line.debtors { li.inline { a href={ "/debiteurs/" (debtor) } { (name) } strong { (amount(*paid, line.transaction.currency)) } } }
            }
            @if !desk.paid.is_empty() { p { (t!("match-paid")) " " @for (at, (number, cents)) in desk.paid.iter().enumerate() { @if at > 0 { ", " } (number) " " (amount(*cents, line.transaction.currency)) } } }
            p.muted { (line.note) }
            @if let Some(row) = &desk.matched {
                @if let Some(confidence) = row.confidence { p { (t!("match-confidence", confidence = confidence)) } }
                @if !row.runner_up.is_empty() { p.muted { (t!("match-runner-up")) " " (row.runner_up) } }
            }
            @if line.state == "booked" && !is_booked_by_hand(desk) { (flash(Tone::Neutral, &html! { (t!("match-booked-help")) })) }
            @else if line.state != "outgoing" && session.may(Permission::MatchBank) {
                form.acts.below method="post" action={ (path) "/defaire" } { button.btn type="submit" data-key="u" { (t!("undo-do")) " " kbd.scripted { "u" } } }
            }
        }
    }
}

fn is_booked_by_hand(desk: &Desk) -> bool {
    desk.matched.as_ref().is_some_and(|row| row.origin == app::matching_desk::MatchOrigin::Booked)
}

/// Payments of the accounting of that amount and those days: one button links the line to its payment.
fn already_booked(desk: &Desk, path: &str) -> Markup {
    html! {
        @if !desk.booked.is_empty() {
            section.card #comptabilise aria-labelledby="comptabilise-titre" {
                header { h2 #comptabilise-titre { (t!("booked-title")) } }
                p.muted { (t!("booked-help")) }
                ul.plain {
                    @for payment in &desk.booked {
                        li {
                            div.inline { strong { (payment.debtor_name) } span { (payment.number) " · " (date(payment.on)) } strong { (amount(payment.amount, desk.line.transaction.currency)) } }
                            form.acts.below method="post" action={ (path) "/comptabilise" } {
                                input type="hidden" name="paiement" value=(payment.id);
                                button.btn.small type="submit" aria-label=(t!("booked-do-for", number = payment.number.as_str(), name = payment.debtor_name.as_str())) { (t!("booked-do")) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn waiting(desk: &Desk, typed: &Typed, session: &Session, link: &Link, today: Date) -> Markup {
    let chose_accounts = link.to_string().contains("client=") || !typed.form.is_empty() || !typed.search.is_empty();
    let first = if desk.line.proposals.is_empty() || chose_accounts { "factures" } else { "suggestions" };
    let count: usize = desk.accounts.iter().map(|account| account.items.len()).sum();
    html! {
        div.tabs.scripted role="tablist" aria-label=(t!("match-tabs")) data-first=(first) {
            button type="button" role="tab" id="tab-suggestions" aria-controls="suggestions" { (t!("match-suggestions")) " " span.n { (desk.line.proposals.len()) } }
            button type="button" role="tab" id="tab-factures" aria-controls="factures" { (t!("match-items")) " " span.n { (count) } }
            button type="button" role="tab" id="tab-selection" aria-controls="selection" { (t!("match-selection")) " " span.n data-chosen="" { "0" } }
        }
        section.card #suggestions role="tabpanel" aria-labelledby="tab-suggestions" { (suggestions(desk, link)) }
        section.card #factures role="tabpanel" aria-labelledby="tab-factures" {
            @if desk.accounts.is_empty() { (empty(&t!("match-no-account-title"), &t!("match-no-account-text"), None)) }
            @else { (items_form(desk, typed, session, link, today)) }
            (others(desk, typed, link))
        }
        section.card.scripted #selection role="tabpanel" aria-labelledby="tab-selection" {
            h2 { (t!("match-selection")) }
            p.muted data-none="" { (t!("match-selection-empty")) }
            ul.plain data-selection="" {}
        }
    }
}

fn suggestions(desk: &Desk, link: &Link) -> Markup {
    let line = &desk.line;
    let acceptable = |proposal: &Proposal| !proposal.items.is_empty();
    let first = line.proposals.iter().position(acceptable);
    html! {
        header { h2 { (t!("match-suggestions")) } }
        @if line.proposals.is_empty() { p.muted { (t!("match-no-suggestion")) } }
        ol.plain.leads {
            @for (position, proposal) in line.proposals.iter().enumerate() {
                li { (lead(desk, proposal, link, position > 0, first == Some(position))) }
            }
        }
    }
}

fn lead(desk: &Desk, proposal: &Proposal, link: &Link, is_runner_up: bool, has_key: bool) -> Markup {
    let line = &desk.line.transaction;
    let numbers = proposal.items.iter().map(|item| item.number.as_str()).collect::<Vec<_>>().join(", ");
    html! {
        div.inline {
            strong { (proposal.debtor_name) }
            (pill(confidence_tone(proposal.confidence), &t!("match-confidence", confidence = proposal.confidence)))
            @if is_runner_up { small.muted { (t!("match-other-lead")) } }
        }
        @if !numbers.is_empty() { p { (numbers) @if !proposal.residual.is_zero() { " · " (residual(proposal.residual, line.currency)) } } }
        ul.why { @for reason in &proposal.reasons { li { (reason) } } }
        div.acts.below {
            @if !proposal.items.is_empty() {
                form method="post" action={ "/encaissements/" (line.id) "/confirmer" } {
                    input type="hidden" name="debtor" value=(proposal.debtor);
                    @for item in &proposal.items { input type="hidden" name="item" value=(item.id); }
                    (keep_list(link))
                    button class={ "btn small" @if has_key { " go" } } type="submit" data-key=[has_key.then_some("a")] { (t!("match-accept")) @if has_key { " " kbd.scripted { "a" } } }
                }
            }
            a.btn.small href=(link.clone().bare_of("client").and("client", proposal.debtor)) { (t!("match-see-items")) }
        }
    }
}

fn confidence_tone(confidence: u8) -> Tone {
    match confidence {
        90.. => Tone::Ok,
        60.. => Tone::Accent,
        _ => Tone::Neutral,
    }
}

/// What a line is short of, or brings too much.
fn residual(residual: Cents, currency: Currency) -> Markup {
    html! { @if residual.is_negative() { (t!("match-short")) " " (amount(-residual, currency)) } @else { (t!("match-surplus")) " " (amount(residual, currency)) } }
}

/// The list to which an accepted line goes back, without the line itself.
fn keep_list(link: &Link) -> Markup {
    let text = link.clone().bare_of("client").to_string();
    html! { @if let Some((_, query)) = text.split_once('?') { input type="hidden" name="retour" value=(query); } }
}

/// The form: items with amounts, then what becomes of the difference.
fn items_form(desk: &Desk, typed: &Typed, session: &Session, link: &Link, today: Date) -> Markup {
    let line = &desk.line.transaction;
    let accounts: Vec<(String, String)> = desk.accounts.iter().map(|account| (account.debtor.to_string(), account.name.clone())).collect();
    html! {
        form method="post" action={ "/encaissements/" (line.id) "/affecter" } data-match=(line.amount.0) data-symbol=(line.currency.symbol()) {
            (keep_list(link))
            @for account in &desk.accounts {
                input type="hidden" name="client" value=(account.debtor);
                (account_items(desk, account, typed, today))
            }
            div.left-over aria-live="polite" { span { (t!("match-left")) } output.big data-left="" { (amount(line.amount, line.currency)) } small.muted data-left-word="" { (t!("match-left-help")) } }
            div.fields {
                (rest_choice(typed, session.may(Permission::ManageClaims)))
                @if accounts.len() > 1 { (select("compte", &t!("rest-account"), &accounts, typed.word("compte").unwrap_or_default())) }
                @else if let Some((id, _)) = accounts.first() { input type="hidden" name="compte" value=(id); }
                div.field { label for="motif" { (t!("rest-reason")) } input #motif name="motif" maxlength="200" value=(typed.word("motif").unwrap_or_default()); small { (t!("rest-reason-help")) } }
            }
            div.acts.below {
                button.btn.go type="submit" { (t!("match-do")) }
                button.btn type="submit" name="seul" value="oui" data-alone="" { (t!("match-customer-only")) }
            }
        }
    }
}

/// The name of a difference; the first choice leaves it.
fn rest_choice(typed: &Typed, may_settle: bool) -> Markup {
    let chosen = typed.word("reste").unwrap_or_default();
    let names = [Remainder::BankCharges, Remainder::Discount, Remainder::Difference, Remainder::Rebate, Remainder::Rounding];
    html! {
        div.field {
            label for="reste" { (t!("rest-label")) }
            select #reste name="reste" aria-describedby="reste-aide" {
                option value="" { (t!("rest-keep")) }
                @for name in names.into_iter().filter(|_| may_settle) { option value=(name.code()) selected[name.code() == chosen] { (app::text::ledger::remainder(name)) } }
            }
            small #reste-aide { (t!("rest-help")) }
        }
    }
}

fn account_items(desk: &Desk, account: &AccountItems, typed: &Typed, today: Date) -> Markup {
    html! {
        header { h2 { (account.name) " " small.muted { (account.code) } } a href={ "/debiteurs/" (account.debtor) } { (t!("open-file")) } }
        @if account.items.is_empty() { p.muted { (t!("match-no-items")) } }
        @else {
            table.table.cards.items {
                caption.sr { (t!("match-items")) " – " (account.name) }
                thead { tr { th scope="col" { (t!("column-number")) } th scope="col" { (t!("column-due")) } th.r scope="col" { (t!("column-open")) } th.r scope="col" { (t!("match-column-amount")) } } }
                tbody { @for item in &account.items { (item_row(desk, item, typed, today)) } }
            }
        }
    }
}

fn item_row(desk: &Desk, item: &OpenItem, typed: &Typed, today: Date) -> Markup {
    let id = item.id.to_string();
    let field = format!("montant-{id}");
    let proposed = desk.line.proposals.first().filter(|best| best.debtor == item.debtor && desk.line.is_proposed);
    let is_chosen =
        if typed.form.is_empty() { proposed.is_some_and(|best| best.items.iter().any(|own| own.id == item.id)) } else { typed.chose(&id) };
    let late = (today - item.due_on).num_days();
    html! {
        tr {
            td.lead { label.check { input type="checkbox" name="item" value=(id) checked[is_chosen] data-number=(item.number); span { (item.number) @if item.open.is_negative() { " " (pill(Tone::Neutral, &t!("match-credit"))) } } } }
            td data-label=(t!("column-due")) { (date(item.due_on)) @if late > 0 && item.open.is_positive() { small { (days_late(late)) } } }
            td.r data-label=(t!("column-open")) { (amount(item.open, item.currency)) }
            td.r data-label=(t!("match-column-amount")) {
                input.money inputmode="decimal" name=(field) value=(typed.word(&field).map_or_else(|| item.open.shown(), str::to_owned)) aria-label=(t!("match-amount-of", number = item.number.as_str())) data-open=(item.open.0);
            }
        }
    }
}

/// Further debtors: of the group, or found by a search.
fn others(desk: &Desk, typed: &Typed, link: &Link) -> Markup {
    let mut kept = link.clone();
    if !link.to_string().contains("client=") {
        for account in &desk.accounts {
            kept = kept.and("client", account.debtor);
        }
    }
    html! {
        @if !desk.tied.is_empty() {
            p.apart { (t!("match-same-group")) }
            div.inline { @for (id, name) in &desk.tied { a.btn.small href=(kept.clone().and("client", id)) { "+ " (name) } } }
        }
        form.filters.apart method="get" action={ "/encaissements/" (desk.line.transaction.id) } {
            @for account in &desk.accounts { input type="hidden" name="client" value=(account.debtor); }
            div.field.grow { label for="chercher" { (t!("match-search-debtor")) } input #chercher type="search" name="chercher" value=(typed.search); }
            button.btn type="submit" { (t!("search-do")) }
        }
        @if !typed.search.is_empty() {
            @if desk.found.is_empty() { p.muted { (t!("candidates-empty-title")) " " (t!("candidates-empty-text")) } }
            ul.plain {
                @for (id, name, owed) in &desk.found {
                    li.inline { a.btn.small href=(kept.clone().and("client", id)) { "+ " (name) } small.muted { (t!("column-exposure")) " " (amount(*owed, Currency::EUR)) } }
                }
            }
        }
    }
}

fn set_aside(path: &str) -> Markup {
    html! {
        details.card {
            summary { (t!("ignore-title")) }
            form.stack method="post" action={ (path) "/ignorer" } {
                div.field { label for="note" { (t!("ignore-reason")) } input #note name="note" maxlength="200" required; small { (t!("ignore-help")) } }
                div.acts { button.btn type="submit" { (t!("ignore-do")) } }
            }
        }
    }
}
