//! The two engines, and everything in which they differ.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Postgres, Sqlite, Transaction};

use crate::secret::{self, Keys};
use crate::{Result, StoreError};

/// Which engine a base runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// One file, no server.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// An open base. Cloning shares its connections.
#[derive(Debug, Clone)]
pub enum Db {
    /// One file: any number of readers, one writer.
    Sqlite {
        /// Readers.
        read: SqlitePool,
        /// The one writer.
        write: SqlitePool,
        /// One connection that only asks whether others have written.
        watch: SqlitePool,
        /// What opens its secrets.
        keys: Keys,
    },
    /// A server, and what opens its secrets.
    Postgres(PgPool, Keys),
}

/// How often a connection that watches a base was opened, over all bases of the program.
static OPENINGS: AtomicU64 = AtomicU64::new(0);

/// Readers of an embedded base.
///
/// Who asks for a second picture of the base while holding one freezes a busy house: all hold one, all wait for another. A test
/// asks for every page more often at once than there are readers.
const READERS: u32 = 4;

/// What a reader would see of the base: as long as it is the same, nothing was committed by anybody.
///
/// It says nothing of what was written, and a server whose other bases are written to has new ones all the time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision(String);

/// A transaction on either engine.
#[derive(Debug)]
pub enum Tx {
    /// On the one writer, with what opens secrets.
    Sqlite(Transaction<'static, Sqlite>, Keys),
    /// On a server.
    Postgres(Transaction<'static, Postgres>, Keys),
}

impl Tx {
    /// Marks a place, one at a time: [`Tx::back_to_mark`] takes back what is written from here.
    ///
    /// # Errors
    /// See [`crate::StoreError`].
    pub async fn mark(&mut self) -> Result<()> {
        self.run("SAVEPOINT mark").await
    }

    /// Keeps what was written since the mark.
    ///
    /// # Errors
    /// See [`crate::StoreError`].
    pub async fn unmark(&mut self) -> Result<()> {
        self.run("RELEASE SAVEPOINT mark").await
    }

    /// Takes back what was written since the mark.
    ///
    /// # Errors
    /// See [`crate::StoreError`].
    pub async fn back_to_mark(&mut self) -> Result<()> {
        self.run("ROLLBACK TO SAVEPOINT mark").await?;
        self.unmark().await
    }

    async fn run(&mut self, sql: &'static str) -> Result<()> {
        match self {
            Self::Sqlite(transaction, _) => sqlx::raw_sql(sql).execute(&mut **transaction).await.map(|_| ())?,
            Self::Postgres(transaction, _) => sqlx::raw_sql(sql).execute(&mut **transaction).await.map(|_| ())?,
        }
        Ok(())
    }
}

/// Runs one body against the readers of either engine; type inference does the rest.
macro_rules! on_db {
    ($db:expr, $executor:ident => $body:expr) => {
        match $db {
            $crate::Db::Sqlite { read: $executor, .. } => $body,
            $crate::Db::Postgres($executor, _) => $body,
        }
    };
}

/// Runs one body inside a transaction of either engine.
macro_rules! in_tx {
    ($tx:expr, $connection:ident => $body:expr) => {
        match $tx {
            $crate::Tx::Sqlite(transaction, _) => {
                let $connection: &mut sqlx::SqliteConnection = &mut *transaction;
                $body
            }
            $crate::Tx::Postgres(transaction, _) => {
                let $connection: &mut sqlx::PgConnection = &mut *transaction;
                $body
            }
        }
    };
}

/// Reads a page of rows as one JSON text and parses it into tuples: a twentieth of the cost of row by row
/// on SQLite, and no dearer on PostgreSQL.
macro_rules! json_rows {
    ($tx:expr, $sqlite:expr, $postgres:expr $(, $argument:expr)* $(,)?) => {{
        let text: String = match $tx {
            $crate::Tx::Sqlite(transaction, _) => sqlx::query_scalar($sqlite)$(.bind($argument))*.fetch_one(&mut **transaction).await?,
            $crate::Tx::Postgres(transaction, _) => sqlx::query_scalar($postgres)$(.bind($argument))*.fetch_one(&mut **transaction).await?,
        };
        $crate::dialect::parse_rows(&text)?
    }};
}

/// The SQL of [`json_rows!`]: the columns as each engine writes them, and the rows.
macro_rules! json_sqlite {
    ($columns:expr, $rows:expr) => {
        concat!("SELECT json_group_array(json_array(", $columns, ")) FROM (", $rows, ") t")
    };
}
macro_rules! json_postgres {
    ($columns:expr, $rows:expr) => {
        concat!("SELECT coalesce(json_agg(json_build_array(", $columns, ")), '[]')::text FROM (", $rows, ") t")
    };
}

pub(crate) fn parse_rows<'t, T: serde::Deserialize<'t>>(text: &'t str) -> Result<Vec<T>> {
    serde_json::from_str(text).map_err(|error| StoreError::Sql(sqlx::Error::Decode(error.into())))
}

/// Reads `2026-11-22`.
pub(crate) fn day(text: &str) -> Option<domain::Date> {
    let number = |range: std::ops::Range<usize>| {
        let digits = text.as_bytes().get(range)?;
        digits.iter().try_fold(0_u32, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
    };
    let (10, Some(year), Some(month), Some(day)) = (text.len(), number(0..4), number(5..7), number(8..10)) else { return None };
    domain::Date::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

/// A date inside a JSON row, `2026-11-22`: read digit by digit, a tenth of the cost of a general parser.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Day(pub(crate) domain::Date);

impl<'de> serde::Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Iso;
        impl serde::de::Visitor<'_> for Iso {
            type Value = Day;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a date such as 2026-11-22")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> std::result::Result<Day, E> {
                day(text).map(Day).ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))
            }
        }
        deserializer.deserialize_str(Iso)
    }
}

