//! XML documents as small trees: names without prefix, bounded in depth and in number of elements.
//!
//! Nothing but the five predefined entities and character references is resolved; a document type
//! definition is refused, as it could expand without end.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::text;

/// Documents of the trade nest about fifteen levels.
pub(crate) const MAX_DEPTH: usize = 64;
/// An invoice without its lines has some hundreds of elements.
pub(crate) const MAX_ELEMENTS: usize = 200_000;
/// Elements of the trade have two or three attributes.
const MAX_ATTRIBUTES: usize = 64;

/// An element with its text and its children.
#[derive(Debug, Default)]
pub(crate) struct Node {
    /// Name without prefix.
    pub(crate) name: String,
    /// Physical line of its start tag.
    pub(crate) line: u64,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Node>,
}

impl Node {
    /// The children with a name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Node> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first child that has one of some names, tried in their order.
    pub(crate) fn any(&self, names: &[&str]) -> Option<&Node> {
        names.iter().find_map(|name| self.children.iter().find(|child| child.name == *name))
    }

    /// The first element along a path of names.
    pub(crate) fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, name| node.children.iter().find(|child| child.name == *name))
    }

    /// The text of the first element along a path, if it has any.
    pub(crate) fn text_at(&self, path: &[&str]) -> Option<&str> {
        self.at(path).and_then(Node::text)
    }

    /// Its own text, if it has any.
    pub(crate) fn text(&self) -> Option<&str> {
        Some(self.text.trim()).filter(|text| !text.is_empty())
    }

    /// The value of an attribute, if it has any.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }
}

/// Why a document gave no tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum XmlError {
    /// A document type definition.
    Doctype,
    /// Elements nested deeper than [`MAX_DEPTH`].
    TooDeep,
    /// More elements than [`MAX_ELEMENTS`], or more attributes of one than [`MAX_ATTRIBUTES`].
    TooMany,
    /// Broken or cut; the reader's own words.
    Broken(String),
}

/// The text of an XML file, by its mark, by the zeros of UTF-16, or by its declaration.
pub(crate) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match bytes {
        [b'<', 0, ..] => return UTF_16LE.decode_without_bom_handling(bytes).0,
        [0, b'<', ..] => return UTF_16BE.decode_without_bom_handling(bytes).0,
        [0xef, 0xbb, 0xbf, ..] | [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return text::decode(bytes).0,
        _ => {}
    }
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let declaration = start.split_once("?>").map_or("", |(declaration, _)| declaration);
    let label = declaration.split_once("encoding").and_then(|(_, rest)| rest.split(['"', '\'']).nth(1));
    match label.and_then(|label| Encoding::for_label(label.as_bytes())) {
        // A file that says UTF-16 but was read this far is none.
        Some(declared) if declared != UTF_8 && declared != UTF_16LE && declared != UTF_16BE => {
            declared.decode_without_bom_handling(bytes).0
        }
        _ => text::decode(bytes).0,
    }
}

/// The name of the root element, without prefix, even of a document that is cut after it.
pub(crate) fn root_name(start: &str) -> Option<String> {
    let mut reader = Reader::from_str(start.trim_start_matches('\u{feff}'));
    loop {
        match reader.read_event() {
            Ok(Event::Start(start) | Event::Empty(start)) => return Some(start.local_name().into_inner().to_owned()),
            Ok(Event::Text(text)) if !text.trim().is_empty() => return None,
            Ok(Event::Eof | Event::End(_) | Event::CData(_)) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

/// Builds the tree of a document. Elements named in `skipped` are kept without what is inside them.
///
/// # Errors
/// The physical line and the reason.
pub(crate) fn parse(text: &str, skipped: &[&str]) -> Result<Node, (u64, XmlError)> {
    let text = text.trim_start_matches('\u{feff}');
    let mut builder = Builder { open: Vec::new(), inside_skipped: 0, elements: 0, skipped };
    let mut reader = Reader::from_str(text);
    let (mut line, mut counted) = (1_u64, 0_usize);
    loop {
        let event = reader.read_event();
        let position = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX).min(text.len());
        if position > counted {
            line += text.as_bytes()[counted..position].iter().filter(|b| **b == b'\n').count() as u64;
            counted = position;
        }
        let step = match event {
            Ok(Event::Start(start)) => builder.start(&start, line).map(|()| None),
            Ok(Event::Empty(start)) => builder.start(&start, line).map(|()| builder.end()),
            Ok(Event::End(_)) => Ok(builder.end()),
            Ok(Event::Text(text)) => Ok(builder.push(&text)),
            Ok(Event::CData(text)) => Ok(builder.push(&text)),
            Ok(Event::GeneralRef(reference)) => {
                let resolved = match reference.resolve_char_ref() {
                    Ok(Some(character)) => Cow::Owned(character.to_string()),
                    _ => quick_xml::escape::resolve_predefined_entity(&reference)
                        .map_or_else(|| Cow::Owned(format!("&{};", &*reference)), Cow::Borrowed),
                };
                Ok(builder.push(&resolved))
            }
            Ok(Event::DocType(_)) => Err(XmlError::Doctype),
            Ok(Event::Eof) => Err(XmlError::Broken("unexpected end of file".to_owned())),
            Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_)) => Ok(None),
            Err(error) => Err(XmlError::Broken(error.to_string())),
        };
        match step {
            Ok(Some(root)) => return Ok(root),
            Ok(None) => {}
            Err(error) => return Err((line, error)),
        }
    }
}

