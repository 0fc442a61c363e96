/* The search field: a combobox whose list is worked by arrow keys, with the name that matched. */
(function (evacmap) {
  "use strict";

  const h = (...args) => evacmap.h(...args);
  const word = (key, values) => evacmap.word(key, values);
  const KINDS = { journeys: "journey", movements: "movement", events: "event" };

  class SearchBox {
    constructor(choose) {
      this.choose = choose;
      this.found = [];
      this.active = -1;
      this.input = h("input", {
        type: "text",
        role: "combobox",
        id: "evacmap-search",
        autocomplete: "off",
        autocapitalize: "off",
        spellcheck: "false",
        enterkeyhint: "search",
        "aria-autocomplete": "list",
        "aria-expanded": "false",
        "aria-controls": "evacmap-found",
        on: {
          input: () => this.look(),
          focus: () => this.input.value && this.look(),
          blur: () => setTimeout(() => !this.element.contains(document.activeElement) && this.close(), 0),
          keydown: (event) => this.key(event),
        },
      });
      this.list = h("ul", { class: "evacmap-found", role: "listbox", id: "evacmap-found", hidden: true });
      this.status = h("span", { class: "evacmap-heard", role: "status" });
      this.element = h("div", { class: "evacmap-search", role: "search" }, this.input, this.list, this.status);
      // A press on the list must not take the focus from the field before its click arrives.
      this.list.addEventListener("pointerdown", (event) => event.preventDefault());
      this.name();
      evacmap.onLanguage(() => this.name());
    }

    name() {
      this.input.placeholder = word("search");
      this.input.setAttribute("aria-label", word("searchLong"));
      this.list.setAttribute("aria-label", word("found"));
    }

    look() {
      const { value } = this.input;
      this.found = evacmap.find(value);
      this.active = this.found.length ? 0 : -1;
      const options = this.found.map((hit, i) => this.option(hit, i));
      const nothing = value.trim() && !options.length ? h("li", { class: "evacmap-nothing", role: "option", "aria-disabled": "true" }, word("foundNothing")) : null;
      this.list.replaceChildren(...[...options, nothing].filter(Boolean));
      const open = Boolean(this.list.children.length);
      this.list.hidden = !open;
      this.input.setAttribute("aria-expanded", String(open));
      this.status.textContent = value.trim() ? (options.length ? word("foundCount", { n: options.length }) : word("foundNothing")) : "";
      this.mark();
    }

    option(hit, i) {
      const { table, id } = hit.ref;
      const row = evacmap.rowOf(hit.ref);
      const isPlace = table === "places";
      const title = isPlace ? evacmap.placeName(row) : evacmap.title(table, row);
      const kind = isPlace ? evacmap.kindName(row.kind) : word(KINDS[table]);
      const other = hit.name !== title ? hit.name : "";
      return h(
        "li",
        { role: "option", id: "evacmap-found-" + i, "data-row": table + "/" + id, on: { click: () => this.take(hit) } },
        isPlace ? evacmap.signSwatch(row.kind, evacmap.stageColour(row.stage), Boolean(row.people)) : h("i", { class: "evacmap-dot", style: row.stage ? "background:" + evacmap.stageColour(row.stage) : null }),
        h("span", {}, evacmap.dataText(title), h("small", {}, kind, other ? [" · ", evacmap.dataText(other, hit.lang || undefined)] : "")),
      );
    }

    mark() {
      [...this.list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === this.active)));
      const active = this.list.children[this.active];
      if (active && this.active >= 0) {
        this.input.setAttribute("aria-activedescendant", active.id);
        active.scrollIntoView({ block: "nearest" });
      } else {
        this.input.removeAttribute("aria-activedescendant");
      }
    }

    key(event) {
      const last = this.found.length - 1;
      const moves = { ArrowDown: this.active >= last ? 0 : this.active + 1, ArrowUp: this.active <= 0 ? last : this.active - 1 };
      event.stopPropagation();
      if (event.key in moves && this.found.length) {
        event.preventDefault();
        if (this.list.hidden) {
          this.look();
        } else {
          this.active = moves[event.key];
          this.mark();
        }
      } else if (event.key === "Enter" && this.found[this.active]) {
        event.preventDefault();
        this.take(this.found[this.active]);
      } else if (event.key === "Escape") {
        if (this.list.hidden) {
          this.input.value = "";
          this.onLeave();
        }
        this.close();
      }
    }

    take(hit) {
      this.input.value = "";
      this.close();
      this.onLeave();
      this.choose(hit.ref);
    }

    onLeave() {}

    close() {
      this.list.hidden = true;
      this.input.setAttribute("aria-expanded", "false");
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  evacmap.SearchBox = SearchBox;
})(window.evacmap);
