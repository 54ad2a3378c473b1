//! Templates as a text file: a line `=== key`, a name, a subject, an empty line, the text; and the next.

use domain::template::{MessageTemplate, TemplateKey};

/// The longest file, in bytes.
const MAX_FILE: usize = 512 * 1024;
/// The most templates of one file.
const MAX_TEMPLATES: usize = 400;

/// Why a file of templates is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFault {
    /// The line, from 1; 0 for the whole file.
    pub line: usize,
    /// Its stable code.
    pub code: &'static str,
    /// What is wrong and what to do, in French.
    pub sentence: String,
}

/// Reads a file of templates. What is wrong is told with its line; good templates are kept. Each comes with the line of
/// the file on which its text begins.
#[must_use]
pub fn read(bytes: &[u8]) -> (Vec<(MessageTemplate, usize)>, Vec<FileFault>) {
    let mut reader = Reader::default();
    if bytes.len() > MAX_FILE {
        reader.fault(0, "template_file.too_long", "Le fichier dépasse 512 Kio : partagez-le.");
        return (reader.done, reader.faults);
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        reader.fault(0, "template_file.encoding", "Le fichier n’est pas en UTF-8 : enregistrez-le dans cet encodage.");
        return (reader.done, reader.faults);
    };
    for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        reader.line(at + 1, line.trim_end());
    }
    reader.close();
    if reader.done.is_empty() && reader.faults.is_empty() {
        reader.fault(
            0,
            "template_file.empty",
            "Le fichier ne contient aucun modèle : une ligne « === first_reminder.email.fr.any » en commence un.",
        );
    }
    (reader.done, reader.faults)
}

#[derive(Default)]
struct Reader {
    done: Vec<(MessageTemplate, usize)>,
    faults: Vec<FileFault>,
    current: Option<MessageTemplate>,
    /// The line on which the text begins; 0 in the head.
    body_at: usize,
    /// Whether the template under way has a head that cannot be read.
    skips: bool,
}

impl Reader {
    fn fault(&mut self, line: usize, code: &'static str, sentence: &str) {
        self.faults.push(FileFault { line, code, sentence: sentence.to_owned() });
    }

    fn line(&mut self, at: usize, line: &str) {
        if let Some(slug) = line.strip_prefix("=== ") {
            self.close();
            self.begin(at, slug.trim());
            return;
        }
        let Some(template) = &mut self.current else {
            if !line.is_empty() && !self.skips {
                self.skips = true;
                self.fault(at, "template_file.head", "Un modèle commence par « === étape.type.langue.destinataires ».");
            }
            return;
        };
        if self.body_at > 0 {
            template.body.push_str(line);
            template.body.push('\n');
        } else if let Some(name) = line.strip_prefix("nom:") {
            name.trim().clone_into(&mut template.name);
        } else if let Some(subject) = line.strip_prefix("objet:") {
            subject.trim().clone_into(&mut template.subject);
        } else if line.is_empty() {
            self.body_at = at + 1;
        } else {
            self.fault(at, "template_file.field", "Avant la première ligne vide, seules « nom: » et « objet: » sont admises.");
        }
    }

    fn begin(&mut self, at: usize, slug: &str) {
        self.skips = false;
        if self.done.len() >= MAX_TEMPLATES {
            self.skips = true;
            self.fault(at, "template_file.too_many", "Plus de 400 modèles dans un fichier : partagez-le.");
            return;
        }
        match TemplateKey::from_slug(slug) {
            Some(key) if self.done.iter().any(|(known, _)| known.key == key) => {
                self.skips = true;
                self.fault(at, "template_file.twice", &format!("Le modèle « {slug} » est déjà dans ce fichier."));
            }
            Some(key) => self.current = Some(MessageTemplate { key, name: String::new(), subject: String::new(), body: String::new() }),
            None => {
                self.skips = true;
                self.fault(
                    at,
                    "template_file.key",
                    &format!(
                        "« {slug} » n’est pas une clé de modèle : étape.type.langue.destinataires, comme first_reminder.email.fr.any."
                    ),
                );
            }
        }
    }

    fn close(&mut self) {
        if let Some(mut template) = self.current.take() {
            template.body = template.body.trim_end().to_owned();
            self.done.push((template, self.body_at));
        }
        self.body_at = 0;
    }
}

/// Writes a template as [`read`] reads it.
#[must_use]
pub fn write(template: &MessageTemplate) -> String {
    let subject = if template.subject.is_empty() { String::new() } else { format!("objet: {}\n", template.subject) };
    format!("=== {}\nnom: {}\n{subject}\n{}\n", template.key.slug(), template.name, template.body)
}
