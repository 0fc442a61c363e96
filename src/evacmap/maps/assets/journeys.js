/* Journeys of persons, groups and units: a double line, and numbered stops once one is chosen. */
(function (evacmap) {
  "use strict";

  const COLOUR = "#4a3f33";
  const DASH = [6, 5];

  class Journey {
    constructor(row, scene) {
      const store = evacmap.store();
      this.row = row;
      this.ref = { table: "journeys", id: row.id };
      this.when = evacmap.intervalOfStops(row.stops);
      this.pass = evacmap.PASS.journeys;
      this.order = 0;
      this.zoom = 0;
      const sections = (row.legs || []).flatMap((leg) => leg.sections);
      const course = evacmap.courseOf(sections, store.links);
      const line = evacmap.projectAll(course.points, scene.project);
      Object.assign(this, line, { parts: course.parts, offsets: null });
      const stops = (row.stops || []).map((stop) => store.places.get(stop.place)).filter(Boolean);
      this.stops = stops.map((place) => scene.project(place.at[0], place.at[1]));
      const around = evacmap.boxOf(
        [...this.xs, ...this.stops.map((stop) => stop.x)],
        [...this.ys, ...this.stops.map((stop) => stop.y)],
      );
      this.box = around;
      this.screens = [];
      this.timeline = timelineOf(row, course.parts, this.xs, this.ys);
    }

    begin() {
      this.screens = [];
    }

    screen(view) {
      let screen = this.screens.find((one) => one.shift === view.shift);
      if (!screen) {
        screen = { ...evacmap.screenPath(this, view), shift: view.shift };
        this.screens.push(screen);
      }
      return screen;
    }

    draw(ctx, view) {
      if (this.xs.length < 2) {
        return;
      }
      this.stroke(ctx, view, this.screen(view), 0.6 * view.strength, 2.4);
    }

    stroke(ctx, view, screen, alpha, width) {
      ctx.globalAlpha = alpha;
      ctx.lineJoin = "round";
      ctx.lineCap = "butt";
      evacmap.eachPart(screen, this.parts, (from, to, part) => {
        for (const [colour, wide] of [[COLOUR, width], [evacmap.PAPER, width * 0.38]]) {
          ctx.setLineDash(part.inferred ? DASH : []);
          ctx.strokeStyle = colour;
          ctx.lineWidth = wide;
          evacmap.trace(ctx, screen.path, from, to);
          ctx.stroke();
        }
      });
      ctx.setLineDash([]);
      ctx.globalAlpha = 1;
    }

    mark(ctx, view, chosen) {
      const screen = this.screen(view);
      if (this.xs.length > 1) {
        ctx.setLineDash([]);
        ctx.strokeStyle = evacmap.PAPER;
        ctx.lineWidth = 8;
        ctx.lineJoin = ctx.lineCap = "round";
        evacmap.trace(ctx, screen.path, 0, screen.path.length / 2 - 1);
        ctx.stroke();
        this.stroke(ctx, view, screen, 1, 4.4);
        evacmap.alongPath(screen.path, 130, view, (x, y, angle) => {
          evacmap.drawArrow(ctx, x, y, angle, 3.4, COLOUR);
        });
      }
      if (chosen) {
        this.markStops(ctx, view);
        this.markTraveller(ctx, view);
      }
    }

    /** Where they were on the last day looked at: a filled circle. */
    markTraveller(ctx, view) {
      const at = view.day === null || view.day === undefined ? null : this.placeOn(view.day);
      if (!at) {
        return;
      }
      for (const [colour, radius] of [[evacmap.PAPER, 9], [evacmap.INK, 7]]) {
        ctx.beginPath();
        ctx.arc(view.x(at[0]), view.y(at[1]), radius, 0, 2 * Math.PI);
        ctx.fillStyle = colour;
        ctx.fill();
      }
    }

    /** The point of the way reached on a day, in world units; null before the first and where no day is known. */
    placeOn(day) {
      const { timeline, xs, ys } = this;
      if (!timeline.length || day < timeline[0].day) {
        return null;
      }
      const next = timeline.findIndex((mark) => mark.day > day);
      if (next < 0) {
        const last = timeline[timeline.length - 1];
        return [xs[last.at], ys[last.at]];
      }
      const a = timeline[next - 1];
      const b = timeline[next];
      const share = (day - a.day) / (b.day - a.day);
      return along(xs, ys, a.at, b.at, share);
    }

    /** Numbers on the stops; stops at one place share a sign. */
    markStops(ctx, view) {
      const signs = new Map();
      this.stops.forEach((stop, i) => {
        const key = stop.x + " " + stop.y;
        signs.set(key, { stop, numbers: [...(signs.get(key) ? signs.get(key).numbers : []), i + 1] });
      });
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      ctx.font = evacmap.labelFont(11, "600");
      for (const { stop, numbers } of [...signs.values()].reverse()) {
        const text = numbers.length > 2 ? numbers[0] + "…" + numbers[numbers.length - 1] : numbers.join(" ");
        const x = view.x(stop.x);
        const y = view.y(stop.y);
        const half = Math.max(8, ctx.measureText(text).width / 2 + 4.5);
        ctx.beginPath();
        ctx.roundRect(x - half, y - 8, 2 * half, 16, 8);
        ctx.fillStyle = evacmap.PAPER;
        ctx.fill();
        ctx.strokeStyle = COLOUR;
        ctx.lineWidth = 1.3;
        ctx.stroke();
        ctx.fillStyle = evacmap.INK;
        ctx.fillText(text, x, y + 0.5);
      }
      ctx.textAlign = "left";
      ctx.textBaseline = "alphabetic";
    }

    hit(x, y, view, reach) {
      let best = Infinity;
      for (const screen of this.screens) {
        best = Math.min(best, evacmap.distanceToPath(x, y, screen.path));
      }
      return best <= reach ? best : Infinity;
    }

    anchor(view) {
      const middle = Math.floor(this.xs.length / 2);
      return this.xs.length ? [view.x(this.xs[middle]), view.y(this.ys[middle])] : [-1e6, -1e6];
    }
  }

  /**
   * The days known along a way, in its order: { day, at }, `at` being a vertex of the line. A stop has the day
   * of its arrival and that of its departure, of a rough date the first; days that would run backwards are left out.
   */
  function timelineOf(row, parts, xs, ys) {
    const ends = new Map();
    let next = 0;
    for (const leg of row.legs || []) {
      next += leg.sections.length;
      ends.set(leg.stop, next < parts.length ? parts[next].start : xs.length - 1);
    }
    const marks = [];
    let at = 0;
    for (const stop of row.stops || []) {
      at = ends.has(stop.seq) ? ends.get(stop.seq) : at;
      for (const date of [stop.arrive, stop.depart]) {
        const day = date ? (date[1] === null ? date[2] : date[1]) : null;
        if (day !== null && xs[at] !== undefined && (!marks.length || day >= marks[marks.length - 1].day)) {
          marks.push({ day, at });
        }
      }
    }
    return marks;
  }

  /** The point at a share of the length between two vertices. */
  function along(xs, ys, from, to, share) {
    let total = 0;
    for (let i = from; i < to; i++) {
      total += Math.hypot(xs[i + 1] - xs[i], ys[i + 1] - ys[i]);
    }
    let left = total * share;
    for (let i = from; i < to; i++) {
      const step = Math.hypot(xs[i + 1] - xs[i], ys[i + 1] - ys[i]);
      if (left <= step && step) {
        return [xs[i] + ((xs[i + 1] - xs[i]) * left) / step, ys[i] + ((ys[i + 1] - ys[i]) * left) / step];
      }
      left -= step;
    }
    return [xs[to], ys[to]];
  }

  evacmap.Journey = Journey;
})(window.evacmap);
