/* The cameras as the server sends them: one binary blob (layers/cameras.py), read in place by typed arrays.
 *
 * Belongs here: reading, finding, filtering. Not here: drawing, fetching.
 */
(function () {
  'use strict';
  const mj = (window.mj = window.mj || {});
  const parts = (mj.mapParts = mj.mapParts || {});

  const MAGIC = 0x31434a4d; // "MJC1", little-endian
  const TURN = 2 ** 32;
  const UNKNOWN_AZIMUTH = 511;

  parts.Cameras = class Cameras {
    /** Throws when the bytes are not such a blob. */
    constructor(buffer) {
      const head = new Uint32Array(buffer, 0, 4);
      const [magic, count, owners, readAt] = head;
      if (magic !== MAGIC || buffer.byteLength !== 16 + 4 * owners + 18 * count) {
        throw new Error('not a camera blob');
      }
      this.count = count;
      this.readAt = readAt; // seconds since 1970 at which the states were read
      let at = 16;
      const take = (Kind, length) => {
        const column = new Kind(buffer, at, length);
        at += length * Kind.BYTES_PER_ELEMENT;
        return column;
      };
      this.owners = take(Uint32Array, owners);
      this.x = take(Int32Array, count);
      this.y = take(Int32Array, count);
      this.id = take(Uint32Array, count);
      this.look = take(Uint32Array, count);
      this.owner = take(Uint16Array, count);
      this.shown = new Uint8Array(count).fill(1);
      this.shownCount = count;
    }

    status(i) { return this.look[i] & 7; }
    type(i) { return (this.look[i] >>> 3) & 7; }
    klass(i) { return (this.look[i] >>> 6) & 3 || 9; }
    /** Neither live nor snapshot may be opened: for display only, the database decides each look. */
    locked(i) { return ((this.look[i] >>> 8) & 3) === 3; }
    azimuth(i) { const a = (this.look[i] >>> 10) & 511; return a === UNKNOWN_AZIMUTH ? null : a; }
    hfov(i) { return (this.look[i] >>> 19) & 511; }
    /** Metres, 0 when unknown. */
    reach(i) { const step = this.look[i] >>> 28; return step ? 10 * 1.35 ** (step - 1) : 0; }

    lon(i) { return (this.x[i] / TURN) * 360; }
    lat(i) { return (Math.atan(Math.sinh((this.y[i] / TURN) * 2 * Math.PI)) * 180) / Math.PI; }
    latLng(i) { return [this.lat(i), this.lon(i)]; }

    /** Position of a camera by its number, or -1. The ids ascend. */
    indexOf(id) {
      let low = 0;
      let high = this.count - 1;
      while (low <= high) {
        const middle = (low + high) >> 1;
        if (this.id[middle] === id) {
          return middle;
        }
        if (this.id[middle] < id) { low = middle + 1; } else { high = middle - 1; }
      }
      return -1;
    }

    /** Set states that changed: [[number, state]]; true when one of them was ours. */
    setStates(changes) {
      let any = false;
      for (const [id, status] of changes) {
        const i = this.indexOf(id);
        if (i >= 0 && (this.look[i] & 7) !== status) {
          this.look[i] = (this.look[i] & ~7) | status;
          any = true;
        }
      }
      return any;
    }

    /** Show only what passes: {statuses, types, classes: Set of codes; owners: Set of ids; open: boolean}, an empty Set = all. */
    filter({ statuses, types, classes, owners, open }) {
      const mask = (set, all) => (set && set.size ? all.reduce((bits, code, n) => (set.has(code) ? bits | (1 << n) : bits), 0) : -1);
      const statusBits = mask(statuses, parts.STATUSES);
      const typeBits = mask(types, [0, ...parts.TYPES]);
      const classBits = mask(classes, [9, 1, 2, 3]);
      const wanted = owners && owners.size ? Uint8Array.from(this.owners, (id) => (owners.has(id) ? 1 : 0)) : null;
      let shown = 0;
      for (let i = 0; i < this.count; i += 1) {
        const look = this.look[i];
        const pass = (statusBits >>> (look & 7)) & (typeBits >>> ((look >>> 3) & 7)) & (classBits >>> ((look >>> 6) & 3)) & 1;
        const yes = pass && (!wanted || wanted[this.owner[i]]) && (!open || ((look >>> 8) & 3) !== 3) ? 1 : 0;
        this.shown[i] = yes;
        shown += yes;
      }
      this.shownCount = shown;
    }

    /** {total, shown, open, locked, statuses: {...}} of the cameras that are shown. */
    tally() {
      const statuses = Object.fromEntries(parts.STATUSES.map((code) => [code, 0]));
      let locked = 0;
      for (let i = 0; i < this.count; i += 1) {
        if (this.shown[i]) {
          statuses[parts.STATUSES[this.look[i] & 7]] += 1;
          locked += ((this.look[i] >>> 8) & 3) === 3 ? 1 : 0;
        }
      }
      return { total: this.count, shown: this.shownCount, open: this.shownCount - locked, locked, statuses };
    }

    /** West, south, east, north in degrees of the cameras at `indices`. */
    boundsOf(indices) {
      let [w, s, e, n] = [Infinity, Infinity, -Infinity, -Infinity];
      for (const i of indices) {
        w = Math.min(w, this.lon(i)); e = Math.max(e, this.lon(i));
        s = Math.min(s, this.lat(i)); n = Math.max(n, this.lat(i));
      }
      return [[s, w], [n, e]];
    }
  };
})();
