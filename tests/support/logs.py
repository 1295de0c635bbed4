"""Lines of the log."""


def lines(caplog, level=None):
    """Return the lines of our logger as level and message."""
    return [
        (record.levelname, record.getMessage())
        for record in caplog.records
        if record.name == "flask_cors" and level in {None, record.levelno}
    ]
