//! 提交: a form is believed when it comes from our own page and carries that page's token.

use axum::{
    Form,
    extract::{FromRequest, FromRequestParts, Multipart, Request, multipart::Field},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{App, door::Visit, problem::Problem};

/// The name of the hidden field.
const TOKEN: &str = "csrf";

/// The fields of a form, as typed.
#[derive(Debug, Clone, Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// The first value of a field, or nothing.
    pub fn text(&self, name: &'static str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    pub fn all(&self, name: &'static str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(one, _)| one == name).map(|(_, value)| value.as_str())
    }
}

/// A form of somebody signed in.
pub struct Posted {
    pub visit: Visit,
    pub fields: Fields,
}

/// A form with files of somebody signed in. The token was its first field; what follows is read
/// by the handler as it arrives.
pub struct Uploaded {
    pub visit: Visit,
    pub parts: Multipart,
}

impl FromRequest<App> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (visit, request) = visit(request, app).await?;
        let fields = fields(request, app).await.map_err(IntoResponse::into_response)?;
        check_token(fields.text(TOKEN), &visit.csrf).map_err(IntoResponse::into_response)?;
        Ok(Self { visit, fields })
    }
}

impl FromRequest<App> for Uploaded {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (visit, request) = visit(request, app).await?;
        let parts = Multipart::from_request(request, app).await;
        let parts = parts.map_err(|_| Problem::Form.into_response())?;
        let mut uploaded = Self { visit, parts };
        uploaded.check_token().await.map_err(IntoResponse::into_response)?;
        Ok(uploaded)
    }
}

impl Uploaded {
    async fn check_token(&mut self) -> Result<(), Problem> {
        let first = self.next().await?.filter(|field| field.name() == Some(TOKEN));
        let token = text(first.ok_or(Problem::Origin)?).await?;
        check_token(&token, &self.visit.csrf)
    }

    /// The next field, or none.
    pub async fn next(&mut self) -> Result<Option<Field<'_>>, Problem> {
        self.parts.next_field().await.map_err(|error| Problem::upload(&error))
    }
}

/// The text of a field.
pub async fn text(field: Field<'_>) -> Result<String, Problem> {
    field.text().await.map_err(|error| Problem::upload(&error))
}

/// The bytes of a file, and what it was called.
pub async fn file(field: Field<'_>) -> Result<(String, Vec<u8>), Problem> {
    let name = field.file_name().unwrap_or_default().to_owned();
    let bytes = field.bytes().await.map_err(|error| Problem::upload(&error))?;
    Ok((name, bytes.to_vec()))
}

/// The fields of a form of anybody, for the sign-in page.
pub async fn fields(request: Request, app: &App) -> Result<Fields, Problem> {
    check_origin(request.headers())?;
    let form = Form::<Vec<(String, String)>>::from_request(request, app).await;
    form.map(|Form(pairs)| Fields(pairs)).map_err(|refused| match refused.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
        _ => Problem::Form,
    })
}

/// Compares without telling by the time it takes how far two tokens agree.
pub fn check_token(given: &str, expected: &str) -> Result<(), Problem> {
    let differing = given.bytes().zip(expected.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
    let same = given.len() == expected.len() && differing == 0 && !expected.is_empty();
    same.then_some(()).ok_or(Problem::Origin)
}

async fn visit(request: Request, app: &App) -> Result<(Visit, Request), Response> {
    check_origin(request.headers()).map_err(IntoResponse::into_response)?;
    let (mut parts, body) = request.into_parts();
    let visit = Visit::from_request_parts(&mut parts, app).await?;
    Ok((visit, Request::from_parts(parts, body)))
}

/// Browsers say where a request comes from; what says nothing still needs the token.
fn check_origin(headers: &HeaderMap) -> Result<(), Problem> {
    let value = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(site) = value("sec-fetch-site") {
        return (site == "same-origin").then_some(()).ok_or(Problem::Origin);
    }
    let (Some(origin), Some(host)) = (value("origin"), value(header::HOST.as_str())) else {
        return Ok(());
    };
    let origin = origin.split_once("://").map_or(origin, |(_, host)| host);
    (origin == host).then_some(()).ok_or(Problem::Origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_equal_or_not() {
        for (given, expected, same) in [
            ("abc", "abc", true),
            ("abd", "abc", false),
            ("ab", "abc", false),
            ("abcd", "abc", false),
            ("", "", false),
        ] {
            assert_eq!(check_token(given, expected).is_ok(), same, "{given} {expected}");
        }
    }

    #[test]
    fn a_form_comes_from_our_own_page() {
        for (given, same) in [
            (&[("sec-fetch-site", "same-origin")][..], true),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("origin", "https://a.example"), ("host", "a.example")], true),
            (&[("origin", "https://b.example"), ("host", "a.example")], false),
            (&[("origin", "null"), ("host", "a.example")], false),
            (&[("host", "a.example")], true),
        ] {
            let mut headers = HeaderMap::new();
            for (name, value) in given {
                headers.insert(*name, value.parse().unwrap());
            }
            assert_eq!(check_origin(&headers).is_ok(), same, "{given:?}");
        }
    }
}
