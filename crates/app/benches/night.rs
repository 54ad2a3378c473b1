//! A whole night from the base, written, on both engines, beside the barest SQL that writes as many rows.
//!
//! ```text
//! cargo bench -p app --bench night                    # 100 000 debtors of ten items
//! cargo bench -p app --bench night -- 1000 10000 100000
//! ```
//!
//! PostgreSQL is the server of `QUITTANCE_TEST_POSTGRES` (see `ci/servers`); without it, SQLite alone is measured. The
//! barest SQL is one `INSERT … SELECT` of a row for each item that the night asks for, into a table with the same key as
//! the rows of the night, in the same run on the same base.

mod firm;

use std::path::Path;
use std::time::{Duration, Instant};

use app::night;
use sqlx::Connection as _;
use store::Db;

use firm::{ITEMS_PER_DEBTOR, fill, firm};

/// One `INSERT … SELECT`, with the key that the night's own rows have.
const BARE_TABLE: &str = "CREATE TABLE bare_night (organisation_id %ID% NOT NULL, action_id %ID% NOT NULL, open_item_id %ID% NOT NULL, step INTEGER NOT NULL, amount_cents BIGINT NOT NULL, PRIMARY KEY (organisation_id, action_id, open_item_id))";
const BARE: &str = "INSERT INTO bare_night SELECT organisation_id, debtor_id, id, CASE WHEN due_on < '2026-08-01' THEN 2 ELSE 1 END, open_cents FROM open_item WHERE open_cents > 0 AND due_on < '2026-09-14'";

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![100_000] } else { sizes };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    println!("| engine | debtors | items | dry: read / decide | written: read / decide / write | bare SQL | written / bare | again |");
    println!("|---|---|---|---|---|---|---|---|");
    for debtors in sizes {
        runtime.block_on(measure("SQLite", debtors, None));
        if std::env::var_os("QUITTANCE_TEST_POSTGRES").is_some() {
            runtime.block_on(async {
                let database = testkit::postgres::database().await;
                measure("PostgreSQL", debtors, Some(database.url())).await;
            });
        }
    }
}

async fn measure(engine: &str, debtors: usize, database: Option<&str>) {
    let folder = tempfile::tempdir().expect("a folder");
    let (app, scope) = firm(folder.path(), database, None).await;
    let db = match database {
        None => Db::open_folder(folder.path()).await.expect("the base opens"),
        Some(url) => Db::open_server(url, &folder.path().join("secrets.key")).await.expect("the base answers"),
    };
    fill(&db, &scope, debtors).await;
    db.close().await;
    let dry = night::dry_run(&app, &scope).await.expect("a dry night").timing;
    let started = Instant::now();
    let report = night::run(&app, &scope).await.expect("a night");
    let whole = started.elapsed();
    let written = report.timing;
    assert_eq!(report.counts.open_items, debtors * usize::try_from(ITEMS_PER_DEBTOR).unwrap_or(0), "the whole book");
    let started = Instant::now();
    let repeated = night::run(&app, &scope).await.expect("the same night").timing;
    let again = started.elapsed();
    app.close().await;
    let bare = bare(folder.path(), database).await;
    println!(
        "| {engine} | {debtors} | {} ({} asked for in {} messages) | {} / {} ms | {} / {} / {} ms, {} ms in all | {} ms | {:.1} | {} / {} / {} ms, {} ms in all |",
        report.counts.open_items,
        report.counts.send,
        report.actions.len(),
        ms(dry.read),
        ms(dry.decide),
        ms(written.read),
        ms(written.decide),
        ms(written.write),
        ms(whole),
        ms(bare),
        whole.as_secs_f64() / bare.as_secs_f64(),
        ms(repeated.read),
        ms(repeated.decide),
        ms(repeated.write),
        ms(again),
    );
}

fn ms(duration: Duration) -> u128 {
    duration.as_millis()
}

async fn bare(folder: &Path, database: Option<&str>) -> Duration {
    let started;
    match database {
        None => {
            let url = format!("sqlite://{}", folder.join("quittance.sqlite").display());
            let mut connection = sqlx::SqliteConnection::connect(&url).await.expect("the base opens");
            sqlx::query(sqlx::AssertSqlSafe(BARE_TABLE.replace("%ID%", "BLOB") + " WITHOUT ROWID"))
                .execute(&mut connection)
                .await
                .expect("a table");
            started = Instant::now();
            sqlx::query(BARE).execute(&mut connection).await.expect("the barest night");
        }
        Some(url) => {
            let mut connection = sqlx::PgConnection::connect(url).await.expect("the base answers");
            sqlx::query(sqlx::AssertSqlSafe(BARE_TABLE.replace("%ID%", "UUID"))).execute(&mut connection).await.expect("a table");
            started = Instant::now();
            sqlx::query(BARE).execute(&mut connection).await.expect("the barest night");
        }
    }
    started.elapsed()
}
