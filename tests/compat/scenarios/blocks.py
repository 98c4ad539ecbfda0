"""Block types, schemas, documents and capabilities; secrets are hidden unless they are asked for."""

from typing import Any

from tests.compat.lockstep import Captured, Lockstep
from tests.compat.objects import UNKNOWN

SECRET_FIELDS = {
    "title": "Compat",
    "type": "object",
    "description": "A block with secrets",
    "properties": {
        "user": {"type": "string", "title": "User"},
        "password": {"type": "string", "title": "Password", "format": "password", "writeOnly": True},
        "nested": {"type": "object", "additionalProperties": {"type": "string", "format": "password"}},
    },
    "required": ["password"],
    "secret_fields": ["password", "nested.*"],
    "block_type_slug": "compat-secret",
    "block_schema_references": {},
}


def _kind(api: Lockstep, slug: str) -> Captured:
    return api.post("/block_types/", {"name": slug.title(), "slug": slug})["id"]


def _schema(api: Lockstep, kind: Captured, fields: dict[str, Any], **more: Any) -> Captured:
    return api.post("/block_schemas/", {"block_type_id": kind, "fields": fields} | more)["id"]


def types(api: Lockstep) -> None:
    full = {"name": "Compat Full", "slug": "compat-full", "logo_url": "https://example.com/a.png", "documentation_url": "https://example.com/", "description": "D", "code_example": "x = 1"}
    one = api.post("/block_types/", full)["id"]
    api.post("/block_types/", full)
    api.post("/block_types/", full | {"name": "Another Name"})
    for bad in ({}, {"name": "x"}, {"slug": "x"}, {"name": "a/b", "slug": "x"}, {"name": "x", "slug": "Bad Slug"}, {"name": "", "slug": "s"}, {"name": "s", "slug": ""}, {"name": "Prefect Thing", "slug": "prefect-thing"}, {"name": "x", "slug": "y", "logo_url": "not a url"}, {"name": "x", "slug": "y", "colour": 1}, {"name": 5, "slug": "y"}):
        api.post("/block_types/", bad)
    api.get(f"/block_types/{one}")
    api.get("/block_types/slug/compat-full")
    api.get("/block_types/slug/no-such-slug")
    api.get(f"/block_types/{UNKNOWN}")
    for change in ({"description": "changed"}, {"logo_url": None}, {"logo_url": "https://example.com/b.png"}, {"code_example": "y"}, {"documentation_url": "https://example.com/2"}, {}):
        api.patch(f"/block_types/{one}", change)
        api.get(f"/block_types/{one}")
    for bad in ({"name": "x"}, {"slug": "x"}, {"logo_url": "not a url"}, [], {"description": 5}):
        api.patch(f"/block_types/{one}", bad)
    api.patch(f"/block_types/{UNKNOWN}", {"description": "x"})
    api.post("/block_types/", {"name": "Compat Other", "slug": "compat-other"})
    for given in (
        {"block_types": {"slug": {"any_": ["compat-full", "compat-other", "none"]}}},
        {"block_types": {"name": {"like_": "compat-full"}}},
        {"block_types": {"name": {"like_": "Compat F"}}},
        {"block_types": {"slug": {"any_": []}}},
        {"block_types": {"slug": {"any_": ["compat-full", "compat-other"]}}, "limit": 1, "offset": 1},
        {"block_types": {"slug": {"any_": ["compat-full"]}}, "block_schemas": {"block_capabilities": {"all_": ["x"]}}},
        {"limit": 201},
        {"offset": -1},
        {"block_types": {"colour": 1}},
    ):
        api.post("/block_types/filter", given)
    api.delete(f"/block_types/{one}")
    api.delete(f"/block_types/{one}")
    api.get(f"/block_types/{one}")


