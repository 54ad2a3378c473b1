-- Several scenarios an organisation, each a series of versions, and which items follow which.

-- The series of a version; that of the versions so far is the first of them.
ALTER TABLE scenario ADD COLUMN series_id {{uuid}};
UPDATE scenario SET series_id = (SELECT o.id FROM scenario o WHERE o.organisation_id = scenario.organisation_id ORDER BY o.version, o.id LIMIT 1);
CREATE INDEX scenario_series ON scenario (organisation_id, series_id, version);

-- The same key in two scenarios is two steps, with two numbers.
ALTER TABLE scenario_step ADD COLUMN series_id {{uuid}};
UPDATE scenario_step SET series_id = (SELECT o.id FROM scenario o WHERE o.organisation_id = scenario_step.organisation_id ORDER BY o.version, o.id LIMIT 1);
DROP INDEX scenario_step_key;
CREATE UNIQUE INDEX scenario_step_key ON scenario_step (organisation_id, series_id, key);

-- Versions of the list of rules, as JSON in their order; the newest decides. Without a row every item follows the first series.
CREATE TABLE scenario_binding (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    version INTEGER NOT NULL,
    default_series_id {{uuid}} NOT NULL,
    rules TEXT NOT NULL,
    actor TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    PRIMARY KEY (organisation_id, version)
){{without_rowid}};

-- A debtor to whom a person gave a scenario; revoked once.
CREATE TABLE debtor_scenario (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    debtor_id {{uuid}} NOT NULL,
    series_id {{uuid}} NOT NULL,
    reason TEXT NOT NULL,
    bound_at {{timestamp}} NOT NULL,
    bound_by TEXT NOT NULL,
    revoked_at {{timestamp}},
    revoked_by TEXT,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, debtor_id) REFERENCES debtor(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX debtor_scenario_debtor ON debtor_scenario (organisation_id, debtor_id);
CREATE UNIQUE INDEX debtor_scenario_once ON debtor_scenario (organisation_id, debtor_id) WHERE revoked_at IS NULL;
