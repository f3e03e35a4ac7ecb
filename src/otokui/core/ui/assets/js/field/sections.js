// The three sections, narrowing the list, and when it was read.
import { timeOf } from "./marks.js";
import { fill, words } from "./words.js";

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

function narrow(text) {
  const wanted = plain(text);
  for (const stop of document.querySelectorAll("#round .stop")) stop.hidden = !plain(stop.dataset.words).includes(wanted);
  if (wanted) document.getElementById("done").open = true;
}

export function listenForSections(page) {
  const read = page.querySelector("[data-read-at]");
  if (read) read.textContent = fill(words().listOf, { time: timeOf(read.dataset.readAt) });
  page.addEventListener("input", (event) => event.target.matches("[data-narrows]") && narrow(event.target.value));
  page.addEventListener("click", (event) => {
    const button = event.target.closest("[data-shows]");
    if (button) showSection(button.dataset.shows);
  });
}
