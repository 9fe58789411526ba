// The passes in order: tidy what was traced, give GEMM-like ops their epilogues, join what is left.

import { algebraic } from './algebraic';
import { broadcastLast } from './broadcastLast';
import { commonSubexpressions } from './commonSubexpressions';
import { constantFolding } from './constantFolding';
import { deadCode } from './deadCode';
import { epilogues } from './epilogues';
import { fuseElementwise } from './fuseElementwise';
import type { Pass, PassGraph } from './passGraph';
import { separateGradients } from './separateGradients';
import { sinkReshapes } from './sinkReshapes';

export type { Pass, PassGraph } from './passGraph';
export { separateGradients } from './separateGradients';

const MOST_ROUNDS = 8;

/** One rewrite may enable another; stops when a round removes no node. */
const tidy: Pass = (graph) => {
  let current = deadCode(graph);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = [constantFolding, algebraic, broadcastLast, commonSubexpressions, deadCode].reduce(
      (rewritten, pass) => pass(rewritten),
      current,
    );
    if (next.nodes.length === current.nodes.length) return next;
    current = next;
  }
  return current;
};

/** The same outputs and updates from fewer nodes. Values keep their identity wherever they survive. */
export const optimise = (graph: PassGraph): PassGraph =>
  [
    tidy,
    sinkReshapes,
    epilogues,
    tidy,
    sinkReshapes,
    fuseElementwise,
    sinkReshapes,
    separateGradients,
  ].reduce((rewritten, pass) => pass(rewritten), graph);
