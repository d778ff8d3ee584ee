"""The works of this room: who may enter them, and how menus show them."""

from conoceles.elections.access import STAFF, Work

PRACTICE = Work("practise", "Práctica", roles=tuple(STAFF), order=900, panel="capture/_practice.html")
WORKS = (PRACTICE,)
