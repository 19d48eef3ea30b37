import { init } from "/redoc/redoc.standalone.js";

// Shows one document in ReDoc; ?document=NAME picks another one than the first.
fetch("/openapi").then((answer) => answer.json()).then((documents) => {
  const wanted = new URLSearchParams(location.search).get("document");
  const nameOf = (document) => document.url.split("/").pop().replace(/\.json$/, "");
  const shown = documents.find((document) => nameOf(document) === wanted) ?? documents[0];
  const bar = document.querySelector("nav");
  for (const one of documents) {
    const link = document.createElement("a");
    link.textContent = one.name;
    link.href = `/redoc?document=${nameOf(one)}`;
    if (one === shown) link.setAttribute("aria-current", "page");
    bar.append(link);
  }
  init(shown.url, { disableTelemetry: true }, document.getElementById("redoc"));
});
