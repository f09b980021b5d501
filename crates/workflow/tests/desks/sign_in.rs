//! 登录: the right secret, a limit on wrong ones, and an end to every sign-in.

use domain::school::Regime;
use jiff::SignedDuration;
use workflow::{
    permission::{Role, Scope},
    sign_in::{NewOperator, SignInRefused, add_operator, sign_in, sign_out, who},
};

use crate::college::{College, Failure, on_both};

async fn with_an_office(store: store::Store) -> Result<College, Failure> {
    let college = College::listed(store, Regime::List, 1).await?;
    let new = NewOperator {
        sign_in_name: "Office".to_owned(),
        secret: "correct horse".to_owned(),
        display_name: "教务处".to_owned(),
        role: Role::AcademicAffairs,
        scope: Scope::School(college.school.clone()),
    };
    add_operator(&college.desk, new).await?;
    Ok(college)
}

#[test]
fn the_right_secret_signs_in_until_signed_out() {
    on_both(async |store| {
        let college = with_an_office(store).await?;
        let desk = &college.desk;
        let signed_in = sign_in(desk, "10.0.0.1", " office ", "correct horse").await?;
        let (operator, csrf) = who(desk, &signed_in.token).await?.ok_or("not signed in")?;
        assert_eq!(operator.scope, Scope::School(college.school.clone()));
        assert_eq!(csrf, signed_in.csrf);
        assert!(who(desk, "somebody else's token").await?.is_none());
        sign_out(desk, &signed_in.token).await?;
        assert!(who(desk, &signed_in.token).await?.is_none());
        Ok(())
    });
}

#[test]
fn a_sign_in_ends_after_silence_and_after_a_day() {
    on_both(async |store| {
        let college = with_an_office(store).await?;
        let desk = &college.desk;
        let silent = sign_in(desk, "10.0.0.1", "office", "correct horse").await?.token;
        let busy = sign_in(desk, "10.0.0.1", "office", "correct horse").await?.token;
        for _ in 0..11 {
            college.clock.advance(SignedDuration::from_hours(1));
            assert!(who(desk, &busy).await?.is_some());
        }
        assert!(who(desk, &silent).await?.is_none());
        college.clock.advance(SignedDuration::from_hours(1));
        assert!(who(desk, &busy).await?.is_none());
        Ok(())
    });
}

#[test]
fn guessing_is_stopped_for_the_name_and_ends_with_the_window() {
    on_both(async |store| {
        let college = with_an_office(store).await?;
        let desk = &college.desk;
        for _ in 0..6 {
            let wrong = sign_in(desk, "10.0.0.9", "office", "guess").await;
            assert!(matches!(wrong, Err(SignInRefused::Wrong)));
        }
        let stopped = sign_in(desk, "10.0.0.1", "office", "correct horse").await;
        assert!(matches!(stopped, Err(SignInRefused::TooMany { .. })));
        // Somebody who is not there is refused in the same words.
        let nobody = sign_in(desk, "10.0.0.1", "nobody", "guess").await;
        assert!(matches!(nobody, Err(SignInRefused::Wrong)));
        college.clock.advance(SignedDuration::from_mins(11));
        assert!(sign_in(desk, "10.0.0.1", "office", "correct horse").await.is_ok());
        Ok(())
    });
}
