use store::{Engine, all_statements};

use crate::base::{Base, on_both};

#[tokio::test]
async fn every_statement_prepares() {
    on_both(async |db| {
        let mut prepared = 0;
        for statement in all_statements().filter(|statement| statement.engine.is_none_or(|engine| engine == db.engine())) {
            if let Err(error) = db.prepare(statement.sql).await {
                panic!("{} on {:?}: {error}\n{}", statement.name, db.engine(), statement.sql);
            }
            prepared += 1;
        }
        assert!(prepared > 80, "only {prepared} statements are listed");
    })
    .await;
}

#[test]
fn every_statement_names_its_organisation() {
    // Those of the installation: the list of tenants, and log-in before it is known whose user it is.
    let of_all =
        ["store::backup::load::COUNT_ORGANISATIONS", "store::organisation::SELECT_ORGANISATIONS", "store::user::SELECT_USERS_BY_EMAIL"];
    for statement in all_statements().filter(|statement| !of_all.contains(&statement.name)) {
        let names_it = match statement.name {
            name if statement.sql.starts_with("INSERT INTO organisation ") => name == "store::organisation::INSERT_ORGANISATION",
            _ if statement.sql.starts_with("UPDATE organisation ") => statement.sql.contains("WHERE id = $1"),
            _ if statement.sql.starts_with("INSERT INTO ") => statement.sql.contains(" (organisation_id, "),
            _ => statement.sql.contains("organisation_id = $1"),
        };
        assert!(names_it, "{} may touch another organisation:\n{}", statement.name, statement.sql);
    }
}

#[test]
fn what_differs_between_the_engines_is_there_for_both() {
    let names = |engine, suffix: &str| -> Vec<String> {
        let of_engine = all_statements().filter(|statement| statement.engine == Some(engine));
        of_engine.map(|statement| statement.name.strip_suffix(suffix).expect(statement.name).to_owned()).collect()
    };
    assert_eq!(names(Engine::Sqlite, "_SQLITE"), names(Engine::Postgres, "_POSTGRES"));
}

/// The reads of a whole portfolio stay in their index: a row of its own page for each item costs ten times as much.
#[tokio::test]
async fn a_portfolio_is_read_from_an_index_alone() {
    let base = Base::new(Engine::Sqlite).await;
    for name in
        ["night::open::OPEN_SQLITE", "interest::LATE_SQLITE", "ageing::OPEN_SQLITE", "ageing::SELECT_LEDGER", "ageing::SELECT_OLDEST_DUE"]
    {
        let statement = all_statements().find(|statement| statement.name == format!("store::{name}")).unwrap();
        let plan = base.plan(statement.sql).await;
        let reads: Vec<&String> = plan.iter().filter(|step| step.contains("open_item")).collect();
        assert!(!reads.is_empty() && reads.iter().all(|step| step.contains("USING COVERING INDEX")), "{name}: {plan:#?}");
        assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{name} sorts: {plan:#?}");
    }
}

/// A base has no statistics at first: what is asked of some debtors is found by debtor all the same.
#[tokio::test]
async fn the_items_of_some_debtors_are_found_by_debtor_without_statistics() {
    let base = Base::new(Engine::Sqlite).await;
    for name in ["item::KNOWN_OF_SQLITE", "item::LIVE_OF_DEBTORS_SQLITE"] {
        let statement = all_statements().find(|statement| statement.name == format!("store::{name}")).unwrap();
        let plan = base.plan(statement.sql).await;
        let reads: Vec<&String> = plan.iter().filter(|step| step.starts_with("SEARCH i ") || step.starts_with("SEARCH a ")).collect();
        assert!(!reads.is_empty() && reads.iter().all(|step| step.matches("=?").count() == 2), "{name}: {plan:#?}");
    }
}

/// What looks every twenty seconds whether a dispute or a compromise has something due reads those alone.
#[tokio::test]
async fn what_is_due_is_found_by_its_own_index() {
    let base = Base::new(Engine::Sqlite).await;
    for (name, index) in [
        ("dispute::IS_TOUCHED", "dispute_touched"),
        ("dispute::TAKE_TOUCHED", "dispute_touched"),
        ("dispute::IS_DUE", "dispute_touched"),
        ("dispute::IS_DUE", "dispute_task"),
        ("dispute::IS_DUE", "dispute_named"),
        ("dispute::NAMED_CREDITS", "dispute_named"),
        ("dispute::WANTING_TASK", "dispute_task"),
        ("dispute::SELECT_LATE_IDS", "dispute_living"),
        ("compromise::IS_DUE", "compromise_touched"),
        ("compromise::IS_DUE", "compromise_task"),
        ("compromise::IS_DUE", "compromise_running"),
    ] {
        let statement = all_statements().find(|statement| statement.name == format!("store::{name}")).unwrap();
        let plan = base.plan(statement.sql).await;
        assert!(plan.iter().any(|step| step.contains(&format!("INDEX {index} "))), "{name}: {plan:#?}");
        assert!(!plan.iter().any(|step| step.starts_with("SCAN dispute") || step.starts_with("SCAN compromise")), "{name}: {plan:#?}");
    }
}

/// A page, a message or a look at one debtor costs the same in a base of a million rows as in one of ten: what walks through
/// an organisation is listed, and nothing else does.
#[tokio::test]
async fn a_statement_walks_through_an_organisation_only_where_it_is_listed() {
    let base = Base::new(Engine::Sqlite).await;
    let mut walks: Vec<String> = Vec::new();
    for statement in all_statements().filter(|statement| statement.engine != Some(Engine::Postgres)) {
        let plan = base.plan(statement.sql).await;
        let is_walk = |step: &&String| {
            let is_scan =
                step.starts_with("SCAN ") && !step.contains("VIRTUAL TABLE") && !["SCAN t", "SCAN CONSTANT ROW"].contains(&step.as_str());
            is_scan || (step.starts_with("SEARCH ") && step.ends_with("(organisation_id=?)"))
        };
        for step in plan.iter().filter(is_walk) {
            walks.push(format!("{}: {step}", statement.name.trim_start_matches("store::")));
        }
    }
    walks.sort_unstable();
    walks.dedup();
    insta::assert_snapshot!(walks.join("\n"));
}

/// The program's connections make no index of the moment: a list of a thousand ids would be looked for in a walk through the
/// organisation. So no statement may be in need of one.
#[tokio::test]
async fn no_statement_needs_an_index_of_the_moment() {
    let base = Base::new(Engine::Sqlite).await;
    let statements = all_statements().filter(|statement| statement.engine != Some(Engine::Postgres));
    let wanting = base.wanting_an_index_of_the_moment(statements.map(|statement| (statement.name, statement.sql))).await;
    assert!(wanting.is_empty(), "say in the statement how it looks things up: {}", wanting.join("\n"));
}

/// The SQLite that is built in (3.51) turns an `EXISTS` into a join, and answers wrongly where that join has two ways in:
/// nothing is found where something is. A `LIMIT 1` inside keeps the `EXISTS` what it is.
#[tokio::test]
async fn no_exists_becomes_a_join() {
    let base = Base::new(Engine::Sqlite).await;
    let mut joined = Vec::new();
    for statement in all_statements().filter(|statement| statement.engine != Some(Engine::Postgres)) {
        let plan = base.plan(statement.sql).await;
        joined.extend(plan.iter().filter(|step| step.contains(" EXISTS ")).map(|step| format!("{}: {step}", statement.name)));
    }
    assert!(joined.is_empty(), "write EXISTS (SELECT 1 … LIMIT 1) in:\n{}", joined.join("\n"));
}
