//! What guards every page: tokens, headers, limits, and the way in and out.

mod house;

use axum::http::{StatusCode, header};
use house::{Failure, House, SECRET};
use workflow::{
    permission::{Role, Scope},
    sign_in::{NewOperator, add_operator},
};

/// Pages, files, parts and refusals: one of each kind of answer.
const EVERY_KIND: &[&str] = &[
    "/",
    "/sign-in",
    "/board",
    "/api/board",
    "/roster",
    "/roster/template.xlsx",
    "/review",
    "/me",
    "/nowhere",
    "/livez",
    "/assets/nothing.css",
];

#[tokio::test]
async fn every_answer_carries_the_policy_and_nothing_is_kept() -> Result<(), Failure> {
    let house = House::build().await?;
    let browser = house.browser(Role::Processor, Scope::Centre).await?;
    for path in EVERY_KIND {
        let answer = browser.get(path).await?;
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    }
    Ok(())
}

#[tokio::test]
async fn files_with_a_hash_are_kept_for_a_year() -> Result<(), Failure> {
    let house = House::build().await?;
    for asset in web::assets() {
        let answer = house.stranger().get(&format!("/assets/{}", asset.file)).await?;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(answer.header("content-type"), asset.media_type);
        assert_eq!(answer.bytes, asset.bytes);
    }
    Ok(())
}

#[tokio::test]
async fn a_form_without_the_token_or_from_elsewhere_is_refused() -> Result<(), Failure> {
    let house = House::build().await?;
    let browser = house.browser(Role::Planner, Scope::Centre).await?;
    let fields = [("code", "99007"), ("name", "示范学院"), ("regime", "code")];
    let token = [("csrf", browser.csrf.as_str())];
    let wrong = [("csrf", "0123456789abcdef0123456789abcdef")];
    let own = [("sec-fetch-site", "same-origin")];
    let foreign = [("sec-fetch-site", "cross-site")];
    let origin = [("origin", "https://evil.example"), ("host", "zhengxiang.example")];
    for (given, headers, expected) in [
        (&[][..], &own[..], StatusCode::FORBIDDEN),
        (&wrong, &own, StatusCode::FORBIDDEN),
        (&token, &foreign, StatusCode::FORBIDDEN),
        (&token, &origin, StatusCode::FORBIDDEN),
        (&token, &own, StatusCode::SEE_OTHER),
    ] {
        let form = [&fields[..], given].concat();
        let answer = browser.post_bare("/schools", &form, headers).await?;
        assert_eq!(answer.status, expected, "{given:?} {headers:?}");
    }
    Ok(())
}

#[tokio::test]
async fn an_upload_gives_its_token_before_its_file() -> Result<(), Failure> {
    let house = House::build().await?;
    let office = Scope::School(house.one.id.clone());
    let browser = house.browser(Role::AcademicAffairs, office).await?;
    let fields = [("school", house.one.id.as_str()), ("cohort", "2027")];
    let answer = browser.upload("/roster/import", &fields, ("file", b"no workbook")).await?;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("文件不是可以读取的 Excel 工作簿"));
    let mut thief = browser.clone();
    thief.csrf = "guessed".to_owned();
    let answer = thief.upload("/roster/import", &fields, ("file", b"no workbook")).await?;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    Ok(())
}

#[tokio::test]
async fn a_form_longer_than_any_form_is_refused() -> Result<(), Failure> {
    let house = House::build().await?;
    let browser = house.browser(Role::Planner, Scope::Centre).await?;
    let long = "长".repeat(40_000);
    let answer = browser.post("/schools", &[("name", long.as_str())]).await?;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.text().contains("文件太大"));
    Ok(())
}

