/* The signs of the map: shape says the kind of a place. The legend draws them with the same functions. */
(function (evacmap) {
  "use strict";

  evacmap.PAPER = "#fffdf8";
  evacmap.INK = "#22201c";
  evacmap.LAND = "#f4f0e6";

  let strong = false;

  /** Choose between the usual colours and those of strong contrast. */
  evacmap.setTones = function (on) {
    strong = on;
    evacmap.PAPER = on ? "#ffffff" : "#fffdf8";
    evacmap.INK = on ? "#000000" : "#22201c";
    evacmap.LAND = on ? "#ffffff" : "#f4f0e6";
  };

  /** A colour of the ground: lines and letters darken in strong contrast. */
  evacmap.tone = (colour) => (strong ? evacmap.mix(colour, "#000000", 0.55) : colour);

  function polygon(ctx, x, y, points) {
    ctx.beginPath();
    points.forEach(([dx, dy], i) => (i ? ctx.lineTo(x + dx, y + dy) : ctx.moveTo(x + dx, y + dy)));
    ctx.closePath();
  }

  function circle(ctx, x, y, r) {
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 2 * Math.PI);
  }

  const square = (ctx, x, y, r) => {
    ctx.beginPath();
    ctx.rect(x - r, y - r, 2 * r, 2 * r);
  };

  function star(ctx, x, y, r) {
    const points = [];
    for (let i = 0; i < 10; i++) {
      const angle = (i * Math.PI) / 5 - Math.PI / 2;
      const reach = i % 2 ? r * 0.5 : r * 1.25;
      points.push([Math.cos(angle) * reach, Math.sin(angle) * reach]);
    }
    polygon(ctx, x, y, points);
  }

  const triangle = (ctx, x, y, r) =>
    polygon(ctx, x, y, [[0, -r * 1.2], [r * 1.15, r * 0.9], [-r * 1.15, r * 0.9]]);

  const diamond = (ctx, x, y, r) => polygon(ctx, x, y, [[0, -r * 1.3], [r * 1.3, 0], [0, r * 1.3], [-r * 1.3, 0]]);

  const shield = (ctx, x, y, r) =>
    polygon(ctx, x, y, [[-r, -r], [r, -r], [r, r * 0.2], [0, r * 1.25], [-r, r * 0.2]]);

  /** A half circle that hangs from its straight side, as a basin seen from above. */
  const basin = (ctx, x, y, r) => {
    ctx.beginPath();
    ctx.arc(x, y - r * 0.35, r * 1.25, 0, Math.PI);
    ctx.closePath();
  };

  function strokes(ctx, lines) {
    ctx.beginPath();
    lines.forEach(([x1, y1, x2, y2]) => {
      ctx.moveTo(x1, y1);
      ctx.lineTo(x2, y2);
    });
    ctx.stroke();
  }

  /*
   * shape: the outline; open: never filled; mark: what is drawn over it, in paper on a filled sign and in
   * the sign's colour on an open one; scale: against the common radius.
   */
  const SIGNS = {
    camp: { shape: square, scale: 0.9 },
    prison: {
      shape: square,
      mark: (ctx, x, y, r) => strokes(ctx, [-0.4, 0.4].map((f) => [x + f * r, y - r, x + f * r, y + r])),
    },
    special_settlement: { shape: square, open: true, scale: 0.72 },
    pow_camp: { shape: diamond, scale: 0.9 },
    labour_battalion: { shape: shield, scale: 0.9 },
    recruitment_point: { shape: triangle },
    garrison: { shape: triangle },
    headquarters: { shape: star, scale: 1.25 },
    port: { shape: basin },
    transit_camp: { shape: circle, mark: (ctx, x, y, r) => { circle(ctx, x, y, r * 0.5); ctx.stroke(); } },
    refugee_camp: { shape: circle },
    orphanage: { shape: circle, open: true, mark: (ctx, x, y, r) => { circle(ctx, x, y, r * 0.38); ctx.fill(); } },
    hospital: {
      shape: circle,
      mark: (ctx, x, y, r) => strokes(ctx, [[x - r * 0.6, y, x + r * 0.6, y], [x, y - r * 0.6, x, y + r * 0.6]]),
    },
    cemetery: { cross: true },
    settlement: { shape: circle, open: true },
    city: { shape: circle, open: true, scale: 0.8 },
    station: { shape: circle, open: true, scale: 0.62 },
    border_crossing: {
      shape: square, open: true, scale: 0.7, mark: (ctx, x, y, r) => strokes(ctx, [[x - r, y + r, x + r, y - r]]),
    },
  };
  const UNKNOWN = { shape: circle };

  evacmap.signOf = (kind) => SIGNS[kind] || UNKNOWN;

  /**
   * Draw the sign of a kind. `counted`: whether the number of people is known; an outline says that it is not.
   */
  evacmap.drawSign = function (ctx, kind, x, y, radius, colour, counted) {
    const sign = evacmap.signOf(kind);
    const r = radius * (sign.scale || 1);
    const line = Math.max(1.1, Math.min(1.7, r * 0.3));
    ctx.lineJoin = "miter";
    ctx.lineCap = "butt";
    ctx.setLineDash([]);
    if (sign.cross) {
      const arms = [[x, y - r * 1.3, x, y + r * 1.3], [x - r * 0.85, y - r * 0.4, x + r * 0.85, y - r * 0.4]];
      ctx.strokeStyle = evacmap.PAPER;
      ctx.lineWidth = line + 2.6;
      strokes(ctx, arms);
      ctx.strokeStyle = colour;
      ctx.lineWidth = line + 0.4;
      strokes(ctx, arms);
      return;
    }
    const filled = counted && !sign.open;
    sign.shape(ctx, x, y, r);
    ctx.strokeStyle = evacmap.PAPER;
    ctx.lineWidth = line + 2.2;
    ctx.stroke();
    ctx.fillStyle = filled ? colour : evacmap.PAPER;
    ctx.fill();
    if (sign.open && counted) {
      // An open sign with a known number keeps its outline and takes a tint.
      ctx.save();
      ctx.globalAlpha *= 0.35;
      ctx.fillStyle = colour;
      ctx.fill();
      ctx.restore();
    }
    ctx.strokeStyle = colour;
    ctx.lineWidth = line;
    ctx.stroke();
    if (sign.mark && r > 2.6) {
      ctx.strokeStyle = ctx.fillStyle = filled ? evacmap.PAPER : colour;
      ctx.lineWidth = Math.max(0.9, line * 0.75);
      sign.mark(ctx, x, y, r);
    }
  };

  /** A place known only roughly: a disc of its doubt, softly filled, the fainter the larger. */
  evacmap.drawDisc = function (ctx, x, y, radius, colour) {
    const strength = Math.min(0.24, 0.025 + 2.4 / (radius + 10));
    circle(ctx, x, y, radius);
    ctx.save();
    ctx.globalAlpha *= strength;
    ctx.fillStyle = colour;
    ctx.fill();
    ctx.globalAlpha = Math.min(1, ctx.globalAlpha * 1.5 + 0.08);
    ctx.setLineDash([1.5, 3]);
    ctx.lineWidth = 1;
    ctx.strokeStyle = colour;
    ctx.stroke();
    ctx.restore();
  };

  /** Width of a movement's line, in pixels. */
  evacmap.flowWidth = (people) => (people === null || people === undefined ? 1.4 : 1.2 + 6 * Math.sqrt(people / 45000));

  /** Radius of a place's sign at full size, in pixels. */
  evacmap.placeRadius = (people) => (people ? Math.min(12, 3.4 + 9 * Math.sqrt(people / 45000)) : 3.6);

  /** Mix two #rrggbb colours; `share` of the second. */
  evacmap.mix = function (a, b, share) {
    const part = (colour, i) => parseInt(colour.slice(1 + 2 * i, 3 + 2 * i), 16);
    const mixed = [0, 1, 2].map((i) => Math.round(part(a, i) * (1 - share) + part(b, i) * share));
    return "#" + mixed.map((value) => value.toString(16).padStart(2, "0")).join("");
  };

  /** A small arrowhead or, in a broad line, a chevron of paper. */
  evacmap.drawArrow = function (ctx, x, y, angle, width, colour) {
    ctx.save();
    ctx.translate(x, y);
    ctx.rotate(angle);
    ctx.setLineDash([]);
    if (width >= 4) {
      ctx.strokeStyle = evacmap.PAPER;
      ctx.lineWidth = 1.3;
      ctx.lineJoin = "miter";
      ctx.lineCap = "butt";
      const half = width * 0.36;
      ctx.beginPath();
      ctx.moveTo(-half, -half);
      ctx.lineTo(half * 0.5, 0);
      ctx.lineTo(-half, half);
      ctx.stroke();
    } else {
      const half = width * 0.5 + 2.3;
      ctx.fillStyle = colour;
      ctx.beginPath();
      ctx.moveTo(half * 1.35, 0);
      ctx.lineTo(-half, half);
      ctx.lineTo(-half * 0.55, 0);
      ctx.lineTo(-half, -half);
      ctx.closePath();
      ctx.fill();
    }
    ctx.restore();
  };
})(window.evacmap);
