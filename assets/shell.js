// The frame's switches: light and dark, language, signing out. Called by Dash by name (ClientsideFunction "shell").
(function () {
  "use strict";

  function scheme() {
    return document.documentElement.dataset.mantineColorScheme === "light" ? "light" : "dark";
  }

  async function leave() {
    mj.emit("mj:sign-out", {});
    await fetch("/api/session", {method: "DELETE"});
    location.assign("/signin");
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.shell = {
    theme() {
      const next = scheme() === "dark" ? "light" : "dark";
      mj.remember("mj_theme", next);
      mj.emit("mj:theme", {scheme: next});
      return next;
    },

    language() {
      mj.remember("mj_lang", mj.lang === "zh" ? "en" : "zh");
      location.reload();
      return window.dash_clientside.no_update;
    },

    signOut() {
      leave();
      return window.dash_clientside.no_update;
    },
  };

  // A refusal or failure, told: code, article, the sentence in the language of the page.
  mj.bus.addEventListener("mj:problem", ({detail}) => {
    const label = mj.article(detail.article);
    const title = label ? `${detail.code} · ${label}` : detail.code;
    const notice = {action: "show", title, message: detail.message, color: "red", autoClose: 8000};
    window.dash_clientside.set_props("shell-notifications", {sendNotifications: [notice]});
  });

  // The link of the page we are on; pages are left by a plain load, so this is said once the frame stands.
  function markLink() {
    for (const link of document.querySelectorAll(".shell-link")) {
      if (link.dataset.path === location.pathname) {
        link.setAttribute("aria-current", "page");
      }
    }
  }

  const watch = new MutationObserver(() => {
    if (document.querySelector(".shell-link")) {
      watch.disconnect();
      markLink();
    }
  });
  watch.observe(document.documentElement, {childList: true, subtree: true});
})();
