/* What this tab remembers of the wall when the page is loaded again (a change of language does that).
 *
 * Belongs here: which cameras stood in which place, and the layout; never a picture, a ticket or a
 * person. A remembered live pane is asked for again: a fresh decision, a new row in the register. The memory is
 * stamped with the session: another sign-in in this tab finds nothing.
 */
(function () {
  'use strict';
  const mj = (window.mj = window.mj || {});
  const parts = (mj.wallParts = mj.wallParts || {});

  const KEY = 'mj-wall-panes';

  /** A short stamp of the session, from which the session cannot be told; '' when nobody is signed in. */
  parts.stamp = function () {
    const secret = mj.cookie ? mj.cookie('mj_csrf') : '';
    let hash = 2166136261;
    for (const character of secret) {
      hash = Math.imul(hash ^ character.codePointAt(0), 16777619) >>> 0;
    }
    return secret ? hash.toString(16) : '';
  };

  const memory = (parts.memory = {});

  /** What `key` holds if it was kept in this session, else null (and what another session left is removed). */
  memory.recall = function (key) {
    const kept = JSON.parse(sessionStorage.getItem(key) || 'null');
    if (kept && kept.stamp && kept.stamp === parts.stamp()) {
      return kept.value;
    }
    sessionStorage.removeItem(key);
    return null;
  };

  memory.keep = function (key, value) {
    if (parts.stamp()) {
      sessionStorage.setItem(key, JSON.stringify({ stamp: parts.stamp(), value }));
    }
  };

  memory.forget = function () {
    sessionStorage.removeItem(KEY);
  };

  /** {layout, panes: [{code, name, action, place}]} or null. */
  memory.wall = function () {
    return memory.recall(KEY);
  };

  memory.keepWall = function (grid) {
    const panes = grid.places
      .map((place, index) => ({ place: index, pane: place.pane }))
      .filter(({ pane }) => pane && !['ended', 'refused'].includes(pane.state.name))
      .map(({ place, pane }) => ({ place, code: pane.camera.code, name: pane.camera.name, action: pane.action }));
    memory.keep(KEY, { layout: grid.layout, panes });
  };
})();
