"""Rows that wait for a person's word: said once, and remembered when the list comes again."""

from collections import Counter, defaultdict

from conoceles.elections.models import Candidacy, Party
from conoceles.lib.text import fold
from conoceles.lists.catalogue import Catalogue, Unknown
from conoceles.lists.models import HeldRow
from conoceles.lists.plan import BROKEN, DOUBTFUL, NAMESAKE, NOBODY, PARTIES, UNCHANGED, Match, RegisterPlan, Waits

REASONS = {
    NOBODY: "La celda dice «{name}»: no se guarda como persona. Diga en Dudas si es alguien.",
    BROKEN: "«{name}» tiene letras que ningún nombre tiene: no se adivina. Escriba en Dudas cómo se llama.",
}
SETTLED = "Ya se resolvió en Dudas."


class Waiting:
    """Which rows of a list wait, by what persons said of the same rows before."""

    def __init__(self, plan: RegisterPlan, catalogue: Catalogue) -> None:
        self.plan, self.catalogue = plan, catalogue
        self.times: Counter[str] = Counter()
        self.said = {row.mark: row for row in HeldRow.objects.filter(election=plan.election).exclude(outcome="")}

    def lets_pass(self, match: Match) -> bool:
        """Return whether a row may register somebody, under the name that somebody said where its own is none. Who
        stands already under that very name was looked at before."""
        listed = match.listed
        if not listed.held or self._stands(match):
            return True
        _resolve(match)
        # Several may say the same for one slate: «VACANTE».
        self.times[listed.mark] += 1
        waits = Waits(listed.held, [listed], f"{listed.mark}:{self.times[listed.mark]}", tuple(self._created(match)))
        said = self.said.get(waits.mark)
        if said is None:
            self.plan.held.append(waits)
            self.plan.say(listed, DOUBTFUL, REASONS[listed.held].format(name=listed.name[:80]), "name")
            return False
        if said.outcome == HeldRow.Outcome.DISMISSED:
            self.plan.say(listed, UNCHANGED, f"{SETTLED} No se registra a nadie.")
            return False
        listed.name, listed.held = said.answer, ""
        return True

    def _stands(self, match: Match) -> bool:
        name = fold(match.listed.name)
        standing = self.catalogue.named(name)
        return any(one.ticket_id == match.ticket.pk and one.office_id == match.office.pk for one in standing)

    def _created(self, match: Match) -> list[str]:
        """Return what a row stands on that the list brings: what settling it may create too."""
        new = {"party": match.ticket.party.pk is None, "area": match.ticket.contest.area.pk is None}
        return [name for name, is_new in new.items() if is_new]

    def of_one_party(self, matches: list[Match]) -> list[Match]:
        """Return the rows without those of one person under several parties of a contest: of them one, with the party
        that somebody said, or with the coalition of all of them where the format gives a line to each emblem."""
        same: dict[tuple[str, int, str], list[Match]] = defaultdict(list)
        for match in matches:
            same[match.ticket.contest.key, match.office.pk, fold(match.listed.name)].append(match)
        gone: set[int] = set()
        for group in same.values():
            if len({match.ticket.party.key for match in group}) > 1 and not self._known(group):
                gone |= {id(match) for match in group} - {id(match) for match in self._one_of(group)}
        return [match for match in matches if id(match) not in gone]

    def namesake(self, match: Match, other: Candidacy) -> bool:
        """Return whether a row registers somebody though another stands elsewhere under the very name, because a person
        said who she is; otherwise it waits, or is nobody's."""
        _resolve(match)
        waits = Waits(NAMESAKE, [match.listed], match.listed.mark, tuple(self._created(match)))
        said = self.said.get(waits.mark)
        if said is None:
            self.plan.held.append(waits)
            where = f"{other.office}, {other.ticket.party.name}, {other.ticket.contest}"
            reason = (
                f"El registro tiene a {other.person.name} en otra candidatura ({where}): diga en Dudas si es otra "
                "persona, o la misma en las dos."
            )
            self.plan.say(match.listed, DOUBTFUL, reason, "ticket")
            return False
        if said.outcome == HeldRow.Outcome.DISMISSED:
            self.plan.say(match.listed, UNCHANGED, f"{SETTLED} No se registra a nadie.")
            return False
        if said.answer.startswith(HeldRow.SAME):
            chosen = Candidacy.objects.filter(election=self.plan.election, key=said.answer[1:]).select_related("person")
            match.person = next((one.person for one in chosen), other.person)
        return True

    def _known(self, group: list[Match]) -> bool:
        """Return whether everybody of a group stands already: the register was right before this list came."""
        tickets = {match.ticket.pk for match in group}
        if None in tickets:
            return False
        name = fold(group[0].listed.name)
        standing = {one.ticket_id for one in self.catalogue.named(name) if one.office_id == group[0].office.pk}
        return tickets <= standing

    def _one_of(self, group: list[Match]) -> list[Match]:
        for match in group:
            _resolve(match)
        marks = sorted({match.listed.mark for match in group})
        created = tuple(dict.fromkeys(one for match in group for one in self._created(match)))
        waits = Waits(PARTIES, [match.listed for match in group], ":".join(marks), created)
        said = self.said.get(waits.mark)
        if said is not None and said.answer == HeldRow.EACH:
            return group
        together = self._coalition(group) if self.catalogue.formats.get("lines") == "emblems" else None
        if said is None and together is None:
            self._hold(waits, group)
            return []
        if said is not None and said.outcome == HeldRow.Outcome.DISMISSED:
            for match in group:
                self.plan.say(match.listed, UNCHANGED, f"{SETTLED} No se registra a nadie.")
            return []
        party = together.name if together else said.answer if said else ""
        first = next((match for match in group if match.listed.party == party), None)
        if first is None:
            # A coalition has its own formulas: the number of one of its parties is not hers.
            first = group[0]
            first.listed.party, first.listed.ticket = party, ""
            try:
                first.ticket, first.office = self.catalogue.place(first.listed)
            except Unknown:
                # What was said is no party any more: it is asked again.
                self._hold(waits, group)
                return []
        for match in group:
            if match is not first:
                reason = f"Es la misma candidatura de la línea {self.plan.place(first.listed.line)}, por {party}."
                self.plan.say(match.listed, UNCHANGED, reason)
        return [first]

    def _hold(self, waits: Waits, group: list[Match]) -> None:
        self.plan.held.append(waits)
        parties = ", ".join(dict.fromkeys(match.ticket.party.name for match in group))
        for match in group:
            reason = (
                f"{match.listed.name} está en la misma contienda por {parties}: diga en Dudas por quién compite, o si "
                "son personas distintas."
            )
            self.plan.say(match.listed, DOUBTFUL, reason, "party")

    def _coalition(self, group: list[Match]) -> Party | None:
        """Return the coalition or common candidacy of exactly the parties of some rows."""
        parties = {match.ticket.party.pk for match in group}
        for party in Party.objects.filter(election=self.plan.election).exclude(kind=Party.Kind.PARTY):
            if parties == set(party.members.values_list("pk", flat=True)):
                return party
        return None


def _resolve(match: Match) -> None:
    """Say of a row where the register has it: what a word meant is not asked again when it is settled."""
    match.listed.area = match.ticket.contest.area.name
    match.listed.party = match.ticket.party.name
    if match.ticket.pk:
        # A list may number the formulas otherwise.
        match.listed.ticket = match.ticket.folio
