//! 设置: where the data is and how the house is run; flags before environment before file.

use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer, de::Error as _};
use store::PictureSettings;

use crate::trouble::Trouble;

/// Where the settings come from; the same flags on every command that opens the house.
#[derive(Debug, Clone, clap::Args)]
pub struct Source {
    /// 数据文件夹：数据库、图像库、密钥、工作日补充都在里面
    #[arg(long, value_name = "文件夹", env = "ZHENGXIANG_DATA", default_value = "zhengxiang-data")]
    pub data: PathBuf,
    /// 设置文件，默认为数据文件夹里的 zhengxiang.toml
    #[arg(long, value_name = "文件", env = "ZHENGXIANG_CONFIG")]
    pub config: Option<PathBuf>,
}

/// How the house is run.
#[derive(Debug, Clone)]
pub struct Settings {
    pub data: PathBuf,
    pub store: store::Settings,
    pub listen: SocketAddr,
    /// Whether browsers reach the pages by HTTPS, through a proxy in front.
    pub https: bool,
    /// How many proxies of ours stand in front of the pages.
    pub proxies: usize,
    /// Jobs done at the same time by one process.
    pub workers: usize,
    /// Whether two people have to say the same about every doubt of a mark card.
    pub card_two_people: bool,
    /// Folder of the portrait models; `None` looks in the usual places.
    pub models: Option<PathBuf>,
    /// Folder of the centre's own portrait profiles, one `.toml` each.
    pub profiles: PathBuf,
}

/// One place settings come from. The names are those of the file's keys; in the environment
/// they are upper case after `ZHENGXIANG_`. Paths of the file are relative to the data folder.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Layer {
    pub database_url: Option<Secret>,
    pub pictures: Option<PathBuf>,
    pub s3_endpoint: Option<String>,
    pub s3_bucket: Option<String>,
    pub s3_region: Option<String>,
    pub s3_access_key: Option<Secret>,
    pub s3_secret_key: Option<Secret>,
    pub s3_allow_http: Option<bool>,
    pub listen: Option<SocketAddr>,
    pub https: Option<bool>,
    pub proxies: Option<u16>,
    pub workers: Option<u16>,
    pub card_two_people: Option<bool>,
    pub models: Option<PathBuf>,
    pub profiles: Option<PathBuf>,
}

/// Text that no log and no error shows.
#[derive(Clone)]
pub struct Secret(String);

impl Settings {
    /// The settings of this process: `flags`, then the environment, then the file.
    pub fn load(source: &Source, flags: Layer) -> Result<Self, Trouble> {
        Self::from_layers(
            source,
            flags,
            std::env::vars_os().filter_map(|(name, value)| {
                Some((name.into_string().ok()?, value.into_string().ok()?))
            }),
        )
    }

    /// The settings of a demo: `flags` and a folder of its own. What the machine is set to
    /// otherwise does not count, so that invented people never get into a real house.
    pub fn alone(data: &Path, flags: Layer) -> Result<Self, Trouble> {
        let source = Source { data: data.to_owned(), config: None };
        Self::from_layers(&source, flags, std::iter::empty())
    }

    fn from_layers(
        source: &Source,
        flags: Layer,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, Trouble> {
        let layer = flags.over(from_environment(environment)?).over(from_file(source)?);
        let data = std::path::absolute(&source.data).unwrap_or_else(|_| source.data.clone());
        let database_url = layer.database_url.clone();
        let database_url = database_url.map_or_else(|| sqlite_url(&data), |secret| secret.0);
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Ok(Self {
            store: store::Settings {
                database_url,
                pictures: layer.pictures(&data)?,
                key_file: data.join("keys.json"),
            },
            listen: layer.listen.unwrap_or(SocketAddr::from(([127, 0, 0, 1], 8080))),
            https: layer.https.unwrap_or(false),
            proxies: usize::from(layer.proxies.unwrap_or(0)),
            workers: layer.workers.map_or(cores, |workers| usize::from(workers.max(1))),
            card_two_people: layer.card_two_people.unwrap_or(false),
            models: layer.models.map(|folder| data.join(folder)),
            profiles: data.join(layer.profiles.unwrap_or_else(|| PathBuf::from("profiles"))),
            data,
        })
    }

    /// The key that signs packages, PKCS #8 PEM.
    pub fn package_key(&self) -> PathBuf {
        self.data.join("package-key.pem")
    }

    /// The public half, for whoever receives packages.
    pub fn package_public_key(&self) -> PathBuf {
        self.data.join("package-key.pub")
    }

    /// Working days of years that came after this program: `date,off|work,name` lines.
    pub fn calendar(&self) -> PathBuf {
        self.data.join("calendar.csv")
    }
}

impl Layer {
    /// What this layer says, and what `below` says where it is silent.
    fn over(self, below: Self) -> Self {
        Self {
            database_url: self.database_url.or(below.database_url),
            pictures: self.pictures.or(below.pictures),
            s3_endpoint: self.s3_endpoint.or(below.s3_endpoint),
            s3_bucket: self.s3_bucket.or(below.s3_bucket),
            s3_region: self.s3_region.or(below.s3_region),
            s3_access_key: self.s3_access_key.or(below.s3_access_key),
            s3_secret_key: self.s3_secret_key.or(below.s3_secret_key),
            s3_allow_http: self.s3_allow_http.or(below.s3_allow_http),
            listen: self.listen.or(below.listen),
            https: self.https.or(below.https),
            proxies: self.proxies.or(below.proxies),
            workers: self.workers.or(below.workers),
            card_two_people: self.card_two_people.or(below.card_two_people),
            models: self.models.or(below.models),
            profiles: self.profiles.or(below.profiles),
        }
    }

