// What a device's fused embedding operator costs, as networks have learned it from sets of tables that were measured.

import { shrunk } from '../measured/drawLookups';
import type { EmbeddingTable } from '../problem';
import { type FeatureSet, featureNames, tableFeatures } from './features';
import type { Fit, Samples } from './fit';
import { addTo, predictAll } from './frozen';
import { type ComputeSample, idDimensions } from './readCosts';
import { type Scaling, scaled, scalingOf } from './scaling';
import type { Split } from './split';

/** Sets of tables and what they cost. */
export interface MeasuredSets {
  sets: readonly (readonly EmbeddingTable[])[];
  milliseconds: readonly number[];
}

/** The tables in all their dimensions, in the order of the ids of a file of costs. */
export const namedByIds = (tables: readonly EmbeddingTable[]): EmbeddingTable[] =>
  idDimensions.flatMap((dimension) => tables.map((table) => ({ ...table, dimension })));

/** The tables that ids of a file of costs name. */
export function setsOfIds(
  samples: readonly ComputeSample[],
  tables: readonly EmbeddingTable[],
): MeasuredSets {
  const named = namedByIds(tables);
  return {
    sets: samples.map(({ ids }) => ids.map((id) => named[id])),
    milliseconds: samples.map(({ milliseconds }) => milliseconds),
  };
}

/** Measured sets as a network learns them, and how to read what it says. */
export interface ScaledSets {
  samples: Samples;
  features: FeatureSet;
  /** Of features and of milliseconds, both of the training split alone. */
  inputs: Scaling;
  outputs: Scaling;
}

export function scaledSets(
  { sets, milliseconds }: MeasuredSets,
  split: Split,
  features: FeatureSet,
): ScaledSets {
  const featuresOf = remembered((table: EmbeddingTable) => tableFeatures(table, features));
  const training = function* () {
    for (const sample of split.train) yield* sets[sample].map(featuresOf);
  };
  const inputs = scalingOf(training(), featureNames(features).length);
  const outputs = scalingOf(
    [...split.train].map((sample) => [milliseconds[sample]]),
    1,
  );
  const rowOf = remembered((table: EmbeddingTable) => scaled(featuresOf(table), inputs));
  return {
    samples: {
      rows: sets.map((set) => set.map(rowOf)),
      targets: milliseconds.map((cost) => scaled([cost], outputs)),
    },
    ...{ features, inputs, outputs },
  };
}

function remembered<Key, Result>(of: (key: Key) => Result): (key: Key) => Result {
  const known = new Map<Key, Result>();
  return (key) => {
    const result = known.get(key) ?? of(key);
    known.set(key, result);
    return result;
  };
}

/** Milliseconds of sets of tables, asked table by table: sums of `embed` are the sets. */
export interface SetCostModel {
  embed(table: EmbeddingTable): Float64Array;
  /** Of a device with at least one table. */
  cost(sum: Float64Array): number;
}

export class ComputeModel implements SetCostModel {
  /** `mostRows`: larger tables count as shrunk to so many, as where they were shrunk to be measured. */
  constructor(
    readonly scales: Omit<ScaledSets, 'samples'>,
    readonly fit: Pick<Fit, 'members'>,
    private readonly mostRows = Number.POSITIVE_INFINITY,
  ) {}

  /** Scaled features of a table. */
  rowOf(table: EmbeddingTable): Float64Array {
    const { features, inputs } = this.scales;
    return scaled(tableFeatures(shrunk(table, this.mostRows), features), inputs);
  }

  /** Milliseconds as networks are told of them. */
  scaledCost(milliseconds: number): number {
    return scaled([milliseconds], this.scales.outputs)[0];
  }

  /** The embeddings of all members one after another. */
  embed(table: EmbeddingTable): Float64Array {
    const row = this.rowOf(table);
    return Float64Array.from(this.fit.members.flatMap((member) => [...member.embed(row)]));
  }

  cost(sum: Float64Array): number {
    const { members } = this.fit;
    const width = sum.length / members.length;
    const total = members.reduce(
      (all, member, index) => all + member.head(sum.subarray(index * width, (index + 1) * width))[0],
      0,
    );
    return this.#milliseconds(total / members.length);
  }

  /** Of a measured sample, as scaled. */
  predict(rows: readonly Float64Array[]): number {
    return this.#milliseconds(predictAll(this.fit.members, rows)[0]);
  }

  #milliseconds(value: number): number {
    const { means, deviations } = this.scales.outputs;
    return value * deviations[0] + means[0];
  }
}

/** The mean of several. */
export class MeanModel implements SetCostModel {
  constructor(private readonly models: readonly SetCostModel[]) {}

  embed(table: EmbeddingTable): Float64Array {
    return Float64Array.from(this.models.flatMap((model) => [...model.embed(table)]));
  }

  cost(sum: Float64Array): number {
    const width = sum.length / this.models.length;
    return (
      this.models.reduce(
        (all, model, index) => all + model.cost(sum.subarray(index * width, (index + 1) * width)),
        0,
      ) / this.models.length
    );
  }
}

export function costOfSet(model: SetCostModel, tables: readonly EmbeddingTable[]): number {
  if (tables.length === 0) return 0;
  const sum = model.embed(tables[0]).slice();
  for (const table of tables.slice(1)) addTo(sum, model.embed(table));
  return model.cost(sum);
}

/** What a linear model of sets is told: 1, tables, lookups, elements looked up. */
export function linearRow(set: readonly EmbeddingTable[]): number[] {
  const lookups = set.map(({ poolingFactor, coverage }) => poolingFactor * coverage);
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
  return [1, set.length, sum(lookups), sum(set.map(({ dimension }, k) => dimension * lookups[k]))];
}
