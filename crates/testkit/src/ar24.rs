//! AR24 as its published documentation tells it: requests dated and signed under a private key, answers enciphered, `user`,
//! `user/auth_otp`, `attachment`, `mail`, and the proofs behind their addresses. Strict where the documentation is.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};

use aes::Aes256;
use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeDecrypt as _, BlockModeEncrypt as _, KeyIvInit as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest;
use serde_json::{Value, json};

/// The token of the account.
pub const TOKEN: &str = "jeton-ar24-0123456789";
/// Its private key.
pub const PRIVATE_KEY: &str = "7X9gx9E3Qx4EiUdB63nc";
/// The sender.
pub const USER: u64 = 4_242;
/// The one-time code that is good.
pub const CODE: &str = "482913";
/// An address at which nobody is known.
pub const UNKNOWN: &str = "inconnu@nulle-part.example";

/// A letter that was taken in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// Whether it is qualified.
    pub eidas: bool,
    /// First name, name, company, e-mail of the addressee.
    pub to: (String, String, String, String),
    /// `particulier` or `professionnel`.
    pub kind: String,
    /// The sender's own reference.
    pub reference: String,
    /// The letter.
    pub pdf: Vec<u8>,
    /// When the notice that it waits was sent; empty before.
    pub noticed: String,
    /// When it was accepted.
    pub viewed: String,
    /// When it was refused.
    pub refused: String,
    /// When its fifteen days were over.
    pub neglected: String,
    /// When the notice came back.
    pub bounced: String,
}

#[derive(Debug, Default)]
struct State {
    taken: BTreeMap<u64, Taken>,
    files: BTreeMap<u64, Vec<u8>>,
    /// Whether the sender is known by a one-time code.
    is_known: bool,
    /// Letters that are taken in and whose connection then breaks.
    mute: usize,
    /// Requests for letters, refused ones included.
    asked: usize,
}

/// A listening server; it ends with the process.
#[derive(Debug, Clone)]
pub struct Ar24Server {
    port: u16,
    state: Arc<Mutex<State>>,
}

/// Starts a server on a free port of 127.0.0.1.
///
/// # Panics
/// When no port is free.
#[must_use]
pub fn start() -> Ar24Server {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    let server = Ar24Server { port: listener.local_addr().expect("it has an address").port(), state: Arc::default() };
    let serving = server.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            serving.answer(stream);
        }
    });
    server
}

struct Asked {
    method: String,
    path: String,
    fields: BTreeMap<String, String>,
    signature: String,
    file: Vec<u8>,
}

fn pairs(text: &str) -> BTreeMap<String, String> {
    url::form_urlencoded::parse(text.as_bytes()).into_owned().collect()
}

/// The fields and the file of a form of parts.
fn parts(body: &[u8], boundary: &str) -> (BTreeMap<String, String>, Vec<u8>) {
    let (mut fields, mut file) = (BTreeMap::new(), Vec::new());
    let mark = format!("--{boundary}").into_bytes();
    let starts: Vec<usize> = body.windows(mark.len()).enumerate().filter(|(_, window)| *window == mark).map(|(at, _)| at).collect();
    for pair in starts.windows(2) {
        let part = &body[pair[0] + mark.len()..pair[1]];
        let Some(at) = part.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let (head, value) = (String::from_utf8_lossy(&part[..at]).into_owned(), &part[at + 4..part.len().saturating_sub(2)]);
        let name = head.split("name=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned();
        if head.contains("filename=") {
            file = value.to_vec();
        } else {
            fields.insert(name, String::from_utf8_lossy(value).into_owned());
        }
    }
    (fields, file)
}

fn read(stream: &TcpStream) -> Option<Asked> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let (method, target) = (line.split(' ').next()?.to_owned(), line.split(' ').nth(1)?.to_owned());
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
    let kind = headers.get("content-type").cloned().unwrap_or_default();
    let (fields, file) = match kind.split_once("boundary=") {
        Some((_, boundary)) => parts(&body, boundary),
        None if method == "GET" => (pairs(query), Vec::new()),
        None => (pairs(&String::from_utf8_lossy(&body)), Vec::new()),
    };
    Some(Asked { method, path: path.to_owned(), fields, signature: headers.get("signature").cloned().unwrap_or_default(), file })
}

