// The capture page: what is done is kept on the phone, shown at once, and sent when there is a connection.
import { show } from "./field/marks.js";
import { mine, report, send } from "./field/outbox.js";
import { useKey } from "./field/sealing.js";
import { forgetChoice, listenForSections } from "./field/sections.js";
import { listenForStatus } from "./field/status.js";
import { forget, onlyHere } from "./field/store.js";
import { listenForTaps } from "./field/taps.js";
import { fill, words } from "./field/words.js";

// Without a worker (no https, a browser that forbids it) the page works as long as there is a connection.
async function keepThePage() {
  const { worker, page } = document.body.dataset;
  if (!navigator.serviceWorker) return;
  const registration = await navigator.serviceWorker.register(worker, { scope: page }).catch(() => null);
  if (!registration) return;
  const { active } = await navigator.serviceWorker.ready;
  const parts = performance.getEntriesByType("resource").map((part) => part.name);
  active.postMessage({ does: "keep", parts: [...new Set(parts)].filter((name) => name.includes("/static/")) });
}

// Nothing of anybody stays on a phone after signing out; what was never sent is asked about first.
function onSignOut(event) {
  const form = event.target;
  if (!form.matches("form[action*='/sign-out/']")) return;
  event.preventDefault();
  const n = Number(document.body.dataset.unsent ?? 0);
  if (n && !confirm(fill(words().leaving, { n }))) return;
  navigator.serviceWorker?.controller?.postMessage({ does: "forget" });
  forgetChoice();
  document.body.dataset.unsent = 0; // asked already
  forget().finally(() => form.submit());
}

/** Where the browser keeps nothing, what waits is lost with the page: it asks before it goes. */
async function stayOpen() {
  if (!(await onlyHere())) return;
  document.querySelector("[data-signs-in]").target = "_blank";
  addEventListener("beforeunload", (event) => Number(document.body.dataset.unsent ?? 0) && event.preventDefault());
}

async function start() {
  useKey(document.body.dataset.seal);
  listenForTaps(document);
  listenForStatus(document);
  listenForSections(document);
  document.addEventListener("submit", onSignOut);
  await stayOpen();
  for (const act of await mine()) show(act);
  await report("idle");
  await keepThePage();
  await send();
}

start();
