/* What the desk does more quickly with scripts; every page works without this file. */
"use strict";

const chosen = (selector) => document.querySelector(selector);
const rows = () => [...document.querySelectorAll("#rows .row > a, .mentions > li")];
let place = -1;
let opening = 0;

/* The keyboard: one key each, never while somebody types, and it can be switched off. */

function move(step) {
  const all = rows();
  if (!all.length) return;
  const held = all.findIndex((row) => row.contains(document.activeElement) || row.matches("[aria-current], .here"));
  place = Math.min(Math.max((place < 0 ? held : place) + step, 0), all.length - 1);
  all.forEach((row, index) => row.classList.toggle("here", index === place));
  const target = all[place];
  if (target.tagName !== "A") target.tabIndex = -1;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "nearest" });
  // Where a task is being read, the next one is read, too; walking on quickly opens only the last.
  clearTimeout(opening);
  if (target.tagName === "A" && chosen("#task") && !target.matches("[aria-current]")) opening = setTimeout(() => target.click(), 150);
}

function press(key) {
  // In a list of mentions a key means the one the eye is on, and nothing where it is on none.
  const list = chosen(".mentions [data-key]") && chosen(".mentions");
  const control = (list ? list.querySelector("li.here") : document)?.querySelector(`[data-key="${key}"]`);
  if (!control) return false;
  control.click();
  const sheet = control.matches("summary") && control.closest("details");
  if (sheet) sheet.querySelector("input:not([type=hidden]), select, button:not([hidden])")?.focus();
  return true;
}

function write(selector) {
  const field = chosen(selector);
  field?.focus();
  if (field?.setSelectionRange && !field.selectionEnd) field.setSelectionRange(field.value.length, field.value.length); // behind what a template filled in
  field?.scrollIntoView({ block: "center" });
  return Boolean(field);
}

// The last deed in the pane is undone from the next task, too; the server says when it cannot be any more.
let deed = null;

function undoLast() {
  if (!deed || !chosen("#pane")) return;
  document.activeElement.blur(); // it goes to what is said
  htmx.ajax("POST", "/undo", { source: "#pane", target: "#pane", values: deed });
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  x: () => (rows()[place] ?? chosen("#rows [aria-current]"))?.parentElement.querySelector(".tick-row input")?.click(),
  g: () => chosen("#bulk button")?.focus(),
  a: () => press("a"),
  e: () => press("e"),
  d: () => press("d"),
  s: () => press("s"),
  z: () => press("z") || undoLast(),
  r: () => write("#reply"),
  n: () => write("#note"),
  w: () => write("#assignee") && chosen("#assignee").showPicker?.(),
  o: () => chosen(".said .place a")?.click(),
  "/": () => write("#search"),
  "?": () => chosen("#keys")?.showModal(),
};

// With a Cyrillic layout the same key of the keyboard does the same.
function keyOf(event) {
  if (event.code === "Slash" && [".", ","].includes(event.key)) return event.shiftKey ? "?" : "/";
  if (event.key.length > 1 || event.key <= "~") return event.key;
  return (/^(?:Key|Digit)(\w)$/.exec(event.code)?.[1] ?? event.key).toLowerCase();
}

const typing = (element) => element.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const drop = event.target.closest("details.drop[open]");
    if (drop) drop.querySelector("summary").focus();
    else if (event.target.id === "search" && rows().length) rows()[Math.max(place, 0)].focus();
    else if (typing(event.target)) (event.target.closest(".pane") ?? chosen("#main")).focus({ preventScroll: true });
    else chosen("#rows [aria-current]")?.focus();
    document.querySelectorAll("details.drop[open]").forEach((open) => open.removeAttribute("open"));
    return;
  }
  if (event.key === "Enter" && event.target.matches(".wanted input")) {
    event.preventDefault();
    chosen(".wanted button").click();
    return;
  }
  if (event.key === "Enter" && event.target.matches(".drop form select")) {
    event.preventDefault();
    event.target.form.requestSubmit(event.target.form.querySelector("button:not([hidden])"));
    return;
  }
  // Enter on a box in the list would send the form of all that are ticked.
  if (event.key === "Enter" && event.target.matches(".tick-row input")) {
    event.preventDefault();
    event.target.click();
    return;
  }
  const on = document.body.dataset.keys !== "off";
  const key = keyOf(event);
  if ((!on && key !== "?") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (typing(event.target) || chosen("dialog[open]")) return;
  if (event.target.closest("details.drop[open] > :not(summary)")) return; // in a small form letters are its own
  // Keys that only some pages know stand on what they press.
  const act = KEYS[key] ?? (/^[\w+-]$/.test(key) && (() => press(key)));
  if (!act || (!(key in KEYS) && !chosen(`[data-key="${key}"]`))) return;
  event.preventDefault();
  act();
});

