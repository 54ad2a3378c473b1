-- A mail that an alert owes: written with the accounts that it tells of, so that it leaves once and is tried until it has left.
CREATE TABLE alert_mail (
    organisation_id {{uuid}} NOT NULL,
    id {{uuid}} NOT NULL,
    alert_id {{uuid}} NOT NULL,
    on_day {{date}} NOT NULL,
    account_count BIGINT NOT NULL,
    told TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    tried_at {{timestamp}},
    created_at {{timestamp}} NOT NULL,
    PRIMARY KEY (organisation_id, id),
    UNIQUE (organisation_id, alert_id, on_day),
    FOREIGN KEY (organisation_id, alert_id) REFERENCES alert_rule(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX alert_mail_state ON alert_mail (organisation_id, state, on_day);
