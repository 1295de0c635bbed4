"""Lines of the log."""


def lines(caplog, level=None):
    """Return what our logger said, as level and text."""
    return [
        (record.levelname, record.getMessage())
        for record in caplog.records
        if record.name == "flask_cors" and level in {None, record.levelno}
    ]
