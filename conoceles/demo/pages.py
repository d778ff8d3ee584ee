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
VOTE = """Se vota en la casilla de su sección, con su credencial para votar.

## Qué se elige

Cada boleta es de un cargo. En la página de su sección están todas, con quienes aparecen en ellas.

## Cómo se marca

Marque una sola opción en cada boleta. Si varios partidos postulan juntos a la misma persona, puede marcar uno o varios
de ellos: su voto cuenta una vez.

## Si necesita ayuda

Puede entrar con alguien de su confianza, y pedir la boleta en Braille."""
VOTE_EASY = """Votar es elegir a quien va a gobernar.

Usted puede votar si tiene 18 años o más y tiene su credencial para votar.

## Antes de votar

- Busque su casilla. La casilla es el lugar donde usted vota.
- Lleve su credencial para votar.

## En la casilla

- Le dan unas hojas. Esas hojas se llaman boletas.
- En cada boleta hay dibujos de los partidos. Los dibujos se llaman emblemas.
- Ponga una marca en el emblema que usted quiera.
- Doble la boleta y métala en la caja.

## Su voto es secreto

Nadie puede saber por quién votó. Nadie puede obligarle a votar por alguien.

Si necesita ayuda, puede entrar con una persona de confianza."""
PAGES = (
    ("como-se-vota", "es", "Cómo se vota", VOTE),
    ("como-se-vota-facil", "es", "Cómo se vota, en lectura fácil", VOTE_EASY),
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
