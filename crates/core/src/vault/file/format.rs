//! The bytes of a vault file, and nothing else: no disk, no lock, no clock.
//!
//! ```text
//! magic 8 | version 4 | memory 4 | passes 4 | lanes 4 | salt 16 | nonce 24   the header, authenticated
//! XChaCha20-Poly1305 of every entry, with its tag of 16
//! SHA-256 of all before it, 32: tells damage from a wrong passphrase
//! ```
//! Numbers are little-endian. The key is Argon2id of the passphrase, with the header's salt and cost.

use std::collections::BTreeMap;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use chacha20poly1305::{AeadInOut, KeyInit, XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::secret::Secret;
use crate::vault::VaultError;

const MAGIC: [u8; 8] = *b"KHVAULT\n";
const VERSION: u32 = 1;
const NONCE: usize = 24;
const HEADER: usize = 8 + 4 * 4 + 16 + NONCE;
const TAG: usize = 16;
const CHECKSUM: usize = 32;
/// No vault of ours comes near: 20,000 entries of the longest envelope.
pub(super) const SIZE_MAX: u64 = 64 << 20;

/// The work that guessing one passphrase takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KdfCost {
    pub memory_kib: u32,
    pub passes: u32,
    pub lanes: u32,
}

impl Default for KdfCost {
    /// The second choice of RFC 9106, for computers of any size, in one lane.
    fn default() -> Self {
        Self { memory_kib: 64 * 1024, passes: 3, lanes: 1 }
    }
}

impl KdfCost {
    /// What a file may ask of the computer that reads it: 1 GiB, and no more than a minute or so.
    fn is_bearable(self) -> bool {
        self.memory_kib <= 1 << 20
            && self.passes <= 64
            && self.lanes <= 16
            && u64::from(self.memory_kib) * u64::from(self.passes) <= 8 << 20
    }
}

/// What the key is derived with, beside the passphrase. New with every passphrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Derivation {
    pub(super) cost: KdfCost,
    pub(super) salt: [u8; 16],
}

pub(super) type Key = Zeroizing<[u8; 32]>;

/// Every entry by its name.
pub(super) type Entries = BTreeMap<String, Zeroizing<Vec<u8>>>;

impl Derivation {
    pub(super) fn new(cost: KdfCost) -> Result<Self, VaultError> {
        Ok(Self { cost, salt: random()? })
    }

    /// Takes as long and as much memory as the cost says.
    pub(super) fn key(&self, passphrase: &Secret) -> Result<Key, VaultError> {
        let KdfCost { memory_kib, passes, lanes } = self.cost;
        let damaged = |_| VaultError::FileDamaged;
        let params = Params::new(memory_kib, passes, lanes, Some(32)).map_err(damaged)?;
        let mut blocks: Zeroizing<Vec<Block>> = Zeroizing::default();
        blocks.try_reserve_exact(params.block_count()).map_err(|_| VaultError::NoMemory)?;
        blocks.resize(params.block_count(), Block::new());
        let mut key = Key::default();
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(
                passphrase.expose().as_bytes(),
                &self.salt,
                key.as_mut_slice(),
                blocks.as_mut_slice(),
            )
            .map_err(damaged)?;
        Ok(key)
    }
}

/// The whole file, under a nonce of its own.
pub(super) fn seal(derivation: &Derivation, key: &Key, entries: &Entries) -> Result<Vec<u8>, VaultError> {
    let nonce: [u8; NONCE] = random()?;
    let KdfCost { memory_kib, passes, lanes } = derivation.cost;
    let mut file = Vec::with_capacity(HEADER);
    file.extend_from_slice(&MAGIC);
    for number in [VERSION, memory_kib, passes, lanes] {
        file.extend_from_slice(&number.to_le_bytes());
    }
    file.extend_from_slice(&derivation.salt);
    file.extend_from_slice(&nonce);
    let mut body = packed(entries)?;
    cipher(key)
        .encrypt_in_place(&XNonce::from(nonce), &file, &mut *body)
        .map_err(|_| VaultError::FileFailed)?;
    file.extend_from_slice(&body);
    let checksum = Sha256::digest(&file);
    file.extend_from_slice(&checksum);
    Ok(file)
}

/// What can be said of a file without its passphrase.
pub(super) fn derivation(file: &[u8]) -> Result<Derivation, VaultError> {
    let mut rest = file;
    if !MAGIC.starts_with(file.get(..MAGIC.len()).unwrap_or(file)) {
        return Err(VaultError::FileForeign);
    }
    let damaged = VaultError::FileDamaged;
    take::<8>(&mut rest).ok_or(damaged)?;
    if number(&mut rest).ok_or(damaged)? != VERSION {
        return Err(VaultError::FileNewer);
    }
    let (before, checksum) = split_checksum(file).ok_or(damaged)?;
    if *checksum != *Sha256::digest(before) {
        return Err(damaged);
    }
    let mut next = || number(&mut rest).ok_or(damaged);
    let cost = KdfCost { memory_kib: next()?, passes: next()?, lanes: next()? };
    if !cost.is_bearable() {
        return Err(damaged);
    }
    Ok(Derivation { cost, salt: take(&mut rest).ok_or(damaged)? })
}

/// The entries of a file whose [`derivation`] was looked at. `None`: it was not sealed with this key.
pub(super) fn open(file: &[u8], key: &Key) -> Result<Option<Entries>, VaultError> {
    let damaged = VaultError::FileDamaged;
    let (before, _) = split_checksum(file).ok_or(damaged)?;
    let (header, sealed) = before.split_at_checked(HEADER).ok_or(damaged)?;
    let nonce: [u8; NONCE] = header.last_chunk().copied().ok_or(damaged)?;
    let mut body = Zeroizing::new(sealed.to_vec());
    match cipher(key).decrypt_in_place(&XNonce::from(nonce), header, &mut *body) {
        Ok(()) => unpacked(&body).ok_or(damaged).map(Some),
        Err(_) => Ok(None),
    }
}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new((&**key).into())
}

fn split_checksum(file: &[u8]) -> Option<(&[u8], &[u8])> {
    file.split_at_checked(file.len().checked_sub(CHECKSUM)?)
}

/// Each entry as its name and its value, each with its length before it. With room for the tag, so that no copy is left
/// behind by growing.
fn packed(entries: &Entries) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let size: usize = entries.iter().map(|(name, value)| 4 + name.len() + value.len()).sum();
    let mut bytes = Zeroizing::new(Vec::with_capacity(size + TAG));
    for (name, value) in entries {
        for part in [name.as_bytes(), value] {
            let length = u16::try_from(part.len()).map_err(|_| VaultError::TooLong)?;
            bytes.extend_from_slice(&length.to_le_bytes());
            bytes.extend_from_slice(part);
        }
    }
    Ok(bytes)
}

fn unpacked(mut bytes: &[u8]) -> Option<Entries> {
    let mut entries = Entries::new();
    while !bytes.is_empty() {
        let name = part(&mut bytes)?;
        let value = part(&mut bytes)?;
        entries.insert(String::from_utf8(name.to_vec()).ok()?, Zeroizing::new(value.to_vec()));
    }
    Some(entries)
}

fn part<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = u16::from_le_bytes(take(bytes)?);
    let (part, rest) = bytes.split_at_checked(length.into())?;
    *bytes = rest;
    Some(part)
}

fn number(bytes: &mut &[u8]) -> Option<u32> {
    take(bytes).map(u32::from_le_bytes)
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (found, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(*found)
}

fn random<const N: usize>() -> Result<[u8; N], VaultError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| VaultError::FileFailed)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
