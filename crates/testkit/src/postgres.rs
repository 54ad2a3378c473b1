//! A PostgreSQL database of its own for each test.

use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use url::Url;

/// An empty database on the server named by `QUITTANCE_TEST_POSTGRES`, dropped with this value.
///
/// A test that fails keeps it, and says where it is.
#[derive(Debug)]
pub struct TestDatabase {
    server: String,
    name: String,
    url: String,
}

impl TestDatabase {
    /// Where to connect, as a `postgres://` URL.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// Creates an empty database, in UTF-8 with the C collation, as SQLite sorts.
///
/// # Panics
/// When `QUITTANCE_TEST_POSTGRES` is not set or its server does not answer.
pub async fn database() -> TestDatabase {
    static CREATED: AtomicU32 = AtomicU32::new(0);

    let server = crate::server("QUITTANCE_TEST_POSTGRES");
    let name = format!("quittance_test_{}_{}", process::id(), CREATED.fetch_add(1, Ordering::Relaxed));
    let mut url = Url::parse(&server).expect("QUITTANCE_TEST_POSTGRES is a URL");
    url.set_path(&name);

    let mut connection = connect(&server).await;
    // A process of the same number may have failed here before.
    for statement in [drop_statement(&name), format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")] {
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await.expect("a throw-away server lets us create databases");
    }
    TestDatabase { server, name, url: url.into() }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("the database of this test is kept: {}", self.url);
            return;
        }
        // A runtime of its own, because the test's cannot be waited for here.
        let (server, statement) = (self.server.clone(), drop_statement(&self.name));
        let dropped = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a thread may have a runtime");
            runtime.block_on(async {
                let mut connection = connect(&server).await;
                sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await
            })
        });
        if !matches!(dropped.join(), Ok(Ok(_))) {
            eprintln!("{} could not be dropped; the server is thrown away anyway", self.name);
        }
    }
}

async fn connect(server: &str) -> PgConnection {
    PgConnection::connect(server).await.unwrap_or_else(|error| panic!("no PostgreSQL at {server} (QUITTANCE_TEST_POSTGRES): {error}"))
}

/// Pools of the test may still be connected: `FORCE` ends them.
fn drop_statement(name: &str) -> String {
    format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")
}
