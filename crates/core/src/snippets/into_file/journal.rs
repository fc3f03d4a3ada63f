//! What was written where, so that it can be taken back. The lines themselves may hold secrets, this one and others; they
//! are sealed with a key that the vault has, so that the database holds none of them.

use std::path::Path;

use chacha20poly1305::{AeadInOut, KeyInit, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::WriteProblem;
use super::edit::Edit;
use crate::Core;
use crate::error::{Error, Result};
use crate::lifecycle::{find_named, store_key};
use crate::secret::Secret;
use crate::store::NamedKey;
use crate::store::file_writes::{self, FileWrite, NewFileWrite};
use crate::store::meta::FILE_WRITES_ENTRY;

const NONCE: usize = 24;

/// What is known of a write.
pub(super) struct Noted {
    pub(super) id: i64,
    pub(super) path: String,
    pub(super) variable: String,
    /// The snippet target that it was written for; none for what was taken out, and where an older version wrote it.
    pub(super) target: Option<String>,
    /// None where the key is gone.
    pub(super) key: Option<NamedKey>,
    pub(super) created: bool,
    /// Lines of ours were taken out.
    pub(super) removed: bool,
    /// The file was written.
    pub(super) done: bool,
    pub(super) edit: Edit,
}

/// Notes what is about to be done to a file; seals the edit into `write`.
pub(super) async fn note(core: &Core, write: NewFileWrite<'_>, edit: &Edit) -> Result<i64> {
    let sealed = seal(&store_key(core, FILE_WRITES_ENTRY).await?, write.path, edit)?;
    let write = NewFileWrite { sealed: &sealed, ..write };
    Ok(file_writes::note(&core.store, &write, core.clock.now()).await?)
}

pub(super) async fn done(core: &Core, id: i64) -> Result<()> {
    Ok(file_writes::done(&core.store, id).await?)
}

pub(super) async fn forget(core: &Core, id: i64) -> Result<()> {
    Ok(file_writes::forget(&core.store, id).await?)
}

/// The last write to a file that was not taken back.
pub(super) async fn last(core: &Core, path: &Path) -> Result<Option<Noted>> {
    let found = file_writes::last(&core.store, &path.display().to_string()).await?;
    read(core, found).await
}

/// The write with that number, unless it was taken back.
pub(super) async fn numbered(core: &Core, id: i64) -> Result<Option<Noted>> {
    let found = file_writes::numbered(&core.store, id).await?;
    read(core, found).await
}

/// The last write of that variable to a file.
pub(super) async fn newest(core: &Core, path: &Path, variable: &str) -> Result<Option<Noted>> {
    let found = file_writes::newest(&core.store, &path.display().to_string(), variable).await?;
    read(core, found).await
}

async fn read(core: &Core, found: Option<FileWrite>) -> Result<Option<Noted>> {
    let Some(found) = found else { return Ok(None) };
    let edit = open(&store_key(core, FILE_WRITES_ENTRY).await?, &found.path, &found.sealed)?;
    let key = known(core, &found.key_id).await?;
    let FileWrite { id, path, variable, target, created, removed, done, .. } = found;
    Ok(Some(Noted { id, path, variable, target, key, created, removed, done, edit }))
}

/// The key that a line in a file was last written for.
pub(super) async fn key_in(core: &Core, path: &str, variable: &str) -> Result<Option<String>> {
    Ok(file_writes::newest(&core.store, path, variable).await?.map(|write| write.key_id))
}

/// The key with that id; none where it is gone.
pub(super) async fn known(core: &Core, key_id: &str) -> Result<Option<NamedKey>> {
    match find_named(core, key_id).await {
        Ok(key) => Ok(Some(key)),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn seal(key: &Secret, path: &str, edit: &Edit) -> Result<Vec<u8>> {
    let (at, before, after) = edit.parts();
    let mut body = Zeroizing::new(Vec::with_capacity(16 + before.len() + after.len() + 16));
    for number in [at, before.len()] {
        body.extend_from_slice(&u64::try_from(number).unwrap_or(u64::MAX).to_le_bytes());
    }
    body.extend_from_slice(before);
    body.extend_from_slice(after);
    let mut nonce = [0_u8; NONCE];
    getrandom::fill(&mut nonce).map_err(|error| Error::Internal(format!("no randomness: {error}")))?;
    cipher(key)?
        .encrypt_in_place(&XNonce::from(nonce), path.as_bytes(), &mut *body)
        .map_err(|_| Error::Internal("a note could not be sealed".into()))?;
    Ok([&nonce, body.as_slice()].concat())
}

/// # Errors
/// `Sealed` where another key sealed it, or it was changed.
fn open(key: &Secret, path: &str, sealed: &[u8]) -> Result<Edit> {
    let (nonce, body) = sealed.split_first_chunk::<NONCE>().ok_or(WriteProblem::Sealed)?;
    let mut body = Zeroizing::new(body.to_vec());
    cipher(key)?
        .decrypt_in_place(&XNonce::from(*nonce), path.as_bytes(), &mut *body)
        .map_err(|_| WriteProblem::Sealed)?;
    let (at, rest) = body.split_first_chunk::<8>().ok_or(WriteProblem::Sealed)?;
    let (length, rest) = rest.split_first_chunk::<8>().ok_or(WriteProblem::Sealed)?;
    let number = |bytes: &[u8; 8]| usize::try_from(u64::from_le_bytes(*bytes)).unwrap_or(usize::MAX);
    let (before, after) = rest.split_at_checked(number(length)).ok_or(WriteProblem::Sealed)?;
    Ok(Edit::from_parts(number(at), before, after))
}

/// The vault's key is 64 digits of hex.
fn cipher(key: &Secret) -> Result<XChaCha20Poly1305> {
    let unusable = || Error::Internal("the notes' key is unusable".into());
    let mut bytes = Zeroizing::new([0_u8; 32]);
    let text = key.expose();
    if text.len() != 64 {
        return Err(unusable());
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        let digits = text.get(2 * at..2 * at + 2).ok_or_else(unusable)?;
        *byte = u8::from_str_radix(digits, 16).map_err(|_| unusable())?;
    }
    Ok(XChaCha20Poly1305::new((&*bytes).into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_is_opened_with_the_same_key_for_the_same_file_only() {
        let key = Secret::new("0f".repeat(32));
        let edit = Edit::from_parts(7, b"K=sk-canary-old", b"K=sk-canary-new");
        let sealed = seal(&key, "/a/.env", &edit).unwrap();
        assert!(!sealed.windows(6).any(|window| window == b"canary"));
        assert_eq!(open(&key, "/a/.env", &sealed).unwrap(), edit);
        assert!(open(&key, "/b/.env", &sealed).is_err());
        assert!(open(&Secret::new("1f".repeat(32)), "/a/.env", &sealed).is_err());
        for cut in 0..sealed.len() {
            assert!(open(&key, "/a/.env", &sealed[..cut]).is_err(), "{cut}");
        }
        assert!(cipher(&Secret::new("zz".repeat(32))).is_err());
    }
}
