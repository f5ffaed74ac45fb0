"""What reading a file may cost. Belongs here: the numbers. Does not belong here: holding them (each reader does)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from data.settings import Settings

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one file may take; beyond it the file is refused with a sentence, never read in part.

    Attributes:
        file_bytes: the file as it came.
        unpacked_bytes: all that is taken out of an archive.
        members: entries of an archive.
        layers: layers of a file.
        features: features of all layers.
        vertices: vertices of all features.
        shape_vertices: vertices of one jurisdiction.
        containers: objects and arrays of a JSON document, elements of an XML document.
        depth: nesting of JSON or XML.
        seconds: processor time of the reader; it gets three times as long by the clock.
        memory_bytes: address space of the reader.
        answer_bytes: what the reader may hand back.
    """

    file_bytes: int = 32 * MB
    unpacked_bytes: int = 128 * MB
    members: int = 200
    layers: int = 100
    features: int = 20_000
    vertices: int = 500_000
    shape_vertices: int = 50_000
    containers: int = 1_500_000
    depth: int = 60
    seconds: int = 10
    memory_bytes: int = 2048 * MB
    answer_bytes: int = 96 * MB

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The limits of an installation (docs/operations.md)."""
        return cls(
            file_bytes=settings.shape_file_mb * MB,
            unpacked_bytes=4 * settings.shape_file_mb * MB,
            vertices=10 * settings.shape_vertices,
            shape_vertices=settings.shape_vertices,
            seconds=settings.shape_seconds,
            memory_bytes=settings.shape_memory_mb * MB,
        )
