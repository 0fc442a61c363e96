/* Finding rows by name: any script, with or without diacritics, with slips of the pen. */
(function (evacmap) {
  "use strict";

  const LETTERS = {
    ł: "l", ß: "ss", ø: "o", đ: "d", ð: "d", þ: "th", ı: "i", æ: "ae", œ: "oe", ə: "a",
    а: "a", б: "b", в: "v", г: "g", д: "d", е: "e", ж: "zh", з: "z", и: "i", к: "k", л: "l", м: "m", н: "n",
    о: "o", п: "p", р: "r", с: "s", т: "t", у: "u", ф: "f", х: "kh", ц: "ts", ч: "ch", ш: "sh", щ: "shch",
    ъ: "", ы: "y", ь: "", э: "e", ю: "iu", я: "ia", і: "i", ґ: "g", є: "ie", ў: "u", қ: "k", ғ: "g", ұ: "u",
    ү: "u", ө: "o", һ: "h", ң: "n", ҳ: "h", ҷ: "j", ј: "j",
    ي: "ی", ك: "ک", ى: "ی", ة: "ه", أ: "ا", إ: "ا", آ: "ا", ך: "כ", ם: "מ", ן: "נ", ף: "פ", ץ: "צ",
  };

  /** A name without case, diacritics and punctuation, Cyrillic in Latin letters. */
  evacmap.fold = function (name) {
    const plain = name.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
    const latin = Array.from(plain.normalize("NFC"), (sign) => (sign in LETTERS ? LETTERS[sign] : sign)).join("");
    return latin.replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  };

  /** Letters to be changed to make `b`, or a beginning of it, of `a`; more than `most` is Infinity. */
  function slips(a, b, most) {
    if (a.length > b.length + most) {
      return Infinity;
    }
    const width = Math.min(b.length, a.length + most);
    let before = null;
    let row = Array.from({ length: width + 1 }, (_, j) => j);
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      let least = i;
      for (let j = 1; j <= width; j++) {
        const same = a[i - 1] === b[j - 1];
        let cost = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (same ? 0 : 1));
        if (before && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
          cost = Math.min(cost, before[j - 2] + 1);
        }
        next.push(cost);
        least = Math.min(least, cost);
      }
      if (least > most) {
        return Infinity;
      }
      before = row;
      row = next;
    }
    const whole = b.length === width ? row[width] : Infinity;
    // A beginning with slips is worth less than a whole name with as many.
    return Math.min(whole, Math.min(...row) + 0.5);
  }

  const allowed = (length) => (length < 4 ? 0 : length < 7 ? 1 : 2);

  /** How well a folded name answers a folded query, 0 to 100. */
  function likeness(wanted, name) {
    if (name === wanted) {
      return 100;
    }
    if (name.startsWith(wanted)) {
      return 80 + (12 * wanted.length) / name.length;
    }
    const at = name.indexOf(" " + wanted);
    if (at >= 0) {
      return 70 + (8 * wanted.length) / name.length;
    }
    if (wanted.length >= 4 && name.includes(wanted)) {
      return 58;
    }
    const most = allowed(wanted.length);
    const off = most ? slips(wanted, name, most) : Infinity;
    return off <= most + 0.5 ? 66 - 12 * off : 0;
  }

  let index = null;

  /** All names of everything on the page: [folded, name, language, ref, weight]. */
  function build() {
    const store = evacmap.store();
    const entries = [];
    const add = (name, lang, ref, weight) => name && entries.push({ key: evacmap.fold(name), name, lang, ref, weight });
    for (const row of store.places.values()) {
      if (row.kind !== "waypoint") {
        const ref = { table: "places", id: row.id };
        const weight = row.stage ? 2 : 0;
        add(row.name, "", ref, weight);
        (row.names || []).forEach(([lang, name]) => add(name, lang, ref, weight));
      }
    }
    for (const [table, rows] of [["journeys", store.journeys], ["movements", store.movements], ["events", store.events]]) {
      for (const row of rows.values()) {
        const ref = { table, id: row.id };
        const names = evacmap.everyText(table + "." + row.id + ".title");
        add(row.title, "en", ref, table === "journeys" ? 1.5 : 1);
        Object.entries(names).forEach(([lang, name]) => lang !== "en" && add(name, lang, ref, 1));
        add(row.who, "en", ref, 1.5);
      }
    }
    return entries;
  }

  /** The rows that a query names, best first: { ref, name, lang, score }; a row once, by its best name. */
  evacmap.find = function (query, limit = 10) {
    const wanted = evacmap.fold(query);
    if (!wanted) {
      return [];
    }
    index = index || build();
    const typed = query.trim().toLowerCase();
    const best = new Map();
    for (const entry of index) {
      const score = likeness(wanted, entry.key);
      if (score) {
        const id = entry.ref.table + "/" + entry.ref.id;
        const known = best.get(id);
        // Of equally good names the one spelled as asked for comes first, then that of the reader's language.
        const spelled = entry.name.toLowerCase().startsWith(typed) ? 1 : 0;
        const value = score + entry.weight + spelled + (entry.lang === evacmap.language() ? 0.5 : 0);
        if (!known || value > known.value) {
          best.set(id, { ref: entry.ref, name: entry.name, lang: entry.lang, score, value });
        }
      }
    }
    return [...best.values()].sort((a, b) => b.value - a.value || a.name.length - b.name.length).slice(0, limit);
  };
})(window.evacmap);
