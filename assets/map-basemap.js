/* The basemap layer: vector tiles of our own server drawn by protomaps-leaflet; or the operator's own tiles inside the closed network.
 *
 * Belongs here: making the layer, changing theme, language and what is switched on without fetching again. The paint is map-paint.js.
 */
(function () {
  'use strict';
  const mj = (window.mj = window.mj || {});
  const parts = (mj.mapParts = mj.mapParts || {});
  const LIBRARY = '/vendor/protomaps-leaflet/5.1.0/protomaps-leaflet.js'; // the version of package.json

  parts.BASEMAP_GROUPS = ['land', 'water', 'roads', 'buildings', 'townships', 'labels'];

  parts.Basemap = class Basemap {
    /** `source` = {kind: 'vector' | 'pmtiles' | 'image', url, max_zoom}, the answer of /map/context. */
    constructor(map, source) {
      this.map = map;
      this.source = source;
      this.on = new Set(parts.BASEMAP_GROUPS);
      this.layer = null;
      this.drawn = 0;
      map.getContainer().style.setProperty('--map-outside', parts.inks().outside);
    }

    async start() {
      if (this.source.kind === 'image') {
        this.layer = L.tileLayer(this.source.url, { maxZoom: 19, maxNativeZoom: this.source.max_zoom, className: 'map-image-tiles' });
      } else {
        await parts.script(LIBRARY);
        this.layer = this.vector();
      }
      this.layer.on('load', () => { this.drawn += 1; });
      if (this.map.getContainer().isConnected) { this.layer.addTo(this.map); }
      return this;
    }

    /** Our own tiles with our own paint; a file of the operator's with the library's paint for that scheme. */
    vector() {
      const own = this.source.kind === 'vector';
      return protomapsL.leafletLayer({
        url: this.source.url,
        maxDataZoom: this.source.max_zoom,
        attribution: '',
        noWrap: true,
        flavor: own ? undefined : parts.theme(),
        paintRules: own ? parts.paintRules(this.on) : undefined,
        labelRules: own ? parts.labelRules(this.on, mj.lang) : undefined,
        backgroundColor: own ? parts.inks().outside : undefined,
        lang: mj.lang === 'en' ? 'en' : own ? 'zh-CN' : 'zh-Hans',
        maxZoom: 19,
      });
    }

    /** Repaint with today's theme and switches; the tiles that are here already are used again. */
    repaint() {
      this.map.getContainer().style.setProperty('--map-outside', parts.inks().outside);
      if (!this.layer || this.source.kind === 'image') { return; }
      if (this.source.kind === 'pmtiles') {
        this.layer.remove();
        this.layer = this.vector().addTo(this.map);
        return;
      }
      this.layer.paintRules = parts.paintRules(this.on);
      this.layer.labelRules = parts.labelRules(this.on, mj.lang);
      this.layer.backgroundColor = parts.inks().outside;
      this.layer.clearLayout();
      this.layer.rerenderTiles();
    }

    toggle(group, on) {
      if (on) { this.on.add(group); } else { this.on.delete(group); }
      this.repaint();
    }
  };
})();
