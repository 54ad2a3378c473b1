//! Letters, statements and e-mails per second.
//!
//! Run with `cargo bench -p letters`. One thread: a night's work is divided between cores by letters.

use chrono::TimeDelta;
use divan::Bencher;
use divan::counter::ItemsCount;
use domain::Cents;
use letters::{Press, ReminderContext, Stage, email};
use rayon::prelude::*;

fn main() {
    divan::main();
}

/// A hundred contexts that differ as a night's do: debtor, reference, documents, dates, amounts. `most` lines each: one leaves
/// a letter on one page.
fn night(most: usize) -> Vec<ReminderContext> {
    let base = ReminderContext::samples();
    (0..100_i64)
        .map(|n| {
            let mut context = base[if n % 2 == 0 { 1 } else { 3 }].clone();
            context.stage = Stage::Letter;
            context.reference = format!("REL-2026-{n:06}");
            context.debtor.name = format!("Société débitrice n° {n}");
            context.debtor.code = format!("C{n:05}");
            context.lines.truncate(most);
            for (line, at) in context.lines.iter_mut().zip(0_i64..) {
                line.number = format!("{}-{n:03}{at}", line.number);
                let more = Cents(n * 137 + at);
                (line.amount, line.open) =
                    if line.open.is_positive() { (line.amount + more, line.open + more) } else { (line.amount - more, line.open - more) };
                line.issued_on -= TimeDelta::days(n % 40);
                line.due_on -= TimeDelta::days(n % 40);
                line.days_late += n % 40;
            }
            let sum = |is_debit: bool| {
                let counted =
                    context.lines.iter().filter(|line| line.kind.is_debit() == is_debit && (!is_debit || line.asked || line.days_late > 0));
                Cents::total(counted.map(|line| line.open))
            };
            (context.gross, context.credits) = (sum(true), sum(false));
            let old = context.net;
            context.net = context.gross + context.credits;
            context.epc_payload = context
                .epc_payload
                .map(|payload| payload.replace("000123", &format!("{n:06}")).replace(&format!("EUR{old}"), &format!("EUR{}", context.net)));
            context
        })
        .collect()
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn letters_by_hundred(bencher: Bencher) {
    let (press, night) = (Press::new(), night(usize::MAX));
    bencher
        .counter(ItemsCount::new(night.len()))
        .bench_local(|| night.iter().map(|context| press.letter(context).map(|pdf| pdf.len())).collect::<Result<Vec<_>, _>>());
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn letters_of_one_page_by_hundred(bencher: Bencher) {
    let (press, night) = (Press::new(), night(1));
    bencher
        .counter(ItemsCount::new(night.len()))
        .bench_local(|| night.iter().map(|context| press.letter(context).map(|pdf| pdf.len())).collect::<Result<Vec<_>, _>>());
}

/// As a night prints them, on every core of the machine.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn letters_of_one_page_on_all_cores(bencher: Bencher) {
    let (press, night) = (Press::new(), night(1));
    bencher
        .counter(ItemsCount::new(night.len()))
        .bench_local(|| night.par_iter().map(|context| press.letter(context).map(|pdf| pdf.len())).collect::<Result<Vec<_>, _>>());
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn statements_by_hundred(bencher: Bencher) {
    let (press, night) = (Press::new(), night(usize::MAX));
    bencher
        .counter(ItemsCount::new(night.len()))
        .bench_local(|| night.iter().map(|context| press.statement(context).map(|pdf| pdf.len())).collect::<Result<Vec<_>, _>>());
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn emails_by_hundred(bencher: Bencher) {
    let night = night(usize::MAX);
    bencher
        .counter(ItemsCount::new(night.len()))
        .bench_local(|| night.iter().map(|context| email(context).map(|mail| mail.html.len())).collect::<Result<Vec<_>, _>>());
}
