// The same as a table: every tensor with its place, largest first.

import { useState } from 'react';
import { formatBytes, formatNumber } from '../../../base/format';
import type { Forecast, StepInspection } from '../../../lab/protocol';
import { memoryMap } from '../../state/memoryMap';
import styles from './MemoryTable.module.css';
import { percent, shapeOf } from './words';

/** Rows drawn at first. */
const MANY = 300;

export function MemoryTable({ inspection, forecast }: { inspection: StepInspection; forecast: Forecast }) {
  const [all, setAll] = useState(false);
  const map = memoryMap(inspection, forecast);
  const tensors = new Map(inspection.tensors.map((tensor) => [tensor.name, tensor]));
  const rows = [...inspection.memory].sort((a, b) => b.bytes - a.bytes);
  const shown = all ? rows : rows.slice(0, MANY);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label="Memory as tables">
      <table>
        <caption>Predicted peak by category</caption>
        <thead>
          <tr>
            <th scope="col">Category</th>
            <th scope="col">Size</th>
            <th scope="col">Share</th>
          </tr>
        </thead>
        <tbody>
          {map.map(({ category, title, bytes }) => (
            <tr key={category}>
              <td>{title}</td>
              <td>{formatBytes(bytes)}</td>
              <td>{percent(bytes / forecast.predictedPeakBytes)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">Together</th>
            <td>{formatBytes(forecast.predictedPeakBytes)}</td>
            <td>100 %</td>
          </tr>
        </tbody>
      </table>
      <table>
        <caption>
          {formatNumber(rows.length)} tensors, largest first; activations share the bytes of their arena
        </caption>
        <thead>
          <tr>
            <th scope="col">Tensor</th>
            <th scope="col">Category</th>
            <th scope="col">Shape</th>
            <th scope="col">Size</th>
            <th scope="col">Buffer</th>
            <th scope="col">Dispatches</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ name, category, bytes, buffer, offset, life }) => {
            const tensor = tensors.get(name);
            return (
              <tr key={`${buffer} ${offset} ${life?.join()} ${name}`}>
                <td title={name}>{name}</td>
                <td>{category}</td>
                <td>{tensor ? shapeOf(tensor) : '–'}</td>
                <td>{formatBytes(bytes)}</td>
                <td>
                  {buffer} + {formatNumber(offset)}
                </td>
                <td>{life ? `${life[0] + 1} to ${life[1] + 1}` : 'all'}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {shown.length < rows.length && (
        <button type="button" onClick={() => setAll(true)}>
          Show all {formatNumber(rows.length)}
        </button>
      )}
    </section>
  );
}
