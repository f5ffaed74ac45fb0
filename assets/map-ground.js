/* What lies between the basemap and the cameras: the graticule, the department's own jurisdiction and the mask that dims the rest.
 *
 * The polygon comes from the server as it is in force (Article 25); drawing it gives no right to anything.
 */
(function () {
  'use strict';
  const mj = (window.mj = window.mj || {});
  const parts = (mj.mapParts = mj.mapParts || {});

  const STEPS = [[8, 0.5], [10, 0.2], [11, 0.1], [12, 0.05], [14, 0.02], [15, 0.01], [17, 0.005], [19, 0.002]];

  /* Fine lines of longitude and latitude: an empty map still says where one is. */
  const graticule = {
    options: { padding: 0, pane: 'mjGround', interactive: false },
    _initContainer() {
      this._container = document.createElement('canvas');
      this._container.setAttribute('aria-hidden', 'true');
    },
    _destroyContainer() { this._container.remove(); },
    _update() {
      if (this._map._animatingZoom && this._bounds) { return; }
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      const dpr = window.devicePixelRatio || 1;
      this._container.width = size.x * dpr;
      this._container.height = size.y * dpr;
      this._container.style.width = `${size.x}px`;
      this._container.style.height = `${size.y}px`;
      L.DomUtil.setPosition(this._container, this._bounds.min);
      const ctx = this._container.getContext('2d');
      ctx.scale(dpr, dpr);
      this._lines(ctx, size);
    },
    _lines(ctx, size) {
      const zoom = this._map.getZoom();
      const step = (STEPS.find(([top]) => zoom <= top) || STEPS[STEPS.length - 1])[1];
      const bounds = this._map.getBounds();
      ctx.strokeStyle = parts.theme() === 'dark' ? 'rgba(140, 180, 215, 0.09)' : 'rgba(40, 70, 100, 0.10)';
      ctx.lineWidth = 1;
      ctx.beginPath();
      for (let n = Math.ceil(bounds.getWest() / step); n * step <= bounds.getEast(); n += 1) {
        const x = Math.round(this._map.latLngToContainerPoint([bounds.getNorth(), n * step]).x) + 0.5;
        ctx.moveTo(x, 0); ctx.lineTo(x, size.y);
      }
      for (let n = Math.ceil(bounds.getSouth() / step); n * step <= bounds.getNorth(); n += 1) {
        const y = Math.round(this._map.latLngToContainerPoint([n * step, bounds.getWest()]).y) + 0.5;
        ctx.moveTo(0, y); ctx.lineTo(size.x, y);
      }
      ctx.stroke();
    },
  };

  parts.Ground = class Ground {
    constructor(map) {
      this.map = map;
      const pane = map.getPane('mjGround') || map.createPane('mjGround');
      pane.style.zIndex = 250;
      pane.style.pointerEvents = 'none';
      this.renderer = L.svg({ pane: 'mjGround', padding: 0.6 });
      parts.Graticule = parts.Graticule || L.Renderer.extend(graticule);
      this.graticule = new parts.Graticule().addTo(map);
      this.outline = null;
      this.mask = null;
      this.dim = true;
      this.line = true;
    }

    /** `jurisdiction` = {outline: GeoJSON, outside: GeoJSON, bounds, version_no …} or null when none is in force. */
    setJurisdiction(jurisdiction) {
      for (const layer of [this.outline, this.mask]) { if (layer) { layer.remove(); } }
      this.outline = this.mask = null;
      this.jurisdiction = jurisdiction;
      if (!jurisdiction) { return; }
      const shape = (geometry, className) => {
        const rings = (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates)
          .map((part) => part.map((ring) => ring.map(([lon, lat]) => [lat, lon])));
        return L.polygon(rings, { renderer: this.renderer, interactive: false, className, smoothFactor: 0.8 });
      };
      this.mask = shape(jurisdiction.outside, 'map-outside');
      this.outline = shape(jurisdiction.outline, 'map-jurisdiction');
      this.show();
    }

    show() {
      const want = (layer, on) => {
        if (layer && on) { layer.addTo(this.map); } else if (layer) { layer.remove(); }
      };
      want(this.mask, this.dim);
      want(this.outline, this.line);
      want(this.graticule, this.grid !== false);
    }

    setTheme() { if (this.graticule._map) { this.graticule._update(); } }

    /** Leaflet bounds of the jurisdiction in force, or null. */
    bounds() {
      if (!this.jurisdiction) { return null; }
      const [west, south, east, north] = this.jurisdiction.bounds;
      return [[south, west], [north, east]];
    }
  };
})();
