//! Real received mail, when the folder of samples is there: the class must be that noted beside each.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use formats::inspect::inspect;
use formats::{Kind, guess};
use serde_json::Value;

/// The folder of real mail; tests print and return when it is absent.
fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("QUITTANCE_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from)
        .join("data/emails");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("no folder of mail: skipped");
    None
}

fn ours(class: &str) -> &str {
    match class {
        "hard" => "bounce_hard",
        "soft" => "bounce_soft",
        "ordinary" => "reply",
        other => other,
    }
}

/// What the contract expects: the worst class of all recipients.
fn expected(noted: &Value) -> String {
    let class = ours(noted["class"].as_str().unwrap());
    let is_bounce = class.starts_with("bounce");
    let any_hard = noted["sisimai"].as_array().unwrap().iter().any(|recipient| recipient["hardbounce"] == true);
    (if is_bounce && any_hard { "bounce_hard" } else { class }).to_owned()
}

#[test]
fn received_mail_is_classified_as_noted() {
    let Some(folder) = folder() else { return };
    let noted: BTreeMap<String, Value> = serde_json::from_str(&fs::read_to_string(folder.join("expected_dev.json")).unwrap()).unwrap();
    let only = std::env::var("QUITTANCE_MAIL_LIST").ok().map(|path| fs::read_to_string(path).unwrap());
    let mut table: BTreeMap<(String, String), u32> = BTreeMap::new();
    let (mut right, mut right_by_first, mut status, mut with_status, mut all) = (0_u32, 0_u32, 0_u32, 0_u32, 0_u32);
    for (name, facts) in &noted {
        if only.as_ref().is_some_and(|list| !list.contains(&format!("\"{name}\""))) {
            continue;
        }
        let bytes = fs::read(folder.join(name)).unwrap();
        assert_eq!(guess(&bytes, "a.bin"), Kind::Mail, "{name}");
        let found = inspect(&bytes, name, None);
        let class = found["class"].as_str().unwrap().to_owned();
        let wanted = expected(facts);
        all += 1;
        right += u32::from(class == wanted);
        right_by_first += u32::from(class == ours(facts["class"].as_str().unwrap()));
        let dsn = facts["sisimai"][0]["dsn"].as_str().unwrap_or_default();
        // Codes like 5.0.911 are the source project's own.
        if dsn.rsplit('.').next().is_some_and(|detail| detail.len() < 3 && !dsn.ends_with(".0.0")) {
            with_status += 1;
            status += u32::from(found["recipients"].as_array().unwrap().iter().any(|recipient| recipient["status"] == dsn));
        }
        if class != wanted {
            println!(
                "{name}: {class} instead of {wanted} ({} {}) {} | {}",
                facts["sisimai"][0]["reason"], dsn, found["reason"], found["recipients"][0]["diagnostic"]
            );
        }
        *table.entry((wanted, class)).or_default() += 1;
    }
    for ((wanted, class), count) in &table {
        println!("{wanted:12} read as {class:12} {count}");
    }
    println!("class: {right} of {all}, by the first recipient {right_by_first}; status {status} of {with_status}");
    let lost: u32 =
        table.iter().filter(|((wanted, class), _)| wanted.starts_with("bounce") && class == "reply").map(|(_, count)| count).sum();
    assert_eq!(lost, 0, "bounces read as replies");
    assert!(right * 100 >= all * 97, "class: {right} of {all}");
}

#[test]
fn replies_are_parted_from_what_they_quote() {
    let Some(folder) = folder().map(|folder| folder.with_file_name("replies")) else { return };
    let list = fs::read_to_string(folder.with_file_name("SOURCES.tsv")).unwrap();
    let (mut right, mut all) = (0_u32, 0_u32);
    for columns in list.lines().map(|line| line.split('\t').collect::<Vec<_>>()).filter(|columns| columns[0] == "replies") {
        let text = fs::read_to_string(folder.join(columns[1])).unwrap();
        let found = formats::mail::written(&text).text;
        let length = columns[6].split(' ').find_map(|word| word.parse::<usize>().ok());
        let is_right = match length {
            // The source project keeps ends of lines of its own.
            Some(length) => found.chars().count().abs_diff(length) <= 3,
            None => found.starts_with("Fusce bibendum") && found.ends_with("nec nibh."),
        };
        all += 1;
        right += u32::from(is_right);
        if !is_right {
            println!(
                "{}: {} | {:?}",
                columns[1],
                columns[6],
                found.chars().rev().take(160).collect::<String>().chars().rev().collect::<String>()
            );
        }
    }
    println!("replies: {right} of {all}");
    assert!(right * 100 >= all * 80, "replies: {right} of {all}");
}
