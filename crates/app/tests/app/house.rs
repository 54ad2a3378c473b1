//! A firm on a fresh base of each engine, and mornings of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use app::access::{Actor, Role};
use app::config::{Opening, Secret, Settings};
use app::import::ImportReport;
use app::outbox::{Confirmation, drain};
use app::{App, Scope, setup};
use channels::FixedClock;
use chrono::{DateTime, NaiveTime, Utc};
use domain::Date;
use domain::ids::{ActionId, DebtorId, OpenItemId};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection};
use store::action::Action;
use store::item::KnownItem;
use store::{Db, Engine};
use tempfile::TempDir;
use testkit::postgres::TestDatabase;

use crate::given;

/// A firm with all the mentions of its letters, on a base of its own.
pub(crate) struct House {
    pub(crate) engine: Engine,
    folder: TempDir,
    database: Option<TestDatabase>,
    db: Db,
    pub(crate) scope: Scope,
}

/// The program as it is opened on a morning.
pub(crate) struct Day {
    pub(crate) app: App,
    pub(crate) scope: Scope,
}

/// Six in the morning in Paris, more or less.
pub(crate) fn morning(day: Date) -> DateTime<Utc> {
    day.and_time(NaiveTime::from_hms_opt(5, 0, 0).unwrap()).and_utc()
}

/// Runs a test on a fresh base of each engine, and says on which one it failed.
pub(crate) async fn on_both(test: impl AsyncFn(&House)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        eprintln!("on {engine:?}");
        let house = House::new(engine).await;
        test(&house).await;
        house.db.close().await;
    }
}

impl House {
    /// Its base, for rows that no use case writes yet.
    pub(crate) fn db(&self) -> &Db {
        &self.db
    }

