// Runs requests one after another in a page, and returns what a script sees of each.
// Called with (requests, done); each request is announced to the server by a fetch of /.mark?N,
// so that entries of the server and of the browser's log can be assigned to requests.
const [requests, done] = arguments;

const headersOf = (pairs) => {
  const headers = [];
  for (const [name, value] of pairs) headers.push([name, value]);
  return headers;
};

const bodyOf = (body) => {
  if (body === null || typeof body === "string") return body;
  if (body.bytes) return new Uint8Array(body.bytes);
  if (body.fields) return new URLSearchParams(body.fields);
  const form = new FormData();
  for (const [name, value] of body.multipart) form.append(name, value);
  return form;
};

const blocked = (error) => ({ verdict: "blocked", error: String(error && error.name) });

const byFetch = async ({ url, body, headers, ...init }) => {
  const made = body === null ? {} : { body: bodyOf(body) };
  const response = await fetch(url, { ...init, ...made, headers: headersOf(headers) });
  return {
    verdict: response.type.startsWith("opaque") ? "opaque" : "readable",
    type: response.type,
    status: response.status,
    url: response.url,
    redirected: response.redirected,
    headers: [...response.headers],
    body: await response.text(),
  };
};

const byXhr = ({ url, method, headers, body, credentials, upload }) =>
  new Promise((resolve) => {
    const xhr = new XMLHttpRequest();
    xhr.open(method, url);
    xhr.withCredentials = credentials === "include";
    for (const [name, value] of headers) xhr.setRequestHeader(name, value);
    if (upload) xhr.upload.addEventListener("progress", () => {});
    xhr.onerror = () => resolve(blocked({ name: "error" }));
    xhr.onload = () =>
      resolve({
        verdict: "readable",
        status: xhr.status,
        url: xhr.responseURL,
        headers: xhr
          .getAllResponseHeaders()
          .split("\r\n")
          .filter(Boolean)
          .map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
        body: xhr.responseText,
      });
    xhr.send(bodyOf(body));
  });

// `opaque` is an image that is shown and taints the canvas it is drawn on.
const byImage = ({ url, crossorigin }) =>
  new Promise((resolve) => {
    const image = new Image();
    if (crossorigin !== null) image.crossOrigin = crossorigin;
    image.onerror = () => resolve(blocked({ name: "error" }));
    image.onload = () => {
      const context = document.createElement("canvas").getContext("2d");
      context.drawImage(image, 0, 0);
      try {
        context.getImageData(0, 0, 1, 1);
        resolve({ verdict: "readable", width: image.naturalWidth });
      } catch {
        resolve({ verdict: "opaque", width: image.naturalWidth });
      }
    };
    image.src = url;
  });

// The same request by fetch() in its own frame; `frame` is the value of its attribute `sandbox`.
const byFrame = ({ frame, ...request }) =>
  new Promise((resolve) => {
    const element = document.createElement("iframe");
    element.setAttribute("sandbox", frame);
    element.srcdoc = `<script>
      const blocked = ${blocked}, headersOf = ${headersOf}, bodyOf = ${bodyOf};
      const byFetch = ${byFetch};
      byFetch(${JSON.stringify(request)}).catch(blocked)
        .then((seen) => parent.postMessage(seen, "*"));
    <\/script>`;
    addEventListener(
      "message",
      ({ data }) => {
        element.remove();
        resolve(data);
      },
      { once: true },
    );
    document.body.append(element);
  });

const ways = { fetch: byFetch, xhr: byXhr, img: byImage, frame: byFrame };

(async () => {
  const seen = [];
  for (const { kind, mark, ...request } of requests) {
    try {
      const here = new URL(`/.mark?${mark}`, location.href);
      await fetch(here, { mode: "no-cors", cache: "no-store" });
      seen.push(await ways[kind](request));
    } catch (error) {
      seen.push(blocked(error));
    }
  }
  done(seen);
})();
