-- What a digest told of, action ids with blanks between: a second night of a day tells of what is new.
ALTER TABLE sales_digest ADD COLUMN told TEXT NOT NULL DEFAULT '';

-- The address under which a gateway tells that somebody wrote back, and where its fields stand for a gateway of no known protocol.
-- Only the hash of its secret is kept.

CREATE TABLE sms_inbound (
    organisation_id {{uuid}} NOT NULL PRIMARY KEY REFERENCES organisation(id) ON DELETE RESTRICT,
    secret_hash TEXT NOT NULL,
    number_field TEXT NOT NULL,
    text_field TEXT NOT NULL,
    id_field TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL,
    -- When the gateway last called, and since when its answers cannot be had.
    called_at {{timestamp}},
    failing_since {{timestamp}},
    last_error TEXT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
){{without_rowid}};
