//! A strict reading of what stands between braces: names, words of conditions, short texts, numbers. Anything else is
//! told with its line.

use domain::template::{Finding, MAX_BODY, MAX_SUBJECT, MessageTemplate, Name, Place, Severity};

/// Conditions within conditions, at most.
const MAX_DEPTH: usize = 6;
/// Tags of one text, at most.
const MAX_TAGS: usize = 300;
/// Characters between two braces, at most.
const MAX_TAG: usize = 200;

const WORDS: &[&str] = &["if", "elif", "else", "endif", "and", "or", "not", "true", "false"];

pub(super) fn fault(place: Place, sentence: String) -> Finding {
    Finding { rule: "template.syntax", severity: Severity::Refused, place, sentence, source: "usage" }
}

/// The names that a template uses, and what cannot be read in it.
pub(super) fn scan(template: &MessageTemplate) -> (Vec<Name>, Vec<Finding>) {
    let (mut names, mut faults) = (Vec::new(), Vec::new());
    if template.subject.len() <= MAX_SUBJECT && template.body.len() <= MAX_BODY {
        text(&template.subject, |_| Place::Subject, &mut names, &mut faults);
        text(&template.body, Place::Line, &mut names, &mut faults);
    } else {
        // Told by the rule of sizes; nothing of it is read.
        faults.push(fault(Place::Whole, "Le texte est trop long pour être lu.".to_owned()));
    }
    (names, faults)
}

fn text(source: &str, place: impl Fn(usize) -> Place, names: &mut Vec<Name>, faults: &mut Vec<Finding>) {
    let (mut rest, mut line, mut tags) = (source, 1, 0);
    let mut open: Vec<(usize, bool)> = Vec::new();
    if source.contains(['⟦', '⟧']) {
        faults.push(fault(place(1), "Les signes ⟦ et ⟧ sont réservés : retirez-les.".to_owned()));
    }
    while let Some(at) = rest.find('{') {
        line += rest[..at].matches('\n').count();
        let tag = &rest[at..];
        let (end, is_value) = match tag.as_bytes().get(1) {
            Some(b'{') => ("}}", true),
            Some(b'%') => ("%}", false),
            Some(b'#') => {
                faults.push(fault(place(line), "Un modèle n’a pas de commentaire : retirez « {# … #} ».".to_owned()));
                return;
            }
            _ => {
                rest = &tag[1..];
                continue;
            }
        };
        let Some(length) = tag[2..].find(end) else {
            faults.push(fault(place(line), format!("« {} » n’est pas refermé : ajoutez « {end} ».", &tag[..2])));
            return;
        };
        let inside = &tag[2..2 + length];
        tags += 1;
        if tags > MAX_TAGS {
            faults.push(fault(place(line), format!("Le modèle a plus de {MAX_TAGS} variables et conditions : simplifiez-le.")));
            return;
        }
        match tokens(inside) {
            Err(sentence) => faults.push(fault(place(line), sentence)),
            Ok(found) => {
                let known = |token: &&str| !WORDS.contains(token) && token.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
                // Of a tag that is not admitted, no name is told: the tag is.
                if is_value || found.first().is_some_and(|first| WORDS.contains(first)) {
                    names.extend(
                        found.iter().filter(|token| known(token)).map(|name| Name { name: (*name).to_owned(), place: place(line) }),
                    );
                }
                if is_value {
                    value(&found, place(line), faults);
                } else {
                    condition(&found, line, &place, &mut open, faults);
                }
            }
        }
        line += inside.matches('\n').count();
        rest = &tag[2 + length + 2..];
    }
    if let Some((line, _)) = open.first() {
        faults.push(fault(place(*line), "Cette condition n’est pas refermée : ajoutez « {% endif %} ».".to_owned()));
    }
}

/// A value is a name, or one of two by a condition.
fn value(found: &[&str], place: Place, faults: &mut Vec<Finding>) {
    if found.is_empty() {
        faults.push(fault(place, "Rien entre « {{ » et « }} » : écrivez un nom de la liste.".to_owned()));
    } else if found.len() > 1 && !found.contains(&"if") {
        faults.push(fault(place, "Un seul nom entre « {{ » et « }} ».".to_owned()));
    } else if found.contains(&"if") && !found.contains(&"else") {
        faults.push(fault(place, "Écrivez « {{ a if condition else b }} » : il manque « else ».".to_owned()));
    }
}

fn condition(found: &[&str], line: usize, place: &impl Fn(usize) -> Place, open: &mut Vec<(usize, bool)>, faults: &mut Vec<Finding>) {
    let mut say = |sentence: &str| faults.push(fault(place(line), sentence.to_owned()));
    match (found.first().copied(), found.len()) {
        (Some("if"), 2..) => {
            open.push((line, false));
            if open.len() > MAX_DEPTH {
                say("Trop de conditions les unes dans les autres : simplifiez le modèle.");
            }
        }
        (Some("elif"), 2..) => match open.last() {
            Some((_, false)) => {}
            Some((_, true)) => say("« elif » vient avant « else »."),
            None => say("« elif » sans « if »."),
        },
        (Some("else"), 1) => match open.last_mut() {
            Some((_, seen @ false)) => *seen = true,
            Some(_) => say("Un seul « else » par condition."),
            None => say("« else » sans « if »."),
        },
        (Some("endif"), 1) => {
            if open.pop().is_none() {
                say("« endif » sans « if ».");
            }
        }
        (Some("if" | "elif" | "else" | "endif"), _) => say("Cette condition est mal écrite : « {% if nom %} … {% else %} … {% endif %} »."),
        _ => say("Seules les conditions sont admises : if, elif, else, endif. Ni boucle, ni inclusion, ni calcul."),
    }
}

/// The words between braces.
fn tokens(inside: &str) -> Result<Vec<&str>, String> {
    if inside.chars().count() > MAX_TAG {
        return Err(format!("Plus de {MAX_TAG} caractères entre deux accolades : simplifiez."));
    }
    let mut found = Vec::new();
    let mut rest = inside.trim_ascii_start();
    while let Some(first) = rest.chars().next() {
        let end = match first {
            'a'..='z' | 'A'..='Z' | '_' => rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len()),
            '0'..='9' => {
                let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
                let glued = rest[end..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
                if end > 9 || glued {
                    return Err("Un nombre a neuf chiffres au plus.".to_owned());
                }
                end
            }
            '"' | '\'' => {
                let end = rest[1..].find(first).ok_or_else(|| "Un texte entre guillemets n’est pas refermé.".to_owned())? + 2;
                if rest[..end].contains(['\\', '\n', '{', '}', '%', '⟦', '⟧']) {
                    return Err(
                        "Un texte entre guillemets ne contient ni accolade, ni %, ni barre inverse, ni retour à la ligne.".to_owned()
                    );
                }
                end
            }
            '=' | '!' | '<' | '>' => {
                let end = if rest[1..].starts_with('=') { 2 } else { 1 };
                if end == 1 && matches!(first, '=' | '!') {
                    return Err("Comparez avec ==, !=, <, >, <= ou >=.".to_owned());
                }
                end
            }
            other => return Err(format!("« {other} » n’est pas admis entre accolades : seulement un nom ou une condition.")),
        };
        found.push(&rest[..end]);
        rest = rest[end..].trim_ascii_start();
    }
    Ok(found)
}
