/* The transport network: thin lines in the manner of a railway map, one drawable for all of them. */
(function (evacmap) {
  "use strict";

  /* Several strokes make a line: a railway has cross ticks from zoom 6, drawn as a broad line of long gaps. */
  const STYLES = {
    rail: [{ colour: "#8d877b", width: 1 }, { colour: "#8d877b", width: 4.4, dash: [1, 12], zoom: 6 }],
    road: [{ colour: "#b0a48c", width: 1.1, dash: [3, 2.4] }],
    track: [{ colour: "#b0a48c", width: 1, dash: [1.4, 2.6] }],
    foot: [{ colour: "#b0a48c", width: 1, dash: [1.4, 2.6] }],
    river: [{ colour: "#7fa5b5", width: 1.5 }],
    sea: [{ colour: "#7f9fad", width: 1, dash: [5, 4] }],
    sledge: [{ colour: "#9d97a8", width: 1.1, dash: [6, 2.4, 1.4, 2.4] }],
    winter_road: [{ colour: "#9d97a8", width: 1.1, dash: [6, 2.4, 1.4, 2.4] }],
    "winter-road": [{ colour: "#9d97a8", width: 1.1, dash: [6, 2.4, 1.4, 2.4] }],
  };
  const PLAIN = [{ colour: "#a59d8c", width: 1, dash: [2, 2] }];

  evacmap.linkStyle = (mode) => STYLES[mode] || PLAIN;

  class Network {
    constructor(rows, scene) {
      this.pass = evacmap.PASS.network;
      this.order = 0;
      this.zoom = 0;
      this.box = null;
      this.links = rows.map((row) => {
        const line = evacmap.projectAll(evacmap.decodeLine(row.line), scene.project);
        return { row, ref: { table: "links", id: row.id }, box: evacmap.boxOf(line.xs, line.ys), ...line };
      });
    }

    /** A hit on the network means its nearest link. */
    refs() {
      return [(this.nearest || this.links[0]).ref];
    }

    path(ctx, link, view) {
      const { xs, ys } = link;
      ctx.moveTo(view.x(xs[0]), view.y(ys[0]));
      for (let i = 1; i < xs.length; i++) {
        ctx.lineTo(view.x(xs[i]), view.y(ys[i]));
      }
    }

    draw(ctx, view) {
      const shown = this.links.filter((link) => view.shows(link.box));
      const byMode = new Map();
      for (const link of shown) {
        if (!byMode.has(link.row.mode)) {
          byMode.set(link.row.mode, []);
        }
        byMode.get(link.row.mode).push(link);
      }
      ctx.lineCap = "butt";
      ctx.lineJoin = "round";
      const thin = Math.max(0.6, Math.min(1, 0.4 + view.zoom * 0.1));
      for (const [mode, links] of byMode) {
        for (const style of evacmap.linkStyle(mode)) {
          if (view.zoom < (style.zoom || 0)) {
            continue;
          }
          ctx.beginPath();
          links.forEach((link) => this.path(ctx, link, view));
          ctx.setLineDash(style.dash || []);
          ctx.strokeStyle = evacmap.tone(style.colour);
          ctx.lineWidth = style.width * (style.zoom ? 1 : thin);
          ctx.stroke();
        }
      }
      ctx.setLineDash([]);
    }

    hit(x, y, view, reach) {
      let best = Infinity;
      for (const link of this.links) {
        if (view.shows(link.box, 10)) {
          const distance = evacmap.distanceToPath(x, y, this.screen(link, view));
          if (distance < best) {
            best = distance;
            this.nearest = link;
          }
        }
      }
      return best <= reach ? best : Infinity;
    }

    screen(link, view) {
      const path = new Float64Array(link.xs.length * 2);
      for (let i = 0; i < link.xs.length; i++) {
        path[2 * i] = view.x(link.xs[i]);
        path[2 * i + 1] = view.y(link.ys[i]);
      }
      return path;
    }

    mark(ctx, view) {
      const link = this.nearest || this.links[0];
      ctx.setLineDash([]);
      ctx.lineCap = ctx.lineJoin = "round";
      for (const [colour, width] of [[evacmap.INK, 5], [evacmap.PAPER, 2.6]]) {
        ctx.strokeStyle = colour;
        ctx.lineWidth = width;
        ctx.beginPath();
        this.path(ctx, link, view);
        ctx.stroke();
      }
    }
  }

  evacmap.Network = Network;
})(window.evacmap);
