// The time of a step as two bars: by phase and by op.

import { formatMilliseconds } from '../../../base/format';
import type { KernelTime } from '../../../lab/protocol';
import { sharesByOp, sharesByPhase, type TimeShare } from '../../state/kernelRows';
import { familyOf } from '../../state/opFamilies';
import styles from './KernelView.module.css';

/** Ops named beside the bar; the rest is summed up. */
const NAMED_OPS = 4;

const phaseColours: Record<string, string> = {
  forward: 'var(--accent)',
  backward: 'var(--amber)',
  update: 'var(--good)',
};

export function TimeBars({ kernels }: { kernels: readonly KernelTime[] }) {
  const ops = sharesByOp(kernels);
  const rest = ops.slice(NAMED_OPS);
  const others = rest.reduce((sum, { share }) => sum + share, 0);
  return (
    <div className={styles.bars}>
      <Bar
        name="By phase"
        inline
        shares={sharesByPhase(kernels)}
        colourOf={({ name }) => phaseColours[name]}
      />
      <Bar name="By op" shares={ops} colourOf={({ name }) => familyOf(name).colour} named={NAMED_OPS}>
        {rest.length > 0 && (
          <li title={rest.map(describe).join('\n')}>
            {rest.length} more <b>{percent(others)}</b>
          </li>
        )}
      </Bar>
    </div>
  );
}

interface BarProps {
  name: string;
  shares: readonly TimeShare[];
  colourOf(share: TimeShare): string;
  named?: number;
  /** The names beside the bar rather than below it. */
  inline?: boolean;
  children?: React.ReactNode;
}

function Bar({ name, shares, colourOf, named = shares.length, inline, children }: BarProps) {
  return (
    <figure
      className={styles.bar}
      data-inline={inline || undefined}
      aria-label={`Time ${name.toLowerCase()}`}
    >
      <figcaption>{name}</figcaption>
      <div className={styles.segments} aria-hidden="true">
        {shares.map((share) => (
          <i
            key={share.name}
            title={describe(share)}
            style={{ flexGrow: share.share, background: colourOf(share) }}
          />
        ))}
      </div>
      <ul>
        {shares.slice(0, named).map((share) => (
          <li key={share.name} title={describe(share)}>
            <i style={{ background: colourOf(share) }} />
            {share.name} <b>{percent(share.share)}</b>
          </li>
        ))}
        {children}
      </ul>
    </figure>
  );
}

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)} %`;

const describe = ({ name, milliseconds, calls, share }: TimeShare): string =>
  `${name}: ${formatMilliseconds(milliseconds)} in ${calls} dispatches, ${percent(share)}`;
