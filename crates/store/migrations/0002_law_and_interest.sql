-- The organisation's own numbers of the law, its clauses of late payment, how its interest is counted, and
-- what it gave up. Nothing computed is kept: interest is a function of these rows, the ledger and a date.

-- A rate of a new half-year, a tariff. Wins over the rows compiled in; withdrawn once, never changed.
CREATE TABLE law_row (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    id {{uuid}} NOT NULL,
    key TEXT NOT NULL,
    kind TEXT NOT NULL,
    number BIGINT NOT NULL,
    days INTEGER NOT NULL,
    from_on {{date}} NOT NULL,
    to_on {{date}},
    article TEXT NOT NULL,
    source TEXT NOT NULL,
    verified_on {{date}} NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL,
    withdrawn_at {{timestamp}},
    withdrawn_by TEXT,
    PRIMARY KEY (organisation_id, id)
){{without_rowid}};

-- What was agreed on late payment: by the general terms, or with one customer. Applies to invoices issued
-- from its date on.
CREATE TABLE penalty_clause (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    id {{uuid}} NOT NULL,
    debtor_id {{uuid}},
    clause TEXT NOT NULL,
    applies_from {{date}} NOT NULL,
    source TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL,
    withdrawn_at {{timestamp}},
    withdrawn_by TEXT,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, debtor_id) REFERENCES debtor(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX penalty_clause_debtor ON penalty_clause (organisation_id, debtor_id);

-- One row a creditor at most; the defaults of the law without one.
CREATE TABLE interest_terms (
    organisation_id {{uuid}} NOT NULL,
    creditor_id {{uuid}} NOT NULL,
    day_count TEXT NOT NULL,
    imputation TEXT NOT NULL,
    individual {{boolean}} NOT NULL,
    in_letters {{boolean}} NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (organisation_id, creditor_id),
    FOREIGN KEY (organisation_id, creditor_id) REFERENCES creditor(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};

-- Interest or indemnity given up on an item; withdrawn once, never changed.
CREATE TABLE interest_waiver (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    open_item_id {{uuid}} NOT NULL,
    what TEXT NOT NULL,
    waived_on {{date}} NOT NULL,
    amount_cents BIGINT NOT NULL,
    reason TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL,
    withdrawn_at {{timestamp}},
    withdrawn_by TEXT,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, open_item_id) REFERENCES open_item(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX interest_waiver_item ON interest_waiver (organisation_id, open_item_id);
