// A field that was refused says so to whoever does not see it, and the cursor stands in the first one.

const FAULT = '[aria-invalid="true"]';

// Whoever stands somewhere already stays there.
function stand(page, within) {
  if (page.activeElement === page.body) within?.querySelector?.(FAULT)?.focus();
}

// Complaints that come beside an answer fill a line that is there from the start: its field is told.
function tell(page) {
  for (const line of page.querySelectorAll('p.field-error[id$="-error"]')) {
    const field = page.getElementById(line.id.slice(0, -"-error".length));
    if (line.textContent.trim()) field?.setAttribute("aria-invalid", "true");
    else field?.removeAttribute("aria-invalid");
  }
}

export function listenForFaults(page) {
  page.addEventListener("DOMContentLoaded", () => stand(page, page));
  page.addEventListener("htmx:afterSettle", (event) => {
    tell(page);
    stand(page, event.detail.elt);
  });
}
