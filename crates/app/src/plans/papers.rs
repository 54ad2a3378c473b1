//! The papers of a plan: the deed to sign, and the notice to cure.

use domain::calendar::add_days;
use domain::ids::PlanId;
use domain::interest::Imputation;
use domain::plan::{Guarantee, LEAST_CURE_DAYS, State};
use domain::{Cents, Date};
use letters::{Accessories, AgreedItem, CurePaper, PlanPaper};

use super::{CURE_DAYS, PlanView, owes_interest, view};
use crate::text::plans as words;
use crate::{App, AppError, Permission, Result, Scope, setup};

/// Which paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// The plan with its acknowledgement of debt, to sign.
    Deed,
    /// The notice to cure, with its last day; the one that was recorded, when there is one.
    Cure(Option<Date>),
}

async fn deed(app: &App, scope: &Scope, view: &PlanView) -> Result<PlanPaper> {
    let creditor = setup::creditor(app, scope.organisation.id).await?;
    let row = &view.plan.record.row;
    let interest = crate::interest::debtor_interest(app, scope, view.debtor.id, row.created_on).await;
    let mut accessories = Accessories::default();
    let mut interest_first = false;
    if owes_interest(view.debtor.kind) {
        let interest = interest?;
        interest_first = interest.terms.imputation == Imputation::InterestFirst;
        for line in &interest.items {
            if view.items.iter().any(|(item, _)| item.id == line.item.id) {
                accessories.interest += line.due();
                accessories.indemnity += line.indemnity.amount();
            }
        }
    }
    let guarantee = match row.guarantee {
        Guarantee::None => String::new(),
        guarantee => words::guarantee_clause(guarantee, &row.guarantee_note),
    };
    let items = view.items.iter().map(|(item, owed)| AgreedItem {
        number: item.number.clone(),
        issued_on: item.issued_on,
        due_on: item.due_on,
        amount: item.amount,
        owed: *owed,
    });
    Ok(PlanPaper {
        creditor,
        debtor: view.debtor.clone(),
        written_on: app.today(),
        made_on: row.created_on,
        reference: row.reference.clone(),
        version: row.version,
        currency: row.currency,
        items: items.collect(),
        lines: view.plan.progress.lines.clone(),
        accessories,
        interest: row.interest,
        interest_first,
        grace_days: row.grace_days,
        cure_days: LEAST_CURE_DAYS,
        accelerates: row.accelerates,
        guarantee,
        is_draft: matches!(view.plan.state, State::Draft | State::ToApprove { .. } | State::Cancelled { .. } | State::Replaced { .. }),
    })
}

async fn cure(app: &App, scope: &Scope, view: &PlanView, cure_by: Option<Date>) -> Result<CurePaper> {
    let signed = view.plan.state.signed().cloned().ok_or(AppError::Conflict("plan"))?;
    let mut plan = deed(app, scope, view).await?;
    // A notice that was obeyed says nothing of an instalment missed later.
    let covers = |missed_on: Date| view.plan.progress.next().is_none_or(|next| next.instalment.due_on <= missed_on);
    let recorded = match &view.plan.state {
        State::Noticed { notice, .. } if covers(notice.missed_on) => Some((notice.on, notice.cure_by)),
        State::Accelerated { notice, .. } => Some((notice.on, notice.cure_by)),
        _ => None,
    };
    let cure_by = match (cure_by, recorded) {
        (Some(day), _) => day,
        (None, Some((on, day))) => {
            plan.written_on = on;
            day
        }
        (None, None) => add_days(app.today(), CURE_DAYS),
    };
    // What was missing on the day of the letter.
    plan.lines = domain::plan::progress(&view.plan.record.instalments, &view.plan.record.received, plan.grace_days, plan.written_on).lines;
    let missing =
        Cents::total(plan.lines.iter().filter(|line| line.instalment.due_on < plan.written_on).map(domain::plan::Filled::missing));
    if !missing.is_positive() {
        return Err(AppError::Invalid { field: "plan", reason: words::move_error(domain::plan::MoveError::NothingMissed) });
    }
    Ok(CurePaper { plan, signed_on: signed.on, signatory: signed.signatory, cure_by })
}

/// A paper as a PDF.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Conflict`] for a notice about what nobody signed, [`AppError::Law`], [`AppError::MissingMentions`].
pub async fn paper(app: &App, scope: &Scope, id: PlanId, which: Paper) -> Result<Vec<u8>> {
    scope.require(Permission::ViewMessages)?;
    let view = view(app, scope, id).await?;
    match which {
        Paper::Deed => Ok(app.press().plan(&deed(app, scope, &view).await?)?),
        Paper::Cure(cure_by) => Ok(app.press().cure_notice(&cure(app, scope, &view, cure_by).await?)?),
    }
}

/// The notice to cure as the text of an e-mail: subject and body.
///
/// # Errors
/// As [`paper`].
pub async fn cure_mail(app: &App, scope: &Scope, id: PlanId) -> Result<(String, String)> {
    scope.require(Permission::ViewMessages)?;
    let view = view(app, scope, id).await?;
    Ok(letters::cure_text(&cure(app, scope, &view, None).await?)?)
}
