// How the page shows what has been done, before anybody has heard of it and after.
import { words } from "./words.js";

const isHousehold = (mark) => mark.startsWith("household:");

function stopsOf({ order, customer }) {
  const about = order ? `[data-delivery="${order}"]` : `[data-customer="${customer}"]`;
  return [...document.querySelectorAll(about)];
}

export const marksOf = (stop) => (stop.dataset.marks ?? "").split(" ").filter(Boolean);

/** The shop's clock, as on all pages, wherever the phone believes to be. */
export const timeOf = (at) =>
  new Date(at)
    .toLocaleTimeString(document.documentElement.lang, {
      hour: "numeric",
      minute: "2-digit",
      hourCycle: "h23",
      timeZone: document.body.dataset.zone,
    })
    .replace(/^0(?=\d)/, "");

/** Show an act on every card it is about. */
export function show(act) {
  const { kind, mark, so, text } = act.sends;
  for (const stop of stopsOf(act.sends)) {
    if (kind === "delivered" || kind === "left") bring(stop, act);
    else if (kind === "taken_back") bring(stop, null);
    else if (kind === "seen") remark(stop, mark, so === "1");
    else if (kind === "note") noted(stop, act.key, text);
    else if (kind === "photo") noted(stop, act.key, `${timeOf(act.at)} ${words().photographed}`);
    else if (kind === "absent") miss(stop, so === "1" ? act : null);
  }
}

const panel = () => document.getElementById("field-panel").content;

function bring(stop, act) {
  const list = document.getElementById(act ? "stops-done" : "stops");
  const place = Number(stop.dataset.place);
  const after = [...list.children].find((other) => Number(other.dataset.place) > place);
  const held = stop.contains(document.activeElement);
  list.insertBefore(stop, act ? list.firstChild : (after ?? null));
  stop.querySelector("[data-done-at]").textContent = act ? timeOf(act.at) : "";
  count();
  if (held) document.querySelector("#stops .stop:not([hidden]) [data-delivers]")?.focus({ preventScroll: true });
}

const LAST = 100_000; // behind all others

/** Nobody was in: it comes once more, after all others. Without an act: somebody was in after all. */
function miss(stop, act) {
  const told = stop.querySelector("[data-absent-told]");
  told.hidden = !act;
  told.querySelector("[data-absent-at]").textContent = act ? timeOf(act.at) : "";
  stop.querySelector("[data-absent]")?.setAttribute("aria-pressed", String(Boolean(act)));
  if (!stop.dataset.place) return;
  stop.dataset.place = (Number(stop.dataset.place) % LAST) + (act ? LAST : 0);
  if (stop.closest("#stops")) bring(stop, null);
}

/** How many of those that are shown are to go, and are done. */
export function count() {
  const shown = (list) => document.querySelectorAll(`#${list} > .stop:not([hidden])`).length;
  const [open, done] = [shown("stops"), shown("stops-done")];
  document.querySelector("[data-all-count]").textContent = open + done;
  document.querySelector("[data-open-count]").textContent = open;
  document.querySelector("[data-done-count]").textContent = done;
  document.getElementById("done").hidden = done === 0;
  document.getElementById("stops-none").hidden = open > 0 || Boolean(document.getElementById("narrow")?.value);
}

function remark(stop, mark, so) {
  const others = marksOf(stop).filter(
    (other) => other !== mark && !(so && isHousehold(mark) && isHousehold(other)),
  );
  stop.dataset.marks = (so ? [...others, mark] : others).join(" ");
  press(stop);
  const shown = stop.querySelector("[data-seen]");
  for (const item of [...shown.children]) if (!marksOf(stop).includes(item.dataset.mark)) item.remove();
  if (!so || shown.querySelector(`[data-mark="${mark}"]`)) return;
  const chip = panel().querySelector(`[data-mark="${mark}"]`);
  const item = document.createElement("li");
  item.dataset.mark = mark;
  item.append(...[...chip.childNodes].map((node) => node.cloneNode(true)));
  shown.append(item);
}

/** The chips of an open card say what is believed. */
export function press(stop) {
  const marks = marksOf(stop);
  for (const chip of stop.querySelectorAll(".mark")) {
    chip.setAttribute("aria-pressed", String(marks.includes(chip.dataset.mark)));
  }
}

function noted(stop, key, text) {
  const list = stop.querySelector("[data-kept-notes]");
  if (!list || list.querySelector(`[data-key="${key}"]`)) return;
  const item = document.createElement("li");
  item.dataset.key = key;
  item.textContent = text;
  list.append(item);
}
