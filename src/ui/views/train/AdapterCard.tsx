// The adapter: who made it, what it grants, and what to expect of it.

import { formatBytes, formatNumber } from '../../../base/format';
import type { AdapterReport } from '../../../lab/protocol';
import { adapterName } from '../../state/format';
import { Card, Facts } from './Card';
import styles from './Inspector.module.css';

export function AdapterCard({ title, adapter }: { title: string; adapter: AdapterReport | null }) {
  if (!adapter) return null;
  const { limits, features, software, device, description } = adapter;
  return (
    <Card title={title} aside={software ? 'software' : 'hardware'}>
      <Facts
        facts={[
          ['Name', adapterName(adapter)],
          ...(device || description ? [['Device', device || description] as const] : []),
          ['Largest buffer', formatBytes(limits.maxBufferSize)],
          ['Largest binding', formatBytes(limits.maxStorageBufferBindingSize)],
          ['Workgroup memory', formatBytes(limits.maxComputeWorkgroupStorageSize)],
          ['Invocations per workgroup', formatNumber(limits.maxComputeInvocationsPerWorkgroup)],
        ]}
      />
      <ul className={styles.features} aria-label="Features">
        {features.map((feature) => (
          <li key={feature}>{feature}</li>
        ))}
      </ul>
      {software && (
        <p className={styles.note} data-tone="amber">
          A CPU emulates the GPU: results are right, but about a hundred times slower. Choose the preset Tiny.
        </p>
      )}
    </Card>
  );
}
