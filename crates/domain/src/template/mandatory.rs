//! What a message must say, by kind, stage and audience.

use super::lint::{Finding, Place, Sample, Severity, Text};
use super::{Audience, MessageKind};
use crate::dunning::Stage;

use Audience::{Any, Business, Consumer, Public};
use MessageKind::{CallScript, Email, FormalNotice, Letter, Sms};
use Stage::{Amicable, PreDue, PreLitigation};

/// What shows that a mention is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// A name that is shown.
    Shown(&'static str),
    /// Words of the text, folded; a star stands for any ending.
    Words(&'static str),
    /// Words of the subject.
    InSubject(&'static str),
}

/// Something that a message must say.
#[derive(Debug, Clone, Copy)]
pub struct Mandatory {
    /// The stable code.
    pub rule: &'static str,
    /// The article or the custom.
    pub source: &'static str,
    /// The kinds of message that it concerns.
    pub kinds: &'static [MessageKind],
    /// The stages.
    pub stages: &'static [Stage],
    /// The debtors, by audience.
    pub audiences: &'static [Audience],
    /// Whether it binds only who collects for others.
    pub for_others: bool,
    /// One of these is enough.
    pub one_of: &'static [Wanted],
    /// One of these comes first in the text, when it is not empty.
    pub before: &'static [&'static str],
    /// What is missing and what to do.
    pub sentence: &'static str,
}

const ALL_STAGES: &[Stage] = &[PreDue, Amicable, PreLitigation];
const DUE: &[Stage] = &[Amicable, PreLitigation];
const EVERYBODY: &[Audience] = &[Any, Business, Consumer, Public];
const WRITTEN: &[MessageKind] = &[Email, Letter, FormalNotice];
const NOTICE: &[MessageKind] = &[FormalNotice];

const fn rule(
    rule: &'static str,
    source: &'static str,
    kinds: &'static [MessageKind],
    stages: &'static [Stage],
    one_of: &'static [Wanted],
    sentence: &'static str,
) -> Mandatory {
    Mandatory { rule, source, kinds, stages, audiences: EVERYBODY, for_others: false, one_of, before: &[], sentence }
}

use Wanted::{InSubject, Shown, Words};

/// The list.
pub const MANDATORY: &[Mandatory] = &[
    rule(
        "mention.sender",
        "C. com. art. R123-237",
        &[Sms, CallScript],
        ALL_STAGES,
        &[Shown("creditor_name")],
        "Le message ne dit pas qui écrit ou appelle : ajoutez {{ creditor_name }}.",
    ),
    rule(
        "mention.contact",
        "usage",
        &[Email, Sms, Letter, FormalNotice],
        ALL_STAGES,
        &[Shown("creditor_email"), Shown("creditor_phone")],
        "Le message ne dit pas comment vous joindre : ajoutez {{ creditor_email }} ou {{ creditor_phone }}.",
    ),
    rule(
        "mention.reference",
        "usage",
        WRITTEN,
        ALL_STAGES,
        &[Shown("debt_table"), Shown("invoice_numbers")],
        "Rien ne dit de quelles factures il s’agit : ajoutez {{ debt_table }} ou {{ invoice_numbers }}.",
    ),
    rule(
        "mention.reference",
        "usage",
        &[Sms],
        ALL_STAGES,
        &[Shown("reference"), Shown("debtor_code")],
        "Rien ne permet de retrouver le dossier : ajoutez {{ reference }} ou {{ debtor_code }}.",
    ),
    rule(
        "mention.reference",
        "usage",
        &[CallScript],
        ALL_STAGES,
        &[Shown("debt_table"), Shown("invoice_numbers")],
        "Le guide ne dit pas de quelles factures parler : ajoutez {{ invoice_numbers }} ou {{ debt_table }}.",
    ),
    rule(
        "mention.amount",
        "C. civ. art. 1344",
        &[Email, Letter, FormalNotice, CallScript],
        ALL_STAGES,
        &[Shown("debt_table"), Shown("asked_total"), Shown("net_total")],
        "Le montant demandé manque : ajoutez {{ asked_total }}, {{ net_total }} ou {{ debt_table }}.",
    ),
    rule(
        "mention.due_date",
        "usage",
        &[Email, Letter, FormalNotice, CallScript],
        ALL_STAGES,
        &[Shown("debt_table"), Shown("first_due")],
        "La date d’échéance manque : ajoutez {{ first_due }} ou {{ debt_table }}.",
    ),
    rule(
        "mention.table",
        "usage",
        &[Letter, FormalNotice],
        DUE,
        &[Shown("debt_table")],
        "Un courrier porte le décompte des pièces : ajoutez {{ debt_table }}, seul entre deux lignes vides.",
    ),
    rule(
        "mention.dispute",
        "usage",
        WRITTEN,
        ALL_STAGES,
        &[
            Words("contest*"),
            Words("desaccord"),
            Words("reclamation*"),
            Words("litige"),
            Words("dispute*"),
            Words("disagree*"),
            Words("query"),
            Words("queries"),
        ],
        "Rien ne dit comment contester : ajoutez, par exemple, « si vous contestez cette somme, écrivez-nous ».",
    ),
    rule(
        "mention.already_paid",
        "usage",
        &[Email, Letter],
        &[Amicable],
        &[
            Words("deja regl*"),
            Words("deja pay*"),
            Words("deja effectu*"),
            Words("already paid"),
            Words("already made"),
            Words("already settled"),
            Words("have since paid"),
        ],
        "Rien pour qui a déjà payé : ajoutez « si vous avez déjà réglé, ne tenez pas compte de ce message ».",
    ),
    Mandatory {
        before: &["asked_total", "net_total", "debt_table", "invoice_numbers", "first_due", "days_late", "disputed"],
        ..rule(
            "call.identity_first",
            "RGPD art. 5",
            &[CallScript],
            ALL_STAGES,
            &[
                Words("ai-je bien"),
                Words("suis-je bien"),
                Words("etes-vous bien"),
                Words("est-ce bien"),
                Words("puis-je parler a"),
                Words("am i speaking"),
                Words("may i speak"),
                Words("is this"),
            ],
            "Vérifiez à qui vous parlez avant de citer la dette : commencez par « ai-je bien {{ debtor_name }} ? ».",
        )
    },
    rule(
        "call.third_person",
        "RGPD art. 5",
        &[CallScript],
        ALL_STAGES,
        &[
            Words("repondeur"),
            Words("messagerie"),
            Words("autre personne"),
            Words("voicemail"),
            Words("someone else"),
            Words("another person"),
        ],
        "Le guide ne dit pas quoi faire d’un tiers ou d’un répondeur : nom, numéro, demande de rappel, rien d’autre.",
    ),
    rule(
        "call.cause",
        "usage",
        &[CallScript],
        ALL_STAGES,
        &[
            Words("raison*"),
            Words("motif*"),
            Words("difficulte*"),
            Words("contest*"),
            Words("reason*"),
            Words("difficult*"),
            Words("dispute*"),
        ],
        "Le guide ne demande pas la cause du retard : ajoutez une question ouverte.",
    ),
    rule(
        "notice.words",
        "C. civ. art. 1344",
        NOTICE,
        ALL_STAGES,
        &[InSubject("mise en demeure")],
        "L’objet d’une mise en demeure porte ces mots, en français quelle que soit la langue : ajoutez « mise en demeure ».",
    ),
    rule(
        "notice.demand",
        "C. civ. art. 1344",
        NOTICE,
        ALL_STAGES,
        &[
            Words("mettons en demeure"),
            Words("mets en demeure"),
            Words("mise en demeure de payer"),
            Words("mise en demeure de regler"),
            Words("formal notice to pay"),
            Words("formally require"),
        ],
        "La lettre ne met pas en demeure : écrivez « nous vous mettons en demeure de nous régler ».",
    ),
    rule(
        "notice.delay",
        "C. civ. art. 1344",
        NOTICE,
        ALL_STAGES,
        &[Words("premiere presentation"), Words("first presentation"), Words("first presented")],
        "Le délai court de la première présentation de la lettre : écrivez « dans les huit jours de la première présentation de cette lettre ».",
    ),
    rule(
        "notice.basis",
        "usage",
        NOTICE,
        ALL_STAGES,
        &[
            Words("contrat*"),
            Words("commande*"),
            Words("devis"),
            Words("conditions generales"),
            Words("bon de livraison"),
            Words("contract*"),
            Words("order*"),
            Words("quotation*"),
            Words("terms"),
        ],
        "Le fondement de la créance manque : citez la commande, le devis accepté, le contrat ou les conditions générales.",
    ),
    rule(
        "notice.interest",
        "C. com. art. L441-10, II ; CCP art. L2192-13 ; C. civ. art. 1231-6",
        NOTICE,
        ALL_STAGES,
        &[Shown("interest_rule")],
        "Les intérêts que la mise en demeure fait courir ou rappelle manquent : ajoutez {{ interest_rule }}, seul entre deux lignes vides.",
    ),
    rule(
        "notice.consequence",
        "usage",
        NOTICE,
        ALL_STAGES,
        &[
            Words("tribunal*"),
            Words("justice"),
            Words("voie judiciaire"),
            Words("juridiction*"),
            Words("court"),
            Words("courts"),
            Words("legal proceedings"),
            Words("legal action"),
        ],
        "Les suites possibles manquent : dites, sans menacer, qu’une action en justice pourra être engagée.",
    ),
    rule(
        "notice.dialogue",
        "usage",
        NOTICE,
        ALL_STAGES,
        &[Words("echeancier"), Words("amiable*"), Words("solution"), Words("instalment*"), Words("payment plan"), Words("arrangement")],
        "Proposez encore une solution amiable : un échéancier, un échange.",
    ),
    Mandatory {
        for_others: true,
        ..rule(
            "r124.mentions",
            "CPCE art. R124-4, 1°, 2° et 5°",
            WRITTEN,
            ALL_STAGES,
            &[Shown("collection_mentions")],
            "Qui recouvre pour autrui nomme le créancier et reproduit l’article L111-8 : ajoutez {{ collection_mentions }}, seul entre deux lignes vides.",
        )
    },
    Mandatory {
        for_others: true,
        ..rule(
            "r124.sums",
            "CPCE art. R124-4, 3°",
            WRITTEN,
            ALL_STAGES,
            &[Shown("debt_table")],
            "Qui recouvre pour autrui détaille le fondement et le montant de chaque somme : ajoutez {{ debt_table }}.",
        )
    },
    Mandatory {
        for_others: true,
        ..rule(
            "r124.demand",
            "CPCE art. R124-4, 4°",
            WRITTEN,
            ALL_STAGES,
            &[Words("regl*"), Words("pay*"), Words("vers*"), Words("vire*")],
            "Qui recouvre pour autrui demande le paiement et dit comment le faire : écrivez « nous vous demandons de régler ».",
        )
    },
    Mandatory {
        for_others: true,
        ..rule(
            "r124.later_contact",
            "CPCE art. R124-4, dernier alinéa",
            &[Sms, CallScript],
            ALL_STAGES,
            &[Shown("collection_mentions")],
            "Chaque contact qui suit la première lettre en rappelle la référence et la date : ajoutez {{ collection_mentions }}.",
        )
    },
];

impl Mandatory {
    pub(super) fn judge(&self, text: &Text<'_>, findings: &mut Vec<Finding>) {
        let key = text.template.key;
        if !self.kinds.contains(&key.kind) || !self.stages.contains(&key.stage()) || (self.for_others && !text.reading.for_others) {
            return;
        }
        let concerned = text.reading.samples.iter().zip(&text.composed).filter(|(sample, _)| self.audiences.contains(&sample.audience));
        let said = |(sample, (_, subject, body)): (&Sample, &(Audience, super::fold::Folded, super::fold::Folded))| {
            let debt = self.before.iter().filter_map(|name| body.position(&format!("⟦{name}⟧"))).min().unwrap_or(usize::MAX);
            self.one_of.iter().any(|wanted| match wanted {
                Shown(name) => sample.shows(name),
                Words(words) => body.position(words).is_some_and(|at| at < debt),
                InSubject(words) => subject.contains(words),
            })
        };
        let total = text.reading.samples.len();
        let silent = concerned.filter(|pair| !said(*pair)).count();
        if silent == 0 {
            return;
        }
        let place = if self.one_of.iter().all(|wanted| matches!(wanted, InSubject(_))) { Place::Subject } else { Place::Whole };
        let mut sentence = self.sentence.to_owned();
        if silent < total {
            sentence.push_str(" Une condition le fait disparaître dans certains cas.");
        }
        findings.push(Finding { rule: self.rule, severity: Severity::Refused, place, sentence, source: self.source });
    }
}
