//! A local mail server that keeps what it is sent, and refuses whom it is told to.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinHandle,
};

/// How long a letter is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// A letter that arrived.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letter {
    /// How the sender logged in: what followed `AUTH`.
    pub login: Option<String>,
    /// The sender, as in the envelope.
    pub from: String,
    /// The recipient, as in the envelope.
    pub to: String,
    /// The headers and the text.
    pub text: String,
}

/// A mail server on a free loopback port, without TLS; it ends when it is dropped.
#[derive(Debug)]
pub struct SmtpReceiver {
    address: SocketAddr,
    letters: mpsc::UnboundedReceiver<Letter>,
    refusals: Arc<Mutex<Vec<(String, String)>>>,
    task: JoinHandle<()>,
}

impl SmtpReceiver {
    /// Starts one.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a loopback port is free");
        let address = listener.local_addr().expect("a bound port has an address");
        let (sender, letters) = mpsc::unbounded_channel();
        let refusals = Arc::new(Mutex::new(Vec::new()));
        let told = refusals.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (sender, told) = (sender.clone(), told.clone());
                tokio::spawn(async move { converse(stream, &sender, &told).await });
            }
        });
        Self { address, letters, refusals, task }
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Answers the next letter to this recipient by a line such as `550 No such user`.
    pub fn refuse(&self, recipient: &str, line: &str) {
        let mut refusals = self.refusals.lock().expect("nobody panics while holding it");
        refusals.push((recipient.to_owned(), line.to_owned()));
    }

    /// The next letter; fails when none comes in time.
    pub async fn next(&mut self) -> Letter {
        let next = tokio::time::timeout(PATIENCE, self.letters.recv()).await;
        next.expect("a letter comes in time").expect("the receiver runs")
    }
}

impl Drop for SmtpReceiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn converse(
    stream: TcpStream,
    sender: &mpsc::UnboundedSender<Letter>,
    refusals: &Mutex<Vec<(String, String)>>,
) -> Option<()> {
    let mut stream = BufReader::new(stream);
    let mut letter = Letter::default();
    say(&mut stream, "220 test").await?;
    loop {
        let line = heard(&mut stream).await?;
        let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
        let answer = match verb.to_ascii_uppercase().as_str() {
            "EHLO" => "250-test\r\n250-8BITMIME\r\n250 AUTH PLAIN".to_owned(),
            "AUTH" => {
                letter.login = Some(rest.to_owned());
                "235 in".to_owned()
            }
            "MAIL" => {
                letter.from = address(rest);
                "250 ok".to_owned()
            }
            "RCPT" => {
                letter.to = address(rest);
                let mut refusals = refusals.lock().expect("nobody panics while holding it");
                let refusal = refusals.iter().position(|(recipient, _)| *recipient == letter.to);
                refusal.map_or_else(|| "250 ok".to_owned(), |place| refusals.remove(place).1)
            }
            "DATA" => {
                say(&mut stream, "354 go on").await?;
                letter.text = text(&mut stream).await?;
                // The test may have ended meanwhile.
                drop(sender.send(letter.clone()));
                "250 taken".to_owned()
            }
            "QUIT" => {
                say(&mut stream, "221 bye").await?;
                return Some(());
            }
            _ => "250 ok".to_owned(),
        };
        say(&mut stream, &answer).await?;
    }
}

async fn say(stream: &mut BufReader<TcpStream>, line: &str) -> Option<()> {
    stream.write_all(format!("{line}\r\n").as_bytes()).await.ok()
}

async fn heard(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = String::new();
    let length = stream.read_line(&mut line).await.ok()?;
    (length > 0).then(|| line.trim_end().to_owned())
}

async fn text(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut text = String::new();
    loop {
        let line = heard(stream).await?;
        if line == "." {
            return Some(text);
        }
        text.push_str(&line);
        text.push('\n');
    }
}

/// The address in `FROM:<a@b>`.
fn address(rest: &str) -> String {
    let inner = rest.split_once('<').and_then(|(_, inner)| inner.split_once('>'));
    inner.map(|(address, _)| address.to_owned()).unwrap_or_default()
}
