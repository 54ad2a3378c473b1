//! The list of all statements, so that a test can prepare each on both engines.

use crate::Engine;

/// A statement of this crate.
#[derive(Debug, Clone, Copy)]
pub struct Statement {
    /// Module and name.
    pub name: &'static str,
    /// The engine that it is for; `None` for both.
    pub engine: Option<Engine>,
    /// Its text.
    pub sql: &'static str,
}

/// Declares statements for both engines, and lists them. After `@sqlite` or `@postgres` come those of
/// one engine.
macro_rules! statements {
    ($($name:ident = $sql:expr;)* $(@sqlite $($sqlite:ident = $sqlite_sql:expr;)*)? $(@postgres $($postgres:ident = $postgres_sql:expr;)*)?) => {
        $(const $name: &str = $sql;)*
        $($(const $sqlite: &str = $sqlite_sql;)*)?
        $($(const $postgres: &str = $postgres_sql;)*)?
        pub(crate) const STATEMENTS: &[$crate::Statement] = &[
            $($crate::Statement { name: concat!(module_path!(), "::", stringify!($name)), engine: None, sql: $name },)*
            $($($crate::Statement { name: concat!(module_path!(), "::", stringify!($sqlite)), engine: Some($crate::Engine::Sqlite), sql: $sqlite },)*)?
            $($($crate::Statement { name: concat!(module_path!(), "::", stringify!($postgres)), engine: Some($crate::Engine::Postgres), sql: $postgres },)*)?
        ];
    };
}
pub(crate) use statements;

/// All statements of this crate.
pub fn all_statements() -> impl Iterator<Item = Statement> {
    [
        crate::account::STATEMENTS,
        crate::action::STATEMENTS,
        crate::ageing::STATEMENTS,
        crate::agreed::STATEMENTS,
        crate::api::STATEMENTS,
        crate::api_answer::STATEMENTS,
        crate::api_token::STATEMENTS,
        crate::approval::STATEMENTS,
        crate::call::STATEMENTS,
        crate::care::STATEMENTS,
        crate::cause::STATEMENTS,
        crate::backup::STATEMENTS,
        crate::bank::STATEMENTS,
        crate::behind::STATEMENTS,
        crate::bank_match::STATEMENTS,
        crate::bank_statement::STATEMENTS,
        crate::claim::STATEMENTS,
        crate::classification::STATEMENTS,
        crate::compromise::STATEMENTS,
        crate::plan_offer::STATEMENTS,
        crate::conversation::STATEMENTS,
        crate::negotiation::STATEMENTS,
        crate::calendar_feed::STATEMENTS,
        crate::courtesy::STATEMENTS,
        crate::debtor::STATEMENTS,
        crate::dispute::STATEMENTS,
        crate::dispute_setting::STATEMENTS,
        crate::decision::STATEMENTS,
        crate::deferral::STATEMENTS,
        crate::desk::STATEMENTS,
        crate::einvoice::STATEMENTS,
        crate::electronic_carrier::STATEMENTS,
        crate::service_mail::STATEMENTS,
        crate::event::STATEMENTS,
        crate::figure::STATEMENTS,
        crate::forecast::STATEMENTS,
        crate::first_steps::STATEMENTS,
        crate::goal::STATEMENTS,
        crate::house_address::STATEMENTS,
        crate::score::STATEMENTS,
        crate::guard::STATEMENTS,
        crate::health::ALL[0],
        crate::health::ALL[1],
        crate::hold::STATEMENTS,
        crate::import::STATEMENTS,
        crate::import_bank::STATEMENTS,
        crate::import_mapping::STATEMENTS,
        crate::import_void::STATEMENTS,
        crate::interest::STATEMENTS,
        crate::item::STATEMENTS,
        crate::item_life::STATEMENTS,
        crate::item_list::STATEMENTS,
        crate::law::STATEMENTS,
        crate::ledger::STATEMENTS,
        crate::letter::STATEMENTS,
        crate::letter::carriage::STATEMENTS,
        crate::mailbox::STATEMENTS,
        crate::merge::STATEMENTS,
        crate::lifecycle::STATEMENTS,
        crate::night::STATEMENTS,
        crate::night::batch::STATEMENTS,
        crate::night::open::STATEMENTS,
        crate::organisation::STATEMENTS,
        crate::payer::STATEMENTS,
        crate::payment_request::STATEMENTS,
        crate::project::STATEMENTS,
        crate::promise::STATEMENTS,
        crate::plan::STATEMENTS,
        crate::policy::STATEMENTS,
        crate::proposal::STATEMENTS,
        crate::quality::STATEMENTS,
        crate::received::STATEMENTS,
        crate::saved_view::STATEMENTS,
        crate::scenario::STATEMENTS,
        crate::search::STATEMENTS,
        crate::secret::STATEMENTS,
        crate::portfolio::STATEMENTS,
        crate::postal_carrier::STATEMENTS,
        crate::sms::STATEMENTS,
        crate::sms_inbound::STATEMENTS,
        crate::binding::STATEMENTS,
        crate::template::STATEMENTS,
        crate::time_limit::STATEMENTS,
        crate::user::STATEMENTS,
        crate::veto::STATEMENTS,
        crate::voice::STATEMENTS,
        crate::watch::STATEMENTS,
        crate::watched::STATEMENTS,
        crate::webhook::delivery::STATEMENTS,
        crate::webhook::endpoint::STATEMENTS,
        crate::webhook::fact::STATEMENTS,
    ]
    .into_iter()
    .flatten()
    .copied()
}
