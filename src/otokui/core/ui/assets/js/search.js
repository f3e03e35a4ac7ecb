// The search of the whole shop: arrows walk the list below the box, Enter opens (with Ctrl in a new tab), Escape closes.
// What was looked for is kept nowhere.
function parts() {
  return { box: document.getElementById("search"), list: document.getElementById("found") };
}

function options(list) {
  return [...list.querySelectorAll("[role=option]")];
}

function close() {
  const { box, list } = parts();
  list.hidden = true;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}

function point(place) {
  const { box, list } = parts();
  const all = options(list);
  const chosen = all.length ? (place + all.length) % all.length : -1;
  all.forEach((option, number) => option.setAttribute("aria-selected", String(number === chosen)));
  if (chosen < 0) return box.removeAttribute("aria-activedescendant");
  box.setAttribute("aria-activedescendant", all[chosen].id);
  all[chosen].scrollIntoView({ block: "nearest" });
}

function show() {
  const { box, list } = parts();
  const typed = box.value.trim();
  list.hidden = !typed || !list.firstElementChild;
  box.setAttribute("aria-expanded", String(!list.hidden));
  if (!list.hidden) point(0);
}

function open(event, list) {
  const chosen = list.querySelector("[aria-selected=true]");
  const isAnswer = list.querySelector("[data-asked]")?.dataset.asked === event.target.value.trim();
  if (!chosen || !isAnswer) return; // not answered yet: the form goes to the page of all results
  event.preventDefault();
  if (event.ctrlKey || event.metaKey) window.open(chosen.href, "_blank", "noopener");
  else window.location.assign(chosen.href);
}

function onKey(event) {
  const { list } = parts();
  if (event.isComposing) return;
  if (event.key === "Enter" && !list.hidden) open(event, list);
  if (event.key === "Escape") close();
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  if (list.hidden) return show();
  const here = options(list).findIndex((option) => option.getAttribute("aria-selected") === "true");
  point(here + (event.key === "ArrowDown" ? 1 : -1));
}

export function listenForSearch(page) {
  page.addEventListener("click", (event) => {
    const all = event.target.closest("[data-search-all]");
    if (all) all.search = new URLSearchParams({ q: parts().box.value });
  });
  const { box, list } = parts();
  if (!list || !box) return;
  box.addEventListener("keydown", onKey);
  box.addEventListener("input", () => box.value.trim() || close());
  box.form.addEventListener("focusout", (event) => box.form.contains(event.relatedTarget) || close());
  list.addEventListener("mousedown", (event) => event.preventDefault());
  page.addEventListener("htmx:afterSwap", (event) => event.detail.target === list && page.activeElement === box && show());
}
