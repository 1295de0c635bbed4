"""The client of the probe: its requests and its limits."""

import contextlib
import datetime as dt
import ipaddress
import itertools
import socket
import ssl
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from flask_cors._diagnosis.probe import client as client_module
from flask_cors._diagnosis.probe.client import Answer, Client, Failure
from flask_cors.core.browser.messages import Request
from processes import free_port

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
SECONDS = 60


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch):
    """Ignore the proxies of this machine."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def send(port, seconds=SECONDS, scheme="http", host="127.0.0.1", **parts):
    """Send a request to a port of this machine."""
    url = f"{scheme}://{host}:{port}/x?y=1"
    return Client().send(Request(**{"method": "GET", "url": url, "headers": (), **parts}), seconds)


def sending(*parts):
    """Return a server's handler that sends some bytes and hangs up."""
    return lambda connection: connection.sendall(b"".join(parts))


# -- requests and responses ------------------------------------------------------------------------


def test_a_request_has_only_its_headers(serve):
    """A request has its own headers and those of HTTP: no cookies, no credentials."""
    port = serve(sending(OK))
    send(port, headers=(("Accept", "*/*"), ("Origin", "https://a.com")))
    assert serve.asked == [
        (
            f"GET /x?y=1 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUser-Agent: flask-cors-probe\r\n"
            "Connection: close\r\nAccept: */*\r\nOrigin: https://a.com\r\n\r\n"
        )
    ]


def test_a_response_is_kept_unchanged(serve):
    """Each header is kept, also if it is repeated."""
    port = serve(sending(b"HTTP/1.1 404 No\r\nVary: a\r\nVary: b\r\n\r\nbody"))
    assert send(port) == Answer(404, (("Vary", "a"), ("Vary", "b")), b"body")


@pytest.mark.parametrize(
    "interim",
    [
        b"HTTP/1.1 103 Early Hints\r\nLink: </x.css>\r\n\r\n",
        b"HTTP/1.1 102 Processing\r\n\r\n" * 3,
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nVary: x\r\n\r\n",
    ],
)
def test_an_interim_response_is_skipped(serve, interim):
    """After any status below 200 the response itself follows."""
    answer = send(serve(sending(interim, OK)))
    assert answer == Answer(200, (("Content-Length", "2"),), b"hi")


@pytest.mark.parametrize("answer", [b"HTTP/1.1 103 Hints\r\n\r\n", b""])
def test_an_interim_response_alone_is_incomplete(serve, answer):
    """If the connection ends after it, there was no response."""
    assert isinstance(send(serve(sending(answer))), Failure)


def test_switching_protocols_is_a_response(serve):
    """The bytes after a 101 are not HTTP."""
    answer = send(serve(sending(b"HTTP/1.1 101 Switching Protocols\r\n\r\n", OK)))
    assert answer.status == 101


def test_endless_interim_responses_are_abandoned(serve):
    """They count towards the limit for one response."""

    def endless(connection):
        with contextlib.suppress(OSError):
            while True:
                connection.sendall(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100)

    assert send(serve(endless)).kind == "endless"


def test_a_redirect_is_not_followed(serve):
    """The result is the redirect itself, and no other request is sent."""
    port = serve(sending(b"HTTP/1.1 302 No\r\nLocation: /y\r\nContent-Length: 0\r\n\r\n"))
    assert send(port).status == 302
    assert len(serve.asked) == 1


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "get", "PURGE"])
def test_only_safe_methods_are_sent(method):
    """Only GET, HEAD and OPTIONS are ever sent, whatever the caller requests."""
    with pytest.raises(ValueError, match="may change data"):
        send(1, method=method)


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_the_other_safe_methods_are_sent(serve, method):
    """HEAD has no body, OPTIONS may have one."""
    found = send(serve(sending(OK)), method=method)
    assert found.body == (b"" if method == "HEAD" else b"hi")


# -- hostile servers -------------------------------------------------------------------------------


