// Steps and the kept plan outlive the page with the open plan, up to a bound; what is damaged is refused by itself.

// @vitest-environment node
import { expect, test } from 'vitest';
import { dataOf, dataText } from '../../base/dataText';
import { DataError } from '../../base/errors';
import { clusterPresets } from '../../sharding/editing/clusters';
import type { PlanDocument, PlanEdit } from '../../sharding/editing/document';
import { applyEdit } from '../../sharding/editing/edits';
import * as steps from '../../sharding/editing/history';
import { mlperfDocument, settingsFor } from '../../sharding/editing/sources';
import {
  MOST_SHARDS,
  MOST_STEPS,
  readSurroundings,
  type Surroundings,
  surroundingsRecord,
} from './placementSteps';

const [{ cluster, device }, other] = clusterPresets;
const { document: start } = mlperfDocument(settingsFor(cluster, device));

const edits: readonly PlanEdit[] = [
  { kind: 'splitColumns', table: 9, devices: [1, 3] },
  { kind: 'replicate', table: 2 },
  { kind: 'pin', table: 9, pinned: true },
  { kind: 'splitRows', table: 20, devices: [0, 1, 2, 3, 4, 5, 6, 7] },
];
const made = edits.reduce(
  (history, edit) => steps.did(history, applyEdit(steps.present(history), edit), edit.kind),
  steps.opened(start, 'at first'),
);
const again = ({ history, kept }: Surroundings, document: PlanDocument = steps.present(history)) => {
  const record = surroundingsRecord({ history, kept });
  return record && readSurroundings(dataOf(dataText(record)), dataOf(dataText(document)) as PlanDocument);
};
const plain = (surroundings: unknown) => dataOf(dataText(surroundings));

test('steps before and after the one that stands come back, with rules and labels', () => {
  const history = steps.wentTo(made, 2);
  const kept = { label: 'at first', document: start };
  const back = again({ history, kept })!;
  expect(plain(back)).toEqual(plain({ history, kept }));
  // Undone and done again as before.
  expect(plain(steps.present(steps.redo(steps.redo(back.history))))).toEqual(plain(steps.present(made)));
});

test('a plan that was kept under other numbers of the cluster brings them along', () => {
  const { document: before } = mlperfDocument(
    settingsFor({ ...cluster, hbmBytes: cluster.hbmBytes / 2 }, device),
  );
  const back = again({ history: made, kept: { label: 'less memory', document: before } })!;
  expect(plain(back.kept!.document)).toEqual(plain(before));
});

test('steps on another cluster are left out, and what came before them', () => {
  const { document: elsewhere } = mlperfDocument(settingsFor(other.cluster, other.device));
  const history = steps.did(
    steps.did(steps.did(made, elsewhere, 'another cluster'), start, 'back'),
    applyEdit(start, edits[0]),
    'a cut',
  );
  const back = again({ history, kept: null })!;
  expect(back.history.steps.map(({ label }) => label)).toEqual(['back', 'a cut']);
  expect(back.history.at).toBe(1);
});

test('there are as many steps and shards as are said, the latest', () => {
  let history = steps.opened(start, '0');
  for (let step = 1; step <= 2 * MOST_STEPS; step++) {
    const edit = { kind: 'move', table: 20, shard: 0, device: step % 8 } as const;
    history = steps.did(history, applyEdit(steps.present(history), edit), `${step}`);
  }
  const back = again({ history, kept: null })!.history;
  expect(back.steps).toHaveLength(MOST_STEPS);
  expect([back.at, back.steps[0].label]).toEqual([MOST_STEPS - 1, `${MOST_STEPS + 1}`]);

  const large = (label: number): PlanDocument => ({
    ...start,
    plan: {
      tables: start.plan.tables.map((own) => ({
        ...own,
        shards: Array.from({ length: 300 }, () => ({ ...own.shards[0], firstRow: label })),
      })),
    },
  });
  // 26 tables of 300 shards: two plans fit, three do not, and one of more than there may be is not written at all.
  let grown = steps.opened(large(0), '0');
  for (let step = 1; step < 4; step++) grown = steps.did(grown, large(step), `${step}`);
  expect(3 * 26 * 300).toBeGreaterThan(MOST_SHARDS);
  expect(surroundingsRecord({ history: grown, kept: null })!.steps.map(({ label }) => label)).toEqual([
    '2',
    '3',
  ]);
  const [first] = start.plan.tables;
  const huge = { ...first, shards: Array.from({ length: MOST_SHARDS }, () => first.shards[0]) };
  const alone = { ...start, plan: { tables: [huge, ...start.plan.tables.slice(1)] } };
  expect(surroundingsRecord({ history: steps.opened(alone, ''), kept: null })).toBeUndefined();
});

type Record = ReturnType<typeof JSON.parse>;
test.each<[string, (record: Record) => void, RegExp]>([
  ['no steps', (record) => (record.steps = []), /steps/],
  ['a step that is not there', (record) => (record.at = 9), /has no step 9/],
  [
    'a plan that is not there',
    (record) => (record.steps[1].tables[0] = 999),
    /name a plan that is not there/,
  ],
  ['tables in another order', (record) => record.steps[1].tables.reverse(), /order of its tables/],
  ['a table too few', (record) => record.steps[1].tables.pop(), /is missing from the plan/],
  ['a device too many', (record) => (record.pool[0].shards[0].device = 99), /beyond the 8/],
  ['a kept plan of nothing', (record) => (record.kept.document = { problem: {} }), /kept/],
])('refused: %s', (_, change, message) => {
  const record = surroundingsRecord({ history: made, kept: { label: 'k', document: start } });
  const wrong = JSON.parse(dataText(record));
  change(wrong);
  const document = steps.present(made);
  expect(() => readSurroundings(wrong, document)).toThrow(DataError);
  expect(() => readSurroundings(wrong, document)).toThrow(message);
});