struct Builder<'s> {
    open: Vec<Node>,
    /// Elements open inside a skipped one.
    inside_skipped: usize,
    elements: usize,
    skipped: &'s [&'s str],
}

impl Builder<'_> {
    fn start(&mut self, start: &BytesStart<'_>, line: u64) -> Result<(), XmlError> {
        if self.inside_skipped > 0 || self.open.last().is_some_and(|node| self.skipped.contains(&node.name.as_str())) {
            self.inside_skipped += 1;
            return if self.open.len() + self.inside_skipped > MAX_DEPTH { Err(XmlError::TooDeep) } else { Ok(()) };
        }
        self.elements += 1;
        if self.elements > MAX_ELEMENTS {
            return Err(XmlError::TooMany);
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(XmlError::TooDeep);
        }
        // The check for names that come twice takes quadratic time.
        if start.attributes().with_checks(false).nth(MAX_ATTRIBUTES).is_some() {
            return Err(XmlError::TooMany);
        }
        let attributes = start
            .attributes()
            .with_checks(false)
            .flatten()
            .map(|a| {
                let value = quick_xml::escape::unescape(&a.value).map_or_else(|_| a.value.to_string(), Cow::into_owned);
                (a.key.local_name().into_inner().to_owned(), value)
            })
            .collect();
        let name = start.local_name().into_inner().to_owned();
        self.open.push(Node { name, line, attributes, ..Node::default() });
        Ok(())
    }

    /// The root, when this end is its own.
    fn end(&mut self) -> Option<Node> {
        if self.inside_skipped > 0 {
            self.inside_skipped -= 1;
            return None;
        }
        let node = self.open.pop()?;
        match self.open.last_mut() {
            Some(parent) => {
                parent.children.push(node);
                None
            }
            None => Some(node),
        }
    }

    fn push(&mut self, text: &str) -> Option<Node> {
        if self.inside_skipped == 0
            && let Some(node) = self.open.last_mut()
            && !self.skipped.contains(&node.name.as_str())
        {
            node.text.push_str(text);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_dropped_and_skipped_elements_are_empty() {
        let root =
            parse("<a:r xmlns:a='x'>\n<b:line no='1&amp;2'>t<c/>u</b:line><d>1 &lt; &#50;<![CDATA[ &x; ]]>&who;</d></a:r>", &["line"])
                .unwrap();
        assert_eq!((root.name.as_str(), root.line), ("r", 1));
        let line = root.at(&["line"]).unwrap();
        assert_eq!((line.line, line.text(), line.children.len(), line.attribute("no")), (2, None, 0, Some("1&2")));
        assert_eq!(root.text_at(&["d"]), Some("1 < 2 &x; &who;"));
    }

    #[test]
    fn hostile_documents_are_refused_with_their_line() {
        let deep = "<a>".repeat(100);
        let wide = format!("<r>{}</r>", "<a/>".repeat(MAX_ELEMENTS + 1));
        let dressed = format!("<r {}>", (0..200_000).map(|n| format!("a{n}='' ")).collect::<String>());
        let hidden = format!("<r><l>{}", "<a>".repeat(100));
        let cases = [
            ("<!DOCTYPE a [<!ENTITY x \"y\">]>\n<a>&x;</a>", (1, XmlError::Doctype)),
            (deep.as_str(), (1, XmlError::TooDeep)),
            (hidden.as_str(), (1, XmlError::TooDeep)),
            (wide.as_str(), (1, XmlError::TooMany)),
            (dressed.as_str(), (1, XmlError::TooMany)),
            ("<a>\n<b>", (2, XmlError::Broken("unexpected end of file".to_owned()))),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text, &["l"]).unwrap_err(), expected, "{}", &text[..text.len().min(40)]);
        }
        assert!(matches!(parse("<a></b>", &[]), Err((1, XmlError::Broken(_)))));
    }

    #[test]
    fn encodings_are_those_of_the_mark_or_the_declaration() {
        let text = "<?xml version='1.0' encoding='ISO-8859-1'?><a>Société</a>";
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let latin = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
        for bytes in [text.as_bytes().to_vec(), utf16, latin].iter().skip(1) {
            assert_eq!(parse(&decode(bytes), &[]).unwrap().text(), Some("Société"));
        }
        assert_eq!(root_name("<?xml version='1.0'?><!-- <x> --><!DOCTYPE y><p:Root").as_deref(), None);
        assert_eq!(root_name("\u{feff}<?xml version='1.0'?><!-- <x> --><!DOCTYPE y><p:Root>").as_deref(), Some("Root"));
        assert_eq!(root_name("hello <a>"), None);
    }
}
