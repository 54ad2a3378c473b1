//! `generate`: a synthetic portfolio.

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use app::generate::{Options, portfolio, write};

use crate::options::{Format, Generate, Global};
use crate::output;

pub(super) fn generate(global: &Global, asked: &Generate) -> Result<ExitCode> {
    let options = Options {
        invoices: asked.invoices,
        customers: asked.customers,
        open_share: asked.open_share,
        seed: asked.seed,
        date: asked.date,
        ..Options::default()
    };
    let made = portfolio(&options);
    let expected =
        write(&made, &options, &asked.output).with_context(|| format!("le dossier {} ne peut pas être écrit", asked.output.display()))?;
    match global.format {
        Format::Json => output::json(&serde_json::to_value(&expected)?),
        Format::Text | Format::Csv => {
            output::say(&format!("Portefeuille écrit dans {} : {} factures", asked.output.display(), asked.invoices))
        }
    }
    Ok(ExitCode::SUCCESS)
}
