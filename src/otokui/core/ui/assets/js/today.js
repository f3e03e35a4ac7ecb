// The list of the day. c, w, s, p act on the chosen row, digits choose what came of it; a row leaves at once and comes
// back if the server says no; beside the list stands the short face of whoever is chosen.
import { tellAll } from "./dates.js";

const KEYS = ["c", "w", "s", "p"];
const WAIT = 140;
const KEPT = 3; // so many undos stay in sight
let timer;
let shown = "";

const rows = () => [...document.querySelectorAll(".today-row[data-glance]:not(.is-leaving)")];
const rowOf = (element) => element?.closest?.(".today-row");
const chosen = () => rowOf(document.activeElement) ?? document.querySelector(".today-row.is-chosen") ?? rows()[0];

function isWriting(element) {
  return element.closest("input, textarea, select") !== null;
}

function look(row) {
  for (const other of document.querySelectorAll(".today-row.is-chosen")) other.classList.toggle("is-chosen", other === row);
  row.classList.add("is-chosen");
  const place = document.getElementById("glance");
  if (!place || place.getClientRects().length === 0 || shown === row.dataset.glance) return;
  clearTimeout(timer);
  timer = setTimeout(() => {
    shown = row.dataset.glance;
    window.htmx.ajax("GET", shown, { target: "#glance", swap: "innerHTML" });
  }, WAIT);
}

function choose(row) {
  row?.querySelector(".row-link")?.focus();
}

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (isWriting(event.target) || document.querySelector("dialog[open]") || rows().length === 0) return;
  const open = document.querySelector(".today-row .act-drop[open]");
  if (open && /^[1-9]$/.test(event.key)) {
    event.preventDefault();
    open.querySelectorAll(".act-choice")[Number(event.key) - 1]?.click();
  } else if (KEYS.includes(event.key)) {
    const row = chosen();
    const button = row?.querySelector(`[data-act="${event.key}"]`);
    if (!button) return;
    event.preventDefault();
    look(row);
    button.click();
    if (button.matches("summary")) {
      fill(button.parentElement);
      requestAnimationFrame(() => button.parentElement.querySelector(".act-choice")?.focus());
    }
  }
}

// The panels stand once on the page; a row gets its own when it is opened.
function fill(details) {
  const panel = document.getElementById(details.dataset.panel);
  if (!panel || details.querySelector(".act-list")) return;
  details.append(panel.content.cloneNode(true));
  if (!("line" in details.closest("form").dataset)) details.querySelector("[data-by-line]")?.remove();
  const proposed = details.querySelector("[data-proposed]");
  if (proposed) proposed.value = details.closest("form").dataset.until;
  tellAll(details);
  requestAnimationFrame(() => details.querySelector(".act-list").scrollIntoView({ block: "nearest" }));
}

function onSend(event) {
  const form = event.target;
  if (!form.matches?.("form[data-acts]")) return;
  const row = rowOf(form);
  const all = rows();
  const next = all[all.indexOf(row) + 1] ?? all[all.indexOf(row) - 1];
  row.classList.add("is-leaving");
  choose(next);
}

function onAnswer() {
  const undos = [...document.querySelectorAll(".toast-undo")];
  for (const old of undos.slice(0, -KEPT)) old.remove();
}

// Taken back: its own toast has said all it had to say.
function onUndo(event) {
  if (event.detail.successful) event.target.closest?.(".toast-undo")?.remove();
}

function onFailure(event) {
  rowOf(event.target)?.classList.remove("is-leaving");
}

export function listenForToday(page) {
  if (!page.getElementById("today")) return;
  page.addEventListener("keydown", onKey);
  page.addEventListener("focusin", (event) => {
    const row = rowOf(event.target);
    if (row?.dataset.glance) look(row);
  });
  page.addEventListener("click", (event) => {
    const details = event.target.closest(".act-drop > summary")?.parentElement;
    if (details) fill(details);
  });
  page.addEventListener("htmx:beforeRequest", onSend);
  page.addEventListener("htmx:oobAfterSwap", onAnswer);
  page.addEventListener("htmx:afterRequest", onUndo);
  page.addEventListener("htmx:responseError", onFailure);
  page.addEventListener("htmx:sendError", onFailure);
  page.addEventListener("htmx:timeout", onFailure);
  if (rows()[0]) look(rows()[0]);
}
