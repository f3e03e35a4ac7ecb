// Rows of a form that are put in order: dragged by the mouse or a finger, or moved by the arrow keys from their
// handle (data-grip). What is sent is the order in which they stand.
let held = null;

function place(row, before) {
  if (before !== row && before !== row.nextElementSibling) row.parentElement.insertBefore(row, before);
}

function onDown(event) {
  const grip = event.target.closest("[data-grip]");
  if (!grip || event.button) return;
  held = grip.closest("li");
  held.classList.add("is-held");
  grip.setPointerCapture(event.pointerId);
}

function onMove(event) {
  if (!held) return;
  const over = document.elementFromPoint(event.clientX, event.clientY)?.closest("li");
  if (!over || over === held || over.parentElement !== held.parentElement) return;
  const box = over.getBoundingClientRect();
  place(held, event.clientY < box.top + box.height / 2 ? over : over.nextElementSibling);
}

function onUp() {
  held?.classList.remove("is-held");
  held = null;
}

function onKey(event) {
  const grip = event.target.closest?.("[data-grip]");
  if (!grip || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
  event.preventDefault();
  const row = grip.closest("li");
  const other = event.key === "ArrowUp" ? row.previousElementSibling : row.nextElementSibling?.nextElementSibling;
  if (event.key === "ArrowUp" ? !other : !row.nextElementSibling) return;
  place(row, other ?? null);
  grip.focus();
  const said = row.closest("form").querySelector("[data-said]");
  const rows = [...row.parentElement.children];
  if (said) said.textContent = `${row.innerText.trim()} ${rows.indexOf(row) + 1} / ${rows.length}`;
}

export function listenForOrderOfRows(page) {
  page.addEventListener("pointerdown", onDown);
  page.addEventListener("pointermove", onMove);
  page.addEventListener("pointerup", onUp);
  page.addEventListener("pointercancel", onUp);
  page.addEventListener("keydown", onKey);
}
