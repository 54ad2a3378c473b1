//! One operation on a debtor's ledger: its form, what it would do, and the doing.

use std::collections::BTreeMap;

use app::ledger::{Act, Claim, Desk, ItemChoice, OperationKind, Preview, Proposal, Request, Said};
use app::text::locale::{self, ShownIn as _};
use app::{AppError, Permission};
use axum::Form;
use axum::extract::{Path, Query, State};
use domain::accounting::{Ground, VatPart, VatRegime};
use domain::ids::{DebtorId, OpenItemId};
use domain::law::RateBp;
use domain::ledger::operation::{BounceCode, Remainder};
use domain::{Cents, Date};
use maud::{Markup, html};
use uuid::Uuid;

use super::day::{self, Missing};
use super::debtor_tab::{Tab, file};
use super::parts::select;
use super::settlement::{act_word, is_mark, mark_of, page_of, parts_of, shares};
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::amount::{amount, bare_amount_or_dash};
use crate::components::date::date;
use crate::components::flash::{empty, flash};
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// What was typed, by the names of the fields: each kind of operation reads its own.
type Typed = BTreeMap<String, String>;

/// Rates of VAT that a form takes at once.
const RATES: usize = 3;

fn word<'a>(typed: &'a Typed, name: &str) -> &'a str {
    typed.get(name).map_or("", |text| text.trim())
}

fn invalid(field: &'static str, reason: String) -> AppError {
    AppError::Invalid { field, reason }
}

fn item(typed: &Typed, name: &str) -> Result<OpenItemId, AppError> {
    word(typed, name).parse().map_err(|_| invalid("item", t!("choose-item")))
}

fn cents(text: &str) -> Result<Cents, AppError> {
    crate::typed::plain_amount(text).map_err(|why| invalid("amount", why))
}

/// An amount that was typed, else all that there is.
fn amount_or(typed: &Typed, name: &str, all: Cents) -> Result<Cents, AppError> {
    match word(typed, name) {
        "" => Ok(all),
        text => cents(text),
    }
}

fn on(typed: &Typed, name: &str, today: Date) -> Result<Option<Date>, AppError> {
    match word(typed, name) {
        "" => Ok(None),
        text => day::read(text, today, Missing::ThisYear).map(Some).ok_or_else(|| invalid("on", t!("bad-date"))),
    }
}

/// The parts by rate: one rate alone takes the whole amount.
fn vat_parts(typed: &Typed, whole: Cents) -> Result<Vec<VatPart>, AppError> {
    let mut parts = Vec::new();
    for number in 1..=RATES {
        let (rate, gross) = (word(typed, &format!("taux{number}")).to_owned(), word(typed, &format!("ttc{number}")).to_owned());
        if rate.is_empty() && gross.is_empty() {
            continue;
        }
        let rate = RateBp::parse(&rate).ok_or_else(|| invalid("rate", t!("bad-rate")))?;
        let gross = if gross.is_empty() && number == 1 { whole } else { cents(&gross)? };
        parts.push(VatPart { rate, gross });
    }
    if parts.is_empty() { Err(invalid("rate", t!("bad-rate"))) } else { Ok(parts) }
}

/// The parts of an allocation as a form carries them: `item:cents,…`.
fn allocated(text: &str) -> Option<Vec<(OpenItemId, Cents)>> {
    let one = |part: &str| {
        let (item, cents) = part.split_once(':')?;
        Some((item.parse().ok()?, Cents(cents.parse().ok()?)))
    };
    text.split(',').map(one).collect()
}

