//! Messages beside the reminders: the copy of an invoice, the confirmation of a promise, that the house agreed to a payment plan. They ask for nothing and tell of no lateness.

use domain::ledger::ItemKind;
use domain::party::{Creditor, Debtor};
use domain::service_mail::ServiceMail;
use domain::{Cents, Currency, Date};
use serde::Serialize;

use crate::email::EmailBody;
use crate::error::LetterError;
use crate::templates;
use crate::view::CreditorView;
use crate::wording::{Labels, Language, kind_key, label, one_line};

/// A document that such a message is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceLine {
    /// What it is.
    pub kind: ItemKind,
    /// Its number.
    pub number: String,
    /// Its date.
    pub issued_on: Date,
    /// Its due date.
    pub due_on: Date,
    /// Its amount, VAT included.
    pub amount: Cents,
}

/// What a debtor promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pledge {
    /// How much.
    pub amount: Cents,
    /// On which day.
    pub on: Date,
}

/// A payment plan that the house agreed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreedPlan {
    /// What both sides know it by.
    pub reference: String,
    /// Its instalments, in order.
    pub instalments: Vec<(Date, Cents)>,
    /// The day of the debtor's signature, once it is there.
    pub signed_on: Option<Date>,
    /// The link by which it is signed; may be empty.
    pub link: String,
}

/// All that a service mail says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceContext {
    /// What it is.
    pub kind: ServiceMail,
    /// Who writes.
    pub creditor: Creditor,
    /// To whom; its kind decides how quiet the subject is, its language the words.
    pub debtor: Debtor,
    /// What the payer quotes.
    pub reference: String,
    /// The currency of every amount.
    pub currency: Currency,
    /// The documents, in the order in which they are named.
    pub lines: Vec<ServiceLine>,
    /// What was promised, for its confirmation.
    pub pledge: Option<Pledge>,
    /// What was agreed, for the message that says so.
    pub plan: Option<AgreedPlan>,
}

#[derive(Serialize)]
struct PledgeView {
    amount: String,
    day: String,
}

#[derive(Serialize, Default)]
struct PlanView {
    reference: String,
    total: String,
    parts: usize,
    /// The day, empty before it.
    signed: String,
    link: String,
}

#[derive(Serialize)]
struct View<'a> {
    language: &'static str,
    labels: &'static Labels,
    creditor: &'a CreditorView,
    subject: String,
    before: Vec<String>,
    rows: Vec<String>,
    after: Vec<String>,
    data_protection: String,
}

#[derive(Serialize)]
struct Sentences<'a> {
    creditor: &'a CreditorView,
    count: usize,
    first: String,
    /// The numbers of all documents.
    numbers: String,
    promise: PledgeView,
    plan: PlanView,
    /// Account, holder and reference; empty when there is no account.
    transfer: String,
}

/// Writes a service mail.
///
/// # Errors
/// [`LetterError::MissingMentions`]; [`LetterError::Empty`] when it is about no document, or when there is nothing to confirm.
pub fn service(context: &ServiceContext) -> Result<EmailBody, LetterError> {
    let missing = context.creditor.missing_mentions();
    if !missing.is_empty() {
        return Err(LetterError::MissingMentions(missing));
    }
    let has_words = match context.kind {
        ServiceMail::InvoiceCopy => true,
        ServiceMail::PromiseNote => context.pledge.is_some_and(|pledge| pledge.amount.is_positive()),
        ServiceMail::PlanNote => context.plan.as_ref().is_some_and(|plan| !plan.instalments.is_empty()),
    };
    if context.lines.is_empty() || !has_words {
        return Err(LetterError::Empty);
    }
    let language = Language::of(&context.debtor.language);
    let labels = language.labels()?;
    let creditor = CreditorView::new(&context.creditor);
    let sentences = Sentences {
        creditor: &creditor,
        count: context.lines.len(),
        first: context.lines.first().map(|line| one_line(&line.number)).unwrap_or_default(),
        numbers: listed(context, labels)?,
        plan: context.plan.as_ref().map(|plan| plan_view(plan, context.currency, language)).unwrap_or_default(),
        promise: context.pledge.map_or_else(
            || PledgeView { amount: String::new(), day: String::new() },
            |pledge| PledgeView { amount: language.amount(pledge.amount, context.currency), day: language.long_date(pledge.on) },
        ),
        transfer: transfer(context),
    };
    let folder = format!("{}/{}", language.code(), context.kind.code());
    // Anybody who shares a screen with a private person reads the subject.
    let is_discreet = !context.debtor.kind.owes_penalties();
    let quiet = if is_discreet { format!("{}/discreet", language.code()) } else { folder.clone() };
    let view = View {
        language: language.code(),
        labels,
        subject: templates::line(&format!("{quiet}/subject.txt"), &sentences)?,
        before: templates::paragraphs(&format!("{folder}/before.txt"), &sentences)?,
        rows: rows(context, language, labels)?,
        after: templates::paragraphs(&format!("{folder}/after.txt"), &sentences)?,
        data_protection: templates::line(&format!("{}/data_protection.txt", language.code()), &sentences)?,
        creditor: &creditor,
    };
    Ok(EmailBody {
        text: templates::render("layout/service.txt", &view)?,
        html: templates::render("layout/service.html", &view)?,
        attachment_name: String::new(),
        subject: view.subject,
    })
}

