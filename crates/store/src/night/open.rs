//! Open items by whole debtors, as a night or a preview walks through all of them.

use domain::calendar::Date;
use domain::ids::OrganisationId;
use futures_util::TryStreamExt as _;
use uuid::Uuid;

use super::{NightItem, OpenTuple, night_item, open_columns};
use crate::dialect::{Day, parse_rows};
use crate::statement::statements;
use crate::{Result, Tx};

statements! {
    @sqlite
    OPEN_SQLITE = json_sqlite!("hex(debtor_id), hex(id), kind, issued_on, due_on, open_cents, currency, last_step, last_step_on, previous_step, previous_step_on, episode", concat!("SELECT ", open_columns!(), " FROM open_item WHERE organisation_id = $1 AND open_cents <> 0 AND (debtor_id, id) > ($2, $3) ORDER BY debtor_id, id LIMIT $4"));
    @postgres
    OPEN_POSTGRES = concat!("SELECT ", open_columns!(), " FROM open_item WHERE organisation_id = $1 AND open_cents <> 0");
}

/// Dates as a server gives them.
type ServerTuple = (Uuid, Uuid, String, Date, Date, i64, String, Option<i32>, Option<Date>, Option<i32>, Option<Date>, i32);

/// Walks through the open items by debtor, with their steps as of the start of `today`: each page holds whole debtors, in
/// order, and about `size` items; more when one debtor has more.
///
/// The embedded base gives pages of its index. A server, where the rows of a debtor lie anywhere, is read from one end to
/// the other and sorted here: a third of the time, and a hundred bytes an item.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn each_page(
    tx: &mut Tx,
    organisation: OrganisationId,
    today: Date,
    size: usize,
    mut look: impl FnMut(&[NightItem]),
) -> Result<()> {
    let size = size.max(1);
    match tx {
        Tx::Sqlite(transaction, _) => {
            let mut after = (Uuid::nil(), Uuid::nil());
            let mut pending: Vec<NightItem> = Vec::new();
            loop {
                let page = sqlx::query_scalar(OPEN_SQLITE).bind(organisation.0).bind(after.0).bind(after.1);
                let text: String = page.bind(i64::try_from(size).unwrap_or(i64::MAX)).fetch_one(&mut **transaction).await?;
                let rows: Vec<OpenTuple> = parse_rows(&text)?;
                let is_last = rows.len() < size;
                for row in rows {
                    pending.push(night_item(row, today)?);
                }
                if is_last {
                    if !pending.is_empty() {
                        look(&pending);
                    }
                    return Ok(());
                }
                // The last debtor of a page may go on in the next one.
                let last = pending[pending.len() - 1];
                after = (last.debtor.0, last.facts.id.0);
                let whole = pending.iter().rposition(|item| item.debtor != last.debtor).map_or(0, |at| at + 1);
                if whole > 0 {
                    look(&pending[..whole]);
                    pending.drain(..whole);
                }
            }
        }
        Tx::Postgres(transaction, _) => {
            let mut rows = sqlx::query_as(OPEN_POSTGRES).bind(organisation.0).fetch(&mut **transaction);
            let mut items: Vec<NightItem> = Vec::new();
            while let Some(row) = rows.try_next().await? {
                let (debtor, id, kind, issued, due, open, currency, last, last_on, previous, previous_on, episode): ServerTuple = row;
                let (last, previous) = (last.map(i64::from), previous.map(i64::from));
                let (last_on, previous_on) = (last_on.map(Day), previous_on.map(Day));
                let row = (debtor, id, kind, Day(issued), Day(due), open, currency, last, last_on, previous, previous_on, episode);
                items.push(night_item(row, today)?);
            }
            items.sort_unstable_by_key(|item| (item.debtor, item.facts.id));
            let mut rest = &items[..];
            while !rest.is_empty() {
                let end = size.min(rest.len());
                let last = rest[end - 1].debtor;
                let (page, after) = rest.split_at(end + rest[end..].partition_point(|item| item.debtor == last));
                look(page);
                rest = after;
            }
        }
    }
    Ok(())
}
