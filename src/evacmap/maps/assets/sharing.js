/* Taking something away: the link, a reference for a correction, the printed sheet; and the strong contrast. */
(function (evacmap) {
  "use strict";

  const h = (...args) => evacmap.h(...args);
  const word = (key, values) => evacmap.word(key, values);
  const SHOWN_MS = 6000;

  /** Copy text; where the browser refuses, an old way, and at last the text itself to be copied by hand. */
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const area = h("textarea", { class: "evacmap-heard", readonly: true });
      area.value = text;
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  }

  class Sharing {
    constructor(ui) {
      this.ui = ui;
      this.toast = h("div", { class: "evacmap-toast", role: "status" });
      ui.root.append(this.toast);
      window.addEventListener("beforeprint", () => this.makeSheet());
      window.addEventListener("afterprint", () => this.dropSheet());
      this.setContrast(window.matchMedia("(prefers-contrast: more)").matches);
    }

    say(message, text) {
      clearTimeout(this.timer);
      this.toast.replaceChildren(h("p", {}, message), ...(text ? [h("pre", { tabindex: "0" }, text)] : []));
      this.toast.classList.add("evacmap-shown");
      this.timer = setTimeout(() => this.toast.classList.remove("evacmap-shown"), SHOWN_MS);
    }

    async copyLink() {
      const link = this.ui.address.link();
      const done = await copy(link);
      this.say(word(done ? "linkCopied" : "copyByHand"), link);
    }

    /** A reference to a row, for a letter to those who keep the data. */
    async report(ref) {
      const { atlas } = evacmap.store();
      const text = [
        word("reportHead"),
        (atlas.title || "") + (atlas.version ? " " + atlas.version : ""),
        "table: " + ref.table,
        "row: " + ref.id,
        this.ui.address.link(),
        "",
      ].join("\n");
      const done = await copy(text);
      this.say(word(done ? "reportCopied" : "copyByHand"), text);
    }

    // Contrast

    get contrast() {
      return this.ui.map.getContainer().classList.contains("evacmap-contrast");
    }

    setContrast(on) {
      this.ui.map.getContainer().classList.toggle("evacmap-contrast", on);
      evacmap.setTones(on);
      this.ui.scene.redraw();
    }

    // The printed sheet: the map as it is, its key, and what the panel says

    makeSheet() {
      this.dropSheet();
      const { ui } = this;
      const { atlas, stages } = evacmap.store();
      const card = ui.panel.make ? ui.panel.make() : null;
      const body = card && !ui.panel.make.isOpening ? [h("h2", {}, evacmap.dataText(card.title)), ui.panel.body.cloneNode(true)] : [];
      body.forEach((part) => part.querySelectorAll("details").forEach((one) => (one.open = true)));
      this.sheet = h(
        "article",
        { class: "evacmap-sheet" },
        h("h1", {}, evacmap.dataText(evacmap.text("atlas.title", atlas.title))),
        h("p", {}, ui.clock ? ui.clock.words() : ""),
        this.picture(),
        h("ul", { class: "evacmap-key" }, stages.map((stage) =>
          h("li", {}, evacmap.lineSwatch(stage.colour, 5), evacmap.dataText(evacmap.stageName(stage.id))))),
        ...body,
        h("p", { class: "evacmap-hint" }, ui.address.link()),
      );
      document.body.append(this.sheet);
    }

    dropSheet() {
      if (this.sheet) {
        this.sheet.remove();
        this.sheet = null;
      }
    }

    /** The canvases of the map on one another, cut to what the window shows. */
    picture() {
      const { map, scene } = this.ui;
      const size = map.getSize();
      const ratio = scene._ground.canvas.width / scene._bounds.getSize().x;
      const left = map.containerPointToLayerPoint([0, 0]).subtract(scene._bounds.min);
      const canvas = h("canvas", { class: "evacmap-picture", role: "img", "aria-label": word("map") });
      canvas.width = size.x * ratio;
      canvas.height = size.y * ratio;
      const ctx = canvas.getContext("2d");
      ctx.fillStyle = getComputedStyle(map.getContainer()).backgroundColor;
      ctx.fillRect(0, 0, canvas.width, canvas.height);
      for (const layer of scene._canvases) {
        ctx.globalAlpha = Number(getComputedStyle(layer.canvas).opacity);
        ctx.drawImage(layer.canvas, -left.x * ratio, -left.y * ratio);
      }
      return canvas;
    }
  }

  evacmap.Sharing = Sharing;
})(window.evacmap);
