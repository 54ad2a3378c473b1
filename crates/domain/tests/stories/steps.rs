//! The steps of a story's own scenario, one per line:
//!
//! ```text
//! DAY step KEY J+10 [issue|previous] [gap 7] by email,letter [veto 24 | confirm] [min 500.00] [max 900.00] [late 2] [score-below 40] [only SLOW]
//! ```
//!
//! A step without a way is by e-mail; what a person works is manual.

use domain::Cents;
use domain::claim::ClaimKind;
use domain::dunning::{BindingConditions, Channel, Mode, Stage, Step, Template, Trigger};
use domain::party::DebtorKind;

/// Reads one step.
pub(crate) fn step(key: &str, day: &str, mut rest: &[&str]) -> Result<Step, String> {
    let offset = day.strip_prefix('J').and_then(|days| days.parse().ok()).ok_or_else(|| format!("not a day: {day}"))?;
    let mut step = Step::new(key, offset, 0, Channel::Email, Mode::Automatic, Template::FirstReminder);
    while let Some((word, more)) = rest.split_first() {
        rest = match (*word, more) {
            ("issue", _) => {
                step.trigger = Trigger::Issue;
                more
            }
            ("previous", _) => {
                step.trigger = Trigger::PreviousStep;
                more
            }
            ("confirm", _) => {
                step.mode = Mode::ToConfirm;
                more
            }
            (name, [value, more @ ..]) => {
                option(&mut step, name, value)?;
                more
            }
            (name, []) => return Err(format!("{name} says nothing")),
        };
    }
    let is_electronic_to_confirm = step.channel() == Channel::Electronic && step.mode == Mode::ToConfirm;
    if !(step.channel().leaves_by_itself() || is_electronic_to_confirm) {
        step.mode = Mode::Manual;
    }
    if step.is_pre_due() {
        step.template = Template::PreDue;
        step.stage = Stage::PreDue;
    }
    Ok(step)
}

fn option(step: &mut Step, name: &str, value: &str) -> Result<(), String> {
    let wrong = || format!("{name} {value}?");
    let number = || value.parse::<u16>().map_err(|_| wrong());
    let amount = || Cents::parse(value).map_err(|_| wrong());
    match name {
        "gap" => step.gap_days = number()?,
        "by" => {
            step.channels = value.split(',').map(|code| Channel::from_code(code).ok_or_else(wrong)).collect::<Result<_, _>>()?;
        }
        "veto" => (step.mode, step.veto_hours) = (Mode::UnlessVetoed, number()?),
        "min" => step.conditions.min_amount = Some(amount()?),
        "max" => step.conditions.max_amount = Some(amount()?),
        "late" => step.conditions.min_late_items = Some(number()?),
        "score-below" => step.conditions.max_score = Some(value.parse().map_err(|_| wrong())?),
        "only" => step.conditions.categories.push(value.to_owned()),
        _ => return Err(wrong()),
    }
    Ok(())
}

/// Reads the conditions of a rule.
pub(crate) fn conditions(words: &[&str]) -> Result<BindingConditions, String> {
    let mut when = BindingConditions::default();
    for pair in words.chunks(2) {
        let [name, value] = pair else { return Err(format!("{} says nothing", pair.join(" "))) };
        let wrong = || format!("{name} {value}?");
        match *name {
            "category" => when.categories.push((*value).to_owned()),
            "min" => when.min_amount = Some(Cents::parse(value).map_err(|_| wrong())?),
            "max" => when.max_amount = Some(Cents::parse(value).map_err(|_| wrong())?),
            "late" => when.min_days_late = Some(value.parse().map_err(|_| wrong())?),
            "up-to" => when.max_days_late = Some(value.parse().map_err(|_| wrong())?),
            "score-below" => when.max_score = Some(value.parse().map_err(|_| wrong())?),
            "claim" => when.claims.push(ClaimKind::from_code(value).ok_or_else(wrong)?),
            "debtor" => when.debtors.push(DebtorKind::from_code(value).ok_or_else(wrong)?),
            _ => return Err(wrong()),
        }
    }
    Ok(when)
}
