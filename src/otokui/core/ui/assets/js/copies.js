// A button with data-copies="words" puts the words on the clipboard and says so for a moment.
const SAID = 2500;

async function put(words) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(words);
  const field = document.createElement("textarea"); // a shop's own network is often without https
  field.value = words;
  field.className = "sr-only";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (!done) throw new Error("the browser does not copy");
  return undefined;
}

async function onClick(event) {
  const button = event.target.closest?.("[data-copies]");
  if (!button) return;
  await put(button.dataset.copies);
  button.focus();
  const place = button.querySelector("[data-copied]");
  const words = place.textContent;
  if (words === place.dataset.copied) return;
  place.textContent = place.dataset.copied;
  setTimeout(() => (place.textContent = words), SAID);
}

export function listenForCopies(page) {
  page.addEventListener("click", onClick);
}
