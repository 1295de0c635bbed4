"""What the staff see: a blueprint with a policy of its own, and one inside it."""

from flask import Blueprint, abort, session

from flask_cors import CORS

bp = Blueprint("office", __name__, url_prefix="/office")

# Layer 3 again: names its origins, so it stands alone; even the shop is turned away.
CORS(
    bp,
    origins="https://office.example.com",
    supports_credentials=True,
    reject_disallowed=True,
)

# The child amends its parent, on some of its paths only, written without the prefix.
reports = Blueprint("reports", __name__, url_prefix="/reports")
CORS(reports, resources={r"/\d+": {"expose_headers": "X-Total-Count"}})


@bp.before_request
def require_login() -> None:
    """Answer 401 to strangers."""
    if "name" not in session:
        abort(401)


@bp.get("/customers")
def customers() -> list[str]:
    """Return who buys here."""
    return ["ada", "grace"]


@bp.delete("/customers/<name>")
def forget(name: str) -> tuple[str, int]:
    """Forget a customer."""
    return "", 204 if name in customers() else 404


@reports.get("/<int:year>")
def sales(year: int) -> tuple[list[int], dict[str, str]]:
    """Return the first sales of a year, and how many there are."""
    return [year, 17, 4], {"X-Total-Count": "365"}


@reports.get("/stock")
def stock() -> list[int]:
    """Return what is left."""
    return [3, 1]


bp.register_blueprint(reports)
