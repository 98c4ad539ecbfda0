//! DogStatsD: lines of text in datagrams, over UDP or a Unix socket.

use std::{fmt, io, net::SocketAddr, path::PathBuf, str::FromStr};

use futures_util::future::BoxFuture;
use tokio::net::{UdpSocket, UnixDatagram, lookup_host};

use super::points::{self, Kind, Point};
use crate::{
    model::Snapshot,
    push::{Batch, Deltas, Destination, Failure},
};

/// The largest datagram over UDP that is not cut into fragments in usual networks, as the agent's documentation advises.
const UDP_BYTES: usize = 1432;

/// The largest over a Unix socket: the agent's default buffer.
const UNIX_BYTES: usize = 8192;

/// Where an agent listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A host and a port.
    Udp(String),
    /// A socket in the file system.
    Unix(PathBuf),
}

/// An address that is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected udp://host:port or unix:///path")]
pub struct BadAddress;

impl FromStr for Address {
    type Err = BadAddress;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(path) = text.strip_prefix("unix://") {
            return if path.starts_with('/') { Ok(Self::Unix(path.into())) } else { Err(BadAddress) };
        }
        let place = text.strip_prefix("udp://").ok_or(BadAddress)?;
        let (host, port) = place.rsplit_once(':').ok_or(BadAddress)?;
        if host.is_empty() || port.parse::<u16>().is_err() {
            return Err(BadAddress);
        }
        Ok(Self::Udp(place.to_owned()))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Udp(place) => write!(f, "udp://{place}"),
            Self::Unix(path) => write!(f, "unix://{}", path.display()),
        }
    }
}

impl Address {
    const fn datagram_bytes(&self) -> usize {
        match self {
            Self::Udp(_) => UDP_BYTES,
            Self::Unix(_) => UNIX_BYTES,
        }
    }
}

/// Pushes to an agent.
#[derive(Debug)]
pub struct Statsd {
    address: Address,
    deltas: Deltas,
    /// What the datagrams of a snapshot go through.
    socket: Option<Socket>,
}

#[derive(Debug)]
enum Socket {
    Udp(UdpSocket),
    Unix(UnixDatagram),
}

impl Socket {
    async fn to(address: &Address) -> io::Result<Self> {
        match address {
            Address::Udp(place) => {
                let no_address = || io::Error::other("the host has no address");
                let receiver = lookup_host(place).await?.next().ok_or_else(no_address)?;
                let any: SocketAddr = match receiver {
                    SocketAddr::V4(_) => ([0, 0, 0, 0], 0).into(),
                    SocketAddr::V6(_) => ([0u16; 8], 0).into(),
                };
                let socket = UdpSocket::bind(any).await?;
                // A connected socket hears that nobody listens, if only from the second datagram on.
                socket.connect(receiver).await?;
                Ok(Self::Udp(socket))
            }
            Address::Unix(path) => {
                let socket = UnixDatagram::unbound()?;
                socket.connect(path)?;
                Ok(Self::Unix(socket))
            }
        }
    }

    async fn send(&self, datagram: &[u8]) -> io::Result<()> {
        match self {
            Self::Udp(socket) => socket.send(datagram).await.map(drop),
            Self::Unix(socket) => socket.send(datagram).await.map(drop),
        }
    }
}

impl Statsd {
    /// One for the agent at `address`.
    pub fn new(address: Address) -> Self {
        Self { address, deltas: Deltas::default(), socket: None }
    }

    async fn tell(&mut self, datagram: &[u8]) -> io::Result<()> {
        let socket = match self.socket.take() {
            Some(socket) => socket,
            None => Socket::to(&self.address).await?,
        };
        socket.send(datagram).await?;
        self.socket = Some(socket);
        Ok(())
    }
}

