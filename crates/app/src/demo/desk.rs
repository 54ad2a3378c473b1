//! What the desk of the demonstration looks like on the last morning: alerts, an account that is put off, rules of portfolios, goals
//! of the first figures.

use domain::calendar::add_days;
use domain::goal::{Measure, Period};
use domain::portfolio::{Condition, Rule};
use domain::{Cents, calendar};

use crate::access::Scope;
use crate::agenda::{AgendaQuery, View, snooze};
use crate::alerts::{self, NewAlert};
use crate::{App, Result, goals};

pub(super) async fn last_morning(app: &App, scope: &Scope) -> Result<()> {
    let today = app.today();
    let asked = Condition { least: Some(Cents(1_000_000)), silent_days: Some(10), ..Condition::default() };
    let name = "Plus de 10 000 € échus, silence de dix jours".to_owned();
    alerts::set(app, scope, &NewAlert { name, condition: asked, email: String::new() }).await?;
    let every = AgendaQuery { view: View::Every, per_page: 40, ..AgendaQuery::default() };
    let found = crate::agenda::agenda(app, scope, &every).await?;
    if let Some(dossier) = found.page.rows.iter().rev().find(|dossier| dossier.things.is_empty()) {
        let until = calendar::working_day_on_or_after(add_days(today, 9));
        snooze(app, scope, dossier.debtor, until, "Comptable en congés, rappeler à son retour").await?;
    }
    if let [first, second, ..] = &found.collectors[..] {
        let rule = |from: &str, to: &str, least: Option<i64>, collector: &str| Rule {
            first_from: from.to_owned(),
            first_to: to.to_owned(),
            least: least.map(Cents),
            collector: collector.to_owned(),
            ..Rule::default()
        };
        let rules = [rule("", "", Some(2_000_000), first), rule("a", "m", None, first), rule("n", "z", None, second)];
        alerts::set_rules(app, scope, &rules).await?;
    }
    let month = Period::around(today)[0];
    goals::set(app, scope, (Measure::SalesOutstanding, month), 5_500).await?;
    goals::set(app, scope, (Measure::UnpaidRate, month), 1_500).await
}
