//! Several processes, one data folder.

use std::process::Stdio;

use crate::common::{Khg, Ran};

#[test]
fn eight_processes_open_a_fresh_database_at_once() {
    for _ in 0..5 {
        let khg = Khg::without_keychain();
        let start = || {
            khg.command(["key", "list", "--json"])
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        };
        let children: Vec<_> = (0..8).map(|_| start()).collect();
        for child in children {
            let ran: Ran = child.wait_with_output().unwrap().into();
            assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "[]\n", ""));
        }
        let accounts = khg.run(["call", "accounts_list"]);
        assert_eq!(accounts.out, "[]\n");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_keychain_nothing_at_all_is_created() {
    let khg = Khg::without_keychain();
    let start = || {
        khg.command(["key", "create", "x", "--json"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let children: Vec<_> = (0..8).map(|_| start()).collect();
    for child in children {
        let ran: Ran = child.wait_with_output().unwrap().into();
        assert_eq!((ran.code, ran.error_code().as_str()), (5, "keychain_absent"));
    }
    assert_eq!(khg.run(["call", "accounts_list"]).out, "[]\n");
    assert!(khg.run(["activity", "--json"]).out.contains("\"entries\":[]"));
}