/// The rows of a message: the instalments of a plan, else the documents.
fn rows(context: &ServiceContext, language: Language, labels: &Labels) -> Result<Vec<String>, LetterError> {
    let Some(plan) = context.plan.as_ref().filter(|_| context.kind == ServiceMail::PlanNote) else {
        return context.lines.iter().map(|line| row(line, context.currency, language, labels)).collect();
    };
    let colon = label(labels, "colon", &[])?;
    Ok(plan
        .instalments
        .iter()
        .map(|(on, amount)| format!("{}{colon}{}", language.long_date(*on), language.amount(*amount, context.currency)))
        .collect())
}

/// `F1, F2 et F3`.
fn listed(context: &ServiceContext, labels: &Labels) -> Result<String, LetterError> {
    let mut numbers: Vec<String> = context.lines.iter().map(|line| one_line(&line.number)).collect();
    let Some(last) = numbers.pop() else { return Ok(String::new()) };
    if numbers.is_empty() {
        return Ok(last);
    }
    Ok(format!("{}{}{last}", numbers.join(", "), label(labels, "and", &[])?))
}

fn plan_view(plan: &AgreedPlan, currency: Currency, language: Language) -> PlanView {
    let total = Cents::total(plan.instalments.iter().map(|(_, amount)| *amount));
    PlanView {
        reference: one_line(&plan.reference),
        total: language.amount(total, currency),
        parts: plan.instalments.len(),
        signed: plan.signed_on.map(|on| language.long_date(on)).unwrap_or_default(),
        link: plan.link.clone(),
    }
}

fn row(line: &ServiceLine, currency: Currency, language: Language, labels: &Labels) -> Result<String, LetterError> {
    let kind = label(labels, kind_key(line.kind), &[])?;
    let issued = label(labels, "sentence_issued", &[("date", &language.date(line.issued_on))])?;
    let due = label(labels, "sentence_due", &[("date", &language.date(line.due_on))])?;
    Ok(format!(
        "{kind} {} {issued}, {due}{}{}",
        one_line(&line.number),
        label(labels, "colon", &[])?,
        language.amount(line.amount, currency)
    ))
}

/// The account that a transfer goes to.
fn transfer(context: &ServiceContext) -> String {
    let Some(iban) = context.creditor.iban.as_ref().filter(|_| context.currency == Currency::EUR) else { return String::new() };
    format!("{} — IBAN {} — {}", one_line(&context.creditor.iban_holder), iban.spaced(), one_line(&context.reference))
}

#[cfg(test)]
mod tests {
    use domain::party::DebtorKind;

    use super::*;
    use crate::ReminderContext;

    /// Words that no message of a service may say, whoever it goes to.
    const FORBIDDEN: [&str; 16] = [
        "relance",
        "rappel",
        "retard",
        "impay",
        "pénalit",
        "indemnité",
        "mise en demeure",
        "poursuite",
        "huissier",
        "commissaire de justice",
        "recouvrement",
        "overdue",
        "reminder",
        "late",
        "penalt",
        "collection",
    ];

    fn context(kind: ServiceMail, debtor: DebtorKind, language: &str, count: usize) -> ServiceContext {
        let sample = ReminderContext::samples().swap_remove(1);
        let lines = sample.lines.iter().take(count);
        ServiceContext {
            kind,
            creditor: sample.creditor.clone(),
            debtor: Debtor { kind: debtor, language: language.to_owned(), ..sample.debtor.clone() },
            reference: "REL-20261123-C1".to_owned(),
            currency: Currency::EUR,
            lines: lines
                .map(|line| ServiceLine {
                    kind: line.kind,
                    number: line.number.clone(),
                    issued_on: line.issued_on,
                    due_on: line.due_on,
                    amount: line.amount,
                })
                .collect(),
            pledge: Date::from_ymd_opt(2026, 12, 4).map(|on| Pledge { amount: Cents(50_000), on }),
            plan: Some(AgreedPlan {
                reference: "ECH-2026-007".to_owned(),
                instalments: [(12, 15, 33_334), (1, 15, 16_666)]
                    .into_iter()
                    .filter_map(|(month, day, cents)| Some((Date::from_ymd_opt(2026 + i32::from(month == 1), month, day)?, Cents(cents))))
                    .collect(),
                signed_on: None,
                link: String::new(),
            }),
        }
    }

