-- What the house has learned of its payers, virtual IBANs, groups of debtors, and what each matching did.
-- A row that was learned is never changed: it is revoked once, and learned again as another row.

-- The parent of a debtor. A parent may have a parent; whoever writes refuses a circle.
CREATE TABLE debtor_group (
    organisation_id {{uuid}} NOT NULL,
    debtor_id {{uuid}} NOT NULL,
    head_id {{uuid}} NOT NULL,
    created_at {{timestamp}} NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (organisation_id, debtor_id),
    FOREIGN KEY (organisation_id, debtor_id) REFERENCES debtor(organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, head_id) REFERENCES debtor(organisation_id, id) ON DELETE CASCADE
){{without_rowid}};
CREATE INDEX debtor_group_head ON debtor_group (organisation_id, head_id);

-- An account from which a debtor pays. origin: learned, entered, imported.
CREATE TABLE payer_account (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    debtor_id {{uuid}} NOT NULL,
    iban TEXT NOT NULL,
    origin TEXT NOT NULL,
    learned_from {{uuid}},
    created_at {{timestamp}} NOT NULL,
    actor TEXT NOT NULL,
    revoked_at {{timestamp}},
    revoked_by TEXT,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, debtor_id) REFERENCES debtor(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, learned_from) REFERENCES bank_transaction(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE UNIQUE INDEX payer_account_live ON payer_account (organisation_id, debtor_id, iban) WHERE revoked_at IS NULL;
CREATE INDEX payer_account_debtor ON payer_account (organisation_id, debtor_id);
CREATE INDEX payer_account_iban ON payer_account (organisation_id, iban);
CREATE INDEX payer_account_from ON payer_account (organisation_id, learned_from);

-- A name under which a debtor pays, normalised as domain::payers does.
CREATE TABLE payer_name (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    debtor_id {{uuid}} NOT NULL,
    name TEXT NOT NULL,
    origin TEXT NOT NULL,
    learned_from {{uuid}},
    created_at {{timestamp}} NOT NULL,
    actor TEXT NOT NULL,
    revoked_at {{timestamp}},
    revoked_by TEXT,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, debtor_id) REFERENCES debtor(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, learned_from) REFERENCES bank_transaction(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE UNIQUE INDEX payer_name_live ON payer_name (organisation_id, debtor_id, name) WHERE revoked_at IS NULL;
CREATE INDEX payer_name_debtor ON payer_name (organisation_id, debtor_id);
CREATE INDEX payer_name_name ON payer_name (organisation_id, name);
CREATE INDEX payer_name_from ON payer_name (organisation_id, learned_from);

-- An account number of ours that one debtor, one item or one point of sale alone was given.
CREATE TABLE virtual_iban (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    iban TEXT NOT NULL,
    debtor_id {{uuid}} NOT NULL,
    open_item_id {{uuid}},
    point_of_sale TEXT NOT NULL,
    note TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    actor TEXT NOT NULL,
    revoked_at {{timestamp}},
    revoked_by TEXT,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, debtor_id) REFERENCES debtor(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, open_item_id) REFERENCES open_item(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE UNIQUE INDEX virtual_iban_live ON virtual_iban (organisation_id, iban) WHERE revoked_at IS NULL;
CREATE INDEX virtual_iban_debtor ON virtual_iban (organisation_id, debtor_id);
CREATE INDEX virtual_iban_item ON virtual_iban (organisation_id, open_item_id);

-- Confidences in hundredths. third_party_from: an account that pays so many debtors without a tie proves nothing.
CREATE TABLE matching_setting (
    organisation_id {{uuid}} NOT NULL PRIMARY KEY REFERENCES organisation(id) ON DELETE RESTRICT,
    automatic_from INTEGER NOT NULL,
    propose_from INTEGER NOT NULL,
    tolerance_cents BIGINT NOT NULL,
    max_bank_fee_cents BIGINT NOT NULL,
    third_party_from INTEGER NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
){{without_rowid}};

-- One matching of a bank line: why it was done, what it made, and who took it back. origin: automatic,
-- confirmed, hand. The payments sum to the line; the operations settled a remainder.
CREATE TABLE bank_match (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    transaction_id {{uuid}} NOT NULL,
    origin TEXT NOT NULL,
    confidence INTEGER,
    reasons TEXT NOT NULL,
    runner_up TEXT NOT NULL,
    previous_note TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    actor TEXT NOT NULL,
    undone_at {{timestamp}},
    undone_by TEXT,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, transaction_id) REFERENCES bank_transaction(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE UNIQUE INDEX bank_match_live ON bank_match (organisation_id, transaction_id) WHERE undone_at IS NULL;
CREATE INDEX bank_match_transaction ON bank_match (organisation_id, transaction_id, created_at);

CREATE TABLE bank_match_payment (
    organisation_id {{uuid}} NOT NULL,
    match_id {{uuid}} NOT NULL,
    item_id {{uuid}} NOT NULL,
    PRIMARY KEY (organisation_id, match_id, item_id),
    FOREIGN KEY (organisation_id, match_id) REFERENCES bank_match(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, item_id) REFERENCES open_item(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX bank_match_payment_item ON bank_match_payment (organisation_id, item_id);

CREATE TABLE bank_match_operation (
    organisation_id {{uuid}} NOT NULL,
    match_id {{uuid}} NOT NULL,
    operation_id {{uuid}} NOT NULL,
    PRIMARY KEY (organisation_id, match_id, operation_id),
    FOREIGN KEY (organisation_id, match_id) REFERENCES bank_match(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, operation_id) REFERENCES ledger_operation(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX bank_match_operation_row ON bank_match_operation (organisation_id, operation_id);

-- The allocations that a matching wrote: the payments', and those of credit notes that it used.
CREATE TABLE bank_match_allocation (
    organisation_id {{uuid}} NOT NULL,
    match_id {{uuid}} NOT NULL,
    allocation_id {{uuid}} NOT NULL,
    PRIMARY KEY (organisation_id, match_id, allocation_id),
    FOREIGN KEY (organisation_id, match_id) REFERENCES bank_match(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, allocation_id) REFERENCES allocation(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX bank_match_allocation_row ON bank_match_allocation (organisation_id, allocation_id);
