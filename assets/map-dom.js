/* Small tools to build the map's panels: elements whose text is always text, icons of the house's set, requests that say why they failed.
 *
 * Camera names are hostile input: nothing of the map ever sets innerHTML.
 */
(function () {
  'use strict';
  const mj = (window.mj = window.mj || {});
  const parts = (mj.mapParts = mj.mapParts || {});

  /** el('div.class.other', {title: 'x', onclick: f, 'aria-label': 'y'}, child, 'text') */
  parts.el = function (spec, attributes, ...children) {
    const [tag, ...classes] = spec.split('.');
    const node = document.createElement(tag || 'div');
    if (classes.length) {
      node.className = classes.join(' ');
    }
    for (const [name, value] of Object.entries(attributes || {})) {
      if (typeof value === 'function') {
        node.addEventListener(name.slice(2), value);
      } else if (value === true || value === false) {
        node.toggleAttribute(name, value);
      } else if (value !== null && value !== undefined) {
        node.setAttribute(name, value);
      }
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  };

  /** An icon of the house's one set (Font Awesome, served by ourselves); decorative, its button carries the words. */
  parts.icon = (name) => parts.el(`i.fa-solid.fa-${name}`, { 'aria-hidden': 'true' });

  /** A button with an icon whose words are its label and its hint. */
  parts.iconButton = (spec, name, label, onclick) =>
    parts.el(`button.${spec}`, { type: 'button', title: label, 'aria-label': label, onclick }, parts.icon(name));

  /** GET of our own origin. Returns the response; throws an Error with `status` when it is not 2xx or 304.
   * `passive`: a timer asks, not a person; the session may idle out meanwhile. */
  parts.get = async function (path, { signal, etag, passive } = {}) {
    const headers = { Accept: 'application/json' };
    if (passive) {
      headers['X-Passive'] = '1';
    }
    if (etag) {
      headers['If-None-Match'] = etag;
    }
    const response = await fetch(path, { signal, headers, credentials: 'same-origin', cache: etag ? 'no-store' : 'default' });
    if (!response.ok && response.status !== 304) {
      throw Object.assign(new Error(`${path}: ${response.status}`), { status: response.status });
    }
    return response;
  };

  parts.getJson = async (path, options) => (await parts.get(path, options)).json();

  /** Run `task` again and again, each time `pause` ms after it ended; `soon()` runs it now, `stop()` ends it. */
  parts.repeat = function (task, pause) {
    let timer = 0;
    let running = false;
    let again = false;
    let stopped = false;
    async function run() {
      window.clearTimeout(timer);
      if (running) {
        again = true;
        return;
      }
      running = true;
      try {
        await task();
      } finally {
        running = false;
        if (!stopped) {
          timer = window.setTimeout(run, again ? 0 : pause);
        }
        again = false;
      }
    }
    run();
    return { soon: run, stop() { stopped = true; window.clearTimeout(timer); } };
  };

  /** Load one script of our own origin, once. */
  const scripts = new Map();
  parts.script = function (path) {
    if (!scripts.has(path)) {
      scripts.set(path, new Promise((resolve, reject) => {
        const node = parts.el('script', { src: path });
        node.addEventListener('load', resolve);
        node.addEventListener('error', () => { scripts.delete(path); reject(new Error(path)); });
        document.head.append(node);
      }));
    }
    return scripts.get(path);
  };
})();
