/* What every part of the wall is made of. Loaded first of wall-*.js: the parts find each other in mj.wallParts. */
(function () {
  'use strict';
  const mj = (window.mj = window.mj || {});
  const parts = (mj.wallParts = mj.wallParts || {});

  /** element('div', 'class', {attributes}, children…) */
  parts.element = function (tag, className, attributes, ...children) {
    const node = document.createElement(tag);
    if (className) {
      node.className = className;
    }
    for (const [name, value] of Object.entries(attributes || {})) {
      node.setAttribute(name, value);
    }
    node.append(...children);
    return node;
  };
})();
