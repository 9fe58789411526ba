// Where numbers are from: measured is solid, modelled is outlined, learned is dotted.

import type { CostBasis } from '../../../sharding/costModel';
import styles from './placement.module.css';

export function Basis({ basis, name }: { basis: CostBasis; name?: string }) {
  return (
    <span className={styles.basis} data-basis={basis} title={name && `${basis} by ${name}`}>
      {basis}
    </span>
  );
}
