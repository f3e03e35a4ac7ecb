// The rhythm picture (data-beats): pointing at a purchase, or walking with the arrow keys, says its words below.
function show(place, beat) {
  const words = place.querySelector("[data-beats-words]");
  for (const other of place.querySelectorAll(".beat.is-shown")) other.classList.remove("is-shown");
  beat.classList.add("is-shown");
  words.textContent = beat.querySelector("title").textContent;
}

function onPoint(event) {
  const beat = event.target.closest?.("[data-beats] .beat");
  if (beat) show(beat.closest("[data-beats]"), beat);
}

function onKey(event) {
  if (!event.target.matches?.("[data-beats]")) return;
  const beats = [...event.target.querySelectorAll(".beat")].filter((beat) => beat.getClientRects().length > 0);
  if (beats.length === 0) return;
  const here = beats.findIndex((beat) => beat.classList.contains("is-shown"));
  const last = beats.length - 1;
  const next = {
    ArrowLeft: here < 0 ? last : Math.max(0, here - 1),
    ArrowRight: Math.min(last, here + 1),
    Home: 0,
    End: last,
  }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  show(event.target, beats[next]);
}

export function listenForBeats(page) {
  page.addEventListener("pointerover", onPoint);
  page.addEventListener("keydown", onKey);
}
