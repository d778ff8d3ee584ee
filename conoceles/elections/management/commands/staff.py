from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from conoceles.accounts import addresses
from conoceles.accounts.models import User
from conoceles.elections import factor_acts, staff_acts
from conoceles.elections.grants import end, staff_of
from conoceles.elections.models import Grant, Role
from conoceles.lib.text import plain_address


class Command(BaseCommand):
    help = (
        "Lista al personal y sus funciones; con --end retira las de una cuenta (todas, o una), y con "
        "--reset-second-factor le quita el segundo factor que perdió. Queda en el registro de actos, y se le avisa."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", nargs="?", default="", help="el correo de la cuenta; sin él, se lista todo")
        parser.add_argument("--end", action="store_true", help="retira sus funciones: quien se va, se va")
        parser.add_argument("--role", default="", choices=[role.value for role in Role], help="solo esta función")
        parser.add_argument("--reset-second-factor", action="store_true")
        parser.add_argument("--why", default="", help="por qué: queda en el registro de actos")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        if not email:
            self._list()
            return
        user = staff_of(email) or _unconfirmed(email)
        if user is None or not user.is_staff:
            raise CommandError(f"No hay una cuenta del personal con el correo {email}.")
        if not (options["end"] or options["reset_second_factor"]):
            self._list(user)
            return
        if not options["why"]:
            raise CommandError('Diga por qué con --why "…": queda en el registro de actos.')
        if options["end"]:
            self._end(user, options["role"], options["why"])
        if options["reset_second_factor"]:
            try:
                factor_acts.lift_from_terminal(user, options["why"])
            except ValueError as error:
                raise CommandError(str(error)) from error
            self.stdout.write(f"{user.name} ya no tiene segundo factor: pondrá otro al ingresar. Se le avisó.")

    def _end(self, user: User, role: str, why: str) -> None:
        rows = Grant.objects.open().staff().filter(user=user).select_related("user", "election")
        mine = list(rows.filter(role=role) if role else rows)
        if not mine:
            raise CommandError(f"{user.name} no tiene {'esa función' if role else 'ninguna función'}.")
        for grant in mine:
            if staff_acts.is_last_coordination(grant):
                raise CommandError(staff_acts.LAST)
        for grant in mine:
            end(grant, by="", why=why)
            where = f"en {grant.election.slug}" if grant.election else "en toda la instalación"
            self.stdout.write(f"Retirada: {grant.get_role_display()} {where}.")
        user.refresh_from_db()
        if not user.is_active:
            self.stdout.write("No le queda ninguna: su cuenta se cerró, con sus sesiones.")

    def _list(self, user: User | None = None) -> None:
        if not Grant.objects.open().staff().exists():
            self.stdout.write("Todavía no hay nadie del personal.")
        rows = Grant.objects.open().staff().select_related("user", "election").order_by("user__name", "role")
        for grant in rows.filter(user=user) if user else rows:
            where = grant.election.slug if grant.election else "toda la instalación"
            self.stdout.write(
                f"{addresses.of(grant.user) or 'sin correo'}  {grant.user.name}  {grant.get_role_display()}  {where}"
            )


def _unconfirmed(email: str) -> User | None:
    """Return the staff account that has an address which nobody confirmed yet: whoever is at the server's terminal
    knows whose it is."""
    rows = User.objects.filter(is_staff=True, emailaddress__email=plain_address(email)).distinct()
    return rows.first() if rows.count() == 1 else None
