"""`examples/playground` in a real browser: its page shows the truth about each request."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from selenium.webdriver.support.wait import WebDriverWait

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "examples/playground"]

#: The blocked requests by card id, with Chrome's codes.
DENIED = {
    "closed": "MissingAllowOriginHeader",
    "patch": "MethodDisallowedByPreflightResponse",
    "header-refused": "HeaderDisallowedByPreflightResponse",
    "cookie-open": "InvalidAllowCredentials",
    "redirect-out": "MissingAllowOriginHeader",
}
PREFLIGHTED = {"json", "patch", "header-refused"}
SENT_AT_ONCE = {
    "read",
    "form",
    "closed",
    "no-cors",
    "cookie",
    "cookie-open",
    "broken",
    "redirect-out",
}
OPEN = {"no-cors": "opaque"}

#: The contents of a card.
READ_CARDS = """
const text = (card, selector) => card.querySelector(selector).textContent;
return [...document.querySelectorAll(".card")].map((card) => ({
  id: card.id,
  browser: card.querySelector(".browser .verdict").dataset.verdict,
  explain: card.querySelector(".explain .verdict").dataset.verdict,
  code: card.querySelector(".explain .verdict code")?.textContent,
  agreement: text(card, ".agreement"),
  why: text(card, ".why"),
  command: text(card, ".command"),
  steps: card.querySelectorAll(".steps > li").length,
  seen: Object.fromEntries(
    [...card.querySelectorAll(".seen p")].map((row) => [text(row, "b"), text(row, "span")]),
  ),
}));
"""


@contextmanager
def running(*options):
    """Start the playground; yield its process and its three origins by name."""
    # If this process ignores Ctrl+C, like one in the background may, its child would as well.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [*COMMAND, *options],
        cwd=ROOT,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    signal.signal(signal.SIGINT, before)
    try:
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith("Press Ctrl+C"):
                break
        found = re.findall(r"http://127\.0\.0\.1:\d+", "".join(lines))
        assert len(found) == 3, lines
        yield process, dict(zip(("shop", "stranger", "api"), found, strict=True))
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def origins():
    """Return the origins of a playground that runs on free ports."""
    with running("--port", "0") as (_, origins):
        yield origins


def wait(driver, wanted):
    """Wait until a function of the driver is true."""
    WebDriverWait(driver, 60).until(wanted)


def send_all(driver):
    """Press the button for all requests; return the cards by their ids."""
    driver.find_element("id", "send-all").click()
    wait(driver, lambda it: "11 of 11 requests sent" in it.find_element("id", "summary").text)
    return {card["id"]: card for card in driver.execute_script(READ_CARDS)}


@dataclass(frozen=True)
class Shown:
    """The page of a front end after all requests, and Chrome's log of them."""

    cards: dict[str, dict[str, Any]]
    summary: str
    #: For each request to the API in order, Chrome's code of its failure, or None.
    codes: list[str | None]
    #: The origins that received any request.
    asked: set[str]


@pytest.fixture(scope="module")
def shown(chromium, origins):
    """Return the pages of the two front ends, each in a new tab."""

    def show(who):
        with chromium.page(origins[who]) as driver:
            cards = send_all(driver)
            summary = driver.find_element("id", "summary").text
            return Shown(cards, summary, *read_log(driver, origins["api"]))

    return {who: show(who) for who in ("shop", "stranger")}


def read_log(driver, api):
    """Return codes and origins from Chrome's log."""
    codes, asked = {}, set()
    for entry in driver.get_log("performance"):
        event = json.loads(entry["message"])["message"]
        name, params = event["method"], event["params"]
        if name == "Network.requestWillBeSent":
            url = urlsplit(params["request"]["url"])
            if url.scheme == "data":  # the icon, which does not exist
                continue
            origin = f"{url.scheme}://{url.netloc}"
            asked.add(origin)
            if origin == api and params["request"]["method"] != "OPTIONS":
                codes.setdefault(params["requestId"], None)
        elif name == "Network.loadingFailed" and params["requestId"] in codes:
            codes[params["requestId"]] = params["corsErrorStatus"]["corsError"]
    return list(codes.values()), asked


