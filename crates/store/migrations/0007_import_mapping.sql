-- How tables of a source are read, files that wait for a confirmation, and how a file was read.

-- signature: hash of the column names, in alphabetical order. choices: what the columns hold, as JSON.
CREATE TABLE import_mapping (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    kind TEXT NOT NULL,
    signature TEXT NOT NULL,
    name TEXT NOT NULL,
    choices TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL,
    used_at {{timestamp}},
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id) REFERENCES organisation(id) ON DELETE CASCADE
){{without_rowid}};
CREATE UNIQUE INDEX import_mapping_signature ON import_mapping (organisation_id, signature);

-- The bytes lie beside the documents until the person confirms or gives up; no backup holds them.
CREATE TABLE import_draft (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    file_name TEXT NOT NULL,
    document_hash TEXT NOT NULL,
    kind TEXT NOT NULL,
    choices TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id) REFERENCES organisation(id) ON DELETE CASCADE
){{without_rowid}};

-- How a table was read: with it the rejected rows of the original are found again.
CREATE TABLE import_reading (
    organisation_id {{uuid}} NOT NULL,
    import_id {{uuid}} NOT NULL,
    choices TEXT NOT NULL,
    PRIMARY KEY (organisation_id, import_id),
    FOREIGN KEY (organisation_id, import_id) REFERENCES import_file(organisation_id, id) ON DELETE CASCADE
){{without_rowid}};

-- Which file an item of a table first came in with.
CREATE TABLE import_item (
    organisation_id {{uuid}} NOT NULL,
    open_item_id {{uuid}} NOT NULL,
    import_id {{uuid}} NOT NULL,
    PRIMARY KEY (organisation_id, open_item_id),
    FOREIGN KEY (organisation_id, open_item_id) REFERENCES open_item(organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, import_id) REFERENCES import_file(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX import_item_file ON import_item (organisation_id, import_id);
