//! Icons: our own strokes on a grid of 16, always beside a word or with a hidden one.

use maud::{Markup, html};

/// A drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// Columns: the dashboard.
    Dashboard,
    /// A paper plane: what leaves.
    Send,
    /// A clock: ageing.
    Ageing,
    /// A person: debtors.
    Debtor,
    /// A bank with a question: unidentified receipts.
    Bank,
    /// An envelope: messages.
    Message,
    /// Lines with a mark: the journal.
    Journal,
    /// Three dots: more.
    More,
    /// A lens.
    Search,
    /// A cross.
    Close,
    /// A door with an arrow.
    LogOut,
    /// A tick.
    Done,
    /// A triangle with a mark.
    Warning,
    /// A circle with an i.
    Information,
    /// An arrow into a tray.
    Download,
    /// Two bars.
    Pause,
    /// A handset.
    Call,
    /// A sheet.
    Document,
    /// Two rings and a stroke: a rate.
    Percent,
    /// Scales: the law.
    Scales,
    /// A sheet of days.
    Calendar,
    /// A plug: other programs.
    Plug,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Self::Dashboard => "M2 13.5h12M3.500 11V7M6.500 11V3.500M9.500 11V6M12.500 11V2",
            Self::Send => "M14 2 1.800 6.500l5 2.700L9.500 14.200zM14 2 6.800 9.200",
            Self::Ageing => "M14 8A6 6 0 1 1 8 2a6 6 0 0 1 6 6zM8 4.800V8l2.300 1.600",
            Self::Debtor => "M11 5a3 3 0 1 1-6 0 3 3 0 0 1 6 0zM2.500 14c.6-3 2.800-4.500 5.500-4.500s4.900 1.500 5.500 4.500",
            Self::Bank => "M2 6.200 8 2l6 4.200V7H2zM4 7v5M8 7v5M12 7v5M1.800 14h12.400",
            Self::Message => "M2.500 3.500h11a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1zM2 4.500l6 4.500 6-4.500",
            Self::Journal => "M2.500 3.500h1M6.500 3.500h7M2.500 8h1M6.500 8h7M2.500 12.500h1M6.500 12.500h7",
            Self::More => "M3.500 8h.01M8 8h.01M12.500 8h.01",
            Self::Search => "M11.500 7a4.500 4.500 0 1 1-9 0 4.500 4.500 0 0 1 9 0zM10.500 10.500 14 14",
            Self::Close => "m4 4 8 8M12 4l-8 8",
            Self::LogOut => "M6 2.500H3.500a1 1 0 0 0-1 1v9a1 1 0 0 0 1 1H6M10.500 11l3-3-3-3M13.500 8H6",
            Self::Done => "m3 8.500 3.500 3.500L13 4.500",
            Self::Warning => "M8 2.200 14.500 13.500h-13zM8 6.500v3M8 11.600v.01",
            Self::Information => "M14 8A6 6 0 1 1 8 2a6 6 0 0 1 6 6zM8 7.500v3.300M8 5.200v.01",
            Self::Download => "M8 2v8M4.800 7 8 10.200 11.200 7M2.500 13.500h11",
            Self::Pause => "M5.500 3v10M10.500 3v10",
            Self::Call => {
                "M3 2.500h2.500L7 6 5.300 7.300a8 8 0 0 0 3.400 3.400L10 9l3.500 1.500V13a1 1 0 0 1-1 1A10.500 10.500 0 0 1 2 3.500a1 1 0 0 1 1-1z"
            }
            Self::Percent => {
                "M12.500 3.500 3.500 12.500M6 4.800a1.700 1.700 0 1 1-3.400 0 1.700 1.700 0 0 1 3.400 0zM13.400 11.200a1.700 1.700 0 1 1-3.400 0 1.700 1.700 0 0 1 3.400 0z"
            }
            Self::Scales => {
                "M8 2v11.500M5 13.500h6M3 4.500h10M3 4.500 1.300 9a1.900 1.900 0 0 0 3.400 0zM13 4.500 11.300 9a1.900 1.900 0 0 0 3.400 0z"
            }
            Self::Calendar => {
                "M3 3.500h10a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1v-8a1 1 0 0 1 1-1zM2 6.800h12M5.200 2v2.500M10.800 2v2.500"
            }
            Self::Plug => "M5.500 1.800v3.700M10.500 1.800v3.700M3.500 5.500h9v2.300a4.500 4.500 0 0 1-9 0zM8 12.300v2.200",
            Self::Document => "M4 1.500h5.500l3 3v10H4zM9.500 1.500v3h3M6.500 8h3.500M6.500 11h3.500",
        }
    }
}

/// The drawing; it says nothing to a screen reader, the word beside it does.
#[must_use]
pub fn icon(icon: Icon) -> Markup {
    html! { svg.icon viewBox="0 0 16 16" aria-hidden="true" focusable="false" { path d=(icon.path()) {} } }
}
