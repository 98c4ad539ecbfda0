"""A local mail server that is reached by TLS, and keeps the mails that it is sent."""

from __future__ import annotations

import base64
import datetime
import ipaddress
import queue
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Authority:
    """Who signs certificates. `file` has its own."""

    file: Path
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @staticmethod
    def make(folder: Path, name: str) -> Authority:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate = _certificate(subject, subject, key, key, x509.BasicConstraints(ca=True, path_length=0))
        file = folder / f"{name}.pem"
        file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        return Authority(file, certificate, key)

    def context(self, folder: Path) -> ssl.SSLContext:
        """What a server at 127.0.0.1 needs."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        certificate = _certificate(x509.Name([]), self.certificate.subject, key, self.key, names)
        chain = folder / f"server-{certificate.serial_number}.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        chain.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + private)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain)
        return context


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    signer: ec.EllipticCurvePrivateKey,
    extension: x509.ExtensionType,
) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).add_extension(extension, critical=True)
    builder = builder.not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
    return builder.sign(signer, hashes.SHA256())


@dataclass(frozen=True)
class Mail:
    """A mail that arrived, with who logged in for it and how well it was kept secret on its way."""

    sender: str
    recipient: str
    text: str
    login: tuple[str, str]
    encrypted: bool


@dataclass(frozen=True)
class MailServer:
    port: int
    mails: queue.Queue[Mail]


@contextmanager
def mail_server(context: ssl.SSLContext, *, starttls: bool) -> Iterator[MailServer]:
    """A server on a free loopback port: TLS from the beginning, or from STARTTLS on, before which it takes no login."""
    mails: queue.Queue[Mail] = queue.Queue()

    class Session(socketserver.StreamRequestHandler):
        login = ("", "")
        encrypted = False

        def secure(self) -> None:
            self.request = context.wrap_socket(self.request, server_side=True)
            super().setup()
            self.encrypted = True

        def handle(self) -> None:
            try:
                if not starttls:
                    self.secure()
                self.talk()
            except (ssl.SSLError, ConnectionError):
                """The client does not trust the server, and goes."""

        def talk(self) -> None:
            self.say("220 mail")
            sender = recipient = ""
            while line := self.rfile.readline().decode().strip():
                command, _, rest = line.partition(" ")
                match command.upper():
                    case "EHLO":
                        self.say("250-mail", "250 AUTH PLAIN" if self.encrypted else "250 STARTTLS")
                    case "STARTTLS":
                        self.say("220 go ahead")
                        self.secure()
                    case "AUTH" if self.encrypted:
                        _, user, password = base64.b64decode(rest.split()[1]).decode().split("\0")
                        self.login = (user, password)
                        self.say("235 welcome")
                    case "MAIL":
                        sender = _address(rest)
                        self.say("250 ok")
                    case "RCPT":
                        recipient = _address(rest)
                        self.say("250 ok")
                    case "DATA":
                        self.say("354 go ahead")
                        text = "".join(iter(lambda: self.rfile.readline().decode(), ".\r\n"))
                        mails.put(Mail(sender, recipient, text, self.login, self.encrypted))
                        self.say("250 taken")
                    case "QUIT":
                        self.say("221 bye")
                        return
                    case _:
                        self.say("503 not now")

        def say(self, *lines: str) -> None:
            self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    class Listener(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Listener(("127.0.0.1", 0), Session) as listener:
        thread = threading.Thread(target=listener.serve_forever, daemon=True)
        thread.start()
        try:
            yield MailServer(listener.server_address[1], mails)
        finally:
            listener.shutdown()
            thread.join()


def _address(rest: str) -> str:
    return rest.partition("<")[2].partition(">")[0]
