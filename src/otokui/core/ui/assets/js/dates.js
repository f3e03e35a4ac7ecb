// Browsers write date fields in their own language, not in the page's. While nobody types in one, it shows its day in
// the reader's language with the day of the week, or the order in which a day is written; the browser's own field and
// calendar lie beneath, untouched.
const FIELDS = "input:is([type=date], [type=time], [type=datetime-local])";
const LANGUAGE = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
const MONTH = LANGUAGE === "en-GB" ? "short" : "numeric"; // as everywhere on the pages: 22 Nov 2026, 2026/11/22
const DAY = { year: "numeric", month: MONTH, day: "numeric", weekday: "short" };
const TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const PARTS = {
  date: [["year", "month", "day"], []],
  time: [[], ["hour", "minute"]],
  "datetime-local": [["year", "month", "day"], ["hour", "minute"]],
};

function words(field) {
  const moment = new Date(field.type === "time" ? `2000-01-01T${field.value}` : field.value.padEnd(16, "T00:00"));
  const parts = { date: DAY, time: TIME, "datetime-local": { ...DAY, ...TIME } }[field.type];
  return new Intl.DateTimeFormat(LANGUAGE, parts).format(moment);
}

function namesOfParts() {
  try {
    return new Intl.DisplayNames(LANGUAGE, { type: "dateTimeField" });
  } catch {
    return null; // Safari before 15.4: an empty field stays as the browser writes it
  }
}

function pattern(field) {
  const names = namesOfParts();
  if (!names) return "";
  const [day, time] = PARTS[field.type].map((parts) => parts.map((part) => names.of(part)));
  if (LANGUAGE === "en-GB") day.reverse();
  return [day.join(" / "), time.join(" : ")].filter(Boolean).join("  ");
}

function tell(field) {
  const said = field.value ? words(field) : pattern(field);
  if (said) field.dataset.said = said;
  else delete field.dataset.said;
  field.toggleAttribute("data-unset", !field.value);
}

export function tellAll(place) {
  place.querySelectorAll(FIELDS).forEach(tell);
}

export function listenForDates(page) {
  page.addEventListener("input", (event) => event.target.matches?.(FIELDS) && tell(event.target));
  page.addEventListener("focusout", (event) => event.target.matches?.(FIELDS) && tell(event.target));
  page.addEventListener("reset", (event) => setTimeout(() => tellAll(event.target)));
  page.addEventListener("htmx:load", (event) => tellAll(event.detail.elt));
  tellAll(page);
}
