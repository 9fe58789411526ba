// The cluster and the tables in numbers, each in sight and each to be changed. What nobody said is said here: planners
// are wrong mostly by what they silently assume.

import { clusterPresets } from '../../../sharding/editing/clusters';
import type { DocumentSettings } from '../../../sharding/editing/sources';
import type { Pipeline, PlannerOptimizer } from '../../../sharding/torchrec/storage';
import { usePlaced } from '../../state/placement';
import { originOf } from '../../state/placementOrigin';
import { chooseCluster, settle } from '../../state/placementSource';
import { FileChoices } from './FileChoices';
import { NumberBox } from './NumberBox';
import { clusterFields, type SettingField, tableFields } from './settingFields';
import styles from './sheets.module.css';
import { TableSources } from './TableSources';
import tools from './tools.module.css';

export function SetupSheet() {
  const document = usePlaced((state) => state.evaluation.document);
  const { settings, preset, source, files } = originOf(document);
  const chosen = clusterPresets.find(({ id }) => id === preset);
  return (
    <section aria-label="Cluster and tables">
      <h3>Tables</h3>
      <p className={styles.origin}>
        {source}: {document.problem.tables.length} tables
      </p>
      {files && <FileChoices files={files} />}
      <TableSources />
      <Fields fields={tableFields} settings={settings} />
      <div className={styles.selects}>
        <label>
          Optimizer
          <select
            className={tools.select}
            value={settings.storage.optimizer}
            onChange={(event) =>
              settle(
                {
                  ...settings,
                  storage: { ...settings.storage, optimizer: event.target.value as PlannerOptimizer },
                },
                `Optimizer: ${optimizers[event.target.value as PlannerOptimizer]}`,
                preset,
              )
            }
          >
            {Object.entries(optimizers).map(([id, title]) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <label>
          Pipeline
          <select
            className={tools.select}
            value={settings.storage.pipeline}
            onChange={(event) => {
              const pipeline = event.target.value as Pipeline;
              settle(
                {
                  ...settings,
                  prefetched: pipeline === 'prefetch_sparse_dist',
                  storage: { ...settings.storage, pipeline },
                },
                `Pipeline: ${pipelines[pipeline]}`,
                preset,
              );
            }}
          >
            {Object.entries(pipelines).map(([id, title]) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <label>
          Planners put rows in
          <select
            className={tools.select}
            value={settings.computeKernels === null ? 'any' : 'hbm'}
            onChange={(event) =>
              settle(
                { ...settings, computeKernels: event.target.value === 'any' ? null : ['dense', 'fused'] },
                `Rows may lie in ${event.target.value === 'any' ? 'host memory too' : 'device memory only'}`,
                preset,
              )
            }
          >
            <option value="hbm">device memory only</option>
            <option value="any">device or host memory</option>
          </select>
        </label>
      </div>
      <h3>Cluster</h3>
      <label>
        <span className="visually-hidden">Cluster</span>
        <select
          className={tools.select}
          value={chosen?.id ?? ''}
          onChange={(event) => chooseCluster(event.target.value)}
        >
          {!chosen && <option value="">Numbers of your own</option>}
          {clusterPresets.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <p className={styles.origin}>{chosen ? chosen.source : 'Changed by hand, or from the file.'}</p>
      <Fields fields={clusterFields} settings={settings} />
    </section>
  );
}

const optimizers: Record<PlannerOptimizer, string> = {
  none: 'none',
  sgd: 'SGD',
  row_wise_adagrad: 'row-wise Adagrad',
  adam: 'Adam',
  other: 'one moment',
};

const pipelines: Record<Pipeline, string> = {
  none: 'none',
  sparse_dist: 'input sent ahead',
  prefetch_sparse_dist: 'input sent, cache filled ahead',
};

interface FieldsProps {
  fields: readonly SettingField[];
  settings: DocumentSettings;
}

const Fields = ({ fields, settings }: FieldsProps) => (
  <div className={styles.fields}>
    {fields.map(({ label, unit, least, whole, of, to, help }) => (
      <NumberBox
        key={label}
        {...{ label, unit, help }}
        value={of(settings)}
        problemOf={(value) =>
          value < least
            ? `at least ${least}`
            : whole && !Number.isInteger(value)
              ? 'a whole number'
              : undefined
        }
        onChange={(value) => settle(to(settings, value), `${label}: ${value}${unit ? ` ${unit}` : ''}`)}
      />
    ))}
  </div>
);
