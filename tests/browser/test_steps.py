"""How many steps each work of the day takes, counted as a person makes them: a press, a key, a field filled in.

What docs/steps.md says is what is counted here.
"""

import re

import pytest

from tests.browser.conftest import ROOT, demonstration
from tests.browser.test_capture import enter

pytestmark = pytest.mark.browser
R = "/registro/demo-2027/"
DESK = {"viewport": {"width": 1280, "height": 900}}
COMPLETE = """
from conoceles.elections.models import Candidacy, Election
from conoceles.profiles.saving import profile_of, save
from conoceles.profiles.workflow import Hand
from conoceles.questionnaires.asked import asked_in
from tests.factories import complete_answers
from conoceles.profiles.models import Answer
election = Election.objects.get(slug="demo-2027")
asked = asked_in(election)
rows = Candidacy.objects.with_register().select_related("election").filter(
    election=election, ticket__party__name="Coalición Nogal y Manantial", office__answers=True, status="registered"
)
for one in rows:
    profile = profile_of(one, asked)
    if profile.sections.exclude(state__in=("empty", "draft")).exists():
        continue
    versions = dict(Answer.objects.filter(profile=profile).values_list("question", "version"))
    for key, value in complete_answers(one).items():
        save(profile, asked.questions[key], value, version=versions.get(key, 0), asked=asked, candidacy=one,
             hand=Hand("c-partido", "party"))
"""


@pytest.fixture(scope="module")
def mine(tmp_path_factory):
    """A demonstration of its own: what is done here stays done."""
    yield from demonstration(tmp_path_factory.mktemp("steps"))


class Steps:
    """A person before a page, whose steps are counted."""

    def __init__(self, browser, site, who):
        self.context, self.page = enter(browser, site, who, **DESK)
        self.site, self.made = site, 0

    def press(self, name, role="button"):
        self.made += 1
        self.page.get_by_role(role, name=re.compile(name)).first.click()
        self.page.wait_for_load_state()

    def key(self, name):
        self.made += 1
        self.page.keyboard.press(name)

    def fill(self, label, text):
        self.made += 1
        self.page.get_by_label(re.compile(label)).first.fill(text)

    def choose(self, label, index):
        self.made += 1
        self.page.get_by_label(re.compile(label)).first.select_option(index=index)

    def attach(self, label, name, content):
        self.made += 1
        self.page.get_by_label(re.compile(label)).first.set_input_files(
            {"name": name, "mimeType": "application/pdf", "buffer": content}
        )

    def said(self, words):
        assert words in " ".join(self.page.inner_text("main").split())


def counted(name):
    """Return the steps that docs/steps.md says a work takes now."""
    lines = (ROOT / "docs" / "steps.md").read_text(encoding="utf-8").splitlines()
    (line,) = [line for line in lines if line.startswith(f"| {name} ")]
    return int(line.split("|")[3])


def test_the_letters_of_a_party_and_their_receipts(browser, mine):
    one = Steps(browser, mine, "Vinculación")
    one.press("Cuentas y cartas", "link")
    one.choose("Partido, coalición o independiente", 1)
    one.press("Ver qué cartas se harían")
    one.press("Hacer \\d+ cartas")
    one.press("cartas-demo", "link")
    assert one.made == counted("Las cartas de un partido")
    one.made = 0
    one.page.goto(f"{mine.url}{R}cuentas/acuses/")
    one.page.get_by_label("Todos").first.check()
    one.made += 1
    total = one.page.locator("input[name=row]:checked").count()
    assert total > 20
    one.fill("Quién recibió|Recibió|recib", "Rosa Mar")
    one.press("Registrar los acuses marcados")
    one.said("acuses")
    assert one.made == counted("Los acuses de una relación firmada")
    one.context.close()


def test_a_party_hands_over_all_that_is_complete(browser, mine):
    mine.manage("shell", "-c", COMPLETE)
    one = Steps(browser, mine, "(partido)")
    one.press("Entregar las \\d+ completas", "link")
    one.press("Entregar \\d+ candidaturas")
    one.said("candidaturas entregadas")
    assert one.made == counted("Entregar todas las completas")
    one.context.close()


def test_a_call_is_answered_and_written_down(browser, mine):
    one = Steps(browser, mine, "Mesa de ayuda")
    one.page.goto(f"{mine.url}{R}avance/quienes/?estado=empty")
    name = one.page.locator("th[role=rowheader] a").first.inner_text()
    one.page.goto(f"{mine.url}/taller/demo-2027/")
    one.fill("Candidatura", name)
    one.key("Enter")
    one.page.wait_for_url("**/candidaturas/**")
    one.press("Registrar «¿qué", "link")
    one.press("Registrar")
    one.said(name)
    assert one.made == counted("Una llamada: «¿qué me falta?»")
    one.context.close()


def test_a_substitution(browser, mine):
    one = Steps(browser, mine, "Prerrogativas")
    one.press("Movimientos", "link")
    one.fill("De quién es el movimiento", "Abel Cueto Peralta")
    one.key("Enter")
    one.page.wait_for_url(re.compile(r"movimientos/[0-9a-f]{16}/"))
    form = one.page.locator("details:has(button[value=substitute])")
    form.locator("summary").click()
    form.get_by_label("Acuerdo que lo aprueba").select_option(index=1)
    form.get_by_label("Quién la sustituye").fill("Rosa Mar Luna")
    one.made += 3
    form.locator("button[value=substitute]").click()
    one.made += 1
    one.page.wait_for_load_state()
    one.said("Rosa Mar Luna")
    assert one.made == counted("Una sustitución")
    one.context.close()


def test_a_profile_with_one_observation_and_a_clean_one(browser, mine):
    one = Steps(browser, mine, "Revisión")
    one.page.goto(f"{mine.url}/revision/demo-2027/?aviso=none")
    one.press("Revisar la siguiente")
    one.page.wait_for_url("**/candidatura/**")
    one.made = 0
    one.key("j")
    one.key("8")
    first = one.page.url.partition("#")[0]
    one.key("Control+Enter")
    one.page.wait_for_url(lambda url: url.partition("#")[0] != first)
    one.said("Observado:")
    assert one.made == counted("Un perfil con una observación")
    one.made = 0
    second = one.page.url.partition("#")[0]
    one.key("Control+Enter")
    one.page.wait_for_url(lambda url: url.partition("#")[0] != second)
    one.said("Validado:")
    assert one.made == counted("Un perfil sin nada que observar")
    one.context.close()
