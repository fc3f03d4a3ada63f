//! Which names a variable may have, and whom a name belongs to.

use crate::catalogue::{Catalogue, Provider};
use crate::error::{Error, Result};

/// Setting one of these changes what programs do, or which programs run.
const DENIED: &[&str] = &[
    "PATH",
    "HOME",
    "SHELL",
    "ENV",
    "BASH_ENV",
    "IFS",
    "GCONV_PATH",
    "NODE_OPTIONS",
    "NODE_PATH",
    "NODE_EXTRA_CA_CERTS",
    "RUBYLIB",
    "JAVA_TOOL_OPTIONS",
    "JDK_JAVA_OPTIONS",
    "_JAVA_OPTIONS",
    "RUBYOPT",
    "USER",
    "LOGNAME",
    "PWD",
    "TERM",
    "TMPDIR",
    "TEMP",
    "TMP",
    "PROMPT_COMMAND",
    "PS1",
    "PS4",
    "EDITOR",
    "VISUAL",
    "PAGER",
    "COMSPEC",
    "PATHEXT",
    "SYSTEMROOT",
    "WINDIR",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
    "ALL_PROXY",
    "ZDOTDIR",
    "DOCKER_HOST",
    "KUBECONFIG",
    "OPENSSL_CONF",
    "CLASSPATH",
    "PSMODULEPATH",
    "GLIBC_TUNABLES",
    "PERLLIB",
    "RUSTC_WRAPPER",
    "CURL_HOME",
    "SSLKEYLOGFILE",
    "SUDO_ASKPASS",
    "BROWSER",
    "LESSOPEN",
    "LESSCLOSE",
    "HISTFILE",
    // What shells keep for themselves: they refuse it, or have something else in it.
    "_",
    "UID",
    "EUID",
    "GID",
    "EGID",
    "PPID",
    "RANDOM",
    "SRANDOM",
    "SECONDS",
    "LINENO",
    "OPTIND",
    "OPTARG",
    "OPTERR",
    "REPLY",
    "SHLVL",
    "SHELLOPTS",
    "OLDPWD",
    "CDPATH",
    "FPATH",
    "STATUS",
    "ARGV",
];
const DENIED_BEGINNINGS: &[&str] = &[
    "LD_",
    "DYLD_",
    "PYTHON",
    "PERL5",
    "GIT_",
    "SSH_",
    "SSL_CERT_",
    "BASH",
    "XDG_",
    "DOTNET_",
    "NPM_CONFIG_",
    "PIP_",
    "KEYHINGE_DATA",
    "KEYHINGE_PASS",
];
/// With what names addresses: a key in one would go out as a part of a URL.
const DENIED_ENDS: &[&str] = &["_PROXY", "_BASE_URL", "_API_BASE", "_CA_BUNDLE"];

/// A name that every shell takes, and that means nothing else to the system.
///
/// # Errors
/// `Invalid` with the reason.
pub fn check_variable(name: &str) -> Result<()> {
    let good = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && name.bytes().next().is_some_and(|first| !first.is_ascii_digit())
        && name.len() <= 64;
    if !good {
        return Err(Error::invalid(
            "variable",
            "A variable's name has up to 64 letters, digits and _, and no digit in front.",
        ));
    }
    // Windows does not tell small letters from capitals.
    let upper = name.to_ascii_uppercase();
    let denied = DENIED.contains(&upper.as_str())
        || DENIED_BEGINNINGS.iter().any(|beginning| upper.starts_with(beginning))
        || DENIED_ENDS.iter().any(|end| upper.ends_with(end));
    if denied {
        return Err(Error::invalid(
            "variable",
            format!("{name} tells the system or other programs what to do; a key does not belong there."),
        ));
    }
    Ok(())
}

/// The other provider whose programs read this variable, unless it is this one's alone.
pub(super) fn other_reader<'a>(
    catalogue: &'a Catalogue,
    provider: &Provider,
    name: &str,
) -> Option<&'a Provider> {
    // Where every account has its own address, the name is borrowed.
    let has_address =
        |other: &Provider| other.api.base_urls.iter().any(|base| base.url.is_some() && !base.editable);
    let reads =
        |other: &Provider| other.env_var == name || other.other_env_vars.iter().any(|var| var == name);
    if reads(provider) && has_address(provider) {
        return None;
    }
    catalogue.providers.iter().find(|other| other.id != provider.id && has_address(other) && reads(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_shells_take_and_that_mean_nothing_else() {
        for name in ["K", "_K", "FORII_API_KEY", "OPENAI_API_KEY2", "Key", "KEYHINGE_API_KEY", "HF_TOKEN"] {
            assert!(check_variable(name).is_ok(), "{name}");
        }
        for name in ["", "1K", "A-B", "A B", "K;id", "K\n", "\u{c9}", "$K", &"A".repeat(65)] {
            assert!(matches!(check_variable(name), Err(Error::Invalid { field: "variable", .. })), "{name}");
        }
        for name in [
            "PATH",
            "Path",
            "LD_PRELOAD",
            "DYLD_X",
            "NODE_OPTIONS",
            "PYTHONPATH",
            "PERL5LIB",
            "GIT_SSH",
            "SSH_AUTH_SOCK",
            "HTTPS_PROXY",
            "no_proxy",
            "SSL_CERT_FILE",
            "BASH_ENV",
            "IFS",
            "HOME",
            "_",
            "uid",
            "status",
            "RANDOM",
            "SHELLOPTS",
            "BASHOPTS",
            "npm_config_prefix",
        ] {
            assert!(matches!(check_variable(name), Err(Error::Invalid { field: "variable", .. })), "{name}");
        }
    }

    #[test]
    fn a_variable_of_another_provider_is_told() {
        let catalogue = Catalogue::embedded().unwrap();
        let reader = |provider: &str, name: &str| {
            other_reader(&catalogue, catalogue.provider(provider).unwrap(), name)
                .map(|other| other.id.clone())
        };
        assert_eq!(reader("forii", "OPENAI_API_KEY").as_deref(), Some("openai"));
        assert_eq!(reader("openai", "OPENAI_API_KEY"), None);
        assert_eq!(reader("openai-compatible", "OPENAI_API_KEY").as_deref(), Some("openai"));
        assert_eq!(reader("openai", "ANTHROPIC_AUTH_TOKEN").as_deref(), Some("anthropic"));
        assert_eq!(reader("forii", "FORII_API_KEY"), None);
        assert_eq!(reader("forii", "MY_KEY"), None);
        for provider in &catalogue.providers {
            assert!(check_variable(&provider.env_var).is_ok());
        }
    }
}
