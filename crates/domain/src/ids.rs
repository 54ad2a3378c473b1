//! One identifier type per noun, so that a payment's id cannot be passed for an invoice's.
//!
//! Ids are UUIDs of version 7; whoever creates one passes it in, the rules never draw chance.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub uuid::Uuid);

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

ids! {
    /// A tenant: whose data this is. Every key of every table begins with it.
    OrganisationId;
    /// A legal entity that sells and is owed.
    CreditorId;
    /// A customer account.
    DebtorId;
    /// A person or address at a debtor.
    ContactId;
    /// A mail that came in.
    ReceivedId;
    /// One instalment of an invoice, a credit note, or cash: the unit of ageing and dunning.
    OpenItemId;
    /// An amount of a credit put on a debit.
    AllocationId;
    /// A line of a bank statement.
    TransactionId;
    /// A bank account whose statements are read.
    BankAccountId;
    /// A version of a dunning scenario.
    ScenarioId;
    /// A dunning scenario with all its versions.
    SeriesId;
    /// One thing to do for one debtor on one day.
    ActionId;
    /// A later due date that was agreed for an item.
    DeferralId;
    /// A version of a payment plan.
    PlanId;
    /// A link by which a debtor chooses a payment plan.
    PlanOfferId;
    /// A suspension of reminders decided by a person.
    HoldId;
    /// What a debtor promised to pay.
    PromiseId;
    /// A cause of lateness that a person noted.
    CauseId;
    /// A legal event of a claim.
    ClaimEventId;
    /// A debt that is settled by a smaller sum.
    CompromiseId;
    /// A line of a negotiation.
    TalkId;
    /// What a debtor contests.
    DisputeId;
    /// A decision to go on in spite of a pre-flight.
    OverrideId;
    /// One execution of the day.
    RunId;
    /// One file read in.
    ImportId;
    /// How the tables of a source are read.
    MappingId;
    /// A file that waits for a confirmation.
    DraftId;
    /// What a person did to the ledger, with what it made.
    OperationId;
    /// A person who works in the program.
    UserId;
    /// A row of the law that an organisation entered.
    LawRowId;
    /// A clause on late payment.
    ClauseId;
    /// Interest or indemnity given up.
    WaiverId;
    /// A letter as it was printed.
    LetterId;
    /// A batch of letters that was printed.
    PrintRunId;
    /// Something that happened to a registered letter.
    LetterEventId;
    /// A legal time limit that a person recorded.
    TimeLimitId;
    /// The secret address of a calendar.
    FeedId;
    /// An account or a name under which a debtor pays, as the house knows it.
    PayerId;
    /// An account number of ours that one debtor alone was given.
    VirtualIbanId;
    /// One matching of a bank line.
    MatchId;
    /// Two accounts that were made one.
    MergeId;
    /// A document of electronic invoicing that was read.
    EinvoiceId;
    /// A status of an invoice's life cycle on one item.
    LifecycleEventId;
    /// A key by which another program comes in.
    TokenId;
    /// An address that is told what happens.
    EndpointId;
    /// A fact to be told to endpoints.
    WebhookEventId;
    /// A fact on its way to one endpoint.
    DeliveryId;
}
