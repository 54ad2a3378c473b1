//! The answer of the public search of companies (`recherche-entreprises.api.gouv.fr`, `/search`).

use domain::company::Company;
use domain::identifiers::{Siren, Siret};
use domain::party::Address;
use domain::quality::CompanyState;
use serde::Deserialize;

use super::RegisterError;

#[derive(Deserialize)]
struct Answer {
    results: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct Unit {
    siren: String,
    #[serde(default)]
    nom_raison_sociale: Option<String>,
    #[serde(default)]
    nom_complet: Option<String>,
    #[serde(default)]
    etat_administratif: Option<String>,
    #[serde(default)]
    date_fermeture: Option<String>,
    #[serde(default)]
    nature_juridique: Option<String>,
    #[serde(default)]
    activite_principale: Option<String>,
    #[serde(default)]
    siege: Option<Establishment>,
    #[serde(default)]
    matching_etablissements: Option<Vec<Establishment>>,
}

#[derive(Deserialize, Default)]
struct Establishment {
    #[serde(default)]
    siret: Option<String>,
    #[serde(default)]
    adresse: Option<String>,
    #[serde(default)]
    complement_adresse: Option<String>,
    #[serde(default)]
    numero_voie: Option<String>,
    #[serde(default)]
    indice_repetition: Option<String>,
    #[serde(default)]
    type_voie: Option<String>,
    #[serde(default)]
    libelle_voie: Option<String>,
    #[serde(default)]
    code_postal: Option<String>,
    #[serde(default)]
    libelle_commune: Option<String>,
    #[serde(default)]
    code_pays_etranger: Option<String>,
    #[serde(default)]
    etat_administratif: Option<String>,
    #[serde(default)]
    date_fermeture: Option<String>,
}

/// A text of the answer; what the company keeps to itself (`[NON-DIFFUSIBLE]`) is nothing.
fn said(text: Option<&String>) -> &str {
    text.map(|text| text.trim()).filter(|text| !text.contains("NON-DIFFUSIBLE")).unwrap_or_default()
}

impl Establishment {
    fn address(&self) -> Address {
        let (postcode, city) = (said(self.code_postal.as_ref()), said(self.libelle_commune.as_ref()));
        let parts = [&self.numero_voie, &self.indice_repetition, &self.type_voie, &self.libelle_voie].map(|part| said(part.as_ref()));
        let street = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        let whole = said(self.adresse.as_ref());
        // An establishment beside the seat comes with its address in one piece.
        let street = if street.is_empty() {
            whole.strip_suffix(&format!("{postcode} {city}")).unwrap_or_default().trim().to_owned()
        } else {
            street
        };
        let lines = [said(self.complement_adresse.as_ref()).to_owned(), street];
        // Codes of the register for foreign countries are not those of ISO 3166: none is better than a wrong one.
        let country = if self.code_pays_etranger.is_some() { String::new() } else { "FR".to_owned() };
        Address {
            lines: lines.into_iter().filter(|line| !line.is_empty()).collect(),
            postcode: postcode.to_owned(),
            city: city.to_owned(),
            country,
        }
    }

