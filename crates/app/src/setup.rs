//! The first minutes: an organisation, its creditor, its scenario, its first user.

use domain::dunning::{Rules, Scenario};
use domain::identifiers::{EmailAddress, Iban, Siren};
use domain::ids::{CreditorId, OrganisationId, ScenarioId, UserId};
use domain::party::{Address, Creditor};
use store::Tx;
use store::event::NewEvent;
use store::organisation::Organisation;
use store::user::User;

use crate::access::{Role, Scope};
use crate::{App, AppError, Permission, Result, text};

/// Short name of the organisation that an import into an empty folder creates.
pub const DEFAULT_SLUG: &str = "default";

/// A new organisation with no creditor facts but a name.
#[must_use]
pub fn empty_creditor(name: &str) -> Creditor {
    Creditor {
        id: CreditorId(store::fresh_id()),
        name: name.to_owned(),
        legal_form: String::new(),
        capital: None,
        siren: None,
        rcs_town: String::new(),
        vat: None,
        seat: Address { country: "FR".to_owned(), ..Address::default() },
        iban: None,
        bic: String::new(),
        iban_holder: String::new(),
        email: None,
        phone: String::new(),
        default_term_days: 30,
    }
}

/// A short name made of a long one: lower-case letters, digits and hyphens.
#[must_use]
pub fn slug(name: &str) -> String {
    let folded = store::debtor::fold(name);
    let words: Vec<&str> = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let slug = words.join("-");
    if slug.is_empty() { DEFAULT_SLUG.to_owned() } else { slug }
}

/// Creates an organisation with its creditor and the default scenario.
///
/// # Errors
/// [`AppError::Organisation`] when the short name is taken.
#[crate::boxed]
pub async fn create_organisation(app: &App, slug: &str, name: &str, creditor: &Creditor) -> Result<Organisation> {
    if store::organisation::all(app.db()).await?.iter().any(|known| known.slug == slug) {
        return Err(AppError::Organisation(text::error_organisation_exists(slug)));
    }
    let organisation = Organisation {
        id: OrganisationId(store::fresh_id()),
        slug: slug.to_owned(),
        name: name.to_owned(),
        rules: Rules::default(),
        bank_fresh_days: 4,
        ledger_fresh_days: 10,
        first_send_cap: 50,
        first_sent_at: None,
    };
    let at = app.now();
    let mut tx = app.db().begin().await?;
    store::organisation::insert(&mut tx, &organisation, at).await?;
    store::organisation::upsert_creditor(&mut tx, organisation.id, creditor).await?;
    store::scenario::insert(&mut tx, organisation.id, &Scenario::french_default(ScenarioId(store::fresh_id())), at).await?;
    let payload = serde_json::json!({"slug": slug, "name": name}).to_string();
    let event = NewEvent {
        at,
        actor: "installation".to_owned(),
        kind: "organisation.created",
        debtor: None,
        subject: Some(organisation.id.0),
        payload,
    };
    store::event::append(&mut tx, organisation.id, &[event]).await?;
    tx.commit().await?;
    Ok(organisation)
}

/// Creates an organisation; one that an import made in an empty folder, of whose creditor nothing is known
/// yet, is completed instead, so that its ledger and its creditor come together.
///
/// # Errors
/// See [`create_organisation`].
#[crate::boxed]
pub async fn create_or_complete(app: &App, slug: Option<&str>, name: &str, facts: &Creditor) -> Result<Organisation> {
    let known = store::organisation::all(app.db()).await?;
    let asked = match slug {
        Some(slug) => known.into_iter().find(|organisation| organisation.slug == slug),
        None if known.len() == 1 => known.into_iter().next(),
        None => None,
    };
    if let Some(mut organisation) = asked {
        let before = creditor(app, organisation.id).await?;
        if before.siren.is_none() {
            let mut tx = app.db().begin().await?;
            store::organisation::rename(&mut tx, organisation.id, name).await?;
            store::organisation::upsert_creditor(&mut tx, organisation.id, &Creditor { id: before.id, ..facts.clone() }).await?;
            let payload = serde_json::json!({"name": name}).to_string();
            let event = NewEvent {
                at: app.now(),
                actor: "installation".to_owned(),
                kind: "creditor.changed",
                debtor: None,
                subject: Some(before.id.0),
                payload,
            };
            store::event::append(&mut tx, organisation.id, &[event]).await?;
            tx.commit().await?;
            name.clone_into(&mut organisation.name);
            return Ok(organisation);
        }
    }
    let made = self::slug(name);
    create_organisation(app, slug.unwrap_or(&made), name, facts).await
}

