/* Choosing whose way to follow: persons, families, groups, units, transports. */
(function (evacmap) {
  "use strict";

  const h = (...args) => evacmap.h(...args);
  const word = (key, values) => evacmap.word(key, values);
  const KINDS = ["person", "family", "group", "unit", "transport"];

  /** The days of a journey in words, from its first dated stop to its last. */
  evacmap.journeyDays = function (row) {
    const { first, last } = evacmap.intervalOfStops(row.stops);
    return Number.isFinite(first) && Number.isFinite(last) ? evacmap.yearWords(first, last) : "";
  };

  /** The card that lists all journeys, kind by kind, with a field that narrows the list. */
  evacmap.chooserCard = function (open) {
    const rows = [...evacmap.store().journeys.values()];
    const known = [...new Set([...KINDS, ...rows.map((row) => row.kind)])];
    const narrow = h("input", {
      type: "search",
      class: "evacmap-field",
      "aria-label": word("journeysNarrow"),
      placeholder: word("journeysNarrow"),
      on: { input: () => list.replaceChildren(...sections(narrow.value)) },
    });
    const item = (row) =>
      h(
        "li",
        {},
        h(
          "div",
          {},
          evacmap.refLink(open, "journeys", row.id, evacmap.dataText(evacmap.title("journeys", row))),
          h(
            "small",
            {},
            [evacmap.journeyDays(row), word("stopsCount", { n: (row.stops || []).length })].filter(Boolean).join(" · "),
            row.disputed ? [" · ", h("b", {}, word("disputed"))] : "",
          ),
        ),
      );
    const sections = (query) => {
      const wanted = evacmap.fold(query);
      const matches = (row) =>
        [evacmap.title("journeys", row), row.title, row.who || ""].some((text) => evacmap.fold(text).includes(wanted));
      const found = known.map((kind) => {
        const those = rows.filter((row) => row.kind === kind && matches(row));
        those.sort((a, b) => evacmap.compare(evacmap.title("journeys", a), evacmap.title("journeys", b)));
        const title = word("journeyKinds." + kind) + " (" + those.length + ")";
        return those.length ? evacmap.section(title, h("ul", { class: "evacmap-rows" }, those.map(item))) : null;
      });
      const shown = found.filter(Boolean);
      return shown.length ? shown : [h("p", {}, word("foundNothing"))];
    };
    const list = h("div", {}, sections(""));
    return { kicker: word("journeysShort"), title: word("journeysChoose"), body: [narrow, list] };
  };

  /** Play a journey, and its length, in its card. */
  evacmap.journeyTools = function (row) {
    const { first, last } = evacmap.intervalOfStops(row.stops);
    const playable = Number.isFinite(first) && last > first && evacmap.onPlayJourney;
    return playable
      ? h("button", { type: "button", class: "evacmap-button evacmap-strong", on: { click: () => evacmap.onPlayJourney() } }, word("journeyPlay"))
      : null;
  };
})(window.evacmap);
