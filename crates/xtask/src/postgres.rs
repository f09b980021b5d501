//! A PostgreSQL server for one run of the tests, gone afterwards whatever happens.

use std::{
    fs,
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result};

use crate::process::{find_on_path, is_root, output_of};

/// Waits for our end (its stdin closes, even when we are killed), then stops the server and removes
/// its folder. Deaf to Ctrl-C, which reaches the whole process group.
const WATCH: &str = r#"
trap '' INT TERM HUP
folder="$1"; shift
cat > /dev/null
"$@" > /dev/null 2>&1
rm -rf "$folder"
"#;

/// Attempts to find a port that is still free when the server asks for it.
const PORT_ATTEMPTS: usize = 3;

/// The folder with `initdb` and `pg_ctl`: Debian keeps them beside `PATH`, one folder per version.
pub fn programs() -> Option<PathBuf> {
    let on_path = find_on_path("initdb").and_then(|file| Some(file.parent()?.to_owned()));
    let by_version = fs::read_dir("/usr/lib/postgresql").ok().and_then(|versions| {
        versions
            .filter_map(|version| Some(version.ok()?.path().join("bin")))
            .filter(|bin| bin.join("initdb").exists())
            .max()
    });
    by_version.or(on_path)
}

/// A running server. Dropping it stops the server and removes its folder.
#[derive(Debug)]
pub struct Cluster {
    watch: Child,
    port: u16,
}

impl Cluster {
    /// Makes a fresh cluster in a temporary folder and starts it on a free port of 127.0.0.1.
    pub fn start() -> Result<Self> {
        let bin = programs().context("PostgreSQL's initdb is nowhere to be found")?;
        let folder = tempfile::Builder::new()
            .prefix("zhengxiang-postgres-")
            .tempdir()
            .context("creating the server's folder")?;
        if is_root() {
            output_of(Command::new("chown").arg("postgres").arg(folder.path()))?;
        }
        let data = folder.path().join("data");
        output_of(
            as_postgres(&bin.join("initdb"), folder.path())
                .arg("--pgdata")
                .arg(&data)
                .args(["--auth=trust", "--username=postgres", "--no-sync"])
                .args(["--encoding=UTF8", "--locale=C.UTF-8"]),
        )?;
        // From here on the folder is the watch's to remove.
        let folder = folder.keep();
        let watch = watch(&bin, &folder, &data)?;
        let mut cluster = Self { watch, port: 0 };
        cluster.port = launch(&bin, &folder, &data)?;
        Ok(cluster)
    }

    /// For `TEST_POSTGRES_URL`: the superuser and the database every cluster begins with.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.watch.stdin.take());
        if let Err(error) = self.watch.wait() {
            eprintln!("xtask: the test PostgreSQL may still run: {error}");
        }
    }
}

fn watch(bin: &Path, folder: &Path, data: &Path) -> Result<Child> {
    let mut command = Command::new("sh");
    command.current_dir("/").args(["-c", WATCH, "watch"]).arg(folder);
    let mut stop = as_postgres(&bin.join("pg_ctl"), folder);
    stop.arg("stop").arg("--pgdata").arg(data).args(["--mode=immediate", "--silent"]);
    command.arg(stop.get_program()).args(stop.get_args());
    command.stdin(Stdio::piped()).spawn().context("starting the watch over PostgreSQL")
}

/// Durability is off: the data lives as long as the tests do.
fn launch(bin: &Path, folder: &Path, data: &Path) -> Result<u16> {
    let mut attempts = 0;
    loop {
        attempts += 1;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let settings = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} \
             -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
             -c max_connections=200",
            folder.display()
        );
        let started = output_of(
            as_postgres(&bin.join("pg_ctl"), folder)
                .args(["start", "--wait", "--silent", "--pgdata"])
                .arg(data)
                .arg("--log")
                .arg(folder.join("log"))
                .args(["--options", &settings]),
        );
        match started {
            Ok(_) => return Ok(port),
            Err(_) if attempts < PORT_ATTEMPTS => {}
            Err(error) => {
                let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
                return Err(error.context(format!("PostgreSQL did not start: {log}")));
            }
        }
    }
}

/// PostgreSQL refuses to run as root; Debian's package brings a user for it.
fn as_postgres(program: &Path, folder: &Path) -> Command {
    let mut command = if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    // The caller's own folder may be closed to that user.
    command.current_dir(folder);
    command
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::*;

    #[test]
    fn a_cluster_answers_and_is_gone_when_dropped() {
        let cluster = Cluster::start().unwrap();
        let port = cluster.port;
        assert!(cluster.url().ends_with(&format!(":{port}/postgres")));
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok());
        drop(cluster);
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err());
    }
}
