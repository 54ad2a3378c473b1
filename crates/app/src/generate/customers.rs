//! Who buys: names, registrations, accounts, payment terms and the temper in which they pay.

use super::chance::{Chance, exp, ln};
use super::identities::{Registry, draw_iban, siret};
use super::names::{self, Town};
use domain::Cents;
use domain::calendar::{Date, add_days, end_of_month};
use domain::identifiers::{Iban, Siren, Siret, VatNumber};

/// What a customer is; the codes are those of `customers.csv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CustomerKind {
    /// A company.
    Company,
    /// A sole trader.
    SoleTrader,
    /// A public body.
    Public,
    /// A natural person buying for private ends.
    Person,
}

impl CustomerKind {
    /// `company`, `sole`, `public`, `person`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::SoleTrader => "sole",
            Self::Public => "public",
            Self::Person => "person",
        }
    }
}

/// When an invoice is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Terms {
    /// On receipt.
    OnReceipt,
    /// Some days after issue.
    Days(u16),
    /// Some days after issue, then the end of that month.
    EndOfMonth(u16),
}

impl Terms {
    /// `0`, `30`, `45FDM`: the codes of `customers.csv`.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            Self::OnReceipt => "0".to_owned(),
            Self::Days(days) => days.to_string(),
            Self::EndOfMonth(days) => format!("{days}FDM"),
        }
    }

    /// The due date of an invoice issued on a day.
    #[must_use]
    pub fn due_on(self, issued_on: Date) -> Date {
        match self {
            Self::OnReceipt => issued_on,
            Self::Days(days) => add_days(issued_on, i64::from(days)),
            Self::EndOfMonth(days) => end_of_month(add_days(issued_on, i64::from(days))),
        }
    }

    /// Days from issue to due date, on average.
    pub(super) fn mean_days(self) -> i64 {
        match self {
            Self::OnReceipt => 0,
            Self::Days(days) => i64::from(days),
            Self::EndOfMonth(days) => i64::from(days) + 15,
        }
    }
}

/// How a customer pays. The program must find it out from the dates alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Temperament {
    /// A little before the due date.
    Prompt,
    /// Always late by about the same number of days.
    Habit,
    /// In payment runs, on one day of the month.
    Batch,
    /// Forgets until it is reminded.
    Reminder,
    /// Nobody knows when.
    Erratic,
    /// Contests now and then, and pays after the settlement.
    Disputer,
    /// Very late, or never.
    Distressed,
    /// As the public accountant does.
    Public,
}

impl Temperament {
    /// The code of `truth/customers_truth.csv`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Prompt => "prompt",
            Self::Habit => "habit",
            Self::Batch => "batch",
            Self::Reminder => "reminder",
            Self::Erratic => "erratic",
            Self::Disputer => "disputer",
            Self::Distressed => "distressed",
            Self::Public => "public",
        }
    }
}

/// A customer of the generated firm.
#[derive(Debug, Clone)]
pub struct Customer {
    /// Auxiliary account, `C000001`.
    pub code: String,
    /// Full name.
    pub name: String,
    /// The name without its legal form or title.
    pub base_name: String,
    /// What it is.
    pub kind: CustomerKind,
    /// `SARL`, `EI`…; empty for public bodies and persons.
    pub legal_form: &'static str,
    /// Registration; persons have none.
    pub siren: Option<Siren>,
    /// Establishment; persons have none.
    pub siret: Option<Siret>,
    /// VAT number of firms.
    pub vat: Option<VatNumber>,
    /// Number and street.
    pub street: String,
    /// Postal code.
    pub postcode: &'static str,
    /// Town.
    pub city: &'static str,
    /// Mail address under `.example`; empty when unknown.
    pub email: String,
    /// Telephone in a range kept for fiction; empty when unknown.
    pub phone: String,
    /// First name and name of the person to speak to.
    pub contact: String,
    /// The account it pays from.
    pub iban: Iban,
    /// The bank of that account.
    pub bic: &'static str,
    /// Payment terms.
    pub terms: Terms,
    /// How it pays.
    pub temperament: Temperament,
    /// Its usual days of delay, for those that have a habit.
    pub habit_days: f64,
    /// Day of its payment run, 31 being the last of the month.
    pub run_day: u32,
    /// Net amount of every invoice, for subscriptions.
    pub subscription: Option<Cents>,
    /// How often it buys, against others.
    pub weight: f64,
    /// The head of its group, which may pay for it: a position among the customers.
    pub head: Option<usize>,
    /// Category that chooses a scenario; empty outside the demo.
    pub category: &'static str,
    /// Who follows the account; empty outside the demo.
    pub collector: &'static str,
    /// Mean of the logarithm of its net amounts in euros.
    pub(super) log_mean: f64,
    /// Whether it buys without VAT.
    pub(super) vat_exempt: bool,
}

