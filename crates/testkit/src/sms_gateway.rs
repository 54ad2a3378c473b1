//! A gateway of text messages on this machine, written from the pages that OVHcloud and Brevo publish of their protocols
//! (named in `docs/reference/channels.md`), and one of nobody's. It is our own server: it refuses what those pages say is
//! refused, and nothing tells whether the real ones do as their pages say.
//!
//! It keeps the texts that it takes, checks what each protocol asks for, and can refuse, break or fall silent.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use serde_json::{Value, json};

/// The OVHcloud account that it knows.
pub const SERVICE: &str = "sms-ab12345-1";
/// The application's key.
pub const APPLICATION_KEY: &str = "7kbG7Bk7S9Nt7ZSV";
/// The application's secret.
pub const APPLICATION_SECRET: &str = "EXEgWIz07P0HYwtQDs7cNIqCiQaWSuHF";
/// The consumer's key.
pub const CONSUMER_KEY: &str = "MtSwSrPpNjqfVSmJhLbPyr2i45lSwPU1";
/// The Brevo account's key.
pub const API_KEY: &str = "xkeysib-0123456789abcdef";
/// What the third gateway wants in `authorization`.
pub const BEARER: &str = "Bearer s3cret-of-the-house";
/// What its clock says, whatever ours does.
pub const CLOCK: u64 = 1_789_452_000;

/// What it does with the next texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mood {
    /// Takes them.
    #[default]
    Willing,
    /// Answers this status, and takes nothing.
    Refusing(u16),
    /// Takes the request and answers nothing for as long as anybody waits.
    Silent,
    /// Takes the text, then hangs up without a word.
    Vanishing,
    /// Takes nothing, and says that it understood: numbers that cannot be reached, or an answer without its number.
    Vague,
}

/// A text that it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenText {
    /// To whom, with a plus.
    pub to: String,
    /// What it says.
    pub text: String,
    /// In whose name.
    pub sender: String,
    /// The tag or number that came with it.
    pub key: String,
}

#[derive(Default)]
struct State {
    mood: Mood,
    texts: Vec<TakenText>,
    calls: usize,
    written: Vec<WrittenText>,
    stopped: Vec<String>,
}

/// A text that somebody wrote back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenText {
    /// Its number here.
    pub id: u64,
    /// By whom, with a plus.
    pub from: String,
    /// What.
    pub text: String,
    /// When, RFC 3339.
    pub at: String,
}

/// A listening gateway. Dropping it stops it.
pub struct SmsGateway {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    ended: Arc<AtomicBool>,
    listening: Option<JoinHandle<()>>,
}

/// Starts a gateway on a free port of 127.0.0.1.
///
/// # Panics
/// When no port is free.
#[must_use]
pub fn sms_gateway() -> SmsGateway {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port of this machine is free");
    let address = listener.local_addr().expect("a listener has an address");
    let (state, ended) = (Arc::new(Mutex::new(State::default())), Arc::new(AtomicBool::new(false)));
    let (ours, over) = (Arc::clone(&state), Arc::clone(&ended));
    let listening = std::thread::spawn(move || {
        for stream in listener.incoming() {
            if over.load(Ordering::SeqCst) {
                return;
            }
            let Ok(stream) = stream else { continue };
            let (ours, over) = (Arc::clone(&ours), Arc::clone(&over));
            std::thread::spawn(move || serve(&stream, &format!("http://{address}"), &ours, &over));
        }
    });
    SmsGateway { address, state, ended, listening: Some(listening) }
}

impl SmsGateway {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The address of OVHcloud's API here.
    #[must_use]
    pub fn ovh(&self) -> String {
        format!("http://{}/1.0", self.address)
    }

    /// The address of Brevo's API here.
    #[must_use]
    pub fn brevo(&self) -> String {
        format!("http://{}/v3", self.address)
    }

