//! The pages, asked as a browser asks them: in process for rights and texts, in Chromium for what a person sees.

mod api;
mod approvals;
mod browser;
mod browser_approvals;
mod browser_import;
mod browser_letters;
mod browser_replies;
mod browser_requests;
mod claims;
mod deadlines;
mod einvoice;
mod firm;
mod ledger;
mod letters;
mod matching;
mod quality;
mod register;
mod replies;
mod requests;
mod routes;
mod scenario_rules;
mod scenarios;
mod sms;
mod sources;
mod templates;
mod texts;
