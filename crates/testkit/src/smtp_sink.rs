//! A real SMTP server that keeps what it receives, in a process of its own: `ci/servers/smtp_sink.py`.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use tempfile::TempDir;

/// A listening server. Dropping it stops the server and removes its messages.
#[derive(Debug)]
pub struct SmtpSink {
    child: Child,
    port: u16,
    folder: TempDir,
    // Kept open: a server that prints into a closed pipe dies.
    _output: BufReader<ChildStdout>,
}

/// Starts a server on a free port of 127.0.0.1; `options` go to the program as they are (see its `--help`).
///
/// # Panics
/// When Python or aiosmtpd is missing (`./ci/install` brings both), or the program does not print its port.
#[must_use]
pub fn smtp_sink(options: &[&str]) -> SmtpSink {
    let program = crate::repository().join("ci/servers/smtp_sink.py");
    let python = env::var_os("QUITTANCE_PYTHON").filter(|path| Path::new(path).exists()).unwrap_or_else(|| "python3".into());
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let mut child = Command::new(&python)
        .arg(&program)
        .arg(folder.path())
        .args(options)
        // It ends when its input does, so that it cannot outlive this process.
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{} does not run ({error}): run ./ci/install", Path::new(&python).display()));
    let mut output = BufReader::new(child.stdout.take().expect("its output is piped above"));
    let mut line = String::new();
    output.read_line(&mut line).expect("the output of the server can be read");
    let Some(port) = line.trim().strip_prefix("PORT ").and_then(|port| port.parse().ok()) else {
        drop(child.kill());
        drop(child.wait());
        panic!("the SMTP server printed {line:?} instead of its port: run ./ci/install (aiosmtpd missing?)");
    };
    SmtpSink { child, port, folder, _output: output }
}

impl SmtpSink {
    /// The port it listens on, at 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The address as the program's `--mail` option takes it, without TLS.
    #[must_use]
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// The folder that holds one `.eml` file for each message received so far.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The files of the messages received so far, by name. A message is there before its sender reads « 250 ».
    ///
    /// # Panics
    /// When the folder cannot be read.
    #[must_use]
    pub fn messages(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.folder()).expect("the folder of a living server can be read");
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry of our folder").path()).collect();
        files.retain(|file| file.extension().is_some_and(|extension| extension == "eml"));
        files.sort();
        files
    }
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        // It may have ended already, which is what we want.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
