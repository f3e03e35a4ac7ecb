"""What every page must keep, measured in the browser: accessible, calm, light, within its window."""

from playwright.sync_api import Page

from tests.browser import site

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# By night only the colours differ: all else has been looked at by day in the same document.
AXE_COLOURS = ["color-contrast", "link-in-text-block"]
MOST_SHIFT = 0.01
MOST_BYTES = 120_000
# 1920 px, and what is left of 1440 × 900 at 200 % zoom
OTHER_WINDOWS = ((1920, 1080), (720, 450))
LEAST_FREE = 0.6

# Put into a context before its first page: what the policy blocks and how far things jump.
WATCH = """
window.broken = [];
window.jumps = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.broken.push(event.violatedDirective + " " + event.blockedURI + " " + event.sample));
new PerformanceObserver((list) => {
  for (const jump of list.getEntries()) if (!jump.hadRecentInput) window.jumps.push([
    jump.value, ...jump.sources.map(({node}) => node?.outerHTML?.slice(0, 120) ?? "")]);
}).observe({type: "layout-shift", buffered: true});
"""
MOVING = """document.getAnimations().filter(({playState}) => playState === "running")
  .map(({effect}) => effect.target?.outerHTML.slice(0, 120))"""
# Whatever somebody asked to be shown at rest: each element and what stands before, after and behind it.
RESTLESS = """(() => {
  const seconds = (time) => parseFloat(time) * (time.endsWith("ms") ? 0.001 : 1);
  const long = (times) => times.split(", ").some((time) => seconds(time) > 0.001);
  const restless = ({animationName, animationDuration, animationDelay, transitionDuration, scrollBehavior}) =>
    long(transitionDuration) || scrollBehavior === "smooth"
    || (animationName !== "none" && (long(animationDuration) || long(animationDelay)));
  const kinds = (part) => [null, "::before", "::after", ...(part.matches("dialog") ? ["::backdrop"] : [])];
  return [...document.querySelectorAll("*")].flatMap((part) => kinds(part)
    .filter((kind) => restless(getComputedStyle(part, kind)))
    .map((kind) => `${part.outerHTML.slice(0, 120)} ${kind ?? ""}`));
})()"""
# What stands under an address of its own for good is there from the first visit on.
WEIGHT = """(kept) => ["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind))
  .filter(({name}) => !kept || !new URL(name).pathname.startsWith(kept))
  .reduce((sum, {transferSize}) => sum + transferSize, 0)"""
FREE = """(() => {
  const places = Array.from({length: 40}, (_, step) => (step + 0.5) * innerHeight / 40);
  const bars = ".shell-menu, .shell-top";
  // A list that somebody has opened out of a bar is the work itself.
  const free = places.map((y) => document.elementFromPoint(innerWidth / 2, y))
    .filter((part) => !part?.closest(bars) || part.closest("#found, .drop-list"));
  return free.length / places.length;
})()"""


def look(page: Page, width: int, height: int = 900, *, dark: bool = False) -> None:
    page.emulate_media(color_scheme="dark" if dark else "light")
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def check_axe(page: Page, *, colours_only: bool = False) -> None:
    """axe finds nothing; `colours_only` where the same document has been looked at in other colours."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(site.AXE.read_text(encoding="utf-8"))
    only = {"type": "rule", "values": AXE_COLOURS} if colours_only else {"type": "tag", "values": AXE_TAGS}
    found = page.evaluate("(only) => axe.run(document, {runOnly: only, resultTypes: ['violations']})", only)
    _none(page, [_explain(violation) for violation in found["violations"]])


def check_width(page: Page) -> None:
    """Nothing is wider than the window, nor cut off at its edge because it stands fixed."""
    wide, screen = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= screen, _where(page)
    outside = page.evaluate(
        "[...document.querySelectorAll('.menu-link')].filter((link) => link.getClientRects().length"
        " && link.getBoundingClientRect().right > innerWidth + 1).map((link) => link.innerText)"
    )
    _none(page, outside)


def check_windows(page: Page) -> None:
    """On a large screen and at 200 % zoom it fits too, and the bars leave room for the work."""
    for width, height in OTHER_WINDOWS:
        look(page, width, height)
        check_width(page)
        assert page.evaluate(FREE) >= LEAST_FREE, _where(page)


def check_arrival(page: Page) -> None:
    """Of a page that has just come: the policy blocked nothing, nothing jumped, nothing moves by itself."""
    check_policy(page)
    jumps = page.evaluate("window.jumps")
    assert sum(jump[0] for jump in jumps) < MOST_SHIFT, (_where(page), jumps)
    _none(page, page.evaluate(MOVING))


def check_policy(page: Page) -> None:
    """The strict policy blocked nothing."""
    _none(page, page.evaluate("window.broken"))


def check_rest(page: Page) -> None:
    """Nothing would move or fade, whatever is done: the reader asked for less motion."""
    _none(page, page.evaluate(RESTLESS)[:5])


def check_weight(page: Page, *, kept: str = "") -> None:
    """Of a page whose styles and letters were there before, with all that was opened on it.

    `kept`: where those stand, if it is seen for the first time.
    """
    bytes_sent = page.evaluate(WEIGHT, kept)
    assert bytes_sent <= MOST_BYTES, (_where(page), bytes_sent)


def _none(page: Page, found: list[str]) -> None:
    assert not found, (_where(page), found)


def _where(page: Page) -> str:
    return f"{page.url} at {page.viewport_size}"


def _explain(violation: dict) -> str:
    nodes = "; ".join(
        f"{node['html'][:160]} {node['failureSummary'][:200]}" for node in violation["nodes"][:3]
    )
    return f"{violation['id']}: {nodes}"
