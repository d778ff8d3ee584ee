"""Schemathesis throws at the API whatever its description allows, and much that it does not: never an error of ours."""

import json

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.built import built_site
from tests.factories import build

pytestmark = pytest.mark.once


@pytest.fixture
def described(town):
    town.stand("Ana Peña", answers={"proposal_1": "Agua"})
    town.stand("Eva Sol", party="Partido Sol")
    town.publish()
    build()
    document = json.loads((built_site() / "api" / "v1" / "openapi.json").read_text())
    # Half of what is asked names the election that there is.
    for operation in document["paths"].values():
        for parameter in operation["get"]["parameters"]:
            if parameter["name"] == "election":
                parameter["schema"] = {
                    "anyOf": [{"const": "prueba-2027"}, {"type": "string", "pattern": "^[a-z0-9-]+$", "maxLength": 20}]
                }
    return schemathesis.openapi.from_dict(document)


def test_no_request_brings_the_api_down(described):
    application = WSGIHandler()
    checks = [
        not_a_server_error,
        content_type_conformance,
        response_schema_conformance,
        status_code_conformance,
    ]
    asked = 0
    for operation in described.get_all_operations():

        @how(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.ok().as_strategy())
        def ask(case):
            nonlocal asked
            asked += 1
            case.call_and_validate(app=application, base_url="http://localhost", checks=checks)

        ask()
    assert asked > 120