/// What `init` is told of a creditor.
#[derive(Debug, Clone, Default)]
pub struct CreditorFacts {
    /// Corporate name.
    pub name: String,
    /// SIREN, as typed.
    pub siren: String,
    /// IBAN, as typed; may be empty.
    pub iban: String,
    /// Reply address, as typed; may be empty.
    pub email: String,
    /// Legal form.
    pub legal_form: String,
    /// Share capital, as typed.
    pub capital: String,
    /// Town of the trade register.
    pub rcs_town: String,
    /// Street of the seat.
    pub street: String,
    /// Postal code of the seat.
    pub postcode: String,
    /// Town of the seat.
    pub city: String,
    /// Exact holder of the account; the name when empty.
    pub iban_holder: String,
    /// BIC.
    pub bic: String,
    /// Telephone.
    pub phone: String,
}

fn invalid(field: &'static str, value: &str) -> AppError {
    AppError::Invalid { field, reason: text::error_identifier(field, value) }
}

impl CreditorFacts {
    /// Checks what was typed.
    ///
    /// # Errors
    /// [`AppError::Invalid`] naming the field, in the order SIREN, IBAN, e-mail, capital.
    pub fn creditor(&self) -> Result<Creditor> {
        let given = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
        let siren = Siren::parse(&self.siren).map_err(|_| invalid("siren", &self.siren))?;
        let iban = given(&self.iban).map(|iban| Iban::parse(&iban).map_err(|_| invalid("iban", &self.iban))).transpose()?;
        let email = given(&self.email).map(|email| EmailAddress::parse(&email).map_err(|_| invalid("email", &self.email))).transpose()?;
        let capital = given(&self.capital)
            .map(|capital| domain::Cents::parse(&capital).map_err(|_| invalid("capital", &self.capital)))
            .transpose()?;
        Ok(Creditor {
            legal_form: self.legal_form.trim().to_owned(),
            capital,
            vat: Some(siren.vat_number()),
            siren: Some(siren),
            rcs_town: self.rcs_town.trim().to_owned(),
            seat: Address {
                lines: given(&self.street).into_iter().collect(),
                postcode: self.postcode.trim().to_owned(),
                city: self.city.trim().to_owned(),
                country: "FR".to_owned(),
            },
            iban,
            bic: self.bic.trim().to_owned(),
            iban_holder: given(&self.iban_holder).unwrap_or_else(|| self.name.trim().to_owned()),
            email,
            phone: self.phone.trim().to_owned(),
            ..empty_creditor(self.name.trim())
        })
    }
}

/// Creates a user.
///
/// # Errors
/// [`AppError::Invalid`] for an e-mail or a password that cannot be used.
#[crate::boxed]
pub async fn create_user(app: &App, organisation: &Organisation, email: &str, name: &str, role: Role, password: &str) -> Result<()> {
    create_user_as(app, organisation, "installation", (email, name, role), password).await
}