def endlessly(*parts):
    """Return a server's handler that sends its last bytes again and again."""

    def answer(connection):
        connection.sendall(b"".join(parts[:-1]))
        while True:
            connection.sendall(parts[-1])

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        endlessly(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 99),
        endlessly(b"HTTP/1.1 200 OK\r\nX: ", b"y" * 9999),
        endlessly(b"HTTP/1.1 100 Continue\r\n\r\n"),
        endlessly(b"HTTP/1.1 100 Continue\r\n", b"X: y\r\n\r\nHTTP/1.1 100 Continue\r\n"),
    ],
    ids=["headers", "line", "continue", "headers of continue"],
)
def test_endless_headers_are_abandoned(serve, answer):
    """Headers are read up to a number of lines and bytes."""
    assert send(serve(answer)).kind == "endless"


@pytest.mark.parametrize(
    "beginning",
    [b"", b"Content-Length: 999999999999\r\n", b"Transfer-Encoding: chunked\r\n"],
    ids=["open", "length", "chunked"],
)
def test_an_endless_body_is_read_in_part(serve, beginning):
    """A body is read up to a number of bytes, without an error."""
    chunk = b"1000\r\n" + b"x" * 0x1000 + b"\r\n"
    found = send(serve(endlessly(b"HTTP/1.1 200 OK\r\n", beginning, b"\r\n", chunk)))
    assert (found.status, found.cut) == (200, False)
    assert len(found.body) == 32 * 1024


def test_chunks_with_endless_extensions_are_abandoned(serve):
    """The framing of a body counts as well, for example one byte per chunk."""
    chunk = b"1;" + b"x" * 30000 + b"\r\nx\r\n"
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    found = send(serve(endlessly(head, chunk)))
    assert found.status == 200
    assert len(found.body) < 10


@pytest.mark.parametrize(
    "beginning", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP", b""], ids=["header", "status", "nothing"]
)
def test_slow_bytes_do_not_extend_the_time(serve, beginning):
    """The limit is for the whole response: an occasional byte does not extend it."""
    over = threading.Event()

    def answer(connection):
        connection.sendall(beginning)
        while not over.wait(0.01):
            connection.sendall(b"x") if beginning else None

    port = serve(answer)
    try:
        assert send(port, seconds=0.5).kind == "slow"
    finally:
        over.set()


def test_a_slow_body_is_abandoned(serve, monkeypatch):
    """The headers are enough; a slow body is read for a moment."""
    monkeypatch.setattr(client_module, "_BODY_SECONDS", 0.2)
    over = threading.Event()

    def answer(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart")
        over.wait(SECONDS)

    port = serve(answer)
    try:
        assert send(port) == Answer(200, (("Content-Length", "100"),), b"part")
    finally:
        over.set()


def test_an_event_stream_is_not_read(serve):
    """The client does not wait for the body of an event stream."""
    over = threading.Event()

    def answer(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
        over.wait(SECONDS)

    port = serve(answer)
    try:
        assert send(port).body == b""
    finally:
        over.set()


@pytest.mark.parametrize(
    ("answer", "kind", "text"),
    [
        (b"SSH-2.0-OpenSSH_9.2\r\n", "not-http", "begins with SSH-2.0-OpenSSH_9.2\0"),
        (b"\x00\xff" * 99 + b"\n", "not-http", "the response begins with"),
        (b"HTTP/3.9 200 OK\r\n\r\n", "not-http", "HTTP/3.9"),
        (b"HTTP/1.1 two OK\r\n\r\n", "not-http", "HTTP/1.1 two OK"),
        (b"x" * 70000, "endless", "64 KiB"),
        (b"", "closed", "before the response was complete"),
        (b"HTTP/1.1 200 OK\r\nX: y\r\n", "closed", "before the response was complete"),
    ],
)
def test_garbage_is_not_a_response(serve, answer, kind, text):
    """Invalid or incomplete HTTP is reported."""
    found = send(serve(sending(answer)))
    assert found.kind == kind
    assert text in f"{found.text}\0"


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno number\r\n",
    ],
)
def test_a_body_that_ends_early_is_reported(serve, answer):
    """A connection closed before the end of the body is noticed."""
    assert send(serve(sending(answer))).cut


def test_unreachable_servers_are_reported(monkeypatch):
    """The port may be closed, the host unknown, or the network down."""
    assert send(free_port()) == Failure("refused", "the connection is refused")

    def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert send(1).kind == "dns"

    def unreachable(*_, **__):
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(socket, "getaddrinfo", unreachable)
    assert send(1) == Failure("refused", "Network is unreachable")


