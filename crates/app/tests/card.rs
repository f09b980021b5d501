//! 机读卡命令 as its user sees it: a roster in, a PDF out, and what is said of the lines without.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use testkit::{People, ROSTER_HEADER, roster_rows};

fn zhengxiang(folder: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhengxiang"));
    command.current_dir(folder).env_remove("ZHENGXIANG_FONT").args(words).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Two classes of three, the last line with a number that nobody can have.
fn roster(folder: &Path) -> Vec<String> {
    let people: Vec<_> = People::seeded(7).in_classes_of(3).take(6).collect();
    let mut rows = roster_rows(&people);
    let column = |word| ROSTER_HEADER.iter().position(|heading| *heading == word).unwrap();
    "99010120030901007".clone_into(&mut rows[5][column("身份证号")]);
    let book = workflow::testing::workbook(&ROSTER_HEADER, &rows);
    fs::write(folder.join("roster.xlsx"), book).unwrap();
    people.into_iter().map(|person| person.name).collect()
}

fn words_of(folder: &Path, pdf: &str) -> String {
    let done = Command::new("pdftotext").current_dir(folder).args([pdf, "-"]).output().unwrap();
    text(&done.stdout)
}

#[test]
fn everybody_on_the_roster_gets_a_card_and_who_does_not_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let names = roster(folder.path());
    let words = ["card", "print", "--roster", "roster.xlsx", "--out", "cards.pdf"];
    let done = zhengxiang(folder.path(), &words);
    assert_eq!(done.status.code(), Some(1), "{}", text(&done.stderr));
    assert_eq!(text(&done.stderr), "✗ 名册 K7 身份证号有误，这一行没有印卡\n");
    assert!(text(&done.stdout).starts_with("cards.pdf：2 个班级，5 张卡，"));
    let printed = words_of(folder.path(), "cards.pdf");
    for (at, name) in names.iter().enumerate() {
        assert_eq!(printed.contains(name.as_str()), at < 5, "{at}");
    }
    // A page before each class.
    assert_eq!(printed.matches("机读卡填涂说明").count(), 2);
}

#[test]
fn the_same_roster_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    roster(folder.path());
    let print = |out: &str| {
        let words = ["card", "print", "--roster", "roster.xlsx", "--numbered", "--marked", "--out"];
        zhengxiang(folder.path(), &[&words[..], &[out]].concat());
        fs::read(folder.path().join(out)).unwrap()
    };
    assert!(print("a.pdf") == print("b.pdf"));
}

#[test]
fn blank_cards_need_no_roster() {
    let folder = tempfile::tempdir().unwrap();
    let words = ["card", "print", "--count", "3", "--no-cover", "--out", "cards.pdf"];
    let done = zhengxiang(folder.path(), &words);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let pages = Command::new("pdfinfo").arg(folder.path().join("cards.pdf")).output().unwrap();
    assert!(text(&pages.stdout).contains("Pages:           3\n"), "{}", text(&pages.stdout));
}

#[test]
fn what_stands_in_the_way_is_said_with_its_cure() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("no.ttf"), b"no font").unwrap();
    fs::write(folder.path().join("no.toml"), "id = 3").unwrap();
    fs::write(folder.path().join("no.xlsx"), b"no workbook").unwrap();
    for (words, expect) in [
        ("--count 1 --font gone.ttf", "读不到字体文件 gone.ttf"),
        ("--count 1 --font no.ttf", "字体文件 no.ttf 不能用来印卡"),
        ("--count 1 --form no.toml", "卡样文件 no.toml：卡样文件无法解析"),
        ("--roster no.xlsx", "名册 no.xlsx 无法读取"),
        ("--roster gone.xlsx", "读不到名册 gone.xlsx"),
        ("--count 0", "--count <张数> 不能是“0”"),
        ("--count 1 --out gone/cards.pdf", "无法写入 gone/cards.pdf"),
    ] {
        let mut all = vec!["card", "print"];
        all.extend(words.split_whitespace());
        if !words.contains("--out") {
            all.extend(["--out", "cards.pdf"]);
        }
        let done = zhengxiang(folder.path(), &all);
        let told = text(&done.stderr);
        assert!(told.contains(expect), "{words}: {told}");
        assert_ne!(done.status.code(), Some(0), "{words}");
        assert!(!folder.path().join("cards.pdf").exists(), "{words}");
    }
}

