-- The collector's day: what is put off, what was done to many accounts at once, and what a person saw last.

-- An account that is put off until a day: it comes back by itself on that day, or when something new happens to it.
CREATE TABLE agenda_snooze (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    debtor_id {{uuid}} NOT NULL,
    snoozed_on {{date}} NOT NULL,
    until_on {{date}} NOT NULL,
    reason TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL,
    ended_at {{timestamp}},
    ended_by TEXT,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, debtor_id) REFERENCES debtor(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX agenda_snooze_debtor ON agenda_snooze (organisation_id, debtor_id);

-- Something that was done to many accounts at once; made holds the accounts with what each had before, as JSON.
CREATE TABLE desk_batch (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    id {{uuid}} NOT NULL,
    kind TEXT NOT NULL,
    note TEXT NOT NULL,
    account_count BIGINT NOT NULL,
    made TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL,
    undone_at {{timestamp}},
    undone_by TEXT,
    PRIMARY KEY (organisation_id, id)
){{without_rowid}};

-- Up to where a person had seen the journal at the visit before this one, and at this one.
CREATE TABLE desk_visit (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    user_email TEXT NOT NULL,
    before_seq BIGINT NOT NULL,
    before_at {{timestamp}},
    seen_seq BIGINT NOT NULL,
    seen_at {{timestamp}} NOT NULL,
    PRIMARY KEY (organisation_id, user_email)
){{without_rowid}};
