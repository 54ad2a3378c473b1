//! `quittance`: the one program. Commands and JSON keys are a contract; see `docs/reference/cli.md`.
//!
//! Errors go to stderr as one sentence that says what to do next. Exit: 0 done, 1 refused or failed,
//! 2 wrong usage.

mod commands;
mod options;
mod output;

use std::process::ExitCode;

use tracing_subscriber::EnvFilter;

use crate::options::Arguments;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The log goes to stderr; at least warnings, and what `QUITTANCE_LOG` asks for.
fn start_log() {
    let filter = EnvFilter::try_from_env("QUITTANCE_LOG").unwrap_or_else(|_| EnvFilter::new("warn,web=info,app=info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

fn main() -> ExitCode {
    let arguments = Arguments::read();
    start_log();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("quittance : le programme ne peut pas démarrer ({error}).");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(commands::run(arguments)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("quittance : {}", output::sentence(&error));
            ExitCode::FAILURE
        }
    }
}
