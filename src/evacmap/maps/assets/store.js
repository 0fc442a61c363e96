/* The data of the page, read once from its two blocks, and what follows from it. */
(function (evacmap) {
  "use strict";

  let store = null;
  let page = null;
  let loading = null;

  const textOf = (id) => document.getElementById(id).textContent;

  /** What the page must know before its data is there: language, words, layers. */
  evacmap.page = function () {
    page = page || JSON.parse(textOf("evacmap-page"));
    return page;
  };

  /** Unpack the data: base64, gzip, JSON. */
  async function unpack() {
    const packed = atob(textOf("evacmap-data"));
    const bytes = new Uint8Array(packed.length);
    for (let i = 0; i < packed.length; i++) {
      bytes[i] = packed.charCodeAt(i);
    }
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  }

  /** Read the data, once; everything that draws or speaks waits for it. */
  evacmap.load = function () {
    loading = loading || unpack().then((data) => (store = build(data)));
    return loading;
  };

  function byId(rows) {
    return new Map(rows.map((row) => [row.id, row]));
  }

  function push(map, key, value) {
    if (!map.has(key)) {
      map.set(key, []);
    }
    map.get(key).push(value);
  }

  /** Colours for stages that name none: apart in lightness and hue. */
  const PALETTE = ["#2b2f4a", "#2753c0", "#008e8a", "#617554", "#ba6b12", "#a1350b", "#714a79"];
  const COLOUR = /^#[0-9a-f]{6}$/i;

  function build(data) {
    const rows = (name) => data[name] || [];
    const atlas = data.atlas || {};
    const links = rows("links");
    const made = {
      atlas,
      links,
      basemap: data.basemap || null,
      stages: (atlas.stages || []).map((stage, i) => ({
        ...stage,
        colour: COLOUR.test(stage.colour || "") ? stage.colour : PALETTE[i % PALETTE.length],
      })),
      modes: atlas.modes || {},
      linkRows: byId(links),
      places: byId(rows("places")),
      movements: byId(rows("movements")),
      journeys: byId(rows("journeys")),
      events: byId(rows("events")),
      sources: byId(rows("sources")),
      story: rows("story"),
      quantities: new Map(),
      arrivals: new Map(),
      departures: new Map(),
      passings: new Map(),
      parts: new Map(),
      rivals: new Map(),
      visits: new Map(),
      happenings: new Map(),
    };
    for (const row of made.movements.values()) {
      push(made.departures, row.from, row);
      push(made.arrivals, row.to, row);
      (row.via || []).forEach((place) => push(made.passings, place, row));
      (row.part_of || []).forEach((whole) => push(made.parts, whole, row));
      (row.rival_of || []).forEach((other) => push(made.rivals, other, row));
    }
    for (const row of made.journeys.values()) {
      const places = new Set((row.stops || []).map((stop) => stop.place));
      places.forEach((place) => push(made.visits, place, row));
    }
    for (const row of made.events.values()) {
      if (row.place) {
        push(made.happenings, row.place, row);
      }
    }
    for (const quantity of rows("quantities")) {
      quantity.movements.forEach((id) => push(made.quantities, id, quantity));
    }
    evacmap.setWords(evacmap.page().words, atlas.texts, evacmap.page().lang);
    return made;
  }

  /** The data of the page, once it is loaded. */
  evacmap.store = () => store;

  const COLOUR_OF_NETWORK = "#6f6a5c";

  evacmap.stageColour = function (stage) {
    const row = evacmap.store().stages.find((one) => one.id === stage);
    return row ? row.colour : COLOUR_OF_NETWORK;
  };

  /** The middle of low and high, or null where no number is known. */
  evacmap.middle = function (people) {
    if (!people) {
      return null;
    }
    const [low, high] = people;
    return low === null ? high : high === null ? low : (low + high) / 2;
  };

  /** Whether a place stands for an area rather than a site. */
  evacmap.isArea = (place) => place.kind === "region" || place.doubt >= 100;

  /**
   * The name of a place for the reader: of the time, in the reader's language; the English one otherwise.
   */
  evacmap.placeName = function (place) {
    const lang = evacmap.language();
    const own = (place.names || []).filter((name) => name[0] === lang);
    const then = own.find((name) => name[2] !== "today");
    return then ? then[1] : evacmap.text("places." + place.id, place.name);
  };

  /**
   * The whole that a movement belongs to: what is drawn of one whole shares one lane of the railway, so that
   * its parts do not look like more people.
   */
  evacmap.familyOf = function (row) {
    let whole = row;
    for (let steps = 0; steps < 20 && whole.part_of; steps++) {
      const above = evacmap.store().movements.get(whole.part_of[0]);
      if (!above || above.zoom === undefined) {
        break;
      }
      whole = above;
    }
    return whole;
  };

  /** What is drawn for a row: a whole that gives way to its parts is drawn as them. */
  evacmap.drawnFor = function drawnFor(ref, depth = 0) {
    const row = ref.table === "movements" ? store.movements.get(ref.id) : null;
    const parts = row && row.zoom === undefined && depth < 5 ? store.parts.get(ref.id) || [] : [];
    const drawn = parts.filter((part) => part.zoom !== undefined);
    return drawn.length ? drawn.flatMap((part) => drawnFor({ table: "movements", id: part.id }, depth + 1)) : [ref];
  };

  /** The address of an anchor in the register of figures, if the page knows of a register. */
  evacmap.registerAddress = function (anchor) {
    const { figures } = evacmap.page();
    return figures ? figures.replace("{lang}", evacmap.language()) + "#" + encodeURIComponent(anchor) : null;
  };

  evacmap.title = (table, row) => evacmap.text(table + "." + row.id + ".title", row.title);

  /** The language a title is in: undefined where it is the reader's. */
  evacmap.titleLanguage = (table, row) => (evacmap.isForeign(table + "." + row.id + ".title") ? "en" : undefined);

  /** "Krasnovodsk → Pahlevi", in the reader's names. */
  evacmap.wayOf = function (row) {
    const { places } = evacmap.store();
    return [row.from, row.to].map((id) => (places.has(id) ? evacmap.placeName(places.get(id)) : id)).join(" → ");
  };
})(window.evacmap);
