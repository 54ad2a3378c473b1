//! Runs the program in a folder of its own, without this machine's settings.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// The IBAN of the firm in these tests.
pub(crate) const IBAN: &str = "FR7613807042221871670329657";

/// A command's end: exit code and the two streams.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ended {
    /// What it printed, one object a line; anything else fails the test.
    pub(crate) fn objects(&self) -> Vec<Value> {
        let objects: Vec<Value> =
            self.out.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line:?}"))).collect();
        for (line, object) in self.out.lines().zip(&objects) {
            assert!(object.is_object(), "{line}");
            assert_eq!(line, object.to_string(), "compact, and nothing beside it");
        }
        objects
    }

    /// Its only object, of a command that succeeded.
    pub(crate) fn object(&self) -> Value {
        assert_eq!(self.code, 0, "{self:?}");
        let mut objects = self.objects();
        assert_eq!(objects.len(), 1, "{self:?}");
        objects.remove(0)
    }
}

/// A working folder, and the options that every command of a test gets.
pub(crate) struct Desk {
    folder: TempDir,
    options: Vec<String>,
}

impl Desk {
    /// An empty folder and a business date; results as JSON.
    pub(crate) fn on(today: &str) -> Self {
        let options = ["--format", "json", "--today", today].map(str::to_owned).to_vec();
        Self { folder: tempfile::tempdir().unwrap(), options }
    }

    /// The same desk on another day.
    pub(crate) fn turn_to(&mut self, today: &str) {
        self.options[3] = today.to_owned();
    }

    /// A path on the desk.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file on the desk.
    pub(crate) fn write(&self, name: &str, content: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// The command, ready to run with the desk as its folder; `words` are taken at spaces.
    pub(crate) fn command(&self, words: &str) -> Command {
        let mut command = bare(self.folder.path(), words);
        command.args(&self.options);
        command
    }

    /// Runs a command with the desk's options.
    pub(crate) fn run(&self, words: &str) -> Ended {
        end(self.command(words))
    }

    /// Runs a command exactly as typed.
    pub(crate) fn typed(&self, words: &str) -> Ended {
        end(bare(self.folder.path(), words))
    }

    /// Runs a command that prints one object.
    pub(crate) fn object(&self, words: &str) -> Value {
        self.run(words).object()
    }

    /// The firm, whole enough to write to its debtors.
    pub(crate) fn founded(self) -> Self {
        let mut command = self.command("init --siren 725397285 --email compta@vasseur.example --legal-form SAS --capital 50000");
        command.args(["--name", "Ateliers Vasseur", "--rcs-town", "Lyon", "--street", "1 rue Neuve", "--postcode", "69001"]);
        command.args(["--city", "Lyon", "--iban", IBAN]).env("QUITTANCE_PASSWORD", "une phrase de passe");
        let founded = end(command);
        assert_eq!(founded.object(), serde_json::json!({"organisation": "ateliers-vasseur"}));
        self
    }

    /// So many business debtors with a mail address, and an invoice each that is ten days late on 2026-06-30.
    pub(crate) fn with_late_debtors(self, count: usize) -> Self {
        let mut customers = String::from("code;name;kind;email;address;zip;city\n");
        let mut invoices = String::from("number;customer;issue_date;due_date;gross\n");
        for number in 1..=count {
            customers.push_str(&format!(
                "K{number:04};Client {number} SARL;company;c{number}@client.example;{number} rue du Port;44000;Nantes\n"
            ));
            invoices.push_str(&format!("F{number:04};K{number:04};2026-05-01;2026-06-20;{}.50\n", 100 + number));
        }
        self.write("clients.csv", &customers);
        self.write("factures.csv", &invoices);
        let imported = self.run("import clients.csv factures.csv");
        assert!(imported.objects().iter().all(|file| file["created"] == count), "{imported:?}");
        self
    }
}

fn bare(folder: &Path, words: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quittance"));
    for variable in ["DATA", "DATABASE", "MAIL", "LOG", "PASSWORD", "LISTEN", "SECURE_COOKIES"] {
        command.env_remove(format!("QUITTANCE_{variable}"));
    }
    command.current_dir(folder).stdin(Stdio::null()).args(words.split(' '));
    command
}

/// Runs a command to its end.
pub(crate) fn end(mut command: Command) -> Ended {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ended { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

/// The amount of a JSON text, in cents: an optional sign, digits, a dot and two digits, nothing else.
pub(crate) fn cents(amount: &Value) -> i64 {
    let text = amount.as_str().unwrap_or_else(|| panic!("an amount is a text: {amount}"));
    let (units, fraction) = text.trim_start_matches('-').split_once('.').unwrap_or_else(|| panic!("a dot is missing: {text}"));
    assert!(fraction.len() == 2 && !units.is_empty() && (units.to_owned() + fraction).bytes().all(|b| b.is_ascii_digit()), "{text}");
    let cents: i64 = (units.to_owned() + fraction).parse().unwrap();
    if text.starts_with('-') { -cents } else { cents }
}

/// The keys of an object, sorted.
pub(crate) fn keys(object: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = object.as_object().unwrap_or_else(|| panic!("an object: {object}")).keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

/// Asks Python, another reader than ours, and reads the JSON that it prints.
pub(crate) fn python(program: &str, arguments: &[&Path]) -> Value {
    let python = std::env::var_os("QUITTANCE_PYTHON").filter(|path| Path::new(path).exists()).unwrap_or_else(|| "python3".into());
    let output = Command::new(python).arg("-c").arg(program).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}
