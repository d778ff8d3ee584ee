"""What only the system knows of itself: who misses what, since when it is public, its tables, its size, its texts."""

from collections.abc import Iterable
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models

from conoceles.audit.models import Record
from conoceles.elections.models import Candidacy, Election, Grant, Release
from conoceles.ledger import witness
from conoceles.ledger.models import Edition
from conoceles.lib import blobs
from conoceles.lib.dates import local_date, long_date, moment_in_words
from conoceles.profiles.models import LegalText
from conoceles.reports import notices
from conoceles.reports.documents.content import Drawing, Period, Section, Table
from conoceles.reports.models import Feedback, Notice

GIB, MIB = 1 << 30, 1 << 20


def missing(election: Election) -> Section:
    """Return who has not handed everything over, with each notice that was sent and its receipt."""
    waiting = notices.pending(election)
    told: dict[int, list[Notice]] = {}
    rows = Notice.objects.filter(candidacy__in=[line.candidacy.pk for line in waiting]).order_by("sent_at")
    for one in rows:
        told.setdefault(one.candidacy_id, []).append(one)
    section = Section("Candidaturas que no han entregado", empty="Todas las candidaturas entregaron.")
    if waiting:
        section.paragraphs = [
            f"{len(waiting)} candidaturas no han entregado su cuestionario o les falta algo. Lo que trajo una lista "
            "oficial cuenta como respondido."
        ]
        section.tables = [
            Table(
                "Incumplimientos, con cada aviso",
                ["Persona", "Candidatura", "Partido", "Qué falta", "Avisos enviados"],
                [
                    [
                        line.candidacy.person.name,
                        f"{line.candidacy.office}, {line.candidacy.ticket.contest.area.name}",
                        line.candidacy.ticket.party.name,
                        "todo" if not line.entered else "; ".join(line.missing) or "entregarlo",
                        "; ".join(map(_notice, told.get(line.candidacy.pk, []))) or "ninguno",
                    ]
                    for line in waiting
                ],
                annex="Incumplimientos",
            )
        ]
    return section


def _notice(one: Notice) -> str:
    number = f", oficio {one.number}" if one.number else ""
    receipt = f", acuse del {long_date(local_date(one.received_at))}" if one.received_at else ", sin acuse"
    return f"{long_date(local_date(one.sent_at))}, por {one.get_channel_display()}{number}{receipt}"


def start(election: Election, edition: int) -> Section:
    """Return since when the election is public, where, and by what it is verified."""
    seen = witness.seen()
    section = Section("Inicio de la publicación")
    if election.published_at is None:
        section.paragraphs = ["La elección todavía no es pública."]
    else:
        section.paragraphs = [
            f"El sitio es público desde el {moment_in_words(election.published_at)}, en {election.institute.site}.",
            f"Lo publicado consta en el registro público hasta la edición {edition}. Su raíz es {seen.root}.",
        ]
    section.paragraphs.append(f"El calendario señaló el {moment_in_words(election.publication_starts)}.")
    return section


def database() -> list[Section]:
    """Return the tables of the product, their fields, and to which others they point, read from the code."""
    found = []
    for config in apps.get_app_configs():
        if not config.name.startswith("conoceles."):
            continue
        models_ = list(config.get_models())
        if models_:
            drawn = _diagram(config.label, models_)
            found.append(
                Section(f"Cuarto «{config.label}»", tables=[_model(model) for model in models_], drawings=[drawn])
            )
    return [_rooms(), *found]


def _points(model: type[models.Model]) -> list[type[models.Model]]:
    """Return the models to which the fields of one point, each once, itself left out."""
    fields = [*model._meta.concrete_fields, *model._meta.local_many_to_many]
    to = [one.related_model for one in fields if isinstance(one.related_model, type)]
    return [one for one in dict.fromkeys(to) if one is not model]


def _rooms() -> Section:
    """Return which rooms have tables, and to which others those point."""
    rooms = [config for config in apps.get_app_configs() if config.name.startswith("conoceles.")]
    with_tables = [config for config in rooms if list(config.get_models())]
    labels = {config.label for config in with_tables}
    arrows = dict.fromkeys(
        (config.label, to._meta.app_label)
        for config in with_tables
        for model in config.get_models()
        for to in _points(model)
        if to._meta.app_label in labels and to._meta.app_label != config.label
    )
    boxes = [(config.label, f"{config.label} ({len(list(config.get_models()))})", False) for config in with_tables]
    alt = f"Cuartos con tablas y cuántas tienen; las flechas van de un cuarto a otro al que apunta: {_said(arrows)}."
    return Section("Diagrama general", drawings=[Drawing("Los cuartos y sus tablas", alt, boxes, list(arrows))])


def _diagram(label: str, models_: list[type[models.Model]]) -> Drawing:
    """Return the tables of a room, those of others to which they point, and which points to which."""
    arrows = {
        (model._meta.db_table, to._meta.db_table): to._meta.app_label == label
        for model in models_
        for to in _points(model)
    }
    outside = dict.fromkeys(to for (_start, to), own in arrows.items() if not own)
    boxes = [(one._meta.db_table, one._meta.db_table.removeprefix(f"{label}_"), False) for one in models_]
    boxes += [(table, table, True) for table in outside]
    alt = f"Tablas de «{label}»; una flecha va de la tabla que apunta a la que es apuntada: {_said(arrows)}."
    return Drawing(f"Diagrama de «{label}»", alt, boxes, list(arrows))


