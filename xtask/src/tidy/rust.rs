//! A Rust file seen line by line: what is code, what is comment, what is test, and where functions begin and end.
//!
//! Not a parser: it knows strings, comments, braces and attributes, which is all that the checks need, and it does so for any
//! version of the language.

use super::tree::TextFile;

/// A Rust file, taken apart.
#[derive(Debug)]
pub(crate) struct RustFile {
    pub(crate) path: String,
    pub(crate) lines: Vec<Line>,
    pub(crate) functions: Vec<Function>,
}

/// One line of a file.
#[derive(Debug, Default, Clone)]
pub(crate) struct Line {
    /// The line with comments removed and the inside of strings and characters blanked.
    pub(crate) code: String,
    /// The comments of the line, with their markers.
    pub(crate) comment: String,
    /// In a tests, benches or testkit folder, or below `#[cfg(test)]`.
    pub(crate) test: bool,
}

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Function {
    pub(crate) name: String,
    /// The line of `fn`, from 1.
    pub(crate) line: usize,
    /// From the line of `fn` to that of the closing brace, both counted.
    pub(crate) length: usize,
}

impl RustFile {
    /// Takes a file apart. A file that does not compile is taken apart as well as it goes.
    pub(crate) fn parse(file: &TextFile) -> RustFile {
        let mut lines = split(&file.text);
        let code = Code::new(&lines);
        if is_test_path(&file.path) {
            lines.iter_mut().for_each(|line| line.test = true);
        } else {
            for (first, last) in code.test_regions() {
                lines[first..=last].iter_mut().for_each(|line| line.test = true);
            }
        }
        RustFile { path: file.path.clone(), lines, functions: code.functions() }
    }

    /// The lines with their numbers, from 1.
    pub(crate) fn numbered(&self) -> impl Iterator<Item = (usize, &Line)> {
        (1..).zip(&self.lines)
    }
}

fn is_test_path(path: &str) -> bool {
    path.starts_with("crates/testkit/") || path.ends_with("/tests.rs") || path.split('/').any(|part| part == "tests" || part == "benches")
}

/// What the character under the cursor belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Code,
    LineComment,
    /// With its depth: block comments nest.
    BlockComment(u32),
    String,
    /// With the number of `#` that close it.
    RawString(usize),
}

/// Separates code from comments, and blanks the inside of literals.
fn split(text: &str) -> Vec<Line> {
    let chars: Vec<char> = text.chars().collect();
    let mut lines = vec![Line::default()];
    let mut inside = Inside::Code;
    let mut at = 0;
    while at < chars.len() {
        let step = step(&chars, at, inside);
        for &char in &chars[at..at + step.length] {
            if char == '\n' {
                lines.push(Line::default());
                continue;
            }
            // The vector is never empty: it starts with one line and only grows.
            let line = lines.last_mut().expect("a line");
            match step.kind {
                Kind::Code => line.code.push(char),
                Kind::Comment => line.comment.push(char),
                Kind::Literal => line.code.push(' '),
            }
        }
        at += step.length;
        inside = step.next;
    }
    lines
}

struct Step {
    length: usize,
    kind: Kind,
    next: Inside,
}

#[derive(Clone, Copy)]
enum Kind {
    Code,
    Comment,
    Literal,
}

fn step(chars: &[char], at: usize, inside: Inside) -> Step {
    let here = |pattern: &str| pattern.chars().enumerate().all(|(offset, char)| chars.get(at + offset) == Some(&char));
    let make = |length: usize, kind, next| Step { length: length.min(chars.len() - at), kind, next };
    match inside {
        Inside::LineComment if chars[at] == '\n' => make(1, Kind::Code, Inside::Code),
        Inside::LineComment => make(1, Kind::Comment, inside),
        Inside::BlockComment(depth) if here("/*") => make(2, Kind::Comment, Inside::BlockComment(depth + 1)),
        Inside::BlockComment(1) if here("*/") => make(2, Kind::Comment, Inside::Code),
        Inside::BlockComment(depth) if here("*/") => make(2, Kind::Comment, Inside::BlockComment(depth - 1)),
        Inside::BlockComment(_) => make(1, Kind::Comment, inside),
        Inside::String if chars[at] == '\\' => make(2, Kind::Literal, inside),
        Inside::String if chars[at] == '"' => make(1, Kind::Code, Inside::Code),
        Inside::String => make(1, Kind::Literal, inside),
        Inside::RawString(hashes) if here(&format!("\"{}", "#".repeat(hashes))) => make(1 + hashes, Kind::Code, Inside::Code),
        Inside::RawString(_) => make(1, Kind::Literal, inside),
        Inside::Code if here("//") => make(2, Kind::Comment, Inside::LineComment),
        Inside::Code if here("/*") => make(2, Kind::Comment, Inside::BlockComment(1)),
        Inside::Code if chars[at] == '"' => make(1, Kind::Code, Inside::String),
        Inside::Code => match (raw_string(chars, at), character(chars, at)) {
            (Some((length, hashes)), _) => make(length, Kind::Code, Inside::RawString(hashes)),
            (None, Some(length)) => make(length, Kind::Literal, Inside::Code),
            (None, None) => make(1, Kind::Code, Inside::Code),
        },
    }
}

