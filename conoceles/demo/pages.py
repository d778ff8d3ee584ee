"""The pages of words of the invented institute, in Spanish and English."""

from datetime import timedelta

from conoceles.elections import texts
from conoceles.elections.models import Election, KeyDate, PageText

ABOUT = """«Candidatas y Candidatos, Conóceles» reúne lo que cada candidatura dice de sí misma y lo que propone.

## De dónde sale lo que lee

Cada candidatura escribe sus respuestas. El Instituto revisa que cumplan las reglas y las publica sin cambiarlas.

- Todas tienen el mismo espacio.
- El orden es el que marca la ley.
- Lo que cambia se puede consultar, versión por versión.

## Quién no ha respondido

También se dice, con la fecha en que se le pidió."""
ABOUT_EN = """“Candidatas y Candidatos, Conóceles” gathers what each candidate says about themselves and proposes.

## Where it comes from

Candidates write their own answers. The Institute checks that they follow the rules and publishes them unchanged.

- Everyone has the same space.
- The order is the one set by law.
- Every change can be read, version by version."""
ACCESS = """Este sitio se puede usar sin ratón, con lector de pantalla, con letra grande y en un teléfono antiguo.

## Lo que puede hacer

- Escuchar las respuestas de una candidatura con la voz de su navegador.
- Imprimir la boleta de su sección, también en letra grande.
- Guardar su boleta y abrirla sin conexión.

Si algo no le funciona, llame a la mesa de ayuda: el teléfono está al pie de cada página."""
ACCESS_EN = """This site can be used without a mouse, with a screen reader, with large type and on an old phone.

## What you can do

- Listen to a candidate's answers with your browser's voice.
- Print the ballot of your section, also in large type.
- Save your ballot and open it without a connection.

If something does not work for you, call the help desk: its number is at the foot of every page."""
PAGES = (
    ("que-es", "es", "Qué es Conóceles", ABOUT),
    ("que-es", "en", "What Conóceles is", ABOUT_EN),
    ("accesibilidad", "es", "Accesibilidad", ACCESS),
    ("accesibilidad", "en", "Accessibility", ACCESS_EN),
)


def make_pages(election: Election) -> None:
    """Write and publish the pages of words, once the election is public."""
    for order, (slug, language, title, body) in enumerate(PAGES, 1):
        text = PageText(election=election, slug=slug, language=language, title=title, body=body, order=order)
        texts.save(text, by="demo")
        texts.publish(text, by="demo")


def make_links(election: Election) -> None:
    """Write the links of the home page."""
    for text, url in (
        ("Ubique su casilla", "https://www.example.org/casilla"),
        ("Cómo se vota", "https://www.example.org/voto"),
    ):
        KeyDate.objects.create(election=election, text=text, url=url)
    KeyDate.objects.create(
        election=election,
        day=election.day + timedelta(days=3),
        text="Cómputos y resultados",
        url="https://www.example.org/resultados",
    )
