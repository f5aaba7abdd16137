(() => {
  /* A card shows its before while it is hovered, touched or swept over. */
  document.addEventListener("pointermove", (event) => {
    const shot = event.pointerType === "mouse" && event.target.closest?.(".card")?.querySelector(".shot");
    if (!shot) return;
    const box = shot.getBoundingClientRect();
    const is_over = event.clientY < box.bottom && event.clientY > box.top;
    shot.parentElement.classList.toggle("is-swept", is_over);
    shot.style.setProperty("--at", `${Math.min(100, Math.max(0, ((event.clientX - box.left) / box.width) * 100))}%`);
  }, { passive: true });
  document.addEventListener("pointerout", (event) => {
    const card = event.target.closest?.(".card");
    if (card && !card.contains(event.relatedTarget)) {
      card.classList.remove("is-swept");
      card.querySelector(".shot").style.removeProperty("--at");
    }
  }, { passive: true });
  let held = null;
  const let_go = () => { held?.classList.remove("is-held"); held = null; };
  document.addEventListener("touchstart", (event) => { let_go(); held = event.target.closest?.(".card"); held?.classList.add("is-held"); }, { passive: true });
  for (const end of ["touchend", "touchcancel"]) document.addEventListener(end, () => setTimeout(let_go, 400), { passive: true });

  const form = document.querySelector("[data-gallery]");
  if (!form) return;
  const find = (name) => document.querySelector(`[data-${name}]`);
  const list = find("cards"), count = find("count"), nothing = find("nothing"), more = find("more"), paging = find("paging"), clear = find("clear"), fold = find("fold");
  const pattern = find("card").content.querySelector(".card");
  const own = [...list.children];
  const known = new Map(own.map((card) => [card.dataset.slug, card]));
  const said = count.textContent;
  const kinds = [...form.querySelectorAll(".narrow select")].map((select) => select.name).filter((name) => name !== "sort");
  const step = 48;
  let rows = null, shown = step;

  const fields = [...form.querySelectorAll("[name]")];
  const wanted = () => Object.fromEntries(fields.map((field) => [field.name, field.value.trim()]).filter(([, value]) => value));

  const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const read = (row) => {
    const topics = new Set(row.topics.split(" "));
    const names = [...topics].map((topic) => topic.slice(topic.indexOf("/") + 1));
    return { ...row, topics, said: plain([row.title, row.meta, row.words, ...names].join(" ")) };
  };
  const load = () => rows ??= new Promise((done) => {
    const script = document.createElement("script");
    script.src = form.dataset.gallery;
    script.addEventListener("load", () => done((window.recipes ?? []).map(read)));
    script.addEventListener("error", () => { rows = null; count.textContent = say("The search could not be loaded. Use the topics below."); done(null); });
    document.head.append(script);
  });

  const shape = (picture) => {
    const hundredths = Math.min(800, Math.max(12, Math.floor((100 * picture.w) / picture.h + 0.5)));
    return hundredths <= 250 ? hundredths : Math.round(hundredths / 5) * 5;
  };
  const fill = (holder, picture) => {
    const sizes = `(min-width: 44rem) ${Math.round((22 * picture.w) / picture.h)}rem, 94vw`;
    holder.className = `${holder.classList[0]} r${shape(picture)}`;
    holder.querySelector(".tiny")?.remove();
    const files = (ending) => picture[ending].split(" ").map((part) => [`pictures/${picture.name}-${part}.${ending}`, parseInt(part, 10)]);
    const set = (ending) => files(ending).map(([file, width]) => `${file} ${width}w`).join(", ");
    const image = holder.querySelector(".shown");
    for (const source of holder.querySelectorAll("source")) source.remove();
    for (const ending of ["avif", "webp"].filter((one) => picture[one])) image.before(Object.assign(document.createElement("source"), { type: `image/${ending}`, srcset: set(ending), sizes }));
    Object.assign(image, { loading: "lazy", sizes, width: picture.w, height: picture.h, srcset: set("jpg"), src: files("jpg").slice(0, 2).pop()[0] });
  };
  const draw = (row) => {
    const card = pattern.cloneNode(true);
    const over = card.querySelector(".over");
    const under = card.querySelector(".under") ?? over.parentElement.appendChild(over.cloneNode(true));
    under.classList.replace("over", "under");
    const after = row.after.w / row.after.h, before = row.before ? row.before.w / row.before.h : 0;
    const is_unlike = before && Math.abs(before / after - 1) >= 0.01;
    card.className = `card r${shape(row.after)} s${Math.min(50, Math.max(4, Math.floor(10 * (after + before) + 0.5)))}${is_unlike ? " is-unlike" : ""}`;
    card.dataset.slug = row.slug;
    fill(over, row.after);
    if (row.before) fill(under, row.before);
    else under.remove();
    for (const place of card.querySelectorAll("[data-from]")) {
      place.textContent = row[place.dataset.from] ?? "";
      if (place.dataset.from !== "meta") Object.assign(place, { lang: row.lang ?? "", dir: row.dir ?? "" });
    }
    card.querySelector(".card-title").href = row.page ?? `recipes/${row.slug}.html`;
    card.querySelector(".draft-mark")?.remove();
    return card;
  };
  const card_of = (row) => {
    if (!known.has(row.slug)) known.set(row.slug, draw(row));
    return known.get(row.slug);
  };

  const rest = () => {
    if (!list.classList.contains("is-led")) { /* as the page came, they stand already: nothing is laid out again */
      list.replaceChildren(...own);
      list.classList.add("is-led");
    }
    form.classList.remove("is-narrowed");
    count.textContent = said;
    nothing.hidden = more.hidden = clear.hidden = true;
    if (paging) paging.hidden = false;
  };
  const apply = async () => {
    const asked = wanted();
    if (!Object.keys(asked).length) return rest();
    const all = await load();
    if (!all || JSON.stringify(asked) !== JSON.stringify(wanted())) return undefined;
    const words = plain(asked.q ?? "").split(/\s+/);
    const fits = all.filter((row) => kinds.every((kind) => !asked[kind] || row.topics.has(`${kind}/${asked[kind]}`)) && words.every((word) => row.said.includes(word)));
    if (asked.sort === "title") fits.sort((one, other) => one.title.localeCompare(other.title, document.documentElement.lang));
    const narrowed = Object.keys(asked).some((name) => name !== "sort");
    list.classList.remove("is-led");
    form.classList.toggle("is-narrowed", narrowed);
    list.replaceChildren(...fits.slice(0, shown).map(card_of));
    count.textContent = narrowed ? count.dataset.narrowed.replace("{found}", fits.length) : said;
    nothing.hidden = fits.length > 0;
    more.hidden = fits.length <= shown;
    clear.hidden = !narrowed;
    if (paging) paging.hidden = true;
    return undefined;
  };

  const remember = (keep) => {
    const query = new URLSearchParams(wanted()).toString();
    const address = query ? `?${query}` : location.pathname;
    if (keep) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  };
  const recall = () => {
    const asked = new URLSearchParams(location.search);
    for (const field of fields) {
      field.value = asked.get(field.name) ?? "";
      if (field.selectedIndex < 0) field.value = "";
    }
    shown = step;
    apply();
  };

  let typing = false;
  form.addEventListener("input", (event) => {
    const is_word = event.target.name === "q";
    remember(!(is_word && typing));
    typing = is_word;
    shown = step;
    apply();
  });
  form.addEventListener("focusout", () => { typing = false; });
  clear.addEventListener("click", () => { for (const field of fields) field.value = ""; remember(true); apply(); fields[0].focus(); });
  more.addEventListener("click", () => { shown += step; apply(); });
  fold.addEventListener("click", () => {
    const is_open = document.getElementById("narrow").classList.toggle("is-open");
    fold.setAttribute("aria-expanded", String(is_open));
  });
  addEventListener("popstate", recall);
  recall();
})();
