/* The video wall of a working place: which cameras stand in it, sight, keys, memory.
 *
 * Belongs here: opening and closing panes for the person, and the wiring of the parts wall-*.js. What a look is,
 * and that the law is asked before each, stands in wall-looks.js.
 */
(function () {
  'use strict';
  const mj = (window.mj = window.mj || {});
  const parts = mj.wallParts;
  const { memory, words } = parts;
  const t = mj.t;

  const LIVE = 'camera:view-live';
  const SIGHT_LIMIT = 60000; // ms out of sight after which looks end
  const STOPPED = ['ended', 'refused', 'failed', 'paused', 'kept'];

  class Wall {
    constructor() {
      this.panes = new Set();
      this.lastPane = 0;
      this.asking = 0;
      this.opening = new Map(); // action and code → the promise of its pane
      this.sightTimer = 0;
      this.sightLimit = SIGHT_LIMIT;
      this.restored = false;
      this.grid = new parts.Grid();
      this.purpose = new parts.Purpose();
      this.looks = new parts.Looks(() => this.changed());
      this.dock = new parts.Dock(this.grid, this.purpose, {
        layout: (count) => this.setLayout(count),
        seen: (sighted) => this.seen(sighted),
      });
    }

    /** Open a camera {code, name?}; a second click while the first is still being decided is the same look. */
    open(camera, action = LIVE) {
      const key = `${action} ${camera.code}`;
      if (!this.opening.has(key)) {
        this.opening.set(key, this.openOnce(camera, action).finally(() => this.opening.delete(key)));
      }
      return this.opening.get(key);
    }

    /** Promise<Pane|null>; the purpose is asked for if there is none yet, but not for a camera that shows a padlock. */
    async openOnce(camera, action) {
      mj.emit('mj:wall-wanted', {});
      if (!camera.locked && !(await this.purpose.need())) {
        return null;
      }
      const twin = [...this.panes].find((pane) => pane.camera.code === camera.code && pane.action === action);
      if (twin) {
        return this.openTwin(twin);
      }
      const full = this.panes.size + this.asking >= this.grid.max();
      if (full && !camera.locked) {
        this.sayFull();
        return null;
      }
      return this.openNew(camera, action, full ? '' : this.purpose.text || '');
    }

    /** The law first, the pane after: a refused camera takes no place. */
    async openNew(camera, action, purpose) {
      this.asking += 1;
      try {
        const viewing = await this.looks.request(camera.code, action, purpose);
        const pane = this.addPane({ code: camera.code, name: camera.name || viewing.name || '' }, action, purpose);
        this.looks.start(pane, viewing);
        this.changed();
        return pane;
      } catch (error) {
        if (camera.locked && error.code === 'E-PURP-01') { // lawful by now: the padlock is older than the right
          return this.openOnce({ ...camera, locked: false }, action);
        }
        this.refuse(camera, error);
        return null;
      } finally {
        this.asking -= 1;
      }
    }

    sayFull() {
      this.full?.remove();
      this.full = this.dock.notice({ head: t('视频墙已满'), text: t('先关闭一个画面，再打开新的。'), tone: 'warn' });
    }

    openTwin(pane) {
      pane.node.focus();
      if (pane.still || STOPPED.includes(pane.state.name)) {
        this.again(pane);
      }
      return pane;
    }

    addPane(camera, action, purpose, place) {
      this.lastPane += 1;
      const pane = new parts.Pane(this.lastPane, camera, action, purpose, {
        close: () => this.close(pane),
        again: () => this.again(pane),
        hover: (on) => mj.emit('mj:pane-hover', { code: camera.code, on }),
        key: (event) => this.key(pane, event),
      });
      this.panes.add(pane);
      this.grid.add(pane, place);
      if (!camera.name) {
        this.learnName(pane);
      }
      return pane;
    }

    async learnName(pane) {
      const camera = await mj.call('GET', `/api/cameras/${encodeURIComponent(pane.camera.code)}`).catch(() => null);
      const name = camera && (camera.name || (camera.properties || {}).name);
      if (name) {
        pane.camera.name = name;
        pane.render();
      }
    }

    /** A refusal at opening, with rule and article in plain words, stays until it is dismissed. */
    refuse(camera, error) {
      const [head, text] = words.refused(error);
      const detail = [words.article(error.article), error.code].filter(Boolean).join(' · ');
      const tone = parts.isFinal(error) ? 'bad' : 'warn';
      this.dock.notice({ camera: camera.name || camera.code, head, text, detail, tone });
    }

    async again(pane) {
      const purpose = await this.purpose.need();
      if (purpose && this.panes.has(pane)) {
        await this.looks.again(pane, purpose);
        this.changed();
      }
    }

    close(pane) {
      const next = this.grid.neighbour(pane, 'ArrowLeft') || this.grid.neighbour(pane, 'ArrowRight');
      const focused = pane.node.contains(document.activeElement);
      this.looks.stop(pane, { name: 'ended' });
      this.full?.remove();
      this.panes.delete(pane);
      this.grid.remove(pane);
      pane.drop();
      mj.emit('mj:pane-hover', { code: pane.camera.code, on: false });
      this.changed();
      if (focused && next) {
        next.node.focus();
      }
    }

    /** The page goes away: looks end and pictures are dropped; what stood where is remembered for a reload. */
    leave() {
      for (const pane of this.panes) {
        this.pause(pane, true);
        if (pane.still) {
          this.looks.stop(pane, { name: 'kept' }, true);
        }
      }
    }

    /** Live looks end, to be asked for again when the wall is back in sight; a still has ended already. */
    pause(pane, surely) {
      if (!pane.still && !STOPPED.includes(pane.state.name)) {
        this.looks.stop(pane, { name: 'paused' }, surely);
      }
    }

    /** Sign-out: nothing stays, neither pictures nor memory nor purpose. */
    forget() {
      for (const pane of [...this.panes]) {
        this.close(pane);
      }
      this.dock.clearNotices();
      this.purpose.forget();
      memory.forget();
    }

    /** Out of sight for a minute, looks end: the register holds what was looked at, not what was forgotten. */
    seen(sighted) {
      window.clearTimeout(this.sightTimer);
      if (!sighted) {
        this.sightTimer = window.setTimeout(() => this.panes.forEach((pane) => this.pause(pane)), this.sightLimit);
        return;
      }
      this.restore();
      for (const pane of this.panes) {
        pane.picture.wake();
        if (pane.state.name === 'paused') {
          this.again(pane);
        }
      }
    }

    /** After a reload: the same cameras in the same places, each asked for anew. Stills are not retaken. */
    restore() {
      const kept = this.restored ? null : memory.wall();
      this.restored = true;
      if (!kept || !this.purpose.text) {
        return;
      }
      this.grid.setLayout(kept.layout);
      for (const { code, name, action, place } of kept.panes) {
        const pane = this.addPane({ code, name }, action, this.purpose.text, place);
        pane.show({ name: pane.still ? 'kept' : 'paused' });
      }
      this.changed();
    }

    key(pane, event) {
      if (event.target !== pane.node || event.ctrlKey || event.altKey || event.metaKey) {
        return;
      }
      const next = this.grid.neighbour(pane, event.key);
      if (event.key === 'Delete' || event.key === 'Escape') {
        event.preventDefault();
        this.close(pane);
      } else if (next) {
        event.preventDefault();
        next.node.focus();
      }
    }

    setLayout(count) {
      this.grid.setLayout(count);
      this.changed();
    }

    changed() {
      this.dock.render();
      memory.keepWall(this.grid);
    }

    tick() {
      for (const pane of this.panes) {
        pane.tick();
      }
      this.looks.listen();
    }

    light(code, on) {
      for (const pane of this.panes) {
        pane.light(on && pane.camera.code === code);
      }
    }
  }

  function begin() {
    const wall = (mj.wall = new Wall());
    mj.bus.addEventListener('mj:open', ({ detail }) => wall.open(detail, detail.action));
    mj.bus.addEventListener('mj:camera-hover', ({ detail }) => wall.light(detail.code, detail.on));
    mj.bus.addEventListener('mj:sign-out', () => wall.forget());
    window.addEventListener('pagehide', () => wall.leave());
    window.addEventListener('pageshow', (event) => event.persisted && wall.seen(true));
    window.setInterval(() => wall.tick(), 1000);
    wall.dock.attach();
  }

  begin();
})();
