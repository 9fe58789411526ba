// What a run left, as the placement panel opens it.

import { clusterPresets } from '../../../sharding/editing/clusters';
import type { PlanDocument } from '../../../sharding/editing/document';
import {
  contentsOf,
  planFileDocument,
  settingsFor,
  tablesFileDocument,
} from '../../../sharding/editing/sources';
import type { TrainedNetwork } from '../../../sharding/trained/trainedNetwork';
import type { RunOutputFile } from '../../experiment';

const given = (files: readonly RunOutputFile[], name: string) => ({
  file: name,
  text: new TextDecoder().decode(files.find((file) => file.name === name)!.bytes),
});

/** The plan over the tables beside it, on so many devices. */
export function openedPlan(files: readonly RunOutputFile[], devices: number): PlanDocument {
  const cluster = { ...clusterPresets[0].cluster, devices, devicesPerHost: devices };
  const gaps = { dimension: 1, bytesPerElement: 1 };
  const tables = tablesFileDocument(given(files, 'tables.json'), gaps, settingsFor(cluster, 'cuda'));
  return planFileDocument(given(files, 'plan.json'), tables.document).document;
}

export function openedNetwork(files: readonly RunOutputFile[], name: string): TrainedNetwork {
  const contents = contentsOf(given(files, name));
  if (contents.kind !== 'network') throw new Error(`${name} holds ${contents.kind}`);
  return contents.network;
}
