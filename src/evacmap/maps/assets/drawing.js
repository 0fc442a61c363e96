/*
 * How a scene is drawn. A new view draws everything and keeps what is in it; a new time draws only the data and
 * the labels again, and adds to the past what has just become so.
 */
(function (evacmap) {
  "use strict";

  const CLEAR = { [evacmap.PAST]: 0, [evacmap.POSSIBLE]: 0.5, [evacmap.NOW]: 1 };

  /** So much of the past is drawn in one frame; a jump among thousands of lines must not hold up the reader. */
  const PORTION = 1000;

  /** Empty a canvas, and forget what the last drawing left set. */
  function clear(ctx, view) {
    ctx.clearRect(0, 0, view.width, view.height);
    ctx.globalAlpha = 1;
    ctx.lineCap = "butt";
    ctx.lineJoin = "miter";
    ctx.setLineDash([]);
  }

  evacmap.Scene.include({
    /** How a drawable stands to the time and the choice of the reader. */
    _standing: function (one, view) {
      const { groups, kinds } = this.hidden;
      if ((one.group && groups.has(one.group)) || (one.kind && kinds.has(one.kind))) {
        return evacmap.HIDDEN;
      }
      return one.standing ? one.standing(this.time, view) : evacmap.standing(one.when, this.time);
    },

    /** What is in view, pass by pass, once for each turn of the world that shows it: [drawable, shift]. */
    _gather: function (drawables, view) {
      const passes = Object.values(evacmap.PASS).map(() => []);
      for (const one of drawables) {
        if (one.zoom === null || view.zoom < (one.zoom || 0)) {
          continue;
        }
        for (const copy of view.copies) {
          view.shift = copy * view.turn;
          if (!one.box || view.shows(one.box, one.margin || 16)) {
            passes[one.pass].push([one, view.shift]);
          }
        }
      }
      view.shift = 0;
      return passes;
    },

    /** Run `visit` for every drawable that is shown. */
    _visit: function (view, visit) {
      for (const pass of this._shown || []) {
        for (const [one, shift] of pass) {
          view.shift = shift;
          const standing = this._standing(one, view);
          if (standing !== evacmap.HIDDEN) {
            visit(one, standing);
          }
        }
      }
      view.shift = 0;
    },

    _draw: function () {
      if (!this._map || !this._bounds) {
        return;
      }
      const view = (this._view = this.view());
      for (const ctx of [this._ground, this._network]) {
        clear(ctx, view);
      }
      this._groundLabels = [];
      for (const one of this._grounds) {
        for (const copy of view.copies) {
          view.shift = copy * view.turn;
          one.draw(this._ground, view);
          this._groundLabels.push(...one.labels(view));
        }
      }
      view.shift = 0;
      evacmap.assignLanes(this._drawables, view);
      // What is chosen or brought out may belong to no layer that is on.
      [...this._drawables, ...this.chosen, ...this.lit].forEach((one) => one.begin && one.begin());
      this._shown = this._gather(this._drawables, view);
      for (const [one, shift] of this._shown[evacmap.PASS.network]) {
        view.shift = shift;
        one.draw(this._network, view);
      }
      view.shift = 0;
      this._drawnPast = null;
      this._labelCache = new Map();
      this._labelled = null;
      this._drawTime();
      this.fire("drawn");
    },

    /** Draw what depends on time. */
    _drawTime: function () {
      const view = this._view;
      const ctx = this._data;
      const labels = [...this._groundLabels];
      const past = [];
      // What is chosen or brought out has its label with its mark.
      const marked = new Set([...this.lit, ...this.chosen].filter((one) => one.ref.table === "places").map((one) => one.ref.id));
      clear(ctx, view);
      view.arrows = null;
      for (const pass of this._shown.slice(1)) {
        const arrows = [];
        for (const entry of pass) {
          const [one, shift] = entry;
          view.shift = shift;
          const standing = this._standing(one, view);
          if (standing === evacmap.PAST) {
            past.push(entry);
          } else if (standing !== evacmap.HIDDEN) {
            view.strength = ctx.globalAlpha = CLEAR[standing];
            one.draw(ctx, view);
            ctx.globalAlpha = 1;
            if (one.drawArrows) {
              arrows.push([one, shift, view.strength]);
            }
            if (one.labels && !marked.has(one.ref.id) && !this.chosen.includes(one)) {
              labels.push(...this._labelsOf(entry, view));
            }
          }
        }
        // Arrowheads lie above all lines; those of a whole come before those of its parts.
        for (const [one, shift, strength] of arrows.reverse()) {
          view.shift = shift;
          view.strength = strength;
          one.drawArrows(ctx, view);
        }
      }
      view.strength = 1;
      view.shift = 0;
      this._drawPast(past, view);
      this._drawMarks(view, labels);
      this._labelled = evacmap.drawLabels(this._labels, labels, view.width, view.height, this._labelled);
      this.drawnLabels = this._labelled.drawn.map((label) => label.text);
      this.labelBoxes = this._labelled.drawn.map((label) => label.box);
    },

    _labelsOf: function (entry, view) {
      if (!this._labelCache.has(entry)) {
        this._labelCache.set(entry, entry[0].labels(view));
      }
      return this._labelCache.get(entry);
    },

    /**
     * What has happened, one colour strong on a canvas that is itself faint, so that lines on lines do not
     * darken. What ended later lies above, so going on in time only adds to it.
     */
    _drawPast: function (entries, view) {
      const drawn = this._drawnPast;
      const ends = ([one]) => (one.endOf ? one.endOf(view) : one.when.last);
      let fresh = entries;
      const goesOn = drawn && drawn.size <= entries.length && entries.filter((entry) => drawn.has(entry)).length === drawn.size;
      if (goesOn) {
        fresh = entries.filter((entry) => !drawn.has(entry));
      } else {
        clear(this._past, view);
      }
      fresh.sort((a, b) => ends(a) - ends(b) || a[0].pass - b[0].pass);
      this._drawnPast = goesOn ? drawn : new Set();
      for (const entry of fresh.slice(0, PORTION)) {
        const [one, shift] = entry;
        view.shift = shift;
        (one.drawPast || one.draw).call(one, this._past, view);
        this._drawnPast.add(entry);
      }
      view.shift = 0;
      if (fresh.length > PORTION) {
        this._soon();
      }
    },

    _drawMarks: function (view, labels) {
      const marks = this._marks;
      view.arrows = null;
      view.day = this.time ? this.time.to : null;
      if (this._marked !== false) {
        clear(marks, view);
      }
      const pointed = this.pointed && !this.chosen.includes(this.pointed) ? [this.pointed] : [];
      const quiet = this.chosen.length || this.lit.length;
      this._data.canvas.style.opacity = this._network.canvas.style.opacity = quiet ? 0.55 : 1;
      const lit = this.lit.map((one) => [one, "light"]);
      const ways = [...lit, ...[...this.chosen, ...pointed].map((one) => [one, "mark"])];
      this._marked = ways.length > 0;
      for (const [one, way] of ways) {
        const chosen = this.chosen.includes(one);
        for (const copy of view.copies) {
          view.shift = copy * view.turn;
          if (!one.box || view.shows(one.box, 16)) {
            (one[way] || one.mark).call(one, marks, view, chosen);
            if (labels && one.labels && (chosen || way === "light")) {
              labels.push(...one.labels(view, true));
            }
          }
        }
      }
      view.shift = 0;
    },
  });
})(window.evacmap);
