// From taps and forms to acts.
import { marksOf, press, show } from "./marks.js";
import { mine, put } from "./outbox.js";
import { smaller } from "./photos.js";
import { newKey } from "./store.js";
import { fill, offer, say, words } from "./words.js";

let done = 0;

/** Do something: keep it, show it. `again` is the act about which the server has asked. */
export async function act(kind, { photo, ...fields }, again = {}) {
  const at = again.at ?? new Date().toISOString();
  const key = newKey();
  const made = { key, staff: document.body.dataset.staff, at, order: Date.now() + ++done / 1e4, sends: { ...fields, kind, at, key }, photo };
  try {
    await put(made);
  } catch {
    say(words().failed, true);
    return null;
  }
  show(made);
  return made;
}

function occasionAt(stop) {
  return stop.dataset.delivery ? "delivery" : (document.querySelector("[name=occasion]:checked")?.value ?? "delivery");
}

function about(stop) {
  const { customer, signed } = stop.dataset;
  return { occasion: occasionAt(stop), customer, ...(signed ? { signed } : {}) };
}

async function open(details) {
  const stop = details.closest(".stop");
  if (!stop.querySelector(".panel")) {
    details.append(document.getElementById("field-panel").content.cloneNode(true));
    for (const kept of await mine()) if (kept.sends.customer === stop.dataset.customer) show(kept);
  }
  const atCounter = occasionAt(stop) === "counter";
  for (const chip of stop.querySelectorAll("[data-door]")) chip.hidden = atCounter;
  press(stop);
}

/** The card leaves for the end of the page; a slip of the thumb is taken back where the thumb is. */
async function bring(kind, stop, button) {
  const { delivery: order } = stop.dataset;
  const name = stop.querySelector(".stop-name").textContent.trim().replace(/\s+/g, " ");
  if (await act(kind, { order })) offer(`${name}: ${button.textContent.trim()}`, () => act("taken_back", { order }));
}

function onClick(event) {
  const stop = event.target.closest(".stop");
  const button = event.target.closest("button");
  if (!stop || !button) return;
  const { delivery: order } = stop.dataset;
  if (button.matches("[data-delivers]")) bring("delivered", stop, button);
  else if (button.matches("[data-leaves]")) bring("left", stop, button);
  else if (button.matches("[data-takes-back]")) act("taken_back", { order });
  else if (button.matches("[data-absent]")) act("absent", { ...about(stop), so: button.getAttribute("aria-pressed") === "true" ? "0" : "1" });
  else if (button.matches(".mark")) {
    const so = marksOf(stop).includes(button.dataset.mark) ? "0" : "1";
    act("seen", { ...about(stop), mark: button.dataset.mark, so });
  }
}

/** Words of special care are told once; whoever sends the same again has decided. '' do not send, else sure. */
function careful(form, text) {
  const plain = text.normalize("NFKC").replaceAll(" ", "");
  const found = words().care.split(" ").filter((word) => plain.includes(word));
  const place = form.querySelector("[data-care]");
  const decided = !place.hidden && form.dataset.told === text;
  form.dataset.told = text;
  place.hidden = found.length === 0 || decided;
  place.textContent = fill(words().careTold, { words: new Intl.ListFormat(document.documentElement.lang).format(found) });
  if (!found.length) return "0";
  return decided ? "1" : "";
}

async function writeNote(form) {
  const text = form.elements.text.value.trim();
  const sure = text && careful(form, text);
  if (sure && (await act("note", { ...about(form.closest(".stop")), text, sure }))) form.reset();
}

async function welcome(form) {
  const typed = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]));
  const lacks = !typed.name && !typed.kana && !typed.phone;
  form.querySelector("[data-lacking]").hidden = !lacks;
  if (lacks) return form.elements.phone.focus();
  const sure = careful(form, typed.wish);
  const consents = [...form.querySelectorAll("[name=consent]:checked")].map((box) => box.value).join(" ");
  delete typed.consent;
  if (!sure || !(await act("prospect", { ...typed, consents, sure }))) return undefined;
  form.reset();
  document.getElementById("known").replaceChildren();
  document.getElementById("new-mail-field").hidden = true;
  say(words().seen);
  return form.elements.phone.focus();
}

function onSubmit(event) {
  const form = event.target;
  const write = form.matches("[data-note]") ? writeNote : form.id === "newcomer-form" ? welcome : null;
  if (!write) return;
  event.preventDefault();
  write(form);
}

async function photograph(input) {
  const [file] = input.files;
  const photo = file && (await smaller(file));
  input.value = "";
  if (photo) await act("photo", { ...about(input.closest(".stop")), photo });
  else if (file) say(words().noPhoto, true);
}

function onChange(event) {
  if (event.target.matches("[data-photo]")) photograph(event.target);
  if (!event.target.matches("[name=consent][value=mail]")) return;
  document.getElementById("new-mail-field").hidden = !event.target.checked;
}

export function listenForTaps(page) {
  page.addEventListener("click", onClick);
  page.addEventListener("submit", onSubmit);
  page.addEventListener("change", onChange);
  const onToggle = ({ target }) => target.matches?.(".stop-more") && target.open && open(target);
  page.addEventListener("toggle", onToggle, true); // it does not bubble
}
