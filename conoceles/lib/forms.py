"""What a form is bound to."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from conoceles.lib.text import cleaned, plain_address


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, or None for a form that is only being opened; an empty POST is still sent."""
    return request.POST if request.method == "POST" else None


def whole_number(text: str | None) -> int:
    """Return the number that was sent, 0 for anything that is none or is too large to be meant."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else 0


def words_of(text: str | None, limit: int = 200) -> str:
    """Return what was typed into a search box: one line, without what cannot be seen."""
    return " ".join(cleaned(text or "").split())[:limit]


def plain(text: str | None, most: int) -> str:
    """Return a text that was sent as it is kept (`lib.text.cleaned`): no blanks around, at most so many characters."""
    return cleaned(text or "").strip()[:most]


class AddressField(forms.EmailField):
    """An e-mail address, without what cannot be seen of it."""

    def to_python(self, value: Any) -> Any:
        return plain_address(super().to_python(value) or "")


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    """A moment to the minute, in the zone in force. One minute before midnight lasts until it is over."""

    widget = MomentInput

    def to_python(self, value: Any) -> datetime | None:
        moment = super().to_python(value)
        last = moment is not None and (moment.hour, moment.minute) == (23, 59)
        return moment.replace(second=59) if moment is not None and last else moment
