-- What persons do to the ledger, the terms of customers, exchange rates.

-- term_end_of_month: 0 net, 1 days then end of month, 2 end of month then days. term_day: « le K ».
ALTER TABLE debtor ADD COLUMN term_day INTEGER;
ALTER TABLE debtor ADD COLUMN term_start TEXT;
ALTER TABLE debtor ADD COLUMN sector TEXT;

-- One act of a person, with its reason; never changed. An undoing is a row that names what it undoes.
CREATE TABLE ledger_operation (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    debtor_id {{uuid}} NOT NULL,
    kind TEXT NOT NULL,
    effective_on {{date}} NOT NULL,
    subject_id {{uuid}} NOT NULL,
    made_id {{uuid}},
    undoes_id {{uuid}},
    currency TEXT NOT NULL,
    amount_cents BIGINT NOT NULL,
    code TEXT NOT NULL,
    regime TEXT,
    ground TEXT,
    ground_on {{date}},
    doubtful {{boolean}} NOT NULL,
    reason TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, debtor_id) REFERENCES debtor(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, subject_id) REFERENCES open_item(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, made_id) REFERENCES open_item(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, undoes_id) REFERENCES ledger_operation(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX ledger_operation_debtor ON ledger_operation (organisation_id, debtor_id, id);
CREATE INDEX ledger_operation_subject ON ledger_operation (organisation_id, subject_id);
CREATE INDEX ledger_operation_made ON ledger_operation (organisation_id, made_id);
CREATE UNIQUE INDEX ledger_operation_undoes ON ledger_operation (organisation_id, undoes_id);

-- The allocations that an operation wrote, counter-rows included.
CREATE TABLE ledger_operation_allocation (
    organisation_id {{uuid}} NOT NULL,
    operation_id {{uuid}} NOT NULL,
    allocation_id {{uuid}} NOT NULL,
    PRIMARY KEY (organisation_id, operation_id, allocation_id),
    FOREIGN KEY (organisation_id, operation_id) REFERENCES ledger_operation(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, allocation_id) REFERENCES allocation(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX ledger_operation_allocation_row ON ledger_operation_allocation (organisation_id, allocation_id);

-- A claim by rate of VAT, as the person gave it.
CREATE TABLE ledger_operation_vat (
    organisation_id {{uuid}} NOT NULL,
    operation_id {{uuid}} NOT NULL,
    rate_bp INTEGER NOT NULL,
    gross_cents BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, operation_id, rate_bp),
    FOREIGN KEY (organisation_id, operation_id) REFERENCES ledger_operation(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};

-- Units of a currency for one euro, in millionths. A later row of the same day corrects an earlier one.
CREATE TABLE exchange_rate (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    id {{uuid}} NOT NULL,
    currency TEXT NOT NULL,
    valid_on {{date}} NOT NULL,
    per_euro_micros BIGINT NOT NULL,
    source TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (organisation_id, id)
){{without_rowid}};
CREATE INDEX exchange_rate_day ON exchange_rate (organisation_id, currency, valid_on);

CREATE TABLE ledger_setting (
    organisation_id {{uuid}} NOT NULL PRIMARY KEY REFERENCES organisation(id) ON DELETE RESTRICT,
    net_word TEXT NOT NULL,
    account_digits INTEGER NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
){{without_rowid}};
