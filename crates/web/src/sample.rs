//! 样例页: every template with invented content, for the tests, the gallery and `check`.
//!
//! The people here belong to nobody: their numbers carry the region code 99.

mod cards;
mod data;
mod pages;

use crate::words::Lang;

/// One page as it looks.
#[derive(Debug)]
pub struct Sample {
    pub name: String,
    pub html: Result<String, askama::Error>,
}

/// Every page in one language.
pub fn samples(lang: Lang) -> Vec<Sample> {
    let mut all = pages::office(lang);
    all.extend(pages::site(lang));
    all.extend(pages::phone(lang));
    all
}
