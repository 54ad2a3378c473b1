//! The form of a compromise, with what it means computed as it is filled; a button computes it without JavaScript.

use app::compromises::{self, Draft, NewCompromise, Options};
use app::text::compromises as words;
use app::text::locale::{self, ShownIn as _};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use axum_extra::extract::Form;
use domain::accounting::VatRegime;
use domain::compromise::Nature;
use domain::ids::{DebtorId, OpenItemId};
use domain::law::RateBp;
use domain::plan::InterestChoice;
use domain::{Date, calendar};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::choice::{self, Candidate, Choice};
use super::day::{self, Missing};
use super::parts::select;
use super::{Answer, Sheet, framed, head};
use crate::components::amount::amount;
use crate::components::date::date;
use crate::components::flash::{empty, flash};
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::link::Link;
use crate::session::Session;
use crate::site::Site;
use crate::t;

/// Rates of VAT that the form takes: as many as there are in mainland France.
const RATES: usize = 4;
/// Days to pay that the form proposes.
const PAY_IN: i64 = 15;

/// What is typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    facture: Vec<String>,
    somme: String,
    avant: String,
    nature: String,
    regime: String,
    taux: Vec<String>,
    ttc: Vec<String>,
    interets: String,
    note: String,
    /// A group of debts that is chosen as a whole.
    #[serde(deserialize_with = "choice::group")]
    quoi: String,
    cherche: String,
    suite: String,
    /// Whether the form was filled, not just opened.
    saisi: String,
}

impl Typed {
    /// What the form proposes: the late debts, in two weeks.
    fn begun(mut self, options: &Options, today: Date) -> Self {
        if !self.saisi.is_empty() {
            return self;
        }
        let late: Vec<String> =
            options.items.iter().filter(|(item, _)| item.is_overdue(today)).map(|(item, _)| item.id.to_string()).collect();
        if self.facture.is_empty() && self.quoi.is_empty() && options.items.len() > choice::PER_PAGE {
            choice::LATE.clone_into(&mut self.quoi);
        } else if self.facture.is_empty() && self.quoi.is_empty() {
            self.facture = if late.is_empty() { options.items.iter().map(|(item, _)| item.id.to_string()).collect() } else { late };
        }
        if self.avant.is_empty() {
            self.avant = day::shown(calendar::working_day_on_or_after(calendar::add_days(today, PAY_IN)));
        }
        if self.interets.is_empty() && !InterestChoice::Kept.suits(options.debtor.kind) {
            InterestChoice::Waived.code().clone_into(&mut self.interets);
        }
        self
    }

    /// The form with all of it in the address.
    fn link(&self, debtor: DebtorId) -> Link {
        let mut link = Link::new(format!("/debiteurs/{debtor}/accord-avec-remise"));
        for item in &self.facture {
            link = link.and("facture", item);
        }
        let fields = [
            ("somme", &self.somme),
            ("nature", &self.nature),
            ("regime", &self.regime),
            ("interets", &self.interets),
            ("note", &self.note),
            (choice::GROUP, &self.quoi),
        ];
        let link = fields.into_iter().fold(link, |link, (name, value)| link.with(name, value));
        self.rates().fold(link, |link, (rate, gross)| link.again("taux", rate).again("ttc", gross))
    }

    /// The rows of rates that are not empty: the rate, and what it is of the discount.
    fn rates(&self) -> impl Iterator<Item = (&str, &str)> {
        (0..self.taux.len().max(self.ttc.len())).map(|row| self.rate(row)).filter(|row| *row != ("", ""))
    }

    fn rate(&self, row: usize) -> (&str, &str) {
        (self.taux.get(row).map_or("", |text| text.trim()), self.ttc.get(row).map_or("", |text| text.trim()))
    }

    fn asked(&self) -> choice::Asked {
        let ticked = self.facture.iter().filter_map(|id| id.parse().ok()).collect();
        choice::Asked { ticked, group: self.quoi.clone(), search: self.cherche.clone(), page: self.suite.clone() }
    }

    fn new_compromise(&self, debtor: DebtorId, items: Vec<OpenItemId>, today: Date) -> Result<NewCompromise, String> {
        let somme = self.somme.trim().trim_end_matches('€');
        if somme.is_empty() {
            return Err(t!("compromise-type-sum"));
        }
        let part = |(rate, gross): (&str, &str)| {
            let rate = RateBp::parse(rate).ok_or_else(|| t!("bad-rate"))?;
            let gross = if gross.is_empty() { None } else { Some(crate::typed::plain_amount(gross)?) };
            Ok::<_, String>((rate, gross))
        };
        Ok(NewCompromise {
            debtor,
            items,
            payable: crate::typed::plain_amount(somme)?,
            pay_by: day::read(&self.avant, today, Missing::Coming).ok_or_else(|| t!("bad-date"))?,
            nature: Nature::from_code(&self.nature),
            regime: VatRegime::from_code(&self.regime),
            vat: self.rates().map(part).collect::<Result<_, _>>()?,
            interest: InterestChoice::from_code(&self.interets),
            note: self.note.clone(),
            typed: self.link(debtor).to_string(),
        })
    }
}