fn sha256(text: &str) -> String {
    hex::encode(digest::digest(&digest::SHA256, text.as_bytes()))
}

fn cut<const N: usize>(text: &str) -> [u8; N] {
    text.as_bytes()[..N].try_into().expect("a hash is long enough")
}

/// The date that a signature holds.
fn signed(signature: &str) -> Option<String> {
    let bytes = STANDARD.decode(signature).ok()?;
    let vector: [u8; 16] = cut(&sha256(&sha256(PRIVATE_KEY)));
    let key: [u8; 32] = cut(&sha256(PRIVATE_KEY));
    let mut buffer = vec![0; bytes.len()];
    let opened = cbc::Decryptor::<Aes256>::new(&key.into(), &vector.into()).decrypt_padded_b2b::<Pkcs7>(&bytes, &mut buffer).ok()?;
    String::from_utf8(opened.to_vec()).ok()
}

fn sealed(date: &str, clear: &str) -> String {
    let vector: [u8; 16] = cut(&sha256(&sha256(PRIVATE_KEY)));
    let key: [u8; 32] = cut(&sha256(&format!("{date}{PRIVATE_KEY}")));
    let mut buffer = vec![0; clear.len() + 16];
    let sealing = cbc::Encryptor::<Aes256>::new(&key.into(), &vector.into());
    let length = sealing.encrypt_padded_b2b::<Pkcs7>(clear.as_bytes(), &mut buffer).map_or(0, <[u8]>::len);
    STANDARD.encode(&buffer[..length])
}

enum Reply {
    Result(Value),
    Error(&'static str),
    File(Vec<u8>),
    HangUp,
}

impl Ar24Server {
    /// Its address.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}/api", self.port)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no test panics while it holds this")
    }

    /// What was taken in, by number.
    #[must_use]
    pub fn taken(&self) -> Vec<(u64, Taken)> {
        self.state().taken.iter().map(|(number, taken)| (*number, taken.clone())).collect()
    }

    /// How many letters it was asked to send, refused ones included.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.state().asked
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

    fn answer(&self, mut stream: TcpStream) {
        let Some(asked) = read(&stream) else { return };
        let date = asked.fields.get("date").cloned().unwrap_or_default();
        let reply = if signed(&asked.signature).as_deref() != Some(date.as_str()) || date.is_empty() {
            Reply::Error("invalid_signature")
        } else if asked.path.starts_with("/get/proof/") {
            self.proof(&asked)
        } else if asked.fields.get("token").map(String::as_str) != Some(TOKEN) {
            Reply::Error("token_invalid")
        } else if asked.fields.get("id_user").map(String::as_str) != Some(USER.to_string().as_str()) {
            Reply::Error("user_not_exist")
        } else {
            self.act(&asked)
        };
        let body = match reply {
            Reply::HangUp => {
                let _ = stream.shutdown(Shutdown::Both);
                return;
            }
            Reply::Result(result) => sealed(&date, &json!({"status": "SUCCESS", "result": result}).to_string()).into_bytes(),
            // An error is told in the clear, with the code of a success.
            Reply::Error(slug) => json!({"status": "ERROR", "slug": slug, "message": format!("Erreur {slug}")}).to_string().into_bytes(),
            Reply::File(bytes) => bytes,
        };
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
    }

