// On a phone the tabs of a place are wider than the page: the one that is open must be among those in sight.
export function showCurrentTab(page) {
  page.querySelector(".tab-link[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
}
