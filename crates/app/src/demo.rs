//! The demonstration: a believable firm whose last weeks were really lived, night after night.

mod desk;
mod talks;

use std::path::Path;

use channels::{FixedClock, MORNING, PARIS, next_time_of_day};
use chrono::{DateTime, Days, TimeDelta, Utc};
use domain::calendar::{is_working_day, working_day_before};
use domain::dunning::{ActionState, Channel};
use domain::party::{Address, Creditor};
use domain::{Cents, Date};

use crate::access::{Actor, Role, Scope};
use crate::calls::{self, NewCall, Outcome};
use crate::config::{Opening, Secret, Settings};
use crate::generate::{DemoFiles, demo_as_known, demo_portfolio};
use crate::outbox::{Confirmation, drain};
use crate::{App, AppError, Result, import, inbox, night, setup, tonight};

/// Log-in of the demonstration; it is open to whoever can reach its pages, on this machine only.
pub const EMAIL: &str = "demo@comptoir-erdre.example";
/// Its password.
pub const PASSWORD: &str = "bienvenue-chez-quittance";
/// Short name of its organisation.
pub const SLUG: &str = "demo";
/// The file that says that a folder holds a demonstration, and nothing that anybody would miss.
const MARK: &str = "demo.toml";
/// Where its messages are written.
const MAIL: &str = "courriels";
/// Working days of the history that is lived before the first page is shown: four weeks.
const HISTORY: usize = 20;
/// The last of them are lived night after night; of the earlier ones every third: a night that was missed is
/// caught up by the next, and the first page does not wait.
const EVERY_NIGHT: usize = 5;
/// After so many working days a call is made, a letter posted.
const DAYS_TO_DO: i64 = 4;

/// What the demonstration holds.
#[derive(Debug, Clone)]
pub struct Demo {
    /// The running program.
    pub app: App,
    /// Whose it is.
    pub scope: Scope,
    /// Debtors.
    pub debtors: usize,
    /// Invoices.
    pub invoices: usize,
    /// What is late.
    pub overdue: Cents,
    /// Messages sent on the last working night.
    pub messages: usize,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("today", &self.today()).finish_non_exhaustive()
    }
}

fn creditor(files: &DemoFiles) -> Creditor {
    let company = &files.company;
    let (postcode, city) = company.town;
    Creditor {
        legal_form: company.legal_form.to_owned(),
        capital: Some(Cents(i64::from(company.capital) * 100)),
        siren: Some(company.siren.clone()),
        rcs_town: company.rcs_town.to_owned(),
        vat: Some(company.vat.clone()),
        seat: Address {
            lines: vec![company.street.to_owned()],
            postcode: postcode.to_owned(),
            city: city.to_owned(),
            country: "FR".to_owned(),
        },
        iban: Some(company.iban.clone()),
        bic: company.bic.to_owned(),
        iban_holder: company.iban_holder.to_owned(),
        email: domain::identifiers::EmailAddress::parse(company.email).ok(),
        phone: company.phone.to_owned(),
        ..setup::empty_creditor(company.name)
    }
}

/// 06:05 in Paris on a day.
fn morning(day: Date) -> DateTime<Utc> {
    let midnight = day.and_hms_opt(0, 0, 0).unwrap_or_default().and_utc() - TimeDelta::hours(12);
    let after = next_time_of_day(midnight, MORNING, PARIS);
    (if channels::business_date(after, PARIS) < day { after + TimeDelta::days(1) } else { after }) + TimeDelta::minutes(5)
}

/// The same installation on another morning.
async fn on(folder: &Path, day: Date) -> Result<App> {
    let mail = format!("dir:{}", folder.join(MAIL).display());
    let settings = Settings { mail: Secret(mail), ..Settings::default() };
    App::open(Opening { folder: folder.to_owned(), settings, today: Some(day), clock: Box::new(FixedClock(morning(day))), demo: true })
        .await
}

/// Whether an entry of a demonstration's folder was written by the demonstration.
fn is_ours(name: &str) -> bool {
    [MARK, MAIL, "documents"].contains(&name) || name.starts_with("quittance.sqlite") || name.starts_with("secrets.key")
}

