// One dispatch in numbers.

import { formatMilliseconds, formatScaled } from '../../../base/format';
import type { StepProfile } from '../../../lab/protocol';
import { familyOf } from '../../state/opFamilies';
import styles from './KernelView.module.css';
import { describeRoofline, rate } from './rates';

export function DispatchFacts({
  profile: { kernels, peaks },
  index,
}: {
  profile: StepProfile;
  index: number;
}) {
  const time = kernels[index];
  const { label, op, kernel, workgroups, milliseconds, flops, bytes } = time;
  const facts = [
    ['Time', formatMilliseconds(milliseconds), 'measured'],
    ['Arithmetic', rate(flops, milliseconds, 'FLOP/s'), `${formatScaled(flops, 'FLOP')}, counted`],
    ['Traffic', rate(bytes, milliseconds, 'B/s'), `${formatScaled(bytes, 'B')} at least, counted`],
    ['Roofline', describeRoofline(time, peaks), 'of the peaks measured on this adapter'],
  ] as const;
  return (
    <section className={styles.facts} aria-label="The chosen dispatch">
      <h3>
        <i style={{ background: familyOf(op).colour }} />
        <span title={label}>{label}</span>
      </h3>
      <p>
        {index + 1} of {kernels.length} · <code>{kernel}</code> · {workgroups.join(' × ')} workgroups
      </p>
      <dl>
        {facts.map(([name, value, hint]) => (
          <div key={name} title={hint}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
