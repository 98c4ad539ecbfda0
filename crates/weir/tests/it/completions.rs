//! `weir completions`, `weir version` and the errors of usage.

use crate::support::{run, weir};

#[test]
fn each_shell_gets_a_script_that_knows_the_commands() {
    let home = tempfile::tempdir().expect("a folder");
    for (shell, sign) in [
        ("bash", "complete -F _weir"),
        ("zsh", "#compdef weir"),
        ("fish", "complete -c weir"),
        ("elvish", "edit:completion"),
        ("powershell", "Register-ArgumentCompleter"),
    ] {
        let script = run(weir(home.path()).args(["completions", shell])).printed();
        assert!(script.contains(sign), "{shell}: {script}");
        for word in ["inspect", "--follow", "demo", "status", "revoke"] {
            assert!(script.contains(word.trim_start_matches('-')), "{shell} knows no {word}");
        }
    }
}

#[test]
fn bash_completes_commands() {
    let home = tempfile::tempdir().expect("a folder");
    let script = run(weir(home.path()).args(["completions", "bash"])).printed();
    let path = home.path().join("weir.bash");
    std::fs::write(&path, script).expect("writes");
    let text = format!(
        "source {}; COMP_WORDS=(weir runs l); COMP_CWORD=2; COMP_LINE='weir runs l'; _weir weir l runs; \
         echo ${{COMPREPLY[@]}}",
        path.display()
    );
    let bash = std::process::Command::new("bash").args(["-c", &text]).output().expect("bash runs");
    assert_eq!(String::from_utf8_lossy(&bash.stdout).trim(), "ls logs");
}

#[test]
fn the_version_tells_both_versions() {
    let home = tempfile::tempdir().expect("a folder");
    let said = run(weir(home.path()).arg("version")).printed();
    assert_eq!(said, format!("weir {} (API of Prefect 3.8.8)\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn what_is_not_understood_ends_with_2() {
    let home = tempfile::tempdir().expect("a folder");
    for arguments in [
        &["run"][..],
        &["runs", "ls", "--limit", "few"],
        &["server", "start", "--database", "mysql://host/db"],
        &["demo", "--days", "0"],
        &["status", "--color", "sometimes"],
    ] {
        let ran = run(weir(home.path()).args(arguments));
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(ran.stderr.contains("error: ") && ran.stderr.contains("--help"), "{}", ran.stderr);
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let home = tempfile::tempdir().expect("a folder");
    let text =
        format!("'{}' completions bash | head -n 1 >&2; echo ${{PIPESTATUS[0]}}", env!("CARGO_BIN_EXE_weir"));
    let mut bash = std::process::Command::new("bash");
    let ran = bash.args(["-c", &text]).env("HOME", home.path()).output().expect("bash runs");
    assert_eq!(String::from_utf8_lossy(&ran.stdout).trim(), "0");
}
