"""Journeys through capture in a real browser: from the letter to submitted, a party's spreadsheet, equality and the
others."""

import io
import re
import subprocess
import time

import pytest
from PIL import Image
from playwright.sync_api import expect

from conoceles.questionnaires.values import length_without_blanks
from tests.browser.axe import violations

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 390, "height": 844}}
LONG = "Propongo una obra de agua por mes, empezando por las colonias que menos reciben, con cuentas a la vista. " * 4
R = "/registro/demo-2027/"


def enter(browser, served, who, **options):
    context = browser.new_context(**(options or PHONE))
    page = context.new_page()
    page.goto(f"{served.url}/ingresar/")
    page.click(f'button:has-text("{who}")')
    page.wait_for_load_state()
    return context, page


def as_candidate(browser, served, **options):
    """Enter as the demo's candidate, with her consents answered; return context, page and the address of her
    overview."""
    context, page = enter(browser, served, "(candidata)", **options)
    if page.url.endswith("/aviso/"):
        for kind in ("treatment", "publication", "statistics"):
            page.locator(f"form.gap5 input[name={kind}][value=yes]").check()
        page.click(".dock button")
        page.wait_for_url(re.compile(r"/captura/[0-9a-f]{16}/$"))
    return context, page, page.url


def axe(page, errors):
    errors += violations(page)
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        errors.append(f"{page.url}: scrolls sideways")


def both_ways(page, errors):
    """Look at a page on a phone by day, and at a desk by night."""
    for scheme, width in (("light", 390), ("dark", 1280)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        axe(page, errors)


def saved(page):
    expect(page.locator("[data-state]")).to_contain_text("Guardado a las")


def letter_code(served, page, context, name):
    """Make the letters of a party on screen and return the code that one person's page of the PDF carries."""
    page.goto(f"{served.url}{R}cuentas/")
    page.select_option("#party", label=name)
    page.click("button:has-text('Ver qué cartas se harían') >> nth=0")
    page.click("main form button:has-text('Hacer')")
    with page.expect_download() as download:
        page.click("main a[download]")
    path = served.data / "cartas.pdf"
    download.value.save_as(path)
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout
    pages = [one for one in text.split("\f") if "Escriba este código" in one]
    for one in pages:
        if "Presidencia municipal" in one or "Gubernatura" in one or "Diputación" in one:
            return re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", one)[0]
    raise AssertionError("No letter for a candidacy.")


def test_a_candidate_on_a_phone_goes_from_her_letter_to_submitted(browser, served, tmp_path):
    errors = []
    office, desk = enter(
        browser, served, "Coordinación", viewport={"width": 1280, "height": 900}, accept_downloads=True
    )
    code = letter_code(served, desk, office, "Partido Brújula")
    office.close()
    context = browser.new_context(**PHONE)
    page = context.new_page()
    page.goto(f"{served.url}/activar/#{code}")
    expect(page.locator("#id_code")).to_have_value(code)
    assert "#" not in page.url
    axe(page, errors)
    page.click("main button:not([type=button])")
    page.fill("#id_password", "tres palabras sueltas")
    axe(page, errors)
    page.click("main button:not([type=button])")
    page.wait_for_url("**/aviso/")
    axe(page, errors)
    for kind in ("treatment", "publication", "statistics"):
        page.locator(f"form.gap5 input[name={kind}][value=yes]").check()
    page.click(".dock button")
    page.wait_for_url(re.compile(r"/captura/[0-9a-f]{16}/$"))
    home = page.url
    axe(page, errors)

    page.goto(f"{home}seccion/fotografia-y-contacto/")
    picture = io.BytesIO()
    Image.linear_gradient("L").resize((900, 1200)).convert("RGB").save(picture, "JPEG")
    page.set_input_files("[data-upload]", {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()})
    expect(page.locator("[data-shown]")).to_be_visible(timeout=15000)
    before = page.get_attribute("[data-shown]", "src")
    page.locator("input[type=range]").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-shown]")).not_to_have_attribute("src", before)
    page.fill("#id_q-social-x", "https://x.com/persona")
    saved(page)
    axe(page, errors)
    page.click(".dock .btn:not(.quiet)")
    page.wait_for_url("**/formacion/")

    status = page.locator("[data-question=degree_status]")
    page.select_option("#id_q-degree", "none")
    expect(status).to_be_hidden()
    page.select_option("#id_q-degree", "bachelor")
    expect(status).to_be_visible()
    page.check("input[name=q-degree_status][value=degree]")
    page.click("[data-more]")
    page.fill("#id_q-training-1-course", "Diplomado en agua")
    saved(page)
    axe(page, errors)

    page.goto(f"{home}seccion/propuestas/")
    for key in ("proposal_1", "proposal_2", "proposal_gender"):
        page.fill(f"#id_q-{key}", LONG)
    saved(page)
    expect(page.locator("[data-missing]")).to_be_hidden()
    axe(page, errors)
    for part, keys in (("por-que-busca-el-cargo", ["reason"]), ("trayectoria", ["work", "politics"])):
        page.goto(f"{home}seccion/{part}/")
        for key in keys:
            page.fill(f"#id_q-{key}", LONG)
        saved(page)
    page.goto(f"{home}seccion/identidad/")
    for key in ("indigenous", "disability", "afromexican", "diversity", "migrant"):
        page.check(f"input[name=q-{key}][value=no]")
    page.check("input[name=q-indigenous][value=yes]")
    saved(page)
    axe(page, errors)

    page.goto(f"{home}vista-previa/")
    assert "Borrador." in page.inner_text("body") and "obra de agua" in page.inner_text("main")
    axe(page, errors)
    page.goto(f"{home}entregar/")
    assert "Se publicará" in page.inner_text("main")
    axe(page, errors)
    page.click(".dock button")
    page.wait_for_url(home)
    assert "Entregó" in page.inner_text("main")
    page.goto(f"{home}seccion/propuestas/")
    assert page.locator("main [name^=q-]:visible").count() == 0
    assert "obra de agua" in page.inner_text("main dl.answers"), "what was handed over reads like a page"
    axe(page, errors)
    context.close()
    assert errors == []


