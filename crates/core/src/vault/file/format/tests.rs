use proptest::prelude::*;

use super::*;

const CHEAP: KdfCost = KdfCost { memory_kib: 8, passes: 1, lanes: 1 };

fn secret(text: &str) -> Secret {
    Secret::new(text.into())
}

fn entries(of: &[(&str, &str)]) -> Entries {
    of.iter().map(|(name, value)| ((*name).to_owned(), Zeroizing::new(value.as_bytes().to_vec()))).collect()
}

/// A file with one entry, and its key.
fn file() -> (Vec<u8>, Key) {
    let derivation = Derivation::new(CHEAP).unwrap();
    let key = derivation.key(&secret("correct horse")).unwrap();
    (seal(&derivation, &key, &entries(&[("a/b", "kh_canary_0123456789")])).unwrap(), key)
}

/// What a reader meets: without the passphrase, then with the key.
fn read(file: &[u8], key: &Key) -> Result<Option<Entries>, VaultError> {
    derivation(file)?;
    open(file, key)
}

/// The checksum put right, as an attacker would.
fn with_checksum(mut file: Vec<u8>) -> Vec<u8> {
    file.truncate(file.len() - CHECKSUM);
    let checksum = Sha256::digest(&file);
    file.extend_from_slice(&checksum);
    file
}

#[test]
fn the_derivation_is_argon2id_as_others_compute_it() {
    // As OpenSSL computes it for these inputs.
    let cost = KdfCost { memory_kib: 256, passes: 2, lanes: 1 };
    let key = Derivation { cost, salt: *b"somesaltsomesalt" }.key(&secret("password")).unwrap();
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, "cab746b4621993fdc91ec50787980b414a90a692f0bc68dfe19f9c25b3cba9ec");
}

#[test]
fn a_file_says_nothing_and_never_looks_the_same_twice() {
    let (first, key) = file();
    assert!(!first.windows(6).any(|window| window == b"canary"));
    let again = seal(&derivation(&first).unwrap(), &key, &read(&first, &key).unwrap().unwrap()).unwrap();
    assert_eq!(first.len(), again.len());
    assert_ne!(first[HEADER..], again[HEADER..]);
}

#[test]
fn every_truncation_is_told() {
    let (file, key) = file();
    for length in 0..file.len() {
        assert_eq!(read(&file[..length], &key), Err(VaultError::FileDamaged), "{length}");
    }
    let mut longer = file;
    longer.push(0);
    assert_eq!(read(&longer, &key), Err(VaultError::FileDamaged));
}

#[test]
fn every_flipped_bit_is_told_and_no_flip_is_taken_for_good_when_the_checksum_is_put_right() {
    let (file, key) = file();
    for position in 0..file.len() {
        for bit in 0..8 {
            let mut flipped = file.clone();
            flipped[position] ^= 1 << bit;
            let expected = match position {
                0..8 => VaultError::FileForeign,
                8..12 => VaultError::FileNewer,
                _ => VaultError::FileDamaged,
            };
            assert_eq!(read(&flipped, &key), Err(expected), "byte {position}, bit {bit}");
            if position < file.len() - CHECKSUM {
                let forged = read(&with_checksum(flipped), &key);
                assert!(matches!(forged, Ok(None) | Err(_)), "byte {position}, bit {bit}");
            }
        }
    }
}

#[test]
fn a_file_that_asks_for_too_much_is_refused_before_anything_is_allocated() {
    let (file, _) = file();
    for (position, value) in [(12, u32::MAX), (12, (1 << 20) + 1), (16, u32::MAX), (16, 65), (20, 17)] {
        let mut hostile = file.clone();
        hostile[position..position + 4].copy_from_slice(&value.to_le_bytes());
        assert_eq!(derivation(&with_checksum(hostile)), Err(VaultError::FileDamaged), "{position}: {value}");
    }
    let mut slow = file.clone();
    slow[12..16].copy_from_slice(&(1_u32 << 20).to_le_bytes());
    slow[16..20].copy_from_slice(&64_u32.to_le_bytes());
    assert_eq!(derivation(&with_checksum(slow)), Err(VaultError::FileDamaged));
    // Too little for Argon2 itself.
    let mut small = file;
    small[12..16].copy_from_slice(&1_u32.to_le_bytes());
    let small = derivation(&with_checksum(small)).unwrap();
    assert_eq!(small.key(&secret("x")), Err(VaultError::FileDamaged));
}

#[test]
fn what_is_not_ours_is_told_apart() {
    let key = Key::default();
    for foreign in ["SQLite format 3\0", "x", "{}", "-----BEGIN AGE ENCRYPTED FILE-----"] {
        assert_eq!(read(foreign.as_bytes(), &key), Err(VaultError::FileForeign), "{foreign}");
    }
    assert_eq!(read(b"", &key), Err(VaultError::FileDamaged));
}

#[test]
fn another_passphrase_opens_nothing() {
    let (file, _) = file();
    let derivation = derivation(&file).unwrap();
    for other in ["", "correct hors", "correct horse ", "Correct horse", "correct horse\0"] {
        assert_eq!(open(&file, &derivation.key(&secret(other)).unwrap()), Ok(None), "{other:?}");
    }
}

#[test]
fn the_default_cost_is_what_is_promised_and_is_taken_back() {
    let cost = KdfCost::default();
    assert!(cost.memory_kib >= 64 * 1024 && cost.passes >= 3 && cost.is_bearable());
}

proptest! {
    #[test]
    fn what_is_sealed_opens_to_the_same(
        map in prop::collection::btree_map("[ -~]{0,80}", prop::collection::vec(any::<u8>(), 0..3000), 0..20)
    ) {
        let entries: Entries = map.into_iter().map(|(name, value)| (name, Zeroizing::new(value))).collect();
        let key = Zeroizing::new([7; 32]);
        let derivation = Derivation { cost: CHEAP, salt: [1; 16] };
        let file = seal(&derivation, &key, &entries).unwrap();
        prop_assert_eq!(super::derivation(&file).unwrap(), derivation);
        prop_assert_eq!(open(&file, &key).unwrap(), Some(entries));
    }

    #[test]
    fn random_bytes_are_an_error_and_never_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut file = MAGIC.to_vec();
        file.extend_from_slice(&VERSION.to_le_bytes());
        file.extend_from_slice(&bytes);
        file.extend_from_slice(&[0; CHECKSUM]);
        let file = with_checksum(file);
        if derivation(&file).is_ok() {
            prop_assert!(!matches!(open(&file, &Zeroizing::new([7; 32])), Ok(Some(_))));
        }
        prop_assert!(derivation(&bytes).is_err());
        drop(unpacked(&bytes));
    }
}
