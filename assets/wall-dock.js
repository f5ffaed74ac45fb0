/* The dock beside the map: head with layouts, purpose, notices, grid; a resizer and a collapse button.
 *
 * Belongs here: the frame of the wall. The container in the page is never rewritten by the page; when a page
 * change removes it, the dock's own node is kept and put into the next container that appears.
 */
(function () {
  'use strict';
  const mj = (window.mj = window.mj || {});
  const parts = (mj.wallParts = mj.wallParts || {});
  const { element } = parts;
  const t = mj.t;

  const HOST = '.mj-wall-host';
  const WIDTH = { min: 300, keep: 360, step: 32 }; // px; `keep` is what the map always keeps

  parts.Dock = class Dock {
    /** `on` = {layout(count), seen()}: `seen` is called whenever the wall comes into or leaves sight. */
    constructor(grid, purpose, on) {
      Object.assign(this, { grid, purpose, on });
      this.collapsed = false;
      this.build();
      this.setWidth(parts.memory.width());
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
      this.fold = element('button', 'mj-wall-icon mj-wall-fold', { type: 'button' });
      this.fold.addEventListener('click', () => this.setCollapsed(!this.collapsed));
      this.notices = element('div', 'mj-wall-notices', { 'aria-live': 'assertive' });
      this.resizer = element('div', 'mj-wall-resizer', {
        role: 'separator', tabindex: '0', 'aria-orientation': 'vertical',
      });
      this.node = element(
        'section', 'mj-wall', { 'aria-label': '' }, this.resizer,
        element('div', 'mj-wall-head', null, this.heading, this.count, this.layouts, this.fold),
        this.purpose.node, this.notices, this.grid.node,
      );
      this.listen();
    }

    listen() {
      this.resizer.addEventListener('pointerdown', (event) => this.drag(event));
      this.resizer.addEventListener('keydown', (event) => {
        const step = { ArrowLeft: WIDTH.step, ArrowRight: -WIDTH.step }[event.key];
        if (step) {
          event.preventDefault();
          this.setWidth(this.node.getBoundingClientRect().width + step);
        }
      });
      document.addEventListener('visibilitychange', () => this.on.seen());
      new MutationObserver(() => this.attach()).observe(document.body, { childList: true, subtree: true });
    }

    /** Stand in the page's container if there is one now. */
    attach() {
      const host = this.node.isConnected && this.node.closest(HOST) ? null : document.querySelector(HOST);
      if (host) {
        host.append(this.node);
      }
      if (this.node.isConnected !== this.wasConnected) {
        this.wasConnected = this.node.isConnected;
        this.on.seen();
      }
    }

    /** Can a person see the pictures now? */
    inSight() {
      return this.node.isConnected && !document.hidden && !this.collapsed;
    }

    drag(event) {
      event.preventDefault();
      this.resizer.setPointerCapture(event.pointerId);
      const right = this.node.getBoundingClientRect().right;
      const move = (moved) => this.setWidth(right - moved.clientX);
      this.resizer.addEventListener('pointermove', move);
      this.resizer.addEventListener('pointerup', () => this.resizer.removeEventListener('pointermove', move), { once: true });
      this.resizer.addEventListener('lostpointercapture', () => this.resizer.removeEventListener('pointermove', move), { once: true });
    }

    /** Width in CSS pixels; 0 leaves it to the style sheet. */
    setWidth(pixels) {
      if (!pixels) {
        return;
      }
      const most = Math.max(WIDTH.min, window.innerWidth - WIDTH.keep);
      const width = Math.min(Math.max(pixels, WIDTH.min), most);
      this.node.style.setProperty('--mj-wall-width', `${Math.round(width)}px`);
      parts.memory.keepWidth(width);
    }

    setCollapsed(collapsed) {
      this.collapsed = collapsed;
      this.node.classList.toggle('is-collapsed', collapsed);
      this.render();
      this.on.seen();
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
      this.fold.textContent = this.collapsed ? '‹' : '›';
      this.fold.title = this.collapsed ? t('展开视频墙') : t('收起视频墙');
      this.fold.setAttribute('aria-label', this.fold.title);
      this.fold.setAttribute('aria-expanded', String(!this.collapsed));
      this.resizer.title = t('拖动调整宽度');
      this.resizer.setAttribute('aria-label', this.resizer.title);
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
      if (this.collapsed) {
        this.setCollapsed(false);
      }
      return node;
    }

    clearNotices() {
      this.notices.replaceChildren();
    }
  };
})();
