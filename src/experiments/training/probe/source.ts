// What the prober needs from a task: a graph that looks inside its model, and what to make of what comes out.

import type { Outputs } from '../../../compile/program';
import type { Graph } from '../../../graph/graph';
import type { ProbeReport, ProbeRequest } from '../../probe';
import type { Feeds } from '../task';

/** One look at the model. */
export interface Look {
  /** Binds the training state; the same object as long as nothing in it changes. */
  graph: Graph;
  /** Parameters that `report` reads, which are therefore taken in full. */
  whole: ReadonlySet<string>;
  fill(feeds: Feeds): void;
  report(
    outputs: Outputs,
    parameter: (name: string) => Float32Array,
  ): Omit<ProbeReport, 'step' | 'milliseconds' | 'parameters'>;
}

export type LookAt = (request: ProbeRequest) => Look;
