//! A mailbox of its own on the IMAP server that `ci/servers/start` started, and the few commands that put mail into it.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// A mailbox nobody else uses.
#[derive(Debug)]
pub struct ImapMailbox {
    user: String,
}

/// The password of every mailbox.
pub const PASSWORD: &str = "test";

/// A fresh mailbox with an empty `INBOX`.
///
/// # Panics
/// When `QUITTANCE_TEST_IMAP` is not set or its server does not answer.
#[must_use]
pub fn imap_mailbox() -> ImapMailbox {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let mailbox = ImapMailbox { user: format!("boite-{}-{}", process::id(), MADE.fetch_add(1, Ordering::Relaxed)) };
    mailbox.talk(&["SELECT INBOX"]);
    mailbox
}

/// Host and port of the server, for IMAP with STARTTLS.
///
/// # Panics
/// When `QUITTANCE_TEST_IMAP` is not set.
#[must_use]
pub fn imap_port() -> u16 {
    port("QUITTANCE_TEST_IMAP")
}

/// Host and port of the server, for IMAPS; its authority is [`imap_authority`].
///
/// # Panics
/// When `QUITTANCE_TEST_IMAPS` is not set.
#[must_use]
pub fn imaps_port() -> u16 {
    port("QUITTANCE_TEST_IMAPS")
}

/// The file with the authority of the server's certificate.
///
/// # Panics
/// When `QUITTANCE_TEST_IMAP_CA` is not set.
#[must_use]
pub fn imap_authority() -> String {
    crate::server("QUITTANCE_TEST_IMAP_CA")
}

fn port(variable: &str) -> u16 {
    let server = crate::server(variable);
    server.rsplit_once(':').and_then(|(_, port)| port.parse().ok()).unwrap_or_else(|| panic!("{variable} is no address: {server}"))
}

impl ImapMailbox {
    /// The user's name; its password is [`PASSWORD`].
    #[must_use]
    pub fn user(&self) -> &str {
        &self.user
    }

    /// Puts a message into a folder, as the server does that receives it.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn deliver(&self, folder: &str, message: &str) {
        let crlf = message.replace("\r\n", "\n").replace('\n', "\r\n");
        let mut line = self.log_in();
        send(&mut line, &format!("b APPEND \"{folder}\" {{{}}}", crlf.len()));
        wait_for(&mut line, "+");
        send(&mut line, &crlf);
        wait_for(&mut line, "b OK");
    }

    /// Takes a folder off and makes it again: its messages are gone, its UIDVALIDITY is another.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn remake(&self, folder: &str) {
        self.talk(&[&format!("DELETE \"{folder}\""), &format!("CREATE \"{folder}\"")]);
    }

    /// How many messages of a folder nobody has marked as seen.
    ///
    /// # Panics
    /// When the server does not say.
    #[must_use]
    pub fn unseen(&self, folder: &str) -> usize {
        let mut line = self.log_in();
        send(&mut line, &format!("b STATUS \"{folder}\" (UNSEEN)"));
        let mut said = String::new();
        line.read_line(&mut said).expect("the IMAP server answers in time");
        let count = said.rsplit_once("UNSEEN ").and_then(|(_, rest)| rest.trim().trim_end_matches(')').parse().ok());
        count.unwrap_or_else(|| panic!("no count in {said}"))
    }

    /// Says commands that have to succeed.
    ///
    /// # Panics
    /// When one does not.
    pub fn talk(&self, commands: &[&str]) {
        let mut line = self.log_in();
        for command in commands {
            send(&mut line, &format!("b {command}"));
            wait_for(&mut line, "b OK");
        }
    }

    fn log_in(&self) -> BufReader<TcpStream> {
        let stream = TcpStream::connect(("127.0.0.1", imap_port())).expect("the IMAP server of ci/servers/start answers");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a socket takes a time limit");
        let mut line = BufReader::new(stream);
        wait_for(&mut line, "* OK");
        send(&mut line, &format!("a LOGIN {} {PASSWORD}", self.user));
        wait_for(&mut line, "a OK");
        line
    }
}

fn send(line: &mut BufReader<TcpStream>, text: &str) {
    line.get_mut().write_all(format!("{text}\r\n").as_bytes()).expect("the IMAP server listens");
}

fn wait_for(line: &mut BufReader<TcpStream>, start: &str) {
    let mut said = String::new();
    loop {
        said.clear();
        let read = line.read_line(&mut said).expect("the IMAP server answers in time");
        assert!(read > 0, "the IMAP server closed the connection before « {start} »");
        if said.starts_with(start) {
            return;
        }
        assert!(!said.starts_with("b NO") && !said.starts_with("b BAD") && !said.starts_with("a NO"), "the IMAP server refuses: {said}");
    }
}

/// The port of a server of its own, in the clear, that refuses to hand over the first of its two messages; it is gone
/// after so many connections.
///
/// # Panics
/// When no port is free.
#[must_use]
pub fn stubborn_server(connections: usize) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = listener.local_addr().expect("a port has a number").port();
    std::thread::spawn(move || {
        for stream in listener.incoming().take(connections).map_while(Result::ok) {
            // Whoever hangs up is no longer answered.
            let _ = refuse_the_first(stream);
        }
    });
    port
}

fn refuse_the_first(mut stream: TcpStream) -> std::io::Result<()> {
    let mut commands = BufReader::new(stream.try_clone()?);
    stream.write_all(b"* OK hello\r\n")?;
    let mut line = String::new();
    while commands.read_line(&mut line)? > 0 {
        let (tag, command) = line.trim_end().split_once(' ').unwrap_or_default();
        let message = "From: a@b.example\r\nTo: c@d.example\r\nSubject: Bonjour\r\nMessage-ID: <2@b.example>\r\n\r\nBonjour\r\n";
        let said = match command {
            "CAPABILITY" => "* CAPABILITY IMAP4rev1\r\n".to_owned(),
            command if command.starts_with("EXAMINE") => "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] same\r\n* OK [UIDNEXT 3] next\r\n".to_owned(),
            command if command.starts_with("UID SEARCH") => "* SEARCH 1 2\r\n".to_owned(),
            command if command.starts_with("UID FETCH 2 ") => {
                format!("* 2 FETCH (UID 2 BODY[]<0> {{{}}}\r\n{message})\r\n", message.len())
            }
            _ => String::new(),
        };
        let end = if command.starts_with("UID FETCH 1 ") { "NO not this one" } else { "OK done" };
        stream.write_all(format!("{said}{tag} {end}\r\n").as_bytes())?;
        line.clear();
    }
    Ok(())
}
