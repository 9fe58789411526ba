// A failure: its kind in words, what was said, and what can be done about it.

import { formatBytes, formatNumber } from '../../../base/format';
import type { Refusal } from '../../../lab/protocol';
import { lastCheckpointStep, openLastCheckpoint } from '../../state/keeping';
import { start } from '../../state/runActions';
import { findExperiment } from '../../state/setup';
import { choosePreset, setValue } from '../../state/setupActions';
import { type Failure, lab, shownRun } from '../../state/store';
import { Notice, type NoticeAction } from './Notice';

const titles: Record<Failure['kind'], string> = {
  input: 'The run needs something changed.',
  file: 'The file cannot be opened.',
  adapter: 'No GPU was found.',
  memory: 'The GPU has not enough memory for this run.',
  lost: 'The GPU went away.',
  numerics: 'Training diverged.',
  internal: 'Something went wrong inside Tessera.',
};

export function FailureNotice() {
  const failure = lab((state) => state.failure);
  const measured = lab((state) => shownRun(state)?.state === 'failed');
  // A missing adapter has a notice of its own.
  if (!failure || failure.kind === 'adapter') return null;
  const [action, otherAction] = remedies(failure);
  const { kind, message, refusal } = failure;
  return (
    <Notice
      tone="bad"
      title={titles[kind]}
      action={action}
      otherAction={otherAction}
      dismiss={() => lab.setState({ failure: null })}
    >
      {/* A limit that is in the way is told below, in units for people. */}
      {refusal?.message !== message && <p>{message}</p>}
      {kind === 'memory' && refusal?.limit && <p>{shortage(refusal.limit)}</p>}
      {measured && <p>What was measured so far stays on the page and can be saved.</p>}
    </Notice>
  );
}

/** Norms of this size leave a healthy gradient alone and stop one that grows without bound. */
const CLIP_NORM = 1;

const change = (title: string, key: string, value: number): NoticeAction => ({
  title,
  run: () => {
    setValue(key, value);
    void start();
  },
});

/** What to try, best first. */
function remedies({ kind, message, refusal }: Failure): NoticeAction[] {
  const { learningRate, clipNorm } = lab.getState().config;
  switch (kind) {
    case 'memory':
      return smaller(refusal, (batch) => `Use a batch of ${batch}: the largest that fits`);
    case 'lost':
      return [...smaller(refusal, (batch) => `Try a batch of ${batch}`), resumption()];
    case 'numerics': {
      const ways: NoticeAction[] = [];
      if (typeof learningRate === 'number')
        ways.push(change('A tenth of the rate', 'learningRate', Number((learningRate / 10).toPrecision(12))));
      if (typeof clipNorm === 'number' && (clipNorm === 0 || clipNorm > CLIP_NORM))
        ways.push(change('Clip the gradient', 'clipNorm', CLIP_NORM));
      return ways;
    }
    case 'internal':
      return [{ title: 'Copy the message', run: () => void navigator.clipboard.writeText(message) }];
    default:
      return [];
  }
}

const shortage = ({ what, needed, available }: NonNullable<Refusal['limit']>): string =>
  `${what}: needed ${formatBytes(needed)}, available ${formatBytes(available)}.`;

/** What fits, with everything else as it is or as a preset. */
function smaller(refusal: Failure['refusal'], title: (batch: string) => string): NoticeAction[] {
  const { experiment } = lab.getState();
  if (refusal?.batch) return [change(title(formatNumber(refusal.batch)), 'batch', refusal.batch)];
  if (!refusal?.preset) return [];
  const preset = findExperiment(experiment).presets?.find(({ id }) => id === refusal.preset);
  return [
    {
      title: `Use the preset ${preset?.title ?? 'Default'}`,
      run: () => {
        choosePreset(preset);
        void start();
      },
    },
  ];
}

/** Steps are a function of the seed and their number: without a checkpoint the run starts again and gets as far. */
function resumption(): NoticeAction {
  const step = lastCheckpointStep();
  if (step === undefined) return { title: 'Start again', run: () => void start() };
  return {
    title: `Resume from step ${formatNumber(step)}`,
    run: () => void openLastCheckpoint().then(() => start()),
  };
}
