//! An extract of the Sirene files as a register: nothing leaves the machine.

use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use domain::company::Company;
use domain::identifiers::{Siren, Siret};
use domain::party::Address;
use domain::quality::{CompanyState, normal_name, similarity};

use super::{CompanyQuery, CompanyRegister, Looking};

/// The most rows that are kept in memory; the whole of Sirene is not for a file of ours.
const MOST: usize = 2_000_000;

/// How many companies a name may find.
const SHOWN: usize = 10;

/// Why a file is no register.
#[derive(Debug, thiserror::Error)]
pub enum RegisterFileError {
    /// It cannot be opened.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// It is no table.
    #[error("{0}")]
    Csv(#[from] csv::Error),
    /// A column that it cannot do without is missing.
    #[error("the column {0} is missing")]
    Column(&'static str),
}

/// Companies of a table, by number and by the words of their names.
#[derive(Debug)]
pub struct RegisterFile {
    path: PathBuf,
    companies: Vec<Company>,
    by_siren: HashMap<Siren, Vec<usize>>,
    by_word: HashMap<String, Vec<usize>>,
}

/// What a column of `StockUniteLegale` or `StockEtablissement` is called here: without its suffix, lowered.
fn column(name: &str) -> String {
    let name = name.trim().trim_start_matches('\u{feff}');
    let bare = name.strip_suffix("UniteLegale").or_else(|| name.strip_suffix("Etablissement")).unwrap_or(name);
    bare.to_lowercase().replace(['_', ' '], "")
}

/// Where each column is; the first of several names that the table has.
struct Columns(HashMap<String, usize>);

impl Columns {
    fn get<'a>(&self, row: &'a csv::StringRecord, names: &[&str]) -> &'a str {
        let found = names.iter().filter_map(|name| self.0.get(*name)).filter_map(|at| row.get(*at)).map(str::trim);
        found.into_iter().find(|text| !text.is_empty() && *text != "[ND]").unwrap_or_default()
    }
}

impl RegisterFile {
    /// Reads a table with commas or semicolons, in UTF-8: `siren` and a name at least; `etatAdministratifUniteLegale`,
    /// `activitePrincipaleUniteLegale`, `categorieJuridiqueUniteLegale`, `siret` and an address where they are there.
    ///
    /// # Errors
    /// [`RegisterFileError`].
    pub fn open(path: &Path) -> Result<Self, RegisterFileError> {
        let mut reader = csv::ReaderBuilder::new().delimiter(separator(path)?).flexible(true).from_path(path)?;
        let columns = Columns(reader.headers()?.iter().enumerate().map(|(at, name)| (column(name), at)).collect());
        if !columns.0.contains_key("siren") {
            return Err(RegisterFileError::Column("siren"));
        }
        let mut register = Self { path: path.to_owned(), companies: Vec::new(), by_siren: HashMap::new(), by_word: HashMap::new() };
        let mut row = csv::StringRecord::new();
        while register.companies.len() < MOST {
            match reader.read_record(&mut row) {
                Ok(true) => register.companies.extend(company(&columns, &row)),
                Ok(false) => break,
                // A row in other letters is one company less, not a register less.
                Err(error) if matches!(error.kind(), csv::ErrorKind::Utf8 { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        for (at, company) in register.companies.iter().enumerate() {
            register.by_siren.entry(company.siren.clone()).or_default().push(at);
            for word in normal_name(&company.name).split(' ').filter(|word| word.len() > 1) {
                register.by_word.entry(word.to_owned()).or_default().push(at);
            }
        }
        Ok(register)
    }

    fn look(&self, query: &CompanyQuery) -> Vec<Company> {
        let siren = query.siren.clone().or_else(|| query.siret.as_ref().map(Siret::siren));
        if let Some(siren) = siren {
            let mut found: Vec<&Company> = self.by_siren.get(&siren).into_iter().flatten().map(|at| &self.companies[*at]).collect();
            found.sort_by_key(|company| company.siret != query.siret);
            return found.into_iter().take(SHOWN).cloned().collect();
        }
        let wanted = normal_name(&query.name);
        // The rarest word tells most.
        let rarest = wanted.split(' ').filter_map(|word| self.by_word.get(word)).min_by_key(|found| found.len());
        let mut found: Vec<(u8, bool, &Company)> = rarest
            .into_iter()
            .flatten()
            .map(|at| &self.companies[*at])
            .map(|company| (similarity(&company.name, &query.name), company.address.postcode == query.postcode, company))
            .filter(|(likeness, near, _)| *likeness >= if *near { 40 } else { 60 })
            .collect();
        found.sort_by(|a, b| (b.1, b.0).cmp(&(a.1, a.0)).then_with(|| a.2.siren.cmp(&b.2.siren)));
        found.into_iter().take(SHOWN).map(|(.., company)| company.clone()).collect()
    }
}

/// A semicolon when the first line has one, else a comma.
fn separator(path: &Path) -> Result<u8, RegisterFileError> {
    use std::io::{BufRead, BufReader, Read};
    let mut line = Vec::new();
    BufReader::new(File::open(path)?.take(64 * 1024)).read_until(b'\n', &mut line)?;
    Ok(if line.contains(&b';') { b';' } else { b',' })
}

fn company(columns: &Columns, row: &csv::StringRecord) -> Option<Company> {
    let siren = Siren::parse(columns.get(row, &["siren"])).ok()?;
    let person = format!("{} {}", columns.get(row, &["prenom1", "prenomusuel"]), columns.get(row, &["nomusage", "nom"]));
    let name = match columns.get(row, &["denomination", "nomraisonsociale", "name"]) {
        "" => person.trim().to_owned(),
        name => name.to_owned(),
    };
    if name.is_empty() {
        return None;
    }
    let siret = match (columns.get(row, &["siret"]), columns.get(row, &["nic", "nicsiege"])) {
        ("", nic) => Siret::parse(&format!("{siren}{nic}")).ok(),
        (siret, _) => Siret::parse(siret).ok(),
    };
    let parts = [["numerovoie"], ["indicerepetition"], ["typevoie"], ["libellevoie"]].map(|names| columns.get(row, &names));
    let street = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let street = if street.is_empty() { columns.get(row, &["adresse", "rue"]).to_owned() } else { street };
    let lines = [columns.get(row, &["complementadresse"]).to_owned(), street];
    let state = columns.get(row, &["etatadministratif", "etat"]);
    let closed = matches!(state.to_uppercase().as_str(), "C" | "F");
    let closed_on = columns.get(row, &["datefermeture", "datedebut"]);
    Some(Company {
        siren,
        siret,
        name,
        state: if closed { CompanyState::Closed } else { CompanyState::Active },
        closed_on: if closed { closed_on.parse().ok() } else { None },
        activity: columns.get(row, &["activiteprincipale", "naf", "ape"]).to_owned(),
        legal_category: columns.get(row, &["categoriejuridique", "naturejuridique"]).to_owned(),
        address: Address {
            lines: lines.into_iter().filter(|line| !line.is_empty()).collect(),
            postcode: columns.get(row, &["codepostal"]).to_owned(),
            city: columns.get(row, &["libellecommune", "commune", "ville"]).to_owned(),
            country: "FR".to_owned(),
        },
    })
}

impl CompanyRegister for RegisterFile {
    fn find<'a>(&'a self, query: &'a CompanyQuery) -> Looking<'a> {
        Box::pin(std::future::ready(Ok(self.look(query))))
    }

    fn describe(&self) -> String {
        self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    fn is_local(&self) -> bool {
        true
    }
}
