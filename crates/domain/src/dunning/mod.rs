//! The dunning decision: for one debtor on one day, what each open item gets, and the one message that
//! results.
//!
//! [`plan_debtor`] is the same function for the night, the preview, the explanation and the check in the
//! sending transaction. It is pure and deterministic, and gives each item exactly one [`Outcome`].

mod action_state;
mod hold;
mod plan;
mod request;
mod scenario;

pub use action_state::ActionState;
pub use hold::{Hold, HoldReason, Rules};
pub use plan::{DebtorFacts, DebtorPlan, ItemFacts, LastStep, Outcome, PlannedAction, plan_debtor};
pub use request::{LeftOut, PAYMENT_REQUEST, RequestPlan, Wanted, plan_request};
pub use scenario::{Channel, Mode, Scenario, ScenarioError, Step, Template};
