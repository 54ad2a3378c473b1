//! French words of the agenda. Keys: the block « Agenda » of `i18n/fr/app.ftl`.

use domain::agenda::Kind;
use domain::dispute::Reason;
use domain::dunning::Channel;
use domain::portfolio::{Away, Condition};
use domain::{Cents, Currency, Date};
use i18n_embed_fl::fl;
use store::action::Action;

use super::WORDS;
use super::locale::{self, ShownIn as _};
use crate::agenda::Dossier;

/// What waits on an account, in a word.
#[must_use]
pub fn kind(kind: Kind) -> String {
    match kind {
        Kind::Limit => fl!(WORDS, "agenda-kind-limit"),
        Kind::BrokenPromise => fl!(WORDS, "agenda-kind-broken"),
        Kind::BrokenPlan => fl!(WORDS, "agenda-kind-broken_plan"),
        Kind::Reply => fl!(WORDS, "agenda-kind-reply"),
        Kind::SendError => fl!(WORDS, "agenda-kind-error"),
        Kind::LateDispute => fl!(WORDS, "agenda-kind-dispute"),
        Kind::Call => fl!(WORDS, "agenda-kind-call"),
        Kind::Decide => fl!(WORDS, "agenda-kind-decide"),
        Kind::Letter => fl!(WORDS, "agenda-kind-letter"),
        Kind::Task => fl!(WORDS, "agenda-kind-task"),
        Kind::Alert => fl!(WORDS, "agenda-kind-alert"),
        Kind::ToConfirm => fl!(WORDS, "agenda-kind-to_confirm"),
        Kind::Confirmed => fl!(WORDS, "agenda-kind-confirmed"),
    }
}

/// An action, in a few words.
pub(crate) fn action(of: Kind, action: &Action) -> String {
    let step = if action.reason.is_empty() || of != Kind::Task { super::step(&action.step_key) } else { action.reason.clone() };
    fl!(WORDS, "agenda-thing", kind = kind(of), step = step)
}

pub(crate) fn reply(subject: &str) -> String {
    fl!(WORDS, "agenda-thing", kind = kind(Kind::Reply), step = subject)
}

/// A legal time limit.
pub(crate) fn limit(label: &str) -> String {
    fl!(WORDS, "agenda-thing", kind = kind(Kind::Limit), step = label)
}

/// What a run of the rules of portfolios is called.
pub(crate) fn by_rules() -> String {
    fl!(WORDS, "agenda-by-rules")
}

pub(crate) fn broken(owed: Cents, currency: Currency, on: Date) -> String {
    fl!(WORDS, "agenda-broken", amount = owed.shown_in(currency), date = locale::date(on))
}

pub(crate) fn plan(reference: &str) -> String {
    fl!(WORDS, "agenda-plan", reference = reference)
}

/// A broken plan: its notice is to be sent; after a day to cure that passed in vain, a person chooses.
pub(crate) fn broken_plan(reference: &str, missing: Cents, currency: Currency, cure_by: Option<Date>) -> String {
    let amount = missing.shown_in(currency);
    match cure_by {
        None => fl!(WORDS, "agenda-plan-notice", reference = reference, amount = amount),
        Some(on) => fl!(WORDS, "agenda-plan-decide", reference = reference, amount = amount, date = locale::date(on)),
    }
}

/// Items whose scenario has ended.
pub(crate) fn ended(items: i64, open: Cents, currency: Currency) -> String {
    fl!(WORDS, "agenda-ended", count = items, amount = open.shown_in(currency))
}

pub(crate) fn dispute(reason: Reason, days: i64) -> String {
    fl!(WORDS, "agenda-dispute", reason = super::dispute::reason(reason), days = days)
}

/// Why an account stands where it stands.
pub(crate) fn why(dossier: &Dossier) -> String {
    let rank = &dossier.rank;
    let stake = rank.stake.shown_in(dossier.currency);
    let age = dossier.oldest_days;
    let by = rank.by.map_or_else(|| fl!(WORDS, "agenda-nothing-waits"), kind);
    let urgency = locale::decimal(&format!("{},{:02}", rank.urgency / 100, rank.urgency % 100));
    let stake = if dossier.late.is_positive() {
        fl!(WORDS, "agenda-stake-late", amount = stake)
    } else {
        fl!(WORDS, "agenda-stake-owed", amount = stake)
    };
    let chance = rank.chance.to_string();
    let reach = if dossier.has_email { String::new() } else { fl!(WORDS, "agenda-no-email") };
    fl!(WORDS, "agenda-why", stake = stake, chance = chance, age = age, reach = reach, urgency = urgency, by = by)
}