/// What a person asks for, from what was typed.
fn request(
    typed: &Typed,
    kind: OperationKind,
    desk: &Desk,
    (debtor, proposal): (DebtorId, Option<&Proposal>),
    today: Date,
) -> Result<Request, AppError> {
    let subject = item(typed, "poste")?;
    let open = |id: OpenItemId| desk.items.iter().find(|choice| choice.item.id == id).map_or(Cents::ZERO, |choice| choice.item.open.abs());
    let whole = open(subject);
    let act = match kind {
        OperationKind::Allocate => {
            let parts = match word(typed, "parts") {
                "" => {
                    let debit = item(typed, "sur")?;
                    vec![(debit, amount_or(typed, "montant", whole.min(open(debit)))?)]
                }
                text if is_mark(text) => {
                    let seen = proposal.filter(|proposal| mark_of(proposal) == text);
                    seen.ok_or_else(|| invalid("parts", t!("proposal-moved")))?
                        .shares
                        .iter()
                        .map(|share| (share.item, share.amount))
                        .collect()
                }
                text => allocated(text).ok_or_else(|| invalid("parts", t!("error-bad-request-text")))?,
            };
            Act::Allocate { credit: subject, parts }
        }
        OperationKind::Settle => {
            let name = Remainder::from_code(word(typed, "nom")).ok_or_else(|| invalid("name", t!("choose-name")))?;
            Act::Settle { item: subject, amount: amount_or(typed, "montant", whole)?, name }
        }
        OperationKind::Refund => Act::Refund { credit: subject, amount: amount_or(typed, "montant", whole)? },
        OperationKind::Bounce => {
            let code = BounceCode::from_code(word(typed, "code")).ok_or_else(|| invalid("code", t!("choose-code")))?;
            Act::Bounce { payment: subject, code }
        }
        OperationKind::WriteOff => {
            let amount = amount_or(typed, "montant", whole)?;
            let claim = Claim {
                regime: VatRegime::from_code(word(typed, "regime")).ok_or_else(|| invalid("regime", t!("choose-regime")))?,
                ground: Ground::from_code(word(typed, "cause")).ok_or_else(|| invalid("ground", t!("choose-ground")))?,
                ground_on: on(typed, "cause_le", today)?,
                parts: vat_parts(typed, amount)?,
            };
            Act::WriteOff { item: subject, amount, claim }
        }
        OperationKind::Doubtful => Act::Doubtful { item: subject },
        OperationKind::Impairment => Act::Impairment { item: subject, net: cents(word(typed, "net"))?, parts: vat_parts(typed, whole)? },
        OperationKind::Release => {
            let impaired = desk.items.iter().find(|choice| choice.item.id == subject).map_or(Cents::ZERO, |choice| choice.impaired);
            Act::Release { item: subject, net: amount_or(typed, "net", impaired)? }
        }
        OperationKind::Undo => return Err(AppError::NotFound("operation")),
    };
    Ok(Request { debtor, on: on(typed, "le", today)?.unwrap_or(today), act, reason: word(typed, "motif").to_owned() })
}

/// The kind that was asked for, if this page does it.
fn kind_of(typed: &Typed, right: Permission) -> Option<OperationKind> {
    OperationKind::from_code(word(typed, "acte")).filter(|kind| *kind != OperationKind::Undo && app::ledger::permission(*kind) == right)
}

/// The page of operations on what was paid.
pub async fn paid(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Query(typed): Query<Typed>) -> Answer {
    show(&site, &session, DebtorId(id), typed, Permission::MatchBank).await
}

/// The page of operations on what is given up.
pub async fn given_up(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Query(typed): Query<Typed>) -> Answer {
    show(&site, &session, DebtorId(id), typed, Permission::ManageClaims).await
}

async fn show(site: &Site, session: &Session, id: DebtorId, mut typed: Typed, right: Permission) -> Answer {
    let desk = app::ledger::desk(site.app(), &session.scope, id).await?;
    named(&mut typed, &desk);
    let today = site.app().today();
    let kind =
        kind_of(&typed, right).unwrap_or(if right == Permission::MatchBank { OperationKind::Allocate } else { OperationKind::Settle });
    let path = format!("/debiteurs/{id}");
    let seen = if typed.contains_key("voir") { Some(previewed(site, session, kind, &desk, id, &mut typed, today).await) } else { None };
    let seen = match seen {
        Some(Err(error)) if !matches!(error.status(), 404 | 422) => return Err(Failure::from(error)),
        seen => seen,
    };
    let body = html! {
        (head(&act_word(kind), &html! { (t!("operation-sub")) }, &html! { a.btn href=(file(id, Tab::Payments).at("reglements")) { (t!("back")) } }))
        @match seen {
            Some(Ok(preview)) => (confirm(&preview, kind, &path, &typed)),
            Some(Err(error)) => {
                (flash(Tone::Late, &html! { (error.french()) }))
                (form(kind, &desk, &typed, &path, today))
            }
            None => (form(kind, &desk, &typed, &path, today)),
        }
    };
    framed(site, session, Sheet::new(act_word(kind), Section::Debtors, body)).await
}

/// Where the law puts the cash of a form, with what the debtor designated.
async fn proposal_of(site: &Site, session: &Session, typed: &Typed) -> Result<Proposal, AppError> {
    let designated = if word(typed, "designe").is_empty() { Vec::new() } else { vec![item(typed, "designe")?] };
    let said = Said { designated, creditor_agrees: typed.contains_key("accord") };
    app::ledger::proposal(site.app(), &session.scope, item(typed, "poste")?, &said).await
}

