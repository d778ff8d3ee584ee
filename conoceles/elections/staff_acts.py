"""The roles that two people give: those that read identity answers, and those that release what another prepared."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from conoceles.accounts import addresses
from conoceles.accounts.adapters import at_workshop
from conoceles.accounts.models import User
from conoceles.audit.acts import record
from conoceles.elections import two_people
from conoceles.elections.grants import end, hire
from conoceles.elections.invitation_mail import send_invitations
from conoceles.elections.models import Election, Grant, Prepared, Role
from conoceles.elections.two_people import Done
from conoceles.lib.dates import long_date
from conoceles.lib.outbox import told
from conoceles.lib.text import plain_address

DELICATE = (Role.EQUALITY, *two_people.RELEASERS)
LAST = "Es la única coordinación de toda la instalación: dé antes la función a otra persona, con «create_staff»."
NO_MAIL = "El servidor de correo no responde: la función quedó dada; envíe el código más tarde, desde «Personal»."


def give_role(
    email: str, name: str, role: str, election: Election, by: User, *, until: date | None = None
) -> Done | None:
    """Give a role to the staff account of an e-mail and return what to say; None where it waits for a second person.

    Raises ValidationError with a Spanish sentence when it cannot be given. Nobody gives herself alone the role that
    reads identity answers, whatever the election says of two people; where two are asked, nobody releases it alone.
    """
    if role not in DELICATE:
        return _hired(hire(email, name, role, election, by=by.username, until=until), by.username)
    with transaction.atomic():
        mine = hire(email, name, role, election, by=by.username).user_id == by.pk
        # Only asked whether it can be given: nothing of it stays.
        transaction.set_rollback(True)
    always = mine and role == Role.EQUALITY
    values = {"email": plain_address(email), "name": name, "role": role}
    if until:
        values["until"] = until.isoformat()
    return two_people.do("role", election, by, values, always=always)


def end_role(grant: Grant, by: User) -> Done | None:
    """End a role of the staff and return what to say; None where it waits for a second person: without coordination
    there would be no second one. Raises ValueError with a Spanish sentence for the last of the installation."""
    if is_last_coordination(grant):
        raise ValueError(LAST)
    if _ends_a_releaser(grant, by):
        return two_people.do("role-end", grant.election, by, {"grant": grant.pk}, account=grant.user)
    end(grant, by=by.username)
    return _ended(grant)


def is_last_coordination(grant: Grant) -> bool:
    """Return whether nobody would coordinate the whole installation without this role."""
    if grant.role != Role.COORDINATION or grant.election_id is not None:
        return False
    others = Grant.objects.open().everywhere().filter(role=Role.COORDINATION, user__is_active=True)
    return not others.exclude(user=grant.user_id).exists()


def _ends_a_releaser(grant: Grant, by: User) -> bool:
    return grant.role in two_people.RELEASERS and grant.user_id != by.pk


def needs_two(grant: Grant, by: User) -> bool:
    """Return whether ending a role waits for a second person."""
    return _ends_a_releaser(grant, by) and two_people.asked(grant.election)


def say_of_role(prepared: Prepared) -> str:
    values = prepared.values
    end = f", hasta el {long_date(date.fromisoformat(values['until']))}" if values.get("until") else ""
    return f"Dar a {values['name']} ({values['email']}) la función de {Role(values['role']).label}{end}."


def _reads_identity(prepared: Prepared) -> bool:
    return bool(prepared.values["role"] == Role.EQUALITY)


@two_people.act("role", "Función delicada", say_of_role, own=_reads_identity)
def _give(prepared: Prepared, by: str) -> Done:
    values, election = prepared.values, prepared.election
    if election is None:
        raise ValueError("Esa elección ya no está.")
    try:
        until = date.fromisoformat(values["until"]) if values.get("until") else None
        grant = hire(values["email"], values["name"], values["role"], election, by=by, until=until)
    except ValidationError as error:
        raise ValueError(" ".join(error.messages)) from error
    return _hired(grant, by)


def _say_of_end(prepared: Prepared) -> str:
    grant = Grant.objects.filter(pk=prepared.values["grant"]).select_related("user").first()
    return f"Retirar a {grant.user.name} la función de {grant.get_role_display()}." if grant else "Retirar una función."


@two_people.act("role-end", "Retiro de quien libera", _say_of_end)
def _end(prepared: Prepared, by: str) -> Done:
    grant = Grant.objects.open().filter(pk=prepared.values["grant"]).select_related("user", "election").first()
    if grant is None:
        raise ValueError("Esa función ya se había retirado.")
    if is_last_coordination(grant):
        raise ValueError(LAST)
    end(grant, by=by)
    return _ended(grant)


def _say_of_setting(prepared: Prepared) -> str:
    return f"Pedir dos personas para lo delicado: {setting_in_words(prepared.values['value'])}."


def setting_in_words(value: str) -> str:
    """Return how a setting of two people is called on screen."""
    labels: dict[str, str] = dict(Election.TwoPeople.choices)
    return labels.get(value, "donde haya más de una persona de coordinación")


@two_people.act("two-people", "Regla de dos personas", _say_of_setting, own=lambda prepared: True)
def _set(prepared: Prepared, by: str) -> Done:
    election = prepared.election
    if election is None:
        raise ValueError("Esa elección ya no está.")
    election.two_people = prepared.values["value"]
    election.save(update_fields=["two_people"])
    record("two-people", by=by, election=election.slug, given=setting_in_words(election.two_people))
    return Done(f"Desde ahora se piden dos personas: {setting_in_words(election.two_people)}.")


def send_code(grant: Grant, by: str) -> str:
    """Send the code that opens the account of a role and return what to say. Raises OSError when no mail goes."""
    election = grant.election
    if election is None or grant.user.has_usable_password():
        return ""
    send_invitations([grant], election, at_workshop("activate"), by=by)
    to = addresses.of(grant.user)
    return " " + told(f"Enviado el código a {to}.", f"Escrito el correo con el código para {to}, sin enviar.")


def _hired(grant: Grant, by: str) -> Done:
    try:
        sent = send_code(grant, by)
    except OSError:
        sent = f" {NO_MAIL}"
    return Done(f"{grant.user.name} tiene la función de {grant.get_role_display()}.{sent}")


def _ended(grant: Grant) -> Done:
    return Done(f"{grant.user.name} ya no tiene la función de {grant.get_role_display()}.")