#[tokio::test]
async fn somebody_signs_in_works_and_signs_out() -> Result<(), Failure> {
    let house = House::build().await?;
    let new = NewOperator {
        sign_in_name: "planner".to_owned(),
        secret: SECRET.to_owned(),
        display_name: "采集中心".to_owned(),
        role: Role::Planner,
        scope: Scope::Centre,
    };
    add_operator(&house.desk, new).await?;
    let mut browser = house.stranger();
    let away = browser.get("/roster?page=2").await?;
    assert_eq!(away.header("location"), "/sign-in?back=%2Froster%3Fpage%3D2");
    let form = browser.get(away.header("location")).await?;
    browser.cookie = cookie(&form, "sign-in-form");
    browser.csrf = browser.cookie.split('=').nth(1).unwrap_or_default().to_owned();
    let wrong = browser.post("/sign-in", &[("name", "planner"), ("secret", "wrong one")]).await?;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert!(wrong.text().contains("用户名或口令不对"));
    assert!(wrong.text().contains("value=\"planner\""), "what was typed is kept");
    browser.cookie = cookie(&wrong, "sign-in-form");
    browser.csrf = browser.cookie.split('=').nth(1).unwrap_or_default().to_owned();
    let fields = [("name", "planner"), ("secret", SECRET), ("back", "/roster?page=2")];
    let right = browser.post("/sign-in", &fields).await?;
    assert_eq!(right.header("location"), "/roster?page=2");
    let set = right.header("set-cookie");
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{set}");
    browser.cookie = cookie(&right, "sign-in");
    let page = browser.get("/board").await?;
    assert_eq!(page.status, StatusCode::OK);
    let text = page.text();
    let token = text.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    browser.csrf = token.ok_or("the page has no form")?.to_owned();
    assert_eq!(browser.post("/sign-out", &[]).await?.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.get("/board").await?.status, StatusCode::SEE_OTHER);
    Ok(())
}

#[tokio::test]
async fn a_scan_answers_with_a_part_and_a_page_without_a_script() -> Result<(), Failure> {
    let house = House::build().await?;
    let browser = house.browser(Role::Crew, Scope::Centre).await?;
    let path = format!("/sessions/{}/check-ins", house.one.session);
    let number = house.one.people[3].student_number.clone();
    let fields = [("csrf", browser.csrf.as_str()), ("code", number.as_str())];
    let part = browser.post_bare(&path, &fields, &[("hx-request", "true")]).await?;
    assert_eq!(part.status, StatusCode::OK);
    assert!(part.text().contains("data-sound=\"given\""), "{}", part.text());
    assert!(!part.text().contains("<html"));
    let page = browser.post_bare(&path, &fields, &[]).await?;
    assert!(page.text().contains("data-sound=\"again\""), "a second scan gives the same number");
    assert!(page.text().contains("<html"));
    let torn = [("csrf", browser.csrf.as_str()), ("code", "?")];
    let refused = browser.post_bare(&path, &torn, &[("hx-request", "true")]).await?;
    assert!(refused.status.is_client_error());
    assert!(refused.text().contains("data-sound=\"refused\""));
    Ok(())
}

#[tokio::test]
async fn the_one_answer_is_asked_for_twice() -> Result<(), Failure> {
    let house = House::build().await?;
    let own = Scope::Own(house.one.records[0].clone());
    let browser = house.browser(Role::Graduate, own).await?;
    let asked = browser.post("/me/answer", &[("answer", "confirmed")]).await?;
    assert_eq!(asked.status, StatusCode::OK);
    assert!(asked.text().contains("这是唯一一次机会"));
    let sure = [("answer", "confirmed"), ("sure", "yes"), ("step", "step-1")];
    for _ in 0..2 {
        let answered = browser.post("/me/answer", &sure).await?;
        assert_eq!(answered.header("location"), "/me?done=answer", "a double tap is one answer");
    }
    let other = [("answer", "disputed"), ("sure", "yes"), ("step", "step-2"), ("words", "不是我")];
    assert_eq!(browser.post("/me/answer", &other).await?.status, StatusCode::CONFLICT);
    assert!(browser.get("/me").await?.text().contains("您已确认信息无误"));
    Ok(())
}

#[tokio::test]
async fn the_language_is_remembered_and_leads_nowhere_else() -> Result<(), Failure> {
    let house = House::build().await?;
    let mut browser = house.browser(Role::Planner, Scope::Centre).await?;
    let chosen = browser.get("/language/en?back=//evil.example").await?;
    assert_eq!(chosen.header("location"), "/");
    browser.cookie = format!("{}; {}", browser.cookie, cookie(&chosen, "lang"));
    assert!(browser.get("/board").await?.text().contains("<html lang=\"en\">"));
    Ok(())
}

fn cookie(answer: &house::Answer, name: &str) -> String {
    let all = answer.headers.get_all(header::SET_COOKIE).iter();
    let found = all.filter_map(|value| value.to_str().ok()).find(|set| set.starts_with(name));
    found.and_then(|set| set.split(';').next()).unwrap_or_default().to_owned()
}
