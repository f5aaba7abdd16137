/* Everything here only adds comfort: every page can be read, compared and followed without it. */
(() => {
  const spoken = (before) =>
    before <= 0 ? say("All after") : before >= 100 ? say("All before") : say("{before} percent before, {after} percent after", { before, after: 100 - before });

  for (const pair of document.querySelectorAll("[data-compare]")) {
    const range = pair.querySelector("input");
    const show = () => {
      pair.style.setProperty("--at", `${range.value}%`);
      range.setAttribute("aria-valuetext", spoken(Math.round(range.value)));
    };
    /* A press anywhere on the picture moves there, on every system: some move only a grabbed thumb by themselves. */
    const seek = (event) => {
      const box = pair.getBoundingClientRect();
      range.value = Math.round(((event.clientX - box.left) / box.width) * 100);
      show();
    };
    /* A finger may be about to scroll past: it moves the divider once it goes sideways, or when it was only a tap. */
    let finger = null;
    /* The frame reads the drag: a native range under a finger would keep the browser from zooming with two. */
    pair.addEventListener("pointerdown", (event) => {
      if (event.button || !event.isPrimary) return;
      finger = event.pointerType === "touch" ? event : null;
      if (finger) return;
      event.preventDefault();
      range.focus({ preventScroll: true });
      pair.setPointerCapture(event.pointerId);
      seek(event);
    });
    pair.addEventListener("pointermove", (event) => {
      if (!event.isPrimary || (!finger && !pair.hasPointerCapture(event.pointerId))) return;
      const across = finger ? Math.abs(event.clientX - finger.clientX) : 0;
      if (finger && (across < 6 || across < Math.abs(event.clientY - finger.clientY))) return;
      if (finger) pair.setPointerCapture(event.pointerId);
      finger = null;
      seek(event);
    });
    pair.addEventListener("pointerup", (event) => { if (finger && event.isPrimary) seek(event); finger = null; });
    pair.addEventListener("pointercancel", () => { finger = null; });
    range.addEventListener("input", show);
    show();
  }

  const results = document.querySelector("[data-results]");
  if (!results) return;
  const panels = [...results.querySelectorAll(".result")];
  const links = [...results.querySelectorAll(".film a")];
  let current = 0;

  const open = (place, remember) => {
    current = (place + panels.length) % panels.length;
    panels.forEach((panel, number) => { panel.hidden = number !== current; });
    links.forEach((link, number) => {
      if (number === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
    for (const link of document.querySelectorAll("[data-follow]")) {
      const there = panels[current].querySelector(`[id^="${link.dataset.follow}-"]`);
      if (there) link.hash = there.id;
    }
    if (remember) history.replaceState(null, "", `#${panels[current].id}`);
  };
  const inside = (hash) => panels.findIndex((panel) => hash && (panel.id === hash || panel.querySelector(`[id="${CSS.escape(hash)}"]`)));
  const follow = () => {
    const place = inside(decodeURIComponent(location.hash.slice(1)));
    if (place >= 0 && place !== current) {
      open(place, false);
      document.getElementById(location.hash.slice(1))?.scrollIntoView();
    }
  };

  if (panels.length > 1) {
    results.classList.add("is-ready");
    links.forEach((link, number) => link.addEventListener("click", (event) => { event.preventDefault(); open(number, true); }));
    results.addEventListener("click", (event) => {
      const button = event.target.closest("[data-step]");
      if (!button) return;
      open(current + Number(button.dataset.step), true);
      panels[current].querySelector(`[data-step="${button.dataset.step}"]`).focus({ preventScroll: true });
    });
    const onward = document.documentElement.dir === "rtl" ? -1 : 1;
    let from = null;
    results.addEventListener("pointerdown", (event) => {
      from = event.pointerType !== "mouse" && event.target.closest("[data-swipe]") ? event : null;
    });
    results.addEventListener("pointerup", (event) => {
      if (!from) return;
      const across = event.clientX - from.clientX;
      if (Math.abs(across) > 48 && Math.abs(across) > 2 * Math.abs(event.clientY - from.clientY)) open(current - onward * Math.sign(across), true);
      from = null;
    });
    open(0, false);
    follow();
    addEventListener("hashchange", follow);
  }

  for (const button of results.querySelectorAll("[data-full]")) {
    if (!results.requestFullscreen) { button.hidden = true; continue; }
    button.addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : results.requestFullscreen()));
  }
  document.addEventListener("fullscreenchange", () => {
    for (const button of results.querySelectorAll("[data-full]")) button.textContent = document.fullscreenElement ? say("Close") : say("Full screen");
  });
})();
