// The open tables as the files and numbers that a run takes.

import type { RunFile } from '../../lab/protocol';
import type { PlanDocument } from '../../sharding/editing/document';
import { tablesText } from '../../sharding/tables/writeTables';
import { embeddingTables } from './placementSource';

export const fileOf = (name: string, text: string): RunFile => ({ name, blob: new Blob([text]) });

export const tablesFile = (document: PlanDocument): RunFile =>
  fileOf('tables.json', tablesText(embeddingTables(document)));

/** Samples of a step over all devices. */
export const batchOf = ({ problem: { tables, topology } }: PlanDocument): number =>
  topology.ranks * Math.max(...tables.flatMap(({ features }) => features.map(({ batch }) => batch)));