def test_port_0_is_not_the_default_port(monkeypatch):
    """Nothing can listen on it."""
    ports = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda _, port, **__: ports.append(port) or [])
    send(0)
    assert ports == [0]


def test_a_slow_look_up_counts(monkeypatch):
    """The limit of a response includes the look-up of its host."""
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait(SECONDS) and [])
    try:
        assert send(1, seconds=0.2).kind == "slow"
    finally:
        over.set()


def test_a_host_that_cannot_be_looked_up_is_reported(monkeypatch):
    """Python itself refuses some names, and a look-up may find nothing."""

    def too_long(*_, **__):
        raise UnicodeError("label too long")

    monkeypatch.setattr(socket, "getaddrinfo", too_long)
    assert send(1).kind == "dns"
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [])
    assert send(1).kind == "dns"


def test_no_time_left_before_a_connection():
    """A request whose time has run out is not sent."""
    assert send(free_port(), seconds=-1).kind == "slow"


# -- TLS -------------------------------------------------------------------------------------------


def signed(name, key, issuer, issuer_key, *, authority):
    """Return a certificate for this machine, or for an authority."""
    now = dt.datetime.now(dt.UTC)
    usage = dict.fromkeys(
        [
            "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
            "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
        ],
        False,
    )  # fmt: skip
    usage |= {"key_cert_sign": authority, "digital_signature": not authority}
    public = issuer_key.public_key()
    builder = x509.CertificateBuilder(
        x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, issuer)]),
        x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]),
        key.public_key(),
        x509.random_serial_number(),
        now - dt.timedelta(days=1),
        now + dt.timedelta(days=1),
    )
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    for extension, critical in (
        (x509.BasicConstraints(ca=authority, path_length=None), True),
        (x509.KeyUsage(**usage), True),
        (x509.SubjectAlternativeName([address]), False),
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(public), False),
    ):
        builder = builder.add_extension(extension, critical)
    return builder.sign(issuer_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """Return an authority's certificate file, and the TLS context of a server that it signed."""
    folder = tmp_path_factory.mktemp("tls")
    root, own = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    (folder / "root.pem").write_bytes(signed("root", root, "root", root, authority=True))
    (folder / "own.pem").write_bytes(
        signed("own", own, "root", root, authority=False)
        + own.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(folder / "own.pem")
    tls.set_alpn_protocols(["h2", "http/1.1"])
    return folder / "root.pem", tls


def test_a_certificate_of_an_unknown_authority_is_refused(serve, authority):
    """TLS is verified."""
    found = send(serve(sending(OK), tls=authority[1]), scheme="https")
    assert found.kind == "tls"
    assert "unable to get local issuer certificate" in found.text


def test_a_private_authority_can_be_configured(serve, authority, monkeypatch):
    """SSL_CERT_FILE names an authority; HTTP/1.1 is used even if the server prefers HTTP/2."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority[0]))
    chosen = []

    def answer(connection):
        chosen.append(connection.selected_alpn_protocol())
        connection.sendall(OK)

    assert send(serve(answer, tls=authority[1]), scheme="https").body == b"hi"
    assert chosen == ["http/1.1"]


def test_a_certificate_of_another_host_is_refused(serve, authority, monkeypatch):
    """The certificate must include the host of the URL."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority[0]))
    port = serve(sending(OK), tls=authority[1])
    assert "Hostname mismatch" in send(port, scheme="https", host="localhost").text


def test_a_server_without_tls_is_reported(serve):
    """A server that speaks plain HTTP is named as such."""
    assert send(serve(sending(OK), until=b"\x16"), scheme="https").kind == "handshake"


# -- proxies ---------------------------------------------------------------------------------------


def test_a_proxy_of_the_environment_is_used(serve, monkeypatch):
    """Over plain HTTP the proxy receives the whole URL, with its own password."""
    port = serve(sending(OK))
    monkeypatch.setenv("http_proxy", f"http://me:p%40ss@127.0.0.1:{port}")
    assert send(80, host="api.example").body == b"hi"
    (asked,) = serve.asked
    assert asked.startswith("GET http://api.example/x?y=1 HTTP/1.1\r\nHost: api.example\r\n")
    assert "Proxy-Authorization: Basic bWU6cEBzcw==\r\n" in asked


def test_a_host_in_no_proxy_is_contacted_directly(serve, monkeypatch):
    """NO_PROXY lists hosts that need no proxy."""
    monkeypatch.setenv("all_proxy", f"127.0.0.1:{free_port()}")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert send(serve(sending(OK))).body == b"hi"


def test_tls_goes_through_a_tunnel(serve, authority, monkeypatch):
    """Over TLS the proxy connects, and sees nothing but the host."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority[0]))
    target = serve(sending(OK), tls=authority[1])

    def tunnel(connection):
        with socket.create_connection(("127.0.0.1", target), SECONDS) as there:
            connection.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
            back = threading.Thread(target=pass_on, args=(there, connection), daemon=True)
            back.start()
            pass_on(connection, there)
            back.join(SECONDS)

    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{serve(tunnel)}")
    assert send(target, scheme="https").body == b"hi"
    assert serve.asked[0] == (
        f"CONNECT 127.0.0.1:{target} HTTP/1.1\r\nHost: 127.0.0.1:{target}\r\n\r\n"
    )


def pass_on(source, target):
    """Forward bytes until there are no more."""
    try:
        while part := source.recv(65536):
            target.sendall(part)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (sending(b"HTTP/1.1 407 Authenticate\r\n\r\n"), "proxy"),
        (endlessly(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"), "endless"),
        (sending(b"garbage\r\n"), "not-http"),
    ],
)
def test_a_proxy_that_does_not_connect_is_reported(serve, monkeypatch, answer, kind):
    """The refusing proxy is the cause, and cannot delay the client."""
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{serve(answer)}")
    assert send(443, scheme="https").kind == kind


@pytest.mark.parametrize(
    ("proxy", "text"),
    [
        (
            "socks5://127.0.0.1:1080",
            "the proxy in the environment, socks5://, is not an http proxy",
        ),
        ("http://:80", "the proxy in the environment has no host name"),
        ("http://[bad", "the proxy in the environment is not a URL"),
        ("http://me:secret#1@proxy.test:80", "the proxy in the environment is not a URL"),
    ],
)
def test_an_unsupported_proxy_is_reported(monkeypatch, proxy, text):
    """Only http proxies can be used; no part of a password is shown."""
    monkeypatch.setenv("http_proxy", proxy)
    assert send(80) == Failure("proxy", text)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_cannot_be_reached_is_the_cause(monkeypatch, scheme):
    """The server of the URL is not blamed."""
    port = free_port()
    monkeypatch.setenv(f"{scheme}_proxy", f"http://127.0.0.1:{port}")
    text = f"no connection to the proxy 127.0.0.1:{port}: Connection refused"
    assert send(80, scheme=scheme) == Failure("proxy", text)


def test_a_proxy_that_requires_a_password_is_the_cause(serve, monkeypatch):
    """Over plain HTTP its refusal looks like a response of the server."""
    port = serve(sending(b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n"))
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{port}")
    assert send(80) == Failure(
        "proxy", "the proxy responded 407: it requires a user name and password"
    )


def test_a_proxy_that_does_not_respond_in_time_is_the_cause(monkeypatch):
    """A timeout has no text of its own."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert send(80, seconds=-1) == Failure(
        "proxy", "no connection to the proxy 127.0.0.1:1: no response in time"
    )


def test_the_addresses_of_a_host_are_tried_in_turn(serve, monkeypatch):
    """If the first address of a host does not respond, the next one is tried."""
    port, closed = serve(sending(OK)), free_port()
    addresses = [
        (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", each)) for each in (closed, port)
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: addresses)
    assert send(port).body == b"hi"


def test_each_request_has_its_own_connection(serve):
    """A request leaves nothing for the next one."""
    port = serve(sending(OK))
    one = Client()
    request = Request("GET", f"http://127.0.0.1:{port}/", ())
    answers = [one.send(request, SECONDS) for _ in itertools.repeat(None, 3)]
    assert [each.body for each in answers] == [b"hi"] * 3
