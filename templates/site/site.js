"use strict";
/* Everything here only adds comfort: every page can be read, compared and followed without it. */

for (const pair of document.querySelectorAll("[data-compare]")) {
  const range = Object.assign(document.createElement("input"), { type: "range", min: 0, max: 100, value: 50, step: 1 });
  range.setAttribute("aria-label", "How much of the before picture is shown, in percent");
  const handle = Object.assign(document.createElement("span"), { className: "handle" });
  handle.setAttribute("aria-hidden", "true");
  pair.classList.add("is-compare");
  pair.append(handle, range);
  const move = () => pair.style.setProperty("--at", range.value + "%");
  range.addEventListener("input", move);
  if (pair.requestFullscreen) {
    const full = Object.assign(document.createElement("button"), { type: "button", className: "full", textContent: "Full screen" });
    full.addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : pair.requestFullscreen()));
    document.addEventListener("fullscreenchange", () => { full.textContent = document.fullscreenElement ? "Close" : "Full screen"; });
    pair.append(full);
  }
  move();
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const words = button.closest(".prompt-block").querySelector(".prompt").textContent;
    const label = button.textContent;
    try { await navigator.clipboard.writeText(words); button.textContent = "Copied"; }
    catch { button.textContent = "Select it and press Ctrl C"; }
    setTimeout(() => { button.textContent = label; }, 1600);
  });
}

for (const card of document.querySelectorAll(".card")) {
  card.addEventListener("touchstart", () => card.classList.add("is-touched"), { passive: true });
  card.addEventListener("touchend", () => setTimeout(() => card.classList.remove("is-touched"), 500), { passive: true });
}

const form = document.querySelector("[data-filters]");
if (form) {
  const list = document.querySelector("[data-cards]");
  const cards = [...list.children];
  const more = document.querySelector("[data-more]");
  const count = document.querySelector("[data-count]");
  const kinds = { job: "job", channel: "channel", tag: "tags", engine: "engine" };
  const step = 48;
  let shown = step;
  for (const [kind, key] of Object.entries(kinds)) {
    const values = [...new Set(cards.flatMap((card) => card.dataset[key].split("|")))].filter(Boolean).sort();
    for (const value of values) form.elements[kind].append(new Option(value.replaceAll("-", " "), value));
    form.elements[kind].parentElement.hidden = values.length < 2;
  }
  const matches = (card, wanted) =>
    Object.entries(kinds).every(([kind, key]) => !wanted[kind] || card.dataset[key].split("|").includes(wanted[kind])) &&
    wanted.q.toLowerCase().split(/\s+/).every((word) => card.dataset.text.includes(word));
  const apply = (remember) => {
    const wanted = Object.fromEntries(new FormData(form));
    const found = cards.filter((card) => matches(card, wanted));
    if (wanted.sort === "title") found.sort((a, b) => a.querySelector(".card-title").textContent.localeCompare(b.querySelector(".card-title").textContent));
    for (const card of cards) card.hidden = true;
    found.slice(0, shown).forEach((card) => { card.hidden = false; list.append(card); });
    more.hidden = found.length <= shown;
    count.textContent = found.length === cards.length ? `${cards.length} ${cards.length === 1 ? "recipe" : "recipes"}` : `${found.length} of ${cards.length} recipes`;
    if (remember) {
      const query = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value));
      history.replaceState(null, "", query.size ? "?" + query : location.pathname);
    }
  };
  const asked = new URLSearchParams(location.search);
  for (const [name, value] of asked) if (form.elements[name]) form.elements[name].value = value;
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => { shown = step; apply(true); });
  more.addEventListener("click", () => { shown += step; apply(false); });
  apply(false);
}
