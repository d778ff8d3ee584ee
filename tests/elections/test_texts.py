"""Pages of words and the look of the site, as communication works on them."""

import io
import threading
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from conoceles.elections import appearance, links
from conoceles.elections.models import CheckedLink, Institute, KeyDate, PageText
from conoceles.ledger.reading import current
from tests.markup import flat
from tests.scenery import scenery

TEXT = {"title": "Qué es", "slug": "que-es", "language": "es", "body": "## Uno\n\nDos", "order": "1"}


@scenery
def public(town):
    town.publish()
    town.election.refresh_from_db()
    return town


@pytest.fixture
def writer(public):
    return public.account("communication", "comunica@ejemplo.mx")


def address(town, rest=""):
    return f"/registro/{town.election.slug}/textos/{rest}"


def published(town):
    return [document["body"] for document in current(town.election.slug, "text").values()]


def test_a_text_is_previewed_kept_and_published(public, writer):
    page = writer.post(address(public, "nuevo/"), {**TEXT, "act": "preview"})
    assert page.status_code == 200 and "<h2>Uno</h2>" in page.text and not PageText.objects.exists()
    assert "## Uno" in page.text, "nothing of what was typed is lost"
    assert writer.post(address(public, "nuevo/"), {**TEXT, "act": "keep"}).status_code == 302
    row = PageText.objects.get()
    assert not row.is_public and published(public) == []
    writer.post(address(public, f"{row.pk}/"), {**TEXT, "body": "Tres", "act": "publish"})
    assert published(public) == ["Tres"]
    assert [version.body for version in row.versions.all()] == ["Tres", "## Uno\n\nDos"]


def test_an_older_version_comes_back_into_the_form(public, writer):
    writer.post(address(public, "nuevo/"), {**TEXT, "act": "publish"})
    row = PageText.objects.get()
    writer.post(address(public, f"{row.pk}/"), {**TEXT, "body": "Tres", "act": "publish"})
    older = row.versions.last()
    page = writer.get(address(public, f"{row.pk}/"), {"version": older.pk})
    assert "## Uno" in page.text and "Abajo está lo que decía" in page.text
    assert published(public) == ["Tres"]


def test_a_text_is_taken_off(public, writer):
    writer.post(address(public, "nuevo/"), {**TEXT, "act": "publish"})
    row = PageText.objects.get()
    assert writer.get(address(public, f"{row.pk}/retirar/")).status_code == 405
    writer.post(address(public, f"{row.pk}/retirar/"))
    assert published(public) == []
    writer.post(address(public, f"{row.pk}/retirar/"))
    writer.post(address(public, f"{row.pk}/"), {**TEXT, "act": "publish"})
    assert published(public) == [TEXT["body"]], "the same words can be published again"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [("title", "", "obligatorio"), ("slug", "Qué es", "minúsculas"), ("language", "español", "")],
)
def test_a_bad_text_is_refused_and_kept_on_screen(public, writer, field, value, words):
    page = writer.post(address(public, "nuevo/"), {**TEXT, field: value, "act": "publish"})
    assert page.status_code == 422 and words in page.text and "Dos" in page.text and published(public) == []


def test_the_same_address_twice_in_a_language_is_refused(public, writer):
    writer.post(address(public, "nuevo/"), {**TEXT, "act": "keep"})
    page = writer.post(address(public, "nuevo/"), {**TEXT, "act": "keep"})
    assert page.status_code == 422 and "Ya hay un texto con esa dirección en esa lengua." in page.text


def test_every_way_of_writing_a_link_is_found_and_a_huge_one_is_left_out(public, writer):
    body = (
        '[a](https://a.example/x_(y) "título") <https://b.example> [c][1]\n\n[1]: https://c.example\n\n'
        + f"[d](https://d.example/{'x' * 600})"
    )
    writer.post(address(public, "nuevo/"), {**TEXT, "body": body, "act": "publish"})
    assert links.links_of(public.election) == ["https://a.example/x_(y)", "https://b.example", "https://c.example"]


def test_a_site_that_drips_keeps_nobody_waiting(public, monkeypatch):
    monkeypatch.setattr(links, "TOGETHER", 0.2)
    for name in ("a", "b"):
        KeyDate.objects.create(election=public.election, text=name, url=f"https://{name}.example/")
    hold = threading.Event()
    links.check(public.election, ask=lambda url: "" if "a." in url else str(hold.wait(20)))
    hold.set()
    assert [link.url for link in CheckedLink.objects.all()] == ["https://a.example/"]


def test_the_command_says_how_many_links_there_are_and_which_do_not_answer(public, monkeypatch, capsys):
    KeyDate.objects.create(election=public.election, text="a", url="https://a.example/")
    monkeypatch.setattr("conoceles.elections.management.commands.check_links.check", lambda election: [Broken()])
    call_command("check_links")
    assert "1 enlaces, 1 sin responder.\n  https://a.example/: no responde" in capsys.readouterr().out


class Broken:
    url, problem = "https://a.example/", "no responde"


def test_nothing_is_published_before_the_election(town):
    client = town.account("communication", "comunica@ejemplo.mx")
    page = client.post(address(town, "nuevo/"), {**TEXT, "act": "publish"})
    assert page.status_code == 422 and "todavía no es pública" in page.text and not PageText.objects.exists()
    assert client.post(address(town, "nuevo/"), {**TEXT, "act": "keep"}).status_code == 302


@pytest.mark.parametrize("role", ["reviewer", "register", "commission", "help_desk"])
def test_other_roles_do_not_write_texts_nor_colours(public, role):
    client = public.account(role, f"{role}@ejemplo.mx")
    assert client.get(address(public)).status_code == 403
    assert client.get(address(public, "nuevo/")).status_code == 403
    assert client.get(f"/registro/{public.election.slug}/aspecto/").status_code == 403


