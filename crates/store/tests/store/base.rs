//! A fresh base of each engine.

use std::ops::Deref;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection};
use store::{Db, Engine};
use tempfile::TempDir;
use testkit::postgres::TestDatabase;
use uuid::Uuid;

/// Where a base lives; gone with it.
enum Place {
    Folder(TempDir),
    /// With a folder for the key of its secrets.
    Server(TestDatabase, TempDir),
}

/// An empty, migrated base of its own.
pub(crate) struct Base {
    db: Db,
    place: Place,
}

impl Deref for Base {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

/// Runs a test on a fresh base of each engine, and says on which one it failed.
pub(crate) async fn on_both(test: impl AsyncFn(&Base)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        eprintln!("on {engine:?}");
        let base = Base::new(engine).await;
        test(&base).await;
        base.db.close().await;
    }
}

impl Base {
    pub(crate) async fn new(engine: Engine) -> Self {
        let place = match engine {
            Engine::Sqlite => Place::Folder(tempfile::tempdir().unwrap()),
            Engine::Postgres => Place::Server(testkit::postgres::database().await, tempfile::tempdir().unwrap()),
        };
        Self { db: open(&place).await, place }
    }

    /// Opens the same base once more, as a second process would.
    pub(crate) async fn reopen(&self) -> Db {
        open(&self.place).await
    }

    /// Runs a statement behind the program's back, as somebody with the keys of the server could; returns the rows changed.
    pub(crate) async fn raw(&self, sql: String) -> u64 {
        match &self.place {
            Place::Folder(folder) => {
                let options = SqliteConnectOptions::new().filename(folder.path().join("quittance.sqlite")).foreign_keys(false);
                let mut connection = options.connect().await.unwrap();
                let changed = sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap().rows_affected();
                connection.close().await.unwrap();
                changed
            }
            Place::Server(database, _) => {
                let mut connection = PgConnection::connect(database.url()).await.unwrap();
                let changed = sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap().rows_affected();
                connection.close().await.unwrap();
                changed
            }
        }
    }

    /// Reads texts behind the program's back, a row each.
    pub(crate) async fn raw_texts(&self, sql: String) -> Vec<String> {
        match &self.db {
            Db::Sqlite { read, .. } => sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(read).await.unwrap(),
            Db::Postgres(pool, _) => sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(pool).await.unwrap(),
        }
    }

    /// How SQLite would run a statement, a step each.
    pub(crate) async fn plan(&self, sql: &str) -> Vec<String> {
        let Db::Sqlite { read, .. } = &self.db else { panic!("plans are read on SQLite") };
        let steps: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"))).fetch_all(read).await.unwrap();
        steps.into_iter().map(|(.., step)| step).collect()
    }

    /// The statements that SQLite would run with an index of the moment, if it might make one.
    pub(crate) async fn wanting_an_index_of_the_moment<'s>(&self, statements: impl Iterator<Item = (&'s str, &'s str)>) -> Vec<&'s str> {
        let Db::Sqlite { read, .. } = &self.db else { panic!("plans are read on SQLite") };
        let mut connection = read.acquire().await.unwrap();
        sqlx::query("PRAGMA automatic_index = 1").execute(&mut *connection).await.unwrap();
        let mut wanting = Vec::new();
        for (name, sql) in statements {
            let steps: Vec<(i64, i64, i64, String)> =
                sqlx::query_as(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"))).fetch_all(&mut *connection).await.unwrap();
            if steps.iter().any(|(.., step)| step.contains("AUTOMATIC")) {
                wanting.push(name);
            }
        }
        // It is the program's own connection, which makes none.
        connection.close().await.unwrap();
        wanting
    }

    /// An id as a literal of this engine.
    pub(crate) fn literal(&self, id: Uuid) -> String {
        match self.engine() {
            Engine::Sqlite => format!("x'{}'", id.simple()),
            Engine::Postgres => format!("'{id}'::uuid"),
        }
    }
}

async fn open(place: &Place) -> Db {
    match place {
        Place::Folder(folder) => Db::open_folder(folder.path()).await.unwrap(),
        Place::Server(database, folder) => Db::open_server(database.url(), &folder.path().join("secrets.key")).await.unwrap(),
    }
}
