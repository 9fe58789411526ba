// Everything known of one node: what it reads and writes, what it costs, what it launches, the shader's text, and
// how far its result is from float64.

import { useEffect, useRef } from 'react';
import { formatBytes, formatMilliseconds, formatNumber } from '../../../base/format';
import type { NodeVerification, StepInspection, StepProfile } from '../../../lab/protocol';
import { Facts, Provenance } from '../train/Card';
import styles from './GraphView.module.css';
import {
  agrees,
  intensityText,
  layerPath,
  nodePhase,
  opTitle,
  phaseTitles,
  shapeText,
  trafficText,
  verdictText,
  workText,
} from './names';

interface NodeSheetProps {
  inspection: StepInspection;
  index: number;
  profile: StepProfile | null;
  found: NodeVerification | undefined;
  /** Whether the keyboard goes to it: not while a search walks from node to node. */
  focused: boolean;
  onClose(): void;
}

/** Longer lists are cut: the update reads every parameter there is. */
const MOST_LISTED = 12;

export function NodeSheet({ inspection, index, profile, found, focused, onClose }: NodeSheetProps) {
  const node = inspection.nodes[index];
  const layer = layerPath(node).join('.');
  const close = useRef<HTMLButtonElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another node is another sheet.
  useEffect(() => {
    if (focused) close.current?.focus({ preventScroll: true });
  }, [index, focused]);
  const milliseconds = node.dispatches.reduce(
    (sum, at) => sum + (profile?.kernels[at]?.milliseconds ?? Number.NaN),
    0,
  );
  const shaders = [...new Set(node.dispatches.map((at) => inspection.dispatches[at].shader))];
  const attributes = Object.entries(node.attributes);
  return (
    <aside
      className={styles.sheet}
      aria-label={`${opTitle(node.op)}${layer && ` of ${layer}`}`}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <header>
        <h3>{opTitle(node.op)}</h3>
        <button ref={close} type="button" aria-label="Close" title="Close (Esc)" onClick={onClose}>
          ×
        </button>
      </header>
      <p className={styles.layerName} data-phase={nodePhase(node)}>
        {[phaseTitles[nodePhase(node)], layer].filter(Boolean).join(' · ')}
      </p>
      {found && (
        <p className={styles.verdict} data-agrees={agrees(found)}>
          <span aria-hidden="true">{agrees(found) ? '✓' : '✗'}</span> {verdictText(found)}{' '}
          <Provenance kind="measured" />
        </p>
      )}
      <Facts
        facts={[
          ['Work', <Predicted key="work">{workText(node.flops)}</Predicted>],
          ['Memory traffic', <Predicted key="bytes">{trafficText(node.bytes)}</Predicted>],
          ['Arithmetic intensity', <Predicted key="intensity">{intensityText(node)}</Predicted>],
          ...(Number.isFinite(milliseconds)
            ? [
                [
                  'Time',
                  <span key="time">
                    {formatMilliseconds(milliseconds)} <Provenance kind="measured" />
                  </span>,
                ] as const,
              ]
            : []),
        ]}
      />
      <Tensors title="Reads" indices={node.inputs} inspection={inspection} />
      <Tensors title="Writes" indices={node.outputs} inspection={inspection} />
      {attributes.length > 0 && (
        <>
          <h4>Attributes</h4>
          <Facts facts={attributes.map(([name, value]) => [name, String(value)])} />
        </>
      )}
      <h4>Launches</h4>
      <ul className={styles.launches}>
        {node.dispatches.map((at) => {
          const { kernel, workgroups, constants } = inspection.dispatches[at];
          const list = Object.entries(constants).map(([name, value]) => `${name} = ${formatNumber(value)}`);
          return (
            <li key={at}>
              <code>{kernel}</code>
              <span>{workgroups.map(formatNumber).join(' × ')} workgroups</span>
              {list.length > 0 && <span>{list.join(', ')}</span>}
            </li>
          );
        })}
      </ul>
      <h4>Shaders</h4>
      {shaders.map((at) => (
        <details key={at} className={styles.shader}>
          <summary>{inspection.shaders[at].name}</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long text scrolls by keyboard. */}
          <pre tabIndex={0}>{inspection.shaders[at].code}</pre>
        </details>
      ))}
    </aside>
  );
}

const Predicted = ({ children }: { children: string }) => (
  <span>
    {children} <Provenance kind="predicted" />
  </span>
);

function Tensors({
  title,
  indices,
  inspection,
}: {
  title: string;
  indices: readonly number[];
  inspection: StepInspection;
}) {
  if (indices.length === 0) return null;
  const listed = indices.slice(0, MOST_LISTED);
  return (
    <>
      <h4>{title}</h4>
      <ul className={styles.tensors}>
        {listed.map((at, position) => {
          const tensor = inspection.tensors[at];
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a tensor may be read twice.
            <li key={`${at} ${position}`}>
              <code>{tensor.name}</code>
              <span>
                {shapeText(tensor)} {tensor.dtype} · {formatBytes(tensor.bytes)}
                {tensor.role !== 'intermediate' && ` · ${tensor.role}`}
              </span>
            </li>
          );
        })}
        {indices.length > listed.length && <li>and {indices.length - listed.length} more</li>}
      </ul>
    </>
  );
}
