//! French words of disputes. Keys: the block « Litiges » of `i18n/fr/app.ftl`.

use std::fmt::Write as _;

use domain::accounting::VatPart;
use domain::dispute::{Dispute, Outcome, OwnerRole, Reason, Verdict};
use domain::{Cents, Currency, Date};
use i18n_embed_fl::fl;

use super::WORDS;
use super::locale::{self, ShownIn as _};
use crate::dispute::{Card, FileLimit};

/// Why an item is contested.
#[must_use]
pub fn reason(reason: Reason) -> String {
    match reason {
        Reason::Quality => fl!(WORDS, "dispute-reason-quality"),
        Reason::Price => fl!(WORDS, "dispute-reason-price"),
        Reason::Quantity => fl!(WORDS, "dispute-reason-quantity"),
        Reason::NotDelivered => fl!(WORDS, "dispute-reason-not_delivered"),
        Reason::Duplicate => fl!(WORDS, "dispute-reason-duplicate"),
        Reason::WrongInvoice => fl!(WORDS, "dispute-reason-wrong_invoice"),
        Reason::MissingOrder => fl!(WORDS, "dispute-reason-missing_order"),
        Reason::CreditAwaited => fl!(WORDS, "dispute-reason-credit_awaited"),
        Reason::Service => fl!(WORDS, "dispute-reason-service"),
        Reason::AlreadyPaid => fl!(WORDS, "dispute-reason-already_paid"),
        Reason::Other => fl!(WORDS, "dispute-reason-other"),
        Reason::Unspecified => fl!(WORDS, "dispute-reason-unspecified"),
    }
}

/// What is to be done for a reason by default, a line each.
#[must_use]
pub(crate) fn steps(reason: Reason) -> String {
    let steps = match reason {
        Reason::Quality => fl!(WORDS, "dispute-steps-quality"),
        Reason::Price => fl!(WORDS, "dispute-steps-price"),
        Reason::Quantity => fl!(WORDS, "dispute-steps-quantity"),
        Reason::NotDelivered => fl!(WORDS, "dispute-steps-not_delivered"),
        Reason::Duplicate => fl!(WORDS, "dispute-steps-duplicate"),
        Reason::WrongInvoice => fl!(WORDS, "dispute-steps-wrong_invoice"),
        Reason::MissingOrder => fl!(WORDS, "dispute-steps-missing_order"),
        Reason::CreditAwaited => fl!(WORDS, "dispute-steps-credit_awaited"),
        Reason::Service => fl!(WORDS, "dispute-steps-service"),
        Reason::AlreadyPaid => fl!(WORDS, "dispute-steps-already_paid"),
        Reason::Other => fl!(WORDS, "dispute-steps-other"),
        Reason::Unspecified => fl!(WORDS, "dispute-steps-unspecified"),
    };
    steps.split("||").map(str::trim).collect::<Vec<_>>().join("\n")
}

/// What an owner is in the house.
#[must_use]
pub fn role(role: OwnerRole) -> String {
    match role {
        OwnerRole::Sales => fl!(WORDS, "dispute-role-sales"),
        OwnerRole::Logistics => fl!(WORDS, "dispute-role-logistics"),
        OwnerRole::Quality => fl!(WORDS, "dispute-role-quality"),
        OwnerRole::Service => fl!(WORDS, "dispute-role-service"),
        OwnerRole::Accounting => fl!(WORDS, "dispute-role-accounting"),
    }
}

/// How a dispute ended.
#[must_use]
pub fn outcome(outcome: Outcome) -> String {
    match outcome {
        Outcome::Founded => fl!(WORDS, "dispute-outcome-founded"),
        Outcome::PartlyFounded => fl!(WORDS, "dispute-outcome-partly_founded"),
        Outcome::Unfounded => fl!(WORDS, "dispute-outcome-unfounded"),
        Outcome::Paid => fl!(WORDS, "dispute-outcome-paid"),
        Outcome::Withdrawn => fl!(WORDS, "dispute-outcome-withdrawn"),
    }
}

/// What an owner says, or a person decides.
#[must_use]
pub fn verdict(verdict: Verdict) -> String {
    match verdict {
        Verdict::Founded => fl!(WORDS, "dispute-verdict-founded"),
        Verdict::Partly(_) => fl!(WORDS, "dispute-verdict-partly"),
        Verdict::Unfounded => fl!(WORDS, "dispute-verdict-unfounded"),
    }
}

