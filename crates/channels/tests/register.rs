//! Registers of companies: a real HTTP server with answers of ours, files, and the recorded answers where they are there.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::thread::JoinHandle;

use channels::{CompanyQuery, CompanyRegister, RegisterApi, RegisterError, RegisterFile, open_register, read_answer};
use domain::identifiers::{Siren, Siret};
use domain::quality::CompanyState;

/// A server that gives one answer to each connection in turn, and the first line of each request.
fn server(answers: Vec<Vec<u8>>) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let served = std::thread::spawn(move || {
        let mut asked = Vec::new();
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = Vec::new();
            let mut byte = [0];
            while !request.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() == 1 {
                request.push(byte[0]);
            }
            asked.push(String::from_utf8_lossy(&request).lines().next().unwrap_or_default().to_owned());
            // The client may hang up before the end of an answer that is too long.
            let _ = stream.write_all(&answer);
        }
        asked
    });
    (address, served)
}

fn answer(status: &str, head: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{head}\r\n{body}", body.len()).into_bytes()
}

const FOUND: &str = r#"{"results":[{"siren":"732829320","nom_complet":"GARAGE MARTIN","etat_administratif":"C","date_fermeture":"2024-03-31",
    "siege":{"siret":"73282932000074","code_postal":"44000","libelle_commune":"NANTES"}}],"total_results":1}"#;

fn by_name(name: &str, postcode: &str) -> CompanyQuery {
    CompanyQuery { name: name.to_owned(), postcode: postcode.to_owned(), ..CompanyQuery::default() }
}

