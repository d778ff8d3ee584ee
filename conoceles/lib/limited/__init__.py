"""Where files from strangers are opened: a child process with little memory and time, so that a file made to hurt hurts
nobody else. `running.py` starts it, a few at a time (`turns.py`); `__main__.py` is the child."""


class BadFile(ValueError):
    """The file cannot be taken; its text is a Spanish sentence that says why and what to do."""
