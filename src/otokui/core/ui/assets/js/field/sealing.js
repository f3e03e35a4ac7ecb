// What waits on the phone is sealed with a key of whoever did it. The server makes the key and gives it along with the
// page of today and with its pulse; here it is only in memory. So it goes with the page: when the day is over, when
// somebody signs out; what waits can then be read again only after they have signed in.
const CIPHER = "AES-GCM";
const CAN = Boolean(globalThis.crypto?.subtle); // not without https; there nothing is sealed
let known = "";
let key = null;

/** The key, as the page or the pulse says it. */
export function useKey(text) {
  if (!CAN || !text || text === known) return;
  known = text;
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  key = crypto.subtle.importKey("raw", bytes, CIPHER, false, ["encrypt", "decrypt"]);
}

const part = async (act, content) => {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, content: await crypto.subtle.encrypt(cipher(act, iv), await key, content) };
};
const cipher = (act, iv) => ({ name: CIPHER, iv, additionalData: new TextEncoder().encode(`${act.staff} ${act.key}`) });
const opened = async (act, { iv, content }) => crypto.subtle.decrypt(cipher(act, iv), await key, content);

/** As it is kept: who and when in plain, what it is about sealed. */
export async function seal(act) {
  if (!key) return act;
  const { sends, answer, photo, ...plain } = act;
  const said = await part(act, new TextEncoder().encode(JSON.stringify({ sends, answer })));
  return { ...plain, said, photo: photo instanceof Blob ? await part(act, await photo.arrayBuffer()) : photo };
}

/** What it is about, or null while there is no key for it. The picture stays sealed until it is sent. */
export async function unseal(kept) {
  if (kept.sends) return kept;
  const { said, ...plain } = kept;
  const text = key && (await opened(kept, said).catch(() => null));
  return text ? { ...plain, ...JSON.parse(new TextDecoder().decode(text)) } : null;
}

/** The picture of an act. */
export async function pictureOf(act) {
  if (!act.photo || act.photo instanceof Blob) return act.photo;
  return new Blob([await opened(act, act.photo)], { type: "image/jpeg" });
}