#[tokio::test]
async fn the_search_is_asked_and_read() {
    let (address, served) =
        server(vec![answer("200 OK", "", FOUND), answer("200 OK", "", r#"{"results":[]}"#), answer("200 OK", "", FOUND)]);
    let register = open_register(&address).unwrap();
    assert!(!register.is_local());
    let query = CompanyQuery { siren: Siren::parse("732829320").ok(), ..by_name("Peu importe", "44000") };
    let found = register.find(&query).await.unwrap();
    assert_eq!((found[0].name.as_str(), found[0].state, found.len()), ("GARAGE MARTIN", CompanyState::Closed, 1));
    assert_eq!(register.find(&by_name("Été & fils", "44000")).await.unwrap(), []);
    let query = CompanyQuery { siret: Siret::parse("73282932000074").ok(), ..query };
    register.find(&query).await.unwrap();
    assert_eq!(
        served.join().unwrap(),
        [
            "GET /search?q=732829320&page=1&per_page=10 HTTP/1.1",
            "GET /search?q=%C3%89t%C3%A9+%26+fils&page=1&per_page=10&code_postal=44000 HTTP/1.1",
            "GET /search?q=73282932000074&page=1&per_page=10 HTTP/1.1",
        ]
    );
}

#[tokio::test]
async fn a_register_that_misbehaves_is_refused() {
    let long = format!("{{\"results\":[],\"x\":\"{}\"}}", "a".repeat(5 << 20));
    let answers = vec![
        answer("429 Too Many Requests", "", ""),
        answer("302 Found", "Location: http://169.254.169.254/latest\r\n", ""),
        answer("500 Internal Server Error", "", "oups"),
        answer("200 OK", "", "<html>"),
        answer("200 OK", "", &long),
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{".to_vec(),
    ];
    let (address, served) = server(answers);
    let register = RegisterApi::open(&address).unwrap();
    let mut codes = Vec::new();
    for _ in 0..6 {
        codes.push(register.find(&by_name("Garage", "")).await.unwrap_err().code());
    }
    let unreachable = "register.unreachable";
    assert_eq!(codes, ["register.busy", unreachable, unreachable, "register.unreadable", "register.unreadable", unreachable]);
    assert_eq!(served.join().unwrap().len(), 6, "no redirect was followed");
    assert!(matches!(register.find(&by_name("Garage", "")).await, Err(RegisterError::Unreachable(_))), "the server is gone");
}

#[test]
fn only_safe_addresses_are_taken() {
    for good in ["https://recherche-entreprises.api.gouv.fr", "http://127.0.0.1:8000", "http://localhost:8000/v1/"] {
        assert!(open_register(good).is_ok(), "{good}");
    }
    for bad in
        ["http://recherche-entreprises.api.gouv.fr", "ftp://127.0.0.1", "registre", "", "file:/nulle/part.csv", "http://169.254.169.254"]
    {
        assert!(open_register(bad).is_err(), "{bad:?}");
    }
}

#[tokio::test]
async fn a_file_is_a_register() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sirene.csv");
    let table = "siren,nicSiegeUniteLegale,denominationUniteLegale,nomUniteLegale,prenom1UniteLegale,etatAdministratifUniteLegale,categorieJuridiqueUniteLegale,activitePrincipaleUniteLegale,numeroVoieEtablissement,typeVoieEtablissement,libelleVoieEtablissement,codePostalEtablissement,libelleCommuneEtablissement\n\
        732829320,00074,GARAGE MARTIN,,,A,5710,45.20A,12,QUAI,DE LA FOSSE,44000,NANTES\n\
        812345676,,GARAGE MARTIN,,,C,5499,45.20A,1,RUE,DU PORT,35000,RENNES\n\
        123456789,,CLE FAUSSE,,,A,,,,,,,\n\
        356000000,,,PETIT,JEAN,A,1000,,,,,44000,NANTES\n\
        court\n";
    std::fs::write(&path, table).unwrap();
    let register = RegisterFile::open(&path).unwrap();
    assert!(register.is_local());
    let found = register.find(&by_name("Garage Martin SARL", "35000")).await.unwrap();
    let told: Vec<_> = found.iter().map(|company| (company.siren.as_str(), company.state)).collect();
    assert_eq!(told, [("812345676", CompanyState::Closed), ("732829320", CompanyState::Active)]);
    assert_eq!(found[1].address.lines, ["12 QUAI DE LA FOSSE"]);
    assert_eq!(found[1].siret, Siret::parse("73282932000074").ok());
    let found = register.find(&CompanyQuery { siren: Siren::parse("356000000").ok(), ..CompanyQuery::default() }).await.unwrap();
    assert_eq!(found[0].name, "JEAN PETIT");
    assert_eq!(register.find(&by_name("Boulangerie", "44000")).await.unwrap(), []);
    assert_eq!(register.find(&by_name("", "")).await.unwrap(), []);

    std::fs::write(&path, "siren;denomination;etat;adresse;code_postal;ville\n732829320;Garage;F;1 rue;44000;Nantes\n").unwrap();
    let found = RegisterFile::open(&path).unwrap().find(&by_name("garage", "44000")).await.unwrap();
    assert_eq!((found[0].state, found[0].address.city.as_str()), (CompanyState::Closed, "Nantes"));
    std::fs::write(&path, "nom,ville\nx,y\n").unwrap();
    assert!(RegisterFile::open(&path).unwrap_err().to_string().contains("siren"));
}

/// Every recorded answer of the search is read: each company whose number is one, and no other file passes for one.
#[test]
fn recorded_answers_are_read() {
    let folder = std::env::var_os("QUITTANCE_SHARED")
        .map_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").into(), std::path::PathBuf::from);
    let Ok(files) = std::fs::read_dir(folder.join("data/sirene")) else { return eprintln!("skipped: no reference files") };
    let (mut read, mut companies, mut closed) = (0, 0, 0);
    for file in files.map(|file| file.unwrap().path()) {
        let whole: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        let answer = &whole["result"];
        let found = read_answer(answer.to_string().as_bytes(), None);
        let Some(results) = answer["results"].as_array() else {
            assert!(matches!(found, Err(RegisterError::Unreadable(_))), "{}", file.display());
            continue;
        };
        let valid = |unit: &&serde_json::Value| Siren::parse(unit["siren"].as_str().unwrap_or_default()).is_ok();
        let expected: Vec<&str> = results.iter().filter(valid).filter_map(|unit| unit["siren"].as_str()).collect();
        let found = found.unwrap();
        let sirens: Vec<&str> = found.iter().map(|company| company.siren.as_str()).collect();
        assert_eq!(sirens, expected, "{}", file.display());
        for (company, unit) in found.iter().zip(results.iter().filter(valid)) {
            let says_closed = unit["etat_administratif"] == "C";
            assert_eq!(company.state == CompanyState::Closed, says_closed, "{} {}", file.display(), company.siren);
            closed += usize::from(says_closed);
        }
        read += 1;
        companies += found.len();
    }
    eprintln!("{read} answers, {companies} companies, {closed} closed");
    assert!(read >= 15 && companies >= 30, "{read} answers, {companies} companies");
}
