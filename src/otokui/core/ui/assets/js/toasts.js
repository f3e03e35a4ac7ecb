// Toasts leave by themselves, errors stay. What a failed request says comes from <template id="toast-failed">.
const STAY = 6000;
const LISTENED = 150;

function leave(toast) {
  if (!toast.hasAttribute("data-stays")) setTimeout(() => toast.remove(), STAY);
}

// What stands in a page from the start is not read out: it is said again once somebody listens.
function say(toast) {
  const words = toast.querySelector("div");
  setTimeout(() => words?.replaceChildren(...words.childNodes), LISTENED);
}

function onFailure() {
  const template = document.getElementById("toast-failed");
  const place = document.getElementById("toasts");
  if (template && place && place.querySelector("[data-failed]") === null) {
    place.append(template.content.cloneNode(true));
  }
}

export function listenForToasts(page) {
  const place = page.getElementById("toasts");
  if (!place) return;
  for (const toast of place.querySelectorAll(".toast-line")) {
    leave(toast);
    say(toast);
  }
  new MutationObserver((changes) => {
    for (const change of changes) {
      change.addedNodes.forEach((node) => node instanceof HTMLElement && leave(node));
    }
  }).observe(place, { childList: true });
  page.addEventListener("click", (event) => {
    event.target.closest("[data-dismisses]")?.closest(".toast-line")?.remove();
  });
  page.addEventListener("htmx:responseError", onFailure);
  page.addEventListener("htmx:sendError", onFailure);
}
