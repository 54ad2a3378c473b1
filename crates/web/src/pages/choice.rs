//! Which items a form is about. Few are listed whole; of many, fifty at a time with a search, the ticked ones kept from page to page,
//! and groups that are chosen as a whole. Nothing of it needs a script.

use std::collections::{HashMap, HashSet};

use app::text::locale::{self, ShownIn as _};
use domain::cause::Cause;
use domain::ids::{DebtorId, OpenItemId};
use domain::ledger::OpenItem;
use domain::{Cents, Currency, Date};
use maud::{Markup, html};
use serde::{Deserialize, Deserializer};
use sha2::{Digest as _, Sha256};

use super::Failure;
use crate::session::Session;
use crate::site::Site;
use crate::t;

/// The field of the chosen group.
pub(super) const GROUP: &str = "quoi";
/// The field of the search.
pub(super) const SEARCH: &str = "cherche";
/// The field of the page.
pub(super) const PAGE: &str = "suite";
/// What [`GROUP`] holds for all that is late.
pub(super) const LATE: &str = "echu";
/// Items that are listed whole, and of more a page.
pub(super) const PER_PAGE: usize = 50;
/// Ticked items of other pages that are shown on each page; beyond, they stay ticked without being shown.
const MOST_TICKED: usize = 200;

/// What [`GROUP`] holds for the late items of a cause.
pub(super) fn of_cause(cause: Cause) -> String {
    format!("cause-{}", cause.code())
}

/// What is between groups when a browser without scripts sent several: they are told, and none is guessed.
const SEVERAL: &str = "+";

/// Whether several groups were ticked.
pub(super) fn is_several(group: &str) -> bool {
    group.contains(SEVERAL)
}

/// Reads the field of the group in a form, however often it is there.
///
/// # Errors
/// When it is no text.
pub(super) fn group<'de, D: Deserializer<'de>>(field: D) -> Result<String, D::Error> {
    Ok(joined(Vec::<String>::deserialize(field)?.iter().map(String::as_str)))
}

fn joined<'t>(groups: impl Iterator<Item = &'t str>) -> String {
    let mut known: Vec<&str> = Vec::new();
    for group in groups.map(str::trim).filter(|group| !group.is_empty()) {
        if !known.contains(&group) {
            known.push(group);
        }
    }
    known.join(SEVERAL)
}

/// An item that may be chosen, and what of it is asked.
pub(super) type Candidate<'l> = (&'l OpenItem, Cents);

/// Late items that are chosen as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Group {
    /// Those of a cause alone.
    cause: Option<Cause>,
    /// Those in a currency alone.
    currency: Option<Currency>,
}

impl Group {
    /// Reads `echu`, `echu-EUR`, `cause-invoice_lost` or `cause-invoice_lost-EUR`, with or without its mark after a point.
    fn read(code: &str) -> Option<Self> {
        if is_several(code) {
            return None;
        }
        let (code, _) = code.split_once('.').unwrap_or((code, ""));
        let mut parts = code.split('-');
        let cause = match parts.next()? {
            LATE => None,
            "cause" => Some(Cause::from_code(parts.next()?)?),
            _ => return None,
        };
        let currency = match parts.next() {
            Some(code) => Some(Currency::parse(code)?),
            None => None,
        };
        Some(Self { cause, currency })
    }

    fn code(self) -> String {
        let kind = self.cause.map_or_else(|| LATE.to_owned(), of_cause);
        self.currency.map_or_else(|| kind.clone(), |currency| format!("{kind}-{}", currency.code()))
    }

    fn has(self, (item, sum): &Candidate<'_>, causes: &HashMap<OpenItemId, Cause>, today: Date) -> bool {
        item.is_overdue(today)
            && sum.is_positive()
            && self.currency.is_none_or(|currency| currency == item.currency)
            && self.cause.is_none_or(|cause| causes.get(&item.id) == Some(&cause))
    }
}

/// What was typed of the choice.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    pub(super) ticked: Vec<OpenItemId>,
    pub(super) group: String,
    pub(super) search: String,
    pub(super) page: String,
}

impl Asked {
    /// From the fields of a form, its items under `key`.
    pub(super) fn read(typed: &[(String, String)], key: &str) -> Self {
        let one = |name: &str| typed.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim()).to_owned();
        let ticked = typed.iter().filter(|(known, _)| known == key).filter_map(|(_, value)| value.trim().parse().ok()).collect();
        let group = joined(typed.iter().filter(|(known, _)| known == GROUP).map(|(_, value)| value.as_str()));
        Self { ticked, group, search: one(SEARCH), page: one(PAGE) }
    }

    /// Whether nothing was said of it yet.
    pub(super) fn is_fresh(&self) -> bool {
        self.ticked.is_empty() && self.group.is_empty() && self.search.is_empty() && self.page.is_empty()
    }
}

