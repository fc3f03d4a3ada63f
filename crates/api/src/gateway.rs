//! The gateway of this process: at most one, and at most one per data folder over all processes.

use std::fs::{File, TryLockError};
use std::io::{ErrorKind, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use keyhinge_core::activity::{ActivityKind, NewActivity};
use keyhinge_core::changes::Topic;
use keyhinge_core::folders::{Folders, private_file};
use keyhinge_core::keys::{Actor, token};
use keyhinge_core::secret::Secret;
use keyhinge_core::{Core, Error, lifecycle};
use keyhinge_gateway::{Caps, GatewayState};
use tokio::net::TcpListener;
use tokio::sync::{Mutex, oneshot};
use tokio::task::JoinHandle;

use crate::contract::GatewayStatus;
use crate::error::{CommandError, ErrorCode};

/// How many ports after a taken one are tried, to name one that is free.
const NEIGHBOURS: u16 = 50;

#[derive(Default)]
pub(crate) struct GatewaySlot(Mutex<Slot>);

#[derive(Default)]
struct Slot {
    running: Option<Running>,
    /// Why the last start failed, until one works.
    failure: Option<CommandError>,
}

struct Running {
    address: SocketAddr,
    token: Arc<Secret>,
    shutdown: oneshot::Sender<()>,
    task: JoinHandle<()>,
    /// Set once it has ended, with the reason if it was not asked to.
    ended: Arc<OnceLock<Option<CommandError>>>,
    // Held for its lock, which ends with the file.
    lock: File,
}

impl GatewaySlot {
    pub(crate) async fn status(&self, folders: &Folders, port: u16) -> GatewayStatus {
        let mut slot = self.0.lock().await;
        if let Some(ended) = slot.running.as_ref().and_then(|running| running.ended.get()).cloned() {
            // It ended by itself: what it held is free again, and the reason is told.
            slot.failure = ended;
            slot.running = None;
        }
        match (&slot.running, &slot.failure) {
            (Some(running), _) => running.status(),
            _ if served_elsewhere(folders) => GatewayStatus::Elsewhere { url: address_of_other(folders) },
            (_, Some(failure)) => GatewayStatus::Failed {
                port,
                message: failure.message.clone(),
                next_step: failure.next_step.clone(),
            },
            (_, None) => GatewayStatus::Off { port },
        }
    }

    /// Starts the gateway on `port` (0 = any) and adds the account Local. Already running is fine, unless another
    /// port is asked for: then it moves.
    pub(crate) async fn start(
        &self,
        core: &Core,
        port: u16,
        actor: Actor,
    ) -> Result<GatewayStatus, CommandError> {
        let mut slot = self.0.lock().await;
        if let Some(running) = &slot.running
            && running.ended.get().is_none()
            && (port == 0 || running.address.port() == port)
        {
            return Ok(running.status());
        }
        // Before the one that runs is stopped: a taken port must not cost it.
        let mut listener = None;
        if slot.running.is_some() {
            listener = Some(bind(port).await?);
        }
        if let Some(running) = slot.running.take() {
            running.stop(core, actor).await;
        }
        match run(core, port, listener, actor).await {
            Ok(running) => {
                let status = running.status();
                *slot = Slot { running: Some(running), failure: None };
                Ok(status)
            }
            Err(error) => {
                slot.failure = Some(error.clone());
                core.changes.announce(&[Topic::Gateway]);
                Err(error)
            }
        }
    }

    /// Stops it, once every count is written.
    pub(crate) async fn stop(&self, core: &Core, actor: Actor) {
        let mut slot = self.0.lock().await;
        slot.failure = None;
        if let Some(running) = slot.running.take() {
            running.stop(core, actor).await;
        }
    }

    /// The token that manages keys over HTTP; none where no gateway runs in this process.
    pub(crate) async fn session_token(&self) -> Option<Secret> {
        let slot = self.0.lock().await;
        slot.running.as_ref().map(|running| Secret::new(running.token.expose().to_owned()))
    }
}

impl Running {
    fn status(&self) -> GatewayStatus {
        GatewayStatus::Running { url: format!("http://{}", self.address), port: self.address.port() }
    }

    async fn stop(self, core: &Core, actor: Actor) {
        // Nobody hears it where the gateway has ended by itself.
        self.shutdown.send(()).ok();
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the gateway did not end cleanly");
        }
        drop(std::fs::remove_file(core.folders.gateway_address_file()));
        drop(self.lock);
        log(core, ActivityKind::GatewayStopped, actor).await;
    }
}

