/* The frame of the wall: head with layouts, purpose, notices, grid.
 *
 * Belongs here: what stands around the grid, and whether it can be seen. The container in the page is never
 * rewritten by the page; when a page change removes it, this node is kept and put into the next container that
 * appears. How wide the container is and whether it is folded away is the page's business (map-dock.js).
 */
(function () {
  'use strict';
  const mj = (window.mj = window.mj || {});
  const parts = (mj.wallParts = mj.wallParts || {});
  const { element } = parts;
  const t = mj.t;

  const HOST = '.mj-wall-host';
  const SMALLEST = 80; // px of width below which nothing can be seen

  parts.Dock = class Dock {
    /** `on` = {layout(count), seen(sighted)}: `seen` is called when the wall comes into or leaves sight. */
    constructor(grid, purpose, on) {
      Object.assign(this, { grid, purpose, on });
      this.sighted = false;
      this.build();
      this.render();
    }

    build() {
      this.heading = element('h2', 'mj-wall-title');
      this.count = element('span', 'mj-wall-count');
      this.layouts = element('div', 'mj-wall-layouts', { role: 'group' });
      for (const count of parts.LAYOUTS) {
        const button = element('button', 'mj-wall-layout', { type: 'button' }, String(count));
        button.dataset.count = String(count);
        button.addEventListener('click', () => this.on.layout(count));
        this.layouts.append(button);
      }
      this.notices = element('div', 'mj-wall-notices');
      this.node = element(
        'section', 'mj-wall', { 'aria-label': '' },
        element('div', 'mj-wall-head', null, this.heading, this.count, this.layouts),
        this.purpose.node, this.notices, this.grid.node,
      );
      this.listen();
    }

    listen() {
      document.addEventListener('visibilitychange', () => this.look());
      new ResizeObserver(() => this.look()).observe(this.node);
      new MutationObserver(() => this.attach()).observe(document.body, { childList: true, subtree: true });
    }

    /** Stand in the page's container if there is one now. */
    attach() {
      const host = this.node.isConnected && this.node.closest(HOST) ? null : document.querySelector(HOST);
      if (host) {
        host.append(this.node);
        this.grid.renderHints(); // whose page it is, the container says
      }
      if (host || this.sighted !== this.node.isConnected) {
        this.look(); // the page's other changes are none of our business: looking costs a layout
      }
    }

    /** Can a person see the pictures now? */
    inSight() {
      return this.node.isConnected && !document.hidden && this.node.clientWidth >= SMALLEST;
    }

    /** Say so when the wall has come into sight or left it. */
    look() {
      const sighted = this.inSight();
      if (sighted !== this.sighted) {
        this.sighted = sighted;
        this.on.seen(sighted);
      }
    }

    render() {
      const open = this.grid.panes().length;
      this.heading.textContent = t('视频墙');
      this.node.setAttribute('aria-label', t('视频墙'));
      this.count.textContent = open ? t('{n} 个画面', { n: open }) : '';
      this.layouts.setAttribute('aria-label', t('画面布局'));
      for (const button of this.layouts.children) {
        const count = Number(button.dataset.count);
        button.setAttribute('aria-pressed', String(count === this.grid.layout));
        button.disabled = open > count;
        button.title = t('{n} 画面', { n: count });
        button.setAttribute('aria-label', button.title);
      }
    }

    /** A message that stays until it is dismissed: {camera?, head, text, detail?, tone}. */
    notice({ camera, head, text, detail, tone }) {
      const shut = element('button', 'mj-wall-icon', { type: 'button' }, '×');
      shut.title = t('知道了');
      shut.setAttribute('aria-label', shut.title);
      const lines = [['mj-wall-notice-head', head], ['mj-wall-notice-text', text], ['mj-wall-notice-detail', [camera, detail].filter(Boolean).join(' · ')]];
      const body = element('div', 'mj-wall-notice-body', null, ...lines.filter(([, line]) => line).map(([name, line]) => {
        const node = element('p', name);
        node.textContent = line;
        return node;
      }));
      const node = element('div', `mj-wall-notice mj-wall-notice--${tone || 'bad'}`, { role: 'alert' }, body, shut);
      shut.addEventListener('click', () => node.remove());
      this.notices.prepend(node);
      return node;
    }

    clearNotices() {
      this.notices.replaceChildren();
    }
  };
})();
