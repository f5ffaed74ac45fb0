/* The camera layer: an L.Renderer with one canvas that draws every camera, tells what is under the pointer and marks hovered ones.
 *
 * Belongs here: the canvas, its place under Leaflet's panning and zooming, hits. Drawing itself is map-draw.js.
 * Events (Leaflet's): 'pick' {indices, latlng, cluster}, 'hover' {index | null}, 'draw' {result}.
 */
(function () {
  'use strict';
  const mj = (window.mj = window.mj || {});
  const parts = (mj.mapParts = mj.mapParts || {});
  const PANE = 'mjCameras';
  const REACH = 5; // px that a click may miss a point by

  const methods = {
    options: { pane: PANE, padding: 0.25, interactive: false },

    initialize(options) {
      L.Renderer.prototype.initialize.call(this, options);
      this._cameras = null;
      this._result = { hits: [], clusters: 0, points: 0, cameras: 0, cones: 0 };
      this._cones = true;
      this._shown = true;
      this._marks = new Map();
      this.draws = 0;
    },

    getEvents() {
      const events = L.Renderer.prototype.getEvents.call(this);
      return { ...events, click: this._onClick, mousemove: this._onMove, mouseout: this._onLeave };
    },

    _initContainer() {
      this._container = document.createElement('canvas');
      this._container.className = 'map-cameras';
      this._container.setAttribute('aria-hidden', 'true');
      this._ctx = this._container.getContext('2d');
      this.setTheme();
    },

    _destroyContainer() {
      L.Util.cancelAnimFrame(this._request);
      for (const mark of this._marks.values()) { mark.node.remove(); }
      this._container.remove();
    },

    setTheme() {
      this._dpr = Math.min(window.devicePixelRatio || 1, 2);
      this._colours = parts.colours();
      this._sheet = parts.pictureSheet(this._dpr, this._colours);
      this.redraw();
    },

    setCameras(cameras) { this._cameras = cameras; this.redraw(); return this; },
    setCones(on) { this._cones = on; this.redraw(); return this; },
    setShown(on) { this._shown = on; this.redraw(); return this; },

    redraw() {
      if (this._map && !this._request) {
        this._request = L.Util.requestAnimFrame(this._draw, this);
      }
    },

    _update() {
      if (this._map._animatingZoom && this._bounds) { return; }
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      const width = Math.round(size.x * this._dpr);
      const height = Math.round(size.y * this._dpr);
      if (this._container.width !== width || this._container.height !== height) {
        this._container.width = width;
        this._container.height = height;
        this._container.style.width = `${size.x}px`;
        this._container.style.height = `${size.y}px`;
      }
      L.DomUtil.setPosition(this._container, this._bounds.min);
      this._draw();
    },

    /* A pan inside the drawn margin needs nothing; once the pointer drags past it, draw again under way. */
    _onMoving() {
      const size = this._map.getSize();
      const topLeft = this._map.containerPointToLayerPoint([0, 0]);
      if (this._bounds && !this._bounds.contains(L.bounds(topLeft, topLeft.add(size)))) { this._update(); }
    },

    _draw() {
      this._request = null;
      if (!this._map || !this._bounds) { return; }
      const size = this._bounds.getSize();
      const ctx = this._ctx;
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.clearRect(0, 0, this._container.width, this._container.height);
      this._result = { hits: [], clusters: 0, points: 0, cameras: 0, cones: 0 };
      if (this._cameras && this._shown) {
        ctx.setTransform(this._dpr, 0, 0, this._dpr, 0, 0);
        const corner = this._map.getPixelOrigin().add(this._bounds.min);
        this._frame = parts.frameOf(this._map.getZoom(), corner.x, corner.y, size.x, size.y);
        const look = { sheet: this._sheet, colours: this._colours, cones: this._cones };
        this._result = parts.drawCameras(ctx, this._cameras, this._frame, look);
      }
      this.draws += 1;
      this._placeMarks();
      this.fire('draw', { result: this._result });
    },

    result() { return this._result; },

    /* ---- what is under the pointer ---- */

    _hitsAt(containerPoint) {
      if (!this._frame || !this._cameras) { return []; }
      const point = this._map.containerPointToLayerPoint(containerPoint).subtract(this._bounds.min);
      const found = [];
      for (const hit of this._result.hits) {
        const reach = hit.r + (hit.cluster ? 0 : REACH);
        const apart = (hit.x - point.x) ** 2 + (hit.y - point.y) ** 2;
        if (apart <= reach * reach) { found.push({ hit, apart }); }
      }
      found.sort((a, b) => a.apart - b.apart);
      return found.map((one) => one.hit);
    },

    /** The cameras under a container point: {indices, cluster}; points that lie over each other come together. */
    pickAt(containerPoint) {
      const hits = this._hitsAt(containerPoint);
      if (!hits.length) { return { indices: [], cluster: false }; }
      if (hits[0].cluster) {
        return { indices: parts.membersOf(this._cameras, this._frame.zoom, hits[0]), cluster: true };
      }
      const near = hits.filter((hit) => !hit.cluster);
      const indices = near.flatMap((hit) => (hit.n === 1 ? [hit.first] : parts.membersOf(this._cameras, this._frame.zoom, hit)));
      return { indices, cluster: false };
    },

    _onClick(event) {
      const picked = this.pickAt(event.containerPoint);
      if (picked.indices.length) { this.fire('pick', { ...picked, latlng: event.latlng }); }
      else { this.fire('miss', { latlng: event.latlng }); }
    },

    _onMove(event) {
      if (this._map.dragging && this._map.dragging.moving && this._map.dragging.moving()) { return; }
      const hits = this._hitsAt(event.containerPoint);
      this._map.getContainer().classList.toggle('is-over-camera', hits.length > 0);
      const index = hits.length && hits[0].n === 1 ? hits[0].first : null;
      if (index !== this._hovered) {
        this._hovered = index;
        this.fire('hover', { index });
      }
    },

    _onLeave() {
      this._map.getContainer().classList.remove('is-over-camera');
      if (this._hovered !== null && this._hovered !== undefined) {
        this._hovered = null;
        this.fire('hover', { index: null });
      }
    },

    /* ---- rings around a hovered or a chosen camera ---- */

    /** Put the ring `kind` ('hover', 'chosen', 'pane') at a place, or take it away with null. */
    mark(kind, latlng) {
      let mark = this._marks.get(kind);
      if (!latlng) {
        if (mark) { mark.node.remove(); this._marks.delete(kind); }
        return;
      }
      if (!mark) {
        mark = { node: parts.el(`div.map-mark.map-mark-${kind}.leaflet-zoom-hide`, { 'aria-hidden': 'true' }) };
        this.getPane().append(mark.node);
        this._marks.set(kind, mark);
      }
      mark.latlng = L.latLng(latlng);
      this._placeMarks();
    },

    _placeMarks() {
      for (const mark of this._marks.values()) {
        L.DomUtil.setPosition(mark.node, this._map.latLngToLayerPoint(mark.latlng));
      }
    },
  };

  /** The layer for a map; makes its pane between the overlays and the popups. */
  parts.addCameraLayer = function (map) {
    if (!map.getPane(PANE)) { map.createPane(PANE).style.zIndex = 450; }
    parts.CameraLayer = parts.CameraLayer || L.Renderer.extend(methods);
    const layer = new parts.CameraLayer();
    layer.addTo(map);
    map.on('move', layer._onMoving, layer);
    return layer;
  };
})();
