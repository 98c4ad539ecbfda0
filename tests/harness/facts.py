"""What is kept of what Prefect's server tells about itself: facts, never its prose.

Names, types, defaults and checksums have to be Prefect's, because clients rely on them. Sentences and samples that
explain them to people are Prefect's own work, and stay out of what we record.
"""

from typing import Any

# Members of a JSON schema that speak to people and mean nothing to a program.
PROSE = frozenset({"description", "example", "examples", "summary"})
# Members of a JSON schema whose own members are names that somebody chose.
NAMED = frozenset({"properties", "definitions", "$defs", "patternProperties"})
# Members of a JSON schema that hold any value.
VALUES = frozenset({"default", "const", "enum"})


def without_prose(schema: Any) -> Any:
    """The JSON schema without the members that speak to people, at any depth."""
    if isinstance(schema, list):
        return [without_prose(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: _member(key, value) for key, value in schema.items() if key not in PROSE}


def _member(key: str, value: Any) -> Any:
    if key in VALUES:
        return value
    if key in NAMED and isinstance(value, dict):
        return {name: without_prose(item) for name, item in value.items()}
    return without_prose(value)
