//! The figures of an invoice row: gross amount, open amount, instalments, with the sign of its kind.

use domain::ledger::ItemKind;
use domain::{Cents, Currency, Date};

use super::columns::INSTALMENTS;
use crate::diagnostic::Problem;
use crate::table::{Cells, compact};

/// The figures of a row.
pub(super) struct Sums {
    pub(super) kind: ItemKind,
    pub(super) amount: Cents,
    pub(super) open: Option<Cents>,
    pub(super) paid: Option<Cents>,
    pub(super) paid_on: Option<Date>,
    pub(super) net: Option<Cents>,
    pub(super) vat: Option<Cents>,
    pub(super) currency: Currency,
    /// Empty when the row has one due date.
    pub(super) instalments: Vec<Instalment>,
}

/// One of several due dates.
pub(super) struct Instalment {
    pub(super) due_on: Option<Date>,
    pub(super) amount: Cents,
    pub(super) open: Option<Cents>,
}

/// What the amount cells of a row hold; a cell that cannot be read makes the row unreadable.
struct Figures {
    amount: Option<Cents>,
    open: Option<Cents>,
    paid: Option<Cents>,
    net: Option<Cents>,
    vat: Option<Cents>,
    debit: Option<Cents>,
    credit: Option<Cents>,
    instalment: Option<Cents>,
    /// The currency that cells name beside their amounts.
    currency: Option<Currency>,
}

fn figures(cells: &mut Cells<'_>) -> Option<Figures> {
    let mut currency: Option<Currency> = None;
    let mut sound = true;
    let mut read = |cells: &mut Cells<'_>, ours: &str, needed: bool| {
        let found = cells.amount_in(ours);
        if found.is_none() && needed && cells.text(ours).is_some() {
            sound = false;
        }
        let found = found?;
        if let Some(named) = found.currency {
            if currency.is_some_and(|known| known != named) {
                cells.error(ours, Problem::BadCurrency { text: cells.owned(ours) });
                sound = false;
            }
            currency = Some(named);
        }
        Some(found.cents)
    };
    let (amount, open, paid) = (read(cells, "amount", true), read(cells, "open", true), read(cells, "paid", true));
    let (debit, credit, instalment) = (read(cells, "debit", true), read(cells, "credit", true), read(cells, "instalment", true));
    let (net, vat) = (read(cells, "net", amount.is_none()), read(cells, "vat", amount.is_none()));
    sound.then_some(Figures { amount, open, paid, net, vat, debit, credit, instalment, currency })
}

pub(super) fn sums(cells: &mut Cells<'_>) -> Option<Sums> {
    let figures = figures(cells)?;
    let currency = currency(cells, figures.currency)?;
    let paid_on = cells.date("paid_on");
    let parts = instalments(cells)?;
    let total = figures.instalment.or(figures.amount);
    let total = total.or_else(|| (!parts.is_empty()).then(|| parts.iter().map(|part| part.amount).sum()));
    let Some(amount) =
        total.or_else(|| gross(cells, &figures)).or_else(|| figures.open.map(|open| open + figures.paid.unwrap_or_default()))
    else {
        cells.error(cells.first_of(&["amount", "instalment", "debit", "credit", "net", "open"]), Problem::MissingValue);
        return None;
    };
    let amount = match cells.text("sign").map(side) {
        Some(Some(true)) => -amount.abs(),
        // A negative debit stays one: its own sign says more.
        None | Some(Some(false)) => amount,
        Some(None) => {
            cells.error("sign", Problem::FecSide { text: cells.owned("sign") });
            return None;
        }
    };
    let kind = kind_of(cells, amount);
    // Some packages print credit notes without a sign.
    let signed = |value: Cents| if kind.is_debit() { value } else { -value.abs() };
    let amount = signed(amount);
    let (open, paid) = (figures.open.map(signed), figures.paid.map(signed));
    // One of several rows of an invoice: what is open or paid of the whole is not this row's.
    let (open, paid) = if figures.instalment.is_some() && figures.amount.is_some_and(|whole| signed(whole) != amount) && !fits(open, amount)
    {
        (None, None)
    } else {
        (open, paid)
    };
    if let (Some(open), Some(paid)) = (open, paid)
        && amount != open + paid
    {
        cells.error("open", Problem::AmountsDisagree { amount, paid, open });
    }
    let open = open.or(paid.map(|paid| amount - paid)).or(paid_on.map(|_| Cents::ZERO));
    let instalments = split(cells, parts, amount, open)?;
    Some(Sums { kind, amount, open, paid, paid_on, net: figures.net.map(signed), vat: figures.vat.map(signed), currency, instalments })
}

/// Whether an open amount can be that of an instalment.
fn fits(open: Option<Cents>, amount: Cents) -> bool {
    open.is_some_and(|open| open.abs() <= amount.abs())
}

/// The kind that the row says, or that its sign does.
fn kind_of(cells: &mut Cells<'_>, amount: Cents) -> ItemKind {
    let printed = cells.word("type", kind);
    match printed {
        None | Some(ItemKind::Invoice) if amount.is_negative() => {
            if printed.is_some() {
                cells.warning(cells.first_of(&["amount", "instalment", "debit", "net", "open"]), Problem::NegativeInvoice);
            }
            ItemKind::CreditNote
        }
        printed => printed.unwrap_or(ItemKind::Invoice),
    }
}

