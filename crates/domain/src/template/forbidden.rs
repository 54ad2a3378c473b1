//! What no message, or not this one, may say.

use super::fold::Folded;
use super::lint::{Finding, Place, Severity, Text};
use super::{Audience, MessageKind};
use crate::dunning::Stage;

use Audience::{Any, Business, Consumer, Public};
use MessageKind::{CallScript, Email, FormalNotice, Letter, Sms};
use Stage::{Amicable, PreDue, PreLitigation};

/// Words that a message may not say.
#[derive(Debug, Clone, Copy)]
pub struct Forbidden {
    /// The stable code.
    pub rule: &'static str,
    /// The article or the custom.
    pub source: &'static str,
    /// The kinds of message that it concerns.
    pub kinds: &'static [MessageKind],
    /// The stages.
    pub stages: &'static [Stage],
    /// The audiences of a template: anybody comprises each of them.
    pub audiences: &'static [Audience],
    /// Whether only the subject is concerned.
    pub subject_only: bool,
    /// The words in French and English, folded; a star stands for any ending.
    pub words: &'static [&'static str],
    /// Longer words in which they are allowed.
    pub except: &'static [&'static str],
    /// Why, and what to write instead.
    pub sentence: &'static str,
}

const ALL_KINDS: &[MessageKind] = &[Email, Sms, Letter, FormalNotice, CallScript];
const ALL_STAGES: &[Stage] = &[PreDue, Amicable, PreLitigation];
const EVERYBODY: &[Audience] = &[Any, Business, Consumer, Public];
const WITH_CONSUMERS: &[Audience] = &[Any, Consumer];

const fn rule(rule: &'static str, source: &'static str, words: &'static [&'static str], sentence: &'static str) -> Forbidden {
    Forbidden {
        rule,
        source,
        kinds: ALL_KINDS,
        stages: ALL_STAGES,
        audiences: EVERYBODY,
        subject_only: false,
        words,
        except: &[],
        sentence,
    }
}

const DEBT_WORDS: &[&str] = &[
    "impaye*",
    "dette*",
    "facture*",
    "relance*",
    "rappel",
    "rappels",
    "echeance*",
    "retard*",
    "mise en demeure",
    "recouvrement",
    "regler",
    "reglement",
    "paiement",
    "payer",
    "unpaid",
    "debt*",
    "overdue",
    "invoice*",
    "reminder*",
    "payment*",
    "collection",
    "due",
    "€",
    "eur",
    "euro",
    "euros",
    "⟦asked_total⟧",
    "⟦net_total⟧",
    "⟦invoice_numbers⟧",
    "⟦first_due⟧",
    "⟦days_late⟧",
    "⟦disputed⟧",
];

