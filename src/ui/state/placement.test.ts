// A plan that is laid out by hand: edits are steps, refused ones change nothing, and going back brings everything back.

// @vitest-environment node
import { beforeEach, expect, test } from 'vitest';
import { clusterPresets } from '../../sharding/editing/clusters';
import { estimatorCost } from '../../sharding/editing/estimatorCost';
import { evaluate } from '../../sharding/editing/evaluation';
import { generatedDocument, mlperfDocument, settingsFor } from '../../sharding/editing/sources';
import { act, adopt, foresee, keep, open, openPlacement, redo, replace, undo, withPlan } from './placement';

const [{ cluster, device }] = clusterPresets;
const settings = settingsFor(cluster, device);
const rating = () => openPlacement().evaluation.rating;

beforeEach(() => open(mlperfDocument(settings).document, 'MLPerf'));

/** The largest table, and a device that does not hold it. */
const LARGE = 9;
const elsewhere = () => (openPlacement().evaluation.document.plan.tables[LARGE].shards[0].device + 1) % 8;
const move = () => ({ kind: 'move', table: LARGE, shard: 0, device: elsewhere() }) as const;

test('an edit does what was foreseen, as one step that can be undone and done again', () => {
  const before = openPlacement().evaluation;
  const foreseen = foresee(move());
  if (typeof foreseen === 'string') throw new Error(foreseen);
  expect(act(move())).toBe(true);
  const { evaluation, news } = openPlacement();
  expect(news.text).toMatch(/^Move t_cat_9 to device \d$/);
  expect(evaluation.rating).toBe(foreseen.rating);
  // As if it had never been evaluated before.
  const anew = evaluate(evaluation.document, estimatorCost(evaluation.document.problem));
  expect(evaluation.rating).toBe(anew.rating);
  undo();
  expect(openPlacement().evaluation.document).toBe(before.document);
  expect(rating()).toBe(before.rating);
  redo();
  expect(rating()).toBe(foreseen.rating);
});

test('what is refused changes nothing and says why', () => {
  act({ kind: 'pin', table: LARGE, pinned: true });
  const { evaluation, history } = openPlacement();
  expect(act(move())).toBe(false);
  expect(openPlacement().evaluation).toBe(evaluation);
  expect(openPlacement().history).toBe(history);
  expect(openPlacement().news).toMatchObject({ refused: true, text: expect.stringContaining('pinned') });
});

test('another plan is taken as one step', () => {
  act({ kind: 'replicate', table: 2 });
  const { plan } = openPlacement().evaluation.document;
  undo();
  const { steps } = openPlacement().history;
  expect(withPlan(plan).document.plan).toBe(plan);
  expect(openPlacement().history.steps).toBe(steps);
  adopt(plan, 'A planner');
  expect(openPlacement().evaluation.document.plan).toBe(plan);
  undo();
  expect(openPlacement().evaluation.document.plan).not.toBe(plan);
});

test('going back over a change of the cluster brings its numbers back, and nothing of the other stays', () => {
  const before = rating();
  const slower = { ...cluster, hbmBytesPerSecond: cluster.hbmBytesPerSecond / 2 };
  const { plan } = openPlacement().evaluation.document;
  replace({ ...mlperfDocument(settingsFor(slower, device)).document, plan }, 'Half as fast');
  expect(rating()).toBeGreaterThan(1.5 * before);
  undo();
  expect(rating()).toBe(before);
});

test('a kept plan is compared with plans of the same tables alone', () => {
  keep();
  const kept = openPlacement().evaluation;
  act(move());
  expect(openPlacement().evaluation).not.toBe(kept);
  expect(openPlacement().kept?.evaluation).toBe(kept);
  const made = { seed: 1, count: 12, dimension: 64, bytesPerElement: 4 };
  replace(generatedDocument(made, settings).document, 'Others');
  expect(openPlacement().kept).toBeNull();
});
