//! 登录: the door, the way out, and the language. (*Session* is only the 采集场次.)

use askama::Template;
use axum::{
    extract::{Path, Query, Request, State},
    http::header,
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use axum_extra::extract::{
    CookieJar,
    cookie::{Cookie, SameSite},
};
use workflow::{permission::Role, sign_in as desk};

use crate::{
    App,
    door::{Guest, LANGUAGE_COOKIE, Visit, local, page, sign_in_cookie},
    posted::{Posted, check_token, fields},
    problem::Problem,
    shell::Shell,
    words::Lang,
};

/// Holds the token of the sign-in form: nobody is signed in yet whose token it could be.
const FORM_COOKIE: &str = "sign-in-form";

#[derive(Template)]
#[template(path = "sign_in/sign_in.html")]
pub struct SignInPage {
    pub shell: Shell,
    pub name: String,
    pub back: String,
    pub problem: Option<String>,
}

#[derive(serde::Deserialize)]
pub struct Back {
    #[serde(default)]
    back: String,
}

/// `GET /`: everybody to their own desk.
pub async fn home(visit: Visit) -> Redirect {
    Redirect::to(match visit.operator.role {
        Role::Planner | Role::AcademicAffairs | Role::CollegeOffice => "/board",
        Role::Crew => "/sessions",
        Role::Processor => "/review",
        Role::Graduate => "/me",
    })
}

/// `GET /sign-in`.
pub async fn form(
    State(app): State<App>,
    guest: Guest,
    Query(Back { back }): Query<Back>,
) -> Result<Response, Problem> {
    sign_in_page(&app, &guest, String::new(), back, None)
}

/// `POST /sign-in`.
pub async fn sign_in(
    State(app): State<App>,
    guest: Guest,
    jar: CookieJar,
    request: Request,
) -> Result<Response, Problem> {
    let fields = fields(request, &app).await?;
    let expected = jar.get(FORM_COOKIE).map(Cookie::value).unwrap_or_default();
    check_token(fields.text("csrf"), expected)?;
    let (name, back) = (fields.text("name"), fields.text("back"));
    match desk::sign_in(&app.desk, &guest.client, name, fields.text("secret")).await {
        Ok(signed_in) => {
            let cookie = cookie(sign_in_cookie(app.https), signed_in.token, app.https);
            let jar = CookieJar::new().add(cookie);
            Ok((jar, Redirect::to(local(back))).into_response())
        }
        Err(refused) => {
            let problem = Some(Problem::from(refused));
            sign_in_page(&app, &guest, name.to_owned(), back.to_owned(), problem)
        }
    }
}

/// `POST /sign-out`.
pub async fn sign_out(
    State(app): State<App>,
    jar: CookieJar,
    _posted: Posted,
) -> Result<Response, Problem> {
    let name = sign_in_cookie(app.https);
    if let Some(token) = jar.get(name) {
        let out = desk::sign_out(&app.desk, token.value()).await;
        out.map_err(|error| Problem::store(&error))?;
    }
    let gone = format!("{name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax{}", secure(app.https));
    Ok((AppendHeaders([(header::SET_COOKIE, gone)]), Redirect::to("/sign-in")).into_response())
}

/// `GET /language/{tag}`: remembers the language and goes back.
pub async fn language(
    State(app): State<App>,
    Path(tag): Path<String>,
    Query(Back { back }): Query<Back>,
) -> Result<Response, Problem> {
    let lang = Lang::read(&tag).ok_or(Problem::NotFound)?;
    let year = 31_536_000;
    let kept = format!(
        "{LANGUAGE_COOKIE}={}; Path=/; Max-Age={year}; SameSite=Lax{}",
        lang.tag(),
        secure(app.https)
    );
    Ok((AppendHeaders([(header::SET_COOKIE, kept)]), Redirect::to(local(&back))).into_response())
}

fn sign_in_page(
    app: &App,
    guest: &Guest,
    name: String,
    back: String,
    problem: Option<Problem>,
) -> Result<Response, Problem> {
    let token = app.desk.mint();
    let mut shell = Shell::bare(guest.lang, &guest.here);
    shell.csrf.clone_from(&token);
    let status = problem.as_ref().map(|problem| problem.told().status).unwrap_or_default();
    if let Some(problem) = &problem {
        problem.log();
    }
    let problem = problem.map(|problem| problem.sentence(guest.lang));
    let html = page(&SignInPage { shell, name, back, problem })?;
    let jar = CookieJar::new().add(cookie(FORM_COOKIE, token, app.https));
    Ok((status, jar, html).into_response())
}

/// Out of reach of scripts, and sent along by our own pages only.
fn cookie(name: &'static str, value: String, https: bool) -> Cookie<'static> {
    let cookie = Cookie::build((name, value)).path("/").http_only(true);
    cookie.same_site(SameSite::Lax).secure(https).build()
}

fn secure(https: bool) -> &'static str {
    if https { "; Secure" } else { "" }
}
