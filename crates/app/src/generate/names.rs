//! The vocabulary of generated names, and their spelling at the bank and in addresses.

/// A town and its postal code.
pub(super) type Town = (&'static str, &'static str);

/// Family names, frequent ones and western ones.
#[rustfmt::skip]
pub(super) const SURNAMES: &[&str] = &[
    "Allain", "Aubry", "Barbier", "Baron", "Baudry", "Bellanger", "Bernard", "Berthelot", "Besnard", "Bertrand", "Blanchard", "Blanchet",
    "Bodin", "Bonnet", "Boucher", "Bourdon", "Bousquet", "Bouvier", "Boyer", "Briand", "Brunet", "Cadiou", "Caillaud", "Carpentier",
    "Chauvin", "Chevalier", "Clément", "Colas", "Cordier", "Cosson", "Coutant", "Da Silva", "Daniel", "David", "Delaunay", "Denis",
    "Diallo", "Dubois", "Dufour", "Dumas", "Dupont", "Dupuis", "Durand", "Étienne", "Fabre", "Faure", "Fernandez", "Fleury", "Fontaine",
    "Fournier", "Gaillard", "Garcia", "Garnier", "Gauthier", "Gautier", "Gérard", "Girard", "Godet", "Grondin", "Guérin", "Guichard",
    "Guillou", "Hamon", "Hardy", "Henry", "Hervé", "Huet", "Jacquet", "Jolivet", "Joly", "Kerjean", "Lacroix", "Lambert", "Lamy",
    "Langlois", "Laurent", "Le Gall", "Le Goff", "Le Roux", "Leblanc", "Lebreton", "Leclerc", "Lefèvre", "Legrand", "Lemaire", "Lemoine",
    "Leroy", "Lévêque", "Lopez", "Lucas", "Mahé", "Maillard", "Marchand", "Marie", "Martin", "Martinez", "Masson", "Mathieu", "Ménard",
    "Mercier", "Meunier", "Meyer", "Michaud", "Michel", "Monnier", "Moreau", "Morel", "Morin", "Morvan", "Moulin", "Muller", "Nguyen",
    "Nicolas", "Noël", "Olivier", "Orsini", "Payet", "Pelletier", "Perrin", "Perrot", "Petit", "Picard", "Pichon", "Poirier", "Poulain",
    "Prévost", "Raynaud", "Renard", "Renaud", "Rey", "Richard", "Rivière", "Robert", "Robin", "Roche", "Rolland", "Rousseau", "Roussel",
    "Roy", "Salaün", "Schmitt", "Simon", "Tanguy", "Tessier", "Texier", "Thomas", "Vasseur", "Vidal", "Vincent", "Weber", "Wagner",
    "Zimmermann",
];

/// First names of men.
#[rustfmt::skip]
pub(super) const MEN: &[&str] = &[
    "Adrien", "Alain", "Antoine", "Arnaud", "Benoît", "Bruno", "Christophe", "Damien", "David", "Didier", "Éric", "Fabien", "François",
    "Frédéric", "Gilles", "Guillaume", "Hugo", "Jean-Luc", "Jérôme", "Julien", "Karim", "Laurent", "Loïc", "Ludovic", "Marc", "Mathieu",
    "Mehdi", "Michel", "Nicolas", "Olivier", "Pascal", "Patrick", "Philippe", "Romain", "Sébastien", "Stéphane", "Thierry", "Vincent",
    "Yann", "Yves",
];

/// First names of women.
#[rustfmt::skip]
pub(super) const WOMEN: &[&str] = &[
    "Agnès", "Anaïs", "Anne", "Audrey", "Aurélie", "Camille", "Caroline", "Catherine", "Céline", "Chantal", "Christine", "Claire",
    "Delphine", "Élodie", "Émilie", "Fatima", "Florence", "Gaëlle", "Hélène", "Inès", "Isabelle", "Julie", "Laurence", "Léa", "Maëlle",
    "Manon", "Marie", "Martine", "Nadia", "Nathalie", "Pauline", "Sabrina", "Sandrine", "Sophie", "Stéphanie", "Sylvie", "Valérie",
    "Véronique", "Virginie", "Yasmina",
];

/// What small firms say they are.
#[rustfmt::skip]
pub(super) const TRADES: &[&str] = &[
    "Ambulances", "Atelier", "Boucherie", "Boulangerie", "Brasserie", "Cabinet", "Carrelages", "Carrosserie", "Charpentes", "Chaudronnerie",
    "Chauffage", "Clinique vétérinaire", "Constructions", "Couverture", "Domaine", "Électricité", "Emballages", "Établissements", "Façades",
    "Fonderie", "Fromagerie", "Garage", "Hôtel", "Imprimerie", "Isolation", "Jardins", "Laboratoire", "Maçonnerie", "Maraîchers",
    "Mécanique", "Menuiserie", "Messagerie", "Métallerie", "Nettoyage", "Optique", "Paysages", "Peinture", "Pépinières", "Pharmacie",
    "Piscines", "Plasturgie", "Plomberie", "Pneus", "Restaurant", "Scierie", "Serrurerie", "Taxis", "Terrassement", "Traiteur",
    "Transports", "Usinage", "Vérandas",
];

