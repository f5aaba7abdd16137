"use strict";
// Keeps what was answered in this browser, marks places, and writes the answers as text. Sends nothing.
const words = JSON.parse(document.body.dataset.words);
const say = (text, values = {}) => Object.entries(values).reduce((said, [name, value]) => said.replace(`{${name}}`, value), words[text] || text);
const all = [...document.querySelectorAll(".one")];
const form = document.querySelector(".send");
const checked = (box, selector) => box.querySelector(`${selector} input:checked`)?.value ?? null;
const place = "answers-" + all.map((one) => one.dataset.picture.slice(-8)).join("").slice(0, 80);

function answerOf(one) {
  const checklist = {};
  for (const criterion of one.querySelectorAll(".criterion")) {
    const answer = criterion.querySelector("input:checked");
    if (answer) checklist[criterion.dataset.criterion] = answer.value;
  }
  const verdict = checked(one, ".verdict");
  const pin = one.dataset.pin ? one.dataset.pin.split(",").map(Number) : null;
  return {
    recipe: one.dataset.recipe, attempt: one.dataset.attempt, picture: one.dataset.picture, verdict,
    failure: verdict === "no" ? checked(one, ".failure") : null, checklist,
    remark: one.querySelector(".remark textarea").value.trim(), pin,
  };
}

function showPin(one) {
  const pin = one.querySelector(".pin"), has = Boolean(one.dataset.pin);
  pin.hidden = one.querySelector(".unpin").hidden = !has;
  if (has) {
    const [x, y] = one.dataset.pin.split(",").map(Number);
    pin.style.left = `${x * 100}%`;
    pin.style.top = `${y * 100}%`;
  }
}

function refresh() {
  for (const one of all) one.querySelector(".failure").hidden = checked(one, ".verdict") !== "no";
  const open = all.filter((one) => !checked(one, ".verdict")).length;
  form.querySelector(".open").textContent = open ? say("{open} of {all} are not answered yet.", { open, all: all.length }) : say("Everything is answered. Thank you.");
  try {
    localStorage.setItem(place, JSON.stringify(all.map(answerOf)));
  } catch { /* a browser that keeps nothing for a file: the answers stay on the page */ }
}

function restore() {
  let kept = [];
  try {
    kept = JSON.parse(localStorage.getItem(place) || "[]");
  } catch { return; }
  kept.forEach((answer, number) => {
    const one = all[number];
    if (!one || answer.picture !== one.dataset.picture) return;
    const press = (selector, value) => one.querySelectorAll(`${selector} input`).forEach((box) => { box.checked = box.value === value; });
    press(".verdict", answer.verdict);
    press(".failure", answer.failure);
    for (const criterion of one.querySelectorAll(".criterion"))
      for (const box of criterion.querySelectorAll("input")) box.checked = box.value === answer.checklist[criterion.dataset.criterion];
    one.querySelector(".remark textarea").value = answer.remark;
    if (answer.pin) one.dataset.pin = answer.pin.join(",");
    showPin(one);
  });
}

function text(name) {
  const answers = all.map(answerOf).filter((answer) => answer.verdict || answer.remark || answer.pin);
  const data = { form: 1, name, when: new Date().toISOString().slice(0, 19) + "Z", answers };
  const bytes = new TextEncoder().encode(JSON.stringify(data));
  const lines = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")).match(/.{1,64}/g);
  const plain = answers.map((answer) => `${answer.recipe} ${answer.attempt}: ${answer.verdict ? say(answer.verdict) : "–"}${answer.remark ? ` – ${answer.remark}` : ""}`);
  return [`${say("Answers of {name}", { name })}`, ...plain, "", "-----BEGIN STUDIO ANSWERS-----", ...lines, "-----END STUDIO ANSWERS-----", ""].join("\n");
}

function written() {
  const name = form.elements.name.value.trim();
  if (!name) { form.elements.name.reportValidity(); form.elements.name.focus(); return null; }
  const said = text(name), box = form.querySelector(".text");
  box.hidden = false;
  box.querySelector("textarea").value = said;
  return [said, name];
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const made = written();
  if (!made) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([made[0]], { type: "text/plain" }));
  link.download = `answers-${made[1].replace(/[^\p{L}\p{N}]+/gu, "-")}.txt`;
  link.click();
  form.querySelector(".done").textContent = say("Saved. Please send the file back.");
});
form.querySelector(".copy").addEventListener("click", async () => {
  const made = written();
  if (!made) return;
  const box = form.querySelector(".text textarea");
  box.select();
  let copied = document.execCommand("copy");
  if (!copied && navigator.clipboard) copied = await navigator.clipboard.writeText(made[0]).then(() => true, () => false);
  form.querySelector(".done").textContent = copied ? say("Copied. Please paste it into a mail.") : say("Please copy the text below by hand.");
});
for (const one of all) {
  const picture = one.querySelector(".pinned");
  picture.addEventListener("click", (event) => {
    const box = picture.getBoundingClientRect();
    one.dataset.pin = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height].map((v) => Math.min(1, Math.max(0, v)).toFixed(4)).join(",");
    showPin(one);
    refresh();
  });
  one.querySelector(".unpin").addEventListener("click", () => { delete one.dataset.pin; showPin(one); refresh(); });
}
document.addEventListener("input", refresh);
restore();
refresh();
