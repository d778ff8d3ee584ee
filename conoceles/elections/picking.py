"""A field that names one candidacy, however it is typed: part of a name, a folio, a party, a place. Where several
match, they are offered."""

from typing import Any

from django import forms

from conoceles.elections.models import Candidacy, Election
from conoceles.lib.text import fold, so_many

# Those that are offered; whoever finds more says more words.
OFFERED = 12


class PickInput(forms.TextInput):
    """A text, and the candidacies that it may mean: what is chosen of them counts while the text stays."""

    template_name = "elections/pick.html"
    found: tuple[Candidacy, ...] = ()
    # Whoever was chosen by her key, which nobody reads: shown by her name, and still chosen.
    chosen: Candidacy | None = None

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        text = str(data.get(name) or "")
        chosen, before = data.get(f"{name}-cual"), data.get(f"{name}-antes")
        return str(chosen) if chosen and (before is None or before == text) else text

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if self.chosen is None:
            return {**context, "found": self.found}
        context["widget"]["value"] = self.chosen.person.name
        return {**context, "found": (self.chosen,), "chosen": True}


class CandidacyField(forms.CharField):
    """A candidacy of an election, which a form sets: `field.election = election`."""

    widget = PickInput

    def __init__(self, *, election: Election | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Candidatura")
        kwargs.setdefault("help_text", "Parte de su nombre, su folio, su partido o su lugar.")
        super().__init__(max_length=160, **kwargs)
        self.election = election

    def clean(self, value: Any) -> Candidacy | None:
        """Return the candidacy that a text names, None for no text."""
        text = super().clean(value)
        if not text or self.election is None:
            return None
        rows = Candidacy.objects.of_election(self.election)
        if one := rows.with_register().filter(key=text.strip()).first():
            if isinstance(self.widget, PickInput):
                self.widget.chosen = one
            return one
        found = list(rows.found(text).with_register().order_by("person__name", "pk")[: OFFERED + 1])
        exact = [one for one in found if fold(one.person.name) == fold(text)]
        if len(found) == 1 or len(exact) == 1:
            return (exact or found)[0]
        if isinstance(self.widget, PickInput):
            self.widget.found = tuple(found[:OFFERED])
        if not found:
            raise forms.ValidationError("Nadie de esta elección tiene esas palabras: pruebe con menos, o con su folio.")
        if len(found) > OFFERED:
            raise forms.ValidationError("Coinciden muchas: elija una, o agregue su partido o su lugar.")
        raise forms.ValidationError(f"{so_many(len(found), 'coincide', 'coinciden')}: elija cuál.")

    def __deepcopy__(self, memo: dict[int, Any]) -> "CandidacyField":
        made = super().__deepcopy__(memo)
        made.election = self.election
        return made


def name_of(election: Election, key: str | None) -> str:
    """Return what fills in a field for the candidacy of a key, '' for none."""
    one = Candidacy.objects.of_election(election).select_related("person").filter(key=key or "").first()
    return one.person.name if one else ""
