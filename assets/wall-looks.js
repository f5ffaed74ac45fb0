/* One look at a camera, from the request to its end, and the way back when the gateway is lost.
 *
 * Belongs here: the order of events. Every look, also a resumed one, begins with POST /api/viewings: the database
 * decides (Articles 7, 24, 25), the register gets its row, and only then a ticket goes to the gateway. Nothing
 * here grants anything, and a picture is shown only while its viewing is open. Places and keys: wall.js.
 */
(function () {
  'use strict';
  const mj = (window.mj = window.mj || {});
  const parts = (mj.wallParts = mj.wallParts || {});

  const BACKOFF = { first: 500, most: 30000, socketTries: 3 }; // ms; tries of the socket before the law is asked
  const ALONE = { 'X-Passive': '1' };
  const AGAIN = ['worker-stopped', 'unavailable']; // endings that are nobody's decision: the look is asked for anew
  const SILENCE = 10000; // ms without a word on a link whose panes play

  const delay = (ms) => new Promise((resolve) => window.setTimeout(resolve, ms));
  const backoff = (attempt) => Math.min(BACKOFF.most, BACKOFF.first * 2 ** attempt) * (0.75 + Math.random() / 2);

  /** Is this the law's answer (true), or only a failure of the network or a service (false)? */
  parts.isFinal = (error) => Boolean(error.code) && error.status < 500 && error.status !== 429;

  parts.Looks = class Looks {
    /** `changed()` is called when a look begins or ends. */
    constructor(changed) {
      this.changed = changed;
      this.links = new Map(); // ws address → Link
      this.wires = new Map(); // number on the wire → Pane; every look has its own
      this.lastWire = 0;
    }

    /** Ask the law. `alone`: nobody clicked (a lost gateway), so the session is not kept awake by it. */
    request(code, action, purpose, alone) {
      return mj.call('POST', '/api/viewings', { camera: code, action, purpose }, alone ? ALONE : {});
    }

    /** Show `viewing`, the answer of a request, in `pane`. */
    start(pane, viewing) {
      pane.viewing = viewing;
      pane.turn += 1;
      pane.show({ name: 'connecting' });
      return pane.still ? this.takeStill(pane, viewing, pane.turn) : this.join(pane, viewing, pane.turn);
    }

    async join(pane, viewing, turn) {
      const link = this.linkTo(viewing.stream);
      const ready = await link.ready();
      if (pane.turn !== turn) {
        this.dropIdle(link);
        return;
      }
      pane.link = link;
      pane.wire = this.lastWire += 1;
      this.wires.set(pane.wire, pane);
      if (!ready || !link.open(pane.wire, viewing.ticket)) {
        this.lost(pane);
      }
    }

    async takeStill(pane, viewing, turn) {
      const answer = await this.fetchStill(viewing.snapshot);
      if (pane.turn !== turn) {
        return;
      }
      if (answer.reached) {
        pane.viewing = null; // the gateway closes the row of a still itself
      }
      if (!answer.jpeg) {
        this.letGo(pane);
        pane.show(answer.state);
        return;
      }
      const time = Date.now() / 1000;
      pane.picture.offer({ time, jpeg: answer.jpeg }, () => pane.show({ name: 'still', since: time }));
    }

    /** {jpeg} or {state}, and whether the gateway was `reached`; the address works once and is kept nowhere. */
    async fetchStill(address) {
      try {
        const headers = { 'Accept-Language': mj.lang };
        const answer = await fetch(address, { cache: 'no-store', credentials: 'omit', headers });
        if (answer.ok) {
          return { jpeg: new Uint8Array(await answer.arrayBuffer()), reached: true };
        }
        const error = await answer.json();
        return { state: { ...error, name: error.article ? 'refused' : 'failed' }, reached: true };
      } catch (error) {
        return { state: { name: 'failed' } };
      }
    }

    linkTo(url) {
      if (!this.links.has(url)) {
        this.links.set(url, new parts.Link(url, {
          frame: (frame) => this.wires.has(frame.pane) && this.wires.get(frame.pane).frame(frame),
          state: (state) => this.told(state),
          lost: (wires) => wires.forEach((wire) => this.wires.has(wire) && this.lost(this.wires.get(wire))),
        }));
      }
      return this.links.get(url);
    }

    /** A state from the gateway: {pane, state, code, article, reason, since}. */
    told(message) {
      const pane = this.wires.get(message.pane);
      if (!pane) {
        return;
      }
      if (message.state === 'ended') {
        pane.viewing = null;
        this.leave(pane);
      }
      if (message.state === 'ended' && AGAIN.includes(message.reason)) {
        this.lost(pane);
        return;
      }
      pane.show({ ...message, name: message.state });
      this.changed();
    }

    /** The gateway is gone: the old look ends, a new one is asked for as soon as somebody answers. */
    lost(pane) {
      this.letGo(pane);
      pane.show({ name: 'lost' });
      pane.turn += 1;
      return this.recover(pane, pane.turn);
    }

    /** First the socket, then the law: no look is registered while nothing could be shown. */
    async recover(pane, turn) {
      for (let attempt = 0; pane.turn === turn; attempt += 1) {
        await delay(backoff(attempt));
        const link = pane.link;
        if (pane.turn === turn && (attempt >= BACKOFF.socketTries || !link || await link.ready())) {
          await this.resume(pane, turn, true);
        }
      }
    }

    /** Ask again for a look at the pane's camera. Without an answer of the law the pane's turn stays as it is. */
    async resume(pane, turn, alone) {
      try {
        const viewing = await this.request(pane.camera.code, pane.action, pane.purpose, alone);
        if (pane.turn === turn) {
          this.start(pane, viewing);
        } else {
          this.endViewing(viewing.id);
        }
      } catch (error) {
        if (pane.turn === turn && parts.isFinal(error)) {
          pane.turn += 1;
          this.leave(pane);
          pane.show({ name: 'refused', code: error.code, article: error.article, message: error.message });
          this.changed();
        }
      }
    }

    /** The person asks for this camera again, with `purpose`: a fresh decision. */
    async again(pane, purpose) {
      this.letGo(pane);
      pane.purpose = purpose;
      pane.show({ name: 'asking' });
      pane.turn += 1;
      const turn = pane.turn;
      await this.resume(pane, turn);
      if (pane.turn === turn) {
        return pane.still ? pane.show({ name: 'failed' }) : this.lost(pane);
      }
      return null;
    }

    /** End the look in `pane` and show `state` in its place; `surely` when the page may be gone in a moment. */
    stop(pane, state, surely) {
      pane.turn += 1;
      this.letGo(pane, surely);
      pane.show(state);
    }

    /** End the look: the gateway is told, or where it cannot be told (or `surely`) the web process. */
    letGo(pane, surely) {
      const told = this.leave(pane);
      if (pane.viewing && (surely || !told)) {
        this.endViewing(pane.viewing.id);
      }
      pane.viewing = null;
    }

    /** Leave the gateway; true when it was told. */
    leave(pane) {
      this.wires.delete(pane.wire);
      const told = Boolean(pane.link) && pane.link.close(pane.wire);
      if (pane.link) {
        this.dropIdle(pane.link);
      }
      return told;
    }

    /** A socket without panes is closed. */
    dropIdle(link) {
      if (!link.panes.size && !link.opening) {
        link.end();
      }
    }

    endViewing(id) {
      // When this does not arrive the gateway ends it with the socket, and the clock what both of them missed.
      const address = `/api/viewings/${encodeURIComponent(id)}`;
      fetch(address, { method: 'DELETE', keepalive: true, headers: ALONE }).catch(() => null);
    }

    /** A link whose panes play but which says nothing is as good as gone. */
    listen() {
      for (const link of this.links.values()) {
        const playing = [...link.panes].some((wire) => ['playing', 'stale'].includes(this.wires.get(wire)?.state.name));
        if (playing && performance.now() - link.heardAt > SILENCE) {
          link.abandon();
        }
      }
    }
  };
})();
