-- Lists as persons keep them: the filter, order and hidden columns of a page under a name, for oneself or for everybody.
CREATE TABLE saved_view (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    id {{uuid}} NOT NULL,
    page TEXT NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    owner_email TEXT NOT NULL,
    owner_name TEXT NOT NULL,
    shared {{boolean}} NOT NULL,
    created_at {{timestamp}} NOT NULL,
    deleted_at {{timestamp}},
    PRIMARY KEY (organisation_id, id)
){{without_rowid}};
CREATE INDEX saved_view_page ON saved_view (organisation_id, page);

-- The view with which a person's page opens.
CREATE TABLE saved_view_default (
    organisation_id {{uuid}} NOT NULL,
    user_email TEXT NOT NULL,
    page TEXT NOT NULL,
    view_id {{uuid}} NOT NULL,
    PRIMARY KEY (organisation_id, user_email, page),
    FOREIGN KEY (organisation_id, view_id) REFERENCES saved_view(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX saved_view_default_view ON saved_view_default (organisation_id, view_id);
