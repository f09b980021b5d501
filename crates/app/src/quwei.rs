//! 区位码命令: what to pencil for a name, so that nobody needs the handbook, and back.

use std::io::{self, Write as _};
use std::process::ExitCode;

use domain::name::{PersonName, PersonNameError};
use domain::quwei::{self, Coded, Filling, QuWeiCode, QuWeiError, Repertoire, WhyWrittenOut};
use serde::Serialize;

use crate::trouble::{Trouble, output_ended};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// 每个姓名或区位码输出一行 JSON
    #[arg(long)]
    json: bool,
    /// 姓名，或四位区位码；可写多个
    #[arg(value_name = "姓名", required = true)]
    asked: Vec<String>,
}

/// Answers each word. Fails when one of them is neither a name nor a code.
pub fn run(args: &Args) -> Result<ExitCode, Trouble> {
    let mut all_known = true;
    let mut told = String::new();
    for asked in &args.asked {
        let answer = Answer::to(asked);
        all_known &= !matches!(answer, Answer::NoCode(_) | Answer::NoName(_));
        if args.json {
            let line = serde_json::to_string(&answer.line(asked)).map_err(|error| {
                Trouble::new("结果无法写成 JSON", "把这条命令交给维护人员").because(error)
            })?;
            told.push_str(&line);
            told.push('\n');
        } else {
            told.push_str(&answer.screen(asked));
        }
    }
    io::stdout().write_all(told.as_bytes()).or_else(output_ended)?;
    Ok(if all_known { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What a word turned out to be.
enum Answer {
    /// The name, and whether a look-alike of the separator was mended in it.
    Name(PersonName, bool),
    Code(QuWeiCode),
    NoCode(QuWeiError),
    NoName(PersonNameError),
}

impl Answer {
    fn to(asked: &str) -> Self {
        if asked.trim().bytes().all(|byte| byte.is_ascii_digit()) && !asked.trim().is_empty() {
            return asked.parse().map_or_else(Self::NoCode, Self::Code);
        }
        PersonName::read(asked)
            .map_or_else(Self::NoName, |(name, is_mended)| Self::Name(name, is_mended))
    }

    fn line<'a>(&self, asked: &'a str) -> Line<'a> {
        let empty = Line { asked, ..Line::default() };
        match self {
            Self::Name(name, is_mended) => {
                let mended = is_mended.then(|| name.reveal().to_owned());
                Line { mended, ..empty.with(&Filling::of(name)) }
            }
            Self::Code(code) => {
                let character = code.character();
                let readings = quwei::readings(character);
                let coded = Coded { character, code: Some(*code), readings };
                Line { characters: Some(vec![CharacterLine::of(&coded)]), ..empty }
            }
            Self::NoCode(error) => Line { error: Some(error.to_string()), ..empty },
            Self::NoName(error) => Line { error: Some(error.to_string()), ..empty },
        }
    }

    fn screen(&self, asked: &str) -> String {
        match self {
            Self::Name(name, is_mended) => {
                let mended =
                    if *is_mended { "  间隔号已改为“·”（U+00B7）\n" } else { "" };
                let filling = match Filling::of(name) {
                    Filling::Coded(all) => all.iter().map(row).collect(),
                    Filling::WrittenOut(why) => format!("  {}\n", written_out(why)),
                };
                format!("{}\n{mended}{filling}", name.reveal())
            }
            Self::Code(code) => {
                let readings = quwei::readings(code.character());
                format!("{code}  {}  {}\n", code.character(), readings.join("、"))
            }
            Self::NoCode(error) => format!("✗ {asked}：{}\n", no_code(*error)),
            Self::NoName(error) => format!("✗ {asked}：{}\n", no_name(*error)),
        }
    }
}

/// One answer as a line of JSON. `error` completes the sentence "it …".
#[derive(Debug, Default, Serialize)]
struct Line<'a> {
    asked: &'a str,
    /// The name with U+00B7 in place of what looked like it.
    #[serde(skip_serializing_if = "Option::is_none")]
    mended: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    filling: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    characters: Option<Vec<CharacterLine>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl Line<'_> {
    fn with(self, filling: &Filling) -> Self {
        match filling {
            Filling::Coded(all) => {
                let characters = all.iter().map(CharacterLine::of).collect();
                Self { filling: Some("coded"), characters: Some(characters), ..self }
            }
            Filling::WrittenOut(why) => {
                let why = match why {
                    WhyWrittenOut::Long => "long",
                    WhyWrittenOut::NotChinese => "not_chinese",
                };
                Self { filling: Some("written_out"), why: Some(why), ..self }
            }
        }
    }
}

#[derive(Debug, Serialize)]
struct CharacterLine {
    character: char,
    /// The four digits to mark; `0000` for none.
    code: String,
    pinyin: Vec<&'static str>,
    repertoire: &'static str,
}