    fn act(&self, asked: &Asked) -> Reply {
        let field = |name: &str| asked.fields.get(name).map_or("", String::as_str);
        match (asked.method.as_str(), asked.path.trim_end_matches('/')) {
            ("GET", "/api/user") => Reply::Result(json!({"id": USER, "name": "Claire Morel"})),
            ("POST", "/api/user/auth_otp") => {
                let is_right = field("otp") == CODE;
                self.state().is_known |= is_right;
                if is_right { Reply::Result(json!({})) } else { Reply::Error("otp_invalid") }
            }
            ("POST", "/api/attachment") if asked.file.starts_with(b"%PDF-") => {
                let mut state = self.state();
                let number = 51 + state.files.len() as u64;
                state.files.insert(number, asked.file.clone());
                Reply::Result(json!({"file_id": number}))
            }
            ("POST", "/api/attachment") => Reply::Error("attachment_missing"),
            ("POST", "/api/mail") => self.send(asked),
            ("GET", "/api/mail") => {
                match field("id_mail").parse().ok().and_then(|number| Some((number, self.state().taken.get(&number)?.clone()))) {
                    Some((number, taken)) => Reply::Result(self.shown(number, &taken)),
                    None => Reply::Error("mail_not_exist"),
                }
            }
            _ => Reply::Error("route_not_exist"),
        }
    }

    fn send(&self, asked: &Asked) -> Reply {
        let field = |name: &str| asked.fields.get(name).cloned().unwrap_or_default();
        let mut state = self.state();
        state.asked += 1;
        let eidas = field("eidas") == "1";
        let to = (field("to_firstname"), field("to_lastname"), field("to_company"), field("to_email"));
        let file = field("attachment[0]").parse().ok().and_then(|number: u64| state.files.get(&number).cloned());
        if eidas && !state.is_known {
            return Reply::Error("otp_required");
        }
        if to.0.is_empty() || to.1.is_empty() || !to.3.contains('@') {
            return Reply::Error("missing_recipient");
        }
        if !["particulier", "professionnel"].contains(&field("dest_statut").as_str())
            || to.2.is_empty() == (field("dest_statut") == "professionnel")
        {
            return Reply::Error("dest_statut_invalid");
        }
        let Some(pdf) = file else { return Reply::Error("attachment_missing") };
        if to.3 == UNKNOWN {
            return Reply::Error("email_not_valid");
        }
        let number = 900 + state.taken.len() as u64;
        state
            .taken
            .insert(number, Taken { eidas, to, kind: field("dest_statut"), reference: field("ref_dossier"), pdf, ..Taken::default() });
        if state.mute > 0 {
            state.mute -= 1;
            return Reply::HangUp;
        }
        let shown = self.shown(number, &state.taken[&number].clone());
        Reply::Result(shown)
    }

    fn shown(&self, number: u64, taken: &Taken) -> Value {
        let proof = |kind: &str, at: &str| {
            if at.is_empty() { String::new() } else { format!("http://127.0.0.1:{}/get/proof/{kind}-{number}?token=1", self.port) }
        };
        let status = [
            (&taken.refused, "refused"),
            (&taken.neglected, "negligence"),
            (&taken.viewed, "AR"),
            (&taken.bounced, "bounced"),
            (&taken.noticed, "sent"),
        ];
        let status = status.into_iter().find(|(at, _)| !at.is_empty()).map_or("waiting", |(_, status)| status);
        json!({
            "id": number, "type": "lre", "status": status, "is_eidas": u8::from(taken.eidas), "price_ht": 0, "send_fail": 0,
            "to_email": taken.to.3, "dest_statut": taken.kind, "ref_dossier": taken.reference,
            "ts_ev_date": taken.noticed, "proof_ev_url": proof("ev", &taken.noticed),
            "view_date": taken.viewed, "proof_ar_url": proof("ar", &taken.viewed),
            "refused_date": taken.refused, "proof_rf_url": proof("rf", &taken.refused),
            "negligence_date": taken.neglected, "proof_ng_url": proof("ng", &taken.neglected),
            "bounced_date": taken.bounced, "proof_bc_url": proof("bc", &taken.bounced),
        })
    }

    fn proof(&self, asked: &Asked) -> Reply {
        let name = asked.path.trim_start_matches("/get/proof/");
        let number = name.split_once('-').and_then(|(_, number)| number.parse::<u64>().ok());
        match number {
            Some(number) if self.state().taken.contains_key(&number) => Reply::File(format!("%PDF-1.7 preuve {name}").into_bytes()),
            _ => Reply::Error("proof_not_exist"),
        }
    }
}
