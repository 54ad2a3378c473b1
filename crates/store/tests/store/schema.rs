//! The schema, as each engine describes it.

use std::collections::{BTreeMap, BTreeSet};

use store::Engine;
use store::backup::{Column, ColumnKind, LEFT_OUT, TABLES};

use crate::base::{Base, on_both};
use crate::given::{ORGANISATION, organisations};

/// What an engine says of a table.
#[derive(Debug, Default, PartialEq, Eq)]
struct Described {
    /// Column, declared type, whether it may hold nothing.
    columns: BTreeMap<String, (String, bool)>,
    key: Vec<String>,
    indexes: Vec<Vec<String>>,
    /// Own columns and what happens when the row they refer to is deleted.
    foreign_keys: Vec<(Vec<String>, String)>,
}

/// Answers are texts, fields apart by a bar: one reader for both engines.
async fn fields(db: &Base, sql: String) -> Vec<Vec<String>> {
    db.raw_texts(sql).await.into_iter().map(|row| row.split('|').map(str::to_owned).collect()).collect()
}

fn list(text: &str) -> Vec<String> {
    text.split(',').map(str::to_owned).collect()
}

async fn describe(db: &Base) -> BTreeMap<String, Described> {
    let [columns, keys, indexes, foreign_keys] = match db.engine() {
        Engine::Sqlite => SQLITE,
        Engine::Postgres => POSTGRES,
    };
    let mut tables: BTreeMap<String, Described> = BTreeMap::new();
    for row in fields(db, columns.to_owned()).await {
        let [table, column, kind, nullable] = row.try_into().unwrap();
        tables.entry(table).or_default().columns.insert(column, (kind, nullable == "1"));
    }
    for row in fields(db, keys.to_owned()).await {
        let [table, columns] = row.try_into().unwrap();
        tables.get_mut(&table).unwrap().key = list(&columns);
    }
    for row in fields(db, indexes.to_owned()).await {
        let [table, columns] = row.try_into().unwrap();
        tables.get_mut(&table).unwrap().indexes.push(list(&columns));
    }
    for row in fields(db, foreign_keys.to_owned()).await {
        let [table, columns, on_delete] = row.try_into().unwrap();
        tables.get_mut(&table).unwrap().foreign_keys.push((list(&columns), on_delete));
    }
    tables
}

/// Columns, keys, indexes (that of the key included), foreign keys.
const SQLITE: [&str; 4] = [
    "SELECT t.name || '|' || c.name || '|' || c.type || '|' || (1 - c.\"notnull\") FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE '\\_%' ESCAPE '\\' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    "SELECT name || '|' || group_concat(c, ',') FROM (SELECT t.name, c.name AS c FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE '\\_%' ESCAPE '\\' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND c.pk > 0 ORDER BY t.name, c.pk) GROUP BY name",
    "SELECT name || '|' || group_concat(c, ',') FROM (SELECT t.name, i.name AS i, c.name AS c FROM sqlite_schema t, pragma_index_list(t.name) i, pragma_index_info(i.name) c WHERE t.type = 'table' AND t.name NOT LIKE '\\_%' ESCAPE '\\' ORDER BY t.name, i.name, c.seqno) GROUP BY name, i",
    "SELECT name || '|' || group_concat(c, ',') || '|' || on_delete FROM (SELECT t.name, f.id, f.\"from\" AS c, f.on_delete FROM sqlite_schema t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table' ORDER BY t.name, f.id, f.seq) GROUP BY name, id",
];
const POSTGRES: [&str; 4] = [
    "SELECT table_name || '|' || column_name || '|' || data_type || '|' || CASE is_nullable WHEN 'YES' THEN '1' ELSE '0' END FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_%'",
    "SELECT c.relname || '|' || string_agg(a.attname, ',' ORDER BY k.n) FROM pg_constraint p JOIN pg_class c ON c.oid = p.conrelid CROSS JOIN LATERAL unnest(p.conkey) WITH ORDINALITY k(attnum, n) JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum WHERE p.contype = 'p' AND c.relname NOT LIKE '\\_%' AND c.relnamespace = 'public'::regnamespace GROUP BY c.relname",
    "SELECT c.relname || '|' || string_agg(a.attname, ',' ORDER BY k.n) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, n) JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum WHERE c.relname NOT LIKE '\\_%' AND c.relnamespace = 'public'::regnamespace GROUP BY c.relname, i.indexrelid",
    "SELECT c.relname || '|' || string_agg(a.attname, ',' ORDER BY k.n) || '|' || CASE p.confdeltype WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' ELSE '?' END FROM pg_constraint p JOIN pg_class c ON c.oid = p.conrelid CROSS JOIN LATERAL unnest(p.conkey) WITH ORDINALITY k(attnum, n) JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum WHERE p.contype = 'f' AND c.relnamespace = 'public'::regnamespace GROUP BY c.relname, p.oid, p.confdeltype",
];

