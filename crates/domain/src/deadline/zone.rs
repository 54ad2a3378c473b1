use crate::holidays::{GoodFriday, Place, Territory};

/// Where the person whom a limit binds lives: it decides the extension for distance, and whose holidays
/// count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Zone {
    /// Mainland France outside Alsace-Moselle.
    Mainland,
    /// Departments 57, 67 and 68.
    AlsaceMoselle(GoodFriday),
    /// Overseas; `None` while it is not said where.
    Overseas(Option<Territory>),
    /// Abroad, before a court of mainland France.
    Abroad,
    /// Nobody knows.
    Unknown,
}

impl Zone {
    /// All zones, in the order of menus.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut zones = vec![Self::Mainland];
        zones.extend([GoodFriday::Unknown, GoodFriday::Kept, GoodFriday::NotKept].map(Self::AlsaceMoselle));
        zones.push(Self::Overseas(None));
        zones.extend(Territory::ALL.map(|territory| Self::Overseas(Some(territory))));
        zones.extend([Self::Abroad, Self::Unknown]);
        zones
    }

    /// The stable key, stored and typed.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Mainland => "mainland",
            Self::AlsaceMoselle(GoodFriday::Unknown) => "alsace-moselle",
            Self::AlsaceMoselle(GoodFriday::Kept) => "alsace-moselle:good-friday",
            Self::AlsaceMoselle(GoodFriday::NotKept) => "alsace-moselle:no-good-friday",
            Self::Overseas(None) => "overseas",
            Self::Overseas(Some(Territory::Guadeloupe)) => "overseas:guadeloupe",
            Self::Overseas(Some(Territory::Guyane)) => "overseas:guyane",
            Self::Overseas(Some(Territory::Martinique)) => "overseas:martinique",
            Self::Overseas(Some(Territory::Mayotte)) => "overseas:mayotte",
            Self::Overseas(Some(Territory::Reunion)) => "overseas:reunion",
            Self::Overseas(Some(Territory::SaintBarthelemy)) => "overseas:saint-barthelemy",
            Self::Overseas(Some(Territory::SaintMartin)) => "overseas:saint-martin",
            Self::Abroad => "abroad",
            Self::Unknown => "unknown",
        }
    }

    /// Reads a key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::all().into_iter().find(|zone| zone.code() == code)
    }

    /// Its French name.
    #[must_use]
    pub fn fr(self) -> String {
        match self {
            Self::Mainland => "France métropolitaine".to_owned(),
            Self::AlsaceMoselle(GoodFriday::Unknown) => "Alsace-Moselle".to_owned(),
            Self::AlsaceMoselle(GoodFriday::Kept) => "Alsace-Moselle, Vendredi saint férié".to_owned(),
            Self::AlsaceMoselle(GoodFriday::NotKept) => "Alsace-Moselle, Vendredi saint travaillé".to_owned(),
            Self::Overseas(None) => "Outre-mer".to_owned(),
            Self::Overseas(Some(territory)) => format!("Outre-mer, {}", territory.fr()),
            Self::Abroad => "Étranger".to_owned(),
            Self::Unknown => "Résidence inconnue".to_owned(),
        }
    }

    /// Its English name; territories keep their own.
    #[must_use]
    pub fn en(self) -> String {
        match self {
            Self::Mainland => "Mainland France".to_owned(),
            Self::AlsaceMoselle(GoodFriday::Unknown) => "Alsace-Moselle".to_owned(),
            Self::AlsaceMoselle(GoodFriday::Kept) => "Alsace-Moselle, Good Friday a holiday".to_owned(),
            Self::AlsaceMoselle(GoodFriday::NotKept) => "Alsace-Moselle, Good Friday worked".to_owned(),
            Self::Overseas(None) => "Overseas France".to_owned(),
            Self::Overseas(Some(territory)) => format!("Overseas France, {}", territory.fr()),
            Self::Abroad => "Abroad".to_owned(),
            Self::Unknown => "Residence unknown".to_owned(),
        }
    }

    /// Whose holidays count. Abroad, those of the French court: the holidays of other countries are not known here.
    #[must_use]
    pub fn place(self) -> Place {
        match self {
            Self::Mainland | Self::Abroad => Place::Mainland,
            Self::AlsaceMoselle(good_friday) => Place::AlsaceMoselle(good_friday),
            Self::Overseas(territory) => Place::Overseas(territory),
            Self::Unknown => Place::Anywhere,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_names_are_distinct_and_read_back() {
        let zones = Zone::all();
        for (position, zone) in zones.iter().enumerate() {
            assert_eq!(Zone::from_code(zone.code()), Some(*zone));
            for other in &zones[position + 1..] {
                assert!(zone.code() != other.code() && zone.fr() != other.fr(), "{zone:?} and {other:?}");
            }
        }
        for (territory, zone) in Territory::ALL.iter().zip(zones.iter().filter(|zone| matches!(zone, Zone::Overseas(Some(_))))) {
            assert_eq!(zone.code(), format!("overseas:{}", territory.code()));
        }
        for contract in ["mainland", "alsace-moselle", "overseas", "abroad"] {
            assert!(Zone::from_code(contract).is_some(), "{contract}");
        }
        assert_eq!(Zone::from_code("Mainland"), None);
    }
}
