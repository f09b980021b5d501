//! 门: who stands before the desk, in which language, and from which address.

use std::net::SocketAddr;

use askama::Template;
use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, Method, header, request::Parts},
    response::{Html, IntoResponse, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use workflow::{
    permission::{Forbidden, Grant, Operator, Permission},
    sign_in,
};

use crate::{
    App,
    problem::Problem,
    shell::{Shell, address, nav},
    words::Lang,
};

/// The cookie that says who is signed in. `__Host-` binds it to this host over https.
pub const fn sign_in_cookie(https: bool) -> &'static str {
    if https { "__Host-sign-in" } else { "sign-in" }
}

pub const LANGUAGE_COOKIE: &str = "lang";

/// Somebody who signed in, at one address.
#[derive(Debug, Clone)]
pub struct Visit {
    pub operator: Operator,
    pub lang: Lang,
    pub csrf: String,
    here: String,
    done: Option<String>,
}

/// Anybody at all.
#[derive(Debug, Clone)]
pub struct Guest {
    pub lang: Lang,
    pub here: String,
    /// Where the request came from, for counting guesses.
    pub client: String,
}

impl Visit {
    pub fn may<P: Permission>(&self) -> Result<Grant<P>, Forbidden> {
        self.operator.may()
    }

    pub fn can<P: Permission>(&self) -> bool {
        self.operator.can::<P>()
    }

    pub fn shell(&self) -> Shell {
        Shell::of(self.lang, &self.operator, &self.csrf, &self.here, self.done.clone())
    }
}

/// Turns a template into an answer.
pub fn page(template: &impl Template) -> Result<Html<String>, Problem> {
    Ok(Html(template.render()?))
}

/// The language a request asks for: its cookie first, then what the browser prefers.
pub fn language(headers: &HeaderMap) -> Lang {
    let chosen = CookieJar::from_headers(headers)
        .get(LANGUAGE_COOKIE)
        .and_then(|cookie| Lang::read(cookie.value()));
    let preferred = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    chosen.or_else(|| preferred.and_then(Lang::accepted)).unwrap_or_default()
}

/// Whether htmx asks, which wants a part of a page.
pub fn wants_part(headers: &HeaderMap) -> bool {
    headers.contains_key("hx-request")
}

/// A path of this site, or its front page: never another site's address.
pub fn local(path: &str) -> &str {
    let stays = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\n']);
    if stays { path } else { "/" }
}

impl FromRequestParts<App> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let jar = CookieJar::from_headers(&parts.headers);
        let token = jar.get(sign_in_cookie(app.https)).map(|cookie| cookie.value().to_owned());
        let known = match token {
            Some(token) => sign_in::who(&app.desk, &token).await,
            None => Ok(None),
        };
        let known = known.map_err(|error| Problem::store(&error).into_response())?;
        let (operator, csrf) = known.ok_or_else(|| turned_away(parts))?;
        let lang = language(&parts.headers);
        let here = here(parts);
        Ok(Self { done: done(lang, parts.uri.query()), operator, lang, csrf, here })
    }
}

impl FromRequestParts<App> for Guest {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
        let peer = peer.map(|ip| ip.to_string()).unwrap_or_default();
        Ok(Self {
            lang: language(&parts.headers),
            here: here(parts),
            client: forwarded(&parts.headers, app.proxies).unwrap_or(peer),
        })
    }
}

/// A page sends to the sign-in and back; anything else is told so.
fn turned_away(parts: &Parts) -> Response {
    let is_page = parts.method == Method::GET && !wants_part(&parts.headers);
    if is_page && !parts.uri.path().starts_with("/api/") {
        return Redirect::to(&address("/sign-in", &[("back", &here(parts))])).into_response();
    }
    Problem::SignedOut.into_response()
}

fn here(parts: &Parts) -> String {
    parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned()
}

/// The address that the outermost of our proxies saw.
fn forwarded(headers: &HeaderMap, proxies: usize) -> Option<String> {
    let back = proxies.checked_sub(1)?;
    let all: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    all.iter().rev().nth(back).map(|client| (*client).to_owned())
}

/// What a step may say on the page after it. Only these: the address bar writes no sentences.
const DONE: &[&str] = &[
    "school",
    "proofread",
    "class",
    "import",
    "session",
    "close",
    "codes",
    "package",
    "image-check",
    "answer",
    "review",
    "join",
];

fn done(lang: Lang, query: Option<&str>) -> Option<String> {
    let pair = |name| query?.split('&').find_map(|pair| pair.strip_prefix(name));
    let what = DONE.iter().find(|what| pair("done=") == Some(*what))?;
    let count: u64 = pair("n=").and_then(|count| count.parse().ok()).unwrap_or_default();
    Some(lang.n(&format!("done-{what}"), count))
}

impl Shell {
    fn of(lang: Lang, operator: &Operator, csrf: &str, here: &str, done: Option<String>) -> Self {
        Self {
            lang,
            who: Some(crate::shell::Who {
                name: operator.display_name.clone(),
                role: operator.role,
            }),
            nav: nav(operator, here),
            csrf: csrf.to_owned(),
            here: here.to_owned(),
            done,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_our_proxies_appended_is_believed() {
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", "6.6.6.6, 10.0.0.9".parse().unwrap());
        headers.append("x-forwarded-for", "10.0.0.1".parse().unwrap());
        for (proxies, expected) in
            [(0, None), (1, Some("10.0.0.1")), (2, Some("10.0.0.9")), (9, None)]
        {
            assert_eq!(forwarded(&headers, proxies).as_deref(), expected, "{proxies}");
        }
    }

    #[test]
    fn the_way_back_stays_on_this_site() {
        for (path, expected) in [
            ("/roster?page=2", "/roster?page=2"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("", "/"),
        ] {
            assert_eq!(local(path), expected, "{path}");
        }
    }

    #[test]
    fn an_address_cannot_make_us_say_anything_else() {
        let said = |query| done(Lang::Chinese, Some(query));
        assert_eq!(said("done=codes&n=12").as_deref(), Some("已发 12 个采集码。"));
        assert_eq!(said("stage=listed&done=close").as_deref(), Some("已收场。"));
        assert_eq!(said("done=school-new"), None);
        assert_eq!(done(Lang::Chinese, None), None);
    }
}