    fn is_closed(&self) -> bool {
        said(self.etat_administratif.as_ref()) == "F"
    }
}

fn company(unit: &Unit, asked: Option<&Siret>) -> Option<Company> {
    // A number that fails its key is no registration: nothing is taken over from it.
    let siren = Siren::parse(&unit.siren).ok()?;
    let seat = Establishment::default();
    let is_asked = |establishment: &&Establishment| asked.is_some_and(|asked| said(establishment.siret.as_ref()) == asked.as_str());
    let found = unit.matching_etablissements.iter().flatten().chain(unit.siege.as_ref()).find(is_asked);
    let establishment = found.or(unit.siege.as_ref()).unwrap_or(&seat);
    let unit_closed = said(unit.etat_administratif.as_ref()) == "C";
    let closed = unit_closed || (found.is_some() && establishment.is_closed());
    let closed_on = if unit_closed { unit.date_fermeture.as_ref() } else { establishment.date_fermeture.as_ref() };
    let name = [&unit.nom_raison_sociale, &unit.nom_complet].into_iter().map(|name| said(name.as_ref())).find(|name| !name.is_empty())?;
    Some(Company {
        siren,
        siret: Siret::parse(said(establishment.siret.as_ref())).ok(),
        name: name.to_owned(),
        state: if closed { CompanyState::Closed } else { CompanyState::Active },
        closed_on: if closed { said(closed_on).get(..10).and_then(|day| day.parse().ok()) } else { None },
        activity: said(unit.activite_principale.as_ref()).to_owned(),
        legal_category: said(unit.nature_juridique.as_ref()).to_owned(),
        address: establishment.address(),
    })
}

/// Reads an answer. A company that cannot be read, whose number fails its key or that keeps its name to itself, is left out.
///
/// # Errors
/// [`RegisterError::Unreadable`] when the bytes are no answer of the search.
pub fn read_answer(bytes: &[u8], asked: Option<&Siret>) -> Result<Vec<Company>, RegisterError> {
    let answer: Answer = serde_json::from_slice(bytes).map_err(|error| RegisterError::Unreadable(error.to_string()))?;
    let units = answer.results.into_iter().filter_map(|unit| serde_json::from_value::<Unit>(unit).ok());
    Ok(units.filter_map(|unit| company(&unit, asked)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn companies_are_read_and_bad_ones_left_out() {
        let answer = br#"{"results":[
            {"siren":"732829320","nom_raison_sociale":"GARAGE MARTIN","etat_administratif":"A","nature_juridique":"5710","activite_principale":"45.20A",
             "siege":{"siret":"73282932000074","numero_voie":"12","type_voie":"QUAI","libelle_voie":"DE LA FOSSE","code_postal":"44000","libelle_commune":"NANTES","etat_administratif":"A"}},
            {"siren":"812345676","nom_complet":"ANCIENNE MAISON","etat_administratif":"C","date_fermeture":"2024-03-31","siege":{"adresse":"1 RUE DU PORT 35000 RENNES","code_postal":"35000","libelle_commune":"RENNES"}},
            {"siren":"123456789","nom_complet":"CLE FAUSSE"},
            {"siren":"732829320","nom_complet":"[NON-DIFFUSIBLE]"},
            {"siren":12},
            "texte"
        ],"total_results":6}"#;
        let found = read_answer(answer, None).unwrap();
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!((found[0].name.as_str(), found[0].state), ("GARAGE MARTIN", CompanyState::Active));
        assert_eq!(found[0].address.lines, ["12 QUAI DE LA FOSSE"]);
        assert_eq!((found[1].state, found[1].closed_on), (CompanyState::Closed, "2024-03-31".parse().ok()));
        assert_eq!((found[1].address.lines.as_slice(), found[1].siret.as_ref()), (&["1 RUE DU PORT".to_owned()][..], None));
        for wrong in [&b""[..], b"{}", b"[]", b"<html>", b"{\"results\":3}"] {
            assert!(matches!(read_answer(wrong, None), Err(RegisterError::Unreadable(_))), "{wrong:?}");
        }
    }

    #[test]
    fn a_closed_establishment_closes_only_itself() {
        let answer = br#"{"results":[{"siren":"732829320","nom_complet":"GARAGE MARTIN","etat_administratif":"A",
            "siege":{"siret":"73282932000074","etat_administratif":"A"},
            "matching_etablissements":[{"siret":"73282932000082","etat_administratif":"F","date_fermeture":"2025-01-15"}]}]}"#;
        let asked = Siret::parse("73282932000082");
        let Ok(asked) = asked else { return assert_eq!(read_answer(answer, None).unwrap()[0].state, CompanyState::Active) };
        let found = read_answer(answer, Some(&asked)).unwrap();
        assert_eq!((found[0].state, found[0].siret.as_ref()), (CompanyState::Closed, Some(&asked)));
        assert_eq!(read_answer(answer, None).unwrap()[0].state, CompanyState::Active);
    }
}
