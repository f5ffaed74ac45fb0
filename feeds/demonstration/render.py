"""Draws a demonstration scene as its camera sees it: every pixel by its true ray, faces by depth, twice as fine and then halved.

Belongs here: the picture of one moment. Does not belong here: coding and files (library), colours (shading).
"""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from feeds.demonstration import shading
from feeds.demonstration.optics import Camera
from feeds.demonstration.world import Box, Mover, Scene

Array = NDArray[Any]
WIDTH, HEIGHT, FINE = 640, 360, 2
FAR = 4000.0  # m
SHADE = 0.62


class Picture:
    """The scene's still part, drawn once; `at(moment)` adds what moves."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.camera = Camera(scene.pose, WIDTH * FINE, HEIGHT * FINE)
        self.rays = self.camera.rays().astype(np.float32)
        self.depth = np.full(self.rays.shape[:2], FAR, np.float32)
        self.canvas = shading.sky(self.rays, scene.light).astype(np.float32)
        self._draw_ground()
        for x, y in scene.lamps:
            for box in _lamp(x, y):
                self.draw(box, self.canvas, self.depth)
        for box in scene.buildings:
            self.draw(box, self.canvas, self.depth)
        for x, y, height in sorted(scene.trees, key=lambda tree: -self._distance(tree[0], tree[1])):
            self._draw_tree(x, y, height)
        self.canvas = np.clip(self.canvas, 0, 255).astype(np.uint8)

    def at(self, moment: float) -> Array:
        """The picture (H×W×3 uint8) at a moment 0…1 of the loop."""
        canvas, depth = self.canvas.copy(), self.depth.copy()
        boxes = [box for mover in self.scene.movers for box in mover.boxes(moment)]
        if not self.scene.light.night:
            for mover in self.scene.movers:
                self._shade(_hull(mover, moment), canvas, depth)
        for box in boxes:
            self.draw(box, canvas, depth)
        if self.scene.light.night:
            self._headlights(moment, canvas, depth)
        return cv2.resize(canvas, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)

    def draw(self, box: Box, canvas: Array, depth: Array) -> None:
        """Draw the faces of a box that look at the camera."""
        for corners, normal in box.faces():
            if np.dot(normal, corners.mean(axis=0) - self.camera.centre) < 0:
                self._fill(corners, normal, canvas, depth, box)

    def _fill(self, corners: Array, normal: Array, canvas: Array, depth: Array, box: Box) -> None:
        area = self._area(corners)
        if area is None:
            return
        part, mask = area
        rays = self.rays[part]
        away = rays @ normal.astype(np.float32)
        with np.errstate(divide="ignore", invalid="ignore"):
            far = np.float32(np.dot(normal, corners[0] - self.camera.centre)) / away
        seen = (mask > 0) & (far > 0) & (far < depth[part])
        if not seen.any():
            return
        near = far[seen]
        depth[part][seen] = near
        if box.kind == "plain":  # one colour a face
            canvas[part][seen] = shading.haze(shading.wall(box, corners[:1], normal, self.scene.light), near.mean(keepdims=True), self.scene.light)
            return
        points = self.camera.centre.astype(np.float32) + rays[seen] * near[:, None]
        colours = shading.wall(box, points, normal, self.scene.light)
        canvas[part][seen] = np.clip(shading.haze(colours, near, self.scene.light), 0, 255)

    def _area(self, corners: Array) -> tuple[tuple[slice, slice], Array] | None:
        projected = self.camera.project(corners)
        if projected is None:
            return None
        pixels = projected[0]
        left, top = np.floor(pixels.min(axis=0)).astype(int) - 1
        right, bottom = np.ceil(pixels.max(axis=0)).astype(int) + 1
        left, top = max(left, 0), max(top, 0)
        right, bottom = min(right, self.camera.width), min(bottom, self.camera.height)
        if left >= right or top >= bottom:
            return None
        mask = np.zeros((bottom - top, right - left), np.uint8)
        cv2.fillConvexPoly(mask, np.round((pixels - (left, top) - 0.5) * 16).astype(np.int32), 1, shift=4)
        return (slice(top, bottom), slice(left, right)), mask

    def _draw_ground(self) -> None:
        down = self.rays[..., 2] < -1e-4  # noqa: PLR2004 - below the horizon
        far = np.where(down, -self.camera.centre[2] / np.minimum(self.rays[..., 2], -1e-4), FAR).astype(np.float32)
        down &= far < FAR
        x = np.where(down, self.camera.centre[0] + self.rays[..., 0] * far, 0).astype(np.float32)
        y = np.where(down, self.camera.centre[1] + self.rays[..., 1] * far, 0).astype(np.float32)
        light = self.scene.light
        colours = shading.ground(x, y, self.scene)
        if light.night:
            colours = colours * shading.lamplight(x, y, self.scene.lamps)[..., None]
        else:
            colours = colours * shading.lit(np.array([0, 0, 1.0]), light)
        self.canvas = np.where(down[..., None], shading.haze(colours, far, light), self.canvas).astype(np.float32)
        self.depth = np.where(down, far, FAR).astype(np.float32)
        if not light.night:
            for box in [*self.scene.buildings, *(part for x, y, h in self.scene.trees for part in _tree_shadow(x, y, h))]:
                self._shade(_shadow(box, light.sun), self.canvas, self.depth)

    def _shade(self, outline: Array | None, canvas: Array, depth: Array) -> None:
        area = None if outline is None else self._area(outline)
        if area is None:
            return
        part, mask = area
        far = -self.camera.centre[2] / np.minimum(self.rays[part][..., 2], -1e-4)
        lies = (mask > 0) & (np.abs(far - depth[part]) < 0.02 * far)
        canvas[part][lies] = canvas[part][lies] * SHADE

    def _distance(self, x: float, y: float) -> float:
        return math.dist((x, y), self.camera.centre[:2])

    def _draw_tree(self, x: float, y: float, height: float) -> None:
        self.draw(Box(x, y, 0.3, 0.3, height * 0.45, (52, 66, 84)), self.canvas, self.depth)
        chance = np.random.default_rng(int(abs(x * 131 + y * 17)) + 1)
        night = 0.35 if self.scene.light.night else 1.0
        for level in range(26):
            turn, out = chance.random() * 6.28, chance.random() * height * 0.24
            z = height * (0.42 + 0.56 * chance.random())
            shade = (0.62 + 0.5 * (z / height - 0.4) + 0.22 * chance.random()) * night * (0.8 + level / 80)
            at = np.array([x + math.cos(turn) * out, y + math.sin(turn) * out, z])
            self._blob(at, height * (0.10 + 0.07 * chance.random()), np.array([52, 112, 78]) * shade)

    def _blob(self, at: Array, radius: float, colour: Array) -> None:
        local = self.camera.rotation @ (at - self.camera.centre)
        if local[2] < 1:
            return
        u, v = local[:2] / local[2] * self.camera.focal + (self.camera.width / 2, self.camera.height / 2)
        size = max(1, round(radius / local[2] * self.camera.focal))
        left, top = max(int(u) - size, 0), max(int(v) - size, 0)
        right, bottom = min(int(u) + size + 1, self.camera.width), min(int(v) + size + 1, self.camera.height)
        if left >= right or top >= bottom:
            return
        part = np.s_[top:bottom, left:right]
        yy, xx = np.mgrid[top:bottom, left:right]
        rough = 1 + 0.25 * shading.noise(xx * 1.0, yy * 1.0, 0.06)
        seen = ((xx - u) ** 2 + (yy - v) ** 2 < (size * rough) ** 2) & (self.depth[part] > local[2])
        self.canvas[part][seen] = shading.haze(np.broadcast_to(colour, (int(seen.sum()), 3)), np.full(int(seen.sum()), local[2]), self.scene.light)
        self.depth[part][seen] = local[2]

    def _headlights(self, moment: float, canvas: Array, depth: Array) -> None:
        for mover in self.scene.movers:
            body = mover.boxes(moment)[1]
            head = math.radians(body.heading)
            for end, colour in (((1, (225, 245, 255)), (-1, (40, 40, 235))) if mover.kind != "person" else ()):
                for side in (-0.35, 0.35):
                    x = body.x + math.sin(head) * body.length / 2 * end + math.cos(head) * body.width * side
                    y = body.y + math.cos(head) * body.length / 2 * end - math.sin(head) * body.width * side
                    self._glow(np.array([x, y, 0.65]), colour, canvas, depth)

    def _glow(self, at: Array, colour: tuple[int, int, int], canvas: Array, depth: Array) -> None:
        local = self.camera.rotation @ (at - self.camera.centre)
        if local[2] < 1:
            return
        u, v = (local[:2] / local[2] * self.camera.focal + (self.camera.width / 2, self.camera.height / 2)).astype(int)
        if 0 <= u < self.camera.width and 0 <= v < self.camera.height and depth[v, u] > local[2] - 2.5:
            size = max(2, round(0.16 / local[2] * self.camera.focal))
            cv2.circle(canvas, (int(u), int(v)), size, colour, -1)


def _lamp(x: float, y: float) -> list[Box]:
    return [Box(x, y, 0.16, 0.16, 7.5, (120, 120, 118)), Box(x, y, 0.5, 1.6, 0.16, (190, 200, 205), base=7.4)]


def _tree_shadow(x: float, y: float, height: float) -> list[Box]:
    return [Box(x, y, height * 0.4, height * 0.4, height * 0.4, (0, 0, 0), 45, base=height * 0.4)]


def _shadow(box: Box, sun: tuple[float, float, float]) -> Array:
    bottom, top = box.base / sun[2], (box.base + box.height) / sun[2]
    roof = box.faces()[-1][0]
    low = [(p[0] - sun[0] * bottom, p[1] - sun[1] * bottom) for p in roof]
    high = [(p[0] - sun[0] * top, p[1] - sun[1] * top) for p in roof]
    hull = cv2.convexHull(np.array(low + high, np.float32))[:, 0]
    return np.column_stack([hull, np.zeros(len(hull))])


def _hull(mover: Mover, moment: float) -> Array:
    """The shadow right under a moving thing: its foot, a little wider."""
    body = mover.boxes(moment)[-2 if mover.kind == "person" else 1]
    wider = Box(body.x + 0.15, body.y - 0.15, body.length * 1.05 + 0.2, body.width + 0.5, 0.01, (0, 0, 0), body.heading)
    return wider.faces()[-1][0]
