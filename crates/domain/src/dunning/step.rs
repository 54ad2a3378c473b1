use super::condition::Conditions;
use crate::money::Cents;
use crate::party::ContactRole;

/// The way a step reaches the debtor, or a colleague.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// An e-mail to the debtor.
    Email,
    /// A text message to a mobile telephone.
    Sms,
    /// A call that a person makes.
    Call,
    /// A letter that a person posts.
    Letter,
    /// A registered letter with receipt (C. civ. art. 1344).
    Registered,
    /// An electronic registered letter by a qualified service (CPCE art. L100), which a person sends.
    Electronic,
    /// Work inside the house; the debtor hears nothing of it.
    Task,
}

impl Channel {
    /// All channels, in the order of menus.
    pub const ALL: [Self; 7] = [Self::Email, Self::Sms, Self::Call, Self::Letter, Self::Registered, Self::Electronic, Self::Task];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Call => "call",
            Self::Letter => "letter",
            Self::Registered => "registered",
            Self::Electronic => "electronic",
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

    /// Whether it is a letter, on paper or electronic.
    #[must_use]
    pub fn is_letter(self) -> bool {
        matches!(self, Self::Letter | Self::Registered | Self::Electronic)
    }

    /// Whether a person's approval may come before a person's work: an electronic registered letter is approved first, then sent
    /// with the sender's code; other work is done by whoever would approve it.
    #[must_use]
    pub fn may_be_approved_first(self) -> bool {
        self == Self::Electronic
    }

    /// Whether the program itself can send it; a call is made, a letter posted and a task done by a person. The service of electronic
    /// registered letters asks for the sender's one-time code.
    #[must_use]
    pub fn leaves_by_itself(self) -> bool {
        matches!(self, Self::Email | Self::Sms)
    }
}

/// Who lets a step's action go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// It leaves by itself.
    Automatic,
    /// It leaves by itself once the step's hours of veto have passed without a word.
    UnlessVetoed,
    /// It waits for a person's approval.
    ToConfirm,
    /// A person does it and says so.
    Manual,
}

impl Mode {
    /// All modes, the freest first.
    pub const ALL: [Self; 4] = [Self::Automatic, Self::UnlessVetoed, Self::ToConfirm, Self::Manual];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::UnlessVetoed => "unless_vetoed",
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

/// From which day a step counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trigger {
    /// The due date of the item.
    Due,
    /// The date of the document.
    Issue,
    /// The day of the last step that the item went through; the due date when it went through none.
    PreviousStep,
}

impl Trigger {
    /// All triggers.
    pub const ALL: [Self; 3] = [Self::Due, Self::Issue, Self::PreviousStep];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Issue => "issue",
            Self::PreviousStep => "previous_step",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|trigger| trigger.code() == code)
    }
}

/// How far a claim has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Before the due date: nothing is claimed.
    PreDue,
    /// Friendly reminders.
    Amicable,
    /// The last word before a court.
    PreLitigation,
}

impl Stage {
    /// All stages, in order.
    pub const ALL: [Self; 3] = [Self::PreDue, Self::Amicable, Self::PreLitigation];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::PreDue => "pre_due",
            Self::Amicable => "amicable",
            Self::PreLitigation => "pre_litigation",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }
}

/// In whose name a message leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sender {
    /// The creditor's own address.
    Creditor,
    /// The person who follows the account.
    Collector,
    /// The salesman of the account.
    Sales,
    /// The management.
    Management,
}

impl Sender {
    /// All senders.
    pub const ALL: [Self; 4] = [Self::Creditor, Self::Collector, Self::Sales, Self::Management];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Creditor => "creditor",
            Self::Collector => "collector",
            Self::Sales => "sales",
            Self::Management => "management",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sender| sender.code() == code)
    }
}

/// One step of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Stable key inside its scenario, such as `reminder_1`: an item remembers the steps it went through by it.
    pub key: String,
    /// The day from which it counts.
    pub trigger: Trigger,
    /// Days from the trigger; negative, before the due date, for a step that lapses once that date is past.
    pub offset_days: i32,
    /// Days that must have passed since the item's previous step.
    pub gap_days: u16,
    /// How it reaches the debtor: the first that has an address is taken. Never empty.
    pub channels: Vec<Channel>,
    /// Who lets it go.
    pub mode: Mode,
    /// Hours during which a person may veto; used by [`Mode::UnlessVetoed`] alone.
    pub veto_hours: u16,
    /// Which text it uses.
    pub template: Template,
    /// In whose name it leaves.
    pub sender: Sender,
    /// The roles of the contacts it goes to, the first that is found; empty: whoever pays the invoices.
    pub recipients: Vec<ContactRole>,
    /// The roles of the contacts who get a copy.
    pub copies: Vec<ContactRole>,
    /// For which items it exists at all.
    pub conditions: Conditions,
    /// What doing it once costs the organisation, without tax.
    pub cost: Cents,
    /// How far the claim has come with it.
    pub stage: Stage,
}

impl Step {
    /// A step counted from the due date, without conditions, whose stage is that of its text.
    #[must_use]
    pub fn new(key: &str, offset_days: i32, gap_days: u16, channel: Channel, mode: Mode, template: Template) -> Self {
        Self {
            key: key.to_owned(),
            trigger: Trigger::Due,
            offset_days,
            gap_days,
            channels: vec![channel],
            mode,
            veto_hours: 0,
            template,
            sender: Sender::Creditor,
            recipients: Vec::new(),
            copies: Vec::new(),
            conditions: Conditions::default(),
            cost: Cents::ZERO,
            stage: Self::stage_of(template),
        }
    }

    /// The stage that a text belongs to when nothing else is said.
    #[must_use]
    pub fn stage_of(template: Template) -> Stage {
        match template {
            Template::PreDue => Stage::PreDue,
            Template::FirstReminder | Template::SecondReminder | Template::CallScript | Template::ReminderLetter => Stage::Amicable,
            Template::PrepareFormalNotice => Stage::PreLitigation,
        }
    }

    /// The channel tried first.
    ///
    /// # Panics
    /// Never for a step of a [`Scenario`](super::Scenario): each has a channel.
    #[must_use]
    pub fn channel(&self) -> Channel {
        self.channels[0]
    }

    /// Whether the step comes on or before the due date: it lapses once that date is past.
    #[must_use]
    pub fn is_pre_due(&self) -> bool {
        match self.trigger {
            Trigger::Due => self.offset_days <= 0,
            Trigger::Issue | Trigger::PreviousStep => self.stage == Stage::PreDue,
        }
    }
}
