//! 登录: who is at the desk. (*Session* is only the 采集场次; this is a *sign-in*.)

use std::sync::LazyLock;

use argon2::{Argon2, PasswordHash, PasswordHasher as _, PasswordVerifier as _};
use domain::id::OperatorId;
use store::{
    StoreError,
    operator::{self, SignIn, token_hash},
};

use crate::{
    Desk,
    permission::{Operator, Role, Scope},
};

/// Signed in for the length of a working day, and again after two hours of silence.
const LASTS_MS: i64 = 12 * 3_600_000;
const IDLE_MS: i64 = 2 * 3_600_000;

/// Wrong tries allowed per name and per address in a window.
const TRIES_PER_NAME: i64 = 6;
const TRIES_PER_CLIENT: i64 = 60;
const WINDOW_MS: i64 = 10 * 60_000;

/// Shorter secrets are guessed.
pub const SHORTEST_SECRET: usize = 8;

/// Verifying costs 19 MiB and some 30 ms: no more than this many at once on one node.
static VERIFYING: LazyLock<tokio::sync::Semaphore> =
    LazyLock::new(|| tokio::sync::Semaphore::new(4));

#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The cookie's value; only its hash is stored.
    pub token: String,
    pub csrf: String,
    pub operator: Operator,
    pub expires_at_ms: i64,
}