/// A column of the board.
#[must_use]
pub fn column(code: &str) -> String {
    match code {
        "open" => fl!(WORDS, "dispute-column-open"),
        "asked" => fl!(WORDS, "dispute-column-asked"),
        "answered" => fl!(WORDS, "dispute-column-answered"),
        "credit" => fl!(WORDS, "dispute-column-credit"),
        _ => fl!(WORDS, "dispute-column-closed"),
    }
}

/// Where a dispute came from.
pub(crate) fn source(code: &str) -> String {
    match code {
        "call" => fl!(WORDS, "dispute-source-call"),
        "mail" => fl!(WORDS, "dispute-source-mail"),
        "einvoice" => fl!(WORDS, "dispute-source-einvoice"),
        "claim" => fl!(WORDS, "dispute-source-claim"),
        "api" => fl!(WORDS, "dispute-source-api"),
        _ => fl!(WORDS, "dispute-source-hand"),
    }
}

/// A line of a dispute's history, or of the journal.
#[must_use]
pub fn event(kind: &str) -> Option<String> {
    Some(match kind.strip_prefix("dispute.").unwrap_or(kind) {
        "opened" => fl!(WORDS, "event-dispute-opened"),
        "asked" => fl!(WORDS, "event-dispute-asked"),
        "mail_sent" => fl!(WORDS, "event-dispute-mail_sent"),
        "mail_failed" => fl!(WORDS, "event-dispute-mail_failed"),
        "answered" => fl!(WORDS, "event-dispute-answered"),
        "set_aside" => fl!(WORDS, "event-dispute-set_aside"),
        "founded" => fl!(WORDS, "event-dispute-founded"),
        "partly" => fl!(WORDS, "event-dispute-partly"),
        "unfounded" => fl!(WORDS, "event-dispute-unfounded"),
        "withdrawn" => fl!(WORDS, "event-dispute-withdrawn"),
        "for_less" => fl!(WORDS, "event-dispute-for_less"),
        "amended" => fl!(WORDS, "event-dispute-amended"),
        "edited" => fl!(WORDS, "event-dispute-edited"),
        "undone" => fl!(WORDS, "event-dispute-undone"),
        "credited" => fl!(WORDS, "event-dispute-credited"),
        "paid" => fl!(WORDS, "event-dispute-paid"),
        "closed" => fl!(WORDS, "event-dispute-closed"),
        "reopened" => fl!(WORDS, "event-dispute-reopened"),
        "escalated" => fl!(WORDS, "event-dispute-escalated"),
        "file" => fl!(WORDS, "event-dispute-file"),
        "note" => fl!(WORDS, "event-dispute-note"),
        "policy" => fl!(WORDS, "event-dispute-policy"),
        "setting" => fl!(WORDS, "event-dispute-setting"),
        _ => return None,
    })
}

/// A reason with what the debtor says.
pub(crate) fn told(why: Reason, note: &str) -> String {
    let name = reason(why);
    match (why, note) {
        (_, "") => name,
        (Reason::Unspecified, note) => note.to_owned(),
        (_, note) => fl!(WORDS, "dispute-told", reason = name, note = note),
    }
}

/// Under which name the journal keeps what a link did.
pub(crate) fn actor(name: &str) -> String {
    if name.is_empty() { kept!("dispute-actor") } else { kept!("dispute-actor-named", name = name) }
}

pub(crate) fn answered(said: Verdict, currency: Currency, comment: &str) -> String {
    let word = verdict(said);
    match said.amount() {
        Some(amount) => kept!("dispute-answered-part", verdict = word, amount = amount.shown_in(currency), comment = comment),
        None => kept!("dispute-answered", verdict = word, comment = comment),
    }
}

/// What the history keeps of an answer when the owner is asked anew.
pub(crate) fn asked_anew(said: Verdict, currency: Currency) -> String {
    let word = locale::in_french(|| verdict(said));
    match said.amount() {
        Some(amount) => kept!("dispute-asked-anew-part", verdict = word, amount = amount.fr_in(currency)),
        None => kept!("dispute-asked-anew", verdict = word),
    }
}

pub(crate) fn decided_by_answer() -> String {
    kept!("dispute-decided-by-answer")
}

pub(crate) fn withdrawn_on_claim() -> String {
    kept!("dispute-withdrawn-on-claim")
}