/// The columns of the table for a spreadsheet.
pub(crate) fn columns() -> Vec<String> {
    vec![
        fl!(WORDS, "agenda-column-priority"),
        fl!(WORDS, "agenda-column-code"),
        fl!(WORDS, "agenda-column-name"),
        fl!(WORDS, "agenda-column-category"),
        fl!(WORDS, "agenda-column-collector"),
        fl!(WORDS, "agenda-column-things"),
        fl!(WORDS, "agenda-column-due"),
        fl!(WORDS, "agenda-column-late"),
        fl!(WORDS, "agenda-column-owed"),
        fl!(WORDS, "agenda-column-currency"),
        fl!(WORDS, "agenda-column-oldest"),
        fl!(WORDS, "agenda-column-contact"),
        fl!(WORDS, "agenda-column-snoozed"),
        fl!(WORDS, "agenda-column-why"),
    ]
}

/// The columns of a salesman's accounts.
pub(crate) fn own_columns() -> Vec<String> {
    vec![
        fl!(WORDS, "agenda-column-code"),
        fl!(WORDS, "agenda-column-name"),
        fl!(WORDS, "agenda-column-collector"),
        fl!(WORDS, "agenda-column-late"),
        fl!(WORDS, "agenda-column-owed"),
        fl!(WORDS, "agenda-column-currency"),
        fl!(WORDS, "agenda-column-oldest"),
    ]
}

/// What was done to many accounts.
#[must_use]
pub fn deed(code: &str) -> String {
    match code {
        "pause" => fl!(WORDS, "agenda-deed-pause"),
        "snooze" => fl!(WORDS, "agenda-deed-snooze"),
        "scenario" => fl!(WORDS, "agenda-deed-scenario"),
        "remind" => fl!(WORDS, "agenda-deed-remind"),
        "classify" => fl!(WORDS, "agenda-deed-classify"),
        _ => fl!(WORDS, "agenda-deed-assign"),
    }
}

/// An entry of the journal.
pub(crate) fn event(kind: &str) -> Option<String> {
    Some(match kind {
        "agenda.snoozed" => fl!(WORDS, "event-agenda-snoozed"),
        "agenda.resumed" => fl!(WORDS, "event-agenda-resumed"),
        "debtor.assigned" => fl!(WORDS, "event-debtor-assigned"),
        "debtor.reminded" => fl!(WORDS, "event-debtor-reminded"),
        "debtor.not_reminded" => fl!(WORDS, "event-debtor-not_reminded"),
        "alert.set" => fl!(WORDS, "event-alert-set"),
        "alert.retired" => fl!(WORDS, "event-alert-retired"),
        "alert.raised" => fl!(WORDS, "event-alert-raised"),
        "alert.mailed" => fl!(WORDS, "event-alert-mailed"),
        "alert.not_mailed" => fl!(WORDS, "event-alert-not_mailed"),
        "portfolio.rules" => fl!(WORDS, "event-portfolio-rules"),
        "absence.entered" => fl!(WORDS, "event-absence-entered"),
        "absence.ended" => fl!(WORDS, "event-absence-ended"),
        _ => return None,
    })
}

/// A message that would leave now.
pub(crate) fn would_leave(step: &str, channel: Channel, asked: Cents, currency: Currency) -> String {
    fl!(WORDS, "agenda-would-leave", step = step, channel = super::channel(channel), amount = asked.fr_in(currency))
}

/// Why an account is not reminded now: it was today.
pub(crate) fn reminded_today() -> String {
    fl!(WORDS, "agenda-reminded-today")
}

/// Why an account is not reminded now: it owes nothing that could be asked for.
pub(crate) fn nothing_to_ask() -> String {
    fl!(WORDS, "agenda-nothing-to-ask")
}

pub(crate) fn undone() -> String {
    kept!("agenda-undone")
}

pub(crate) fn error_reason() -> String {
    fl!(WORDS, "error-agenda-reason")
}

pub(crate) fn error_past() -> String {
    fl!(WORDS, "error-agenda-past")
}

pub(crate) fn error_far(days: i64) -> String {
    fl!(WORDS, "error-agenda-far", days = days)
}

pub(crate) fn error_long() -> String {
    fl!(WORDS, "error-agenda-long")
}

pub(crate) fn error_nobody() -> String {
    fl!(WORDS, "error-agenda-nobody")
}

pub(crate) fn error_many(count: usize) -> String {
    fl!(WORDS, "error-agenda-many", count = count)
}

