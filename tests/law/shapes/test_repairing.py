"""Repairs are offered, before and after; nothing is repaired that nobody asked for."""

from __future__ import annotations

import pytest
import shapely

from data.law.shapes import repairing
from tests.law.shapes import samples
from tests.law.shapes.support import codes, only, read


def test_a_bow_tie_becomes_two_triangles_and_the_change_is_told():
    tie = shapely.Polygon(samples.BOW_TIE)
    offer = repairing.repair(tie)
    assert offer.before is tie
    assert len(offer.after.geoms) == 2
    assert offer.left == ()
    assert codes(offer.notes) == {"E-GEOM-34"}
    assert offer.area_change_m2 > 1_000_000


def test_overlapping_parts_become_one_not_a_hole():
    parts = shapely.MultiPolygon([shapely.box(112, 35, 112.2, 35.2), shapely.box(112.1, 35.1, 112.3, 35.3)])
    offer = repairing.repair(parts)
    assert len(offer.after.geoms) == 1
    assert not offer.after.geoms[0].interiors
    assert offer.area_change_m2 == pytest.approx(-0.1 * 91_100 * 0.1 * 110_950, rel=0.01)


def test_double_vertices_go_only_in_the_offer():
    shape = shapely.Polygon([samples.SHELL[0], *samples.SHELL])
    offer = repairing.repair(shape)
    assert codes(offer.notes) == {"E-GEOM-33"}
    assert (len(shape.exterior.coords), len(offer.after.geoms[0].exterior.coords)) == (6, 5)
    assert offer.area_change_m2 == pytest.approx(0, abs=1e-6)


def test_slivers_go_only_when_asked():
    gap = [(112.55, 35.15), (112.58, 35.15), (112.58, 35.1500001), (112.55, 35.15)]
    shape = shapely.MultiPolygon([shapely.Polygon(samples.SHELL, [samples.HOLE, gap]), shapely.box(112.7, 35.1, 112.8, 35.1000001)])
    kept, cleared = repairing.repair(shape), repairing.repair(shape, drop_slivers=True)
    assert (len(kept.after.geoms), len(kept.after.geoms[0].interiors)) == (2, 2)
    assert (len(cleared.after.geoms), len(cleared.after.geoms[0].interiors)) == (1, 1)
    assert [(note.code, note.detail["count"]) for note in cleared.notes] == [("E-GEOM-36", 2)]


def test_an_open_ring_is_offered_closed_and_kept_open():
    feature = only(read(samples.geojson(samples.feature([samples.SHELL[:-1]]))))
    assert feature.geometry is None
    offer = repairing.repair_feature(feature)
    assert offer.before.geom_type == "MultiLineString"
    assert offer.after.equals(shapely.Polygon(samples.SHELL))
    assert (offer.area_change_m2, codes(offer.notes), offer.left) == (None, {"E-GEOM-31"}, ())


def test_impossible_vertices_and_short_rings_are_offered_away():
    ring = [*samples.SHELL[:2], [999, 999], *samples.SHELL[2:]]
    offer = repairing.repair_feature(only(read(samples.geojson(samples.feature([ring, [[112.5, 35.1], [112.6, 35.1], [112.5, 35.1]]])))))
    assert {"E-GEOM-37", "E-GEOM-32"} <= codes(offer.notes)
    assert offer.after.equals(shapely.Polygon(samples.SHELL))


def test_what_cannot_be_repaired_is_not_offered():
    assert repairing.repair_feature(only(read(samples.geojson(samples.feature([[[112, 35], [113, 35], [112, 35]]]))))) is None
    assert repairing.repair_feature(only(read(b'{"type": "Point", "coordinates": [112, 35]}'))) is None
    assert codes(repairing.repair(shapely.Polygon([(112, 35), (113, 35), (112, 35), (112, 35)])).left) == {"E-GEOM-12"}


def test_features_that_overlap_are_told_when_they_are_joined():
    joined, problems = repairing.join([shapely.box(112, 35, 112.2, 35.2), shapely.box(112.1, 35, 112.3, 35.2), shapely.box(112.3, 35, 112.4, 35.2)])
    assert joined.equals(shapely.box(112, 35, 112.4, 35.2))
    assert [(problem.code, problem.detail["first"], problem.detail["second"]) for problem in problems] == [("E-GEOM-22", 1, 2)]
    with pytest.raises(ValueError, match="valid"):
        repairing.join([shapely.Polygon(samples.BOW_TIE)])