/// The form.
pub async fn show(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    page(&site, &session, DebtorId(id), typed, None).await
}

/// Makes the compromise.
pub async fn save(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    let (app, debtor) = (site.app(), DebtorId(id));
    let typed = Typed { saisi: "oui".to_owned(), ..typed };
    let options = compromises::options(app, &session.scope, debtor).await?;
    let causes = choice::causes(&site, &session, debtor, &typed.quoi).await?;
    let items = choice::chosen(&candidates(&options), &typed.asked(), &causes, app.today());
    let new = match items.and_then(|items| typed.new_compromise(debtor, items, app.today())) {
        Ok(new) => new,
        Err(sentence) => return page(&site, &session, debtor, typed, Some(sentence)).await,
    };
    match compromises::create(app, &session.scope, &new).await {
        Ok(made) => Ok(Redirect::to(&format!("/accords/{made}")).into_response()),
        Err(error) if matches!(error.status(), 409 | 422) => page(&site, &session, debtor, typed, Some(error.french())).await,
        Err(error) => Err(error.into()),
    }
}

async fn page(site: &Site, session: &Session, debtor: DebtorId, typed: Typed, refused: Option<String>) -> Answer {
    let app = site.app();
    let options = compromises::options(app, &session.scope, debtor).await?;
    let typed = typed.begun(&options, app.today());
    let causes = choice::causes(site, session, debtor, &typed.quoi).await?;
    let (all, asked) = (candidates(&options), typed.asked());
    let choice = Choice::of(&all, &asked, &causes, app.today());
    let items = choice::chosen(&all, &asked, &causes, app.today());
    let draft = match items.and_then(|items| typed.new_compromise(debtor, items, app.today())) {
        Ok(new) => compromises::preview(app, &session.scope, &new).await.map_err(|error| error.french()),
        Err(sentence) => Err(sentence),
    };
    let title = t!("compromise-new-title");
    let body = html! {
        (head(&title, &html! { a href={ "/debiteurs/" (debtor) } { (options.debtor.name) } " · " (app::text::debtor_kind(options.debtor.kind)) }, &html! {}))
        @if let Some(sentence) = &refused { (flash(Tone::Late, &html! { (sentence) })) }
        @if options.items.is_empty() { (empty(&t!("compromise-no-debt-title"), &t!("compromise-no-debt-text"), None)) }
        @else {
            form method="get" action={ "/debiteurs/" (debtor) "/accord-avec-remise" } data-plan="" {
                input type="hidden" name="saisi" value="oui";
                div.grid.two {
                    div { (debts(&options, &choice)) (terms(&options, &typed)) }
                    div { (preview(&draft, &typed, refused.is_some())) }
                }
            }
            script src=(crate::assets::address("plan.js")) defer {}
        }
    };
    framed(site, session, Sheet::new(title, Section::Plans, body)).await
}

fn candidates(options: &Options) -> Vec<Candidate<'_>> {
    options.items.iter().map(|(item, _)| (item, item.open)).collect()
}

/// Debts named that another agreement has.
const TAKEN: usize = 20;

fn debts(options: &Options, choice: &Choice) -> Markup {
    let path = format!("/debiteurs/{}/accord-avec-remise", options.debtor.id);
    html! {
        section.card {
            header { h2 { (t!("plan-debts")) } }
            (choice.head(&path))
            fieldset.outcomes { legend.sr { (t!("plan-debts")) }
                @for at in choice.shown() {
                    @let (item, disputed) = &options.items[*at];
                    label.check { input type="checkbox" name="facture" value=(item.id) checked[choice.is_ticked(item.id)] data-cents=(item.open.0);
                        span { strong { (item.number) } " · " (amount(item.open, item.currency)) " " small { (t!("plan-debt-due", due = locale::date(item.due_on))) @if disputed.is_positive() { " · " (t!("compromise-debt-disputed", amount = disputed.shown_in(item.currency))) } } } }
                }
            }
            (choice.foot(&path, "facture"))
            @for (number, reference) in options.taken.iter().take(TAKEN) { p.muted { (t!("compromise-debt-taken", number = number.as_str(), reference = reference.as_str())) } }
            @if let Some(more) = options.taken.len().checked_sub(TAKEN).filter(|more| *more > 0) { p.muted { (t!("coming-others", count = more)) } }
        }
    }
}

fn radio(name: &str, value: &str, chosen: &str, word: &Markup) -> Markup {
    html! { label.check { input type="radio" name=(name) value=(value) checked[chosen == value]; span { (word) } } }
}

