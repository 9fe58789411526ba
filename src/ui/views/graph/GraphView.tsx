// What a training step was compiled to, as a picture and as a table: nodes after fusion, the tensors between them,
// and behind each node its kernels and how far they are from float64.

import { useEffect, useMemo, useRef, useState } from 'react';
import { formatBytes, formatNumber } from '../../../base/format';
import type { StepInspection } from '../../../lab/protocol';
import { lab, shownRun } from '../../state/store';
import { Provenance } from '../train/Card';
import styles from './GraphView.module.css';
import { NodeSheet } from './NodeSheet';
import { NodeTable } from './NodeTable';
import { layerPath, nodePhase, opTitle, phases, workText } from './names';
import { Picture } from './Picture';
import { drawnNodes, groupIds, groupsAround, opening, pictureOf } from './picture';
import { useArrangement } from './useArrangement';
import { VerificationNote, VerifyButton } from './Verification';

export default function GraphView() {
  const run = lab(shownRun);
  const inspection = run?.inspection ?? null;
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [selected, setSelected] = useState<number | null>(null);
  const [query, setQuery] = useState('');
  const [asTable, setAsTable] = useState(false);
  /** What had the keyboard before the sheet did; null when a search opened the sheet. */
  const opener = useRef<Element | null>(null);
  // Another graph has other nodes.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is open belongs to one graph.
  useEffect(() => {
    setOpen(new Set());
    setSelected(null);
  }, [inspection]);
  const picture = useMemo(() => inspection && pictureOf(inspection, open), [inspection, open]);
  const { arranged, problem } = useArrangement(picture);
  const drawn = useMemo(() => (inspection ? drawnNodes(inspection) : []), [inspection]);
  const found = useMemo(
    () => (inspection ? search(inspection, drawn, query) : null),
    [inspection, drawn, query],
  );
  const verification = useMemo(
    () => new Map((run?.verification?.nodes ?? []).map((node) => [node.node, node])),
    [run?.verification],
  );
  if (!run || !inspection)
    return (
      <section className={styles.board} aria-label="Graph">
        <p className={styles.empty}>
          {run && run.state !== 'starting' && run.tables.training.length > 0
            ? 'This run was saved without its graph. Start a run to see the one it is compiled to.'
            : 'Start a run, or step through one, to see the graph its step is compiled to.'}
        </p>
      </section>
    );
  const allGroups = groupIds(inspection);
  const allOpen = allGroups.every((id) => open.has(id));
  const toggle = (id: string) =>
    setOpen((groups) =>
      groups.has(id)
        ? new Set([...groups].filter((other) => other !== id && !other.startsWith(`${id}:`)))
        : new Set([...groups, ...opening(inspection, id)]),
    );
  /** Opens the sheet of a node that was pressed; closing it leads back there. */
  const press = (node: number) => {
    opener.current = document.activeElement;
    setSelected(node);
  };
  const close = () => {
    setSelected(null);
    (opener.current as HTMLElement | null)?.focus();
  };
  /** The match after the selected one, around the end. */
  const next = () => {
    const matches = [...(found ?? [])];
    const after = matches.find((node) => node > (selected ?? -1)) ?? matches[0];
    if (after === undefined) return;
    opener.current = null;
    setOpen((groups) => new Set([...groups, ...groupsAround(inspection, after)]));
    setSelected(after);
  };
  const summary = summaryOf(inspection, drawn);
  return (
    <section className={styles.board} aria-label="Graph">
      <header className={styles.head}>
        <p className={styles.summary}>
          {summary} <Provenance kind="predicted" />
        </p>
        <VerifyButton run={run} />
      </header>
      <div className={styles.tools}>
        <input
          type="search"
          aria-label="Find a node by op, layer or tensor"
          placeholder="Find an op, layer or tensor"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') next();
            if (event.key === 'Escape' && selected !== null) setSelected(null);
          }}
        />
        {found && (
          <span role="status">
            {found.size} of {drawn.length}
            {found.size > 0 && ' · Enter: next'}
          </span>
        )}
        <span className={styles.gap} />
        {!asTable && allGroups.length > 0 && (
          <button
            type="button"
            className={styles.button}
            onClick={() => setOpen(new Set(allOpen ? [] : allGroups))}
          >
            {allOpen ? 'Close all layers' : 'Open all layers'}
          </button>
        )}
        <button
          type="button"
          className={styles.button}
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          Table
        </button>
      </div>
      <VerificationNote verification={run.verification} inspection={inspection} />
      <div className={styles.body}>
        {asTable ? (
          <NodeTable
            inspection={inspection}
            nodes={found ? [...found] : drawn}
            selected={selected}
            verification={verification}
            onSelect={press}
          />
        ) : arranged ? (
          <Picture
            arranged={arranged}
            found={found}
            selected={selected}
            verification={verification}
            summary={summary}
            onSelect={press}
            onToggle={toggle}
          />
        ) : (
          <p className={styles.empty}>{problem ? `The graph cannot be drawn: ${problem}` : 'Laying out…'}</p>
        )}
        {selected !== null && (
          <NodeSheet
            inspection={inspection}
            index={selected}
            profile={run.profile}
            found={verification.get(selected)}
            focused={opener.current !== null}
            onClose={close}
          />
        )}
      </div>
    </section>
  );
}

/** Nodes whose op, layer or tensors contain every word; null when nothing is looked for. */
function search({ nodes, tensors }: StepInspection, drawn: readonly number[], query: string) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  const textOf = (index: number): string => {
    const node = nodes[index];
    const names = [...node.inputs, ...node.outputs].map((at) => tensors[at].name);
    return [node.op, opTitle(node.op), layerPath(node).join('.'), nodePhase(node), ...names]
      .join(' ')
      .toLowerCase();
  };
  return new Set(drawn.filter((index) => words.every((word) => textOf(index).includes(word))));
}

function summaryOf({ nodes, dispatches }: StepInspection, drawn: readonly number[]): string {
  const total = (name: 'flops' | 'bytes') => nodes.reduce((sum, node) => sum + node[name], 0);
  const parts = phases.flatMap((phase) => {
    const count = drawn.filter((index) => nodePhase(nodes[index]) === phase).length;
    return count ? [`${formatNumber(count)} ${phase}`] : [];
  });
  return `${formatNumber(drawn.length)} nodes after fusion (${parts.join(', ')}) in ${formatNumber(dispatches.length)} launches: ${workText(total('flops'))} and ${formatBytes(total('bytes'))} a step.`;
}
