/* Filters by status, class, type and managing unit, and the lock; worked out in the browser on the blob.
 *
 * Belongs here: the panel and what is chosen. The filtering itself is map-blob.js. Filters hide on this screen only; they are no right.
 */
(function () {
  'use strict';
  const mj = (window.mj = window.mj || {});
  const parts = (mj.mapParts = mj.mapParts || {});

  parts.Filters = class Filters {
    /** `on` = {changed(filter), opened(boolean)} */
    constructor(node, on) {
      this.node = node;
      this.on = on;
      this.owners = [];
      this.chosen = { statuses: new Set(), classes: new Set(), types: new Set(), owners: new Set(), open: false };
      this.node.hidden = true;
      this.button = parts.iconButton('map-filter-button', 'filter', parts.words.t('筛选'), () => this.toggle());
      this.button.setAttribute('aria-expanded', 'false');
      this.button.setAttribute('aria-controls', node.id);
      this.count = parts.el('span.map-filter-count', { hidden: true });
      this.button.append(this.count);
      node.addEventListener('keydown', (event) => {
        if (event.key === 'Escape') { this.toggle(false); this.button.focus(); }
      });
    }

    setOwners(owners) { this.owners = owners; if (!this.node.hidden) { this.render(); } }

    toggle(open = this.node.hidden) {
      this.node.hidden = !open;
      this.button.setAttribute('aria-expanded', String(open));
      if (open) { this.render(); }
      this.on.opened(open);
    }

    active() {
      const { statuses, classes, types, owners, open } = this.chosen;
      return statuses.size + classes.size + types.size + owners.size + (open ? 1 : 0);
    }

    change() {
      const n = this.active();
      this.count.hidden = !n;
      this.count.textContent = String(n);
      this.on.changed(this.chosen);
      this.summary();
    }

    reset() {
      for (const set of [this.chosen.statuses, this.chosen.classes, this.chosen.types, this.chosen.owners]) { set.clear(); }
      this.chosen.open = false;
      this.change();
      this.render();
    }

    chips(title, set, options) {
      const { el } = parts;
      return el('fieldset.map-filter-group', {}, el('legend', {}, title), el('div.map-chips', {}, ...options.map(([code, label, picture]) => {
        const chip = el('button.map-chip', {
          type: 'button', 'aria-pressed': String(set.has(code)), 'data-code': code,
          onclick: () => {
            if (set.has(code)) { set.delete(code); } else { set.add(code); }
            chip.setAttribute('aria-pressed', String(set.has(code)));
            this.change();
          },
        }, picture || null, label);
        return chip;
      })));
    }

    render() {
      const { el, words } = parts;
      const t = words.t;
      const open = el('input', { type: 'checkbox', id: 'map-filter-open', onchange: () => { this.chosen.open = open.checked; this.change(); } });
      open.checked = this.chosen.open;
      this.total = el('span.map-filter-total', { role: 'status', 'aria-live': 'polite' });
      this.node.replaceChildren(
        el('div.map-filter-body', {},
          el('label.map-filter-open', { for: 'map-filter-open' }, open, t('只看本人现在可查看的点位')),
          this.chips(t('设备状态'), this.chosen.statuses, parts.STATUSES.map((code) => [code, words.status(code), parts.pictureNode({ status: code, type: 3 }, 6)])),
          this.chips(t('资源类别'), this.chosen.classes, parts.CLASSES.map((code) => [code, words.shortClass(code)])),
          this.chips(t('摄像头类型'), this.chosen.types, parts.TYPES.map((code) => [code, words.type(code)])),
          this.ownerGroup()),
        el('footer.map-filter-foot', {}, this.total, el('button.map-button.is-quiet', { type: 'button', onclick: () => this.reset() }, t('清除筛选'))));
      this.summary();
    }

    ownerGroup() {
      const { el, words } = parts;
      const t = words.t;
      const list = el('div.map-owner-list', {});
      const find = el('input.map-owner-find', { type: 'text', placeholder: t('查找单位'), 'aria-label': t('查找单位'), oninput: () => fill(), hidden: this.owners.length < 9 });
      const fill = () => {
        const wanted = find.value.trim().toLowerCase();
        list.replaceChildren(...this.owners.filter((owner) => !wanted || owner.name.toLowerCase().includes(wanted)).map((owner) => {
          const box = el('input', { type: 'checkbox', onchange: () => {
            if (box.checked) { this.chosen.owners.add(owner.id); } else { this.chosen.owners.delete(owner.id); }
            this.change();
          } });
          box.checked = this.chosen.owners.has(owner.id);
          return el('label.map-owner', {}, box, el('span', {}, owner.name));
        }));
      };
      fill();
      return el('fieldset.map-filter-group', {}, el('legend', {}, t('管理单位')), find, list);
    }

    summary(tally = this.tally) {
      this.tally = tally;
      if (this.total && tally) {
        this.total.textContent = parts.words.t('符合 {shown} / {total}', { shown: parts.words.number(tally.shown), total: parts.words.number(tally.total) });
      }
    }
  };
})();