fn terms(options: &Options, typed: &Typed) -> Markup {
    let regimes: Vec<(String, String)> = std::iter::once((String::new(), t!("compromise-choose")))
        .chain(VatRegime::ALL.map(|regime| (regime.code().to_owned(), app::text::ledger::regime(regime))))
        .collect();
    html! {
        section.card {
            header { h2 { (t!("plan-terms")) } }
            div.stack {
                div.fields {
                    div.field { label for="somme" { (t!("compromise-payable")) } input #somme name="somme" inputmode="decimal" maxlength="16" value=(typed.somme); small { (t!("compromise-payable-help")) } }
                    (day::field("avant", "avant", &html! { (t!("compromise-pay-by")) }, &typed.avant))
                }
                fieldset.field { legend { (t!("compromise-nature")) }
                    @for nature in Nature::ALL { (radio("nature", nature.code(), &typed.nature, &html! { (words::nature(nature)) small { (words::nature_help(nature)) } })) }
                }
                details #tva open[typed.nature == Nature::Waiver.code() || typed.rates().next().is_some()] { summary { (t!("compromise-vat-of-discount")) }
                    div.fields { (select("regime", &t!("compromise-vat-regime"), &regimes, &typed.regime)) }
                    fieldset.field { legend { (t!("compromise-vat-rates")) }
                        @for row in 0..RATES {
                            @let ((rate, gross), id) = (typed.rate(row), row + 1);
                            div.inline {
                                div.field { label for={ "taux" (id) } { (t!("vat-rate", number = id)) } input id={ "taux" (id) } name="taux" inputmode="decimal" maxlength="6" value=(rate); }
                                div.field { label for={ "ttc" (id) } { (t!("vat-gross")) } input id={ "ttc" (id) } name="ttc" inputmode="decimal" maxlength="16" value=(gross); }
                            }
                        }
                        small { (t!("compromise-vat-help")) }
                    }
                }
                fieldset.field { legend { (t!("plan-interest")) }
                    @for choice in [InterestChoice::Kept, InterestChoice::Waived] {
                        @if choice.suits(options.debtor.kind) { (radio("interets", choice.code(), &typed.interets, &html! { (words::interest(choice)) })) }
                    }
                    @if !InterestChoice::Kept.suits(options.debtor.kind) { small { (t!("compromise-interest-consumer")) } }
                }
                div.field { label for="note" { (t!("plan-note")) " " span.muted { (t!("field-optional")) } } input #note name="note" maxlength="300" value=(typed.note); }
            }
        }
    }
}

/// What it means, and what the house thinks of it.
fn preview(draft: &Result<Draft, String>, typed: &Typed, was_refused: bool) -> Markup {
    html! {
        section.card #apercu aria-live="polite" {
            header { h2 { (t!("compromise-preview")) } }
            @match draft {
                Err(sentence) => @if !was_refused { (flash(Tone::Soon, &html! { (sentence) })) },
                Ok(draft) => {
                    dl.kv.wide {
                        dt { (t!("plan-total")) } dd { (amount(draft.terms.total, draft.currency)) }
                        dt { (t!("compromise-discount")) } dd { (amount(draft.terms.discount, draft.currency)) " " span.muted { (t!("compromise-share", percent = percent(draft.permille))) } }
                        dt { (t!("compromise-payable")) } dd { strong { (amount(draft.terms.payable(), draft.currency)) } }
                        dt { (t!("compromise-pay-by")) } dd { (date(draft.terms.pay_by)) small.muted { " " (t!("compromise-until-help", until = locale::date(draft.terms.until()))) } }
                    }
                    (super::compromise::by_rate(&t!("vat-by-rate"), &draft.vat, draft.currency))
                    @if let Some(number) = &draft.unclear { (flash(Tone::Soon, &html! { (words::vat_unclear(number)) })) }
                    @if let Some(nature) = Nature::from_code(&typed.nature) { p.muted { (words::nature_help(nature)) } }
                    @if draft.credits.is_positive() { (flash(Tone::Soon, &html! { (t!("compromise-open-credits", amount = draft.credits.shown_in(draft.currency))) })) }
                    @if !draft.objections.is_empty() {
                        (flash(Tone::Soon, &html! { strong { (t!("plan-needs-approval")) } " " (draft.objections.iter().map(|objection| words::objection(*objection)).collect::<Vec<_>>().join(", ")) "." }))
                    } @else { p { (pill(Tone::Ok, &t!("plan-within-policy"))) } }
                },
            }
            div.acts {
                button.btn type="submit" { (t!("plan-compute")) }
                button.btn.go type="submit" formmethod="post" { (t!("compromise-save")) }
            }
        }
    }
}

/// Tenths of a percent in French.
fn percent(permille: i64) -> String {
    if permille % 10 == 0 { (permille / 10).to_string() } else { locale::decimal(&format!("{},{}", permille / 10, permille % 10)) }
}
