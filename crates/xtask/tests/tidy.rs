//! The house rules, held against the whole repository.

use xtask::{
    process::root,
    setup::MODELS,
    tidy::{RULES, Tree},
};

#[test]
fn the_repository_keeps_every_house_rule() {
    let tree = Tree::read(root()).unwrap();
    let mut breaches = Vec::new();
    for rule in RULES {
        for breach in (rule.breaches)(&tree) {
            breaches.push(format!("{breach} ({})", rule.name));
        }
    }
    assert!(breaches.is_empty(), "{} breaches:\n{}", breaches.len(), breaches.join("\n"));
}

#[test]
fn the_models_that_are_fetched_are_the_models_that_are_loaded() {
    let tree = Tree::read(root()).unwrap();
    let loaded = &tree.file("crates/imaging/src/models.rs").unwrap().text;
    for model in MODELS {
        for told in [model.name, model.member, model.sha256] {
            assert!(loaded.contains(&format!("{told:?}")), "{told} is not in crates/imaging");
        }
    }
}
