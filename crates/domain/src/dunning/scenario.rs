use crate::ids::ScenarioId;

/// The way a step reaches the debtor, or a colleague.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// An e-mail to the debtor.
    Email,
    /// A call that a person makes.
    Call,
    /// A letter that a person posts.
    Letter,
    /// Work inside the house; the debtor hears nothing of it.
    Task,
}

impl Channel {
    /// All channels, in the order of menus.
    pub const ALL: [Self; 4] = [Self::Email, Self::Call, Self::Letter, Self::Task];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Call => "call",
            Self::Letter => "letter",
            Self::Task => "task",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.code() == code)
    }

    /// Whether the debtor is contacted: such an action counts for the spacing between contacts.
    #[must_use]
    pub fn reaches_debtor(self) -> bool {
        !matches!(self, Self::Task)
    }
}

/// Who lets a step's action go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// It leaves by itself.
    Automatic,
    /// It waits for a person's approval.
    ToConfirm,
    /// A person does it and says so.
    Manual,
}

impl Mode {
    /// All modes.
    pub const ALL: [Self; 3] = [Self::Automatic, Self::ToConfirm, Self::Manual];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::ToConfirm => "to_confirm",
            Self::Manual => "manual",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.code() == code)
    }
}

/// The text that a step uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Template {
    /// Courtesy message before the due date.
    PreDue,
    /// First reminder.
    FirstReminder,
    /// Second reminder.
    SecondReminder,
    /// What to say on the telephone.
    CallScript,
    /// Reminder by post.
    ReminderLetter,
    /// Note to the person who prepares a formal notice.
    PrepareFormalNotice,
}

impl Template {
    /// All templates.
    pub const ALL: [Self; 6] =
        [Self::PreDue, Self::FirstReminder, Self::SecondReminder, Self::CallScript, Self::ReminderLetter, Self::PrepareFormalNotice];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::PreDue => "pre_due",
            Self::FirstReminder => "first_reminder",
            Self::SecondReminder => "second_reminder",
            Self::CallScript => "call_script",
            Self::ReminderLetter => "reminder_letter",
            Self::PrepareFormalNotice => "prepare_formal_notice",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|template| template.code() == code)
    }
}

/// One step of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Stable key inside its scenario, such as `reminder_1`.
    pub key: String,
    /// Days from the due date; negative for a step before it, which lapses once the date is past.
    pub offset_days: i32,
    /// Days that must have passed since the item's previous step.
    pub gap_days: u16,
    /// How it reaches the debtor.
    pub channel: Channel,
    /// Who lets it go.
    pub mode: Mode,
    /// Which text it uses.
    pub template: Template,
}

impl Step {
    /// Whether the step comes on or before the due date.
    #[must_use]
    pub fn is_pre_due(&self) -> bool {
        self.offset_days <= 0
    }
}

/// Why a list of steps is not a scenario.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScenarioError {
    /// No step at all.
    #[error("a scenario has at least one step")]
    Empty,
    /// A step comes before its predecessor.
    #[error("step {key:?} comes before its predecessor")]
    OutOfOrder {
        /// The step.
        key: String,
    },
    /// Two steps share a key.
    #[error("two steps are called {key:?}")]
    DuplicateKey {
        /// The key.
        key: String,
    },
}

/// A version of an ordered list of steps. Steps are never skipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// Its id; a changed scenario is a new version with a new id.
    pub id: ScenarioId,
    /// Name shown to users.
    pub name: String,
    /// 1, 2, 3…
    pub version: u32,
    steps: Vec<Step>,
}

impl Scenario {
    /// A scenario with steps in the order of their offsets.
    ///
    /// # Errors
    /// [`ScenarioError`], checked in its order.
    pub fn new(id: ScenarioId, name: String, version: u32, steps: Vec<Step>) -> Result<Self, ScenarioError> {
        if steps.is_empty() {
            return Err(ScenarioError::Empty);
        }
        for (position, step) in steps.iter().enumerate() {
            if position > 0 && step.offset_days < steps[position - 1].offset_days {
                return Err(ScenarioError::OutOfOrder { key: step.key.clone() });
            }
            if steps[..position].iter().any(|earlier| earlier.key == step.key) {
                return Err(ScenarioError::DuplicateKey { key: step.key.clone() });
            }
        }
        Ok(Self { id, name, version, steps })
    }

    /// The scenario that a new organisation starts with: J−5, J+3 and J+10 by e-mail, J+20 a call,
    /// J+30 a letter, J+40 a task to prepare the formal notice.
    #[must_use]
    pub fn french_default(id: ScenarioId) -> Self {
        use Channel::{Call, Email, Letter, Task};
        use Mode::{Automatic, Manual};
        let step = |key: &str, offset_days, gap_days, channel, mode, template| Step {
            key: key.to_owned(),
            offset_days,
            gap_days,
            channel,
            mode,
            template,
        };
        Self {
            id,
            name: "Relance standard".to_owned(),
            version: 1,
            steps: vec![
                step("pre_due", -5, 0, Email, Automatic, Template::PreDue),
                step("reminder_1", 3, 3, Email, Automatic, Template::FirstReminder),
                step("reminder_2", 10, 7, Email, Automatic, Template::SecondReminder),
                step("call", 20, 7, Call, Manual, Template::CallScript),
                step("letter", 30, 7, Letter, Manual, Template::ReminderLetter),
                step("prepare_formal_notice", 40, 8, Task, Manual, Template::PrepareFormalNotice),
            ],
        }
    }

    /// The steps, in order.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The position of a step by its key.
    #[must_use]
    pub fn position(&self, key: &str) -> Option<usize> {
        self.steps.iter().position(|step| step.key == key)
    }
}