def system_types(api: Lockstep) -> None:
    """The block types that every server brings along."""
    api.post("/block_types/install_system_block_types")
    api.post("/block_types/filter", {}, unordered="slug")
    api.post("/block_schemas/filter", {}, unordered="checksum")
    api.post("/block_schemas/filter", {"block_schemas": {"block_capabilities": {"all_": ["notify"]}}}, unordered="checksum")
    secret = api.get("/block_types/slug/secret")
    api.patch(f"/block_types/{secret['id']}", {"description": "mine now"})
    api.delete(f"/block_types/{secret['id']}")
    for slug in ("secret", "json", "slack-webhook", "local-file-system", "webhook", "date-time"):
        api.get(f"/block_types/slug/{slug}")


def schemas(api: Lockstep) -> None:
    kind = _kind(api, "compat-schemas")
    fields = {"title": "S", "type": "object", "properties": {"a": {"type": "integer"}}, "block_type_slug": "compat-schemas", "block_schema_references": {}}
    one = api.post("/block_schemas/", {"block_type_id": kind, "fields": fields, "capabilities": ["compat-b", "compat-a"]})
    api.post("/block_schemas/", {"block_type_id": kind, "fields": fields, "capabilities": ["compat-b", "compat-a"]})
    api.post("/block_schemas/", {"block_type_id": kind, "fields": fields, "capabilities": ["other"]})
    api.post("/block_schemas/", {"block_type_id": kind, "fields": fields, "version": "1.2.3"})
    api.post("/block_schemas/", {"block_type_id": kind, "fields": fields, "version": "non-versioned"})
    api.post("/block_schemas/", {"block_type_id": kind, "fields": {"title": "Empty"}})
    api.post("/block_schemas/", {"block_type_id": kind})
    ordered = {"properties": {"b": {"type": "string"}, "a": {"enum": ["ü", 1, None, 1.5]}}, "type": "object", "title": "Ordered ✓", "block_type_slug": "compat-schemas"}
    api.post("/block_schemas/", {"block_type_id": kind, "fields": ordered})
    for bad in ({}, {"fields": fields}, {"block_type_id": "x", "fields": fields}, {"block_type_id": UNKNOWN, "fields": fields}, {"block_type_id": kind, "fields": []}, {"block_type_id": kind, "fields": fields, "capabilities": "x"}, {"block_type_id": kind, "fields": fields, "colour": 1}, {"block_type_id": kind, "fields": fields, "version": None}):
        api.post("/block_schemas/", bad)
    inner = {"title": "Inner", "type": "object", "properties": {}, "block_type_slug": "no-such-kind", "block_schema_references": {}}
    reference = {"block_type_slug": "no-such-kind", "block_schema_checksum": "sha256:none"}
    outer = {"title": "Outer", "type": "object", "properties": {"one": {"$ref": "#/definitions/Inner"}}, "definitions": {"Inner": inner}, "block_type_slug": "compat-schemas", "block_schema_references": {"one": reference}}
    api.post("/block_schemas/", {"block_type_id": kind, "fields": outer})
    api.get(f"/block_schemas/{one['id']}")
    api.get(f"/block_schemas/checksum/{one['checksum']}")
    api.get(f"/block_schemas/checksum/{one['checksum']}?version=1.2.3")
    api.get(f"/block_schemas/checksum/{one['checksum']}?version=9")
    api.get("/block_schemas/checksum/sha256:none")
    api.get(f"/block_schemas/{UNKNOWN}")
    for given in (
        {"block_schemas": {"block_type_id": {"any_": [kind]}}},
        {"block_schemas": {"block_type_id": {"any_": [kind]}, "block_capabilities": {"all_": ["compat-a"]}}},
        {"block_schemas": {"block_type_id": {"any_": [kind]}, "block_capabilities": {"all_": ["compat-a", "compat-b"]}}},
        {"block_schemas": {"block_type_id": {"any_": [kind]}, "version": {"any_": ["1.2.3"]}}},
        {"block_schemas": {"id": {"any_": [one["id"], UNKNOWN]}}},
        {"block_schemas": {"operator": "or_", "id": {"any_": [one["id"]]}, "version": {"any_": ["1.2.3"]}}},
        {"block_schemas": {"block_type_id": {"any_": [kind]}}, "limit": 1},
        {"block_schemas": {"block_type_id": {"any_": [kind]}}, "limit": 0},
        {"limit": 201},
        {"offset": -1},
        {"block_schemas": {"colour": 1}},
    ):
        api.post("/block_schemas/filter", given, unordered="checksum" if "limit" not in given else None)
    api.get("/block_capabilities/", unordered=str)
    api.delete(f"/block_schemas/{one['id']}")
    api.delete(f"/block_schemas/{one['id']}")
    secret = api.get("/block_types/slug/secret")
    protected = api.post("/block_schemas/filter", {"block_schemas": {"block_type_id": {"any_": [secret["id"]]}}})
    api.delete(f"/block_schemas/{protected[0]['id']}")


