"""The OpenAPI document: whole, consistent, and the same as what is served."""

import re
from typing import Any

import pytest

from server.core.refusals import CODES
from server.web import openapi
from server.web.app import SOCKET
from server.web.routes import OPERATIONS, ROUTES
from tests.web.fakes import Web

DOCUMENT = openapi.document(OPERATIONS, "0.0.0")


def references(value: Any) -> set[str]:
    match value:
        case {"$ref": str(ref)}:
            return {ref}
        case dict():
            return {ref for each in value.values() for ref in references(each)}
        case list():
            return {ref for each in value for ref in references(each)}
    return set()


async def test_it_is_served():
    async with Web().client() as client:
        answer = await client.get("/v1/openapi.json")
    served = answer.json()
    assert served["openapi"] == "3.1.0"
    assert served["paths"] == DOCUMENT["paths"]
    assert served["info"]["version"] not in {"", "0.0.0"}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_every_operation_is_described(operation):
    said = DOCUMENT["paths"][operation.path][operation.method.lower()]
    assert said["summary"] == operation.summary
    assert len(operation.summary) > 10
    named = {param["name"] for param in said["parameters"] if param["in"] == "path"}
    assert named == set(re.findall(r"{(\w+)}", operation.path))
    assert ("requestBody" in said) == (operation.body is not None)
    assert {str(status) for status in operation.answers} <= set(said["responses"])
    assert {"400", "500", "503"} <= set(said["responses"])
    assert ("401" in said["responses"]) == (
        operation.who not in {"anyone", "page"} or "unauthenticated" in operation.refuses
    )
    assert all(response["description"] for response in said["responses"].values())
    keys = [param for param in said["parameters"] if param["name"] == "Idempotency-Key"]
    assert len(keys) == operation.writes


def test_there_is_one_handler_an_operation():
    names = [operation.name for operation in OPERATIONS]
    assert len(set(names)) == len(names)
    calls = [(operation.method, operation.path) for operation in OPERATIONS]
    assert len(set(calls)) == len(calls)


def test_references_lead_somewhere_and_schemas_are_used():
    schemas = DOCUMENT["components"]["schemas"]
    used = references(DOCUMENT)
    assert {f"#/components/schemas/{name}" for name in schemas} == used
    assert not [name for name in schemas if "." in name], "two structs bear one name"


def test_every_refusal_over_http_is_somewhere():
    said = {code for operation in OPERATIONS for code in openapi.refusals_of(operation)}
    assert said == set(CODES) - {"too_many_rooms"}


def test_what_is_served_is_what_is_listed():
    """Every route of the application is listed, and the other way round."""
    paths = {re.sub(r":\w+}", "}", route.path) for route in Web().app.routes}
    assert paths - {"/r", "/desk"} | {SOCKET} == {row.path for row in ROUTES}
    assert len({(row.method, row.path) for row in ROUTES}) == len(ROUTES)
