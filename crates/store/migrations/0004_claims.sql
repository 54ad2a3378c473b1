-- What is known of a claim beyond its ledger. Nothing here is ever changed: a correction is a new version,
-- a cancellation a counter-row.

-- The last version of an item is what is known of it now.
CREATE TABLE claim_fact (
    organisation_id {{uuid}} NOT NULL,
    open_item_id {{uuid}} NOT NULL,
    version INTEGER NOT NULL,
    claim_kind TEXT,
    service_on {{date}},
    disputed_cents BIGINT NOT NULL,
    dispute_reason TEXT NOT NULL,
    document_hash TEXT,
    document_name TEXT NOT NULL,
    evidence TEXT NOT NULL,
    recorded_at {{timestamp}} NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (organisation_id, open_item_id, version),
    FOREIGN KEY (organisation_id, open_item_id) REFERENCES open_item(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};

-- A legal event of one item, or of the whole account when it names none. A counter-row names what it cancels.
CREATE TABLE claim_event (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    debtor_id {{uuid}} NOT NULL,
    open_item_id {{uuid}},
    kind TEXT NOT NULL,
    happened_on {{date}} NOT NULL,
    until_on {{date}},
    rate_bp INTEGER,
    reason TEXT NOT NULL,
    cancels_id {{uuid}},
    recorded_at {{timestamp}} NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, debtor_id) REFERENCES debtor(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, open_item_id) REFERENCES open_item(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX claim_event_debtor ON claim_event (organisation_id, debtor_id, happened_on);
CREATE INDEX claim_event_item ON claim_event (organisation_id, open_item_id);
CREATE UNIQUE INDEX claim_event_cancels ON claim_event (organisation_id, cancels_id) WHERE cancels_id IS NOT NULL;

-- A person's decision to prepare a formal notice in spite of what its pre-flight found: each
-- finding with its figures, so that one which changed later is not covered.
CREATE TABLE preflight_override (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    open_item_id {{uuid}} NOT NULL,
    findings TEXT NOT NULL,
    reason TEXT NOT NULL,
    decided_at {{timestamp}} NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, open_item_id) REFERENCES open_item(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX preflight_override_item ON preflight_override (organisation_id, open_item_id);