/// The list.
pub const FORBIDDEN: &[Forbidden] = &[
    rule(
        "forbidden.criminal_threat",
        "C. conso. art. L121-6 ; C. pén. art. 222-33-2-2",
        &[
            "plainte penale",
            "porter plainte",
            "porterons plainte",
            "portons plainte",
            "depot de plainte",
            "deposer plainte",
            "deposerons plainte",
            "deposer une plainte",
            "poursuites penales",
            "poursuite penale",
            "escroc*",
            "procureur",
            "police",
            "gendarmerie",
            "prison",
            "tribunal correctionnel",
            "criminal*",
            "prosecut*",
            "jail",
            "fraudster*",
        ],
        "Un impayé n’est pas un délit : retirez toute menace pénale.",
    ),
    rule(
        "forbidden.seizure",
        "CPCE art. L111-2",
        &[
            "saisie",
            "saisies",
            "saisir vos",
            "saisir votre",
            "saisirons vos",
            "saisirons votre",
            "saisir sur",
            "saisi sur",
            "huissier*",
            "visite d'un commissaire",
            "passage d'un commissaire",
            "commissaire de justice se presentera",
            "expulsion*",
            "expulser*",
            "coupure immediate",
            "bailiff*",
            "seizure*",
            "seize your",
            "repossess*",
            "evict*",
        ],
        "Sans titre exécutoire, on n’annonce ni saisie, ni visite, ni expulsion : dites « une action en justice pourra être engagée ».",
    ),
    Forbidden {
        except: &["injonction de payer"],
        ..rule(
            "forbidden.court_look",
            "C. pén. art. 433-13",
            &[
                "commandement*",
                "sommation*",
                "signification",
                "exploit",
                "au nom du peuple francais",
                "au nom de la loi",
                "republique francaise",
                "marianne",
                "ministere de la justice",
                "assignation*",
                "cite a comparaitre",
                "numero de rg",
                "avis de poursuites",
                "avant poursuites",
                "contrainte",
                "in the name of the law",
                "summons*",
                "writ",
                "court order",
                "ministry of justice",
                "final notice of proceedings",
            ],
            "Ces mots imitent un acte de justice ou un document officiel : écrivez en votre nom, avec des mots ordinaires.",
        )
    },
    rule(
        "forbidden.limitation",
        "C. civ. art. 2240 à 2244 ; Cass. com. 18 mai 2022, n° 20-23.204",
        &[
            "interrompt la prescription",
            "interrompt le delai",
            "interrompre la prescription",
            "interruption de la prescription",
            "interruptive de prescription",
            "interruptif de prescription",
            "suspend la prescription",
            "interrupts the limitation*",
            "stops the limitation*",
        ],
        "Une lettre n’interrompt pas la prescription : retirez cette phrase.",
    ),
    rule(
        "forbidden.costs",
        "CPCE art. L111-8 ; C. com. art. L441-10, II",
        &[
            "frais de dossier",
            "frais de relance",
            "frais de rappel",
            "frais de gestion",
            "frais de mise en demeure",
            "frais administratifs",
            "frais d'impaye*",
            "frais de courrier",
            "administration fee*",
            "administrative fee*",
            "reminder fee*",
            "late fee*",
            "handling fee*",
        ],
        "Sans titre, ces frais restent à la charge du créancier, hors l’indemnité forfaitaire entre professionnels : retirez-les.",
    ),
    Forbidden {
        audiences: WITH_CONSUMERS,
        ..rule(
            "forbidden.costs_consumer",
            "CPCE art. L111-8, al. 2",
            &[
                "frais de recouvrement",
                "frais pour recouvrement",
                "cout du recouvrement",
                "collection fee*",
                "collection cost*",
                "recovery cost*",
                "recovery fee*",
            ],
            "Les frais de recouvrement sans titre restent à la charge du créancier, et ne se demandent jamais à un particulier : retirez-les.",
        )
    },
    Forbidden {
        audiences: WITH_CONSUMERS,
        ..rule(
            "forbidden.indemnity_consumer",
            "C. com. art. D441-5",
            &[
                "40 €",
                "40€",
                "40,00 €",
                "40 euros",
                "40 eur",
                "quarante euros",
                "€40",
                "indemnite forfaitaire",
                "d441-5",
                "d. 441-5",
                "fixed sum of",
                "fixed compensation",
                "forty euros",
            ],
            "L’indemnité de 40 € n’est due qu’entre professionnels : retirez-la, ou réservez le modèle aux entreprises.",
        )
    },
    Forbidden {
        audiences: WITH_CONSUMERS,
        ..rule(
            "forbidden.penalties_consumer",
            "C. com. art. L441-10, II ; C. civ. art. 1231-6",
            &[
                "penalite*",
                "l441-10",
                "l. 441-10",
                "majore* de dix points",
                "dix points",
                "late payment penalt*",
                "late-payment penalt*",
                "penalty",
                "penalties",
                "ten percentage points",
            ],
            "Les pénalités de retard du Code de commerce ne visent pas les particuliers : retirez-les, ou réservez le modèle aux entreprises.",
        )
    },
    Forbidden {
        audiences: &[Public],
        ..rule(
            "forbidden.penalties_public",
            "CCP art. L2192-13 et R2192-31",
            &["l441-10", "l. 441-10", "d441-5", "d. 441-5", "dix points", "ten percentage points", "injonction de payer"],
            "Un organisme public relève du Code de la commande publique (huit points, art. R2192-31), sans injonction de payer : corrigez le texte.",
        )
    },
    Forbidden {
        stages: &[PreDue],
        ..rule(
            "forbidden.before_due",
            "C. com. art. L441-10, II",
            &[
                "penalite*",
                "indemnite*",
                "interets de retard",
                "mise en demeure",
                "majoration*",
                "impaye*",
                "en retard",
                "contentieux",
                "poursuite*",
                "tribunal*",
                "recouvrement",
                "penalty",
                "penalties",
                "late interest",
                "overdue",
                "unpaid",
                "formal notice",
                "legal action",
                "court",
            ],
            "Avant l’échéance, rien n’est dû : un message de courtoisie ne parle ni de pénalités, ni de retard, ni de suites.",
        )
    },
    Forbidden {
        kinds: &[Email, Sms, Letter, CallScript],
        stages: &[PreDue, Amicable],
        ..rule(
            "forbidden.notice_in_amicable",
            "C. civ. art. 1344",
            &[
                "vaut mise en demeure",
                "valant mise en demeure",
                "vaudra mise en demeure",
                "tient lieu de mise en demeure",
                "mettons en demeure",
                "mets en demeure",
                "mis en demeure",
                "presente mise en demeure",
                "derniere mise en demeure",
                "avez ete mis* en demeure",
                "formal notice to pay",
                "this is a formal notice",
                "serves as formal notice",
                "hereby give notice",
            ],
            "Une relance amiable ne met pas en demeure : annoncez-la au plus (« nous serions amenés à vous adresser une mise en demeure »), ou employez le type « mise en demeure ».",
        )
    },
    Forbidden {
        kinds: &[Email, Letter],
        stages: &[Amicable],
        subject_only: true,
        except: &["avant mise en demeure", "before formal notice"],
        ..rule(
            "forbidden.notice_in_subject",
            "C. civ. art. 1344",
            &["mise en demeure", "formal notice"],
            "L’objet d’une relance ne s’intitule pas « mise en demeure » : écrivez « rappel » ou « relance avant mise en demeure ».",
        )
    },
    rule(
        "forbidden.publicity",
        "C. conso. art. L121-6 ; RGPD art. 5",
        &[
            "liste noire",
            "mauvais payeurs",
            "rendre public",
            "rendre publique",
            "rendrons public*",
            "publier votre",
            "publierons",
            "reseaux sociaux",
            "avis negatif*",
            "faire savoir a vos",
            "blacklist*",
            "black list*",
            "publish your",
            "social media",
            "name and shame",
        ],
        "On ne menace pas de publier une dette : retirez cette phrase.",
    ),
    rule(
        "forbidden.third_parties",
        "C. conso. art. L121-6 ; C. civ. art. 9",
        &[
            "votre employeur",
            "vos voisins",
            "votre voisin*",
            "votre famille",
            "vos proches",
            "votre entourage",
            "vos collegues",
            "vos clients seront",
            "vos fournisseurs seront",
            "your employer",
            "your neighbo*",
            "your family",
            "your relatives",
        ],
        "Une dette ne regarde ni l’employeur, ni la famille, ni les voisins : retirez-les.",
    ),
    rule(
        "forbidden.false_urgency",
        "C. conso. art. L121-6",
        &[
            "dans les 24 heures",
            "dans les 24h",
            "sous 24 heures",
            "sous 24h",
            "sous 24 h",
            "sous 48 heures",
            "sous 48h",
            "sous 48 h",
            "dans les 48 heures",
            "ultime avis",
            "dernier avertissement",
            "within 24 hours",
            "within 48 hours",
            "last warning",
            "final warning",
        ],
        "Un délai que personne ne tiendra est une pression abusive : laissez au moins huit jours.",
    ),
    rule(
        "forbidden.iban_change",
        "usage (fraude au virement)",
        &[
            "nouvel iban",
            "nouveau rib",
            "changement d'iban",
            "changement de rib",
            "changement de banque",
            "coordonnees bancaires ont change",
            "nouvelles coordonnees bancaires",
            "new iban",
            "new bank details",
            "bank details have changed",
            "new bank account",
        ],
        "Un changement de compte ne s’annonce jamais dans une relance : c’est ce que font les fraudeurs.",
    ),
    rule(
        "forbidden.certain_judgment",
        "C. conso. art. L121-6",
        &[
            "serez condamne*",
            "sera condamne*",
            "vous condamnera",
            "jugement sera rendu",
            "titre executoire sera",
            "sans nouvel avis devant",
            "inscription au fichier",
            "interdit bancaire",
            "you will be convicted",
            "judgment will be entered",
            "credit rating will",
            "your credit score",
        ],
        "Personne ne connaît d’avance la décision d’un juge : dites « une action en justice pourra être engagée ».",
    ),
    rule(
        "forbidden.insult",
        "C. conso. art. L121-6 ; C. pén. art. 222-33-2-2",
        &[
            "mauvais payeur",
            "malhonnete*",
            "mauvaise foi",
            "voleur*",
            "honteu*",
            "irresponsable*",
            "dishonest*",
            "bad payer*",
            "bad faith",
            "thief",
            "thieves",
            "shame*",
        ],
        "Ni reproche ni injure : décrivez les faits, dates et montants.",
    ),
    Forbidden {
        kinds: &[FormalNotice],
        ..rule(
            "notice.special_matter",
            "L. n° 89-462 art. 24 ; C. énergie ; C. ass. art. L113-3",
            &[
                "loyer*",
                "bail",
                "locati*",
                "quittance de loyer",
                "electricite",
                "gaz naturel",
                "fourniture d'energie",
                "energie",
                "prime d'assurance",
                "cotisation d'assurance",
                "credit a la consommation",
                "telephonie",
                "abonnement internet",
                "rent",
                "lease",
                "tenan*",
                "electricity",
                "gas supply",
                "energy",
                "insurance premium",
                "consumer credit",
            ],
            "Loyer, énergie, assurance, crédit et télécommunications ont des mises en demeure à mentions spéciales, que Quittance ne fournit pas encore : faites-la établir autrement.",
        )
    },
    Forbidden {
        kinds: &[Sms],
        ..rule(
            "sms.discreet",
            "RGPD art. 5",
            DEBT_WORDS,
            "Un SMS se lit sur un écran verrouillé : ni dette, ni facture, ni montant ; demandez seulement qu’on vous rappelle.",
        )
    },
    Forbidden {
        kinds: &[Email, Letter],
        audiences: &[Consumer],
        subject_only: true,
        ..rule(
            "subject.discreet",
            "RGPD art. 5",
            DEBT_WORDS,
            "L’objet d’un message à un particulier ne parle pas de dette : écrivez, par exemple, « Votre compte chez {{ creditor_name }} ».",
        )
    },
    rule(
        "text.markup",
        "usage",
        &["<a", "<b>", "<br", "<div", "<img", "<p>", "<script", "<style", "<table", "</", "http://", "javascript:"],
        "Le texte est montré tel quel : ni balises HTML, ni lien sans chiffrement.",
    ),
];

