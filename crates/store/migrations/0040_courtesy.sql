-- Courtesy messages before the due date, which a recipient may decline by the link in the mail.

CREATE TABLE courtesy_setting (
    organisation_id {{uuid}} NOT NULL PRIMARY KEY REFERENCES organisation(id) ON DELETE RESTRICT,
    enabled BOOLEAN NOT NULL,
    -- Where the program is reached from outside.
    address TEXT NOT NULL,
    -- The key of the links.
    secret TEXT NOT NULL,
    changed_at {{timestamp}} NOT NULL,
    changed_by TEXT NOT NULL
){{without_rowid}};

-- Who wants none: one entry an account at a time; lifting it keeps the row.
CREATE TABLE courtesy_stop (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    debtor_id {{uuid}} NOT NULL,
    -- The address that the message went to; empty when a person of the house was told.
    email TEXT NOT NULL,
    note TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL,
    lifted_at {{timestamp}},
    lifted_by TEXT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, debtor_id) REFERENCES debtor(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE UNIQUE INDEX courtesy_stop_debtor ON courtesy_stop (organisation_id, debtor_id) WHERE lifted_at IS NULL;