/// First halves of coined names.
#[rustfmt::skip]
pub(super) const COINED_STARTS: &[&str] = &[
    "Acti", "Agri", "Alti", "Armor", "Atlan", "Auto", "Axio", "Bati", "Bio", "Celti", "Clima", "Cyber", "Éco", "Erdre", "Euro", "Fluid",
    "Gali", "Horti", "Hydro", "Info", "Inter", "Ligéri", "Logi", "Loire", "Maine", "Médi", "Métal", "Nova", "Océa", "Opti", "Poly", "Proxi",
    "Séqui", "Sol", "Syner", "Techni", "Thermo", "Trans", "Uni", "Vendé",
];

/// Second halves of coined names.
#[rustfmt::skip]
pub(super) const COINED_ENDS: &[&str] = &[
    "bat", "bois", "conseil", "design", "distri", "énergie", "équip", "fab", "form", "froid", "industrie", "log", "mat", "méca", "média",
    "net", "nov", "pack", "plast", "pro", "print", "santé", "services", "sud", "tech", "tis", "travaux", "vert", "via",
];

/// What property companies are named after.
pub(super) const ESTATES: &[&str] =
    &["Les Tilleuls", "Les Cèdres", "Les Glycines", "Le Clos", "Les Remparts", "Les Oliviers", "La Garenne", "Le Verger"];

/// Public bodies; `{}` is "de" and the town, spelt as French does.
#[rustfmt::skip]
pub(super) const PUBLIC_BODIES: &[&str] = &[
    "Mairie {}", "Communauté de communes {}", "Centre hospitalier {}", "Lycée public {}", "CCAS {}", "Office public de l'habitat {}",
    "Université {}", "Syndicat des eaux {}", "Collège public {}",
];

/// Towns of the whole country.
#[rustfmt::skip]
pub(super) const FRANCE: &[Town] = &[
    ("75010", "Paris"), ("75013", "Paris"), ("75017", "Paris"), ("69002", "Lyon"), ("69008", "Lyon"), ("13006", "Marseille"),
    ("31100", "Toulouse"), ("06100", "Nice"), ("44100", "Nantes"), ("67200", "Strasbourg"), ("34070", "Montpellier"), ("33300", "Bordeaux"),
    ("59800", "Lille"), ("35200", "Rennes"), ("51100", "Reims"), ("76600", "Le Havre"), ("42000", "Saint-Étienne"), ("83000", "Toulon"),
    ("38000", "Grenoble"), ("21000", "Dijon"), ("49100", "Angers"), ("30900", "Nîmes"), ("69100", "Villeurbanne"),
    ("63000", "Clermont-Ferrand"), ("72000", "Le Mans"), ("13090", "Aix-en-Provence"), ("29200", "Brest"), ("37000", "Tours"),
    ("80000", "Amiens"), ("87000", "Limoges"), ("74000", "Annecy"), ("66000", "Perpignan"), ("25000", "Besançon"), ("57000", "Metz"),
    ("45000", "Orléans"), ("76100", "Rouen"), ("68100", "Mulhouse"), ("14000", "Caen"), ("54000", "Nancy"), ("93200", "Saint-Denis"),
    ("95100", "Argenteuil"), ("59100", "Roubaix"), ("86000", "Poitiers"), ("64000", "Pau"), ("17000", "La Rochelle"), ("84000", "Avignon"),
    ("79000", "Niort"), ("26000", "Valence"), ("10000", "Troyes"), ("73000", "Chambéry"), ("19100", "Brive-la-Gaillarde"),
    ("40000", "Mont-de-Marsan"), ("88000", "Épinal"), ("89000", "Auxerre"), ("65000", "Tarbes"),
];

/// Towns around the demo firm, the nearest ones more often.
#[rustfmt::skip]
pub(super) const WEST: &[Town] = &[
    ("44000", "Nantes"), ("44100", "Nantes"), ("44300", "Nantes"), ("44800", "Saint-Herblain"), ("44400", "Rezé"),
    ("44600", "Saint-Nazaire"), ("44700", "Orvault"), ("44470", "Carquefou"), ("44190", "Clisson"), ("44150", "Ancenis-Saint-Géréon"),
    ("44110", "Châteaubriant"), ("44210", "Pornic"), ("44350", "Guérande"), ("44120", "Vertou"), ("49000", "Angers"), ("49300", "Cholet"),
    ("49400", "Saumur"), ("85000", "La Roche-sur-Yon"), ("85100", "Les Sables-d'Olonne"), ("85500", "Les Herbiers"),
    ("85600", "Montaigu-Vendée"), ("56000", "Vannes"), ("56100", "Lorient"), ("56130", "La Roche-Bernard"), ("35000", "Rennes"),
    ("35600", "Redon"), ("35400", "Saint-Malo"), ("53000", "Laval"), ("72000", "Le Mans"), ("79000", "Niort"), ("29000", "Quimper"),
    ("29200", "Brest"), ("17000", "La Rochelle"), ("86000", "Poitiers"), ("37000", "Tours"),
];

