//! Reminders as people receive them: e-mail bodies, letters and statements of account as PDF.
//!
//! A typed [`ReminderContext`] comes in; an [`EmailBody`] or the bytes of a PDF go out. There is no rule
//! here: what may be asked, of whom and when is decided by `domain`, and shown here. Nothing is made at
//! all when a mandatory mention of the creditor is missing, or when the totals disagree with the lines.
//!
//! The words live in `templates/<language>/<stage>/`, as plain sentences with `{{ names }}` in them; the
//! looks live in `templates/layout/`. Amounts and dates arrive there formatted.
//!
//! A [`ProofContext`] is the account of late-payment interest, line by line: a document of its own, or the
//! annex of a letter. Its figures are those of [`domain::interest`].
//!
//! To add a message: a variant of [`Stage`], its four files in each language (`subject`, `object`,
//! `before` the table, `after` it), and the tests render it with every sample.
//!
//! ```
//! let context = &letters::ReminderContext::samples()[0];
//! let mail = letters::email(context)?;
//! assert!(mail.subject.starts_with("Échéance à venir"));
//! let pdf = letters::Press::new().statement(context)?;
//! assert!(pdf.starts_with(b"%PDF-"));
//! # Ok::<(), letters::LetterError>(())
//! ```

mod agreement;
mod agreement_samples;
mod agreement_view;
mod bundle;
mod compromise;
mod context;
mod email;
mod epc;
mod error;
mod press;
mod proof;
mod proof_samples;
mod proof_view;
mod samples;
mod service;
pub mod template;
mod templates;
mod view;
mod wording;

pub use agreement::{Accessories, AgreedItem, CurePaper, PlanPaper, cure_text};
pub use bundle::{Bundle, BundledLetter, Separator, page_count};
pub use compromise::CompromisePaper;
pub use context::{Channel, Line, PreviousMessage, ReminderContext, Stage};
pub use email::{EmailBody, email};
pub use error::LetterError;
pub use press::Press;
pub use proof::{Costs, ProofAccount, ProofContext, ProofItem, Reckoning, Sums};
pub use service::{AgreedPlan, Pledge, ServiceContext, ServiceLine, service};
pub use view::{Sending, address_block};
