/* One pane: header, picture, words over the picture.
 *
 * Belongs here: the DOM of a pane and what its state looks like. All text is set by textContent: names of
 * cameras and purposes are hostile input. Does not belong here: sockets, requests, decisions.
 */
(function () {
  'use strict';
  const mj = (window.mj = window.mj || {});
  const parts = (mj.wallParts = mj.wallParts || {});
  const { element } = parts;
  const t = mj.t;

  const STALE_AFTER = 4000; // ms without a frame while "playing"
  const PICTURED = new Set(['playing', 'stale', 'still', 'asking', 'connecting']);
  const RETRYABLE = new Set(['ended', 'refused', 'failed', 'paused', 'kept']);

  parts.Pane = class Pane {
    /** camera {code, name}; action; purpose; `on` = {close(), again(), hover(on), key(event)} */
    constructor(id, camera, action, purpose, on) {
      Object.assign(this, { id, camera, action, purpose, on });
      this.still = action === 'camera:view-snapshot';
      this.viewing = null; // {id, register_no, …} while a look is open
      this.link = null;
      this.state = { name: 'asking' };
      this.since = 0; // unix seconds: when this look began to play
      this.turn = 0; // raised by every new attempt: answers to older ones are dropped
      this.gone = false;
      this.picture = new parts.Picture();
      this.build();
      this.show({ name: 'asking' });
    }

    build() {
      this.tag = element('span', 'mj-wall-tag');
      this.title = element('span', 'mj-wall-name');
      this.again = element('button', 'mj-wall-icon mj-wall-again', { type: 'button' }, '↻');
      this.shut = element('button', 'mj-wall-icon mj-wall-shut', { type: 'button' }, '×');
      this.code = element('span', 'mj-wall-code');
      this.aim = element('span', 'mj-wall-aim');
      this.when = element('span', 'mj-wall-when');
      this.head = element('span', 'mj-wall-over-head');
      this.text = element('span', 'mj-wall-over-text');
      this.detail = element('span', 'mj-wall-over-detail');
      this.retry = element('button', 'mj-wall-button', { type: 'button' });
      this.over = element('div', 'mj-wall-over', { role: 'status' }, this.head, this.text, this.detail, this.retry);
      const top = element('div', 'mj-wall-line', null, this.tag, this.title, this.again, this.shut);
      const bottom = element('div', 'mj-wall-line mj-wall-line--small', null, this.code, this.aim, this.when);
      this.node = element(
        'article', 'mj-wall-pane', { tabindex: '0' },
        element('header', 'mj-wall-pane-head', null, top, bottom),
        element('div', 'mj-wall-screen', null, this.picture.canvas, this.over),
      );
      this.node.dataset.camera = this.camera.code;
      this.node.dataset.action = this.action;
      this.listen();
    }

    listen() {
      const node = this.node;
      this.shut.addEventListener('click', () => this.on.close());
      this.again.addEventListener('click', () => this.on.again());
      this.retry.addEventListener('click', () => this.on.again());
      node.addEventListener('mouseenter', () => this.on.hover(true));
      node.addEventListener('mouseleave', () => this.on.hover(false));
      node.addEventListener('focusin', () => this.on.hover(true));
      node.addEventListener('focusout', () => this.on.hover(node.matches(':hover')));
      node.addEventListener('keydown', (event) => this.on.key(event));
    }

    /** Change the state {name, …}; everything but playing pictures forgets the pixels. "Playing" needs a picture. */
    show(state) {
      this.state = state.name === 'playing' && !this.picture.paintedAt ? { name: 'connecting' } : state;
      if (!PICTURED.has(state.name)) {
        this.picture.clear();
      }
      if (state.name === 'playing' || state.name === 'still') {
        this.since = this.since || state.since || Date.now() / 1000;
      } else if (!['stale', 'no-signal', 'connecting'].includes(state.name)) {
        this.since = 0;
      }
      this.render();
    }

    /** Write every word again (also after a change of language). */
    render() {
      const over = parts.words.overlay(this.state);
      this.node.dataset.state = this.state.name;
      this.tag.textContent = this.still ? t('抓拍') : t('实时');
      this.title.textContent = this.camera.name || this.camera.code;
      this.title.title = this.title.textContent;
      this.code.textContent = this.camera.code;
      this.aim.textContent = t('用途：{purpose}', { purpose: this.purpose });
      this.aim.title = this.aim.textContent;
      this.head.textContent = over ? over.head : '';
      this.text.textContent = (over && over.text) || '';
      this.detail.textContent = (over && over.detail) || '';
      this.over.hidden = !over;
      this.retry.hidden = !RETRYABLE.has(this.state.name);
      this.retry.textContent = this.still ? t('重新抓拍') : t('重新打开');
      this.again.hidden = !this.still || this.state.name !== 'still';
      this.again.title = t('重新抓拍（新的一次登记）');
      this.again.setAttribute('aria-label', this.again.title);
      this.shut.title = t('关闭画面');
      this.shut.setAttribute('aria-label', this.shut.title);
      this.label();
      this.tick();
    }

    label() {
      const register = this.viewing ? this.viewing.register_no || '' : '';
      const label = t('{kind}画面 {name}', { kind: this.tag.textContent, name: this.title.textContent });
      this.node.setAttribute('aria-label', label);
      this.when.title = register ? t('登记号 {no}', { no: register }) : '';
    }

    /** The clock of the header; also notices that a "playing" picture has stopped moving. */
    tick() {
      if (this.state.name === 'playing' && this.picture.paintedAt && !document.hidden
          && performance.now() - this.picture.paintedAt > STALE_AFTER) {
        this.show({ name: 'stale', since: this.picture.frameTime || Date.now() / 1000 });
        return;
      }
      this.when.textContent = !this.since ? '' : this.still
        ? t('{time} 抓拍', { time: parts.words.clockSeconds(this.since) })
        : t('自 {time} 起 · {duration}', {
          time: parts.words.clock(this.since), duration: parts.words.duration(Date.now() / 1000 - this.since),
        });
    }

    /** A frame {time, jpeg} of this pane; pictures of an ended look are not shown. */
    frame(frame) {
      if (['connecting', 'playing', 'stale', 'no-signal'].includes(this.state.name)) {
        this.picture.offer(frame, () => {
          if (this.state.name !== 'playing' && !this.gone) {
            this.show({ name: 'playing' });
          }
        });
      }
    }

    light(on) {
      this.node.classList.toggle('is-lit', on);
    }

    drop() {
      this.gone = true;
      this.picture.clear();
      this.node.remove();
    }
  };
})();
