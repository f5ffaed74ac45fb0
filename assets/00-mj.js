// The first script of every page: the namespace window.mj, the style nonce, the CSRF header, the way back to the sign-in page.
// Loaded by the page's own head before React; nothing of a component belongs here.
(function () {
  "use strict";

  const nonce = document.currentScript.nonce || "";

  // Component libraries create <style> elements as they go; the content security policy wants the page's nonce on each.
  const createElement = Document.prototype.createElement;
  Document.prototype.createElement = function (name, options) {
    const element = createElement.call(this, name, options);
    if (nonce && String(name).toLowerCase() === "style") {
      element.setAttribute("nonce", nonce);
    }
    return element;
  };

  const bus = new EventTarget();
  function emit(name, detail) {
    bus.dispatchEvent(new CustomEvent(name, {detail}));
  }

  function cookie(name) {
    const found = document.cookie.split("; ").find((pair) => pair.startsWith(name + "="));
    return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
  }

  function remember(name, value) {
    document.cookie = `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=31536000; SameSite=Strict`;
  }

  function signIn() {
    const next = location.pathname + location.search;
    location.assign("/signin?next=" + encodeURIComponent(next));
  }

  // Every call to our own origin names the page it speaks for, every unsafe one carries the CSRF token. A lost session leads back to the
  // sign-in page (what waits for the answer waits until the page is left); a callback of Dash that fails is told in a notification and
  // changes nothing (204).
  const CALLBACKS = "/_dash-update-component";
  const plainFetch = window.fetch.bind(window);
  window.fetch = async function (resource, options) {
    const request = new Request(resource, options);
    const address = new URL(request.url, location.href);
    if (address.origin !== location.origin) {
      return plainFetch(request);
    }
    request.headers.set("X-Page", location.pathname);
    if (!["GET", "HEAD"].includes(request.method) && !request.headers.has("X-CSRF-Token")) {
      request.headers.set("X-CSRF-Token", cookie("mj_csrf"));
    }
    const response = await plainFetch(request);
    if (response.status === 401) {
      signIn();
      return new Promise(() => {});
    }
    if (!response.ok && address.pathname === CALLBACKS) {
      emit("mj:problem", await response.json());
      return new Response(null, {status: 204});
    }
    return response;
  };

  // One JSON call of our API; a refusal is thrown with its code, article, rule and message in the language of the page.
  async function call(method, path, body, headers) {
    const response = await fetch(path, {
      method,
      headers: {Accept: "application/json", "Content-Type": "application/json", ...headers},
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const answer = response.status === 204 ? null : await response.json();
    if (!response.ok) {
      throw Object.assign(new Error(answer.message), answer, {status: response.status});
    }
    return answer;
  }

  window.mj = Object.assign(window.mj || {}, {state: {}, bus, emit, call, cookie, remember, signIn});
})();
