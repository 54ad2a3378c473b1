//! One deed on many accounts: what it would touch, with count and sum, then done, then undone from the list of what was done.

use app::agenda::{BatchRow, Deed, Preview};
use app::{AppError, Permission};
use axum::Form;
use axum::extract::{Query, State};
use domain::ids::DebtorId;
use domain::{Date, calendar};
use maud::{Markup, html};

use super::agenda::{Asked, HERE, List, totals, word};
use super::parts::{at, post, select};
use super::{Answer, Failure, Sheet, day, framed, head};
use crate::components::amount::late_amount;
use crate::components::flash::{empty, flash};
use crate::components::pager::Pager;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::link::Link;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// Accounts of one deed at most: they travel in the form.
const MANY: usize = 500;

fn deed_word(code: &str) -> String {
    match code {
        "pause" => t!("agenda-pause"),
        "snooze" => t!("agenda-snooze"),
        "scenario" => t!("agenda-scenario"),
        "remind" => t!("agenda-remind"),
        _ => t!("agenda-assign"),
    }
}

/// The accounts that were chosen: those of the boxes, or all that the list finds.
async fn chosen(site: &Site, session: &Session, asked: &Asked) -> Result<Vec<DebtorId>, Failure> {
    if word(asked, "tout") == "oui" {
        let mut list = List::read(session, asked);
        (list.query.page, list.query.per_page) = (1, MANY);
        let page = app::agenda::agenda(site.app(), &session.scope, &list.query).await?.page;
        return Ok(page.rows.into_iter().map(|dossier| dossier.debtor).collect());
    }
    let ids = asked.iter().filter(|(name, _)| name == "d").map(|(_, value)| value.parse::<DebtorId>());
    Ok(ids.collect::<Result<Vec<_>, _>>().map_err(|_| AppError::NotFound("debtor"))?)
}

/// The deed that was typed; what cannot be read, in French.
fn deed(asked: &Asked, today: Date) -> Result<Deed, String> {
    let note = word(asked, "motif").to_owned();
    let typed = word(asked, "jour");
    let until = match typed {
        "" => None,
        text => Some(day::read(text, today, day::Missing::Coming).ok_or_else(|| t!("bad-date"))?),
    };
    match word(asked, "geste") {
        "pause" => Ok(Deed::Pause { until, note }),
        "snooze" => Ok(Deed::Snooze { until: until.ok_or_else(|| t!("agenda-day-wanted"))?, note }),
        "remind" => Ok(Deed::Remind),
        "scenario" => Ok(Deed::Scenario { series: word(asked, "scenario").parse().map_err(|_| t!("agenda-scenario-wanted"))?, note }),
        _ => Ok(Deed::Assign { collector: word(asked, "charge_nouveau").to_owned() }),
    }
}

/// What a deed is tried with before anything is typed: the next week, a reason, nobody.
fn example(code: &str, today: Date) -> Deed {
    let note = t!("agenda-example");
    match code {
        "pause" => Deed::Pause { until: None, note },
        "snooze" => Deed::Snooze { until: calendar::add_days(today, 7), note },
        "remind" => Deed::Remind,
        // Nobody is called like that: each account would change.
        _ => Deed::Assign { collector: "\u{2060}".to_owned() },
    }
}

fn permission(code: &str) -> Permission {
    match code {
        "assign" | "classify" => Permission::EditDebtors,
        "remind" => Permission::ApproveMessages,
        _ => Permission::HoldReminders,
    }
}

/// What a deed would touch, and its form.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    confirm(&site, &session, &asked, None).await
}

async fn confirm(site: &Site, session: &Session, asked: &Asked, wrong: Option<&str>) -> Answer {
    let today = site.app().today();
    let code = match word(asked, "geste") {
        code @ ("pause" | "assign" | "scenario" | "remind") => code,
        _ => "snooze",
    };
    let list = List::read(session, asked);
    let ids = chosen(site, session, asked).await?;
    if ids.is_empty() {
        let body = html! {
            (head(&deed_word(code), &html! {}, &html! { a.btn.go href=(list.link(HERE)) { (t!("agenda-back")) } }))
            (empty(&t!("agenda-nobody-chosen"), &t!("agenda-batches-empty-text"), None))
        };
        return framed(site, session, Sheet::new(deed_word(code), Section::Agenda, body)).await;
    }
    let may = session.may(permission(code));
    // What was typed so far says who changes; before that, an example.
    let typed = (word(asked, "essai") == "oui").then(|| deed(asked, today)).and_then(Result::ok);
    let preview = match may {
        true => match app::agenda::preview(site.app(), &session.scope, &ids, typed.as_ref().unwrap_or(&example(code, today))).await {
            Err(error) if typed.is_some() && error.status() == 422 => {
                Some(app::agenda::preview(site.app(), &session.scope, &ids, &example(code, today)).await?)
            }
            found => Some(found?),
        },
        false => None,
    };
    let collectors = app::agenda::collectors(site.app(), &session.scope).await?;
    let scenarios: Vec<(String, String)> = match code {
        "scenario" => app::scenario::series::list(site.app(), &session.scope)
            .await?
            .into_iter()
            .filter(|line| line.version.is_in_force)
            .map(|line| (line.series.to_string(), line.version.name))
            .collect(),
        _ => Vec::new(),
    };
    let body = html! {
        (head(&deed_word(code), &html! { (t!("agenda-batch-sub", count = ids.len())) }, &html! { a.btn href=(list.link(HERE)) { (t!("agenda-back")) } }))
        @if let Some(wrong) = wrong { (flash(Tone::Late, &html! { (wrong) })) }
        @match &preview {
            None => { (flash(Tone::Late, &html! { (t!("agenda-may-not")) })) }
            Some(preview) => {
                (form(&list, code, &ids, asked, (collectors.as_slice(), scenarios.as_slice()), today, preview))
                (lines(preview))
            }
        }
    };
    framed(site, session, Sheet::new(deed_word(code), Section::Agenda, body)).await
}

