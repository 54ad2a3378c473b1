-- Disputes: what a debtor contests of which items, who of the house answers, and how it ended. The contested part that the
-- decision and the interest read stays claim_fact.disputed_cents: it is written in the same transaction (doctor compares).

CREATE TABLE dispute (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    id {{uuid}} NOT NULL,
    reason TEXT NOT NULL,
    note TEXT NOT NULL,
    -- 'hand', 'call', 'mail', 'einvoice', 'claim', 'api'.
    source TEXT NOT NULL,
    currency TEXT NOT NULL,
    owner_role TEXT NOT NULL,
    owner_name TEXT NOT NULL,
    owner_email TEXT NOT NULL,
    opened_on {{date}} NOT NULL,
    -- Where it stands as long as nobody decided: 'open', 'asked', 'answered'; kept when somebody did.
    stage TEXT NOT NULL,
    asked_on {{date}},
    answered_on {{date}},
    answer_verdict TEXT,
    answer_cents BIGINT NOT NULL,
    -- 'founded' or 'partly' once it waits for a credit note; kept when it ended.
    verdict TEXT,
    verdict_cents BIGINT NOT NULL,
    decided_on {{date}},
    outcome TEXT,
    closed_on {{date}},
    -- The last day of what it waits for; NULL once it has ended.
    due_on {{date}},
    -- How often the owner was asked: an older link is void.
    asks INTEGER NOT NULL,
    -- The awaited credit note, in words.
    credit_reference TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, id)
){{without_rowid}};
CREATE INDEX dispute_living ON dispute (organisation_id, due_on) WHERE outcome IS NULL;

CREATE TABLE dispute_part (
    organisation_id {{uuid}} NOT NULL,
    dispute_id {{uuid}} NOT NULL,
    open_item_id {{uuid}} NOT NULL,
    claimed_cents BIGINT NOT NULL,
    released_cents BIGINT NOT NULL,
    credited_cents BIGINT NOT NULL,
    paid_cents BIGINT NOT NULL,
    -- The credit notes that stood on the item when the dispute was opened.
    credited_before_cents BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, dispute_id, open_item_id),
    FOREIGN KEY (organisation_id, dispute_id) REFERENCES dispute(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, open_item_id) REFERENCES open_item(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX dispute_part_item ON dispute_part (organisation_id, open_item_id);

CREATE TABLE dispute_event (
    organisation_id {{uuid}} NOT NULL,
    dispute_id {{uuid}} NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    note TEXT NOT NULL,
    on_day {{date}} NOT NULL,
    at {{timestamp}} NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (organisation_id, dispute_id, seq),
    FOREIGN KEY (organisation_id, dispute_id) REFERENCES dispute(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};

CREATE TABLE dispute_file (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    dispute_id {{uuid}} NOT NULL,
    document_hash TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, dispute_id) REFERENCES dispute(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX dispute_file_dispute ON dispute_file (organisation_id, dispute_id);

-- What an organisation does for a reason instead of the default.
CREATE TABLE dispute_policy (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    reason TEXT NOT NULL,
    owner_role TEXT NOT NULL,
    owner_name TEXT NOT NULL,
    owner_email TEXT NOT NULL,
    answer_days INTEGER NOT NULL,
    decision_days INTEGER NOT NULL,
    credit_days INTEGER NOT NULL,
    steps TEXT NOT NULL,
    PRIMARY KEY (organisation_id, reason)
){{without_rowid}};

CREATE TABLE dispute_setting (
    organisation_id {{uuid}} NOT NULL PRIMARY KEY REFERENCES organisation(id) ON DELETE RESTRICT,
    -- Where the program is reached from outside, without a slash at the end.
    address TEXT NOT NULL,
    -- The key that signs the owners' links; a new one makes all older links void.
    secret TEXT NOT NULL,
    -- Whom late disputes are told to, once a day; empty for nobody.
    escalation_email TEXT NOT NULL,
    -- Whether an owner's answer decides by itself.
    accepts_answers {{boolean}} NOT NULL,
    changed_at {{timestamp}} NOT NULL,
    changed_by TEXT NOT NULL
){{without_rowid}};

-- One a day and recipient: written before it leaves, so that a crash in between never sends it twice.
CREATE TABLE dispute_alert (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    on_day {{date}} NOT NULL,
    recipient TEXT NOT NULL,
    disputes INTEGER NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    PRIMARY KEY (organisation_id, on_day, recipient)
){{without_rowid}};

-- What was contested before disputes existed becomes a dispute of unknown reason, under the id of its item.
INSERT INTO dispute (organisation_id, id, reason, note, source, currency, owner_role, owner_name, owner_email, opened_on, stage, answer_cents, verdict_cents, due_on, asks, credit_reference, created_at, created_by, version)
SELECT f.organisation_id, f.open_item_id, 'unspecified', f.dispute_reason, 'claim', i.currency, 'accounting', '', '',
    CAST(substr(CAST(f.recorded_at AS TEXT), 1, 10) AS {{date}}), 'open', 0, 0, CAST(substr(CAST(f.recorded_at AS TEXT), 1, 10) AS {{date}}), 0, '', f.recorded_at, f.actor, 1
FROM claim_fact f JOIN open_item i ON i.organisation_id = f.organisation_id AND i.id = f.open_item_id
WHERE f.disputed_cents > 0 AND NOT EXISTS (SELECT 1 FROM claim_fact n WHERE n.organisation_id = f.organisation_id AND n.open_item_id = f.open_item_id AND n.version > f.version);

INSERT INTO dispute_part (organisation_id, dispute_id, open_item_id, claimed_cents, released_cents, credited_cents, paid_cents, credited_before_cents)
SELECT f.organisation_id, f.open_item_id, f.open_item_id, f.disputed_cents, 0, 0, 0,
    coalesce((SELECT CAST(sum(a.amount_cents) AS BIGINT) FROM allocation a JOIN open_item k ON k.organisation_id = a.organisation_id AND k.id = a.credit_id WHERE a.organisation_id = f.organisation_id AND a.debit_id = f.open_item_id AND k.kind = 'credit_note'), 0)
FROM claim_fact f
WHERE f.disputed_cents > 0 AND NOT EXISTS (SELECT 1 FROM claim_fact n WHERE n.organisation_id = f.organisation_id AND n.open_item_id = f.open_item_id AND n.version > f.version);

INSERT INTO dispute_event (organisation_id, dispute_id, seq, kind, note, on_day, at, actor)
SELECT organisation_id, id, 1, 'opened', note, opened_on, created_at, created_by FROM dispute;
