// The network model against closed forms and what must hold of any network.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allReduceSeconds, exchangeSeconds, type Network } from './network';

const withinHost = { latencySeconds: 1e-6, bytesPerSecond: 1e11 };
const betweenHosts = { latencySeconds: 1e-5, bytesPerSecond: 1e10 };
const network = (devices: number, devicesPerHost: number, hierarchical = false): Network => ({
  ...{ devices, devicesPerHost, withinHost, betweenHosts, hierarchical },
});

/** Every device sends `bytes` to every other. */
const uniform = (devices: number, bytes: number): Float64Array =>
  Float64Array.from({ length: devices ** 2 }, (_, link) =>
    Math.floor(link / devices) === link % devices ? 0 : bytes,
  );

describe('exchange', () => {
  test('one host: n − 1 messages over its links', () => {
    expect(exchangeSeconds(network(4, 4), uniform(4, 1e6))).toBeCloseTo(3 * (1e-6 + 1e6 / 1e11), 12);
  });

  test('two hosts of two: the two messages that cross decide', () => {
    expect(exchangeSeconds(network(4, 2), uniform(4, 1e6))).toBeCloseTo(2 * (1e-5 + 1e6 / 1e10), 12);
  });

  test('hierarchical: one message within with two receivers’ bytes and its own, one across with two senders’', () => {
    const within = 1e-6 + 2e6 / 1e11;
    const across = 1e-5 + 2e6 / 1e10;
    expect(exchangeSeconds(network(4, 2, true), uniform(4, 1e6))).toBeCloseTo(within + across, 12);
  });

  test('many small messages between hosts are faster gathered, large ones are not', () => {
    const [small, large] = [uniform(32, 8), uniform(32, 1e7)];
    expect(exchangeSeconds(network(32, 8, true), small)).toBeLessThan(exchangeSeconds(network(32, 8), small));
    expect(exchangeSeconds(network(32, 8, true), large)).toBeGreaterThan(
      exchangeSeconds(network(32, 8), large),
    );
  });

  test('nothing to send takes no time, and more bytes never less', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 36, maxLength: 36 }),
        fc.nat(35),
        fc.boolean(),
        (bytes, link, hierarchical) => {
          const links = network(6, 4, hierarchical);
          const before = Float64Array.from(bytes);
          const after = before.with(link, before[link] + 1000);
          expect(exchangeSeconds(links, after)).toBeGreaterThanOrEqual(exchangeSeconds(links, before));
        },
      ),
    );
    expect(exchangeSeconds(network(6, 4), new Float64Array(36))).toBe(0);
  });
});

describe('all-reduce', () => {
  test('a ring moves 2·(n − 1)/n of the bytes over each link', () => {
    expect(allReduceSeconds(network(8, 8), 8e6)).toBeCloseTo(2 * 7 * (1e-6 + 1e6 / 1e11), 12);
    expect(allReduceSeconds(network(8, 2), 8e6)).toBeCloseTo(2 * 7 * (1e-5 + 1e6 / 1e10), 12);
  });

  test('hierarchical: each share crosses hosts once in each phase', () => {
    const within = 2 * 3 * (1e-6 + 2e6 / 1e11);
    const across = 2 * 1 * (1e-5 + 1e6 / 1e10);
    expect(allReduceSeconds(network(8, 4, true), 8e6)).toBeCloseTo(within + across, 12);
    expect(allReduceSeconds(network(8, 4, true), 8e6)).toBeLessThan(allReduceSeconds(network(8, 4), 8e6));
  });

  test('one device has nothing to do', () => {
    expect(allReduceSeconds(network(1, 8), 1e6)).toBe(0);
  });
});