async fn run(
    core: &Core,
    port: u16,
    listener: Option<TcpListener>,
    actor: Actor,
) -> Result<Running, CommandError> {
    let lock = lock(&core.folders).await?;
    let listener = match listener {
        Some(listener) => listener,
        None => bind(port).await?,
    };
    let address = listener.local_addr().map_err(|error| CommandError::internal(&error.to_string()))?;
    lifecycle::ensure_local_account(core, actor).await?;
    let token = token::session()?;
    let state = GatewayState::new(core.clone(), Secret::new(token.expose().to_owned()), Caps::default());
    // A gateway that cannot read its keys must not be told as running.
    // A gateway that cannot read its keys must not be told as running.
    state.load().await?;
    let (shutdown, stopped) = oneshot::channel::<()>();
    let ended = Arc::new(OnceLock::new());
    let (changes, end) = (core.changes.clone(), ended.clone());
    let task = tokio::spawn(async move {
        let stopped = async {
            stopped.await.ok();
        };
        let reason = keyhinge_gateway::run(listener, stopped, state).await.err().map(|error| {
            tracing::error!(%error, "the gateway ended");
            CommandError {
                code: ErrorCode::Internal,
                message: format!("The gateway ended by itself: {error}"),
                next_step: "Start it again; if it ends again, look at the log.".into(),
            }
        });
        end.set(reason).ok();
        changes.announce(&[Topic::Gateway]);
    });
    let url = format!("http://{address}");
    let told = private_file()
        .create(true)
        .truncate(true)
        .open(core.folders.gateway_address_file())
        .and_then(|mut file| file.write_all(url.as_bytes()));
    if let Err(error) = told {
        tracing::warn!(%error, "other processes will not know the gateway's address");
    }
    log(core, ActivityKind::GatewayStarted, actor).await;
    Ok(Running { address, token: Arc::new(token), shutdown, task, ended, lock })
}

async fn bind(port: u16) -> Result<TcpListener, CommandError> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => {
            let free_port =
                (1..=NEIGHBOURS).filter_map(|step| port.checked_add(step)).find(|port| port_is_free(*port));
            CommandError {
                code: ErrorCode::PortTaken { port, free_port },
                message: format!("Port {port} is used by another program, so the gateway is off."),
                next_step: match free_port {
                    Some(free) => {
                        format!("Use port {free}, choose another, or end that program and try again.")
                    }
                    None => "Choose another port, or end that program and try again.".into(),
                },
            }
        }
        ErrorKind::PermissionDenied => CommandError {
            code: ErrorCode::Invalid { field: "port".into() },
            message: format!("This user may not listen on port {port}."),
            next_step: "Choose a port from 1024 to 65535.".into(),
        },
        _ => CommandError::internal(&format!("port {port}: {error}")),
    })
}

/// Whether a listener could have the port at this moment.
pub(crate) fn port_is_free(port: u16) -> bool {
    std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// Takes the data folder's lock, which the gateway holds while it runs.
async fn lock(folders: &Folders) -> Result<File, CommandError> {
    let failed = |error: std::io::Error| CommandError::internal(&format!("gateway lock: {error}"));
    let file = private_file().create(true).truncate(false).open(folders.gateway_lock()).map_err(failed)?;
    // `served_elsewhere` in another process holds it for an instant; a gateway holds it for good.
    for _ in 0..10 {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => tokio::time::sleep(Duration::from_millis(20)).await,
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
    }
    let at = address_of_other(folders).map(|url| format!(" at {url}")).unwrap_or_default();
    Err(CommandError {
        code: ErrorCode::GatewayElsewhere,
        message: format!("Another process serves the gateway of this data folder already{at}."),
        next_step: "Use that one, or stop it first (it may be the app or `khg gateway serve`).".into(),
    })
}

/// Whether another process holds the lock. The lock, not the address file, is what counts.
fn served_elsewhere(folders: &Folders) -> bool {
    let Ok(file) = File::options().write(true).open(folders.gateway_lock()) else { return false };
    matches!(file.try_lock(), Err(TryLockError::WouldBlock))
}

fn address_of_other(folders: &Folders) -> Option<String> {
    let url = std::fs::read_to_string(folders.gateway_address_file()).ok()?;
    let port: u16 = url.trim().strip_prefix("http://127.0.0.1:")?.parse().ok()?;
    Some(format!("http://127.0.0.1:{port}"))
}

async fn log(core: &Core, kind: ActivityKind, actor: Actor) {
    let entry = NewActivity { kind, actor, account_id: None, key_id: None, key_name: None, target: None };
    if let Err(error) = core.store.log(entry, core.clock.now()).await {
        let error = Error::from(error);
        tracing::warn!(%error, "the gateway's start or stop was not logged");
    }
    core.changes.announce(&[Topic::Gateway, Topic::Activity]);
}
