/* The paint of the offline basemap: a calm dark map for the control room, a light one for paperwork.
 *
 * Belongs here: colours, widths and labels for protomaps-leaflet, by the layers of layers/basemap.py. Nothing is fetched here.
 */
(function () {
  'use strict';
  const mj = (window.mj = window.mj || {});
  const parts = (mj.mapParts = mj.mapParts || {});

  const INKS = {
    dark: {
      outside: '#0e161f', land: '#16212d', edge: '#4b86b8', township: '#3a5068',
      relief: '#1b2833', forest: '#172c27', farmland: '#19262b', urban: '#202d3b', village: '#1e2a37', park: '#193228',
      industrial: '#242b39', school: '#25303d', hospital: '#2e2634', scenic: '#18342c', square: '#243341',
      water: '#1a3a57', stream: '#22486b', building: '#2a3848', buildingEdge: '#374859',
      roads: { motorway: '#7a683f', trunk: '#63593f', primary: '#465566', secondary: '#3a4a5a', tertiary: '#324150', residential: '#2a3746', track: '#27333f', rail: '#3d4854' },
      casing: '#101922', place: '#c9d6e3', minor: '#8fa2b5', faint: '#64778a', waterText: '#6ea3cf', roadText: '#8798a9', halo: '#0b121a',
    },
    light: {
      outside: '#e3e8ed', land: '#f7f6f2', edge: '#0b64b8', township: '#a9b3be',
      relief: '#eeece4', forest: '#dcead6', farmland: '#f1f2e3', urban: '#ebe9e6', village: '#eceae4', park: '#cfe6c8',
      industrial: '#e6e4ea', school: '#f3ead6', hospital: '#f8e1e1', scenic: '#d3e9d4', square: '#f0e9dd',
      water: '#b9d8ef', stream: '#a5cbe8', building: '#e0dcd6', buildingEdge: '#cfcac2',
      roads: { motorway: '#f2b65f', trunk: '#f7cf85', primary: '#ffffff', secondary: '#ffffff', tertiary: '#ffffff', residential: '#ffffff', track: '#d9d4c9', rail: '#a8adb3' },
      casing: '#c9cdd2', place: '#1d2c3a', minor: '#4c5d6d', faint: '#7b8997', waterText: '#2d6d9f', roadText: '#67737f', halo: '#ffffff',
    },
  };
  parts.inks = () => INKS[parts.theme()];

  const LAND = ['relief', 'farmland', 'forest', 'urban', 'village', 'industrial', 'park', 'scenic', 'school', 'hospital', 'square'];
  /* Width in px at zooms 9, 12, 15, 18. */
  const WIDTHS = {
    motorway: [1.4, 2.6, 6, 16], trunk: [1.2, 2.3, 5.5, 15], primary: [0.9, 2, 5, 14], secondary: [0.6, 1.5, 4, 12],
    tertiary: [0.4, 1, 3.2, 10], residential: [0.2, 0.6, 2.4, 8], track: [0.2, 0.5, 1.4, 4], rail: [0.6, 1, 1.6, 3],
  };
  const ROADS = ['track', 'residential', 'tertiary', 'secondary', 'primary', 'trunk', 'motorway'];

  const width = (kind, extra) => {
    const [a, b, c, d] = WIDTHS[kind];
    const curve = protomapsL.exp(1.4, [[9, a], [12, b], [15, c], [18, d]]);
    return (z) => curve(z) + (extra || 0);
  };
  const is = (kind) => (z, feature) => feature.props.class === kind;
  const polygons = (test) => (z, feature) => feature.geomType === 3 && test(feature.props);
  const lines = (test) => (z, feature) => feature.geomType === 2 && test(feature.props);

  /** Paint rules for the groups that are switched on: a Set of 'land', 'water', 'roads', 'townships', 'buildings'. */
  parts.paintRules = function (on) {
    const { PolygonSymbolizer, LineSymbolizer } = protomapsL;
    const ink = parts.inks();
    const rules = [{ dataLayer: 'outline', symbolizer: new PolygonSymbolizer({ fill: ink.land }), filter: polygons(() => true) }];
    const add = (dataLayer, symbolizer, filter, minzoom) => rules.push({ dataLayer, symbolizer, filter, minzoom });
    if (on.has('land')) {
      for (const kind of LAND) {
        add('landuse', new PolygonSymbolizer({ fill: ink[kind], opacity: kind === 'relief' ? 0.5 : 1 }), is(kind));
      }
    }
    if (on.has('water')) {
      add('water', new PolygonSymbolizer({ fill: ink.water }), polygons(() => true));
      add('water', new LineSymbolizer({ color: ink.stream, width: protomapsL.exp(1.4, [[9, 1], [13, 2.2], [17, 7]]) }), lines((p) => p.class === 'river'));
      add('water', new LineSymbolizer({ color: ink.stream, width: protomapsL.exp(1.4, [[10, 0.5], [13, 1], [17, 3]]) }), lines((p) => p.class !== 'river'));
    }
    if (on.has('townships')) {
      add('township', new LineSymbolizer({ color: ink.township, width: (z) => (z < 12 ? 0.8 : 1.2), dash: [5, 4] }));
    }
    if (on.has('buildings')) {
      add('building', new PolygonSymbolizer({ fill: ink.building, stroke: ink.buildingEdge, width: 0.5 }), undefined, 14);
    }
    if (on.has('roads')) {
      add('road', new LineSymbolizer({ dash: [6, 4], color: ink.roads.rail, width: (z) => (z < 13 ? 1 : 1.6) }), is('rail'));
      for (const kind of ROADS) {
        add('road', new LineSymbolizer({ color: ink.casing, width: width(kind, 1.6), lineCap: 'round', lineJoin: 'round' }), is(kind), 12);
      }
      for (const kind of ROADS) {
        add('road', new LineSymbolizer({ color: ink.roads[kind], width: width(kind), lineCap: 'round', lineJoin: 'round' }), is(kind));
      }
      add('road', new LineSymbolizer({ color: ink.roads.tertiary, width: width('tertiary') }), (z, f) => f.props.class !== 'rail' && !ROADS.includes(f.props.class));
    }
    add('outline', new LineSymbolizer({ color: ink.edge, width: 1.6, opacity: 0.8 }));
    return rules;
  };

  /** Label rules in the page's language; none when labels are off. */
  parts.labelRules = function (on, lang) {
    if (!on.has('labels')) {
      return [];
    }
    const { CenteredTextSymbolizer, LineLabelSymbolizer } = protomapsL;
    const ink = parts.inks();
    const labelProps = lang === 'en' ? ['name_en', 'name_zh'] : ['name_zh', 'name_en'];
    const fontFamily = getComputedStyle(document.body).fontFamily || 'sans-serif';
    const text = (fill, fontSize, more) => ({ labelProps, fill, stroke: ink.halo, width: 1.4, fontFamily, fontSize, maxLineChars: 18, lineHeight: 1.3, ...more });
    const sort = (a, b) => (a.rank || 99) - (b.rank || 99);
    const place = (kinds, minzoom, fill, size, more) => ({
      dataLayer: 'place', minzoom, sort,
      symbolizer: new CenteredTextSymbolizer(text(fill, size, more)),
      filter: (z, feature) => kinds.includes(feature.props.class),
    });
    const rules = [
      place(['city'], 7, ink.place, 17, { fontWeight: 600, letterSpacing: 2 }),
      place(['town', 'subdistrict'], 9, ink.place, (z) => (z < 11 ? 11.5 : 13), { fontWeight: 500 }),
      place(['neighbour'], 8, ink.faint, 12, { letterSpacing: 1 }),
    ];
    if (on.has('water')) {
      rules.push({ dataLayer: 'label', minzoom: 10, sort, symbolizer: new CenteredTextSymbolizer(text(ink.waterText, 12, { fontStyle: 'italic' })) });
      rules.push({ dataLayer: 'water', minzoom: 10, sort, symbolizer: new LineLabelSymbolizer(text(ink.waterText, 11.5, { fontStyle: 'italic' })), filter: lines((p) => p.name_zh || p.name_en) });
    }
    if (on.has('roads')) {
      rules.push({ dataLayer: 'road', minzoom: 11, sort, symbolizer: new LineLabelSymbolizer(text(ink.roadText, 11)), filter: (z, f) => f.props.class !== 'rail' && (z > 14 || f.props.rank < 5) });
    }
    rules.push(place(['station', 'scenic', 'government', 'peak', 'hospital', 'park'], 12, ink.minor, 11.5));
    rules.push(place(['village'], 13, ink.minor, 11.5), place(['school', 'factory'], 14, ink.minor, 11));
    return rules;
  };
})();
