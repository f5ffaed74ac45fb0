/* The dock beside the map: its width by pointer and keyboard, folded away and back. What stands in it is the wall's business. */
(function () {
  'use strict';
  const mj = (window.mj = window.mj || {});
  const parts = (mj.mapParts = mj.mapParts || {});
  const KEY = 'mj-dock';
  const LEAST = 300; // px
  const MAP_LEAST = 420; // px that the map keeps

  const remembered = () => { try { return JSON.parse(localStorage.getItem(KEY)) || {}; } catch { return {}; } };
  const remember = (state) => { try { localStorage.setItem(KEY, JSON.stringify(state)); } catch { /* a browser that stores nothing starts as new */ } };

  parts.Dock = class Dock {
    /** `nodes` = {page, divider, dock}; `changed()` is called when the map's room changed. */
    constructor(nodes, changed) {
      const { words, iconButton } = parts;
      Object.assign(this, nodes);
      this.changed = changed;
      const state = remembered();
      this.width = state.width || Math.round(this.page.clientWidth * 0.36);
      this.folded = state.folded === true;
      this.fold = iconButton('map-fold', 'chevron-right', words.t('收起视频墙'), () => this.setFolded(!this.folded));
      this.divider.append(this.fold);
      this.divider.setAttribute('aria-label', words.t('调整视频墙宽度'));
      this.divider.addEventListener('pointerdown', (event) => this.drag(event));
      this.divider.addEventListener('keydown', (event) => this.key(event));
      this.watch = new ResizeObserver(() => this.apply());
      this.watch.observe(this.page);
      this.apply();
    }

    bound(width) { return Math.max(LEAST, Math.min(width, this.page.clientWidth - MAP_LEAST)); }

    apply() {
      const { words } = parts;
      const width = this.bound(this.width);
      this.dock.style.width = this.folded ? '0' : `${width}px`;
      this.page.classList.toggle('is-folded', this.folded);
      this.divider.setAttribute('aria-valuenow', String(this.folded ? 0 : Math.round((100 * width) / Math.max(1, this.page.clientWidth))));
      const label = this.folded ? words.t('展开视频墙') : words.t('收起视频墙');
      this.fold.title = label;
      this.fold.setAttribute('aria-label', label);
      this.fold.setAttribute('aria-expanded', String(!this.folded));
      this.changed();
    }

    setFolded(folded) { this.folded = folded; this.keep(); }
    setWidth(width) { this.width = this.bound(width); this.folded = false; this.apply(); }
    keep() { this.apply(); remember({ width: this.width, folded: this.folded }); }

    drag(event) {
      if (event.target.closest('button') || event.button !== 0) { return; }
      event.preventDefault();
      this.divider.setPointerCapture(event.pointerId);
      const right = this.page.getBoundingClientRect().right;
      const move = (step) => this.setWidth(right - step.clientX);
      const done = () => {
        this.divider.removeEventListener('pointermove', move);
        this.keep();
      };
      this.divider.addEventListener('pointermove', move);
      this.divider.addEventListener('pointerup', done, { once: true });
      this.divider.addEventListener('pointercancel', done, { once: true });
    }

    key(event) {
      const step = { ArrowLeft: 24, ArrowRight: -24 }[event.key];
      if (step && event.target === this.divider) {
        event.preventDefault();
        this.setWidth(this.width + step);
        this.keep();
      }
    }

    destroy() { this.watch.disconnect(); }
  };
})();
