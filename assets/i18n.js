// Translation in the browser: mj.t("中文 {n}", {n: 3}). The catalogue is the one the server uses, in the page's data block #mj-catalogue
// (GET /i18n/<lang>.json gives the same). Chinese is the source language and needs no catalogue.
(function () {
  "use strict";

  const block = document.getElementById("mj-catalogue");
  const catalogue = block ? JSON.parse(block.textContent) : {};

  mj.lang = document.documentElement.lang.startsWith("en") ? "en" : "zh";

  mj.t = function (message, values) {
    const text = catalogue[message] || message;
    return text.replace(/\{(\w+)\}/g, (whole, name) => (values && name in values ? String(values[name]) : whole));
  };
})();
