//! The authorization server of the tests (Authlib, `ci/servers/oauth_server.py`): any user's first refresh token is known.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

/// The program's id there.
pub const CLIENT: &str = "quittance";
/// Its secret.
pub const CLIENT_SECRET: &str = "client-secret";

/// The server that is running.
#[must_use]
pub fn base() -> String {
    crate::server("QUITTANCE_TEST_OAUTH")
}

/// Where refresh tokens are exchanged.
#[must_use]
pub fn token_endpoint() -> String {
    format!("{}/token", base())
}

/// Where servers ask what a token is.
#[must_use]
pub fn introspection_endpoint() -> String {
    format!("{}/introspect", base())
}

/// The first refresh token of a user.
#[must_use]
pub fn refresh_token(user: &str) -> String {
    format!("start-{user}")
}

fn ask(request: &str) -> String {
    let address = base();
    let address = address.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).expect("the server that ci/servers/start started listens");
    stream.write_all(request.replace("HOST", address).as_bytes()).expect("it takes a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers in text");
    answer.split_once("\r\n\r\n").map_or_else(String::new, |(_, body)| body.trim().to_owned())
}

/// How many access tokens a user was given.
///
/// # Panics
/// When the server does not answer.
#[must_use]
pub fn given(user: &str) -> usize {
    let answer = ask(&format!("GET /given?user={user} HTTP/1.0\r\nHost: HOST\r\n\r\n"));
    answer.parse().unwrap_or_else(|_| panic!("a number, not {answer:?}"))
}

/// Makes all tokens of a user worth nothing.
///
/// # Panics
/// When the server does not answer.
pub fn withdraw(user: &str) {
    let body = format!("user={user}");
    let length = body.len();
    let _ = ask(&format!(
        "POST /revoke-user HTTP/1.0\r\nHost: HOST\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{body}"
    ));
}
