/* Cards: what the panel says of a place, a movement, a link, a journey, an event. */
(function (evacmap) {
  "use strict";

  const h = (...args) => evacmap.h(...args);
  const word = (key, values) => evacmap.word(key, values);

  /** Facts as question and answer; those without an answer are left out. */
  evacmap.facts = function (pairs) {
    const rows = pairs.filter(([, answer]) => answer !== null && answer !== undefined && answer !== "");
    return h("dl", { class: "evacmap-facts" }, rows.map(([question, answer]) => [h("dt", {}, question), h("dd", {}, answer)]));
  };

  const section = (title, ...children) =>
    children.flat(Infinity).filter(Boolean).length ? h("section", {}, h("h3", {}, title), ...children) : null;

  evacmap.section = section;

  /** A button that leads to the card of another row. */
  evacmap.refLink = function (open, table, id, ...children) {
    return h("button", { type: "button", class: "evacmap-link", on: { click: () => open({ table, id }) } }, ...children);
  };

  evacmap.placeLink = function (open, id) {
    const place = evacmap.store().places.get(id);
    return place ? evacmap.refLink(open, "places", id, evacmap.dataText(evacmap.placeName(place))) : null;
  };

  function certainty(row) {
    const known = row.certainty || "documented";
    return h("span", { class: "evacmap-certainty evacmap-" + known }, word("certainty." + known));
  }

  function note(table, row) {
    if (!row.note) {
      return null;
    }
    const key = table + "." + row.id + ".note";
    const text = evacmap.dataText(evacmap.text(key, row.note), evacmap.isForeign(key) ? "en" : undefined);
    return section(word("note"), h("p", { class: "evacmap-note" }, text));
  }

  function reference(id) {
    const source = evacmap.store().sources.get(id);
    if (!source) {
      return h("li", {}, evacmap.dataText(id));
    }
    const parts = [];
    if (source.author) {
      parts.push(evacmap.dataText(source.author), ": ");
    }
    parts.push(evacmap.webLink(source.url || "", h("cite", {}, evacmap.dataText(source.title, source.lang))));
    const rest = [source.publisher, source.year].filter(Boolean);
    rest.forEach((piece) => parts.push(", ", evacmap.dataText(piece)));
    if (source.kind === "editorial note") {
      parts.push(" ", h("em", {}, word("editorial")));
    }
    return h("li", {}, parts);
  }

  evacmap.sourceList = (ids) =>
    ids && ids.length ? section(word("sources"), h("ul", { class: "evacmap-sources" }, ids.map(reference))) : null;

  const peopleWords = (people) => (people ? evacmap.people(people) : null);

  /** A movement as a line of a list: its title or its places, and when, how many. */
  evacmap.movementItem = function (open, row, what) {
    const facts = [evacmap.dateWords(row.date), row.people ? evacmap.people(row.people) : ""].filter(Boolean);
    const places = evacmap.store().places;
    const name = (id) => evacmap.dataText(places.has(id) ? evacmap.placeName(places.get(id)) : id);
    const title = evacmap.dataText(evacmap.title("movements", row), evacmap.titleLanguage("movements", row));
    const heads = {
      from: () => name(row.from),
      to: () => name(row.to),
      both: () => evacmap.dataText(evacmap.wayOf(row)),
      title: () => title,
    };
    return h(
      "li",
      {},
      h("i", { class: "evacmap-dot", style: "background:" + evacmap.stageColour(row.stage) }),
      h(
        "div",
        {},
        evacmap.refLink(open, "movements", row.id, heads[what || "title"]()),
        what && what !== "title" ? h("small", {}, title) : null,
        h("small", {}, facts.join(" · ")),
      ),
    );
  };

  const size = (row) => evacmap.middle(row.people) || 0;
  const bySize = (rows) => [...rows].sort((a, b) => size(b) - size(a));

  evacmap.movementList = (open, title, rows, what) =>
    rows && rows.length
      ? section(title, h("ul", { class: "evacmap-rows" }, bySize(rows).map((row) => evacmap.movementItem(open, row, what))))
      : null;

  evacmap.journeyItem = (open, row) =>
    h(
      "li",
      {},
      h(
        "div",
        {},
        evacmap.refLink(open, "journeys", row.id, evacmap.dataText(evacmap.title("journeys", row))),
        h("small", {}, evacmap.dataText(evacmap.text(`journeys.${row.id}.who`, row.who || "")), row.disputed ? " · " + word("disputed") : ""),
      ),
    );

  evacmap.eventItem = (open, row) =>
    h(
      "li",
      {},
      h(
        "div",
        {},
        evacmap.refLink(open, "events", row.id, evacmap.dataText(evacmap.title("events", row))),
        h("small", {}, evacmap.dateWords(row.date)),
      ),
    );

  function names(place) {
    const order = [evacmap.language(), "pl", "ru", "en", "de"];
    const rank = (tag) => (order.indexOf(tag) < 0 ? 9 : order.indexOf(tag));
    const rows = [...(place.names || [])].sort((a, b) => rank(a[0]) - rank(b[0]));
    const row = ([lang, name, period = "both"]) =>
      h(
        "tr",
        { class: period === "today" ? "evacmap-today" : null },
        h("th", { scope: "row" }, evacmap.languageName(lang)),
        h("td", {}, evacmap.dataText(name, lang)),
        h("td", {}, word("period." + period)),
      );
    return rows.length ? section(word("names"), h("table", { class: "evacmap-names" }, h("tbody", {}, rows.map(row)))) : null;
  }

  /** Where the number of a movement is held against others. */
  function registered(row) {
    const [quantity] = evacmap.store().quantities.get(row.id) || [];
    return quantity && evacmap.page().figures ? evacmap.registerLink(quantity.id, word("registerLink")) : null;
  }

  const CARDS = {
    places(row, open) {
      const store = evacmap.store();
      const km = row.doubt;
      const today = (row.names || []).filter((name) => name[2] === "today" && name[0] === evacmap.language());
      const counted = row.counted ? " (" + evacmap.dateWords(row.counted) + ")" : "";
      const movements = (map) => (map.get(row.id) || []).filter((one) => !(one.rival_of || []).length);
      const stage = row.stage ? " · " + evacmap.stageName(row.stage) : "";
      return {
        kicker: evacmap.kindName(row.kind) + stage,
        colour: evacmap.stageColour(row.stage),
        title: evacmap.placeName(row),
        subtitle: today.length ? word("todayCalled", { name: today[0][1] }) : null,
        body: [
          evacmap.facts([
            [word("when"), evacmap.dateWords(row.active)],
            [word("howMany"), row.people ? peopleWords(row.people) + counted : row.stage ? word("numberUnknown") : null],
            [word("country"), row.country ? evacmap.countryName(row.country) : null],
            [word("position"), km >= 1 ? word("positionKm", { km }) : word("positionExact")],
            [word("howCertain"), certainty(row)],
          ]),
          evacmap.movementList(open, word("cameHere"), movements(store.arrivals), "from"),
          evacmap.movementList(open, word("leftHere"), movements(store.departures), "to"),
          evacmap.movementList(open, word("passedHere"), movements(store.passings), "both"),
          names(row),
          evacmap.listSection(word("eventsHere"), store.happenings.get(row.id), (one) => evacmap.eventItem(open, one)),
          evacmap.listSection(word("journeysHere"), store.visits.get(row.id), (one) => evacmap.journeyItem(open, one)),
          note("places", row),
          evacmap.sourceList(row.sources),
        ],
      };
    },

    movements(row, open) {
      const store = evacmap.store();
      const rows = (ids) => (ids || []).map((id) => store.movements.get(id)).filter(Boolean);
      const via = (row.via || []).map((id) => evacmap.placeLink(open, id)).filter(Boolean);
      const inferred = (row.sections || []).some((part) => part.inferred);
      const title = evacmap.title("movements", row);
      const lang = evacmap.titleLanguage("movements", row);
      return {
        kicker: evacmap.stageName(row.stage),
        colour: evacmap.stageColour(row.stage),
        // A title that nobody has translated yet stands below the places, which have names in every language.
        title: lang ? evacmap.wayOf(row) : title,
        subtitle: lang ? title : null,
        subtitleLang: lang,
        body: [
          evacmap.facts([
            [word("from"), evacmap.placeLink(open, row.from)],
            [word("to"), evacmap.placeLink(open, row.to)],
            [word("via"), via.length ? via.flatMap((link, i) => (i ? [", ", link] : [link])) : null],
            [word("when"), evacmap.dateWords(row.date)],
            [word("who"), evacmap.groupName(row.group)],
            [word("howMany"), row.people ? peopleWords(row.people) : word("numberUnknown")],
            [word("register"), registered(row)],
            [word("how"), row.mode ? evacmap.modeName(row.mode) : null],
            [word("howCertain"), certainty(row)],
          ]),
          inferred ? h("p", { class: "evacmap-hint" }, word("wayInferred")) : null,
          evacmap.movementList(open, word("partOf"), rows(row.part_of)),
          evacmap.movementList(open, word("rivalOf"), rows(row.rival_of)),
          evacmap.movementList(open, word("parts"), store.parts.get(row.id)),
          evacmap.movementList(open, word("rivals"), store.rivals.get(row.id)),
          note("movements", row),
          evacmap.sourceList(row.sources),
        ],
      };
    },

    links(row, open) {
      const openings = (row.open || []).map(([when, why]) =>
        h("li", {}, evacmap.dateWords(when), why ? [": ", evacmap.dataText(why, "en")] : ""));
      return {
        kicker: word("network"),
        colour: evacmap.linkStyle(row.mode)[0].colour,
        title: [row.from, row.to].map((id) => evacmap.placeName(evacmap.store().places.get(id))).join(" – "),
        body: [
          evacmap.facts([
            [word("from"), evacmap.placeLink(open, row.from)],
            [word("to"), evacmap.placeLink(open, row.to)],
            [word("how"), evacmap.modeName(row.mode)],
            [word("length"), row.km ? evacmap.number(row.km) + " km" : null],
            [word("season"), row.season ? evacmap.seasonWords(row.season) : null],
            [word("howCertain"), certainty(row)],
          ]),
          openings.length ? section(word("openings"), h("ul", {}, openings)) : null,
          note("links", row),
          evacmap.sourceList(row.sources),
        ],
      };
    },

    journeys(row, open) {
      const stop = (one) => {
        const dates = [
          one.arrive ? word("arrived", { date: evacmap.dateWords(one.arrive) }) : "",
          one.depart ? word("departed", { date: evacmap.dateWords(one.depart) }) : "",
        ];
        const facts = [...dates, one.mode ? evacmap.modeName(one.mode) : ""].filter(Boolean);
        return h(
          "li",
          {},
          evacmap.placeLink(open, one.place) || one.place,
          facts.length ? h("small", {}, facts.join(" · ")) : null,
          h("small", {}, certainty(one)),
          one.note ? h("small", { class: "evacmap-note" }, evacmap.dataText(one.note, "en")) : null,
        );
      };
      const sources = [...new Set((row.stops || []).flatMap((one) => one.sources || []))];
      return {
        kicker: word("journeyKind." + row.kind),
        title: evacmap.title("journeys", row),
        body: [
          evacmap.journeyTools(row),
          row.disputed ? h("p", { class: "evacmap-disputed" }, word("disputedHint")) : null,
          evacmap.facts([[word("who"), row.who ? evacmap.dataText(evacmap.text(`journeys.${row.id}.who`, row.who)) : null]]),
          section(word("stops"), h("ol", { class: "evacmap-stops" }, (row.stops || []).map(stop))),
          note("journeys", row),
          evacmap.sourceList(sources),
        ],
      };
    },

    events(row, open) {
      return {
        kicker: word("event"),
        title: evacmap.title("events", row),
        body: [
          evacmap.facts([
            [word("when"), evacmap.dateWords(row.date)],
            [word("where"), row.place ? evacmap.placeLink(open, row.place) : null],
            [word("howCertain"), certainty(row)],
          ]),
          note("events", row),
          evacmap.sourceList(row.sources),
        ],
      };
    },
  };

  evacmap.listSection = (title, rows, item) =>
    rows && rows.length ? section(title, h("ul", { class: "evacmap-rows" }, rows.map(item))) : null;

  const TABLES = { links: "linkRows" };

  /** Whether cards can be made of a table's rows. */
  evacmap.knows = (table) => Object.hasOwn(CARDS, table);

  evacmap.rowOf = (ref) => evacmap.store()[TABLES[ref.table] || ref.table].get(ref.id);

  /** The card of a row: { kicker, title, subtitle, colour, body }; `open(ref)` follows a link. */
  evacmap.cardOf = function (ref, open) {
    const row = evacmap.rowOf(ref);
    return row ? CARDS[ref.table](row, open) : null;
  };
})(window.evacmap);
