/* What the signs of the map mean: widths, dashes, empty signs, ways. */
(function (evacmap) {
  "use strict";

  const h = (...args) => evacmap.h(...args);
  const word = (key, values) => evacmap.word(key, values);

  evacmap.linkSwatch = (mode) =>
    evacmap.swatch(34, 22, (ctx, w, height) => {
      for (const style of evacmap.linkStyle(mode)) {
        ctx.strokeStyle = style.colour;
        ctx.lineWidth = style.width * 1.2;
        ctx.setLineDash(style.dash || []);
        ctx.beginPath();
        ctx.moveTo(1, height / 2);
        ctx.lineTo(w - 1, height / 2);
        ctx.stroke();
      }
    });

  /** The part of the legend that only explains. */
  evacmap.signs = function () {
    const colour = evacmap.mix(evacmap.INK, evacmap.LAND, 0.15);
    const item = (swatch, text) => h("li", {}, swatch, h("span", {}, text));
    const widths = [1000, 10000, 45000].map((people) =>
      item(evacmap.lineSwatch(colour, evacmap.flowWidth(people)), word("peopleCount", { n: people, range: evacmap.number(people) })));
    widths.push(item(evacmap.lineSwatch(colour, evacmap.flowWidth(null)), word("numberUnknown")));
    const lines = [
      item(evacmap.lineSwatch(colour, 3), word("certainty.documented")),
      item(evacmap.lineSwatch(colour, 3, { alpha: 0.55 }), word("certainty.reported")),
      item(evacmap.lineSwatch(colour, 3, { dash: [6, 5] }), word("certainty.inferred")),
      item(evacmap.lineSwatch(colour, 3, { casing: 8 }), word("casing")),
    ];
    const times = [
      item(evacmap.lineSwatch(colour, 3), word("signNow")),
      item(evacmap.lineSwatch(colour, 3, { alpha: 0.5 }), word("signPossible")),
      item(evacmap.lineSwatch(colour, 3, { alpha: 0.24 }), word("signPast")),
    ];
    const doubt = [
      item(evacmap.signSwatch("camp", colour, false), word("openSign")),
      item(evacmap.swatch(22, 22, (ctx) => evacmap.drawDisc(ctx, 11, 11, 9, colour)), word("disc")),
    ];
    const modes = [...new Set(evacmap.store().links.filter((link) => !link.connector).map((link) => link.mode))];
    const ways = modes.map((mode) => item(evacmap.linkSwatch(mode), evacmap.modeName(mode)));
    const part = (title, items) => (items.length ? [h("h4", {}, title), h("ul", { class: "evacmap-signs" }, items)] : []);
    return h(
      "section",
      {},
      h("h3", {}, word("signs")),
      ...part(word("lineWidth"), widths),
      ...part(word("howCertain"), lines),
      ...part(word("time"), times),
      ...part(word("placesAre"), doubt),
      ...part(word("network"), ways),
    );
  };
})(window.evacmap);
