// On a phone the tabs of a place are wider than the page: the one that is open must be among those in sight.
export function showCurrentTab(page) {
  page.querySelector(".tab-link[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  page.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.matches(".tabs-place")) centre(event.detail.target.querySelector(".list-tabs"));
  });
}

// Only sideways: these tabs come after the page, where somebody may have scrolled on already.
function centre(tabs) {
  const open = tabs?.querySelector("[aria-current]");
  if (open) tabs.scrollLeft = open.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - open.offsetWidth) / 2;
}
