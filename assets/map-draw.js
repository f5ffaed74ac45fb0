/* Drawing the cameras that stand in the window: clusters by a grid anchored in the world, single points, cones of view.
 *
 * Pure drawing: gets a canvas context, the cameras and the window, gives back what can be hit. No Leaflet, no events.
 */
(function () {
  'use strict';
  const mj = (window.mj = window.mj || {});
  const parts = (mj.mapParts = mj.mapParts || {});

  const CELL = 64; // px, a cluster's cell
  const POLE = 4; // px, cameras closer than this share a pole
  parts.POINT_ZOOM = 16; // from here every camera is drawn by itself
  parts.CONE_ZOOM = 16;
  const GROUPS = [0, 1, 2, 3, 4, 4]; // status → slice of a cluster's ring
  const SLICES = 5;

  /** The arithmetic of a window: {zoom, originX, originY, width, height} in px of that zoom. */
  parts.frameOf = function (zoom, left, top, width, height) {
    const scale = 2 ** (zoom - 24); // px for one unit of the blob
    const middle = 2 ** (zoom + 7);
    return { zoom, left, top, width, height, scale, dx: middle - left, dy: middle - top };
  };

  /* Cells of the window, reused from draw to draw: n, sums, the first camera, locked, slices of the ring. */
  const cells = { size: 0 };
  function clearCells(size) {
    if (cells.size < size) {
      Object.assign(cells, {
        size, n: new Uint32Array(size), first: new Int32Array(size), locked: new Uint32Array(size),
        sx: new Float64Array(size), sy: new Float64Array(size), slices: new Uint32Array(size * SLICES),
      });
    } else {
      for (const column of [cells.n, cells.locked, cells.sx, cells.sy, cells.slices]) {
        column.fill(0);
      }
    }
  }

  /** Put the shown cameras of the window into cells; the grid is anchored in the world, so panning moves no cluster. */
  function gather(cameras, frame, cell) {
    const columns = Math.ceil(frame.width / cell) + 2;
    const rows = Math.ceil(frame.height / cell) + 2;
    const firstColumn = Math.floor(frame.left / cell);
    const firstRow = Math.floor(frame.top / cell);
    clearCells(columns * rows);
    const shift = 24 - frame.zoom + Math.log2(cell);
    const { x, y, look, shown, count } = cameras;
    const { n, first, locked, sx, sy, slices } = cells;
    for (let i = 0; i < count; i += 1) {
      if (!shown[i]) { continue; }
      const column = ((x[i] ^ 0x80000000) >>> shift) - firstColumn;
      const row = ((~y[i] ^ 0x80000000) >>> shift) - firstRow;
      if (column < 0 || row < 0 || column >= columns || row >= rows) { continue; }
      const at = row * columns + column;
      const closed = ((look[i] >>> 8) & 3) === 3 ? 1 : 0;
      if (!n[at] || (!closed && locked[at] === n[at])) { first[at] = i; } // a pole shows one that may be opened, if any
      n[at] += 1;
      sx[at] += x[i] * frame.scale + frame.dx;
      sy[at] += frame.dy - y[i] * frame.scale;
      locked[at] += closed;
      slices[at * SLICES + GROUPS[look[i] & 7]] += 1;
    }
    return { columns, rows, firstColumn, firstRow, cell };
  }

  function drawCone(ctx, cameras, i, px, py, metrePx, colours) {
    const azimuth = cameras.azimuth(i);
    const hfov = cameras.hfov(i);
    const reach = cameras.reach(i) * metrePx;
    if (cameras.locked(i) || !hfov || !reach || (azimuth === null && hfov < 350)) { return false; }
    const colour = colours.status[cameras.status(i)];
    const middle = ((azimuth || 0) - 90) * (Math.PI / 180);
    const half = (Math.min(hfov, 360) / 2) * (Math.PI / 180);
    const fade = ctx.createRadialGradient(px, py, 0, px, py, reach);
    fade.addColorStop(0, `${colour}73`);
    fade.addColorStop(1, `${colour}14`);
    ctx.beginPath();
    if (hfov < 350) { ctx.moveTo(px, py); }
    ctx.arc(px, py, reach, middle - half, middle + half);
    ctx.closePath();
    ctx.fillStyle = fade;
    ctx.fill();
    ctx.lineWidth = 1;
    ctx.strokeStyle = `${colour}80`;
    ctx.stroke();
    return true;
  }

  /** The radius of a cluster of n, small enough for its cell. */
  const clusterRadius = (n) => Math.min(25, 11 + 2.3 * Math.log2(n) * 0.85);

  function drawCluster(ctx, at, hit, colours) {
    const { x, y, r, n } = hit;
    const allLocked = cells.locked[at] === n;
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 2 * Math.PI);
    ctx.fillStyle = allLocked ? colours.clusterLocked : colours.cluster;
    ctx.fill();
    ctx.globalAlpha = allLocked ? 0.6 : 1;
    ctx.lineWidth = 3.5;
    let from = -Math.PI / 2;
    for (let slice = 0; slice < SLICES; slice += 1) {
      const share = cells.slices[at * SLICES + slice] / n;
      if (share) {
        ctx.beginPath();
        ctx.arc(x, y, r - 1.75, from, from + share * 2 * Math.PI);
        ctx.strokeStyle = colours.status[slice];
        ctx.stroke();
        from += share * 2 * Math.PI;
      }
    }
    ctx.globalAlpha = 1;
    const label = n < 10000 ? String(n) : `${Math.floor(n / 1000)}k`;
    ctx.fillStyle = ctx.strokeStyle = allLocked ? colours.mutedText : colours.text;
    ctx.font = `600 ${n < 100 ? 12 : n < 1000 ? 11.5 : 11}px system-ui, sans-serif`;
    ctx.fillText(label, x, y + (allLocked ? -2.5 : 0.5));
    if (allLocked) {
      ctx.save();
      ctx.translate(x, y + 8);
      parts.drawPadlock(ctx, 1.45);
      ctx.restore();
    }
  }

  function drawBadge(ctx, x, y, n, colours) {
    ctx.beginPath();
    ctx.arc(x + 8, y - 8, 7, 0, 2 * Math.PI);
    ctx.fillStyle = colours.halo;
    ctx.fill();
    ctx.fillStyle = colours.rim;
    ctx.font = '700 9.5px system-ui, sans-serif';
    ctx.fillText(n > 99 ? '99' : String(n), x + 8, y - 7.5);
  }

  const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

  /** Where a cell's picture stands: a cluster stays inside its own cell, so no two clusters ever touch. */
  function placeCell(grid, frame, at) {
    const n = cells.n[at];
    let x = cells.sx[at] / n;
    let y = cells.sy[at] / n;
    const r = n > 1 ? clusterRadius(n) : 0;
    if (grid.cell === CELL && n > 1) {
      const left = (grid.firstColumn + (at % grid.columns)) * CELL - frame.left;
      const top = (grid.firstRow + Math.floor(at / grid.columns)) * CELL - frame.top;
      x = clamp(x, left + r + 1, left + CELL - r - 1);
      y = clamp(y, top + r + 1, top + CELL - r - 1);
    }
    return { x, y, r, n };
  }

  /**
   * Draw; returns {hits: [{x, y, r, n, first, cell?}], clusters, points, cameras, cones}. Coordinates are px of the window.
   * `look` = {sheet, colours, cones: boolean}.
   */
  parts.drawCameras = function (ctx, cameras, frame, look) {
    const single = frame.zoom >= parts.POINT_ZOOM;
    const grid = gather(cameras, frame, single ? POLE : CELL);
    const result = { hits: [], clusters: 0, points: 0, cameras: 0, cones: 0 };
    const detail = frame.zoom >= 13;
    const radius = frame.zoom >= 15 ? 9 : detail ? 8 : 6;
    const used = grid.columns * grid.rows;
    for (let at = 0; at < used; at += 1) {
      if (!cells.n[at]) { continue; }
      const hit = placeCell(grid, frame, at);
      hit.first = cells.first[at];
      hit.at = at;
      hit.column = grid.firstColumn + (at % grid.columns);
      hit.row = grid.firstRow + Math.floor(at / grid.columns);
      hit.cluster = !single && hit.n > 1;
      hit.r = hit.cluster ? hit.r : radius;
      result.hits.push(hit);
      result.cameras += hit.n;
    }
    if (look.cones && frame.zoom >= parts.CONE_ZOOM) {
      result.cones = drawCones(ctx, cameras, frame, look.colours);
    }
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    for (const hit of result.hits) {
      if (hit.cluster) {
        result.clusters += 1;
        drawCluster(ctx, hit.at, hit, look.colours);
        continue;
      }
      result.points += hit.n;
      const locked = cells.locked[hit.at] === hit.n;
      const picture = look.sheet(cameras.status(hit.first), cameras.type(hit.first), locked, radius, detail);
      ctx.drawImage(picture, hit.x - picture.half, hit.y - picture.half, 2 * picture.half, 2 * picture.half);
      if (hit.n > 1) { drawBadge(ctx, hit.x, hit.y, hit.n, look.colours); }
    }
    return result;
  };

  function drawCones(ctx, cameras, frame, colours) {
    let drawn = 0;
    const reach = 400;
    for (let i = 0; i < cameras.count; i += 1) {
      if (!cameras.shown[i]) { continue; }
      const px = cameras.x[i] * frame.scale + frame.dx;
      const py = frame.dy - cameras.y[i] * frame.scale;
      if (px < -reach || py < -reach || px > frame.width + reach || py > frame.height + reach) { continue; }
      const metrePx = (256 * 2 ** frame.zoom) / (40075016.7 * Math.cos((cameras.lat(i) * Math.PI) / 180));
      drawn += drawCone(ctx, cameras, i, px, py, metrePx, colours) ? 1 : 0;
    }
    return drawn;
  }

  /** A sample cluster for the legend, on a canvas of 56 × 56 device px. */
  parts.drawLegendCluster = function (canvas) {
    const ctx = canvas.getContext('2d');
    canvas.style.width = canvas.style.height = '28px';
    ctx.scale(2, 2);
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    clearCells(1);
    cells.slices.set([8, 2, 1, 1, 0]);
    drawCluster(ctx, 0, { x: 14, y: 14, r: 13, n: 12 }, parts.colours());
  };

  /** The cameras of one drawn cell, for a list or to zoom on: positions in the blob. */
  parts.membersOf = function (cameras, zoom, hit) {
    const shift = 24 - zoom + Math.log2(zoom >= parts.POINT_ZOOM ? POLE : CELL);
    const found = [];
    for (let i = 0; i < cameras.count; i += 1) {
      if (cameras.shown[i] && (x32(cameras.x[i]) >>> shift) === hit.column && (x32(~cameras.y[i]) >>> shift) === hit.row) {
        found.push(i);
      }
    }
    return found;
  };
  const x32 = (value) => value ^ 0x80000000;
})();