/// The shares of which a form carries the mark, as they are now.
async fn seen_proposal(site: &Site, session: &Session, typed: &Typed) -> Result<Option<Proposal>, AppError> {
    if is_mark(word(typed, "parts")) { proposal_of(site, session, typed).await.map(Some) } else { Ok(None) }
}

/// What the act would do. What the debtor designated becomes parts, and a default becomes what it stands for,
/// so that what is confirmed is what was seen.
async fn previewed(
    site: &Site,
    session: &Session,
    kind: OperationKind,
    desk: &Desk,
    id: DebtorId,
    typed: &mut Typed,
    today: Date,
) -> Result<(Preview, Option<Proposal>), AppError> {
    let mut proposal = None;
    if kind == OperationKind::Allocate && word(typed, "sur").is_empty() && word(typed, "parts").is_empty() {
        let found = proposal_of(site, session, typed).await?;
        typed.insert("parts".to_owned(), parts_of(&found));
        proposal = Some(found);
    }
    let asked = request(typed, kind, desk, (id, proposal.as_ref()), today)?;
    let preview = app::ledger::preview(site.app(), &session.scope, &asked).await?;
    let name = if matches!(kind, OperationKind::Release) { "net" } else { "montant" };
    if !matches!(kind, OperationKind::Bounce | OperationKind::Doubtful | OperationKind::Impairment) {
        typed.insert(name.to_owned(), preview.amount.iso());
    }
    Ok((preview, proposal))
}

fn confirm((preview, proposal): &(Preview, Option<Proposal>), kind: OperationKind, path: &str, typed: &Typed) -> Markup {
    html! {
        section.card.flush {
            header { h2 { (t!("effect-title")) } span.muted { (amount(preview.amount, preview.currency)) } }
            @if let Some(proposal) = proposal { div.inside { (shares(proposal)) @if proposal.to_confirm { (flash(Tone::Soon, &html! { (t!("proposal-confirm")) })) } } }
            @if preview.effects.is_empty() { p.muted.inside { (t!("effect-none")) } }
            @else {
                table.table.cards {
                    thead { tr { th scope="col" { (t!("column-number")) } th scope="col" { (t!("column-due")) } th.r scope="col" { (t!("effect-before")) } th.r scope="col" { (t!("effect-after")) } } }
                    tbody {
                        @for effect in preview.effects.iter().take(LISTED) {
                            tr {
                                td.lead { (effect.item.number) small { (app::text::item_kind(effect.item.kind)) @if effect.is_new { " · " (t!("effect-new")) } } }
                                td data-label=(t!("column-due")) { @if effect.item.kind.is_debit() { (date(effect.item.due_on)) } @else { span.muted { "–" } } }
                                td.r data-label=(t!("effect-before")) { @if effect.is_new { span.muted { "–" } } @else { (amount(effect.item.open, effect.item.currency)) } }
                                td.r.key { strong { (amount(effect.after, effect.item.currency)) } }
                            }
                        }
                    }
                }
                @if let Some(more) = preview.effects.len().checked_sub(LISTED).filter(|more| *more > 0) { p.muted.inside { (t!("coming-others", count = more)) } }
            }
        }
        @if !preview.entry.is_empty() { (entry(preview)) }
        @if let Some(step) = &preview.next_step { (flash(Tone::Accent, &html! { strong { (t!("next-step")) } " " (step) })) }
        form.card method="post" action={ (path) "/" (page_of(kind)) } {
            @for (name, value) in typed.iter().filter(|(name, value)| *name != "voir" && !value.is_empty()) { input type="hidden" name=(name) value=(value); }
            p { (t!("reason-kept")) " " strong { (preview.reason) } }
            div.acts { button.btn.go type="submit" { (act_word(kind)) } a.btn href={ (path) "/" (page_of(kind)) "?acte=" (kind.code()) "&poste=" (word(typed, "poste")) } { (t!("change")) } }
            p.muted { (t!("undo-later")) }
        }
    }
}

fn entry(preview: &Preview) -> Markup {
    html! {
        section.card.flush {
            header { h2 { (t!("entry-title")) } span.muted { (preview.article) } }
            table.table {
                thead { tr { th scope="col" { (t!("entry-account")) } th.r scope="col" { (t!("entry-debit")) } th.r scope="col" { (t!("entry-credit")) } } }
                tbody { @for line in &preview.entry { tr { td { strong { (line.number) } small { (line.account.name()) } } td.r { (bare_amount_or_dash(line.debit)) } td.r { (bare_amount_or_dash(line.credit)) } } } }
            }
        }
        @if let Some(mention) = &preview.mention { (flash(Tone::Accent, &html! { strong { (t!("mention-title")) } " " (locale::quoted(mention)) ". " (t!("mention-help")) })) }
    }
}

