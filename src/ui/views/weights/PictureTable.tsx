// Pictures as rows of numbers.

import { formatNumber } from '../../../base/format';
import { type Pictures, rangeOf } from './pictures';
import styles from './weights.module.css';

interface PictureTableProps {
  title: string;
  pictures: Pictures;
  nameOf(picture: number): string;
}

const MAXIMUM_ROWS = 256;

export function PictureTable({ title, pictures, nameOf }: PictureTableProps) {
  const size = pictures.height * pictures.width;
  const rows = Array.from({ length: Math.min(pictures.count, MAXIMUM_ROWS) }, (_, picture) => {
    const values = pictures.values.subarray(picture * size, (picture + 1) * size);
    const mean = values.reduce((sum, value) => sum + value, 0) / size;
    const norm = Math.hypot(...values);
    const { minimum, maximum } = rangeOf(pictures, picture);
    return { picture, mean, minimum, maximum, norm };
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls by keyboard
    <section className={styles.tableHost} tabIndex={0} aria-label={`${title}, table`}>
      <table className={styles.table}>
        <caption className="visually-hidden">
          {title}: {rows.length} of {pictures.count}
        </caption>
        <thead>
          <tr>
            {['', 'mean', 'smallest', 'largest', 'norm'].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ picture, mean, minimum, maximum, norm }) => (
            <tr key={picture}>
              <th scope="row">{nameOf(picture)}</th>
              {[mean, minimum, maximum, norm].map((value, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns keep their places
                <td key={index}>{formatNumber(value)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
