// What the reader has to know: failures with what to do about them, refused values of the address, a
// checkpoint to go on from, a missing GPU.

import { formatNumber } from '../../../base/format';
import { formatAge } from '../../state/format';
import { start } from '../../state/runActions';
import { forgetSaved, openSaved } from '../../state/saved';
import { findExperiment } from '../../state/setup';
import { lab } from '../../state/store';
import { current } from '../../state/sweepItems';
import { useSweeps } from '../../state/sweeps';
import { RunNotices } from '../runs/RunNotices';
import { FailureNotice } from './FailureNotice';
import { BackgroundNotice, SoftwareNotice } from './MachineNotices';
import { Notice } from './Notice';
import { NoWebGpu } from './NoWebGpu';

export function Notices() {
  const problems = lab((state) => state.addressProblems);
  const resume = lab((state) => state.resume);
  const saved = lab((state) => state.saved);
  const files = lab((state) => state.trainFiles);
  // A sweep goes on with its own.
  const swept = useSweeps(({ sweeps }) => sweeps.some((sweep) => current(sweep)?.run === saved?.run));
  return (
    <>
      <NoWebGpu />
      <SoftwareNotice />
      <FailureNotice />
      <BackgroundNotice />
      <RunNotices />
      {problems.length > 0 && (
        <Notice
          title="Parts of this page’s address were not understood; defaults stand in for them."
          dismiss={() => lab.setState({ addressProblems: [] })}
        >
          <ul>
            {problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </Notice>
      )}
      {resume && (
        <Notice
          tone="plain"
          title={`The next run goes on from step ${formatNumber(resume.step)} of ${resume.name}.`}
          dismiss={() => lab.setState({ resume: null })}
          action={{ title: 'Go on', run: () => void start() }}
        >
          <p>Its settings are on the left. If it was trained on your files, add the same ones first.</p>
        </Notice>
      )}
      {saved && !resume && !swept && (
        <Notice
          tone="plain"
          title={`A run of “${findExperiment(saved.experiment).title}” stopped at step ${formatNumber(saved.step)} of ${formatNumber(saved.totalSteps)}, ${formatAge(Date.now() - saved.savedAt)}.`}
          dismiss={() => void forgetSaved()}
          dismissTitle="Forget it"
          action={{
            title: 'Resume',
            run: () =>
              void openSaved().then((opened) => {
                if (!opened) return;
                if (saved.files.length === 0 || files.length > 0) return start();
              }),
          }}
        >
          {saved.files.length > 0 && <p>It was trained on {saved.files.join(', ')}: add the same first.</p>}
        </Notice>
      )}
    </>
  );
}
