//! Closed loops: a number of clients, each sending its next request when it has the answer to the last.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use memchr::memmem;
use tokio::time::sleep;

use crate::{
    http::{Connection, post},
    process::Memory,
    report::{Case, Figure},
    server::Server,
};

/// Why an operation did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The server answered 501: it does not have this part yet.
    #[error("not served yet ({0})")]
    NotServed(String),
    /// Another answer than 2xx.
    #[error("{request} answered {status}: {body}")]
    Status {
        /// First line of the request.
        request: String,
        /// Of the answer.
        status: u16,
        /// Its first characters.
        body: String,
    },
    /// The connection failed.
    #[error("failed to talk to the server: {0}")]
    Io(#[from] std::io::Error),
    /// The websocket failed.
    #[error("failed to talk to the server's websocket: {0}")]
    Socket(String),
    /// Something other than the server under test.
    #[error("{0:#}")]
    Bench(#[from] anyhow::Error),
}

/// The pause before a request that was answered 503 is sent again. The SDK's is longer and grows; the shorter one is in
/// favour of the server that answers so.
const RETRY_AFTER: Duration = Duration::from_millis(50);
/// After this many 503 answers to one request it counts as failed.
const RETRIES: u32 = 400;

/// One client: a connection, and how often it had to try again.
#[derive(Debug)]
pub struct Session {
    connection: Connection,
    retries: u64,
}

impl Session {
    /// A client of `server`.
    pub fn new(server: &Server) -> Self {
        Self { connection: Connection::new(server.address), retries: 0 }
    }

    /// Sends a request again and again while it is answered 503; returns the body.
    ///
    /// # Errors
    /// When the answer is not 2xx.
    pub async fn call(&mut self, request: &[u8]) -> Result<&[u8], Failure> {
        let mut status = self.connection.send(request).await?;
        for _ in 0..RETRIES {
            if status != 503 {
                break;
            }
            self.retries += 1;
            sleep(RETRY_AFTER).await;
            status = self.connection.send(request).await?;
        }
        let body = self.connection.body();
        if (200..300).contains(&status) {
            return Ok(body);
        }
        let line = request.split(|byte| *byte == b'\r').next().unwrap_or_default();
        let request = String::from_utf8_lossy(line).trim_end_matches(" HTTP/1.1").to_owned();
        if status == 501 {
            return Err(Failure::NotServed(request));
        }
        let body = String::from_utf8_lossy(&body[..body.len().min(300)]).into_owned();
        Err(Failure::Status { request, status, body })
    }

    /// Posts `body` and returns the `id` of the object in the answer.
    pub async fn create(&mut self, path: &str, body: &str) -> Result<String, Failure> {
        let answer = self.call(&post(path, body)).await?;
        Ok(id_of(answer)?.to_owned())
    }
}

/// The value of the first key `id` in an answer, which in a created object is its own.
///
/// # Errors
/// When there is none; an answer that is not what the wire contract says is a failure of the run.
pub fn id_of(answer: &[u8]) -> Result<&str, Failure> {
    const KEY: &[u8] = b"\"id\":\"";
    let at = memmem::find(answer, KEY);
    let id = at.and_then(|at| answer.get(at + KEY.len()..at + KEY.len() + 36));
    id.and_then(|id| std::str::from_utf8(id).ok()).ok_or_else(|| {
        Failure::Bench(anyhow::anyhow!("the answer has no id: {}", String::from_utf8_lossy(answer)))
    })
}

/// What one client does again and again.
pub trait Operation {
    /// One operation, of one or more requests, on this client's connection.
    async fn run(&mut self, session: &mut Session) -> Result<(), Failure>;
}

/// What a closed loop measured.
#[derive(Debug, Default)]
pub struct Load {
    /// Completed operations.
    pub operations: u64,
    /// Requests sent again after a 503.
    pub retries: u64,
    /// From the start to the end of the last operation.
    pub elapsed: Duration,
    /// Of each operation.
    pub latencies: Latencies,
}

/// Times of single operations.
#[derive(Debug, Default)]
pub struct Latencies(Vec<Duration>);

impl Latencies {
    /// Adds one.
    pub fn push(&mut self, latency: Duration) {
        self.0.push(latency);
    }

    /// The smallest value that at least `share` (0 to 1) of them do not exceed, in milliseconds.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an index below the length"
    )]
    pub fn percentile(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let rank = (share * sorted.len() as f64).ceil() as usize;
        sorted.get(rank.saturating_sub(1)).map_or(f64::NAN, |latency| latency.as_secs_f64() * 1e3)
    }
}

