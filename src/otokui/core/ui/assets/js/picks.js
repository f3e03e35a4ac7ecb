// Choosing fast: data-chooses="id" on an opener checks that radio, digits check data-digit, data-fills="id" writes
// data-value into a field. In a form data-picks Enter on a choice sends.
function onClick(event) {
  const opener = event.target.closest("[data-chooses]");
  if (opener) {
    const chosen = document.getElementById(opener.dataset.chooses);
    if (chosen) chosen.checked = true;
    const closes = chosen?.form?.elements.namedItem("closes");
    if (closes) closes.value = opener.dataset.closing ?? "";
  }
  const filler = event.target.closest("[data-fills]");
  const field = filler && document.getElementById(filler.dataset.fills);
  if (field) {
    field.value = filler.dataset.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const form = event.target.closest("dialog[open]")?.querySelector("form[data-picks]");
  if (!form || event.target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])")) return;
  const choice = form.querySelector(`[data-digit="${CSS.escape(event.key)}"]`);
  if (choice) {
    event.preventDefault();
    choice.checked = true;
    choice.focus();
  } else if (event.key === "Enter" && event.target.matches("input")) {
    event.preventDefault();
    form.requestSubmit();
  }
}

export function listenForPicks(page) {
  page.addEventListener("click", onClick);
  page.addEventListener("keydown", onKey);
}
