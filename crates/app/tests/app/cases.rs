//! What the documents say that a test proves.

use std::path::Path;

/// `docs/spec/cases.md` names tests of the whole program, and none that is not there.
#[test]
fn each_test_that_a_case_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let told = std::fs::read_to_string(root.join("../docs/spec/cases.md")).unwrap();
    let named: Vec<(&str, &str)> = told.split('`').skip(1).step_by(2).filter_map(|name| name.split_once("::")).collect();
    assert!(named.len() > 25, "{named:?}");
    for (module, name) in named {
        let is_there = ["app/tests/app", "web/tests/web"].iter().any(|folder| {
            let text = std::fs::read_to_string(root.join(folder).join(format!("{module}.rs"))).unwrap_or_default();
            text.contains(&format!("]\nasync fn {name}(")) || text.contains(&format!("]\nfn {name}("))
        });
        assert!(is_there, "{module}::{name} is no test");
    }
}