def test_equality_sees_what_a_reviewer_cannot(browser, served):
    errors = []
    context, page, home = as_candidate(browser, served)
    page.goto(f"{home}seccion/identidad/")
    page.check("input[name=q-indigenous][value=yes]")
    page.select_option("#id_q-indigenous_people", "other")
    page.fill("#id_q-indigenous_people_other", "Pueblo secreto del recorrido")
    saved(page)
    context.close()
    context, page = enter(browser, served, "Paridad")
    page.goto(f"{served.url}{R}identidad/")
    axe(page, errors)
    page.goto(f"{served.url}{R}identidad/{home.rstrip('/').rpartition('/')[2]}/")
    assert "Pueblo secreto del recorrido" in page.inner_text("main")
    axe(page, errors)
    url = page.url
    context.close()
    for who in ("Revisión", "Coordinación", "Mesa de ayuda", "Comisión"):
        context, page = enter(browser, served, who)
        assert page.goto(url).status == 403 and "Pueblo secreto" not in page.content()
        context.close()
    assert errors == []


def test_a_reader_aloud_hears_how_things_rest_and_no_key(browser, served):
    context, page, home = as_candidate(browser, served)
    page.goto(f"{home}seccion/propuestas/")
    page.evaluate(
        """() => {
          window.said = [];
          const live = document.querySelector("[data-state]");
          new MutationObserver(() => window.said.push(live.textContent.trim())).observe(
            live, { childList: true, characterData: true, subtree: true });
        }"""
    )
    page.locator("#id_q-proposal_1").press_sequentially("catorce letras")
    expect(page.locator("[data-writing]")).to_be_visible()
    saved(page)
    expect(page.locator("[data-writing]")).to_be_hidden()
    assert 1 <= len(page.evaluate("window.said")) <= 2
    context.close()


def test_nothing_is_lost_offline_in_two_tabs_or_after_the_session(browser, served):
    context, page, home = as_candidate(browser, served)
    url = f"{home}seccion/propuestas/"
    page.goto(url)
    context.set_offline(True)
    page.fill("#id_q-proposal_1", "Escrito sin conexión")
    expect(page.locator("[data-state]")).to_contain_text("Sin conexión")
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(url)
    saved(page)
    expect(page.locator("#id_q-proposal_1")).to_have_value("Escrito sin conexión")

    other = context.new_page()
    other.goto(url)
    page.fill("#id_q-proposal_1", "Desde una pestaña")
    saved(page)
    time.sleep(1.2)
    other.fill("#id_q-proposal_1", "Desde la otra")
    expect(other.locator("[data-question=proposal_1] [role=alert]")).to_contain_text("Desde una pestaña")
    other.click("button:has-text('Dejar lo que escribí aquí')")
    saved(other)
    page.reload()
    expect(page.locator("#id_q-proposal_1")).to_have_value("Desde la otra")

    cookies = context.cookies()
    context.clear_cookies()
    page.fill("#id_q-proposal_2", "Después de la sesión")
    expect(page.locator("[data-state]")).to_contain_text("Su sesión terminó")
    context.add_cookies(cookies)
    page.reload()
    saved(page)
    page.reload()
    expect(page.locator("#id_q-proposal_2")).to_have_value("Después de la sesión")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('conoceles'))") == []
    context.close()


