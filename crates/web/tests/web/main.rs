//! The pages, asked as a browser asks them: in process for rights and texts, in Chromium for what a person sees.

mod browser;
mod claims;
mod deadlines;
mod firm;
mod ledger;
mod quality;
mod routes;
mod texts;
