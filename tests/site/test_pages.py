"""What a citizen reads besides the basics: ballots by way of voting, my list, maps, texts, shares, frames, feeds."""

import json
import re
import xml.etree.ElementTree as ET
from datetime import date, timedelta

import pytest
from django.utils import timezone

from conoceles.elections import register, texts
from conoceles.elections.document import institute_document
from conoceles.elections.models import Institute, PageText
from conoceles.elections.publication import append_changed, calendar_entry, candidacy_entries, frame_entries
from conoceles.ledger.acts import append
from conoceles.look.templatetags.look import linked_data
from conoceles.site.headers import CSP, headers
from conoceles.site.pages.style import stylesheet
from tests.built import built_site
from tests.factories import build
from tests.markup import flat
from tests.scenery import scenery

pytestmark = pytest.mark.once

SLUG = "prueba-2027"


def read(path: str) -> str:
    return (built_site() / path).read_text(encoding="utf-8")


def page(path: str, language: str = "") -> str:
    return read(f"{language}{SLUG}/{path}index.html")


@scenery
def ana(town):
    return town.stand("Ana Peña", answers={"message": "Agua para todas las colonias.", "reason": "Nací aquí"})


def test_every_page_is_written_in_every_language_from_the_same_state(town, ana):
    town.publish()
    build()
    spanish, english = page(f"candidaturas/{ana.slug}/"), page(f"candidaturas/{ana.slug}/", "en/")
    assert '<html lang="es-MX">' in spanish and '<html lang="en">' in english
    assert "Why do you want to hold this office?" in english and "¿Por qué quiere ocupar este cargo?" in spanish
    assert '<div class="voice" lang="es">' in english.replace("\n", "") and '<div class="voice" lang' not in spanish
    assert f'hreflang="en" href="https://conoceles.example.org/en/{SLUG}/candidaturas/{ana.slug}/"' in spanish
    assert f'href="/{SLUG}/candidaturas/{ana.slug}/" lang="es"' in flat(english)


def test_no_english_page_keeps_a_sentence_of_the_interface_in_spanish(town, ana):
    contest = town.contest("Peñón Blanco")
    contest.modes = ["in_person", "abroad"]
    register.save(contest)
    town.publish()
    build()
    root = built_site() / "en" / SLUG
    own = re.compile(r'<(\w+)[^>]*\blang="es"[^>]*>.*?</\1>', re.S)
    words = re.compile(r"\b(candidatura|respondi[oó]|boleta|quien|quienes|también|ninguna|desde el|según)\b", re.I)
    errors = []
    for path in (path for path in root.rglob("*.html") if "datos" not in path.parts):
        text = own.sub(
            "", re.sub(r"<(script|head|textarea)\b.*?</\1>", "", path.read_text(encoding="utf-8"), flags=re.S)
        )
        text = re.sub(r"<[^>]+>", " ", text)
        for name in ("Peñón Blanco", "Candidatas y Candidatos", "candidaturas?"):
            text = text.replace(name, "")
        errors += [f"{path.relative_to(root)}: {found.group(0)}" for found in words.finditer(text)]
    assert errors == []


def test_a_way_of_voting_has_a_page_with_only_its_contests(town, ana):
    home, other = town.contest("Peñón Blanco"), town.contest("Cuatro Ciénegas")
    home.modes = ["in_person", "prison"]
    register.save(home)
    town.publish()
    build()
    text = page("votar/prision/")
    assert home.name in text and other.name not in text
    assert f'href="/{SLUG}/votar/prision/"' in page("seccion/1/")
    assert not (built_site() / SLUG / "votar" / "extranjero").exists()
    assert "Se vota en la casilla, en prisión preventiva." in page("seccion/1/")


def test_my_list_is_an_empty_page_that_only_the_browser_fills(town, ana):
    town.publish()
    build()
    text = page("mi-lista/")
    assert "Ana Peña" not in text and "<noscript>" in text and "data-kept" in text