const remember = (name, value) => {
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax`;
};

const tick = chosen("#keys-on");
if (tick) {
  tick.checked = document.body.dataset.keys !== "off";
  tick.addEventListener("change", () => {
    document.body.dataset.keys = tick.checked ? "on" : "off";
    remember("keys", document.body.dataset.keys);
    showKeys();
  });
}

/* What was done without a page of its own is said for a while at the foot. */

function tell(text) {
  const said = document.createElement("p");
  said.className = "done";
  said.textContent = text;
  chosen("#notice").replaceChildren(said);
  setTimeout(() => said.remove(), 8_000);
}

/* Copy the reply, then let the link open the place where it is to be published. */

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-copy]");
  if (link) {
    navigator.clipboard?.writeText(chosen(link.dataset.copy).value).then(() => tell(chosen("#notice").dataset.copied));
    chosen(".reply-url input")?.focus(); // whoever comes back brings the address
  }
  document.querySelectorAll("details.drop[open]").forEach((drop) => {
    if (!drop.contains(event.target)) drop.removeAttribute("open");
  });
});

// Of tabs that go past the edge, the one that is open is to be seen.
for (const tab of document.querySelectorAll(".tabs [aria-current]")) tab.scrollIntoView({ block: "nearest", inline: "center" });

/* Where nothing came back, that is said, too. */

document.addEventListener("htmx:sendError", () => {
  const said = document.createElement("p");
  said.className = "trouble";
  said.textContent = chosen("#notice").dataset.lost;
  chosen("#notice").replaceChildren(said);
});

/* The reading pane: which row is open, and where the eye goes. */

// A row or a button that was pressed is drawn anew: the focus stays there, or goes to what was done and its Undo.
let held = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id === "pane") held = document.activeElement;
});

function holdFocus(pane) {
  if (held?.matches("#note, #reply")) document.activeElement.blur(); // htmx went there again: what was written is given
  if (document.activeElement !== document.body || !held) return;
  const row = held.closest(".row");
  if (row) chosen(`#${row.id} > a`)?.focus({ preventScroll: true });
  if (document.activeElement === document.body) (chosen("#pane .done") ?? pane).focus({ preventScroll: true });
}

const LISTS = ["inbox", "found", "report", "themes"];

document.addEventListener("htmx:afterSettle", (event) => {
  if (place >= 0 && chosen(".mentions")) move(0); // the row is a new one; the eye stays on it
  const found = event.detail.target?.id;
  if (found === "inbox") place = -1;
  // How much a filter left is told to those who do not see it.
  const told = LISTS.includes(found) && chosen(`#${found}`)?.querySelector(".tabs [aria-current], .empty b, .mentions-fit, caption");
  if (told) chosen("#heard").textContent = told.textContent;
  showKeys();
});

/* Each control says its key, to the eye on hover and to screen readers. */

function showKeys() {
  const on = document.body.dataset.keys !== "off";
  document.querySelectorAll("[data-key]").forEach((control) => {
    const key = control.dataset.key;
    control.toggleAttribute("aria-keyshortcuts", on);
    if (on) control.setAttribute("aria-keyshortcuts", key);
    control.title = on ? `${control.textContent.trim()} (${key})` : "";
  });
  document.querySelectorAll(".steps").forEach((steps) => (steps.hidden = !rows().length));
}

showKeys();

// What a form did is said on the next page: the eye, the voice and the next Tab begin there.
if (document.activeElement === document.body) chosen(".done[tabindex]")?.focus();

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "draft") {
    document.querySelectorAll("details.drop[open]").forEach((drop) => drop.removeAttribute("open"));
    write(".wanted input") || write("#reply");
  }
  if (event.detail.target.id !== "pane") return;
  const done = chosen("#pane .done");
  if (done) deed = done.querySelector("form") && Object.fromEntries(new FormData(done.querySelector("form")));
  chosen("#notice").replaceChildren();
  chosen(".panes")?.classList.add("reading");
  const open = chosen("#task")?.dataset.task;
  rows().forEach((row, index) => {
    const here = row.parentElement.id === `task-${open}`;
    row.toggleAttribute("aria-current", here);
    if (here) {
      row.setAttribute("aria-current", "true");
      place = index;
    }
    row.classList.remove("here");
  });
  holdFocus(event.detail.target);
  event.detail.target.scrollTop = 0;
  if (window.matchMedia("(max-width: 1080px)").matches) window.scrollTo(0, 0);
});

document.addEventListener("click", (event) => {
  const step = event.target.closest("[data-step]");
  if (step) move(Number(step.dataset.step));
});

document.addEventListener("click", (event) => {
  const back = event.target.closest("[data-back]");
  const panes = chosen(".panes");
  if (!back || !panes || !rows().length) return;
  event.preventDefault();
  panes.classList.remove("reading");
  rows()[Math.max(place, 0)]?.focus();
});
