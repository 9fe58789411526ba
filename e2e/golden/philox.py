"""The project's random numbers in numpy: Philox4x32-10 and what is drawn from it.

key = (seed, stream); counter = (index low, index high, step, slot). Element i of a tensor is block
(i, 0, 0, 0) of the tensor's own stream, whose id is the FNV-1a hash of the tensor's name. The TypeScript
and WGSL generators follow the same rules, so a tensor starts from the same bits everywhere.
Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
"""

import numpy as np

ROUND_MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
KEY_INCREMENTS = (0x9E3779B9, 0xBB67AE85)
LOW = np.uint64(0xFFFFFFFF)
SHIFT = np.uint64(32)
# Standard deviation of a sum of eight independent uniform 16-bit integers, inverted and rounded to float32
# so that one float32 multiplication of the (exactly representable) sum gives the same bits on a GPU.
NORMAL_SCALE = np.float32(1.0 / np.sqrt(8 * (65536.0**2 - 1) / 12))


def stream_of(name: str) -> int:
    """32-bit FNV-1a hash of the UTF-8 bytes of `name`."""
    value = 0x811C9DC5
    for byte in name.encode("utf-8"):
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def philox(counter, key):
    """Ten rounds on a counter of four u32 arrays and a key of two u32: four uint64 arrays below 2^32."""
    c0, c1, c2, c3 = (np.asarray(c, dtype=np.uint64) for c in counter)
    k0, k1 = int(key[0]), int(key[1])
    m0, m1 = (np.uint64(m) for m in ROUND_MULTIPLIERS)
    for _ in range(10):
        p0, p1 = m0 * c0, m1 * c2
        c0, c1, c2, c3 = (p1 >> SHIFT) ^ c1 ^ np.uint64(k0), p1 & LOW, (p0 >> SHIFT) ^ c3 ^ np.uint64(k1), p0 & LOW
        k0, k1 = (k0 + KEY_INCREMENTS[0]) & 0xFFFFFFFF, (k1 + KEY_INCREMENTS[1]) & 0xFFFFFFFF
    return c0, c1, c2, c3


def blocks(seed: int, stream: int, count: int, step: int = 0, slot: int = 0):
    """Blocks 0 … count-1 of a stream (count below 2^32)."""
    index = np.arange(count, dtype=np.uint64)
    zero = np.zeros(count, dtype=np.uint64)
    return philox((index, zero, zero + np.uint64(step), zero + np.uint64(slot)), (seed, stream))


def unit_uniform(seed: int, name: str, count: int):
    """[0, 1) on a grid of 2^-24, float64 (every value is a float32)."""
    return (blocks(seed, stream_of(name), count)[0] >> np.uint64(8)).astype(np.float64) * 2.0**-24


def unit_normal(seed: int, name: str, count: int):
    """Irwin–Hall normal: mean 0, variance 1, |z| < 4.9; float32."""
    words = blocks(seed, stream_of(name), count)
    total = sum((w & np.uint64(0xFFFF)) + (w >> np.uint64(16)) for w in words).astype(np.int64) - 4 * 65535
    return total.astype(np.float32) * NORMAL_SCALE


def uniform(seed: int, name: str, shape, low, high):
    """float32 of centre + half·(2u - 1), with one float32 rounding of the product and one of the sum, so that a
    GPU gets the same bits. Bounds may be arrays."""
    low, high = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    centre, half = ((low + high) / 2).astype(np.float32), ((high - low) / 2).astype(np.float32)
    position = (2 * unit_uniform(seed, name, int(np.prod(shape))) - 1).astype(np.float32).reshape(shape)
    return (centre + half * position).astype(np.float32)


def normal(seed: int, name: str, shape, deviation):
    """The float32 unit normal times the float32 of `deviation`, one float32 multiplication."""
    return unit_normal(seed, name, int(np.prod(shape))).reshape(shape) * np.float32(deviation)


def integers(seed: int, name: str, shape, bound: int):
    """Integers in [0, bound): the high word of word 0 of each block times `bound`."""
    words = blocks(seed, stream_of(name), int(np.prod(shape)))[0]
    return ((words * np.uint64(bound)) >> SHIFT).astype(np.int64).reshape(shape)
