"""Compressed bytes, unpacked piece by piece and never beyond a limit: bombs stay small."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

PIECE = 1 << 18
"""Bytes unpacked at a time."""

GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
ENCODINGS = ("", "identity", "gzip", "x-gzip", "deflate")
"""What HTTP bodies may be packed with here; it is what we say that we accept."""


class PackedError(Exception):
    """Bytes that do not unpack, or not within the limit."""


def unpacked(pieces: Iterable[bytes], encoding: str, limit: int) -> Iterator[bytes]:
    """Yield `pieces` without their gzip or deflate wrapping, as they come.

    Raises PackedError for more than `limit` bytes, for broken or cut data, and for an `encoding`
    that is not in ENCODINGS. Holds no more than PIECE unpacked bytes.
    """
    encoding = encoding.strip().lower()
    if encoding not in ENCODINGS:
        raise PackedError(f"packed as {encoding[:20]!r}, which was not asked for")
    flow = iter(pieces) if encoding in ENCODINGS[:2] else _inflated(pieces, encoding)
    size = 0
    for piece in flow:
        size += len(piece)
        if size > limit:
            raise PackedError(f"larger than {limit // 1_000_000} MB when unpacked")
        yield piece


def _inflated(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    inflate = zlib.decompressobj(GZIP_OR_ZLIB)
    bare_too = encoding == "deflate"
    for piece in pieces:
        waiting = piece
        while waiting:
            try:
                yield inflate.decompress(waiting, PIECE)
            except zlib.error as error:
                if not bare_too:
                    raise PackedError("broken: its compressed bytes do not unpack") from error
                # Many servers send deflate without the wrapping that the standard asks for.
                inflate = zlib.decompressobj(-zlib.MAX_WBITS)
                bare_too = False
                continue
            bare_too = False
            waiting = inflate.unconsumed_tail
            if inflate.eof:
                waiting = inflate.unused_data
                if not waiting.strip(b"\0"):
                    break
                inflate = zlib.decompressobj(GZIP_OR_ZLIB)
    if not inflate.eof and not bare_too:
        while rest := inflate.decompress(b"", PIECE):
            yield rest
        raise PackedError("cut short: its compressed bytes end too early")
