//! Serves simulated providers until it is ended. Prints one line of JSON: where they are, and what they take.

use std::io::Write as _;

use keyhinge_simulator::Simulator;

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let simulator = Simulator::start().await?;
    let mut out = std::io::stdout();
    writeln!(out, "{}", simulator.description())?;
    out.flush()?;
    std::future::pending().await
}
