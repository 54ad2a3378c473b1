-- Mail that comes in: the mailbox that is read, and each message with what it is, whom it is about and what it did.

CREATE TABLE mailbox (
    organisation_id {{uuid}} NOT NULL PRIMARY KEY REFERENCES organisation(id) ON DELETE RESTRICT,
    host TEXT NOT NULL,
    port INTEGER NOT NULL,
    security TEXT NOT NULL,
    login TEXT NOT NULL,
    secret TEXT NOT NULL,
    folder TEXT NOT NULL,
    -- A PEM file on this machine; empty for the usual authorities.
    authority TEXT NOT NULL,
    -- How far the folder is read: a UID means something under its UIDVALIDITY only.
    uid_validity BIGINT,
    last_uid BIGINT NOT NULL,
    fetched_at {{timestamp}},
    failing_since {{timestamp}},
    last_error TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL,
    disabled_at {{timestamp}},
    version BIGINT NOT NULL DEFAULT 1
){{without_rowid}};

CREATE TABLE received_mail (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    id {{uuid}} NOT NULL,
    -- SHA-256 of the bytes, whatever their line ends: the same message never comes in twice, by whichever road.
    fingerprint TEXT NOT NULL,
    document_hash TEXT NOT NULL,
    source TEXT NOT NULL,
    class TEXT NOT NULL,
    reason TEXT NOT NULL,
    sender TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    message_id TEXT NOT NULL,
    about TEXT NOT NULL,
    failed_address TEXT NOT NULL,
    facts TEXT NOT NULL,
    action_id {{uuid}},
    debtor_id {{uuid}},
    tie TEXT NOT NULL,
    effect TEXT NOT NULL,
    returns_on {{date}},
    sent_on {{date}},
    received_on {{date}} NOT NULL,
    received_at {{timestamp}} NOT NULL,
    handled_at {{timestamp}},
    handled_by TEXT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, action_id) REFERENCES action(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, debtor_id) REFERENCES debtor(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE UNIQUE INDEX received_mail_fingerprint ON received_mail (organisation_id, fingerprint);
CREATE INDEX received_mail_debtor ON received_mail (organisation_id, debtor_id);
CREATE INDEX received_mail_action ON received_mail (organisation_id, action_id);
CREATE INDEX received_mail_waiting ON received_mail (organisation_id, received_at) WHERE handled_at IS NULL;
CREATE INDEX received_mail_failed ON received_mail (organisation_id, failed_address) WHERE failed_address <> '';

-- A reply names a message of ours, or comes from an address that we know.
CREATE INDEX message_number ON message (organisation_id, message_id);
CREATE INDEX message_recipient ON message (organisation_id, lower(recipient));
CREATE INDEX contact_email ON contact (organisation_id, lower(email));