/// An account number in the text: it would escape the verified payment block.
fn iban_at(text: &Folded) -> Option<usize> {
    let bytes: Vec<u8> = text.text().bytes().collect();
    let starts = |at: usize| {
        let fresh = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        fresh
            && bytes[at..].len() > 4
            && bytes[at..at + 2].iter().all(u8::is_ascii_lowercase)
            && bytes[at + 2..at + 4].iter().all(u8::is_ascii_digit)
    };
    (0..bytes.len()).filter(|at| starts(*at)).find(|at| {
        let solid: Vec<u8> = bytes[*at..].iter().copied().filter(|b| *b != b' ').take_while(u8::is_ascii_alphanumeric).take(34).collect();
        (15..=34).rev().filter(|length| *length <= solid.len()).any(|length| {
            let text = String::from_utf8_lossy(&solid[..length]).to_uppercase();
            crate::identifiers::Iban::parse(&text).is_ok()
        })
    })
}

impl Forbidden {
    /// The first place where it is said: its byte, and the words as they were written.
    fn first(&self, text: &Folded) -> Option<(usize, String)> {
        let (at, word) = self.words.iter().filter_map(|word| self.allowed(text, word).map(|at| (at, *word))).min()?;
        Some((at, text.written(at, word.trim_end_matches('*').len())))
    }

