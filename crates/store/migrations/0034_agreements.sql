-- Agreements with a debtor on how and when to pay: payment plans, later due dates, what the house grants without asking.

-- What the house grants without asking; nothing stored means the program's own limits.
CREATE TABLE plan_policy (
    organisation_id {{uuid}} NOT NULL PRIMARY KEY REFERENCES organisation(id) ON DELETE RESTRICT,
    most_cents BIGINT NOT NULL,
    most_parts INTEGER NOT NULL,
    most_days INTEGER NOT NULL,
    first_percent INTEGER NOT NULL,
    changed_at {{timestamp}} NOT NULL,
    actor TEXT NOT NULL
){{without_rowid}};

-- A version of a plan; never changed. Ids are ordered by time: what was put on an item by an allocation with a later id came
-- after the plan, and fills its instalments.
CREATE TABLE payment_plan (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    id {{uuid}} NOT NULL,
    debtor_id {{uuid}} NOT NULL,
    reference TEXT NOT NULL,
    version INTEGER NOT NULL,
    replaces_id {{uuid}},
    currency TEXT NOT NULL,
    total_cents BIGINT NOT NULL,
    grace_days INTEGER NOT NULL,
    -- 'kept', 'frozen' or 'waived'.
    interest TEXT NOT NULL,
    -- The key of the step at which items go on when the plan falls; empty for the one at which they were.
    fallback_step TEXT NOT NULL,
    -- Whether an instalment missed in spite of a notice makes the whole due.
    accelerates {{boolean}} NOT NULL,
    -- What is needed as approval, as keys; empty for nothing.
    objections TEXT NOT NULL,
    guarantee TEXT NOT NULL,
    guarantee_note TEXT NOT NULL,
    note TEXT NOT NULL,
    -- What was typed in the form, to begin the next version with.
    typed TEXT NOT NULL,
    created_on {{date}} NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, debtor_id) REFERENCES debtor(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX payment_plan_debtor ON payment_plan (organisation_id, debtor_id);
CREATE UNIQUE INDEX payment_plan_version ON payment_plan (organisation_id, reference, version);

-- The debts of a plan, with what was open of each when it was made.
CREATE TABLE payment_plan_item (
    organisation_id {{uuid}} NOT NULL,
    plan_id {{uuid}} NOT NULL,
    open_item_id {{uuid}} NOT NULL,
    amount_cents BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, plan_id, open_item_id),
    FOREIGN KEY (organisation_id, plan_id) REFERENCES payment_plan(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, open_item_id) REFERENCES open_item(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX payment_plan_item_item ON payment_plan_item (organisation_id, open_item_id);

CREATE TABLE payment_plan_instalment (
    organisation_id {{uuid}} NOT NULL,
    plan_id {{uuid}} NOT NULL,
    seq INTEGER NOT NULL,
    due_on {{date}} NOT NULL,
    amount_cents BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, plan_id, seq),
    FOREIGN KEY (organisation_id, plan_id) REFERENCES payment_plan(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};

-- What persons did to a plan; appended, and taking one back is an event of its own.
CREATE TABLE payment_plan_event (
    organisation_id {{uuid}} NOT NULL,
    plan_id {{uuid}} NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    happened_on {{date}} NOT NULL,
    -- Who approved or signed.
    person TEXT NOT NULL,
    -- Of a notice: the last day to cure, the due date missed, what was missing; 0 for any other event.
    until_on {{date}},
    missed_on {{date}},
    missing_cents BIGINT NOT NULL,
    reason TEXT NOT NULL,
    recorded_at {{timestamp}} NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (organisation_id, plan_id, seq),
    FOREIGN KEY (organisation_id, plan_id) REFERENCES payment_plan(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};

-- A file kept with a plan: as it was signed, a guarantee.
CREATE TABLE payment_plan_file (
    organisation_id {{uuid}} NOT NULL,
    plan_id {{uuid}} NOT NULL,
    seq INTEGER NOT NULL,
    document_hash TEXT NOT NULL,
    name TEXT NOT NULL,
    recorded_at {{timestamp}} NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (organisation_id, plan_id, seq),
    FOREIGN KEY (organisation_id, plan_id) REFERENCES payment_plan(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};

-- A later due date that was agreed for an item. The item keeps its own; the last deferral that was not taken back holds.
CREATE TABLE due_deferral (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    id {{uuid}} NOT NULL,
    open_item_id {{uuid}} NOT NULL,
    original_on {{date}} NOT NULL,
    agreed_on {{date}} NOT NULL,
    -- 'kept' or 'waived'.
    interest TEXT NOT NULL,
    approved_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    granted_on {{date}} NOT NULL,
    recorded_at {{timestamp}} NOT NULL,
    actor TEXT NOT NULL,
    undone_at {{timestamp}},
    undone_by TEXT,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, open_item_id) REFERENCES open_item(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX due_deferral_item ON due_deferral (organisation_id, open_item_id);
