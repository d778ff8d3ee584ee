"""The help: a page for each role, a part for each screen, and nothing in it that leads nowhere."""

import re

import pytest
from django.urls import get_resolver
from pypdfium2 import PdfDocument

from conoceles.config import urls_workshop
from conoceles.config.manuals import FOLDER, PICTURES, ROLES, manuals, part_of, pictures
from conoceles.elections.models import Role

# What answers no page: files, and what only sends elsewhere.
NO_PAGE = {
    "being_done",
    "help_pages",
    "help_page",
    "help_picture",
    "help_paper",
    "help_slides",
    "live",
    "readiness",
    "capture_help",
    "paper_file",
}


def pages():
    """Yield the name of each address of the workshop that shows a page."""

    def walk(patterns, route=""):
        for one in patterns:
            if hasattr(one, "url_patterns"):
                yield from walk(one.url_patterns, route + str(one.pattern))
            else:
                yield route + str(one.pattern), one

    for route, one in walk(urls_workshop.urlpatterns):
        _who, methods = one.callback.access
        file = re.search(r"\.\w+$|\.<slug:form>$|<str:name>$|/archivo/$|/cartas/?\.pdf$|recibido$|/acuse/$", route)
        if one.name and "GET" in methods and not file and one.name not in NO_PAGE:
            yield one.name


def test_each_role_has_its_page_and_each_page_its_title():
    assert set(ROLES.values()) == set(Role)
    assert all(page.title and page.html for page in manuals().values())


def test_each_screen_of_the_workshop_is_explained_by_a_part_that_exists():
    named = {name for page in manuals().values() for name in page.screens}
    assert set(pages()) - named == set(), "screens without help"
    assert named - {name for name in get_resolver(urls_workshop).reverse_dict if isinstance(name, str)} == set()
    for page in manuals().values():
        assert all(f'id="{part}"' in page.html for part in page.screens.values() if part), page.name


def test_a_screen_is_explained_by_the_page_of_whoever_asks():
    assert part_of("find", {"help_desk"}) == ("mesa-de-ayuda", "que-me-falta")
    assert part_of("find", {"liaison"}) == ("vinculacion", "buscar-una-candidatura")
    assert part_of("account_login", {"candidate"}) == ("cuenta", "entrar")
    assert part_of("nothing", {"candidate"}) == ("", "")


def test_every_picture_and_link_of_the_help_exists(client):
    shown = {name for page in manuals().values() for name in re.findall(r'src="/ayuda/imagenes/([^"]+)"', page.html)}
    assert shown == pictures() and all((PICTURES / name).is_file() for name in shown)
    for page in manuals().values():
        for name, part in re.findall(r'href="/ayuda/([a-z-]+)/#?([^"]*)"', page.html):
            assert name in manuals() and (not part or f'id="{part}"' in manuals()[name].html), (page.name, name, part)
        assert not re.search(r'(?:href|src)="[^"]*(?:\.md|\.\./)', page.html), page.name


@pytest.mark.django_db
def test_help_is_read_by_anybody_and_whose_it_is_comes_first(town, reviewer, client, visitor):
    own = reviewer.get("/ayuda/").text
    assert own.index("Lo suyo") < own.index('href="/ayuda/revision/"') < own.index("Las demás funciones")
    assert "Lo suyo" not in visitor.get("/ayuda/").text
    page = visitor.get("/ayuda/revision/")
    assert page.status_code == 200 and 'id="la-cola"' in page.text and "pantallas:" not in page.text
    assert 'href="/ayuda/revision/#la-cola"' in reviewer.get("/revision/prueba-2027/").text
    assert 'href="/ayuda/cuenta/#entrar"' in visitor.get("/ingresar/").text
    for odd in ("/ayuda/nada/", "/ayuda/imagenes/nada.png", "/ayuda/imagenes/..%2f..%2fREADME.md"):
        assert visitor.get(odd).status_code == 404, odd
    assert sorted(path.stem for path in FOLDER.glob("*.md")) == sorted(manuals())


@pytest.mark.parametrize("name", [*ROLES, "cuenta", "informes", "primer-dia", "incidentes"])
def test_each_page_is_also_paper_and_slides_that_hold_all_they_say(name, visitor, db):
    paper = visitor.get(f"/ayuda/{name}.pdf")
    assert paper.status_code == 200 and paper["Content-Type"] == "application/pdf"
    text = " ".join(" ".join(said(page) for page in PdfDocument(paper.content)).split())
    assert manuals()[name].title in text
    assert all(words in text for words in manuals()[name].parts.values())
    slides = [said(page) for page in PdfDocument(visitor.get(f"/ayuda/{name}/diapositivas.pdf").content)]
    headings = re.findall(r"^#+ (.+)$", (FOLDER / f"{name}.md").read_text(encoding="utf-8"), re.MULTILINE)
    # No slide spills over into one without a title.
    assert [slide[:60] for slide in slides if not slide.startswith(tuple(headings))] == []


def said(page):
    return " ".join(page.get_textpage().get_text_range().split())


def test_a_page_that_is_none_has_no_paper(visitor, db):
    assert visitor.get("/ayuda/nada.pdf").status_code == 404
    assert visitor.get("/ayuda/cuenta/otra.pdf").status_code == 404
    assert "/ayuda/cuenta.pdf" in visitor.get("/ayuda/cuenta/").text
