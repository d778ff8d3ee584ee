"""An election from a TOML file: its institute, calendar and offices."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from conoceles.elections import register
from conoceles.elections.models import SEVERAL, DistrictPlan, Election, Institute, KeyDate, Office
from conoceles.lib.dates import long_date

FOLDER = Path(__file__).parent / "definitions"


class BadDefinition(ValueError):
    """The file does not define an election; its text is a Spanish sentence."""


def create_election(source: Path) -> Election:
    """Create the election that a TOML file defines, or bring the one with its slug up to date, and return it.

    Raises BadDefinition when the file is not TOML, lacks a key or breaks a rule of the register.
    """
    try:
        data = tomllib.loads(source.read_text(encoding="utf-8"))
        with transaction.atomic():
            return _create(data)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadDefinition(f"{source.name} no se puede leer como TOML: {error}.") from error
    except (KeyError, TypeError) as error:
        raise BadDefinition(f"{source.name}: falta o sobra la clave {error}.") from error
    except ValidationError as error:
        raise BadDefinition(f"{source.name}: {' '.join(error.messages)}") from error


def _create(data: dict[str, Any]) -> Election:
    values = dict(data["election"])
    institute = Institute.objects.filter(name=data["institute"]["name"]).first() or Institute()
    _fill(institute, data["institute"])
    register.save(institute)
    state = values.pop("state", "")
    election = Election.objects.filter(slug=values["slug"]).first() or Election()
    plan = _plan(state, values["polls_open"].date())
    _fill(election, {**values, "institute": institute, "plan": plan})
    register.save(election)
    for order, office in enumerate(data["offices"], 1):
        # Of its kind there is one; a state's own offices are told apart by their names.
        own = {} if office["kind"] not in SEVERAL else {"name": office["name"]}
        known = Office.objects.filter(election=election, kind=office["kind"], **own)
        row = known.first() or Office(election=election)
        _fill(row, {"order": order, **office})
        register.save(row)
    for key_date in data.get("key_dates", []):
        if not election.key_dates.filter(text=key_date["text"]).exists():
            register.save(KeyDate(election=election, **key_date))
    return election


def _plan(state: str, day: date) -> DistrictPlan | None:
    """Return the division of a state that is valid on a day, None where it has none at all. Raises BadDefinition where
    it has others, none of which is."""
    plans = DistrictPlan.objects.filter(state=state)
    begun = plans.filter(valid_from__lte=day)
    valid = begun.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day)).order_by("-valid_from").first()
    if valid is None and plans.exists():
        there_are = "; ".join(
            f"{one.name}, {'desde el ' + long_date(one.valid_from)}"
            f"{' hasta el ' + long_date(one.valid_to) if one.valid_to else ''}"
            for one in plans.order_by("valid_from")
        )
        raise BadDefinition(
            f"Ninguna distritación es válida el {long_date(day)}, el día de la elección. Las que hay son: {there_are}. "
            "Importe la que rige ese día."
        )
    return valid


def _fill(row: Any, values: dict[str, Any]) -> None:
    known = {field.name for field in row._meta.fields}
    for name, value in values.items():
        if name not in known:
            raise KeyError(name)
        setattr(row, name, value)
