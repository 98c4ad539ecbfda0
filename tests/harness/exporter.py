"""Runs `weir exporter` and reads what it serves."""

from __future__ import annotations

from dataclasses import dataclass

import httpx
from prometheus_client.parser import text_string_to_metric_families

from tests.harness.servers import Server, free_port, fresh_folder, weir_binary

Series = dict[tuple[str, ...], float]


@dataclass
class Exporter(Server):
    """A running exporter. It has started when its first refresh has succeeded."""

    @property
    def api(self) -> str:
        return self.root

    def text(self) -> str:
        return httpx.get(f"{self.root}/metrics").raise_for_status().text

    def series(self, name: str, *labels: str) -> Series:
        """The values of the samples of this name, by these labels."""
        families = text_string_to_metric_families(self.text())
        samples = (sample for family in families for sample in family.samples if sample.name == name)
        return {tuple(sample.labels[label] for label in labels): sample.value for sample in samples}

    def grown(self, name: str, *labels: str) -> Series:
        """The same without those that are at 0, as the ends are that no run of a flow has reached yet."""
        return {key: value for key, value in self.series(name, *labels).items() if value}


def exporter(api: str, environment: dict[str, str] | None = None, arguments: list[str] | None = None) -> Exporter:
    """An exporter of the API, which refreshes often and remembers what it counted."""
    folder = fresh_folder("exporter")
    port = free_port()
    return Exporter(
        name="exporter",
        command=[
            str(weir_binary()),
            "exporter",
            "--port",
            str(port),
            "--state",
            f"{folder}/state.json",
            *(arguments or []),
        ],
        environment={"HOME": str(folder), "PREFECT_API_URL": api, "REFRESH_SECONDS": "0.2"} | (environment or {}),
        port=port,
        folder=folder,
    )
