/*
 * Folium's popups and `keep_in_front` call two small things of jQuery. This stands in for them, so that an
 * analyst's popups work without a network; the real jQuery, if the page loads it, takes its place.
 */
window.$ = window.$ || function (what) {
  "use strict";
  if (what === document) {
    return { ready: (run) => run() };
  }
  const template = document.createElement("template");
  template.innerHTML = what;
  return Array.from(template.content.children);
};
