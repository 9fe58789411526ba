// A second program over the state of a first one.

import { Graph } from '../../graph/graph';

/** A new graph with the parameters and states of `graph`, by the same names. */
export function continuedGraph({ parameters, states }: Graph): Graph {
  const next = new Graph();
  for (const { name, shape, initializer, decay } of parameters)
    next.parameter(name, shape, initializer!, decay);
  for (const { name, shape, initializer, dtype } of states) next.state(name, shape, initializer!, dtype);
  return next;
}
