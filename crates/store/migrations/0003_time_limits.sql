-- Legal time limits that a person recorded, what became of them, and the secret addresses of calendars.
-- The dates are not kept: they are computed from these facts and the law, the same way on each page.

CREATE TABLE time_limit (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    id {{uuid}} NOT NULL,
    rule_key TEXT NOT NULL,
    start_on {{date}} NOT NULL,
    decided_on {{date}},
    zone TEXT NOT NULL,
    debtor_id {{uuid}},
    note TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, debtor_id) REFERENCES debtor(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX time_limit_debtor ON time_limit (organisation_id, debtor_id);

-- Appended: the last fact of a limit says where it stands, and taking one back is a fact of its own.
CREATE TABLE time_limit_fact (
    organisation_id {{uuid}} NOT NULL,
    time_limit_id {{uuid}} NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    recorded_at {{timestamp}} NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (organisation_id, time_limit_id, seq),
    FOREIGN KEY (organisation_id, time_limit_id) REFERENCES time_limit(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};

CREATE TABLE calendar_feed (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    user_id {{uuid}} NOT NULL,
    secret_hash TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    revoked_at {{timestamp}},
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, user_id) REFERENCES app_user(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE UNIQUE INDEX calendar_feed_secret ON calendar_feed (organisation_id, secret_hash);
CREATE INDEX calendar_feed_user ON calendar_feed (organisation_id, user_id);
