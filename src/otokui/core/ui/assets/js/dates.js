// Browsers write date fields in their own language, not in the page's. While nobody types in one, it shows its day in
// the reader's language with the day of the week; the browser's own field and calendar lie beneath, untouched.
const FIELDS = "input:is([type=date], [type=time], [type=datetime-local])";
const DAY = { year: "numeric", month: "numeric", day: "numeric", weekday: "short" };
const TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

function words(field) {
  if (!field.value) return "";
  const moment = new Date(field.type === "time" ? `2000-01-01T${field.value}` : field.value.padEnd(16, "T00:00"));
  const parts = { date: DAY, time: TIME, "datetime-local": { ...DAY, ...TIME } }[field.type];
  return new Intl.DateTimeFormat(document.documentElement.lang, parts).format(moment);
}

function tell(field) {
  const said = words(field);
  if (said) field.dataset.said = said;
  else delete field.dataset.said;
}

function tellAll(place) {
  place.querySelectorAll(FIELDS).forEach(tell);
}

export function listenForDates(page) {
  page.addEventListener("input", (event) => event.target.matches?.(FIELDS) && tell(event.target));
  page.addEventListener("focusout", (event) => event.target.matches?.(FIELDS) && tell(event.target));
  page.addEventListener("reset", (event) => setTimeout(() => tellAll(event.target)));
  page.addEventListener("htmx:load", (event) => tellAll(event.detail.elt));
  tellAll(page);
}
