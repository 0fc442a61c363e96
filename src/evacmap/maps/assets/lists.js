/* Lists in the panel: what lies at one spot, what a layer holds, what the view shows; and the opening page. */
(function (evacmap) {
  "use strict";

  const h = (...args) => evacmap.h(...args);
  const word = (key, values) => evacmap.word(key, values);

  const placeItem = (open, row) =>
    h(
      "li",
      {},
      evacmap.signSwatch(row.kind, evacmap.stageColour(row.stage), Boolean(row.people)),
      h(
        "div",
        {},
        evacmap.refLink(open, "places", row.id, evacmap.dataText(evacmap.placeName(row))),
        h("small", {}, [evacmap.kindName(row.kind), row.people ? evacmap.people(row.people) : ""].filter(Boolean).join(" · ")),
      ),
    );

  const linkItem = (open, row) => {
    const card = evacmap.cardOf({ table: "links", id: row.id }, open);
    return h(
      "li",
      {},
      h("div", {}, evacmap.refLink(open, "links", row.id, evacmap.dataText(card.title)), h("small", {}, evacmap.modeName(row.mode))),
    );
  };

  const ITEMS = {
    places: placeItem,
    movements: (open, row) => evacmap.movementItem(open, row, "both"),
    journeys: (open, row) => evacmap.journeyItem(open, row),
    events: (open, row) => evacmap.eventItem(open, row),
    links: linkItem,
  };
  const ORDER = ["movements", "places", "journeys", "events", "links"];
  const HEADINGS = {
    movements: "movements", places: "places", journeys: "journeys", events: "events", links: "network",
  };

  const size = (row) => evacmap.middle(row.people) || 0;

  /** How many rows of a table a list shows before its "all" button. */
  const FIRST = 40;

  function table(open, name, rows) {
    const sorted = [...rows];
    if (name === "events") {
      sorted.sort((a, b) => ((a.date && a.date[1]) || 0) - ((b.date && b.date[1]) || 0));
    } else if (name === "journeys") {
      sorted.sort((a, b) => evacmap.compare(evacmap.title("journeys", a), evacmap.title("journeys", b)));
    } else {
      sorted.sort((a, b) => size(b) - size(a));
    }
    const list = h("ul", { class: "evacmap-rows" }, sorted.slice(0, FIRST).map((row) => ITEMS[name](open, row)));
    const section = evacmap.section(word(HEADINGS[name]) + " (" + evacmap.number(sorted.length) + ")", list);
    if (sorted.length > FIRST) {
      const more = h(
        "button",
        {
          type: "button",
          class: "evacmap-button",
          on: {
            click: () => {
              const rest = sorted.slice(FIRST).map((row) => ITEMS[name](open, row));
              list.append(...rest);
              more.remove();
              rest[0].querySelector("button").focus();
            },
          },
        },
        word("showAll", { n: sorted.length }),
      );
      section.append(more);
    }
    return section;
  }

  /** A card that lists rows, table by table. */
  evacmap.listCard = function (title, refs, open, kicker) {
    const tables = ORDER.map((name) => {
      const rows = refs.filter((ref) => ref.table === name).map((ref) => evacmap.rowOf(ref)).filter(Boolean);
      return rows.length ? table(open, name, rows) : null;
    });
    return { kicker, title, body: tables.some(Boolean) ? tables : [h("p", {}, word("nothingHere"))] };
  };

  /** The opening page: what this is, the two ways into it, and how to read it. */
  evacmap.openingCard = function (ui) {
    const store = evacmap.store();
    const atlas = store.atlas;
    const foreign = evacmap.isForeign("atlas.description");
    const description = evacmap.text("atlas.description", atlas.description);
    const counts = [
      word("placesCount", { n: store.places.size }),
      word("movementsCount", { n: store.movements.size }),
      word("journeysCount", { n: store.journeys.size }),
      word("sourcesCount", { n: store.sources.size }),
    ];
    const credits = store.basemap && store.basemap.credits;
    const button = (key, strong, click) =>
      h("button", { type: "button", class: "evacmap-button" + (strong ? " evacmap-strong" : ""), on: { click } }, word(key));
    return {
      kicker: word("atlas"),
      title: evacmap.text("atlas.title", atlas.title),
      body: [
        description ? h("p", { class: "evacmap-lead" }, evacmap.dataText(description, foreign ? "en" : null)) : null,
        h(
          "div",
          { class: "evacmap-ways" },
          ui.story ? button("storyBegin", true, () => ui.story.open(ui.story.steps[0].id, { focus: true })) : null,
          button("explore", !ui.story, () => ui.explore()),
        ),
        h("h3", {}, word("howToReadTitle")),
        h("p", {}, word("howToRead")),
        h(
          "ul",
          { class: "evacmap-key" },
          store.stages.map((stage) =>
            h("li", {}, evacmap.lineSwatch(stage.colour, 5), evacmap.dataText(evacmap.stageName(stage.id)))),
        ),
        h("p", {}, word("howToReadDoubt")),
        h("p", { class: "evacmap-hint" }, counts.join(" · ")),
        evacmap.creditSection(credits),
      ],
    };
  };
})(window.evacmap);
