// Writing an order: lines come and go, the total follows, arrows walk what was found. The server counts again.
const VALUE = /[^0-9.]/g;

function read(field) {
  const text = field.value.normalize("NFKC").replace(VALUE, "");
  return text === "" ? null : Number(text);
}

function shown(form, amount) {
  const digits = Number(form.dataset.minorUnits);
  return amount.toLocaleString(document.documentElement.lang, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

function parts(line) {
  const named = (name) => line.querySelector(`[name=${name}]`);
  return { product: named("product"), quantity: named("quantity"), price: named("price"), discount: named("discount") };
}

function count(form) {
  let total = 0;
  form.querySelectorAll("[data-line]").forEach((line) => {
    const { quantity, price, discount } = parts(line);
    const each = read(price);
    const amount = each === null ? null : (read(quantity) ?? 1) * each - (read(discount) ?? 0);
    line.querySelector("output").value = amount === null ? "" : shown(form, amount);
    total += amount ?? 0;
  });
  form.querySelector("[data-total]").value = form.dataset.sign + shown(form, total);
}

function isEmpty(line) {
  const { product, price } = parts(line);
  return product.value === "" && price.value === "";
}

function addLine(form, values = {}) {
  const lines = form.querySelector(".order-lines");
  const last = lines.lastElementChild;
  const line = last && isEmpty(last) ? last : form.querySelector("#line").content.firstElementChild.cloneNode(true);
  if (line !== last) {
    lines.append(line);
    window.htmx.process(line);
  }
  const fields = parts(line);
  Object.entries(values).forEach(([name, value]) => (fields[name].value = value));
  (values.product && !values.price ? fields.price : values.product ? fields.quantity : fields.product).focus();
  if (values.product && values.price) fields.quantity.select();
  count(form);
}

function takePrice(field) {
  const chosen = [...document.querySelectorAll("#goods option")].find((option) => option.value === field.value);
  const { price } = parts(field.closest("[data-line]"));
  if (chosen?.dataset.price && price.value === "") {
    const digits = Number(field.form.dataset.minorUnits);
    price.value = (Number(chosen.dataset.price) / 10 ** digits).toFixed(digits);
  }
}

function onClick(event) {
  const button = event.target.closest("[data-adds-line], [data-drops-line], [data-puts-line]");
  if (!button) return;
  const form = document.querySelector("[data-order]");
  if (button.matches("[data-puts-line]")) {
    const { product, quantity, price } = button.dataset;
    addLine(form, { product, quantity, price });
  } else if (button.matches("[data-adds-line]")) {
    addLine(form);
  } else {
    button.closest("[data-line]").remove();
    if (!form.querySelector("[data-line]")) addLine(form);
    count(form);
  }
}

function onInput(event) {
  const form = event.target.closest("[data-order]");
  if (!form) return;
  if (event.target.name === "product") takePrice(event.target);
  count(form);
}

function onLineKey(event) {
  const form = event.target.closest("[data-order]");
  if (!form || event.key !== "Enter" || event.isComposing || event.target.matches("button, a, select")) return;
  event.preventDefault();
  if (event.ctrlKey || event.metaKey) {
    form.requestSubmit();
    return;
  }
  const line = event.target.closest("[data-line]");
  if (line && !isEmpty(line)) addLine(form);
}

/** ArrowDown from a field goes to the first thing found; arrows walk on; ArrowUp from the first goes back. */
function onArrow(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const field = document.querySelector("[data-walks]");
  if (!step || !field || event.isComposing) return;
  const found = [...document.querySelectorAll(`${field.dataset.walks} a`)];
  const here = found.indexOf(document.activeElement);
  if (document.activeElement !== field && here < 0) return;
  event.preventDefault();
  const next = here + step;
  if (next < 0) field.focus();
  else found[Math.min(next, found.length - 1)]?.focus();
}

function onSearchEnter(event) {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches?.("[data-walks]")) return;
  event.preventDefault();
  const found = document.querySelectorAll(`${event.target.dataset.walks} a`);
  if (found.length > 0) found[0].click();
}

export function listenForOrders(page) {
  page.addEventListener("click", onClick);
  page.addEventListener("input", onInput);
  page.addEventListener("keydown", onLineKey);
  page.addEventListener("keydown", onArrow);
  page.addEventListener("keydown", onSearchEnter);
  const form = page.querySelector("[data-order]");
  if (form) {
    count(form);
    form.querySelector('[aria-invalid="true"], [name=product]')?.focus();
  }
}
