use super::*;

#[test]
fn keys_are_read_as_they_are_written() {
    for code in Template::ALL {
        for kind in MessageKind::ALL {
            for (language, audience) in Language::ALL.into_iter().flat_map(|language| Audience::ALL.map(|audience| (language, audience))) {
                let key = TemplateKey { code, kind, language, audience };
                assert_eq!(TemplateKey::from_slug(&key.slug()), Some(key));
            }
        }
    }
    for bad in
        ["", "first_reminder", "first_reminder.email.fr", "first_reminder.email.fr.any.x", "x.email.fr.any", "first_reminder.fax.fr.any"]
    {
        assert_eq!(TemplateKey::from_slug(bad), None, "{bad}");
    }
}

#[test]
fn unknown_debtors_get_the_consumers_care() {
    assert!(Audience::Consumer.includes(DebtorKind::Unknown) && Audience::Any.includes(DebtorKind::Unknown));
    assert!(!Audience::Business.includes(DebtorKind::Unknown) && !Audience::Public.includes(DebtorKind::Business));
}

#[test]
fn every_rule_says_what_to_do() {
    for rule in FORBIDDEN {
        assert!(rule.sentence.ends_with('.') && !rule.words.is_empty() && !rule.source.is_empty(), "{}", rule.rule);
        assert!(rule.words.iter().all(|word| *word == word.to_lowercase() && !word.contains("  ")), "{}", rule.rule);
    }
    for rule in MANDATORY {
        assert!(rule.sentence.ends_with('.') && !rule.one_of.is_empty() && !rule.source.is_empty(), "{}", rule.rule);
    }
}

#[test]
fn names_are_known_once() {
    for (at, known) in VARIABLES.iter().enumerate() {
        assert!(VARIABLES[at + 1..].iter().all(|other| other.name != known.name), "{}", known.name);
        assert_eq!(variable(known.name), Some(known));
    }
    assert_eq!(variable("creditor"), None);
}
