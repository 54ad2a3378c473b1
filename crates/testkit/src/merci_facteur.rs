//! Merci Facteur as its published documentation tells it (API 1.2): tokens signed under a secret, `sendCourrier`,
//! `getSuiviEnvoi`, `getProof`. Strict where the documentation is: a field that is missing is refused.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;
use serde_json::{Value, json};

/// The service's id.
pub const SERVICE: &str = "ab12cd";
/// Its secret.
pub const SECRET: &str = "s3cret";
/// The user.
pub const USER: u64 = 42;
/// What a letter costs, without tax: a registered one, another.
pub const PRICES: (f64, f64) = (7.25, 1.39);
const TOKEN: &str = "jeton-1";
const BASE: &str = "/api/1.2/prod/service";

/// A letter that was taken in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// `normal` or `lrare`.
    pub mode: String,
    /// The key against doubles.
    pub key: String,
    /// Name and town of the addressee.
    pub to: (String, String),
    /// The letter.
    pub pdf: Vec<u8>,
    /// Number of the post; empty while it is not printed.
    pub tracking: String,
    /// Where it stands.
    pub state: String,
    /// Whether it came back.
    pub is_returned: bool,
    /// The proof of deposit.
    pub deposit: Vec<u8>,
    /// The scanned receipt.
    pub receipt: Vec<u8>,
}

#[derive(Debug, Default)]
struct State {
    taken: BTreeMap<u64, Taken>,
    tokens: usize,
    /// Requests to `sendCourrier` that are taken in and whose connection then breaks.
    mute: usize,
    /// Requests to `sendCourrier` that are taken in and never answered.
    held: usize,
    /// The connections of those.
    open: Vec<TcpStream>,
    /// An error that the next `sendCourrier` answers.
    refuse: Option<String>,
}

/// A listening server; it ends with the process.
#[derive(Debug, Clone)]
pub struct MerciFacteurServer {
    port: u16,
    state: Arc<Mutex<State>>,
}

/// Starts a server on a free port of 127.0.0.1.
///
/// # Panics
/// When no port is free.
#[must_use]
pub fn start() -> MerciFacteurServer {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    let server = MerciFacteurServer { port: listener.local_addr().expect("it has an address").port(), state: Arc::default() };
    let serving = server.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            serving.answer(stream);
        }
    });
    server
}

struct Asked {
    path: String,
    query: BTreeMap<String, String>,
    headers: BTreeMap<String, String>,
    body: BTreeMap<String, String>,
}

fn pairs(text: &str) -> BTreeMap<String, String> {
    url::form_urlencoded::parse(text.as_bytes()).into_owned().collect()
}

fn read(stream: &TcpStream) -> Option<Asked> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let target = line.split(' ').nth(1)?.to_owned();
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let (path, query) = target.split_once('?').unwrap_or((target.as_str(), ""));
    Some(Asked { path: path.to_owned(), query: pairs(query), headers, body: pairs(&String::from_utf8_lossy(&body)) })
}

fn no(error: &str) -> Option<(u16, Value)> {
    Some((400, json!({"success": false, "error": {"code": error, "text": format!("Erreur {error}")}})))
}

