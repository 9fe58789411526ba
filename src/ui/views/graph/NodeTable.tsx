// The graph as a table: every node in the order it runs.

import type { NodeVerification, StepInspection } from '../../../lab/protocol';
import styles from './GraphView.module.css';
import {
  agrees,
  errorText,
  intensityText,
  layerPath,
  nodePhase,
  nodeSubtitle,
  opTitle,
  phaseTitles,
  trafficText,
  verdictText,
  workText,
} from './names';

interface NodeTableProps {
  inspection: StepInspection;
  nodes: readonly number[];
  selected: number | null;
  verification: ReadonlyMap<number, NodeVerification>;
  onSelect(node: number): void;
}

export function NodeTable({ inspection, nodes, selected, verification, onSelect }: NodeTableProps) {
  return (
    <div className={styles.table}>
      <table>
        <caption className="visually-hidden">The nodes of the step in the order they run</caption>
        <thead>
          <tr>
            <th scope="col">Op</th>
            <th scope="col">Layer</th>
            <th scope="col">Phase</th>
            <th scope="col">Float64</th>
            <th scope="col">Work</th>
            <th scope="col">Intensity</th>
            <th scope="col">Launches</th>
            <th scope="col">Bytes</th>
            <th scope="col">Writes</th>
          </tr>
        </thead>
        <tbody>
          {nodes.map((index) => {
            const node = inspection.nodes[index];
            const found = verification.get(index);
            return (
              <tr key={index} aria-selected={index === selected}>
                <th scope="row">
                  <button type="button" onClick={() => onSelect(index)}>
                    {opTitle(node.op)}
                  </button>
                </th>
                <td>{layerPath(node).join('.')}</td>
                <td>{phaseTitles[nodePhase(node)]}</td>
                <td data-agrees={found && agrees(found)} title={found && verdictText(found)}>
                  {found ? `${agrees(found) ? '✓' : '✗'} ${errorText(found.error)}` : '–'}
                </td>
                <td>{workText(node.flops)}</td>
                <td>{intensityText(node)}</td>
                <td>{node.dispatches.length}</td>
                <td>{trafficText(node.bytes)}</td>
                <td>{nodeSubtitle(node, inspection.tensors)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
