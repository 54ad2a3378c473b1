//! The direction of dependencies: `cli -> web -> app -> {store, formats, letters, channels} -> domain`.
//!
//! `testkit` is for tests only, `xtask` stands apart, SQL stops at `store`, and `domain` knows nothing of the outside.

use std::env;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::Finding;

/// A crate may name another only when that one stands lower. `quittance` is the package of `crates/cli`.
const LAYERS: [(&str, u8); 8] =
    [("quittance", 5), ("web", 4), ("app", 3), ("store", 2), ("formats", 2), ("letters", 2), ("channels", 2), ("domain", 1)];

/// Crates outside the layers: nothing of ours below them, nothing of ours on top of them but tests.
const APART: [&str; 2] = ["testkit", "xtask"];

/// `(crate, who may name it)`.
const RESERVED: [(&str, &[&str]); 6] = [
    ("sqlx", &["store", "testkit"]),
    ("store", &["app"]),
    ("axum", &["web"]),
    ("lettre", &["channels"]),
    ("reqwest", &["channels"]),
    ("typst", &["letters"]),
];

const DOMAIN_DEPENDENCIES: usize = 4;

/// What would bring I/O, a clock, tasks or another form of the same values into `domain`.
const NOT_IN_DOMAIN: [&str; 10] =
    ["tokio", "serde", "serde_json", "sqlx", "futures-util", "rayon", "rand", "tracing", "anyhow", "chrono-tz"];

/// A package of the workspace.
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) name: String,
    /// Its Cargo.toml, from the root.
    pub(crate) manifest: String,
    pub(crate) dependencies: Vec<Dependency>,
}

/// A line of a package's dependencies.
#[derive(Debug)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// For tests only.
    pub(crate) dev: bool,
    pub(crate) features: Vec<String>,
}

/// The packages of the workspace, as cargo reads them.
///
/// # Errors
/// When cargo cannot read them.
pub(crate) fn packages(root: &Path) -> Result<Vec<Package>> {
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--no-deps", "--offline", "--format-version=1"])
        .current_dir(root)
        .output()
        .context("tidy asks cargo for the packages")?;
    ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    list(&metadata["packages"]).map(|package| read(package, root)).collect()
}

fn read(package: &Value, root: &Path) -> Result<Package> {
    let manifest = Path::new(text(&package["manifest_path"])?);
    let dependency = |value: &Value| -> Result<Dependency> {
        Ok(Dependency {
            name: text(&value["name"])?.to_owned(),
            dev: value["kind"] == "dev",
            features: list(&value["features"]).map(|feature| Ok(text(feature)?.to_owned())).collect::<Result<_>>()?,
        })
    };
    Ok(Package {
        name: text(&package["name"])?.to_owned(),
        manifest: manifest.strip_prefix(root).unwrap_or(manifest).display().to_string(),
        dependencies: list(&package["dependencies"]).map(dependency).collect::<Result<_>>()?,
    })
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> Result<&str> {
    value.as_str().context("cargo metadata: a text is missing")
}

/// Every dependency that goes the wrong way.
pub(crate) fn check(packages: &[Package]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in packages {
        let mut refuse = |message: String| findings.push(Finding::new(&package.manifest, 0, message));
        if layer(&package.name).is_none() && !APART.contains(&package.name.as_str()) {
            refuse(format!("{} has no layer: give it one in xtask/src/tidy/layers.rs", package.name));
        }
        for dependency in &package.dependencies {
            if let Some(message) = wrong_direction(&package.name, dependency).or_else(|| reserved(&package.name, dependency)) {
                refuse(message);
            }
        }
        if package.name == "domain" {
            domain_is_pure(package).into_iter().for_each(refuse);
        }
    }
    findings
}

fn layer(name: &str) -> Option<u8> {
    LAYERS.iter().find(|(known, _)| *known == name).map(|(_, layer)| *layer)
}

fn wrong_direction(package: &str, dependency: &Dependency) -> Option<String> {
    let name = dependency.name.as_str();
    if APART.contains(&name) {
        let allowed = name == "testkit" && dependency.dev;
        return (!allowed).then(|| format!("{package} may not depend on {name}: testkit is a dev-dependency, xtask is nobody's"));
    }
    let below = layer(name)?;
    let fits = layer(package).is_some_and(|above| above > below);
    (!fits).then(|| format!("{package} may not depend on {name}: cli -> web -> app -> {{store, formats, letters, channels}} -> domain"))
}

fn reserved(package: &str, dependency: &Dependency) -> Option<String> {
    let (name, owners) = RESERVED.iter().find(|(name, _)| *name == dependency.name)?;
    let allowed = dependency.dev || owners.contains(&package);
    (!allowed).then(|| format!("{package} may not depend on {name}: that is for {}", owners.join(", ")))
}

fn domain_is_pure(domain: &Package) -> Vec<String> {
    let direct: Vec<&Dependency> = domain.dependencies.iter().filter(|dependency| !dependency.dev).collect();
    let mut messages = Vec::new();
    if direct.len() > DOMAIN_DEPENDENCIES {
        messages.push(format!("domain has {} dependencies, {DOMAIN_DEPENDENCIES} at most", direct.len()));
    }
    for dependency in direct {
        if NOT_IN_DOMAIN.contains(&dependency.name.as_str()) {
            messages.push(format!("domain may not depend on {}: it is pure", dependency.name));
        }
        if dependency.features.iter().any(|feature| matches!(feature.as_str(), "clock" | "now" | "serde")) {
            messages.push(format!("domain takes {} without its clock and without serde", dependency.name));
        }
    }
    messages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, dependencies: &[&str]) -> Package {
        let dependency = |text: &&str| match text.strip_prefix("dev:") {
            Some(name) => Dependency { name: name.to_owned(), dev: true, features: Vec::new() },
            None => Dependency { name: (*text).to_owned(), dev: false, features: Vec::new() },
        };
        Package {
            name: name.to_owned(),
            manifest: format!("crates/{name}/Cargo.toml"),
            dependencies: dependencies.iter().map(dependency).collect(),
        }
    }

    #[test]
    fn dependencies_point_downwards() {
        for (name, dependencies, refused) in [
            ("app", &["domain", "store", "formats", "letters", "channels", "dev:testkit"][..], 0),
            ("quittance", &["web", "app", "formats", "domain"], 0),
            ("domain", &["chrono", "uuid", "thiserror", "dev:proptest"], 0),
            ("domain", &["store"], 1),
            ("store", &["formats"], 1),              // the same layer
            ("web", &["app", "domain", "store"], 1), // queries go through app
            ("formats", &["testkit"], 1),            // not dev
            ("store", &["dev:xtask"], 1),
            ("testkit", &["domain"], 1), // it judges them all
            ("web", &["sqlx"], 1),
            ("app", &["axum", "lettre"], 2),
            ("domain", &["tokio"], 1),
            ("domain", &["a", "b", "c", "d", "e"], 1),
            ("shop", &[], 1), // unknown
        ] {
            let findings = check(&[package(name, dependencies)]);
            assert_eq!(findings.len(), refused, "{name} on {dependencies:?}: {findings:?}");
        }
    }

    #[test]
    fn domain_has_no_clock() {
        let mut domain = package("domain", &["chrono"]);
        domain.dependencies[0].features.push("clock".to_owned());
        assert_eq!(check(&[domain]).len(), 1);
    }
}
