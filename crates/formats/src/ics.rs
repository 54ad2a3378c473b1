//! A calendar of whole days as iCalendar text (RFC 5545), for any calendar program to read or subscribe to.
//!
//! Nothing here reads a clock or draws chance: the stamp and the id of an event come with it, so that the
//! same events give the same bytes and a subscriber recognises each of them.

use chrono::{DateTime, Utc};
use domain::Date;
use domain::calendar::add_days;

/// The longest line, in octets, its end left out (RFC 5545, 3.1).
const LINE: usize = 75;

/// One whole day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Always the same for the same event, and for no other.
    pub uid: String,
    /// When it was last changed.
    pub stamp: DateTime<Utc>,
    /// The day.
    pub on: Date,
    /// What it is.
    pub summary: String,
    /// What there is to know; lines apart by `\n`.
    pub description: String,
    /// Days before it at which the reader is reminded.
    pub alarms_days: Vec<u16>,
}

/// A calendar and its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// The name that calendar programs show.
    pub name: String,
    /// Its events.
    pub events: Vec<Event>,
}

/// A text value: a comma, a semicolon, a backslash and a new line mean something to a reader (RFC 5545,
/// 3.3.11). Other control characters have no place in a calendar and are dropped.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.replace("\r\n", "\n").replace('\r', "\n").chars() {
        match letter {
            '\n' => out.push_str("\\n"),
            ',' | ';' | '\\' => out.extend(['\\', letter]),
            '\t' => out.push(' '),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

/// Adds one line, folded at 75 octets and never inside a character.
fn push(out: &mut String, line: &str) {
    let mut room = LINE;
    let mut width = 0;
    for letter in line.chars() {
        if width + letter.len_utf8() > room {
            out.push_str("\r\n ");
            // The blank that continues a line counts.
            room = LINE - 1;
            width = 0;
        }
        out.push(letter);
        width += letter.len_utf8();
    }
    out.push_str("\r\n");
}

fn day(date: Date) -> String {
    date.format("%Y%m%d").to_string()
}

/// The text of a calendar, `text/calendar; charset=utf-8`.
#[must_use]
pub fn write(calendar: &Calendar) -> String {
    let mut out = String::new();
    let name = escaped(&calendar.name);
    for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Quittance//Quittance//FR", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"] {
        push(&mut out, line);
    }
    // The first is the standard's (RFC 7986), the second what most programs read.
    push(&mut out, &format!("NAME:{name}"));
    push(&mut out, &format!("X-WR-CALNAME:{name}"));
    push(&mut out, "REFRESH-INTERVAL;VALUE=DURATION:PT12H");
    push(&mut out, "X-PUBLISHED-TTL:PT12H");
    for event in &calendar.events {
        push_event(&mut out, event);
    }
    push(&mut out, "END:VCALENDAR");
    out
}

