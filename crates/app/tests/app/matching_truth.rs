//! What is matched without a person, against the truth of generated portfolios.

use app::generate::{self, Options};

#[path = "../../examples/matching/judge.rs"]
#[expect(dead_code, reason = "the example prints more than is asserted here")]
mod judge;

/// Of a hundred lines matched without a person, how many are right; of a hundred that pay something, how many
/// need no person. `docs/reference/matching.md` has the figures of larger portfolios, by kind of line.
const PRECISION: f64 = 99.5;
const RECALL: f64 = 90.0;

fn judged(open_share: f64, seeds: [u64; 3]) -> judge::Outcome {
    let mut all = judge::Outcome::default();
    for seed in seeds {
        let options = Options { invoices: 6_000, open_share, transactions: Some(500), seed, ..Options::default() };
        let folder = tempfile::tempdir().unwrap();
        generate::write(&generate::portfolio(&options), &options, folder.path()).unwrap();
        let outcome = judge::Portfolio::read(folder.path(), true).judge();
        assert!(outcome.lines > 400, "seed {seed}: {} lines", outcome.lines);
        outcome.kinds.into_iter().for_each(|(kind, tally)| all.kinds.entry(kind).or_default().add(tally));
        all.wrong.extend(outcome.wrong);
        all.missed.extend(outcome.missed);
    }
    all
}

#[test]
fn most_lines_need_no_person_and_those_are_right() {
    for (open_share, seeds) in [(0.3, [501, 502, 503]), (1.0, [601, 602, 603])] {
        let outcome = judged(open_share, seeds);
        let total = outcome.total();
        let said = format!("open {open_share}: precision {:.2}, recall {:.2}", total.precision(), total.recall());
        assert!(total.precision() >= PRECISION, "{said}\n{}", outcome.wrong.join("\n"));
        assert!(total.recall() >= RECALL, "{said}\n{:#?}", outcome.kinds);
    }
}
