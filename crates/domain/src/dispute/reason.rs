//! Why a debtor contests, who of the house answers for it, and within how many days.

use crate::calendar::{self, Date};

/// Why an item is contested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// What was delivered is not as it should be.
    Quality,
    /// The price is not the one agreed on.
    Price,
    /// The quantity is not the one received.
    Quantity,
    /// Nothing was received.
    NotDelivered,
    /// The same invoice came twice.
    Duplicate,
    /// The invoice is wrong: addressee, VAT, reference, sum.
    WrongInvoice,
    /// The debtor's order number is missing.
    MissingOrder,
    /// A credit note was promised and has not come.
    CreditAwaited,
    /// The work is contested.
    Service,
    /// The debtor says that it was paid.
    AlreadyPaid,
    /// Another reason, told in words.
    Other,
    /// Nobody said: an amount entered by hand, or known from before reasons existed.
    Unspecified,
}

/// Who of the house answers by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OwnerRole {
    /// Sales.
    Sales,
    /// Logistics.
    Logistics,
    /// Quality, after-sales.
    Quality,
    /// Those who do the work.
    Service,
    /// Invoicing and accounts.
    Accounting,
}

/// What a dispute waits for, each with its own time limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// The owner's answer.
    Answer,
    /// A decision on it.
    Decision,
    /// The credit note that was asked for.
    Credit,
}

/// Who answers for a reason, and within how many days of each step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Who answers.
    pub role: OwnerRole,
    /// Days for the owner's answer.
    pub answer_days: u16,
    /// Days for the decision on it.
    pub decision_days: u16,
    /// Days for the credit note.
    pub credit_days: u16,
}

impl Policy {
    /// The last day of a step that began on a day: so many calendar days later, put off to the next working day.
    #[must_use]
    pub fn limit(&self, step: Step, since: Date) -> Date {
        let days = match step {
            Step::Answer => self.answer_days,
            Step::Decision => self.decision_days,
            Step::Credit => self.credit_days,
        };
        calendar::working_day_on_or_after(calendar::add_days(since, i64::from(days)))
    }
}

impl Reason {
    /// All reasons, in the order of menus.
    pub const ALL: [Self; 12] = [
        Self::Quality,
        Self::Price,
        Self::Quantity,
        Self::NotDelivered,
        Self::Duplicate,
        Self::WrongInvoice,
        Self::MissingOrder,
        Self::CreditAwaited,
        Self::Service,
        Self::AlreadyPaid,
        Self::Other,
        Self::Unspecified,
    ];

    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Quality => "quality",
            Self::Price => "price",
            Self::Quantity => "quantity",
            Self::NotDelivered => "not_delivered",
            Self::Duplicate => "duplicate",
            Self::WrongInvoice => "wrong_invoice",
            Self::MissingOrder => "missing_order",
            Self::CreditAwaited => "credit_awaited",
            Self::Service => "service",
            Self::AlreadyPaid => "already_paid",
            Self::Other => "other",
            Self::Unspecified => "unspecified",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// Who answers and how fast, unless the organisation says otherwise.
    #[must_use]
    pub fn policy(self) -> Policy {
        let (role, answer_days, decision_days, credit_days) = match self {
            Self::Quality => (OwnerRole::Quality, 10, 3, 7),
            Self::Price => (OwnerRole::Sales, 5, 2, 7),
            Self::Quantity | Self::NotDelivered => (OwnerRole::Logistics, 5, 2, 7),
            Self::Duplicate | Self::WrongInvoice => (OwnerRole::Accounting, 3, 2, 5),
            Self::MissingOrder => (OwnerRole::Sales, 3, 2, 5),
            Self::CreditAwaited => (OwnerRole::Accounting, 3, 2, 7),
            Self::Service => (OwnerRole::Service, 10, 3, 7),
            Self::AlreadyPaid => (OwnerRole::Accounting, 3, 2, 5),
            Self::Other => (OwnerRole::Sales, 7, 3, 7),
            Self::Unspecified => (OwnerRole::Accounting, 7, 3, 7),
        };
        Policy { role, answer_days, decision_days, credit_days }
    }

    /// What the reason codes of a life-cycle status (206, 207, 208, 210) stand for; the first code that is known decides.
    ///
    /// Source: the lists of reasons of XP Z12-012 as far as they were seen in files.
    #[must_use]
    pub fn from_einvoice(codes: &[String]) -> Self {
        let of = |code: &str| {
            Some(match code.trim().to_ascii_uppercase().as_str() {
                "QUALITE_ERR" | "ART_ERR" => Self::Quality,
                "PU_ERR" | "REM_ERR" => Self::Price,
                "QTE_ERR" => Self::Quantity,
                "LIVR_INCOMP" => Self::NotDelivered,
                "DOUBLON" | "DOUBLE_FACT" => Self::Duplicate,
                "CMD_ERR" | "REF_CT_ABSENT" | "REF_ERR" => Self::MissingOrder,
                "TX_TVA_ERR" | "MONTANTTOTAL_ERR" | "CALCUL_ERR" | "NON_CONFORME" | "DEST_ERR" | "DEST_INC" | "EMMET_INC" | "ADR_ERR"
                | "SIRET_ERR" | "CODE_ROUTAGE_ERR" | "MODPAI_ERR" | "COORD_BANC_ERR" => Self::WrongInvoice,
                "TRANSAC_INC" | "CONTRAT_TERM" => Self::Service,
                _ => return None,
            })
        };
        codes.iter().find_map(|code| of(code)).unwrap_or(Self::Other)
    }
}

impl OwnerRole {
    /// All roles.
    pub const ALL: [Self; 5] = [Self::Sales, Self::Logistics, Self::Quality, Self::Service, Self::Accounting];

    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Sales => "sales",
            Self::Logistics => "logistics",
            Self::Quality => "quality",
            Self::Service => "service",
            Self::Accounting => "accounting",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_they_were_written() {
        for reason in Reason::ALL {
            assert_eq!(Reason::from_code(reason.code()), Some(reason));
        }
        for role in OwnerRole::ALL {
            assert_eq!(OwnerRole::from_code(role.code()), Some(role));
        }
        assert_eq!((Reason::from_code("x"), OwnerRole::from_code("")), (None, None));
    }

    #[test]
    fn a_limit_falls_on_a_working_day() {
        let policy = Reason::Price.policy();
        let day = |day| Date::from_ymd_opt(2026, 9, day).unwrap();
        // Tuesday the 15th and five days: a Sunday.
        assert_eq!(policy.limit(Step::Answer, day(15)), day(21));
        assert_eq!(policy.limit(Step::Decision, day(15)), day(17));
        assert_eq!(policy.limit(Step::Credit, day(15)), day(22));
    }

    #[test]
    fn the_reasons_of_electronic_invoices_have_ours() {
        let of = |codes: &[&str]| Reason::from_einvoice(&codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&["PU_ERR"]), Reason::Price);
        assert_eq!(of(&["AUTRE", "qte_err"]), Reason::Quantity);
        assert_eq!(of(&["DOUBLON"]), Reason::Duplicate);
        assert_eq!(of(&["TX_TVA_ERR"]), Reason::WrongInvoice);
        assert_eq!(of(&[]), Reason::Other);
    }
}
