// The requests of the page: the arguments of `fetch`, and what to look for.

const json = { "Content-Type": "application/json" };

export const groups = [
  {
    title: "Simple requests",
    about:
      "The browser sends these right away (an ordinary link or form could too) and checks the response headers afterwards.",
    requests: [
      {
        id: "read",
        title: "Read a list",
        about: "A plain GET; of its headers, X-Total-Count is exposed and X-Request-Id is not.",
        path: "/api/books",
      },
      {
        id: "form",
        title: "Post a form",
        about: "Blocked or not, the API receives it and acts on it: CORS does not protect against that.",
        path: "/api/reviews",
        init: { method: "POST", body: new URLSearchParams({ stars: "5" }) },
      },
      {
        id: "closed",
        title: "Read a path without a policy",
        about: "Without CORS headers, no page of another origin can read it.",
        path: "/archive",
      },
      {
        id: "no-cors",
        title: "Read in mode no-cors",
        about: "Not a fix: the request is sent, but the script cannot read the response.",
        path: "/api/books",
        init: { mode: "no-cors" },
      },
    ],
  },
  {
    title: "After a preflight",
    about:
      "For all other requests the browser asks first, with an OPTIONS request without cookies. If that is refused, the request itself is never sent.",
    requests: [
      {
        id: "json",
        title: "Post JSON",
        about: "No form can send this content type.",
        path: "/api/books",
        init: { method: "POST", headers: json, body: JSON.stringify({ title: "Ulysses" }) },
      },
      {
        id: "patch",
        title: "A method that is not allowed",
        about: "The policy lists four methods, and PATCH is not one of them.",
        path: "/api/books/1",
        init: { method: "PATCH" },
      },
      {
        id: "header-refused",
        title: "A header that is not allowed",
        about: "The policy does not list X-Debug.",
        path: "/api/books",
        init: { headers: { "X-Debug": "1" } },
      },
    ],
  },
  {
    title: "Cookies",
    about:
      "Cookies are sent only if the script asks for it, and the page can read the response only if the policy allows credentials.",
    requests: [
      {
        id: "cookie",
        title: "Count visits in a cookie",
        about: "Send it twice: the number grows.",
        path: "/api/visits",
        init: { credentials: "include" },
      },
      {
        id: "cookie-open",
        title: "Cookies to something public",
        about: "This path allows any origin, and therefore no credentials.",
        path: "/open/news",
        init: { credentials: "include" },
      },
    ],
  },
  {
    title: "Errors and redirects",
    about: "The page can read errors too, because they have CORS headers.",
    requests: [
      {
        id: "broken",
        title: "A view that fails",
        about: "An error 500 has CORS headers too.",
        path: "/api/broken",
      },
      {
        id: "redirect-out",
        title: "A redirect out of the policy",
        about: "Every response on the way is checked, and the last one has no CORS headers.",
        path: "/api/archive",
      },
    ],
  },
];
