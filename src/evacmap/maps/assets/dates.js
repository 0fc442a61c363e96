/*
 * EDTF dates in words. They are calendar days read from the string: no Date object, no time zone.
 */
(function (evacmap) {
  "use strict";

  const POINT = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?([~?%])?$/;

  function parsePoint(text) {
    const match = POINT.exec(text);
    if (!match) {
      return null;
    }
    const month = match[2] ? Number(match[2]) : null;
    const mark = match[4] || "";
    return {
      year: match[1].replace(/^0+/, ""),
      month: month !== null && month <= 12 ? month : null,
      season: month !== null && month > 20 ? month - 21 : null,
      day: match[3] ? Number(match[3]) : null,
      about: mark === "~" || mark === "%",
      uncertain: mark === "?" || mark === "%",
    };
  }

  const kindOf = (point) => (point.day ? "day" : point.month ? "month" : point.season !== null ? "season" : "year");

  const date = (key, values) => evacmap.word("dates." + key, values);

  /** The year as it ends a date: Polish adds "r.", a winter has two years. */
  function yearOf(point) {
    if (point.season === 3) {
      const next = String(Number(point.year) + 1).slice(-2);
      return date("winterYear", { year: point.year, next });
    }
    return date("year", { year: point.year });
  }

  /** Day and month without the year; `of` asks for the genitive, which Polish needs after a preposition. */
  function withoutYear(point, of) {
    const months = evacmap.months(of || point.day ? "monthsOf" : "months");
    if (point.day) {
      return date("dayMonth", { day: String(point.day), month: months[point.month - 1] });
    }
    if (point.month) {
      return months[point.month - 1];
    }
    return point.season !== null ? evacmap.months(of ? "seasonsOf" : "seasons")[point.season] : "";
  }

  const bare = (point, of) => [withoutYear(point, of), yearOf(point)].filter(Boolean).join(" ");

  function marked(point, of) {
    const about = point.about;
    let words = bare(point, of || about);
    if (about) {
      words = date("about." + kindOf(point), { date: words });
    }
    return point.uncertain ? date("uncertain", { date: words }) : words;
  }

  function span(start, end) {
    const plain = !start.about && !start.uncertain && !end.about && !end.uncertain;
    if (plain && start.year === end.year && start.month && end.month) {
      if (start.day && end.day && start.month === end.month) {
        const month = evacmap.months("monthsOf")[start.month - 1];
        return date("daysMonth", {
          from: String(start.day), to: String(end.day), month, year: yearOf(start),
        });
      }
      return withoutYear(start) + " – " + withoutYear(end) + " " + yearOf(start);
    }
    if (plain && kindOf(start) === "year" && kindOf(end) === "year") {
      return date("year", { year: start.year + "–" + end.year });
    }
    return marked(start) + " – " + marked(end);
  }

  /** A date of the data, [edtf, first day, last day], in words of the reader's language. */
  evacmap.dateWords = function (value) {
    if (!value) {
      return "";
    }
    const [head, tail] = value[0].split("/");
    const start = parsePoint(head);
    if (tail === undefined) {
      return start ? marked(start) : value[0];
    }
    const end = parsePoint(tail);
    if (start && end) {
      return head === tail ? marked(start) : span(start, end);
    }
    if (start) {
      const from = date("from", { date: marked(start, true) });
      return tail === ".." ? from : date("endUnknown", { date: from });
    }
    if (end) {
      const until = date("until", { date: marked(end, true) });
      return head === ".." ? until : date("startUnknown", { date: until });
    }
    return value[0];
  };

  /** A season of a link, "MM-DD/MM-DD", in words. */
  evacmap.seasonWords = function (season) {
    const parts = season.split("/").map((day) => day.split("-").map(Number));
    const months = evacmap.months("monthsOf");
    const words = parts.map(([month, day]) => date("dayMonth", { day: String(day), month: months[month - 1] }));
    return words.join(" – ");
  };
})(window.evacmap);