/// Creates a user in somebody's name.
pub(crate) async fn create_user_as(
    app: &App,
    organisation: &Organisation,
    actor: &str,
    (email, name, role): (&str, &str, Role),
    password: &str,
) -> Result<()> {
    let address = EmailAddress::parse(email).map_err(|_| invalid("email", email))?;
    let password_hash = crate::session::hash_password(password).await?;
    let user = User {
        organisation: organisation.id,
        id: UserId(store::fresh_id()),
        email: address.as_str().to_lowercase(),
        name: name.to_owned(),
        role: role.code().to_owned(),
        password_hash,
        language: String::new(),
    };
    let at = app.now();
    let mut tx = app.db().begin().await?;
    store::user::insert(&mut tx, &user, at).await?;
    let payload = serde_json::json!({"email": user.email, "role": user.role}).to_string();
    let event = NewEvent { at, actor: actor.to_owned(), kind: "user.created", debtor: None, subject: Some(user.id.0), payload };
    store::event::append(&mut tx, organisation.id, &[event]).await?;
    tx.commit().await?;
    Ok(())
}

/// A password that nobody has to invent: four groups of five letters and digits.
///
/// # Errors
/// When the machine has no randomness.
pub fn random_password() -> Result<String> {
    // Without look-alikes: no 0, O, 1, l, i.
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789A";
    let mut random = [0_u8; 20];
    getrandom::fill(&mut random).map_err(|error| AppError::File(std::io::Error::other(error.to_string())))?;
    let letters: Vec<char> = random.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    Ok(letters.chunks(5).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-"))
}

/// Whether the base holds no organisation yet.
///
/// # Errors
/// [`AppError::Store`] when the base does not answer.
#[crate::boxed]
pub async fn is_empty(app: &App) -> Result<bool> {
    Ok(store::organisation::all(app.db()).await?.is_empty())
}

/// The organisation that a command is about: the one that is named, else the only one.
///
/// # Errors
/// [`AppError::Organisation`] when there is none, or several and none is named.
#[crate::boxed]
pub async fn organisation(app: &App, slug: Option<&str>) -> Result<Organisation> {
    let mut all = store::organisation::all(app.db()).await?;
    match slug {
        Some(slug) => all
            .into_iter()
            .find(|organisation| organisation.slug == slug)
            .ok_or_else(|| AppError::Organisation(text::error_no_such_organisation(slug))),
        None if all.len() > 1 => Err(AppError::Organisation(text::error_which_organisation())),
        None => all.pop().ok_or_else(|| AppError::Organisation(text::error_no_organisation())),
    }
}

/// The organisation that an import is about, created when the folder is empty.
///
/// # Errors
/// See [`organisation`].
#[crate::boxed]
pub async fn organisation_or_default(app: &App, slug: Option<&str>) -> Result<Organisation> {
    if !is_empty(app).await? {
        return organisation(app, slug).await;
    }
    let slug = slug.unwrap_or(DEFAULT_SLUG);
    create_organisation(app, slug, slug, &empty_creditor(slug)).await
}

/// The creditor of an organisation: the oldest.
///
/// # Errors
/// [`AppError::NotFound`] when it has none.
#[crate::boxed]
pub async fn creditor(app: &App, organisation: OrganisationId) -> Result<Creditor> {
    creditor_in(&mut app.db().snapshot().await?, organisation).await
}

/// The same, for who holds a transaction.
pub(crate) async fn creditor_in(tx: &mut Tx, organisation: OrganisationId) -> Result<Creditor> {
    store::organisation::creditors(tx, organisation).await?.into_iter().next().ok_or(AppError::NotFound("creditor"))
}

/// Replaces the creditor of an organisation.
///
/// # Errors
/// [`AppError::Forbidden`] for a role that does not administer.
#[crate::boxed]
pub async fn update_creditor(app: &App, scope: &Scope, creditor: &Creditor) -> Result<()> {
    scope.require(Permission::Administer)?;
    let mut tx = app.db().begin().await?;
    store::organisation::upsert_creditor(&mut tx, scope.organisation.id, creditor).await?;
    let event = NewEvent {
        at: app.now(),
        actor: scope.actor.name.clone(),
        kind: "creditor.changed",
        debtor: None,
        subject: Some(creditor.id.0),
        payload: serde_json::json!({"name": creditor.name, "iban": creditor.iban.as_ref().map(Iban::masked)}).to_string(),
    };
    store::event::append(&mut tx, scope.organisation.id, &[event]).await?;
    tx.commit().await?;
    Ok(())
}
