// Dialogs: data-opens="id" opens a <dialog>, data-begins="id" beside it says which field is written first, data-closes closes the one around it, data-greets opens by itself, once
// in the tab for each value.
// Menus made of <details class="drop"> close on Escape and on a click elsewhere.
function greet(root) {
  for (const dialog of root.querySelectorAll("dialog[data-greets]")) {
    if (dialog.open || sessionStorage.getItem(dialog.dataset.greets)) continue;
    sessionStorage.setItem(dialog.dataset.greets, "seen");
    dialog.showModal();
  }
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.drop[open]")) {
    if (menu !== except) menu.open = false;
  }
}

function onClick(event) {
  closeMenus(event.target.closest("details.drop"));
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    document.getElementById(opener.dataset.opens)?.showModal();
    document.getElementById(opener.dataset.begins)?.focus();
  }
  if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
  if (event.target.matches("dialog")) event.target.close(); // the ground around the sheet
}

function onEscape(event) {
  const menu = event.key === "Escape" && document.querySelector("details.drop[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
}

export function listenForSheets(page) {
  page.addEventListener("click", onClick);
  page.addEventListener("keydown", onEscape);
  page.addEventListener("DOMContentLoaded", () => greet(page));
  if (page.readyState !== "loading") greet(page);
}
