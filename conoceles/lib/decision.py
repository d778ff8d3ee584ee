"""What no program decides by itself."""


class PersonMustDecide(ValueError):
    """Nothing is published until a person decides; its text is a Spanish sentence that says what about."""


def undecided(error: BaseException | None) -> str:
    """Return the sentence of an error, or of what it came from, that waits for a person; '' for any other."""
    while error is not None:
        if isinstance(error, PersonMustDecide):
            return str(error)
        error = error.__cause__
    return ""
