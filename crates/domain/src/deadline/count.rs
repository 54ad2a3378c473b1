//! Counting days and months as CPC art. 640 to 642 do, step by step.

use chrono::{Datelike, Months};

use super::{Direction, Purpose, Reckoning};
use crate::calendar::{self, Date};
use crate::holidays::{Day, Place};
use crate::law::Span;

/// One count, apart from what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// How long, all extensions included.
    pub span: Span,
    /// Which way.
    pub direction: Direction,
    /// Whose act it is.
    pub purpose: Purpose,
    /// Which text says how to count.
    pub reckoning: Reckoning,
    /// Whose holidays count.
    pub place: Place,
}

/// Where a count ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Before any move for a day off.
    pub raw: Date,
    /// After it.
    pub last: Date,
    /// Our first day, when the count protects the other side.
    pub act_from: Option<Date>,
    /// How it was found, in French sentences.
    pub steps: Vec<String>,
}

/// The articles that a count cites.
struct Cited {
    days: &'static str,
    months: &'static str,
    mixed: &'static str,
    moved: &'static str,
}

impl Reckoning {
    fn cited(self) -> Cited {
        match self {
            Self::Procedure => Cited {
                days: " (CPC, art. 641, al. 1)",
                months: " (CPC, art. 641, al. 2)",
                mixed: " (CPC, art. 641, al. 3)",
                moved: " (CPC, art. 642)",
            },
            Self::European => {
                let text = " (règl. n° 1182/71, art. 3)";
                Cited { days: text, months: text, mixed: text, moved: text }
            }
            Self::Calendar => Cited { days: "", months: "", mixed: "", moved: "" },
        }
    }
}

impl Count {
    /// Where it ends, counted from a day.
    #[must_use]
    pub fn end(&self, start: Date) -> Term {
        match self.direction {
            Direction::Forward => self.forward(start),
            Direction::Backward => self.backward(start),
        }
    }

    fn forward(&self, start: Date) -> Term {
        let cited = self.reckoning.cited();
        let mut steps = Vec::new();
        let Span { months, days } = self.span;
        let after_months = calendar::add_months(start, u32::from(months));
        if months > 0 {
            let length = Span::months(months).fr();
            let shown = calendar::fr_full(after_months);
            steps.push(if after_months.day() == start.day() {
                format!("{length} plus tard, le jour qui porte le même quantième est le {shown}{}.", cited.months)
            } else {
                let month = calendar::fr_month(after_months);
                format!(
                    "{length} plus tard, {month} n’a pas de {}\u{202f}: le délai s’achève le dernier jour de ce mois, le {shown}{}.",
                    start.day(),
                    cited.months
                )
            });
        }
        let raw = self.span.after(start);
        if days > 0 {
            let shown = calendar::fr_full(raw);
            let length = Span::days(days).fr();
            steps.push(if months > 0 {
                format!("Puis {length}, comptés après les mois\u{202f}: le {shown}{}.", cited.mixed)
            } else {
                format!("Le jour de départ ne compte pas\u{202f}; {length} à partir du lendemain mènent au {shown}{}.", cited.days)
            });
        }
        let last = self.end_on_a_working_day(raw, cited.moved, &mut steps);
        let mut act_from = None;
        if self.purpose == Purpose::Wait {
            act_from = Some(calendar::add_days(self.other_reading(after_months, last, &mut steps), 1));
        }
        Term { raw, last, act_from, steps }
    }

    /// Months that end on a day off, with days to follow: the days may as well be counted from the end as
    /// it was moved. The later end is the one that cannot be too early.
    fn other_reading(&self, after_months: Date, last: Date, steps: &mut Vec<String>) -> Date {
        if self.span.months == 0 || self.span.days == 0 || self.reckoning == Reckoning::Calendar {
            return last;
        }
        let moved = calendar::add_days(self.next_working(after_months).0, i64::from(self.span.days));
        let other = self.next_working(moved).0;
        if other > last {
            steps.push(format!(
                "Le mois s’achève un jour chômé\u{202f}; comptés depuis son report, les jours mènent au {}\u{202f}: par prudence, attendez ce jour.",
                calendar::fr_full(other)
            ));
        }
        other.max(last)
    }

    /// The end, moved on when the day is off.
    fn end_on_a_working_day(&self, raw: Date, cited: &str, steps: &mut Vec<String>) -> Date {
        if self.reckoning == Reckoning::Calendar {
            if self.place.day(raw).is_surely_off() {
                steps.push("Ce délai n’est pas un délai de procédure\u{202f}: un jour chômé ne le prolonge pas.".to_owned());
            }
            return raw;
        }
        let (last, passed) = self.next_working(raw);
        if !passed.is_empty() {
            steps.push(format!(
                "Ce jour est chômé ({})\u{202f}: le délai va jusqu’au premier jour ouvrable suivant, le {}{cited}.",
                names(&passed),
                calendar::fr_full(last)
            ));
            if passed.iter().any(|day| !day.is_surely_off()) {
                steps.push("Un jour férié local ou incertain est compté ici comme férié, par prudence.".to_owned());
            }
        }
        if let Some(name) = self.place.day(last).name() {
            steps.push(format!("Ce jour n’est férié que localement ({name})\u{202f}: par prudence, il ne prolonge rien."));
        }
        last
    }

    /// The day itself or the next on which the count may end, and what was passed over.
    fn next_working(&self, from: Date) -> (Date, Vec<Day>) {
        let (mut day, mut passed) = (from, Vec::new());
        loop {
            let kind = self.place.day(day);
            let off = kind.is_surely_off() || (self.purpose == Purpose::Wait && kind != Day::Working);
            let next = calendar::add_days(day, 1);
            // The calendar's own last day ends every count.
            if !off || next == day {
                return (day, passed);
            }
            passed.push(kind);
            day = next;
        }
    }

    /// The hearing does not count, nor does the day of the act: `n` whole days lie between them. Art. 642
    /// never moves such a limit on; whoever keeps to the working day before is safe, local holidays included.
    fn backward(&self, hearing: Date) -> Term {
        let Span { months, days } = self.span;
        let base = hearing.checked_sub_months(Months::new(u32::from(months))).unwrap_or(Date::MIN);
        let raw = calendar::add_days(base, -(i64::from(days) + 1));
        let mut steps = vec![format!(
            "Compte à rebours\u{202f}: ni l’audience ni le jour de l’acte ne comptent\u{202f}; {} pleins avant l’audience mènent au {} (Cass. com., 14\u{a0}mars 2018, n°\u{a0}16-26.996).",
            self.span.fr(),
            calendar::fr_full(raw)
        )];
        let (mut last, mut passed) = (raw, Vec::new());
        while self.place.day(last) != Day::Working && last > Date::MIN {
            passed.push(self.place.day(last));
            last = calendar::add_days(last, -1);
        }
        if !passed.is_empty() {
            steps.push(format!(
                "Ce jour est chômé ({}) et un délai à rebours n’est jamais repoussé\u{202f}: par prudence, le jour ouvrable précédent, le {}.",
                names(&passed),
                calendar::fr_full(last)
            ));
        }
        // What has to be done before the count has no later day to aim past.
        let act_from = (self.purpose == Purpose::Wait).then(|| calendar::add_days(last, 1));
        Term { raw, last, act_from, steps }
    }
}

/// `Noël, samedi, dimanche`: each name once.
fn names(days: &[Day]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in days.iter().filter_map(|day| day.name()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}
