//! The rules of time limits in English. What French law alone knows keeps its French name beside the English one.

use super::{Rule, keys};

/// What has to be done or waited for, from which event, and what to know of it.
fn words(key: &str) -> Option<(&'static str, &'static str, &'static str)> {
    Some(match key {
        keys::LETTER_ELECTRONIC => (
            "Waiting for an electronic registered letter",
            "sending of the notice to the recipient",
            "Without an answer by its end, the letter counts as unclaimed. Keep the provider’s proof at once.",
        ),
        keys::ORDER_SERVICE => ("Serve the order to pay (injonction de payer)", "date of the order", "After this time, the order is void."),
        keys::ORDER_OPPOSITION => (
            "Debtor’s opposition to the order to pay",
            "service of the order",
            "If the order was not served on the debtor in person, opposition stays open until one month after the first act served in person, \
             or after the first measure that makes assets unavailable (CPC, art. 1416, para. 2).",
        ),
        keys::ORDER_ENFORCEMENT => (
            "Waiting before enforcing the order to pay",
            "service of the order",
            "Holds for orders made since 1\u{a0}September 2026; for earlier ones, only the month of opposition counts. Wait also for the end of \
             the time for opposition, and check that the court registry has announced none.",
        ),
        keys::ORDER_DEPOSIT => (
            "Deposit the costs of the opposition",
            "sending of the registry’s letter, by its postmark",
            "Before the commercial court. Without the deposit, the claim lapses.",
        ),
        keys::ORDER_LAWYER => (
            "Appoint a lawyer after opposition",
            "notification of the opposition",
            "Written procedure before the judicial court, above €10,000.",
        ),
        keys::UNCONTESTED_CONTEST => (
            "Payment or dispute after the demand (commandement)",
            "service of the demand for payment",
            "A dispute, even unfounded, ends the procedure. Time for distance is added to be safe (CPC, art. 645).",
        ),
        keys::UNCONTESTED_STATEMENT => (
            "Statement that the debt is uncontested, at the earliest",
            "service of the demand for payment",
            "One month, then eight days after its end. Time for distance is added to be safe (CPC, art. 645).",
        ),
        keys::UNCONTESTED_SERVICE => ("Serve the statement made enforceable", "date on which it was made enforceable", ""),
        keys::SMALL_CLAIMS_ACCEPTANCE => (
            "Debtor’s answer to the invitation",
            "sending of the letter or message of invitation",
            "Silence is a refusal and ends the procedure.",
        ),
        keys::SUIT_COMMERCIAL_SERVICE => ("Serve a summons before the commercial court", "day of the hearing", ""),
        keys::SUIT_COMMERCIAL_FILING => (
            "File the summons with the registry of the commercial court",
            "day of the hearing",
            "Otherwise the summons lapses. Does not hold for commercial summary proceedings (Cass. 2e\u{a0}civ., 22\u{a0}May 2025, no. 23-14.133).",
        ),
        keys::SUIT_CIVIL_SERVICE => ("Serve a summons before the judicial court, and file it", "day of the hearing", ""),
        keys::JUDGMENT_DEFAULT => {
            ("Notify a judgment given by default or deemed adversarial", "date of the judgment", "After this time, the judgment is void.")
        }
        keys::PROOF_OF_DEBT => (
            "Lodge the claim",
            "publication of the judgment in the BODACC",
            "The date of sending counts. Published security or contract: count from the personal warning. The zone is here the creditor’s, \
             before a court of mainland France.",
        ),
        keys::RELIEF => ("Apply for relief from being out of time (forclusion)", "publication of the judgment in the BODACC", ""),
        keys::DISPUTE_ANSWER => (
            "Answer the representative who disputes the claim",
            "receipt of the representative’s letter",
            "Without an answer in this time, the representative’s proposal can no longer be contested.",
        ),
        keys::CLAIM_OF_GOODS => ("Claim goods sold with retention of title", "publication of the judgment in the BODACC", ""),
        keys::POST_JUDGMENT => ("Report an unpaid later debt", "end of the observation period", ""),
        keys::POST_JUDGMENT_LIQUIDATION => ("Report an unpaid later debt, in liquidation", "publication of the liquidation judgment", ""),
        keys::EUROPEAN_OPPOSITION => (
            "Debtor’s opposition to the European order for payment",
            "service of the order",
            "The public holidays of the debtor’s State are not known here: check them before you act.",
        ),
        _ => return None,
    })
}

impl Rule {
    /// What has to be done, or waited for, in English.
    #[must_use]
    pub fn label_en(&self) -> &'static str {
        words(self.key).map_or(self.label, |(label, ..)| label)
    }

    /// The event from which it is counted, in English.
    #[must_use]
    pub fn start_en(&self) -> &'static str {
        words(self.key).map_or(self.start, |(_, start, _)| start)
    }

    /// What to know of it, in English.
    #[must_use]
    pub fn note_en(&self) -> &'static str {
        words(self.key).map_or(self.note, |(.., note)| note)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deadline::RULES;

    #[test]
    fn every_rule_has_its_english_words() {
        for rule in RULES {
            let known = words(rule.key);
            assert!(
                known.is_some_and(|(label, start, note)| !label.is_empty() && !start.is_empty() && note.is_empty() == rule.note.is_empty()),
                "{}",
                rule.key
            );
        }
    }
}
