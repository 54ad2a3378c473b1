//! What a file says about customers: balances and what is still open.

use std::collections::{BTreeMap, HashMap};

use domain::{Cents, Date};

use super::balance::clamp;
use super::{FecFile, FecLine, is_customer_account};

/// A customer's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerBalance {
    /// `CompAuxNum`, or `CompteNum` for lines without one.
    pub account: String,
    /// The last name that the file gives.
    pub name: String,
    /// Debit less credit.
    pub balance: Cents,
    /// Lines that no balanced lettering group settles.
    pub open_items: u64,
}

/// Lines on 411 that no balanced lettering group settles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unlettered {
    /// How many.
    pub lines: u64,
    /// Debit less credit.
    pub amount: Cents,
}

/// The figures of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Data lines, the unreadable ones included.
    pub lines: u64,
    /// Sum of the debits read.
    pub debit: Cents,
    /// Sum of the credits read.
    pub credit: Cents,
    /// First `EcritureDate`.
    pub from: Option<Date>,
    /// Last `EcritureDate`.
    pub to: Option<Date>,
    /// Whether debits and credits are equal.
    pub balanced: bool,
    /// By account.
    pub customers: Vec<CustomerBalance>,
    /// What is open on 411.
    pub unlettered: Unlettered,
}

/// Whose account a line on 411 is on: the auxiliary account, else the general one.
#[must_use]
pub fn customer_of(line: &FecLine) -> &str {
    if line.auxiliary.is_empty() { &line.account } else { &line.auxiliary }
}

/// For each line, whether its lettering settles it: the lines on 411 of one customer with the same letters
/// sum to zero, or those of them with the same lettering date do (packages use letters again).
///
/// Partial lettering, lower case in most packages, does not sum to zero, so all its lines stay open; nor
/// does a group whose other half is in the file of another year. So what is open always sums to the
/// balance, to the cent. Lines outside 411 are never settled.
#[must_use]
pub fn settled_lines(lines: &[FecLine]) -> Vec<bool> {
    let mut groups: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    for (index, line) in lines.iter().enumerate() {
        if is_customer_account(&line.account) && !line.lettering.is_empty() {
            groups.entry((customer_of(line), &line.lettering)).or_default().push(index);
        }
    }
    let mut settled = vec![false; lines.len()];
    let sum =
        |members: &[usize]| members.iter().map(|&index| i128::from(lines[index].debit.0) - i128::from(lines[index].credit.0)).sum::<i128>();
    for members in groups.into_values() {
        let mut by_date: BTreeMap<Option<Date>, Vec<usize>> = BTreeMap::new();
        if sum(&members) == 0 {
            by_date.insert(None, members);
        } else {
            for index in members {
                by_date.entry(lines[index].lettering_date).or_default().push(index);
            }
        }
        for index in by_date.into_values().filter(|members| sum(members) == 0).flatten() {
            settled[index] = true;
        }
    }
    settled
}

/// The figures of a file that was read.
#[must_use]
pub fn summarise(file: &FecFile) -> Summary {
    let settled = settled_lines(&file.lines);
    let (mut debit, mut credit) = (0_i128, 0_i128);
    let mut customers: BTreeMap<&str, (String, i128, u64)> = BTreeMap::new();
    let mut unlettered = (0_u64, 0_i128);
    for (line, settled) in file.lines.iter().zip(settled) {
        debit += i128::from(line.debit.0);
        credit += i128::from(line.credit.0);
        if !is_customer_account(&line.account) {
            continue;
        }
        let amount = i128::from(line.debit.0) - i128::from(line.credit.0);
        let name = if line.auxiliary.is_empty() { &line.account_label } else { &line.auxiliary_label };
        let customer = customers.entry(customer_of(line)).or_default();
        if !name.is_empty() && customer.0 != *name {
            customer.0.clone_from(name);
        }
        customer.1 += amount;
        if !settled {
            customer.2 += 1;
            unlettered = (unlettered.0 + 1, unlettered.1 + amount);
        }
    }
    Summary {
        lines: file.data_lines,
        debit: clamp(debit),
        credit: clamp(credit),
        from: file.lines.iter().map(|line| line.entry_date).min(),
        to: file.lines.iter().map(|line| line.entry_date).max(),
        balanced: debit == credit,
        customers: customers
            .into_iter()
            .map(|(account, (name, balance, open_items))| CustomerBalance {
                account: account.to_owned(),
                name,
                balance: clamp(balance),
                open_items,
            })
            .collect(),
        unlettered: Unlettered { lines: unlettered.0, amount: clamp(unlettered.1) },
    }
}
