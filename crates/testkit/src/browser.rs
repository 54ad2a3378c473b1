//! A real browser, without a window, driven through the WebDriver that `QUITTANCE_TEST_WEBDRIVER` names.

use std::env;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::ops::Deref;
use std::path::PathBuf;
use std::time::Duration;

use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use url::{ParseError, Url};

/// A desktop's viewport, in CSS pixels.
pub const DESKTOP: (u32, u32) = (1440, 900);
/// A phone's viewport, in CSS pixels.
pub const PHONE: (u32, u32) = (390, 844);

/// How long a browser may take to close.
const FAREWELL: Duration = Duration::from_secs(10);

/// Nothing on the network but what the test asks for, and no sandbox, which a container does not allow.
const ARGUMENTS: [&str; 12] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
    "--lang=fr-FR",
    "--accept-lang=fr-FR,fr",
];

/// One browser session with a fresh profile; a [`Client`] with what tests of pages need besides. Dropping it closes the browser.
#[derive(Debug)]
pub struct Browser {
    client: Client,
    webdriver: Url,
    session: String,
}

/// Opens a browser of the size of a desktop.
///
/// # Panics
/// When `QUITTANCE_TEST_WEBDRIVER` is not set or its driver cannot open a browser.
pub async fn open() -> Browser {
    let address = crate::server("QUITTANCE_TEST_WEBDRIVER");
    let capabilities = json!({
        "browserName": "chrome",
        "goog:chromeOptions": { "args": ARGUMENTS },
        "goog:loggingPrefs": { "browser": "ALL" },
    });
    let Value::Object(capabilities) = capabilities else { unreachable!("written as an object above") };
    let client = ClientBuilder::new(HttpConnector::new())
        .capabilities(capabilities)
        .connect(&address)
        .await
        .unwrap_or_else(|error| panic!("no browser from {address} (QUITTANCE_TEST_WEBDRIVER): {error}"));
    let session = client.session_id().await.expect("the driver answers").expect("a session that was just opened");
    let browser = Browser { client, webdriver: Url::parse(&address).expect("QUITTANCE_TEST_WEBDRIVER is a URL"), session };
    browser.resize(DESKTOP).await;
    browser
}

impl Browser {
    /// Gives the page a viewport of exactly `(width, height)` CSS pixels: a window would be refused under 500 pixels.
    ///
    /// # Panics
    /// When the driver refuses.
    pub async fn resize(&self, (width, height): (u32, u32)) {
        let parameters = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.vendor("goog/cdp/execute", json!({ "cmd": "Emulation.setDeviceMetricsOverride", "params": parameters })).await;
    }

    /// Makes the page believe that its reader prefers `light` or `dark`, and nothing that moves: a colour is what it is at once.
    ///
    /// # Panics
    /// When the driver refuses.
    pub async fn prefer_colour_scheme(&self, scheme: &str) {
        let parameters = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }, { "name": "prefers-reduced-motion", "value": "reduce" }] });
        self.vendor("goog/cdp/execute", json!({ "cmd": "Emulation.setEmulatedMedia", "params": parameters })).await;
    }

    /// Saves what the viewport shows as `NAME.png` in the folder `QUITTANCE_SCREENSHOTS`, by default `screenshots` of the build folder.
    ///
    /// # Panics
    /// When the picture cannot be taken or written.
    pub async fn save_screenshot(&self, name: &str) -> PathBuf {
        let folder = screenshots();
        fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let path = folder.join(format!("{name}.png"));
        let picture = self.client.screenshot().await.expect("the driver takes a picture");
        fs::write(&path, picture).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        path
    }

    /// Whether the page is wider than its viewport, which makes a reader scroll sideways.
    ///
    /// # Panics
    /// When the page does not answer.
    pub async fn overflows(&self) -> bool {
        let script = "return document.documentElement.scrollWidth > window.innerWidth";
        self.client.execute(script, Vec::new()).await.expect("the page answers").as_bool().unwrap_or(false)
    }

    /// The errors and warnings of the console since the last call: refused scripts, missing files, exceptions.
    ///
    /// # Panics
    /// When the driver refuses.
    pub async fn console(&self) -> Vec<String> {
        let log = self.vendor("se/log", json!({ "type": "browser" })).await;
        log.as_array().into_iter().flatten().filter_map(|entry| entry["message"].as_str()).map(str::to_owned).collect()
    }

    /// What axe-core finds wrong on the page for people who see, hear or point otherwise: a line for each rule, with the elements.
    /// Without names of rules, all that it has.
    ///
    /// # Panics
    /// When `QUITTANCE_TEST_AXE` does not lead to its script, or the page does not answer.
    pub async fn axe(&self, rules: &[&str]) -> Vec<String> {
        let path = crate::server("QUITTANCE_TEST_AXE");
        let script = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        self.client.execute(&script, Vec::new()).await.expect("the page takes the script");
        let found = self.client.execute_async(AXE, vec![json!(rules)]).await.expect("the page answers");
        found.as_array().expect("a list").iter().map(|line| line.as_str().expect("a text").to_owned()).collect()
    }

    async fn vendor(&self, path: &'static str, body: Value) -> Value {
        self.client.issue_cmd(VendorCommand { path, body }).await.unwrap_or_else(|error| panic!("{path}: {error}"))
    }
}

const AXE: &str = "\
    const done = arguments[arguments.length - 1], rules = arguments[0]; \
    axe.run(rules.length ? { runOnly: rules } : {}) \
        .then(found => done(found.violations.map(one => one.id + ' ' + one.nodes.map(node => node.html.slice(0, 160)).join(' | '))));";

impl Deref for Browser {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

/// A failing test never reaches a call to `close`, and a browser left open is 300 MB: hence this blocking farewell.
impl Drop for Browser {
    fn drop(&mut self) {
        let Some(address) = self.webdriver.socket_addrs(|| None).ok().and_then(|found| found.into_iter().next()) else { return };
        let farewell = TcpStream::connect(address).and_then(|mut stream| {
            stream.set_read_timeout(Some(FAREWELL))?;
            write!(stream, "DELETE /session/{} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n", self.session)?;
            // The driver answers once the browser is gone, and leaves the connection open whatever we ask.
            stream.read(&mut [0; 512])
        });
        if let Err(error) = farewell {
            eprintln!("a browser could not be closed: {error}");
        }
    }
}

/// A command of the browser's maker, below `/session/ID/`.
#[derive(Debug)]
struct VendorCommand {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for VendorCommand {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}

/// Test programs stand in `TARGET/PROFILE/deps/`: three folders up is the build folder, whatever its name.
fn screenshots() -> PathBuf {
    env::var_os("QUITTANCE_SCREENSHOTS").map_or_else(
        || {
            let program = env::current_exe().expect("a running program has a path");
            program.ancestors().nth(3).expect("cargo builds tests three folders deep").join("screenshots")
        },
        PathBuf::from,
    )
}
