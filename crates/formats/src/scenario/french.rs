//! The user's sentences: what is wrong, and what to write instead.

use domain::dunning::{FIRST_DAY, LAST_DAY, MAX_KEY, MAX_NAME, MAX_STEPS, MAX_VETO_HOURS, ScenarioError, StepFault};

use super::{Fault, FaultKind, MAX_BYTES, MAX_TRIALS, print_day};
use crate::french::quoted;

/// What is wrong with a file, in a sentence; the line and the field are told beside it.
#[must_use]
pub fn fault_sentence(fault: &Fault) -> String {
    let field = quoted(&fault.field);
    match &fault.kind {
        FaultKind::TooLarge { bytes } => {
            format!("Le fichier pèse {bytes} octets, {MAX_BYTES} au plus sont lus\u{202f}: est-ce bien un scénario\u{202f}?")
        }
        FaultKind::NotText => "Le fichier n’est pas du texte UTF-8\u{202f}: enregistrez-le dans cet encodage.".to_owned(),
        // The parser speaks English: its words are for the JSON only.
        FaultKind::Syntax(_) => {
            "Le fichier n’est pas écrit en TOML ici\u{202f}: vérifiez les guillemets, les crochets et le signe égal.".to_owned()
        }
        FaultKind::Unknown => format!("Le nom {field} n’est pas connu ici\u{202f}: corrigez-le ou retirez la ligne."),
        FaultKind::Missing => format!("Il manque {field}."),
        FaultKind::Type { expected, found } => {
            format!("{field} attend {}, et non {}.", type_name(expected), type_name(found))
        }
        FaultKind::Choice { found, allowed } => {
            format!("{} n’est pas possible pour {field}\u{202f}: choisissez {}.", quoted(found), allowed.join(", "))
        }
        FaultKind::Range { found, min, max } => format!("{field} vaut {found}\u{202f}: écrivez un nombre de {min} à {max}."),
        FaultKind::Day(text) => format!("{} n’est pas un jour\u{202f}: écrivez par exemple J-5, J ou J+8.", quoted(text)),
        FaultKind::Date(text) => format!("{} n’est pas une date\u{202f}: écrivez par exemple 2026-09-30.", quoted(text)),
        FaultKind::Amount(text) => {
            format!("{} n’est pas un montant possible pour {field}\u{202f}: écrivez par exemple \"150.00\".", quoted(text))
        }
        FaultKind::Expectation(text) => format!(
            "{} ne se vérifie pas\u{202f}: écrivez par exemple «\u{202f}send reminder_1\u{202f}», «\u{202f}hold promised\u{202f}», «\u{202f}not_yet J+8\u{202f}» ou «\u{202f}exhausted\u{202f}».",
            quoted(text)
        ),
        FaultKind::NoStep(key) => format!("Aucune étape ne s’appelle {}\u{202f}: le test ne dirait rien.", quoted(key)),
        FaultKind::TooManyTrials(count) => format!("Le fichier contient {count} tests\u{202f}: {MAX_TRIALS} au plus."),
        FaultKind::Scenario(error) => scenario_sentence(error),
    }
}

fn type_name(name: &str) -> &'static str {
    match name {
        "text" => "un texte entre guillemets",
        "integer" => "un nombre entier",
        "decimal" => "un nombre à virgule",
        "boolean" => "true ou false",
        "date" => "une date",
        "amount" => "un montant entre guillemets, par exemple \"150.00\"",
        "list" => "une liste",
        _ => "une table",
    }
}

/// Why a list of steps is not a scenario, in a sentence.
#[must_use]
pub fn scenario_sentence(error: &ScenarioError) -> String {
    match error {
        ScenarioError::Empty => "Le scénario n’a aucune étape\u{202f}: ajoutez-en une.".to_owned(),
        ScenarioError::TooManySteps { count } => format!("Le scénario a {count} étapes\u{202f}: {MAX_STEPS} au plus."),
        ScenarioError::BadName { length } => {
            format!("Le nom du scénario a {length} caractères\u{202f}: donnez-lui de 1 à {MAX_NAME} caractères.")
        }
        ScenarioError::Step { position, key, fault } => {
            format!("Étape {}, {}\u{202f}: {}.", position + 1, quoted(key), step_sentence(fault))
        }
    }
}

fn step_sentence(fault: &StepFault) -> String {
    match fault {
        StepFault::BadKey => format!("la clé se compose de a-z, 0-9 et _, {MAX_KEY} caractères au plus"),
        StepFault::DuplicateKey => "une autre étape porte la même clé".to_owned(),
        StepFault::DayOutOfRange { days, first } if *first == FIRST_DAY => {
            format!("{} est hors des bornes\u{202f}: de {} à {}", print_day(*days), print_day(*first), print_day(LAST_DAY))
        }
        StepFault::DayOutOfRange { days, first } => format!("{days} jours après son départ\u{202f}: de {first} à {LAST_DAY} jours"),
        StepFault::FirstCountsFromPrevious => {
            "la première étape ne peut pas compter depuis une étape précédente\u{202f}: comptez depuis l’échéance".to_owned()
        }
        StepFault::OutOfOrder { day, previous_day } => format!(
            "elle tombe à {}, avant l’étape qui la précède ({})\u{202f}: rangez les étapes dans l’ordre",
            print_day(*day),
            print_day(*previous_day)
        ),
        StepFault::GapTooLong { days } => format!("un écart de {days} jours est trop long\u{202f}: {LAST_DAY} au plus"),
        StepFault::NoChannel => "elle n’a aucun canal".to_owned(),
        StepFault::ChannelTwice { channel } => format!("le canal {} y figure deux fois", channel.code()),
        StepFault::ChannelAfterTask => "un canal qui suit une tâche ne serait jamais essayé\u{202f}: placez la tâche en dernier".to_owned(),
        StepFault::NeedsPerson { channel } if channel.may_be_approved_first() => format!(
            "le canal {} ne part pas de lui-même\u{202f}: choisissez le mode manual, ou to_confirm pour l’approuver d’abord",
            channel.code()
        ),
        StepFault::NeedsPerson { channel } => {
            format!("le canal {} ne part pas de lui-même\u{202f}: choisissez le mode manual", channel.code())
        }
        StepFault::VetoHours { hours } => format!("{hours} heures de veto\u{202f}: donnez de 1 à {MAX_VETO_HOURS} heures"),
        StepFault::VetoWithoutMode { mode } => {
            format!("des heures de veto ne servent à rien en mode {}\u{202f}: choisissez le mode unless_vetoed", mode.code())
        }
        StepFault::TemplateAndDay { template, day } => format!(
            "le modèle {} ne convient pas à {}\u{202f}: pre_due jusqu’à l’échéance, une relance ensuite",
            template.code(),
            print_day(*day)
        ),
        StepFault::TemplateAndChannel { template, channel } => {
            format!("le modèle {} ne passe pas par le canal {}", template.code(), channel.code())
        }
        StepFault::StageBackwards { stage, day } => format!(
            "la phase {} ne convient pas à {}\u{202f}: pre_due jusqu’à l’échéance, puis amicable, puis pre_litigation, sans retour",
            stage.code(),
            print_day(*day)
        ),
        StepFault::AmountsCrossed => "aucun montant ne remplit la condition\u{202f}: le minimum dépasse le maximum".to_owned(),
        StepFault::ScoresCrossed => "aucun score ne remplit la condition\u{202f}: de 0 à 100, le minimum d’abord".to_owned(),
        StepFault::NegativeAmount => "un montant y est négatif".to_owned(),
        StepFault::EmptyCategory => "une catégorie n’a pas de nom".to_owned(),
    }
}
