/* A form that is refused stays as it was typed: why is said beside it, and the field is marked.
   Without this file the error is a page of its own. */
"use strict";

const fieldOf = (form, name) =>
  name && [...form.elements].find((one) => one.type !== "hidden" && (one.dataset.field ?? one.name).split(" ").includes(name));

function unmark(form) {
  document.querySelector("#notice").replaceChildren();
  form?.querySelectorAll(".trouble").forEach((said) => said.remove());
  form?.querySelectorAll("[aria-invalid]").forEach((field) => {
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-errormessage");
  });
}

function refuse(form, by, said) {
  const field = fieldOf(form, said.dataset.field);
  if ("seen" in said.dataset) {
    form.elements.seen.value = said.dataset.seen; // kept once more, it is meant
    if (form.matches(".assign")) form.reset(); // the same can be chosen again
  }
  const roomy = form.matches(".stack, .drop form") || form.querySelector("textarea");
  const around = field?.type === "radio" ? "fieldset" : ".row-of, .limits";
  if (field) (field.closest(around) ?? field.closest("label") ?? field).after(said);
  else if (by && roomy) (by.closest(".links, .reply-foot, fieldset.choices") ?? by).before(said);
  else document.querySelector("#notice").replaceChildren(said);
  if (!field) {
    if (document.activeElement === document.body) by?.focus({ preventScroll: true }); // switched off, it had lost the cursor
    return said.scrollIntoView({ block: "nearest" });
  }
  said.id = "refused";
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-errormessage", said.id);
  field.focus();
}

function say(text) {
  const said = document.createElement("p");
  said.className = "trouble";
  said.setAttribute("role", "alert");
  said.textContent = text;
  return said;
}

function go(address) {
  const to = new URL(address, location);
  const same = to.pathname + to.search === location.pathname + location.search;
  location.assign(to);
  if (same && to.hash) location.reload(); // it would only have scrolled
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const by = event.submitter;
  const method = by?.getAttribute("formmethod") ?? form.getAttribute("method");
  if (event.defaultPrevented || !form.closest("main")) return;
  if (by?.matches("[data-page]")) keepForms(); // the next page forgets it, unless it asks to log in
  if (method !== "post" || by?.matches("[data-page]")) return markPlace(form, by);
  event.preventDefault();
  const sent = new URLSearchParams(new FormData(form));
  if (by?.name) sent.append(by.name, by.value);
  unmark(form);
  if (by) by.disabled = true;
  const lost = say(document.querySelector("#notice").dataset.lost);
  try {
    const to = by?.getAttribute("formaction") ?? form.getAttribute("action");
    const answer = await fetch(to, { method: "POST", body: sent, headers: { "X-In-Place": "yes" } });
    const next = answer.headers.get("location");
    if (answer.status === 401) keepForms();
    if (next) {
      if (answer.ok) markPlace(form, by);
      return go(next);
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (by) by.disabled = false;
    const said = page.querySelector(".trouble") ?? lost;
    if (said.dataset.field !== "csrf") return refuse(form, by, said);
    keepForms();
    location.reload(); // somebody logged in anew in another tab: the form is good again
  } catch {
    if (by) by.disabled = false;
    refuse(form, by, lost);
  }
});

/* The next page says that a form was kept; where the form is there again, the cursor stays at its button. */

const buttonsOf = (form) => [...form.querySelectorAll("button:not([hidden])")];

function markPlace(form, by) {
  const action = form.getAttribute("action");
  const kept = !form.matches(".label") && !by?.matches("[formnovalidate], [formmethod], [data-page][formaction]"); // what is only tried is not kept
  const sent = { action, place: formsOf(action).indexOf(form), button: Math.max(buttonsOf(form).indexOf(by), 0), kept };
  if (sent.place >= 0) sessionStorage.setItem("sent", JSON.stringify(sent));
}

const sent = JSON.parse(sessionStorage.getItem("sent") ?? "null");
sessionStorage.removeItem("sent");
if (sent?.kept && !document.querySelector("main .done, main .trouble")) tell(document.querySelector("#notice").dataset.done);
if (sent) addEventListener("load", () => { // the browser has gone to its #place by then
  if (document.activeElement !== document.body) return;
  const form = formsOf(sent.action)[sent.place];
  const button = form && buttonsOf(form)[sent.button];
  const shut = button?.closest("details:not([open])")?.querySelector("summary");
  (shut ?? button ?? document.querySelector("#main")).focus({ preventScroll: !button || Boolean(location.hash) });
});

/* The same for forms that htmx sends. */

document.addEventListener("htmx:beforeRequest", ({ detail: { elt } }) => {
  if (elt.matches("form, button")) unmark(elt.closest("form[method=post]")); // fields ask by themselves, too
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "notice") return;
  const { elt, triggeringEvent } = event.detail.requestConfig;
  const said = event.detail.target.querySelector(".trouble");
  const form = elt.closest("form[method=post]");
  if (said && form) refuse(form, triggeringEvent?.submitter ?? elt.closest("button"), said);
});
