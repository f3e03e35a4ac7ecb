// The words of the page, in the reader's language, and where they are said.
export const words = () => document.getElementById("field-words").dataset;

export function fill(text, values) {
  return Object.entries(values).reduce((said, [name, value]) => said.replace(`{${name}}`, value), text);
}

/** A toast; one that stays if something went wrong. */
export function say(text, stays = false) {
  const toast = document.getElementById("field-toast").content.cloneNode(true);
  toast.querySelector("[data-said]").textContent = text;
  if (stays) toast.firstElementChild.dataset.stays = "";
  document.getElementById("toasts").replaceChildren(toast);
}

/** What was said is no longer so. */
export function unsay(text) {
  for (const said of document.querySelectorAll("#toasts [data-said]")) {
    if (said.textContent === text) said.closest("#toasts > *").remove();
  }
}
