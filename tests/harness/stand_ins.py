"""Stand-ins for what workers ask for machines (Docker's daemon, a Kubernetes cluster, ECS of AWS), and for S3.

Each speaks as much of the real one's API as is needed, over a loopback port, and runs a container as a process of this
machine. What it is asked beyond that it refuses, with 501.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar

PATIENCE = 120
# By what the worker replaces this machine's name, so that a container would find it.
HOST = re.compile(r"//host\.docker\.internal\b")


@dataclass
class Container:
    """A command, and the process that it is once it was started."""

    id: str
    name: str
    image: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        own = {name: HOST.sub("//127.0.0.1", value) for name, value in self.environment.items()}
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        with Path(f"{self.id}.log").open("wb") as log:
            self.process = subprocess.Popen(
                self.command, env=os.environ | own | {"PATH": path}, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )

    def status(self) -> tuple[str, int]:
        """In Docker's words, and how it ended."""
        if self.process is None:
            return "created", 0
        code = self.process.poll()
        return ("running", 0) if code is None else ("exited", code)

    def wait(self) -> int:
        assert self.process is not None
        return self.process.wait(timeout=PATIENCE)


@dataclass
class Asked:
    """A request: method, path without a query, header `X-Amz-Target`, what it brings."""

    method: str
    path: str
    target: str
    content: bytes

    @cached_property
    def body(self) -> dict[str, Any]:
        return json.loads(self.content)


Kind = TypeVar("Kind", bound="StandIn")
Answer = tuple[int, Any]


@dataclass
class StandIn:
    """Its address, and the containers that it was asked for, in their order."""

    url: str = ""
    containers: list[Container] = field(default_factory=list)

    def make(self, name: str, image: str, command: list[str], environment: dict[str, str]) -> Container:
        number = len(self.containers) + 1
        self.containers.append(Container(f"{number:064x}", name, image, command, environment))
        return self.containers[-1]

    def answer(self, asked: Asked) -> Answer:
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        """What tells a worker of it."""
        raise NotImplementedError


class Docker(StandIn):
    def environment(self) -> dict[str, str]:
        return {"DOCKER_HOST": self.url.replace("http://", "tcp://")}

    def answer(self, asked: Asked) -> Answer:
        path = re.sub(r"^/v1\.\d+", "", asked.path)
        if path == "/version":
            return 200, {"Version": "27.0.0", "ApiVersion": "1.46", "MinAPIVersion": "1.24", "Os": "linux", "Arch": "amd64"}
        if found := re.fullmatch(r"/images/(.+)/json", path):
            return 200, {"Id": "sha256:1", "RepoTags": [found[1]]}
        if (asked.method, path) == ("POST", "/containers/create"):
            return 201, {"Id": self._create(asked.body).id, "Warnings": []}
        if found := re.fullmatch(r"/containers/(\w+)/(json|start|logs|wait)", path):
            container = next((one for one in self.containers if one.id == found[1]), None)
            return self._of(container, found[2]) if container else (404, {"message": f"No such container: {found[1]}"})
        return 501, {"message": f"not here: {asked.method} {asked.path}"}

    def _create(self, body: dict[str, Any]) -> Container:
        environment = dict(pair.split("=", 1) for pair in body["Env"])
        command = body["Cmd"] if isinstance(body["Cmd"], list) else shlex.split(body["Cmd"])
        return self.make(f"container-{len(self.containers) + 1}", body["Image"], command, environment)

    @staticmethod
    def _of(container: Container, what: str) -> Answer:
        match what:
            case "start":
                container.start()
                return 204, None
            case "logs":
                container.wait()
                return 200, b""
            case "wait":
                return 200, {"StatusCode": container.wait()}
        status, code = container.status()
        state = {"Status": status, "ExitCode": code}
        return 200, {"Id": container.id, "Name": f"/{container.name}", "State": state, "Config": {"Tty": True, "Image": container.image}}


