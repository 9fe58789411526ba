// What the reader should know of the machine: a GPU that is emulated, and a tab that was in the background.

import { formatMilliseconds, formatNumber, formatSeconds } from '../../../base/format';
import { useAbsence, wasSlowed } from '../../state/background';
import { adapterName } from '../../state/format';
import { findExperiment } from '../../state/setup';
import { choosePreset, currentPreset } from '../../state/setupActions';
import { lab } from '../../state/store';
import { Notice } from './Notice';
import { useDismissal } from './useDismissal';

export function SoftwareNotice() {
  const adapter = lab((state) => state.adapter);
  const experiment = lab((state) => state.experiment);
  const config = lab((state) => state.config);
  const [dismissed, dismiss] = useDismissal('software');
  if (!adapter?.software || dismissed) return null;
  const small = findExperiment(experiment).presets?.find(({ id }) => id === 'tiny');
  const chosen = currentPreset({ experiment, config }) === small?.id;
  return (
    <Notice
      tone="plain"
      title={`A CPU emulates the GPU here (${adapterName({ ...adapter, software: false })}): every number is right, but a step takes about a hundred times as long.`}
      dismiss={dismiss}
      action={small && !chosen ? { title: 'Start small', run: () => choosePreset(small) } : undefined}
    />
  );
}

export function BackgroundNotice() {
  const last = useAbsence((state) => state.last);
  if (!last) return null;
  const { run, seconds, steps, awayMs, beforeMs } = last;
  const pace =
    beforeMs === undefined
      ? ''
      : ` ${formatMilliseconds(awayMs)} a step, ${formatMilliseconds(beforeMs)} before: ${
          wasSlowed(last)
            ? 'this browser slows what runs in the background. A window of its own, left visible, keeps the pace.'
            : 'the browser did not slow it.'
        }`;
  return (
    <Notice
      tone="plain"
      title={`${run} went on in its worker while this tab was in the background: ${formatNumber(steps)} steps in ${formatSeconds(seconds)}.`}
      dismiss={() => useAbsence.setState({ last: null })}
    >
      {pace && <p>{pace.trim()}</p>}
    </Notice>
  );
}
