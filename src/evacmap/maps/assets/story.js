/* The guided story: step by step, each with its text, view, time and layers. */
(function (evacmap) {
  "use strict";

  const h = (...args) => evacmap.h(...args);
  const word = (key, values) => evacmap.word(key, values);
  const SWIPE = 60;

  class Story {
    constructor(ui, steps) {
      this.ui = ui;
      this.steps = steps;
      const { element } = ui.panel;
      let start = null;
      element.addEventListener("touchstart", (event) => {
        start = event.touches.length === 1 ? [event.touches[0].clientX, event.touches[0].clientY] : null;
      }, { passive: true });
      element.addEventListener("touchend", (event) => {
        if (!start || this.at() < 0) {
          return;
        }
        const dx = event.changedTouches[0].clientX - start[0];
        const dy = event.changedTouches[0].clientY - start[1];
        if (Math.abs(dx) > SWIPE && Math.abs(dx) > 2 * Math.abs(dy)) {
          this.go(dx < 0 ? 1 : -1);
        }
      }, { passive: true });
      document.addEventListener("keydown", (event) => this.key(event));
    }

    /** Arrow keys turn the pages, unless something under the focus has its own use for them. */
    key(event) {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const inPanel = this.ui.panel.element.contains(event.target) || event.target === document.body;
      if (step && inPanel && this.at() >= 0 && !event.altKey && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        this.go(step);
      }
    }

    /** Which step is open; -1 for none. */
    at() {
      const { make } = this.ui.panel;
      return make && make.step ? this.steps.findIndex((step) => step.id === make.step) : -1;
    }

    go(by) {
      const next = this.steps[this.at() + by];
      if (next) {
        this.open(next.id, { focus: true });
      }
    }

    /** Open a step; `still`: leave view, time and layers as they are. */
    open(id, { focus = false, still = false } = {}) {
      const step = this.steps.find((one) => one.id === id);
      if (!step) {
        return false;
      }
      const { ui } = this;
      const refs = (table) => (step[table] || []).map((row) => ({ table, id: row })).filter((ref) => evacmap.rowOf(ref));
      const make = () => this.card(step, refs);
      make.step = id;
      make.address = null;
      make.lit = [...refs("movements"), ...refs("places")];
      if (!still) {
        this.arrange(step);
      }
      ui.show(make, { focus, fresh: true });
      if (!still && step.view) {
        ui.fitTo(step.view);
      }
      return true;
    }

    arrange(step) {
      const { ui } = this;
      ui.band.stop();
      for (const layer of ui.layers) {
        const { theme, stage } = layer.entry;
        const on = theme === "stage" ? (step.stages || []).includes(stage) : !["journeys", "events"].includes(theme);
        if (on !== ui.map.hasLayer(layer)) {
          ui.map[on ? "addLayer" : "removeLayer"](layer);
        }
      }
      ui.hide([], []);
      const { first, last } = evacmap.intervalOf(step.date);
      ui.clock.set("span", Math.max(first, ui.clock.range.first), Math.min(last, ui.clock.range.last));
    }

    card(step, refs) {
      const i = this.steps.indexOf(step);
      const key = "story." + step.id;
      const lang = (part) => (evacmap.isForeign(key + part) ? "en" : undefined);
      const open = this.ui.open;
      const told = ["movements", "journeys", "places", "events"].flatMap(refs);
      const paragraphs = evacmap.text(key + ".text", "").split(/\n+/).filter(Boolean);
      return {
        kicker: word("storyStep", { at: i + 1, of: this.steps.length }),
        title: evacmap.text(key + ".title", step.id),
        subtitle: evacmap.dateWords(step.date),
        body: [
          paragraphs.map((text) => h("p", { class: "evacmap-story" }, evacmap.dataText(text, lang(".text")))),
          told.length
            ? h("details", { class: "evacmap-more-of" }, h("summary", {}, word("storyRows", { n: told.length })), evacmap.listCard("", told, open).body)
            : null,
          step.sources && step.sources.length
            ? h("details", { class: "evacmap-more-of" }, h("summary", {}, word("sourcesCount", { n: step.sources.length })), evacmap.sourceList(step.sources))
            : null,
        ].flat(),
        foot: this.turner(i),
      };
    }

    turner(i) {
      const button = (by, label, sign) =>
        h(
          "button",
          { type: "button", class: "evacmap-button", disabled: !this.steps[i + by], on: { click: () => this.go(by) } },
          by < 0 ? [h("span", { "aria-hidden": "true" }, sign + " "), word(label)] : [word(label), h("span", { "aria-hidden": "true" }, " " + sign)],
        );
      const dots = this.steps.map((step, at) => h("i", { class: at === i ? "evacmap-here" : null }));
      const end = i === this.steps.length - 1
        ? h("button", { type: "button", class: "evacmap-button evacmap-strong", on: { click: () => this.ui.explore() } }, word("explore"))
        : button(1, "storyNext", "→");
      return h("nav", { class: "evacmap-turner", "aria-label": word("story") },
        button(-1, "storyBefore", "←"), h("span", { class: "evacmap-dots", "aria-hidden": "true" }, dots), end);
    }
  }

  evacmap.Story = Story;
})(window.evacmap);
