//! The use cases: load, decide with `domain`, commit.
//!
//! Pages, the command line and the night all call these functions, with a [`Scope`] that says for which
//! organisation and in whose name. Each checks the right it needs. No HTTP and no SQL here.
//!
//! To add a use case: a module named after its noun, a function that takes `&App` and `&Scope`, its
//! permission in [`access`], its French words in `i18n/fr/app.ftl`.

pub mod access;
pub mod accounts;
pub mod ageing;
pub mod agenda;
mod agreed;
pub mod alerts;
pub mod approvals;
pub mod backup;
pub mod behind;
pub mod calendar_feed;
pub mod calls;
pub mod care;
pub mod causes;
pub mod claims;
pub mod classification;
pub mod collections;
pub mod compromises;
pub mod config;
pub mod connect;
pub mod contact_calendar;
pub mod conversation;
pub mod courtesy;
mod covered;
pub mod dashboard;
pub mod day;
pub mod deadlines;
pub mod debtor_documents;
pub mod debtor_file;
pub mod debtor_tabs;
pub mod debtors;
pub mod decisions;
pub mod deferrals;
pub mod demo;
mod departure;
pub mod dispute;
pub mod doctor;
pub mod documents;
pub mod einvoice;
pub mod enclosed;
mod envelope;
mod error;
pub mod examples;
pub mod figures;
pub mod first_steps;
pub mod forecast;
pub mod freshness;
pub mod generate;
pub mod goals;
pub mod import;
pub mod inbox;
pub mod interest;
pub mod item_life;
pub mod items;
pub mod journal;
mod kept;
pub mod law;
pub mod ledger;
pub mod mail_in;
pub mod matching;
pub mod matching_desk;
pub mod merge;
pub mod message;
pub mod negotiation;
pub mod night;
pub mod outbox;
mod overdue;
pub mod plan_offers;
pub mod plans;
pub mod policy;
pub mod post;
pub mod promises;
pub mod quality;
pub mod register;
pub mod requests;
mod route;
pub mod salesman;
pub mod scenario;
pub mod score;
pub mod search;
pub mod secrets;
pub mod sender;
pub mod service_mail;
pub mod session;
pub mod setup;
mod signed_link;
pub mod sms;
pub mod sources;
pub mod template;
pub mod text;
pub mod tonight;
pub mod users;
mod vat;
pub mod veto;
pub mod views;
pub mod watched;
pub mod why;

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

/// Stands before each use case: its future is made here, as a box, and not again in every crate that awaits it. Pages, the
/// command line and each binary of tests would otherwise compile all use cases and the statements below them once more.
pub(crate) use async_recursion::async_recursion as boxed;
/// The house's time zone: Europe/Paris.
pub use channels::PARIS;
use channels::{Clock, CompanyRegister, PostOffice, business_date};
use chrono::{DateTime, Utc};
use domain::Date;
use letters::Press;
use store::Db;
pub use store::organisation::Organisation;

pub use access::{Actor, Permission, Role, Scope};
pub use error::{AppError, Result};

/// The running program: its base, its documents, its clock and its way out. Cloning shares them.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    db: Db,
    documents: documents::Documents,
    clock: Box<dyn Clock>,
    today: Option<Date>,
    /// Replaced when a page says where mail goes.
    mail: RwLock<Option<Arc<dyn PostOffice>>>,
    settings_folder: OnceLock<PathBuf>,
    /// The settings' file as it was last taken up; `None` where something else says where mail goes.
    mail_file: sender::Followed,
    first_code: OnceLock<String>,
    register: Option<Box<dyn CompanyRegister>>,
    log_ins: session::Attempts,
    quality: quality::Badges,
    figures: figures::Cache,
    kept: kept::Kept,
    conversation: conversation::Cache,
    link_limits: signed_link::Limits,
    matched: matching::MatchedUntil,
    demo: bool,
    connections: config::Connections,
    token_uses: connect::uses::Uses,
    courier: OnceLock<Option<channels::Courier>>,
    woken: tokio::sync::Notify,
    mailbox_set: tokio::sync::Notify,
    mail_tries: mail_in::Tries,
    carriers: post::Carriers,
    token_sources: mail_in::Sources,
}

/// A text as it is searched: lower case, without accents.
#[must_use]
pub fn search_key(text: &str) -> String {
    store::debtor::fold(text.trim())
}

