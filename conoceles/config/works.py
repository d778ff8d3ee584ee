"""The work of this room: the first screen of staff."""

from conoceles.elections.access import STAFF, Place, Work

TODAY = Work("today", "Hoy", roles=tuple(STAFF), place=Place.NOWHERE)
WORKS = (TODAY,)
