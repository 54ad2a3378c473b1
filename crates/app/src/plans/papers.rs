//! The papers of a plan: the deed to sign, and the notice to cure.

use domain::calendar::add_days;
use domain::ids::{DebtorId, OpenItemId, PlanId};
use domain::interest::Imputation;
use domain::plan::{CureNotice, EventKind, Guarantee, LEAST_CURE_DAYS, State};
use domain::{Cents, Date};
use letters::{Accessories, AgreedItem, CurePaper, PlanPaper};

use store::plan::DeedFigures;

use super::{CURE_DAYS, Move, Plan, PlanView, owes_interest, view};
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
    let figures = match row.figures {
        Some(figures) => figures,
        None => figures_on(app, scope, view.debtor.id, |item| view.plan.has(item), row.created_on).await?,
    };
    // A consumer reads of neither, whatever the account was when the plan was made.
    let figures = if owes_interest(view.debtor.kind) { figures } else { DeedFigures::default() };
    let accessories = Accessories { interest: figures.interest, indemnity: figures.indemnity };
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
        written_on: row.created_on,
        made_on: row.created_on,
        reference: row.reference.clone(),
        version: row.version,
        currency: row.currency,
        items: items.collect(),
        lines: view.plan.progress.lines.clone(),
        accessories,
        interest: row.interest,
        interest_first: figures.interest_first,
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
    let recorded = recorded(&view.plan).map(|notice| (notice.on, notice.cure_by));
    plan.written_on = app.today();
    let cure_by = match (cure_by, recorded) {
        (Some(day), _) => day,
        (None, Some((on, day))) => {
            plan.written_on = on;
            day
        }
        (None, None) => add_days(app.today(), CURE_DAYS),
    };
    // What was missing on the day of the letter.
    plan.lines = domain::plan::progress(&view.plan.record.instalments, &view.plan.received, plan.grace_days, plan.written_on).lines;
    let missing =
        Cents::total(plan.lines.iter().filter(|line| line.instalment.due_on < plan.written_on).map(domain::plan::Filled::missing));
    if !missing.is_positive() {
        return Err(AppError::Invalid { field: "plan", reason: words::move_error(domain::plan::MoveError::NothingMissed) });
    }
    Ok(CurePaper { plan, signed_on: signed.on, signatory: signed.signatory, cure_by })
}

/// The notice that was given and says what is missing now: one that was obeyed says nothing of an instalment missed later.
fn recorded(plan: &Plan) -> Option<&CureNotice> {
    match &plan.state {
        State::Accelerated { notice, .. } => Some(notice),
        state => state.standing_notice(&plan.progress),
    }
}

/// What runs beside the principal of debts on a day, and whether a payment pays interest first.
async fn figures_on(app: &App, scope: &Scope, debtor: DebtorId, is_own: impl Fn(OpenItemId) -> bool, on: Date) -> Result<DeedFigures> {
    let interest = crate::interest::debtor_interest(app, scope, debtor, on).await?;
    let interest_first = interest.terms.imputation == Imputation::InterestFirst;
    let mut figures = DeedFigures { interest_first, ..DeedFigures::default() };
    if owes_interest(interest.debtor.kind) {
        for line in interest.items.iter().filter(|line| is_own(line.item.id)) {
            figures.interest += line.due();
            figures.indemnity += line.indemnity.amount();
        }
    }
    Ok(figures)
}

/// What the deed of a plan that is made today says beside the principal; `None` when the law has no number for it.
pub(crate) async fn figures(app: &App, scope: &Scope, debtor: DebtorId, items: &[OpenItemId]) -> Result<Option<DeedFigures>> {
    match figures_on(app, scope, debtor, |item| items.contains(&item), app.today()).await {
        Ok(figures) => Ok(Some(figures)),
        Err(AppError::Law(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Keeps the paper that goes with a move: the deed with its signature, the notice on the day on which it is given. What cannot
/// be printed, for want of a mention or of an address, was not printed by the program: nothing is kept, and nothing refused.
pub(crate) async fn kept_with(app: &App, scope: &Scope, id: PlanId, verb: &Move) -> Result<Option<String>> {
    let which = match verb {
        Move::Sign { .. } => Paper::Deed,
        Move::Notice { cure_by } => Paper::Cure(Some(*cure_by)),
        _ => return Ok(None),
    };
    let view = view(app, scope, id).await?;
    let fits = match which {
        Paper::Deed => matches!(view.plan.state, State::Proposed { .. }),
        Paper::Cure(_) => view.plan.state.is_in_force() && view.plan.progress.broken_since().is_some(),
    };
    if !fits {
        return Ok(None);
    }
    match printed(app, scope, &view, which).await {
        Ok(bytes) => Ok(Some(app.documents().keep(&bytes)?)),
        Err(AppError::MissingMentions(_) | AppError::Law(_) | AppError::Letter(_) | AppError::Invalid { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn printed(app: &App, scope: &Scope, view: &PlanView, which: Paper) -> Result<Vec<u8>> {
    match which {
        Paper::Deed => Ok(app.press().plan(&deed(app, scope, view).await?)?),
        Paper::Cure(cure_by) => Ok(app.press().cure_notice(&cure(app, scope, view, cure_by).await?)?),
    }
}

/// The paper as it was kept: the deed that was signed, the notice that was given.
fn kept(plan: &Plan, which: Paper) -> Option<&str> {
    let row = match which {
        Paper::Deed => plan.signature(),
        Paper::Cure(None) if recorded(plan).is_some() => {
            let rows = plan.standing_events.iter().rev().filter_map(|at| plan.record.events.get(*at));
            rows.into_iter().find(|row| matches!(row.event.kind, EventKind::Noticed { .. }))
        }
        Paper::Cure(_) => None,
    };
    row?.document.as_deref()
}

/// A paper as a PDF; one that was signed or given is the very one that was kept then.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Conflict`] for a notice about what nobody signed, [`AppError::Law`], [`AppError::MissingMentions`].
#[crate::boxed]
pub async fn paper(app: &App, scope: &Scope, id: PlanId, which: Paper) -> Result<Vec<u8>> {
    scope.require(Permission::ViewMessages)?;
    let view = view(app, scope, id).await?;
    match kept(&view.plan, which) {
        Some(hash) => app.documents().read(hash),
        None => printed(app, scope, &view, which).await,
    }
}

/// The notice to cure as the text of an e-mail: subject and body.
///
/// # Errors
/// As [`paper`].
#[crate::boxed]
pub async fn cure_mail(app: &App, scope: &Scope, id: PlanId) -> Result<(String, String)> {
    scope.require(Permission::ViewMessages)?;
    let view = view(app, scope, id).await?;
    Ok(letters::cure_text(&cure(app, scope, &view, None).await?)?)
}
