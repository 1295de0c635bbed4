# Try: flask --app examples/mcp_server.py run
"""An MCP server: its tools are for a web client and for local programs, and for no other page.

Without a check, any page that a user visits could call the tools of a server on this machine.
`reject_disallowed` rejects requests from pages of other origins. TRUSTED_HOSTS rejects pages whose
own host name points to this machine (DNS rebinding), because the server has their origin. Requests
of programs have no Origin, and are allowed. The client must be able to read `Mcp-Session-Id`.

    curl -i http://127.0.0.1:5000/mcp -H "Origin: https://mcp.example.com" \
        --json '{"jsonrpc": "2.0", "id": 1, "method": "initialize"}'
"""

from secrets import token_urlsafe
from typing import Any

from flask import Flask, abort, request
from flask.typing import ResponseReturnValue

from flask_cors import CORS

app = Flask(__name__)
app.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost"]  # since Flask 3.1; older ones ignore it
CORS(
    app,
    resources="/mcp",
    origins="https://mcp.example.com",
    methods="GET, POST, DELETE",
    allow_headers=[
        "Authorization",
        "Content-Type",
        "Last-Event-ID",
        "Mcp-Protocol-Version",
        "Mcp-Session-Id",
    ],
    expose_headers="Mcp-Session-Id",
    reject_disallowed=True,
    max_age=600,
)

SESSION = "Mcp-Session-Id"
sessions: set[str] = set()
TOOLS = [{"name": "titles", "description": "List the books.", "inputSchema": {"type": "object"}}]


def current_session() -> str:
    """Return the session that the client names; without one it gets a 404."""
    session = request.headers.get(SESSION, "")
    return session if session in sessions else abort(404)


@app.post("/mcp")
def call() -> ResponseReturnValue:
    """Handle one message of JSON-RPC."""
    message: dict[str, Any] = request.get_json()
    headers: dict[str, str] = {}
    result: dict[str, Any]
    if message["method"] == "initialize":
        headers[SESSION] = token_urlsafe()
        sessions.add(headers[SESSION])
        result = {
            "protocolVersion": "2025-11-25",
            "capabilities": {"tools": {}},
            "serverInfo": {"name": "bookshop", "version": "1"},
        }
    elif current_session() and "id" not in message:
        return "", 202  # a notification
    elif message["method"] == "tools/list":
        result = {"tools": TOOLS}
    elif message["method"] == "tools/call" and message["params"]["name"] == "titles":
        result = {"content": [{"type": "text", "text": "Dune, Emma"}]}
    else:
        error = {"code": -32601, "message": "there is no such method or tool"}
        return {"jsonrpc": "2.0", "id": message["id"], "error": error}
    return {"jsonrpc": "2.0", "id": message["id"], "result": result}, headers


@app.get("/mcp")
def listen() -> ResponseReturnValue:
    """Respond that this server sends no events."""
    abort(405)


@app.delete("/mcp")
def leave() -> ResponseReturnValue:
    """End the session."""
    sessions.remove(current_session())
    return "", 204
