/* The frame of the page: bar, panel, legend, time band; what opens where, and what leads back. */
(function (evacmap) {
  "use strict";

  const h = (...args) => evacmap.h(...args);
  const word = (key, values) => evacmap.word(key, values);
  const isSmall = () => window.matchMedia("(max-width: 640px)").matches;
  /** Room taken by panel, legend, bar and time band, in pixels. */
  const ROOM = { panel: 360, legend: 330, bar: 48 };

  class Interface {
    constructor(map) {
      this.map = map;
      this.scene = evacmap.sceneOf(map);
      this.layers = evacmap.layersOn(map);
      const store = evacmap.store();
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
      const range = evacmap.timeRange(store);
      this.clock = range ? new evacmap.Clock(range) : null;
      this.panel = new evacmap.Panel(this.root, () => this.closed());
      this.panel.onBack = (make) => this.present(make);
      this.panel.onOthers = (refs) => this.openList(() => word("atThisSpot"), refs, { focus: true });
      this.panel.onReport = (ref) => this.sharing.report(ref);
      this.legend = new evacmap.Legend(this.root, this);
      this.bar = new evacmap.Bar(this);
      this.root.prepend(this.bar.element);
      this.legend.onToggle = (shown) => this.legendToggled(shown);
      this.legend.onEscape = () => this.bar.legendButton.focus();
      this.legend.toggle(false);
      this.sheet = new evacmap.Sheet(this);
      this.sharing = new evacmap.Sharing(this);
      if (this.clock) {
        this.startTime(container);
      }
      this.story = store.story.length && this.clock ? new evacmap.Story(this, store.story) : null;
      L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
      map.attributionControl.setPrefix('<a href="https://leafletjs.com" rel="noopener noreferrer">Leaflet</a>');
      document.addEventListener("keydown", (event) => this.key(event));
      evacmap.onLanguage(() => this.languageChanged());
      this.nameMap();
      this.address = new evacmap.Address(this);
      this.address.apply();
      this.scene.on("drawn", () => this.refreshLive());
    }

    startTime(container) {
      const { clock } = this;
      container.classList.add("evacmap-timed");
      this.band = new evacmap.TimeBand(this.root, clock, {
        open: (ref) => this.openRef(ref, { focus: true, fresh: true }),
        openList: (refs) => this.openList(() => word("eventsNow"), refs, { focus: true, fresh: true, mark: false }),
      });
      this.band.onStop = () => this.address.note();
      this.band.journeySpan = () => {
        const ref = this.panel.make && this.panel.make.refs && this.panel.make.refs[0];
        const when = ref && ref.table === "journeys" ? evacmap.intervalOfStops(evacmap.rowOf(ref).stops) : null;
        return when && Number.isFinite(when.first) && when.last > when.first
          ? { first: clock.clamp(when.first), last: clock.clamp(when.last) }
          : null;
      };
      evacmap.onPlayJourney = () => {
        const { first } = this.band.journeySpan();
        this.band.stop();
        clock.set("until", first, first);
        this.band.start();
      };
      clock.onChange(() => {
        this.scene.setTime(clock.time());
        this.refreshLive();
      });
    }

    key(event) {
      if (event.key === "Escape" && this.panel.isOpen()) {
        this.panel.close();
      } else if (event.key === "/" && !event.target.matches("input, textarea")) {
        event.preventDefault();
        this.bar.openSearch();
      }
    }

    nameMap() {
      const container = this.map.getContainer();
      container.setAttribute("role", "main");
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
      this.bar.name();
      this.nameMap();
      this.scene.redraw();
    }

    legendToggled(shown) {
      this.map.getContainer().classList.toggle("evacmap-legend-open", shown);
      this.bar.legendButton.setAttribute("aria-expanded", String(shown));
      if (shown && isSmall() && this.panel.isOpen()) {
        this.panel.close();
      }
    }

    /** Hide groups of people and kinds of place. */
    hide(groups, kinds) {
      this.scene.hide(groups, kinds);
      this.legend.refresh();
      this.refreshLive();
      if (this.address) {
        this.address.note();
      }
    }

    // Cards

    /** What belongs to a card on the map: chosen rows, rows brought out. */
    present(make) {
      this.scene.light(make.lit || []);
      this.scene.choose(make.refs || []);
      this.map.getContainer().classList.toggle("evacmap-wide-open", Boolean(make.wide));
    }

    show(make, options) {
      if (isSmall()) {
        this.legend.toggle(false);
        if (this.sheet.height === "low") {
          this.sheet.set("half");
        }
      }
      this.present(make);
      this.panel.show(make, options);
      this.map.getContainer().classList.add("evacmap-panel-open");
      if (this.address) {
        this.address.enter();
      }
    }

    closed() {
      this.scene.light([]);
      this.scene.choose([]);
      this.map.getContainer().classList.remove("evacmap-panel-open", "evacmap-wide-open");
      this.map.getContainer().focus({ preventScroll: true });
      this.address.enter();
    }

    /** Build a card that shows the present time or view anew, at most once a frame. */
    refreshLive() {
      const { make } = this.panel;
      if (make && make.live && !this.liveFrame) {
        this.liveFrame = requestAnimationFrame(() => {
          this.liveFrame = null;
          if (this.panel.make === make && !this.panel.body.contains(document.activeElement)) {
            this.panel.render();
          }
        });
      }
    }

    showOpening(focus) {
      const make = () => evacmap.openingCard(this);
      make.isOpening = true;
      make.address = "start";
      this.show(make, { focus, fresh: true });
      if (!focus) {
        this.fit();
      }
    }

    /** Leave the story: the whole time, every layer as it was at first, the map to itself. */
    explore() {
      for (const layer of this.layers) {
        const on = layer.entry.show !== false;
        if (on !== this.map.hasLayer(layer)) {
          this.map[on ? "addLayer" : "removeLayer"](layer);
        }
      }
      this.hide([], []);
      if (this.clock) {
        this.clock.read("");
      }
      this.panel.close();
      this.fit();
    }

    /** Open the card of a row, and bring it into view if it is not. */
    openRef(ref, { focus = false, fresh = false, others = [] } = {}) {
      const make = () => evacmap.cardOf(ref, this.open);
      if (!evacmap.cardOf(ref, this.open)) {
        return false;
      }
      make.others = others;
      make.refs = [ref];
      make.report = ref;
      make.address = ref.table + "/" + ref.id;
      this.show(make, { focus, fresh });
      this.bringIntoView();
      return true;
    }

    openList(title, refs, { focus = false, fresh = false, kicker, mark = true } = {}) {
      const make = () => evacmap.listCard(title(), refs, this.open, kicker && kicker());
      make.refs = mark ? refs : [];
      make.address = null;
      this.show(make, { focus, fresh });
    }

    openCard(address, build, { focus = true, live = false, wide = false } = {}) {
      const make = () => build();
      Object.assign(make, { address, live, wide });
      this.show(make, { focus, fresh: true });
    }

    openCounts(focus = true) {
      this.openCard("counts", () => evacmap.countsCard(this.clock), { focus, live: true });
    }

    openChooser(focus = true) {
      this.openCard("journeys", () => evacmap.chooserCard(this.open), { focus });
    }

    inView() {
      return evacmap.refsOf(this.scene.inView(), this.scene);
    }

    openTable(focus = true) {
      this.openCard("table", () => evacmap.tableCard(this.inView(), this.clock, this.open), { focus, live: true, wide: true });
    }

    /** Open what an address names; nothing for what it does not know. */
    openAddress(address) {
      const cards = { counts: "openCounts", journeys: "openChooser", table: "openTable", start: "showOpening" };
      const [table, ...rest] = (address || "").split("/");
      if (Object.hasOwn(cards, address || "")) {
        this[cards[address]](false);
      } else if (!rest.length || !evacmap.knows(table) || !this.openRef({ table, id: rest.join("/") }, { fresh: true })) {
        if (this.panel.isOpen()) {
          this.panel.close();
        }
      }
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
      } else if (this.panel.isOpen() && !this.panel.make.step) {
        this.panel.close();
      }
    }

    listLayer(layer, nameOf) {
      const tables = layer.entry.theme === "network" ? ["links"] : ["movements", "places", "journeys", "events"];
      const refs = tables.flatMap((table) => (layer.entry[table] || []).map((id) => ({ table, id })));
      this.openList(() => nameOf(layer.entry), refs, { focus: true, fresh: true, mark: false, kicker: () => word("layer") });
    }

    /** What can be done with the page as a whole; stands at the end of the legend. */
    pageTools() {
      const button = (key, click, props) =>
        h("button", { type: "button", class: "evacmap-button", ...props, on: { click } }, word(key));
      const contrast = button("contrast", () => {
        this.sharing.setContrast(!this.sharing.contrast);
        contrast.setAttribute("aria-pressed", String(this.sharing.contrast));
      }, { "aria-pressed": String(this.sharing ? this.sharing.contrast : false) });
      return h(
        "section",
        {},
        h("h3", {}, word("page")),
        h(
          "div",
          { class: "evacmap-tools" },
          this.story ? button("storyBegin", () => this.story.open(this.story.steps[0].id, { focus: true })) : null,
          evacmap.store().journeys.size ? button("journeysShort", () => this.openChooser()) : null,
          this.clock ? button("counts", () => this.openCounts()) : null,
          button("table", () => this.openTable()),
          button("copyLink", () => this.sharing.copyLink()),
          button("print", () => window.print()),
          contrast,
        ),
      );
    }

    // View

    /** The room that panel, legend and band leave for the map, as Leaflet padding. */
    room() {
      const small = isSmall();
      const open = this.panel.isOpen();
      const right = !small && !this.legend.element.hidden ? ROOM.legend : 20;
      const band = this.band ? this.band.element.offsetHeight : 0;
      const sheet = small && open ? this.panel.element.offsetHeight : 0;
      return {
        paddingTopLeft: [!small && open ? ROOM.panel + 20 : small ? 6 : 20, ROOM.bar + (small ? 6 : 14)],
        paddingBottomRight: [right, band + sheet + (small ? 6 : 20)],
      };
    }

    fitTo(bounds, options) {
      this.map.fitBounds(bounds, { ...this.room(), animate: false, ...options });
    }

    fit() {
      const { view } = evacmap.store().atlas;
      if (view) {
        this.fitTo(view);
      }
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
      const journey = this.scene.chosen.some((one) => one.ref && one.ref.table === "journeys");
      const seen = journey
        ? free.contains(box) && box.getSize().x > 120
        : free.contains(box.getCenter()) || (box.getSize().x > 40 && free.intersects(box));
      if (!seen) {
        const maxZoom = journey ? 7 : Math.max(5, this.map.getZoom());
        const animate = !window.matchMedia("(prefers-reduced-motion: reduce)").matches;
        this.fitTo(bounds, { maxZoom, animate });
      }
    }
  }

  evacmap.Interface = Interface;
})(window.evacmap);
