-- The bank lines that a file made or told again, and the statements that it brought: what taking the file back is about.
CREATE TABLE import_line (
    organisation_id {{uuid}} NOT NULL,
    import_id {{uuid}} NOT NULL,
    transaction_id {{uuid}} NOT NULL,
    made {{boolean}} NOT NULL,
    PRIMARY KEY (organisation_id, import_id, transaction_id),
    FOREIGN KEY (organisation_id, import_id) REFERENCES import_file(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, transaction_id) REFERENCES bank_transaction(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX import_line_transaction ON import_line (organisation_id, transaction_id);

CREATE TABLE import_statement (
    organisation_id {{uuid}} NOT NULL,
    import_id {{uuid}} NOT NULL,
    statement_id {{uuid}} NOT NULL,
    PRIMARY KEY (organisation_id, import_id, statement_id),
    FOREIGN KEY (organisation_id, import_id) REFERENCES import_file(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, statement_id) REFERENCES bank_statement(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX import_statement_statement ON import_statement (organisation_id, statement_id);

-- An electronic invoice whose import was taken back may come in again.
DROP INDEX einvoice_document;
CREATE INDEX einvoice_document ON einvoice (organisation_id, document_hash);
