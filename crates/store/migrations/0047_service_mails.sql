-- Messages beside the reminders, which ask for nothing: the copy of an invoice, the confirmation of a promise; and the documents
-- of items that such a message may carry.

-- A service mail may leave on the day of a reminder: it is numbered beside it.
DROP INDEX action_voice;
ALTER TABLE action ADD COLUMN beside INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX action_voice ON action (organisation_id, debtor_id, business_date, channel, beside);

CREATE TABLE service_mail (
    organisation_id {{uuid}} NOT NULL,
    action_id {{uuid}} NOT NULL,
    kind TEXT NOT NULL,
    -- Whom it goes to; nobody in particular when the contact is gone.
    contact_id {{uuid}} NOT NULL,
    -- The promise that it confirms.
    promise_id {{uuid}},
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL,
    PRIMARY KEY (organisation_id, action_id),
    FOREIGN KEY (organisation_id, action_id) REFERENCES action(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX service_mail_promise ON service_mail (organisation_id, promise_id) WHERE promise_id IS NOT NULL;

-- What it carries: the very bytes, whatever becomes of the document afterwards.
CREATE TABLE service_mail_file (
    organisation_id {{uuid}} NOT NULL,
    action_id {{uuid}} NOT NULL,
    open_item_id {{uuid}} NOT NULL,
    document_hash TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    PRIMARY KEY (organisation_id, action_id, open_item_id),
    FOREIGN KEY (organisation_id, action_id) REFERENCES service_mail(organisation_id, action_id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, open_item_id) REFERENCES open_item(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX service_mail_file_item ON service_mail_file (organisation_id, open_item_id);

-- The invoice itself, as a person handed it in.
CREATE TABLE item_document (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    open_item_id {{uuid}} NOT NULL,
    document_hash TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL,
    withdrawn_at {{timestamp}},
    withdrawn_by TEXT,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, open_item_id) REFERENCES open_item(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX item_document_item ON item_document (organisation_id, open_item_id);

-- For how many days the next step waits once the cause is noted; NULL for the usual ones.
ALTER TABLE cause_setting ADD COLUMN wait_days INTEGER;

-- Whether each promise is confirmed by e-mail without being asked to.
ALTER TABLE promise_setting ADD COLUMN confirms {{boolean}} NOT NULL DEFAULT false;
