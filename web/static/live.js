/* What is new arrives by itself: told by the server where it can be, else asked for now and then.
   Nothing that somebody reads, has ticked or writes in is moved or taken away. */
"use strict";

const ASK_EVERY = 30_000; // ms, while nobody tells us
const ASK_AT_MOST = 2_000; // ms between two questions, however much changes
const SLOWEST = 300_000;
const SILENT = 60_000; // ms without a sign of life: the computer slept, or a proxy holds it back
const live = { stream: null, heard: 0, missed: document.hidden, pause: 5_000, asked: 0, asking: 0, changed: new Set(), writing: false, bringing: false };

const opened = () => document.querySelector("#task");
const onPage = (task) => document.querySelector(`#task-${task}`);
const tasksHere = () => [...document.querySelectorAll("#rows .row")].map((row) => row.id.slice("task-".length));
const inUse = (row) => row.contains(document.activeElement) || row.querySelector(".tick-row input:checked");

/* Ask for what changed: the counts, the rows on this page, and the open task. */

function ask() {
  live.asking = 0;
  live.asked = Date.now();
  const news = document.querySelector("#news");
  const facts = new URLSearchParams(news ? location.search : "");
  ["task", "after", "said", "undo", "changed"].forEach((name) => facts.delete(name));
  if (news) {
    facts.set("newest", news.dataset.newest);
    const rows = live.missed ? tasksHere() : [...live.changed].filter(onPage);
    rows.slice(0, 60).forEach((task) => facts.append("rows", task));
  }
  if (opened()) {
    facts.set("task", opened().dataset.task);
    facts.set("change", document.querySelector("#now").dataset.change);
  }
  live.changed.clear();
  live.missed = !live.heard;
  htmx.ajax("GET", `/live/now?${facts}`, { source: "#main", target: "#main", swap: "none" });
}

function askSoon() {
  if (live.asking || document.hidden) return;
  live.asking = setTimeout(ask, Math.max(0, live.asked + ASK_AT_MOST - Date.now()));
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const [page, facts] = event.detail.requestConfig.path.split("?");
  live.bringing = page === "/live/now";
  const asked = new URLSearchParams(facts).get("task") ?? undefined;
  if (live.bringing && asked !== opened()?.dataset.task) event.detail.shouldSwap = false;
});

/* The row of a task that is not in this list has no place to go. */
const ROW = /<template data-row="(\d+)">.*?<\/template>/gs;

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  detail.serverResponse = detail.serverResponse.replace(ROW, (row, task) => (onPage(task) ? row : ""));
});

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target: old, fragment } = event.detail;
  const tick = old.matches(".row") && old.querySelector(".tick-row input:checked");
  if (tick) fragment.querySelector(".tick-row input").checked = true;
  if (!live.bringing || !old.matches(".row")) return;
  if (inUse(old)) event.detail.shouldSwap = false;
  else Object.assign(fragment.firstElementChild.style, { height: `${old.offsetHeight}px`, overflow: "hidden" });
});

/* Listen while the page is to be seen: a browser has few connections for all its tabs. */

function hear() {
  live.heard = Date.now();
}

function lose() {
  live.heard = 0;
  live.missed = true;
}

function listen() {
  if (live.stream || document.hidden || !window.EventSource) return;
  live.stream = new EventSource("/live");
  live.stream.addEventListener("hello", () => {
    hear();
    live.pause = 5_000;
    askSoon();
  });
  live.stream.addEventListener("alive", hear);
  live.stream.addEventListener("tasks", (event) => {
    hear();
    JSON.parse(event.data).forEach((task) => live.changed.add(task));
    askSoon();
  });
  live.stream.addEventListener("error", () => {
    lose();
    if (live.stream?.readyState !== EventSource.CLOSED) return; // it tries again by itself
    live.stream = null;
    setTimeout(listen, live.pause);
    live.pause = Math.min(live.pause * 2, SLOWEST);
  });
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) {
    listen();
    sayHere();
    return;
  }
  hangUp();
});

function hangUp() {
  live.stream?.close();
  live.stream = null;
  lose();
}

setInterval(() => {
  if (live.heard && Date.now() - live.heard > SILENT) {
    hangUp();
    listen();
  }
  if (!live.heard) {
    lose();
    askSoon();
  }
  sayHere();
}, ASK_EVERY);

/* Tell colleagues that this task is read or answered here. */

function sayHere() {
  const token = opened()?.querySelector(".acts [name=csrf]"); // of those who may answer
  if (!token || document.hidden) return;
  const said = new URLSearchParams({ csrf: token.value, writing: live.writing ? "yes" : "" });
  fetch(`/tasks/${opened().dataset.task}/here`, { method: "POST", body: said }).catch(() => {});
}

/* What was typed stays with the task until it is given, whatever page is opened between. */

const kept = (name) => `${name}-${opened()?.dataset.task}`;

function keepDraft(field) {
  sessionStorage.setItem(kept("draft"), field.value);
  const writes = Boolean(field.value.trim());
  if (writes === live.writing) return;
  live.writing = writes;
  sayHere();
}

function bringDraft() {
  const field = document.querySelector("#reply");
  const text = sessionStorage.getItem(kept("draft"));
  if (!field || text === null) return;
  if (text.trim() === field.defaultValue.trim()) sessionStorage.removeItem(kept("draft"));
  else if (text.trim()) {
    field.value = text;
    htmx.trigger(field, "brought"); // its remarks, too
  }
}

function bringNote() {
  const field = document.querySelector("#note");
  if (field) field.value = sessionStorage.getItem(kept("note")) ?? field.value;
}

document.addEventListener("input", (event) => {
  if (event.target.id === "reply") keepDraft(event.target);
  if (event.target.id === "note") sessionStorage.setItem(kept("note"), event.target.value);
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const [, task] = /^\/tasks\/(\d+)\/note$/.exec(detail.requestConfig.path) ?? [];
  if (task && !detail.isError) sessionStorage.removeItem(`note-${task}`); // it is given
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.matches("#reply, #note")) return;
  const form = event.target.form;
  event.preventDefault();
  (form.querySelector(".reply-foot .main") ?? form.querySelector("button"))?.click();
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "draft") keepDraft(document.querySelector("#reply"));
  if (event.detail.target.id !== "pane") return;
  live.writing = false;
  bringDraft();
  bringNote();
  sayHere();
});

listen();
bringDraft();
bringNote();
bringForms();
sayHere();
