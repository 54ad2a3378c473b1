-- Keys by which other programs come in, what they were answered, and what goes out to them.

CREATE TABLE api_token (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    id {{uuid}} NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    scopes TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    hint TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL,
    expires_at {{timestamp}},
    revoked_at {{timestamp}},
    last_used_at {{timestamp}},
    PRIMARY KEY (organisation_id, id)
){{without_rowid}};
CREATE UNIQUE INDEX api_token_secret ON api_token (organisation_id, secret_hash);

-- The answer of a request that changed something, under the key that its sender gave it.
CREATE TABLE api_answer (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    idempotency_key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    PRIMARY KEY (organisation_id, idempotency_key)
){{without_rowid}};
CREATE INDEX api_answer_age ON api_answer (organisation_id, created_at);

CREATE TABLE webhook_endpoint (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    id {{uuid}} NOT NULL,
    url TEXT NOT NULL,
    label TEXT NOT NULL,
    kinds TEXT NOT NULL,
    secret TEXT NOT NULL,
    old_secret TEXT,
    old_secret_until {{timestamp}},
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL,
    failing_since {{timestamp}},
    disabled_at {{timestamp}},
    disabled_by TEXT NOT NULL,
    deleted_at {{timestamp}},
    PRIMARY KEY (organisation_id, id)
){{without_rowid}};

-- Written in the transaction of the fact that it tells; the worker makes a delivery of it for each endpoint.
CREATE TABLE webhook_event (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    id {{uuid}} NOT NULL,
    kind TEXT NOT NULL,
    data TEXT NOT NULL,
    happened_at {{timestamp}},
    spread {{boolean}} NOT NULL,
    PRIMARY KEY (organisation_id, id)
){{without_rowid}};
CREATE INDEX webhook_event_new ON webhook_event (organisation_id, id) WHERE NOT spread;

CREATE TABLE webhook_delivery (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    event_id {{uuid}} NOT NULL,
    endpoint_id {{uuid}} NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    next_at {{timestamp}} NOT NULL,
    leased_until {{timestamp}},
    last_status INTEGER,
    last_error TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    done_at {{timestamp}},
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, event_id) REFERENCES webhook_event(organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, endpoint_id) REFERENCES webhook_endpoint(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE UNIQUE INDEX webhook_delivery_once ON webhook_delivery (organisation_id, event_id, endpoint_id);
CREATE INDEX webhook_delivery_due ON webhook_delivery (organisation_id, state, next_at);
CREATE INDEX webhook_delivery_endpoint ON webhook_delivery (organisation_id, endpoint_id, id);

CREATE TABLE webhook_attempt (
    organisation_id {{uuid}} NOT NULL,
    delivery_id {{uuid}} NOT NULL,
    attempt INTEGER NOT NULL,
    at {{timestamp}} NOT NULL,
    status INTEGER,
    error TEXT NOT NULL,
    answer TEXT NOT NULL,
    took_ms INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, delivery_id, attempt),
    FOREIGN KEY (organisation_id, delivery_id) REFERENCES webhook_delivery(organisation_id, id) ON DELETE CASCADE
){{without_rowid}};

-- What became of the files dropped in the watched folder.
CREATE TABLE watched_file (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    id {{uuid}} NOT NULL,
    file_name TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    outcome TEXT NOT NULL,
    summary TEXT NOT NULL,
    kept_as TEXT NOT NULL,
    at {{timestamp}} NOT NULL,
    PRIMARY KEY (organisation_id, id)
){{without_rowid}};

-- The last business date on which another program brought something: as fresh as a file of that day.
CREATE TABLE api_push (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    kind TEXT NOT NULL,
    last_on {{date}} NOT NULL,
    PRIMARY KEY (organisation_id, kind)
){{without_rowid}};
