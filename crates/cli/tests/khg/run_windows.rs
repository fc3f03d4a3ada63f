//! `khg run` where no program can take the place of another.

#![cfg(windows)]

use crate::common::Khg;

#[test]
fn a_command_gets_the_key_and_khg_ends_with_its_number() {
    let secret = format!("sk-or-v1-{}", "07".repeat(32));
    let khg = Khg::with_file_vault();
    khg.import("openrouter", "trial", &secret);
    // What is not set stays as it is written.
    let script = "echo %OPENROUTER_API_KEY% %KEYHINGE_DATA_DIR%& exit 7";
    let ran = khg.run(["run", "--key", "trial", "--", "cmd", "/d", "/c", script]);
    assert_eq!(
        (ran.code, ran.out.trim_end()),
        (7, format!("{secret} %KEYHINGE_DATA_DIR%").as_str()),
        "{}",
        ran.err
    );
}

#[test]
fn a_script_is_a_command_and_what_is_missing_is_none() {
    let khg = Khg::with_file_vault();
    khg.import("openrouter", "trial", &format!("sk-or-v1-{}", "07".repeat(32)));
    let script = khg.root().join("script.bat");
    std::fs::write(&script, "@echo off\r\necho %~1\r\nexit /b 5\r\n").unwrap();
    let ran = khg.run(["run", "--key", "trial", "--", script.to_str().unwrap(), "two words"]);
    assert_eq!((ran.code, ran.out.trim_end()), (5, "two words"), "{}", ran.err);
    assert_eq!(khg.run(["run", "--key", "trial", "--", "no-such-command"]).code, 127);
}
