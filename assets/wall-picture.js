/* One canvas that shows the newest frame of one pane and nothing older.
 *
 * Belongs here: turning the gateway's bytes into pixels. While one frame is being decoded only the newest
 * of those that arrive is kept (one slot, never a queue), so a slow browser is late by one frame at most.
 * Does not belong here: states, words, sockets. Nothing is stored: a frame lives in this object or nowhere.
 */
(function () {
  'use strict';
  const mj = (window.mj = window.mj || {});
  const parts = (mj.wallParts = mj.wallParts || {});

  const HEAD_BYTES = 12; // u32 pane, f64 unix seconds, both big endian

  /** {pane, time (unix seconds), jpeg (Uint8Array)} of one binary message, or null when it is too short. */
  parts.readFrame = function (buffer) {
    if (buffer.byteLength <= HEAD_BYTES) {
      return null;
    }
    const view = new DataView(buffer);
    return {
      pane: view.getUint32(0),
      time: view.getFloat64(4),
      jpeg: new Uint8Array(buffer, HEAD_BYTES),
    };
  };

  parts.Picture = class Picture {
    constructor() {
      this.canvas = document.createElement('canvas');
      this.canvas.className = 'mj-wall-canvas';
      this.canvas.setAttribute('aria-hidden', 'true'); // the pane says what it is and shows
      this.canvas.width = 16;
      this.canvas.height = 9;
      this.context = this.canvas.getContext('2d');
      this.next = null;
      this.busy = false;
      this.epoch = 0; // raised by clear(): a frame still being decoded then is thrown away
      this.paintedAt = 0; // performance.now() of the last painted frame
      this.frameTime = 0; // unix seconds given by the gateway
      this.painted = 0;
      this.dropped = 0;
    }

    /** Take a frame {time, jpeg}; an older one that still waits is dropped. `onPaint(time)` after drawing. */
    offer(frame, onPaint) {
      if (this.next) {
        this.dropped += 1;
      }
      this.next = { frame, onPaint };
      this.wake();
    }

    /** Decode what waits, unless the tab is hidden (then the newest frame waits for its return). */
    wake() {
      if (!this.busy && this.next && !document.hidden) {
        this.paint();
      }
    }

    async paint() {
      const { frame, onPaint } = this.next;
      const epoch = this.epoch;
      this.next = null;
      this.busy = true;
      try {
        const bitmap = await createImageBitmap(new Blob([frame.jpeg], { type: 'image/jpeg' }));
        if (epoch === this.epoch) {
          this.draw(bitmap);
          this.frameTime = frame.time;
          onPaint(frame.time);
        }
        bitmap.close();
      } catch (error) {
        this.dropped += 1; // one broken frame is not the end of a stream
      } finally {
        this.busy = false;
        this.wake();
      }
    }

    draw(bitmap) {
      if (this.canvas.width !== bitmap.width || this.canvas.height !== bitmap.height) {
        this.canvas.width = bitmap.width;
        this.canvas.height = bitmap.height;
      }
      this.context.drawImage(bitmap, 0, 0);
      this.paintedAt = performance.now();
      this.painted += 1;
    }

    /** Forget every pixel: an ended viewing leaves no picture behind. */
    clear() {
      this.epoch += 1;
      this.next = null;
      this.paintedAt = 0;
      this.canvas.width = 16;
      this.canvas.height = 9;
    }
  };
})();
