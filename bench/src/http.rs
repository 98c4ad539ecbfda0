//! A keep-alive HTTP/1.1 client over one TCP connection: it shares the machine with the server under test, so it does
//! no more than write a prepared request and find the end of the answer.

use std::{io, net::SocketAddr, time::Duration};

use memchr::memmem;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// An answer that takes longer than this counts as an error.
const PATIENCE: Duration = Duration::from_mins(1);

/// A whole request, head and body, ready to be written in one call.
pub fn request(method: &str, path: &str, body: &str) -> Vec<u8> {
    format!(
        "{method} /api{path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: */*\r\nconnection: keep-alive\r\n\
         user-agent: prefect/3.8.8 (API 0.8.4)\r\nx-prefect-api-version: 0.8.4\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// `POST` with a JSON body; `path` begins after `/api`.
pub fn post(path: &str, body: &str) -> Vec<u8> {
    request("POST", path, body)
}

/// `GET` without a body; `path` begins after `/api`.
pub fn get(path: &str) -> Vec<u8> {
    request("GET", path, "")
}

/// One connection and the last answer read from it.
#[derive(Debug)]
pub struct Connection {
    address: SocketAddr,
    stream: Option<TcpStream>,
    buffer: Vec<u8>,
    body: Vec<u8>,
}

impl Connection {
    /// A client of the server at `address`; it connects when the first request is sent.
    pub fn new(address: SocketAddr) -> Self {
        Self { address, stream: None, buffer: Vec::with_capacity(64 * 1024), body: Vec::new() }
    }

    /// Sends a prepared request and reads the whole answer.
    ///
    /// Returns the status; the body stays readable through [`Self::body`] until the next request. A connection that the
    /// server closed while it was idle is opened again once.
    ///
    /// # Errors
    /// When the server cannot be reached, breaks off or takes over a minute.
    pub async fn send(&mut self, request: &[u8]) -> io::Result<u16> {
        let reused = self.stream.is_some();
        let outcome = match timeout(PATIENCE, self.exchange(request)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(io::Error::new(io::ErrorKind::TimedOut, "no answer within a minute")),
        };
        match outcome {
            Err(error) if reused && self.buffer.is_empty() && error.kind() != io::ErrorKind::TimedOut => {
                self.stream = None;
                self.exchange(request).await
            }
            Err(error) => {
                self.stream = None;
                Err(error)
            }
            Ok(status) => Ok(status),
        }
    }

    /// The body of the last answer.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    async fn exchange(&mut self, request: &[u8]) -> io::Result<u16> {
        self.buffer.clear();
        self.body.clear();
        let stream = match &mut self.stream {
            Some(stream) => stream,
            none => {
                let stream = TcpStream::connect(self.address).await?;
                stream.set_nodelay(true)?;
                none.insert(stream)
            }
        };
        stream.write_all(request).await?;
        let head = loop {
            if let Some(head) = Head::find(&self.buffer)? {
                break head;
            }
            fill(stream, &mut self.buffer).await?;
        };
        self.buffer.drain(..head.length);
        match head.body {
            Framing::Length(length) => {
                while self.buffer.len() < length {
                    fill(stream, &mut self.buffer).await?;
                }
                self.body.extend_from_slice(&self.buffer[..length]);
            }
            Framing::Chunked => loop {
                let Some((start, length)) = chunk_bounds(&self.buffer)? else {
                    fill(stream, &mut self.buffer).await?;
                    continue;
                };
                while self.buffer.len() < start + length + 2 {
                    fill(stream, &mut self.buffer).await?;
                }
                self.body.extend_from_slice(&self.buffer[start..start + length]);
                self.buffer.drain(..start + length + 2);
                if length == 0 {
                    break;
                }
            },
        }
        if head.close {
            self.stream = None;
        }
        Ok(head.status)
    }
}

async fn fill(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<()> {
    if stream.read_buf(buffer).await? == 0 {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the server closed the connection"));
    }
    Ok(())
}

fn malformed(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.to_owned())
}

/// Where the data of the first chunk starts and how long it is, once its size line has arrived.
fn chunk_bounds(buffer: &[u8]) -> io::Result<Option<(usize, usize)>> {
    let Some(end) = memmem::find(buffer, b"\r\n") else { return Ok(None) };
    let size = std::str::from_utf8(&buffer[..end]).map_err(|_| malformed("chunk size"))?;
    let size = size.split(';').next().unwrap_or_default().trim();
    let length = usize::from_str_radix(size, 16).map_err(|_| malformed("chunk size"))?;
    Ok(Some((end + 2, length)))
}

enum Framing {
    Length(usize),
    Chunked,
}

struct Head {
    status: u16,
    /// Bytes up to and with the blank line.
    length: usize,
    body: Framing,
    close: bool,
}

impl Head {
    fn find(buffer: &[u8]) -> io::Result<Option<Self>> {
        let Some(end) = memmem::find(buffer, b"\r\n\r\n") else { return Ok(None) };
        let text = std::str::from_utf8(&buffer[..end]).map_err(|_| malformed("answer's head"))?;
        let mut lines = text.split("\r\n");
        let status = lines
            .next()
            .and_then(|line| line.split(' ').nth(1))
            .and_then(|code| code.parse().ok())
            .ok_or_else(|| malformed("status line"))?;
        let mut head = Self { status, length: end + 4, body: Framing::Length(0), close: false };
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            let value = value.trim();
            if name.eq_ignore_ascii_case("content-length") {
                head.body = Framing::Length(value.parse().map_err(|_| malformed("content-length"))?);
            } else if name.eq_ignore_ascii_case("transfer-encoding") && value.eq_ignore_ascii_case("chunked")
            {
                head.body = Framing::Chunked;
            } else if name.eq_ignore_ascii_case("connection") && value.eq_ignore_ascii_case("close") {
                head.close = true;
            }
        }
        Ok(Some(head))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::TcpListener;

    #[tokio::test]
    async fn reads_sized_chunked_and_closing_answers_on_one_client() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(async move {
            let answers: [&[&str]; 2] = [
                &[
                    "HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello",
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n",
                    "HTTP/1.1 503 Busy\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
                ],
                &["HTTP/1.1 204 No Content\r\n\r\n"],
            ];
            for connection in answers {
                let (mut stream, _) = listener.accept().await.unwrap();
                for answer in connection {
                    let mut seen = vec![0; 4096];
                    assert!(stream.read(&mut seen).await.unwrap() > 0);
                    for byte in answer.as_bytes() {
                        stream.write_all(&[*byte]).await.unwrap();
                    }
                }
            }
        });
        let mut client = Connection::new(address);
        let mut answers = Vec::new();
        for _ in 0..4 {
            let status = client.send(&post("/x", "{}")).await.unwrap();
            answers.push((status, String::from_utf8(client.body().to_vec()).unwrap()));
        }
        server.await.unwrap();
        let expected = [(201, "hello"), (200, "abcdefg"), (503, ""), (204, "")];
        assert_eq!(answers, expected.map(|(status, body)| (status, body.to_owned())));
    }
}
