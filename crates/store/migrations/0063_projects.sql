-- The projects that documents are for, as tables and programs name them.
CREATE TABLE project (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    id {{uuid}} NOT NULL,
    code TEXT NOT NULL,
    -- The code without case and accents: two writings of one project are one.
    search_text TEXT NOT NULL,
    PRIMARY KEY (organisation_id, id)
){{without_rowid}};
CREATE UNIQUE INDEX project_text ON project (organisation_id, search_text);

-- Which project an item is for; an item that is for none has no row.
CREATE TABLE item_project (
    organisation_id {{uuid}} NOT NULL,
    open_item_id {{uuid}} NOT NULL,
    project_id {{uuid}} NOT NULL,
    PRIMARY KEY (organisation_id, open_item_id),
    FOREIGN KEY (organisation_id, open_item_id) REFERENCES open_item(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, project_id) REFERENCES project(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX item_project_project ON item_project (organisation_id, project_id, open_item_id);