impl Db {
    /// Opens, and creates when missing, the base of a data folder, and brings its schema up to date; the key of its secrets is in the
    /// folder as well.
    ///
    /// # Errors
    /// [`StoreError`] when the folder cannot be written or the schema is newer than the program.
    #[crate::boxed]
    pub async fn open_folder(folder: &Path) -> Result<Self> {
        Self::open_folder_with(folder, &folder.join(secret::FILE)).await
    }

    /// As [`Db::open_folder`], with the key of its secrets in a file elsewhere.
    ///
    /// # Errors
    /// As [`Db::open_folder`].
    #[crate::boxed]
    pub async fn open_folder_with(folder: &Path, key: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let keys = Keys::at(key)?;
        let options = |read_only: bool| {
            SqliteConnectOptions::new()
                .filename(folder.join("quittance.sqlite"))
                .create_if_missing(!read_only)
                .journal_mode(SqliteJournalMode::Wal)
                // A message counts as reserved only once that is on the disk: a power cut must not undo it.
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(30))
                .pragma("cache_size", if read_only { "-65536" } else { "-49152" })
                .pragma("temp_store", "memory")
                // A list of some hundred ids is looked up id by id. With an index of the moment over the list, the planner walks
                // through all rows of the organisation instead, in the midst of the sizes (500 to 2 000 ids).
                .pragma("automatic_index", "0")
                // Readers walk the whole file; the writer touches what it just wrote.
                .pragma("mmap_size", if read_only { "268435456" } else { "0" })
        };
        let write = SqlitePoolOptions::new().max_connections(1).connect_with(options(false)).await?;
        let read = SqlitePoolOptions::new().max_connections(READERS).connect_lazy_with(options(true).pragma("query_only", "1"));
        // The number of a revision counts from the opening of its connection.
        let watch = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None).test_before_acquire(false);
        let watch = watch.after_connect(|_, _| {
            OPENINGS.fetch_add(1, Ordering::SeqCst);
            Box::pin(async { Ok(()) })
        });
        let watch = watch.connect_lazy_with(options(true).pragma("query_only", "1").pragma("mmap_size", "0").pragma("cache_size", "-64"));
        let db = Self::Sqlite { read, write, watch, keys };
        db.migrate().await?;
        Ok(db)
    }

    /// Opens a PostgreSQL base and brings its schema up to date; the key of its secrets is in a file.
    ///
    /// # Errors
    /// [`StoreError::Address`] when the text is no `postgres://` address.
    #[crate::boxed]
    pub async fn open_server(url: &str, key: &Path) -> Result<Self> {
        if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return Err(StoreError::Address("expected postgres://user@host/base".to_owned()));
        }
        let pool = PgPoolOptions::new().max_connections(8).acquire_timeout(Duration::from_secs(20)).connect(url).await?;
        let db = Self::Postgres(pool, Keys::at(key)?);
        db.migrate().await?;
        Ok(db)
    }

    async fn migrate(&self) -> Result<()> {
        match self {
            Self::Sqlite { write, .. } => {
                // What a secret was before it was sealed is overwritten in the file.
                self.overwrite_what_goes(true).await?;
                crate::migrate::migrator(Engine::Sqlite).run(write).await?;
                crate::statistics::fix(&mut *write.acquire().await?).await?;
            }
            Self::Postgres(pool, _) => crate::migrate::migrator(Engine::Postgres).run(pool).await?,
        }
        secret::begin(self).await?;
        self.overwrite_what_goes(false).await
    }

    /// SQLite: whether the bytes of what is changed or deleted are overwritten with zeros.
    async fn overwrite_what_goes(&self, is_so: bool) -> Result<()> {
        if let Self::Sqlite { write, .. } = self {
            let sql = if is_so { "PRAGMA secure_delete = ON" } else { "PRAGMA secure_delete = OFF" };
            sqlx::raw_sql(sql).execute(&mut *write.acquire().await?).await?;
        }
        Ok(())
    }

    /// What opens the secrets of this base.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        match self {
            Self::Sqlite { keys, .. } | Self::Postgres(_, keys) => keys,
        }
    }

    /// The engine of this base.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self {
            Self::Sqlite { .. } => Engine::Sqlite,
            Self::Postgres(..) => Engine::Postgres,
        }
    }

    /// Begins a transaction that may write; on SQLite it takes the one writer at once.
    ///
    /// # Errors
    /// When no connection is free in time.
    pub async fn begin(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite { write, keys, .. } => Tx::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?, keys.clone()),
            Self::Postgres(pool, keys) => Tx::Postgres(pool.begin().await?, keys.clone()),
        })
    }

    /// Begins a transaction that only reads: one consistent picture of the base.
    ///
    /// # Errors
    /// When no connection is free in time.
    pub async fn snapshot(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite { read, keys, .. } => Tx::Sqlite(read.begin().await?, keys.clone()),
            Self::Postgres(pool, keys) => {
                Tx::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?, keys.clone())
            }
        })
    }

    /// As [`Self::snapshot`], for some hundred statements about one account: a server plans each of them once and for all values, since
    /// to plan them anew takes five times as long as to answer them.
    ///
    /// # Errors
    /// When no connection is free in time.
    pub async fn snapshot_of_one(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite { .. } => self.snapshot().await?,
            Self::Postgres(pool, keys) => {
                let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL plan_cache_mode = force_generic_plan";
                Tx::Postgres(pool.begin_with(begin).await?, keys.clone())
            }
        })
    }

    /// The revision that a reader who begins now would see.
    ///
    /// # Errors
    /// When no connection is free in time.
    pub async fn revision(&self) -> Result<Revision> {
        Ok(Revision(match self {
            Self::Sqlite { watch, .. } => {
                let version: i64 = sqlx::query_scalar("PRAGMA data_version").fetch_one(watch).await?;
                format!("{}.{version}", OPENINGS.load(Ordering::SeqCst))
            }
            Self::Postgres(pool, _) => sqlx::query_scalar("SELECT pg_current_snapshot()::text").fetch_one(pool).await?,
        }))
    }

    /// Refreshes a server's statistics after a bulk load; those of an embedded base are fixed.
    ///
    /// # Errors
    /// When the base is busy for too long.
    pub async fn analyze(&self) -> Result<()> {
        match self {
            Self::Sqlite { .. } => {}
            Self::Postgres(pool, _) => {
                sqlx::query("ANALYZE").execute(pool).await?;
            }
        }
        Ok(())
    }

    /// Closes all connections; a SQLite base folds its log into the file.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, write, watch, .. } => {
                watch.close().await;
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool, _) => pool.close().await,
        }
    }

    /// Asks the engine to parse a statement without running it.
    ///
    /// # Errors
    /// What the engine says of it.
    pub async fn prepare(&self, sql: &'static str) -> Result<()> {
        use sqlx::Executor as _;
        use sqlx::SqlSafeStr as _;
        match self {
            Self::Sqlite { write, .. } => drop(write.acquire().await?.prepare(sql.into_sql_str()).await?),
            Self::Postgres(pool, _) => drop(pool.acquire().await?.prepare(sql.into_sql_str()).await?),
        }
        Ok(())
    }
}

impl Tx {
    /// Makes the transaction's rows durable and visible.
    ///
    /// # Errors
    /// When the base refuses; nothing was written then.
    pub async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(transaction, _) => transaction.commit().await?,
            Self::Postgres(transaction, _) => transaction.commit().await?,
        }
        Ok(())
    }

    /// Lets PostgreSQL add up in memory for the rest of the transaction: a hundred thousand debtors do not fit
    /// into the 4 MB that it gives a sum by default, and go to the disk.
    ///
    /// # Errors
    /// When the base refuses.
    pub(crate) async fn make_room_for_sums(&mut self) -> Result<()> {
        if let Self::Postgres(transaction, _) = self {
            sqlx::query("SET LOCAL work_mem = '64MB'").execute(&mut **transaction).await?;
        }
        Ok(())
    }

    /// What opens the secrets of its base.
    pub(crate) fn keys(&self) -> &Keys {
        match self {
            Self::Sqlite(_, keys) | Self::Postgres(_, keys) => keys,
        }
    }

    /// The engine of this transaction.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(..) => Engine::Sqlite,
            Self::Postgres(..) => Engine::Postgres,
        }
    }
}
