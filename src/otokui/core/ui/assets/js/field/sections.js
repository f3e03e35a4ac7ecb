// The three sections, narrowing the list, and when it was read.
import { count, timeOf } from "./marks.js";
import { fill, words } from "./words.js";

const OLD = 5 * 60 * 1000;

function showSection(name) {
  for (const section of document.querySelectorAll("[data-tab]")) section.hidden = section.id !== name;
  for (const button of document.querySelectorAll("[data-shows]")) {
    button.setAttribute("aria-pressed", String(button.dataset.shows === name));
  }
  document.querySelector(`#${name} form input`)?.focus({ preventScroll: true });
  scrollTo(0, 0);
}

/** As people type it: width, hiragana and hyphens do not matter. */
function plain(text) {
  const katakana = (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60);
  return text.normalize("NFKC").toLowerCase().replace(/[\s-]/g, "").replace(/[ぁ-ゖ]/g, katakana);
}

const chosenArea = () => document.querySelector("[name=area]:checked")?.value ?? "";
const KEPT = "otokui-field-area"; // the list is read anew every few minutes: whoever shares the round stays with their part

function narrow() {
  const wanted = plain(document.getElementById("narrow").value);
  const area = chosenArea();
  for (const stop of document.querySelectorAll("#round .stop")) {
    stop.hidden = !plain(stop.dataset.words).includes(wanted) || Boolean(area && stop.dataset.area !== area);
  }
  if (wanted) document.getElementById("done").open = true;
  count();
}

function chooseArea() {
  attempt(() => sessionStorage.setItem(KEPT, chosenArea()));
  narrow();
}

/** A browser may refuse to keep even this. */
function attempt(work) {
  try {
    return work();
  } catch {
    return null;
  }
}

export const forgetChoice = () => attempt(() => sessionStorage.clear());

function chooseAgain() {
  const kept = attempt(() => sessionStorage.getItem(KEPT));
  const choice = kept && document.querySelector(`[name=area][value="${CSS.escape(kept)}"]`);
  if (!choice) return;
  choice.checked = true;
  narrow();
}

/** When the list was read; without a connection it may have been overtaken. */
function tellWhen() {
  const place = document.querySelector("[data-read-at]");
  if (!place) return;
  const said = [fill(words().listOf, { time: timeOf(place.dataset.readAt) })];
  if (!navigator.onLine) said.unshift(words().noConnection);
  place.textContent = said.join(" · ");
}

/** Whoever takes the phone out again sees the list of now, unless they are in the middle of something. */
function refresh() {
  const read = document.querySelector("[data-read-at]")?.dataset.readAt;
  const busy = document.querySelector(".stop-more[open], #find:not([hidden]), #newcomer:not([hidden])");
  const old = Date.now() - Date.parse(read) > OLD;
  if (document.visibilityState === "visible" && navigator.onLine && old && !busy) location.reload();
}

export function listenForSections(page) {
  tellWhen();
  for (const change of ["online", "offline"]) addEventListener(change, tellWhen);
  page.addEventListener("visibilitychange", refresh);
  page.addEventListener("input", (event) => event.target.matches("[data-narrows]") && narrow());
  page.addEventListener("change", (event) => event.target.name === "area" && chooseArea());
  chooseAgain();
  page.addEventListener("click", (event) => {
    const button = event.target.closest("[data-shows]");
    if (button) showSection(button.dataset.shows);
  });
}