/// What may be chosen: collectors, and scenarios with their names.
type Choices<'a> = (&'a [String], &'a [(String, String)]);

fn form(
    list: &List,
    code: &str,
    ids: &[DebtorId],
    asked: &Asked,
    (collectors, scenarios): Choices<'_>,
    today: Date,
    preview: &Preview,
) -> Markup {
    let typed = |key: &str, otherwise: String| if word(asked, key).is_empty() { otherwise } else { word(asked, key).to_owned() };
    let in_a_week = day::shown(calendar::working_day_on_or_after(calendar::add_days(today, 7)));
    html! {
        form.card.stack method="post" action="/agenda/lot" {
            input type="hidden" name="geste" value=(code);
            @for (key, value) in list.kept() { @if !value.is_empty() { input type="hidden" name=(key) value=(value); } }
            @for id in ids { input type="hidden" name="d" value=(id); }
            p { strong { (t!("agenda-batch-count", count = preview.changing)) } @if !preview.sums.is_empty() { " · " (t!("agenda-sub-late", total = totals(&preview.sums))) } }
            p.muted { @match code { "pause" => { (t!("agenda-pause-help")) } "snooze" => { (t!("agenda-snooze-help")) } "scenario" => { (t!("agenda-scenario-help")) } "remind" => { (t!("agenda-remind-help")) } _ => { (t!("agenda-assign-help")) } } }
            div.fields {
                @if code == "assign" {
                    div.field {
                        label for="charge-nouveau" { (t!("column-collector")) }
                        input #charge-nouveau name="charge_nouveau" list="charges" maxlength="120" autocomplete="off" value=(word(asked, "charge_nouveau"));
                        datalist id="charges" { @for name in collectors { option value=(name) {} } }
                    }
                } @else if code == "scenario" {
                    (select("scenario", &t!("agenda-scenario-which"), scenarios, word(asked, "scenario")))
                    div.field.grow { label for="motif" { (t!("agenda-reason")) } input #motif name="motif" required maxlength="500" autocomplete="off" value=(word(asked, "motif")); }
                } @else if code != "remind" {
                    (day::field("jour", "jour", &html! { (t!("agenda-until")) @if code == "pause" { " " span.muted { (t!("field-optional")) } } }, &typed("jour", if code == "snooze" { in_a_week } else { String::new() })))
                    div.field.grow { label for="motif" { (t!("agenda-reason")) } input #motif name="motif" required maxlength="500" autocomplete="off" value=(word(asked, "motif")); }
                }
            }
            div.acts { button.btn.go type="submit" { (t!("agenda-do", deed = deed_word(code), count = preview.changing)) } @if code != "remind" { button.btn type="submit" formmethod="get" formnovalidate name="essai" value="oui" { (t!("agenda-preview")) } } a.btn href=(list.link(HERE)) { (t!("cancel")) } }
        }
    }
}

fn lines(preview: &Preview) -> Markup {
    const SHOWN: usize = 60;
    html! {
        section.card.flush {
            h2.sr { (t!("agenda-batch-accounts")) }
            table.table.compact.cards {
                caption.sr { (t!("agenda-batch-accounts")) }
                thead { tr { th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("column-collector")) } th.r scope="col" { (t!("column-overdue")) } th scope="col" { (t!("column-state")) } } }
                tbody {
                    @for line in preview.lines.iter().take(SHOWN) {
                        tr data-row="" {
                            td.lead { a.open href={ "/debiteurs/" (line.debtor) } { (line.name) } small { (line.code) } }
                            td data-label=(t!("column-collector")) { (line.collector) }
                            td.r.key { (late_amount(line.late, line.currency)) @for (currency, late) in &line.others { br; (late_amount(*late, *currency)) } }
                            td data-label=(t!("column-state")) {
                                @if line.is_same { (pill(Tone::Neutral, &if line.told.is_empty() { t!("agenda-unchanged") } else { t!("agenda-left-out") })) " " }
                                (line.told)
                            }
                        }
                    }
                }
            }
            @let more: usize = preview.lines.len().saturating_sub(SHOWN);
            @if more > 0 { p.pad.muted { (t!("agenda-more-accounts", count = more)) } }
        }
    }
}

