/* One WebSocket to one gateway worker, carrying every pane that this worker serves.
 *
 * Belongs here: the socket, its messages, and telling when it is gone. A link never decides to watch again:
 * that needs a fresh decision, which is the wall's business (wall.js).
 */
(function () {
  'use strict';
  const mj = (window.mj = window.mj || {});
  const parts = (mj.wallParts = mj.wallParts || {});

  const OPEN_WITHIN = 4000; // ms

  parts.Link = class Link {
    /** `on` = {frame(frame), state(object), lost(paneIds)} */
    constructor(url, on) {
      this.url = url;
      this.on = on;
      this.socket = null;
      this.opening = null;
      this.panes = new Set();
      this.heardAt = 0; // performance.now() of the last message
    }

    /** Promise<boolean>: the socket is open. Concurrent callers share one attempt. */
    ready() {
      if (this.socket && this.socket.readyState === WebSocket.OPEN) {
        return Promise.resolve(true);
      }
      if (!this.opening) {
        this.opening = this.connect().finally(() => {
          this.opening = null;
        });
      }
      return this.opening;
    }

    connect() {
      return new Promise((resolve) => {
        let socket = null;
        try {
          socket = new WebSocket(this.url);
        } catch (error) {
          resolve(false); // an address the browser or the policy refuses
          return;
        }
        socket.binaryType = 'arraybuffer';
        const timer = window.setTimeout(() => socket.close(), OPEN_WITHIN);
        socket.addEventListener('open', () => {
          window.clearTimeout(timer);
          this.socket = socket;
          this.heardAt = performance.now();
          resolve(true);
        });
        socket.addEventListener('close', () => {
          window.clearTimeout(timer);
          resolve(false);
          this.gone(socket);
        });
        socket.addEventListener('message', (event) => this.heard(socket, event.data));
      });
    }

    heard(socket, data) {
      if (socket !== this.socket) {
        return;
      }
      this.heardAt = performance.now();
      if (typeof data === 'string') {
        this.on.state(JSON.parse(data));
        return;
      }
      const frame = parts.readFrame(data);
      if (frame) {
        this.on.frame(frame);
      }
    }

    gone(socket) {
      if (socket !== this.socket) {
        return;
      }
      this.socket = null;
      const lost = [...this.panes];
      this.panes.clear();
      this.on.lost(lost);
    }

    send(message) {
      if (this.socket && this.socket.readyState === WebSocket.OPEN) {
        this.socket.send(JSON.stringify(message));
        return true;
      }
      return false;
    }

    open(pane, ticket) {
      this.panes.add(pane);
      return this.send({ open: { pane, ticket } });
    }

    /** Take a pane off the link; true when the gateway was told, and so ends the look. */
    close(pane) {
      return this.panes.delete(pane) && this.send({ close: pane });
    }

    /** The socket looks alive but says nothing: give it up, the panes are told at once. */
    abandon() {
      const socket = this.socket;
      if (socket) {
        this.gone(socket);
        socket.close();
      }
    }

    /** End the socket for good, without telling anyone. */
    end() {
      const socket = this.socket;
      this.socket = null;
      this.panes.clear();
      if (socket) {
        socket.close();
      }
    }
  };
})();
