//! Starting it. Where the system can, the command takes the place of this process, so that its terminal, its signals and
//! its exit code are its own.

use std::ffi::OsStr;
use std::process::Command;

use super::Prepared;
use super::program::not_executable;
use crate::failure::Exit;

impl Prepared {
    /// Returns only where the command was not started, or where it has ended on a system without `exec`.
    #[cfg(unix)]
    pub(super) async fn start(self) -> Exit {
        use std::os::unix::process::CommandExt;

        let mut command = self.command();
        command.arg0(&self.program.typed);
        crate::hardening::undo_umask();
        let error = command.exec();
        self.failed(&error)
    }

    #[cfg(not(unix))]
    pub(super) async fn start(self) -> Exit {
        // Ctrl-C is the command's; it reaches all that share the console.
        let ignoring = tokio::spawn(async { while tokio::signal::ctrl_c().await.is_ok() {} });
        // All that it starts ends with this process. A system that refuses that is no reason not to run.
        #[cfg(windows)]
        let job = job();
        let ended = self.command().status();
        ignoring.abort();
        match ended {
            Ok(status) => {
                // Closing the job would end this process before it has said how the command ended.
                #[cfg(windows)]
                std::mem::forget(job);
                std::process::exit(status.code().unwrap_or(1))
            }
            Err(error) => self.failed(&error),
        }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program.path);
        command.args(&self.arguments).env_clear();
        command.envs(std::env::vars_os().filter(|(name, _)| self.changes.inherits(name)));
        command.envs(&self.changes.addresses);
        for (variable, secret) in self.changes.variables.iter().zip(&self.secrets) {
            command.env(variable, OsStr::new(secret.expose()));
        }
        command
    }

    fn failed(&self, error: &std::io::Error) -> Exit {
        self.printer.failure(&not_executable(&self.program.typed, &error.to_string()))
    }
}

/// A job that ends all its processes when this one ends, in whatever way.
#[cfg(windows)]
fn job() -> Option<win32job::Job> {
    let mut limits = win32job::ExtendedLimitInfo::new();
    limits.limit_kill_on_job_close();
    let job = win32job::Job::create_with_limit_info(&limits).ok()?;
    job.assign_current_process().ok().map(|()| job)
}
