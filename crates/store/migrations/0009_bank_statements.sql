-- Statements as they were read, so that a missing one can be named; and the parts of an account's number.

ALTER TABLE bank_account ADD COLUMN national TEXT NOT NULL DEFAULT '';
CREATE INDEX bank_transaction_day ON bank_transaction (organisation_id, bank_account_id, booked_on);

-- One statement of one account; never changed. The same statement in another file or format is another row.
CREATE TABLE bank_statement (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    bank_account_id {{uuid}} NOT NULL,
    format TEXT NOT NULL,
    number TEXT NOT NULL,
    from_on {{date}} NOT NULL,
    to_on {{date}} NOT NULL,
    opening_cents BIGINT,
    closing_cents BIGINT,
    entry_count BIGINT NOT NULL,
    entries_cents BIGINT NOT NULL,
    read_on {{date}} NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, bank_account_id) REFERENCES bank_account(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX bank_statement_account ON bank_statement (organisation_id, bank_account_id, to_on);
