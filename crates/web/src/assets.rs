//! 静态文件: stylesheet, scripts and the mark, embedded and named by their content.

use std::sync::LazyLock;

/// One embedded file.
#[derive(Debug)]
pub struct Asset {
    /// The name templates use: `app.css`.
    pub name: &'static str,
    /// The name in addresses: `app-1f3a….css`. A new content is a new address, so browsers may
    /// keep what they have for a year.
    pub file: String,
    href: String,
    pub media_type: &'static str,
    pub bytes: &'static [u8],
}

const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// In the order of the cascade.
const STYLES: &str = concat!(
    include_str!("../assets/css/base.css"),
    include_str!("../assets/css/parts.css"),
    include_str!("../assets/css/table.css"),
    include_str!("../assets/css/office.css"),
    include_str!("../assets/css/review.css"),
    include_str!("../assets/css/desk.css"),
    include_str!("../assets/css/card.css"),
    include_str!("../assets/css/phone.css"),
);

/// One file, so that a desk's page asks once.
const CHECK_IN: &str =
    concat!(include_str!("../assets/js/sound.js"), include_str!("../assets/js/check-in.js"));

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    vec![
        asset("app.css", CSS, STYLES.as_bytes()),
        asset("mark.svg", "image/svg+xml", include_bytes!("../assets/mark.svg")),
        asset("htmx.js", SCRIPT, include_bytes!("../assets/vendor/htmx.min.js")),
        asset("check-in.js", SCRIPT, CHECK_IN.as_bytes()),
        asset("review.js", SCRIPT, include_bytes!("../assets/js/review.js")),
        asset("card-send.js", SCRIPT, include_bytes!("../assets/js/card-send.js")),
        asset("card-desk.js", SCRIPT, include_bytes!("../assets/js/card-desk.js")),
    ]
});

/// The address of `name`; the plain folder where there is no such file, which a test excludes.
pub fn href(name: &str) -> &'static str {
    ASSETS.iter().find(|asset| asset.name == name).map_or("/assets/", |asset| &asset.href)
}

/// The file under its name with the hash.
pub fn find(file: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.file == file)
}

pub fn all() -> &'static [Asset] {
    &ASSETS
}

fn asset(name: &'static str, media_type: &'static str, bytes: &'static [u8]) -> Asset {
    let hash = blake3::hash(bytes).to_hex();
    let file = match name.rsplit_once('.') {
        Some((stem, ending)) => format!("{stem}-{}.{ending}", &hash[..12]),
        None => name.to_owned(),
    };
    Asset { name, href: format!("/assets/{file}"), file, media_type, bytes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_by_its_hashed_name_only() {
        for asset in all() {
            assert_eq!(href(asset.name), format!("/assets/{}", asset.file));
            assert!(find(&asset.file).is_some_and(|found| found.name == asset.name));
            assert!(find(asset.name).is_none(), "{}", asset.name);
        }
    }

    #[test]
    fn the_phone_page_stays_small() {
        let styles = find(href("app.css").trim_start_matches("/assets/"));
        assert!(styles.is_some_and(|css| css.bytes.len() < 60_000));
    }
}
