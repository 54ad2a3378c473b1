//! The tabs of a debtor's file: their addresses, the way from one to the next, and the pages of their lists.

use domain::ids::DebtorId;
use maud::{Markup, html};

use crate::components::pager::Pager;
use crate::link::Link;
use crate::t;

/// A part of a debtor's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    /// What is owed, what comes, whom to ask.
    Overview,
    /// The items, open and settled.
    Statement,
    /// What was paid, and what was done about it.
    Payments,
    /// Promises, plans, compromises and later due dates.
    Agreements,
    /// What is contested, why items are late, and what proves them.
    Disputes,
    /// What is kept in files.
    Documents,
    /// How this account is treated.
    Settings,
    /// What happened.
    History,
}

impl Tab {
    /// All, in order.
    pub(super) const ALL: [Self; 8] =
        [Self::Overview, Self::Statement, Self::Payments, Self::Agreements, Self::Disputes, Self::Documents, Self::Settings, Self::History];

    /// The key in addresses; empty for the first.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Overview => "",
            Self::Statement => "releve",
            Self::Payments => "reglements",
            Self::Agreements => "echeanciers",
            Self::Disputes => "litiges",
            Self::Documents => "documents",
            Self::Settings => "reglages",
            Self::History => "historique",
        }
    }

    /// Reads a key; the first for one that is not known.
    pub(super) fn from_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|tab| tab.code() == code).unwrap_or(Self::Overview)
    }

    fn word(self) -> String {
        match self {
            Self::Overview => t!("file-overview"),
            Self::Statement => t!("file-statement"),
            Self::Payments => t!("file-payments"),
            Self::Agreements => t!("file-agreements"),
            Self::Disputes => t!("file-disputes"),
            Self::Documents => t!("file-documents"),
            Self::Settings => t!("file-settings"),
            Self::History => t!("file-history"),
        }
    }
}

/// The address of a tab of a debtor's file.
pub(super) fn file(debtor: impl std::fmt::Display, tab: Tab) -> Link {
    Link::new(format!("/debiteurs/{debtor}")).with("onglet", tab.code())
}

/// The tabs, the one that is read marked; a digit opens each.
pub(super) fn tabs(debtor: DebtorId, current: Tab) -> Markup {
    html! {
        nav.views.file aria-label=(t!("file-tabs")) {
            @for (at, tab) in Tab::ALL.into_iter().enumerate() { a href=(file(debtor, tab)) data-key=(at + 1) aria-current=[(tab == current).then_some("page")] { (tab.word()) } }
        }
    }
}

/// A tab as its address asks for it.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) debtor: DebtorId,
    pub(super) tab: Tab,
    asked: Vec<(String, String)>,
}

impl Place {
    pub(super) fn new(debtor: DebtorId, asked: Vec<(String, String)>) -> Self {
        let place = Self { debtor, tab: Tab::Overview, asked };
        Self { tab: Tab::from_code(place.word("onglet")), ..place }
    }

    /// A parameter; empty when it is not there.
    pub(super) fn word(&self, name: &str) -> &str {
        self.asked.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    /// The page that is asked for, from 1.
    pub(super) fn page(&self, key: &str) -> u32 {
        self.word(key).parse().unwrap_or(1).max(1)
    }

    /// The page of a list of the tab, and the way to its others; nothing of that while all fit on one.
    pub(super) fn cut<'l, T>(&self, lines: &'l [T], anchor: &'static str, per_page: u32) -> (&'l [T], Markup) {
        let key = format!("page-{anchor}");
        let pager = Pager { page: self.page(&key), per_page, total: lines.len() as u64 };
        // The other lists of the tab stay where they are.
        let others = self.asked.iter().filter(|(name, _)| name.starts_with("page-") && *name != key);
        let link = others.fold(file(self.debtor, self.tab), |link, (name, value)| link.with(name, value)).at(anchor);
        (pager.of(lines), html! { @if pager.last() > 1 { (pager.render_as(&link, &key)) } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_tab_has_an_address_of_its_own() {
        for tab in Tab::ALL {
            assert_eq!(Tab::from_code(tab.code()), tab);
        }
        assert_eq!(Tab::from_code("inconnu"), Tab::Overview);
        assert_eq!(file("7", Tab::Overview).to_string(), "/debiteurs/7");
        assert_eq!(file("7", Tab::Disputes).at("causes").to_string(), "/debiteurs/7?onglet=litiges#causes");
    }

    #[test]
    fn each_list_of_a_tab_turns_its_own_pages() {
        let asked = [("onglet", "litiges"), ("page-causes", "2"), ("page-litiges", "3"), ("q", "x")];
        let place = Place::new(DebtorId(uuid::Uuid::nil()), asked.map(|(key, value)| (key.to_owned(), value.to_owned())).to_vec());
        let lines: Vec<u32> = (0..60).collect();
        let (shown, ways) = place.cut(&lines, "causes", 25);
        assert_eq!(shown, &lines[25..50]);
        let ways = ways.into_string();
        assert!(ways.contains("onglet=litiges&amp;page-litiges=3&amp;page-causes=3#causes") && !ways.contains("q=x"), "{ways}");
        let (few, none) = place.cut(&lines[..25], "causes", 25);
        assert_eq!((few.len(), none.into_string()), (25, String::new()));
    }
}
