-- « Encaissée » messages (212) that were produced: which payment of which document, with the bytes that were given.
CREATE TABLE collection_message (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    invoice TEXT NOT NULL,
    collected_on {{date}} NOT NULL,
    amount_cents BIGINT NOT NULL,
    file_name TEXT NOT NULL,
    document_hash TEXT NOT NULL,
    produced_at {{timestamp}} NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id) REFERENCES organisation(id) ON DELETE RESTRICT
){{without_rowid}};
