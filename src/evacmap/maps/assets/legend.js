/* Layers and legend in one: an entry shows a layer's sign and count, switches it, and lists what it holds. */
(function (evacmap) {
  "use strict";

  const h = (...args) => evacmap.h(...args);
  const word = (key, values) => evacmap.word(key, values);

  const THEMES = {
    network: { name: () => word("network"), swatch: () => evacmap.linkSwatch("rail") },
    journeys: { name: () => word("journeys"), swatch: () => evacmap.lineSwatch("#4a3f33", 3.4, { core: 1.3 }) },
    events: { name: () => word("events"), swatch: () => evacmap.swatch(34, 22, (ctx) => evacmap.drawFlag(ctx, 12, 20)) },
    places: { name: () => word("places"), swatch: () => evacmap.signSwatch("camp", evacmap.INK, true) },
    movements: { name: () => word("movements"), swatch: () => evacmap.lineSwatch(evacmap.INK, 3) },
    basemap: { name: () => word("basemap"), swatch: () => evacmap.lineSwatch("#a79f8d", 1.2) },
  };

  evacmap.linkSwatch = (mode) =>
    evacmap.swatch(34, 22, (ctx, w, height) => {
      for (const style of evacmap.linkStyle(mode)) {
        ctx.strokeStyle = style.colour;
        ctx.lineWidth = style.width * 1.2;
        ctx.setLineDash(style.dash || []);
        ctx.beginPath();
        ctx.moveTo(1, height / 2);
        ctx.lineTo(w - 1, height / 2);
        ctx.stroke();
      }
    });

  function nameOf(entry) {
    return entry.theme === "stage" ? evacmap.stageName(entry.stage) : THEMES[entry.theme].name();
  }

  function swatchOf(entry) {
    return entry.theme === "stage"
      ? evacmap.lineSwatch(evacmap.stageColour(entry.stage), 5)
      : THEMES[entry.theme].swatch();
  }

  function countOf(entry) {
    const count = (table, key) => (entry[table] ? word(key, { n: entry[table].length }) : "");
    if (entry.theme === "network") {
      return count("links", "linksCount");
    }
    const counts = [
      count("movements", "movementsCount"),
      count("places", "placesCount"),
      count("journeys", "journeysCount"),
      count("events", "eventsCount"),
    ];
    return counts.filter(Boolean).join(", ");
  }

  /** The kinds of place that the page holds, most frequent first. */
  function kinds() {
    const counts = new Map();
    for (const place of evacmap.store().places.values()) {
      if (place.stage && place.kind !== "region" && place.kind !== "waypoint") {
        counts.set(place.kind, (counts.get(place.kind) || 0) + 1);
      }
    }
    return [...counts].sort((a, b) => b[1] - a[1]).map(([kind]) => kind);
  }

  class Legend {
    constructor(root, map, layers, list) {
      this.map = map;
      this.layers = layers;
      this.list = list;
      this.body = h("div", { class: "evacmap-scroll", tabindex: "0" });
      this.title = h("h2", { id: "evacmap-legend-title" });
      this.closeButton = h("button", { type: "button", class: "evacmap-icon", on: { click: () => this.toggle(false) } }, "×");
      this.element = h(
        "section",
        { class: "evacmap-legend", id: "evacmap-legend", "aria-labelledby": "evacmap-legend-title" },
        h("div", { class: "evacmap-panel-bar" }, this.title, this.closeButton),
        this.body,
      );
      this.element.addEventListener("keydown", (event) => {
        if (event.key === "Escape") {
          event.stopPropagation();
          this.toggle(false);
        }
      });
      root.append(this.element);
      evacmap.onLanguage(() => this.switches && this.render());
      map.on("layeradd layerremove", () => this.refresh());
    }

    toggle(open) {
      const show = open === undefined ? this.element.hidden : open;
      if (show && !this.switches) {
        this.render();
      }
      this.element.hidden = !show;
      this.onToggle(show);
    }

    onToggle() {}

    listView() {}

    render() {
      const top = this.body.scrollTop;
      this.title.textContent = word("legend");
      this.closeButton.setAttribute("aria-label", word("close"));
      this.closeButton.title = word("close");
      const stages = this.layers.filter((layer) => layer.entry.theme === "stage");
      const others = this.layers.filter((layer) => layer.entry.theme !== "stage");
      this.switches = [];
      const viewList = h(
        "button",
        { type: "button", class: "evacmap-button evacmap-small-only", on: { click: () => this.listView() } },
        word("inView") + " ›",
      );
      this.body.replaceChildren(
        ...[
          viewList,
          stages.length ? this.group(word("stages"), stages) : null,
          others.length ? this.group(word("otherLayers"), others) : null,
          this.signs(),
        ].filter(Boolean),
      );
      this.body.scrollTop = top;
    }

    group(title, layers) {
      return h("section", {}, h("h3", {}, title), h("ul", { class: "evacmap-layers" }, layers.map((layer) => this.entry(layer))));
    }

    entry(layer) {
      const name = nameOf(layer.entry);
      const count = countOf(layer.entry);
      const button = h(
        "button",
        {
          type: "button",
          class: "evacmap-switch",
          role: "switch",
          "aria-checked": String(this.map.hasLayer(layer)),
          on: { click: () => this.flip(layer) },
        },
        swatchOf(layer.entry),
        h("span", { class: "evacmap-switch-name" }, evacmap.dataText(name), count ? h("small", {}, count) : null),
      );
      this.switches.push([layer, button]);
      const lists = count
        ? h(
            "button",
            {
              type: "button",
              class: "evacmap-icon evacmap-more",
              "aria-label": word("listOf", { name }),
              title: word("listOf", { name }),
              on: { click: () => this.list(layer, nameOf) },
            },
            "›",
          )
        : null;
      return h("li", {}, button, lists);
    }

    flip(layer) {
      if (this.map.hasLayer(layer)) {
        this.map.removeLayer(layer);
      } else {
        this.map.addLayer(layer);
      }
    }

    refresh() {
      for (const [layer, button] of this.switches || []) {
        button.setAttribute("aria-checked", String(this.map.hasLayer(layer)));
      }
    }

    signs() {
      const colour = evacmap.mix(evacmap.INK, evacmap.LAND, 0.15);
      const item = (swatch, text) => h("li", {}, swatch, h("span", {}, text));
      const widths = [1000, 10000, 45000].map((people) =>
        item(evacmap.lineSwatch(colour, evacmap.flowWidth(people)), evacmap.word("peopleCount", { n: people, range: evacmap.number(people) })));
      widths.push(item(evacmap.lineSwatch(colour, evacmap.flowWidth(null)), word("numberUnknown")));
      const lines = [
        item(evacmap.lineSwatch(colour, 3), word("certainty.documented")),
        item(evacmap.lineSwatch(colour, 3, { alpha: 0.55 }), word("certainty.reported")),
        item(evacmap.lineSwatch(colour, 3, { dash: [6, 5] }), word("certainty.inferred")),
        item(evacmap.lineSwatch(colour, 3, { casing: 8 }), word("casing")),
      ];
      const places = kinds().map((kind) => item(evacmap.signSwatch(kind, colour, true), evacmap.kindName(kind)));
      const doubt = [
        item(evacmap.signSwatch("camp", colour, false), word("openSign")),
        item(evacmap.swatch(22, 22, (ctx) => evacmap.drawDisc(ctx, 11, 11, 9, colour)), word("disc")),
      ];
      const modes = [...new Set(evacmap.store().links.filter((link) => !link.connector).map((link) => link.mode))];
      const ways = modes.map((mode) => item(evacmap.linkSwatch(mode), evacmap.modeName(mode)));
      const part = (title, items) =>
        items.length ? [h("h4", {}, title), h("ul", { class: "evacmap-signs" }, items)] : [];
      return h(
        "section",
        {},
        h("h3", {}, word("signs")),
        ...part(word("lineWidth"), widths),
        ...part(word("howCertain"), lines),
        ...part(word("placesAre"), [...places, ...doubt]),
        ...part(word("network"), ways),
      );
    }
  }

  evacmap.Legend = Legend;
  evacmap.layerName = nameOf;
})(window.evacmap);
