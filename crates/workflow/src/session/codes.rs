//! 采集码: issued to proofread graduates, shown on their phones, read at the desk.
//!
//! Our own code holds an opaque key, the masked name and the last four characters, sealed with
//! the deployment's key: a code nobody here issued is refused before the database is asked.

use domain::{
    id::{RecordId, SchoolId},
    session::{CodeKey, CollectionCode},
};
use formats::{
    code::{Own, TAG_BYTES},
    qr::Qr,
};
use serde::{Deserialize, Serialize};
use store::{
    StoreError, Tx,
    roster::{Filter, Page},
    seal::Vault,
    session::IssuedCode,
};

use super::SessionRefused;
use crate::{
    Desk,
    permission::{Grant, IssueCodes},
};

/// A code as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeView {
    /// The symbol for the scanner.
    pub qr_svg: String,
    /// The same key for a finger: `7K2M-9QXA-…`.
    pub typed: String,
}

/// What is sealed inside. Short names: every byte makes the symbol denser.
#[derive(Serialize, Deserialize)]
struct Payload {
    k: String,
    n: String,
    t: String,
}

/// The purpose under which codes are sealed; a sealed field of another purpose does not open.
const PURPOSE: &str = "collection-code";

/// Issues a code to everybody of the school who is on the list and has none. Returns how many.
pub async fn issue_codes(
    desk: &Desk,
    grant: &Grant<IssueCodes>,
    school: &SchoolId,
) -> Result<u64, SessionRefused> {
    let tx = desk.store.write().await?;
    if !grant.covers_school(school) || tx.school(school).await?.is_none() {
        return Err(SessionRefused::NotFound);
    }
    let mut issued = 0;
    for listed in tx.graduates(&Filter::of(school.clone()), Page::ALL).await? {
        let record = listed.row.record.id;
        if tx.code_of(&record).await?.is_some() {
            continue;
        }
        let code = CollectionCode {
            key: CodeKey::from_random(desk.random()),
            masked_name: listed.graduate.name.masked(),
            last_four: listed.graduate.identity.last_four().to_owned(),
        };
        let school = school.clone();
        tx.insert_code(&IssuedCode { record, school, code, external: None }).await?;
        issued += 1;
    }
    tx.commit().await?;
    Ok(issued)
}

/// The code of a record, ready to be shown; `None` before it was issued.
pub(crate) async fn code_view(
    tx: &Tx,
    vault: &Vault,
    record: &RecordId,
) -> Result<Option<CodeView>, StoreError> {
    let Some(code) = tx.code_of(record).await? else { return Ok(None) };
    let Some(text) = seal(vault, &code)? else { return Ok(None) };
    let Ok(qr) = Qr::encode(&text) else { return Ok(None) };
    let qr_svg = qr.svg(4, "采集码").unwrap_or_default();
    Ok(Some(CodeView { qr_svg, typed: code.key.to_string() }))
}

/// The text of the symbol. `None` cannot happen for names within the domain's limits.
pub(crate) fn seal(vault: &Vault, code: &CollectionCode) -> Result<Option<String>, StoreError> {
    let payload = Payload {
        k: code.key.as_str().to_owned(),
        n: code.masked_name.clone(),
        t: code.last_four.clone(),
    };
    let plain = serde_json::to_vec(&payload).unwrap_or_default();
    let sealed = vault.seal(PURPOSE, &plain)?;
    let Some((body, tag)) = sealed.blob.split_last_chunk::<TAG_BYTES>() else { return Ok(None) };
    let Ok(key_length) = u8::try_from(sealed.key_id.len()) else { return Ok(None) };
    let body = [&[key_length], sealed.key_id.as_bytes(), body].concat();
    Ok(Own::new(body, *tag).ok().map(|own| own.encode()))
}

/// The key inside a scanned code of ours, or `None` when nobody here sealed it.
pub(super) fn open(vault: &Vault, own: &Own) -> Option<CodeKey> {
    let (key_length, rest) = own.payload().split_first()?;
    let (key_id, body) = rest.split_at_checked(usize::from(*key_length))?;
    let blob = [body, own.tag().as_slice()].concat();
    let plain = vault.open(std::str::from_utf8(key_id).ok()?, PURPOSE, &blob).ok()?;
    let payload: Payload = serde_json::from_slice(&plain).ok()?;
    payload.k.parse().ok()
}
