-- What persons decide of actions: who approved, gave up or passed over, and from which state, so that it can be taken back;
-- what came of a call; suspensions that a promise to pay made.

ALTER TABLE action ADD COLUMN undo_state TEXT;
ALTER TABLE action ADD COLUMN decided_by TEXT;
ALTER TABLE action ADD COLUMN decided_at {{timestamp}};

-- 'pause', or 'promise': the day that the debtor named.
ALTER TABLE hold ADD COLUMN kind TEXT NOT NULL DEFAULT 'pause';

-- The day on which somebody else answered at the number.
ALTER TABLE contact ADD COLUMN phone_wrong_on {{date}};

CREATE TABLE call_outcome (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    action_id {{uuid}} NOT NULL,
    outcome TEXT NOT NULL,
    -- What was promised; 0 for nothing.
    amount_cents BIGINT NOT NULL,
    currency TEXT NOT NULL,
    -- The day of a promise, or the day to call again.
    on_day {{date}},
    note TEXT NOT NULL,
    recorded_on {{date}} NOT NULL,
    recorded_at {{timestamp}} NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, action_id) REFERENCES action(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX call_outcome_action ON call_outcome (organisation_id, action_id);
