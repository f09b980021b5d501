//! 操作员命令: who may sign in; the first ones come from here.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::process::ExitCode;

use clap::{Subcommand, ValueEnum};
use domain::school::SchoolCode;
use workflow::Desk;
use workflow::permission::{Role, Scope};
use workflow::sign_in::{NewOperator, SHORTEST_SECRET, SignInRefused, add_operator};

use crate::house;
use crate::settings::{Layer, Settings, Source};
use crate::trouble::{Trouble, output_ended};

#[derive(Debug, clap::Args)]
#[command(subcommand_value_name = "命令", subcommand_help_heading = "命令")]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 添一名操作员；口令从标准输入读取一行
    Add(AddArgs),
}

#[derive(Debug, clap::Args)]
struct AddArgs {
    #[command(flatten)]
    source: Source,
    /// 登录名
    #[arg(value_name = "登录名")]
    name: String,
    /// 角色
    #[arg(long, value_name = "角色")]
    role: RoleWord,
    /// 页面上显示的姓名或岗位，默认为角色
    #[arg(long, value_name = "姓名")]
    display: Option<String>,
    /// 学校代码：教务处和学院办公室属于哪所学校
    #[arg(long, value_name = "代码")]
    school: Option<SchoolCode>,
    /// 学院名称：学院办公室属于哪个学院
    #[arg(long, value_name = "名称", requires = "school")]
    college: Option<String>,
}

/// The roles that people are given by hand; a graduate's comes with the roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RoleWord {
    /// 计划员
    Planner,
    /// 拍摄小组
    Crew,
    /// 成像员
    Processor,
    /// 教务处
    AcademicAffairs,
    /// 学院办公室
    CollegeOffice,
}

impl From<RoleWord> for Role {
    fn from(word: RoleWord) -> Self {
        match word {
            RoleWord::Planner => Role::Planner,
            RoleWord::Crew => Role::Crew,
            RoleWord::Processor => Role::Processor,
            RoleWord::AcademicAffairs => Role::AcademicAffairs,
            RoleWord::CollegeOffice => Role::CollegeOffice,
        }
    }
}

pub async fn run(args: Args) -> Result<ExitCode, Trouble> {
    let Command::Add(args) = args.command;
    let settings = Settings::load(&args.source, Layer::default())?;
    let desk = house::open(&settings, None).await?;
    let role = Role::from(args.role);
    let scope = scope(&desk, role, args.school, args.college.as_deref()).await?;
    let new = NewOperator {
        sign_in_name: args.name,
        secret: secret()?,
        display_name: args.display.unwrap_or_else(|| role.word().to_owned()),
        role,
        scope,
    };
    add_operator(&desk, new).await.map_err(refused)?;
    desk.store.clone().close().await.map_err(house::trouble)?;
    writeln!(io::stdout(), "✓ 已添{}", role.word()).or_else(output_ended)?;
    Ok(ExitCode::SUCCESS)
}

/// Whose people the role works with; what does not belong to the role is refused, not dropped.
async fn scope(
    desk: &Desk,
    role: Role,
    school: Option<SchoolCode>,
    college: Option<&str>,
) -> Result<Scope, Trouble> {
    let wrong = |what: &str| Err(Trouble::new(format!("{}{what}", role.word()), "改正后再运行"));
    let school = match (role, school) {
        (Role::Planner | Role::Crew | Role::Processor, None) => return Ok(Scope::Centre),
        (Role::Planner | Role::Crew | Role::Processor, Some(_)) => {
            return wrong("属于采集中心，不写 --school");
        }
        (_, None) => return wrong("需要 --school 写明学校代码"),
        (_, Some(code)) => code,
    };
    let tx = desk.store.read().await.map_err(house::trouble)?;
    let found = tx.school_by_code(&school).await.map_err(house::trouble)?;
    let Some(school) = found else {
        return wrong("的学校还没有建立，请计划员先建校");
    };
    match (role, college) {
        (Role::AcademicAffairs, None) => Ok(Scope::School(school.id)),
        (Role::AcademicAffairs, Some(_)) => wrong("属于整个学校，不写 --college"),
        (_, None) => wrong("需要 --college 写明学院名称"),
        (_, Some(name)) => {
            let colleges = tx.colleges_of(&school.id).await.map_err(house::trouble)?;
            match colleges.into_iter().find(|college| college.name == name) {
                Some(college) => Ok(Scope::College(school.id, college.id)),
                None => wrong("的学院不在名册里，请先导入名册"),
            }
        }
    }
}

/// One line of stdin: an argument would stand in the list of processes and in the shell's memory.
fn secret() -> Result<String, Trouble> {
    if io::stdin().is_terminal() {
        // Somebody at the terminal is told what is waited for; without stderr there is nobody.
        let _ = write!(io::stderr(), "口令（至少 {SHORTEST_SECRET} 个字符，输入时会显示）：");
    }
    let mut line = String::new();
    io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|error| Trouble::new("读不到口令", "在标准输入上给出一行口令").because(error))?;
    let secret = line.trim_end_matches(['\r', '\n']);
    if secret.chars().count() < SHORTEST_SECRET {
        let what = format!("口令少于 {SHORTEST_SECRET} 个字符");
        return Err(Trouble::new(what, "换一个更长的口令"));
    }
    Ok(secret.to_owned())
}

fn refused(error: SignInRefused) -> Trouble {
    match error {
        SignInRefused::Store(store::StoreError::Duplicate { .. }) => {
            Trouble::new("这个登录名已经有人用", "换一个登录名")
        }
        SignInRefused::Store(error) => house::trouble(error),
        other => Trouble::new("没有添上这名操作员", "稍后再试").because(other),
    }
}