    /// A folder, unless a bucket is named.
    fn pictures(&self, data: &Path) -> Result<PictureSettings, Trouble> {
        let Some(bucket) = self.s3_bucket.clone() else {
            let folder = self.pictures.as_deref().unwrap_or(Path::new("pictures"));
            return Ok(PictureSettings::Folder(data.join(folder)));
        };
        let missing = |key: &str| {
            Trouble::new(format!("设置了 s3_bucket，但没有 {key}"), format!("补上 {key}"))
        };
        let secret = |value: &Option<Secret>, key| {
            value.clone().map(|secret| secret.0).ok_or_else(|| missing(key))
        };
        let endpoint = self.s3_endpoint.clone().ok_or_else(|| missing("s3_endpoint"))?;
        Ok(PictureSettings::S3 {
            endpoint,
            bucket,
            region: self.s3_region.clone().unwrap_or_else(|| "us-east-1".to_owned()),
            access_key: secret(&self.s3_access_key, "s3_access_key")?,
            secret_key: secret(&self.s3_secret_key, "s3_secret_key")?,
            allow_http: self.s3_allow_http.unwrap_or(false),
        })
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl<'de> Deserialize<'de> for Secret {
    /// What is no text is refused without being repeated.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = toml::Value::deserialize(from)?;
        value
            .as_str()
            .map(|text| Self(text.to_owned()))
            .ok_or_else(|| D::Error::custom("is no text"))
    }
}

const PREFIX: &str = "ZHENGXIANG_";

/// Read by the command line itself.
const BY_CLAP: [&str; 2] = ["ZHENGXIANG_DATA", "ZHENGXIANG_CONFIG"];

/// Keys whose values are no text in the file.
const TYPED: [&str; 5] = ["https", "proxies", "workers", "card_two_people", "s3_allow_http"];

/// Variable by variable, so that an error names the one that is wrong.
fn from_environment(variables: impl Iterator<Item = (String, String)>) -> Result<Layer, Trouble> {
    let mut whole = Layer::default();
    for (name, text) in variables {
        let Some(key) = name.strip_prefix(PREFIX) else { continue };
        if BY_CLAP.contains(&name.as_str()) {
            continue;
        }
        let key = key.to_ascii_lowercase();
        let typed = TYPED.contains(&key.as_str()).then(|| typed(&text)).flatten();
        let value = typed.unwrap_or(toml::Value::String(text));
        let table = toml::Table::from_iter([(key, value)]);
        let layer = Layer::deserialize(table).map_err(|error| {
            let cure = "改正或删去这个变量，可用的名称见安装说明";
            Trouble::new(format!("环境变量 {name} 有误"), cure)
                .because(anyhow::anyhow!("{}", error.message()))
        })?;
        whole = layer.over(whole);
    }
    // Typed at a prompt, a path begins where the prompt stands; in the file, at the data folder.
    let from_here = |path: PathBuf| std::path::absolute(&path).unwrap_or(path);
    whole.pictures = whole.pictures.map(from_here);
    whole.models = whole.models.map(from_here);
    whole.profiles = whole.profiles.map(from_here);
    Ok(whole)
}

fn typed(text: &str) -> Option<toml::Value> {
    let whole = text.parse().map(toml::Value::Integer);
    whole.or_else(|_| text.parse().map(toml::Value::Boolean)).ok()
}

/// The file that was named, which must be there, or the one in the data folder, which may be.
fn from_file(source: &Source) -> Result<Layer, Trouble> {
    let path = match &source.config {
        Some(path) => path.clone(),
        None => source.data.join("zhengxiang.toml"),
    };
    let shown = path.display();
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound && source.config.is_none() => {
            return Ok(Layer::default());
        }
        Err(error) => {
            let what = format!("读不到设置文件 {shown}");
            return Err(Trouble::new(what, "检查 --config 和读取权限").because(error));
        }
    };
    toml::from_str(&text).map_err(|error| {
        // The message only: the error's own text repeats the line, which may hold a password.
        let before = error.span().and_then(|span| text.get(..span.start));
        let line = before.map_or(1, |before| before.matches('\n').count() + 1);
        Trouble::new(format!("设置文件 {shown} 第 {line} 行有误"), "改正这一行")
            .because(anyhow::anyhow!("{}", error.message()))
    })
}

/// The address of the database file in the data folder. The driver reads `%` and `?` as signs.
fn sqlite_url(data: &Path) -> String {
    let file = data.join("store.db").to_string_lossy().replace('%', "%25").replace('?', "%3f");
    format!("sqlite://{file}")
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Given<'a> {
        file: &'a str,
        environment: &'a [(&'a str, &'a str)],
        flags: Layer,
    }

