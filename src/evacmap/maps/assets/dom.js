/* Building elements. Text goes in as text nodes only: what the data says is never read as markup. */
(function (evacmap) {
  "use strict";

  /**
   * Make an element. `props`: class, on (event listeners), and attributes; false, null and undefined are left
   * out. Children: nodes, or strings that become text nodes.
   */
  evacmap.h = function (tag, props, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(props || {})) {
      if (value === false || value === null || value === undefined) {
        continue;
      }
      if (name === "on") {
        Object.entries(value).forEach(([type, listener]) => element.addEventListener(type, listener));
      } else if (name === "class") {
        element.className = value;
      } else {
        element.setAttribute(name, value === true ? "" : String(value));
      }
    }
    element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
    return element;
  };

  /** Text of the data: its direction is its own. */
  evacmap.dataText = (text, lang) => evacmap.h("bdi", { dir: "auto", lang }, String(text));

  /** A link to a web address; anything else than http and https stays text. */
  evacmap.webLink = function (address, ...children) {
    let url = null;
    try {
      url = new URL(address);
    } catch {
      url = null;
    }
    if (!url || (url.protocol !== "http:" && url.protocol !== "https:")) {
      return evacmap.h("span", {}, ...children);
    }
    return evacmap.h("a", { href: url.href, target: "_blank", rel: "noopener noreferrer" }, ...children);
  };

  /** A canvas with a drawing of the map's own signs, for legends and lists. */
  evacmap.swatch = function (width, height, draw) {
    const ratio = Math.min(3, Math.max(2, window.devicePixelRatio || 1));
    const canvas = evacmap.h("canvas", { class: "evacmap-swatch", "aria-hidden": "true" });
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    canvas.style.width = width + "px";
    canvas.style.height = height + "px";
    const ctx = canvas.getContext("2d");
    ctx.scale(ratio, ratio);
    draw(ctx, width, height);
    return canvas;
  };

  evacmap.signSwatch = (kind, colour, counted) =>
    evacmap.swatch(22, 22, (ctx) => evacmap.drawSign(ctx, kind, 11, 11, 6, colour, counted));

  evacmap.lineSwatch = (colour, width, options) =>
    evacmap.swatch(34, 22, (ctx, w, h) => {
      const { dash, alpha, casing, core } = options || {};
      const line = (stroke, wide) => {
        ctx.strokeStyle = stroke;
        ctx.lineWidth = wide;
        ctx.beginPath();
        ctx.moveTo(1, h / 2);
        ctx.lineTo(w - 1, h / 2);
        ctx.stroke();
      };
      ctx.globalAlpha = alpha || 1;
      if (casing) {
        line(evacmap.mix(colour, evacmap.LAND, 0.6), casing);
      }
      ctx.setLineDash(dash || []);
      line(colour, width);
      if (core) {
        line(evacmap.PAPER, core);
      }
    });
})(window.evacmap);
