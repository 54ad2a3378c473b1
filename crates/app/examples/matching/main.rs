//! How well a generated portfolio's bank statement is matched, by kind of entry, against its truth.
//!
//! ```text
//! quittance generate --invoices 100000 --seed 7 -o target/p7
//! cargo run --release -p app --example matching -- [--open-only] [--wrong] [--missed] target/p7 …
//! ```
//!
//! `--open-only` hides the settled invoices from the solver, `--wrong` and `--missed` say each case.

mod judge;

use std::path::Path;
use std::time::Duration;

fn main() {
    let (flags, folders): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let has = |flag: &str| flags.iter().any(|given| given == flag);
    let mut all = judge::Outcome::default();
    let mut longest = Duration::ZERO;
    for folder in &folders {
        let outcome = judge::Portfolio::read(Path::new(folder), !has("--open-only")).judge();
        let total = outcome.total();
        println!(
            "{folder}: {} lines, {} open items, {} ms of which {} ms to index, precision {:.2} %, recall {:.2} %",
            outcome.lines,
            outcome.open_items,
            outcome.spent.as_millis(),
            outcome.indexed.as_millis(),
            total.precision(),
            total.recall()
        );
        if has("--wrong") {
            outcome.wrong.iter().for_each(|case| println!("  wrong {case}"));
        }
        if has("--missed") {
            outcome.missed.iter().for_each(|case| println!("  missed {case}"));
        }
        longest = longest.max(outcome.spent);
        for (kind, tally) in outcome.kinds {
            all.kinds.entry(kind).or_default().add(tally);
        }
    }
    println!(
        "\n| kind | entries | payable | automatic | right | precision % | recall % | proposed | of which right |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|"
    );
    let row = |kind: &str, tally: &judge::Tally| {
        println!(
            "| {kind} | {} | {} | {} | {} | {:.2} | {:.2} | {} | {} |",
            tally.entries,
            tally.payable,
            tally.automatic,
            tally.right,
            tally.precision(),
            tally.recall(),
            tally.proposed,
            tally.proposed_right
        );
    };
    all.kinds.iter().for_each(|(kind, tally)| row(kind, tally));
    row("**all**", &all.total());
    println!("\nlongest: {} ms", longest.as_millis());
}