    #[test]
    fn a_service_mail_tells_of_no_lateness_and_keeps_a_private_persons_subject_quiet() {
        for kind in ServiceMail::ALL {
            for debtor in DebtorKind::ALL {
                for (language, count) in [("fr", 1), ("fr", 2), ("en", 1), ("en", 2)] {
                    let asked = context(kind, debtor, language, count);
                    let mail = service(&asked).unwrap();
                    let name = format!("{kind:?} {debtor:?} {language} {count}");
                    let body = mail.text.split("\n-- \n").next().unwrap().replace(&asked.creditor.name, "");
                    for word in FORBIDDEN {
                        assert!(!body.to_lowercase().contains(word), "{name}: {word} in\n{body}");
                        assert!(!mail.subject.to_lowercase().contains(word), "{name}: {word} in {}", mail.subject);
                    }
                    assert!(!mail.subject.contains('\n') && !mail.text.contains("{{"), "{name}");
                    for line in &asked.lines {
                        assert!(body.contains(&line.number) && mail.html.contains(&line.number), "{name}: {}", line.number);
                    }
                    if !debtor.owes_penalties() {
                        assert!(mail.subject.contains("compte chez") || mail.subject.starts_with("Your account with"), "{}", mail.subject);
                    }
                    assert!(mail.text.replace(['\u{a0}', '\u{202f}'], " ").contains("732 829 320"), "{name}: {}", mail.text);
                }
            }
        }
    }

    #[test]
    fn a_confirmation_says_amount_and_day_in_both_languages() {
        let plain = |text: &str| text.replace(['\u{a0}', '\u{202f}'], " ");
        let french = service(&context(ServiceMail::PromiseNote, DebtorKind::Business, "fr", 1)).unwrap();
        assert!(plain(&french.text).contains("Nous notons votre règlement de 500,00 € le 4 décembre 2026"), "{}", french.text);
        assert!(plain(&french.text).contains("IBAN FR76"), "{}", french.text);
        let english = service(&context(ServiceMail::PromiseNote, DebtorKind::Business, "en", 2)).unwrap();
        assert!(plain(&english.text).contains("your payment of €500.00 on 4 December 2026"), "{}", english.text);
        let copy = service(&context(ServiceMail::InvoiceCopy, DebtorKind::Business, "fr", 1)).unwrap();
        assert!(!copy.text.contains("IBAN"), "a copy asks for nothing: {}", copy.text);
    }

    #[test]
    fn an_agreed_plan_says_each_instalment_and_whether_it_is_signed() {
        let plain = |text: &str| text.replace(['\u{a0}', '\u{202f}'], " ");
        let mut agreed = context(ServiceMail::PlanNote, DebtorKind::Business, "fr", 2);
        let french = plain(&service(&agreed).unwrap().text);
        for expected in [
            "Nous sommes d’accord avec votre échéancier ECH-2026-007 : 500,00 €, pour les documents ",
            "Ses 2 échéances :",
            "- 15 décembre 2026 : 333,34 €",
            "- 15 janvier 2027 : 166,66 €",
            "Il prend effet à votre signature.",
            "Pour vos virements : ",
        ] {
            assert!(french.contains(expected), "{expected} in\n{french}");
        }
        if let Some(plan) = agreed.plan.as_mut() {
            plan.link = "https://quittance.example/echeancier-au-choix/abc".to_owned();
        }
        let linked = plain(&service(&agreed).unwrap().text);
        assert!(linked.contains("à votre signature, par ce lien : https://quittance.example/echeancier-au-choix/abc"), "{linked}");
        if let Some(plan) = agreed.plan.as_mut() {
            plan.signed_on = Date::from_ymd_opt(2026, 12, 2);
        }
        agreed.debtor.language = "en".to_owned();
        let english = plain(&service(&agreed).unwrap().text);
        assert!(english.contains("It took effect on 2 December 2026, by your signature.") && !english.contains("https"), "{english}");
        assert!(english.contains("- 15 December 2026: €333.34"), "{english}");
        agreed.plan = None;
        assert_eq!(service(&agreed), Err(LetterError::Empty));
    }

    #[test]
    fn nothing_is_said_of_nothing() {
        let none = context(ServiceMail::InvoiceCopy, DebtorKind::Business, "fr", 0);
        assert_eq!(service(&none), Err(LetterError::Empty));
        let unpledged = ServiceContext { pledge: None, ..context(ServiceMail::PromiseNote, DebtorKind::Business, "fr", 1) };
        assert_eq!(service(&unpledged), Err(LetterError::Empty));
        let mut unnamed = context(ServiceMail::InvoiceCopy, DebtorKind::Business, "fr", 1);
        unnamed.creditor.siren = None;
        assert!(matches!(service(&unnamed), Err(LetterError::MissingMentions(_))));
    }
}
