"""The data dictionary: every column of the open data, in Spanish and English, with its type; and the columns that INE
published in 2022."""

from dataclasses import dataclass

from conoceles.lib.vocabulary import STATUSES

LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}


@dataclass(frozen=True)
class Column:
    """A column: its name, its type as Frictionless Table Schema has it, what it holds in both languages, its values
    when few."""

    name: str
    type: str
    spanish: str
    english: str
    values: tuple[str, ...] = ()


COLUMNS = (
    Column("clave", "string", "clave pública de la candidatura", "public key of the candidacy"),
    Column("nombre", "string", "nombre, como está registrado", "name, as registered"),
    Column("cargo", "string", "cargo por el que compite", "office sought"),
    Column("contienda", "string", "lo que se elige y dónde", "what is elected, and where"),
    Column(
        "demarcacion",
        "string",
        "municipio, distrito o entidad donde se vota",
        "municipality, district or state that votes",
    ),
    Column(
        "tipo_demarcacion",
        "string",
        "qué es: entidad, distrito, circunscripción, municipio o comunidad",
        "what it is: state (entidad), district, constituency, municipality or community",
    ),
    Column("clave_ine", "string", "su clave en los catálogos del INE", "its code in INE's catalogues"),
    Column(
        "clave_inegi",
        "string",
        "su clave en los catálogos del INEGI; en blanco si no es municipio ni entidad",
        "its code in INEGI's catalogues; blank unless a municipality or a state",
    ),
    Column(
        "partido",
        "string",
        "partido, coalición, candidatura común o independiente",
        "party, coalition, common candidacy or independent",
    ),
    Column(
        "calidad",
        "string",
        "propietaria, suplente o por confirmar",
        "principal (propietaria), alternate, or to be confirmed",
        ("propietaria", "suplente", "por confirmar"),
    ),
    Column("lugar", "integer", "lugar en la planilla o lista", "place on the ticket or list"),
    Column("edad", "integer", "años cumplidos el día de la elección", "age in years on election day"),
    Column(
        "sexo",
        "string",
        "mujer, hombre, no binaria; en blanco si la lista no lo dice",
        "woman, man, non-binary; blank when the list does not say",
        ("mujer", "hombre", "no binaria"),
    ),
    Column(
        "estado",
        "string",
        "registrada, sustituida, cancelada, renuncia o fallecimiento",
        "registered, substituted, cancelled, resigned, or deceased",
        tuple(status.text for status in STATUSES.values()),
    ),
    Column(
        "fecha_movimiento",
        "date",
        "fecha de la sustitución, cancelación, renuncia o fallecimiento",
        "date of the substitution, cancellation, resignation or death",
    ),
    Column("acuerdo", "string", "acuerdo que la aprobó", "agreement that approved it"),
    Column(
        "respondio",
        "string",
        "si publicó respuestas: sí, no; en blanco si su cargo no responde o ya no es candidatura",
        (
            "whether answers were published: sí (yes), no; blank for offices that do not answer and for who no longer "
            "stands"
        ),
        ("sí", "no"),
    ),
    Column("pagina", "string", "dirección de su página en este sitio", "address of its page on this site"),
    Column(
        "edicion",
        "integer",
        "última edición del registro público que la cambió",
        "last edition of the public ledger that changed it",
    ),
    Column("siglas", "string", "siglas de quien postula, si las tiene", "initials of whoever nominates, if any"),
    Column(
        "integrantes",
        "string",
        "partidos de la coalición o candidatura común, separados por |",
        "parties of the coalition or common candidacy, separated by |",
    ),
    Column("sobrenombre", "string", "como aparece en la boleta, si lo registró", "ballot nickname, if registered"),
    Column(
        "municipios",
        "string",
        "municipios del distrito, separados por |; en blanco si no es un distrito",
        "municipalities of the district, separated by |; blank unless a district",
    ),
)
ELECTION = Column(
    "eleccion", "string", "dirección de la elección en este sitio", "address of the election on this site"
)
VERSION = "1.1.0"
