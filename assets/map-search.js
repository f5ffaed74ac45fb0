/* Search by number, name or township: a combobox whose list is reachable by keyboard; Enter opens the card.
 *
 * The server decides what may be known (GET /map/search); nothing is searched in the browser.
 */
(function () {
  'use strict';
  const mj = (window.mj = window.mj || {});
  const parts = (mj.mapParts = mj.mapParts || {});
  const PAUSE = 160; // ms of quiet before asking

  parts.Search = class Search {
    /** `on` = {camera(hit), place(hit), hover(hit | null), opened(boolean)} */
    constructor(node, on) {
      const { el, icon, iconButton, words } = parts;
      const t = words.t;
      this.on = on;
      this.hits = [];
      this.active = -1;
      this.input = el('input.map-search-input', {
        type: 'text', id: 'map-search-input', role: 'combobox', autocomplete: 'off', spellcheck: 'false', maxlength: '60',
        placeholder: t('搜索点位编号、名称、乡镇'), 'aria-label': t('搜索点位编号、名称、乡镇'),
        'aria-expanded': 'false', 'aria-controls': 'map-search-list', 'aria-autocomplete': 'list',
        oninput: () => this.later(), onkeydown: (event) => this.key(event), onfocus: () => this.input.value && this.hits.length && this.show(true),
      });
      this.clear = iconButton('map-search-clear', 'xmark', t('清除'), () => this.reset(true));
      this.clear.hidden = true;
      this.list = el('ul.map-search-list', { id: 'map-search-list', role: 'listbox', 'aria-label': t('搜索结果'), hidden: true });
      this.said = el('p.map-said', { role: 'status', 'aria-live': 'polite' });
      this.extra = el('div.map-search-extra');
      node.append(el('div.map-search-box', {}, icon('magnifying-glass'), this.input, this.clear, this.extra), this.list, this.said);
      this.node = node;
    }

    /* What stands in the list belongs to earlier words until the answer comes; Enter waits for it. */
    later() {
      window.clearTimeout(this.timer);
      this.stale = true;
      this.taking = false;
      this.clear.hidden = !this.input.value;
      this.timer = window.setTimeout(() => this.ask(), PAUSE);
    }

    async ask() {
      window.clearTimeout(this.timer);
      const query = this.input.value.trim();
      if (this.asking) { this.asking.abort(); }
      if (!query) { this.render([], ''); this.show(false); return; }
      this.asking = new AbortController();
      try {
        const answer = await parts.getJson(`/map/search?q=${encodeURIComponent(query)}`, { signal: this.asking.signal });
        this.render(answer.hits, query);
        this.show(true);
        if (this.taking) { this.take(0); }
      } catch (error) {
        if (error.name !== 'AbortError') {
          this.render([], query, parts.words.t('搜索没有成功，请再试一次。'));
          this.show(true);
        }
      }
    }

    render(hits, query, problem) {
      const { el, words } = parts;
      this.hits = hits;
      this.stale = false;
      this.active = -1;
      this.input.removeAttribute('aria-activedescendant');
      this.list.replaceChildren(...hits.map((hit, n) => this.row(hit, n)));
      if (!hits.length && query) {
        this.list.append(el('li.map-search-none', { role: 'presentation' }, problem || words.t('没有找到“{query}”。', { query })));
      }
      this.said.textContent = query ? problem || words.t('{n} 条结果', { n: hits.length }) : '';
    }

    row(hit, n) {
      const { el, icon, words } = parts;
      const place = hit.kind !== 'camera';
      const picture = place ? icon('location-dot') : parts.pictureNode(hit);
      const place_zh = [hit.code, hit.township].filter(Boolean).join(' · ');
      return el('li.map-search-row', {
        id: `map-search-${n}`, role: 'option', 'aria-selected': 'false',
        onclick: () => this.take(n), onmousemove: () => this.activate(n), onmouseleave: () => this.on.hover(null),
      }, el('span.map-search-picture', {}, picture), el('span.map-search-words', {},
        el('b', {}, hit.name), el('small', {}, place ? words.t('前往') + ' · ' + hit.what : place_zh)));
    }

    show(open) {
      this.list.hidden = !open;
      this.input.setAttribute('aria-expanded', String(open));
      this.on.opened(open);
    }

    activate(n) {
      if (n === this.active) { return; }
      this.active = n;
      [...this.list.children].forEach((row, at) => row.setAttribute('aria-selected', String(at === n)));
      const hit = this.hits[n];
      if (hit) {
        this.input.setAttribute('aria-activedescendant', `map-search-${n}`);
        this.list.children[n].scrollIntoView({ block: 'nearest' });
      }
      this.on.hover(hit && hit.kind === 'camera' ? hit : null);
    }

    key(event) {
      if (event.isComposing) { return; } // an input method is choosing a word
      if (event.key === 'Escape') {
        if (this.list.hidden) { this.reset(false); } else { this.show(false); }
      } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        if (!this.hits.length) { return; }
        if (this.list.hidden) { this.show(true); }
        const step = event.key === 'ArrowDown' ? 1 : -1;
        this.activate((this.active + step + this.hits.length) % this.hits.length);
      } else if (event.key === 'Enter') {
        event.preventDefault();
        if (this.stale) { this.taking = true; this.ask(); } else { this.take(Math.max(0, this.active)); }
      }
    }

    take(n) {
      this.taking = false;
      const hit = this.hits[n];
      if (!hit) { return; }
      this.show(false);
      this.on.hover(null);
      if (hit.kind === 'camera') { this.on.camera(hit); } else { this.on.place(hit); }
    }

    reset(focus) {
      this.input.value = '';
      this.clear.hidden = true;
      this.render([], '');
      this.show(false);
      if (focus) { this.input.focus(); }
    }
  };

  /** A camera's little picture as an element: {status, type, locked}, the same as on the map. */
  parts.pictureNode = function ({ status, type, locked }, radius = 9) {
    const dpr = 2;
    const half = Math.ceil(radius * 1.35) + 1;
    const canvas = parts.el('canvas.map-picture', { width: 2 * half * dpr, height: 2 * half * dpr, 'aria-hidden': 'true' });
    canvas.style.width = canvas.style.height = `${2 * half}px`;
    const ctx = canvas.getContext('2d');
    ctx.scale(dpr, dpr);
    ctx.translate(half, half);
    const number = typeof status === 'string' ? parts.STATUSES.indexOf(status) : status;
    parts.drawPoint(ctx, { status: Math.max(0, number), type, locked }, radius, true, parts.colours());
    return canvas;
  };
})();
