-- Imports that a person took back; the file's own row never changes. Items of such a file have the source 'void', a
-- counter-item of the same date that settles them, and a key of their own, so that the file can come in again.
CREATE TABLE import_cancellation (
    organisation_id {{uuid}} NOT NULL,
    import_id {{uuid}} NOT NULL,
    item_count BIGINT NOT NULL,
    cancelled_on {{date}} NOT NULL,
    cancelled_at {{timestamp}} NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (organisation_id, import_id),
    FOREIGN KEY (organisation_id, import_id) REFERENCES import_file(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
