/* @login in a note offers the names of colleagues; without this file one types the login. */
"use strict";

const calling = { field: null, list: null, at: -1, from: 0 };

const colleagues = (field) =>
  [...document.querySelectorAll(`${field.dataset.calls} option`)].map((one) => [one.value, one.label]);

function close() {
  calling.list?.remove();
  calling.field?.removeAttribute("aria-activedescendant");
  calling.field?.removeAttribute("aria-controls");
  calling.list = null;
  calling.at = -1;
}

function mark(at) {
  const all = [...calling.list.children];
  calling.at = (at + all.length) % all.length;
  all.forEach((one, index) => one.setAttribute("aria-selected", String(index === calling.at)));
  calling.field.setAttribute("aria-activedescendant", all[calling.at].id);
}

function take(login) {
  const field = calling.field;
  field.setRangeText(`@${login} `, calling.from, field.selectionStart, "end");
  close();
  field.focus();
}

function offer(field) {
  close();
  const typed = field.value.slice(0, field.selectionStart).match(/(?:^|[^\w.@+-])@([\p{L}\w.+-]*)$/u);
  if (!typed) return;
  const begun = typed[1].toLocaleLowerCase();
  const fits = (text) => text.toLocaleLowerCase().split(" ").some((word) => word.startsWith(begun));
  const found = colleagues(field).filter(([login, name]) => fits(login) || fits(name)).slice(0, 8);
  if (!found.length) return;
  calling.field = field;
  calling.from = field.selectionStart - typed[1].length - 1;
  calling.list = document.createElement("ul");
  calling.list.id = "calls-list";
  calling.list.className = "calls-list";
  calling.list.setAttribute("role", "listbox");
  calling.list.setAttribute("aria-label", field.placeholder);
  found.forEach(([login, name], index) => {
    const one = document.createElement("li");
    one.id = `calls-${index}`;
    one.setAttribute("role", "option");
    one.textContent = `${name} · @${login}`;
    one.addEventListener("mousedown", (event) => {
      event.preventDefault();
      take(login);
    });
    one.dataset.login = login;
    calling.list.append(one);
  });
  field.parentElement.append(calling.list);
  field.setAttribute("aria-controls", "calls-list");
  field.setAttribute("aria-autocomplete", "list");
  mark(0);
}

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-calls]")) offer(event.target);
});

document.addEventListener("focusout", (event) => {
  if (event.target === calling.field) close();
});

document.addEventListener(
  "keydown",
  (event) => {
    if (!calling.list || event.target !== calling.field) return;
    const deeds = {
      ArrowDown: () => mark(calling.at + 1),
      ArrowUp: () => mark(calling.at - 1),
      Enter: () => take(calling.list.children[calling.at].dataset.login),
      Tab: () => take(calling.list.children[calling.at].dataset.login),
      Escape: close,
    };
    if (!(event.key in deeds)) return;
    event.preventDefault();
    event.stopPropagation();
    deeds[event.key]();
  },
  true,
);
