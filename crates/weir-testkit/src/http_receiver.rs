//! A local HTTP server that keeps what it is sent, and answers as it is told.

use std::{
    collections::{BTreeMap, VecDeque},
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinHandle,
};

/// How long a request is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// One request that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: String,
    /// The path and the query.
    pub path: String,
    /// The headers, by name in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: String,
}

/// How a request is answered.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// Headers, each with its line's end.
    pub headers: String,
    /// The body.
    pub body: String,
}

impl Reply {
    /// An answer without headers of its own.
    pub fn new(status: u16, body: &str) -> Self {
        Self { status, headers: String::new(), body: body.to_owned() }
    }
}

/// A receiver on a free loopback port; it ends when it is dropped.
#[derive(Debug)]
pub struct HttpReceiver {
    address: SocketAddr,
    requests: mpsc::UnboundedReceiver<Request>,
    replies: Arc<Mutex<VecDeque<Reply>>>,
    task: JoinHandle<()>,
}

impl HttpReceiver {
    /// Starts one. It answers 200 and an empty object unless it is told otherwise.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a loopback port is free");
        let address = listener.local_addr().expect("a bound port has an address");
        let (sender, requests) = mpsc::unbounded_channel();
        let replies = Arc::new(Mutex::new(VecDeque::new()));
        let told = replies.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (sender, told) = (sender.clone(), told.clone());
                tokio::spawn(async move { answer(stream, &sender, &told).await });
            }
        });
        Self { address, requests, replies, task }
    }

    /// Where it listens, as `http://127.0.0.1:port`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Answers the next request that has no answer yet in this way.
    pub fn reply(&self, reply: Reply) {
        self.replies.lock().expect("nobody panics while holding it").push_back(reply);
    }

    /// The next request; fails when none comes in time.
    pub async fn next(&mut self) -> Request {
        let next = tokio::time::timeout(PATIENCE, self.requests.recv()).await;
        next.expect("a request comes in time").expect("the receiver runs")
    }

    /// Whether every request that came has been looked at.
    pub fn is_quiet(&self) -> bool {
        self.requests.is_empty()
    }
}

impl Drop for HttpReceiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(stream: TcpStream, sender: &mpsc::UnboundedSender<Request>, told: &Mutex<VecDeque<Reply>>) {
    let mut stream = BufReader::new(stream);
    let Some(request) = read(&mut stream).await else { return };
    let reply = told.lock().expect("nobody panics while holding it").pop_front();
    let reply = reply.unwrap_or_else(|| Reply::new(200, "{}"));
    let text = format!(
        "HTTP/1.1 {} Told\r\nContent-Length: {}\r\nConnection: close\r\n{}\r\n{}",
        reply.status,
        reply.body.len(),
        reply.headers,
        reply.body
    );
    // The test may have ended meanwhile, and the sender may be gone.
    drop(sender.send(request));
    drop(stream.write_all(text.as_bytes()).await);
}

async fn read(stream: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut line = String::new();
    stream.read_line(&mut line).await.ok()?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, path) = (words.next()?, words.next()?);
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or_default();
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some(Request { method, path, headers, body: String::from_utf8_lossy(&body).into_owned() })
}
