//! The elements of a statement, one small tree at a time.
//!
//! Names are taken without prefix or namespace, so that every version from 001.01 on reads alike. Nothing
//! but the five predefined entities and character references is resolved.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::diagnostic::{Problem, Report};
use crate::text;

/// Statements nest about fifteen levels; the limit keeps hostile files from exhausting the stack.
const MAX_DEPTH: usize = 64;
/// Attributes of an element that are looked at; one of the trade has two or three.
const MAX_ATTRIBUTES: usize = 64;

/// An element with its text and its children.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) name: String,
    /// Physical line of its start tag.
    pub(super) line: u64,
    /// The attribute `Ccy`, empty when absent.
    pub(super) currency: String,
    text: String,
    children: Vec<Node>,
}

impl Node {
    /// The children with a name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Node> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first element along a path of names.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, name| node.children.iter().find(|child| child.name == *name))
    }

    /// The text of the first element along a path, if it has any.
    pub(super) fn text_at(&self, path: &[&str]) -> Option<&str> {
        self.at(path).map(|node| node.text.trim()).filter(|text| !text.is_empty())
    }

    /// Its own text.
    pub(super) fn text(&self) -> &str {
        self.text.trim()
    }
}

/// What a file consists of.
pub(super) enum Part {
    /// The namespace of the document, as `camt.053.001.02`.
    Version(String),
    /// A statement, report or notification begins.
    Begin,
    /// One child of it, complete.
    Child(Node),
    /// It ends.
    End,
}

/// Walks through a document.
pub(super) struct Walker<'t> {
    text: &'t str,
    reader: Reader<&'t [u8]>,
    /// Elements around and including the statement.
    outer: Vec<String>,
    /// Elements inside the statement that are not complete.
    open: Vec<Node>,
    in_statement: bool,
    line: u64,
    counted: usize,
    /// A part found together with the previous one.
    waiting: Option<Part>,
    ended: bool,
}

/// The text of an XML file, by its mark or its declaration.
pub(super) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let start = &bytes[..bytes.len().min(200)];
    let declared = String::from_utf8_lossy(start)
        .split_once("encoding=")
        .and_then(|(_, rest)| rest.get(1..)?.split(['"', '\'']).next().map(str::to_owned));
    match declared.and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes())) {
        Some(declared) if declared != encoding_rs::UTF_8 && !bytes.starts_with(&[0xef, 0xbb, 0xbf]) => declared.decode(bytes).0,
        _ => text::decode(bytes).0,
    }
}

impl<'t> Walker<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let reader = Reader::from_str(text);
        Self { text, reader, outer: Vec::new(), open: Vec::new(), in_statement: false, line: 1, counted: 0, waiting: None, ended: false }
    }

    /// The next part; `None` at the end or where the XML breaks, which is reported.
    pub(super) fn next(&mut self, report: &mut Report) -> Option<Part> {
        if let Some(part) = self.waiting.take() {
            return Some(part);
        }
        while !self.ended {
            let event = self.reader.read_event();
            self.count_lines();
            let part = match event {
                Ok(Event::Start(start)) => self.start(&start),
                Ok(Event::Empty(start)) => {
                    let part = self.start(&start);
                    let end = self.end();
                    if part.is_some() {
                        self.waiting = end;
                        part
                    } else {
                        end
                    }
                }
                Ok(Event::End(_)) => self.end(),
                Ok(Event::Text(text)) => self.push(&text),
                Ok(Event::CData(text)) => self.push(&text),
                Ok(Event::GeneralRef(reference)) => {
                    let resolved = match reference.resolve_char_ref() {
                        Ok(Some(character)) => Cow::Owned(character.to_string()),
                        _ => match quick_xml::escape::resolve_predefined_entity(&reference) {
                            Some(known) => Cow::Borrowed(known),
                            None => Cow::Owned(format!("&{};", &*reference)),
                        },
                    };
                    self.push(&resolved)
                }
                Ok(Event::DocType(_)) => return self.stop(report, Problem::XmlDoctype),
                Ok(Event::Eof) => {
                    self.ended = true;
                    if !self.outer.is_empty() {
                        report.error(self.line, None, Problem::XmlBroken { message: "unexpected end of file".to_owned() });
                    }
                    None
                }
                Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_)) => None,
                Err(error) => return self.stop(report, Problem::XmlBroken { message: error.to_string() }),
            };
            if part.is_some() {
                return part;
            }
            if self.outer.len() + self.open.len() > MAX_DEPTH {
                return self.stop(report, Problem::XmlTooDeep { limit: MAX_DEPTH });
            }
        }
        None
    }

    fn stop(&mut self, report: &mut Report, problem: Problem) -> Option<Part> {
        self.ended = true;
        report.error(self.line, None, problem);
        None
    }

    fn count_lines(&mut self) {
        let position = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).min(self.text.len());
        if position > self.counted {
            self.line += self.text.as_bytes()[self.counted..position].iter().filter(|b| **b == b'\n').count() as u64;
            self.counted = position;
        }
    }

    fn start(&mut self, start: &BytesStart<'_>) -> Option<Part> {
        let name = start.local_name().into_inner().to_owned();
        // Without the check for names that come twice, which takes quadratic time.
        let mut attributes = start.attributes();
        attributes.with_checks(false);
        let mut attributes = attributes.take(MAX_ATTRIBUTES).flatten();
        if self.in_statement {
            let currency = attributes.find(|a| a.key.local_name().into_inner() == "Ccy").map(|a| a.value.into_owned());
            self.open.push(Node { name, line: self.line, currency: currency.unwrap_or_default(), ..Node::default() });
            return None;
        }
        let in_message = self.outer.last().is_some_and(|outer| outer.starts_with("BkToCstmr"));
        self.in_statement = in_message && matches!(name.as_str(), "Stmt" | "Rpt" | "Ntfctn");
        self.outer.push(name);
        if self.in_statement {
            return Some(Part::Begin);
        }
        let namespace = attributes.find_map(|a| a.value.rsplit_once("camt.05").map(|(_, version)| format!("camt.05{version}")));
        namespace.map(Part::Version)
    }

    fn end(&mut self) -> Option<Part> {
        if let Some(node) = self.open.pop() {
            return match self.open.last_mut() {
                Some(parent) => {
                    parent.children.push(node);
                    None
                }
                None => Some(Part::Child(node)),
            };
        }
        self.outer.pop();
        std::mem::take(&mut self.in_statement).then_some(Part::End)
    }

    fn push(&mut self, text: &str) -> Option<Part> {
        if let Some(node) = self.open.last_mut() {
            node.text.push_str(text);
        }
        None
    }
}