impl Destination for Statsd {
    fn name(&self) -> &'static str {
        "dogstatsd"
    }

    fn batches(&mut self, snapshot: &Snapshot) -> Vec<Batch> {
        // The agent may have another address by now.
        self.socket = None;
        datagrams(&points::of(&self.deltas.since_last(snapshot)), self.address.datagram_bytes())
    }

    fn send<'d>(&'d mut self, batch: &'d Batch) -> BoxFuture<'d, Result<usize, Failure>> {
        Box::pin(async move {
            let told = self.tell(&batch.body).await;
            told.map(|()| 0).map_err(|error| Failure::later(format!("{}: {error}", self.address)))
        })
    }

    fn deltas(&mut self) -> Option<&mut Deltas> {
        Some(&mut self.deltas)
    }
}

/// As many lines as fit in each datagram; a line that fits in none is sent alone, and cut off by nobody but the network.
fn datagrams(points: &[Point], most: usize) -> Vec<Batch> {
    let mut batches: Vec<Batch> = Vec::new();
    for line in points.iter().map(line) {
        match batches.last_mut() {
            Some(batch) if batch.body.len() + 1 + line.len() <= most => {
                batch.body.push(b'\n');
                batch.body.extend_from_slice(line.as_bytes());
                batch.items += 1;
            }
            _ => batches.push(Batch { body: line.into_bytes(), items: 1 }),
        }
    }
    batches
}

fn line(point: &Point) -> String {
    let kind = match point.kind {
        Kind::Count => 'c',
        Kind::Gauge => 'g',
    };
    let mut line = format!("{}:{}|{kind}", point.name, point.value);
    for (nth, tag) in point.tags.iter().enumerate() {
        line.push_str(if nth == 0 { "|#" } else { "," });
        line.push_str(tag);
    }
    line
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_are_read() {
        assert_eq!("udp://127.0.0.1:8125".parse(), Ok(Address::Udp("127.0.0.1:8125".to_owned())));
        assert_eq!("udp://[::1]:8125".parse(), Ok(Address::Udp("[::1]:8125".to_owned())));
        assert_eq!("unix:///run/dsd".parse(), Ok(Address::Unix("/run/dsd".into())));
        for bad in
            ["", "127.0.0.1:8125", "udp://host", "udp://:8125", "udp://host:x", "unix://run", "tcp://h:1"]
        {
            assert_eq!(bad.parse::<Address>(), Err(BadAddress), "{bad}");
        }
    }

    #[tokio::test]
    async fn the_datagrams_of_a_snapshot_go_through_one_socket() {
        let agent = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let mut statsd = Statsd::new(Address::Udp(agent.local_addr().unwrap().to_string()));
        let mut senders = Vec::new();
        for _ in 0..2 {
            statsd.send(&Batch { body: b"a:1|c".to_vec(), items: 1 }).await.unwrap();
            senders.push(agent.recv_from(&mut [0; 64]).await.unwrap().1);
        }
        assert_eq!(senders[0], senders[1]);
    }

    #[test]
    fn lines_are_written_as_documented() {
        let mut point = Point { name: "weir.events".into(), kind: Kind::Count, value: 3.0, tags: Vec::new() };
        assert_eq!(line(&point), "weir.events:3|c");
        point.tags = vec!["flow:etl".to_owned(), "state:Late".to_owned()];
        (point.kind, point.value) = (Kind::Gauge, 0.25);
        assert_eq!(line(&point), "weir.events:0.25|g|#flow:etl,state:Late");
    }

    proptest! {
        /// Every line comes once and in order, and no datagram of several lines is too large.
        #[test]
        fn datagrams_hold_every_line(lengths in prop::collection::vec(1..60usize, 0..80), most in 20..200usize) {
            let points: Vec<Point> = lengths
                .iter()
                .map(|length| Point { name: "n".repeat(*length), kind: Kind::Count, value: 1.0, tags: Vec::new() })
                .collect();
            let batches = datagrams(&points, most);
            let text = batches.iter().map(|batch| String::from_utf8(batch.body.clone()).unwrap()).collect::<Vec<_>>();
            for (batch, text) in batches.iter().zip(&text) {
                prop_assert_eq!(text.lines().count(), batch.items);
                prop_assert!(text.len() <= most || batch.items == 1);
            }
            prop_assert_eq!(text.join("\n"), points.iter().map(line).collect::<Vec<_>>().join("\n"));
        }
    }
}