    /// The byte of a word that no longer, allowed word covers.
    fn allowed(&self, text: &Folded, word: &str) -> Option<usize> {
        let covers =
            |at: usize| self.except.iter().any(|except| text.positions(except).any(|from| (from..from + except.len()).contains(&at)));
        text.positions(word).find(|at| !covers(*at))
    }

    pub(super) fn judge(&self, text: &Text<'_>, findings: &mut Vec<Finding>) {
        let key = text.template.key;
        if !self.kinds.contains(&key.kind) || !self.stages.contains(&key.stage()) || !self.audiences.contains(&key.audience) {
            return;
        }
        let in_body =
            || if self.subject_only { None } else { self.first(&text.body).map(|(at, word)| (Place::Line(text.body.line_at(at)), word)) };
        let in_subject = || self.first(&text.subject).map(|(_, word)| (Place::Subject, word));
        let composed = || {
            text.composed.iter().find_map(|(_, subject, body)| {
                let subject = self.first(subject).map(|(_, word)| (Place::Subject, word));
                subject.or_else(|| if self.subject_only { None } else { self.first(body).map(|(_, word)| (Place::Whole, word)) })
            })
        };
        if let Some((place, word)) = in_subject().or_else(in_body).or_else(composed) {
            let sentence = format!("« {} » : {}", word.trim_matches(['⟦', '⟧']), self.sentence);
            findings.push(Finding { rule: self.rule, severity: Severity::Refused, place, sentence, source: self.source });
        }
        if self.rule == "forbidden.iban_change"
            && let Some(at) = iban_at(&text.body)
        {
            let sentence =
                "Un numéro de compte écrit dans le texte échappe aux contrôles : retirez-le, le bloc de paiement donne le vôtre."
                    .to_owned();
            let place = Place::Line(text.body.line_at(at));
            findings.push(Finding {
                rule: "forbidden.iban",
                severity: Severity::Refused,
                place,
                sentence,
                source: "usage (fraude au virement)",
            });
        }
    }
}
