/*
 * Layers and legend in one, as a tree: stages, groups of people, kinds of place, other layers. An entry shows its
 * sign and count, is its own switch, can be shown alone, and lists what it holds.
 */
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

  function nameOf(entry) {
    return entry.theme === "stage" ? evacmap.stageName(entry.stage) : THEMES[entry.theme].name();
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

  /** How many rows say what, most frequent first: [value, count]. */
  function tally(rows, valueOf) {
    const counts = new Map();
    for (const row of rows) {
      const value = valueOf(row);
      if (value) {
        counts.set(value, (counts.get(value) || 0) + 1);
      }
    }
    return [...counts].sort((a, b) => b[1] - a[1]);
  }

  const drawnKind = (place) => (place.stage && place.kind !== "region" && place.kind !== "waypoint" ? place.kind : null);

  class Legend {
    constructor(root, ui) {
      this.ui = ui;
      this.map = ui.map;
      this.folded = new Set(["kinds"]);
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
          this.onEscape();
        }
      });
      root.append(this.element);
      evacmap.onLanguage(() => this.switches && this.render());
      this.map.on("layeradd layerremove", () => this.refresh());
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

    onEscape() {}

    // The groups of the tree; each entry says what it is and how it is switched

    layerEntries(layers) {
      return layers.map((layer) => ({
        name: nameOf(layer.entry),
        count: countOf(layer.entry),
        swatch: layer.entry.theme === "stage" ? evacmap.lineSwatch(evacmap.stageColour(layer.entry.stage), 5) : THEMES[layer.entry.theme].swatch(),
        isOn: () => this.map.hasLayer(layer),
        set: (on) => on !== this.map.hasLayer(layer) && this.map[on ? "addLayer" : "removeLayer"](layer),
        list: () => this.ui.listLayer(layer, nameOf),
      }));
    }

    /** Entries that are switched by hiding values of a column. */
    filterEntries(field, table, rows, valueOf, name, swatch, countKey) {
      const hidden = () => this.ui.scene.hidden[field];
      const set = (value, on) => {
        const next = { groups: [...this.ui.scene.hidden.groups], kinds: [...this.ui.scene.hidden.kinds] };
        next[field] = next[field].filter((one) => one !== value);
        this.ui.hide(on ? next.groups : [...next.groups, ...(field === "groups" ? [value] : [])],
          on ? next.kinds : [...next.kinds, ...(field === "kinds" ? [value] : [])]);
      };
      return tally(rows, valueOf).map(([value, n]) => ({
        name: name(value),
        count: word(countKey, { n }),
        swatch: swatch(value),
        isOn: () => !hidden().has(value),
        set: (on) => on !== !hidden().has(value) && set(value, on),
        list: () => {
          const refs = rows.filter((row) => valueOf(row) === value).map((row) => ({ table, id: row.id }));
          this.ui.openList(() => name(value), refs, { focus: true, fresh: true, mark: false });
        },
      }));
    }

    groups() {
      const { layers } = this.ui;
      const store = evacmap.store();
      const stages = layers.filter((layer) => layer.entry.theme === "stage");
      const others = layers.filter((layer) => layer.entry.theme !== "stage");
      const colour = evacmap.mix(evacmap.INK, evacmap.LAND, 0.15);
      const people = this.filterEntries(
        "groups", "movements", [...store.movements.values()], (row) => row.group, evacmap.groupName,
        () => null, "movementsCount",
      );
      const kinds = this.filterEntries(
        "kinds", "places", [...store.places.values()], drawnKind, evacmap.kindName,
        (kind) => evacmap.signSwatch(kind, colour, true), "placesCount",
      );
      return [
        { id: "stages", title: word("stages"), entries: this.layerEntries(stages) },
        { id: "others", title: word("otherLayers"), entries: this.layerEntries(others) },
        { id: "people", title: word("groups"), entries: people },
        { id: "kinds", title: word("kindsOfPlace"), entries: kinds },
      ].filter((group) => group.entries.length);
    }

    render() {
      const top = this.body.scrollTop;
      this.title.textContent = word("legend");
      this.closeButton.setAttribute("aria-label", word("close"));
      this.closeButton.title = word("close");
      this.switches = [];
      const groups = this.groups();
      const every = (on) => groups.forEach((group) => group.entries.forEach((entry) => entry.set(on)));
      const button = (key, click) => h("button", { type: "button", class: "evacmap-button", on: { click } }, word(key));
      this.body.replaceChildren(
        h("div", { class: "evacmap-tools" }, button("layersAll", () => every(true)), button("layersNone", () => every(false))),
        ...groups.map((group) => this.group(group)),
        evacmap.signs(),
        this.ui.pageTools(),
      );
      this.body.scrollTop = top;
    }

    group({ id, title, entries }) {
      const list = h("ul", { class: "evacmap-layers", id: "evacmap-tree-" + id, hidden: this.folded.has(id) }, entries.map((entry) => this.entry(entry, entries)));
      const head = h(
        "button",
        {
          type: "button",
          class: "evacmap-fold",
          "aria-expanded": String(!this.folded.has(id)),
          "aria-controls": "evacmap-tree-" + id,
          on: {
            click: () => {
              list.hidden = !list.hidden;
              this.folded[list.hidden ? "add" : "delete"](id);
              head.setAttribute("aria-expanded", String(!list.hidden));
            },
          },
        },
        h("span", {}, title),
        h("small", {}, String(entries.length)),
      );
      return h("section", {}, h("h3", {}, head), list);
    }

    entry(entry, siblings) {
      const { name, count } = entry;
      const button = h(
        "button",
        { type: "button", class: "evacmap-switch", role: "switch", "aria-checked": String(entry.isOn()), on: { click: () => entry.set(!entry.isOn()) } },
        entry.swatch,
        h("span", { class: "evacmap-switch-name" }, evacmap.dataText(name), count ? h("small", {}, count) : null),
      );
      this.switches.push([entry, button]);
      const icon = (label, sign, extra, click) =>
        h("button", { type: "button", class: "evacmap-icon " + extra, "aria-label": label, title: label, on: { click } }, sign);
      const only = () => siblings.forEach((one) => one.set(one === entry));
      return h(
        "li",
        {},
        button,
        h("button", { type: "button", class: "evacmap-only", "aria-label": word("onlyThis", { name }), title: word("onlyThis", { name }), on: { click: only } }, word("only")),
        count ? icon(word("listOf", { name }), "›", "evacmap-more", () => entry.list()) : h("span", { class: "evacmap-more" }),
      );
    }

    refresh() {
      for (const [entry, button] of this.switches || []) {
        button.setAttribute("aria-checked", String(entry.isOn()));
      }
    }
  }

  evacmap.Legend = Legend;
  evacmap.layerName = nameOf;
})(window.evacmap);