/// What differs between a bench and the demo.
pub(super) struct Clientele {
    pub(super) towns: &'static [Town],
    /// Cumulative shares of companies, sole traders and public bodies; the rest are persons.
    pub(super) kinds: [f64; 3],
    /// Cumulative shares of the first six temperaments; the rest are distressed.
    pub(super) tempers: [f64; 6],
    /// Cumulative shares of 30 days, 30 and 45 days end of month, 60 days; the rest pay on receipt.
    pub(super) terms: [f64; 4],
    /// Share of invoices of the largest customers is bounded by this weight.
    pub(super) heaviest: f64,
}

impl Clientele {
    /// 78 % companies, 8 % sole traders, 6 % public bodies, 8 % persons, over the whole country.
    pub(super) fn of_bench(customers: usize) -> Self {
        Self {
            towns: names::FRANCE,
            kinds: [0.78, 0.86, 0.92],
            tempers: [0.44, 0.61, 0.74, 0.86, 0.94, 0.97],
            terms: [0.35, 0.60, 0.75, 0.90],
            heaviest: exp(0.75 * ln(customers.max(1) as f64)) + 5.0,
        }
    }
}

/// Draws the customers, then the 3 % that a head company pays for.
pub(super) fn draw(count: usize, clientele: &Clientele, chance: &mut Chance) -> Vec<Customer> {
    let mut registry = Registry::new();
    let mut customers: Vec<Customer> = (0..count).map(|position| draw_one(position, clientele, &mut registry, chance)).collect();
    for position in 0..count {
        if chance.happens(0.03) && count > 5 {
            let head = chance.below(count);
            if head != position && customers[head].kind == CustomerKind::Company {
                customers[position].head = Some(head);
            }
        }
    }
    customers
}

fn draw_one(position: usize, clientele: &Clientele, registry: &mut Registry, chance: &mut Chance) -> Customer {
    let kind =
        [CustomerKind::Company, CustomerKind::SoleTrader, CustomerKind::Public, CustomerKind::Person][share(chance, &clientele.kinds)];
    let (postcode, city) = *chance.pick(clientele.towns);
    let woman = chance.happens(0.5);
    let first_name = *chance.pick(if woman { names::WOMEN } else { names::MEN });
    let surname = *chance.pick(names::SURNAMES);
    let Named { name, base_name, legal_form } = draw_name(kind, surname, city, if woman { "Mme" } else { "M." }, first_name, chance);
    let siren = (kind != CustomerKind::Person).then(|| registry.siren(chance, kind == CustomerKind::Public));
    let siret = siren.as_ref().and_then(|siren| siret(siren, 1 + chance.below(30)));
    let vat = siren.as_ref().filter(|_| kind != CustomerKind::Public).map(Siren::vat_number);
    let (bank, bic) = *chance.pick(names::BANKS);
    let weight = chance.pareto(1.16).min(if kind == CustomerKind::Person { 3.0 } else { clientele.heaviest });
    let temperament = draw_temperament(kind, weight, clientele, chance);
    let log_mean = chance.gauss(if kind == CustomerKind::Person { 5.0 } else { 6.2 }, 1.0);
    let subscribes = chance.happens(0.18) && temperament != Temperament::Distressed;
    Customer {
        code: format!("C{:06}", position + 1),
        email: draw_email(kind, &base_name, first_name, surname, position, chance),
        street: format!("{} {}", 1 + chance.below(180), chance.pick(names::STREETS)),
        phone: format!("{}{:04}", chance.pick(names::FICTION_PHONES), chance.below(10_000)),
        contact: format!("{first_name} {surname}"),
        iban: draw_iban(chance, bank),
        terms: draw_terms(kind, clientele, chance),
        habit_days: chance.between(3.0, 22.0),
        run_day: *chance.pick(&[10, 15, 25, 31]),
        subscription: subscribes.then(|| Cents(((exp(log_mean).round() as i64) * 100).max(4_900))),
        vat_exempt: kind == CustomerKind::Company && chance.happens(0.03),
        head: None,
        category: "",
        collector: "",
        name,
        base_name,
        kind,
        legal_form,
        siren,
        siret,
        vat,
        postcode,
        city,
        bic,
        temperament,
        weight,
        log_mean,
    }
}