/// The currency of the row: its column and its cells must agree.
fn currency(cells: &mut Cells<'_>, beside: Option<Currency>) -> Option<Currency> {
    let Some(text) = cells.text("currency") else { return Some(beside.unwrap_or(Currency::EUR)) };
    match Currency::parse(text).or_else(|| named(text)) {
        Some(currency) if beside.is_none_or(|beside| beside == currency) => Some(currency),
        // An amount in an unknown currency would be added to euros.
        _ => {
            cells.error("currency", Problem::BadCurrency { text: text.to_owned() });
            None
        }
    }
}

fn named(text: &str) -> Option<Currency> {
    match text.to_lowercase().as_str() {
        "euro" | "euros" => Some(Currency::EUR),
        "$" | "us$" | "dollar" | "dollars" => Currency::parse("USD"),
        "£" | "livre sterling" => Currency::parse("GBP"),
        _ => None,
    }
}

/// The gross amount from debit and credit, or from net and tax.
fn gross(cells: &mut Cells<'_>, figures: &Figures) -> Option<Cents> {
    if figures.debit.is_some() || figures.credit.is_some() {
        return Some(figures.debit.unwrap_or_default() - figures.credit.unwrap_or_default());
    }
    let net = figures.net?;
    if let Some(vat) = figures.vat {
        return Some(net + vat);
    }
    let rate = rate_bp(cells.text("vat_rate")?);
    let Some(rate) = rate else {
        cells.error("vat_rate", Problem::UnknownWord { text: cells.owned("vat_rate") });
        return None;
    };
    cells.warning("net", Problem::ComputedGross);
    let tax = (i128::from(net.0.abs()) * i128::from(rate) + 5_000) / 10_000;
    let tax = Cents(i64::try_from(tax).ok()?);
    Some(if net.is_negative() { net - tax } else { net + tax })
}

/// A rate of tax in hundredths of a percent: `20`, `20 %`, `5,5`, and `0.2` as spreadsheets keep 20 %.
fn rate_bp(text: &str) -> Option<i64> {
    let (digits, percent) = text.strip_suffix('%').map_or((text, false), |rest| (rest, true));
    let digits = digits.trim().replace(',', ".");
    let (whole, decimals) = digits.split_once('.').unwrap_or((&digits, ""));
    if whole.is_empty() || !whole.bytes().chain(decimals.bytes()).all(|b| b.is_ascii_digit()) || whole.len() > 3 || decimals.len() > 6 {
        return None;
    }
    let micros: i64 = format!("{whole}{decimals:0<6}").parse().ok()?;
    let bp = if !percent && micros > 0 && micros < 1_000_000 { micros / 100 } else { micros / 10_000 };
    (bp <= 3_000).then_some(bp)
}

/// The instalments that the columns of a row name; `None` when one of them cannot be read.
fn instalments(cells: &mut Cells<'_>) -> Option<Vec<Instalment>> {
    let mut found = Vec::new();
    for (due, amount) in INSTALMENTS {
        if !cells.has(amount) {
            continue;
        }
        let (due_text, amount_text) = (cells.text(due), cells.text(amount));
        match (due_text, amount_text) {
            (None, None) => {}
            (Some(_), None) => {
                cells.error(amount, Problem::MissingValue);
                return None;
            }
            (_, Some(_)) => {
                let cents = cells.amount(amount)?;
                let due_on = if due_text.is_some() { Some(cells.date(due)?) } else { None };
                if !cents.is_zero() {
                    found.push(Instalment { due_on, amount: cents, open: None });
                }
            }
        }
    }
    Some(found)
}

/// Gives each instalment its sign and what is open of it: what is paid went to the earliest ones.
fn split(cells: &mut Cells<'_>, parts: Vec<Instalment>, amount: Cents, open: Option<Cents>) -> Option<Vec<Instalment>> {
    if parts.is_empty() {
        return Some(parts);
    }
    let mut parts: Vec<Instalment> = parts
        .into_iter()
        .map(|part| Instalment { amount: if amount.is_negative() { -part.amount.abs() } else { part.amount }, ..part })
        .collect();
    let total: Cents = parts.iter().map(|part| part.amount).sum();
    if total != amount {
        cells.error("amount_1", Problem::InstalmentsDisagree { amount, total });
        return None;
    }
    parts.sort_by_key(|part| part.due_on);
    if let Some(open) = open {
        let mut paid = (amount - open).abs();
        for part in &mut parts {
            let share = paid.min(part.amount.abs());
            paid -= share;
            part.open = Some(if part.amount.is_negative() { part.amount + share } else { part.amount - share });
        }
    }
    Some(parts)
}

/// Whether a word means the credit side.
fn side(word: &str) -> Option<bool> {
    match word {
        "-" | "\u{2212}" | "-1" => return Some(true),
        "+" | "+1" | "1" => return Some(false),
        _ => {}
    }
    match compact(word).as_str() {
        "c" | "cr" | "credit" | "avoir" => Some(true),
        "d" | "db" | "dr" | "debit" | "facture" => Some(false),
        _ => None,
    }
}

/// The kind of a document by the words of accounting packages, compact.
fn kind(word: &str) -> Option<ItemKind> {
    match word {
        "fa" | "fac" | "facture" | "fv" | "invoice" | "inv" | "380" | "facturedacompte" | "fc" | "f" => Some(ItemKind::Invoice),
        "av" | "avoir" | "creditnote" | "cn" | "381" | "a" | "notedecredit" | "credit" => Some(ItemKind::CreditNote),
        "rg" | "rgt" | "reglement" | "paiement" | "payment" | "encaissement" | "acompte" => Some(ItemKind::Payment),
        "od" | "debit" | "impaye" | "an" => Some(ItemKind::Debit),
        _ => None,
    }
}
