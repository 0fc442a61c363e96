/* Lines on the screen: from world units to a path with lanes, strokes, arrowheads and hits. */
(function (evacmap) {
  "use strict";

  /**
   * The path of a line on the screen, [x, y, ...], each vertex moved sideways by its lane, and for each part
   * of the line the index of its first vertex.
   */
  evacmap.screenPath = function (line, view) {
    const { xs, ys, steps, offsets, parts } = line;
    const kept = [];
    const starts = new Map(parts.map((part) => [part.start, null]));
    let lastX = NaN;
    let lastY = NaN;
    for (let i = 0; i < xs.length; i++) {
      const x = view.x(xs[i]);
      const y = view.y(ys[i]);
      const needed = i === 0 || i === xs.length - 1 || starts.has(i);
      if (needed || Math.abs(x - lastX) + Math.abs(y - lastY) > 2) {
        if (starts.has(i)) {
          starts.set(i, kept.length);
        }
        kept.push([x, y, i]);
        lastX = x;
        lastY = y;
      }
    }
    const path = new Float64Array(kept.length * 2);
    for (let k = 0; k < kept.length; k++) {
      const [x, y, i] = kept[k];
      path[2 * k] = x;
      path[2 * k + 1] = y;
      if (!offsets || !offsets.size) {
        continue;
      }
      const before = k > 0 ? offsets.get(steps[kept[k - 1][2]]) || 0 : null;
      const after = k < kept.length - 1 ? offsets.get(steps[i]) || 0 : null;
      const offset = before === null ? after : after === null ? before : (before + after) / 2;
      if (offset) {
        const a = kept[Math.max(0, k - 1)];
        const b = kept[Math.min(kept.length - 1, k + 1)];
        const length = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
        // On a screen, where y grows downwards, right of (dx, dy) is (-dy, dx).
        path[2 * k] += (-(b[1] - a[1]) / length) * offset;
        path[2 * k + 1] += ((b[0] - a[0]) / length) * offset;
      }
    }
    return { path, starts: parts.map((part) => starts.get(part.start)) };
  };

  evacmap.trace = function (ctx, path, from, to) {
    ctx.beginPath();
    ctx.moveTo(path[2 * from], path[2 * from + 1]);
    for (let k = from + 1; k <= to; k++) {
      ctx.lineTo(path[2 * k], path[2 * k + 1]);
    }
  };

  /** Call `stroke(from, to, part)` for each part of a line. */
  evacmap.eachPart = function (screen, parts, visit) {
    const last = screen.path.length / 2 - 1;
    parts.forEach((part, i) => {
      const to = i + 1 < parts.length ? screen.starts[i + 1] : last;
      if (to > screen.starts[i]) {
        visit(screen.starts[i], to, part);
      }
    });
  };

  /** Call `visit(x, y, angle)` at even distances along a path, at least once, only within the view. */
  evacmap.alongPath = function (path, every, view, visit) {
    let total = 0;
    for (let i = 0; i + 3 < path.length; i += 2) {
      total += Math.hypot(path[i + 2] - path[i], path[i + 3] - path[i + 1]);
    }
    if (total < 14) {
      return;
    }
    const count = Math.max(1, Math.round(total / every));
    let next = (total / count) * 0.5;
    let gone = 0;
    for (let i = 0; i + 3 < path.length; i += 2) {
      const dx = path[i + 2] - path[i];
      const dy = path[i + 3] - path[i + 1];
      const length = Math.hypot(dx, dy);
      while (length && next <= gone + length) {
        const t = (next - gone) / length;
        const x = path[i] + dx * t;
        const y = path[i + 1] + dy * t;
        if (x > -20 && x < view.width + 20 && y > -20 && y < view.height + 20) {
          visit(x, y, Math.atan2(dy, dx));
        }
        next += total / count;
      }
      gone += length;
    }
  };

  /** Call `visit(x, y, angle)` at a share of the way between the ends of a bow. */
  evacmap.atShare = function (path, share, visit) {
    const steps = path.length / 2 - 1;
    if (Math.hypot(path[2 * steps] - path[0], path[2 * steps + 1] - path[1]) < 24) {
      return;
    }
    const i = 2 * Math.min(steps - 1, Math.floor(steps * share));
    visit(path[i], path[i + 1], Math.atan2(path[i + 3] - path[i + 1], path[i + 2] - path[i]));
  };

  /** Shorten a path to `length` pixels from its start, or from its end. */
  evacmap.cutPath = function (path, length, fromEnd) {
    const points = [];
    for (let i = 0; i < path.length; i += 2) {
      points.push([path[i], path[i + 1]]);
    }
    if (fromEnd) {
      points.reverse();
    }
    const kept = [points[0]];
    let left = length;
    for (let i = 1; i < points.length && left > 0; i++) {
      const [ax, ay] = points[i - 1];
      const [bx, by] = points[i];
      const step = Math.hypot(bx - ax, by - ay);
      const t = step > left ? left / step : 1;
      kept.push([ax + (bx - ax) * t, ay + (by - ay) * t]);
      left -= step;
    }
    if (fromEnd) {
      kept.reverse();
    }
    return Float64Array.from(kept.flat());
  };
})(window.evacmap);