impl MerciFacteurServer {
    /// Its address.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}{BASE}", self.port)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no test panics while it holds this")
    }

    /// What was taken in, by number.
    #[must_use]
    pub fn taken(&self) -> Vec<(u64, Taken)> {
        self.state().taken.iter().map(|(number, taken)| (*number, taken.clone())).collect()
    }

    /// How many tokens were asked for.
    #[must_use]
    pub fn tokens(&self) -> usize {
        self.state().tokens
    }

    /// Changes what is known of a letter.
    pub fn change(&self, number: u64, change: impl FnOnce(&mut Taken)) {
        if let Some(taken) = self.state().taken.get_mut(&number) {
            change(taken);
        }
    }

    /// The next letter is taken in and never answered for.
    pub fn hang_up_next(&self) {
        self.state().mute += 1;
    }

    /// The next letter is taken in, and its connection stays open without a word.
    pub fn hold_next(&self) {
        self.state().held += 1;
    }

    /// The next letter is refused.
    pub fn refuse_next(&self, error: &str) {
        self.state().refuse = Some(error.to_owned());
    }

    fn answer(&self, mut stream: TcpStream) {
        let Some(asked) = read(&stream) else { return };
        let Some((status, body)) = self.act(&asked) else {
            let mut state = self.state();
            if state.held > 0 {
                state.held -= 1;
                state.open.push(stream);
            } else {
                let _ = stream.shutdown(Shutdown::Both);
            }
            return;
        };
        let body = body.to_string();
        let head =
            format!("HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
        let _ = stream.write_all((head + &body).as_bytes());
    }

    /// The answer; `None` hangs up.
    fn act(&self, asked: &Asked) -> Option<(u16, Value)> {
        let header = |name: &str| asked.headers.get(name).map_or("", String::as_str);
        if header("ww-service-id") != SERVICE {
            return no("WRONG_SERVICE_ID");
        }
        let operation = asked.path.strip_prefix(BASE).and_then(|path| path.strip_prefix('/')).unwrap_or_default();
        if operation == "getToken" {
            let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
            let expected = hex::encode(hmac::sign(&key, format!("{SERVICE}{}", header("ww-timestamp")).as_bytes()));
            if header("ww-service-signature") != expected || header("ww-authorized-ip").is_empty() {
                return no("WRONG_SIGNATURE");
            }
            self.state().tokens += 1;
            let until = header("ww-timestamp").parse::<i64>().unwrap_or(0) + 86_400;
            return Some((200, json!({"success": true, "token": TOKEN, "expire": until})));
        }
        if header("ww-access-token") != TOKEN {
            return Some((401, json!({"success": false, "error": {"code": "TOKEN_EXPIRED", "text": "Token expiré"}})));
        }
        match operation {
            "listEnvois" if asked.query.get("idUser") != Some(&USER.to_string()) => no("USER_NOT_FOUND"),
            "listEnvois" => Some((200, json!({"success": true, "error": null, "envois": []}))),
            "sendCourrier" => self.send(&asked.body),
            "getSuiviEnvoi" => self.follow(asked.query.get("idEnvoi")?.parse().ok()?),
            "getProof" => self.proof(asked.query.get("trackingNumber")?, asked.query.get("document")?),
            _ => Some((404, json!({"success": false, "error": "UNKNOWN"}))),
        }
    }

    fn send(&self, body: &BTreeMap<String, String>) -> Option<(u16, Value)> {
        let field = |name: &str| body.get(name).map_or("", String::as_str);
        let parsed = |name: &str| serde_json::from_str::<Value>(field(name)).unwrap_or_default();
        let (places, content) = (parsed("adress"), parsed("content"));
        let whole = |place: &Value| {
            let named = ["civilite", "nom", "prenom", "societe", "adresse1", "adresse2", "adresse3", "cp", "ville", "pays"];
            let filled = |key: &str| place[key].as_str().is_some_and(|text| !text.is_empty());
            named.iter().all(|key| place[*key].is_string()) && (filled("nom") || filled("societe")) && filled("cp") && filled("ville")
        };
        let to = &places["dest"][0];
        if field("idUser") != USER.to_string() || !["normal", "suivi", "lrar", "lrare"].contains(&field("modeEnvoi")) {
            return no("WRONG_FIELDS");
        }
        if !whole(&places["exp"]) || !whole(to) || to["pays"] != "france" {
            return no("INFO_ADDRESS_MISSING");
        }
        let letter = &content["letter"];
        let sides = letter["print_sides"].as_str().unwrap_or_default();
        let pdf = letter["base64files"][0].as_str().and_then(|text| STANDARD.decode(text).ok()).unwrap_or_default();
        if letter["files"] != "" || content["photo"] != "" || content["card"] != "" || !pdf.starts_with(b"%PDF-") {
            return no("LETTER_INVALID_BASE64_FILES");
        }
        if !["recto", "rectoverso", "distinctrectoverso"].contains(&sides) || to["reference"].as_str().is_none_or(|text| text.len() > 30) {
            return no("WRONG_FIELDS");
        }
        let mut state = self.state();
        if let Some(error) = state.refuse.take() {
            return no(&error);
        }
        let key = field("antidoublon").to_owned();
        if state.taken.values().any(|taken| taken.key == key) {
            return no("ANTIDOUBLON");
        }
        let number = 1_000 + state.taken.len() as u64;
        let name = |key: &str| to[key].as_str().unwrap_or_default().to_owned();
        let price = if field("modeEnvoi") == "normal" { PRICES.1 } else { PRICES.0 };
        let taken = Taken {
            mode: field("modeEnvoi").to_owned(),
            key,
            to: (name("societe"), name("ville")),
            pdf,
            state: "wait".to_owned(),
            ..Taken::default()
        };
        state.taken.insert(number, taken);
        if state.held > 0 {
            return None;
        }
        if state.mute > 0 {
            state.mute -= 1;
            return None;
        }
        Some((
            200,
            json!({"success": true, "envoi_id": number, "price": {"total": {"ht": price, "ttc": price * 1.2}}, "resume": {"nb_dest": 1, "nb_page": 1}}),
        ))
    }

    fn follow(&self, number: u64) -> Option<(u16, Value)> {
        let state = self.state();
        let Some(taken) = state.taken.get(&number) else { return no("ENVOI_UNKNOWN") };
        let receipt = if taken.receipt.is_empty() { json!("pending") } else { json!(STANDARD.encode(&taken.receipt)) };
        let letter = json!({
            "dest": taken.to.0, "ref_courrier": format!("{number}-1"), "ref_tracking": if taken.tracking.is_empty() { Value::Null } else { json!(taken.tracking) },
            "mode_envoi": taken.mode, "last_state": taken.state, "historique": "", "pnd": if taken.is_returned { "1" } else { "0" },
            "are_base64_jpeg": receipt,
        });
        Some((200, json!({"success": true, "error": null, "statut_print_envoi": "Impression terminée", "suivi_courrier": [letter]})))
    }

    fn proof(&self, tracking: &str, document: &str) -> Option<(u16, Value)> {
        let state = self.state();
        let found = state.taken.values().find(|taken| !taken.tracking.is_empty() && taken.tracking == tracking);
        match found {
            Some(taken) if document == "depot" && !taken.deposit.is_empty() => {
                Some((200, json!({"success": true, "error": null, "format_return": "pdf", "document": STANDARD.encode(&taken.deposit)})))
            }
            Some(taken) if document == "reception" && !taken.receipt.is_empty() => {
                Some((200, json!({"success": true, "error": null, "format_return": "jpeg", "document": STANDARD.encode(&taken.receipt)})))
            }
            _ => no("PROOF_NOT_AVAILABLE"),
        }
    }
}