pub(crate) fn replaced_on_claim() -> String {
    kept!("dispute-replaced-on-claim")
}

pub(crate) fn credit_expected(reference: &str) -> String {
    if reference.is_empty() { kept!("dispute-credit-expected-none") } else { kept!("dispute-credit-expected", reference = reference) }
}

/// The task to issue a credit note.
pub(crate) fn credit_task(numbers: &str, amount: Cents, currency: Currency, of: Reason, vat: &[VatPart]) -> String {
    let (amount, why) = (amount.fr_in(currency), locale::in_french(|| reason(of)));
    if vat.is_empty() {
        return kept!("dispute-credit-task", numbers = numbers, amount = amount, reason = why);
    }
    let rate = |part: &VatPart| {
        let (base, tax) = (part.net().fr_in(currency), part.vat().fr_in(currency));
        kept!("compromise-task-rate", rate = part.rate.short_fr(), base = base, tax = tax)
    };
    let rates = vat.iter().map(rate).collect::<Vec<_>>().join(", ");
    kept!("dispute-credit-task-by-rate", numbers = numbers, amount = amount, reason = why, rates = rates)
}

/// Why that task is done: the dispute ended on its credit note.
pub(crate) fn credit_came() -> String {
    kept!("dispute-credit-came")
}

/// Why it is given up.
pub(crate) fn credit_gone() -> String {
    kept!("dispute-credit-gone")
}

/// Why it is done: the credit note that was named has come.
pub(crate) fn credit_arrived(number: &str) -> String {
    kept!("dispute-credit-arrived", number = number)
}

/// Why a credit note is put on an invoice: it was named for it.
pub(crate) fn credit_named(number: &str, numbers: &str) -> String {
    kept!("dispute-credit-named", number = number, numbers = numbers)
}

/// A credit note that was named, and that the ledger does not put on its invoice.
pub(crate) fn credit_refused(number: &str, why: &str) -> String {
    kept!("dispute-credit-refused", number = number, reason = why)
}

pub(crate) fn credited(dispute: &Dispute, currency: Currency) -> String {
    let credited = Cents::total(dispute.parts.iter().map(|part| part.credited));
    kept!("dispute-credited", credited = credited.shown_in(currency), held = dispute.held().shown_in(currency))
}

pub(crate) fn paid(dispute: &Dispute, currency: Currency) -> String {
    let paid = Cents::total(dispute.parts.iter().map(|part| part.paid));
    kept!("dispute-paid", paid = paid.shown_in(currency), held = dispute.held().shown_in(currency))
}

/// What the mail to an owner tells.
pub(crate) struct OwnerMail<'a> {
    pub(crate) owner: &'a str,
    pub(crate) house: &'a str,
    pub(crate) debtor: &'a str,
    pub(crate) numbers: &'a str,
    pub(crate) reason: &'a str,
    pub(crate) note: &'a str,
    pub(crate) amount: &'a str,
    pub(crate) message: &'a str,
    pub(crate) due: Option<Date>,
    pub(crate) address: &'a str,
}

