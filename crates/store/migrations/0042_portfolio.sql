-- What a person wants to be told of, who takes which account, and who stands in for whom.

-- A condition on accounts; nothing in a column means that it does not ask. matched holds the accounts that met it when it was last
-- looked at, so that only what is new is told.
CREATE TABLE alert_rule (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    id {{uuid}} NOT NULL,
    name TEXT NOT NULL,
    least_cents BIGINT,
    silent_days INTEGER,
    least_days INTEGER,
    category TEXT NOT NULL,
    collector TEXT NOT NULL,
    email TEXT NOT NULL,
    matched TEXT NOT NULL,
    matched_on {{date}},
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL,
    retired_at {{timestamp}},
    retired_by TEXT,
    PRIMARY KEY (organisation_id, id)
){{without_rowid}};

-- Which accounts a collector takes: the first rule of the order that an account meets.
CREATE TABLE portfolio_rule (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    position INTEGER NOT NULL,
    category TEXT NOT NULL,
    first_from TEXT NOT NULL,
    first_to TEXT NOT NULL,
    least_cents BIGINT,
    most_cents BIGINT,
    collector TEXT NOT NULL,
    PRIMARY KEY (organisation_id, position)
){{without_rowid}};

-- A collector is away: until the day of return another one sees the accounts.
CREATE TABLE absence (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    id {{uuid}} NOT NULL,
    collector TEXT NOT NULL,
    stand_in TEXT NOT NULL,
    from_on {{date}} NOT NULL,
    until_on {{date}} NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL,
    ended_at {{timestamp}},
    ended_by TEXT,
    PRIMARY KEY (organisation_id, id)
){{without_rowid}};