/// What an [`App`] is made of.
pub struct Parts {
    /// The base.
    pub db: Db,
    /// The folder of the documents.
    pub documents: documents::Documents,
    /// Where instants come from.
    pub clock: Box<dyn Clock>,
    /// A business date that replaces the clock's.
    pub today: Option<Date>,
    /// Where mail goes; nothing is sent without it.
    pub mail: Option<Box<dyn PostOffice>>,
    /// The register of companies; none is asked without it.
    pub register: Option<Box<dyn CompanyRegister>>,
    /// Whether this is the demonstration.
    pub demo: bool,
    /// What is set of the connections with other programs.
    pub connections: config::Connections,
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let Parts { db, documents, clock, today, mail, register, demo, connections } = parts;
        Self {
            inner: Arc::new(Inner {
                db,
                documents,
                clock,
                today,
                mail: RwLock::new(mail.map(Arc::from)),
                settings_folder: OnceLock::new(),
                mail_file: sender::Followed::default(),
                first_code: OnceLock::new(),
                register,
                log_ins: session::Attempts::default(),
                quality: quality::Badges::default(),
                figures: figures::Cache::default(),
                kept: kept::Kept::default(),
                conversation: conversation::Cache::default(),
                link_limits: signed_link::Limits::default(),
                matched: matching::MatchedUntil::default(),
                demo,
                connections,
                token_uses: connect::uses::Uses::default(),
                courier: OnceLock::new(),
                woken: tokio::sync::Notify::new(),
                mailbox_set: tokio::sync::Notify::new(),
                mail_tries: mail_in::Tries::default(),
                carriers: post::Carriers::default(),
                token_sources: mail_in::Sources::default(),
            }),
        }
    }

    /// The business date: the one that was asked for, else today in Paris.
    #[must_use]
    pub fn today(&self) -> Date {
        self.inner.today.unwrap_or_else(|| business_date(self.now(), PARIS))
    }

    /// The instant.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.inner.clock.now()
    }

    /// Whether this is the demonstration: nothing leaves the house.
    #[must_use]
    pub fn is_demo(&self) -> bool {
        self.inner.demo
    }

    /// What is set of the connections with other programs.
    #[must_use]
    pub fn connections(&self) -> &config::Connections {
        &self.inner.connections
    }

    /// Who carries calls out; `None` when the machine's certificates cannot be read.
    pub(crate) fn courier(&self) -> Option<&channels::Courier> {
        let made =
            || channels::Courier::new(self.inner.connections.reach()).inspect_err(|error| tracing::error!(%error, "no calls out")).ok();
        self.inner.courier.get_or_init(made).as_ref()
    }

    /// Says that there may be something to tell other programs.
    pub(crate) fn wake(&self) {
        self.inner.woken.notify_one();
    }

    /// Waits until somebody says so.
    pub(crate) async fn woken(&self) {
        self.inner.woken.notified().await;
    }

    /// Says that a mailbox was set, stopped or resumed.
    pub(crate) fn mailbox_changed(&self) {
        self.inner.mailbox_set.notify_one();
    }

    /// Waits until somebody says so.
    pub(crate) async fn mailbox_was_changed(&self) {
        self.inner.mailbox_set.notified().await;
    }

    /// The messages that could not be read.
    pub(crate) fn mail_tries(&self) -> &mail_in::Tries {
        &self.inner.mail_tries
    }

    pub(crate) fn db(&self) -> &Db {
        &self.inner.db
    }

    pub(crate) fn documents(&self) -> &documents::Documents {
        &self.inner.documents
    }

    pub(crate) fn mail(&self) -> Option<Arc<dyn PostOffice>> {
        sender::follow(self);
        self.inner.mail.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Mail goes there from now on; what is on its way ends where it began.
    pub(crate) fn set_mail(&self, office: Option<Arc<dyn PostOffice>>) {
        *self.inner.mail.write().unwrap_or_else(PoisonError::into_inner) = office;
    }

    /// The folder of the settings' file; `None` for a program that was not opened on a folder.
    pub(crate) fn settings_folder(&self) -> Option<&Path> {
        self.inner.settings_folder.get().map(PathBuf::as_path)
    }

    pub(crate) fn mail_file(&self) -> &sender::Followed {
        &self.inner.mail_file
    }

    pub(crate) fn keep_settings_folder(&self, folder: PathBuf, mail: &config::Secret) {
        self.inner.mail_file.begin(&folder, mail);
        let _ = self.inner.settings_folder.set(folder);
    }

    pub(crate) fn first_code(&self) -> &OnceLock<String> {
        &self.inner.first_code
    }

    pub(crate) fn register(&self) -> Option<&dyn CompanyRegister> {
        self.inner.register.as_deref()
    }

    pub(crate) fn token_sources(&self) -> &mail_in::Sources {
        &self.inner.token_sources
    }

    pub(crate) fn carriers(&self) -> &post::Carriers {
        &self.inner.carriers
    }

    pub(crate) fn token_uses(&self) -> &connect::uses::Uses {
        &self.inner.token_uses
    }

    pub(crate) fn link_limits(&self) -> &signed_link::Limits {
        &self.inner.link_limits
    }

    pub(crate) fn conversation(&self) -> &conversation::Cache {
        &self.inner.conversation
    }

    pub(crate) fn figures(&self) -> &figures::Cache {
        &self.inner.figures
    }

    pub(crate) fn kept(&self) -> &kept::Kept {
        &self.inner.kept
    }

    pub(crate) fn quality(&self) -> &quality::Badges {
        &self.inner.quality
    }

    pub(crate) fn matched(&self) -> &matching::MatchedUntil {
        &self.inner.matched
    }

    pub(crate) fn log_ins(&self) -> &session::Attempts {
        &self.inner.log_ins
    }

    /// The printing press; its fonts are loaded once, at the first letter.
    pub(crate) fn press(&self) -> &'static Press {
        static PRESS: OnceLock<Press> = OnceLock::new();
        PRESS.get_or_init(Press::new)
    }

    /// Closes the base.
    pub async fn close(&self) {
        self.inner.db.close().await;
    }
}