class Kubernetes(StandIn):
    def environment(self) -> dict[str, str]:
        one = {"name": "one"}
        config = {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [one | {"cluster": {"server": self.url}}],
            "users": [one | {"user": {}}],
            "contexts": [one | {"context": {"cluster": "one", "user": "one"}}],
            "current-context": "one",
        }
        path = Path("kubernetes.json").resolve()
        path.write_text(json.dumps(config))
        # The observer watches jobs and pods by Kubernetes' own stream of changes.
        return {"KUBECONFIG": str(path), "PREFECT_INTEGRATIONS_KUBERNETES_OBSERVER_ENABLED": "false"}

    def answer(self, asked: Asked) -> Answer:
        if (asked.method, asked.path) != ("POST", "/apis/batch/v1/namespaces/default/jobs"):
            return 501, {"message": f"not here: {asked.method} {asked.path}"}
        container = asked.body["spec"]["template"]["spec"]["containers"][0]
        environment = {pair["name"]: pair["value"] for pair in container["env"]}
        name = f"{asked.body['metadata']['generateName']}{len(self.containers) + 1}"
        self.make(name, container["image"], container["args"], environment).start()
        asked.body["metadata"] |= {"name": name, "namespace": "default", "uid": "1"}
        return 201, asked.body


@dataclass
class Ecs(StandIn):
    ARN = "arn:aws:ecs:eu-south-1:000000000000"
    definitions: dict[str, dict[str, Any]] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        keys = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "hidden", "AWS_DEFAULT_REGION": "eu-south-1"}
        # The observer reads a queue of AWS.
        return keys | {"AWS_ENDPOINT_URL": self.url, "PREFECT_INTEGRATIONS_AWS_ECS_OBSERVER_ENABLED": "false"}

    def answer(self, asked: Asked) -> Answer:
        match asked.target.rpartition(".")[2]:
            case "RegisterTaskDefinition":
                arn = f"{self.ARN}:task-definition/{asked.body['family']}:{len(self.definitions) + 1}"
                self.definitions[arn] = asked.body | {"taskDefinitionArn": arn, "status": "ACTIVE"}
                return 200, {"taskDefinition": self.definitions[arn]}
            case "DescribeTaskDefinition":
                return 200, {"taskDefinition": self.definitions[asked.body["taskDefinition"]]}
            case "RunTask":
                wanted = asked.body["overrides"]["containerOverrides"][0]
                environment = {pair["name"]: pair["value"] for pair in wanted["environment"]}
                image = self.definitions[asked.body["taskDefinition"]]["containerDefinitions"][0]["image"]
                container = self.make(wanted["name"], image, wanted["command"], environment)
                container.start()
                task = {
                    "taskArn": f"{self.ARN}:task/{asked.body['cluster']}/{container.id}",
                    "clusterArn": f"{self.ARN}:cluster/{asked.body['cluster']}",
                    "taskDefinitionArn": asked.body["taskDefinition"],
                    "lastStatus": "PROVISIONING",
                }
                return 200, {"tasks": [task], "failures": []}
        return 501, {"__type": "NotHere", "message": f"not here: {asked.target or asked.path}"}


@dataclass
class S3(StandIn):
    """The objects by the path that they were written to."""

    objects: dict[str, bytes] = field(default_factory=dict)

    def answer(self, asked: Asked) -> Answer:
        match asked.method:
            case "PUT":
                self.objects[asked.path] = asked.content
                return 200, b""
            case "GET" | "HEAD":
                found = self.objects.get(asked.path)
                return (404, b"") if found is None else (200, found)
        return 501, {"message": f"not here: {asked.method} {asked.path}"}


@contextmanager
def serving(stand_in: Kind) -> Iterator[Kind]:
    """The stand-in on a free loopback port; at the end its containers must have ended."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(stand_in.answer))
    stand_in.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield stand_in
        for container in stand_in.containers:
            container.wait()
    finally:
        for container in stand_in.containers:
            if container.process is not None and container.process.poll() is None:
                container.process.kill()
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(answer: Callable[[Asked], Answer]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            text = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            target = self.headers.get("X-Amz-Target", "")
            status, said = answer(Asked(self.command, self.path.partition("?")[0], target, text))
            sent = said if isinstance(said, bytes) else b"" if said is None else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.1" if target else "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(sent)

        do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _serve

        def log_message(self, *_: object) -> None:
            """Says nothing: what counts is what the containers do."""

    return Handler