/// What each kind may be done to.
pub(super) fn choices(desk: &Desk, kind: OperationKind) -> Vec<&ItemChoice> {
    desk.items
        .iter()
        .filter(|choice| match kind {
            OperationKind::Doubtful => app::ledger::concerns(kind, &choice.item) && !choice.doubtful,
            OperationKind::Impairment => app::ledger::concerns(kind, &choice.item) && choice.doubtful,
            OperationKind::Release => app::ledger::concerns(kind, &choice.item) && choice.impaired.is_positive(),
            _ => app::ledger::concerns(kind, &choice.item),
        })
        .collect()
}

fn option_word(choice: &ItemChoice) -> String {
    let item = &choice.item;
    let shown = if item.open.is_zero() { item.amount } else { item.open };
    let mark = if choice.doubtful { format!(" · {}", t!("doubtful-mark")) } else { String::new() };
    format!(
        "{} {} — {} — {}{mark}",
        app::text::item_kind(item.kind),
        item.number,
        locale::date(item.issued_on),
        shown.shown_in(item.currency)
    )
}

/// Items that a field lists; of more the number is typed.
const LISTED: usize = 100;

/// Numbers that were typed become the items that bear them; one that several bear, or none, stays as it is and is refused.
fn named(typed: &mut Typed, desk: &Desk) {
    for name in ["poste", "sur", "designe"] {
        let Some(text) = typed.get_mut(name) else { continue };
        let number = text.trim().to_lowercase();
        let mut found = desk.items.iter().filter(|choice| choice.item.number.to_lowercase() == number);
        if let (Some(only), None) = (found.next(), found.next()) {
            *text = only.item.id.to_string();
        }
    }
}

fn items_field(name: &str, label: &str, choices: &[&ItemChoice], chosen: &str, none: Option<&str>) -> Markup {
    if choices.len() > LISTED {
        let known = choices.iter().find(|choice| choice.item.id.to_string() == chosen);
        return html! {
            div.field {
                label for=(name) { (label) }
                input id=(name) name=(name) maxlength="120" autocomplete="off" required[none.is_none()] value=(known.map_or(chosen, |choice| choice.item.number.as_str()));
                small { (t!("operation-number", count = choices.len())) @if let Some(none) = none { " " (t!("operation-blank", meaning = none)) } }
            }
        };
    }
    html! {
        div.field {
            label for=(name) { (label) }
            select id=(name) name=(name) {
                @if let Some(none) = none { option value="" { (none) } }
                @for choice in choices { option value=(choice.item.id) selected[choice.item.id.to_string() == chosen] { (option_word(choice)) } }
            }
        }
    }
}

fn text_field(name: &str, label: &str, help: &str, typed: &Typed, inputmode: &str) -> Markup {
    html! {
        div.field {
            label for=(name) { (label) }
            input id=(name) name=(name) maxlength="300" inputmode=(inputmode) autocomplete="off" value=(word(typed, name));
            @if !help.is_empty() { small { (help) } }
        }
    }
}

fn vat_fields(typed: &Typed) -> Markup {
    html! {
        fieldset.field {
            legend { (t!("vat-title")) }
            @for number in 1..=RATES {
                @let (rate, gross) = (format!("taux{number}"), format!("ttc{number}"));
                div.inline {
                    div.field { label for=(rate) { (t!("vat-rate", number = number)) } input id=(rate) name=(rate) inputmode="decimal" maxlength="6" value=(word(typed, &rate)); }
                    div.field { label for=(gross) { (t!("vat-gross")) } input id=(gross) name=(gross) inputmode="decimal" maxlength="16" value=(word(typed, &gross)); }
                }
            }
            small { (t!("vat-help")) }
        }
    }
}