/// Empties the folder of an earlier demonstration, and marks it before anything is written there, so that
/// one that was interrupted can be built again too.
fn clear(folder: &Path, today: Date) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let entries = std::fs::read_dir(folder)?.collect::<std::io::Result<Vec<_>>>()?;
    let marked = entries.iter().any(|entry| entry.file_name() == MARK);
    let ours = entries.iter().all(|entry| entry.file_name().to_str().is_some_and(is_ours));
    let replaceable = entries.is_empty() || (marked && ours);
    if !replaceable {
        return Err(AppError::Organisation(crate::text::error_demo_folder(&folder.display().to_string())));
    }
    // The mark goes last: a clearing that is interrupted can be taken up again.
    let (mark, rest): (Vec<_>, Vec<_>) = entries.into_iter().partition(|entry| entry.file_name() == MARK);
    for entry in rest.iter().chain(&mark) {
        // A link is removed itself, never what it names.
        if entry.file_type()?.is_dir() { std::fs::remove_dir_all(entry.path())? } else { std::fs::remove_file(entry.path())? }
    }
    std::fs::write(folder.join(MARK), format!("# This folder is a demonstration: the next one replaces it.\nbuilt_for = \"{today}\"\n"))?;
    Ok(())
}

/// Builds the demonstration in an empty folder, or over an earlier one: the files of each morning are
/// imported, matched, and a real night is run over them, up to the last working night before `today`.
///
/// # Errors
/// [`AppError::Organisation`] when the folder holds anything but a demonstration; it is left as it is.
#[crate::boxed]
pub async fn build(folder: &Path, today: Date, clock: Box<dyn channels::Clock>) -> Result<Demo> {
    clear(folder, today)?;
    let portfolio = demo_portfolio(today);
    let nights = last_nights(today);
    let first = nights.first().copied().unwrap_or(today);
    let app = on(folder, first).await?;
    let files = demo_as_known(&portfolio, first);
    let organisation = setup::create_organisation(&app, SLUG, files.company.name, &creditor(&files)).await?;
    setup::create_user(&app, &organisation, EMAIL, "Claire Morel", Role::Admin, PASSWORD).await?;
    let terms = crate::interest::InterestTerms { in_letters: true, ..Default::default() };
    crate::law::set_terms(&app, &Scope::system(organisation.clone(), "Claire Morel"), &terms).await?;
    let scope = Scope { organisation, actor: Actor { name: "Claire Morel".to_owned(), email: Some(EMAIL.to_owned()), role: Role::Admin } };
    app.close().await;
    let mut messages = 0;
    for night in nights {
        let app = on(folder, night).await?;
        messages = live_through(&app, &scope, &demo_as_known(&portfolio, night), night == first).await?;
        app.close().await;
    }
    let mail = format!("dir:{}", folder.join(MAIL).display());
    let settings = Settings { mail: Secret(mail), ..Settings::default() };
    let app = App::open(Opening { folder: folder.to_owned(), settings, today: Some(today), clock, demo: true }).await?;
    bring_in(&app, &scope, &demo_as_known(&portfolio, today), true).await?;
    crate::matching::match_all(&app, &scope, false).await?;
    talks::last_morning(&app, &scope).await?;
    desk::last_morning(&app, &scope).await?;
    let dashboard = crate::dashboard::dashboard(&app, &scope).await?;
    Ok(Demo {
        debtors: portfolio.customers.len(),
        invoices: portfolio.ledger.invoices.len(),
        overdue: dashboard.total.overdue(),
        messages,
        app,
        scope,
    })
}

/// Says where the demonstration is served, so that the links in its mails lead there.
///
/// # Errors
/// [`AppError::Invalid`] for an address that no browser can open.
#[crate::boxed]
pub async fn reached_at(demo: &Demo, address: &str) -> Result<()> {
    let known = crate::dispute::setting(&demo.app, &demo.scope).await?;
    let address = address.trim_end_matches('/').to_owned();
    if known.address == address {
        return Ok(());
    }
    crate::dispute::set_settings(&demo.app, &demo.scope, &crate::dispute::Setting { address, ..known }, false).await
}

/// The last working nights before a day, oldest first.
fn last_nights(today: Date) -> Vec<Date> {
    let mut nights = Vec::with_capacity(HISTORY);
    let mut night = today;
    for back in 0..HISTORY {
        night = working_day_before(night);
        if back < EVERY_NIGHT || back % 3 == 0 {
            nights.push(night);
        }
    }
    nights.reverse();
    nights
}

