-- Who else has a say: a person who has the last word on each message to an account, and the salesman who may object by a link.

CREATE TABLE debtor_care (
    organisation_id {{uuid}} NOT NULL,
    debtor_id {{uuid}} NOT NULL,
    -- Why a person has the last word; NULL when nobody has.
    last_word_reason TEXT,
    last_word_by TEXT NOT NULL,
    last_word_at {{timestamp}},
    sales_name TEXT NOT NULL,
    sales_email TEXT,
    PRIMARY KEY (organisation_id, debtor_id),
    FOREIGN KEY (organisation_id, debtor_id) REFERENCES debtor(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};

CREATE TABLE veto_setting (
    organisation_id {{uuid}} NOT NULL PRIMARY KEY REFERENCES organisation(id) ON DELETE RESTRICT,
    enabled {{boolean}} NOT NULL,
    -- Where the program is reached from outside, without a slash at the end.
    address TEXT NOT NULL,
    -- The key that signs links; a new one makes all older links void.
    secret TEXT NOT NULL,
    changed_at {{timestamp}} NOT NULL,
    changed_by TEXT NOT NULL
){{without_rowid}};

-- One a day and salesman: written before it leaves, so that a crash in between never sends it twice.
CREATE TABLE sales_digest (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    on_day {{date}} NOT NULL,
    recipient TEXT NOT NULL,
    actions INTEGER NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    PRIMARY KEY (organisation_id, on_day, recipient)
){{without_rowid}};
