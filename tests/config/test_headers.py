"""Every answer has a strict policy and stands in no frame, also those of what went wrong."""

import pytest
from django.test import Client


@pytest.mark.parametrize(
    ("method", "url", "more", "status"),
    [
        ("get", "/", {"headers": {"host": "malo.example"}}, 400),
        ("get", "/registro/?q=%00", {}, 400),
        ("post", "/ingresar/", {}, 403),
        ("put", "/ingresar/", {}, 403),
        ("get", "/nada/", {}, 404),
        ("get", "/registro/%00/", {}, 404),
        ("get", "/ingresar", {}, 301),
        ("get", "/captura/x/", {}, 302),
        ("get", "/falla/", {}, 500),
    ],
)
def test_every_answer_has_its_policy(db, monkeypatch, method, url, more, status):
    monkeypatch.setattr("conoceles.elections.views.visible_elections", lambda request: 1 / 0)
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    if status == 500:
        from conoceles.elections.grants import give
        from tests.factories import add_second_factor, make_account

        user = make_account("a@ejemplo.mx", "A")
        give(user, "coordination", None, by="")
        add_second_factor(user)
        client.force_login(user)
        url = "/registro/"
    answer = getattr(client, method)(url, **more)
    assert answer.status_code == status
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_maintenance_has_it_too(db, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    (tmp_path / "mantenimiento").touch()
    answer = Client().get("/activar/")
    assert answer.status_code == 503 and "default-src 'self'" in answer.headers["Content-Security-Policy"]
