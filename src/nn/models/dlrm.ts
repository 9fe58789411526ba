// Deep learning recommendation model (Naumov et al., 1906.00091): dense features through a bottom
// MLP, sparse ones through embedding tables, an interaction of all vectors, a top MLP to one logit.
// The `cross` interaction is DCN-v2's low-rank form (Wang et al., 2008.13535, §3.3).

import { ConfigError } from '../../base/errors';
import type { Graph } from '../../graph/graph';
import { add, multiply } from '../../graph/ops/elementwise';
import type { Lookups, PoolingMode } from '../../graph/ops/embedding';
import { dotInteraction } from '../../graph/ops/interaction';
import { concat, reshape } from '../../graph/ops/shape';
import type { Value } from '../../graph/value';
import type { ForwardMode } from '../forward';
import { biasNormal, glorotNormal } from '../initialisers';
import { embeddingTables, type TableBits } from '../layers/embedding';
import { linear, perceptron } from '../layers/linear';

export interface DlrmConfig {
  /** Dense features, at least one. */
  dense: number;
  /** Rows of each embedding table. */
  tables: readonly number[];
  /** Widths of the bottom MLP; the last is the dimension of the tables. */
  bottom: readonly number[];
  /** Widths of the top MLP, ending in 1. */
  top: readonly number[];
  interaction: 'dot' | 'concat' | { crossLayers: number; rank: number };
  /** How a bag becomes one vector. Default sum. */
  pooling?: PoolingMode;
  /** Bits of a number of the tables. Default 32. */
  tableBits?: TableBits;
  /** Room for this many lookups a sample, on average over a batch. */
  lookupsPerSample: number;
}

export interface DlrmInputs {
  /** f32 [B, dense]. */
  dense: Value;
  /** B·tables bags, sample by sample. */
  lookups: Lookups;
}

/** Logits [B, 1] of the click probability. */
export function dlrm(graph: Graph, config: DlrmConfig, inputs: DlrmInputs, _mode: ForwardMode): Value {
  const { tables, pooling = 'sum', tableBits } = config;
  const dimension = config.bottom.at(-1)!;
  return dlrmOver(config, inputs.dense, () =>
    embeddingTables(graph, tables, dimension, inputs.lookups, pooling, tableBits),
  );
}

/** The same around tables that are looked up by `embeddings`, which gives their vectors [B, tables, dimension]. */
export function dlrmOver(config: DlrmConfig, dense: Value, embeddings: () => Value): Value {
  validate(config);
  const layers = { weight: glorotNormal, bias: biasNormal, activation: 'relu' } as const;
  const bottom = perceptron(dense, 'bottom', { ...layers, widths: config.bottom });
  const vectors = embeddings();
  const interaction = dense.graph.scope('interaction', () => interact(config, bottom, vectors));
  return perceptron(interaction, 'top', { ...layers, widths: config.top, lastActivation: 'none' });
}

/** bottom [B, D] and embeddings [B, T, D] to [B, features]. */
function interact({ interaction }: DlrmConfig, bottom: Value, embeddings: Value): Value {
  if (interaction === 'dot') return dotInteraction(bottom, embeddings);
  const [batch, tables, dimension] = embeddings.shape;
  const all = concat([bottom, reshape(embeddings, [batch, tables * dimension])], 1);
  if (interaction === 'concat') return all;
  const { crossLayers, rank } = interaction;
  let x = all;
  for (let layer = 1; layer <= crossLayers; layer++) x = crossLayer(all, x, `cross${layer}`, rank);
  return x;
}

/** x₀ ⊙ (W·V·x + b) + x, with V [features, rank] and W [rank, features]. */
function crossLayer(x0: Value, x: Value, name: string, rank: number): Value {
  const features = x.shape[1];
  return x.graph.scope(name, () => {
    const inner = linear(x, 'reduce', rank, { weight: glorotNormal(features, rank), bias: false });
    const outer = linear(inner, 'expand', features, { weight: glorotNormal(rank, features) });
    return add(multiply(x0, outer), x);
  });
}

function validate({ dense, tables, top, lookupsPerSample }: DlrmConfig): void {
  if (dense < 1)
    throw new ConfigError('DLRM needs at least one dense feature; feed a column of ones if there is none.');
  if (!tables.length) throw new ConfigError('DLRM needs at least one embedding table.');
  if (top.at(-1) !== 1) throw new ConfigError(`DLRM ends in one logit, not ${top.at(-1)}: end "top" with 1.`);
  if (!(lookupsPerSample > 0)) throw new ConfigError('DLRM needs room for lookups: set "lookupsPerSample".');
}
