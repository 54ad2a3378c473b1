-- One text for both engines; {{…}} are filled in by src/migrate.rs.
-- Every key begins with the organisation, every foreign key includes it.

CREATE TABLE organisation (
    id {{uuid}} NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    spacing_days INTEGER NOT NULL,
    tolerance_cents BIGINT NOT NULL,
    minimum_cents BIGINT NOT NULL,
    bank_fresh_days INTEGER NOT NULL,
    ledger_fresh_days INTEGER NOT NULL,
    first_send_cap INTEGER NOT NULL,
    first_sent_at {{timestamp}},
    version BIGINT NOT NULL DEFAULT 1
){{without_rowid}};

CREATE TABLE creditor (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    id {{uuid}} NOT NULL,
    name TEXT NOT NULL,
    legal_form TEXT NOT NULL,
    capital_cents BIGINT,
    siren TEXT,
    rcs_town TEXT NOT NULL,
    vat TEXT,
    street TEXT NOT NULL,
    postcode TEXT NOT NULL,
    city TEXT NOT NULL,
    country TEXT NOT NULL,
    iban TEXT,
    bic TEXT NOT NULL,
    iban_holder TEXT NOT NULL,
    email TEXT,
    phone TEXT NOT NULL,
    default_term_days INTEGER NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (organisation_id, id)
){{without_rowid}};

CREATE TABLE app_user (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    id {{uuid}} NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    disabled_at {{timestamp}},
    PRIMARY KEY (organisation_id, id)
){{without_rowid}};
CREATE UNIQUE INDEX app_user_email ON app_user (organisation_id, email);

CREATE TABLE user_session (
    organisation_id {{uuid}} NOT NULL,
    token_hash TEXT NOT NULL,
    user_id {{uuid}} NOT NULL,
    created_at {{timestamp}} NOT NULL,
    expires_at {{timestamp}} NOT NULL,
    PRIMARY KEY (organisation_id, token_hash),
    FOREIGN KEY (organisation_id, user_id) REFERENCES app_user(organisation_id, id) ON DELETE CASCADE
){{without_rowid}};
CREATE INDEX user_session_user ON user_session (organisation_id, user_id);

CREATE TABLE import_file (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    id {{uuid}} NOT NULL,
    kind TEXT NOT NULL,
    file_name TEXT NOT NULL,
    document_hash TEXT NOT NULL,
    imported_on {{date}} NOT NULL,
    imported_at {{timestamp}} NOT NULL,
    actor TEXT NOT NULL,
    read_count BIGINT NOT NULL,
    created_count BIGINT NOT NULL,
    updated_count BIGINT NOT NULL,
    unchanged_count BIGINT NOT NULL,
    rejected_count BIGINT NOT NULL,
    problems TEXT NOT NULL,
    PRIMARY KEY (organisation_id, id)
){{without_rowid}};

CREATE TABLE debtor (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    id {{uuid}} NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    search_text TEXT NOT NULL,
    kind TEXT NOT NULL,
    category TEXT NOT NULL,
    collector TEXT NOT NULL,
    siren TEXT,
    siret TEXT,
    vat TEXT,
    street TEXT NOT NULL,
    postcode TEXT NOT NULL,
    city TEXT NOT NULL,
    country TEXT NOT NULL,
    language TEXT NOT NULL,
    iban TEXT,
    term_days INTEGER,
    term_end_of_month INTEGER,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (organisation_id, id)
){{without_rowid}};
CREATE UNIQUE INDEX debtor_code ON debtor (organisation_id, code);

CREATE TABLE contact (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    debtor_id {{uuid}} NOT NULL,
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT,
    phone TEXT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, debtor_id) REFERENCES debtor(organisation_id, id) ON DELETE CASCADE
){{without_rowid}};
CREATE INDEX contact_debtor ON contact (organisation_id, debtor_id);