def test_cancelling_leaves_a_section_as_it_was_opened(browser, served):
    context, page, overview = as_candidate(browser, served)
    page.goto(f"{overview}seccion/propuestas/")
    texts = page.locator("#id_q-proposal_1")
    before = texts.first.input_value()
    texts.first.fill("Algo que escribí y no quiero.")
    expect(page.locator("[data-state]")).to_contain_text("Guardado a las")
    asked = []
    page.once("dialog", lambda one: (asked.append(one.message), one.accept()))
    with page.expect_navigation(url=overview):
        page.locator("[data-cancel]").click()
    assert "¿Salir sin lo que cambió" in asked[0]
    assert "quedaron como estaban cuando abrió la página" in page.inner_text("main")
    page.goto(f"{overview}seccion/propuestas/")
    assert texts.first.input_value() == before
    # With nothing changed it asks nothing.
    page.locator("[data-cancel]").click()
    page.wait_for_url(overview)
    context.close()


@pytest.mark.parametrize(
    "text", ["Peña y Ñandú", "Pen\u0303a", "a\u00a0b\u2003c\ufeffd", "uno\n\ndos\ttres", "👩🏽‍🌾 campo", "x" * 1700]
)
def test_the_page_counts_as_the_server_does(browser, served, text):
    context, page, home = as_candidate(browser, served)
    page.goto(f"{home}seccion/propuestas/")
    page.fill("#id_q-proposal_gender", text)
    shown = page.inner_text("[data-question=proposal_gender] [data-count]").replace(",", "")
    assert int(shown) == length_without_blanks(text)
    context.close()


def test_a_video_link_and_the_removal_of_a_file_work_with_a_script(browser, served):
    context, page, home = as_candidate(browser, served)
    url = f"{home}seccion/mensaje-y-documentos/"
    page.goto(url)
    page.fill("#id_q-video-link", "https://video.example/1")
    page.click(".dock button[name=stay]")
    page.wait_for_load_state()
    expect(page.locator("#id_q-video-link")).to_have_value("https://video.example/1")
    page.check("input[name=q-video-remove]")
    page.click(".dock button[name=stay]")
    page.wait_for_load_state()
    expect(page.locator("#id_q-video-link")).to_have_value("")
    context.close()


def test_capture_works_without_a_script_and_by_keyboard(browser, served):
    context, page, home = as_candidate(browser, served)
    state = context.storage_state()
    context.close()
    context = browser.new_context(**PHONE, java_script_enabled=False, storage_state=state)
    page = context.new_page()
    page.goto(f"{home}seccion/trayectoria/")
    page.focus("#id_q-work")
    page.keyboard.type("Trabajo sin guiones. ")
    page.focus(".dock button:last-of-type")
    page.keyboard.press("Enter")
    page.wait_for_url("**/mensaje-y-documentos/")
    page.goto(f"{home}seccion/trayectoria/")
    assert "Trabajo sin guiones." in page.input_value("#id_q-work")
    assert page.locator("#passkey_login").count() == 0
    context.close()


def test_a_party_fills_many_with_a_spreadsheet(browser, served, tmp_path):
    import xlsxwriter
    from python_calamine import CalamineWorkbook

    errors = []
    context, page = enter(browser, served, "(partido)", viewport={"width": 1280, "height": 900}, accept_downloads=True)
    axe(page, errors)
    with page.expect_download() as download:
        page.click("a:has-text('Bajar la hoja llena')")
    path = tmp_path / "hoja.xlsx"
    download.value.save_as(path)
    header, *rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    column = header.index("Mensaje")
    for row in rows[:5]:
        row[column] = "Mensaje escrito en la hoja."
    with xlsxwriter.Workbook(str(path), {"strings_to_urls": False, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate([header, *rows]):
            sheet.write_row(line, 0, [str(cell) for cell in row])
    page.click("a:has-text('Hoja de cálculo')")
    axe(page, errors)
    page.set_input_files("#file", str(path))
    page.click("main form button:not([type=button])")
    page.wait_for_load_state()
    assert "Respuestas que cambiarían: 5" in page.inner_text("h1")
    axe(page, errors)
    page.click("button:has-text('Aplicar los cambios')")
    page.wait_for_load_state()
    assert "Respuestas guardadas: 5." in page.inner_text("main")
    axe(page, errors)
    context.close()
    assert errors == []
