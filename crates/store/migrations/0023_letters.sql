-- Letters that a person posts: each as it was printed, the batches, and what happened to registered ones.

CREATE TABLE print_run (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    id {{uuid}} NOT NULL,
    made_on {{date}} NOT NULL,
    made_at {{timestamp}} NOT NULL,
    actor TEXT NOT NULL,
    letter_count BIGINT NOT NULL,
    page_count BIGINT NOT NULL,
    sheet_count BIGINT NOT NULL,
    -- SHA-256 of the one file that was printed.
    document_hash TEXT NOT NULL,
    duplex {{boolean}} NOT NULL,
    separators {{boolean}} NOT NULL,
    PRIMARY KEY (organisation_id, id)
){{without_rowid}};

CREATE TABLE letter (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    action_id {{uuid}} NOT NULL,
    kind TEXT NOT NULL,
    reference TEXT NOT NULL,
    -- The lines of the address in the window.
    recipient TEXT NOT NULL,
    -- SHA-256 of what it asks, from whom, for whom: another one at the check before posting holds it.
    fingerprint TEXT NOT NULL,
    document_hash TEXT NOT NULL,
    page_count BIGINT NOT NULL,
    asked_cents BIGINT NOT NULL,
    net_cents BIGINT NOT NULL,
    currency TEXT NOT NULL,
    -- Days that a formal notice gives from its first presentation.
    notice_days INTEGER,
    made_on {{date}} NOT NULL,
    made_at {{timestamp}} NOT NULL,
    made_by TEXT NOT NULL,
    -- Since when another print takes its place.
    replaced_at {{timestamp}},
    tracking TEXT NOT NULL,
    posted_on {{date}},
    posted_at {{timestamp}},
    posted_by TEXT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, action_id) REFERENCES action(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
-- An action has one letter that counts.
CREATE UNIQUE INDEX letter_current ON letter (organisation_id, action_id) WHERE replaced_at IS NULL;
CREATE INDEX letter_action ON letter (organisation_id, action_id);
CREATE INDEX letter_tracking ON letter (organisation_id, tracking) WHERE tracking <> '';

CREATE TABLE print_run_letter (
    organisation_id {{uuid}} NOT NULL,
    run_id {{uuid}} NOT NULL,
    position INTEGER NOT NULL,
    letter_id {{uuid}} NOT NULL,
    PRIMARY KEY (organisation_id, run_id, position),
    FOREIGN KEY (organisation_id, run_id) REFERENCES print_run(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, letter_id) REFERENCES letter(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX print_run_letter_letter ON print_run_letter (organisation_id, letter_id);

CREATE TABLE letter_event (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    letter_id {{uuid}} NOT NULL,
    kind TEXT NOT NULL,
    happened_on {{date}} NOT NULL,
    note TEXT NOT NULL,
    -- The scan of the proof: its SHA-256, and the name that it came with.
    document_hash TEXT,
    document_name TEXT NOT NULL,
    source TEXT NOT NULL,
    recorded_at {{timestamp}} NOT NULL,
    recorded_by TEXT NOT NULL,
    -- A mistake is withdrawn, never changed.
    withdrawn_at {{timestamp}},
    withdrawn_by TEXT,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, letter_id) REFERENCES letter(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX letter_event_letter ON letter_event (organisation_id, letter_id);

-- What waits to be posted is a letter or a formal notice.
CREATE INDEX action_to_post ON action (organisation_id, state, channel) WHERE channel IN ('letter', 'registered', 'task');
