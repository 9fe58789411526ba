// Which task or run of the open files is laid out, where they hold several.

import type { ChosenFrom } from '../../state/placementOrigin';
import { chooseInFiles } from '../../state/placementSource';
import { NumberBox } from './NumberBox';
import styles from './sheets.module.css';
import tools from './tools.module.css';

export function FileChoices({ files: { read, choice } }: { files: ChosenFrom }) {
  return read.map(({ contents }) => {
    if (contents.kind === 'tasks')
      return (
        <div key={contents.file} className={styles.fields}>
          <div className={styles.field}>
            <label htmlFor="placement-pool">Tasks</label>
            <select
              id="placement-pool"
              className={tools.select}
              value={choice.pool}
              onChange={({ target }) =>
                chooseInFiles({ pool: target.value === 'train' ? 'train' : 'test', task: 0 })
              }
            >
              <option value="test">to test, {contents.test}</option>
              <option value="train">to train, {contents.train}</option>
            </select>
          </div>
          <NumberBox
            label="Task"
            unit={`to ${contents[choice.pool] - 1}`}
            value={choice.task}
            problemOf={(task) =>
              Number.isInteger(task) && task >= 0 && task < contents[choice.pool]
                ? undefined
                : `a whole number from 0 to ${contents[choice.pool] - 1}`
            }
            onChange={(task) => chooseInFiles({ task })}
          />
        </div>
      );
    if (contents.kind === 'runs' && contents.runs.length > 1)
      return (
        <div key={contents.file} className={tools.tools}>
          <label>
            <span className="visually-hidden">Run of TorchRec’s planner</span>
            <select
              className={tools.select}
              value={choice.run}
              onChange={({ target }) => chooseInFiles({ run: Number(target.value) })}
            >
              {contents.runs.map((title, run) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: runs may have one title.
                <option key={run} value={run}>
                  {run}: {title}
                </option>
              ))}
            </select>
          </label>
        </div>
      );
    return null;
  });
}