def _said(arrows: Iterable[tuple[str, str]]) -> str:
    return "; ".join(f"de {start} a {end}" for start, end in arrows) or "ninguna"


def _model(model: type[models.Model]) -> Table:
    rows: list[list[str | int]] = []
    for one in model._meta.concrete_fields:
        to = one.related_model._meta.db_table if isinstance(one.related_model, type) else ""
        rows.append(
            [one.column or one.name, one.get_internal_type(), "no" if not one.null else "sí", to, str(one.verbose_name)]
        )
    head = ["Campo", "Tipo", "Puede faltar", "Apunta a", "Qué es"]
    title = f"{model._meta.db_table}: {model._meta.verbose_name}"
    return Table(title, head, rows, annex=model._meta.db_table[:31])


def volume(election: Election) -> Section:
    """Return how many rows and how much disk an election takes, and what the equipment needs."""
    rows: list[list[str | int]] = [
        ["Candidaturas", Candidacy.objects.of_election(election).count()],
        ["Cuentas con algún permiso", Grant.objects.open().filter(election=election).count()],
        ["Ediciones del registro público", Edition.objects.filter(election=election.slug).count()],
        ["Actos registrados", Record.objects.of_election(election.slug).count()],
        ["Archivos privados, en MB", _weight(blobs.folder(blobs.PRIVATE)) // MIB],
        ["Archivos públicos, en MB", _weight(blobs.folder(blobs.PUBLIC)) // MIB],
        ["Sitio construido, en MB", _weight(Path(settings.BUILD_DIR)) // MIB],
    ]
    return Section(
        "Volumen y equipo",
        [
            "Las páginas se escriben una vez y se sirven como archivos: un servidor de dos procesadores y dos GB de "
            "memoria basta para un instituto. Las mediciones, con la orden que las repite, están en la documentación "
            "del sistema (docs/performance.md)."
        ],
        tables=[Table("Lo que hay hoy", ["Qué", "Cuánto"], rows, annex="Volumen")],
    )


def _weight(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else 0


def security(election: Election) -> Section:
    """Return how what is captured is kept, as the system does it."""
    staff = Grant.objects.open().filter(election=election).exclude(role__in=("party", "candidate"))
    return Section(
        "Medidas de seguridad",
        items=[
            f"Al personal se le exige segundo factor para entrar; hoy hay {staff.count()} permisos de personal.",
            "Cada candidatura y cada partido entra con cuenta propia, que se abre con un código de un solo uso "
            "entregado en carta, con acuse.",
            "Las respuestas de identidad se guardan aparte y cifradas; leerlas queda registrado.",
            "Todo acto queda en un registro que la base de datos no deja cambiar, sellado en cadena.",
            "Lo publicado queda en un registro público firmado: si se reescribiera, se notaría.",
            "Los archivos que se suben se abren en un proceso limitado y se guardan hechos de nuevo, sin metadatos.",
            "El sitio no pide nada a terceros y no ejecuta instrucciones ajenas (política de seguridad de contenido).",
            "Se hacen respaldos con la orden backup, que dice cuándo y qué abarcó.",
        ],
    )


def privacy(election: Election) -> list[Section]:
    """Return the texts of privacy in force, each with the agreement that approved it."""
    last: dict[str, LegalText] = {}
    for text in LegalText.objects.filter(election=election).select_related("agreement").order_by("number"):
        last[text.kind] = text
    if not last:
        return [Section("Avisos de privacidad", empty="Todavía no hay textos de privacidad.")]
    return [
        Section(
            text.get_kind_display().capitalize(),
            [f"Versión {text.number}, acuerdo {text.agreement.number}.", *_paragraphs(text.text)],
        )
        for text in last.values()
    ]


def _paragraphs(text: str) -> Iterable[str]:
    return [part.strip() for part in text.split("\n") if part.strip()]


def releases(election: Election, period: Period | None = None) -> Section:
    """Return the versions of capture and of the site, with what changed and how it was tried."""
    rows = Release.objects.filter(election=election).order_by("on", "id")
    found = [one for one in rows if period is None or one.on in period]
    section = Section("Versiones liberadas", empty="No se liberó ninguna versión.")
    if found:
        body = [
            [
                long_date(one.on),
                one.get_interface_display(),
                one.version,
                one.get_stage_display(),
                one.changes,
                one.evidence,
            ]
            for one in found
        ]
        head = ["Desde", "Interfaz", "Versión", "Etapa", "Qué cambió", "Cómo se probó"]
        section.tables = [Table("Versiones", head, body, annex="Versiones")]
    return section


def feedback(election: Election) -> Section:
    """Return what people said of capture and site, and what was done about it."""
    rows = Feedback.objects.filter(election=election).order_by("on", "id")
    section = Section("Retroalimentación", empty="No se registró retroalimentación.")
    if rows:
        section.tables = [
            Table(
                "Retroalimentación",
                ["Fecha", "Quién", "Qué dijo", "Qué se respondió", "Versión"],
                [[long_date(one.on), one.who, one.text, one.answer, one.done_in] for one in rows],
                annex="Retroalimentación",
            )
        ]
    return section