def expected(name, who):
    """Return the verdict and code of a card."""
    if who == "stranger" and name not in OPEN and name != "cookie-open":
        prefix = "Preflight" if name in PREFLIGHTED else ""
        return "blocked", f"{prefix}MissingAllowOriginHeader"
    if name in DENIED:
        return "blocked", DENIED[name]
    return OPEN.get(name, "readable"), None


@pytest.mark.parametrize("who", ["shop", "stranger"])
def test_chrome_and_explain_agree_on_every_card(shown, origins, who):
    """Each verdict agrees with the card, in Chrome and in explain, including its code."""
    cards = shown[who].cards
    assert set(cards) == PREFLIGHTED | SENT_AT_ONCE
    for (name, card), chrome in zip(cards.items(), shown[who].codes, strict=True):
        verdict, code = expected(name, who)
        assert (card["browser"], card["explain"]) == (verdict, verdict), name
        assert (card["code"], chrome) == (code, code), name
        assert card["agreement"] == "✓ explain agrees", name
        assert card["steps"] >= (1 if verdict == "opaque" else 3), name
        assert (
            ("Smallest configuration change" in card["why"]) or ("Remedy" in card["why"])
        ) is bool(code), name
        assert f"--from {origins[who]}" in card["command"], name
    assert shown[who].summary.endswith("explain predicted all of them correctly.")


def test_a_card_shows_what_the_script_sees(shown):
    """It shows status, body and exposed headers of allowed responses, and the requests."""
    seen = {name: card["seen"] for name, card in shown["shop"].cards.items()}
    assert seen["read"]["Body"] == '["Dune","Emma"]'
    assert "x-total-count: 2" in seen["read"]["Headers"]
    assert "x-request-id" not in seen["read"]["Headers"]
    allowed = "  Access-Control-Allow-Credentials: true"
    got = seen["json"]["API got"].splitlines()
    assert (got[0], got.count(allowed)) == ("OPTIONS /api/books → 200 OK", 2)
    assert "POST /api/books → 201 CREATED" in got
    assert "  Access-Control-Allow-Methods: " in seen["json"]["API got"]
    assert seen["broken"]["Status"].startswith("500")
    assert seen["no-cors"]["Headers"] == "none"
    assert seen["no-cors"]["API got"].startswith("GET /api/books → 200 OK")


def test_a_card_shows_what_reached_the_api(shown):
    """A form of another site is processed although the response is blocked; a PATCH is not."""
    seen = {name: card["seen"] for name, card in shown["stranger"].cards.items()}
    assert seen["form"]["Error"].startswith("TypeError")
    assert seen["form"]["API got"] == "POST /api/reviews → 200 OK"
    assert seen["patch"]["API got"] == "OPTIONS /api/books/1 → 200 OK"