pub(crate) fn error_same() -> String {
    fl!(WORDS, "error-agenda-same")
}

/// An alert that is on.
pub(crate) fn alert(name: &str) -> String {
    fl!(WORDS, "agenda-thing", kind = kind(Kind::Alert), step = name)
}

/// The alert that is always there.
pub(crate) fn over_120_days() -> String {
    fl!(WORDS, "alert-over_120")
}

/// An item that has become more than 120 days late.
pub(crate) fn raised_item(name: &str, number: &str, open: Cents, currency: Currency) -> String {
    fl!(WORDS, "alert-raised_item", name = name, number = number, amount = open.shown_in(currency))
}

/// What an alert asks, in words.
#[must_use]
pub fn condition(asked: &Condition) -> String {
    let mut parts = Vec::new();
    if let Some(least) = asked.least {
        parts.push(fl!(WORDS, "alert-least", amount = least.shown_in(Currency::EUR)));
    }
    if let Some(days) = asked.silent_days {
        parts.push(fl!(WORDS, "alert-silent", days = days));
    }
    if let Some(days) = asked.least_days {
        parts.push(fl!(WORDS, "alert-age", days = days));
    }
    if !asked.category.is_empty() {
        parts.push(fl!(WORDS, "alert-category", category = asked.category.as_str()));
    }
    if !asked.collector.is_empty() {
        parts.push(fl!(WORDS, "alert-collector", collector = asked.collector.as_str()));
    }
    parts.join(", ")
}

/// An account in the mail of an alert.
pub(crate) fn alert_line(dossier: &Dossier) -> String {
    kept!(
        "alert-line",
        name = dossier.name.as_str(),
        code = dossier.code.as_str(),
        amount = dossier.late.shown_in(dossier.currency),
        days = dossier.oldest_days
    )
}

pub(crate) fn alert_subject(name: &str, count: usize) -> String {
    kept!("alert-subject", name = name, count = count)
}

/// The mail of an alert: plain and formatted.
pub(crate) fn alert_mail(name: &str, lines: &[String], count: usize) -> (String, String) {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let first = kept!("alert-mail-first", name = name, count = count);
    let more = count.saturating_sub(lines.len());
    let mut text = format!("{first}\n\n");
    let mut html = format!("<p>{}</p><ul>", escape(&first));
    for line in lines {
        text.push_str(&format!("- {line}\n"));
        html.push_str(&format!("<li>{}</li>", escape(line)));
    }
    html.push_str("</ul>");
    if more > 0 {
        let more = kept!("alert-mail-more", count = more);
        text.push_str(&format!("\n{more}\n"));
        html.push_str(&format!("<p>{}</p>", escape(&more)));
    }
    (text, html)
}

/// The date to watch of a claim.
pub(crate) fn watch_date() -> String {
    fl!(WORDS, "watch-date")
}

/// The columns of the items that nobody has paid after 120 days.
pub(crate) fn watch_columns() -> Vec<String> {
    vec![
        fl!(WORDS, "agenda-column-code"),
        fl!(WORDS, "agenda-column-name"),
        fl!(WORDS, "agenda-column-collector"),
        fl!(WORDS, "watch-column-number"),
        fl!(WORDS, "watch-column-due"),
        fl!(WORDS, "agenda-column-oldest"),
        fl!(WORDS, "watch-column-open"),
        fl!(WORDS, "agenda-column-currency"),
        fl!(WORDS, "watch-column-last"),
        fl!(WORDS, "watch-column-last_on"),
        fl!(WORDS, "watch-column-next"),
        fl!(WORDS, "watch-column-next_on"),
    ]
}

/// An absence, in a line.
pub(crate) fn absence(away: &Away) -> String {
    kept!(
        "absence-line",
        who = away.collector.as_str(),
        stand_in = away.stand_in.as_str(),
        from = locale::date(away.from),
        until = locale::date(away.until)
    )
}

pub(crate) fn error_alert_empty() -> String {
    fl!(WORDS, "error-alert-empty")
}

pub(crate) fn error_alert_email() -> String {
    fl!(WORDS, "error-alert-email")
}

pub(crate) fn error_alert_outsider() -> String {
    fl!(WORDS, "error-alert-outsider")
}

pub(crate) fn error_rule_nobody() -> String {
    fl!(WORDS, "error-rule-nobody")
}

pub(crate) fn error_absence_who() -> String {
    fl!(WORDS, "error-absence-who")
}

pub(crate) fn error_absence_days() -> String {
    fl!(WORDS, "error-absence-days")
}
