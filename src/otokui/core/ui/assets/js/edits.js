// Forms that stand where a value was (data-edit): Esc leaves by the button data-leaves, Ctrl+Enter saves from a
// text of several lines. A postal code fills in its town.
function leave(event) {
  const form = event.target.closest("form[data-edit]");
  if (!form || event.isComposing) return;
  if (event.key === "Escape") {
    const way = form.querySelector("[data-leaves]");
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    way.click();
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) {
    event.preventDefault();
    form.requestSubmit();
  }
}

function fillTown(town, always) {
  const form = town.closest("form");
  const line = form?.elements.namedItem("line");
  const prefecture = form?.elements.namedItem("prefecture");
  if (!line || !prefecture || (!always && line.value.trim())) return;
  prefecture.value = town.dataset.prefecture;
  line.value = town.dataset.line;
  if (always) line.focus();
}

// Rows that open below a row, folded cards that a link unfolds.
function unfold(event) {
  const opener = event.target.closest("[data-unfolds-row]");
  if (opener) {
    const row = document.getElementById(opener.dataset.unfoldsRow).closest("tr");
    row.hidden = !row.hidden;
    opener.setAttribute("aria-expanded", String(!row.hidden));
  }
  const link = event.target.closest("[data-unfolds]");
  if (link) document.getElementById(link.dataset.unfolds).open = true;
  if (event.target.closest("[data-prints]")) window.print();
}

// What somebody began with (its key), so that the focus is there again once all is written down and the page
// is read anew.
const BEGAN = "otokui.began";

function begin(event) {
  const way = event.target.closest("[data-key]");
  if (way) sessionStorage.setItem(BEGAN, way.dataset.key);
}

function returnTo(page) {
  const key = sessionStorage.getItem(BEGAN);
  sessionStorage.removeItem(BEGAN);
  const [arrival] = performance.getEntriesByType("navigation");
  if (!key || arrival?.type !== "reload" || page.activeElement !== page.body) return;
  page.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

export function listenForEdits(page) {
  page.addEventListener("click", begin, { capture: true });
  page.addEventListener("DOMContentLoaded", () => returnTo(page));
  page.addEventListener("keydown", leave, { capture: true });
  page.addEventListener("click", (event) => {
    const town = event.target.closest("[data-town]");
    if (town) fillTown(town, true);
    unfold(event);
  });
  page.addEventListener("htmx:afterSwap", (event) => {
    const only = event.target.querySelector?.("[data-only]");
    if (only) fillTown(only, false);
  });
}
