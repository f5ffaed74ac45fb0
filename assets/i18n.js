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

  const DIGITS = "零一二三四五六七八九";

  // 1 to 99 in Chinese numerals: 25 → 二十五.
  function chinese(number) {
    const tens = Math.floor(number / 10);
    const ones = number % 10;
    const head = tens > 1 ? DIGITS[tens] : "";
    return (tens ? `${head}十` : "") + (ones || !tens ? DIGITS[ones] : "");
  }

  // An article as people cite it: "25" → 第二十五条 (English: Article 25); several are joined; "F1-5" is note 5 of the approval form,
  // "-" and nothing are none.
  mj.article = function (article) {
    const name = String(article ?? "");
    const note = /^F1-(\d+)$/.exec(name);
    if (note || name === "-") {
      return note ? mj.t("审批表注意事项第{n}条", {n: note[1]}) : "";
    }
    const numbers = /^[\d\s,+、;-]+$/.test(name) ? name.match(/\d+/g) || [] : [];
    const zh = mj.lang === "zh";
    const cited = numbers.map((number) => mj.t("第{n}条", {n: zh ? chinese(Number(number)) : number}));
    return cited.length ? cited.join(zh ? "、" : ", ") : name;
  };
})();
