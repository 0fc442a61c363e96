/* The ground: sea, land, waters, the borders of 1939-42, and their names. */
(function (evacmap) {
  "use strict";

  const SEA = "#dce6ea";
  const WATER = "#b9ced6";
  const SHORE = "#a9bcc3";
  const BORDER = "#a79f8d";
  const POLAND = "#8a4b4b";

  /* kind: size, style, colour, letter spacing, upper case */
  const LABELS = {
    state: { size: 13, colour: "#857b68", spacing: 2.2, upper: true },
    republic: { size: 11.5, colour: "#8b8271", spacing: 1.2 },
    sea: { size: 14, style: "italic", colour: "#5f8393", spacing: 2.6 },
    lake: { size: 11.5, style: "italic", colour: "#5f8393", spacing: 0.4 },
    river: { size: 11, style: "italic", colour: "#5f8393", spacing: 0.3 },
    poland: { size: 15, colour: POLAND, spacing: 3, upper: true },
    zone: { size: 11, style: "italic", colour: "#8b8271", spacing: 0.3 },
  };
  const RANK = { poland: 0, state: 3.2, sea: 3.6, republic: 5.4, lake: 6, zone: 6.2, river: 6.6 };

  class Ground {
    constructor(basemap, scene, fill) {
      const project = (line) => {
        const flat = evacmap.projectAll(evacmap.decodeLine(line, evacmap.GROUND_UNIT), scene.project);
        return { ...flat, box: evacmap.boxOf(flat.xs, flat.ys) };
      };
      const rings = (polygons) => polygons.map((polygon) => polygon.map(project));
      const lines = (parts) => parts.map(project);
      const empty = { land: [], borders: [], republics: [], lakes: [], rivers: [], labels: [], iran_zones: [], demarcation1939: [] };
      const data = { ...empty, ...basemap };
      this.fill = fill;
      this.land = rings(data.land);
      this.borders = lines(data.borders);
      this.republics = lines(data.republics);
      this.demarcation = lines(data.demarcation1939);
      this.poland = data.poland1939 ? Object.values(data.poland1939).filter(Array.isArray).flatMap(lines) : [];
      this.lakes = data.lakes.map((lake) => ({ zoom: lake.min_zoom, polygons: rings(lake.geometry) }));
      this.rivers = data.rivers.map((river) => ({ zoom: river.min_zoom, lines: lines(river.geometry) }));
      this.zones = data.iran_zones.flatMap((zone) => rings(zone.geometry).flat());
      this.names = data.labels.map((label) => ({ ...label, at: scene.project(label.lon, label.lat) }));
    }

    trace(ctx, view, line, close) {
      const { xs, ys } = line;
      let lastX = view.x(xs[0]);
      let lastY = view.y(ys[0]);
      ctx.moveTo(lastX, lastY);
      for (let i = 1; i < xs.length; i++) {
        const x = view.x(xs[i]);
        const y = view.y(ys[i]);
        if (Math.abs(x - lastX) + Math.abs(y - lastY) > 0.8 || i === xs.length - 1) {
          ctx.lineTo(x, y);
          lastX = x;
          lastY = y;
        }
      }
      if (close) {
        ctx.closePath();
      }
    }

    fillAll(ctx, view, polygons, fill, stroke) {
      ctx.beginPath();
      for (const polygon of polygons) {
        if (view.shows(polygon[0].box)) {
          polygon.forEach((ring) => this.trace(ctx, view, ring, true));
        }
      }
      if (this.fill) {
        ctx.fillStyle = fill;
        ctx.fill("evenodd");
      }
      ctx.strokeStyle = evacmap.tone(stroke);
      ctx.lineWidth = 0.8;
      ctx.setLineDash([]);
      ctx.stroke();
    }

    strokeAll(ctx, view, lines, colour, width, dash) {
      ctx.beginPath();
      for (const line of lines) {
        if (view.shows(line.box)) {
          this.trace(ctx, view, line, false);
        }
      }
      ctx.strokeStyle = evacmap.tone(colour);
      ctx.lineWidth = width;
      ctx.setLineDash(dash || []);
      ctx.stroke();
      ctx.setLineDash([]);
    }

    draw(ctx, view) {
      ctx.lineJoin = "round";
      ctx.lineCap = "butt";
      this.fillAll(ctx, view, this.land, evacmap.LAND, SHORE);
      for (const river of this.rivers) {
        if (view.zoom >= river.zoom - 0.5) {
          this.strokeAll(ctx, view, river.lines, WATER, Math.max(0.8, Math.min(2.2, view.zoom * 0.32 - 0.5)));
        }
      }
      const lakes = this.lakes.filter((lake) => view.zoom >= lake.zoom - 0.5).flatMap((lake) => lake.polygons);
      this.fillAll(ctx, view, lakes, SEA, SHORE);
      if (view.zoom >= 4) {
        this.strokeAll(ctx, view, this.republics, BORDER, 0.7, [1.5, 2.5]);
      }
      if (view.zoom >= 4.5) {
        this.strokeAll(ctx, view, this.zones, BORDER, 0.7, [1, 3]);
      }
      this.strokeAll(ctx, view, this.borders, BORDER, view.zoom < 4 ? 0.8 : 1.1);
      this.strokeAll(ctx, view, this.demarcation, POLAND, 0.9, [1.5, 2.5]);
      this.strokeAll(ctx, view, this.poland, POLAND, view.zoom < 5 ? 1.2 : 1.6, [6, 4]);
    }

    labels(view) {
      const found = [];
      const lang = evacmap.language();
      for (const name of this.names) {
        const kind = name.id.startsWith("poland") ? "poland" : name.kind;
        const style = LABELS[kind] || LABELS.zone;
        const x = view.x(name.at.x);
        const y = view.y(name.at.y);
        if (view.zoom < name.min_zoom - 0.25 || x < 0 || y < 0 || x > view.width || y > view.height) {
          continue;
        }
        const whole = name.names[lang] || name.names.en || "";
        // What stands in brackets comes with the room for it.
        const text = view.zoom < name.min_zoom + 1.5 ? whole.replace(/\s*\(.*\)/, "") : whole;
        const grown = Math.min(5, Math.max(0, view.zoom - name.min_zoom));
        found.push({
          text: style.upper ? text.toLocaleUpperCase(lang) : text,
          x,
          y,
          size: style.size + grown * (style.upper || kind === "sea" ? 0.9 : 0.3),
          style: style.style || "",
          colour: evacmap.tone(style.colour),
          halo: kind === "sea" || kind === "lake" ? SEA : evacmap.LAND,
          spacing: style.spacing,
          rank: (RANK[kind] === undefined ? 7 : RANK[kind]) + name.min_zoom * 0.25,
        });
      }
      return found;
    }
  }

  evacmap.Ground = Ground;

  /** The credits of the basemap, for the opening page. */
  evacmap.creditSection = function (credits) {
    if (!credits || !credits.length) {
      return null;
    }
    const item = (credit) => {
      const text = credit.names[evacmap.language()] || credit.names.en;
      return evacmap.h("li", {}, evacmap.webLink(credit.url || "", evacmap.dataText(text)));
    };
    return evacmap.section(evacmap.word("credits"), evacmap.h("ul", { class: "evacmap-sources" }, credits.map(item)));
  };
})(window.evacmap);
