// The requests of the page: what `fetch` is called with, and what to look for in each.

const json = { "Content-Type": "application/json" };

export const groups = [
  {
    title: "Sent at once",
    about:
      "A browser sends what a plain link or form could send anyway, and only then asks the answer whether the page may read it.",
    requests: [
      {
        id: "read",
        title: "Read a list",
        about: "The classic: a GET without anything special.",
        path: "/api/books",
      },
      {
        id: "form",
        title: "Post a form",
        about: "Blocked or not, the API gets it and acts: CORS is no protection against that.",
        path: "/api/reviews",
        init: { method: "POST", body: new URLSearchParams({ stars: "5" }) },
      },
      {
        id: "open",
        title: "Read what is open to all",
        about: "The policy of this path admits any origin.",
        path: "/open/news",
      },
      {
        id: "closed",
        title: "Read what is under no policy",
        about: "Without CORS headers, no page of another origin can read it.",
        path: "/archive",
      },
      {
        id: "no-cors",
        title: "Read in mode no-cors",
        about: "No cure: it is sent, and the script sees nothing of the answer.",
        path: "/api/books",
        init: { mode: "no-cors" },
      },
    ],
  },
  {
    title: "After a preflight",
    about:
      "For anything else the browser asks first, by an OPTIONS request without cookies. If that is refused, the request itself never leaves.",
    requests: [
      {
        id: "json",
        title: "Post JSON",
        about: "No form can send this content type.",
        path: "/api/books",
        init: { method: "POST", headers: json, body: JSON.stringify({ title: "Ulysses" }) },
      },
      {
        id: "put",
        title: "Put",
        about: "No form can use this method.",
        path: "/api/books/1",
        init: { method: "PUT", headers: json, body: JSON.stringify({ title: "Dune" }) },
      },
      {
        id: "delete",
        title: "Delete",
        about: "Send it twice: for five seconds the browser remembers the preflight.",
        path: "/api/books/2",
        init: { method: "DELETE" },
      },
      {
        id: "patch",
        title: "A method that is not allowed",
        about: "The policy lists four methods, and PATCH is none of them.",
        path: "/api/books/1",
        init: { method: "PATCH" },
      },
      {
        id: "header",
        title: "A header of our own",
        about: "The policy allows the request header X-Client.",
        path: "/api/books",
        init: { headers: { "X-Client": "playground" } },
      },
      {
        id: "header-refused",
        title: "A header that is not allowed",
        about: "The policy does not know X-Debug.",
        path: "/api/books",
        init: { headers: { "X-Debug": "1" } },
      },
    ],
  },
  {
    title: "Cookies and a login",
    about:
      "Cookies go along only if the script says so, and the answer is only for the page if the policy allows credentials.",
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
        title: "Cookies to what is open to all",
        about: "Open to any origin, hence without credentials.",
        path: "/open/news",
        init: { credentials: "include" },
      },
      {
        id: "login-missing",
        title: "Behind the login, as nobody",
        about: "A hook answers 401 to preflight and request; the preflight leaves as 200 all the same.",
        path: "/api/account",
        init: { credentials: "include", headers: { "X-Client": "playground" } },
      },
      {
        id: "login",
        title: "Log in",
        about: "JSON, and a cookie in the answer.",
        path: "/api/login",
        init: {
          method: "POST",
          credentials: "include",
          headers: json,
          body: JSON.stringify({ name: "Ada" }),
        },
      },
      {
        id: "login-done",
        title: "Behind the login, logged in",
        about: "Now the cookie opens the door.",
        path: "/api/account",
        init: { credentials: "include", headers: { "X-Client": "playground" } },
      },
      {
        id: "logout",
        title: "Log out",
        about: "So that all of this can be sent again.",
        path: "/api/login",
        init: { method: "DELETE", credentials: "include" },
      },
    ],
  },
  {
    title: "Headers, errors and redirects",
    about: "What has gone wrong can be read as well, if the policy's headers are on it.",
    requests: [
      {
        id: "exposed",
        title: "Read a response header",
        about: "The answer brings X-Total-Count, which is exposed, and X-Request-Id, which is not.",
        path: "/api/books?page=1",
      },
      {
        id: "missing",
        title: "Not found",
        about: "A path that the policy covers and no route answers.",
        path: "/api/nowhere",
      },
      {
        id: "broken",
        title: "A view that fails",
        about: "Also an error 500 has its CORS headers.",
        path: "/api/broken",
      },
      {
        id: "redirect",
        title: "A redirect",
        about: "Flask adds the missing slash.",
        path: "/api/shelves",
      },
      {
        id: "redirect-out",
        title: "A redirect out of the policy",
        about: "Each answer on the way is checked, and the last one has no CORS headers.",
        path: "/api/archive",
      },
    ],
  },
];
