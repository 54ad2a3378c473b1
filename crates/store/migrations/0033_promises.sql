-- What debtors promise to pay and what becomes of it; why items are late, as persons noted it; what a house means to reach.

CREATE TABLE promise (
    organisation_id {{uuid}} NOT NULL,
    -- Ids grow: what was allocated after the promise has a greater id.
    id {{uuid}} NOT NULL,
    debtor_id {{uuid}} NOT NULL,
    currency TEXT NOT NULL,
    -- The day that was named, and the last one on which a payment keeps it.
    promised_on {{date}} NOT NULL,
    until_on {{date}} NOT NULL,
    tolerance_cents BIGINT NOT NULL,
    -- Who promised, on the debtor's side; may be empty.
    promiser TEXT NOT NULL,
    way TEXT NOT NULL,
    note TEXT NOT NULL,
    -- The call or the mail that it came by.
    action_id {{uuid}},
    received_id {{uuid}},
    state TEXT NOT NULL,
    -- The day of its fate.
    settled_on {{date}},
    -- Why it was withdrawn; empty unless it was.
    reason TEXT NOT NULL,
    due_cents BIGINT NOT NULL,
    paid_cents BIGINT NOT NULL,
    -- Whether money moved on its items since it was judged.
    touched {{boolean}} NOT NULL,
    made_on {{date}} NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, debtor_id) REFERENCES debtor(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX promise_debtor ON promise (organisation_id, debtor_id);
CREATE INDEX promise_state ON promise (organisation_id, state, until_on);
CREATE INDEX promise_touched ON promise (organisation_id, id) WHERE touched;

CREATE TABLE promise_item (
    organisation_id {{uuid}} NOT NULL,
    promise_id {{uuid}} NOT NULL,
    open_item_id {{uuid}} NOT NULL,
    -- What of it was promised, and what was open of it then.
    amount_cents BIGINT NOT NULL,
    open_cents BIGINT NOT NULL,
    -- The suspension that the promise has there, while it is waited for.
    hold_id {{uuid}},
    -- The later promise that took its place.
    taken_by {{uuid}},
    PRIMARY KEY (organisation_id, promise_id, open_item_id),
    FOREIGN KEY (organisation_id, promise_id) REFERENCES promise(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, open_item_id) REFERENCES open_item(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX promise_item_item ON promise_item (organisation_id, open_item_id);

CREATE TABLE promise_event (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    promise_id {{uuid}} NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    paid_cents BIGINT NOT NULL,
    on_day {{date}} NOT NULL,
    at {{timestamp}} NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, promise_id) REFERENCES promise(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX promise_event_promise ON promise_event (organisation_id, promise_id);

CREATE TABLE promise_setting (
    organisation_id {{uuid}} NOT NULL PRIMARY KEY REFERENCES organisation(id) ON DELETE RESTRICT,
    grace_days INTEGER NOT NULL,
    tolerance_cents BIGINT NOT NULL,
    -- For how many days the next step waits after the copy of a lost invoice.
    copy_days INTEGER NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
){{without_rowid}};

CREATE TABLE late_cause (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    open_item_id {{uuid}} NOT NULL,
    code TEXT NOT NULL,
    note TEXT NOT NULL,
    -- The suspension and the task that came with it.
    hold_id {{uuid}},
    action_id {{uuid}},
    noted_on {{date}} NOT NULL,
    noted_at {{timestamp}} NOT NULL,
    noted_by TEXT NOT NULL,
    -- When another cause took its place, or a person took it back.
    ended_at {{timestamp}},
    ended_by TEXT,
    -- The cause that took its place; NULL when a person took it back.
    replaced_by {{uuid}},
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, open_item_id) REFERENCES open_item(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE UNIQUE INDEX late_cause_current ON late_cause (organisation_id, open_item_id) WHERE ended_at IS NULL;
CREATE INDEX late_cause_item ON late_cause (organisation_id, open_item_id);

CREATE TABLE cause_setting (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    code TEXT NOT NULL,
    -- The house's own word; empty for the usual one.
    label TEXT NOT NULL,
    next_action TEXT NOT NULL,
    PRIMARY KEY (organisation_id, code)
){{without_rowid}};

CREATE TABLE goal (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    measure TEXT NOT NULL,
    -- 2026-09, 2026-T3 or 2026.
    period TEXT NOT NULL,
    target_bp INTEGER NOT NULL,
    set_at {{timestamp}} NOT NULL,
    set_by TEXT NOT NULL,
    PRIMARY KEY (organisation_id, measure, period)
){{without_rowid}};

-- The suspensions that promises made so far: each becomes a promise of what was open of its item then, until the day before
-- its end, and is judged by the next night.
INSERT INTO promise (organisation_id, id, debtor_id, currency, promised_on, until_on, tolerance_cents, promiser, way, note, action_id, received_id, state, settled_on, reason, due_cents, paid_cents, touched, made_on, created_at, created_by)
SELECT h.organisation_id, h.id, h.debtor_id, i.currency,
{{sqlite_only}}date(h.until_on, '-1 day'), date(h.until_on, '-1 day'),
{{postgres_only}}h.until_on - 1, h.until_on - 1,
0, '', 'call', h.note, NULL, NULL, 'pending', NULL, '',
i.open_cents + coalesce((SELECT sum(a.amount_cents) FROM allocation a WHERE a.organisation_id = h.organisation_id AND a.debit_id = i.id AND a.id > h.id), 0), 0, true,
{{sqlite_only}}date(substr(h.created_at, 1, 10)),
{{postgres_only}}CAST(h.created_at AS date),
h.created_at, h.created_by
FROM hold h JOIN open_item i ON i.organisation_id = h.organisation_id AND i.id = h.open_item_id
WHERE h.kind = 'promise' AND h.released_at IS NULL AND h.until_on IS NOT NULL
AND i.open_cents + coalesce((SELECT sum(a.amount_cents) FROM allocation a WHERE a.organisation_id = h.organisation_id AND a.debit_id = i.id AND a.id > h.id), 0) > 0;

INSERT INTO promise_item (organisation_id, promise_id, open_item_id, amount_cents, open_cents, hold_id, taken_by)
SELECT p.organisation_id, p.id, h.open_item_id, p.due_cents, p.due_cents, h.id, NULL
FROM promise p JOIN hold h ON h.organisation_id = p.organisation_id AND h.id = p.id;

INSERT INTO promise_event (organisation_id, id, promise_id, kind, reason, paid_cents, on_day, at, actor)
SELECT organisation_id, id, id, 'recorded', '', 0, made_on, created_at, created_by FROM promise;