    impl Given<'_> {
        fn load(self) -> Result<Settings, String> {
            let folder = tempfile::tempdir().unwrap();
            fs::write(folder.path().join("zhengxiang.toml"), self.file).unwrap();
            let source = Source { data: folder.path().to_owned(), config: None };
            let variables = self
                .environment
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            Settings::from_layers(&source, self.flags, variables)
                .map_err(|trouble| trouble.to_string())
        }
    }

    fn of_file(file: &str) -> Result<Settings, String> {
        Given { file, environment: &[], flags: Layer::default() }.load()
    }

    #[test]
    fn nothing_said_is_one_machine_for_itself() {
        let settings = of_file("").unwrap();
        assert_eq!(settings.listen.to_string(), "127.0.0.1:8080");
        assert!(!settings.https);
        assert!(settings.store.database_url.ends_with("/store.db"));
        assert_eq!(settings.store.key_file, settings.data.join("keys.json"));
    }

    #[test]
    fn flags_come_before_the_environment_and_that_before_the_file() {
        let file = "listen = '127.0.0.1:1'\nworkers = 1\nhttps = true";
        let environment = &[("ZHENGXIANG_LISTEN", "127.0.0.1:2"), ("ZHENGXIANG_WORKERS", "2")];
        let flags = Layer { workers: Some(3), ..Layer::default() };
        let settings = Given { file, environment, flags }.load().unwrap();
        assert_eq!((settings.listen.port(), settings.workers, settings.https), (2, 3, true));
    }

    #[test]
    fn a_path_begins_where_it_was_written() {
        let settings = of_file("models = 'nets'").unwrap();
        assert_eq!(settings.models, Some(settings.data.join("nets")));
        let environment = &[("ZHENGXIANG_MODELS", "nets")];
        let settings = Given { file: "", environment, flags: Layer::default() }.load().unwrap();
        assert_eq!(settings.models, Some(std::path::absolute("nets").unwrap()));
    }

    #[test]
    fn a_key_nobody_knows_is_named() {
        let told = of_file("listen = '127.0.0.1:1'\nlisen = 2").unwrap_err();
        assert!(told.contains("第 2 行") && told.contains("`lisen`"), "{told}");
        let environment = &[("ZHENGXIANG_LISEN", "127.0.0.1:1"), ("OTHERS", "1")];
        let told = Given { file: "", environment, flags: Layer::default() }.load().unwrap_err();
        assert!(told.contains("ZHENGXIANG_LISEN"), "{told}");
    }

    #[test]
    fn what_is_secret_is_not_told_when_it_is_wrong() {
        for file in ["s3_secret_key = 90210", "database_url = ['pg:90210']", "x = '90210"] {
            let told = of_file(file).unwrap_err();
            assert!(!told.contains("90210"), "{told}");
        }
        let file = "database_url = 'postgres://u:90210@h/d'\ns3_bucket = 'b'\ns3_endpoint = 'e'\n\
                    s3_access_key = '90210'\ns3_secret_key = '90210'";
        let told = format!("{:?}", of_file(file).unwrap());
        assert!(!told.contains("90210") && told.contains("h/d"), "{told}");
    }

    #[test]
    fn a_bucket_without_its_keys_is_refused() {
        let told = of_file("s3_bucket = 'b'\ns3_endpoint = 'e'").unwrap_err();
        assert!(told.contains("没有 s3_access_key"), "{told}");
    }

    #[test]
    fn a_file_that_was_named_must_be_there() {
        let folder = tempfile::tempdir().unwrap();
        let config = Some(folder.path().join("gone.toml"));
        let source = Source { data: folder.path().to_owned(), config };
        assert!(from_file(&source).is_err());
        assert!(from_file(&Source { config: None, ..source }).is_ok());
    }

    #[test]
    fn a_strange_folder_name_survives_in_the_address() {
        assert_eq!(sqlite_url(Path::new("/a b/50%?#")), "sqlite:///a b/50%25%3f#/store.db");
    }
}