    /// A base that holds nothing, not even an organisation; the scope is good for nothing then.
    pub(crate) async fn new(engine: Engine) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(testkit::postgres::database().await),
        };
        let db = match &database {
            None => Db::open_folder(folder.path()).await.unwrap(),
            Some(database) => Db::open_server(database.url(), &folder.path().join("secrets.key")).await.unwrap(),
        };
        let app = open(folder.path(), database.as_ref().map(TestDatabase::url), given::TODAY, "").await;
        let organisation = setup::create_organisation(&app, "atelier", "Atelier Élan", &given::creditor()).await.unwrap();
        app.close().await;
        let actor = Actor { name: "Claire Morel".to_owned(), email: None, role: Role::Admin };
        Self { engine, folder, database, db, scope: Scope { organisation, actor } }
    }

    /// A base of the same engine, made of a backup.
    pub(crate) async fn restored(engine: Engine, file: &Path, day: Date) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(testkit::postgres::database().await),
        };
        let app = open(folder.path(), database.as_ref().map(TestDatabase::url), day, "").await;
        app::backup::restore(&app, file).await.unwrap();
        let organisation = setup::organisation(&app, None).await.unwrap();
        app.close().await;
        let db = match &database {
            None => Db::open_folder(folder.path()).await.unwrap(),
            Some(database) => Db::open_server(database.url(), &folder.path().join("secrets.key")).await.unwrap(),
        };
        let actor = Actor { name: "Claire Morel".to_owned(), email: None, role: Role::Admin };
        Self { engine, folder, database, db, scope: Scope { organisation, actor } }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The address of the server's base; empty for the embedded one.
    pub(crate) fn database(&self) -> &str {
        self.database.as_ref().map_or("", TestDatabase::url)
    }

    /// The program on a morning, without a way out for mail.
    pub(crate) async fn on(&self, day: Date) -> Day {
        self.with_mail(day, "").await
    }

    /// The program on a morning, with a mail server.
    pub(crate) async fn with_mail(&self, day: Date, mail: &str) -> Day {
        let app = open(self.folder.path(), self.database.as_ref().map(TestDatabase::url), day, mail).await;
        Day { app, scope: self.scope.clone() }
    }

    /// The program some minutes after a morning, with a mail server.
    pub(crate) async fn later(&self, day: Date, minutes: i64, mail: &str) -> Day {
        let now = morning(day) + chrono::TimeDelta::minutes(minutes);
        let app = open_at(self.folder.path(), self.database(), day, now, mail).await;
        Day { app, scope: self.scope.clone() }
    }

    /// Every item, by its key.
    pub(crate) async fn items(&self) -> Vec<KnownItem> {
        let mut tx = self.db.snapshot().await.unwrap();
        let mut items = store::item::known(&mut tx, self.scope.organisation.id).await.unwrap();
        items.sort_by(|a, b| a.source_key.cmp(&b.source_key));
        items
    }

    /// What is open, by number; settled numbers are zero.
    pub(crate) async fn open(&self) -> BTreeMap<String, i64> {
        let mut open = BTreeMap::new();
        for item in self.items().await {
            *open.entry(item.number).or_default() += item.open.0;
        }
        open
    }

    /// Number and amount of every item that is not settled.
    pub(crate) async fn still_open(&self) -> Vec<(String, i64)> {
        let items = self.items().await.into_iter().filter(|item| !item.open.is_zero());
        let mut open: Vec<(String, i64)> = items.map(|item| (item.number, item.open.0)).collect();
        open.sort();
        open
    }

    /// What each debtor owes, by code; those that owe nothing are left out.
    pub(crate) async fn owed(&self) -> BTreeMap<String, i64> {
        let mut tx = self.db.snapshot().await.unwrap();
        let debtors = store::debtor::all(&mut tx, self.scope.organisation.id).await.unwrap();
        let codes: BTreeMap<DebtorId, String> = debtors.into_iter().map(|debtor| (debtor.id, debtor.code)).collect();
        let mut owed = BTreeMap::new();
        for item in self.items().await {
            *owed.entry(codes[&item.debtor].clone()).or_default() += item.open.0;
        }
        owed.retain(|_, cents| *cents != 0);
        owed
    }

    /// The one item of a number.
    pub(crate) async fn item(&self, number: &str) -> KnownItem {
        let mut items = self.items().await;
        items.retain(|item| item.number == number);
        assert_eq!(items.len(), 1, "items numbered {number}: {items:?}");
        items.remove(0)
    }

    /// The one invoice of a number, whatever else carries it.
    pub(crate) async fn invoice(&self, number: &str) -> KnownItem {
        let mut items = self.items().await;
        items.retain(|item| item.number == number && item.kind == domain::ledger::ItemKind::Invoice);
        assert_eq!(items.len(), 1, "invoices numbered {number}: {items:?}");
        items.remove(0)
    }

    /// The debtor of a code.
    pub(crate) async fn debtor(&self, code: &str) -> DebtorId {
        let mut tx = self.db.snapshot().await.unwrap();
        store::debtor::find(&mut tx, self.scope.organisation.id, code).await.unwrap().unwrap_or_else(|| panic!("no debtor {code}")).id
    }

    /// The sum of everything ever booked.
    pub(crate) async fn ledger(&self) -> i64 {
        self.items().await.iter().map(|item| item.amount.0).sum()
    }

    /// Everything that an import decides, ids left out: items, then what pays what.
    pub(crate) async fn books(&self) -> Vec<String> {
        let items = self.items().await;
        let key = |id: OpenItemId| items.iter().find(|item| item.id == id).map_or("?", |item| item.source_key.as_str());
        let mut lines: Vec<String> = items
            .iter()
            .map(|item| {
                let (due, estimated) = (item.due_on, if item.due_estimated { "?" } else { "" });
                format!(
                    "{} {:?} {} of {} due {due}{estimated} letters {:?}",
                    item.source_key, item.kind, item.open, item.amount, item.lettering
                )
            })
            .collect();
        let mut tx = self.db.snapshot().await.unwrap();
        let mut paid: Vec<String> = store::item::live_allocations(&mut tx, self.scope.organisation.id)
            .await
            .unwrap()
            .iter()
            .map(|live| {
                let part = live.allocation;
                format!("{} pays {} of {} from {}", key(part.credit), part.amount, key(part.debit), part.value_on)
            })
            .collect();
        paid.sort();
        lines.extend(paid);
        lines
    }

    /// The actions of a night.
    pub(crate) async fn actions(&self, night: Date) -> Vec<Action> {
        let mut tx = self.db.snapshot().await.unwrap();
        store::action::on(&mut tx, self.scope.organisation.id, night).await.unwrap()
    }

    /// One action.
    pub(crate) async fn action(&self, id: ActionId) -> Action {
        let mut tx = self.db.snapshot().await.unwrap();
        store::action::get(&mut tx, self.scope.organisation.id, id).await.unwrap().unwrap()
    }

    /// Runs a statement behind the program's back, as somebody with the keys of the base could.
    pub(crate) async fn raw(&self, sql: &str) -> u64 {
        let sql = AssertSqlSafe(sql.to_owned());
        match &self.database {
            None => {
                let options = SqliteConnectOptions::new().filename(self.folder.path().join("quittance.sqlite")).foreign_keys(false);
                let mut connection = options.connect().await.unwrap();
                let changed = sqlx::query(sql).execute(&mut connection).await.unwrap().rows_affected();
                connection.close().await.unwrap();
                changed
            }
            Some(database) => {
                let mut connection = PgConnection::connect(database.url()).await.unwrap();
                let changed = sqlx::query(sql).execute(&mut connection).await.unwrap().rows_affected();
                connection.close().await.unwrap();
                changed
            }
        }
    }

    /// Sends what is planned into a folder, as if all calls had been made and all letters posted.
    pub(crate) async fn carry_out(&self, on: Date) {
        let day = self.with_mail(on, &format!("dir:{}", self.folder().join("courriels").display())).await;
        drain(&day.app, &day.scope, Confirmation::Given).await.unwrap();
        day.app.close().await;
        self.raw("UPDATE action SET state = 'sent', left_on = business_date WHERE state = 'to_do'").await;
    }

    /// Reads texts behind the program's back, a row each.
    pub(crate) async fn raw_texts(&self, sql: &str) -> Vec<String> {
        let sql = AssertSqlSafe(sql.to_owned());
        match &self.db {
            Db::Sqlite { read, .. } => sqlx::query_scalar(sql).fetch_all(read).await.unwrap(),
            Db::Postgres(pool, _) => sqlx::query_scalar(sql).fetch_all(pool).await.unwrap(),
        }
    }

    /// Counts behind the program's back.
    pub(crate) async fn count(&self, table: &str) -> i64 {
        self.raw_texts(&format!("SELECT CAST(count(*) AS TEXT) FROM {table}")).await[0].parse().unwrap()
    }
}