def test_a_visitor_is_sent_to_sign_in(public, visitor):
    assert visitor.get(address(public)).status_code == 302


def test_another_elections_text_is_not_found(public, writer):
    from tests.factories import make_town

    other = make_town("otra-2027", code="97")
    row = PageText.objects.create(
        election=other.election, **{key: value for key, value in TEXT.items() if key != "order"}
    )
    assert writer.get(address(public, f"{row.pk}/")).status_code == 404


def look(town):
    return f"/registro/{town.election.slug}/aspecto/"


def logo():
    out = io.BytesIO()
    Image.new("RGBA", (400, 200), (10, 90, 100, 128)).save(out, "PNG")
    return SimpleUploadedFile("Logo del IEPC.png", out.getvalue(), "image/png")


def test_colours_and_logo_are_saved_and_published(public, writer):
    answer = writer.post(
        look(public), {"light_accent": "#7A4712", "dark_accent": "#e8b67a", "logo": logo(), "logo_alt": "Logotipo"}
    )
    assert answer.status_code == 302, answer.text
    document = current("", "institute")[("institute", Institute.objects.get().key)]
    assert document["theme"] == {"light": {"accent": "#7a4712"}, "dark": {"accent": "#e8b67a"}}
    assert document["logo"]["alt"] == "Logotipo"
    writer.post(look(public), {"no_logo": "on"})
    assert "logo" not in current("", "institute")[("institute", Institute.objects.get().key)]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"light_accent": "#8fd2d6"}, "En claro, el acento sobre el papel no se lee bien: su contraste es 1.7"),
        ({"light_band": "#ffffff"}, "En claro, el texto blanco sobre la banda"),
        ({"dark_page": "#ffffff"}, "En oscuro, el texto sobre el fondo"),
        ({"dark_mark": "#101010"}, "En oscuro, el texto oscuro sobre el resaltado"),
        ({"light_page": "rojo"}, "seis cifras hexadecimales"),
    ],
)
def test_a_colour_that_could_not_be_read_is_refused_saying_which(public, writer, values, words):
    page = writer.post(look(public), values)
    assert page.status_code == 422 and words in page.text
    assert next(iter(values.values())) in page.text, "what was typed is still there"
    assert Institute.objects.get().theme == {}


def test_what_is_no_picture_is_refused(public, writer):
    page = writer.post(look(public), {"logo": SimpleUploadedFile("a.png", b"<svg onload=alert(1)>", "image/png")})
    assert page.status_code == 422 and "no es una imagen que se pueda leer" in page.text


def test_our_own_colours_and_those_of_the_example_can_be_read():
    import tomllib
    from pathlib import Path

    from django.conf import settings

    assert appearance.problems({}) == []
    example = Path(settings.BASE_DIR) / "conoceles" / "lists" / "preparing" / "definitions" / "durango-2022.toml"
    assert appearance.problems(tomllib.loads(example.read_text())["institute"]["theme"]) == []


def test_our_own_colours_are_those_of_the_style_sheet():
    from pathlib import Path

    from django.conf import settings

    sheet = (Path(settings.BASE_DIR) / "conoceles" / "look" / "static" / "look" / "look.css").read_text()
    light, dark = sheet.split("prefers-color-scheme: dark", 1)
    for mode, part in (("light", light), ("dark", dark[:1200])):
        for token, colour in {
            **appearance.OWN[mode],
            **{("ink-soft" if k == "soft" else k): v for k, v in appearance.FIXED[mode].items()},
        }.items():
            assert f"--{token}: {colour};" in part, (mode, token)


def test_links_are_asked_for_and_the_broken_ones_are_said_with_since_when(public, writer):
    KeyDate.objects.create(election=public.election, text="Casilla", url="https://uno.example/a")
    writer.post(address(public, "nuevo/"), {**TEXT, "body": "[dos](https://dos.example/b)", "act": "publish"})
    now = timezone.now()
    answers = {"https://uno.example/a": "El sitio responde con el error 404.", "https://dos.example/b": ""}
    assert [link.url for link in links.check(public.election, now, answers.get)] == ["https://uno.example/a"]
    later = now + timedelta(days=1)
    links.check(public.election, later, answers.get)
    link = CheckedLink.objects.broken().get()
    assert (link.broken_since, link.at) == (now, later)
    page = flat(writer.get(address(public)).text)
    assert "error 404" in page and "Responde; se probó" in page
    links.check(public.election, later, {**answers, "https://uno.example/a": ""}.get)
    assert not CheckedLink.objects.broken().exists()
    KeyDate.objects.all().delete()
    links.check(public.election, later, answers.get)
    assert CheckedLink.objects.count() == 1, "what is no longer named is forgotten"


def test_an_address_inside_a_network_is_not_asked_for():
    assert "red privada" in links.problem_of("http://127.0.0.1:1/")
    assert "red privada" in links.problem_of("http://[::1]/")
    assert "red privada" in links.problem_of("http://10.0.0.1/")
    assert links.problem_of("https://no-existe.invalid/") == "El sitio no responde."


def test_links_are_due_once_a_day_and_only_of_what_is_public_and_real(public):
    now = timezone.now()
    assert links.due(now) == [public.election]
    KeyDate.objects.create(election=public.election, text="Casilla", url="https://uno.example/a")
    links.check(public.election, now, lambda url: "")
    assert links.due(now) == [] and links.due(now + timedelta(days=1)) == [public.election]