-- Debits and credits alike. open_cents, the steps and the episode are projections of the append-only
-- rows in allocation and item_advance; the checks of doctor compare them.
CREATE TABLE open_item (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    debtor_id {{uuid}} NOT NULL,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    source TEXT NOT NULL,
    source_key TEXT NOT NULL,
    issued_on {{date}} NOT NULL,
    due_on {{date}} NOT NULL,
    due_estimated {{boolean}} NOT NULL,
    currency TEXT NOT NULL,
    amount_cents BIGINT NOT NULL,
    open_cents BIGINT NOT NULL,
    lettering TEXT NOT NULL,
    label TEXT NOT NULL,
    order_reference TEXT NOT NULL,
    last_step INTEGER,
    last_step_on {{date}},
    previous_step INTEGER,
    previous_step_on {{date}},
    episode INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, debtor_id) REFERENCES debtor(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE UNIQUE INDEX open_item_source ON open_item (organisation_id, source_key);
CREATE INDEX open_item_debtor ON open_item (organisation_id, debtor_id, id);
CREATE INDEX open_item_open ON open_item (organisation_id, debtor_id, id) WHERE open_cents <> 0;

CREATE TABLE allocation (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    debit_id {{uuid}} NOT NULL,
    credit_id {{uuid}} NOT NULL,
    amount_cents BIGINT NOT NULL,
    value_on {{date}} NOT NULL,
    origin TEXT NOT NULL,
    reason TEXT NOT NULL,
    reverses_id {{uuid}},
    created_at {{timestamp}} NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, debit_id) REFERENCES open_item(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, credit_id) REFERENCES open_item(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX allocation_debit ON allocation (organisation_id, debit_id);
CREATE INDEX allocation_credit ON allocation (organisation_id, credit_id);
CREATE INDEX allocation_value ON allocation (organisation_id, value_on);
CREATE UNIQUE INDEX allocation_reverses ON allocation (organisation_id, reverses_id) WHERE reverses_id IS NOT NULL;

CREATE TABLE bank_account (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    id {{uuid}} NOT NULL,
    account TEXT NOT NULL,
    currency TEXT NOT NULL,
    last_line_on {{date}} NOT NULL,
    PRIMARY KEY (organisation_id, id)
){{without_rowid}};
CREATE UNIQUE INDEX bank_account_account ON bank_account (organisation_id, account, currency);

CREATE TABLE bank_transaction (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    bank_account_id {{uuid}} NOT NULL,
    source_key TEXT NOT NULL,
    reference TEXT NOT NULL,
    booked_on {{date}} NOT NULL,
    value_on {{date}} NOT NULL,
    amount_cents BIGINT NOT NULL,
    currency TEXT NOT NULL,
    label TEXT NOT NULL,
    end_to_end_id TEXT NOT NULL,
    counterparty TEXT NOT NULL,
    counterparty_iban TEXT NOT NULL,
    state TEXT NOT NULL,
    note TEXT NOT NULL,
    payment_item_id {{uuid}},
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, bank_account_id) REFERENCES bank_account(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, payment_item_id) REFERENCES open_item(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE UNIQUE INDEX bank_transaction_source ON bank_transaction (organisation_id, bank_account_id, source_key);
CREATE INDEX bank_transaction_state ON bank_transaction (organisation_id, state, booked_on);
CREATE INDEX bank_transaction_payment ON bank_transaction (organisation_id, payment_item_id);

CREATE TABLE scenario (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    id {{uuid}} NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    steps TEXT NOT NULL,
    in_force {{boolean}} NOT NULL,
    created_at {{timestamp}} NOT NULL,
    PRIMARY KEY (organisation_id, id)
){{without_rowid}};

CREATE TABLE hold (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    debtor_id {{uuid}} NOT NULL,
    open_item_id {{uuid}},
    until_on {{date}},
    note TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL,
    released_at {{timestamp}},
    released_by TEXT,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, debtor_id) REFERENCES debtor(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, open_item_id) REFERENCES open_item(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX hold_debtor ON hold (organisation_id, debtor_id);
CREATE INDEX hold_item ON hold (organisation_id, open_item_id);

CREATE TABLE night_run (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    business_date {{date}} NOT NULL,
    scenario_id {{uuid}} NOT NULL,
    started_at {{timestamp}} NOT NULL,
    finished_at {{timestamp}},
    open_items BIGINT NOT NULL,
    send_count BIGINT NOT NULL,
    hold_count BIGINT NOT NULL,
    not_yet_count BIGINT NOT NULL,
    exhausted_count BIGINT NOT NULL,
    holds TEXT NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, scenario_id) REFERENCES scenario(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE UNIQUE INDEX night_run_date ON night_run (organisation_id, business_date);
CREATE INDEX night_run_scenario ON night_run (organisation_id, scenario_id);

-- One row per debtor and night: each open item and its outcome, so that no silence is without a reason.
CREATE TABLE night_outcome (
    organisation_id {{uuid}} NOT NULL,
    run_id {{uuid}} NOT NULL,
    debtor_id {{uuid}} NOT NULL,
    outcomes TEXT NOT NULL,
    PRIMARY KEY (organisation_id, run_id, debtor_id),
    FOREIGN KEY (organisation_id, run_id) REFERENCES night_run(organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, debtor_id) REFERENCES debtor(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX night_outcome_debtor ON night_outcome (organisation_id, debtor_id);

-- The outbox: one thing to do for one debtor on one day by one channel.
CREATE TABLE action (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    debtor_id {{uuid}} NOT NULL,
    run_id {{uuid}} NOT NULL,
    business_date {{date}} NOT NULL,
    channel TEXT NOT NULL,
    step INTEGER NOT NULL,
    step_key TEXT NOT NULL,
    mode TEXT NOT NULL,
    template TEXT NOT NULL,
    currency TEXT NOT NULL,
    item_count BIGINT NOT NULL,
    asked_cents BIGINT NOT NULL,
    net_cents BIGINT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    reserved_by TEXT,
    reserved_until {{timestamp}},
    attempts INTEGER NOT NULL DEFAULT 0,
    created_at {{timestamp}} NOT NULL,
    done_at {{timestamp}},
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, debtor_id) REFERENCES debtor(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, run_id) REFERENCES night_run(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE UNIQUE INDEX action_voice ON action (organisation_id, debtor_id, business_date, channel);
CREATE INDEX action_state ON action (organisation_id, state, business_date);
CREATE INDEX action_run ON action (organisation_id, run_id);

-- What an item was asked for. Its key says that no step is executed twice in an episode.
CREATE TABLE item_advance (
    organisation_id {{uuid}} NOT NULL,
    open_item_id {{uuid}} NOT NULL,
    action_id {{uuid}} NOT NULL,
    step INTEGER NOT NULL,
    episode INTEGER NOT NULL,
    amount_cents BIGINT NOT NULL,
    withdrawn {{boolean}} NOT NULL,
    PRIMARY KEY (organisation_id, action_id, open_item_id),
    FOREIGN KEY (organisation_id, open_item_id) REFERENCES open_item(organisation_id, id) ON DELETE RESTRICT,
    FOREIGN KEY (organisation_id, action_id) REFERENCES action(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE UNIQUE INDEX item_advance_once ON item_advance (organisation_id, open_item_id, step, episode) WHERE NOT withdrawn;
CREATE INDEX item_advance_item ON item_advance (organisation_id, open_item_id);

-- What left the house, byte for byte; never changed.
CREATE TABLE message (
    organisation_id {{uuid}} NOT NULL,
    action_id {{uuid}} NOT NULL,
    attempt INTEGER NOT NULL,
    message_id TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body_text TEXT NOT NULL,
    body_html TEXT NOT NULL,
    document_hash TEXT NOT NULL,
    attachment_hash TEXT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    PRIMARY KEY (organisation_id, action_id, attempt),
    FOREIGN KEY (organisation_id, action_id) REFERENCES action(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};

CREATE TABLE event_head (
    organisation_id {{uuid}} NOT NULL PRIMARY KEY REFERENCES organisation(id) ON DELETE RESTRICT,
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL
){{without_rowid}};

CREATE TABLE event (
    organisation_id {{uuid}} NOT NULL REFERENCES organisation(id) ON DELETE RESTRICT,
    seq BIGINT NOT NULL,
    at {{timestamp}} NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    debtor_id {{uuid}},
    subject_id {{uuid}},
    payload TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (organisation_id, seq),
    FOREIGN KEY (organisation_id, debtor_id) REFERENCES debtor(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX event_debtor ON event (organisation_id, debtor_id, seq);