fn form(kind: OperationKind, desk: &Desk, typed: &Typed, path: &str, today: Date) -> Markup {
    let choices = choices(desk, kind);
    if choices.is_empty() {
        return empty(&t!("nothing-to-choose-title"), &t!("nothing-to-choose-text"), None);
    }
    let options = |all: Vec<(&'static str, String)>| -> Vec<(String, String)> {
        std::iter::once((String::new(), t!("choose"))).chain(all.into_iter().map(|(code, word)| (code.to_owned(), word))).collect()
    };
    let debits: Vec<&ItemChoice> =
        desk.items.iter().filter(|choice| choice.item.kind.is_debit() && choice.item.open.is_positive()).collect();
    let amounts = matches!(kind, OperationKind::Allocate | OperationKind::Settle | OperationKind::Refund | OperationKind::WriteOff);
    html! {
        form.card.stack method="get" action={ (path) "/" (page_of(kind)) } {
            input type="hidden" name="acte" value=(kind.code());
            input type="hidden" name="voir" value="1";
            (items_field("poste", &t!("operation-item"), &choices, word(typed, "poste"), None))
            @if kind == OperationKind::Allocate {
                (items_field("sur", &t!("allocate-on"), &debits, word(typed, "sur"), Some(&t!("allocate-by-law"))))
                (items_field("designe", &t!("allocate-designated"), &debits, word(typed, "designe"), Some(&t!("allocate-none-designated"))))
                label.check { input type="checkbox" name="accord" value="1" checked[typed.contains_key("accord")]; span { (t!("allocate-agreed")) } }
            }
            @if amounts { (text_field("montant", &t!("operation-amount"), &if kind == OperationKind::Allocate { t!("allocate-amount-help") } else { t!("operation-amount-help") }, typed, "decimal")) }
            @if kind == OperationKind::Settle { (select("nom", &t!("operation-name"), &options(Remainder::ALL.map(|name| (name.code(), app::text::ledger::remainder(name))).to_vec()), word(typed, "nom"))) }
            @if kind == OperationKind::Bounce { (select("code", &t!("operation-code"), &options(BounceCode::ALL.map(|code| (code.code(), app::text::ledger::bounce(code))).to_vec()), word(typed, "code"))) }
            @if kind == OperationKind::WriteOff {
                (select("regime", &t!("operation-regime"), &options(VatRegime::ALL.map(|regime| (regime.code(), app::text::ledger::regime(regime))).to_vec()), word(typed, "regime")))
                (select("cause", &t!("operation-ground"), &options(Ground::ALL.map(|ground| (ground.code(), app::text::ledger::ground(ground))).to_vec()), word(typed, "cause")))
                (day::field("cause_le", "cause_le", &html! { (t!("operation-ground-on")) " " span.muted { (t!("field-optional")) } }, word(typed, "cause_le")))
            }
            @if matches!(kind, OperationKind::WriteOff | OperationKind::Impairment) { (vat_fields(typed)) }
            @if matches!(kind, OperationKind::Impairment | OperationKind::Release) { (text_field("net", &t!("operation-net"), "", typed, "decimal")) }
            @if kind != OperationKind::Allocate { (day::field("le", "le", &html! { (t!("operation-on")) }, &if word(typed, "le").is_empty() { day::shown(today) } else { word(typed, "le").to_owned() })) }
            (text_field("motif", &t!("operation-reason"), &reason_help(kind, desk), typed, "text"))
            div.acts { button.btn.go type="submit" { (t!("see-effect")) } }
        }
        @if kind == OperationKind::Impairment { p.muted { (pill(Tone::Neutral, &t!("doubtful-mark"))) " " (t!("impairment-help")) } }
    }
}

fn reason_help(kind: OperationKind, desk: &Desk) -> String {
    match kind {
        OperationKind::Settle => t!("reason-tolerance", tolerance = desk.tolerance.shown_in(domain::Currency::EUR)),
        OperationKind::Allocate | OperationKind::Bounce => t!("reason-optional"),
        _ => t!("pause-note-help"),
    }
}

/// Does an operation on what was paid.
pub async fn do_paid(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    done(&site, &session, DebtorId(id), &typed, Permission::MatchBank).await
}

/// Does an operation on what is given up.
pub async fn do_given_up(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    done(&site, &session, DebtorId(id), &typed, Permission::ManageClaims).await
}

async fn done(site: &Site, session: &Session, id: DebtorId, typed: &Typed, right: Permission) -> Answer {
    let desk = app::ledger::desk(site.app(), &session.scope, id).await?;
    let to = file(id, Tab::Payments).at("reglements").to_string();
    let kind = kind_of(typed, right).ok_or(AppError::NotFound("operation"))?;
    let known = match seen_proposal(site, session, typed).await {
        Ok(known) => known,
        Err(error) if matches!(error.status(), 409 | 422) => return Ok(back(&to, Tone::Late, &error.french())),
        Err(error) => return Err(error.into()),
    };
    let result = match request(typed, kind, &desk, (id, known.as_ref()), site.app().today()) {
        Ok(asked) => app::ledger::act(site.app(), &session.scope, &asked).await.map(|_| ()),
        Err(error) => Err(error),
    };
    match result {
        Ok(()) => Ok(back(&to, Tone::Ok, &t!("operation-done", operation = app::text::ledger::operation(kind)))),
        Err(error) if matches!(error.status(), 409 | 422) => Ok(back(&to, Tone::Late, &error.french())),
        Err(error) => Err(error.into()),
    }
}
