//! The projects that documents are for. An item keeps its project beside it, so that reads of the ledger carry nothing more.

use std::collections::{BTreeMap, HashMap};

use domain::ids::{OpenItemId, OrganisationId};
use domain::{Cents, Currency};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::item::currency_of;
use crate::statement::statements;
use crate::{Result, Tx};

statements! {
    SELECT_CODES = "SELECT code FROM project WHERE organisation_id = $1 AND search_text LIKE $2 ESCAPE '!' ORDER BY search_text LIMIT $3";
    // The order of the join is said: an item is found by its id, never by walking what is open.
    SELECT_OPEN_OF = "SELECT o.currency, count(*), CAST(sum(o.open_cents) AS BIGINT) FROM item_project j CROSS JOIN open_item o WHERE j.organisation_id = $1 AND j.project_id = $2 AND o.organisation_id = $1 AND o.id = j.open_item_id AND o.open_cents <> 0 GROUP BY o.currency ORDER BY o.currency";
    @sqlite
    OF_ITEMS_SQLITE = json_sqlite!("hex(open_item_id), code", "SELECT j.open_item_id, p.code FROM json_each($2) u CROSS JOIN item_project j CROSS JOIN project p WHERE j.organisation_id = $1 AND j.open_item_id = unhex(u.value) AND p.organisation_id = $1 AND p.id = j.project_id");
    @postgres
    OF_ITEMS_POSTGRES = json_postgres!("open_item_id, code", "SELECT j.open_item_id, p.code FROM item_project j JOIN project p ON p.organisation_id = j.organisation_id AND p.id = j.project_id WHERE j.organisation_id = $1 AND j.open_item_id IN (SELECT value::uuid FROM json_array_elements_text($2::json))");
}

/// Items of one question, so that no answer is out of proportion.
const ITEMS: usize = 20_000;

/// The id of the project that a code names: the same for two writings that differ in case, accents or blanks around.
#[must_use]
pub fn id_of(code: &str) -> Uuid {
    crate::stable_id(&[b"project", crate::debtor::fold(code.trim()).as_bytes()])
}

/// Ids as a parameter that both engines take: a list of hexadecimal ids in JSON.
pub(crate) fn listed(ids: &[OpenItemId]) -> String {
    let ids: Vec<String> = ids.iter().map(|id| format!("\"{}\"", id.0.simple())).collect();
    format!("[{}]", ids.join(","))
}

/// Says for which project items are; an item that was for another one is for this one from now on. Of an item that is told twice the last
/// counts. No code may be empty.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn set(tx: &mut Tx, organisation: OrganisationId, told: &[(OpenItemId, String)]) -> Result<()> {
    let mut projects: BTreeMap<Uuid, &str> = BTreeMap::new();
    let mut items: BTreeMap<OpenItemId, Uuid> = BTreeMap::new();
    for (item, code) in told {
        let id = id_of(code);
        projects.entry(id).or_insert_with(|| code.trim());
        items.insert(*item, id);
    }
    let projects: Vec<(Uuid, &str)> = projects.into_iter().collect();
    let items: Vec<(OpenItemId, Uuid)> = items.into_iter().collect();
    in_tx!(tx, c => {
        for chunk in projects.chunks(2_000) {
            let mut query = QueryBuilder::new("INSERT INTO project (organisation_id, id, code, search_text) ");
            query.push_values(chunk, |mut row, (id, code)| {
                row.push_bind(organisation.0).push_bind(*id).push_bind((*code).to_owned()).push_bind(crate::debtor::fold(code));
            });
            query.push(" ON CONFLICT DO NOTHING");
            query.build().execute(&mut *c).await?;
        }
        for chunk in items.chunks(5_000) {
            let mut query = QueryBuilder::new("INSERT INTO item_project (organisation_id, open_item_id, project_id) ");
            query.push_values(chunk, |mut row, (item, project)| {
                row.push_bind(organisation.0).push_bind(item.0).push_bind(*project);
            });
            query.push(" ON CONFLICT (organisation_id, open_item_id) DO UPDATE SET project_id = excluded.project_id");
            query.build().execute(&mut *c).await?;
        }
    });
    Ok(())
}

/// The codes of the projects of items, in no order; items that are for none are left out.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn of_items(tx: &mut Tx, organisation: OrganisationId, ids: &[OpenItemId]) -> Result<HashMap<OpenItemId, String>> {
    let mut found = HashMap::new();
    for chunk in ids.chunks(ITEMS) {
        let rows: Vec<(Uuid, String)> = json_rows!(tx, OF_ITEMS_SQLITE, OF_ITEMS_POSTGRES, organisation.0, listed(chunk));
        found.extend(rows.into_iter().map(|(item, code)| (OpenItemId(item), code)));
    }
    Ok(found)
}

/// Codes that hold a word, in their order.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn codes(tx: &mut Tx, organisation: OrganisationId, word: &str, most: i64) -> Result<Vec<String>> {
    let part = crate::item_list::part(&crate::debtor::fold(word.trim()));
    Ok(in_tx!(tx, c => sqlx::query_scalar(SELECT_CODES).bind(organisation.0).bind(part).bind(most).fetch_all(&mut *c).await?))
}

/// What is open of a project: by currency how many items, and how much.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn open_of(tx: &mut Tx, organisation: OrganisationId, code: &str) -> Result<Vec<(Currency, i64, Cents)>> {
    let rows: Vec<(String, i64, i64)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_OPEN_OF).bind(organisation.0).bind(id_of(code)).fetch_all(&mut *c).await?);
    rows.into_iter().map(|(currency, count, open)| Ok((currency_of(&currency)?, count, Cents(open)))).collect()
}
