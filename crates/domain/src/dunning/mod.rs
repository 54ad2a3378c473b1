//! The dunning decision: for one debtor on one day, what each open item gets, and the one message that
//! results.
//!
//! [`plan_debtor`] is the same function for the night, the preview, the explanation and the check in the
//! sending transaction. It is pure and deterministic, and gives each item exactly one [`Outcome`].

mod action_state;
mod binding;
mod coming;
mod condition;
mod facts;
mod guard;
mod hold;
mod plan;
mod progress;
mod request;
mod scenario;
mod step;
mod trial;
mod validity;

pub use action_state::ActionState;
pub use binding::{Because, BindingConditions, BindingFault, BindingRule, Bindings, MAX_RULES, Subject, scenario_of};
pub use coming::{Ahead, ComingAction, coming};
pub use condition::{Circumstances, Conditions, StopConditions, Unmet};
pub use facts::{DebtorFacts, ItemFacts, LastStep, is_courtesy};
pub use guard::{RAMP_DAYS, ramp};
pub use hold::{Hold, HoldReason, Hours, PROPOSAL_DAYS, Pressure, Rules};
pub use plan::{DebtorPlan, Outcome, PlannedAction, plan_debtor};
pub use request::{LeftOut, PAYMENT_REQUEST, RequestPlan, Wanted, plan_request};
pub use scenario::{Advancement, Scenario};
pub use step::{Channel, Mode, Sender, Stage, Step, Template, Trigger};
pub use trial::{Expectation, Trial};
pub use validity::{FIRST_DAY, LAST_DAY, MAX_KEY, MAX_NAME, MAX_STEPS, MAX_VETO_HOURS, ScenarioError, StepFault, check};
