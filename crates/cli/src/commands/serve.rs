//! `demo`, `serve`, `worker`: what stays open.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use app::{App, day, demo};
use channels::{Clock as _, MovedClock, PARIS, SystemClock, business_date};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::options::{Format, Global};
use crate::output;

/// Folder of the demonstration when nothing else is said.
const DEMO: &str = "./quittance-demo";

/// Resolves at Ctrl-C or at a request to end.
async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let Ok(mut end) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
            let _ = interrupt.await;
            return;
        };
        tokio::select! {
            _ = interrupt => {}
            _ = end.recv() => {}
        }
    }
    #[cfg(not(unix))]
    {
        let _ = interrupt.await;
    }
}

async fn listen_on(address: &str) -> Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!("l’adresse {address} ne peut pas être ouverte ; elle est peut-être prise : choisissez-en une autre par --listen")
    })
}

async fn told(mut stopped: watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

/// Everything that goes on without pages: the day, what other programs are told, the watched folder, the mail that comes in.
fn work(app: &App, stopped: &watch::Receiver<bool>) -> Vec<tokio::task::JoinHandle<()>> {
    let until = || told(stopped.clone());
    vec![
        tokio::spawn(day::run_until(app.clone(), until())),
        tokio::spawn(app::connect::webhooks::run_until(app.clone(), until())),
        tokio::spawn(app::connect::watch::run_until(app.clone(), until())),
        tokio::spawn(app::mail_in::run_until(app.clone(), until())),
    ]
}

/// Serves pages, and the day beside them, until told to stop; what has begun is finished first.
async fn serve_until_stopped(app: App, listener: TcpListener, secure_cookies: bool, with_worker: bool) -> Result<()> {
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        asked_to_stop().await;
        let _ = stop.send(true);
    });
    let workers = if with_worker { work(&app, &stopped) } else { Vec::new() };
    let settings = web::WebSettings { secure_cookie: secure_cookies };
    web::serve(app.clone(), settings, listener, told(stopped)).await?;
    for worker in workers {
        worker.await?;
    }
    app.close().await;
    Ok(())
}

/// Builds the demonstration, shows where it is, and serves it.
pub(super) async fn demo(global: &Global, listen: &str, no_serve: bool) -> Result<ExitCode> {
    let folder = global.data.clone().unwrap_or_else(|| PathBuf::from(DEMO));
    let today = global.today.unwrap_or_else(|| business_date(SystemClock.now(), PARIS));
    // First of all: a demonstration that is still open somewhere keeps its folder.
    let listener = if no_serve { None } else { Some(listen_on(listen).await?) };
    if global.format == Format::Text {
        output::say("Construction de la démonstration : 18 mois de factures, quatre semaines de relances…");
    }
    let made = demo::build(&folder, today, Box::new(MovedClock::to(today))).await?;
    let url = listener.as_ref().and_then(|listener| listener.local_addr().ok()).map(|address| format!("http://{address}/"));
    if let Some(url) = &url {
        demo::reached_at(&made, url).await?;
    }
    if global.format == Format::Json {
        output::json(&json!({
            "url": url, "organisation": made.scope.organisation.slug, "debtors": made.debtors, "invoices": made.invoices,
            "overdue": output::amount(made.overdue), "messages": made.messages,
        }));
    } else {
        output::say(&format!(
            "{} débiteurs, {} factures, {} échus ; {} messages partis la dernière nuit ({}).",
            made.debtors,
            domain::money::thousands(made.invoices as u64),
            made.overdue.fr_in(domain::Currency::EUR),
            made.messages,
            folder.join("courriels").display()
        ));
        if let Some(url) = &url {
            output::say(&format!(
                "\n  Ouvrez    {url}\n  E-mail    {}\n  Mot de passe  {}\n\nCtrl-C pour arrêter.",
                demo::EMAIL,
                demo::PASSWORD
            ));
        }
    }
    match listener {
        // Its day goes on: what is asked for leaves, into its own folder.
        Some(listener) => serve_until_stopped(made.app, listener, false, true).await?,
        None => made.app.close().await,
    }
    Ok(ExitCode::SUCCESS)
}

/// Serves an installation.
pub(super) async fn serve(global: &Global, listen: Option<String>, no_worker: bool, watched: Option<PathBuf>) -> Result<ExitCode> {
    let settings = global.settings()?;
    let listener = listen_on(listen.as_deref().unwrap_or(&settings.listen)).await?;
    let app = global.open_watching(watched).await?;
    let address = listener.local_addr()?;
    let welcome = if app::first_steps::is_new(&app).await? {
        Some(format!("http://{address}/bienvenue?code={}", app::first_steps::first_code(&app)?))
    } else {
        None
    };
    if global.format == Format::Json {
        match &welcome {
            Some(welcome) => output::json(&json!({"url": format!("http://{address}/"), "welcome": welcome})),
            None => output::json(&json!({"url": format!("http://{address}/")})),
        }
    } else {
        output::say(&format!("Quittance est ouvert sur http://{address}/ — Ctrl-C pour arrêter."));
        if let Some(welcome) = &welcome {
            output::say(&format!("\n  Première ouverture : {welcome}\n"));
        }
    }
    serve_until_stopped(app, listener, settings.secure_cookies, !no_worker).await?;
    Ok(ExitCode::SUCCESS)
}

/// Runs the day without pages.
pub(super) async fn worker(global: &Global, watched: Option<PathBuf>) -> Result<ExitCode> {
    let app = global.open_watching(watched).await?;
    if global.format == Format::Text {
        output::say("Quittance travaille ; Ctrl-C pour arrêter.");
    }
    let (stop, stopped) = watch::channel(false);
    let workers = work(&app, &stopped);
    asked_to_stop().await;
    let _ = stop.send(true);
    for worker in workers {
        worker.await?;
    }
    app.close().await;
    Ok(ExitCode::SUCCESS)
}
