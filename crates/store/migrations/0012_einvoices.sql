-- What electronic invoices say of the items they make, the files themselves, and their life cycle.

-- One reading of one document; never changed. The same invoice in two documents is two rows.
CREATE TABLE einvoice (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    debtor_id {{uuid}} NOT NULL,
    number TEXT NOT NULL,
    type_code TEXT NOT NULL,
    format TEXT NOT NULL,
    profile TEXT NOT NULL,
    issued_on {{date}} NOT NULL,
    currency TEXT NOT NULL,
    total_cents BIGINT NOT NULL,
    due_cents BIGINT NOT NULL,
    vat_on_debits {{boolean}} NOT NULL,
    notes TEXT NOT NULL,
    document_hash TEXT NOT NULL,
    file_name TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, debtor_id) REFERENCES debtor(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE UNIQUE INDEX einvoice_document ON einvoice (organisation_id, document_hash);
CREATE INDEX einvoice_debtor ON einvoice (organisation_id, debtor_id, number);

-- The items that a document tells of: made by it, or known before from elsewhere.
CREATE TABLE einvoice_item (
    organisation_id {{uuid}} NOT NULL,
    einvoice_id {{uuid}} NOT NULL,
    open_item_id {{uuid}} NOT NULL,
    made {{boolean}} NOT NULL,
    PRIMARY KEY (organisation_id, einvoice_id, open_item_id),
    FOREIGN KEY (organisation_id, einvoice_id) REFERENCES einvoice(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, open_item_id) REFERENCES open_item(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX einvoice_item_item ON einvoice_item (organisation_id, open_item_id);

-- VAT by rate, as the document states it; rate_bp is empty for a category without a rate.
CREATE TABLE einvoice_vat (
    organisation_id {{uuid}} NOT NULL,
    einvoice_id {{uuid}} NOT NULL,
    position INTEGER NOT NULL,
    category TEXT NOT NULL,
    rate_bp INTEGER,
    base_cents BIGINT NOT NULL,
    tax_cents BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, einvoice_id, position),
    FOREIGN KEY (organisation_id, einvoice_id) REFERENCES einvoice(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};

-- A status of an invoice's life cycle, as a platform told it, on one item; never changed.
CREATE TABLE lifecycle_event (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    open_item_id {{uuid}} NOT NULL,
    status INTEGER NOT NULL,
    reasons TEXT NOT NULL,
    comment TEXT NOT NULL,
    happened_on {{date}} NOT NULL,
    amount_cents BIGINT NOT NULL,
    effect TEXT NOT NULL,
    hold_id {{uuid}},
    document_hash TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, open_item_id) REFERENCES open_item(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, hold_id) REFERENCES hold(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX lifecycle_event_item ON lifecycle_event (organisation_id, open_item_id, happened_on);
CREATE INDEX lifecycle_event_hold ON lifecycle_event (organisation_id, hold_id);

-- How an organisation takes part in electronic invoicing.
CREATE TABLE einvoice_setting (
    organisation_id {{uuid}} NOT NULL,
    vat_on_collection {{boolean}} NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (organisation_id),
    FOREIGN KEY (organisation_id) REFERENCES organisation(id) ON DELETE RESTRICT
){{without_rowid}};
