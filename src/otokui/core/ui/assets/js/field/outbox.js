// Sends what is kept, one after the other, in the order in which it was done. The server does each key once, so
// whatever was not answered is simply sent again. It is kept until the list on the phone knows it too: on a slow road
// that list is shown, and would say what was true before.
import { pictureOf, useKey } from "./sealing.js";
import { actsOf, all, drop, keep } from "./store.js";
import { words } from "./words.js";

const AGAIN = [2_000, 5_000, 20_000];
const PATIENCE = 15_000;
const SLOWEST = 4; // bytes in a millisecond: a picture on the worst of roads takes minutes, and arrives
const here = () => document.body.dataset;
let timer;
let failed = 0;
let tell = () => {};

export function onNews(listener) {
  tell = listener;
}

/** What whoever is signed in has done and is still kept. */
export async function mine() {
  return (await actsOf(here().staff)).filter((act) => act.sends);
}

const unanswered = async () => (await mine()).filter((act) => !act.answer);

/** Keep an act, then try to send it. */
export async function put(act) {
  await keep(act);
  await report("sending");
  send();
}

export async function report(state, more = {}) {
  const acts = await all();
  const own = await actsOf(here().staff);
  tell({
    state,
    waiting: own.filter((act) => !act.answer),
    answered: own.filter((act) => act.answer),
    others: acts.length - own.length,
    ...more,
  });
}

let running = null;
let wanted = false;

/** One at a time, in this page and beside other pages of this browser; what came meanwhile goes along. */
export async function send() {
  clearTimeout(timer);
  wanted = true;
  running ??= apart(drainAll);
  await running;
}

async function drainAll() {
  try {
    for (; wanted; await drain()) wanted = false;
  } finally {
    running = null; // in the same breath as the last look at `wanted`: nobody's act falls between
  }
}

const apart = (work) => (navigator.locks ? navigator.locks.request("otokui-field", work) : work());

async function drain() {
  if (!(await actsOf(here().staff)).some((act) => !act.answer)) return report("idle");
  const pulse = await ask(here().pulse);
  if (pulse.status === 401) return report("signed-out");
  if (pulse.status !== 200) return later();
  failed = 0;
  const { staff, token, seal } = await pulse.json();
  if (String(staff) !== here().staff) return location.reload();
  useKey(seal);
  await giveUp();
  const sent = new Set();
  const next = async () => {
    const left = (await unanswered()).filter(({ key }) => !sent.has(key));
    return left.find(({ photo }) => !photo) ?? left[0]; // pictures are heavy, and nothing waits for them
  };
  for (let act = await next(); act; act = await next()) {
    await report("sending");
    const answer = await post(act, token);
    if (answer.status === 401) return report("signed-out");
    if (!answer.said) return later();
    if (answer.said.state !== "done") await keep({ ...act, answer: answer.said });
    else if (act.photo) await drop(act.key); // no list shows it, and it is heavy
    sent.add(act.key);
  }
  if (!(await readAgain())) return later();
  for (const act of await unanswered()) if (sent.has(act.key)) await drop(act.key);
  return report("idle", { sent: sent.size });
}

/** The worker reads the list anew; whether it could. */
function readAgain() {
  const worker = navigator.serviceWorker?.controller;
  if (!worker) return true;
  const { port1, port2 } = new MessageChannel();
  return new Promise((done) => {
    port1.onmessage = ({ data }) => done(data);
    setTimeout(() => done(false), PATIENCE);
    worker.postMessage({ does: "read" }, [port2]);
  });
}

/** What not even their own key opens (the installation has other secrets now) is told as lost. */
async function giveUp() {
  const lost = (await actsOf(here().staff)).filter((act) => !act.sends);
  const answer = { state: "refused", text: words().lost };
  for (const { key, staff, at, order } of lost) await keep({ key, staff, at, order, sends: {}, answer });
}

async function ask(address, options = {}, patience = PATIENCE) {
  const headers = { "HX-Request": "true", ...options.headers };
  try {
    return await fetch(address, { ...options, headers, signal: AbortSignal.timeout(patience) });
  } catch {
    return { status: 0 };
  }
}

/** What the server said: done or not, or that it is no act. Anything else is tried again. */
async function post(act, token) {
  const form = new FormData();
  for (const [name, value] of Object.entries(act.sends)) form.append(name, value);
  const picture = await pictureOf(act);
  if (picture) form.append("photo", picture);
  const sending = { method: "POST", body: form, headers: { "X-CSRFToken": token } };
  const answer = await ask(here().acts, sending, PATIENCE + (picture?.size ?? 0) / SLOWEST);
  if (![200, 409, 413, 422].includes(answer.status)) return { status: answer.status };
  const said = await answer.json().catch(() => ({ state: "refused", text: "" }));
  return { status: answer.status, said };
}

/** The next attempts come soon again. */
export function forgive() {
  failed = 0;
}

async function later() {
  timer = setTimeout(send, AGAIN[Math.min(failed++, AGAIN.length - 1)]);
  return report("offline");
}