pub(crate) fn owner_subject(debtor: &str, numbers: &str) -> String {
    kept!("dispute-owner-subject", debtor = debtor, numbers = numbers)
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The mail to an owner, plain and formatted.
pub(crate) fn owner_mail(facts: &OwnerMail<'_>) -> (String, String) {
    let hello = match facts.owner {
        "" => kept!("dispute-owner-hello-nobody"),
        owner => kept!("dispute-owner-hello", owner = owner),
    };
    let mut lines = vec![
        hello,
        kept!(
            "dispute-owner-what",
            debtor = facts.debtor,
            amount = facts.amount,
            numbers = facts.numbers,
            house = facts.house,
            reason = facts.reason
        ),
    ];
    if !facts.note.is_empty() {
        lines.push(kept!("dispute-owner-note", note = facts.note));
    }
    if !facts.message.is_empty() {
        lines.push(kept!("dispute-owner-message", message = facts.message));
    }
    if let Some(due) = facts.due {
        lines.push(kept!("dispute-owner-due", day = locale::date(due)));
    }
    let (link, end) = (kept!("dispute-owner-link"), kept!("dispute-owner-end"));
    let (mut plain, mut html) = (String::new(), String::new());
    for line in &lines {
        // Writing to a string cannot fail.
        let _ = write!(plain, "{line}\n\n");
        let _ = write!(html, "<p>{}</p>", escaped(line).replace('\n', "<br>"));
    }
    let address = facts.address;
    let _ = write!(plain, "{link}\n{address}\n\n{end}\n");
    let _ = write!(html, "<p><a href=\"{}\">{}</a></p><p>{}</p>", escaped(address), escaped(&link), escaped(&end));
    (plain, html)
}

pub(crate) fn alert_subject(count: usize) -> String {
    kept!("dispute-alert-subject", count = count)
}

pub(crate) fn alert_line(card: &Card) -> String {
    kept!(
        "dispute-alert-line",
        debtor = card.debtor.2.as_str(),
        numbers = card.numbers.join(", "),
        amount = card.held.shown_in(card.currency),
        reason = reason(card.reason),
        owner = card.waits_for(),
        column = column(card.column),
        days = card.late_days
    )
}

/// The mail that tells late disputes, plain and formatted.
pub(crate) fn alert(house: &str, lines: &[String], total: usize, address: &str) -> (String, String) {
    let hello = kept!("dispute-alert-hello", house = house);
    let (mut plain, mut html) = (format!("{hello}\n\n"), format!("<p>{}</p><ul>", escaped(&hello)));
    for line in lines {
        // Writing to a string cannot fail.
        let _ = writeln!(plain, "- {line}");
        let _ = write!(html, "<li>{}</li>", escaped(line));
    }
    html.push_str("</ul>");
    if total > lines.len() {
        let more = kept!("dispute-alert-more", count = (total - lines.len()));
        let _ = writeln!(plain, "{more}");
        let _ = write!(html, "<p>{}</p>", escaped(&more));
    }
    if !address.is_empty() {
        let link = kept!("dispute-alert-link");
        let _ = write!(plain, "\n{link} {address}/litiges?retard=oui\n");
        let _ = write!(html, "<p><a href=\"{}/litiges?retard=oui\">{}</a></p>", escaped(address), escaped(&link));
    }
    (plain, html)
}

pub(crate) fn csv_head() -> String {
    fl!(WORDS, "csv-dispute-head")
}

pub(crate) fn error_amount() -> String {
    fl!(WORDS, "error-dispute-amount")
}

pub(crate) fn error_no_credit() -> String {
    fl!(WORDS, "error-dispute-no_credit")
}

pub(crate) fn error_credit_came() -> String {
    fl!(WORDS, "error-dispute-credit_came")
}

pub(crate) fn error_without_item() -> String {
    fl!(WORDS, "error-dispute-without_item")
}

pub(crate) fn error_currencies() -> String {
    fl!(WORDS, "error-dispute-currencies")
}

pub(crate) fn error_settled(number: &str) -> String {
    fl!(WORDS, "error-dispute-settled", number = number)
}

pub(crate) fn error_too_much(number: &str, amount: &str) -> String {
    fl!(WORDS, "error-dispute-too_much", number = number, amount = amount)
}

pub(crate) fn error_without_note() -> String {
    fl!(WORDS, "error-dispute-without_note")
}

pub(crate) fn error_owner_email() -> String {
    fl!(WORDS, "error-dispute-owner_email")
}

pub(crate) fn error_no_address() -> String {
    fl!(WORDS, "error-dispute-no_address")
}

pub(crate) fn error_no_sender() -> String {
    fl!(WORDS, "error-dispute-no_sender")
}

pub(crate) fn error_has_dispute() -> String {
    fl!(WORDS, "error-dispute-has_dispute")
}

pub(crate) fn error_days(most: u16) -> String {
    fl!(WORDS, "error-dispute-days", most = most)
}

pub(crate) fn error_without_verdict() -> String {
    fl!(WORDS, "error-dispute-without_verdict")
}

pub(crate) fn error_without_comment() -> String {
    fl!(WORDS, "error-dispute-without_comment")
}

pub(crate) fn error_file(limit: FileLimit, name: &str) -> String {
    let name: String = name.chars().filter(|sign| !sign.is_control()).take(60).collect();
    match limit {
        FileLimit::Empty => fl!(WORDS, "error-dispute-file-empty", name = name),
        FileLimit::TooLarge => fl!(WORDS, "error-dispute-file-too_large", name = name),
        FileLimit::Type => fl!(WORDS, "error-dispute-file-type", name = name),
        FileLimit::TooMany => fl!(WORDS, "error-dispute-file-too_many"),
    }
}