    /// The address of the third gateway: JSON or a form with `to`, `text`, `from` and `ref`, and [`BEARER`].
    #[must_use]
    pub fn generic(&self) -> String {
        format!("http://{}/send", self.address)
    }

    /// What it took so far, in order.
    #[must_use]
    pub fn texts(&self) -> Vec<TakenText> {
        self.state().texts.clone()
    }

    /// Somebody writes back.
    pub fn write_back(&self, id: u64, from: &str, text: &str, at: &str) {
        self.state().written.push(WrittenText { id, from: from.to_owned(), text: text.to_owned(), at: at.to_owned() });
    }

    /// The gateway itself puts a number, with its plus, on its stop list.
    pub fn stop(&self, number: &str) {
        self.state().stopped.push(number.to_owned());
    }

    /// How often somebody asked it to send, whatever became of it.
    #[must_use]
    pub fn calls(&self) -> usize {
        self.state().calls
    }

    /// Changes what it does from now on.
    pub fn be(&self, mood: Mood) {
        self.state().mood = mood;
    }
}

impl Drop for SmsGateway {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        // Wakes the listener, so that it sees that it is over.
        drop(TcpStream::connect(self.address));
        if let Some(listening) = self.listening.take() {
            drop(listening.join());
        }
    }
}

struct Request {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Request {
    fn read(stream: &TcpStream) -> Option<Self> {
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let mut words = line.split_whitespace();
        let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':')?;
            headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
        let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        Some(Self { method, path, headers, body: String::from_utf8_lossy(&body).into_owned() })
    }

    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

/// A status and a body; or a text to take first, and what is said then.
enum Reply {
    Say(u16, Value),
    Take(TakenText, Value),
}

fn serve(mut stream: &TcpStream, base: &str, state: &Mutex<State>, ended: &AtomicBool) {
    let Some(request) = Request::read(stream) else { return };
    let lock = || state.lock().unwrap_or_else(PoisonError::into_inner);
    let say = |mut stream: &TcpStream, status: u16, body: &str| {
        let head =
            format!("HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
        // Whoever asked may have hung up.
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
    };
    if request.method == "GET" && request.path == "/1.0/auth/time" {
        say(stream, 200, &CLOCK.to_string());
        return;
    }
    let asked = incoming(&request, base, &lock());
    if let Some((status, body)) = asked {
        say(stream, status, &body.to_string());
        return;
    }
    let mood = {
        let mut state = lock();
        state.calls += 1;
        state.mood
    };
    let (text, answer) = match answer(&request, base) {
        Reply::Say(status, body) => {
            say(stream, status, &body.to_string());
            return;
        }
        Reply::Take(text, answer) => (text, answer),
    };
    match mood {
        Mood::Willing => {
            lock().texts.push(text);
            let status = if request.path.starts_with("/v3") { 201 } else { 200 };
            say(stream, status, &answer.to_string());
        }
        Mood::Refusing(status) => say(stream, status, &json!({"code": "refused", "message": "not today"}).to_string()),
        Mood::Silent => {
            while !ended.load(Ordering::SeqCst) {
                std::thread::park_timeout(Duration::from_millis(20));
            }
        }
        Mood::Vanishing => lock().texts.push(text),
        Mood::Vague => {
            let vague = json!({"ids": [], "validReceivers": [], "invalidReceivers": [text.to], "totalCreditsRemoved": 0});
            say(stream, 200, &vague.to_string());
        }
    }
    let _ = stream.flush();
}

fn answer(request: &Request, base: &str) -> Reply {
    let path = request.path.split('?').next().unwrap_or_default();
    match path {
        _ if path == format!("/1.0/sms/{SERVICE}/jobs") => ovh(request, base),
        "/v3/transactionalSMS/send" => brevo(request),
        "/send" => generic(request),
        _ => Reply::Say(404, json!({"message": "Got an invalid (or empty) URL"})),
    }
}

/// What a gateway that is asked what came in answers; `None` for other requests.
fn incoming(request: &Request, base: &str, state: &State) -> Option<(u16, Value)> {
    let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
    if request.method != "GET" {
        return None;
    }
    if let Some(below) = path.strip_prefix(&format!("/1.0/sms/{SERVICE}/")).filter(|below| !below.starts_with("jobs")) {
        if let Mood::Refusing(status) = state.mood {
            return Some((status, json!({"message": "This call has not been granted", "errorCode": "NOT_GRANTED_CALL"})));
        }
        if let Err(code) = ovh_caller(request, base) {
            return Some((403, json!({"message": code, "errorCode": code})));
        }
        let detail = |text: &WrittenText| json!({"id": text.id, "creationDatetime": text.at, "sender": text.from, "message": text.text, "tag": "", "credits": 0});
        return Some(match below.split('/').collect::<Vec<_>>()[..] {
            ["blacklists"] => (200, json!(state.stopped)),
            ["incoming"] => (200, json!(state.written.iter().map(|text| text.id).collect::<Vec<_>>())),
            ["incoming", id] => match state.written.iter().find(|text| text.id.to_string() == id) {
                Some(text) => (200, detail(text)),
                None => (404, json!({"message": "The requested object does not exist"})),
            },
            _ => (404, json!({"message": "Got an invalid (or empty) URL"})),
        });
    }
    if path != "/v3/transactionalSMS/statistics/events" {
        return None;
    }
    if request.header("api-key") != API_KEY {
        return Some((401, json!({"code": "unauthorized", "message": "Key not found"})));
    }
    let asked: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let field = |name: &str| asked.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
    let event = |number: &str, at: &str, event: &str, reply: &str| json!({"phoneNumber": number.trim_start_matches('+'), "date": at, "messageId": "1511882900176220", "event": event, "reply": reply, "tag": ""});
    let all: Vec<Value> = match field("event") {
        "replies" => state.written.iter().map(|text| event(&text.from, &text.at, "replies", &text.text)).collect(),
        "unsubscription" => {
            state.stopped.iter().map(|number| event(number, "2026-09-15T08:00:00.000+02:00", "unsubscription", "")).collect()
        }
        _ => return Some((400, json!({"code": "invalid_parameter", "message": "event"}))),
    };
    let (Ok(limit), Ok(offset)) = (field("limit").parse::<usize>(), field("offset").parse::<usize>()) else {
        return Some((400, json!({"code": "invalid_parameter", "message": "limit"})));
    };
    if field("startDate").len() != 10 || field("endDate").len() != 10 || limit > 100 {
        return Some((400, json!({"code": "invalid_parameter", "message": "dates"})));
    }
    let page: Vec<Value> = all.into_iter().skip(offset).take(limit).collect();
    Some((200, if page.is_empty() { json!({}) } else { json!({"events": page}) }))
}

fn text<'v>(body: &'v Value, key: &str) -> &'v str {
    body[key].as_str().unwrap_or_default()
}

