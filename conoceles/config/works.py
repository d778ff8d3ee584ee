"""The works of this room: the first screen of staff, and that of whoever keeps the systems."""

from conoceles.elections.access import STAFF, Place, Work
from conoceles.elections.models import Role

TODAY = Work("today", "Hoy", roles=tuple(STAFF), place=Place.NOWHERE)
SYSTEMS = Work("systems", "Sistemas", "cómo está la instalación", (Role.SYSTEMS,), place=Place.INSTALLATION, order=210)
WORKS = (TODAY, SYSTEMS)