/// Street names.
#[rustfmt::skip]
pub(super) const STREETS: &[&str] = &[
    "rue de la République", "avenue Jean Jaurès", "rue Victor Hugo", "boulevard Gambetta", "rue Pasteur", "place de la Mairie",
    "rue du Général de Gaulle", "chemin des Vignes", "impasse des Lilas", "zone artisanale des Prés", "rue des Écoles", "avenue de la Gare",
    "route de Paris", "quai de la Fosse", "allée des Platanes", "rue du Moulin", "zone industrielle Nord", "rue de l'Église",
    "rue des Artisans", "rue de l'Industrie", "avenue de l'Europe", "rue Aristide Briand", "parc d'activités de la Lande", "rue du Port",
];

/// Bank codes with a BIC.
#[rustfmt::skip]
pub(super) const BANKS: &[(&str, &str)] = &[
    ("30004", "BNPAFRPP"), ("30003", "SOGEFRPP"), ("30002", "CRLYFRPP"), ("10278", "CMCIFR2A"), ("20041", "PSSTFRPP"),
    ("14706", "AGRIFRPP847"), ("17906", "AGRIFRPP879"), ("14445", "CEPAFRPP444"), ("13807", "CCBPFRPPNAN"), ("15589", "CMBRFR2B"),
    ("30056", "CCFRFRPP"), ("16958", "QNTOFRP1"),
];

/// Legal forms, as often as they are met.
pub(super) const LEGAL_FORMS: &[&str] = &["SARL", "SARL", "SARL", "SAS", "SAS", "SAS", "SASU", "EURL", "SA", "SNC"];

/// Telephone prefixes that ARCEP keeps for fiction; four digits follow.
pub(super) const FICTION_PHONES: &[&str] = &["+3319900", "+3326191", "+3335301", "+3346571", "+3353649", "+3363998"];

/// Months as people write them on transfers.
pub(super) const MONTHS: [&str; 12] =
    ["JANVIER", "FEVRIER", "MARS", "AVRIL", "MAI", "JUIN", "JUILLET", "AOUT", "SEPTEMBRE", "OCTOBRE", "NOVEMBRE", "DECEMBRE"];

/// "de Nantes", "d'Angers", "du Mans", "des Herbiers", "de La Rochelle".
pub(super) fn of_town(town: &str) -> String {
    if let Some(rest) = town.strip_prefix("Le ") {
        return format!("du {rest}");
    }
    if let Some(rest) = town.strip_prefix("Les ") {
        return format!("des {rest}");
    }
    let vowel = town.chars().next().is_some_and(|first| "AEIOUYÉÈ".contains(first));
    if vowel { format!("d'{town}") } else { format!("de {town}") }
}

/// A text as banks transmit it: upper case without accents, the rest as blanks.
pub(super) fn bank_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars().flat_map(char::to_uppercase) {
        match character {
            'À' | 'Â' | 'Ä' => out.push('A'),
            'Ç' => out.push('C'),
            'É' | 'È' | 'Ê' | 'Ë' => out.push('E'),
            'Î' | 'Ï' => out.push('I'),
            'Ô' | 'Ö' => out.push('O'),
            'Ù' | 'Û' | 'Ü' => out.push('U'),
            'Œ' => out.push_str("OE"),
            'A'..='Z' | '0'..='9' | '&' | '.' | '/' | '-' => out.push(character),
            _ => out.push(' '),
        }
    }
    out
}

/// A text as a label of a domain name: at most 24 letters, digits and single hyphens.
pub(super) fn slug(text: &str) -> String {
    let mut out = String::new();
    for character in bank_text(text).to_ascii_lowercase().chars() {
        if character.is_ascii_alphanumeric() {
            out.push(character);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
        if out.len() == 24 {
            break;
        }
    }
    out.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn towns_take_their_preposition() {
        let cases = [
            ("Nantes", "de Nantes"),
            ("Angers", "d'Angers"),
            ("Épinal", "d'Épinal"),
            ("Le Mans", "du Mans"),
            ("Les Herbiers", "des Herbiers"),
            ("La Rochelle", "de La Rochelle"),
        ];
        for (town, expected) in cases {
            assert_eq!(of_town(town), expected);
        }
    }

    #[test]
    fn banks_and_domains_have_no_accents() {
        assert_eq!(bank_text("Œuvres d'Hélène & Fils"), "OEUVRES D HELENE & FILS");
        assert_eq!(slug("Communauté de communes d'Angers"), "communaute-de-communes-d");
        assert_eq!(slug("Lycée public de La Rochelle"), "lycee-public-de-la-roche");
        assert_eq!(slug("Éco & Vert"), "eco-vert");
    }
}