def documents(api: Lockstep) -> None:
    kind = _kind(api, "compat-secret")
    schema = _schema(api, kind, SECRET_FIELDS, capabilities=["compat-documents"])
    data = {"user": "u", "password": "hunter2", "nested": {"token": "t0ken", "other": "x"}, "extra": [1]}
    body = {"name": "one", "block_schema_id": schema, "block_type_id": kind, "data": data}
    one = api.post("/block_documents/", body)["id"]
    api.post("/block_documents/", body)
    api.post("/block_documents/", body | {"name": None, "is_anonymous": True})
    api.post("/block_documents/", body | {"name": "named-anonymous", "is_anonymous": True})
    api.post("/block_documents/", body | {"name": None})
    for name in ("UPPER", "under_score", "with space", "a/b", "", "ü", "a" * 300, 5):
        api.post("/block_documents/", body | {"name": name})
    for bad in ({}, body | {"name": "x1", "block_schema_id": UNKNOWN}, body | {"name": "x2", "block_type_id": UNKNOWN}, body | {"name": "x3", "data": []}, body | {"name": "x4", "data": None}, body | {"name": "x5", "colour": 1}, body | {"name": "x6", "block_schema_id": "x"}):
        api.post("/block_documents/", bad)
    api.post("/block_documents/", body | {"name": "no-password", "data": {}})
    for secrets in ("", "?include_secrets=true", "?include_secrets=false", "?include_secrets=rubbish"):
        api.get(f"/block_documents/{one}{secrets}")
        api.get(f"/block_types/slug/compat-secret/block_documents{secrets}", unordered="name")
        api.get(f"/block_types/slug/compat-secret/block_documents/name/one{secrets}")
    api.get("/block_types/slug/no-such-slug/block_documents")
    api.get("/block_types/slug/no-such-slug/block_documents/name/one")
    api.get("/block_types/slug/compat-secret/block_documents/name/none")
    api.get(f"/block_documents/{UNKNOWN}")
    api.get("/block_documents/not-an-id")
    for change in (
        {"data": {"user": "changed"}},
        {"data": {"user": "replaced", "password": "new"}, "merge_existing_data": False},
        {"data": {"nested": {"token": "other"}}},
        {"data": {"password": "********"}},
        {"data": {}},
        {},
        {"block_schema_id": schema},
    ):
        api.patch(f"/block_documents/{one}", change)
        api.get(f"/block_documents/{one}?include_secrets=true")
    second = _schema(api, kind, SECRET_FIELDS | {"title": "Second"})
    foreign = _schema(api, _kind(api, "compat-foreign"), {"title": "F", "type": "object", "properties": {}})
    for bad in ({"name": "renamed"}, {"data": []}, {"data": None}, {"block_schema_id": UNKNOWN}, {"block_schema_id": foreign}, {"block_schema_id": second}, {"merge_existing_data": "x"}):
        api.patch(f"/block_documents/{one}", bad)
    api.get(f"/block_documents/{one}")
    api.patch(f"/block_documents/{UNKNOWN}", {"data": {}})
    _filter_documents(api, kind, one)
    api.delete(f"/block_documents/{one}")
    api.delete(f"/block_documents/{one}")
    api.get(f"/block_documents/{one}")
    api.delete(f"/block_types/{kind}")
    api.post("/block_documents/count", {"block_documents": {"block_type_id": {"any_": [kind]}}})


