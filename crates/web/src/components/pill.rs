//! States: a word in a tint. Colour means one thing everywhere, and never speaks alone.

use maud::{Markup, html};

/// What a colour means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Tone {
    /// Nothing special.
    #[default]
    Neutral,
    /// Late, failed, broken.
    Late,
    /// Soon, promised, waiting for someone.
    Soon,
    /// Paid, kept, delivered.
    Ok,
    /// Ours: what the program is about to do.
    Accent,
    /// Contested by the debtor.
    Disputed,
}

impl Tone {
    /// The class that carries the colour; empty when neutral.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Neutral => "",
            Self::Late => "late",
            Self::Soon => "soon",
            Self::Ok => "ok",
            Self::Accent => "accent",
            Self::Disputed => "disputed",
        }
    }
}

/// A state in words.
#[must_use]
pub fn pill(tone: Tone, text: &str) -> Markup {
    html! { span class={ "pill " (tone.class()) } { (text) } }
}
