//! Transcripts of the real program: what is typed, what is on stdout and stderr, how it ends.

mod alerts;
mod contract;
mod kill;
mod mail;
mod program;
mod real_files;
mod refusals;
mod requests;
mod scenario;
mod secrets;
mod story;
mod template;
mod told;
