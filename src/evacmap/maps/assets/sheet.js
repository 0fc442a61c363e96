/* On a small screen the panel is a sheet of three heights: its title, half the screen, all of it. */
(function (evacmap) {
  "use strict";

  const HEIGHTS = ["low", "half", "full"];
  const TAP = 6;

  class Sheet {
    constructor(ui) {
      this.ui = ui;
      this.height = "half";
      this.grip = evacmap.h("button", {
        type: "button",
        class: "evacmap-grip",
        on: { click: () => this.tapped(), keydown: (event) => this.key(event) },
      });
      ui.panel.element.prepend(this.grip);
      this.drag = null;
      this.grip.addEventListener("pointerdown", (event) => {
        this.drag = { y: event.clientY, height: ui.panel.element.offsetHeight, moved: false };
        this.grip.setPointerCapture(event.pointerId);
      });
      this.grip.addEventListener("pointermove", (event) => this.follow(event));
      this.grip.addEventListener("pointerup", () => this.release());
      this.set("half");
      evacmap.onLanguage(() => this.name());
    }

    name() {
      this.grip.setAttribute("aria-label", evacmap.word("sheet." + this.height));
    }

    set(height) {
      this.height = height;
      this.ui.map.getContainer().dataset.sheet = height;
      this.ui.panel.element.style.height = "";
      this.name();
    }

    tapped() {
      if (!this.swallow) {
        this.set(this.height === "half" ? "full" : this.height === "full" ? "low" : "half");
      }
      this.swallow = false;
    }

    key(event) {
      const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      const next = by && HEIGHTS[HEIGHTS.indexOf(this.height) + by];
      if (by) {
        event.preventDefault();
        event.stopPropagation();
      }
      if (next) {
        this.set(next);
      }
    }

    follow(event) {
      if (!this.drag) {
        return;
      }
      const up = this.drag.y - event.clientY;
      this.drag.moved = this.drag.moved || Math.abs(up) > TAP;
      if (this.drag.moved) {
        this.ui.panel.element.style.height = Math.max(64, this.drag.height + up) + "px";
      }
    }

    release() {
      const drag = this.drag;
      this.drag = null;
      if (!drag || !drag.moved) {
        return;
      }
      this.swallow = true;
      setTimeout(() => (this.swallow = false), 0);
      const share = this.ui.panel.element.offsetHeight / this.ui.map.getSize().y;
      this.set(share < 0.27 ? "low" : share < 0.64 ? "half" : "full");
    }
  }

  evacmap.Sheet = Sheet;
})(window.evacmap);
