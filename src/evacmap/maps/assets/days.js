/*
 * Days as whole numbers, counted from 1 January 1970. Calendar arithmetic on integers: no Date object, so that
 * no time zone can shift a day.
 */
(function (evacmap) {
  "use strict";

  /** The day number of a date of the Gregorian calendar. */
  evacmap.dayNumber = function (year, month, day) {
    const y = month <= 2 ? year - 1 : year;
    const era = Math.floor(y / 400);
    const ofEra = y - era * 400;
    const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
    return era * 146097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719468;
  };

  /** [year, month, day] of a day number. */
  evacmap.dayParts = function (number) {
    const z = number + 719468;
    const era = Math.floor(z / 146097);
    const ofEra = z - era * 146097;
    const yearOfEra = Math.floor(
      (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36524) - Math.floor(ofEra / 146096)) / 365,
    );
    const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
    const shifted = Math.floor((5 * ofYear + 2) / 153);
    const month = shifted + (shifted < 10 ? 3 : -9);
    const day = ofYear - Math.floor((153 * shifted + 2) / 5) + 1;
    return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day];
  };

  const two = (n) => String(n).padStart(2, "0");

  /** A day number as "1942-03-24". */
  evacmap.dayText = function (number) {
    const [year, month, day] = evacmap.dayParts(number);
    return String(year).padStart(4, "0") + "-" + two(month) + "-" + two(day);
  };

  /** The day number of "1942-03-24", or null. */
  evacmap.readDay = function (text) {
    const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text || "");
    if (!match) {
      return null;
    }
    const number = evacmap.dayNumber(Number(match[1]), Number(match[2]), Number(match[3]));
    return evacmap.dayText(number) === text ? number : null;
  };

  /** One day, or the days from one to another, in words of the reader's language. */
  evacmap.dayWords = function (from, to = from) {
    const text = from === to ? evacmap.dayText(to) : evacmap.dayText(from) + "/" + evacmap.dayText(to);
    return evacmap.dateWords([text, from, to]);
  };

  /** The years of two days: "1942" or "1939–1947". */
  evacmap.yearWords = function (first, last) {
    const [from] = evacmap.dayParts(first);
    const [to] = evacmap.dayParts(last);
    return from === to ? String(from) : from + "–" + to;
  };

  /** Day numbers of the first of each month from `first` to `last`, with year and month. */
  evacmap.monthsBetween = function (first, last) {
    const months = [];
    let [year, month] = evacmap.dayParts(first);
    for (let day = evacmap.dayNumber(year, month, 1); day <= last; day = evacmap.dayNumber(year, month, 1)) {
      months.push({ day, year, month });
      month += 1;
      if (month > 12) {
        month = 1;
        year += 1;
      }
    }
    return months;
  };
})(window.evacmap);
