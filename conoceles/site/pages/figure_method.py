"""How each public figure is counted: what it counts, of what, in which unit, until when, from where."""

from typing import Any

from django.utils.translation import gettext as _

from conoceles.site.state.election_view import ElectionView


def method(view: ElectionView) -> dict[str, Any]:
    """Return the page that says how everything on the pages of figures was counted."""
    candidacies, answers = _("candidaturas"), _("respuestas")
    register, ledger = _("El registro de candidaturas publicado."), _("Las respuestas publicadas.")
    asked = _("Las candidaturas registradas hoy a cargos que responden cuestionario.")
    answered = _("Las que tienen al menos una respuesta pública.")
    return {
        "cutoff": view.election.at,
        "figures": [
            _figure("participation", _("Participación"), answered, asked, candidacies, ledger),
            _figure(
                "weeks",
                _("Semana por semana"),
                _("Las que habían respondido al terminar cada semana, en domingo."),
                asked,
                candidacies,
                ledger,
            ),
            _figure(
                "groups",
                _("Por cargo, partido, lugar, sexo, edad y calidad"),
                _("De cada grupo, las que tienen al menos una respuesta pública."),
                _("De cada grupo, las registradas hoy a cargos que responden."),
                candidacies,
                register,
            ),
            _figure(
                "standing",
                _("Cuántas compiten"),
                _("Todas las candidaturas registradas hoy, de todos los cargos."),
                _("No es una parte: es una cuenta."),
                candidacies,
                register,
            ),
            _figure(
                "questions",
                _("Cada pregunta"),
                _("Las que la respondieron en público."),
                _("Las que tienen al menos una respuesta pública."),
                answers,
                ledger,
            ),
            _figure(
                "words",
                _("Palabras de las propuestas"),
                _("Las candidaturas en cuyas propuestas está la palabra, en cualquiera de sus formas."),
                _("Las que tienen una propuesta pública."),
                candidacies,
                ledger,
            ),
        ],
    }


def _figure(id_: str, title: str, counts: str, of: str, unit: str, source: str) -> dict[str, str]:
    return {"id": id_, "title": title, "counts": counts, "of": of, "unit": unit, "source": source}
