//! The packs of templates and scenarios by trade, compiled into the program.

use domain::template::MessageTemplate;

/// Templates and a scenario for one trade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pack {
    /// The stable key.
    pub code: &'static str,
    /// What users call it.
    pub name: &'static str,
    /// For whom it is, in a sentence.
    pub about: &'static str,
    /// Why it has no formal notice; empty when it has one.
    pub no_notice: &'static str,
    /// Its scenario, as a text file.
    pub scenario: &'static str,
    texts: [&'static str; 2],
}

const PACKS: [Pack; 4] = [
    Pack {
        code: "services",
        name: "Services",
        about: "Prestations, interventions et honoraires, à des entreprises, des organismes publics ou des particuliers.",
        no_notice: "",
        scenario: include_str!("../../templates/packs/services.toml"),
        texts: [include_str!("../../templates/packs/services.fr.txt"), include_str!("../../templates/packs/services.en.txt")],
    },
    Pack {
        code: "trade",
        name: "Négoce entre professionnels",
        about: "Marchandises livrées à des entreprises, avec bons de commande et de livraison.",
        no_notice: "",
        scenario: include_str!("../../templates/packs/trade.toml"),
        texts: [include_str!("../../templates/packs/trade.fr.txt"), include_str!("../../templates/packs/trade.en.txt")],
    },
    Pack {
        code: "rent",
        name: "Loyers et charges",
        about: "Loyers et charges, phase amiable seulement.",
        no_notice: "La mise en demeure d’un locataire obéit à des mentions spéciales (loi n° 89-462 du 6 juillet 1989, art. 24) que Quittance ne fournit pas encore : ce lot s’arrête à la phase amiable.",
        scenario: include_str!("../../templates/packs/rent.toml"),
        texts: [include_str!("../../templates/packs/rent.fr.txt"), include_str!("../../templates/packs/rent.en.txt")],
    },
    Pack {
        code: "energy",
        name: "Énergie",
        about: "Fourniture d’électricité, de gaz ou de chaleur, phase amiable seulement.",
        no_notice: "La mise en demeure d’un client en fourniture d’énergie obéit à des mentions et des délais spéciaux (code de l’énergie et décret n° 2008-780 du 13 août 2008) que Quittance ne fournit pas encore : ce lot s’arrête à la phase amiable.",
        scenario: include_str!("../../templates/packs/energy.toml"),
        texts: [include_str!("../../templates/packs/energy.fr.txt"), include_str!("../../templates/packs/energy.en.txt")],
    },
];

/// The packs, in the order of menus.
#[must_use]
pub fn packs() -> &'static [Pack] {
    &PACKS
}

impl Pack {
    /// A pack by its key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<&'static Self> {
        PACKS.iter().find(|pack| pack.code == code)
    }

    /// Its templates, French first.
    #[must_use]
    pub fn templates(&self) -> Vec<MessageTemplate> {
        self.texts.iter().flat_map(|text| super::read(text.as_bytes()).0).map(|(template, _)| template).collect()
    }
}
