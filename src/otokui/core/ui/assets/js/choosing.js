// Rows to choose: boxes that belong to a form data-choosing show how many are chosen, and the way on; the box
// data-chooses-all chooses the page.
// form.id would be the boxes themselves: that is their name.
function boxesOf(form) {
  return [...document.querySelectorAll(`input[type=checkbox][form="${form.getAttribute("id")}"]`)];
}

function show() {
  const form = document.querySelector("form[data-choosing]");
  if (!form) return;
  const boxes = boxesOf(form);
  const chosen = boxes.filter((box) => box.checked).length;
  const count = form.querySelector("[data-chosen-count]");
  count.hidden = !chosen;
  count.querySelector(".num").textContent = String(chosen);
  form.querySelector("[data-chosen-go]").hidden = !chosen;
  const all = document.querySelector("[data-chooses-all]");
  if (all) {
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
}

function onChange(event) {
  if (event.target.matches("[data-chooses-all]")) {
    const form = document.querySelector("form[data-choosing]");
    for (const box of form ? boxesOf(form) : []) box.checked = event.target.checked;
    show();
  } else if (event.target.matches("input[type=checkbox][form]")) show();
}

export function listenForChoosing(page) {
  page.addEventListener("change", onChange);
  page.addEventListener("htmx:afterSwap", show);
  page.addEventListener("DOMContentLoaded", show);
}
