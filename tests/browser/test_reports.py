"""The reports that institutes published, entered through the screens and issued: as many activities and sessions."""

import io
import re
import time

import pytest
from docx import Document

from tests.browser.test_capture import R, enter

pytestmark = pytest.mark.browser

# Of which month, how many activities and sessions: Coahuila's reports of May 2023 and November 2022, and Durango's of
# January 2024, as their own lists count them. What each was is invented: their texts are not ours.
REPORTS = [("2023-05", 21, 3, ""), ("2022-11", 9, 1, ""), ("2024-01", 6, 2, "1")]
KINDS = ("visit", "media", "material", "system", "other")


def activity(page, url, month, number):
    page.goto(f"{url}papeles/actividades/nueva/")
    page.select_option("#id_kind", KINDS[number % len(KINDS)])
    page.fill("#id_text", f"Actividad {number} de {month}")
    page.fill("#id_starts", f"{month}-{number + 1:02}")
    page.fill("#id_attendance", str(number * 3))
    page.keyboard.press("Enter")
    page.wait_for_url("**/papeles/actividades/")


def session(page, url, month, number):
    page.goto(f"{url}papeles/sesiones/nueva/")
    page.select_option("#id_kind", "ordinary")
    page.fill("#id_number", f"{number + 1}")
    page.fill("#id_at", f"{month}-{5 + number:02}T11:00")
    page.fill("#id_resolutions", f"Se aprueba el punto {number} de {month}.")
    page.click("main form button:not([type=button])")
    page.wait_for_url("**/papeles/sesiones/")


@pytest.mark.parametrize(("month", "activities", "sessions", "by_plan"), REPORTS)
def test_a_published_report_is_entered_and_issued(browser, served, month, activities, sessions, by_plan):
    context, page = enter(browser, served, "Vinculación")
    url = f"{served.url}{R}"
    for number in range(activities):
        activity(page, url, month, number)
    for number in range(sessions):
        session(page, url, month, number)
    page.goto(f"{url}documentos/mensual/")
    page.fill("#id_starts", f"{month}-01")
    page.fill("#id_ends", f"{month}-28")
    page.select_option("#id_by_plan", by_plan)
    page.click("button[value=look]")
    assert page.locator("ol.sheets img").count() >= 1 and "Así quedará" in page.inner_text("main")
    page.click("button[value=issue]")
    page.wait_for_url("**/documentos/")
    with page.expect_download() as taken:
        page.click("table a:has-text('DOCX')")
    word = Document(io.BytesIO(taken.value.path().read_bytes()))
    cells = [[cell.text for cell in row.cells] for table in word.tables for row in table.rows]
    assert sum(bool(re.fullmatch(rf"Actividad \d+ de {month}", row[1])) for row in cells) == activities
    assert sum(f"Se aprueba el punto {number} de {month}." in row for number in range(sessions) for row in cells) == (
        sessions
    )
    text = " ".join(paragraph.text for paragraph in word.paragraphs)
    assert f"se realizaron {activities} actividades" in text
    context.close()


def test_whoever_waits_for_a_document_is_told_how_far_it_has_come(browser, served):
    context, page = enter(browser, served, "Vinculación")
    page.goto(f"{served.url}{R}documentos/parcial/")
    name = page.input_value("[name=doing]")
    assert re.fullmatch("[0-9a-f]{32}", name) and page.locator("[data-doing-shown]").is_hidden()
    folder = served.data / "doing"
    folder.mkdir(exist_ok=True)

    page.evaluate(
        "new MutationObserver(() => sessionStorage.setItem('told', (sessionStorage.getItem('told') || '')"
        " + document.querySelector('.doing').innerText"
        " + document.querySelector('.doing progress').value)).observe(document.querySelector('.doing'),"
        " {subtree: true, childList: true, attributes: true})"
    )

    def slowly(route):
        if route.request.method == "POST":
            (folder / name).write_text('{"what": "Imprimiéndolo en PDF", "done": 2, "total": 4}')
            time.sleep(2)
        route.continue_()

    page.route("**/documentos/parcial/", slowly)
    page.click("button[value=look]")
    page.locator("ol.sheets img").first.wait_for()
    assert "Imprimiéndolo en PDF: 2 de 4.2" in page.evaluate("sessionStorage.getItem('told')")
    assert not (folder / name).exists(), "what was told goes with the act"
    context.close()
