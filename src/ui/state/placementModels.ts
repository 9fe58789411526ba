// Costs and networks that were loaded or measured, and the plan that ran last, as text that outlives the page beside the
// open plan. Each is checked by itself: what is damaged loses none of the others.

import * as v from 'valibot';
import { dataOf, dataText } from '../../base/dataText';
import { DataError } from '../../base/errors';
import { aboutCost, type GivenCost } from '../../sharding/editing/givenCost';
import type { GivenText } from '../../sharding/editing/sources';
import { costsRecord, readCosts } from '../../sharding/measured/costsFile';
import { networkText, readNetwork } from '../../sharding/trained/networkFile';
import type { Networks, TrainedNetwork } from '../../sharding/trained/trainedNetwork';
import { estimator } from './placementCosts';

const FORMAT = 'tessera-placement-models-1';
const NAME = 'the kept costs and networks';

const shape = v.object({
  format: v.literal(FORMAT),
  costs: v.array(v.looseObject({ kind: v.string() })),
  /** As files of networks have them. */
  networks: v.array(v.string()),
  /** A file of a plan that ran. */
  ran: v.optional(v.object({ file: v.string(), text: v.string() })),
});

export interface KeptModels {
  costs: readonly GivenCost[];
  networks: readonly TrainedNetwork[];
  /** To be read with the tables that it is of. */
  ran?: GivenText;
  /** How many could not be read. */
  lost: number;
}

/** TorchRec's estimator is always there. */
export const modelsText = (costs: readonly GivenCost[], networks: Networks, ran?: GivenText | null): string =>
  dataText({
    format: FORMAT,
    costs: costs.filter(({ kind }) => kind !== estimator.kind),
    networks: Object.values(networks).map((network) => networkText(network)),
    ...(ran && { ran: { file: ran.file, text: ran.text } }),
  });

/** Throws `DataError` where nothing of it can be read. */
export function readModels(text: string): KeptModels {
  const { costs, networks, ran } = checked(text);
  const read = <Given, Found>(all: readonly Given[], of: (given: Given) => Found): Found[] =>
    all.flatMap((given) => {
      try {
        return [of(given)];
      } catch {
        return [];
      }
    });
  const found = {
    costs: read(costs, (given) => soundCost(given as GivenCost)),
    networks: read(networks, (given) => readNetwork(JSON.parse(given), NAME)),
  };
  const lost = costs.length - found.costs.length + networks.length - found.networks.length;
  return { ...found, lost, ...(ran && { ran }) };
}

/** The same, if a file of it would be read. */
function soundCost(given: GivenCost): GivenCost {
  aboutCost(given);
  if (given.kind === 'measured') readCosts(JSON.parse(JSON.stringify(costsRecord(given.costs))), NAME);
  if (given.kind === 'learned') readNetwork(JSON.parse(networkText(given.network)), NAME);
  return given;
}

function checked(text: string) {
  let json: unknown;
  try {
    json = dataOf(text);
  } catch {
    throw new DataError(NAME, 'JSON', 'are damaged or cut off');
  }
  const parsed = v.safeParse(shape, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new DataError(NAME, v.getDotPath(issue) ?? 'file', issue.message);
}
