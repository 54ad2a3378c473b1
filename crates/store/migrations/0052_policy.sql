-- The firm's procedure as it was published: its chapters with the settings of that day and the words of a person, never changed.

CREATE TABLE policy_edition (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    version INTEGER NOT NULL,
    -- The chapters, as JSON: key, title, lines of settings, text.
    chapters TEXT NOT NULL,
    reason TEXT NOT NULL,
    published_on {{date}} NOT NULL,
    published_at {{timestamp}} NOT NULL,
    published_by TEXT NOT NULL,
    PRIMARY KEY (organisation_id, version)
){{without_rowid}};
