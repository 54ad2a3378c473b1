//! What persons do of the outbox on random days: letters posted, calls made, tasks done, questions answered.

use std::collections::BTreeSet;

use app::calls::{self, NewCall, Outcome};
use app::message::{self, Document};
use app::post::{self, Posting, Printing};
use app::{AppError, tonight};
use domain::calendar::add_days;
use domain::dunning::{ActionState, Channel};
use store::action::Action;

use super::auditor::Seen;
use super::reading::{Rows, letter_rows_in};
use super::{Day, Life, code};
use crate::mail::pdf_text;

impl Life {
    /// Letters are posted, calls made and tasks done, or not.
    pub(super) async fn carry_out(&mut self, day: &Day, days: i64) {
        for back in 0..days {
            for action in self.house.actions(add_days(self.clock(), -back)).await {
                if action.state != ActionState::ToDo || action.channel.leaves_by_itself() || !self.chance.once_in(2) {
                    continue;
                }
                if action.channel == Channel::Call {
                    self.call(day, &action).await;
                } else if action.channel.is_letter() {
                    self.post(day, &action).await;
                } else {
                    let done = tonight::mark_done(&day.app, &day.scope, action.id, "fait", "vu avec l’avocat").await;
                    self.tell(&format!("{:?} done: {done:?}", action.channel));
                }
            }
        }
    }

    async fn seen(&self, action: &Action, rows: Rows) -> Seen {
        let mut of = None;
        for customer in 0..self.customers {
            if self.house.debtor(&code(customer)).await == action.debtor {
                of = Some(customer);
            }
        }
        Seen {
            id: action.id.to_string(),
            to: format!("{}@client.example", code(of.unwrap()).to_lowercase()),
            asked: rows.asked,
            listed: rows.listed,
            credits: rows.credits,
            net: rows.net,
            dues: rows.dues,
            is_courtesy: false,
            said: None,
        }
    }

    /// The caller asks for what the screen says, and calls nobody of whom it says that nothing may be asked.
    async fn call(&mut self, day: &Day, action: &Action) {
        let desk = calls::desk(&day.app, &day.scope, action.id).await.unwrap().unwrap();
        if desk.held.is_some() || desk.items.is_empty() {
            self.tell(&format!("nobody is called: {:?}", desk.held));
            return;
        }
        let asked = desk.items.iter().map(|item| (item.number.clone(), item.open.0)).collect();
        let seen = self.seen(action, Rows { asked, ..Rows::default() }).await;
        let done = calls::record(&day.app, &day.scope, action.id, &NewCall::new(Outcome::Refuses, "plus tard")).await;
        self.tell(&format!("  {} is called: {:?}, {done:?}", seen.to, seen.asked));
        done.unwrap();
        self.auditor.read_by_hand(&seen, self.clock());
    }

    /// A letter is printed, and posted now or later; or printed elsewhere.
    async fn post(&mut self, day: &Day, action: &Action) {
        let id = action.id;
        let is_printed_here = self.chance.once_in(2);
        if is_printed_here {
            let printing = Printing { duplex: false, separators: false, afresh: self.chance.once_in(3), electronic: false };
            let printed = post::print(&day.app, &day.scope, &[id], printing).await.unwrap();
            if printed.letters == 0 {
                self.tell(&format!("no letter: {:?}", printed.refused));
                return;
            }
            if self.chance.once_in(3) {
                self.tell("a letter is printed and lies on a desk");
                return;
            }
        }
        let bytes = match message::document(&day.app, &day.scope, id, Document::Letter).await {
            Ok((_, _, bytes)) => Some(bytes),
            Err(AppError::Invalid { .. }) => None,
            Err(error) => panic!("{error:?}"),
        };
        let is_posted = if is_printed_here {
            let posting = Posting { on: self.clock(), gone: String::new() };
            post::mark_posted(&day.app, &day.scope, &[(id, String::new())], &posting).await.unwrap().letters == 1
        } else {
            match tonight::mark_done(&day.app, &day.scope, id, "fait", "").await {
                Ok(()) => true,
                Err(AppError::Invalid { .. }) => false,
                Err(error) => panic!("{error:?}"),
            }
        };
        if !is_posted {
            self.tell("a letter stays where it is");
            return;
        }
        let text = pdf_text(&bytes.expect("what is posted was printed"));
        let seen = self.seen(action, letter_rows_in(&text)).await;
        assert!(seen.net.is_some(), "{text}");
        self.tell(&format!("  a letter for {}: {:?}, listed {:?}, less {:?}", seen.to, seen.asked, seen.listed, seen.credits));
        self.auditor.read_by_hand(&seen, self.clock());
    }

    /// Of messages that may have left, somebody says what became of them.
    pub(super) async fn answer_questions(&mut self) {
        let day = self.day().await;
        let received: BTreeSet<String> = self
            .sink
            .messages()
            .iter()
            .map(|file| {
                mail_parser::MessageParser::default().parse(&std::fs::read(file).unwrap()).unwrap().message_id().unwrap().to_owned()
            })
            .collect();
        for back in 0..400 {
            for action in self.house.actions(add_days(self.clock(), -back)).await {
                if action.state == ActionState::Failed {
                    tonight::cancel(&day.app, &day.scope, action.id, "jamais partie").await.unwrap();
                    self.tell(&format!("{} is given up", action.id));
                }
                if action.state == ActionState::Unknown {
                    let arrived = received.contains(&format!("{}@elan.example", action.id));
                    tonight::settle_unknown(&day.app, &day.scope, action.id, arrived).await.unwrap();
                    self.tell(&format!("{} had arrived: {arrived}", action.id));
                }
            }
        }
        day.app.close().await;
    }
}
