"""Admin routes that store something, and the routes about the server itself."""

from tests.compat.lockstep import Lockstep
from tests.compat.objects import UNKNOWN


def storage(api: Lockstep) -> None:
    api.get("/admin/storage")
    for body in ({"default_result_storage_block_id": UNKNOWN}, {}, {"default_result_storage_block_id": None}, {"default_result_storage_block_id": "x"}, []):
        api.put("/admin/storage", body)
    kind = api.post("/block_types/", {"name": "Admin Storage", "slug": "admin-storage"})["id"]
    plain = api.post("/block_schemas/", {"block_type_id": kind, "fields": {"title": "P", "type": "object", "properties": {}, "block_type_slug": "admin-storage"}, "capabilities": []})["id"]
    able = api.post("/block_schemas/", {"block_type_id": kind, "fields": {"title": "Q", "type": "object", "properties": {}, "block_type_slug": "admin-storage"}, "capabilities": ["write-path", "read-path", "storage"]})["id"]
    for name, schema, anonymous in (("plain", plain, False), ("able", able, False), (None, able, True)):
        document = api.post("/block_documents/", {"name": name, "block_schema_id": schema, "block_type_id": kind, "data": {}, "is_anonymous": anonymous})["id"]
        api.put("/admin/storage", {"default_result_storage_block_id": document})
        api.get("/admin/storage")
    api.delete("/admin/storage")
    api.get("/admin/storage")
    api.delete("/admin/storage")


def about(api: Lockstep) -> None:
    api.get("/admin/version")
    api.get("/health")
    api.get("/ready")
    api.get("/hello")
    api.get("/version")
    api.get("/csrf-token?client=someone")
    api.get("/csrf-token")
