/* Language: the words of the interface, the words of the data, numbers. */
(function (evacmap) {
  "use strict";

  const LAST_RESORT = "de";
  const listeners = [];
  let words = {};
  let texts = {};
  let current = LAST_RESORT;
  let collator = new Intl.Collator(LAST_RESORT);

  /** Take in the words of the interface, the texts of the data and the language asked for. */
  evacmap.setWords = function (allWords, allTexts, wanted) {
    words = allWords;
    texts = allTexts || {};
    const browser = (navigator.languages || [navigator.language || ""]).map((tag) => tag.slice(0, 2));
    current = [wanted, ...browser, LAST_RESORT].find((lang) => lang && words[lang]) || LAST_RESORT;
    collator = new Intl.Collator(current);
  };

  evacmap.language = () => current;

  evacmap.setLanguage = function (lang) {
    if (!Object.hasOwn(words, lang || "") || lang === current) {
      return;
    }
    current = lang;
    collator = new Intl.Collator(lang);
    listeners.forEach((listener) => listener(lang));
  };

  evacmap.onLanguage = (listener) => listeners.push(listener);

  evacmap.compare = (a, b) => collator.compare(a, b);

  /**
   * A word of the interface. `values.n` chooses the plural form; {name} in the word is filled from `values`.
   */
  evacmap.word = function (key, values) {
    let word = key.split(".").reduce((part, step) => (part ? part[step] : undefined), words[current]);
    if (word && typeof word === "object" && values && "n" in values) {
      word = word[new Intl.PluralRules(current).select(values.n)] || word.other;
    }
    if (typeof word !== "string") {
      return key;
    }
    return word.replace(/\{(\w+)\}/g, (whole, name) => {
      const value = values ? values[name] : undefined;
      return value === undefined ? whole : typeof value === "number" ? evacmap.number(value) : value;
    });
  };

  evacmap.months = (form) => words[current].dates[form];

  /** A text of the data in the reader's language, or else in English, or else `fallback`. */
  evacmap.text = function (key, fallback) {
    const byLanguage = texts[key];
    if (!byLanguage) {
      return fallback;
    }
    return byLanguage[current] || byLanguage.en || fallback;
  };

  /** A text of the data in every language it has. */
  evacmap.everyText = (key) => texts[key] || {};

  /** Whether a text of the data had to be taken from another language. */
  evacmap.isForeign = (key) => current !== "en" && !(texts[key] && texts[key][current]);

  const readable = (value) => (value || "").replace(/[_-]/g, " ");

  evacmap.kindName = (kind) => evacmap.text("kind." + kind, readable(kind));
  evacmap.groupName = (group) => evacmap.text("group." + group, readable(group));
  evacmap.modeName = (mode) => evacmap.text("modes." + mode, evacmap.store().modes[mode] || readable(mode));
  evacmap.stageName = function (stage) {
    const row = evacmap.store().stages.find((one) => one.id === stage);
    return evacmap.text("stages." + stage, row ? row.name : readable(stage));
  };

  const GROUPING = { de: ".", en: ",", pl: "\u00a0" };

  /** 43000 as "43.000", "43,000" or "43 000". */
  evacmap.number = function (n) {
    const [whole, fraction] = String(n).split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, GROUPING[current] || "\u00a0");
    return fraction ? grouped + (current === "en" ? "." : ",") + fraction : grouped;
  };

  /** [33000, 43000] as "33.000–43.000"; one number where both are equal. */
  evacmap.range = function (people) {
    const [low, high] = people;
    if (low === null || high === null || low === undefined || high === undefined) {
      const known = low === null || low === undefined ? high : low;
      return evacmap.number(known);
    }
    return low === high ? evacmap.number(low) : evacmap.number(low) + "–" + evacmap.number(high);
  };

  evacmap.people = (people) => {
    const n = people[1] === null || people[1] === undefined ? people[0] : people[1];
    return evacmap.word("peopleCount", { n, range: evacmap.range(people) });
  };

  function display(type, code, fallback) {
    try {
      return new Intl.DisplayNames([current], { type }).of(code) || fallback;
    } catch {
      return fallback;
    }
  }

  /** The name of a language; a few are unknown to browsers. */
  evacmap.languageName = function (tag) {
    const name = display("language", tag, tag);
    const ours = words[current].languages[tag];
    return name === tag && ours ? ours : name;
  };

  /** English names that are in use beside those of the browsers. */
  const OTHER_NAMES = [["Turkey", "TR"], ["Palestine", "PS"], ["Palestinian territories", "PS"], ["Czech Republic", "CZ"]];

  let countryCodes = null;

  /** The name of a present-day state, known to the data by its English name. */
  evacmap.countryName = function (english) {
    if (!countryCodes) {
      countryCodes = new Map(OTHER_NAMES);
      const names = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });
      const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
      for (const a of letters) {
        for (const b of letters) {
          const name = names.of(a + b);
          if (name && !countryCodes.has(name)) {
            countryCodes.set(name, a + b);
          }
        }
      }
    }
    const code = countryCodes.get(english);
    return code ? display("region", code, english) : english;
  };
})(window.evacmap);
