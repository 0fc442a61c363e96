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
    }

    begin() {
      this.screens = [];
    }

    draw(ctx, view) {
      if (this.xs.length < 2) {
        return;
      }
      const screen = evacmap.screenPath(this, view);
      this.screens.push(screen);
      this.stroke(ctx, view, screen, 0.6, 2.4);
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
      const screen = evacmap.screenPath(this, view);
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
      }
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

  evacmap.Journey = Journey;
})(window.evacmap);
