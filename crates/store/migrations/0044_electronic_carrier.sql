-- The qualified service of electronic registered letters of an organisation (CPCE art. L100).

CREATE TABLE electronic_carrier (
    organisation_id {{uuid}} NOT NULL PRIMARY KEY REFERENCES organisation(id) ON DELETE RESTRICT,
    -- A JSON object with the address and the secrets, sealed.
    settings TEXT NOT NULL,
    -- Thousandths of a euro, without tax: what a letter is expected to cost.
    price_mills BIGINT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL,
    disabled_at {{timestamp}},
    version BIGINT NOT NULL DEFAULT 1
){{without_rowid}};
