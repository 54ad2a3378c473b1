//! An organisation that collects for another: what the law wants before anything leaves (CPCE art. R124-1 to R124-7).

use domain::Date;
use store::template::MandateRow;

use super::append;
use crate::text::template as words;
use crate::{App, AppError, Permission, Result, Scope};

/// Something that is not there yet.
pub(crate) const WANTED: [(&str, &str); 7] = [
    ("principal", "CPCE art. R124-4, 2°"),
    ("address", "CPCE art. R124-4, 2°"),
    ("agreement", "CPCE art. R124-3"),
    ("insurance", "CPCE art. R124-2, 1°"),
    ("account", "CPCE art. R124-2, 2°"),
    ("declaration", "CPCE art. R124-2, 3°"),
    ("receipts", "CPCE art. R124-6"),
];

/// On whose behalf the organisation collects, and what is missing before it may write.
#[derive(Debug, Clone)]
pub struct Mandate {
    /// What was said.
    pub row: MandateRow,
    /// What is missing: key, words, article. Empty when nothing is, or when it collects for itself.
    pub missing: Vec<(&'static str, String, &'static str)>,
    /// Templates in force that lack the mentions of R124-4.
    pub templates: Vec<String>,
}

impl Mandate {
    /// Whether everything that leaves is held back.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.row.for_others && !self.missing.is_empty()
    }
}

pub(super) fn missing(row: &MandateRow) -> Vec<(&'static str, String, &'static str)> {
    if !row.for_others {
        return Vec::new();
    }
    let given = |key: &str| match key {
        "principal" => !row.principal.is_empty(),
        "address" => !row.address.is_empty(),
        "agreement" => !row.agreement.is_empty() && row.agreed_on.is_some(),
        "insurance" => !row.insurance.is_empty(),
        "account" => !row.account.is_empty(),
        "declaration" => !row.declaration.is_empty(),
        _ => !row.receipts.is_empty(),
    };
    WANTED.into_iter().filter(|(key, _)| !given(key)).map(|(key, source)| (key, words::missing(key), source)).collect()
}

/// The mandate of an organisation.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn mandate(app: &App, scope: &Scope) -> Result<Mandate> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let row = store::template::mandate(&mut tx, scope.organisation.id).await?;
    let rows = if row.for_others { store::template::in_force(&mut tx, scope.organisation.id).await? } else { Vec::new() };
    let wrong = rows.into_iter().filter(|row| !letters::template::is_right(&letters::template::lint(&row.template, true)));
    Ok(Mandate { missing: missing(&row), templates: wrong.map(|row| row.template.name).collect(), row })
}

/// What a person says about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MandateFacts {
    /// Whether the organisation collects for another.
    pub for_others: bool,
    /// The creditor's name.
    pub principal: String,
    /// Its address or seat.
    pub address: String,
    /// The written agreement: reference or place.
    pub agreement: String,
    /// Its date.
    pub agreed_on: Option<Date>,
    /// The insurance: company and policy.
    pub insurance: String,
    /// The account that holds creditors' money only.
    pub account: String,
    /// The declaration to the public prosecutor: court and date.
    pub declaration: String,
    /// How a receipt is given for each payment.
    pub receipts: String,
}

/// The longest answer, in characters.
const MAX_ANSWER: usize = 300;

/// Says on whose behalf the organisation collects. Nothing leaves until everything that the law wants is there.
///
/// # Errors
/// [`AppError::Invalid`] for an answer that is too long, or an agreement of a day to come.
#[crate::boxed]
pub async fn set_mandate(app: &App, scope: &Scope, facts: &MandateFacts) -> Result<()> {
    scope.require(Permission::Administer)?;
    let clean = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let row = MandateRow {
        for_others: facts.for_others,
        principal: clean(&facts.principal),
        address: clean(&facts.address),
        agreement: clean(&facts.agreement),
        agreed_on: facts.agreed_on,
        insurance: clean(&facts.insurance),
        account: clean(&facts.account),
        declaration: clean(&facts.declaration),
        receipts: clean(&facts.receipts),
        actor: scope.actor.name.clone(),
        ..MandateRow::default()
    };
    let answers = [&row.principal, &row.address, &row.agreement, &row.insurance, &row.account, &row.declaration, &row.receipts];
    if answers.iter().any(|answer| answer.chars().count() > MAX_ANSWER) {
        return Err(AppError::Invalid { field: "mandate", reason: words::answer_too_long(MAX_ANSWER) });
    }
    if row.agreed_on.is_some_and(|on| on > app.today()) {
        return Err(AppError::Invalid { field: "agreed_on", reason: words::agreement_to_come() });
    }
    let missing: Vec<&str> = missing(&row).into_iter().map(|(key, ..)| key).collect();
    let mut tx = app.db().begin().await?;
    store::template::set_mandate(&mut tx, scope.organisation.id, &row, app.now()).await?;
    let payload = serde_json::json!({"for_others": row.for_others, "principal": row.principal, "missing": missing});
    append(&mut tx, app, scope, "mandate.changed", None, &payload).await?;
    tx.commit().await?;
    Ok(())
}
