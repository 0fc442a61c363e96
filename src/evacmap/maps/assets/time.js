/*
 * What time means for what is drawn. A row has an interval of days; the reader looks at a day, at a span of
 * days, or at the whole time. A row whose date is missing or rough may lie anywhere in its interval, so it shows
 * during all of it, as possible.
 */
(function (evacmap) {
  "use strict";

  /** How a row stands to the time looked at. */
  evacmap.HIDDEN = 0;
  evacmap.PAST = 1;
  evacmap.POSSIBLE = 2;
  evacmap.NOW = 3;

  const ALWAYS = { first: -Infinity, last: Infinity, rough: true };

  /** Whether a date says less than which days: marked as doubtful, open, or a bare month, season or year. */
  function isRough([text, first, last]) {
    if (/[~?%]/.test(text) || first === null || last === null) {
      return true;
    }
    return !text.includes("/") && first !== last;
  }

  /** The interval of a date of the data: { first, last, rough }. */
  evacmap.intervalOf = function (date) {
    if (!date) {
      return ALWAYS;
    }
    const first = date[1] === null ? -Infinity : date[1];
    const last = date[2] === null ? Infinity : date[2];
    return { first, last, rough: isRough(date) };
  };

  /** The interval of a journey: from its first dated stop to its last. */
  evacmap.intervalOfStops = function (stops) {
    const dates = (stops || []).flatMap((stop) => [stop.arrive, stop.depart]).filter(Boolean);
    const days = dates.flatMap((date) => [date[1], date[2]]).filter((day) => day !== null);
    if (!days.length) {
      return ALWAYS;
    }
    return { first: Math.min(...days), last: Math.max(...days), rough: false };
  };

  /** How an interval stands to `time`: { from, to, keep } or null for the whole time. */
  evacmap.standing = function (when, time) {
    if (!time || !when) {
      return evacmap.NOW;
    }
    if (when.first > time.to) {
      return evacmap.HIDDEN;
    }
    if (when.last < time.from) {
      return time.keep ? evacmap.PAST : evacmap.HIDDEN;
    }
    return when.rough ? evacmap.POSSIBLE : evacmap.NOW;
  };

  /** First and last day of the data: of its movements, or else its journeys, or else its events. */
  evacmap.timeRange = function (store) {
    const spans = [
      () => [...store.movements.values()].map((row) => row.date),
      () => [...store.journeys.values()].flatMap((row) => (row.stops || []).flatMap((stop) => [stop.arrive, stop.depart])),
      () => [...store.events.values()].map((row) => row.date),
    ];
    for (const dates of spans) {
      let first = Infinity;
      let last = -Infinity;
      for (const date of dates().filter(Boolean)) {
        first = Math.min(first, date[1] === null ? Infinity : date[1], date[2] === null ? Infinity : date[2]);
        last = Math.max(last, date[2] === null ? -Infinity : date[2], date[1] === null ? -Infinity : date[1]);
      }
      if (first <= last) {
        return { first, last };
      }
    }
    return null;
  };

  /** The time looked at: the whole ("all"), all until a day ("until"), or a span of days ("span"). */
  class Clock {
    constructor(range) {
      this.range = range;
      this.mode = "all";
      this.from = range.first;
      this.to = range.last;
      this.listeners = [];
    }

    onChange(listener) {
      this.listeners.push(listener);
    }

    clamp(day) {
      return Math.max(this.range.first, Math.min(this.range.last, Math.round(day)));
    }

    set(mode, from, to) {
      const next = { mode, from: this.clamp(Math.min(from, to)), to: this.clamp(Math.max(from, to)) };
      if (mode === "until") {
        next.from = next.to;
      } else if (mode === "all") {
        Object.assign(next, { from: this.range.first, to: this.range.last });
      }
      if (next.mode !== this.mode || next.from !== this.from || next.to !== this.to) {
        Object.assign(this, next);
        this.listeners.forEach((listener) => listener(this));
      }
    }

    /** What the scene filters by. */
    time() {
      return this.mode === "all" ? null : { from: this.from, to: this.to, keep: this.mode === "until" };
    }

    /** "1942-03-24", "1942-03-24/1942-04-05" or "". */
    text() {
      if (this.mode === "all") {
        return "";
      }
      return this.mode === "until" ? evacmap.dayText(this.to) : evacmap.dayText(this.from) + "/" + evacmap.dayText(this.to);
    }

    read(text) {
      const [from, to] = (text || "").split("/").map(evacmap.readDay);
      if (from === null || from === undefined) {
        this.set("all", this.range.first, this.range.last);
      } else if (to === undefined || to === null) {
        this.set("until", from, from);
      } else {
        this.set("span", from, to);
      }
    }

    /** In words; the whole time by its years alone. */
    words() {
      return this.mode === "all" ? evacmap.yearWords(this.from, this.to) : evacmap.dayWords(this.from, this.to);
    }
  }

  evacmap.Clock = Clock;
})(window.evacmap);
