//! From one page of a long list to the next.

use app::text::locale;
use maud::{Markup, html};

use crate::link::Link;
use crate::t;

/// Where we are in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pager {
    /// The page, from 1.
    pub page: u32,
    /// Lines per page.
    pub per_page: u32,
    /// Lines in all.
    pub total: u64,
}

impl Pager {
    /// The last page; 1 when there is no line.
    #[must_use]
    pub fn last(&self) -> u64 {
        self.total.div_ceil(u64::from(self.per_page.max(1))).max(1)
    }

    /// The lines of this page among all that are at hand.
    #[must_use]
    pub fn of<'l, T>(&self, lines: &'l [T]) -> &'l [T] {
        let from = (u64::from(self.page.max(1)).min(self.last()) - 1) * u64::from(self.per_page);
        let rest = lines.get(usize::try_from(from).unwrap_or(usize::MAX)..).unwrap_or_default();
        &rest[..rest.len().min(self.per_page as usize)]
    }

    /// Lines from, to and in all, with links to both sides. The page number is the parameter `page`.
    #[must_use]
    pub fn render(&self, link: &Link) -> Markup {
        self.render_as(link, "page")
    }

    /// The same where a page holds several lists: the page number is the parameter `key`.
    #[must_use]
    pub fn render_as(&self, link: &Link, key: &str) -> Markup {
        let page = u64::from(self.page.max(1)).min(self.last());
        let from = (page - 1) * u64::from(self.per_page) + 1;
        let to = (page * u64::from(self.per_page)).min(self.total);
        let at = |page: u64| link.clone().with(key, if page > 1 { page.to_string() } else { String::new() });
        let number = locale::thousands;
        html! {
            div.pager {
                @if self.total == 0 { span { (t!("pager-none")) } }
                @else { span { (t!("pager-range", from = number(from), to = number(to), total = number(self.total))) } }
                @if self.last() > 1 {
                    nav aria-label=(t!("pager-label")) {
                        @if page > 1 { a.btn.small rel="prev" href=(at(page - 1)) { (t!("pager-previous")) } }
                        @if page < self.last() { a.btn.small rel="next" href=(at(page + 1)) { (t!("pager-next")) } }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_have_one_side() {
        let render = |page, total| Pager { page, per_page: 50, total }.render(&Link::new("/debtors").with("q", "a")).into_string();
        assert!(render(1, 50).contains("1–50 sur 50") && !render(1, 50).contains("rel="));
        assert!(render(1, 51).contains("href=\"/debtors?q=a&amp;page=2\"") && !render(1, 51).contains("prev"));
        assert!(render(2, 51).contains("51–51 sur 51") && render(2, 51).contains("href=\"/debtors?q=a\""));
        assert!(render(99, 51).contains("51–51 sur 51"), "beyond the end is the end");
        assert!(render(1, 0).contains("Aucune ligne"));
    }
}
