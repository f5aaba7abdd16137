/* One to one: each pixel of a picture is one pixel of the screen; finger, mouse or arrow keys move it about.
   Where the site keeps the full size back, the largest size it shows, and a word that says so. */
(() => {
  const element = (name, values) => Object.assign(document.createElement(name), values);
  const view = element("dialog", { className: "real" });
  const pan = element("div", { className: "real-pan", tabIndex: 0 });
  const bar = element("p", { className: "real-bar" });
  const size = element("span");
  const close = element("button", { type: "button", textContent: say("Close") });
  let sides = {}, shown = null;

  const show = async (side) => {
    const { picture, whole } = sides[side];
    const at = shown && [(pan.scrollLeft + pan.clientWidth / 2) / pan.scrollWidth, (pan.scrollTop + pan.clientHeight / 2) / pan.scrollHeight];
    for (const [name, { button }] of Object.entries(sides)) button.setAttribute("aria-pressed", String(name === side));
    await picture.decode().catch(() => {});
    picture.width = Math.round(picture.naturalWidth / devicePixelRatio);
    shown = picture;
    pan.replaceChildren(picture);
    const [across, down] = at ?? [0.5, 0.5];
    pan.scrollTo(across * pan.scrollWidth - pan.clientWidth / 2, down * pan.scrollHeight - pan.clientHeight / 2);
    const found = { width: picture.naturalWidth, height: picture.naturalHeight, whole };
    size.textContent = found.width < whole
      ? say("{width} × {height} pixels, the largest size shown here; the picture itself is {whole} wide", found)
      : say("{width} × {height} pixels, one to one", found);
  };
  const open = (link) => {
    const figures = link.closest(".result").querySelectorAll(".stage figure");
    const said = (name) => [...figures].at(name === "before" ? 0 : -1).querySelector(".shown").alt;
    const files = { before: [link.dataset.before, link.dataset.beforeWhole], after: [link.href, link.dataset.whole] };
    shown = null;
    sides = Object.fromEntries(Object.entries(files).filter(([, [file]]) => file).map(([name, [file, whole]]) => {
      const button = element("button", { type: "button", textContent: name === "before" ? say("Before") : say("After") });
      button.addEventListener("click", () => show(name));
      return [name, { button, whole: Number(whole), picture: element("img", { src: file, alt: said(name), draggable: false }) }];
    }));
    const buttons = Object.values(sides).map(({ button }) => button);
    bar.replaceChildren(...(buttons.length > 1 ? buttons : []), size, close);
    view.showModal();
    pan.focus();
    show("after");
  };

  size.setAttribute("role", "status");
  pan.setAttribute("role", "group");
  pan.setAttribute("aria-label", say("Picture, one to one. Arrow keys move it."));
  view.setAttribute("aria-label", say("One to one"));
  view.append(pan, bar);
  close.addEventListener("click", () => view.close());
  pan.addEventListener("pointerdown", (event) => { if (event.pointerType === "mouse" && !event.button) pan.setPointerCapture(event.pointerId); });
  pan.addEventListener("pointermove", (event) => { if (pan.hasPointerCapture(event.pointerId)) pan.scrollBy(-event.movementX, -event.movementY); });
  for (const link of document.querySelectorAll("[data-real]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      if (!view.isConnected) document.body.append(view);
      open(link);
    });
  }
})();