/// Whether a call is signed as published.
fn ovh_caller(request: &Request, base: &str) -> Result<(), &'static str> {
    if request.header("x-ovh-application") != APPLICATION_KEY {
        return Err("INVALID_KEY");
    }
    if request.header("x-ovh-consumer") != CONSUMER_KEY {
        return Err("INVALID_CREDENTIAL");
    }
    let at = request.header("x-ovh-timestamp");
    if !at.parse::<u64>().is_ok_and(|at| at.abs_diff(CLOCK) < 60) {
        return Err("QUERY_TIME_OUT");
    }
    let signed = format!("{APPLICATION_SECRET}+{CONSUMER_KEY}+{}+{base}{}+{}+{at}", request.method, request.path, request.body);
    let expected = format!("$1${}", hex::encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, signed.as_bytes())));
    if request.header("x-ovh-signature") == expected { Ok(()) } else { Err("INVALID_SIGNATURE") }
}

fn ovh(request: &Request, base: &str) -> Reply {
    let refuse = |status: u16, code: &str| Reply::Say(status, json!({"message": code, "errorCode": code, "httpCode": status.to_string()}));
    if let Err(code) = ovh_caller(request, base) {
        return refuse(if matches!(code, "INVALID_KEY" | "INVALID_CREDENTIAL") { 403 } else { 400 }, code);
    }
    let Ok(body) = serde_json::from_str::<Value>(&request.body) else { return refuse(400, "INVALID_JSON") };
    let one = body["receivers"].as_array().filter(|receivers| receivers.len() == 1);
    let to = one.and_then(|receivers| receivers[0].as_str()).unwrap_or_default();
    let (sender, tag) = (text(&body, "sender"), text(&body, "tag"));
    let is_sound = to.starts_with('+')
        && !text(&body, "message").is_empty()
        && sender.len() <= 11
        && tag.len() <= 20
        && body["noStopClause"] == Value::Bool(true)
        && body["senderForResponse"] == Value::Bool(sender.is_empty())
        && matches!(text(&body, "coding"), "7bit" | "8bit")
        && text(&body, "charset") == "UTF-8";
    if !is_sound {
        return refuse(400, "INVALID_ARGUMENT");
    }
    let taken = TakenText { to: to.to_owned(), text: text(&body, "message").to_owned(), sender: sender.to_owned(), key: tag.to_owned() };
    Reply::Take(taken, json!({"ids": [4_242_001], "validReceivers": [to], "invalidReceivers": [], "totalCreditsRemoved": 1}))
}

