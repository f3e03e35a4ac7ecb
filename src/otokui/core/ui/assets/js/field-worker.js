// Keeps the capture page on the phone for the time without a connection: its parts (styles, script, letters), and
// the list of today as it was read last. The list goes when the day is over, when somebody signs out, and when
// another list is read in its place. Everything else is as if this were not here.
const PARTS = "otokui-field-parts-1";
const TODAY = "otokui-field-today";
const UNTIL = "X-Field-Until";
const PATIENCE = 5000;
const MOST_PARTS = 200;
const NAMED_BY_CONTENT = /\.[0-9a-f]{12}\./;
const { page, offline } = self.PAGES;
const does = { keep, read, forget: () => caches.delete(TODAY) };

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(begin()));
self.addEventListener("message", (event) => event.waitUntil(does[event.data.does](event.data, event.ports[0])));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate" && address.pathname === page && !address.search) event.respondWith(today(request));
  else if (address.pathname.includes("/static/")) event.respondWith(part(request));
});

async function begin() {
  const ours = (await caches.keys()).filter((name) => name.startsWith("otokui-field-"));
  await Promise.all(ours.filter((name) => ![PARTS, TODAY].includes(name)).map((name) => caches.delete(name)));
  await clients.claim();
}

async function today(request) {
  await expire();
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status >= 500) throw new Error("no answer of ours");
    await store(answer.clone());
    return answer;
  } catch {
    const kept = await (await caches.open(TODAY)).match(page);
    return kept ?? (await (await caches.open(PARTS)).match(offline)) ?? Response.error();
  }
}

async function store(answer) {
  if (answer.status !== 200 || answer.redirected || !answer.headers.has(UNTIL)) return;
  try {
    await (await caches.open(TODAY)).put(page, answer);
  } catch {
    await caches.delete(TODAY); // the phone is full: rather no list than one that was overtaken
  }
}

async function read(_, asked) {
  const answer = await fetch(page, { redirect: "manual" }).catch(() => null);
  if (answer) await store(answer); // else with the next act that is sent
  asked?.postMessage(answer !== null);
}

async function expire() {
  const kept = await (await caches.open(TODAY)).match(page);
  if (kept && Number(kept.headers.get(UNTIL)) <= Date.now()) await caches.delete(TODAY);
}

async function part(request) {
  const cache = await caches.open(PARTS);
  const kept = await cache.match(request);
  if (kept && NAMED_BY_CONTENT.test(request.url)) return kept;
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(request, answer.clone()).catch(() => null);
    return answer;
  } catch {
    return kept ?? Response.error();
  }
}

async function keep({ parts }) {
  await clients.claim(); // a page that was just loading while this began belongs to nobody yet
  const cache = await caches.open(PARTS);
  const known = await cache.keys();
  const tooMany = known.slice(0, Math.max(0, known.length - MOST_PARTS));
  await Promise.all(tooMany.map((old) => cache.delete(old)));
  const add = async (address) => (await cache.match(address)) ?? cache.add(address);
  await Promise.allSettled([...parts, offline].map(add));
  await read();
}
