/* The map's own furniture: zoom, extents (city, own jurisdiction, back), north, layer switch, legend, scale bar, coordinates, counts.
 *
 * Belongs here: controls that change the view or what is switched on. Search, filters and the card have files of their own.
 */
(function () {
  'use strict';
  const mj = (window.mj = window.mj || {});
  const parts = (mj.mapParts = mj.mapParts || {});

  /** Leaflet ignores a new view while a zoom is under way: act at once, or when it has ended. */
  parts.whenStill = (map, act) => (map._animatingZoom ? map.once('zoomend', act) : act());

  /** Where the map has been, for the way back; a new look is one that stayed. */
  class Past {
    constructor(map) {
      this.map = map;
      this.views = [];
      this.going = false;
      map.on('moveend', () => this.note());
    }
    note() {
      const view = { center: this.map.getCenter(), zoom: this.map.getZoom() };
      if (this.going) { this.going = false; this.now = view; return; }
      if (this.now && (this.now.zoom !== view.zoom || this.now.center.distanceTo(view.center) > 1)) {
        this.views.push(this.now);
        if (this.views.length > 50) { this.views.shift(); }
      }
      this.now = view;
    }
    back() {
      const view = this.views.pop();
      if (view) { parts.whenStill(this.map, () => { this.going = true; this.map.setView(view.center, view.zoom); }); }
    }
  }

  parts.Tools = class Tools {
    /** `places` = {rail, foot}: the elements to fill; `on` = {city(), own(), toggle(name, on)}; `basemap`: whether its groups can be switched. */
    constructor(map, places, on, { groups }) {
      this.map = map;
      this.on = on;
      this.past = new Past(map);
      this.groups = groups;
      this.rail(places.rail);
      this.foot(places.foot);
    }

    rail(node) {
      const { el, iconButton, words } = parts;
      const t = words.t;
      const map = this.map;
      const group = (...buttons) => el('div.map-rail-group', { role: 'group' }, ...buttons);
      this.ownButton = iconButton('map-tool', 'draw-polygon', t('本单位辖区'), () => this.on.own());
      this.layersButton = iconButton('map-tool', 'layer-group', t('图层与图例'), () => this.panel(this.layers.hidden));
      this.layersButton.setAttribute('aria-expanded', 'false');
      this.layers = el('section.map-layers', { hidden: true, 'aria-label': t('图层与图例') });
      node.append(
        group(iconButton('map-tool', 'plus', t('放大'), () => map.zoomIn()), iconButton('map-tool', 'minus', t('缩小'), () => map.zoomOut())),
        group(
          iconButton('map-tool', 'city', t('全市范围'), () => this.on.city()),
          this.ownButton,
          iconButton('map-tool', 'arrow-rotate-left', t('返回上一视野'), () => this.past.back())),
        group(this.layersButton),
        el('div.map-north', { title: t('地图正北朝上'), role: 'img', 'aria-label': t('地图正北朝上') }, el('span', {}, t('北'))),
        this.layers);
      this.layers.addEventListener('keydown', (event) => { if (event.key === 'Escape') { this.panel(false); this.layersButton.focus(); } });
    }

    panel(open) {
      this.layers.hidden = !open;
      this.layersButton.setAttribute('aria-expanded', String(open));
      if (open) { this.render(); }
    }

    render() {
      const { el, words } = parts;
      const t = words.t;
      const names = {
        cameras: t('监控点位'), cones: t('视域扇形'), jurisdiction: t('本单位核定辖区'), dim: t('辖区外变暗'), grid: t('经纬网'),
        land: t('地块'), water: t('水系'), roads: t('道路'), buildings: t('建筑'), townships: t('乡镇界线'), labels: t('地名注记'),
      };
      this.state = this.state || Object.fromEntries(Object.keys(names).map((name) => [name, true]));
      const row = (name) => {
        const box = el('input', { type: 'checkbox', 'data-layer': name, onchange: () => { this.state[name] = box.checked; this.on.toggle(name, box.checked); } });
        box.checked = this.state[name];
        return el('label.map-switch', {}, box, el('span', {}, names[name]));
      };
      this.layers.replaceChildren(
        el('h3', {}, t('图层')),
        el('div.map-switches', {}, ...['cameras', 'cones', 'jurisdiction', 'dim', 'grid', ...this.groups].map(row)),
        el('h3', {}, t('图例')), this.legend());
    }

    legend() {
      const { el, words } = parts;
      const t = words.t;
      const row = (picture, text) => el('li', {}, picture, el('span', {}, text));
      const cluster = el('canvas.map-picture', { width: 56, height: 56, 'aria-hidden': 'true' });
      parts.drawLegendCluster(cluster);
      return el('ul.map-legend', {},
        ...parts.STATUSES.map((code) => row(parts.pictureNode({ status: code, type: 3 }, 8), words.status(code))),
        row(parts.pictureNode({ status: 0, type: 3, locked: true }, 8), t('本人不能查看')),
        row(cluster, t('多个点位：圆环为各状态所占比例')));
    }

    foot(node) {
      const { el, words } = parts;
      this.counts = el('span.map-counts');
      this.where = el('span.map-where', { title: words.t('WGS-84 经纬度') });
      this.zoom = el('span.map-zoom');
      this.bar = el('span.map-scale', {}, el('i'), el('b'));
      node.append(this.counts, this.zoom, this.where, this.bar);
      this.map.on('mousemove', (event) => this.coordinates(event.latlng));
      this.map.on('mouseout', () => this.coordinates(this.map.getCenter()));
      this.map.on('moveend', () => this.scale());
      this.map.on('moveend', () => this.coordinates(this.map.getCenter()));
      this.scale();
      this.coordinates(this.map.getCenter());
    }

    coordinates(latlng) {
      this.where.textContent = `${latlng.lat.toFixed(5)}°N  ${latlng.lng.toFixed(5)}°E`;
    }

    /** A round length of at most 110 px at the middle of the window. */
    scale() {
      const middle = this.map.getSize().y / 2;
      const metres = this.map.distance(this.map.containerPointToLatLng([0, middle]), this.map.containerPointToLatLng([110, middle]));
      const power = 10 ** Math.floor(Math.log10(metres));
      const length = [5, 2, 1].find((n) => n * power <= metres) * power;
      this.bar.firstChild.style.width = `${(110 * length) / metres}px`;
      this.bar.lastChild.textContent = length >= 1000 ? `${length / 1000} km` : `${length} m`;
      this.zoom.textContent = `Z${Math.round(this.map.getZoom())}`;
    }

    setTally(tally) {
      const { words } = parts;
      this.counts.textContent = tally.shown === tally.total
        ? words.t('{total} 个点位 · 可查看 {open}', { total: words.number(tally.total), open: words.number(tally.open) })
        : words.t('显示 {shown} / {total} · 可查看 {open}', { shown: words.number(tally.shown), total: words.number(tally.total), open: words.number(tally.open) });
    }
  };
})();
