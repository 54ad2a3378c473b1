-- The plans that a debtor chooses himself, by a link that is sent to him.

-- What the house lets the debtors of a kind choose; nothing stored means that the default of the program holds.
CREATE TABLE plan_offer_policy (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    -- 'business', 'public', 'consumer' or 'unknown'.
    category TEXT NOT NULL,
    enabled {{boolean}} NOT NULL,
    most_parts INTEGER NOT NULL,
    least_cents BIGINT NOT NULL,
    least_part_cents BIGINT NOT NULL,
    first_percent INTEGER NOT NULL,
    first_days INTEGER NOT NULL,
    -- Up to this sum a choice is accepted at once; 0 for never.
    accept_cents BIGINT NOT NULL,
    -- 'frozen' or 'waived', and 'kept' for businesses and public bodies.
    interest TEXT NOT NULL,
    changed_at {{timestamp}} NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (organisation_id, category)
){{without_rowid}};

-- Where the program is reached from outside, and the key that signs the links.
CREATE TABLE plan_offer_setting (
    organisation_id {{uuid}} NOT NULL PRIMARY KEY REFERENCES organisation(id) ON DELETE RESTRICT,
    address TEXT NOT NULL,
    secret TEXT NOT NULL,
    changed_at {{timestamp}} NOT NULL,
    actor TEXT NOT NULL
){{without_rowid}};

-- A link that was sent to a debtor, and the plan that came of it.
CREATE TABLE plan_offer (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    id {{uuid}} NOT NULL,
    debtor_id {{uuid}} NOT NULL,
    expires_at {{timestamp}} NOT NULL,
    -- The address it was mailed to; empty for one that a person handed on.
    recipient TEXT NOT NULL,
    -- 'handed', 'reserved', 'sent', 'failed' or 'unknown'; and why it failed.
    sending TEXT NOT NULL,
    reason TEXT NOT NULL,
    -- The mail, byte for byte.
    document_hash TEXT,
    plan_id {{uuid}},
    created_on {{date}} NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL,
    withdrawn_at {{timestamp}},
    withdrawn_by TEXT,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, debtor_id) REFERENCES debtor(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, plan_id) REFERENCES payment_plan(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX plan_offer_debtor ON plan_offer (organisation_id, debtor_id);
CREATE UNIQUE INDEX plan_offer_plan ON plan_offer (organisation_id, plan_id) WHERE plan_id IS NOT NULL;

-- The debts that it is about.
CREATE TABLE plan_offer_item (
    organisation_id {{uuid}} NOT NULL,
    offer_id {{uuid}} NOT NULL,
    open_item_id {{uuid}} NOT NULL,
    PRIMARY KEY (organisation_id, offer_id, open_item_id),
    FOREIGN KEY (organisation_id, offer_id) REFERENCES plan_offer(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, open_item_id) REFERENCES open_item(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX plan_offer_item_item ON plan_offer_item (organisation_id, open_item_id);
