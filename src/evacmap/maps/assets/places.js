/* Places and events: a sign by kind, coloured by stage, sized by people; discs of doubt; labels. */
(function (evacmap) {
  "use strict";

  const ROUGH_KM = 10;
  const HALF_A_CONTINENT_KM = 450;
  const KIND_WEIGHT = { headquarters: 1.6, port: 0.8, city: 0.8, border_crossing: 0.4, station: -0.6, cemetery: -0.8 };

  /** Signs grow with the scale, from dots to full size. */
  const growth = (zoom) => Math.max(0.3, Math.min(1, 0.5 + (zoom - 4) * 0.17));

  /** From which zoom on a place is worth its label: the more people came, stayed or went, the earlier. */
  function labelZoom(row, people) {
    const store = evacmap.store();
    let most = people || 0;
    for (const map of [store.arrivals, store.departures]) {
      for (const movement of map.get(row.id) || []) {
        if (!(movement.rival_of || []).length) {
          most = Math.max(most, (evacmap.middle(movement.people) || 0) / 2);
        }
      }
    }
    const weight = Math.log2(1 + most / 150) * 0.75 + (KIND_WEIGHT[row.kind] || 0);
    return Math.max(2, (row.stage ? 7.6 : 8.4) - weight);
  }

  /** World units of a kilometre about a place. */
  function unitsPerKm(project, [lon, lat]) {
    const step = lat > 0 ? -0.1 : 0.1;
    return Math.abs(project(lon, lat + step).y - project(lon, lat).y) / 11.13;
  }

  class Place {
    constructor(row, scene, zoom) {
      this.row = row;
      this.ref = { table: "places", id: row.id };
      // A station along the way is of all times; only what belongs to the story comes and goes.
      this.when = row.stage && !zoom ? evacmap.intervalOf(row.active) : null;
      this.kind = row.stage && !zoom ? row.kind : null;
      this.people = evacmap.middle(row.people);
      this.isArea = evacmap.isArea(row);
      this.isRough = this.isArea || row.doubt >= ROUGH_KM;
      this.pass = this.isRough ? evacmap.PASS.areas : evacmap.PASS.places;
      this.order = this.isRough ? -row.doubt : this.people || 0;
      this.zoom = row.kind === "waypoint" ? null : zoom || 0;
      this.colour = evacmap.stageColour(row.stage);
      const at = scene.project(row.at[0], row.at[1]);
      this.wx = at.x;
      this.wy = at.y;
      this.doubt = row.doubt * unitsPerKm(scene.project, row.at);
      const reach = this.isRough ? this.doubt : 0;
      this.box = [at.x - reach, at.y - reach, at.x + reach, at.y + reach];
      this.labelZoom = Math.max(this.zoom || 0, labelZoom(row, this.people));
    }

    radius(view) {
      return evacmap.placeRadius(this.people) * growth(view.zoom);
    }

    disc(view) {
      return Math.max(4, this.doubt * view.scale);
    }

    draw(ctx, view) {
      const x = view.x(this.wx);
      const y = view.y(this.wy);
      if (!this.isRough) {
        evacmap.drawSign(ctx, this.row.kind, x, y, this.radius(view), this.colour, this.people !== null);
      } else if (this.row.doubt < HALF_A_CONTINENT_KM) {
        evacmap.drawDisc(ctx, x, y, this.disc(view), this.colour);
      }
    }

    mark(ctx, view, chosen) {
      const x = view.x(this.wx);
      const y = view.y(this.wy);
      const r = this.isRough ? this.disc(view) : this.radius(view);
      if (!this.isRough) {
        evacmap.drawSign(ctx, this.row.kind, x, y, r, this.colour, this.people !== null);
      } else if (chosen) {
        evacmap.drawDisc(ctx, x, y, r, this.colour);
      }
      ctx.setLineDash(this.isRough ? [5, 4] : []);
      for (const [colour, width] of [[evacmap.PAPER, chosen ? 5 : 4], [evacmap.INK, chosen ? 2 : 1.4]]) {
        ctx.beginPath();
        ctx.arc(x, y, this.isRough ? r : r * 1.35 + 3.5, 0, 2 * Math.PI);
        ctx.strokeStyle = colour;
        ctx.lineWidth = width;
        ctx.stroke();
      }
      ctx.setLineDash([]);
    }

    /** Told of by the story: its sign, without a ring. */
    light(ctx, view) {
      if (!this.isRough && this.row.kind !== "waypoint") {
        const r = Math.max(4.5, this.radius(view));
        evacmap.drawSign(ctx, this.row.kind, view.x(this.wx), view.y(this.wy), r, this.colour, this.people !== null);
      }
    }

    hit(x, y, view, reach) {
      const distance = Math.hypot(x - view.x(this.wx), y - view.y(this.wy));
      if (this.isRough) {
        const disc = this.disc(view);
        return this.row.doubt < HALF_A_CONTINENT_KM && distance <= disc && disc < 420 ? distance : Infinity;
      }
      const near = Math.max(this.radius(view) + 3, reach);
      return distance <= near ? distance : Infinity;
    }

    labels(view, chosen) {
      const x = view.x(this.wx);
      const y = view.y(this.wy);
      const r = this.isRough ? 3 : this.radius(view);
      const found = [];
      if (!this.isRough && view.zoom > 4.5) {
        found.push({ box: [x - r, y - r, x + r, y + r], rank: 50 - r });
      }
      if (!chosen && (view.zoom < this.labelZoom || this.row.doubt >= HALF_A_CONTINENT_KM)) {
        return found;
      }
      const big = this.labelZoom < 5 && !this.isArea;
      found.push({
        text: evacmap.placeName(this.row),
        x,
        y,
        gap: this.isRough ? undefined : r + 4,
        size: chosen || big ? 13.5 : 12,
        style: this.isArea ? "italic" : big || chosen ? "600" : "",
        colour: this.isArea ? evacmap.mix(this.colour, evacmap.INK, 0.25) : evacmap.INK,
        halo: evacmap.LAND,
        rank: chosen ? -1 : this.labelZoom,
      });
      return found;
    }

    anchor(view) {
      return [view.x(this.wx), view.y(this.wy)];
    }
  }

  /** An event stands as a small flag above its place. */
  class Flag {
    constructor(row, scene) {
      const place = evacmap.store().places.get(row.place);
      this.row = row;
      this.ref = { table: "events", id: row.id };
      this.when = evacmap.intervalOf(row.date);
      this.pass = evacmap.PASS.events;
      this.order = 0;
      this.zoom = place ? 0 : null;
      const at = place ? scene.project(place.at[0], place.at[1]) : { x: 0, y: 0 };
      this.wx = at.x;
      this.wy = at.y;
      this.box = [at.x, at.y, at.x, at.y];
    }

    draw(ctx, view) {
      const x = view.x(this.wx);
      const y = view.y(this.wy);
      evacmap.drawFlag(ctx, x, y);
    }

    mark(ctx, view) {
      const x = view.x(this.wx);
      const y = view.y(this.wy);
      evacmap.drawFlag(ctx, x, y);
      ctx.strokeStyle = evacmap.INK;
      ctx.lineWidth = 1.6;
      ctx.beginPath();
      ctx.arc(x + 3, y - 10, 13, 0, 2 * Math.PI);
      ctx.stroke();
    }

    hit(x, y, view) {
      const dx = x - view.x(this.wx);
      const dy = y - view.y(this.wy);
      return dx > -4 && dx < 13 && dy > -20 && dy < -4 ? Math.hypot(dx - 4, dy + 13) : Infinity;
    }

    anchor(view) {
      return [view.x(this.wx), view.y(this.wy)];
    }
  }

  evacmap.drawFlag = function (ctx, x, y) {
    ctx.setLineDash([]);
    ctx.lineJoin = "round";
    ctx.lineCap = "round";
    const pole = () => {
      ctx.beginPath();
      ctx.moveTo(x, y - 1);
      ctx.lineTo(x, y - 17);
      ctx.lineTo(x + 9.5, y - 13.6);
      ctx.lineTo(x, y - 10.2);
    };
    pole();
    ctx.strokeStyle = evacmap.PAPER;
    ctx.lineWidth = 3.4;
    ctx.stroke();
    pole();
    ctx.fillStyle = evacmap.PAPER;
    ctx.fill();
    ctx.strokeStyle = evacmap.INK;
    ctx.lineWidth = 1.2;
    ctx.stroke();
  };

  evacmap.Place = Place;
  evacmap.Flag = Flag;
})(window.evacmap);
