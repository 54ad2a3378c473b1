//! The way to a mailbox: by a password, or by an access token that a refresh token is exchanged for.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use channels::imap::{LogIn, Mailbox, MailboxError, MailboxSettings};
use channels::{AddressError, MailUse, OAUTH_PROVIDERS, OAuthClient, OAuthError, Security, TokenSource, oauth_endpoint};
use domain::ids::OrganisationId;
use serde::{Deserialize, Serialize};
use store::mailbox::MailboxRow;

use crate::config::Secret;
use crate::session::token_hash;
use crate::text::mail_in as words;
use crate::{App, AppError, Result, Scope};

/// What a person types of a log-in by OAuth 2.0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OAuthForm {
    /// `microsoft`, `google` or `other`; empty for a password.
    pub provider: String,
    /// The program's id at the provider.
    pub client_id: String,
    /// Its secret; empty keeps the one that is there for the same program, or stands for none.
    pub client_secret: Secret,
    /// Microsoft: the tenant; empty for any.
    pub tenant: String,
    /// Other: the token endpoint.
    pub endpoint: String,
}

/// A log-in by OAuth 2.0 as shown: without its secrets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OAuthView {
    /// `microsoft`, `google` or `other`; empty for a password.
    pub provider: String,
    /// The program's id at the provider.
    pub client_id: String,
    /// Microsoft: the tenant.
    pub tenant: String,
    /// The token endpoint.
    pub endpoint: String,
}

/// As the base keeps it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    provider: String,
    tenant: String,
    client: OAuthClient,
}

/// The sources of access tokens that are in use, and the settings that each was made for.
#[derive(Default)]
pub(crate) struct Sources {
    of: Mutex<HashMap<OrganisationId, (String, Arc<TokenSource>)>>,
    /// The refresh token that is good now, by the hash of one that it replaced and that nobody kept yet: what was tried on a page is
    /// saved a moment later with what was typed.
    renewed: Mutex<HashMap<(OrganisationId, String), String>>,
}

/// Replaced tokens that are remembered, in all.
const MOST_RENEWED: usize = 256;

impl Sources {
    /// Remembers that a token was replaced.
    fn renewed(&self, organisation: OrganisationId, old: &str, new: &str) {
        let mut renewed = self.renewed.lock().unwrap_or_else(PoisonError::into_inner);
        if renewed.len() >= MOST_RENEWED {
            renewed.clear();
        }
        renewed.insert((organisation, token_hash(old)), new.to_owned());
    }

    /// The token that is good now instead of one that was typed.
    fn current(&self, organisation: OrganisationId, typed: String) -> String {
        let renewed = self.renewed.lock().unwrap_or_else(PoisonError::into_inner);
        let mut token = typed;
        // Each replaced one points at the next; none twice.
        for _ in 0..renewed.len() {
            let Some(next) = renewed.get(&(organisation, token_hash(&token))) else { break };
            token.clone_from(next);
        }
        token
    }
}

/// The row with the token that is good now: the one that was typed may have been replaced when it was tried.
pub(super) fn current(app: &App, scope: &Scope, row: MailboxRow) -> MailboxRow {
    if row.oauth.is_empty() {
        return row;
    }
    MailboxRow { secret: app.token_sources().current(scope.organisation.id, row.secret), ..row }
}

fn kept(json: &str) -> Option<Kept> {
    serde_json::from_str(json).ok()
}

pub(super) fn view(json: &str) -> OAuthView {
    kept(json).map_or_else(OAuthView::default, |kept| OAuthView {
        provider: kept.provider,
        client_id: kept.client.client_id,
        tenant: kept.tenant,
        endpoint: kept.client.endpoint,
    })
}

fn invalid(reason: String) -> AppError {
    AppError::Invalid { field: "oauth", reason }
}

/// What the base keeps of a form: empty for a password.
pub(super) fn typed(form: &OAuthForm, before: Option<&str>) -> Result<String> {
    let provider = form.provider.trim();
    if provider.is_empty() {
        return Ok(String::new());
    }
    let (client_id, tenant) = (form.client_id.trim(), form.tenant.trim());
    let is_plain = |text: &str| text.len() <= 400 && !text.chars().any(|sign| sign.is_control() || sign.is_whitespace());
    if client_id.is_empty() || !is_plain(client_id) || !is_plain(form.client_secret.0.trim()) {
        return Err(invalid(words::error_client()));
    }
    let (endpoint, scope) = if OAUTH_PROVIDERS.contains(&provider) {
        oauth_endpoint(provider, tenant, MailUse::Read).ok_or_else(|| invalid(words::error_tenant()))?
    } else if provider == "other" {
        (form.endpoint.trim().to_owned(), "")
    } else {
        return Err(invalid(words::error_oauth_provider()));
    };
    let secret = match form.client_secret.0.trim() {
        "" => before
            .and_then(kept)
            .filter(|before| before.client.client_id == client_id && before.client.endpoint == endpoint)
            .map(|before| before.client.client_secret)
            .unwrap_or_default(),
        typed => typed.to_owned(),
    };
    let client = OAuthClient { endpoint, client_id: client_id.to_owned(), client_secret: secret, scope: scope.to_owned() };
    let kept = Kept { provider: provider.to_owned(), tenant: tenant.to_owned(), client };
    serde_json::to_string(&kept).map_err(|error| AppError::Letter(error.to_string()))
}

