// The tuned products, the most time first; one of them is chosen.

import { formatMilliseconds } from '../../../base/format';
import { placeOf, shapeText, type TuningRow } from '../../state/tuningRows';
import styles from './Tuning.module.css';

interface TuningProductsProps {
  rows: readonly TuningRow[];
  /** Key of a row. */
  chosen: string;
  onChoose(key: string): void;
}

export function TuningProducts({ rows, chosen, onChoose }: TuningProductsProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label="Tuned products">
      <table className={styles.products}>
        <thead>
          <tr>
            <th scope="col">Product</th>
            <th scope="col" title="Rows × columns × length of the sums">
              Shape
            </th>
            <th scope="col">Standard</th>
            <th scope="col">Taken</th>
            <th scope="col">Gain</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Product
              key={row.key}
              row={row}
              isChosen={row.key === chosen}
              onChoose={() => onChoose(row.key)}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Product({ row, isChosen, onChoose }: { row: TuningRow; isChosen: boolean; onChoose(): void }) {
  const { product, standard, chosen, changed, gain } = row;
  const { scope, kind } = placeOf(product);
  const time = (milliseconds: number | null) =>
    milliseconds === null ? '–' : formatMilliseconds(milliseconds);
  return (
    <tr data-chosen={isChosen || undefined} data-changed={changed || undefined}>
      <td>
        <button type="button" aria-pressed={isChosen} title={product.label} onClick={onChoose}>
          {scope}
        </button>
        <small>{kind}</small>
      </td>
      <td>{shapeText(product)}</td>
      <td title={standard.name}>{time(standard.milliseconds)}</td>
      <td title={chosen.name}>{changed ? chosen.name : 'standard'}</td>
      <td>{changed && gain ? `${gain.toFixed(2)} ×` : '–'}</td>
    </tr>
  );
}
