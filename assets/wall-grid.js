/* The grid of places in which panes stand.
 *
 * Belongs here: which layouts there are, how many columns give the largest pictures in the room there is, and
 * which pane stands where. A pane keeps its place until it is closed; opening another one only adds places.
 */
(function () {
  'use strict';
  const mj = (window.mj = window.mj || {});
  const parts = (mj.wallParts = mj.wallParts || {});
  const { element } = parts;
  const t = mj.t;

  /** Places a layout offers. 6, 9 and 16 are further entries of this list and nothing else. */
  parts.LAYOUTS = [1, 2, 4];

  const HEAD = { wide: 48, narrow: 64, below: 360 }; // px of a pane's header and border, and the width below which it is narrow
  const ASPECT = 16 / 9;
  const GAP = 8; // px, as in wall.css
  const PADDING = 2; // px, as in wall.css

  /** {columns, rows, row (px)}: the arrangement that gives `count` panes the largest pictures in width × height px. */
  parts.arrange = function (count, width, height) {
    let best = { columns: 1, rows: count, row: 0, picture: -1 };
    for (let columns = 1; columns <= count; columns += 1) {
      const rows = Math.ceil(count / columns);
      const wide = (width - GAP * (columns - 1)) / columns;
      const high = (height - GAP * (rows - 1)) / rows;
      const head = wide < HEAD.below ? HEAD.narrow : HEAD.wide;
      const picture = Math.min(wide, Math.max(0, high - head) * ASPECT);
      if (picture > best.picture + 1) {
        best = { columns, rows, row: Math.floor(Math.min(high, wide / ASPECT + head)), picture };
      }
    }
    return best;
  };

  parts.Grid = class Grid {
    constructor() {
      this.node = element('div', 'mj-wall-grid');
      this.places = [];
      this.columns = 1;
      this.layout = 0;
      this.setLayout(parts.LAYOUTS[0]);
      this.watcher = new ResizeObserver(() => this.fit());
      this.watcher.observe(this.node);
    }

    panes() {
      return this.places.filter((place) => place.pane).map((place) => place.pane);
    }

    max() {
      return parts.LAYOUTS[parts.LAYOUTS.length - 1];
    }

    /** Offer `count` places; refused (false) when more panes than that are open. */
    setLayout(count) {
      const open = this.panes();
      if (open.length > count) {
        return false;
      }
      while (this.places.length < count) {
        this.addPlace();
      }
      while (this.places.length > count) {
        const last = this.places.pop();
        if (last.pane) {
          this.put(last.pane, this.places.find((place) => !place.pane));
        }
        last.node.remove();
      }
      this.layout = count;
      this.fit();
      this.renderHints();
      return true;
    }

    addPlace() {
      const hint = element('p', 'mj-wall-hint');
      const place = { node: element('div', 'mj-wall-place', null, hint), hint, pane: null };
      this.places.push(place);
      this.node.append(place.node);
    }

    put(pane, place) {
      place.pane = pane;
      place.node.append(pane.node);
    }

    /** Stand a pane in place `wanted` or the first free one, growing to the next layout when there is none. */
    add(pane, wanted) {
      if (!this.places.some((place) => !place.pane)) {
        const next = parts.LAYOUTS.find((count) => count > this.layout);
        if (!next) {
          return false;
        }
        this.setLayout(next);
      }
      const asked = this.places[wanted];
      this.put(pane, asked && !asked.pane ? asked : this.places.find((place) => !place.pane));
      this.renderHints();
      return true;
    }

    remove(pane) {
      for (const place of this.places) {
        if (place.pane === pane) {
          place.pane = null;
        }
      }
      this.renderHints();
    }

    /** A place is never taller than its picture: no black bands in a tall dock. */
    fit() {
      const { clientWidth: width, clientHeight: height } = this.node;
      if (width && height) {
        const best = parts.arrange(this.layout, width - 2 * PADDING, height - 2 * PADDING);
        this.columns = best.columns;
        this.node.style.setProperty('--mj-wall-columns', String(best.columns));
        this.node.style.setProperty('--mj-wall-row', `${best.row}px`);
      }
    }

    /** Only the first free place explains; the others stay quiet. */
    renderHints() {
      let first = true;
      for (const place of this.places) {
        place.node.classList.toggle('is-free', !place.pane);
        place.hint.hidden = Boolean(place.pane);
        place.hint.textContent = first && !place.pane ? this.hint() : t('空位');
        first = first && Boolean(place.pane);
      }
    }

    /** How pictures come here, or why none will: the page says whether the viewer's post looks at pictures at all. */
    hint() {
      const never = document.querySelector('.mj-wall-host')?.dataset.mayView === 'no';
      return never ? t('本岗位不调看画面；点位目录和状态可在地图上查看。') : t('在地图上点选一个摄像机，再选“实时”或“抓拍”，画面显示在这里。');
    }

    /** The pane next to `pane` in the direction of an arrow key, or null. */
    neighbour(pane, key) {
      const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -this.columns, ArrowDown: this.columns };
      let index = this.places.findIndex((place) => place.pane === pane);
      if (!steps[key] || index < 0) {
        return null;
      }
      for (index += steps[key]; index >= 0 && index < this.places.length; index += steps[key]) {
        if (this.places[index].pane) {
          return this.places[index].pane;
        }
      }
      return null;
    }
  };
})();
