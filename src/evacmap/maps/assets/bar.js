/* The bar at the top: title, search, the ways into the atlas, language, legend. */
(function (evacmap) {
  "use strict";

  const h = (...args) => evacmap.h(...args);
  const word = (key, values) => evacmap.word(key, values);

  class Bar {
    constructor(ui) {
      this.ui = ui;
      this.buttons = [];
      const button = (key, click, props) => {
        const made = h("button", { type: "button", class: "evacmap-button", ...props, on: { click } });
        this.buttons.push([made, key]);
        return made;
      };
      const wide = { class: "evacmap-button evacmap-wide" };
      this.heading = h("button", { type: "button", on: { click: () => ui.showOpening(true) } });
      this.search = new evacmap.SearchBox((ref) => ui.openRef(ref, { focus: true, fresh: true }));
      this.search.onLeave = () => this.closeSearch();
      this.searchButton = h("button", { type: "button", class: "evacmap-icon evacmap-small-only", on: { click: () => this.openSearch() } }, glass());
      const languages = evacmap.page().languages;
      this.languages = languages.map((lang) =>
        h("button", { type: "button", class: "evacmap-lang", lang, on: { click: () => evacmap.setLanguage(lang) } }, lang.toUpperCase()));
      this.languageGroup = h("div", { class: "evacmap-langs evacmap-wide", role: "group" }, this.languages);
      this.languageMenu = h(
        "select",
        { class: "evacmap-small-only", on: { change: () => evacmap.setLanguage(this.languageMenu.value) } },
        languages.map((lang) => h("option", { value: lang }, lang.toUpperCase())),
      );
      this.legendButton = button("legendShort", () => ui.legend.toggle(), { "aria-controls": "evacmap-legend" });
      this.element = h(
        "div",
        { class: "evacmap-bar" },
        h("h1", {}, this.heading),
        this.search.element,
        this.searchButton,
        evacmap.store().journeys.size ? button("journeysShort", () => ui.openChooser(), wide) : null,
        ui.clock ? button("counts", () => ui.openCounts(), wide) : null,
        button("table", () => ui.openTable(), wide),
        button("linkShort", () => ui.sharing.copyLink(), wide),
        this.languageGroup,
        this.languageMenu,
        this.legendButton,
      );
      this.name();
    }

    openSearch() {
      this.element.classList.add("evacmap-searching");
      this.search.input.focus();
    }

    closeSearch() {
      this.element.classList.remove("evacmap-searching");
    }

    name() {
      const title = evacmap.text("atlas.title", evacmap.store().atlas.title || "");
      this.heading.replaceChildren(evacmap.dataText(title));
      this.languageGroup.setAttribute("aria-label", word("language"));
      this.languageMenu.setAttribute("aria-label", word("language"));
      this.languageMenu.value = evacmap.language();
      this.searchButton.setAttribute("aria-label", word("search"));
      this.buttons.forEach(([button, key]) => (button.textContent = word(key)));
      for (const button of this.languages) {
        button.setAttribute("aria-pressed", String(button.lang === evacmap.language()));
        button.title = button.lang === evacmap.language() ? "" : evacmap.languageName(button.lang);
      }
      document.documentElement.lang = evacmap.language();
      document.title = title;
    }
  }

  /** A magnifying glass. */
  const glass = () =>
    evacmap.swatch(20, 20, (ctx) => {
      ctx.strokeStyle = evacmap.INK;
      ctx.lineWidth = 1.6;
      ctx.beginPath();
      ctx.arc(8.5, 8.5, 5.5, 0, 2 * Math.PI);
      ctx.moveTo(12.6, 12.6);
      ctx.lineTo(17.5, 17.5);
      ctx.stroke();
    });

  evacmap.Bar = Bar;
})(window.evacmap);