def test_limits_are_drawn_and_given_to_the_browser_alone(town, ana):
    place = town.places["Peñón Blanco"]
    place.boundary = {
        "type": "Polygon",
        "coordinates": [[[-104.1, 24.1], [-104.0, 24.1], [-104.0, 24.2], [-104.1, 24.1]]],
    }
    register.save(place)
    town.publish()
    build()
    text = flat(page("municipios/"))
    assert (
        f'<a href="/{SLUG}/municipios/penon-blanco/" aria-label="Peñón Blanco"><title>Peñón Blanco</title><path d="M'
        in text
    )
    limits = json.loads(read(f"{SLUG}/municipios/limites.json"))
    assert limits == {
        "penon-blanco": [[[-1041000, 241000], [-1040000, 241000], [-1040000, 242000], [-1041000, 241000]]]
    }
    assert "data-locate" in page("")


def test_without_limits_there_is_only_the_list(town, ana):
    town.publish()
    build()
    assert '<svg class="map"' not in page("municipios/") and "data-locate" not in page("")
    assert not (built_site() / SLUG / "municipios" / "limites.json").exists()


def test_a_profile_says_to_other_sites_what_it_shows_and_no_more(town, ana):
    town.publish()
    build()
    text = page(f"candidaturas/{ana.slug}/")
    assert f'content="https://conoceles.example.org/{SLUG}/tarjetas/{ana.slug}.jpg"' in text
    linked = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text).group(1))
    assert linked["name"] == "Ana Peña" and linked["affiliation"]["name"] == "Partido Roble"
    assert set(linked) <= {"@context", "@type", "name", "jobTitle", "affiliation", "url", "image"}


def test_linked_data_cannot_end_its_script():
    made = linked_data({"name": "Ana </script><script>alert(1)</script>"})
    assert made.count("<script") == 1 and made.count("</script>") == 1
    assert json.loads(made[made.index(">") + 1 : made.rindex("<")])["name"] == "Ana </script><script>alert(1)</script>"


