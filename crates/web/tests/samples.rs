//! Every page with invented content, in both languages.

use std::{fs, path::Path};

use web::{Lang, samples};

fn every_page() -> Vec<(Lang, String, String)> {
    let mut pages = Vec::new();
    for lang in Lang::ALL {
        for sample in samples(*lang) {
            let html = sample.html.expect("a template writes into memory");
            pages.push((*lang, sample.name, html));
        }
    }
    pages
}

/// The pages of the crate: each is a struct with a template.
fn every_template(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("sources are there").flatten() {
        if entry.path().is_dir() {
            every_template(&entry.path(), found);
        } else {
            let source = fs::read_to_string(entry.path()).unwrap_or_default();
            let structs = source.split("#[template(").skip(1);
            let name =
                |rest: &str| Some(rest.split_once("pub struct ")?.1.split(' ').next()?.to_owned());
            found.extend(structs.filter_map(name));
        }
    }
}

#[test]
fn every_template_has_a_sample() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut templates = Vec::new();
    every_template(&source, &mut templates);
    assert!(templates.len() > 15, "{templates:?}");
    let shown = fs::read_to_string(source.join("sample/pages.rs")).expect("samples are there");
    for template in templates {
        let made =
            [format!("&{template} "), format!("{template}::new("), format!("-> {template} ")];
        let desk = format!("{template} {{");
        let is_shown = made.iter().any(|made| shown.contains(made)) || shown.contains(&desk);
        assert!(is_shown, "{template} has no sample");
    }
}

#[test]
fn nothing_stands_in_a_page_that_the_policy_would_block() {
    for (lang, name, html) in every_page() {
        for forbidden in [" style=", "<style", " onclick=", " onload=", "javascript:"] {
            assert!(!html.contains(forbidden), "{lang:?} {name}: {forbidden}");
        }
        for script in html.split("<script").skip(1) {
            let (head, rest) = script.split_once('>').expect("a script tag ends");
            assert!(head.contains(" src=\"/assets/"), "{lang:?} {name}: {head}");
            assert!(rest.starts_with("</script>"), "{lang:?} {name}");
        }
    }
}

#[test]
fn every_form_that_changes_something_carries_the_token_first() {
    for (lang, name, html) in every_page() {
        for form in html.split("<form").skip(1) {
            let form = form.split("</form>").next().unwrap_or_default();
            if form.contains("method=\"post\"") {
                let first = form.split("<input").nth(1).unwrap_or_default();
                assert!(first.contains("name=\"csrf\""), "{lang:?} {name}: {form}");
            }
        }
    }
}

#[test]
fn an_english_page_asks_for_no_missing_word_and_a_chinese_page_shows_no_key() {
    for (lang, name, html) in every_page() {
        for key in ["problem-", "next-", "board-", "roster-", "finding-", "cure-", "import-"] {
            let shown = html.split('>').filter_map(|part| part.split('<').next());
            let key = shown.filter(|text| text.starts_with(key)).collect::<Vec<_>>();
            assert!(key.is_empty(), "{lang:?} {name}: {key:?}");
        }
    }
}

#[test]
fn every_field_has_a_label_and_every_picture_a_word_or_none() {
    for (lang, name, html) in every_page() {
        for input in html.split("<input").skip(1) {
            let tag = input.split('>').next().unwrap_or_default();
            let silent = tag.contains("type=\"hidden\"");
            let labelled = tag.split("id=\"").nth(1).is_some_and(|rest| {
                let id = rest.split('"').next().unwrap_or_default();
                html.contains(&format!("for=\"{id}\""))
            });
            let inside =
                tag.contains("radio") || tag.contains("checkbox") || tag.contains("search");
            assert!(silent || labelled || inside, "{lang:?} {name}: {tag}");
        }
        for image in html.split("<img").skip(1) {
            let tag = image.split('>').next().unwrap_or_default();
            assert!(tag.contains(" alt="), "{lang:?} {name}: {tag}");
        }
    }
}

#[test]
fn a_students_page_is_small() {
    for (lang, name, html) in every_page() {
        if name.starts_with("me") {
            assert!(html.len() < 60_000, "{lang:?} {name}: {} bytes", html.len());
        }
    }
}
