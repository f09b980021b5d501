//! Operators, sign-ins and attempts.

use store::{
    StoreError,
    operator::{Operator, SignIn, token_hash},
    testing::{NOW_MS, on_both_databases},
};

use crate::world::{listed, school};

fn operator(id: &str, name: &str) -> Operator {
    Operator {
        id: id.into(),
        sign_in_name: name.to_owned(),
        password_hash: "$argon2id$".to_owned(),
        role: "crew".to_owned(),
        school: Some(school().id),
        college: None,
        record: None,
        display_name: "签到台一".to_owned(),
        disabled: false,
    }
}

fn sign_in(token: &str) -> SignIn {
    SignIn {
        token_hash: token_hash(token),
        operator: "operator-1".into(),
        csrf_token: "csrf".to_owned(),
        created_at_ms: NOW_MS,
        last_seen_at_ms: NOW_MS,
        expires_at_ms: NOW_MS + 1_000,
    }
}

#[test]
fn a_sign_in_lasts_until_its_end_or_until_the_operator_is_disabled() {
    on_both_databases(async |store| {
        listed(&store, 0).await?;
        let tx = store.write().await?;
        let mut crew = operator("operator-1", "crew");
        tx.insert_operator(&crew).await?;
        tx.insert_sign_in(&sign_in("secret")).await?;
        let hash = token_hash("secret");

        let (found, who) = tx.signed_in(&hash, NOW_MS + 999).await?.unwrap();
        assert_eq!((found, who), (sign_in("secret"), crew.clone()));
        assert!(tx.signed_in(&hash, NOW_MS + 1_000).await?.is_none(), "it has ended");
        assert!(tx.signed_in("secret", NOW_MS).await?.is_none(), "the hash is not the token");

        tx.touch_sign_in(&hash, NOW_MS + 500, NOW_MS + 5_000).await?;
        assert!(tx.signed_in(&hash, NOW_MS + 4_000).await?.is_some());
        crew.disabled = true;
        tx.update_operator(&crew).await?;
        assert!(tx.signed_in(&hash, NOW_MS + 4_000).await?.is_none(), "disabled");
        assert_eq!(tx.operator(&crew.id).await?, Some(crew));
        Ok(())
    });
}

#[test]
fn signing_out_takes_one_browser_or_all() {
    on_both_databases(async |store| {
        listed(&store, 0).await?;
        let tx = store.write().await?;
        tx.insert_operator(&operator("operator-1", "crew")).await?;
        for token in ["a", "b", "c"] {
            tx.insert_sign_in(&sign_in(token)).await?;
        }
        let left = async || {
            let mut left = String::new();
            for token in ["a", "b", "c"] {
                if tx.signed_in(&token_hash(token), NOW_MS).await?.is_some() {
                    left += token;
                }
            }
            Ok::<_, StoreError>(left)
        };
        tx.delete_sign_in(&token_hash("b")).await?;
        assert_eq!(left().await?, "ac");
        tx.delete_sign_ins_of(&"operator-1".into()).await?;
        assert_eq!(left().await?, "");
        Ok(())
    });
}

#[test]
fn sign_in_names_are_unique_and_graduates_are_no_operators() {
    on_both_databases(async |store| {
        listed(&store, 1).await?;
        let tx = store.write().await?;
        let crew = operator("operator-1", "crew");
        tx.insert_operator(&crew).await?;
        let mut graduate = operator("operator-2", "20240100101");
        graduate.record = Some("record-0".into());
        tx.insert_operator(&graduate).await?;
        assert_eq!(tx.operators(Some(&school().id)).await?, std::slice::from_ref(&crew));
        assert_eq!(tx.operators(None).await?, std::slice::from_ref(&crew));
        assert_eq!(tx.operator_by_name("20240100101").await?, Some(graduate));
        let twin = tx.insert_operator(&operator("operator-3", "crew")).await;
        assert!(matches!(twin, Err(StoreError::Duplicate { what: "sign-in name" })));
        Ok(())
    });
}

#[test]
fn attempts_are_counted_by_key_and_time() {
    on_both_databases(async |store| {
        let tx = store.write().await?;
        for at_ms in [10, 10, 20, 30] {
            tx.add_attempt("192.0.2.1", at_ms).await?;
        }
        tx.add_attempt("192.0.2.2", 30).await?;
        assert_eq!(tx.count_attempts("192.0.2.1", 0).await?, 4);
        assert_eq!(tx.count_attempts("192.0.2.1", 20).await?, 2);
        tx.clear_attempts("192.0.2.1").await?;
        assert_eq!(tx.count_attempts("192.0.2.1", 0).await?, 0);
        assert_eq!(tx.count_attempts("192.0.2.2", 0).await?, 1);
        assert_eq!(tx.sweep(NOW_MS, 31).await?, 1);
        assert_eq!(tx.count_attempts("192.0.2.2", 0).await?, 0);
        Ok(())
    });
}