/// What a morning brings: the books and the bank every day, customers and invoices now and then.
async fn bring_in(app: &App, scope: &Scope, files: &DemoFiles, everything: bool) -> Result<()> {
    if everything {
        import::import(app, scope, "clients.csv", files.customers_csv.clone().into_bytes(), None, false).await?;
    }
    import::import(app, scope, &files.fec_name, files.fec.clone(), None, false).await?;
    if everything {
        import::import(app, scope, "factures.csv", files.invoices_csv.clone().into_bytes(), None, false).await?;
    }
    import::import(app, scope, "releve.camt053.xml", files.statement.clone(), None, false).await?;
    Ok(())
}

/// One morning and one night: files in, calls made and letters posted that have waited, the night, the
/// mail. Returns how many messages left.
async fn live_through(app: &App, scope: &Scope, files: &DemoFiles, first: bool) -> Result<usize> {
    bring_in(app, scope, files, first).await?;
    let mut tx = app.db().snapshot().await?;
    let tasks = store::action::in_state(&mut tx, scope.organisation.id, ActionState::ToDo, 1_000).await?;
    drop(tx);
    let long_ago = app.today().checked_sub_days(Days::new(DAYS_TO_DO.unsigned_abs())).unwrap_or(app.today());
    for line in inbox::to_identify(app, scope).await? {
        // Card takings concern no invoice: somebody sets them aside within days.
        if line.transaction.label.starts_with("REMISE CB") && line.transaction.booked_on <= long_ago {
            inbox::ignore(app, scope, line.transaction.id, "Remise de cartes").await?;
        }
    }
    for task in tasks.iter().filter(|task| task.business_date <= long_ago && is_working_day(task.business_date)) {
        if task.channel == Channel::Call {
            let mut tx = app.db().snapshot().await?;
            let debtor = store::debtor::get_any(&mut tx, scope.organisation.id, task.debtor).await?;
            drop(tx);
            let said = talks::said(debtor.as_ref().map_or("", |debtor| debtor.code.as_str()), app.today());
            // What was to be asked for may be settled or contested by now.
            if calls::record(app, scope, task.id, &said).await.is_err() {
                calls::record(app, scope, task.id, &NewCall::new(Outcome::MessageLeft, "")).await?;
            }
            continue;
        }
        // What proves the claims of the demonstration is on paper: whoever prepares a formal notice says so.
        tonight::mark_done(app, scope, task.id, "", "Bon de livraison signé, au dossier papier").await?;
    }
    night::run(app, scope).await?;
    Ok(drain(app, scope, Confirmation::Given).await?.sent)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = match Date::from_ymd_opt(2026, 9, 18) {
        Some(date) => date,
        None => Date::MIN,
    };

    #[test]
    fn only_the_folder_of_a_demonstration_is_emptied() {
        let write = |folder: &Path, names: &[&str]| {
            for name in names {
                let path = folder.join(name);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, "x").unwrap();
            }
        };
        let demonstration = [
            "demo.toml",
            "secrets.key",
            "quittance.sqlite",
            "quittance.sqlite-wal",
            "documents/ab/cd",
            "documents/.outbox.lock",
            "courriels/1.eml",
        ];
        let cases: [(&[&str], &[&str], bool); 6] = [
            (&[], &[], true),
            (&demonstration, &[], true),
            (&["demo.toml"], &[], true),
            (&demonstration[1..], &[], false),
            (&demonstration, &["these.txt"], false),
            (&[], &["quittance.toml"], false),
        ];
        for (theirs, others, replaced) in cases {
            let folder = tempfile::tempdir().unwrap();
            write(folder.path(), theirs);
            write(folder.path(), others);
            let cleared = clear(folder.path(), TODAY);
            assert_eq!(cleared.is_ok(), replaced, "{theirs:?} {others:?}");
            let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
            if replaced {
                assert_eq!(left, ["demo.toml"], "{theirs:?}");
            } else {
                assert!(theirs.iter().chain(others).all(|name| folder.path().join(name).exists()), "{theirs:?} {others:?}");
            }
        }
    }
}
