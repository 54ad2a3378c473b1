//! What changed between two texts, line by line.

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is in both.
    Kept,
    /// It was only in the first.
    Removed,
    /// It is only in the second.
    Added,
}

/// Beyond so many lines, texts are not compared line by line: the one goes, the other comes.
const MOST: usize = 600;

/// The lines of two texts, in order, each with what became of it: a longest common subsequence.
#[must_use]
pub fn diff<'t>(before: &'t str, after: &'t str) -> Vec<(Change, &'t str)> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    if old.len() > MOST || new.len() > MOST {
        let gone = old.iter().map(|line| (Change::Removed, *line));
        return gone.chain(new.iter().map(|line| (Change::Added, *line))).collect();
    }
    // longest[i][j]: of old[i..] and new[j..].
    let mut longest = vec![vec![0_u16; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            longest[i][j] = if old[i] == new[j] { longest[i + 1][j + 1] + 1 } else { longest[i + 1][j].max(longest[i][j + 1]) };
        }
    }
    let (mut i, mut j, mut lines) = (0, 0, Vec::with_capacity(old.len().max(new.len())));
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            lines.push((Change::Kept, old[i]));
            (i, j) = (i + 1, j + 1);
        } else if i < old.len() && (j == new.len() || longest[i + 1][j] >= longest[i][j + 1]) {
            lines.push((Change::Removed, old[i]));
            i += 1;
        } else {
            lines.push((Change::Added, new[j]));
            j += 1;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(before: &str, after: &str) -> Vec<String> {
        let mark = |change| match change {
            Change::Kept => ' ',
            Change::Removed => '-',
            Change::Added => '+',
        };
        diff(before, after).into_iter().map(|(change, line)| format!("{}{line}", mark(change))).collect()
    }

    #[test]
    fn changed_lines_stand_where_they_changed() {
        assert_eq!(marks("a\nb\nc", "a\nx\nc\nd"), [" a", "-b", "+x", " c", "+d"]);
        assert_eq!(marks("", "a"), ["+a"]);
        assert_eq!(marks("a", ""), ["-a"]);
        assert_eq!(marks("a\n\nb", "a\n\nb"), [" a", " ", " b"]);
    }

    #[test]
    fn a_flood_of_lines_is_not_compared() {
        let flood = "x\n".repeat(6_000);
        assert_eq!(diff(&flood, "x").len(), 6_001);
    }
}
