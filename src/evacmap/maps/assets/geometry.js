/*
 * Lines in world units: the map's own projection at zoom 0, so that a point on the screen is one
 * multiplication and one subtraction away.
 */
(function (evacmap) {
  "use strict";

  /** Degrees of a unit: in the data, and in the coarser basemap. */
  evacmap.UNIT = 1e-4;
  evacmap.GROUND_UNIT = 1e-3;

  /** Decode [lon, lat, dlon, dlat, ...] to pairs of degrees. */
  evacmap.decodeLine = function (line, unit = evacmap.UNIT) {
    const points = [];
    let lon = 0;
    let lat = 0;
    for (let i = 0; i < line.length; i += 2) {
      lon += line[i];
      lat += line[i + 1];
      points.push([lon * unit, lat * unit]);
    }
    return points;
  };

  /** Shift `points` by whole turns so that they go on from longitude `from`. */
  function continued(points, from) {
    const turns = Math.round((from - points[0][0]) / 360);
    return turns ? points.map(([lon, lat]) => [lon + 360 * turns, lat]) : points;
  }

  /**
   * The course of a movement or leg: its points in degrees, for each step between two points the signed
   * number of the link it follows (0: none), and for each section where it begins and whether it is inferred.
   */
  evacmap.courseOf = function (sections, links) {
    const points = [];
    const steps = [];
    const parts = [];
    const add = (piece, link) => {
      let next = piece;
      if (points.length) {
        next = continued(piece, points[points.length - 1][0]).slice(1);
      }
      for (const point of next) {
        if (points.length) {
          steps.push(link);
        }
        points.push(point);
      }
    };
    for (const section of sections) {
      parts.push({ start: Math.max(0, points.length - 1), inferred: Boolean(section.inferred), basis: section.basis });
      if (section.links) {
        for (const number of section.links) {
          const piece = evacmap.decodeLine(links[Math.abs(number) - 1].line);
          add(number > 0 ? piece : piece.reverse(), number);
        }
      } else {
        add(evacmap.decodeLine(section.line), 0);
      }
    }
    return { points, steps, parts };
  };

  /** Project degrees to world units: xs and ys as flat arrays. */
  evacmap.projectAll = function (points, project) {
    const xs = new Float64Array(points.length);
    const ys = new Float64Array(points.length);
    points.forEach(([lon, lat], i) => {
      const world = project(lon, lat);
      xs[i] = world.x;
      ys[i] = world.y;
    });
    return { xs, ys };
  };

  /** The box around projected points, [west, north, east, south] in world units. */
  evacmap.boxOf = function (xs, ys) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < xs.length; i++) {
      box[0] = Math.min(box[0], xs[i]);
      box[1] = Math.min(box[1], ys[i]);
      box[2] = Math.max(box[2], xs[i]);
      box[3] = Math.max(box[3], ys[i]);
    }
    return box;
  };

  /** A slight bow from one point to another, so that lines of one origin fan out. */
  evacmap.bow = function (x1, y1, x2, y2, bend) {
    const xs = [];
    const ys = [];
    const cx = (x1 + x2) / 2 - (y2 - y1) * bend;
    const cy = (y1 + y2) / 2 + (x2 - x1) * bend;
    for (let i = 0; i <= 28; i++) {
      const t = i / 28;
      const u = 1 - t;
      xs.push(u * u * x1 + 2 * u * t * cx + t * t * x2);
      ys.push(u * u * y1 + 2 * u * t * cy + t * t * y2);
    }
    return { xs: Float64Array.from(xs), ys: Float64Array.from(ys) };
  };

  /** The distance of a point from a polyline given as [x, y, x, y, ...]. */
  evacmap.distanceToPath = function (px, py, path) {
    let best = Infinity;
    for (let i = 0; i + 3 < path.length; i += 2) {
      const dx = path[i + 2] - path[i];
      const dy = path[i + 3] - path[i + 1];
      const length = dx * dx + dy * dy;
      let t = length ? ((px - path[i]) * dx + (py - path[i + 1]) * dy) / length : 0;
      t = t < 0 ? 0 : t > 1 ? 1 : t;
      best = Math.min(best, Math.hypot(px - path[i] - t * dx, py - path[i + 1] - t * dy));
    }
    return best;
  };
})(window.evacmap);
