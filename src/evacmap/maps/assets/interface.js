/* The frame of the page: bar, panel, legend, what pointer and keyboard do. */
(function (evacmap) {
  "use strict";

  const h = (...args) => evacmap.h(...args);
  const word = (key, values) => evacmap.word(key, values);
  const isSmall = () => window.matchMedia("(max-width: 640px)").matches;

  class Interface {
    constructor(map) {
      this.map = map;
      this.scene = evacmap.sceneOf(map);
      const container = map.getContainer();
      container.classList.add("evacmap", "evacmap-framed");
      this.root = h("div", { class: "evacmap-ui" });
      L.DomEvent.disableClickPropagation(this.root);
      // Leaflet asks the clicked element whether it may be clicked; a link that has just left the page with its
      // card cannot answer.
      this.root.addEventListener("click", (event) => event.stopPropagation());
      L.DomEvent.disableScrollPropagation(this.root);
      container.append(this.root);
      this.open = (ref) => this.openRef(ref, { focus: true });
      this.panel = new evacmap.Panel(this.root, () => this.closed());
      this.panel.onBack = (make) => this.scene.choose(make.refs || []);
      this.panel.onOthers = (refs) => this.openList(() => word("atThisSpot"), refs, { focus: true });
      const layers = evacmap.layersOn(map);
      this.legend = new evacmap.Legend(this.root, map, layers, (layer, nameOf) => this.listLayer(layer, nameOf));
      this.legend.listView = () => this.listView();
      this.bar = this.makeBar();
      this.root.prepend(this.bar);
      this.legend.onToggle = (shown) => this.legendToggled(shown);
      this.legend.toggle(false);
      L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
      map.attributionControl.setPrefix('<a href="https://leafletjs.com" rel="noopener noreferrer">Leaflet</a>');
      container.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && this.panel.isOpen()) {
          this.panel.close();
        }
      });
      evacmap.onLanguage(() => this.languageChanged());
      this.nameMap();
      this.fit();
      this.showOpening();
    }

    makeBar() {
      const button = (key, click, props) => {
        const made = h("button", { type: "button", class: "evacmap-button", ...props, on: { click } });
        this.barButtons.push([made, key]);
        return made;
      };
      this.barButtons = [];
      this.heading = h("button", { type: "button", on: { click: () => this.showOpening(true) } });
      this.languages = evacmap.page().languages.map((lang) =>
        h(
          "button",
          { type: "button", class: "evacmap-lang", lang, on: { click: () => evacmap.setLanguage(lang) } },
          lang.toUpperCase(),
        ),
      );
      this.languageGroup = h("div", { class: "evacmap-langs", role: "group" }, this.languages);
      this.legendButton = button("legendShort", () => this.legend.toggle(), { "aria-controls": "evacmap-legend" });
      const bar = h(
        "header",
        { class: "evacmap-bar" },
        h("h1", {}, this.heading),
        button("inViewShort", () => this.listView(), { class: "evacmap-button evacmap-wide" }),
        this.languageGroup,
        this.legendButton,
      );
      this.nameBar();
      return bar;
    }

    nameBar() {
      const title = evacmap.text("atlas.title", evacmap.store().atlas.title || "");
      this.heading.replaceChildren(evacmap.dataText(title));
      this.languageGroup.setAttribute("aria-label", word("language"));
      this.barButtons.forEach(([button, key]) => (button.textContent = word(key)));
      for (const button of this.languages) {
        button.setAttribute("aria-pressed", String(button.lang === evacmap.language()));
        button.title = button.lang === evacmap.language() ? "" : evacmap.languageName(button.lang);
      }
      document.documentElement.lang = evacmap.language();
      document.title = title;
    }

    nameMap() {
      const container = this.map.getContainer();
      container.setAttribute("role", "region");
      container.setAttribute("aria-label", word("mapLabel"));
      const name = (selector, key) => {
        const element = container.querySelector(selector);
        if (element) {
          element.title = word(key);
          element.setAttribute("aria-label", word(key));
        }
      };
      name(".leaflet-control-zoom-in", "zoomIn");
      name(".leaflet-control-zoom-out", "zoomOut");
    }

    languageChanged() {
      this.nameBar();
      this.nameMap();
      this.scene.redraw();
    }

    legendToggled(shown) {
      this.root.classList.toggle("evacmap-legend-open", shown);
      this.map.getContainer().classList.toggle("evacmap-legend-open", shown);
      this.legendButton.setAttribute("aria-expanded", String(shown));
      if (shown && isSmall() && this.panel.isOpen()) {
        this.panel.close();
      }
    }

    panelChanged() {
      this.map.getContainer().classList.toggle("evacmap-panel-open", this.panel.isOpen());
    }

    show(make, options) {
      if (isSmall()) {
        this.legend.toggle(false);
      }
      this.panel.show(make, options);
      this.panelChanged();
    }

    closed() {
      this.scene.choose([]);
      this.panelChanged();
      this.map.getContainer().focus({ preventScroll: true });
    }

    showOpening(focus) {
      const make = () => evacmap.openingCard();
      make.refs = [];
      this.scene.choose([]);
      this.show(make, { focus, fresh: true });
    }

    /** Open the card of a row, and bring it into view if it is not. */
    openRef(ref, { focus = false, fresh = false, others = [] } = {}) {
      const make = () => evacmap.cardOf(ref, this.open);
      make.others = others;
      if (!make()) {
        return;
      }
      make.refs = [ref];
      this.show(make, { focus, fresh });
      this.scene.choose([ref]);
      this.bringIntoView();
    }

    openList(title, refs, { focus = false, fresh = false, kicker, mark = true } = {}) {
      const make = () => evacmap.listCard(title(), refs, this.open, kicker && kicker());
      make.refs = mark ? refs : [];
      this.show(make, { focus, fresh });
      this.scene.choose(make.refs);
    }

    /** What the pointer hit. */
    openHits(hits) {
      const refs = evacmap.refsOf(hits, this.scene);
      const pins = refs.filter((ref) => ref.table === "places");
      if (refs.length === 1 || pins.length === 1) {
        // Who hits the sign of a place means the place; what runs through it stays at hand.
        this.openRef(refs[0], { fresh: true, others: refs.slice(1) });
      } else if (refs.length) {
        this.openList(() => word("atThisSpot"), refs, { fresh: true });
      } else if (this.panel.isOpen()) {
        this.panel.close();
      }
    }

    listLayer(layer, nameOf) {
      const tables = layer.entry.theme === "network" ? ["links"] : ["movements", "places", "journeys", "events"];
      const refs = tables.flatMap((table) => (layer.entry[table] || []).map((id) => ({ table, id })));
      this.openList(() => nameOf(layer.entry), refs, { focus: true, fresh: true, mark: false, kicker: () => word("layer") });
    }

    listView() {
      const refs = evacmap.refsOf(this.scene.inView(), this.scene);
      this.openList(() => word("inView"), refs, { focus: true, fresh: true, mark: false });
    }

    /** The room that panel and legend leave for the map, as Leaflet padding. */
    room() {
      const small = isSmall();
      const open = this.panel.isOpen();
      const size = this.map.getSize();
      const right = !small && !this.legend.element.hidden ? 300 : 20;
      return {
        paddingTopLeft: [!small && open ? 380 : 20, 64],
        paddingBottomRight: [right, small && open ? Math.round(size.y * 0.5) : 30],
      };
    }

    fit() {
      const view = evacmap.store().atlas.view;
      if (!view) {
        return;
      }
      const small = isSmall();
      const height = this.map.getSize().y;
      this.map.fitBounds(view, {
        paddingTopLeft: small ? [4, 52] : [380, 60],
        paddingBottomRight: small ? [4, Math.round(height * 0.52)] : [30, 20],
        animate: false,
      });
    }

    bringIntoView() {
      const bounds = evacmap.boundsOf(this.scene.chosen, this.map);
      if (!bounds) {
        return;
      }
      const { paddingTopLeft, paddingBottomRight } = this.room();
      const size = this.map.getSize();
      const free = L.bounds(L.point(paddingTopLeft), size.subtract(L.point(paddingBottomRight)));
      const a = this.map.latLngToContainerPoint(bounds.getNorthWest());
      const b = this.map.latLngToContainerPoint(bounds.getSouthEast());
      const box = L.bounds(a, b);
      const seen = free.contains(box.getCenter()) || (box.getSize().x > 40 && free.intersects(box));
      if (!seen) {
        const maxZoom = Math.max(5, this.map.getZoom());
        const animate = !window.matchMedia("(prefers-reduced-motion: reduce)").matches;
        this.map.fitBounds(bounds, { paddingTopLeft, paddingBottomRight, maxZoom, animate });
      }
    }
  }

  evacmap.Interface = Interface;
})(window.evacmap);
