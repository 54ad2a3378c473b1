-- Accounts that are one customer, what the register of companies says, and what the inbox of data quality was told.

-- An absorbed account keeps its row and its code: files that name it go to its survivor.
ALTER TABLE debtor ADD COLUMN survivor_id {{uuid}};
CREATE INDEX debtor_survivor ON debtor (organisation_id, survivor_id) WHERE survivor_id IS NOT NULL;

-- Since when mail to a contact comes back, and what the carrier said.
ALTER TABLE contact ADD COLUMN unreachable_on {{date}};
ALTER TABLE contact ADD COLUMN unreachable_reason TEXT;

-- Two accounts made one. Never changed but to say that it was undone.
-- kept: the items that the survivor already had. survivor_before, survivor_after: its fields around the merge.
CREATE TABLE debtor_merge (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    survivor_id {{uuid}} NOT NULL,
    absorbed_id {{uuid}} NOT NULL,
    reason TEXT NOT NULL,
    survivor_before TEXT NOT NULL,
    survivor_after TEXT NOT NULL,
    kept TEXT NOT NULL,
    merged_on {{date}} NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL,
    undone_at {{timestamp}},
    undone_by TEXT,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, survivor_id) REFERENCES debtor(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, absorbed_id) REFERENCES debtor(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX debtor_merge_survivor ON debtor_merge (organisation_id, survivor_id);
CREATE INDEX debtor_merge_absorbed ON debtor_merge (organisation_id, absorbed_id);

-- Each row that a merge moved, and how it was where more than its account changed.
CREATE TABLE debtor_merge_row (
    organisation_id {{uuid}} NOT NULL,
    merge_id {{uuid}} NOT NULL,
    seq INTEGER NOT NULL,
    table_name TEXT NOT NULL,
    row_id {{uuid}} NOT NULL,
    before TEXT NOT NULL,
    PRIMARY KEY (organisation_id, merge_id, seq),
    FOREIGN KEY (organisation_id, merge_id) REFERENCES debtor_merge(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};

-- Two accounts that a person said are not the same; first_id is the smaller one.
CREATE TABLE debtor_distinct (
    organisation_id {{uuid}} NOT NULL,
    first_id {{uuid}} NOT NULL,
    second_id {{uuid}} NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL,
    PRIMARY KEY (organisation_id, first_id, second_id),
    FOREIGN KEY (organisation_id, first_id) REFERENCES debtor(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, second_id) REFERENCES debtor(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX debtor_distinct_second ON debtor_distinct (organisation_id, second_id);

-- An issue that a person set aside for a while. subject_id: the account or the item.
CREATE TABLE quality_ignored (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    id {{uuid}} NOT NULL,
    kind TEXT NOT NULL,
    subject_id {{uuid}} NOT NULL,
    until_on {{date}} NOT NULL,
    reason TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL,
    PRIMARY KEY (organisation_id, id)
){{without_rowid}};
CREATE INDEX quality_ignored_until ON quality_ignored (organisation_id, until_on);

-- What the register said of an account, the last time it was asked.
CREATE TABLE company_check (
    organisation_id {{uuid}} NOT NULL,
    debtor_id {{uuid}} NOT NULL,
    siren TEXT NOT NULL,
    state TEXT NOT NULL,
    closed_on {{date}},
    name TEXT NOT NULL,
    activity TEXT NOT NULL,
    source TEXT NOT NULL,
    checked_on {{date}} NOT NULL,
    PRIMARY KEY (organisation_id, debtor_id),
    FOREIGN KEY (organisation_id, debtor_id) REFERENCES debtor(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
