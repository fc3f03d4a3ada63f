//! The listeners, and the handle that a test holds.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

use crate::exchange::{Request, Response};
use crate::fault::{Fault, Rule};
use crate::providers;
use crate::state::{Key, Provider, SeenCall, State};

/// Providers on a port of 127.0.0.1. They end when this is dropped.
#[derive(Debug)]
pub struct Simulator {
    shared: Shared,
    address: SocketAddr,
    tasks: [JoinHandle<()>; 2],
}

#[derive(Debug, Clone)]
pub(crate) struct Shared {
    state: Arc<Mutex<State>>,
    /// A permit for each pause that may end.
    going_on: Arc<Semaphore>,
    /// Where redirects lead.
    elsewhere: String,
}

impl Simulator {
    /// # Errors
    /// No port can be had.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let second = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        // Another name for the same host, as far as a client can tell.
        let elsewhere = format!("http://localhost:{}", second.local_addr()?.port());
        let shared = Shared { state: Arc::default(), going_on: Arc::new(Semaphore::new(0)), elsewhere };
        let tasks =
            [tokio::spawn(accept(listener, shared.clone())), tokio::spawn(watch(second, shared.clone()))];
        Ok(Self { shared, address, tasks })
    }

    /// As `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The base address of a provider's key management.
    #[must_use]
    pub fn base(&self, provider: Provider) -> String {
        format!("{}{}", self.url(), provider.base())
    }

    /// Orders a fault; the first that fits a request strikes.
    pub fn fault(&self, rule: Rule) {
        self.shared.lock().rules.push(rule);
    }

    /// Takes all faults back.
    pub fn clear_faults(&self) {
        self.shared.lock().rules.clear();
    }

    /// Makes a key at a provider; `scope` is the account, project or team.
    #[must_use]
    pub fn make_key(&self, provider: Provider, scope: &str, name: &str) -> Key {
        self.shared.lock().make(provider, scope, name).clone()
    }

    /// Takes a key away, as its owner would on the provider's page; answers whether it was there.
    pub fn revoke_key(&self, provider: Provider, id: &str) -> bool {
        self.shared.lock().remove(provider, id)
    }

    /// No page of a list is larger than this, where its size can be chosen.
    pub fn limit_pages(&self, most: usize) {
        self.shared.lock().page_max = Some(most);
    }

    #[must_use]
    pub fn keys(&self) -> Vec<Key> {
        self.shared.lock().keys.clone()
    }

    #[must_use]
    pub fn calls(&self) -> Vec<SeenCall> {
        self.shared.lock().calls.clone()
    }

    /// How many connections a redirect has led to the second listener.
    #[must_use]
    pub fn led_elsewhere(&self) -> usize {
        self.shared.lock().elsewhere
    }

    /// Lets an answer that pauses go on; the next one, where none does yet.
    pub fn go_on(&self) {
        self.shared.going_on.add_permits(1);
    }

    /// How many clients hung up while an answer paused.
    #[must_use]
    pub fn hung_up(&self) -> usize {
        self.shared.lock().hung_up
    }

    /// What a test in another process needs to know.
    #[must_use]
    pub fn description(&self) -> Value {
        let providers: serde_json::Map<String, Value> = Provider::ALL
            .into_iter()
            .map(|provider| {
                let about = json!({
                    "base_url": self.base(provider),
                    "inference_url": format!("{}{}", self.url(), provider.inference_base()),
                    "credential": provider.credential(),
                });
                (provider.as_str().to_owned(), about)
            })
            .collect();
        json!({ "url": self.url(), "control": format!("{}/_control", self.url()), "providers": providers })
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl Shared {
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn accept(listener: TcpListener, shared: Shared) {
    while let Ok((stream, _)) = listener.accept().await {
        // A client that goes away in the middle is a part of the game.
        tokio::spawn(serve(stream, shared.clone()));
    }
}

async fn serve(mut stream: TcpStream, shared: Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut request = match Request::read(&mut stream).await {
        Ok(Some(request)) => request,
        // As any server answers to what is no HTTP, TLS among it.
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            return finish(&mut stream, &Response { status: 400, ..Response::default() }.head(true)).await;
        }
        ended => return ended.map(drop),
    };
    if request.path.first().is_some_and(|first| first == "_control") {
        let response = control(&request, &shared);
        return finish(&mut stream, &[response.head(true), response.body.clone()].concat()).await;
    }
    let (fault, response) = answer(&mut request, &shared);
    match fault {
        Some(Fault::Pause { at }) => pause(&mut stream, &response, at, &shared).await,
        Some(Fault::PauseAfter { events }) => {
            let ends = response.body.windows(2).enumerate().filter(|(_, end)| end == b"\n\n");
            let at = ends.map(|(at, _)| at + 2).take(events).last().unwrap_or(0);
            pause(&mut stream, &response, at, &shared).await
        }
        Some(fault) => {
            fault.deliver(&mut stream, &response).await?;
            if fault == Fault::Reset { Ok(()) } else { finish(&mut stream, &[]).await }
        }
        None => finish(&mut stream, &[response.head(true), response.body].concat()).await,
    }
}

/// Sends a part of the answer, and the rest once the test lets it.
async fn pause(stream: &mut TcpStream, response: &Response, at: usize, shared: &Shared) -> io::Result<()> {
    let (first, rest) = response.body.split_at(at.min(response.body.len()));
    stream.write_all(&[&response.head(true), first].concat()).await?;
    let mut bin = [0; 1];
    tokio::select! {
        permit = shared.going_on.acquire() => {
            permit.map_err(io::Error::other)?.forget();
            finish(stream, rest).await
        }
        // A client sends nothing more: this is its end.
        ended = stream.read(&mut bin) => {
            shared.lock().hung_up += 1;
            ended.map(drop)
        }
    }
}

fn answer(request: &mut Request, shared: &Shared) -> (Option<Fault>, Response) {
    let mut state = shared.lock();
    state.note(request);
    let fault = state.fault(request);
    if let Some(instead) = fault.as_ref().and_then(|fault| fault.instead(&shared.elsewhere)) {
        return (fault, instead);
    }
    if let Some(fault) = &fault {
        fault.change_request(request);
    }
    let mut response = providers::answer(&mut state, request);
    if let Some(fault) = &fault {
        fault.change_response(&mut response);
        if *fault == Fault::Shrink && !state.keys.is_empty() {
            state.keys.remove(0);
        }
    }
    (fault, response)
}

/// Says that nothing more comes, so that what was sent is not torn away with the connection.
async fn finish(stream: &mut TcpStream, last: &[u8]) -> io::Result<()> {
    stream.write_all(last).await?;
    stream.shutdown().await?;
    let mut bin = [0; 1024];
    while stream.read(&mut bin).await? > 0 {}
    Ok(())
}

/// Counts whoever is led astray.
async fn watch(listener: TcpListener, shared: Shared) {
    while let Ok((stream, _)) = listener.accept().await {
        shared.lock().elsewhere += 1;
        drop(stream);
    }
}

/// Orders from a test in another process.
fn control(request: &Request, shared: &Shared) -> Response {
    let mut state = shared.lock();
    let parts: Vec<&str> = request.path.iter().map(String::as_str).collect();
    let done = Response::json(200, &json!({}));
    match (request.method.as_str(), parts.as_slice()) {
        ("POST", [_, "faults"]) => match serde_json::from_slice(&request.body) {
            Ok(rule) => {
                state.rules.push(rule);
                done
            }
            Err(error) => Response::json(400, &json!({ "error": error.to_string() })),
        },
        ("DELETE", [_, "faults"]) => {
            state.rules.clear();
            done
        }
        ("POST", [_, "keys"]) => match serde_json::from_slice::<Wanted>(&request.body) {
            Ok(wanted) => {
                let key = state.make(wanted.provider, &wanted.scope, &wanted.name);
                Response::json(200, &json!(key))
            }
            Err(error) => Response::json(400, &json!({ "error": error.to_string() })),
        },
        ("DELETE", [_, "keys", id]) => {
            state.keys.retain(|key| key.id != *id);
            done
        }
        ("GET", [_, "keys"]) => Response::json(200, &json!(state.keys)),
        ("GET", [_, "calls"]) => Response::json(200, &json!(state.calls)),
        ("POST", [_, "go_on"]) => {
            shared.going_on.add_permits(1);
            done
        }
        ("GET", [_, "hung_up"]) => Response::json(200, &json!({ "clients": state.hung_up })),
        ("GET", [_, "elsewhere"]) => Response::json(200, &json!({ "connections": state.elsewhere })),
        ("POST", [_, "pages", most]) => {
            state.page_max = most.parse().ok();
            done
        }
        _ => Response::json(404, &json!({ "error": "no such order" })),
    }
}

#[derive(serde::Deserialize)]
struct Wanted {
    provider: Provider,
    #[serde(default)]
    scope: String,
    name: String,
}