#[tokio::test]
async fn migrations_run_from_zero_and_only_once() {
    on_both(async |db| {
        organisations(db).await;
        let before = describe(db).await;
        let again = db.reopen().await;
        assert_eq!(describe(db).await, before);
        let found: Vec<_> = store::organisation::all(&again).await.unwrap().into_iter().map(|organisation| organisation.id).collect();
        assert!(found.contains(&ORGANISATION), "a second opening keeps the rows");
        again.close().await;
    })
    .await;
}

#[tokio::test]
async fn every_key_begins_with_the_organisation() {
    on_both(async |db| {
        for (name, table) in describe(db).await {
            let organisation = if name == "organisation" { "id" } else { "organisation_id" };
            assert_eq!(table.key.first().map(String::as_str), Some(organisation), "primary key of {name}");
            assert!(table.columns.contains_key(organisation), "{name} has its organisation");
            for index in table.indexes.iter().filter(|index| *index != &["slug"]) {
                assert_eq!(index.first().map(String::as_str), Some(organisation), "index {index:?} of {name}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn every_foreign_key_has_the_organisation_and_an_index_and_a_rule() {
    on_both(async |db| {
        let mut seen = 0;
        for (name, table) in describe(db).await {
            for (columns, on_delete) in &table.foreign_keys {
                seen += 1;
                assert_eq!(columns[0], "organisation_id", "{name} {columns:?}");
                assert!(matches!(on_delete.as_str(), "RESTRICT" | "CASCADE"), "{name} {columns:?} on delete: {on_delete}");
                let indexed = table.indexes.iter().chain([&table.key]).any(|index| index.starts_with(columns));
                assert!(indexed, "{name} {columns:?} has no index");
            }
        }
        assert!(seen > 25, "only {seen} foreign keys were seen");
    })
    .await;
}

#[tokio::test]
async fn every_amount_is_64_bits_and_there() {
    on_both(async |db| {
        let mut seen = 0;
        for (name, table) in describe(db).await {
            for (column, (kind, nullable)) in table.columns.iter().filter(|(column, _)| column.ends_with("_cents")) {
                seen += 1;
                assert_eq!(kind.to_lowercase(), "bigint", "{name}.{column}");
                // Not every legal form has a capital, not every statement says its balances, not every condition asks for an
                // amount, not every word of a negotiation names one, and a plan of before has not kept its accessories.
                let optional = [
                    ("negotiation_line", "amount_cents"),
                    ("compromise", "credit_due_cents"),
                    ("payment_plan", "interest_cents"),
                    ("payment_plan", "indemnity_cents"),
                    ("creditor", "capital_cents"),
                    ("bank_statement", "opening_cents"),
                    ("bank_statement", "closing_cents"),
                    ("alert_rule", "least_cents"),
                    ("portfolio_rule", "least_cents"),
                    ("portfolio_rule", "most_cents"),
                ];
                assert_eq!(*nullable, optional.contains(&(name.as_str(), column.as_str())), "{name}.{column}");
            }
        }
        assert!(seen > 8, "only {seen} amounts were seen");
    })
    .await;
}

fn declared(engine: Engine, kind: ColumnKind) -> &'static str {
    match (engine, kind) {
        (Engine::Sqlite, ColumnKind::Uuid) => "BLOB",
        (Engine::Sqlite, ColumnKind::Text | ColumnKind::Date | ColumnKind::Timestamp) => "TEXT",
        (Engine::Sqlite, ColumnKind::Int) => "INTEGER",
        (Engine::Sqlite, ColumnKind::BigInt) => "BIGINT",
        (Engine::Sqlite, ColumnKind::Bool) => "BOOLEAN",
        (Engine::Postgres, ColumnKind::Uuid) => "uuid",
        (Engine::Postgres, ColumnKind::Text) => "text",
        (Engine::Postgres, ColumnKind::Date) => "date",
        (Engine::Postgres, ColumnKind::Timestamp) => "timestamp with time zone",
        (Engine::Postgres, ColumnKind::Int) => "integer",
        (Engine::Postgres, ColumnKind::BigInt) => "bigint",
        (Engine::Postgres, ColumnKind::Bool) => "boolean",
    }
}

#[tokio::test]
async fn a_backup_knows_every_table_and_column() {
    on_both(async |db| {
        let described = describe(db).await;
        let known: BTreeSet<&str> = TABLES.iter().map(|table| table.name).chain(LEFT_OUT.iter().copied()).collect();
        assert_eq!(described.keys().map(String::as_str).collect::<BTreeSet<_>>(), known);
        for table in TABLES {
            let expected = &described[table.name];
            assert_eq!(table.key, expected.key, "key of {}", table.name);
            let column = |column: &Column| (column.name.to_owned(), (declared(db.engine(), column.kind).to_owned(), column.nullable));
            assert_eq!(table.columns.iter().map(column).collect::<BTreeMap<_, _>>(), expected.columns, "columns of {}", table.name);
        }
    })
    .await;
}
