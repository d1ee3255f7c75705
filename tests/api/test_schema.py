"""Whatever the description allows or forbids is answered as the description says, and never with a fault of ours."""

import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def test_generated_calls_meet_no_fault_of_ours(api: TestClient) -> None:
    described = schemathesis.openapi.from_asgi("/openapi.json", api.app).include(path_regex="^/api/")
    operations = [found.ok() for found in described.get_all_operations()]
    assert len(operations) >= 11

    @given(st.one_of([operation.as_strategy() for operation in operations]))
    @settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
    def call(case: schemathesis.Case) -> None:
        headers = {"Authorization": api.headers["Authorization"]}
        answer = case.call(headers=headers)
        case.validate_response(answer, checks=CHECKS)

    call()
