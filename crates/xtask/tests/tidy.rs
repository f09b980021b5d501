//! The house rules, held against the whole repository.

use xtask::{
    process::root,
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
