-- Text messages: the gateway, what each text weighed and cost, and the numbers that are left alone.

CREATE TABLE sms_gateway (
    organisation_id {{uuid}} NOT NULL PRIMARY KEY REFERENCES organisation(id) ON DELETE RESTRICT,
    provider TEXT NOT NULL,
    -- A JSON object with the address and the secrets.
    settings TEXT NOT NULL,
    sender TEXT NOT NULL,
    -- Thousandths of a euro, without tax, per part of a text.
    price_mills BIGINT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL,
    disabled_at {{timestamp}},
    version BIGINT NOT NULL DEFAULT 1
){{without_rowid}};

-- Beside a row of message: what is known of a text alone. The last two columns are filled by the gateway's answer.
CREATE TABLE sms_message (
    organisation_id {{uuid}} NOT NULL,
    action_id {{uuid}} NOT NULL,
    attempt INTEGER NOT NULL,
    provider TEXT NOT NULL,
    sender TEXT NOT NULL,
    parts INTEGER NOT NULL,
    price_mills BIGINT NOT NULL,
    provider_id TEXT NOT NULL,
    response TEXT NOT NULL,
    PRIMARY KEY (organisation_id, action_id, attempt),
    FOREIGN KEY (organisation_id, action_id) REFERENCES action(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};

-- Numbers that get no text. One entry a number at a time; lifting it keeps the row.
CREATE TABLE sms_stop (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    id {{uuid}} NOT NULL,
    number TEXT NOT NULL,
    note TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL,
    lifted_at {{timestamp}},
    lifted_by TEXT NOT NULL,
    PRIMARY KEY (organisation_id, id)
){{without_rowid}};
CREATE UNIQUE INDEX sms_stop_number ON sms_stop (organisation_id, number) WHERE lifted_at IS NULL;
