//! Why an item is late, and what a house does about each reason.

/// A cause of lateness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// The debtor forgot.
    Oversight,
    /// The invoice did not arrive.
    InvoiceLost,
    /// The debtor contests the quality.
    QualityDispute,
    /// The invoice is being approved on the debtor's side.
    HeavyValidation,
    /// The debtor lacks cash for a time.
    CashShortage,
    /// The debtor refuses to pay.
    Refusal,
    /// The debtor can no longer pay its debts.
    Insolvency,
    /// The debtor says that it has paid.
    AlreadyPaid,
    /// An order number, a document or an address is missing or wrong.
    IncompleteInvoice,
    /// Anything else, told in the note.
    Other,
}

/// What is done by default about a cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NextAction {
    /// Nothing beside the reminders.
    GoOn,
    /// The original invoice is sent again, with a proof of sending.
    ResendCopy,
    /// A dispute is opened.
    OpenDispute,
    /// Who approves is asked for by name.
    AskValidator,
    /// A payment plan is offered.
    OfferPlan,
    /// The payment is looked for at the bank.
    LookForPayment,
    /// The file goes to the person who decides on legal steps.
    Escalate,
}

impl Cause {
    /// All causes, in the order of menus.
    pub const ALL: [Self; 10] = [
        Self::Oversight,
        Self::InvoiceLost,
        Self::QualityDispute,
        Self::HeavyValidation,
        Self::CashShortage,
        Self::AlreadyPaid,
        Self::IncompleteInvoice,
        Self::Refusal,
        Self::Insolvency,
        Self::Other,
    ];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Oversight => "oversight",
            Self::InvoiceLost => "invoice_lost",
            Self::QualityDispute => "quality_dispute",
            Self::HeavyValidation => "heavy_validation",
            Self::CashShortage => "cash_shortage",
            Self::Refusal => "refusal",
            Self::Insolvency => "insolvency",
            Self::AlreadyPaid => "already_paid",
            Self::IncompleteInvoice => "incomplete_invoice",
            Self::Other => "other",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.code() == code)
    }

    /// What is done about it when the house sets nothing else.
    #[must_use]
    pub fn default_action(self) -> NextAction {
        match self {
            Self::Oversight | Self::Other => NextAction::GoOn,
            Self::InvoiceLost | Self::IncompleteInvoice => NextAction::ResendCopy,
            Self::QualityDispute => NextAction::OpenDispute,
            Self::HeavyValidation => NextAction::AskValidator,
            Self::CashShortage => NextAction::OfferPlan,
            Self::AlreadyPaid => NextAction::LookForPayment,
            Self::Refusal | Self::Insolvency => NextAction::Escalate,
        }
    }
}

impl NextAction {
    /// All of them, in the order of menus.
    pub const ALL: [Self; 7] =
        [Self::GoOn, Self::ResendCopy, Self::OpenDispute, Self::AskValidator, Self::OfferPlan, Self::LookForPayment, Self::Escalate];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::GoOn => "go_on",
            Self::ResendCopy => "resend_copy",
            Self::OpenDispute => "open_dispute",
            Self::AskValidator => "ask_validator",
            Self::OfferPlan => "offer_plan",
            Self::LookForPayment => "look_for_payment",
            Self::Escalate => "escalate",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_five_causes_of_the_trade_have_their_actions() {
        let table = [
            (Cause::Oversight, NextAction::GoOn),
            (Cause::QualityDispute, NextAction::OpenDispute),
            (Cause::InvoiceLost, NextAction::ResendCopy),
            (Cause::HeavyValidation, NextAction::AskValidator),
            (Cause::CashShortage, NextAction::OfferPlan),
        ];
        for (cause, action) in table {
            assert_eq!(cause.default_action(), action, "{cause:?}");
        }
    }

    #[test]
    fn keys_are_read_back() {
        for cause in Cause::ALL {
            assert_eq!(Cause::from_code(cause.code()), Some(cause));
        }
        for action in NextAction::ALL {
            assert_eq!(NextAction::from_code(action.code()), Some(action));
        }
    }
}
