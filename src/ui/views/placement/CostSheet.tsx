// What plans are judged by, with what it knows and what it does not; and what this GPU can say about it.

import { useState } from 'react';
import type { Evaluation } from '../../../sharding/editing/evaluation';
import { aboutCost, type GivenCost } from '../../../sharding/editing/givenCost';
import { Icon } from '../../shell/Icon';
import { judgeBy, usePlaced } from '../../state/placement';
import { offerCost } from '../../state/placementCosts';
import { measureHere, thoroughnesses, useMeasuring } from '../../state/placementMeasuring';
import { lab } from '../../state/store';
import { Basis } from './Basis';
import { CostSelect } from './CostSelect';
import { MeasuringStatus } from './MeasuringStatus';
import { NumberBox } from './NumberBox';
import { RanPlanSection } from './RanPlanSection';
import styles from './sheets.module.css';
import { TrainPlanSection } from './TrainPlanSection';
import tools from './tools.module.css';

export function CostSheet({ evaluation }: { evaluation: Evaluation }) {
  const cost = usePlaced((state) => state.cost);
  const { about, basis } = aboutCost(cost);
  const { beyond = [] } = evaluation.cost;
  return (
    <section aria-label="What plans are judged by">
      <h3>
        Judged by <Basis basis={basis} />
      </h3>
      <CostSelect />
      <p className={styles.hint}>{about}</p>
      {evaluation.cost.devices && (
        <p className={styles.hint}>
          No bound is shown: kernels of one width are one on a device, so that what shards cost alone does not
          add up to a device, and what is proved of sums is not proved of it.
        </p>
      )}
      {beyond.length > 0 && (
        <>
          <h4>Extrapolated here</h4>
          <ul className={styles.notes}>
            {beyond.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </>
      )}
      {cost.kind === 'measured' && <Latencies cost={cost} />}
      <Measure />
      <RanPlanSection evaluation={evaluation} />
      <TrainPlanSection evaluation={evaluation} />
    </section>
  );
}

const MICROSECONDS = 1e6;

/** Of the modelled network; its bandwidths are the cluster's. */
function Latencies({ cost }: { cost: Extract<GivenCost, { kind: 'measured' }> }) {
  const box = (label: string, key: keyof typeof cost.latencies) => (
    <NumberBox
      {...{ label, unit: 'µs' }}
      help="Of one message, whatever its length. Modelled: nobody measured it here. Bandwidths are the cluster’s."
      value={cost.latencies[key] * MICROSECONDS}
      problemOf={(value) => (value >= 0 ? undefined : 'at least 0')}
      onChange={(value) => {
        const next = { ...cost, latencies: { ...cost.latencies, [key]: value / MICROSECONDS } };
        offerCost(next, cost);
        judgeBy(next);
      }}
    />
  );
  return (
    <div className={styles.fields}>
      {box('Latency within a host', 'within')}
      {box('Latency between hosts', 'between')}
    </div>
  );
}

function Measure() {
  const experiment = lab((state) => state.experiment);
  const options = thoroughnesses(experiment);
  const [chosen, setChosen] = useState<string | null>(null);
  const asked = useMeasuring((state) => state.asked);
  const value = options.some(({ id }) => id === chosen) ? chosen! : options[0].id;
  return (
    <>
      <h3>Measure on this GPU</h3>
      <p className={styles.hint}>
        Runs kernels of sets of shards and of whole plans, fits what they cost, and holds that against plans
        that it has not seen. What it leaves is then chosen here; sizes that this GPU cannot hold, or not in
        some minutes, stay extrapolated.
      </p>
      <label className={styles.stacked}>
        What is measured
        <select
          className={tools.select}
          value={value}
          disabled={asked !== null}
          onChange={(event) => setChosen(event.target.value)}
        >
          {options.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <div className={tools.tools}>
        <button type="button" disabled={asked !== null} onClick={() => void measureHere(value)}>
          <Icon name="play" size={10} /> Measure on this GPU
        </button>
      </div>
      <MeasuringStatus file="measured-costs.json" />
    </>
  );
}
