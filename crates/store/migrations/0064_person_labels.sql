-- A category that a person confirmed for a natural person who pays late: it goes as soon as nothing is late any more, and the category
-- of before comes back.
CREATE TABLE person_label (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    debtor_id {{uuid}} NOT NULL,
    category TEXT NOT NULL,
    category_before TEXT NOT NULL,
    given_at {{timestamp}} NOT NULL,
    given_by TEXT NOT NULL,
    ended_at {{timestamp}},
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, debtor_id) REFERENCES debtor(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX person_label_debtor ON person_label (organisation_id, debtor_id);
CREATE INDEX person_label_running ON person_label (organisation_id, id) WHERE ended_at IS NULL;
