//! 词库: the two catalogues, read once.

use std::{collections::HashMap, sync::LazyLock};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

use super::{Lang, format::grouped};

/// The files of a language, in the order of the rooms.
const CHINESE: &str = include_str!("../../i18n/zh-CN/main.ftl");
const ENGLISH: &str = include_str!("../../i18n/en/main.ftl");

static BUNDLES: LazyLock<HashMap<Lang, FluentBundle<FluentResource>>> =
    LazyLock::new(|| Lang::ALL.iter().map(|lang| (*lang, bundle(*lang))).collect());

/// The text of `key`; the key itself where the catalogue lacks it.
pub(super) fn message(lang: Lang, key: &str, values: Option<&FluentArgs>) -> String {
    let found = BUNDLES.get(&lang).and_then(|bundle| {
        let pattern = bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, values, &mut errors).into_owned();
        for error in errors {
            tracing::error!(key, %error, "a sentence of the catalogue lacks a variable");
        }
        Some(text)
    });
    found.unwrap_or_else(|| {
        tracing::error!(key, lang = lang.tag(), "a sentence is not in the catalogue");
        key.to_owned()
    })
}

pub(super) fn arguments<'a>() -> FluentArgs<'a> {
    FluentArgs::new()
}

/// The source of a language's catalogue.
pub(super) const fn source(lang: Lang) -> &'static str {
    match lang {
        Lang::Chinese => CHINESE,
        Lang::English => ENGLISH,
    }
}

fn bundle(lang: Lang) -> FluentBundle<FluentResource> {
    let tag: LanguageIdentifier = lang.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // The marks that isolate directions show as boxes in old WeChat browsers.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(|value, _| match value {
        FluentValue::Number(number) =>
        {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "counts of people enter as u64 and are far below 2^53"
            )]
            Some(grouped(number.value as u64))
        }
        _ => None,
    }));
    // A broken line loses its message only, and the tests compare the keys of both files.
    let resource =
        FluentResource::try_new(source(lang).to_owned()).unwrap_or_else(|(part, _)| part);
    bundle.add_resource_overriding(resource);
    bundle
}

#[cfg(test)]
mod tests;
