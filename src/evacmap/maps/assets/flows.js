/* Movements of people: width by number, colour by stage, dashed where inferred, arrowheads for direction. */
(function (evacmap) {
  "use strict";

  const DASH = [6, 5];
  const STUB = 110;
  const ARROW_ROOM = 50;
  const SOFT = 0.6;
  /** Below this zoom, movements of one stage between the same two areas are drawn as one. */
  const SPLIT_ZOOM = 5.5;

  /** Lines grow with the scale; at the scale of a continent they must leave room for one another. */
  const growth = (zoom) => Math.max(0.55, Math.min(1, 0.55 + (zoom - 3) * 0.15));

  class Flow {
    constructor(row, scene) {
      const store = evacmap.store();
      this.row = row;
      this.ref = { table: "movements", id: row.id };
      this.when = evacmap.intervalOf(row.date);
      this.group = row.group;
      this.pass = evacmap.PASS.flows;
      this.people = evacmap.middle(row.people);
      this.high = row.people ? row.people[1] || row.people[0] : null;
      this.rows = [row];
      this.zoom = row.zoom === undefined ? null : row.zoom;
      this.colour = evacmap.stageColour(row.stage);
      this.casing = evacmap.mix(this.colour, evacmap.LAND, 0.6);
      this.alpha = row.certainty === "reported" ? 0.7 : 1;
      this.vague = row.vague || [];
      const family = evacmap.familyOf(row);
      const stage = store.stages.findIndex((one) => one.id === family.stage);
      const all = evacmap.middle(family.people) || 0;
      this.family = family.id;
      this.laneOrder = stage * 1e7 - all;
      // Broad lines lie below narrow ones, but a part lies below its whole.
      this.order = -all - (family === row ? 0 : 0.5);
      const course = evacmap.courseOf(row.sections || [], store.links);
      this.soft = Boolean(row.soft) && course.parts.every((part) => part.basis === "geodesic");
      let line = evacmap.projectAll(course.points, scene.project);
      if (this.soft && line.xs.length) {
        const end = line.xs.length - 1;
        line = evacmap.bow(line.xs[0], line.ys[0], line.xs[end], line.ys[end], -0.09);
        course.parts = [{ start: 0, inferred: false }];
        course.steps = [];
      }
      Object.assign(this, line, { steps: course.steps, parts: course.parts });
      this.box = evacmap.boxOf(this.xs, this.ys);
      this.offsets = null;
      this.screens = [];
    }

    /** Whether it stands for all rows of its bundle now. */
    isBundled(view) {
      return this.rows.length > 1 && view.zoom < SPLIT_ZOOM;
    }

    /** A joined line stands to a time as the one of its rows that shows most. */
    standing(time, view) {
      if (!this.isBundled(view)) {
        return evacmap.standing(this.when, time);
      }
      return Math.max(...this.rows.map((row) => evacmap.standing(evacmap.intervalOf(row.date), time)));
    }

    /** Its last day, from which on it is past. */
    endOf(view) {
      return this.isBundled(view) ? Math.max(...this.rows.map((row) => evacmap.intervalOf(row.date).last)) : this.when.last;
    }

    width(view) {
      const people = this.isBundled(view) ? this.bundled : this.people;
      return Math.max(1.1, evacmap.flowWidth(people) * growth(view.zoom));
    }

    highWidth(view) {
      const high = this.isBundled(view) ? this.bundled : this.high;
      return Math.max(this.width(view), evacmap.flowWidth(high) * growth(view.zoom));
    }

    /** What a click on it means. */
    refs(view) {
      const rows = this.isBundled(view) ? this.rows : [this.row];
      return rows.map((row) => ({ table: "movements", id: row.id }));
    }

    begin() {
      this.screens = [];
    }

    /** The path on the screen; a line to nowhere in particular is only its beginning. */
    screen(view) {
      const known = this.screens.find((one) => one.shift === view.shift);
      return known || this.makeScreen(view);
    }

    makeScreen(view) {
      const screen = evacmap.screenPath(this, view);
      screen.shift = view.shift;
      if (this.vague.length === 1) {
        const whole = screen.path;
        const span = Math.hypot(whole[0] - whole[whole.length - 2], whole[1] - whole[whole.length - 1]);
        const fromEnd = this.vague[0] === "from";
        screen.path = evacmap.cutPath(whole, Math.min(STUB, span * 0.4), fromEnd);
        screen.starts = [0];
        screen.fade = fromEnd ? "start" : "end";
      }
      this.screens.push(screen);
      return screen;
    }

    draw(ctx, view) {
      if (this.xs.length < 2) {
        return;
      }
      this.stroke(ctx, view, this.screen(view), this.alpha * view.strength);
    }

    /** What has happened: the bare line. */
    drawPast(ctx, view) {
      if (this.xs.length < 2) {
        return;
      }
      const { path } = this.screen(view);
      ctx.globalAlpha = 1;
      ctx.setLineDash([]);
      ctx.lineJoin = "round";
      ctx.lineCap = "butt";
      ctx.strokeStyle = this.colour;
      ctx.lineWidth = this.width(view);
      evacmap.trace(ctx, path, 0, path.length / 2 - 1);
      ctx.stroke();
    }

    stroke(ctx, view, screen, alpha) {
      const width = this.width(view);
      const high = this.highWidth(view);
      const faded = this.soft || screen.fade;
      const parts = screen.fade ? [{ start: 0, inferred: true }] : this.parts;
      ctx.lineJoin = "round";
      ctx.lineCap = "butt";
      ctx.setLineDash([]);
      if (!faded) {
        ctx.globalAlpha = alpha * 0.75;
        ctx.strokeStyle = evacmap.LAND;
        ctx.lineWidth = high + 1.6;
        evacmap.trace(ctx, screen.path, 0, screen.path.length / 2 - 1);
        ctx.stroke();
      }
      ctx.globalAlpha = faded ? alpha * SOFT : alpha;
      if (high > width + 0.3) {
        ctx.strokeStyle = this.casing;
        ctx.lineWidth = high;
        evacmap.trace(ctx, screen.path, 0, screen.path.length / 2 - 1);
        ctx.stroke();
      }
      ctx.strokeStyle = faded ? this.gradient(ctx, screen) : this.colour;
      ctx.lineWidth = width;
      evacmap.eachPart(screen, parts, (from, to, part) => {
        ctx.setLineDash(part.inferred ? DASH : []);
        evacmap.trace(ctx, screen.path, from, to);
        ctx.stroke();
      });
      ctx.setLineDash([]);
      ctx.globalAlpha = 1;
    }

    /** Arrowheads on what was just drawn. */
    drawArrows(ctx, view) {
      const screen = this.screens.find((one) => one.shift === view.shift);
      if (!screen) {
        return;
      }
      const width = this.width(view);
      const arrow = (x, y, angle) => {
        if (this.hasRoomForArrow(view, x, y)) {
          evacmap.drawArrow(ctx, x, y, angle, width, this.colour);
        }
      };
      ctx.globalAlpha = (this.soft || screen.fade ? 0.9 : 1) * this.alpha * view.strength;
      if (this.soft) {
        evacmap.atShare(screen.path, 0.66, arrow);
      } else {
        evacmap.alongPath(screen.path, 150, view, arrow);
      }
      ctx.globalAlpha = 1;
    }

    /** Lines of one whole lie on one another; their arrowheads must not crowd. */
    hasRoomForArrow(view, x, y) {
      view.arrows = view.arrows || new Map();
      const others = view.arrows.get(this.family) || [];
      view.arrows.set(this.family, others);
      const free = others.every(([ox, oy]) => Math.hypot(ox - x, oy - y) > ARROW_ROOM);
      if (free) {
        others.push([x, y]);
      }
      return free;
    }

    /** Strong where something is known, faint towards what is not. */
    gradient(ctx, screen) {
      const { path, fade } = screen;
      const last = path.length - 2;
      const gradient = ctx.createLinearGradient(path[0], path[1], path[last] + 0.01, path[last + 1]);
      const clear = this.colour + "00";
      gradient.addColorStop(0, fade === "start" ? clear : this.colour + (fade ? "ff" : "50"));
      gradient.addColorStop(0.45, this.colour);
      gradient.addColorStop(1, fade === "end" ? clear : this.colour + (fade ? "ff" : "c0"));
      return gradient;
    }

    /** Brought out by the story: as it is drawn, but clear of the rest. */
    light(ctx, view) {
      if (this.xs.length > 1) {
        view.strength = 1;
        this.stroke(ctx, view, this.screen(view), this.alpha);
        this.drawArrows(ctx, view);
      }
    }

    mark(ctx, view, chosen) {
      const screen = this.screen(view);
      const width = this.width(view);
      ctx.setLineDash([]);
      ctx.lineJoin = ctx.lineCap = "round";
      ctx.strokeStyle = evacmap.PAPER;
      ctx.globalAlpha = 0.95;
      ctx.lineWidth = width + (chosen ? 7 : 4);
      evacmap.trace(ctx, screen.path, 0, screen.path.length / 2 - 1);
      ctx.stroke();
      ctx.globalAlpha = 1;
      if (chosen) {
        ctx.strokeStyle = evacmap.INK;
        ctx.lineWidth = width + 4;
        ctx.stroke();
        ctx.strokeStyle = evacmap.PAPER;
        ctx.lineWidth = width + 2.2;
        ctx.stroke();
      }
      this.stroke(ctx, view, screen, 1);
      evacmap.alongPath(screen.path, 150, view, (x, y, angle) => {
        evacmap.drawArrow(ctx, x, y, angle, width, this.colour);
      });
    }

    hit(x, y, view, reach) {
      let best = Infinity;
      for (const screen of this.screens) {
        best = Math.min(best, evacmap.distanceToPath(x, y, screen.path));
      }
      return best <= Math.max(reach, this.width(view) / 2 + 2) ? best : Infinity;
    }

    anchor(view) {
      const middle = Math.floor(this.xs.length / 2);
      return [view.x(this.xs[middle]), view.y(this.ys[middle])];
    }
  }

  /**
   * Join flows between the same two areas: the largest stands for all at small scales; at larger ones each
   * takes a bow of its own.
   */
  evacmap.bundleFlows = function (flows) {
    const bundles = new Map();
    for (const flow of flows) {
      if (flow.soft && flow.zoom !== null && flow.xs.length) {
        const key = [flow.row.stage, flow.row.from, flow.row.to].join(" ");
        bundles.set(key, [...(bundles.get(key) || []), flow]);
      }
    }
    for (const bundle of bundles.values()) {
      bundle.sort((a, b) => (b.people || 0) - (a.people || 0));
      bundle.forEach((flow, i) => {
        const end = flow.xs.length - 1;
        const bow = evacmap.bow(flow.xs[0], flow.ys[0], flow.xs[end], flow.ys[end], -0.09 - 0.035 * i);
        Object.assign(flow, bow);
        flow.box = evacmap.boxOf(flow.xs, flow.ys);
        if (i) {
          flow.zoom = Math.max(flow.zoom, SPLIT_ZOOM);
        }
      });
      bundle[0].rows = bundle.map((flow) => flow.row);
      bundle[0].bundled = bundle.reduce((sum, flow) => sum + (flow.people || 0), 0) || null;
    }
    return flows;
  };

  evacmap.Flow = Flow;
})(window.evacmap);
