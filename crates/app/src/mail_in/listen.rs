//! The mailboxes while the program runs: one task each waits for what arrives.

use std::collections::HashMap;
use std::time::Duration;

use domain::ids::OrganisationId;
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::fetch::{Fault, catch_up, current, note};
use super::{Fetched, token};
use crate::text::mail_in as words;
use crate::{App, Result, Scope};

/// How long a server is waited for in one go: some cut a silent line after ten minutes.
const PATIENCE: Duration = Duration::from_secs(9 * 60);
/// How often a server that tells nothing by itself is asked.
const ASK_EVERY: Duration = Duration::from_secs(60);
/// The shortest time between two passes: a server that always has news is not asked all the time.
const LEAST_ROUND: Duration = Duration::from_secs(2);
/// How often it is noted that all is well.
const NOTE_EVERY: Duration = Duration::from_secs(60);
/// How often the settings of other processes are looked at.
const LOOK: Duration = Duration::from_secs(20);
/// The pause after a lost connection; doubled each time.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
/// The longest pause, and the pause after a refusal that only a person can mend: servers lock accounts out.
const LONGEST_PAUSE: Duration = Duration::from_secs(15 * 60);

/// What a listener tells whoever wants to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// All that was there is read; it waits for more, and is told by the server or has to ask.
    Waiting {
        /// What this pass brought.
        fetched: Fetched,
        /// Whether the server tells by itself.
        is_told: bool,
    },
    /// The mailbox cannot be read: the key of why.
    Failed(&'static str),
}

/// Reads the mailboxes that are set until told to stop.
pub async fn run_until(app: App, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    let mut running: HashMap<OrganisationId, (i64, JoinHandle<()>)> = HashMap::new();
    let mut looks = tokio::time::interval(LOOK);
    looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = &mut stop => break,
            _ = looks.tick() => {}
            () = app.mailbox_was_changed() => {}
        }
        if let Err(error) = look(&app, &mut running).await {
            tracing::error!(code = error.code(), %error, "the mailboxes could not be looked up; trying again");
        }
    }
    for (_, task) in running.into_values() {
        task.abort();
    }
}

/// Starts what is not running, and stops what was set anew or taken off.
async fn look(app: &App, running: &mut HashMap<OrganisationId, (i64, JoinHandle<()>)>) -> Result<()> {
    for organisation in store::organisation::all(app.db()).await? {
        let (id, wanted) = (organisation.id, store::mailbox::in_use(app.db(), organisation.id).await?);
        let stays = running.get(&id).is_some_and(|(version, task)| wanted == Some(*version) && !task.is_finished());
        if stays {
            continue;
        }
        if let Some((_, task)) = running.remove(&id) {
            task.abort();
        }
        if let Some(version) = wanted {
            let scope = Scope::system(organisation, &words::actor_mail_in());
            let app = app.clone();
            running.insert(id, (version, tokio::spawn(async move { listen(&app, &scope, None).await })));
        }
    }
    Ok(())
}

/// Reads one mailbox for as long as it is set, through lost connections.
#[crate::boxed]
pub async fn listen(app: &App, scope: &Scope, told: Option<UnboundedSender<Told>>) {
    let mut pause = FIRST_PAUSE;
    loop {
        let fault = match session(app, scope, told.as_ref(), &mut pause).await {
            Ok(()) => return,
            Err(fault) => fault,
        };
        let (code, rest) = match &fault {
            Fault::Mailbox(error) => {
                tracing::warn!(code = error.code(), %error, "a mailbox could not be read; trying again");
                (error.code(), if error.needs_a_person() { LONGEST_PAUSE } else { pause })
            }
            Fault::App(error) => {
                tracing::error!(code = error.code(), %error, "a received message could not be kept; trying again");
                (error.code(), pause)
            }
        };
        if let Ok(Some(row)) = current(app, scope).await
            && let Err(error) = note(app, scope, &row, Some(&fault)).await
        {
            tracing::error!(code = error.code(), %error, "the state of a mailbox could not be kept");
        }
        if let Some(told) = &told {
            let _ = told.send(Told::Failed(code));
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
        tokio::time::sleep(rest).await;
    }
}

/// One connection, until it is lost or the mailbox is taken off.
async fn session(app: &App, scope: &Scope, told: Option<&UnboundedSender<Told>>, pause: &mut Duration) -> std::result::Result<(), Fault> {
    let Some(row) = current(app, scope).await?.filter(|row| row.disabled_at.is_none()) else { return Ok(()) };
    let (mut mailbox, _) = token::open(app, scope, &row).await?;
    let mut noted: Option<Instant> = None;
    loop {
        let round = Instant::now();
        let Some(fetched) = catch_up(app, scope, &mut mailbox, row.version).await? else { return Ok(()) };
        if noted.is_none_or(|at| round.duration_since(at) >= NOTE_EVERY) {
            note(app, scope, &row, None).await?;
            noted = Some(round);
        }
        *pause = FIRST_PAUSE;
        let is_told = mailbox.can_idle();
        if let Some(told) = told {
            let _ = told.send(Told::Waiting { fetched, is_told });
        }
        if is_told {
            (mailbox, _) = mailbox.wait(PATIENCE).await?;
        } else {
            tokio::time::sleep(ASK_EVERY).await;
            mailbox.ask().await?;
        }
        tokio::time::sleep_until(round + LEAST_ROUND).await;
        match current(app, scope).await? {
            Some(now) if now.version == row.version && now.disabled_at.is_none() => {}
            _ => return Ok(()),
        }
    }
}
