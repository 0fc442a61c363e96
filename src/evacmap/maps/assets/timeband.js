/* The time band: play, the date in words, a slider of whole days over a histogram, events as ticks. */
(function (evacmap) {
  "use strict";

  const h = (...args) => evacmap.h(...args);
  const word = (key, values) => evacmap.word(key, values);
  const MODES = ["all", "until", "span"];
  const MONTH = 30;
  /** Seconds in which the whole range, or one journey, goes by. */
  const PLAYING = { range: 75, journey: 24 };
  /** Who does not want motion sees so many still pictures, one every so many milliseconds. */
  const STILLS = { count: 60, pause: 1100 };
  const AXIS = 17;

  class TimeBand {
    constructor(root, clock, { open, openList }) {
      this.clock = clock;
      this.openEvent = open;
      this.openList = openList;
      this.span = Math.min(92, clock.range.last - clock.range.first);
      this.events = [...evacmap.store().events.values()].filter((row) => row.date && row.date[1] !== null);
      this.play = h("button", { type: "button", class: "evacmap-icon evacmap-play", on: { click: () => this.togglePlay() } });
      this.words = h("output", { class: "evacmap-when" });
      this.modes = MODES.map((mode) =>
        h("button", { type: "button", on: { click: () => this.setMode(mode) } }));
      this.modeGroup = h("div", { class: "evacmap-modes", role: "group" }, this.modes);
      this.canvas = h("canvas", { "aria-hidden": "true" });
      this.shade = h("div", { class: "evacmap-shade" });
      this.handles = { from: this.makeHandle("from"), to: this.makeHandle("to") };
      this.ticks = h("button", { type: "button", class: "evacmap-ticks", on: { click: (event) => this.openEvents(event) } });
      this.track = h("div", { class: "evacmap-track" }, this.canvas, this.shade, this.ticks, this.handles.from, this.handles.to);
      this.element = h(
        "section",
        { class: "evacmap-time" },
        this.play,
        h("div", { class: "evacmap-time-words" }, this.words, this.modeGroup),
        this.track,
      );
      root.append(this.element);
      this.listen();
      clock.onChange(() => this.moved());
      evacmap.onLanguage(() => this.render());
      // Its first report comes before the first picture.
      new ResizeObserver(() => this.paint()).observe(this.track);
      this.render();
    }

    makeHandle(side) {
      return h("div", {
        class: "evacmap-handle",
        role: "slider",
        tabindex: "0",
        "aria-orientation": "horizontal",
        on: { keydown: (event) => this.key(event, side) },
      });
    }

    // Days and pixels

    x(day) {
      const { first, last } = this.clock.range;
      return ((day - first) / Math.max(1, last - first)) * this.track.clientWidth;
    }

    dayAt(clientX) {
      const box = this.track.getBoundingClientRect();
      const { first, last } = this.clock.range;
      return Math.round(first + ((clientX - box.left) / Math.max(1, box.width)) * (last - first));
    }

    // What the reader does

    setMode(mode) {
      const { clock } = this;
      const start = clock.mode === "all" && mode !== "all" ? this.mostMoved() : clock.to;
      this.stop();
      clock.set(mode, mode === "span" ? start - this.span : start, start);
    }

    /** The middle of the range: where a reader who has not chosen a day begins. */
    mostMoved() {
      const bins = this.bins || [];
      const best = bins.reduce((top, bin, i) => (bin.total > bins[top].total ? i : top), 0);
      const { first, last } = this.clock.range;
      return Math.round(first + ((best + 1) / Math.max(1, bins.length)) * (last - first));
    }

    listen() {
      let grip = null;
      this.track.addEventListener("pointerdown", (event) => {
        if (event.button || event.target === this.ticks) {
          return;
        }
        const day = this.dayAt(event.clientX);
        grip = this.gripAt(event, day);
        this.stop();
        this.drag(grip, day);
        this.track.setPointerCapture(event.pointerId);
        this.handles[grip.side || "to"].focus({ preventScroll: true });
        event.preventDefault();
      });
      this.track.addEventListener("pointermove", (event) => grip && this.drag(grip, this.dayAt(event.clientX)));
      ["pointerup", "pointercancel"].forEach((type) => this.track.addEventListener(type, () => (grip = null)));
    }

    /** What a pointer takes hold of: an end of the span, the whole of it, or the day. */
    gripAt(event, day) {
      const { clock } = this;
      if (clock.mode !== "span") {
        return { side: "to" };
      }
      const x = event.clientX - this.track.getBoundingClientRect().left;
      const near = (edge) => Math.abs(this.x(clock[edge]) - x);
      if (Math.min(near("from"), near("to")) < 14) {
        return { side: near("from") < near("to") ? "from" : "to" };
      }
      const held = day > clock.from && day < clock.to ? day - clock.from : (clock.to - clock.from) / 2;
      return { side: null, held, length: clock.to - clock.from };
    }

    drag(grip, day) {
      const { clock } = this;
      if (clock.mode !== "span") {
        clock.set("until", day, day);
      } else if (grip.side === "from") {
        clock.set("span", Math.min(day, clock.to), clock.to);
      } else if (grip.side === "to") {
        clock.set("span", clock.from, Math.max(day, clock.from));
      } else {
        this.moveSpan(Math.round(day - grip.held), grip.length);
      }
    }

    moveSpan(from, length) {
      const { first, last } = this.clock.range;
      const start = Math.max(first, Math.min(last - length, from));
      this.clock.set("span", start, start + length);
    }

    key(event, side) {
      const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -MONTH, PageUp: MONTH };
      const { clock } = this;
      const { first, last } = clock.range;
      let day = clock[side];
      if (event.key in steps) {
        day += steps[event.key];
      } else if (event.key === "Home" || event.key === "End") {
        day = event.key === "Home" ? first : last;
      } else {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
      this.stop();
      if (clock.mode !== "span") {
        clock.set("until", day, day);
      } else if (side === "from") {
        clock.set("span", Math.min(day, clock.to), clock.to);
      } else {
        clock.set("span", clock.from, Math.max(day, clock.from));
      }
    }

    /** The events under the pointer; by keyboard, those of the time looked at. */
    openEvents(event) {
      const { clock } = this;
      const byPointer = event.detail > 0;
      const reach = byPointer ? (6 / Math.max(1, this.track.clientWidth)) * (clock.range.last - clock.range.first) : 15;
      const day = this.dayAt(event.clientX);
      const from = byPointer ? day - reach : clock.mode === "until" ? clock.to - reach : clock.from;
      const to = byPointer ? day + reach : clock.mode === "until" ? clock.to + reach : clock.to;
      const near = this.events.filter((row) => row.date[1] <= to && (row.date[2] === null ? row.date[1] : row.date[2]) >= from);
      const exact = byPointer ? near.filter((row) => row.date[1] >= from) : near;
      const refs = (exact.length ? exact : near).map((row) => ({ table: "events", id: row.id }));
      if (refs.length === 1) {
        this.openEvent(refs[0]);
      } else if (refs.length) {
        this.openList(refs);
      }
    }

    // Playing

    get isPlaying() {
      return Boolean(this.frame || this.timer);
    }

    togglePlay() {
      if (this.isPlaying) {
        this.stop();
      } else {
        this.start();
      }
    }

    /** Let time go by: over the whole range, or over the days of what is being followed. */
    start() {
      const { clock } = this;
      const journey = this.journeySpan ? this.journeySpan() : null;
      const { first, last } = journey || clock.range;
      if (clock.mode === "all" || clock.to >= last || clock.to < first || (journey && clock.mode === "span")) {
        clock.set(clock.mode === "span" && !journey ? "span" : "until", clock.mode === "span" ? first : first, clock.mode === "span" && !journey ? first + this.span : first);
      }
      const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      const length = last - first;
      if (still) {
        this.timer = setInterval(() => this.advance(Math.max(1, Math.round(length / STILLS.count)), last), STILLS.pause);
      } else {
        const speed = length / (journey ? PLAYING.journey : PLAYING.range) / 1000;
        let before = null;
        let owed = 0;
        const tick = (now) => {
          owed += before === null ? 0 : Math.min(200, now - before) * speed;
          before = now;
          const days = Math.floor(owed);
          owed -= days;
          this.frame = requestAnimationFrame(tick);
          if (days) {
            this.advance(days, last);
          }
        };
        this.frame = requestAnimationFrame(tick);
      }
      this.nameButtons();
    }

    advance(days, last) {
      const { clock } = this;
      const step = Math.min(days, last - clock.to);
      if (step > 0) {
        clock.set(clock.mode, clock.from + step, clock.to + step);
      }
      if (clock.to >= last) {
        this.stop();
      }
    }

    stop() {
      if (!this.isPlaying) {
        return;
      }
      cancelAnimationFrame(this.frame);
      clearInterval(this.timer);
      this.frame = this.timer = null;
      this.nameButtons();
      this.onStop();
    }

    onStop() {}

    // What it shows

    nameButtons() {
      const label = word(this.isPlaying ? "pause" : "play");
      this.play.setAttribute("aria-label", label);
      this.play.title = label;
      this.play.classList.toggle("evacmap-playing", this.isPlaying);
    }

    render() {
      this.element.setAttribute("aria-label", word("time"));
      this.modeGroup.setAttribute("aria-label", word("timeShown"));
      this.modes.forEach((button, i) => {
        const long = word("timeMode." + MODES[i]);
        button.setAttribute("aria-label", long);
        button.replaceChildren(h("span", { class: "evacmap-long" }, long), h("span", { class: "evacmap-short" }, word("timeModeShort." + MODES[i])));
      });
      this.ticks.setAttribute("aria-label", word("eventsNow"));
      this.ticks.title = word("eventsNow");
      this.handles.from.setAttribute("aria-label", word("timeFrom"));
      this.nameButtons();
      this.moved();
    }

    moved() {
      const { clock } = this;
      const { first, last } = clock.range;
      this.words.textContent = clock.words();
      this.modes.forEach((button, i) => button.setAttribute("aria-pressed", String(MODES[i] === clock.mode)));
      const isSpan = clock.mode === "span";
      this.handles.from.hidden = !isSpan;
      this.handles.to.setAttribute("aria-label", word(isSpan ? "timeTo" : "timeDay"));
      for (const side of ["from", "to"]) {
        const handle = this.handles[side];
        handle.setAttribute("aria-valuemin", first);
        handle.setAttribute("aria-valuemax", last);
        handle.setAttribute("aria-valuenow", clock[side]);
        handle.setAttribute("aria-valuetext", clock.mode === "all" ? clock.words() : evacmap.dayWords(clock[side]));
        handle.style.transform = `translateX(${this.x(clock[side])}px)`;
      }
      this.element.classList.toggle("evacmap-time-all", clock.mode === "all");
      const left = isSpan ? this.x(clock.from) : 0;
      this.shade.style.transform = `translateX(${left}px)`;
      this.shade.style.width = this.x(clock.to) - left + "px";
    }

    paint() {
      const width = this.track.clientWidth;
      const height = this.track.clientHeight;
      if (!width || !height) {
        return;
      }
      const ratio = Math.min(2, window.devicePixelRatio || 1);
      this.canvas.width = width * ratio;
      this.canvas.height = height * ratio;
      const ctx = this.canvas.getContext("2d");
      ctx.scale(ratio, ratio);
      evacmap.drawTimeBand(ctx, this, width, height - AXIS, height);
      this.moved();
    }
  }

  evacmap.TimeBand = TimeBand;
})(window.evacmap);