/// Runs `clients` clients for `time`; every one finishes the operation that it is in.
pub async fn closed_loop<O: Operation>(
    server: &Server,
    clients: usize,
    time: Duration,
    operation: impl Fn(usize) -> O,
) -> Result<Load, Failure> {
    let begin = Instant::now();
    let deadline = begin + time;
    let client = async |number| {
        let mut session = Session::new(server);
        let mut operation: O = operation(number);
        let mut latencies = Vec::new();
        while Instant::now() < deadline {
            let sent = Instant::now();
            operation.run(&mut session).await?;
            latencies.push(sent.elapsed());
        }
        Ok::<_, Failure>((latencies, session.retries))
    };
    let mut load = Load::default();
    for outcome in join_all((0..clients).map(client)).await {
        let (latencies, retries) = outcome?;
        load.operations += latencies.len() as u64;
        load.retries += retries;
        load.latencies.0.extend(latencies);
    }
    load.elapsed = begin.elapsed();
    Ok(load)
}

/// What a load cost the server, with the work that it left behind.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// Processor seconds.
    pub cpu: f64,
    /// Most resident memory while it lasted, in MiB.
    pub peak_mib: f64,
}

/// Runs `load` and waits, at most `settle`, until the server has come to rest.
pub async fn costed<T>(
    server: &Server,
    settle: Duration,
    load: impl Future<Output = Result<T, Failure>>,
) -> Result<(T, Cost), Failure> {
    server.reset_peak()?;
    let before = server.cpu()?;
    let outcome = load.await?;
    server.settle(settle).await?;
    let cpu = server.cpu()?.saturating_sub(before).as_secs_f64();
    Ok((outcome, Cost { cpu, peak_mib: server.memory(Memory::Peak) }))
}

/// The usual figures of a closed loop whose operations count `per_operation` units each.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
pub fn figures(case: &mut Case, load: &Load, cost: Cost, per_operation: u64) {
    let units = (load.operations * per_operation).max(1) as f64;
    case.set(Figure::Rate, units / load.elapsed.as_secs_f64());
    case.set(Figure::P50, load.latencies.percentile(0.50));
    case.set(Figure::P99, load.latencies.percentile(0.99));
    case.set(Figure::CpuEach, cost.cpu * 1e3 / units);
    case.set(Figure::Cpu, cost.cpu);
    case.set(Figure::PeakMemory, cost.peak_mib);
    case.set(Figure::Retries, load.retries as f64);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let latencies = Latencies((1..=200).rev().map(Duration::from_millis).collect());
        for (share, expected) in [(0.0, 1.0), (0.5, 100.0), (0.99, 198.0), (1.0, 200.0)] {
            assert!((latencies.percentile(share) - expected).abs() < 1e-9, "percentile {share}");
        }
        assert!(Latencies::default().percentile(0.5).is_nan());
    }

    #[test]
    fn id_of_takes_the_first_id() {
        let id = "01a1fcfe-ae7f-7bd2-9507-858056f9793d";
        assert_eq!(id_of(format!(r#"{{"id":"{id}","state":{{"id":"x"}}}}"#).as_bytes()).unwrap(), id);
        id_of(b"{\"detail\":\"no\"}").unwrap_err();
    }
}
