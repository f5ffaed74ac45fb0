/* How a camera looks: colours for each theme, and the little pictures of its state and type.
 *
 * A state is told by colour AND by form, so that it can be read without telling colours apart: filled disc = normal, ring with a
 * stroke = offline, triangle = fault, diamond = repair, square = disabled, cross = retired; white disc with a padlock = locked.
 */
(function () {
  'use strict';
  const mj = (window.mj = window.mj || {});
  const parts = (mj.mapParts = mj.mapParts || {});

  const COLOURS = {
    dark: {
      status: ['#38cf8d', '#8fa3b8', '#ff6b5e', '#ffc145', '#6f8296', '#6f8296'],
      ink: '#08111a', rim: '#08111a', locked: '#f4f7fa', padlock: '#2b3a4a',
      cluster: '#16283a', clusterLocked: '#1a222c', text: '#eef5fb', mutedText: '#b4c2d0', halo: '#5bb8f5',
    },
    light: {
      status: ['#0f8a5f', '#66788a', '#cf2f26', '#b97700', '#8695a3', '#8695a3'],
      ink: '#ffffff', rim: '#ffffff', locked: '#ffffff', padlock: '#3b4a59',
      cluster: '#ffffff', clusterLocked: '#eef1f5', text: '#10202f', mutedText: '#566879', halo: '#0b64b8',
    },
  };

  parts.theme = () => (document.documentElement.getAttribute('data-mantine-color-scheme') === 'light' ? 'light' : 'dark');
  parts.colours = () => COLOURS[parts.theme()];

  function polygon(ctx, points) {
    ctx.beginPath();
    points.forEach(([x, y], n) => (n ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
    ctx.closePath();
  }

  function disc(ctx, r) {
    ctx.beginPath();
    ctx.arc(0, 0, r, 0, 2 * Math.PI);
  }

  /* Forms of the states, drawn around 0,0 with radius r. */
  const FORMS = [
    (ctx, r) => disc(ctx, r),
    (ctx, r) => disc(ctx, r),
    (ctx, r) => polygon(ctx, [[0, -r * 1.15], [r * 1.1, r * 0.85], [-r * 1.1, r * 0.85]]),
    (ctx, r) => polygon(ctx, [[0, -r * 1.2], [r * 1.2, 0], [0, r * 1.2], [-r * 1.2, 0]]),
    (ctx, r) => polygon(ctx, [[-r * 0.9, -r * 0.9], [r * 0.9, -r * 0.9], [r * 0.9, r * 0.9], [-r * 0.9, r * 0.9]]),
    (ctx, r) => disc(ctx, r),
  ];

  function stroke(ctx, width, ...lines) {
    ctx.lineWidth = width;
    ctx.lineCap = 'round';
    ctx.lineJoin = 'round';
    ctx.beginPath();
    for (const line of lines) {
      line.forEach(([x, y], n) => (n ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
    }
    ctx.stroke();
  }

  /* What stands inside the form of a camera that works: its type. u = one eighth of the diameter. */
  const TYPE_GLYPHS = {
    1: (ctx, u) => { disc(ctx, 1.5 * u); ctx.fill(); stroke(ctx, u * 0.8, [[-2.4 * u, -2 * u], [2.4 * u, -2 * u]]); },
    2: (ctx, u) => { ctx.beginPath(); ctx.arc(0, -u, 2 * u, 0, Math.PI); ctx.fill(); },
    3: (ctx, u) => { ctx.fillRect(-2.2 * u, -1.1 * u, 3 * u, 2.2 * u); polygon(ctx, [[0.9 * u, 0], [2.4 * u, -1.3 * u], [2.4 * u, 1.3 * u]]); ctx.fill(); },
    6: (ctx, u) => { ctx.lineWidth = u; ctx.beginPath(); ctx.arc(0, 1.2 * u, 2.3 * u, Math.PI * 1.1, Math.PI * 1.9); ctx.stroke(); disc(ctx, 0.8 * u); ctx.fill(); },
    7: (ctx, u) => { for (const [x, y] of [[-2, -2], [0.3, -2], [-2, 0.3], [0.3, 0.3]]) { ctx.fillRect(x * u, y * u, 1.7 * u, 1.7 * u); } },
  };
  TYPE_GLYPHS[4] = (ctx, u) => { TYPE_GLYPHS[3](ctx, u); stroke(ctx, u * 0.7, [[-1 * u, 2.2 * u], [1 * u, 2.2 * u]]); };
  TYPE_GLYPHS[5] = (ctx, u) => { TYPE_GLYPHS[2](ctx, u); stroke(ctx, u * 0.7, [[-1.4 * u, -2.4 * u], [1.4 * u, -2.4 * u]]); };

  /* What stands inside the form of a camera that does not work. */
  const STATE_GLYPHS = {
    1: (ctx, u) => stroke(ctx, u, [[-2.1 * u, 2.1 * u], [2.1 * u, -2.1 * u]]),
    2: (ctx, u) => { stroke(ctx, u * 1.1, [[0, -1.6 * u], [0, 0.8 * u]]); disc(ctx, 0.7 * u); ctx.save(); ctx.translate(0, 2.3 * u); disc(ctx, 0.65 * u); ctx.fill(); ctx.restore(); },
    3: (ctx, u) => { stroke(ctx, u, [[-1.6 * u, 0], [1.6 * u, 0]], [[0, -1.6 * u], [0, 1.6 * u]]); },
    4: (ctx, u) => stroke(ctx, u * 1.1, [[-1.8 * u, 0], [1.8 * u, 0]]),
    5: (ctx, u) => stroke(ctx, u, [[-1.7 * u, -1.7 * u], [1.7 * u, 1.7 * u]], [[1.7 * u, -1.7 * u], [-1.7 * u, 1.7 * u]]),
  };

  function padlock(ctx, u) {
    ctx.fillRect(-1.7 * u, -0.5 * u, 3.4 * u, 2.6 * u);
    ctx.lineWidth = 0.8 * u;
    ctx.beginPath();
    ctx.arc(0, -0.6 * u, 1.15 * u, Math.PI, 0);
    ctx.stroke();
  }
  parts.drawPadlock = padlock;

  /** Draw one camera's picture around 0,0: {status 0-5, type 0-7, locked}, radius in px, `detail` = draw what is inside. */
  parts.drawPoint = function (ctx, { status, type, locked }, r, detail, colours) {
    const colour = colours.status[status];
    const u = r / 4;
    if (locked) {
      disc(ctx, r * 0.94);
      ctx.fillStyle = colours.locked;
      ctx.fill();
      ctx.lineWidth = Math.max(1.4, r * 0.2);
      ctx.strokeStyle = colour;
      ctx.stroke();
      ctx.fillStyle = ctx.strokeStyle = colours.padlock;
      padlock(ctx, u * (detail ? 0.95 : 1.15));
      return;
    }
    const hollow = status === 1 || status === 5;
    FORMS[status](ctx, r);
    ctx.lineWidth = hollow ? 1 : Math.max(1.2, r * 0.16);
    ctx.strokeStyle = colours.rim;
    ctx.stroke();
    ctx.fillStyle = hollow ? colours.rim : colour;
    ctx.fill();
    if (hollow) {
      FORMS[status](ctx, r * 0.82);
      ctx.lineWidth = Math.max(1.5, r * 0.26);
      ctx.strokeStyle = colour;
      ctx.stroke();
    }
    ctx.fillStyle = ctx.strokeStyle = hollow ? colour : colours.ink;
    const glyph = status === 0 ? TYPE_GLYPHS[type] : STATE_GLYPHS[status];
    if (glyph && (detail || status !== 0)) {
      glyph(ctx, status === 1 || status === 5 ? u * 0.85 : u);
    }
  };

  /** A sheet of ready pictures: sheet(state, r, detail) → canvas drawn once for a theme and a pixel density. */
  parts.pictureSheet = function (dpr, colours) {
    const ready = new Map();
    return function (status, type, locked, r, detail) {
      const key = ((((status * 8 + type) * 2 + (locked ? 1 : 0)) * 64 + r) * 2) + (detail ? 1 : 0);
      let picture = ready.get(key);
      if (!picture) {
        const half = Math.ceil(r * 1.35) + 1;
        picture = document.createElement('canvas');
        picture.width = picture.height = 2 * half * dpr;
        picture.half = half;
        const ctx = picture.getContext('2d');
        ctx.scale(dpr, dpr);
        ctx.translate(half, half);
        parts.drawPoint(ctx, { status, type, locked }, r, detail, colours);
        ready.set(key, picture);
      }
      return picture;
    };
  };
})();
