"""The pages of words of the invented institute, in Spanish and one of them in English."""

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
PAGES = (
    ("que-es", "es", "Qué es Conóceles", ABOUT),
    ("que-es", "en", "What Conóceles is", ABOUT_EN),
    ("accesibilidad", "es", "Accesibilidad", ACCESS),
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
