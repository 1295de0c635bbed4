// Sends the requests and shows the browser's result next to the prediction of explain.

import { groups } from "./requests.js";

const { api, app } = document.body.dataset;
const summary = document.getElementById("summary");
const cards = [];
let queue = Promise.resolve();

const VERDICTS = {
  waiting: "… Not sent yet",
  readable: "✓ Allowed",
  opaque: "◐ Sent, but opaque",
  blocked: "✕ Blocked",
  unknown: "? No response",
};

/** One request, and its card on the page. */
class Card {
  constructor({ id, title, about, path, init = {} }) {
    this.url = api + path;
    this.init = init;
    this.element = copy("card");
    this.element.id = id;
    this.find("h3").textContent = title;
    this.find(".about").textContent = about;
    this.find(".request code").textContent = asScript(path, init);
    this.find(".send").setAttribute("aria-label", `Send: ${title}`);
    this.find(".send").addEventListener("click", () => inTurn(() => this.send()));
    this.show("browser", "waiting");
    this.explained = this.explain();
  }

  find(selector) {
    return this.element.querySelector(selector);
  }

  show(side, verdict) {
    const place = this.find(`.${side} .verdict`);
    place.textContent = VERDICTS[verdict];
    place.dataset.verdict = verdict;
    // Until a request is sent, the prediction counts.
    const [browser, explain] = this.element.querySelectorAll(".verdict");
    const known = browser.dataset.verdict === "waiting" ? explain : browser;
    this.element.classList.toggle("is-blocked", known.dataset.verdict === "blocked");
  }

  /** Get the prediction of explain from the front end's server; nothing is sent to the API. */
  async explain() {
    const words = explainWords(this.url, this.init);
    const command = `flask --app "${app}" cors explain ${words.map(quoted).join(" ")}`;
    this.find(".command").textContent = command;
    this.find(".copy").addEventListener("click", () => navigator.clipboard.writeText(command));
    const response = await fetch("/explain", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(words),
    });
    if (!response.ok) {
      this.show("explain", "unknown");
      return;
    }
    const { verdict, error, text } = await response.json();
    this.show("explain", verdict);
    if (error) this.find(".explain .verdict").append(" ", element("code", error));
    // A paragraph describes the request, one each step, and the last one the result.
    const [, ...steps] = text.trimEnd().split("\n\n");
    const [, ...why] = steps.pop().split("\n");
    if (verdict === "readable") why.unshift(...steps.pop().split("\n"));
    this.find(".why").replaceChildren(...why.map(asLine));
    this.find(".steps").replaceChildren(...steps.map(asStep));
  }

  /** Send it, and show what the script can see. */
  async send() {
    const seen = this.find(".seen");
    try {
      // Bypasses the browser's cache, so that each request arrives.
      const response = await fetch(this.url, { cache: "no-store", ...this.init });
      this.show("browser", response.type === "opaque" ? "opaque" : "readable");
      seen.replaceChildren(...facts(await look(response)));
    } catch (error) {
      this.show("browser", "blocked");
      seen.replaceChildren(
        ...facts({ Error: `${error}`, Reason: "shown only in the browser’s console" }),
      );
    }
    const wire = await fetch(`/wire?origin=${encodeURIComponent(location.origin)}`);
    seen.append(...facts({ "API got": (await wire.json()).join("\n") || "nothing" }));
    await this.explained;
    this.compare();
  }

  compare() {
    const [browser, explain] = this.element.querySelectorAll(".verdict");
    this.agrees = browser.dataset.verdict === explain.dataset.verdict;
    const place = this.find(".agreement");
    place.textContent = this.agrees ? "✓ explain agrees" : "⚠ explain differs";
    place.dataset.agrees = this.agrees;
    place.hidden = false;
    this.element.classList.toggle("differs", !this.agrees);
  }
}

/** What a script can see of a response. */
async function look(response) {
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`);
  return {
    Status: `${response.status} ${response.statusText}`.trim(),
    Headers: headers.join("\n") || "none",
    Body: (await response.text()).trim() || "nothing",
  };
}

function facts(table) {
  return Object.entries(table).map(([name, value]) => {
    const row = element("p");
    row.append(element("b", name), element("span", value));
    return row;
  });
}

function asStep(paragraph) {
  const [title, ...lines] = paragraph.split("\n");
  const step = element("li");
  step.append(element("b", title), ...lines.map(asLine));
  return step;
}

/** A line of the command's output, indented as it is there. */
function asLine(text) {
  const line = element("div", text.trimStart());
  line.style.setProperty("--depth", (text.length - text.trimStart().length) / 2);
  line.classList.toggle("blocking", line.textContent.startsWith("BLOCKED"));
  return line;
}

/** The arguments of `flask cors explain` for a call of `fetch`. */
function explainWords(url, { method = "GET", headers = {}, credentials, mode }) {
  const words = [method, url, "--from", location.origin];
  for (const [name, value] of Object.entries(headers)) words.push("-H", `${name}: ${value}`);
  if (credentials === "include") words.push("--credentials");
  if (mode) words.push("--mode", mode);
  return words;
}

function quoted(word) {
  return /[^\w:/.-]/.test(word) ? `'${word}'` : word;
}

/** A call of `fetch` as a person writes it. */
function asScript(path, init) {
  const options = Object.entries(init).map(([name, value]) => {
    if (value instanceof URLSearchParams) return `${name}: new URLSearchParams("${value}")`;
    if (typeof value === "string" && value.startsWith("{")) return `${name}: '${value}'`;
    return `${name}: ${JSON.stringify(value).replaceAll(/([{,:])(?=")/g, "$1 ").replaceAll("}", " }")}`;
  });
  const tail = options.length ? `, {\n${options.map((each) => `  ${each},\n`).join("")}}` : "";
  return `fetch(api + "${path}"${tail})`;
}

function copy(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

function element(name, text = "") {
  return Object.assign(document.createElement(name), { textContent: text });
}

/** Send one at a time: requests to the API are assigned by their time. */
function inTurn(job) {
  queue = queue.then(job).then(sumUp, () => {
    summary.textContent = "The playground does not respond; is it still running?";
  });
}

function sumUp() {
  const sent = cards.filter((card) => card.agrees !== undefined);
  const through = sent.filter((card) => card.find(".browser [data-verdict=readable]"));
  const agreeing = sent.filter((card) => card.agrees);
  summary.textContent =
    `${sent.length} of ${cards.length} requests sent, ${through.length} allowed; explain predicted ` +
    `${agreeing.length === sent.length ? "all" : agreeing.length} of them correctly.`;
}

for (const { title, about, requests } of groups) {
  const group = copy("group");
  group.querySelector("h2").textContent = title;
  group.querySelector(".about").textContent = about;
  for (const request of requests) {
    const card = new Card(request);
    cards.push(card);
    group.append(card.element);
  }
  document.querySelector("main").append(group);
}

document.getElementById("blocked-only").addEventListener("change", (event) => {
  document.body.classList.toggle("blocked-only", event.target.checked);
});

document.getElementById("send-all").addEventListener("click", () =>
  inTurn(async () => {
    for (const card of cards) await card.send();
  }),
);
