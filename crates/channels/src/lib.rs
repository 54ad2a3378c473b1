//! The outside world behind small traits: mail out, mail in ([`imap`]), text messages ([`sms`]), registers of companies, and the clock. No decision is taken here.
//!
//! A [`PostOffice`] takes finished messages. It tells apart what surely was not accepted, which may be sent
//! again, from what may have been, which must not: [`SendError`]. [`OutgoingMail::to_bytes`] gives the same
//! bytes for the same mail, so that what is stored before sending is what is sent.
//!
//! To add a way out: a type that implements [`PostOffice`], a scheme in [`MailUrl`], and tests against a
//! real server.
//!
//! ```
//! let office = channels::open("dir:/var/spool/quittance")?;
//! assert_eq!(office.describe(), "folder /var/spool/quittance");
//! let office = channels::open("smtp://relance:s3cret@smtp.example.com")?;
//! assert_eq!(office.describe(), "smtp://smtp.example.com:587 (STARTTLS required, with log-in)");
//! # Ok::<(), channels::MailUrlError>(())
//! ```

mod clock;
mod courier;
mod folder;
pub mod imap;
mod mail_url;
mod message;
mod oauth;
mod post_office;
mod postal;
mod register;
pub mod sms;
mod smtp;

pub use chrono_tz::Tz;
pub use clock::{Clock, FixedClock, MORNING, MovedClock, PARIS, SystemClock, business_date, next_morning, next_time_of_day};
pub use courier::{AddressError, CallAnswer, CallError, Courier, Reach, callable, may_name, may_reach};
pub use folder::FolderPostOffice;
pub use mail_url::{MailUrl, MailUrlError, Security, SmtpSettings, open, open_keeping};
pub use message::{Attachment, MailError, OutgoingMail};
pub use oauth::{MailUse, OAUTH_PROVIDERS, OAuthClient, OAuthError, TokenSource, oauth_endpoint};
pub use post_office::{Delivery, PostOffice, RawMail, SendError, Sending};
pub use postal::{
    AR24_ENDPOINT, Ar24Account, Carrier, Doing, ElectronicAddressee, Followed, HandedOver, MERCI_FACTEUR_ENDPOINT, PostalAddress,
    PostalItem, PostalOpenError, PostalService, open_postal,
};
pub use register::{
    CompanyQuery, CompanyRegister, Looking, RegisterApi, RegisterError, RegisterFile, RegisterFileError, open_register, read_answer,
};
pub use smtp::{RESERVED, SmtpPostOffice};