def test_pages_for_frames_have_no_script_and_may_be_framed_and_others_may_not(town, ana):
    town.publish()
    build()
    text = read(f"incrustar/{SLUG}/candidatura/{ana.slug}/index.html")
    assert "Ana Peña" in text and "<script" not in text and '<base target="_blank">' in text
    assert "Ana Peña" in read(f"incrustar/{SLUG}/contienda/{ana.ticket.contest.slug}/index.html")
    english = read(f"en/incrustar/{SLUG}/candidatura/{ana.slug}/index.html")
    assert '<html lang="en">' in english and f'href="/en/{SLUG}/candidaturas/{ana.slug}/"' in english
    for start in ("", "/en"):
        assert "frame-ancestors *" in headers(f"{start}/incrustar/{SLUG}/x/")["Content-Security-Policy"]
    assert headers(f"/{SLUG}/")["Content-Security-Policy"] == CSP and "frame-ancestors 'none'" in CSP
    assert headers(f"/{SLUG}/datos/candidaturas.csv")["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in headers(f"/{SLUG}/")


def test_the_feed_is_atom_and_says_what_changed(town, ana):
    town.publish()
    build()
    space = {"a": "http://www.w3.org/2005/Atom"}
    feed = ET.fromstring(read(f"{SLUG}/cambios.xml"))  # noqa: S314
    entry = feed.find("a:entry", space)
    assert entry.find("a:title", space).text == "Ana Peña publicó sus respuestas"
    assert entry.find("a:link", space).get("href") == f"https://conoceles.example.org/{SLUG}/candidaturas/{ana.slug}/"
    assert all(len(feed.findall(f"a:{name}", space)) == 1 for name in ("id", "updated", "title", "author"))


def test_the_calendar_is_a_file_whose_lines_are_short(town, ana):
    town.publish()
    build()
    content = (built_site() / SLUG / "calendario.ics").read_bytes()
    assert content.startswith(b"BEGIN:VCALENDAR\r\n") and content.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert content.count(b"BEGIN:VEVENT") == 4
    unfolded = content.replace(b"\r\n ", b"").decode()
    assert "SUMMARY:Empieza la veda electoral (Elección prueba-2027)" in unfolded
    assert unfolded.count("DTSTART;VALUE=DATE:") == 3 and unfolded.count("DTEND:") == 1


def test_search_engines_get_a_map_of_what_is_open_and_real(town, ana):
    town.publish()
    build()
    assert f"<loc>https://conoceles.example.org/{SLUG}/sitemap-1.xml</loc>" in read("sitemap.xml")
    listed = read(f"{SLUG}/sitemap-1.xml")
    assert f"/candidaturas/{ana.slug}/</loc>" in listed and "/seccion/1/</loc>" in listed
    assert "Sitemap: https://conoceles.example.org/sitemap.xml" in read("robots.txt")
    town.election.fictional = True
    register.save(town.election)
    build()
    assert not (built_site() / "sitemap.xml").exists()
    assert 'content="noindex"' in page("")


def test_what_was_published_before_the_site_had_an_address_is_built_without_what_carries_it(town, ana):
    Institute.objects.update(site="")
    institute = Institute.objects.get()
    old = institute_document(institute)
    for name in ("site", "theme", "time_zone", "address", "arco", "consents"):
        old.pop(name)
    append("institute", institute.key, {**old, "version": 1})
    append_changed(entry for entry in frame_entries(town.election) if entry.kind != "institute")
    append_changed(candidacy_entries(town.election))
    append_changed([calendar_entry(town.election)])
    build()
    assert "Ana Peña" in page(f"candidaturas/{ana.slug}/")
    assert "Sitemap" not in read("robots.txt") and not (built_site() / "sitemap.xml").exists()
    assert not (built_site() / SLUG / "folletos").exists()


def test_a_frame_is_as_high_as_what_it_shows(town, ana):
    town.stand("Eva Sol", party="Partido Sol")
    town.publish()
    build()
    assert 'height="630"' in page(f"contiendas/{ana.ticket.contest.slug}/")


def test_a_text_is_public_only_when_published_and_in_the_readers_language(town, ana):
    town.publish()
    town.election.refresh_from_db()
    spanish = PageText(
        election=town.election,
        slug="que-es",
        title="Qué es",
        body="## Hola\n\n<b>no</b> **sí** ![x](https://a.example/x.png)",
    )
    texts.save(spanish, by="x")
    build()
    assert not list((built_site() / SLUG).glob("texto/*/index.html"))
    texts.publish(spanish, by="x")
    build()
    text = page("texto/que-es/")
    assert "<h2>Hola</h2>" in text and "&lt;b&gt;no&lt;/b&gt;" in text and "<strong>sí</strong>" in text
    assert "<img" not in text[text.index("<article") : text.index("</article")]
    assert f'href="/{SLUG}/texto/que-es/"' in page("")
    assert '<article class="prose" lang="es">' in page("texto/que-es/", "en/")
    english = PageText(election=town.election, slug="que-es", language="en", title="What it is", body="Hello")
    texts.save(english, by="x")
    texts.publish(english, by="x")
    build()
    assert "<h1>What it is</h1>" in page("texto/que-es/", "en/") and "<h1>Qué es</h1>" in page("texto/que-es/")
    texts.take_off(spanish, by="x")
    texts.take_off(english, by="x")
    build()
    assert not list((built_site() / SLUG).glob("texto/*/index.html"))


def test_a_theme_is_a_style_sheet_of_its_own_and_so_is_ours(town, ana):
    town.publish()
    build()
    before = re.search(r'/activos/(estilo-[0-9a-f]+\.css)"', page("")).group(1)
    institute = Institute.objects.get()
    institute.theme = {"light": {"accent": "#7a4712"}}
    register.save(institute)
    build()
    after = re.search(r'/activos/(estilo-[0-9a-f]+\.css)"', page("")).group(1)
    assert before != after
    folder = built_site() / "activos"
    assert (
        "--accent:#7a4712" in (folder / after).read_text() and "--accent:#7a4712" not in (folder / before).read_text()
    )


def test_colours_chosen_for_light_alone_leave_the_dark_as_it_was(town, ana):
    _name, content = stylesheet({"light": {"page": "#f0e0d0"}})
    ours = stylesheet({})[1].decode()
    added = content.decode().removeprefix(ours)
    assert added.strip() == "@media not all and (prefers-color-scheme:dark){:root{--page:#f0e0d0;}}"


def test_several_elections_are_listed_and_their_participation_compared(town, ana):
    from tests.factories import make_town

    other = make_town("prueba-2024", code="97")
    other.stand("Eva Sol")
    town.publish()
    other.publish()
    build()
    text = read("index.html")
    assert "Cuántas respondieron en cada una" in text and "100%" in text and "<strong>0%</strong>" in text


def test_maintenance_and_a_missing_page_say_what_to_do(db):
    build()
    assert "Volvemos en unos minutos" in read("mantenimiento.html")
    assert "No existe esta página" in read("404.html")


def test_a_page_that_is_not_planned_any_more_goes_in_every_language(town, ana):
    town.publish()
    build()
    folder = built_site()
    assert (folder / "en" / SLUG / "candidaturas" / ana.slug / "index.html").is_file()
    town.parties["Partido Roble"].refresh_from_db()
    from conoceles.ledger.acts import withdraw

    withdraw("candidacy", ana.key, election=SLUG, reason="Prueba")
    build()
    for start in ("", "en/", "incrustar/"):
        assert not list((folder / start / SLUG).rglob(f"{ana.slug}/index.html"))


def test_the_service_worker_is_at_the_root(db):
    build()
    assert "respondWith" in read("sw.js") and "addAll" not in read("sw.js"), (
        "it answers what was saved, and saves nothing"
    )


def test_a_text_in_easy_words_is_found_on_the_whole_one_and_in_no_list(town):
    town.publish()
    town.election.refresh_from_db()
    for order, slug in enumerate(("votar", "votar-facil", "sola-facil"), 1):
        row = PageText(
            election=town.election, slug=slug, language="es", title=f"Texto {slug}", body="Se vota.", order=order
        )
        texts.save(row, by="demo")
        texts.publish(row, by="demo")
    build()
    whole, easy = page("texto/votar/"), page("texto/votar-facil/")
    assert f'href="/{SLUG}/texto/votar-facil/"' in whole and "lectura fácil" in whole
    assert f'href="/{SLUG}/texto/votar/"' in easy and "prose easy" in easy
    foot = page("").split("<footer")[1]
    assert "/texto/votar/" in foot and "/texto/votar-facil/" not in foot and "/texto/sola-facil/" in foot
    assert "Leer el texto completo" not in page("texto/sola-facil/")


def test_whom_to_tell_of_a_hole_is_said_where_it_is_looked_for(town):
    """RFC 9116: a contact, and a day less than a year away on which it is no longer sure."""
    Institute.objects.update(email="seguridad@instituto.example", site="https://conoceles.example.org")
    town.publish()
    build()
    text = (built_site() / ".well-known" / "security.txt").read_text(encoding="utf-8")
    assert text.startswith("Contact: mailto:seguridad@instituto.example\n")
    until = date.fromisoformat(re.search(r"Expires: (\S+)T00:00:00Z", text)[1])
    assert timedelta(days=150) < until - timezone.localdate() < timedelta(days=366)
    assert "Canonical: https://conoceles.example.org/.well-known/security.txt" in text
