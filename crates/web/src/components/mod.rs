//! The parts that pages are made of: each is a function of plain values that gives markup.

pub mod aged;
pub mod amount;
pub mod date;
pub mod flash;
pub mod icon;
pub mod keys;
pub mod pager;
pub mod phone;
pub mod pill;
pub mod shell;
pub mod timeline;
pub mod trend;
