/* What the map shows now as tables, for reading aloud, copying, and sorting. */
(function (evacmap) {
  "use strict";

  const h = (...args) => evacmap.h(...args);
  const word = (key, values) => evacmap.word(key, values);
  const FIRST = 100;

  const first = (row) => (row.date && row.date[1] !== null ? row.date[1] : -Infinity);
  const place = (id) => {
    const row = evacmap.store().places.get(id);
    return row ? evacmap.placeName(row) : id || "";
  };
  const certainty = (row) => word("certainty." + (row.certainty || "documented"));
  const people = (row) => ({
    text: row.people ? evacmap.range(row.people) : "",
    by: row.people ? evacmap.middle(row.people) : -1,
  });
  const when = (date) => ({ text: evacmap.dateWords(date), by: date && date[1] !== null ? date[1] : -Infinity });

  /* Columns: heading, and the cell of a row as text or { text, by } where it sorts by something else. */
  const COLUMNS = {
    movements: [
      ["from", (row) => place(row.from)],
      ["to", (row) => place(row.to)],
      ["when", (row) => when(row.date)],
      ["who", (row) => evacmap.groupName(row.group)],
      ["howMany", people],
      ["howCertain", certainty],
    ],
    places: [
      ["place", (row) => evacmap.placeName(row)],
      ["kind", (row) => evacmap.kindName(row.kind)],
      ["when", (row) => when(row.active)],
      ["howMany", people],
      ["howCertain", certainty],
    ],
    journeys: [
      ["journey", (row) => evacmap.title("journeys", row)],
      ["when", (row) => ({ text: evacmap.journeyDays(row), by: evacmap.intervalOfStops(row.stops).first })],
    ],
    events: [
      ["when", (row) => when(row.date)],
      ["event", (row) => evacmap.title("events", row)],
      ["where", (row) => place(row.place)],
      ["howCertain", certainty],
    ],
  };

  function sorted(rows, column, down) {
    const value = (row) => {
      const cell = column[1](row);
      return typeof cell === "string" ? cell : cell.by;
    };
    const keyed = rows.map((row) => [value(row), row]);
    keyed.sort(([a], [b]) => (typeof a === "string" ? evacmap.compare(a, b) : a - b));
    const ordered = keyed.map(([, row]) => row);
    return down ? ordered.reverse() : ordered;
  }

  function table(name, rows, open) {
    const columns = COLUMNS[name];
    let by = columns.findIndex(([key]) => key === "when");
    let down = false;
    let all = false;
    const body = h("tbody");
    const heads = columns.map(([key], i) =>
      h("th", { scope: "col" }, h("button", { type: "button", on: { click: () => sort(i) } }, word(key))));
    const more = h("button", { type: "button", class: "evacmap-button", on: { click: () => { all = true; fill(); } } });
    function fill() {
      const ordered = sorted(rows, columns[by], down);
      const line = (row) =>
        h("tr", {}, columns.map(([, cell], i) => {
          const value = cell(row);
          const text = evacmap.dataText(typeof value === "string" ? value : value.text);
          return i ? h("td", {}, text) : h("th", { scope: "row" }, evacmap.refLink(open, name, row.id, text));
        }));
      body.replaceChildren(...(all ? ordered : ordered.slice(0, FIRST)).map(line));
      heads.forEach((head, i) => head.setAttribute("aria-sort", i !== by ? "none" : down ? "descending" : "ascending"));
      more.hidden = all || rows.length <= FIRST;
      more.textContent = word("showAll", { n: rows.length });
    }
    function sort(i) {
      down = by === i ? !down : false;
      by = i;
      fill();
    }
    fill();
    const caption = word(name) + " (" + evacmap.number(rows.length) + ")";
    return [
      h("div", { class: "evacmap-table", tabindex: "0", role: "region", "aria-label": caption },
        h("table", {}, h("caption", {}, caption), h("thead", {}, h("tr", {}, heads)), body)),
      more,
    ];
  }

  /** The card of what the map shows now. */
  evacmap.tableCard = function (refs, clock, open) {
    const tables = Object.keys(COLUMNS).flatMap((name) => {
      const rows = refs.filter((ref) => ref.table === name).map(evacmap.rowOf).filter(Boolean);
      rows.sort((a, b) => first(a) - first(b));
      return rows.length ? table(name, rows, open) : [];
    });
    return {
      kicker: word("table"),
      title: word("inView"),
      subtitle: clock ? clock.words() : null,
      body: tables.length ? tables : [h("p", {}, word("nothingHere"))],
    };
  };
})(window.evacmap);