/// Does it.
pub async fn apply(State(site): State<Site>, session: Session, Form(asked): Form<Asked>) -> Answer {
    let ids = chosen(&site, &session, &asked).await?;
    if ids.is_empty() {
        return Ok(back(HERE, Tone::Soon, &t!("agenda-nobody-chosen")));
    }
    let deed = match deed(&asked, site.app().today()) {
        Ok(deed) => deed,
        Err(wrong) => return confirm(&site, &session, &asked, Some(&wrong)).await,
    };
    match app::agenda::apply(site.app(), &session.scope, &ids, &deed).await {
        Ok(_) if ids.len() == 1 => {
            let list = List::read(&session, &asked);
            Ok(back(&list.link(HERE).to_string(), Tone::Ok, &t!("agenda-done-one")))
        }
        Ok(_) => Ok(back("/agenda/lots", Tone::Ok, &t!("agenda-done", count = ids.len()))),
        Err(error) if error.status() == 422 => confirm(&site, &session, &asked, Some(&error.french())).await,
        Err(error) => Err(Failure::from(error)),
    }
}

/// What was done to many accounts.
pub async fn batches(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let all = word(&asked, "voir") == "tout";
    let page = word(&asked, "page").parse().unwrap_or(1).max(1);
    let (rows, count) = app::agenda::batches(site.app(), &session.scope, all, page).await?;
    let link = Link::new("/agenda/lots").with("voir", if all { "tout" } else { "" });
    let pager =
        Pager { page: u32::try_from(page).unwrap_or(1), per_page: u32::try_from(app::agenda::BATCHES).unwrap_or(1), total: count as u64 };
    let body = html! {
        (head(&t!("agenda-batches"), &html! { (t!("agenda-batches-sub")) }, &html! { a.btn href=(HERE) { (t!("nav-agenda")) } }))
        @if rows.is_empty() { (empty(&t!("agenda-batches-empty-title"), &t!("agenda-batches-empty-text"), None)) }
        @else { (table(&rows, &session)) (pager.render(&link)) }
        p.muted { @if all { a href="/agenda/lots" { (t!("agenda-batches-many")) } } @else { a href="/agenda/lots?voir=tout" { (t!("agenda-batches-all")) } } }
    };
    framed(&site, &session, Sheet::new(t!("agenda-batches"), Section::Agenda, body)).await
}

fn table(rows: &[BatchRow], session: &Session) -> Markup {
    html! {
        section.card.flush {
            h2.sr { (t!("agenda-batches")) }
            table.table.cards {
                caption.sr { (t!("agenda-batches")) }
                thead { tr { th scope="col" { (t!("agenda-deed")) } th.r scope="col" { (t!("agenda-accounts")) } th scope="col" { (t!("agenda-by")) } th scope="col" { (t!("column-state")) } } }
                tbody {
                    @for row in rows {
                        tr data-row="" {
                            td.lead { (app::text::agenda::deed(&row.kind)) @if !row.note.is_empty() { small { (row.note) } } }
                            td.r.key { (row.accounts) }
                            td data-label=(t!("agenda-by")) { (row.created_by) small { (at(row.created_at)) } }
                            td.full {
                                @match &row.undone {
                                    Some((when, by)) => { (pill(Tone::Neutral, &t!("agenda-undone-by", name = by.as_str()))) " " small { (at(*when)) } }
                                    None if session.may(permission(&row.kind)) => { (post("/agenda/lots/defaire", "small", &t!("agenda-undo"), None, &[("lot", row.id.to_string())])) }
                                    None => {}
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn id(asked: &Asked, key: &str) -> Result<uuid::Uuid, Failure> {
    Ok(word(asked, key).parse().map_err(|_| AppError::NotFound("batch"))?)
}

/// Undoes one of them.
pub async fn undo(State(site): State<Site>, session: Session, Form(asked): Form<Asked>) -> Answer {
    match app::agenda::undo(site.app(), &session.scope, id(&asked, "lot")?).await {
        Ok(count) => Ok(back("/agenda/lots", Tone::Ok, &t!("agenda-undo-done", count = count))),
        Err(error) if error.status() == 409 => Ok(back("/agenda/lots", Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}

/// Brings an account back before its day.
pub async fn resume(State(site): State<Site>, session: Session, Form(asked): Form<Asked>) -> Answer {
    app::agenda::resume(site.app(), &session.scope, id(&asked, "report")?).await?;
    let list = List::read(&session, &asked);
    Ok(back(&list.link(HERE).to_string(), Tone::Ok, &t!("agenda-brought-back")))
}
