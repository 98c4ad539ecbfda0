"""Mails go out by TLS alone where the block asks for it, to servers whose certificates are trusted."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.harness.mailserver import Authority, mail_server
from tests.harness.servers import Server, weir_server

PATIENCE = 60


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.make(tmp_path_factory.mktemp("authority"), "trusted")


@pytest.fixture(scope="module")
def server(authority: Authority) -> Iterator[Server]:
    environment = {"WEIR_NOTIFICATIONS_ALLOW_PRIVATE": "true", "SSL_CERT_FILE": str(authority.file)}
    with weir_server(quiet=True, name="mailing", environment=environment) as server:
        yield server
    shutil.rmtree(server.folder, ignore_errors=True)


def ask(server: Server, method: str, path: str, body: Any = None) -> Any:
    answer = httpx.request(method, f"{server.api}{path}", json=body, timeout=30)
    assert answer.is_success, answer.text
    return answer.json()


def alert(server: Server, url: str) -> str:
    """Sends a notification to this URL; answers the automation that does so."""
    of = ask(server, "GET", "/block_types/slug/slack-webhook")["id"]
    [schema] = ask(server, "POST", "/block_schemas/filter", {"block_schemas": {"block_type_id": {"any_": [of]}}})
    name = str(uuid4())
    block = {"name": name, "block_type_id": of, "block_schema_id": schema["id"], "data": {"url": url}}
    document = ask(server, "POST", "/block_documents/", block)["id"]
    automation = {
        "name": name,
        "trigger": {"type": "event", "posture": "Reactive", "expect": [name]},
        "actions": [{"type": "send-notification", "block_document_id": document, "subject": "It failed", "body": "at three"}],
    }
    made: str = ask(server, "POST", "/automations/", automation)["id"]
    event = {"id": name, "event": name, "occurred": "2026-11-20T10:00:00Z", "resource": {"prefect.resource.id": name}}
    httpx.post(f"{server.api}/events", json=[event]).raise_for_status()
    return made


@pytest.mark.parametrize(("mode", "starttls"), [("ssl", False), ("starttls", True)])
def test_a_mail_is_sent_by_tls(server: Server, authority: Authority, tmp_path: Path, mode: str, starttls: bool) -> None:
    with mail_server(authority.context(tmp_path), starttls=starttls) as mails:
        alert(server, f"mailtos://weir:s3cret@127.0.0.1:{mails.port}?mode={mode}&from=weir@example.com&to=oncall@example.com")
        mail = mails.mails.get(timeout=PATIENCE)
    assert (mail.sender, mail.recipient, mail.login) == ("weir@example.com", "oncall@example.com", ("weir", "s3cret"))
    assert mail.encrypted
    assert "Subject: It failed\r\n" in mail.text and "at three" in mail.text


@pytest.mark.parametrize(("mode", "starttls"), [("ssl", False), ("starttls", True)])
def test_a_server_that_nobody_vouches_for_gets_no_mail(server: Server, tmp_path: Path, mode: str, starttls: bool) -> None:
    stranger = Authority.make(tmp_path, "stranger")
    with mail_server(stranger.context(tmp_path), starttls=starttls) as mails:
        automation = alert(server, f"mailtos://weir:s3cret@127.0.0.1:{mails.port}?mode={mode}&from=weir@example.com")
        deadline = time.monotonic() + PATIENCE
        action = None
        while not action or not action["reason"]:
            assert time.monotonic() < deadline, "it is not tried"
            time.sleep(0.1)
            action = next(iter(ask(server, "GET", f"/weir/automation_actions?automation_id={automation}")["actions"]), None)
        assert (action["status"], action["reason"]) == ("pending", "No TLS connection to the mail server could be made")
        assert mails.mails.empty()