/// The length of an opening `r#"` and its number of `#`, when one stands at `at`.
fn raw_string(chars: &[char], at: usize) -> Option<(usize, usize)> {
    let before = at.checked_sub(1).map(|before| chars[before]);
    if chars[at] != 'r' || before.is_some_and(|char| is_word(char) && char != 'b' && char != 'c') {
        return None;
    }
    let hashes = chars[at + 1..].iter().take_while(|&&char| char == '#').count();
    (chars.get(at + 1 + hashes) == Some(&'"')).then_some((2 + hashes, hashes))
}

/// The length of a character literal at `at`; a lifetime is none.
fn character(chars: &[char], at: usize) -> Option<usize> {
    match chars[at..] {
        ['\'', '\\', ..] => chars[at + 2..].iter().skip(1).position(|&char| char == '\'').map(|end| end + 4),
        ['\'', _, '\'', ..] => Some(3),
        _ => None,
    }
}

fn is_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

/// The code of a file in one row, each character with the index of its line.
struct Code(Vec<(char, usize)>);

impl Code {
    fn new(lines: &[Line]) -> Code {
        let row = |(index, line): (usize, &Line)| line.code.chars().chain(['\n']).map(move |char| (char, index)).collect::<Vec<_>>();
        Code(lines.iter().enumerate().flat_map(row).collect())
    }

    fn starts_with(&self, at: usize, pattern: &str) -> bool {
        pattern.chars().enumerate().all(|(offset, char)| self.0.get(at + offset).is_some_and(|found| found.0 == char))
    }

    /// First and last line of each item below `#[cfg(test)]`.
    fn test_regions(&self) -> Vec<(usize, usize)> {
        let starts = (0..self.0.len()).filter(|&at| self.starts_with(at, "#[cfg(test)]"));
        starts.map(|at| (self.0[at].1, self.item_end(at + "#[cfg(test)]".len()))).collect()
    }

    fn functions(&self) -> Vec<Function> {
        let mut functions = Vec::new();
        for at in 0..self.0.len() {
            let opens_word = at == 0 || !is_word(self.0[at - 1].0);
            if !opens_word || !self.starts_with(at, "fn ") {
                continue;
            }
            let name: String = self.0[at + 3..].iter().map(|found| found.0).take_while(|&char| is_word(char)).collect();
            let first = self.0[at].1;
            // Without a name it is a word of a macro; an end on `;` is a declaration without a body, one line or a few.
            if !name.is_empty() {
                functions.push(Function { name, line: first + 1, length: self.item_end(at) - first + 1 });
            }
        }
        functions
    }

    /// The line on which the item that starts at `at` ends: with the brace that closes its first brace, or with a `;` before it.
    fn item_end(&self, at: usize) -> usize {
        let (mut braces, mut brackets) = (0_i32, 0_i32);
        for &(char, line) in &self.0[at..] {
            match char {
                '{' => braces += 1,
                '}' if braces <= 1 => return line,
                '}' => braces -= 1,
                '(' | '[' => brackets += 1,
                ')' | ']' => brackets -= 1,
                ';' if braces == 0 && brackets <= 0 => return line,
                _ => {}
            }
        }
        self.0.last().map_or(0, |last| last.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> RustFile {
        RustFile::parse(&TextFile::new("crates/domain/src/case.rs", text))
    }

    #[test]
    fn literals_are_blanked_and_comments_set_apart() {
        for (text, code, comment) in [
            ("let a = 1; // why", "let a = 1; ", "// why"),
            ("let a = \"// no\"; // yes", "let a = \"     \"; ", "// yes"),
            ("let a = \"\\\"{\";", "let a = \"   \";", ""),
            ("let a = r#\"}\"\"#;", "let a = r#\"  \"#;", ""),
            ("let a = br\"{\";", "let a = br\" \";", ""),
            ("let a = '{'; let b: &'static str;", "let a =    ; let b: &'static str;", ""),
            ("let a = '\\''; f()", "let a =     ; f()", ""),
            ("let a = '\\u{7b}'; f()", "let a =         ; f()", ""),
            ("a /* b /* c */ d */ e", "a  e", "/* b /* c */ d */"),
            ("for r in s", "for r in s", ""),
        ] {
            let file = parse(text);
            assert_eq!((file.lines[0].code.as_str(), file.lines[0].comment.as_str()), (code, comment), "{text}");
        }
    }

    #[test]
    fn functions_have_their_length() {
        let text = "fn one() {}\n\nimpl A {\n    fn two<const N: usize>(a: [u8; 3])\n    where\n        A: B,\n    {\n        if a { \"}\" }\n    }\n}\n";
        let functions: Vec<_> = parse(text).functions.into_iter().map(|found| (found.name, found.line, found.length)).collect();
        assert_eq!(functions, [("one".to_owned(), 1, 1), ("two".to_owned(), 4, 6)]);
    }

    #[test]
    fn test_modules_are_known() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\nfn c() {}\n#[cfg(test)]\nuse x;\nfn d() {}";
        let tests: Vec<bool> = parse(text).lines.iter().map(|line| line.test).collect();
        assert_eq!(tests, [false, true, true, true, true, false, true, true, false]);
    }

    #[test]
    fn a_tests_folder_is_test() {
        for (path, test) in
            [("crates/store/tests/debtor.rs", true), ("crates/testkit/src/lib.rs", true), ("crates/store/src/debtor.rs", false)]
        {
            assert_eq!(RustFile::parse(&TextFile::new(path, "fn a() {}")).lines[0].test, test, "{path}");
        }
    }
}