#[derive(Debug, thiserror::Error)]
pub enum SignInRefused {
    #[error("name or secret is wrong")]
    Wrong,
    #[error("too many wrong tries; again in {retry_after_s} s")]
    TooMany { retry_after_s: u64 },
    #[error("the operator is disabled")]
    Disabled,
    #[error("the secret could not be checked")]
    Hashing,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Checks name and secret. `client` is the address the request came from.
pub async fn sign_in(
    desk: &Desk,
    client: &str,
    name: &str,
    secret: &str,
) -> Result<SignedIn, SignInRefused> {
    let name = name.trim().to_lowercase();
    refuse_guessing(desk, client, &name).await?;
    let tx = desk.store.read().await?;
    let row = tx.operator_by_name(&name).await?;
    drop(tx);
    // An unknown name costs as long as a wrong secret, so the clock tells nobody which it was.
    let hash = row.as_ref().map_or_else(|| NOBODY.clone(), |row| row.password_hash.clone());
    let right = verify(secret.to_owned(), hash).await?;
    let tx = desk.store.write().await?;
    let Some(row) = row.filter(|_| right) else {
        for key in [name_key(&name), client_key(client)] {
            tx.add_attempt(&key, desk.now_ms()).await?;
        }
        tx.commit().await?;
        return Err(SignInRefused::Wrong);
    };
    if row.disabled {
        return Err(SignInRefused::Disabled);
    }
    let operator = operator_of(&row)?;
    let (token, csrf) = (hex(&desk.random::<32>()), hex(&desk.random::<16>()));
    let now_ms = desk.now_ms();
    let expires_at_ms = now_ms + LASTS_MS;
    tx.clear_attempts(&name_key(&name)).await?;
    tx.insert_sign_in(&SignIn {
        token_hash: token_hash(&token),
        operator: operator.id.clone(),
        csrf_token: csrf.clone(),
        created_at_ms: now_ms,
        last_seen_at_ms: now_ms,
        expires_at_ms,
    })
    .await?;
    tx.commit().await?;
    Ok(SignedIn { token, csrf, operator, expires_at_ms })
}

async fn refuse_guessing(desk: &Desk, client: &str, name: &str) -> Result<(), SignInRefused> {
    let tx = desk.store.read().await?;
    let since_ms = desk.now_ms() - WINDOW_MS;
    for (key, allowed) in [(name_key(name), TRIES_PER_NAME), (client_key(client), TRIES_PER_CLIENT)]
    {
        if tx.count_attempts(&key, since_ms).await? >= allowed {
            let retry_after_s = u64::try_from(WINDOW_MS / 1000).unwrap_or_default();
            return Err(SignInRefused::TooMany { retry_after_s });
        }
    }
    Ok(())
}

/// Who holds this cookie, with the token that every form must carry.
pub async fn who(desk: &Desk, token: &str) -> Result<Option<(Operator, String)>, StoreError> {
    let now_ms = desk.now_ms();
    let hash = token_hash(token);
    let tx = desk.store.read().await?;
    let Some((found, row)) = tx.signed_in(&hash, now_ms).await? else { return Ok(None) };
    if found.last_seen_at_ms + IDLE_MS <= now_ms {
        return Ok(None);
    }
    drop(tx);
    // Written at most once a minute: a board that refreshes must not become a writer.
    if found.last_seen_at_ms + 60_000 < now_ms {
        let tx = desk.store.write().await?;
        tx.touch_sign_in(&hash, now_ms, found.expires_at_ms).await?;
        tx.commit().await?;
    }
    Ok(Some((operator_of(&row)?, found.csrf_token)))
}

pub async fn sign_out(desk: &Desk, token: &str) -> Result<(), StoreError> {
    let tx = desk.store.write().await?;
    tx.delete_sign_in(&token_hash(token)).await?;
    tx.commit().await
}

/// A new operator, for set-up and demo: sign-in name, secret, role and whose people.
#[derive(Debug, Clone)]
pub struct NewOperator {
    pub sign_in_name: String,
    pub secret: String,
    pub display_name: String,
    pub role: Role,
    pub scope: Scope,
}

/// Adds an operator. Only the executable calls this: there is no page for it yet.
pub async fn add_operator(desk: &Desk, new: NewOperator) -> Result<OperatorId, SignInRefused> {
    let hash = hash(new.secret, desk.random::<16>()).await?;
    let id = OperatorId::from(desk.mint());
    let (school, college, record) = match new.scope {
        Scope::Centre => (None, None, None),
        Scope::School(school) => (Some(school), None, None),
        Scope::College(school, college) => (Some(school), Some(college), None),
        Scope::Own(record) => (None, None, Some(record)),
    };
    let row = operator::Operator {
        id: id.clone(),
        sign_in_name: new.sign_in_name.trim().to_lowercase(),
        password_hash: hash,
        role: new.role.code().to_owned(),
        school,
        college,
        record,
        display_name: new.display_name,
        disabled: false,
    };
    let tx = desk.store.write().await?;
    tx.insert_operator(&row).await?;
    tx.commit().await?;
    Ok(id)
}

fn operator_of(row: &operator::Operator) -> Result<Operator, StoreError> {
    let corrupt = || StoreError::Corrupt { what: "operator", id: row.id.to_string() };
    let role = Role::read(&row.role).ok_or_else(corrupt)?;
    let scope = match (role, &row.school, &row.college, &row.record) {
        (Role::Planner | Role::Crew | Role::Processor, None, None, None) => Scope::Centre,
        (Role::AcademicAffairs, Some(school), None, None) => Scope::School(school.clone()),
        (Role::CollegeOffice, Some(school), Some(college), None) => {
            Scope::College(school.clone(), college.clone())
        }
        (Role::Graduate, None, None, Some(record)) => Scope::Own(record.clone()),
        // A role with somebody else's scope is not guessed at: nobody gets in with it.
        _ => return Err(corrupt()),
    };
    let display_name = row.display_name.clone();
    Ok(Operator { id: row.id.clone(), role, scope, display_name })
}

/// The hash of a secret nobody has.
static NOBODY: LazyLock<String> = LazyLock::new(|| {
    let hash = Argon2::default().hash_password_with_salt(b"nobody", b"nobody-nobody-00");
    hash.map(|hash| hash.to_string()).unwrap_or_default()
});

async fn verify(secret: String, hash: String) -> Result<bool, SignInRefused> {
    let _permit = VERIFYING.acquire().await.map_err(|_| SignInRefused::Hashing)?;
    let verified = tokio::task::spawn_blocking(move || {
        PasswordHash::new(&hash)
            .is_ok_and(|hash| Argon2::default().verify_password(secret.as_bytes(), &hash).is_ok())
    });
    verified.await.map_err(|_| SignInRefused::Hashing)
}

async fn hash(secret: String, salt: [u8; 16]) -> Result<String, SignInRefused> {
    let hashed = tokio::task::spawn_blocking(move || {
        Argon2::default()
            .hash_password_with_salt(secret.as_bytes(), &salt)
            .map(|hash| hash.to_string())
    });
    hashed.await.map_err(|_| SignInRefused::Hashing)?.map_err(|_| SignInRefused::Hashing)
}

fn name_key(name: &str) -> String {
    format!("name/{name}")
}

fn client_key(client: &str) -> String {
    format!("client/{client}")
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
