/* Labels that do not touch: the more important first, each at the first free side of its sign. */
(function (evacmap) {
  "use strict";

  const FAMILY = "'Iowan Old Style', 'Palatino Linotype', Palatino, P052, 'Book Antiqua', 'Noto Serif', Georgia, serif";
  const CELL = 64;

  evacmap.labelFont = (size, style) => (style ? style + " " : "") + size + "px " + FAMILY;

  /** Boxes taken on the canvas, in a grid for quick look-up. */
  function Taken() {
    const cells = new Map();
    const keys = function* (box) {
      for (let i = Math.floor(box[0] / CELL); i <= Math.floor(box[2] / CELL); i++) {
        for (let j = Math.floor(box[1] / CELL); j <= Math.floor(box[3] / CELL); j++) {
          yield i * 100000 + j;
        }
      }
    };
    const touch = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
    return {
      isFree(box) {
        for (const key of keys(box)) {
          if ((cells.get(key) || []).some((other) => touch(other, box))) {
            return false;
          }
        }
        return true;
      },
      add(box) {
        for (const key of keys(box)) {
          if (!cells.has(key)) {
            cells.set(key, []);
          }
          cells.get(key).push(box);
        }
      },
    };
  }

  const widths = new Map();

  function widthOf(ctx, text, font, spacing) {
    const key = font + spacing + text;
    if (!widths.has(key)) {
      setFont(ctx, font, spacing);
      widths.set(key, ctx.measureText(text).width);
    }
    return widths.get(key);
  }

  function setFont(ctx, font, spacing) {
    ctx.font = font;
    if ("letterSpacing" in ctx) {
      ctx.letterSpacing = spacing + "px";
    }
  }

  /** Where a label may stand: about its sign, or in the middle of its area. */
  function* sides(label, width, height) {
    const { x, y, gap } = label;
    const h = height / 2;
    if (gap === undefined) {
      yield [x - width / 2, y - h];
      return;
    }
    yield [x + gap, y - h];
    yield [x - gap - width, y - h];
    yield [x - width / 2, y - gap - height + 2];
    yield [x - width / 2, y + gap - 2];
    yield [x + gap * 0.7, y - gap * 0.7 - height + 4];
    yield [x + gap * 0.7, y + gap * 0.7 - 4];
  }

  /**
   * Draw as many of `labels` as find room. A label is
   * { text, x, y, gap?, size, style?, colour, halo, spacing?, rank }; a lower rank goes first. A label with
   * no text only keeps its box free. Returns { drawn, key }; given the same as `before`, nothing is drawn again,
   * for letters with halos are what costs most in a step of time.
   */
  evacmap.drawLabels = function (ctx, labels, width, height, before) {
    const taken = Taken();
    const drawn = [];
    labels.sort((a, b) => a.rank - b.rank);
    for (const label of labels) {
      if (!label.text) {
        taken.add(label.box);
        continue;
      }
      const font = evacmap.labelFont(label.size, label.style);
      const spacing = label.spacing || 0;
      const wide = widthOf(ctx, label.text, font, spacing);
      const high = label.size * 1.1;
      for (const [left, top] of sides(label, wide, high)) {
        const box = [left - 2, top, left + wide + 2, top + high];
        const inside = box[0] > -wide && box[2] < width + wide && box[1] > -20 && box[3] < height + 20;
        if (inside && taken.isFree(box)) {
          taken.add(box);
          drawn.push([label, font, spacing, left, top + high * 0.79, box]);
          break;
        }
      }
    }
    const key = drawn.map(([label, font, , x, y]) => [label.text, font, label.colour, x, y].join(" ")).join("\n");
    if (before && before.key === key) {
      return before;
    }
    ctx.clearRect(0, 0, width, height);
    ctx.textBaseline = "alphabetic";
    ctx.textAlign = "left";
    ctx.lineJoin = "round";
    ctx.setLineDash([]);
    for (const [label, font, spacing, x, y] of drawn) {
      setFont(ctx, font, spacing);
      if (label.halo) {
        ctx.globalAlpha = 0.85;
        ctx.lineWidth = 3;
        ctx.strokeStyle = label.halo;
        ctx.strokeText(label.text, x, y);
        ctx.globalAlpha = 1;
      }
      ctx.fillStyle = label.colour;
      ctx.fillText(label.text, x, y);
    }
    setFont(ctx, evacmap.labelFont(12), 0);
    return { drawn: drawn.map(([label, , , , , box]) => ({ text: label.text, box })), key };
  };
})(window.evacmap);
