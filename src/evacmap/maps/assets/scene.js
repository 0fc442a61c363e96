/*
 * The drawing surface of a map: a Leaflet renderer with six canvases, for the ground, the network, what is past,
 * the data, what is chosen or pointed at, and the labels. Layers give it drawables; drawing.js draws them in
 * passes; here is what they are given to, and what finds them under a point.
 *
 * A drawable has
 *   pass, order     when it is drawn
 *   zoom            the smallest at which it shows; null: only when chosen
 *   box             around it, in world units; null: everywhere
 *   when            its interval of days, see time.js; none: of all times
 *   group, kind     of people, of place: what the reader may hide
 *   ref             { table, id } of its row; or refs(view), where it stands for several
 *   draw(ctx, view), mark(ctx, view, chosen), hit(x, y, view, reach): distance in pixels or Infinity
 * and, where it needs them, begin(), drawPast(ctx, view), drawArrows(ctx, view), labels(view, chosen),
 * anchor(view), standing(time, view).
 */
(function (evacmap) {
  "use strict";

  evacmap.PASS = { network: 0, areas: 1, flows: 2, journeys: 3, places: 4, events: 5 };
  /** What a reader most likely means by a click, first. */
  const MEANT = { places: 0, events: 1, journeys: 2, flows: 3, network: 4, areas: 5 };
  const PASS_NAMES = Object.keys(evacmap.PASS);

  /** Whether a drawable stands for a movement among others. */
  const isJoined = (one, ref) => ref.table === "movements" && one.rows && one.rows.some((row) => row.id === ref.id);

  evacmap.Scene = L.Renderer.extend({
    options: { pane: "evacmap", padding: 0.15 },

    initialize: function (map) {
      L.Renderer.prototype.initialize.call(this, {});
      const pane = map.getPane("evacmap") || map.createPane("evacmap");
      pane.style.zIndex = 350; // below Folium's overlays, above tiles
      pane.style.pointerEvents = "none";
      this._drawables = [];
      this._turn = 0;
      this._grounds = [];
      this.chosen = [];
      this.lit = [];
      this.litRefs = [];
      this.pointed = null;
      this.time = null;
      this.hidden = { groups: new Set(), kinds: new Set() };
      this.drawnLabels = [];
      this.project = (lon, lat) => map.options.crs.latLngToPoint(L.latLng(lat, lon), 0);
    },

    /** Add what a layer draws. */
    addDrawables: function (drawables) {
      // Equals keep the order in which they first came, however often their layer is switched.
      drawables.forEach((one) => (one.turn = one.turn || ++this._turn));
      this._drawables = this._drawables.concat(drawables);
      this._drawables.sort((a, b) => a.pass - b.pass || a.order - b.order || a.turn - b.turn);
      this.redraw();
    },

    dropDrawables: function (drawables) {
      const gone = new Set(drawables);
      this._drawables = this._drawables.filter((one) => !gone.has(one));
      this.redraw();
    },

    addGround: function (ground) {
      this._grounds.push(ground);
      this.redraw();
    },

    removeGround: function (ground) {
      this._grounds = this._grounds.filter((one) => one !== ground);
      this.redraw();
    },

    /** Mark rows as chosen, drawing them even if their layer is off. */
    choose: function (refs) {
      const chosen = [];
      for (const ref of refs) {
        const shown = this._drawables.filter((one) => evacmap.sameRef(one.ref, ref) && this._zoomShows(one));
        chosen.push(...(shown.length ? shown : evacmap.drawablesOf(ref, this)));
      }
      this.chosen = chosen;
      this.redraw();
    },

    /** Bring out rows without choosing them: what a step of the story tells of. */
    light: function (refs) {
      this.litRefs = refs;
      const found = refs.flatMap((ref) => {
        const wanted = evacmap.drawnFor(ref);
        const stands = (one) => wanted.some((part) => evacmap.sameRef(one.ref, part) || isJoined(one, part));
        const shown = this._drawables.filter((one) => this._zoomShows(one) && stands(one));
        return shown.length ? shown : evacmap.drawablesOf(ref, this);
      });
      this.lit = [...new Set(found)];
      this.redraw();
    },

    /** Look at another time; only what time changes is drawn anew. */
    setTime: function (time) {
      this.time = time;
      if (this._stands && this._map && !this._frame) {
        this._soon();
      }
    },

    /** Draw what time changes with the next frame. */
    _soon: function () {
      if (!this._timeFrame) {
        this._timeFrame = L.Util.requestAnimFrame(() => {
          this._timeFrame = null;
          if (this._map && this._bounds) {
            this._drawTime();
          }
        });
      }
    },

    /** Hide groups of people and kinds of place. */
    hide: function (groups, kinds) {
      this.hidden = { groups: new Set(groups), kinds: new Set(kinds) };
      this.redraw();
    },

    _zoomShows: function (one) {
      return one.zoom !== null && this._map && this._map.getZoom() >= (one.zoom || 0);
    },

    redraw: function () {
      if (this._frame || !this._map) {
        return;
      }
      this._frame = L.Util.requestAnimFrame(() => {
        this._frame = null;
        this._stands = true;
        this._draw();
      }, this);
    },

    getEvents: function () {
      return { ...L.Renderer.prototype.getEvents.call(this), drag: this._follow };
    },

    /** A long drag leaves the drawn margin; draw on before the reader sees the end of it. */
    _follow: function () {
      const size = this._map.getSize();
      const corner = this._map.containerPointToLayerPoint([0, 0]);
      if (!this._bounds.contains(L.bounds(corner, corner.add(size))) && !this._following) {
        this._following = L.Util.requestAnimFrame(() => {
          this._following = null;
          if (this._map) {
            this._update();
          }
        });
      }
    },

    _initContainer: function () {
      const container = (this._container = L.DomUtil.create("div", "evacmap-scene"));
      container.setAttribute("aria-hidden", "true");
      this._canvases = ["ground", "network", "past", "data", "marks", "labels"].map((name) => {
        const canvas = L.DomUtil.create("canvas", "evacmap-canvas evacmap-" + name, container);
        this["_" + name] = canvas.getContext("2d");
        return this["_" + name];
      });
    },

    _destroyContainer: function () {
      L.Util.cancelAnimFrame(this._frame);
      this._frame = null;
      L.DomUtil.remove(this._container);
      delete this._container;
      delete this._canvases;
    },

    _update: function () {
      if (this._map._animatingZoom && this._bounds) {
        return;
      }
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      const ratio = Math.min(2, window.devicePixelRatio || 1);
      L.DomUtil.setPosition(this._container, this._bounds.min);
      for (const ctx of this._canvases) {
        if (ctx.canvas.width !== Math.round(size.x * ratio) || ctx.canvas.height !== Math.round(size.y * ratio)) {
          ctx.canvas.width = Math.round(size.x * ratio);
          ctx.canvas.height = Math.round(size.y * ratio);
          ctx.canvas.style.width = size.x + "px";
          ctx.canvas.style.height = size.y + "px";
        }
        ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      }
      // Until the page stands, layers come one by one and the view is still being set: draw once, then.
      if (this._stands) {
        this._draw();
      } else {
        this.redraw();
      }
      this.fire("update");
    },

    /** The view of the world through the canvas. */
    view: function () {
      const map = this._map;
      const crs = map.options.crs;
      const origin = map.getPixelOrigin().add(this._bounds.min);
      const size = this._bounds.getSize();
      const scale = crs.scale(this._zoom) / crs.scale(0);
      const turn = crs.wrapLng ? this.project(180, 0).x - this.project(-180, 0).x : 0;
      return {
        zoom: this._zoom,
        scale,
        left: origin.x,
        top: origin.y,
        width: size.x,
        height: size.y,
        turn,
        shift: 0,
        copies: turn ? [-1, 0, 1] : [0],
        x(world) {
          return (world + this.shift) * scale - this.left;
        },
        y(world) {
          return world * scale - this.top;
        },
        shows(box, margin) {
          const m = margin || 0;
          return (
            this.x(box[2]) > -m && this.x(box[0]) < size.x + m && this.y(box[3]) > -m && this.y(box[1]) < size.y + m
          );
        },
      };
    },

    /** All that lies under a point of the map's container, what is most likely meant first. */
    pick: function (point, reach) {
      if (!this._bounds) {
        return [];
      }
      const view = this._view || this.view();
      const at = this._map.containerPointToLayerPoint(point).subtract(this._bounds.min);
      const hits = [];
      this._visit(view, (one) => {
        const distance = one.hit ? one.hit(at.x, at.y, view, reach) : Infinity;
        const known = hits.some((other) => other.one === one || evacmap.sameRef(other.one.ref, one.ref));
        if (distance < Infinity && !known) {
          hits.push({ one, distance, meant: MEANT[PASS_NAMES[one.pass]] });
        }
      });
      hits.sort((a, b) => a.meant - b.meant || a.distance - b.distance || b.one.order - a.one.order);
      // A railway is meant only where nobody travels on it, a disc of doubt only where nothing firmer lies.
      const tiers = [MEANT.network, MEANT.areas, Infinity].map((end) => hits.filter((hit) => hit.meant < end));
      return (tiers.find((tier) => tier.length) || []).map((hit) => hit.one);
    },

    /** Show what the pointer is over. */
    point: function (one) {
      if (one !== this.pointed) {
        this.pointed = one;
        if (this._map && this._bounds) {
          this._drawMarks(this._view || this.view(), null);
        }
      }
    },

    /** The rows drawn within the map's view now, the largest first. */
    inView: function () {
      const size = this._map.getSize();
      const offset = this._map.layerPointToContainerPoint(this._bounds.min);
      const view = this._view || this.view();
      const found = [];
      this._visit(view, (one) => {
        if (!one.anchor || found.includes(one)) {
          return;
        }
        const [x, y] = one.anchor(view);
        const inside = x + offset.x > 0 && x + offset.x < size.x && y + offset.y > 0 && y + offset.y < size.y;
        if (inside) {
          found.push(one);
        }
      });
      return found;
    },
  });

  /** The scene of a map, made when first asked for. */
  evacmap.sceneOf = function (map) {
    if (!map.evacmapScene) {
      map.evacmapScene = new evacmap.Scene(map);
      map.evacmapScene.addTo(map);
    }
    return map.evacmapScene;
  };

  evacmap.sameRef = (a, b) => Boolean(a && b && a.table === b.table && a.id === b.id);
})(window.evacmap);
