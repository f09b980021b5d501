//! 网页进程: the pages of every desk, and the jobs they file, until somebody says stop.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use tokio::net::TcpListener;
use workflow::Desk;

use crate::logs::{self, LogForm};
use crate::settings::{Layer, Settings, Source};
use crate::stop::Stop;
use crate::trouble::Trouble;
use crate::{house, work};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    source: Source,
    /// 网页地址，默认 127.0.0.1:8080
    #[arg(long, value_name = "地址")]
    listen: Option<SocketAddr>,
    /// 浏览器经 HTTPS 访问（由前面的反向代理提供）
    #[arg(long)]
    https: bool,
    /// 前面有几台自己的反向代理
    #[arg(long, value_name = "数目")]
    proxies: Option<u16>,
    /// 同时处理的任务数，默认为处理器核数
    #[arg(long, value_name = "数目", conflicts_with = "no_work")]
    workers: Option<u16>,
    /// 只打开网页，后台任务由 zhengxiang work 处理
    #[arg(long)]
    no_work: bool,
    /// 日志形式，默认终端上为 text，其他为 json
    #[arg(long, value_name = "形式")]
    log: Option<LogForm>,
}

/// How long requests and jobs that were begun may take after a stop.
const DRAIN: Duration = Duration::from_secs(30);

pub async fn run(args: Args) -> Result<ExitCode, Trouble> {
    logs::begin(args.log);
    let flags = Layer {
        listen: args.listen,
        https: args.https.then_some(true),
        proxies: args.proxies,
        workers: args.workers,
        ..Layer::default()
    };
    let settings = Settings::load(&args.source, flags)?;
    let works = !args.no_work;
    let engines = if works { Some(house::engines(&settings)?) } else { None };
    let desk = house::open(&settings, engines).await?;
    let listener = bind(settings.listen).await?;
    let stop = Stop::on_signal()?;
    if let Ok(address) = listener.local_addr() {
        tracing::info!(%address, workers = if works { settings.workers } else { 0 }, "serving");
        if !address.ip().is_loopback() && !settings.https {
            tracing::warn!("reached from other machines without HTTPS: sign-ins travel open");
        }
    }
    until_stopped(&desk, listener, &settings, works, &stop).await?;
    desk.store.clone().close().await.map_err(house::trouble)?;
    Ok(ExitCode::SUCCESS)
}

/// Takes the address, before anybody is told of it.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, Trouble> {
    TcpListener::bind(address).await.map_err(|error| {
        let what = format!("无法使用网页地址 {address}");
        Trouble::new(what, "用 --listen 换一个端口，或停下占用它的程序").because(error)
    })
}

/// Serves pages, and works if asked to. After a stop no request is accepted, and what was begun
/// is finished, within [`DRAIN`]; a job cut off there is done again by the next worker.
pub async fn until_stopped(
    desk: &Desk,
    listener: TcpListener,
    settings: &Settings,
    works: bool,
    stop: &Stop,
) -> Result<(), Trouble> {
    let app = web::App { desk: desk.clone(), https: settings.https, proxies: settings.proxies };
    let pages = web::router(app).into_make_service_with_connect_info::<SocketAddr>();
    let mut asked = stop.clone();
    let pages =
        axum::serve(listener, pages).with_graceful_shutdown(async move { asked.said().await });
    let jobs = async {
        if works {
            work::until_stopped(desk, settings.workers, stop).await;
        }
    };
    let mut late = stop.clone();
    tokio::select! {
        (served, ()) = async { tokio::join!(pages, jobs) } => served.map_err(|error| {
            Trouble::new("网页服务中断", "查看日志，再启动一次").because(error)
        }),
        () = async { late.said().await; tokio::time::sleep(DRAIN).await } => {
            tracing::warn!("some requests or jobs did not end in time");
            Ok(())
        }
    }
}
