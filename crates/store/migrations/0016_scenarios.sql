-- Versions of scenarios as a person wrote them, the numbers of their steps, and what guards the way out.

ALTER TABLE scenario ADD COLUMN actor TEXT NOT NULL DEFAULT '';
-- The text file, tests included; empty for a scenario that nobody wrote as text.
ALTER TABLE scenario ADD COLUMN source TEXT NOT NULL DEFAULT '';

-- The number by which open_item.last_step and item_advance.step know a step, whatever its position in a version.
-- Without a row, numbers are the positions in the version in force.
CREATE TABLE scenario_step (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    number INTEGER NOT NULL,
    key TEXT NOT NULL,
    nominal_day INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, number)
){{without_rowid}};
CREATE UNIQUE INDEX scenario_step_key ON scenario_step (organisation_id, key);

-- One row an organisation, from the first change on.
CREATE TABLE guard (
    organisation_id {{uuid}} NOT NULL PRIMARY KEY REFERENCES organisation(id) ON DELETE RESTRICT,
    stopped_at {{timestamp}},
    stopped_by TEXT NOT NULL,
    stop_reason TEXT NOT NULL,
    run_cap INTEGER,
    pressure_contacts INTEGER,
    pressure_days INTEGER,
    version BIGINT NOT NULL DEFAULT 1
){{without_rowid}};

-- A message that may be vetoed leaves no earlier.
ALTER TABLE action ADD COLUMN not_before {{timestamp}};
