// What has been sent, what waits, and what somebody has to decide.
import { forgive, onNews, report, send } from "./outbox.js";
import { drop, onlyHere } from "./store.js";
import { act } from "./taps.js";
import { fill, say, unsay, words } from "./words.js";

async function showState({ state, waiting, answered, others, sent }) {
  const lost = await onlyHere();
  const why = { offline: words().offline, sending: words().sending, "signed-out": words().signIn };
  const said = [];
  if (waiting.length) said.push(fill(words().unsent, { n: waiting.length }), why[state] ?? "", lost ? words().stay : "");
  if (others) said.push(fill(words().others, { n: others }));
  const place = document.getElementById("field-status");
  place.hidden = said.length === 0;
  place.dataset.state = state;
  place.querySelector("[data-told]").textContent = said.filter(Boolean).join(" · ");
  place.querySelector("[data-signs-in]").hidden = state !== "signed-out";
  place.querySelector("[data-sends]").hidden = !(waiting.length && state === "offline");
  document.body.dataset.unsent = waiting.length;
  if (waiting.length) unsay(words().sent);
  else if (sent) say(words().sent);
  showAsks(answered);
}

function showAsks(answered) {
  const list = document.getElementById("field-asks");
  const shown = (key) => list.querySelector(`[data-key="${key}"]`);
  for (const item of [...list.children]) if (!answered.some((one) => one.key === item.dataset.key)) item.remove();
  for (const one of answered) if (!shown(one.key)) list.append(asked(one));
}

function asked(one) {
  const template = one.answer.state === "asked" ? "field-ask" : "field-refusal";
  const item = document.getElementById(template).content.cloneNode(true).firstElementChild;
  item.dataset.key = one.key;
  item.querySelector("[data-said]").textContent = [whose(one.sends), one.answer.text].filter(Boolean).join(" — ");
  item.addEventListener("click", (event) => decide(one, event.target.closest("button")));
  return item;
}

function whose({ name, order, customer }) {
  if (name) return name;
  const about = order ? `[data-delivery="${order}"]` : `[data-customer="${customer}"]`;
  return document.querySelector(`${about} .stop-name`)?.textContent.trim() ?? "";
}

async function decide(one, button) {
  if (!button) return;
  await drop(one.key);
  if (button.matches("[data-keeps]")) await act(one.sends.kind, { ...one.sends, sure: "1" }, one);
  else await report("idle");
}

/** There is a connection again: ask at once, and soon again if it is not yet what it says. */
function again() {
  forgive();
  send();
}

export function listenForStatus(page) {
  onNews(showState);
  page.addEventListener("click", (event) => event.target.closest("[data-sends]") && send());
  page.addEventListener("visibilitychange", () => page.visibilityState === "visible" && send());
  addEventListener("online", again);
}
