-- Debts that are settled by a smaller sum, if it is there by a day; and what was said before such an agreement.

-- What the house grants without asking; nothing stored means the program's own limits.
CREATE TABLE compromise_policy (
    organisation_id {{uuid}} NOT NULL PRIMARY KEY REFERENCES organisation(id) ON DELETE RESTRICT,
    most_cents BIGINT NOT NULL,
    most_percent INTEGER NOT NULL,
    most_days INTEGER NOT NULL,
    changed_at {{timestamp}} NOT NULL,
    actor TEXT NOT NULL
){{without_rowid}};

-- What was agreed; its terms never change. Ids are ordered by time: what was put on an item by an allocation with a later id came
-- after the agreement.
CREATE TABLE compromise (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    id {{uuid}} NOT NULL,
    debtor_id {{uuid}} NOT NULL,
    reference TEXT NOT NULL,
    currency TEXT NOT NULL,
    total_cents BIGINT NOT NULL,
    discount_cents BIGINT NOT NULL,
    pay_by {{date}} NOT NULL,
    -- The last day on which a payment in time may become known.
    until_on {{date}} NOT NULL,
    -- 'rebate' (with a credit note) or 'waiver' (a loss, with the VAT as the person said).
    nature TEXT NOT NULL,
    vat_regime TEXT,
    vat_rate_bp INTEGER,
    -- 'kept' or 'waived'.
    interest TEXT NOT NULL,
    -- What is needed as approval, as keys; empty for nothing.
    objections TEXT NOT NULL,
    note TEXT NOT NULL,
    -- What was typed in the form, to begin the next one with.
    typed TEXT NOT NULL,
    created_on {{date}} NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL,
    -- The state to which the events lead, to find what is due.
    state TEXT NOT NULL,
    -- Whether money moved on its items since they were looked at.
    touched {{boolean}} NOT NULL,
    -- The day from which somebody is to be told that a credit note is due; NULL when nobody is.
    task_from {{date}},
    -- The number of that credit note; empty until it is known.
    credit_reference TEXT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, debtor_id) REFERENCES debtor(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX compromise_debtor ON compromise (organisation_id, debtor_id);
CREATE UNIQUE INDEX compromise_reference ON compromise (organisation_id, reference);
CREATE INDEX compromise_running ON compromise (organisation_id, state, until_on) WHERE state = 'running';
CREATE INDEX compromise_touched ON compromise (organisation_id, touched) WHERE touched = true;
CREATE INDEX compromise_task ON compromise (organisation_id, task_from) WHERE task_from IS NOT NULL;

-- The debts, with what was open of each when it was made.
CREATE TABLE compromise_item (
    organisation_id {{uuid}} NOT NULL,
    compromise_id {{uuid}} NOT NULL,
    open_item_id {{uuid}} NOT NULL,
    amount_cents BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, compromise_id, open_item_id),
    FOREIGN KEY (organisation_id, compromise_id) REFERENCES compromise(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, open_item_id) REFERENCES open_item(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX compromise_item_item ON compromise_item (organisation_id, open_item_id);

-- What happened; appended, and taking one back is an event of its own.
CREATE TABLE compromise_event (
    organisation_id {{uuid}} NOT NULL,
    compromise_id {{uuid}} NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    happened_on {{date}} NOT NULL,
    -- Who approved or signed.
    person TEXT NOT NULL,
    -- What was given up; 0 for any other event.
    amount_cents BIGINT NOT NULL,
    reason TEXT NOT NULL,
    recorded_at {{timestamp}} NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (organisation_id, compromise_id, seq),
    FOREIGN KEY (organisation_id, compromise_id) REFERENCES compromise(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};

-- The operations on the ledger by which the discount was given.
CREATE TABLE compromise_operation (
    organisation_id {{uuid}} NOT NULL,
    compromise_id {{uuid}} NOT NULL,
    operation_id {{uuid}} NOT NULL,
    PRIMARY KEY (organisation_id, compromise_id, operation_id),
    FOREIGN KEY (organisation_id, compromise_id) REFERENCES compromise(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, operation_id) REFERENCES ledger_operation(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX compromise_operation_operation ON compromise_operation (organisation_id, operation_id);

-- A file kept with an agreement: as it was signed.
CREATE TABLE compromise_file (
    organisation_id {{uuid}} NOT NULL,
    compromise_id {{uuid}} NOT NULL,
    seq INTEGER NOT NULL,
    document_hash TEXT NOT NULL,
    name TEXT NOT NULL,
    recorded_at {{timestamp}} NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (organisation_id, compromise_id, seq),
    FOREIGN KEY (organisation_id, compromise_id) REFERENCES compromise(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};

-- A line of a negotiation with a debtor; taken back once.
CREATE TABLE negotiation_line (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    id {{uuid}} NOT NULL,
    debtor_id {{uuid}} NOT NULL,
    voice TEXT NOT NULL,
    said TEXT NOT NULL,
    currency TEXT NOT NULL,
    -- What would be paid, and by when.
    amount_cents BIGINT,
    pay_by {{date}},
    said_on {{date}} NOT NULL,
    way TEXT NOT NULL,
    person TEXT NOT NULL,
    words TEXT NOT NULL,
    recorded_at {{timestamp}} NOT NULL,
    actor TEXT NOT NULL,
    undone_at {{timestamp}},
    undone_by TEXT,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, debtor_id) REFERENCES debtor(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX negotiation_line_debtor ON negotiation_line (organisation_id, debtor_id, said_on);
