// A comparison with float64 inside a run bundle: what was found, node by node.

import * as v from 'valibot';
import type { StepInspection } from '../compile/inspection';
import type { NodeVerification, StepVerification } from '../compile/verify';

/** JSON has no word for what is not finite: a kernel that gives NaN where float64 does not is written so. */
const INFINITE = 'infinite';

const pack = (distance: number): number | string => (Number.isFinite(distance) ? distance : INFINITE);

/** As JSON can hold it. One that was still going on will not go on in a file. */
export const packVerification = ({ state, nodes, ...rest }: StepVerification) => ({
  ...rest,
  state: state === 'running' ? 'ended' : state,
  nodes: nodes.map(({ node, error, ratio }) => ({ node, error: pack(error), ratio: pack(ratio) })),
});

const distance = v.pipe(
  v.union([v.pipe(v.number(), v.minValue(0)), v.literal(INFINITE)]),
  v.transform((value) => (value === INFINITE ? Number.POSITIVE_INFINITY : value)),
);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What a file must hold of a comparison; gives a `StepVerification`. */
export const verificationSchema = v.pipe(
  v.object({
    state: v.picklist(['done', 'refused', 'ended']),
    done: count,
    total: count,
    nodes: v.array(v.object({ node: count, error: distance, ratio: distance })),
    refusal: v.optional(v.string()),
  }),
  v.check(
    ({ done, total, nodes }) => nodes.length <= done && done <= total,
    'The comparison with float64 has more results than nodes',
  ),
);

/** Whether every node it names is one of the step: the page follows the indices. */
export const fitsInspection = ({
  inspection,
  verification,
}: {
  inspection: Pick<StepInspection, 'nodes'> | null;
  verification?: { nodes: readonly Pick<NodeVerification, 'node'>[] };
}): boolean =>
  verification === undefined ||
  verification.nodes.every(({ node }) => node < (inspection?.nodes.length ?? 0));
