"""Pages for the staff: a blueprint with its own policy, and a nested one."""

from flask import Blueprint, abort, session

from flask_cors import CORS

bp = Blueprint("office", __name__, url_prefix="/office")

# Layer 3 again: sets origins, so it replaces the outer policy; even the shop is refused.
CORS(
    bp,
    origins="https://office.example.com",
    supports_credentials=True,
    reject_disallowed=True,
)

# The nested blueprint inherits from its parent, on some paths only, without the prefix.
reports = Blueprint("reports", __name__, url_prefix="/reports")
CORS(reports, resources={r"/\d+": {"expose_headers": "X-Total-Count"}})


@bp.before_request
def require_login() -> None:
    """Return 401 to anonymous users."""
    if "name" not in session:
        abort(401)


@bp.get("/customers")
def customers() -> list[str]:
    """Return the customers."""
    return ["ada", "grace"]


@bp.delete("/customers/<name>")
def forget(name: str) -> tuple[str, int]:
    """Delete a customer's data."""
    return "", 204 if name in customers() else 404


@reports.get("/<int:year>")
def sales(year: int) -> tuple[list[int], dict[str, str]]:
    """Return the first sales of a year, and their total."""
    return [year, 17, 4], {"X-Total-Count": "365"}


@reports.get("/stock")
def stock() -> list[int]:
    """Return the remaining stock."""
    return [3, 1]


bp.register_blueprint(reports)
