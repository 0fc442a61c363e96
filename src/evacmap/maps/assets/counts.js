/*
 * Adding up people. A movement counts only if it is neither part of another nor a rival count of one, and if a
 * low and a high number are known; so nobody is counted twice within a stage.
 */
(function (evacmap) {
  "use strict";

  const isAlone = (row) => !(row.part_of || []).length && !(row.rival_of || []).length;
  const isKnown = (row) => Boolean(row.people && row.people[0] !== null && row.people[1] !== null);

  let rows = null;

  /** The movements that may be added up, with their intervals. */
  function alone() {
    rows = rows || [...evacmap.store().movements.values()].filter(isAlone).map((row) => ({
      row,
      known: isKnown(row),
      when: evacmap.intervalOf(row.date),
    }));
    return rows;
  }

  /**
   * For each stage the people who moved in a time, { low, high, open }. Low counts the movements that lie
   * wholly within it, high all that touch it. `open`: movements of that time without a number.
   */
  evacmap.stageTotals = function (from, to) {
    const totals = new Map(evacmap.store().stages.map((stage) => [stage.id, { low: 0, high: 0, open: 0 }]));
    for (const { row, known, when } of alone()) {
      const total = totals.get(row.stage);
      if (!total || when.first > to || when.last < from) {
        continue;
      }
      if (!known) {
        total.open += 1;
        continue;
      }
      total.high += row.people[1];
      total.low += when.first >= from && when.last <= to ? row.people[0] : 0;
    }
    return totals;
  };

  /** The totals of what the clock shows. */
  evacmap.totalsAt = function (clock) {
    if (clock.mode === "all") {
      return evacmap.stageTotals(-Infinity, Infinity);
    }
    return evacmap.stageTotals(clock.mode === "until" ? -Infinity : clock.from, clock.to);
  };

  /**
   * For each stage how many had moved by the end of each of `count` steps of the range: [low, high] pairs.
   */
  evacmap.courseOfTotals = function (range, count) {
    const courses = new Map(evacmap.store().stages.map((stage) => [stage.id, []]));
    for (let i = 0; i < count; i++) {
      const day = range.first + ((range.last - range.first) * i) / (count - 1);
      for (const [stage, { low, high }] of evacmap.stageTotals(-Infinity, day)) {
        courses.get(stage).push([low, high]);
      }
    }
    return courses;
  };

  /**
   * People on the move: for each of `count` bins of the range and each stage, people a day, those of a movement
   * spread evenly over its days. The share of roughly dated movements stands apart, as `rough`.
   */
  evacmap.peopleOnTheMove = function (range, count) {
    const width = (range.last - range.first + 1) / count;
    const bins = Array.from({ length: count }, () => ({ stages: new Map(), total: 0 }));
    for (const { row, known, when } of alone()) {
      if (!known) {
        continue;
      }
      const first = Math.max(range.first, when.first);
      const last = Math.min(range.last, when.last);
      const daily = evacmap.middle(row.people) / (last - first + 1);
      const begin = Math.floor((first - range.first) / width);
      const end = Math.min(count - 1, Math.floor((last - range.first) / width));
      for (let i = begin; i <= end; i++) {
        const from = Math.max(first, range.first + i * width);
        const to = Math.min(last + 1, range.first + (i + 1) * width);
        const people = (daily * Math.max(0, to - from)) / width;
        bins[i].stages.set(row.stage, (bins[i].stages.get(row.stage) || 0) + people);
        bins[i].total += people;
      }
    }
    return bins;
  };

  /** The anchor of a stage in the register, if the register has anything of it. */
  const anchorOf = (stage) =>
    [...evacmap.store().quantities.values()].flat().some((one) => one.stage === stage) ? "stage." + stage : null;

  /** A number, linked to the register of figures where there is one. */
  evacmap.registerLink = function (anchor, text) {
    const address = anchor ? evacmap.registerAddress(anchor) : null;
    return address ? evacmap.h("a", { href: address }, text) : text;
  };

  /** The card of the numbers: stage by stage, how many by then, with the course over time. */
  evacmap.countsCard = function (clock) {
    const h = evacmap.h;
    const word = evacmap.word;
    const totals = evacmap.totalsAt(clock);
    const points = 120;
    if (!clock.courses) {
      clock.courses = evacmap.courseOfTotals(clock.range, points);
    }
    const top = Math.max(1, ...[...clock.courses.values()].map((course) => course[points - 1][1]));
    const titles = { all: "countsAll", until: "countsUntil", span: "countsSpan" };
    const chart = (stage) => evacmap.swatch(300, 36, (ctx, w, height) => drawCourse(ctx, w, height, clock, stage, top));
    const item = (stage) => {
      const { low, high, open } = totals.get(stage.id);
      const number = high ? evacmap.range([low, high]) : "0";
      return h(
        "li",
        {},
        h(
          "div",
          { class: "evacmap-count" },
          h("i", { class: "evacmap-dot", style: "background:" + stage.colour }),
          h("span", {}, evacmap.dataText(evacmap.stageName(stage.id))),
          h("strong", {}, clock.mode === "all" ? evacmap.registerLink(anchorOf(stage.id), number) : number),
        ),
        chart(stage),
        open ? h("small", {}, word("countsOpen", { n: open })) : null,
      );
    };
    return {
      kicker: word("counts"),
      title: word(titles[clock.mode], { date: clock.words() }),
      body: [
        h("ul", { class: "evacmap-counts" }, evacmap.store().stages.map(item)),
        h("p", { class: "evacmap-hint" }, word("countsHint")),
        clock.mode === "all" ? null : h("p", { class: "evacmap-hint" }, word("countsRange")),
      ],
    };
  };

  function drawCourse(ctx, width, height, clock, stage, top) {
    const course = clock.courses.get(stage.id);
    const { first, last } = clock.range;
    const x = (i) => (i / (course.length - 1)) * width;
    const y = (people) => height - 1 - (people / top) * (height - 3);
    ctx.fillStyle = evacmap.mix(stage.colour, evacmap.PAPER, 0.65);
    ctx.beginPath();
    course.forEach(([, high], i) => ctx.lineTo(x(i), y(high)));
    [...course].reverse().forEach(([low], i) => ctx.lineTo(x(course.length - 1 - i), y(low)));
    ctx.fill();
    ctx.strokeStyle = stage.colour;
    ctx.lineWidth = 1.4;
    ctx.beginPath();
    course.forEach(([low], i) => ctx.lineTo(x(i), y(low)));
    ctx.stroke();
    ctx.strokeStyle = "#d9d2c3";
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(0, height - 0.5);
    ctx.lineTo(width, height - 0.5);
    ctx.stroke();
    if (clock.mode !== "all") {
      const at = (day) => ((day - first) / Math.max(1, last - first)) * width;
      ctx.fillStyle = evacmap.INK;
      ctx.globalAlpha = clock.mode === "span" ? 0.12 : 1;
      ctx.fillRect(clock.mode === "span" ? at(clock.from) : at(clock.to) - 0.5, 0, Math.max(1, at(clock.to) - at(clock.from)), height);
      ctx.globalAlpha = 1;
    }
  }
})(window.evacmap);
