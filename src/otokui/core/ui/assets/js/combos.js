// A <select data-combobox> becomes a field one can type in: the ARIA combobox with a list. The select stays and holds
// the value; without script it is simply a select. A value chosen in one is taken from the others of the form.
let made = 0;

function plain(text) {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
}

function element(name, attributes) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

class Combo {
  constructor(select) {
    const id = `combo-${++made}`;
    this.select = select;
    this.active = -1;
    this.box = element("div", { class: "combo" });
    this.input = element("input", {
      class: "input input-sm w-full", type: "text", role: "combobox", autocomplete: "off", spellcheck: "false",
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id,
      "aria-label": select.getAttribute("aria-label") ?? "",
    });
    this.list = element("ul", { class: "combo-list", id, role: "listbox", hidden: "" });
    this.list.setAttribute("aria-label", this.input.getAttribute("aria-label"));
    select.before(this.box);
    select.hidden = true;
    this.box.append(this.input, this.list, select);
    this.show();
    this.input.addEventListener("focus", () => this.input.select());
    this.input.addEventListener("click", () => this.open(""));
    this.input.addEventListener("input", (event) => (event.stopPropagation(), this.open(this.input.value)));
    this.input.addEventListener("change", (event) => event.stopPropagation());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[role=option]");
      if (option) this.choose(option.dataset.value);
    });
    select.addEventListener("combo:show", () => this.show());
  }

  show() {
    const chosen = this.select.selectedOptions[0];
    this.input.value = chosen ? chosen.textContent.trim() : "";
    this.box.closest(".column-line")?.classList.toggle("is-unused", !this.select.value);
  }

  open(typed) {
    const wanted = plain(typed.trim());
    const found = [...this.select.options].filter((option) =>
      plain(`${option.textContent} ${option.dataset.words ?? ""} ${option.value}`).includes(wanted),
    );
    this.list.replaceChildren(
      ...found.flatMap((option, place) => {
        const line = element("li", { role: "option", id: `${this.list.id}-${place}`, "aria-selected": "false" });
        line.dataset.value = option.value;
        line.textContent = option.textContent.trim();
        const heading = option.closest("optgroup")?.label;
        if (!heading || heading === found[place - 1]?.closest("optgroup")?.label) return [line];
        const head = element("li", { class: "combo-head", role: "presentation" });
        head.textContent = heading;
        return [head, line];
      }),
    );
    if (!found.length) {
      const none = element("li", { class: "combo-none", role: "option", "aria-disabled": "true", "aria-selected": "false" });
      none.textContent = document.getElementById("combobox-none")?.content.textContent ?? "";
      this.list.append(none);
    }
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    const current = found.findIndex((option) => option.value === this.select.value);
    this.point(wanted ? 0 : Math.max(0, current));
  }

  point(place) {
    const lines = [...this.list.querySelectorAll("[data-value]")];
    this.active = lines.length ? (place + lines.length) % lines.length : -1;
    lines.forEach((line, number) => line.setAttribute("aria-selected", String(number === this.active)));
    if (this.active < 0) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", lines[this.active].id);
    lines[this.active].scrollIntoView({ block: "nearest" });
  }

  key(event) {
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (open) this.point(this.active + (event.key === "ArrowDown" ? 1 : -1));
      else this.open("");
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      const line = this.list.querySelectorAll("[data-value]")[this.active];
      if (open && line) this.choose(line.dataset.value);
      else if (!open) this.open("");
    } else if (event.key === "Escape" && open) {
      event.stopPropagation();
      event.preventDefault();
      this.close();
    }
  }

  choose(value) {
    if (value && this.select.form) {
      for (const other of this.select.form.querySelectorAll("select[data-combobox]")) {
        if (other === this.select || other.value !== value) continue;
        other.value = "";
        other.dispatchEvent(new CustomEvent("combo:show"));
      }
    }
    const changed = this.select.value !== value;
    this.select.value = value;
    this.close();
    if (changed) this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.show();
  }
}

export function listenForCombos(page) {
  for (const select of page.querySelectorAll("select[data-combobox]")) new Combo(select);
}
