//! 返校: packages that are whole, say who is missing, and hold no more than they may.

use std::collections::BTreeMap;

use domain::{portrait::Verdict, school::Regime};
use formats::{
    archive,
    package::{Signature, verify},
    table::Limits,
    xlsx,
};
use workflow::{capture, delivery, permission::Role, portrait, session};

use crate::college::{College, Failure, centre, on_both};

/// A college of which the first `shot` of five people are photographed and accepted.
async fn partly_shot(store: store::Store, regime: Regime, shot: usize) -> Result<College, Failure> {
    let (college, open) = College::planned(store, regime, 5).await?;
    let desk = &college.desk;
    for person in college.people().await?.iter().take(shot) {
        let record = &person.row.record.id;
        let typed = college.typed_code(record).await?;
        session::check_in(desk, &centre(Role::Crew), &open, &typed).await?;
        let bytes = format!("frame of {record}").into_bytes();
        let crew = centre(Role::Crew);
        let frame = capture::attach(desk, &crew, &open, "A.JPG", bytes).await?.frame;
        college.judge(&frame, record, Verdict::Pass).await?;
        portrait::accept(desk, &centre(Role::Processor), record, None, desk.mint_step()).await?;
    }
    Ok(college)
}

fn index_text(files: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    let sheet = xlsx::read(&files[name], &Limits::WORKBOOK).expect("our own workbook");
    let cells = sheet.rows.iter().flat_map(|row| row.filled().map(|(_, cell)| cell.shown()));
    cells.collect::<Vec<_>>().join(" ")
}

#[test]
fn a_package_is_whole_names_the_missing_and_masks_under_regime_code() {
    for regime in [Regime::List, Regime::Code] {
        on_both(async |store| {
            let college = partly_shot(store, regime, 3).await?;
            let desk = &college.desk;
            let package = delivery::pack(desk, &centre(Role::Processor), &college.school).await?;
            assert_eq!((package.portraits, package.missing), (3, 2));
            let mut files = delivery::package_files(desk, &college.office(), &package.id).await?;
            let verified = verify(&mut files, None)?;
            assert!(verified.whole);
            assert!(matches!(verified.signature, Signature::Valid { .. }));
            let index = index_text(&files, "index.xlsx");
            let missing = index_text(&files, "missing.xlsx");
            for (at, person) in college.people().await?.iter().enumerate() {
                let number = person.graduate.student_number.as_str();
                let name = person.graduate.name.reveal();
                let (here, there) = if at < 3 { (&index, &missing) } else { (&missing, &index) };
                assert!(here.contains(number) && !there.contains(number), "{at}");
                assert_eq!(here.contains(name), regime == Regime::List, "{at}");
                assert!(!index.contains(person.graduate.identity.reveal()), "{at}");
            }
            Ok(())
        });
    }
}

#[test]
fn a_second_package_holds_what_came_since_and_names_the_first() {
    on_both(async |store| {
        let college = partly_shot(store, Regime::List, 2).await?;
        let desk = &college.desk;
        let first = delivery::pack(desk, &centre(Role::Processor), &college.school).await?;
        let nothing = delivery::pack(desk, &centre(Role::Processor), &college.school).await;
        assert!(matches!(nothing, Err(delivery::DeliveryRefused::NothingToDeliver)));
        let kept = delivery::packages(desk, &college.office(), &college.school).await?;
        assert_eq!(kept, [first]);
        Ok(())
    });
}

/// The package does not depend on when a file was read or which database held the facts.
#[test]
fn the_same_facts_give_the_same_bytes() {
    let made = std::sync::Mutex::new(Vec::new());
    for _ in 0..2 {
        on_both(async |store| {
            let college = partly_shot(store, Regime::List, 3).await?;
            let desk = &college.desk;
            let package = delivery::pack(desk, &centre(Role::Processor), &college.school).await?;
            let zip = delivery::package_zip(desk, &college.office(), &package.id).await?;
            archive::read(&zip, &archive::Limits::PACKAGE)?;
            made.lock().map_err(|_| "poisoned")?.push(zip);
            Ok(())
        });
    }
    let made = made.into_inner().unwrap();
    assert!(made.len() >= 2 && made.windows(2).all(|pair| pair[0] == pair[1]));
}