/// The pages of a PDF as scans of 150 dots per inch, in a folder of their own.
fn scan(folder: &Path, pdf: &str) {
    fs::create_dir(folder.join("scans")).unwrap();
    let words = ["-png", "-r", "150", pdf, "scans/page"];
    let done = Command::new("pdftoppm").current_dir(folder).args(words).status().unwrap();
    assert!(done.success());
}

fn lines(output: &Output) -> Vec<Value> {
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn printed_cards_are_read_back_and_held_against_the_roster() {
    let folder = tempfile::tempdir().unwrap();
    let names = roster(folder.path());
    let words = ["card", "print", "--roster", "roster.xlsx", "--marked", "--out", "cards.pdf"];
    zhengxiang(folder.path(), &words);
    scan(folder.path(), "cards.pdf");
    let words = ["card", "read", "--json", "--roster", "roster.xlsx", "scans"];
    let done = zhengxiang(folder.path(), &words);
    assert_eq!(done.status.code(), Some(3), "{}", text(&done.stderr));
    let lines = lines(&done);
    // Two pages of advice, and a card for each but the last, whose line was refused.
    assert_eq!(lines.len(), names.len() - 1 + 2);
    let (cards, pages): (Vec<&Value>, Vec<&Value>) =
        lines.iter().partition(|line| line["reasons"][0]["code"] != "no_card");
    assert_eq!(pages.len(), 2);
    assert!(pages.iter().all(|page| page["verdict"] == "rejected"));
    let mut numbers = Vec::new();
    for card in cards {
        // Nobody has pencilled an identity number, so a person looks at each.
        assert_eq!(card["verdict"], "review", "{card}");
        let reasons = card["reasons"].as_array().unwrap();
        assert!(reasons.iter().any(|one| one["field"] == "identity_number"), "{card}");
        assert_eq!(card["fields"]["student_number"]["columns"].as_array().unwrap().len(), 14);
        numbers.push(card["fields"]["student_number"]["text"].as_str().unwrap().to_owned());
    }
    assert!(numbers.is_sorted() && numbers.len() == 5, "{numbers:?}");
}

#[test]
fn a_person_reads_one_entry_a_card_and_a_summary() {
    let folder = tempfile::tempdir().unwrap();
    let words = ["card", "print", "--count", "1", "--no-cover", "--out", "cards.pdf"];
    zhengxiang(folder.path(), &words);
    scan(folder.path(), "cards.pdf");
    fs::write(folder.path().join("scans/z.jpg"), b"no picture").unwrap();
    let done = zhengxiang(folder.path(), &["card", "read", "scans", "gone.png"]);
    let told = text(&done.stdout);
    for expect in [
        "复核 scans/page-1.png\n",
        "退回 scans/z.jpg\n",
        "退回 gone.png\n",
        "共 3 张：接受 0，复核 1，退回 2\n",
    ] {
        assert!(told.contains(expect), "{expect}: {told}");
    }
    assert_eq!(done.status.code(), Some(3));
}

#[test]
fn what_was_read_is_not_read_again() {
    let folder = tempfile::tempdir().unwrap();
    roster(folder.path());
    let words = ["card", "print", "--roster", "roster.xlsx", "--marked", "--out", "cards.pdf"];
    zhengxiang(folder.path(), &words);
    scan(folder.path(), "cards.pdf");
    let read = || {
        let words = ["card", "read", "--json", "--resume", "a.journal", "scans"];
        lines(&zhengxiang(folder.path(), &words))
    };
    let first = read();
    assert_eq!(read(), first);
    // What the journal says now can only come from the journal.
    let journal = folder.path().join("a.journal");
    let kept = fs::read_to_string(&journal).unwrap();
    assert_eq!(kept.lines().count(), 1 + 7);
    let numbers = |lines: &[Value]| -> Vec<String> {
        let text =
            |line: &Value| line["fields"]["student_number"]["text"].as_str().map(str::to_owned);
        lines.iter().filter_map(text).collect()
    };
    let number = &numbers(&first)[0];
    let forged = kept.replace(&format!("\"text\":\"{number}\""), "\"text\":\"31415\"");
    fs::write(&journal, forged).unwrap();
    assert_eq!(numbers(&read())[0], "31415");
}
