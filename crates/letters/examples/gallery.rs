//! Writes every sample in every stage to a folder, to be looked at: `cargo run -p letters --example gallery FOLDER`.

use std::error::Error;
use std::path::PathBuf;

use letters::{CompromisePaper, CurePaper, PlanPaper, Press, ProofContext, ReminderContext, Stage, cure_text, email};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("usage: gallery FOLDER")?);
    std::fs::create_dir_all(&folder)?;
    let press = Press::new();
    for (position, sample) in ReminderContext::samples().into_iter().enumerate() {
        for stage in Stage::ALL {
            let context = ReminderContext { stage, ..sample.clone() };
            let name = format!("{position}-{}-{}", context.debtor.kind.code(), stage.code());
            let mail = email(&context)?;
            std::fs::write(folder.join(format!("{name}.html")), mail.html)?;
            std::fs::write(folder.join(format!("{name}.txt")), format!("{}\n{}\n\n{}", mail.subject, mail.attachment_name, mail.text))?;
            std::fs::write(folder.join(format!("{name}-letter.pdf")), press.letter(&context)?)?;
            std::fs::write(folder.join(format!("{name}-statement.pdf")), press.statement(&context)?)?;
        }
    }
    for (position, context) in ProofContext::samples()?.iter().enumerate() {
        std::fs::write(folder.join(format!("proof-{position}-{}.pdf", context.debtor.kind.code())), press.proof(context)?)?;
    }
    for (position, paper) in PlanPaper::samples().iter().enumerate() {
        std::fs::write(folder.join(format!("plan-{position}-{}.pdf", paper.debtor.kind.code())), press.plan(paper)?)?;
    }
    for (position, paper) in CompromisePaper::samples().iter().enumerate() {
        std::fs::write(folder.join(format!("compromise-{position}-{}.pdf", paper.debtor.kind.code())), press.compromise(paper)?)?;
    }
    if let Some(paper) = CurePaper::sample() {
        std::fs::write(folder.join("cure.pdf"), press.cure_notice(&paper)?)?;
        let (subject, text) = cure_text(&paper)?;
        std::fs::write(folder.join("cure.txt"), format!("{subject}\n\n{text}"))?;
    }
    std::fs::write(folder.join("letter-with-interest.pdf"), press.letter(&ReminderContext::sample_with_interest()?)?)?;
    Ok(())
}
