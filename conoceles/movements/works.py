"""The works of this room: who may enter them, and how menus show them."""

from conoceles.elections.access import Work
from conoceles.elections.models import Role

MOVEMENTS = Work(
    "movements",
    "Movimientos",
    "sustituciones, renuncias, correcciones",
    (Role.REGISTER, Role.LIAISON, Role.COMMISSION),
    order=60,
)
WORKS = (MOVEMENTS,)
