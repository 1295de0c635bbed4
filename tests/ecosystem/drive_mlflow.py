"""MLflow's tracking server, whose origins come from an option and an environment variable."""

import pytest

A, LOCAL, EVIL = "https://a.example", "http://localhost:3000", "https://evil.test"
ORIGINS = "https://a.example,https://*.apps.example"
STORE = "sqlite:///{folder}/mlflow.db"
SEARCH = "/api/2.0/mlflow/experiments/search"
CREATE = "/api/2.0/mlflow/experiments/create"
GET = "/api/2.0/mlflow/experiments/get"
pytestmark = pytest.mark.package("mlflow")


def check_api(site):
    """Check a page's requests for experiments: create, read, missing and failing."""
    made = site.fetch(200, "POST", CREATE, send={"name": "one"}).json()["experiment_id"]
    found = site.fetch(200, "GET", f"{GET}?experiment_id={made}").json()["experiment"]
    assert found["name"] == "one"
    assert (
        "RESOURCE_ALREADY_EXISTS"
        in site.fetch(400, "POST", CREATE, send={"name": "one"}).json()["error_code"]
    )
    names = [each["name"] for each in search(site, A).json()["experiments"]]
    assert names == ["one", "Default"]
    site.fetch(404, "GET", f"{GET}?experiment_id=5")
    site.fetch(400, "POST", SEARCH, send={"max_results": "nonsense"})
    site.fetch(404, "GET", "/nowhere")
    site.fetch(405, "DELETE", GET)


def search(site, origin):
    """Return the response to an origin's search for all experiments."""
    headers = {"Origin": origin, "Content-Type": "application/json"}
    return site.ask("POST", SEARCH, headers, '{"max_results": 9}')


def check_origins(site):
    """Check that the local host and a wildcard are allowed, and lookalikes are not."""
    for origin in (LOCAL, "https://one.apps.example"):
        answer = search(site, origin)
        assert answer.status == 200
        assert answer.get("access-control-allow-origin") == origin
    for origin in (EVIL, "http://localhost.evil.test", "https://a.example.evil.test"):
        answer = search(site, origin)
        assert (answer.status, answer.body) == (403, b"Cross-origin request blocked")
        assert answer.get("access-control-allow-origin") is None


def test_mlflow_by_gunicorn(run):
    """Its Flask app alone, which has CORS from us only, and blocks unknown origins."""
    env = {
        "MLFLOW_SERVER_CORS_ALLOWED_ORIGINS": ORIGINS,
        "_MLFLOW_SERVER_FILE_STORE": STORE,
        "_MLFLOW_SERVER_ARTIFACT_ROOT": "{folder}/artifacts",
    }
    with run("gunicorn --workers 1 --bind 127.0.0.1:{port} mlflow.server:app", env=env) as site:
        check_api(site)
        check_origins(site)
        for origin in (LOCAL, "https://one.apps.example"):
            allowed = site.preflight("POST", SEARCH, {"content-type"}, origin)
            assert allowed.status == 204
            assert allowed.get("access-control-allow-origin") == origin


def test_mlflow_open_by_gunicorn(run):
    """The same for any origin, without credentials."""
    env = {
        "MLFLOW_SERVER_CORS_ALLOWED_ORIGINS": "*",
        "_MLFLOW_SERVER_FILE_STORE": STORE,
        "_MLFLOW_SERVER_ARTIFACT_ROOT": "{folder}/artifacts",
    }
    command = "gunicorn --workers 1 --bind 127.0.0.1:{port} mlflow.server:app"
    with run(command, env=env, refuses=False, credentials=False) as site:
        check_api(site)


def test_mlflow_server(run):
    """`mlflow server --cors-allowed-origins`, with Starlette's middleware around the app."""
    command = (
        "mlflow server --host 127.0.0.1 --port {port} --workers 1"
        f" --backend-store-uri {STORE} --default-artifact-root {{folder}}/artifacts"
        f" --cors-allowed-origins {ORIGINS}"
    )
    with run(command, middleware=True) as site:
        check_api(site)
        answer = search(site, LOCAL)
        assert answer.get("access-control-allow-origin") == LOCAL
        assert search(site, EVIL).status == 403
