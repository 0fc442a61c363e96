/*
 * What the reader sees, as the fragment of the address: time, language, layers, selection, step, view. A link
 * to it opens the same; opening a card or a step makes a new entry of the browser's history, the rest does not.
 */
(function (evacmap) {
  "use strict";

  const PAUSE = 250;
  const LIST = ",";

  const encode = (text) => encodeURIComponent(text).replace(/%2F/g, "/").replace(/%2C/g, LIST);

  function parse(fragment) {
    const state = {};
    for (const pair of fragment.replace(/^#/, "").split("&")) {
      const [key, value] = pair.split("=");
      if (key && value !== undefined) {
        try {
          state[key] = decodeURIComponent(value);
        } catch {
          state[key] = value;
        }
      }
    }
    return state;
  }

  const list = (text) => (text || "").split(LIST).filter(Boolean);

  /** The name of a layer in an address. */
  evacmap.layerKey = ({ entry }) => (entry.theme === "stage" ? entry.stage : "." + entry.theme);

  class Address {
    constructor(ui) {
      this.ui = ui;
      this.layers = ui.layers.map((layer) => ({ layer, key: evacmap.layerKey(layer), shown: layer.entry.show !== false }));
      this.timer = null;
      this.applying = false;
      const { map } = ui;
      map.on("moveend layeradd layerremove", () => this.note());
      ui.clock && ui.clock.onChange(() => this.note());
      evacmap.onLanguage(() => this.note());
      window.addEventListener("popstate", () => this.apply());
      window.addEventListener("hashchange", () => this.text() !== window.location.hash && this.apply());
    }

    /** The fragment for what is shown now. */
    text() {
      const { map, clock, scene } = this.ui;
      const on = this.layers.filter(({ layer }) => map.hasLayer(layer));
      const usual = this.layers.every(({ layer, shown }) => map.hasLayer(layer) === shown);
      const center = map.getCenter();
      const make = this.ui.panel.make;
      const state = {
        step: make && make.step,
        open: make ? make.address : "none",
        time: clock && clock.text(),
        layers: usual ? "" : on.map(({ key }) => key).join(LIST) || "none",
        without: [...scene.hidden.groups].sort().join(LIST),
        kinds: [...scene.hidden.kinds].sort().join(LIST),
        view: [map.getZoom().toFixed(2), center.lat.toFixed(3), center.lng.toFixed(3)].join("/"),
        lang: evacmap.language(),
      };
      const pairs = Object.entries(state).filter(([, value]) => value);
      return "#" + pairs.map(([key, value]) => key + "=" + encode(value)).join("&");
    }

    /** The whole address of what is shown now. */
    link() {
      return window.location.href.split("#")[0] + this.text();
    }

    /** Keep the address up to date, once things have come to rest. */
    note() {
      if (this.applying || (this.ui.band && this.ui.band.isPlaying)) {
        return;
      }
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.write("replaceState"), PAUSE);
    }

    /** Something new is open: an entry of its own in the browser's history. */
    enter() {
      if (!this.applying) {
        clearTimeout(this.timer);
        this.write("pushState");
      }
    }

    write(how) {
      try {
        const text = this.text();
        if (text !== window.location.hash) {
          window.history[how](null, "", text);
        }
      } catch {
        // A page without an address of its own, as in a notebook, keeps none.
      }
    }

    /** Show what the address says; false if it says nothing. */
    apply() {
      const state = parse(window.location.hash);
      if (!Object.keys(state).length) {
        this.applying = true;
        this.ui.showOpening();
        this.applying = false;
        return false;
      }
      this.applying = true;
      clearTimeout(this.timer);
      try {
        this.restore(state);
      } finally {
        this.applying = false;
      }
      return true;
    }

    restore(state) {
      const { ui } = this;
      evacmap.setLanguage(state.lang);
      const wanted = list(state.layers).filter((one) => this.layers.some(({ key }) => key === one));
      const chosen = wanted.length || state.layers === "none";
      for (const { layer, key, shown } of this.layers) {
        const on = chosen ? wanted.includes(key) : shown;
        if (on !== ui.map.hasLayer(layer)) {
          ui.map[on ? "addLayer" : "removeLayer"](layer);
        }
      }
      ui.hide(list(state.without), list(state.kinds));
      if (ui.clock) {
        ui.clock.read(state.time);
      }
      if (!(state.step && ui.story && ui.story.open(state.step, { still: Boolean(state.view) }))) {
        ui.openAddress(state.open);
      }
      const [zoom, lat, lon] = (state.view || "").split("/").map(Number);
      if (!state.view && !state.step && !(state.open || "").includes("/")) {
        ui.fit();
      }
      if (Number.isFinite(zoom) && Math.abs(lat) <= 90 && Number.isFinite(lon)) {
        ui.map.setView([lat, lon], zoom, { animate: false });
      }
    }
  }

  evacmap.Address = Address;
})(window.evacmap);
