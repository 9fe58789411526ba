// Run bundles survive the way out and back, and damage is named.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DataError } from '../base/errors';
import type { StepInspection } from '../compile/inspection';
import { decodeBundle, decodeColumns, encodeBundle, encodeColumns, type RunBundle } from './bundle';

const bundle: RunBundle = {
  result: {
    experiment: 'train-resnet',
    config: { depth: 8, data: 'shapes', shuffle: false },
    seed: 3,
    version: '0.1.0',
    adapter: {
      vendor: 'v',
      architecture: 'a',
      device: 'd',
      description: '',
      software: true,
      features: [],
      limits: {} as never,
    },
    data: 'four images',
    metrics: { testAccuracy: 0.5 },
    findings: [
      {
        id: 'arms',
        title: 'Arms',
        about: 'what was compared',
        columns: [
          { key: 'arm', title: 'Arm', kind: 'text' },
          { key: 'accuracy', title: 'Accuracy', kind: 'share' },
          { key: 'time', title: 'Time', kind: 'number', unit: 's' },
        ],
        rows: [
          ['plain', 0.5, 1.5],
          ['other', null, 2],
        ],
      },
    ],
    claims: [
      { id: 'c', statement: 's', published: 'p', basis: 'modelled', measured: null, holds: null, why: 'w' },
    ],
    weightHash: 'ab',
    completed: true,
    wallSeconds: 1.5,
  },
  forecast: null,
  inspection: null,
  profile: null,
  tables: {
    training: [
      { step: 1, trainLoss: 2.5 },
      { step: 2, trainLoss: 1.25, gradientNorm: 4 },
    ],
    evaluation: [{ step: 2, testAccuracy: 0.5 }],
  },
  events: [{ seconds: 0.25, text: 'running' }],
};

describe('run bundle', () => {
  test('comes back as it went out', () => {
    expect(decodeBundle(encodeBundle(bundle))).toEqual(bundle);
  });

  test('a file from before inspections were kept opens without one', () => {
    const { inspection: _, ...older } = bundle;
    expect(decodeBundle(encodeBundle(older as RunBundle)).inspection).toBeNull();
  });

  test('a file from before findings were kept opens without any, and is complete if it has a hash', () => {
    const { findings: _, completed: __, ...result } = bundle.result;
    const reopened = decodeBundle(encodeBundle({ ...bundle, result } as unknown as RunBundle));
    expect(reopened.result).toMatchObject({ findings: [], completed: true });
    const stopped = { ...bundle, result: { ...result, weightHash: null } };
    expect(decodeBundle(encodeBundle(stopped as unknown as RunBundle)).result.completed).toBe(false);
  });

  test('claims from before modelled figures were told apart are measured', () => {
    const [{ basis: _, ...claim }] = bundle.result.claims;
    const older = { ...bundle, result: { ...bundle.result, claims: [claim] } };
    expect(decodeBundle(encodeBundle(older as unknown as RunBundle)).result.claims[0].basis).toBe('measured');
  });

  test('a row of results without a cell for each column is damage', () => {
    const [arms] = bundle.result.findings;
    const result = { ...bundle.result, findings: [{ ...arms, rows: [['plain']] }] };
    expect(() => decodeBundle(encodeBundle({ ...bundle, result }))).toThrow(/A row of results is short/);
  });

  describe('a comparison with float64', () => {
    const node = { op: 'add', scope: '', attributes: {}, inputs: [], outputs: [], flops: 0, bytes: 0 };
    const inspection: StepInspection = {
      tensors: [],
      nodes: [
        { ...node, dispatches: [] },
        { ...node, dispatches: [] },
      ],
      dispatches: [],
      shaders: [],
      memory: [],
      buffers: [],
    };
    const nodes = [
      { node: 1, error: 3e-7, ratio: 0.5 },
      { node: 0, error: Number.POSITIVE_INFINITY, ratio: Number.POSITIVE_INFINITY },
    ];
    const compared: RunBundle = {
      ...bundle,
      inspection,
      verification: { state: 'done', done: 2, total: 2, nodes },
    };

    test('comes back as it went out, by rows and by columns', () => {
      expect(decodeBundle(encodeBundle(compared))).toEqual(compared);
      const columns = decodeColumns(encodeBundle(compared));
      expect(columns.verification).toEqual(compared.verification);
      expect(encodeColumns(columns)).toEqual(encodeBundle(compared));
    });

    test('that was still going on has ended', () => {
      const going = { state: 'running', done: 2, total: 5, nodes } as const;
      const kept = decodeBundle(encodeBundle({ ...compared, verification: { ...going, nodes } }));
      expect(kept.verification).toEqual({ ...going, state: 'ended' });
    });

    test('that is damaged is refused, and says what is wrong', () => {
      const refusal = (verification: object, step: StepInspection | null = inspection) => {
        const damaged = { ...compared, inspection: step, verification } as RunBundle;
        expect(() => decodeBundle(encodeBundle(damaged), 'x.arrow')).toThrow(DataError);
        try {
          decodeBundle(encodeBundle(damaged), 'x.arrow');
        } catch (error) {
          return (error as Error).message;
        }
      };
      const { verification } = compared;
      expect(refusal({ ...verification, nodes: [{ node: 2, error: 0, ratio: 0 }] })).toMatch(
        /^x\.arrow: header: is damaged: .* names a node that the step does not have\.$/,
      );
      expect(refusal({ ...verification }, null)).toContain('names a node that the step does not have');
      expect(refusal({ ...verification, done: 1 })).toContain('more results than nodes');
      expect(refusal({ ...verification, total: 1 })).toContain('more results than nodes');
      expect(refusal({ ...verification, nodes: [{ node: 0, error: -1, ratio: 0 }] })).toContain('damaged');
      expect(refusal({ ...verification, nodes: [{ node: 0.5, error: 0, ratio: 0 }] })).toContain('damaged');
      expect(refusal({ ...verification, state: 'certainly' })).toContain('damaged');
    });
  });

  test('by columns it is the same file', () => {
    const columns = decodeColumns(encodeBundle(bundle));
    expect(columns.tables).toEqual({
      training: {
        step: Float64Array.of(1, 2),
        trainLoss: Float64Array.of(2.5, 1.25),
        gradientNorm: Float64Array.of(Number.NaN, 4),
      },
      evaluation: { step: Float64Array.of(2), testAccuracy: Float64Array.of(0.5) },
    });
    expect(encodeColumns(columns)).toEqual(encodeBundle(bundle));
  });

  test('numbers keep all their bits', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 1 }), (losses) => {
        const training = losses.map((trainLoss, step) => ({ step, trainLoss }));
        const back = decodeBundle(encodeBundle({ ...bundle, tables: { training, evaluation: [] } }));
        expect(back.tables.training.map((row) => row.trainLoss)).toEqual(losses);
      }),
    );
  });

  test('a truncated or altered file is refused, never half shown', () => {
    const bytes = encodeBundle(bundle);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), (length) => {
        try {
          decodeBundle(bytes.slice(0, length), 'x.arrow');
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
          expect((error as Error).message).toContain('x.arrow');
        }
      }),
      { numRuns: 200 },
    );
    expect(() => decodeBundle(new TextEncoder().encode('hello'))).toThrow(DataError);
  });
});
