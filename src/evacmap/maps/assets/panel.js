/* The panel: one card at a time, a way back, a way out. At the left, or at the bottom of a small screen. */
(function (evacmap) {
  "use strict";

  const h = (...args) => evacmap.h(...args);

  class Panel {
    constructor(root, onClose) {
      this.onClose = onClose;
      this.history = [];
      this.make = null;
      this.back = h("button", { type: "button", class: "evacmap-icon", on: { click: () => this.goBack() } }, "←");
      this.closeButton = h("button", { type: "button", class: "evacmap-icon", on: { click: () => this.close() } }, "×");
      this.kicker = h("p", { class: "evacmap-kicker" });
      this.title = h("h2", { tabindex: "-1", id: "evacmap-panel-title" });
      this.subtitle = h("p", { class: "evacmap-subtitle" });
      this.body = h("div", { class: "evacmap-body" });
      this.foot = h("div", { class: "evacmap-foot" });
      this.element = h(
        "section",
        { class: "evacmap-panel", "aria-labelledby": "evacmap-panel-title", hidden: true },
        h("div", { class: "evacmap-panel-bar" }, this.back, this.kicker, this.closeButton),
        h("div", { class: "evacmap-scroll", tabindex: "0" }, this.title, this.subtitle, this.body),
        this.foot,
      );
      this.scroll = this.element.querySelector(".evacmap-scroll");
      this.element.addEventListener("keydown", (event) => {
        if (event.key === "Escape") {
          event.stopPropagation();
          this.close();
        }
      });
      root.append(this.element);
      evacmap.onLanguage(() => this.isOpen() && this.render());
      this.name();
    }

    name() {
      this.back.setAttribute("aria-label", evacmap.word("back"));
      this.closeButton.setAttribute("aria-label", evacmap.word("close"));
      this.back.title = evacmap.word("back");
      this.closeButton.title = evacmap.word("close");
    }

    isOpen() {
      return !this.element.hidden;
    }

    /**
     * Show the card that `make()` builds; it is built anew when the language changes. `focus`: move the
     * keyboard focus to its title. `fresh`: forget the way back.
     */
    show(make, { focus = false, fresh = false } = {}) {
      if (fresh) {
        this.history = [];
      } else if (this.make) {
        this.history.push({ make: this.make, top: this.scroll.scrollTop });
      }
      this.make = make;
      this.render();
      this.scroll.scrollTop = 0;
      if (focus) {
        this.title.focus({ preventScroll: true });
      }
    }

    render() {
      const card = this.make();
      this.name();
      this.back.hidden = this.history.length === 0;
      this.kicker.textContent = card.kicker || "";
      // The stage's colour, darkened so far that small letters can be read.
      this.kicker.style.color = card.colour ? evacmap.mix(card.colour, evacmap.INK, 0.35) : "";
      this.title.replaceChildren(evacmap.dataText(card.title));
      this.subtitle.replaceChildren(card.subtitle ? evacmap.dataText(card.subtitle, card.subtitleLang) : "");
      this.subtitle.hidden = !card.subtitle;
      this.body.replaceChildren(...[this.othersButton(), ...card.body, this.reportButton()].filter(Boolean));
      this.foot.replaceChildren(...(card.foot ? [card.foot] : []));
      this.element.hidden = false;
    }

    /** A way from the card of what was meant to what else lies at the same spot. */
    othersButton() {
      const others = this.make.others || [];
      const word = evacmap.word("alsoHere", { n: others.length });
      const open = () => this.onOthers(others);
      return others.length ? h("button", { type: "button", class: "evacmap-button", on: { click: open } }, word) : null;
    }

    onOthers() {}

    /** Who finds a mistake gets a reference to the row, to send with it. */
    reportButton() {
      const ref = this.make.report;
      return ref
        ? h("button", { type: "button", class: "evacmap-button evacmap-report", on: { click: () => this.onReport(ref) } }, evacmap.word("report"))
        : null;
    }

    onReport() {}

    goBack() {
      const last = this.history.pop();
      if (last) {
        this.make = last.make;
        this.render();
        this.scroll.scrollTop = last.top;
        this.onBack(this.make);
        (this.back.hidden ? this.title : this.back).focus();
      }
    }

    onBack() {}

    close() {
      this.element.hidden = true;
      this.make = null;
      this.history = [];
      this.onClose();
    }
  }

  evacmap.Panel = Panel;
})(window.evacmap);
