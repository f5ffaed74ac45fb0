"""What tests of shapes ask again and again."""

from __future__ import annotations

from data.errors import InvalidInput
from data.law.shapes.limits import Limits
from data.law.shapes.reading import parse
from data.law.shapes.sentences import sentence


def read(blob, name="file", crs=None, encoding=None, limits=None):
    return parse(name, blob, crs, encoding, limits or Limits())


def answer(blob, **options):
    """What a person is told of a file: the code of a refusal, or the codes of all faults; each has its sentence."""
    try:
        reading = read(blob, **options)
    except InvalidInput as error:
        return [error.code] if sentence(error.code, error.params) else []
    found = [*reading.problems]
    for layer in reading.layers:
        found += layer.problems
        for feature in layer.features:
            found += feature.problems
    for problem in found:
        assert "\n" not in sentence(problem.code, problem.detail)
    return [problem.code for problem in found]


def only(reading):
    """The one feature of the one layer."""
    assert len(reading.layers) == 1
    assert len(reading.layers[0].features) == 1
    return reading.layers[0].features[0]


def codes(problems):
    return {problem.code for problem in problems}
