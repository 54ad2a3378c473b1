//! Who may do what: one table of role and permission, used by pages, API and command line alike.

use store::organisation::Organisation;

use crate::{AppError, Result};

/// What a person is in the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Sets the program up.
    Admin,
    /// Answers for the receivables.
    CreditManager,
    /// Follows accounts from day to day.
    Collector,
    /// Brings the files in and matches the bank.
    Accountant,
    /// Reads the figures, and agrees to what is beyond the house's limits.
    Director,
    /// Sees the accounts that carry the own address.
    Salesman,
    /// Looks.
    ReadOnly,
}

/// Something that not everybody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    /// See debtors, items and figures.
    ViewReceivables,
    /// Read messages as they left.
    ViewMessages,
    /// Suspend and resume reminders.
    HoldReminders,
    /// Let a message go, give it up, or say that a task is done.
    ApproveMessages,
    /// Run the night and send.
    RunNight,
    /// Say what a bank line pays.
    MatchBank,
    /// Record what happened to a claim: legal events, disputes, time limits, waivers, write-offs.
    ManageClaims,
    /// Agree to what the house does not grant by itself: payment plans, deferred due dates, settlements; say what it grants.
    ApproveAgreements,
    /// Enter rows of the law, clauses on late payment, and how interest is counted.
    EditLaw,
    /// Make and correct accounts and contacts, merge duplicates.
    EditDebtors,
    /// Bring files in.
    Import,
    /// Read the journal.
    ViewJournal,
    /// Change the organisation, its creditors and its users.
    Administer,
    /// See the accounts of which one is the salesman.
    ViewOwnAccounts,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 7] =
        [Self::Admin, Self::CreditManager, Self::Collector, Self::Accountant, Self::Director, Self::Salesman, Self::ReadOnly];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::CreditManager => "credit_manager",
            Self::Collector => "collector",
            Self::Accountant => "accountant",
            Self::Director => "director",
            Self::Salesman => "salesman",
            Self::ReadOnly => "read_only",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// The table.
    #[must_use]
    pub fn may(self, permission: Permission) -> bool {
        use Permission::{
            Administer, ApproveAgreements, ApproveMessages, EditDebtors, HoldReminders, Import, ManageClaims, MatchBank, ViewJournal,
            ViewMessages, ViewOwnAccounts, ViewReceivables,
        };
        // Whoever works here may be somebody's salesman.
        if permission == ViewOwnAccounts {
            return true;
        }
        match self {
            Self::Admin => true,
            Self::CreditManager => permission != Administer,
            Self::Collector => {
                matches!(
                    permission,
                    ViewReceivables | ViewMessages | HoldReminders | ApproveMessages | MatchBank | ManageClaims | EditDebtors | ViewJournal
                )
            }
            Self::Accountant => matches!(permission, ViewReceivables | ViewMessages | EditDebtors | Import | MatchBank | ViewJournal),
            Self::Director => matches!(permission, ViewReceivables | ViewMessages | ApproveAgreements | ViewJournal),
            // Nothing of the house: a list of what is one's own, and no more.
            Self::Salesman => false,
            Self::ReadOnly => matches!(permission, ViewReceivables | ViewMessages),
        }
    }
}

impl Permission {
    /// All permissions.
    pub const ALL: [Self; 14] = [
        Self::ViewReceivables,
        Self::ViewMessages,
        Self::HoldReminders,
        Self::ApproveMessages,
        Self::RunNight,
        Self::MatchBank,
        Self::ManageClaims,
        Self::ApproveAgreements,
        Self::EditLaw,
        Self::EditDebtors,
        Self::Import,
        Self::ViewJournal,
        Self::Administer,
        Self::ViewOwnAccounts,
    ];
}

/// In whose name something is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Name shown in the journal.
    pub name: String,
    /// Log-in; `None` for the night and the command line.
    pub email: Option<String>,
    /// What the actor may do.
    pub role: Role,
}

/// For which organisation, and in whose name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The organisation.
    pub organisation: Organisation,
    /// The actor.
    pub actor: Actor,
}

impl Scope {
    /// The scope of work that no person asked for, such as the night of 06:00.
    #[must_use]
    pub fn system(organisation: Organisation, name: &str) -> Self {
        Self { organisation, actor: Actor { name: name.to_owned(), email: None, role: Role::Admin } }
    }

    /// The same person with the eyes of the house, for what a use case looks up after it has made sure that it is the person's own.
    pub(crate) fn as_reader(&self) -> Self {
        Self { organisation: self.organisation.clone(), actor: Actor { role: Role::ReadOnly, ..self.actor.clone() } }
    }

    /// Refuses unless the actor's role holds a permission.
    ///
    /// # Errors
    /// [`AppError::Forbidden`].
    pub fn require(&self, permission: Permission) -> Result<()> {
        if self.actor.role.may(permission) { Ok(()) } else { Err(AppError::Forbidden(permission)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_rights() {
        let table: Vec<String> = Role::ALL
            .iter()
            .map(|role| {
                let marks: String = Permission::ALL.iter().map(|permission| if role.may(*permission) { '+' } else { '-' }).collect();
                format!("{:<15}{marks}", role.code())
            })
            .collect();
        // Columns: view, messages, hold, approve, night, match, claims, agreements, law, debtors, import, journal, administer, own.
        assert_eq!(
            table,
            [
                "admin          ++++++++++++++",
                "credit_manager ++++++++++++-+",
                "collector      ++++-++--+-+-+",
                "accountant     ++---+---+++-+",
                "director       ++-----+---+-+",
                "salesman       -------------+",
                "read_only      ++-----------+"
            ]
        );
    }

    /// The table of `docs/reference/permissions.md` has one row a right, and the marks of this file.
    #[test]
    fn the_documents_say_the_same() {
        let text = include_str!("../../../docs/reference/permissions.md");
        let rows: Vec<&str> = text.lines().filter(|line| line.contains("`) |")).collect();
        assert_eq!(rows.len(), Permission::ALL.len());
        let head: Vec<&str> = text.lines().find(|line| line.starts_with("| right |")).unwrap().split('|').map(str::trim).collect();
        for (row, permission) in rows.iter().zip(Permission::ALL) {
            assert!(row.contains(&format!("(`{permission:?}`) |")), "{permission:?}: {row}");
            let (_, marks) = row.split_once("`) |").unwrap();
            for (role, mark) in head[2..].iter().zip(marks.split('|')) {
                let known = Role::ALL.iter().find(|known| known.code() == *role);
                assert_eq!(known.is_some_and(|role| role.may(permission)), mark.contains('✓'), "{role} {permission:?}");
            }
        }
    }
}
