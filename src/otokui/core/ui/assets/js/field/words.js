// The words of the page, in the reader's language, and where they are said.
export const words = () => document.getElementById("field-words").dataset;

export function fill(text, values) {
  return Object.entries(values).reduce((said, [name, value]) => said.replace(`{${name}}`, value), text);
}

/** A toast; one that stays if something went wrong. That all is sent is said beside a way back that is still open. */
export function say(text, stays = false) {
  const beside = text === words().sent && document.querySelector("#toasts [data-also]");
  if (beside) {
    beside.textContent = ` · ${text}`;
    return;
  }
  const toast = document.getElementById("field-toast").content.cloneNode(true);
  toast.querySelector("[data-said]").textContent = text;
  if (stays) toast.firstElementChild.dataset.stays = "";
  document.getElementById("toasts").replaceChildren(toast);
}

/** What was done just now, with the way back for as long as the toast stands. */
export function offer(text, undo) {
  const toasts = document.getElementById("toasts");
  const toast = document.getElementById("field-undo").content.cloneNode(true);
  toast.querySelector("[data-said]").textContent = text;
  toast.querySelector("[data-undoes]").addEventListener("click", () => {
    toasts.replaceChildren();
    undo();
  });
  toasts.replaceChildren(toast);
}

/** What was said is no longer so. */
export function unsay(text) {
  for (const beside of document.querySelectorAll("#toasts [data-also]")) beside.textContent = "";
  for (const said of document.querySelectorAll("#toasts [data-said]")) {
    if (said.textContent === text) said.closest("#toasts > *").remove();
  }
}