async fn open(folder: &Path, database: Option<&str>, day: Date, mail: &str) -> App {
    open_at(folder, database.unwrap_or_default(), day, morning(day), mail).await
}

/// Opens an installation as a process does.
pub(crate) async fn open_at(folder: &Path, database: &str, day: Date, now: DateTime<Utc>, mail: &str) -> App {
    let settings = Settings {
        database: Secret(database.to_owned()),
        mail: Secret(mail.to_owned()),
        mailbox_private: true,
        mail_local: true,
        sms_private: true,
        post_private: true,
        ..Settings::default()
    };
    let opening = Opening { folder: folder.to_owned(), settings, today: Some(day), clock: Box::new(FixedClock(now)), demo: false };
    App::open(opening).await.unwrap()
}

impl Day {
    /// Brings a file in that must be readable.
    pub(crate) async fn import(&self, name: &str, bytes: impl Into<Vec<u8>>) -> ImportReport {
        let report = app::import::import(&self.app, &self.scope, name, Into::<Vec<u8>>::into(bytes), None, false).await.unwrap();
        assert!(report.is_readable(), "{name}: {report:?}");
        report
    }

    /// Brings a file in that has nothing wrong.
    pub(crate) async fn import_clean(&self, name: &str, bytes: impl Into<Vec<u8>>) -> ImportReport {
        let report = self.import(name, bytes).await;
        assert_eq!(report.problems, [], "{name}");
        assert_eq!(report.rejected, 0, "{name}");
        report
    }

    /// Refuses any invariant that does not hold.
    pub(crate) async fn is_sound(&self) {
        let broken: Vec<_> = app::doctor::doctor(&self.app, &self.scope).await.unwrap().into_iter().filter(|check| !check.ok).collect();
        assert!(broken.is_empty(), "{broken:?}");
    }
}

/// The reference files of a folder, or nothing on a machine without them.
pub(crate) fn shared(folder: &str) -> Vec<PathBuf> {
    let Some(shared) = testkit::shared() else { return Vec::new() };
    let Ok(entries) = std::fs::read_dir(shared.join("data").join(folder)) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}
