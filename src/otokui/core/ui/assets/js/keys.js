// Keyboard: any link, button or field with data-key="g c" answers to those keys, also one that is not shown if it has
// data-anywhere; j and k walk the rows.
const PAUSE = 1200;
let typed = [];
let timer;

function isWriting(element) {
  return element.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]") !== null;
}

function isShown(element) {
  return element.getClientRects().length > 0;
}

function find(sequence) {
  return [...document.querySelectorAll("[data-key]")].find(
    (element) => element.dataset.key === sequence && (isShown(element) || element.dataset.opens || "anywhere" in element.dataset),
  );
}

function isBeginning(sequence) {
  return [...document.querySelectorAll("[data-key]")].some((element) =>
    element.dataset.key.startsWith(`${sequence} `),
  );
}

function activate(element) {
  if (element.matches("input, textarea, select")) {
    element.focus();
    element.select?.();
  } else {
    element.click();
  }
}

function walk(step) {
  const rows = [...document.querySelectorAll(".row-link")].filter(isShown);
  if (rows.length === 0) return;
  const here = rows.indexOf(document.activeElement);
  rows[Math.min(rows.length - 1, Math.max(0, here + step))].focus();
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && isWriting(event.target)) {
    if (event.target.type !== "search" && event.target.closest("dialog[open]")) return; // the sheet closes
    event.preventDefault(); // the browser would empty a search field
    event.target.blur();
    return;
  }
  if (isWriting(event.target) || document.querySelector("dialog[open]")) return;
  clearTimeout(timer);
  typed = [...typed, event.key].slice(-2);
  const found = find(typed.join(" ")) ?? find(event.key);
  if (found) {
    typed = [];
    event.preventDefault();
    activate(found);
  } else if (isBeginning(event.key)) {
    timer = setTimeout(() => (typed = []), PAUSE);
  } else {
    typed = [];
    if (event.key === "j") walk(1);
    if (event.key === "k") walk(-1);
  }
}

export function listenForKeys(page) {
  page.addEventListener("keydown", onKey);
}