/// The source of a mailbox's access tokens, the same one while the mailbox is.
async fn source(app: &App, scope: &Scope, row: &MailboxRow) -> std::result::Result<Arc<TokenSource>, MailboxError> {
    let organisation = scope.organisation.id;
    let key = format!("{}\n{}", row.login, row.oauth);
    let known = app.token_sources().of.lock().unwrap_or_else(PoisonError::into_inner).get(&organisation).cloned();
    if let Some((of, source)) = known
        && of == key
        && source.refresh_token().await == row.secret
    {
        return Ok(source);
    }
    let client = kept(&row.oauth).map(|kept| kept.client).ok_or_else(|| OAuthError::Other("settings".to_owned()))?;
    let source = TokenSource::new(client, row.secret.clone(), app.connections().mailbox_reach()).map_err(|error| match error {
        AddressError::Reserved | AddressError::Clear => MailboxError::Reserved,
        error => MailboxError::Token(OAuthError::Other(error.to_string())),
    })?;
    let source = Arc::new(source);
    let mut sources = app.token_sources().of.lock().unwrap_or_else(PoisonError::into_inner);
    sources.insert(organisation, (key, Arc::clone(&source)));
    Ok(source)
}

/// A refresh token that was replaced is kept before the access token is used: the old one may be worth nothing by now.
async fn keep(app: &App, scope: &Scope, old: &str, new: &str) {
    let renewed = async {
        let mut tx = app.db().begin().await?;
        store::mailbox::renew_secret(&mut tx, scope.organisation.id, old, new).await?;
        tx.commit().await?;
        Ok::<_, store::StoreError>(())
    };
    if let Err(error) = renewed.await {
        tracing::error!(%error, "a renewed token could not be kept");
    }
}

/// Opens a mailbox as its row says; with it, the secret that is good from now on.
pub(super) async fn open(app: &App, scope: &Scope, row: &MailboxRow) -> std::result::Result<(Mailbox, String), MailboxError> {
    if row.secret.is_empty() {
        return Err(MailboxError::SecretLost);
    }
    let (log_in, tokens, secret) = if row.oauth.is_empty() {
        (LogIn::Password(row.secret.clone()), None, row.secret.clone())
    } else {
        let source = source(app, scope, row).await?;
        let token = source.token().await?;
        let secret = source.refresh_token().await;
        if secret != row.secret {
            app.token_sources().renewed(scope.organisation.id, &row.secret, &secret);
            keep(app, scope, &row.secret, &secret).await;
        }
        (LogIn::Token(token.clone()), Some((source, token)), secret)
    };
    let opened = Mailbox::open(&settings(app, row, log_in)).await;
    if let (Err(MailboxError::Refused(_)), Some((source, token))) = (&opened, &tokens) {
        // It may have been withdrawn before its time: the next try asks for another.
        source.forget(token).await;
    }
    Ok((opened?, secret))
}

/// What the program's way to a mailbox needs.
fn settings(app: &App, row: &MailboxRow, log_in: LogIn) -> MailboxSettings {
    MailboxSettings {
        host: row.host.clone(),
        port: u16::try_from(row.port).unwrap_or_default(),
        security: match row.security.as_str() {
            "tls" => Security::Tls,
            "none" => Security::Clear,
            _ => Security::StartTls,
        },
        user: row.login.clone(),
        log_in,
        folder: row.folder.clone(),
        authority: (!row.authority.is_empty()).then(|| PathBuf::from(&row.authority)),
        reach: app.connections().mailbox_reach(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replaced_token_leads_to_the_one_that_is_good_now() {
        let (sources, own, other) =
            (Sources::default(), OrganisationId(uuid::Uuid::from_u128(1)), OrganisationId(uuid::Uuid::from_u128(2)));
        sources.renewed(own, "a", "b");
        sources.renewed(own, "b", "c");
        assert_eq!(sources.current(own, "a".to_owned()), "c");
        assert_eq!((sources.current(own, "c".to_owned()), sources.current(other, "a".to_owned())), ("c".to_owned(), "a".to_owned()));
        sources.renewed(own, "c", "a");
        assert!(["a", "b", "c"].contains(&sources.current(own, "a".to_owned()).as_str()), "a circle ends");
    }

    #[test]
    fn a_secret_stays_with_the_program_that_it_opens() {
        let form = OAuthForm {
            provider: "microsoft".to_owned(),
            client_id: "1234".to_owned(),
            client_secret: Secret("s3cret".to_owned()),
            tenant: "elan.fr".to_owned(),
            ..OAuthForm::default()
        };
        let first = typed(&form, None).unwrap();
        assert!(first.contains("elan.fr/oauth2") && first.contains("IMAP.AccessAsUser.All"), "{first}");
        let again = OAuthForm { client_secret: Secret::default(), ..form.clone() };
        assert_eq!(typed(&again, Some(&first)).unwrap(), first);
        let elsewhere = OAuthForm { provider: "other".to_owned(), endpoint: "https://voleur.example/token".to_owned(), ..again };
        assert!(!typed(&elsewhere, Some(&first)).unwrap().contains("s3cret"), "another endpoint gets no secret");
        assert_eq!(view(&first).tenant, "elan.fr");
        assert!(!format!("{:?}", view(&first)).contains("s3cret"));
        for wrong in [
            OAuthForm { client_id: String::new(), ..form.clone() },
            OAuthForm { tenant: "a/b".to_owned(), ..form.clone() },
            OAuthForm { provider: "pigeon".to_owned(), ..form },
        ] {
            assert!(typed(&wrong, None).is_err(), "{wrong:?}");
        }
        assert_eq!(typed(&OAuthForm::default(), None).unwrap(), "");
    }
}