fn push_event(out: &mut String, event: &Event) {
    let summary = escaped(&event.summary);
    push(out, "BEGIN:VEVENT");
    push(out, &format!("UID:{}", escaped(&event.uid)));
    push(out, &format!("DTSTAMP:{}", event.stamp.format("%Y%m%dT%H%M%SZ")));
    push(out, &format!("DTSTART;VALUE=DATE:{}", day(event.on)));
    // The end of a whole day is the next one.
    push(out, &format!("DTEND;VALUE=DATE:{}", day(add_days(event.on, 1))));
    push(out, &format!("SUMMARY:{summary}"));
    if !event.description.is_empty() {
        push(out, &format!("DESCRIPTION:{}", escaped(&event.description)));
    }
    // The day is still free for appointments.
    push(out, "TRANSP:TRANSPARENT");
    for days in &event.alarms_days {
        push(out, "BEGIN:VALARM");
        push(out, "ACTION:DISPLAY");
        push(out, &format!("DESCRIPTION:{summary}"));
        push(out, &format!("TRIGGER:-P{days}D"));
        push(out, "END:VALARM");
    }
    push(out, "END:VEVENT");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(summary: &str, description: &str) -> Event {
        Event {
            uid: "0197a3c0-0000-7000-8000-000000000001".to_owned(),
            stamp: DateTime::from_timestamp(1_795_593_600, 0).unwrap(),
            on: Date::from_ymd_opt(2026, 12, 31).unwrap(),
            summary: summary.to_owned(),
            description: description.to_owned(),
            alarms_days: vec![7, 1],
        }
    }

    fn text(events: Vec<Event>) -> String {
        write(&Calendar { name: "Délais, Élan".to_owned(), events })
    }

    /// Lines put together again, as RFC 5545 tells a reader to: name with parameters, and value.
    fn read(text: &str) -> Vec<(String, String)> {
        assert!(text.ends_with("\r\n"));
        let unfolded = text.replace("\r\n ", "");
        assert!(!unfolded.replace("\r\n", "").contains(['\r', '\n']), "only whole line ends");
        unfolded
            .trim_end()
            .split("\r\n")
            .map(|line| line.split_once(':').expect(line))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    fn unescaped(value: &str) -> String {
        let mut out = String::new();
        let mut letters = value.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '\\' => match letters.next() {
                    Some('n' | 'N') => out.push('\n'),
                    Some(letter @ ('\\' | ',' | ';')) => out.push(letter),
                    other => panic!("{other:?} needs no backslash in {value}"),
                },
                ',' | ';' => panic!("a bare {letter} in {value}"),
                letter => out.push(letter),
            }
        }
        out
    }

    fn value(lines: &[(String, String)], name: &str) -> String {
        lines.iter().find(|(known, _)| known == name).unwrap_or_else(|| panic!("no {name}")).1.clone()
    }

    #[test]
    fn a_whole_day_with_its_reminders() {
        assert_eq!(
            text(vec![event("Signifier", "Article")]),
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Quittance//Quittance//FR\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n\
             NAME:Délais\\, Élan\r\nX-WR-CALNAME:Délais\\, Élan\r\nREFRESH-INTERVAL;VALUE=DURATION:PT12H\r\nX-PUBLISHED-TTL:PT12H\r\n\
             BEGIN:VEVENT\r\nUID:0197a3c0-0000-7000-8000-000000000001\r\nDTSTAMP:20261125T080000Z\r\nDTSTART;VALUE=DATE:20261231\r\n\
             DTEND;VALUE=DATE:20270101\r\nSUMMARY:Signifier\r\nDESCRIPTION:Article\r\nTRANSP:TRANSPARENT\r\n\
             BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Signifier\r\nTRIGGER:-P7D\r\nEND:VALARM\r\n\
             BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Signifier\r\nTRIGGER:-P1D\r\nEND:VALARM\r\n\
             END:VEVENT\r\nEND:VCALENDAR\r\n"
        );
        assert!(!text(Vec::new()).contains("VEVENT"), "an empty calendar is one");
        let bare = text(vec![Event { alarms_days: Vec::new(), ..event("a", "") }]);
        assert!(!bare.contains("VALARM") && !bare.contains("DESCRIPTION"), "{bare}");
    }

    #[test]
    fn what_is_written_reads_back() {
        for (given, kept) in [
            ("SARL « Dupont, fils »; et Cie", "SARL « Dupont, fils »; et Cie"),
            ("a\\nb", "a\\nb"),
            ("deux\nlignes", "deux\nlignes"),
            ("de\r\ndeux\rmaisons", "de\ndeux\nmaisons"),
            ("END:VEVENT\r\nBEGIN:VEVENT", "END:VEVENT\nBEGIN:VEVENT"),
            ("tab\tet\u{0}nul\u{7f}", "tab etnul"),
            ("\u{202f}: é 😀", "\u{202f}: é 😀"),
        ] {
            let written = text(vec![event(given, given)]);
            let lines = read(&written);
            assert_eq!(unescaped(&value(&lines, "SUMMARY")), kept);
            assert_eq!(unescaped(&value(&lines, "DESCRIPTION")), kept);
            assert_eq!(lines.iter().filter(|(name, value)| name == "BEGIN" && value == "VEVENT").count(), 1, "{given:?} adds no event");
        }
    }

    #[test]
    fn lines_are_folded_at_75_octets_inside_no_character() {
        for letter in ["a", "é", "€", "😀", ","] {
            for length in [1, 60, 66, 67, 68, 73, 74, 75, 140, 150, 1_000] {
                let given = letter.repeat(length);
                let written = text(vec![event(&given, &format!("x{given}"))]);
                for line in written.split("\r\n") {
                    assert!(line.len() <= LINE, "{} octets of {letter:?}", line.len());
                }
                let lines = read(&written);
                assert_eq!(unescaped(&value(&lines, "SUMMARY")), given);
                assert_eq!(unescaped(&value(&lines, "DESCRIPTION")), format!("x{given}"));
            }
        }
    }

    #[test]
    fn the_same_events_give_the_same_bytes() {
        let events = || vec![event("Délai", "un"), Event { uid: "autre".to_owned(), ..event("Délai", "deux") }];
        assert_eq!(text(events()), text(events()));
        let written = text(events());
        let uids: Vec<_> = read(&written).into_iter().filter(|(name, _)| name == "UID").map(|(_, uid)| uid).collect();
        assert_eq!(uids, ["0197a3c0-0000-7000-8000-000000000001", "autre"]);
    }
}
