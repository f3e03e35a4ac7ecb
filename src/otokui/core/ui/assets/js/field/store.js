// What has been done and not yet been heard of, kept on the phone: IndexedDB, or the memory of the page where
// the browser keeps nothing. An act belongs to the member of staff who did it, and is sealed for them.
import { seal, unseal } from "./sealing.js";

const NAME = "otokui-field";
const KEPT_FOR = 7 * 24 * 3600 * 1000;
const memory = new Map();
let opened;

/** A browser that keeps nothing may say so in three ways: there is none, asking fails, or the answer is no. */
function ask() {
  try {
    return globalThis.indexedDB?.open(NAME, 1);
  } catch {
    return null;
  }
}

function open() {
  opened ??= new Promise((resolve) => {
    const asked = ask();
    if (!asked) return resolve(null);
    asked.onupgradeneeded = () => asked.result.createObjectStore("acts", { keyPath: "key" });
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      resolve(asked.result);
    };
    asked.onerror = () => resolve(null);
  });
  return opened;
}

/** Whether what is done is lost with this page. */
export const onlyHere = async () => !(await open());

async function run(mode, work) {
  const database = await open();
  if (!database) return null;
  return new Promise((resolve, reject) => {
    const doing = database.transaction("acts", mode, { durability: "strict" });
    const asked = work(doing.objectStore("acts"));
    doing.oncomplete = () => resolve(asked.result);
    doing.onabort = () => reject(doing.error);
  });
}

export async function keep(act) {
  if (!(await open())) return memory.set(act.key, act);
  const sealed = await seal(act); // before the transaction, which would not wait for it
  return run("readwrite", (acts) => acts.put(sealed));
}

export async function drop(key) {
  memory.delete(key);
  await run("readwrite", (acts) => acts.delete(key));
}

/** All acts as they are kept, in the order in which they were done; what nobody came back for in a week is gone. */
export async function all() {
  const found = (await run("readonly", (acts) => acts.getAll())) ?? [...memory.values()];
  const old = found.filter((act) => Date.now() - Date.parse(act.at) > KEPT_FOR);
  for (const act of old) await drop(act.key);
  return found.filter((act) => !old.includes(act)).sort((one, other) => one.order - other.order);
}

/** Those of one member of staff. What cannot be read now is there without `sends`. */
export async function actsOf(staff) {
  const own = (await all()).filter((act) => act.staff === staff);
  return Promise.all(own.map(async (act) => (await unseal(act)) ?? act));
}

export async function forget() {
  memory.clear();
  await run("readwrite", (acts) => acts.clear());
}

/** A random key (UUID 4); crypto.randomUUID would need https. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
