//! Messages beside the reminders: they ask for nothing, and no step of a scenario is taken by them.

/// What such a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ServiceMail {
    /// The copy of invoices that the debtor does not have.
    InvoiceCopy,
    /// What a debtor promised, in writing.
    PromiseNote,
    /// That the house agreed to a payment plan.
    PlanNote,
}

impl ServiceMail {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::InvoiceCopy, Self::PromiseNote, Self::PlanNote];

    /// The stable key, stored as the step of the action and used by the templates.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::InvoiceCopy => "invoice_copy",
            Self::PromiseNote => "promise_note",
            Self::PlanNote => "plan_note",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_back() {
        for kind in ServiceMail::ALL {
            assert_eq!(ServiceMail::from_code(kind.code()), Some(kind));
        }
        assert_eq!(ServiceMail::from_code("reminder_1"), None);
    }
}
