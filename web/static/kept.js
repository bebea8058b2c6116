/* What is typed in a form when the session ends is there again after logging in: in this tab, for the same
   person, once. Until then it stands in the tab's own storage, and goes with the tab, with logging out, and
   with the next page. */
"use strict";

const shownPage = () => `${location.pathname}?${new URLSearchParams(location.search)}`; // however it was encoded
const ticks = (field) => field.matches("[type=checkbox], [type=radio]");
const typedIn = (form) =>
  [...form.elements].filter((one) => one.name && (one.name === "seen" || !one.matches("[type=hidden], [type=password], button")));

function isChanged(field) {
  if (ticks(field)) return field.checked !== field.defaultChecked;
  if (field.matches("select")) return field.selectedIndex !== Math.max([...field.options].findLastIndex((one) => one.defaultSelected), 0);
  return field.value !== field.defaultValue;
}

const formsOf = (action) => [...document.querySelectorAll("main form[method=post]")].filter((one) => one.getAttribute("action") === action);
const begunForms = () => [...document.querySelectorAll("main form[method=post]")].filter((one) => typedIn(one).some(isChanged));

function keepForms() {
  const forms = begunForms().map((form) => {
    const action = form.getAttribute("action");
    const fields = typedIn(form).map((one) => [one.name, one.value, one.checked]);
    return { action, place: formsOf(action).indexOf(form), fields };
  });
  if (forms.length) sessionStorage.setItem("forms", JSON.stringify({ page: shownPage(), forms }));
}

function fill(form, fields) {
  const left = [...fields];
  for (const field of typedIn(form)) {
    const at = left.findIndex(([name, value]) => name === field.name && (!ticks(field) || value === field.value));
    if (at < 0) continue;
    const [[, value, checked]] = left.splice(at, 1);
    if (ticks(field)) field.checked = checked;
    else field.value = value;
    if (isChanged(field)) field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  for (let drop = form.closest("details"); drop; drop = drop.parentElement.closest("details")) drop.open = true;
}

function bringForms() {
  const kept = JSON.parse(sessionStorage.getItem("forms") ?? "null");
  sessionStorage.removeItem("forms");
  if (kept?.page !== shownPage()) return;
  const found = kept.forms.map((one) => [formsOf(one.action)[one.place], one.fields]).filter(([form]) => form);
  found.forEach(([form, fields]) => fill(form, fields));
  if (!found.length) return;
  const notice = document.querySelector("#notice");
  const said = document.createElement("p");
  said.className = "done";
  said.textContent = notice.dataset.again;
  notice.replaceChildren(said);
  typedIn(found[0][0]).find(isChanged)?.focus();
}

/* The answer to a form or to a question tells that nobody, or somebody anew, is logged in here. */

document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr, requestConfig } = event.detail;
  const stale = xhr.status === 403 && xhr.responseText.includes('data-field="csrf"');
  if (xhr.status !== 401 && !stale) return;
  const meant = ["click", "submit"].includes(requestConfig.triggeringEvent?.type);
  if (!meant && begunForms().length) return event.preventDefault(); // it asked by itself: let them write on
  keepForms();
  if (stale) location.reload();
});

document.addEventListener("submit", (event) => {
  if (event.target.matches("[action='/logout']")) sessionStorage.clear();
});

// Whoever else logs in here finds nothing.
if (sessionStorage.getItem("person") !== document.body.dataset.person) {
  sessionStorage.clear();
  sessionStorage.setItem("person", document.body.dataset.person);
}
