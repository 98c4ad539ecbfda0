"""Variables: create, read, update and delete by id and by name; filter and count."""

from tests.compat.lockstep import Lockstep
from tests.compat.objects import UNKNOWN


def create(api: Lockstep) -> None:
    values = ("text", "", 5, 2.5, 1.0, True, False, None, {"deep": {"list": [1, None]}}, [1, "two", {}], "ünï ✓", -0.0)
    for number, value in enumerate(values):
        api.post("/variables/", {"name": f"variables_value_{number}", "value": value, "tags": ["variables-create"]})
        api.get(f"/variables/name/variables_value_{number}")
    api.post("/variables/", {"name": "variables_value_0", "value": "again"})
    for value in (10**30, 2**63):
        api.post("/variables/", {"name": "variables_large", "value": value})
    for name in ("UPPER", "with space", "with-dash", "with.dot", "", "a" * 255, "a" * 256, "ünï", "a/b", None, 5, "lower_9"):
        api.post("/variables/", {"name": name, "value": 1})
    for bad in ({}, {"name": "no_value"}, {"value": 1}, {"name": "long", "value": "x" * 5001}, {"name": "fits", "value": "x" * 4998}, {"name": "tags", "value": 1, "tags": "x"}, {"name": "tags", "value": 1, "tags": None}, {"name": "u", "value": 1, "colour": 1}):
        api.post("/variables/", bad)


def read_update_delete(api: Lockstep) -> None:
    one = api.post("/variables/", {"name": "variables_crud", "value": 1, "tags": ["a"]})["id"]
    api.post("/variables/", {"name": "variables_taken", "value": 1})
    for change in ({"value": {"n": 2}}, {"tags": ["b", "c"]}, {"name": "variables_renamed"}, {"value": None}, {}, {"tags": []}):
        api.patch(f"/variables/{one}", change)
        api.get(f"/variables/{one}")
    for bad in ({"name": "variables_taken"}, {"name": "BAD NAME"}, {"name": None}, {"value": "x" * 5001}, {"tags": 5}, {"tags": None}, {"colour": 1}, []):
        api.patch(f"/variables/{one}", bad)
        api.patch("/variables/name/variables_renamed", bad)
    api.get("/variables/name/variables_renamed")
    api.get("/variables/name/variables_crud")
    api.patch("/variables/name/variables_renamed", {"value": "by name", "tags": ["n"]})
    api.get("/variables/name/variables_renamed")
    api.patch("/variables/name/no_such_variable", {"value": 1})
    api.patch(f"/variables/{UNKNOWN}", {"value": 1})
    api.get(f"/variables/{UNKNOWN}")
    api.get("/variables/not-an-id")
    api.delete(f"/variables/{one}")
    api.delete(f"/variables/{one}")
    api.delete("/variables/name/variables_taken")
    api.delete("/variables/name/variables_taken")
    api.delete(f"/variables/{UNKNOWN}")


def filter_variables(api: Lockstep) -> None:
    ids = [api.post("/variables/", {"name": f"variables_f_{name}", "value": name, "tags": tags})["id"] for name, tags in (("one", ["vf", "x"]), ("two", ["vf"]), ("three", []), ("p_ct", ["vf", "x", "y"]))]
    named = {"name": {"like_": "variables_f_"}}
    for variables in (
        named,
        {"name": {"any_": ["variables_f_one", "none"]}},
        {"name": {"like_": "VARIABLES_F_T"}},
        {"name": {"like_": "f%one"}},
        {"id": {"any_": [ids[0], ids[2], UNKNOWN]}},
        {"id": {"any_": []}},
        {"tags": {"all_": ["vf"]}},
        {"tags": {"all_": ["vf", "x"]}},
        {"tags": {"is_null_": True}} | named,
        {"tags": {"is_null_": False}} | named,
        {"operator": "or_", "name": {"any_": ["variables_f_three"]}, "tags": {"all_": ["y"]}},
    ):
        for sort in ("NAME_ASC", "NAME_DESC"):
            api.post("/variables/filter", {"variables": variables, "sort": sort})
        api.post("/variables/count", {"variables": variables})
    for sort in ("CREATED_DESC", "UPDATED_DESC"):
        api.post("/variables/filter", {"variables": named, "sort": sort})
    for page in ({"limit": 1, "offset": 1}, {"limit": 0}, {"offset": 99}, {"limit": 201}, {"limit": -1}, {"offset": -1}, {"sort": "X"}):
        api.post("/variables/filter", {"variables": named, "sort": "NAME_ASC"} | page)
    for bad in ({"variables": []}, {"variables": {"colour": 1}}, {"variables": {"id": {"any_": ["x"]}}}, {"variables": {"operator": "x"}}):
        api.post("/variables/filter", bad)
        api.post("/variables/count", bad)
