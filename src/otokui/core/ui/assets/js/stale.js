// What was worked out from a form is old as soon as somebody changes the form: data-makes-stale="id" dims it until the
// new answer takes its place.
function onInput(event) {
  const place = event.target.closest("[data-makes-stale]")?.dataset.makesStale;
  if (place) document.getElementById(place)?.setAttribute("aria-busy", "true");
}

export function listenForStale(page) {
  page.addEventListener("input", onInput);
}
