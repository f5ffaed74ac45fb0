/* The map page put together: takes the Leaflet map that dash-leaflet made, adds our layers and panels, keeps them true.
 *
 * Belongs here: who talks to whom, and asking the server again (every 5 s and on mj:rights-changed). Each part has a file of its own
 * (map-*.js). Public: mj.map = {open(code), debug(), lookOf(id), room}.
 */
(function () {
  'use strict';
  const mj = (window.mj = window.mj || {});
  const parts = (mj.mapParts = mj.mapParts || {});
  const MAP_ID = 'map-leaflet';
  const PERIOD = 5000; // ms between looks at the version
  const LIST_MOST = 60;
  const bus = () => (mj.bus = mj.bus || new EventTarget());

  class Room {
    constructor(map) {
      const node = (id) => document.getElementById(id);
      this.map = map;
      this.stage = node('map-stage');
      this.known = new Map(); // code → {id, lat, lon}
      this.codes = new Map(); // id → code
      this.version = {};
      map.attributionControl && map.attributionControl.remove();
      this.ground = new parts.Ground(map);
      this.layer = parts.addCameraLayer(map);
      this.layer.on('pick', (event) => this.pick(event)).on('hover', (event) => this.hover(event.index)).on('miss', () => this.card.close());
      this.card = new parts.Card(node('map-card'), {
        closed: () => this.layer.mark('chosen', null),
        chosen: (camera, list) => this.present(camera, { list, focus: true }),
        hover: (camera) => this.layer.mark('hover', camera && [camera.lat, camera.lon]),
      });
      this.search = new parts.Search(node('map-search'), {
        camera: (hit) => this.open({ codes: hit.code }, { focus: true, move: true }),
        place: (hit) => this.map.fitBounds(hit.bounds, { maxZoom: 16 }),
        hover: (hit) => this.layer.mark('hover', hit && [hit.lat, hit.lon]),
        opened: (open) => this.stage.classList.toggle('is-searching', open),
      });
      this.filters = new parts.Filters(node('map-filters'), {
        changed: (filter) => this.filter(filter),
        opened: (open) => this.stage.classList.toggle('is-filtering', open),
      });
      this.search.extra.append(this.filters.button);
      this.status = node('map-status');
      this.dock = new parts.Dock({ page: node('map-page'), divider: node('map-divider'), dock: node('map-dock') }, () => map.invalidateSize({ pan: false }));
      this.listen();
      this.start();
    }

    listen() {
      this.off = [];
      const on = (target, name, act) => { target.addEventListener(name, act); this.off.push(() => target.removeEventListener(name, act)); };
      on(bus(), 'mj:pane-hover', ({ detail }) => this.paneHover(detail));
      on(bus(), 'mj:rights-changed', () => this.clock && this.clock.soon());
      on(bus(), 'mj:open', () => this.dock.folded && this.dock.setFolded(false));
      on(bus(), 'mj:wall-wanted', () => this.dock.setFolded(false));
      on(bus(), 'mj:map-show', ({ detail }) => this.open({ codes: detail.code }, { move: true }));
      this.themes = new MutationObserver(() => this.repaint());
      this.themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-mantine-color-scheme'] });
      this.map.on('unload', () => this.destroy());
    }

    destroy() {
      this.off.forEach((end) => end());
      this.themes.disconnect();
      this.dock.destroy();
      if (this.clock) { this.clock.stop(); }
      if (mj.map && mj.map.room === this) { delete mj.map; }
    }

    /* ---- from the server ---- */

    async start() {
      for (let pause = 500; !this.context; pause = Math.min(8000, pause * 2)) {
        try {
          await this.readContext();
        } catch (error) {
          this.trouble(parts.words.t('暂时读不到地图数据，正在重试…'));
          await new Promise((resolve) => { window.setTimeout(resolve, pause); });
          if (!this.map.getContainer().isConnected) { return; }
        }
      }
      this.basemap = await new parts.Basemap(this.map, this.context.basemap).start();
      const groups = this.context.basemap.kind === 'vector' ? parts.BASEMAP_GROUPS : [];
      this.tools = new parts.Tools(this.map, { rail: document.getElementById('map-rail'), foot: document.getElementById('map-foot') }, {
        city: () => this.fit(this.cityBounds()),
        own: () => this.fit(this.ground.bounds()),
        toggle: (name, on) => this.toggle(name, on),
      }, { groups });
      this.tools.ownButton.disabled = !this.context.jurisdiction;
      this.clock = parts.repeat(() => this.check(), PERIOD);
    }

    async readContext() {
      const context = await parts.getJson('/map/context', { passive: true });
      const first = !this.context;
      this.context = context;
      this.ground.setJurisdiction(context.jurisdiction);
      this.filters.setOwners(context.owners);
      this.explain(context);
      if (this.tools) { this.tools.ownButton.disabled = !context.jurisdiction; }
      if (first) { this.fit(this.cityBounds(), false); }
    }

    /** Why every camera is locked, said once where it is so. */
    explain({ gate, jurisdiction }) {
      const note = document.getElementById('map-note');
      const text = gate ? gate.message : jurisdiction ? '' : parts.words.t('本单位没有生效的核定辖区（第二十五条），点位均不能查看。');
      note.replaceChildren(parts.icon('lock'), parts.el('span', {}, text));
      note.hidden = !text;
    }

    /** Ask whether anything changed; read again what did. A failure leaves what is drawn and says so. */
    async check() {
      try {
        const response = await parts.get('/map/version', { etag: this.versionTag, passive: true });
        if (response.status !== 304) {
          const version = await response.json();
          if (version.context !== this.context.version) { await this.readContext(); }
          if (version.cameras !== this.version.cameras) { await this.readCameras(version); }
          else if (version.states !== this.version.states) { await this.readStates(); }
          this.version = version;
          this.versionTag = response.headers.get('ETag');
        }
        this.trouble('');
      } catch (error) {
        this.trouble(parts.words.t('与服务的连接中断，图上内容可能不是最新，正在重试…'));
      }
    }

    async readCameras(version) {
      const response = await parts.get(`/map/cameras.bin?v=${encodeURIComponent(version.cameras)}`, { passive: true });
      const cameras = new parts.Cameras(await response.arrayBuffer());
      cameras.filter(this.filters.chosen);
      this.cameras = cameras;
      this.statesAt = cameras.readAt;
      this.layer.setCameras(cameras);
      this.tally();
      this.stage.dataset.ready = '1';
      if (this.card.camera) { this.open({ codes: this.card.camera.code }, { list: this.card.list }); }
    }

    /** States change often and rights rarely: only the states that changed are fetched. */
    async readStates() {
      const { at, states } = await parts.getJson(`/map/states?since=${this.statesAt}`, { passive: true });
      this.statesAt = at;
      if (this.cameras.setStates(states)) { this.filter(this.filters.chosen); }
      if (this.card.camera && states.some(([id]) => id === this.card.camera.id)) {
        this.open({ codes: this.card.camera.code }, { list: this.card.list });
      }
    }

    trouble(text) {
      this.status.textContent = text;
      this.status.hidden = !text;
    }

    /* ---- what people do ---- */

    filter(filter) {
      if (!this.cameras) { return; }
      this.cameras.filter(filter);
      this.layer.redraw();
      this.tally();
    }

    tally() {
      const tally = this.cameras.tally();
      this.tools.setTally(tally);
      this.filters.summary(tally);
    }

    pick({ indices, cluster, latlng }) {
      const bounds = L.latLngBounds(this.cameras.boundsOf(indices));
      const spread = bounds.getNorthEast().distanceTo(bounds.getSouthWest());
      if (cluster && spread > 4 && this.map.getZoom() < 18) {
        const zoom = Math.min(18, Math.max(this.map.getZoom() + 2, this.map.getBoundsZoom(bounds.pad(0.3))));
        this.map.setView(indices.length > 1 ? bounds.getCenter() : latlng, zoom);
        return;
      }
      this.open({ ids: indices.slice(0, LIST_MOST).map((i) => this.cameras.id[i]).join(',') }, {});
    }

    /** Read cameras by {ids} or {codes} and show the card, or the list when they are several. */
    async open(which, { focus = false, move = false, list = null } = {}) {
      const asked = (this.asked = {});
      if (!this.card.camera) { this.card.waiting(); }
      try {
        const { cameras } = await parts.getJson(`/map/cameras?${new URLSearchParams(which)}`);
        if (this.asked !== asked) { return; }
        cameras.forEach((camera) => this.learn(camera));
        if (!cameras.length) { this.card.failed(parts.words.t('没有这个点位。')); return; }
        if (cameras.length > 1) { this.card.showList(cameras); this.layer.mark('chosen', [cameras[0].lat, cameras[0].lon]); return; }
        this.present(cameras[0], { focus, list });
        if (move) { this.map.setView([cameras[0].lat, cameras[0].lon], Math.max(17, this.map.getZoom())); }
      } catch (error) {
        if (this.asked === asked) { this.card.failed(parts.words.t('没有读到点位资料。'), () => this.open(which, { focus, move })); }
      }
    }

    present(camera, { focus = false, list = null } = {}) {
      this.card.show(camera, { focus, list });
      this.layer.mark('chosen', [camera.lat, camera.lon]);
      this.layer.mark('hover', null);
    }

    learn(camera) {
      this.known.set(camera.code, camera);
      this.codes.set(camera.id, camera.code);
    }

    hover(index) {
      const code = index === null ? null : this.codes.get(this.cameras.id[index]) || null;
      this.layer.mark('hover', index === null ? null : this.cameras.latLng(index));
      if (this.lit && this.lit !== code) { this.tell(this.lit, false); }
      if (code && this.lit !== code) { this.tell(code, true); }
      this.lit = code;
    }

    tell(code, on) { bus().dispatchEvent(new CustomEvent('mj:camera-hover', { detail: { code, on } })); }

    async paneHover({ code, on }) {
      this.wanted = on ? code : this.wanted === code ? null : this.wanted;
      if (on && !this.known.has(code)) {
        try {
          const { cameras } = await parts.getJson(`/map/cameras?${new URLSearchParams({ codes: code })}`);
          cameras.forEach((camera) => this.learn(camera));
        } catch (error) {
          return; // the ring is a help; the pane itself says what is wrong
        }
      }
      const camera = this.known.get(this.wanted);
      this.layer.mark('pane', camera ? [camera.lat, camera.lon] : null);
    }

    toggle(name, on) {
      const acts = {
        cameras: () => this.layer.setShown(on), cones: () => this.layer.setCones(on),
        jurisdiction: () => { this.ground.line = on; this.ground.show(); },
        dim: () => { this.ground.dim = on; this.ground.show(); },
        grid: () => { this.ground.grid = on; this.ground.show(); },
      };
      if (acts[name]) { acts[name](); } else { this.basemap.toggle(name, on); }
    }

    repaint() {
      this.layer.setTheme();
      this.ground.setTheme();
      if (this.basemap) { this.basemap.repaint(); }
      if (this.tools && !this.tools.layers.hidden) { this.tools.render(); }
      if (!this.filters.node.hidden) { this.filters.render(); }
      if (this.card.camera) { this.present(this.card.camera, { list: this.card.list }); }
    }

    cityBounds() {
      const [west, south, east, north] = this.context.extent;
      return [[south, west], [north, east]];
    }

    fit(bounds, animate = true) {
      if (bounds) { parts.whenStill(this.map, () => this.map.fitBounds(bounds, { padding: [24, 24], animate })); }
    }

    debug() {
      const { hits, ...drawn } = this.layer.result();
      return {
        ready: Boolean(this.cameras), zoom: this.map.getZoom(), center: this.map.getCenter(), draws: this.layer.draws,
        basemapDrawn: this.basemap ? this.basemap.drawn : 0, version: this.version, tally: this.cameras ? this.cameras.tally() : null,
        drawn, hits: hits.map(({ x, y, r, n, cluster, first }) => ({ x, y, r, n, cluster, id: this.cameras.id[first] })),
        jurisdiction: Boolean(this.ground.outline),
      };
    }

    lookOf(id) {
      const i = this.cameras ? this.cameras.indexOf(id) : -1;
      return i < 0 ? null : { status: parts.STATUSES[this.cameras.status(i)], locked: this.cameras.locked(i), type: this.cameras.type(i), shown: Boolean(this.cameras.shown[i]) };
    }
  }

  function attach(map) {
    map.whenReady(() => {
      const room = new Room(map);
      mj.map = { room, open: (code) => room.open({ codes: code }, { move: true }), debug: () => room.debug(), lookOf: (id) => room.lookOf(id) };
    });
  }

  // dash-leaflet bundles Leaflet as window.L before our scripts run; it builds the map inside React, so the map is taken at its birth.
  L.Map.addInitHook(function () {
    if (this.getContainer().id === MAP_ID) { attach(this); }
  });
})();