def test_the_page_shows_its_policy_and_filters(chromium, origins):
    """The policy is the API's, the filter selects blocked requests, and a command works."""
    with chromium.page(origins["shop"]) as driver:
        cards = send_all(driver)
        policy = driver.find_element("css selector", "#policy pre").get_attribute("textContent")
        assert f"origins {origins['shop']}" in policy
        driver.find_element("id", "blocked-only").click()
        shown = [
            each.get_attribute("id")
            for each in driver.find_elements("css selector", ".card")
            if each.is_displayed()
        ]
        assert set(shown) == set(DENIED)
    run = subprocess.run(
        ["/bin/sh", "-c", f"{Path(sys.executable).parent}/{cards['patch']['command']} --quiet"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert (run.returncode, run.stdout) == (1, "Blocked: MethodDisallowedByPreflightResponse.\n")


def test_nothing_is_loaded_from_elsewhere(shown, origins):
    """All requests are for the page's origin and the API's: no network is needed."""
    for who in ("shop", "stranger"):
        assert shown[who].asked == {origins[who], origins["api"]}


def test_explain_predicts_before_anything_is_sent(chromium, origins):
    """The verdicts of explain are there at once, and the browser's are not."""
    with chromium.page(origins["shop"]) as driver:
        wait(driver, lambda it: all(card["explain"] for card in it.execute_script(READ_CARDS)))
        cards = driver.execute_script(READ_CARDS)
        assert read_log(driver, origins["api"]) == ([], {origins["shop"]})
    assert {card["browser"] for card in cards} == {"waiting"}


def test_a_disagreement_is_marked(chromium, origins):
    """If the two differ, the card and the summary say so in words."""
    with chromium.page(origins["shop"]) as driver:
        send_all(driver)
        driver.execute_script(
            "document.querySelector('#read .explain .verdict').dataset.verdict = 'blocked'"
        )
        driver.find_element("css selector", "#read .send").click()
        summary = driver.find_element("id", "summary")
        wait(driver, lambda _: summary.text.endswith("explain predicted 10 of them correctly."))
        card = driver.find_element("id", "read")
        assert "⚠ explain differs" in card.text
        assert "differs" in card.get_attribute("class").split()


#: The elements that are wider than the window, or than their own box.
FIND_WIDE = """
for (const each of document.querySelectorAll("details")) each.open = true;
return [...document.querySelectorAll("body *")]
  .filter((each) => getComputedStyle(each).display !== "inline")
  .filter((each) => each.getBoundingClientRect().right > innerWidth
                    || each.scrollWidth > each.clientWidth)
  .map((each) => `${each.tagName} in ${each.closest("article")?.id}`);
"""


def test_the_page_fits(chromium, origins):
    """With all steps open nothing is too wide, in narrow windows and in wide ones."""
    with chromium.page(origins["shop"]) as driver:
        send_all(driver)
        for width in (1280, 900, 420, 320):
            metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
            driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
            assert driver.execute_script(FIND_WIDE) == [], width


#: The minimum contrast of text: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
FIND_CONTRAST = """
const luminance = (color) => {
  const [r, g, b] = color.match(/[\\d.]+/g).slice(0, 3).map((each) => each / 255)
    .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const behind = (each) => {
  const color = getComputedStyle(each).backgroundColor;
  return color === "rgba(0, 0, 0, 0)" ? behind(each.parentElement) : color;
};
const ratio = (one, other) =>
  (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
return Math.min(...[...document.querySelectorAll("body *")]
  .filter((each) => each.offsetParent !== null && each.innerText)
  .map((each) => ratio(luminance(getComputedStyle(each).color), luminance(behind(each)))));
"""


def test_the_colors_are_readable(chromium, origins):
    """In the light and the dark scheme, which the page follows, text has enough contrast."""
    backgrounds = []
    for who in ("shop", "stranger"):
        with chromium.page(origins[who]) as driver:
            send_all(driver)
            for scheme in ("light", "dark"):
                features = [{"name": "prefers-color-scheme", "value": scheme}]
                driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
                assert driver.execute_script(FIND_CONTRAST) >= 4.5, (who, scheme)
                body = driver.find_element("tag name", "body")
                backgrounds.append(body.value_of_css_property("background-color"))
    assert len(set(backgrounds)) == 2


def test_ctrl_c_ends_it():
    """Ctrl+C ends the playground at once, without further output."""
    with running("--port", "0") as (process, _):
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=60)
        assert (process.returncode, rest) == (0, "")


def test_an_occupied_port_is_named():
    """If a port is in use, the playground names it and suggests another."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        run = subprocess.run(
            [*COMMAND, "--port", f"{port}"],
            cwd=ROOT,
            check=False,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
        )
    assert run.returncode == 1
    assert f"Port {port}: Address already in use" in run.stderr
    assert "--port 0" in run.stderr
    assert "Traceback" not in run.stderr
