"""A row's cells in the register's own words: what is not understood is a doubt."""

import re
from collections import Counter
from datetime import date, datetime

from conoceles.elections.models import Candidacy
from conoceles.elections.models.candidacy import CURP, NAME
from conoceles.lib.text import fold
from conoceles.lib.vocabulary import GROUPS
from conoceles.lists.plan import NOT_KNOWN, Listed
from conoceles.lists.presets import Preset
from conoceles.lists.roman import roman

RANGES = {"age": (15, 120), "position": (1, 500)}
# What a cell says of whoever was registered under no affirmative action, and what stands between several.
NO_GROUP = {"", "no", "ninguna", "ninguno", "no aplica", "n/a", "na", "-"}
SEVERAL = re.compile(r"[;,/|\n]")
DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
DATES = {
    "": DATE_FORMATS,
    "day-first": (*DATE_FORMATS, "%d/%m/%y", "%d-%m-%y", "%d.%m.%y", "%d%m%Y"),
    "month-first": ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y", "%Y-%m-%d"),
    "year-first": ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"),
}


class Cells:
    """Puts what a row says into the register's own words; what is not understood is a doubt, and takes nothing away."""

    def __init__(
        self,
        preset: Preset,
        words: dict[str, dict[str, str]],
        places: Counter[tuple[str, ...]],
        listed: Listed,
        given: set[str],
    ) -> None:
        self.preset, self.words, self.places = preset, words, places
        self.listed, self.given = listed, given

    def take(self, values: dict[str, str]) -> None:
        """Put the values of a row into what is listed."""
        listed = self.listed
        listed.party_kind = self.words.get("party_kind", {}).get(fold(values["party"]), "")
        listed.party_kind = listed.party_kind or self.preset.formats.get("party", "")
        listed.party = self.words.get("party", {}).get(fold(values["party"]), values["party"])
        listed.ticket = values["ticket"].strip()[:60]
        listed.folio = self._short("folio", values["folio"].strip(), 60)
        listed.nickname = self._nickname(" ".join(values["nickname"].split()))
        listed.curp = self._curp(values["curp"].strip().upper())
        listed.area = self._area(self.words.get("area", {}).get(fold(values["area"]), values["area"]))
        if "role" in self.given:
            listed.role = self._role(values["role"])
        listed.sex = self._word("sex", values["sex"])
        listed.affirmative_actions = self._groups(values["affirmative_actions"])
        listed.age = self._number("age", values["age"])
        listed.birth_date = self._date(values["birth_date"])
        if self.preset.formats.get("position") == "sequence" and listed.office == "deputy_rp":
            place = (fold(listed.party), fold(listed.area), listed.role)
            self.places[place] += 1
            listed.position = self.places[place]
            self.given.add("position")
        else:
            listed.position = self._number("position", values["position"]) or 1
        listed.given = frozenset(self.given)

    def _doubt(self, name: str, reason: str) -> None:
        """Note a doubt about a cell: what it says is not taken, and does not erase what the register has."""
        self.listed.doubts.append((name, reason))
        self.given.discard(name)

    def _role(self, text: str) -> str:
        if not text.strip():
            self.listed.doubts.append(("role", "La celda está en blanco: la calidad queda por confirmar."))
        return self._word("role", text) or Candidacy.Role.UNCONFIRMED

    def _word(self, name: str, text: str) -> str:
        """Return the register's word for one of the list's; '' and a doubt for a word that the preset does not know."""
        if not text.strip():
            return ""
        word = self.words.get(name, {}).get(fold(text))
        if word is None:
            self._doubt(name, f"«{text.strip()[:160]}» {NOT_KNOWN} en esa columna; no se toma.")
        return word or ""

    def _groups(self, text: str) -> list[str]:
        """Return the groups that a cell names, one or several; [] and a doubt when it names one that is not known."""
        if fold(text) in NO_GROUP:
            return []
        words = {fold(word): key for key, one in GROUPS.items() for word in (one.text, one.title)}
        words |= self.words.get("affirmative_actions", {})
        found = [words.get(fold(part)) for part in SEVERAL.split(text) if part.strip()]
        if None in found:
            self._doubt("affirmative_actions", f"«{text.strip()[:60]}» no nombra grupos conocidos; no se toma.")
            return []
        return Candidacy.in_order(group for group in found if group)

    def _curp(self, text: str) -> str:
        if not text or re.match(CURP, text):
            return text
        self._doubt("curp", "No tiene la forma de una CURP; no se toma.")
        return ""

    def _nickname(self, text: str) -> str:
        if text and not re.match(NAME, text):
            self._doubt("nickname", f"«{text[:40]}» no es un sobrenombre; no se toma.")
            return ""
        return self._short("nickname", text, 80)

    def _short(self, name: str, text: str, limit: int) -> str:
        if len(text) <= limit:
            return text
        self._doubt(name, f"Tiene {len(text)} caracteres y caben {limit}; no se toma.")
        return ""

    def _number(self, name: str, text: str) -> int | None:
        if not text.strip():
            return None
        low, high = RANGES.get(name, (1, 30_000))
        if re.fullmatch(r"\s*[0-9]{1,5}\s*", text) and low <= int(text) <= high:
            return int(text)
        self._doubt(name, f"«{text.strip()[:40]}» no es un número posible; no se toma.")
        return None

    def _date(self, text: str) -> date | None:
        if not text.strip():
            return None
        for form in DATES[self.preset.formats.get("dates", "")]:
            try:
                return datetime.strptime(text.strip(), form).date()
            except ValueError:
                continue
        self._doubt("birth_date", f"«{text.strip()[:40]}» no es una fecha; no se toma.")
        return None

    def _area(self, text: str) -> str:
        form = self.preset.formats.get("area")
        if form == "roman" and text.strip():
            number, canonical = roman(text)
            if number is None:
                return text
            if not canonical:
                self.listed.doubts.append(
                    ("area", f"«{text.strip()}» no está bien escrito en romanos; se leyó como {number}.")
                )
            return str(number)
        if form == "number-first":
            match = re.match(r"\s*(\d+)", text)
            return match[1] if match else text
        return text
