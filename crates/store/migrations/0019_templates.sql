-- Message templates of an organisation, by version, and on whose behalf it collects.

CREATE TABLE message_template (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    id {{uuid}} NOT NULL,
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    language TEXT NOT NULL,
    audience TEXT NOT NULL,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    in_force {{boolean}} NOT NULL,
    -- The pack that it was copied from; empty for a person's own words.
    pack TEXT NOT NULL,
    actor TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    PRIMARY KEY (organisation_id, id)
){{without_rowid}};
CREATE UNIQUE INDEX message_template_version ON message_template (organisation_id, code, kind, language, audience, version);

-- One row an organisation, once it says that it collects for another (CPCE art. R124-1).
CREATE TABLE collection_mandate (
    organisation_id {{uuid}} NOT NULL PRIMARY KEY REFERENCES organisation(id) ON DELETE RESTRICT,
    for_others {{boolean}} NOT NULL,
    principal TEXT NOT NULL,
    address TEXT NOT NULL,
    -- R124-3: the written agreement, and its date.
    agreement TEXT NOT NULL,
    agreed_on {{date}},
    -- R124-2: insurance, account used for creditors' money only, declaration to the public prosecutor.
    insurance TEXT NOT NULL,
    account TEXT NOT NULL,
    declaration TEXT NOT NULL,
    -- R124-6: how a receipt is given for each payment.
    receipts TEXT NOT NULL,
    actor TEXT NOT NULL,
    changed_at {{timestamp}} NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
){{without_rowid}};
