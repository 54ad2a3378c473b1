//! One set of migration files for both engines, with the types filled in.

use std::borrow::Cow;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, SqlSafeStr as _};

use crate::Engine;

/// Number, name, text. Never edited once released; a change is a new file.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "init", include_str!("../migrations/0001_init.sql")),
    (2, "law_and_interest", include_str!("../migrations/0002_law_and_interest.sql")),
    (3, "time_limits", include_str!("../migrations/0003_time_limits.sql")),
    (4, "claims", include_str!("../migrations/0004_claims.sql")),
    (5, "ledger", include_str!("../migrations/0005_ledger.sql")),
    (6, "covering_indexes", include_str!("../migrations/0006_covering_indexes.sql")),
    (7, "import_mapping", include_str!("../migrations/0007_import_mapping.sql")),
    (8, "payers", include_str!("../migrations/0008_payers.sql")),
    (9, "bank_statements", include_str!("../migrations/0009_bank_statements.sql")),
    (10, "connections", include_str!("../migrations/0010_connections.sql")),
    (11, "quality", include_str!("../migrations/0011_quality.sql")),
    (12, "einvoices", include_str!("../migrations/0012_einvoices.sql")),
    (13, "matching_discount", include_str!("../migrations/0013_matching_discount.sql")),
    (14, "import_cancellation", include_str!("../migrations/0014_import_cancellation.sql")),
    (15, "collection_messages", include_str!("../migrations/0015_collection_messages.sql")),
    (16, "scenarios", include_str!("../migrations/0016_scenarios.sql")),
    (17, "departures", include_str!("../migrations/0017_departures.sql")),
    (18, "import_lines", include_str!("../migrations/0018_import_lines.sql")),
    (19, "templates", include_str!("../migrations/0019_templates.sql")),
    (20, "mail_in", include_str!("../migrations/0020_mail_in.sql")),
    (21, "sms", include_str!("../migrations/0021_sms.sql")),
    (23, "letters", include_str!("../migrations/0023_letters.sql")),
    (24, "electronic_agreement", include_str!("../migrations/0024_electronic_agreement.sql")),
    (25, "bindings", include_str!("../migrations/0025_bindings.sql")),
    (27, "approvals", include_str!("../migrations/0027_approvals.sql")),
    (28, "salesmen", include_str!("../migrations/0028_salesmen.sql")),
    (29, "proposals", include_str!("../migrations/0029_proposals.sql")),
    (30, "large_nights", include_str!("../migrations/0030_large_nights.sql")),
    (31, "postal_carrier", include_str!("../migrations/0031_postal_carrier.sql")),
    (32, "disputes", include_str!("../migrations/0032_disputes.sql")),
    (33, "promises", include_str!("../migrations/0033_promises.sql")),
    (34, "agreements", include_str!("../migrations/0034_agreements.sql")),
    (35, "mail_oauth", include_str!("../migrations/0035_mail_oauth.sql")),
    (41, "agenda", include_str!("../migrations/0041_agenda.sql")),
    (42, "portfolio", include_str!("../migrations/0042_portfolio.sql")),
    (54, "languages", include_str!("../migrations/0054_languages.sql")),
    (52, "policy", include_str!("../migrations/0052_policy.sql")),
    (37, "compromises", include_str!("../migrations/0037_compromises.sql")),
    (38, "talks", include_str!("../migrations/0038_talks.sql")),
    (36, "plan_deeds", include_str!("../migrations/0036_plan_deeds.sql")),
    (39, "sms_inbound", include_str!("../migrations/0039_sms_inbound.sql")),
    (40, "courtesy", include_str!("../migrations/0040_courtesy.sql")),
    (49, "alert_mail", include_str!("../migrations/0049_alert_mail.sql")),
    (50, "saved_view", include_str!("../migrations/0050_saved_view.sql")),
    (51, "search", include_str!("../migrations/0051_search.sql")),
    (45, "compromise_papers", include_str!("../migrations/0045_compromise_papers.sql")),
    (46, "plan_offers", include_str!("../migrations/0046_plan_offers.sql")),
    (43, "sealed_secrets", include_str!("../migrations/0043_sealed_secrets.sql")),
    (44, "electronic_carrier", include_str!("../migrations/0044_electronic_carrier.sql")),
    (47, "service_mails", include_str!("../migrations/0047_service_mails.sql")),
    (55, "plan_note", include_str!("../migrations/0055_plan_note.sql")),
    (57, "electronic_channel", include_str!("../migrations/0057_electronic_channel.sql")),
    (58, "mail_cap", include_str!("../migrations/0058_mail_cap.sql")),
    (60, "compromise_vat", include_str!("../migrations/0060_compromise_vat.sql")),
    (61, "plan_told", include_str!("../migrations/0061_plan_told.sql")),
    (63, "projects", include_str!("../migrations/0063_projects.sql")),
    (64, "person_labels", include_str!("../migrations/0064_person_labels.sql")),
    (66, "whole_nights", include_str!("../migrations/0066_whole_nights.sql")),
    (67, "dispute_credit", include_str!("../migrations/0067_dispute_credit.sql")),
    (69, "sectors", include_str!("../migrations/0069_sectors.sql")),
    (71, "invoice_copies", include_str!("../migrations/0071_invoice_copies.sql")),
    (76, "watched", include_str!("../migrations/0076_watched.sql")),
    (77, "plan_told", include_str!("../migrations/0077_plan_told.sql")),
    (78, "mail_hours", include_str!("../migrations/0078_mail_hours.sql")),
];

/// What the placeholders of a migration stand for: name, SQLite, PostgreSQL.
const TYPES: &[(&str, &str, &str)] = &[
    ("{{uuid}}", "BLOB", "uuid"),
    ("{{timestamp}}", "TEXT", "timestamptz"),
    ("{{date}}", "TEXT", "date"),
    ("{{boolean}}", "BOOLEAN", "boolean"),
    ("{{without_rowid}}", " WITHOUT ROWID", ""),
    (
        "{{open_columns}}",
        ", due_on, open_cents, kind, currency, issued_on, amount_cents, number, last_step, last_step_on, previous_step, previous_step_on, episode",
        "",
    ),
    // The line of a statement that PostgreSQL goes without.
    ("{{sqlite_only}}", "", "-- "),
    // The line of a statement that SQLite goes without.
    ("{{postgres_only}}", "-- ", ""),
];

pub(crate) fn text_for(engine: Engine, template: &str) -> String {
    TYPES.iter().fold(template.to_owned(), |text, (name, sqlite, postgres)| {
        text.replace(name, if engine == Engine::Sqlite { sqlite } else { postgres })
    })
}

/// Number of the newest migration.
pub(crate) fn newest() -> i64 {
    MIGRATIONS.iter().map(|(number, ..)| *number).max().unwrap_or(0)
}

pub(crate) fn migrator(engine: Engine) -> Migrator {
    let migrations = MIGRATIONS
        .iter()
        .map(|(number, name, template)| {
            let sql = AssertSqlSafe(text_for(engine, template)).into_sql_str();
            Migration::new(*number, Cow::Borrowed(*name), MigrationType::Simple, sql, false)
        })
        .collect();
    Migrator::with_migrations(migrations)
}
