//! Requests of one kind that come at the same time, as one unit.
//!
//! On PostgreSQL a unit costs little more for many rows than for one, since rows go as arrays. So while a few units of a
//! kind are under way, further requests wait and then go together; a request that finds none under way goes at once.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::BoxFuture;
use tokio::sync::oneshot;

use super::Postgres;
use crate::{
    conn::Conn,
    error::{Result, StoreError},
};

/// How many units of one kind are under way at most.
const UNDER_WAY: usize = 2;

/// How many requests go together at most.
const TOGETHER: usize = 64;

/// A kind of requests of which many can be one unit.
pub(crate) trait Gathered: Sized + Send + Sync + 'static {
    /// What a request is answered.
    type Answer: Send + 'static;

    /// Runs the requests in one unit; none for one that has to be run [`alone`](Gathered::alone) afterwards, and of
    /// which nothing was written.
    fn together<'c>(
        conn: &'c mut Conn,
        requests: &'c [Self],
    ) -> BoxFuture<'c, Result<Vec<Option<Self::Answer>>>>;

    /// Runs one request.
    fn alone<'c>(conn: &'c mut Conn, request: &'c Self) -> BoxFuture<'c, Result<Self::Answer>>;
}

/// Where requests of a kind wait.
pub(crate) struct Gather<G: Gathered> {
    state: Arc<Mutex<State<G>>>,
}

struct State<G: Gathered> {
    waiting: Vec<Request<G>>,
    under_way: usize,
}

struct Request<G: Gathered> {
    wanted: G,
    reply: oneshot::Sender<Result<G::Answer>>,
}

impl<G: Gathered> Gather<G> {
    pub(crate) fn new() -> Self {
        Self { state: Arc::new(Mutex::new(State { waiting: Vec::new(), under_way: 0 })) }
    }

    /// Runs a request, possibly with others; answers after its transaction is durable.
    pub(crate) async fn run(&self, database: &Postgres, wanted: G) -> Result<G::Answer> {
        let (reply, answer) = oneshot::channel();
        if self.queue(Request { wanted, reply }) {
            tokio::spawn(serve(Arc::clone(&self.state), database.clone()));
        }
        answer.await.unwrap_or(Err(StoreError::Stopped("its unit has ended")))
    }

    /// Queues a request; says whether one more unit may be under way.
    fn queue(&self, request: Request<G>) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.waiting.push(request);
        let may_begin = state.under_way < UNDER_WAY;
        state.under_way += usize::from(may_begin);
        may_begin
    }
}

impl<G: Gathered> State<G> {
    /// The requests of the next unit; none when no more wait, and then one unit less is under way.
    fn next(&mut self) -> Option<Vec<Request<G>>> {
        let count = self.waiting.len().min(TOGETHER);
        if count == 0 {
            self.under_way -= 1;
            return None;
        }
        Some(self.waiting.drain(..count).collect())
    }
}

/// Runs units one after the other, as long as requests wait.
async fn serve<G: Gathered>(state: Arc<Mutex<State<G>>>, database: Postgres) {
    loop {
        let next = state.lock().unwrap_or_else(PoisonError::into_inner).next();
        let Some(requests) = next else { return };
        // In a task of its own, so that a unit that panics takes no other with it: whoever asked for it hears that it
        // has ended.
        drop(tokio::spawn(run_together(database.clone(), requests)).await);
    }
}

async fn run_together<G: Gathered>(database: Postgres, requests: Vec<Request<G>>) {
    let (wanted, replies): (Vec<G>, Vec<_>) =
        requests.into_iter().map(|request| (request.wanted, request.reply)).unzip();
    let is_single = wanted.len() == 1;
    // When the unit fails, each request has to fail or succeed for itself.
    let together =
        if is_single { None } else { database.transact(wanted.as_slice(), &G::together).await.ok() };
    let answers = together.unwrap_or_else(|| wanted.iter().map(|_| None).collect());
    for ((wanted, reply), answer) in wanted.into_iter().zip(replies).zip(answers) {
        match answer {
            // Whoever asked may have gone away; what is committed stays committed.
            Some(answer) => drop(reply.send(Ok(answer))),
            None if is_single => run_alone(database.clone(), wanted, reply).await,
            None => drop(tokio::spawn(run_alone(database.clone(), wanted, reply))),
        }
    }
}

async fn run_alone<G: Gathered>(database: Postgres, wanted: G, reply: oneshot::Sender<Result<G::Answer>>) {
    drop(reply.send(database.transact(&wanted, &G::alone).await));
}
