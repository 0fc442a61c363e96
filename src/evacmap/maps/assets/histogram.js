/* What lies behind the slider of the time band: people on the move, events, months and years. */
(function (evacmap) {
  "use strict";

  const TICKS = 12;

  /** Histogram, ticks of events, months and years. */
  evacmap.drawTimeBand = function (ctx, band, width, base, height) {
    const { range } = band.clock;
    const bins = (band.bins = evacmap.peopleOnTheMove(range, Math.max(40, Math.floor(width / 3))));
    const top = Math.max(1, ...bins.map((bin) => bin.total));
    const wide = width / bins.length;
    const room = base - TICKS - 2;
    bins.forEach((bin, i) => {
      let y = base;
      for (const stage of evacmap.store().stages) {
        const people = bin.stages.get(stage.id);
        if (people) {
          const high = Math.max(0.4, (people / top) * room);
          ctx.fillStyle = evacmap.mix(stage.colour, evacmap.PAPER, 0.25);
          ctx.fillRect(i * wide, y - high, Math.max(1, wide - 0.6), high);
          y -= high;
        }
      }
    });
    ctx.fillStyle = evacmap.INK;
    ctx.fillRect(0, base, width, 0.8);
    const months = evacmap.monthsBetween(range.first, range.last);
    ctx.font = "12px " + evacmap.labelFont(12).slice(5);
    ctx.textBaseline = "alphabetic";
    const perMonth = width / Math.max(1, months.length);
    let free = -Infinity;
    for (const { day, year, month } of months) {
      const x = Math.round(band.x(Math.max(day, range.first)));
      const isYear = month === 1;
      if (isYear || perMonth >= 5) {
        ctx.fillRect(x, base, isYear ? 1 : 0.7, isYear ? 6 : 3);
      }
      const text = String(year);
      if ((isYear || day <= range.first) && x >= free && x + ctx.measureText(text).width < width) {
        const next = band.x(evacmap.dayNumber(year + 1, 1, 1));
        if (next - x > ctx.measureText(text).width + 6 || next > width) {
          ctx.fillText(text, x + 3, height - 3);
          free = x + ctx.measureText(text).width + 8;
        }
      }
    }
    ctx.globalAlpha = 0.55;
    for (const event of band.events) {
      if (event.date[1] >= range.first && event.date[1] <= range.last) {
        ctx.fillRect(Math.round(band.x(event.date[1])) + 0.25, 3, 1, TICKS - 5);
      }
    }
    ctx.globalAlpha = 1;
  };
})(window.evacmap);