/// The causes of a debtor's items, where the choice is about one.
pub(super) async fn causes(site: &Site, session: &Session, debtor: DebtorId, group: &str) -> Result<HashMap<OpenItemId, Cause>, Failure> {
    if Group::read(group).is_none_or(|group| group.cause.is_none()) {
        return Ok(HashMap::new());
    }
    let known = app::causes::of_debtor(site.app(), &session.scope, debtor).await?;
    Ok(known.into_iter().filter_map(|known| Some((known.item.id, known.current?.cause))).collect())
}

/// The items that were chosen: the ticked ones, or those of the group.
///
/// # Errors
/// A sentence when both are there, or two groups: none is guessed; and one when the group is no longer what its form showed.
pub(super) fn chosen(
    all: &[Candidate<'_>],
    asked: &Asked,
    causes: &HashMap<OpenItemId, Cause>,
    today: Date,
) -> Result<Vec<OpenItemId>, String> {
    match Group::read(&asked.group) {
        None if is_several(&asked.group) => Err(t!("pick-one-group")),
        None => Ok(asked.ticked.clone()),
        Some(_) if !asked.ticked.is_empty() => Err(t!("pick-both")),
        Some(group) => {
            let held: Vec<&Candidate<'_>> = all.iter().filter(|one| group.has(one, causes, today)).collect();
            let is_as_shown = asked.group.split_once('.').is_none_or(|(_, shown)| shown == mark(&held));
            if is_as_shown { Ok(held.iter().map(|(item, _)| item.id).collect()) } else { Err(t!("pick-changed")) }
        }
    }
}

/// By what a group is known again: another item or amount in it makes another mark. In hexadecimal.
fn mark(held: &[&Candidate<'_>]) -> String {
    let mut hash = Sha256::new();
    for (item, sum) in held {
        hash.update(format!("{}:{};", item.id, sum.0));
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// A choice as its form shows it.
#[derive(Debug)]
pub(super) struct Choice {
    /// Places of the items that are listed.
    shown: Vec<usize>,
    ticked: HashSet<OpenItemId>,
    /// Ticked items that are not listed.
    unseen: Vec<OpenItemId>,
    /// The groups with what they hold: how many, how much, and their mark.
    groups: Vec<(Group, usize, Cents, String)>,
    group: Option<Group>,
    search: String,
    total: usize,
    /// Items that the search finds.
    found: usize,
    page: usize,
}

impl Choice {
    /// `all` is in the order in which it is listed.
    pub(super) fn of(all: &[Candidate<'_>], asked: &Asked, causes: &HashMap<OpenItemId, Cause>, today: Date) -> Self {
        let wanted = Group::read(&asked.group);
        let mut ticked: HashSet<OpenItemId> = asked.ticked.iter().copied().collect();
        if all.len() <= PER_PAGE {
            ticked.extend(all.iter().filter(|one| wanted.is_some_and(|group| group.has(one, causes, today))).map(|(item, _)| item.id));
            let shown = (0..all.len()).collect();
            return Self {
                shown,
                ticked,
                unseen: Vec::new(),
                groups: Vec::new(),
                group: None,
                search: String::new(),
                total: all.len(),
                found: all.len(),
                page: 1,
            };
        }
        let groups = groups(all, wanted, causes, today);
        // What names no currency is the first of its kind.
        let group = wanted.and_then(|wanted| {
            let is_it =
                |group: &Group| group.cause == wanted.cause && wanted.currency.is_none_or(|currency| group.currency == Some(currency));
            groups.iter().map(|(group, ..)| *group).find(is_it)
        });
        let words = asked.search.trim().to_lowercase();
        let hits: Vec<usize> = (0..all.len()).filter(|at| all[*at].0.number.to_lowercase().contains(&words)).collect();
        let page = asked.page.parse::<usize>().unwrap_or(1).clamp(1, hits.len().div_ceil(PER_PAGE).max(1));
        let slice: Vec<usize> = hits.iter().copied().skip((page - 1) * PER_PAGE).take(PER_PAGE).collect();
        let elsewhere: Vec<usize> = (0..all.len()).filter(|at| ticked.contains(&all[*at].0.id) && !slice.contains(at)).collect();
        let (seen, unseen) = elsewhere.split_at(elsewhere.len().min(MOST_TICKED));
        Self {
            shown: seen.iter().copied().chain(slice).collect(),
            unseen: unseen.iter().map(|at| all[*at].0.id).collect(),
            ticked,
            groups,
            group,
            search: asked.search.trim().to_owned(),
            total: all.len(),
            found: hits.len(),
            page,
        }
    }

    /// The places of the items to list.
    pub(super) fn shown(&self) -> &[usize] {
        &self.shown
    }

    /// Whether an item is ticked.
    pub(super) fn is_ticked(&self, item: OpenItemId) -> bool {
        self.ticked.contains(&item)
    }

    /// Whether there are more items than a page lists.
    pub(super) fn is_paged(&self) -> bool {
        self.total > PER_PAGE
    }

    /// The groups and the search, above the list; `path` is the address of the form.
    pub(super) fn head(&self, path: &str) -> Markup {
        let from = (self.page - 1) * PER_PAGE;
        html! {
            @if self.is_paged() {
                div.stack.pad data-group="" {
                    @for (group, count, sum, mark) in &self.groups {
                        label.check { input type="checkbox" name=(GROUP) value={ (group.code()) "." (mark) } checked[self.group == Some(*group)]; span { (word(*group, *count, *sum)) } }
                    }
                    div.filters {
                        div.field.grow { label for=(SEARCH) { (t!("pick-search")) } input id=(SEARCH) name=(SEARCH) type="search" maxlength="80" autocomplete="off" value=(self.search); }
                        (self.go(path, 1, &t!("pick-find")))
                    }
                    p.muted { (t!("pick-range", from = locale::thousands(if self.found == 0 { 0 } else { from as u64 + 1 }), to = locale::thousands((from + PER_PAGE).min(self.found) as u64), total = locale::thousands(self.found as u64))) " " (t!("pick-kept")) }
                    @if !self.unseen.is_empty() { p.muted { (t!("pick-unseen", count = self.unseen.len())) } }
                }
            }
        }
    }

    /// The ways to the other pages, under the list; `key` is the field of the items.
    pub(super) fn foot(&self, path: &str, key: &str) -> Markup {
        html! {
            @if self.is_paged() {
                @for item in &self.unseen { input type="hidden" name=(key) value=(item); }
                @if self.found > PER_PAGE {
                    div.acts.pad {
                        @if self.page > 1 { (self.go(path, self.page - 1, &t!("pager-previous"))) }
                        @if self.page * PER_PAGE < self.found { (self.go(path, self.page + 1, &t!("pager-next"))) }
                    }
                }
            }
        }
    }

    /// Comes back with all that was typed, at a page.
    fn go(&self, path: &str, page: usize, word: &str) -> Markup {
        html! { button.btn.small type="submit" formmethod="get" formaction=(path) formnovalidate name=(PAGE) value=(page) { (word) } }
    }
}

/// The groups that hold something: all that is late in each currency, the euro first, and the same of the cause that is asked for.
fn groups(
    all: &[Candidate<'_>],
    wanted: Option<Group>,
    causes: &HashMap<OpenItemId, Cause>,
    today: Date,
) -> Vec<(Group, usize, Cents, String)> {
    let mut currencies: Vec<Currency> = all.iter().map(|(item, _)| item.currency).collect();
    currencies.sort_by_key(|currency| (*currency != Currency::EUR, *currency));
    currencies.dedup();
    let mut groups = Vec::new();
    for cause in std::iter::once(None).chain(wanted.and_then(|group| group.cause).map(Some)) {
        for currency in &currencies {
            let group = Group { cause, currency: Some(*currency) };
            let held: Vec<&Candidate<'_>> = all.iter().filter(|one| group.has(one, causes, today)).collect();
            if !held.is_empty() {
                groups.push((group, held.len(), Cents::total(held.iter().map(|(_, sum)| *sum)), mark(&held)));
            }
        }
    }
    groups
}

fn word(group: Group, count: usize, sum: Cents) -> String {
    let amount = sum.shown_in(group.currency.unwrap_or(Currency::EUR));
    let number = locale::thousands(count as u64);
    match group.cause {
        None => t!("pick-late", count = count, number = number, amount = amount),
        Some(cause) => t!("pick-cause", cause = app::text::causes::cause(cause), count = count, number = number, amount = amount),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use domain::ledger::ItemKind;

    fn day(n: u32) -> Date {
        NaiveDate::from_ymd_opt(2026, 11, n).unwrap()
    }

    /// Items that fall due on the days 1 to 20, again and again: those before the tenth are late.
    fn items(count: usize) -> Vec<OpenItem> {
        (0..count)
            .map(|n| OpenItem {
                id: OpenItemId(uuid::Uuid::from_u128(n as u128 + 1)),
                number: format!("F{n:04}"),
                debtor: DebtorId(uuid::Uuid::nil()),
                kind: ItemKind::Invoice,
                issued_on: day(1),
                due_on: day(u32::try_from(n % 20).unwrap() + 1),
                due_estimated: false,
                currency: Currency::EUR,
                amount: Cents(1_000),
                open: Cents(1_000),
            })
            .collect()
    }

    fn choice(items: &[OpenItem], asked: &Asked) -> Choice {
        let all: Vec<Candidate<'_>> = items.iter().map(|item| (item, item.open)).collect();
        Choice::of(&all, asked, &HashMap::new(), day(10))
    }

    #[test]
    fn every_item_of_a_long_list_is_on_one_page_and_ticks_stay() {
        let items = items(120);
        let page = |page: &str, ticked: &[usize]| {
            choice(&items, &Asked { page: page.to_owned(), ticked: ticked.iter().map(|at| items[*at].id).collect(), ..Asked::default() })
        };
        let shown: Vec<usize> = ["1", "2", "3"].iter().flat_map(|number| page(number, &[]).shown().to_vec()).collect();
        assert_eq!(shown, (0..120).collect::<Vec<_>>());
        let third = page("3", &[0, 119]);
        assert_eq!((third.shown()[0], third.shown().len()), (0, 21), "the ticked item of the first page comes first");
        assert!(third.is_ticked(items[0].id) && third.is_ticked(items[119].id) && !third.is_ticked(items[118].id));
        let found = choice(&items, &Asked { search: "f0117".to_owned(), ..Asked::default() });
        assert_eq!((found.shown(), found.found), (&[117][..], 1));
    }

    #[test]
    fn a_group_is_all_that_is_late_and_never_guessed_beside_ticks() {
        let items = items(120);
        let all: Vec<Candidate<'_>> = items.iter().map(|item| (item, item.open)).collect();
        let late = items.iter().filter(|item| item.due_on < day(10)).count();
        let by = |group: &str, ticked: &[OpenItemId]| {
            let asked = Asked { group: group.to_owned(), ticked: ticked.to_vec(), ..Asked::default() };
            chosen(&all, &asked, &HashMap::new(), day(10))
        };
        assert_eq!(by("echu-EUR", &[]).map(|ids| ids.len()), Ok(late));
        let held: Vec<&Candidate<'_>> = all.iter().filter(|(item, _)| item.due_on < day(10)).collect();
        assert_eq!(by(&format!("echu-EUR.{}", mark(&held)), &[]).map(|ids| ids.len()), Ok(late), "as it was shown");
        assert!(by(&format!("echu-EUR.{}", mark(&held[1..])), &[]).is_err(), "one more has come since");
        assert_eq!(by("echu-USD", &[]), Ok(Vec::new()));
        assert_eq!(by("", &[items[3].id]), Ok(vec![items[3].id]));
        assert!(by("echu-EUR", &[items[3].id]).is_err());
        // Without a script, two groups may be ticked: the second is not forgotten in silence.
        let fields = |groups: &[&str]| groups.iter().map(|group| (GROUP.to_owned(), (*group).to_owned())).collect::<Vec<_>>();
        let two = Asked::read(&fields(&["echu-EUR", "echu-USD"]), "poste");
        assert!(by(&two.group, &[]).is_err());
        assert_eq!(by(&Asked::read(&fields(&["echu-EUR", "", "echu-EUR"]), "poste").group, &[]).map(|ids| ids.len()), Ok(late));
        let shown = choice(&items, &Asked { group: LATE.to_owned(), ..Asked::default() });
        assert_eq!(
            shown.groups,
            vec![(Group { cause: None, currency: Some(Currency::EUR) }, late, Cents(1_000 * i64::try_from(late).unwrap()), mark(&held))]
        );
        assert_eq!(shown.group, Some(shown.groups[0].0));
    }

    #[test]
    fn few_items_are_listed_whole_with_their_group_ticked() {
        let items = items(20);
        let shown = choice(&items, &Asked { group: LATE.to_owned(), ..Asked::default() });
        assert_eq!((shown.shown().len(), shown.is_paged()), (20, false));
        assert!(shown.is_ticked(items[0].id) && !shown.is_ticked(items[15].id));
        assert_eq!(shown.head("/x").into_string() + &shown.foot("/x", "poste").into_string(), "");
    }
}
