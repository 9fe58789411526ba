// A graph as an entry whose results are checked against the float64 interpreter: every output and every state it
// updates, element by element, by the tolerances that the tests of its ops use.

import type { Graph } from '../../graph/graph';
import { interpret, referenceState } from '../../reference/interpreter';
import { type Tolerance, toleranceOf } from '../../reference/tolerances';
import '../../reference/ops';
import { type Tensor, tensor } from '../../reference/tensor';
import type { Entry, Results } from '../contender';
import { type GraphData, openGraph } from '../graphRival';

/** Ours on `graph`; results are its outputs and `data.read`. */
export function graphEntry(graph: Graph, data: GraphData): Entry {
  let expected: Map<string, Tensor> | undefined;
  const tolerance = loosest(graph);
  return {
    ours: (gpu) => openGraph(gpu, graph, data),
    check: (results) => {
      expected ??= inFloat64(graph, data);
      return [...expected].every(([name, reference]) => agrees(reference, results, name, tolerance));
    },
  };
}

/** The tolerance of the op that is allowed most. */
const loosest = (graph: Graph): Tolerance =>
  graph.nodes.map(({ op }) => toleranceOf(op)).reduce((a, b) => (a.absolute >= b.absolute ? a : b));

function inFloat64(graph: Graph, { states, feeds, read = [] }: GraphData): Map<string, Tensor> {
  const state = referenceState(graph, 1);
  for (const [value, { data }] of state) {
    const given = states?.get(value.name);
    if (given) data.set(given);
  }
  const fed = graph.inputs.map((value) => [value, tensor(value.shape, feeds?.get(value.name))] as const);
  const values = interpret(graph.nodes, state, new Map(fed));
  const kept = [...state].filter(([{ name }]) => read.includes(name));
  return new Map([
    ...[...graph.outputs].map(([name, value]) => [name, values.get(value)!] as const),
    ...kept.map(([{ name }, content]) => [name, content] as const),
  ]);
}

/** |x − x64| ≤ absolute·rms(x64) + relative·|x64|, everywhere. */
function agrees(
  { data }: Tensor,
  results: Results,
  name: string,
  { absolute, relative }: Tolerance,
): boolean {
  const values = results.get(name);
  if (values?.length !== data.length) return false;
  const rms = Math.sqrt(data.reduce((sum, x) => sum + x * x, 0) / data.length);
  return data.every((x, at) => Math.abs(values[at] - x) <= absolute * rms + relative * Math.abs(x));
}