/// The position of the first cumulative share above a draw; one more than the last when none is.
fn share(chance: &mut Chance, cumulative: &[f64]) -> usize {
    let drawn = chance.unit();
    cumulative.iter().take_while(|share| **share <= drawn).count()
}

struct Named {
    name: String,
    base_name: String,
    legal_form: &'static str,
}

fn draw_name(kind: CustomerKind, surname: &str, city: &str, title: &str, first_name: &str, chance: &mut Chance) -> Named {
    match kind {
        CustomerKind::Person => Named { name: format!("{title} {first_name} {surname}"), base_name: surname.to_owned(), legal_form: "" },
        CustomerKind::Public => {
            let name = chance.pick(names::PUBLIC_BODIES).replace("{}", &names::of_town(city));
            Named { base_name: name.clone(), name, legal_form: "" }
        }
        CustomerKind::SoleTrader => {
            let name = format!("{} {surname}", chance.pick(names::TRADES));
            Named { base_name: name.clone(), name, legal_form: "EI" }
        }
        CustomerKind::Company => {
            let (legal_form, base_name) = draw_company(surname, city, chance);
            let form_first = chance.happens(0.4);
            let name = if form_first { format!("{legal_form} {base_name}") } else { format!("{base_name} {legal_form}") };
            Named { name, base_name, legal_form }
        }
    }
}

fn draw_company(surname: &str, city: &str, chance: &mut Chance) -> (&'static str, String) {
    let legal_form = *chance.pick(names::LEGAL_FORMS);
    match share(chance, &[0.45, 0.85, 0.93]) {
        0 => {
            let heirs = if chance.happens(0.12) { " & Fils" } else { "" };
            (legal_form, format!("{} {surname}{heirs}", chance.pick(names::TRADES)))
        }
        1 => {
            let coined = format!("{}{}", chance.pick(names::COINED_STARTS), chance.pick(names::COINED_ENDS));
            let short_town = if city.starts_with("Saint-") { city } else { city.split('-').next().unwrap_or(city) };
            (legal_form, if chance.happens(0.35) { format!("{coined} {short_town}") } else { coined })
        }
        2 => {
            let partner = *chance.pick(names::SURNAMES);
            (legal_form, if partner == surname { format!("{surname} & Associés") } else { format!("{surname} {partner} Associés") })
        }
        _ => ("SCI", format!("{} {surname}", chance.pick(names::ESTATES))),
    }
}

fn draw_email(kind: CustomerKind, base_name: &str, first_name: &str, surname: &str, position: usize, chance: &mut Chance) -> String {
    if kind == CustomerKind::Person {
        return format!("{}.{}@courriel.example", names::slug(first_name), names::slug(surname));
    }
    let mailbox = chance.pick(&["compta", "comptabilite", "facturation", "fournisseurs", "contact"]);
    let number = if chance.happens(0.7) { String::new() } else { position.to_string() };
    format!("{mailbox}{number}@{}.example", names::slug(base_name))
}

fn draw_terms(kind: CustomerKind, clientele: &Clientele, chance: &mut Chance) -> Terms {
    match kind {
        CustomerKind::Public => Terms::Days(30),
        CustomerKind::Person if chance.happens(0.6) => Terms::OnReceipt,
        CustomerKind::Person => Terms::Days(30),
        _ => [Terms::Days(30), Terms::EndOfMonth(30), Terms::EndOfMonth(45), Terms::Days(60), Terms::OnReceipt]
            [share(chance, &clientele.terms)],
    }
}

/// Large customers are a little less prompt than small ones.
fn draw_temperament(kind: CustomerKind, weight: f64, clientele: &Clientele, chance: &mut Chance) -> Temperament {
    if kind == CustomerKind::Public {
        return Temperament::Public;
    }
    let drawn = chance.unit() + if weight > 8.0 { 0.08 } else { 0.0 };
    let order = [
        Temperament::Prompt,
        Temperament::Habit,
        Temperament::Batch,
        Temperament::Reminder,
        Temperament::Erratic,
        Temperament::Disputer,
        Temperament::Distressed,
    ];
    order[clientele.tempers.iter().take_while(|share| **share <= drawn).count()]
}