def _filter_documents(api: Lockstep, kind: Captured, one: Captured) -> None:
    own = {"block_type_id": {"any_": [kind]}}
    for given in (
        {"block_documents": own},
        {"block_documents": own | {"is_anonymous": {"eq_": True}}},
        {"block_documents": own | {"is_anonymous": {"eq_": False}}},
        {"block_documents": own | {"is_anonymous": None}},
        {"block_documents": own, "include_secrets": True},
        {"block_documents": {"id": {"any_": [one, UNKNOWN]}}},
        {"block_documents": {"name": {"any_": ["one"]}} | own},
        {"block_documents": {"name": {"like_": "NO-PASS"}} | own},
        {"block_documents": {"operator": "or_", "id": {"any_": [one]}, "name": {"any_": ["no-password"]}}},
        {"block_types": {"slug": {"any_": ["compat-secret"]}}},
        {"block_types": {"name": {"like_": "compat-secret"}}},
        {"block_schemas": {"block_capabilities": {"all_": ["compat-documents"]}}},
        {"block_documents": own, "block_schemas": {"version": {"any_": ["none"]}}},
    ):
        api.post("/block_documents/filter", given, unordered=lambda row: (str(row["name"]) if not row["is_anonymous"] else "", str(row["data"])))
        api.post("/block_documents/count", {key: value for key, value in given.items() if key != "include_secrets"})
    for sort in ("NAME_ASC", "NAME_DESC", "BLOCK_TYPE_AND_NAME_ASC"):
        api.post("/block_documents/filter", {"block_documents": own | {"is_anonymous": {"eq_": False}}, "sort": sort})
    for bad in ({"limit": 201}, {"offset": -1}, {"sort": "X"}, {"block_documents": {"colour": 1}}, {"include_secrets": "x"}):
        api.post("/block_documents/filter", bad)


def nested_documents(api: Lockstep) -> None:
    """A document that refers to another: the reader gets the whole, the secrets of both hidden."""
    inner_fields = {"title": "Inner", "type": "object", "properties": {"token": {"type": "string", "format": "password"}}, "secret_fields": ["token"], "block_type_slug": "compat-inner", "block_schema_references": {}}
    inner_kind = _kind(api, "compat-inner")
    inner_schema = api.post("/block_schemas/", {"block_type_id": inner_kind, "fields": inner_fields})
    outer_kind = _kind(api, "compat-outer")
    outer_fields = {
        "title": "Outer",
        "type": "object",
        "properties": {"inner": {"$ref": "#/definitions/Inner"}, "many": {"type": "array"}},
        "required": ["inner"],
        "secret_fields": ["inner.token"],
        "block_type_slug": "compat-outer",
        "block_schema_references": {"inner": {"block_type_slug": "compat-inner", "block_schema_checksum": inner_schema["checksum"]}},
        "definitions": {"Inner": inner_fields},
    }
    outer_schema = _schema(api, outer_kind, outer_fields)
    api.get(f"/block_schemas/{outer_schema}")
    inner = api.post("/block_documents/", {"name": "inner", "block_schema_id": inner_schema["id"], "block_type_id": inner_kind, "data": {"token": "deep secret"}})["id"]
    reference = {"$ref": {"block_document_id": inner}}
    outer = api.post("/block_documents/", {"name": "outer", "block_schema_id": outer_schema, "block_type_id": outer_kind, "data": {"inner": reference, "many": []}})["id"]
    api.get(f"/block_documents/{outer}")
    api.get(f"/block_documents/{outer}?include_secrets=true")
    api.patch(f"/block_documents/{inner}", {"data": {"token": "changed"}})
    api.get(f"/block_documents/{outer}?include_secrets=true")
    api.post("/block_documents/", {"name": "dangling", "block_schema_id": outer_schema, "block_type_id": outer_kind, "data": {"inner": {"$ref": {"block_document_id": UNKNOWN}}}})
    api.patch(f"/block_documents/{outer}", {"data": {"inner": {"token": "inline"}}})
    api.get(f"/block_documents/{outer}?include_secrets=true")
    api.delete(f"/block_documents/{inner}")
    api.get(f"/block_documents/{outer}")
