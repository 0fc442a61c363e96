/* What Folium's scripts call: a layer for each element, and the frame of the page. */
(function (evacmap) {
  "use strict";

  const MAKERS = {
    places: (row, scene) => new evacmap.Place(row, scene),
    movements: (row, scene) => new evacmap.Flow(row, scene),
    journeys: (row, scene) => new evacmap.Journey(row, scene),
    events: (row, scene) => new evacmap.Flag(row, scene),
    links: (row, scene) => new evacmap.Network([row], scene),
  };
  /** Stations along the way stand only on maps of some scale. */
  const STATION_ZOOM = 7;

  /** The drawables of one row, for a choice whose layer is off. */
  evacmap.drawablesOf = function (ref, scene) {
    const row = evacmap.rowOf(ref);
    if (!row) {
      return [];
    }
    const made = MAKERS[ref.table](row, scene);
    made.ref = ref;
    return [made];
  };

  const rowsOf = (table, ids) => (ids || []).map((id) => evacmap.rowOf({ table, id })).filter(Boolean);

  function drawablesOfLayer(entry, scene) {
    if (entry.theme === "network") {
      const stations = rowsOf("places", entry.places).map((row) => new evacmap.Place(row, scene, STATION_ZOOM));
      return [new evacmap.Network(rowsOf("links", entry.links), scene), ...stations];
    }
    const made = (table) => rowsOf(table, entry[table]).map((row) => MAKERS[table](row, scene));
    return [...made("places"), ...evacmap.bundleFlows(made("movements")), ...made("journeys"), ...made("events")];
  }

  /** One theme of the atlas as a Leaflet layer. */
  const AtlasLayer = L.Layer.extend({
    initialize: function (entry) {
      this.entry = entry;
    },

    onAdd: function (map) {
      evacmap.load().then(() => {
        if (this._map && !this._shown) {
          this._show(map);
        }
      });
    },

    _show: function (map) {
      this._shown = true;
      const scene = evacmap.sceneOf(map);
      listen(map, scene);
      if (this.entry.theme === "basemap") {
        this._ground = this._ground || new evacmap.Ground(evacmap.store().basemap, scene, this.entry.fill);
        scene.addGround(this._ground);
        return;
      }
      if (this._scene !== scene) {
        this._scene = scene;
        this._drawables = drawablesOfLayer(this.entry, scene);
      }
      scene.addDrawables(this._drawables);
    },

    onRemove: function (map) {
      if (!this._shown) {
        return;
      }
      this._shown = false;
      const scene = evacmap.sceneOf(map);
      if (this._ground) {
        scene.removeGround(this._ground);
      } else {
        scene.dropDrawables(this._drawables);
      }
    },
  });

  const layers = [];

  /** The layer of the Folium element called `name`. */
  evacmap.layer = function (name) {
    const layer = new AtlasLayer(evacmap.page().layers[name]);
    layers.push(layer);
    return layer;
  };

  evacmap.layersOn = () => layers;

  /** The bounds of drawables in degrees. */
  evacmap.boundsOf = function (drawables, map) {
    const boxes = drawables.map((one) => one.box || (one.links && one.links[0].box)).filter((box) => box && isFinite(box[0]));
    if (!boxes.length) {
      return null;
    }
    const corner = (x, y) => map.options.crs.pointToLatLng(L.point(x, y), 0);
    const bounds = L.latLngBounds([]);
    boxes.forEach((box) => bounds.extend(corner(box[0], box[1])).extend(corner(box[2], box[3])));
    return bounds;
  };

  /** A card in a popup, for maps without our frame. */
  function openPopup(map, scene, hits, latlng) {
    const popup = L.popup({ maxWidth: 320, className: "evacmap-popup" });
    const fill = (card) => {
      popup.setContent(
        evacmap.h(
          "div",
          { class: "evacmap-card" },
          evacmap.h("p", { class: "evacmap-kicker" }, card.kicker || ""),
          evacmap.h("h2", {}, evacmap.dataText(card.title)),
          card.body.filter(Boolean),
        ),
      );
    };
    const open = (ref) => {
      fill(evacmap.cardOf(ref, open));
      scene.choose([ref]);
    };
    const refs = evacmap.refsOf(hits, scene);
    fill(refs.length === 1 ? evacmap.cardOf(refs[0], open) : evacmap.listCard(evacmap.word("atThisSpot"), refs, open));
    scene.choose(refs);
    popup.on("remove", () => scene.choose([]));
    popup.setLatLng(latlng).openOn(map);
  }

  /** What hits mean: a joined line means all its movements. */
  evacmap.refsOf = function (hits, scene) {
    return hits.flatMap((hit) => (hit.refs ? hit.refs(scene.view()) : [{ ...hit.ref }]));
  };

  function hoverText(one, scene) {
    const row = one.row;
    if (one.ref.table === "places") {
      return evacmap.placeName(row);
    }
    if (one.isBundled && one.isBundled(scene.view())) {
      const n = Math.round(one.bundled);
      return evacmap.wayOf(row) + " · " + evacmap.people([n, n]);
    }
    const people = row.people ? " · " + evacmap.people(row.people) : "";
    return (one.ref.table === "movements" ? evacmap.wayOf(row) : evacmap.title(one.ref.table, row)) + people;
  }

  /** Pointer over and click on what the scene draws; once for each map. */
  function listen(map, scene) {
    if (scene.hasListeners) {
      return;
    }
    scene.hasListeners = true;
    const container = map.getContainer();
    const tip = evacmap.h("div", { class: "evacmap-tip", hidden: true });
    container.append(tip);
    let frame = null;
    const hide = () => {
      tip.hidden = true;
      container.classList.remove("evacmap-over");
      scene.point(null);
    };
    map.on("click", (event) => {
      const touch = event.originalEvent && event.originalEvent.pointerType === "touch";
      const hits = scene.pick(event.containerPoint, touch ? 12 : 6);
      hide();
      if (map.evacmapInterface) {
        map.evacmapInterface.openHits(hits);
      } else if (hits.length) {
        openPopup(map, scene, hits, event.latlng);
      }
    });
    map.on("mousemove", (event) => {
      if (frame || (map.dragging && map.dragging.moving && map.dragging.moving())) {
        return;
      }
      frame = requestAnimationFrame(() => {
        frame = null;
        const hits = scene.pick(event.containerPoint, 5).filter((one) => one.pass !== evacmap.PASS.network);
        const one = hits[0] || null;
        const text = one ? hoverText(one, scene) : "";
        container.classList.toggle("evacmap-over", Boolean(one));
        scene.point(one);
        tip.hidden = !text;
        if (text) {
          const more = hits.length > 1 ? " +" + (hits.length - 1) : "";
          tip.replaceChildren(evacmap.dataText(text), more);
          const size = map.getSize();
          const left = event.containerPoint.x > size.x - 260;
          tip.style.left = left ? "" : event.containerPoint.x + 14 + "px";
          tip.style.right = left ? size.x - event.containerPoint.x + 14 + "px" : "";
          tip.style.top = event.containerPoint.y + 14 + "px";
        }
      });
    });
    map.on("mouseout movestart zoomstart", hide);
    map.on("zoomend", () => {
      if (scene.lit.length) {
        scene.light(scene.litRefs);
      }
      if (scene.chosen.length) {
        scene.choose(scene.chosen.map((one) => one.ref).filter(Boolean));
      }
    });
  }

  /** Put the frame around a map. */
  evacmap.openInterface = function (map) {
    evacmap
      .load()
      .then(() => {
        map.evacmapInterface = new evacmap.Interface(map);
      })
      .catch((error) => {
        evacmap.setWords(evacmap.page().words, {}, evacmap.page().lang);
        map.getContainer().append(evacmap.h("p", { class: "evacmap-noscript" }, evacmap.word("cannotRead")));
        throw error;
      });
  };
})(window.evacmap);
