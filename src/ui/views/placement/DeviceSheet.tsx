// Where the time and the memory of a device go, and why it does not fit.

import { formatBytes, formatMilliseconds } from '../../../base/format';
import type { Evaluation } from '../../../sharding/editing/evaluation';
import { type MemoryWaterfall, whyNotFit } from '../../../sharding/editing/memoryWaterfall';
import { Icon } from '../../shell/Icon';
import { choose } from '../../state/placement';
import { tableName } from '../../state/placementWords';
import { Basis } from './Basis';
import { PartsBar } from './PartsBar';
import { signedPercent } from './readings';
import styles from './sheets.module.css';
import tools from './tools.module.css';
import { useRanComparison } from './useRanComparison';

const tierTitles = { hbm: 'Device memory (HBM)', ddr: 'Host memory' } as const;
const MOST_DEAREST = 5;

export function DeviceSheet({ evaluation, device }: { evaluation: Evaluation; device: number }) {
  const own = evaluation.devices[device];
  const { cost, slowest, tables } = evaluation;
  const ran = useRanComparison(evaluation)?.devices[device];
  const fit = whyNotFit(evaluation, device);
  const dearest = own.shards
    .map((place) => ({ ...place, total: tables[place.table].shards[place.shard].total }))
    .sort((a, b) => b.total - a.total)
    .slice(0, MOST_DEAREST);
  return (
    <section aria-label={`Device ${device}`}>
      <header className={styles.sheetHead}>
        <h3>
          Device {device}
          {device === slowest && <small> the slowest</small>}
        </h3>
        <div className={tools.tools}>
          <button
            type="button"
            className={tools.icon}
            aria-label="Choose nothing"
            onClick={() => choose(null)}
          >
            <Icon name="close" size={11} />
          </button>
        </div>
      </header>
      <dl className={styles.facts}>
        <div>
          <dt>Time a step</dt>
          <dd>
            {formatMilliseconds(own.total)} <Basis basis={cost.basis} name={cost.name} />
          </dd>
        </div>
        {ran && (
          <>
            <div title="Of its shards and copies of tables alone, of tables as they ran on this GPU">
              <dt>Kernels, when run</dt>
              <dd>
                {formatMilliseconds(ran.measured)} <Basis basis="measured" />
              </dd>
            </div>
            <div title={`Of the same kernels and tables, by ${cost.name}`}>
              <dt>predicted of them</dt>
              <dd>
                {formatMilliseconds(ran.predicted)}
                {ran.measured > 0 && ` (${signedPercent(ran.predicted / ran.measured)})`}
              </dd>
            </div>
          </>
        )}
        <div>
          <dt>Shards</dt>
          <dd>{own.shards.length}</dd>
        </div>
      </dl>
      <PartsBar perf={own.perf} />
      {dearest.length > 0 && (
        <>
          <h4>What takes its time</h4>
          <ul className={styles.cuts}>
            {dearest.map(({ table, shard, total }) => (
              <li key={`${table} ${shard}`}>
                <button type="button" onClick={() => choose({ kind: 'shard', table, shard })}>
                  <span>{tableName(evaluation.document, table)}</span>
                  <b>{formatMilliseconds(total)}</b>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      <h4>Where its memory goes</h4>
      <p data-tone={fit.fits ? undefined : 'bad'} className={styles.sentence}>
        {fit.sentence}
      </p>
      {fit.tiers
        .filter(({ used, capacity, tier }) => tier === 'hbm' || used > 0 || capacity === 0)
        .map((tier) => (
          <Waterfall key={tier.tier} evaluation={evaluation} device={device} waterfall={tier} />
        ))}
    </section>
  );
}

interface WaterfallProps {
  evaluation: Evaluation;
  device: number;
  waterfall: MemoryWaterfall;
}

function Waterfall({ evaluation, device, waterfall }: WaterfallProps) {
  const { tier, capacity, steps, free } = waterfall;
  const whole = Math.max(
    capacity,
    steps.reduce((sum, { bytes }) => sum + bytes, 0),
  );
  let before = 0;
  return (
    <div className={styles.waterfall}>
      <h5>
        {tierTitles[tier]}: {formatBytes(capacity)},{' '}
        {free < 0 ? <b>over by {formatBytes(-free)}</b> : `${formatBytes(free)} free`}
      </h5>
      <ul>
        {steps
          .filter(({ bytes }) => bytes > 0)
          .map(({ label, bytes, table, blocks }) => {
            const left = before;
            before += bytes;
            const row = (
              <>
                <span>{label}</span>
                <b>{formatBytes(bytes)}</b>
                <i
                  data-kind={table === undefined ? 'reserved' : blocks ? 'blocks' : 'held'}
                  style={{ marginLeft: `${(100 * left) / whole}%`, width: `${(100 * bytes) / whole}%` }}
                />
              </>
            );
            return (
              <li key={label}>
                {table === undefined ? (
                  <div>{row}</div>
                ) : (
                  <button
                    type="button"
                    onClick={() =>
                      choose({ kind: 'shard', table, shard: shardOn(evaluation, table, device) })
                    }
                  >
                    {row}
                  </button>
                )}
              </li>
            );
          })}
      </ul>
    </div>
  );
}

const shardOn = ({ tables }: Evaluation, table: number, device: number): number =>
  Math.max(
    0,
    tables[table].shards.findIndex((shard) => shard.device === device),
  );