impl CharacterLine {
    fn of(coded: &Coded) -> Self {
        Self {
            character: coded.character,
            code: coded.marks(),
            pinyin: coded.readings.clone(),
            repertoire: match Repertoire::of(coded.character) {
                Repertoire::Gb2312 => "gb2312",
                Repertoire::Gbk => "gbk",
                Repertoire::Gb18030 => "gb18030",
                Repertoire::Outside => "outside",
            },
        }
    }
}

fn row(coded: &Coded) -> String {
    let readings = if coded.readings.is_empty() {
        "读音请问本人".to_owned()
    } else {
        coded.readings.join("、")
    };
    let advice = if coded.code.is_some() {
        ""
    } else {
        "  区位码表没有这个字：填涂 0000，并在字旁写拼音"
    };
    format!("  {}  {}  {readings}{advice}\n", coded.character, coded.marks())
}

fn written_out(why: WhyWrittenOut) -> &'static str {
    match why {
        WhyWrittenOut::Long => "超过四个字：姓名栏不填涂，用正楷写全姓名，由人工录入",
        WhyWrittenOut::NotChinese => "含汉字以外的字符：姓名栏不填涂，用正楷写全姓名，由人工录入",
    }
}

fn no_code(error: QuWeiError) -> String {
    match error {
        QuWeiError::Digits => "区位码是四位数字".to_owned(),
        QuWeiError::Missing => "0000 表示区位码表没有这个字，读音见卡上的拼音".to_owned(),
        QuWeiError::Row(row) => format!("{row:02} 区没有汉字，汉字在 16–87 区"),
        QuWeiError::Cell { row, cell } => format!("{row} 区 {cell:02} 位没有汉字"),
    }
}

fn no_name(error: PersonNameError) -> String {
    match error {
        PersonNameError::Empty => "没有写姓名".to_owned(),
        PersonNameError::Long(length) => format!("姓名有 {length} 个字，超过五十个"),
        PersonNameError::Space(at) => format!("第 {at} 处有空格，姓名中间不留空格"),
        PersonNameError::Invisible { at, .. } => format!("第 {at} 处有看不见的字符"),
        PersonNameError::LookAlike { at, .. } => format!("第 {at} 处的间隔号不规范"),
        PersonNameError::Separator(at) => format!("第 {at} 处的间隔号多余"),
        PersonNameError::Placeholder(at) => format!("第 {at} 处是缺字的代替符号，请写本字"),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    fn told(asked: &[&str], tell: impl Fn(&Answer, &str) -> String) -> String {
        asked.iter().map(|asked| tell(&Answer::to(asked), asked)).collect()
    }

    #[test]
    fn a_person_reads_what_to_fill_in() {
        let asked = ["单晟喆", "古丽米热汗", "阿里・买买提", "5337", "0000", "0104", "张 三"];
        expect![[r"
            单晟喆
              单  2105  shàn、dān、chán
              晟  7441  chéng、shèng、jīng
              喆  0000  zhé  区位码表没有这个字：填涂 0000，并在字旁写拼音
            古丽米热汗
              超过四个字：姓名栏不填涂，用正楷写全姓名，由人工录入
            阿里·买买提
              间隔号已改为“·”（U+00B7）
              含汉字以外的字符：姓名栏不填涂，用正楷写全姓名，由人工录入
            5337  张  zhāng
            ✗ 0000：0000 表示区位码表没有这个字，读音见卡上的拼音
            ✗ 0104：01 区没有汉字，汉字在 16–87 区
            ✗ 张 三：第 2 处有空格，姓名中间不留空格
        "]]
        .assert_eq(&told(&asked, Answer::screen));
    }

    #[test]
    fn a_program_reads_one_line_each() {
        let asked = ["单䶮", "古丽米热汗", "阿里・买买提", "5337", "0000", "王??"];
        let line = |answer: &Answer, asked: &str| {
            let line = serde_json::to_string(&answer.line(asked)).unwrap() + "\n";
            // One line each; broken here only to fit the page.
            [",\"characters", ",\"pinyin", ",\"filling"]
                .into_iter()
                .fold(line, |line, key| line.replace(key, &format!(",\n  {}", &key[1..])))
        };
        expect![[r#"
            {"asked":"单䶮",
              "filling":"coded",
              "characters":[{"character":"单","code":"2105",
              "pinyin":["shàn","dān","chán"],"repertoire":"gb2312"},{"character":"䶮","code":"0000",
              "pinyin":["yǎn"],"repertoire":"gb18030"}]}
            {"asked":"古丽米热汗",
              "filling":"written_out","why":"long"}
            {"asked":"阿里・买买提","mended":"阿里·买买提",
              "filling":"written_out","why":"not_chinese"}
            {"asked":"5337",
              "characters":[{"character":"张","code":"5337",
              "pinyin":["zhāng"],"repertoire":"gb2312"}]}
            {"asked":"0000","error":"is `0000`, the mark of a character without a code"}
            {"asked":"王??","error":"has a placeholder for a missing character at place 2"}
        "#]]
        .assert_eq(&told(&asked, line));
    }
}