fn brevo(request: &Request) -> Reply {
    let refuse = |status, code: &str| Reply::Say(status, json!({"code": code, "message": code}));
    if request.header("api-key") != API_KEY {
        return refuse(401, "unauthorized");
    }
    let Ok(body) = serde_json::from_str::<Value>(&request.body) else { return refuse(400, "bad_request") };
    let (to, sender) = (text(&body, "recipient"), text(&body, "sender"));
    let is_sound = (8..=15).contains(&to.len())
        && to.bytes().all(|sign| sign.is_ascii_digit())
        && (1..=11).contains(&sender.len())
        && sender.bytes().all(|sign| sign.is_ascii_alphanumeric())
        && text(&body, "type") == "transactional"
        && !text(&body, "content").is_empty()
        && body["unicodeEnabled"].is_boolean();
    if !is_sound {
        return refuse(400, "invalid_parameter");
    }
    let taken = TakenText {
        to: format!("+{to}"),
        text: text(&body, "content").to_owned(),
        sender: sender.to_owned(),
        key: text(&body, "tag").to_owned(),
    };
    Reply::Take(taken, json!({"messageId": 1_511_882_900_176_220_u64}))
}

fn generic(request: &Request) -> Reply {
    if request.header("authorization") != BEARER {
        return Reply::Say(401, json!({"error": "who are you"}));
    }
    let fields: Vec<(String, String)> = if request.header("content-type") == "application/json" {
        let Ok(Value::Object(body)) = serde_json::from_str(&request.body) else { return Reply::Say(400, json!({"error": "no JSON"})) };
        body.into_iter().map(|(name, value)| (name, value.as_str().unwrap_or_default().to_owned())).collect()
    } else {
        let form = if request.method == "GET" { request.path.split_once('?').map_or("", |(_, query)| query) } else { &request.body };
        url::form_urlencoded::parse(form.as_bytes()).into_owned().collect()
    };
    let field = |name: &str| fields.iter().find(|(known, _)| known == name).map_or(String::new(), |(_, value)| value.clone());
    let taken = TakenText { to: field("to"), text: field("text"), sender: field("from"), key: field("ref") };
    if taken.to.is_empty() || taken.text.is_empty() {
        return Reply::Say(422, json!({"error": "to and text"}));
    }
    Reply::Take(taken, json!({"data": {"id": "g-77"}}))
}
