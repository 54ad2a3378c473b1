//! `token`: the keys by which other programs come in.

use std::process::ExitCode;

use anyhow::{Result, bail};
use app::access::Role;
use app::connect::token::{self, NewToken, TokenScope};
use serde_json::json;

use crate::options::{Format, Global, TokenCommand};
use crate::output;

/// Makes, lists or takes back keys.
pub(super) async fn token(global: &Global, what: TokenCommand) -> Result<ExitCode> {
    let (app, scope) = global.open_scope().await?;
    match what {
        TokenCommand::Create { name, scopes, role, until } => {
            let Some(role) = Role::from_code(&role) else {
                bail!("rôle « {role} » inconnu ; attendu : admin, credit_manager, collector, accountant, director ou read_only")
            };
            let mut uses = Vec::new();
            for code in scopes {
                let Some(usage) = TokenScope::from_code(code.trim()) else {
                    bail!("usage « {code} » inconnu ; attendu : read, push, match, decide")
                };
                uses.push(usage);
            }
            let secret = token::create(&app, &scope, &NewToken { name, role, scopes: uses, last_day: until }).await?;
            if global.format == Format::Json {
                output::json(&json!({"token": secret}));
            } else {
                output::say(&format!("{secret}\n\nCopiez ce jeton maintenant : il ne sera plus jamais affiché."));
            }
        }
        TokenCommand::List => {
            let now = app.now();
            for line in token::all(&app, &scope).await? {
                let state = match line.revoked_at {
                    Some(_) => "revoked",
                    None if line.is_in_force(now) => "in_force",
                    None => "expired",
                };
                let uses: Vec<&str> = line.scopes.iter().map(|usage| usage.code()).collect();
                let role = line.role.map(Role::code).unwrap_or_default();
                if global.format == Format::Json {
                    output::json(&json!({
                        "id": line.id.to_string(), "name": line.name, "role": role, "scopes": uses, "hint": line.hint, "state": state,
                        "created_at": line.created_at.to_rfc3339(), "expires_at": line.expires_at.map(|at| at.to_rfc3339()),
                        "last_used_at": line.last_used_at.map(|at| at.to_rfc3339()),
                    }));
                } else {
                    output::say(&format!("{}  …{}  {:<9} {:<15} {:<16} {}", line.id, line.hint, state, role, uses.join(","), line.name));
                }
            }
        }
        TokenCommand::Revoke { id } => {
            let Ok(id) = id.parse() else { bail!("« {id} » n’est pas un identifiant de jeton ; « quittance token list » les donne") };
            token::revoke(&app, &scope, id).await?;
            if global.format == Format::Json {
                output::json(&json!({"revoked": id.to_string()}));
            } else {
                output::say("Jeton révoqué.");
            }
        }
    }
    app.close().await;
    Ok(ExitCode::SUCCESS)
}
