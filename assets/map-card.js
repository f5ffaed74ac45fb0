/* The card of one camera, and the list of several on one pole. Built by textContent only: names are hostile input.
 *
 * Shows what R-32 lets an enrolled user know; never an address, a phone or a secret. Live and Snapshot are asked of the wall by the
 * bus event mj:open {code, action}; the wall asks the purpose and the database decides.
 */
(function () {
  'use strict';
  const mj = (window.mj = window.mj || {});
  const parts = (mj.mapParts = mj.mapParts || {});
  const LIVE = 'camera:view-live';
  const SNAPSHOT = 'camera:view-snapshot';

  parts.Card = class Card {
    /** `on` = {closed(), chosen(camera), hover(camera | null)} */
    constructor(node, on) {
      this.node = node;
      this.on = on;
      this.camera = null;
      this.list = null;
      node.hidden = true;
    }

    close(quiet) {
      this.camera = this.list = null;
      this.node.hidden = true;
      this.node.replaceChildren();
      if (!quiet) { this.on.closed(); }
    }

    frame(kind, title, back, ...body) {
      const { el, iconButton, words } = parts;
      const head = el('header.map-card-head', {},
        back ? iconButton('map-card-back', 'chevron-left', words.t('返回列表'), back) : null,
        title,
        iconButton('map-card-close', 'xmark', words.t('关闭'), () => this.close()));
      this.node.replaceChildren(head, ...body.filter(Boolean));
      this.node.dataset.kind = kind;
      this.node.hidden = false;
    }

    waiting() {
      const { el, words } = parts;
      this.frame('waiting', el('h2.map-card-title', {}, words.t('正在读取…')), null, el('div.map-card-wait', { role: 'status' }));
    }

    failed(message, retry) {
      const { el, words } = parts;
      this.frame('failed', el('h2.map-card-title', {}, message), null,
        retry ? el('div.map-card-actions', {}, el('button.map-button', { type: 'button', onclick: retry }, words.t('再试一次'))) : null);
    }

    /** One camera as GET /map/cameras gives it. */
    show(camera, { focus = false, list = null } = {}) {
      const { el, words } = parts;
      this.camera = camera;
      this.list = list;
      const locked = camera.may[LIVE] !== true && camera.may[SNAPSHOT] !== true;
      const title = el('div.map-card-names', {},
        el('h2.map-card-title', {}, camera.name),
        el('p.map-card-code', {}, camera.code));
      const back = list ? () => this.showList(list) : null;
      this.frame('camera', el('div.map-card-who', {}, parts.pictureNode({ ...camera, locked }, 12), title), back,
        this.badges(camera), this.facts(camera), this.actions(camera), this.reasons(camera));
      this.node.dataset.code = camera.code;
      if (focus) { (this.node.querySelector('.map-open:not(.is-locked)') || this.node.querySelector('.map-card-close')).focus(); }
    }

    badges(camera) {
      const { el, words } = parts;
      return el('div.map-badges', {},
        el(`span.map-badge.is-${camera.status}`, {}, words.status(camera.status)),
        el('span.map-badge', {}, words.type(camera.type)),
        el('span.map-badge', {}, words.klass(camera.class)));
    }

    facts(camera) {
      const { el, words } = parts;
      const t = words.t;
      const rows = [
        [t('管理单位'), camera.owner],
        [t('所在乡镇'), camera.township || t('未登记')],
        [t('监视方位'), words.bearing(camera.azimuth)],
        [t('坐标'), `${camera.lat.toFixed(5)}, ${camera.lon.toFixed(5)}`],
      ];
      return el('dl.map-facts', {}, ...rows.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
    }

    /** A locked camera may be asked for all the same: the law answers, and the refusal stands in the audit. */
    actions(camera) {
      const { el, icon, words } = parts;
      const button = (action, name, label, kind) => {
        const may = camera.may[action] === true;
        const detail = { code: camera.code, action, name: camera.name, locked: !may };
        return el(`button.map-button.map-open.${may ? kind : 'is-locked'}`, {
          type: 'button', 'data-action': action, 'aria-describedby': may ? null : 'map-card-reasons',
          onclick: () => mj.bus.dispatchEvent(new CustomEvent('mj:open', { detail })),
        }, icon(may ? name : 'lock'), el('span', {}, label));
      };
      return el('div.map-card-actions', {},
        button(LIVE, 'video', words.t('实时画面'), 'is-primary'),
        button(SNAPSHOT, 'camera', words.t('抓拍'), 'is-plain'));
    }

    /** Why not, in plain words with the article; the same reason is said once. */
    reasons(camera) {
      const { el, icon } = parts;
      const refusals = [LIVE, SNAPSHOT].map((action) => camera.may[action]).filter((may) => may && may !== true);
      if (!refusals.length) { return null; }
      const seen = new Map(refusals.map((refusal) => [refusal.code, refusal]));
      return el('div.map-reasons', { id: 'map-card-reasons', role: 'note' }, ...[...seen.values()].map((refusal) => el('div.map-reason', {},
        icon('lock'),
        el('div', {},
          el('p', {}, refusal.message),
          el('p.map-reason-rule', {}, [refusal.article, refusal.code].filter(Boolean).join(' · '))))));
    }

    /** Several cameras at one place. */
    showList(cameras) {
      const { el, icon, words } = parts;
      this.list = cameras;
      this.camera = null;
      delete this.node.dataset.code;
      const rows = cameras.map((camera) => {
        const locked = camera.may[LIVE] !== true && camera.may[SNAPSHOT] !== true;
        return el('li', {}, el('button.map-pole-row', {
          type: 'button',
          onclick: () => { this.on.chosen(camera, cameras); },
          onmouseenter: () => this.on.hover(camera), onmouseleave: () => this.on.hover(null),
          onfocus: () => this.on.hover(camera), onblur: () => this.on.hover(null),
        }, parts.pictureNode({ ...camera, locked }), el('span.map-search-words', {},
          el('b', {}, camera.name),
          el('small', {}, [words.status(camera.status), words.type(camera.type), words.bearing(camera.azimuth)].join(' · '))),
        icon('chevron-right')));
      });
      this.frame('list', el('div.map-card-names', {},
        el('h2.map-card-title', {}, words.t('此处有 {n} 个点位', { n: cameras.length }))), null, el('ul.map-pole', {}, ...rows));
      this.node.querySelector('.map-pole-row').focus({ preventScroll: true });
    }
  };
})();
