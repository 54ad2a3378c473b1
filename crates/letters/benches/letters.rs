//! Letters, statements and e-mails per second.
//!
//! Run with `cargo bench -p letters`. One thread: a night's work is divided between cores by letters.

use divan::Bencher;
use divan::counter::ItemsCount;
use letters::{Press, ReminderContext, Stage, email};

fn main() {
    divan::main();
}

/// A hundred contexts that differ as a night's do: reference, debtor, and number of lines.
fn night() -> Vec<ReminderContext> {
    let base = ReminderContext::samples();
    (0..100)
        .map(|n| {
            let mut context = base[if n % 2 == 0 { 1 } else { 3 }].clone();
            context.stage = Stage::Letter;
            context.reference = format!("REL-2026-{n:06}");
            context.debtor.name = format!("Société débitrice n° {n}");
            context.epc_payload = context.epc_payload.map(|payload| payload.replace("000123", &format!("{n:06}")));
            context
        })
        .collect()
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn letters_by_hundred(bencher: Bencher) {
    let (press, night) = (Press::new(), night());
    bencher
        .counter(ItemsCount::new(night.len()))
        .bench_local(|| night.iter().map(|context| press.letter(context).map(|pdf| pdf.len())).collect::<Result<Vec<_>, _>>());
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn statements_by_hundred(bencher: Bencher) {
    let (press, night) = (Press::new(), night());
    bencher
        .counter(ItemsCount::new(night.len()))
        .bench_local(|| night.iter().map(|context| press.statement(context).map(|pdf| pdf.len())).collect::<Result<Vec<_>, _>>());
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn emails_by_hundred(bencher: Bencher) {
    let night = night();
    bencher
        .counter(ItemsCount::new(night.len()))
        .bench_local(|| night.iter().map(|context| email(context).map(|mail| mail.html.len())).collect::<Result<Vec<_>, _>>());
}
