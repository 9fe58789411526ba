// The WGSL that a dispatch runs, as it was compiled.

import { formatNumber } from '../../../base/format';
import type { StepInspection, StepProfile } from '../../../lab/protocol';
import styles from './KernelView.module.css';

interface ShaderTextProps {
  inspection: StepInspection | null;
  profile: StepProfile;
  index: number;
}

export function ShaderText({ inspection, profile, index }: ShaderTextProps) {
  const dispatch = inspection?.dispatches[index];
  const { label, kernel } = profile.kernels[index];
  // A profile of another version may have been saved beside the inspection.
  if (!inspection || dispatch?.label !== label)
    return <p className={styles.empty}>This run was saved without its shaders.</p>;
  const { code } = inspection.shaders[dispatch.shader];
  const constants = Object.entries(dispatch.constants);
  const uses = inspection.dispatches.filter(({ shader }) => shader === dispatch.shader).length;
  return (
    <div className={styles.shader}>
      <p>
        <code>{kernel}</code>, {formatNumber(code.split('\n').length)} lines, in {uses}{' '}
        {uses === 1 ? 'dispatch' : 'dispatches'}
        {constants.length > 0 &&
          `; here ${constants.map(([name, value]) => `${name} = ${value}`).join(', ')}`}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls by keyboard */}
      <section tabIndex={0} aria-label={`Shader text of ${label}`}>
        <pre>{code}</pre>
      </section>
    </div>
  );
}
