// The tables of what ran on this GPU, beside what its measured peaks allow.

import type { Peaks } from '../../base/roofline';
import { type Finding, type FindingColumn, findingOf } from '../findings';
import type { MeasuredChain, PlacedDispatch, RankedChain } from './measure';

export function dispatchesTable(
  dispatches: readonly PlacedDispatch[],
  peaks: Peaks,
  { model, method }: { model: string; method: string },
): Finding {
  const how = method === 'timestamps' ? 'by timestamps' : 'by replaying each alone';
  const about = {
    id: 'dispatches',
    title: `Dispatches of ${model}`,
    about: `Measured on this GPU ${how}, and placed on its roofline, whose peaks are measured too. FLOPs and bytes are counted: every tensor crosses memory once. What stays in caches may lie above the sloping part of the roof.`,
    roof: { ...peaks, label: 'measured roofline' },
    columns: [
      { key: 'label', title: 'Dispatch', kind: 'text' },
      { key: 'kernel', title: 'Kernel', kind: 'text' },
      { key: 'op', title: 'Op', kind: 'text' },
      { key: 'milliseconds', title: 'Time', kind: 'number', unit: 'ms' },
      { key: 'shortest', title: 'Roofline bound', kind: 'number', unit: 'ms' },
      { key: 'flops', title: 'FLOPs', kind: 'flops' },
      { key: 'bytes', title: 'Bytes', kind: 'bytes' },
      { key: 'intensity', title: 'Intensity', kind: 'number', unit: 'FLOP/B' },
      { key: 'rate', title: 'FLOPs a second', kind: 'flops' },
      { key: 'share', title: 'Of the roof', kind: 'share' },
      { key: 'bound', title: 'Bound by', kind: 'text' },
    ] satisfies FindingColumn[],
  };
  return findingOf(
    about,
    dispatches.map((dispatch) => ({ ...dispatch })),
  );
}

export interface FusionRow extends RankedChain {
  measured?: MeasuredChain;
}

export function fusionTable(rows: readonly FusionRow[], model: string): Finding {
  const about = {
    id: 'fusion',
    title: `Fusion in ${model}`,
    about:
      'Chains of ops that can be one kernel, those first that save most by the measured roofline. Predicted: from shapes alone. Measured: the bytes that the compiled dispatches bind and their time, with the compiler’s passes and without; neighbours that it leaves apart are predicted only.',
    columns: [
      { key: 'scope', title: 'First in', kind: 'text' },
      { key: 'ops', title: 'Ops', kind: 'text' },
      { key: 'state', title: 'Compiler', kind: 'text' },
      { key: 'times', title: 'Occurs', kind: 'number' },
      { key: 'separate', title: 'Op by op', kind: 'bytes' },
      { key: 'saved', title: 'Saved, predicted', kind: 'bytes' },
      { key: 'savedTime', title: 'Saved by the roof', kind: 'number', unit: 'ms' },
      { key: 'measuredSaved', title: 'Saved, measured', kind: 'bytes' },
      { key: 'separateTime', title: 'Time op by op', kind: 'number', unit: 'ms' },
      { key: 'fusedTime', title: 'Time as one kernel', kind: 'number', unit: 'ms' },
    ] satisfies FindingColumn[],
  };
  return findingOf(
    about,
    rows.map(({ chain, times, separateBytes, savedBytes, savedMilliseconds, measured }) => ({
      scope: chain.scope || 'top level',
      ops: chain.members.map(({ op }) => op).join(' → '),
      state: chain.joined ? 'one kernel' : 'apart',
      times,
      separate: separateBytes,
      saved: savedBytes,
      savedTime: savedMilliseconds,
      measuredSaved: measured && measured.separateBytes - measured.fusedBytes,
      separateTime: measured?.separateMilliseconds,
      fusedTime: measured?.fusedMilliseconds,
    })),
  );
}
