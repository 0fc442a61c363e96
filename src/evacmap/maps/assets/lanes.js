/*
 * Lines that share a stretch of railway lie side by side. Everyone keeps to the right of their own direction,
 * so that lines never cross where nobody crossed; the bundle stays centred on the railway.
 */
(function (evacmap) {
  "use strict";

  const GAP = 0.8;

  /** How far lines part: below zoom 4.5 they lie on one another as one flow, from 6.5 on they are apart. */
  const spreadAt = (zoom) => Math.max(0, Math.min(1, (zoom - 4.5) / 2));

  /** Give each shown flow its offsets: a map from signed link number to pixels right of the way travelled. */
  evacmap.assignLanes = function (drawables, view) {
    const spread = spreadAt(view.zoom);
    const onLink = new Map();
    for (const flow of drawables) {
      if (!flow.steps || flow.zoom === null || view.zoom < flow.zoom) {
        continue;
      }
      flow.offsets = null;
      if (!spread || !view.copies.some((copy) => boxInView(flow.box, view, copy))) {
        continue;
      }
      flow.offsets = new Map();
      for (const link of new Set(flow.steps)) {
        if (link) {
          if (!onLink.has(link)) {
            onLink.set(link, []);
          }
          onLink.get(link).push(flow);
        }
      }
    }
    const lanes = new Map([...onLink].map(([link, flows]) => [link, lanesOf(flows, view)]));
    const roomOf = (side) => (side || []).reduce((sum, lane) => sum + lane.room, 0);
    for (const [link, side] of lanes) {
      const back = roomOf(lanes.get(-link));
      let edge = -(roomOf(side) - back) / 2;
      for (const lane of side) {
        const offset = (edge + lane.room / 2) * spread;
        edge += lane.room;
        if (offset) {
          lane.flows.forEach((flow) => flow.offsets.set(link, offset));
        }
      }
    }
  };

  /** One lane for each family of flows on a link, as wide as its widest; the order is the same everywhere. */
  function lanesOf(flows, view) {
    const byFamily = new Map();
    for (const flow of flows) {
      if (!byFamily.has(flow.family)) {
        byFamily.set(flow.family, { room: 0, order: flow.laneOrder, flows: [] });
      }
      const lane = byFamily.get(flow.family);
      lane.flows.push(flow);
      lane.room = Math.max(lane.room, flow.highWidth(view) + GAP);
    }
    return [...byFamily.values()].sort((a, b) => a.order - b.order);
  }

  function boxInView(box, view, copy) {
    view.shift = copy * view.turn;
    const shown = view.shows(box, 16);
    view.shift = 0;
    return shown;
  }
})(window.evacmap);
