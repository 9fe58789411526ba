// Asks for a comparison of every kernel with float64, and says how it went.

import type { StepInspection, StepVerification } from '../../../lab/protocol';
import { isActive, type Run } from '../../state/run';
import { verify } from '../../state/runActions';
import { Provenance } from '../train/Card';
import styles from './GraphView.module.css';
import { agrees, errorText, layerPath, opTitle, worst } from './names';

export function VerifyButton({ run }: { run: Run }) {
  const going = run.verification?.state === 'running';
  const ready = isActive(run) && run.state !== 'starting' && !going;
  return (
    <button
      type="button"
      className={styles.button}
      disabled={!ready}
      title={
        ready || going
          ? 'Every kernel of one step again in float64 on the CPU, on the inputs it had'
          : 'Start a run or step through one first'
      }
      onClick={verify}
    >
      {going
        ? `Comparing ${run.verification?.done} of ${run.verification?.total}…`
        : run.verification?.state === 'done'
          ? 'Compare again'
          : 'Compare with float64'}
    </button>
  );
}

export function VerificationNote({
  verification,
  inspection,
}: {
  verification: StepVerification | null;
  inspection: StepInspection;
}) {
  const text = verification && noteOf(verification, inspection);
  if (!text) return null;
  const bad = verification.nodes.some((found) => !agrees(found)) || verification.state === 'refused';
  return (
    <p className={styles.note} data-bad={bad || undefined} role="status">
      {text} {verification.nodes.length > 0 && <Provenance kind="measured" />}
    </p>
  );
}

function noteOf({ state, nodes, done, total, refusal }: StepVerification, inspection: StepInspection) {
  if (state === 'refused') return refusal;
  const furthest = worst(nodes);
  if (state === 'running' || !furthest) return undefined;
  const node = inspection.nodes[furthest.node];
  const name = [opTitle(node.op), layerPath(node).join('.')].filter(Boolean).join(' of ');
  const wrong = nodes.filter((found) => !agrees(found)).length;
  const scope = state === 'ended' ? `Of ${done} of ${total} nodes compared` : `Of ${nodes.length} nodes`;
  if (wrong > 0)
    return `${scope}, ${wrong} ${wrong === 1 ? 'is' : 'are'} further from float64 than rounding explains: ${name} by ${errorText(furthest.error)} the most.`;
  return `${scope}, all agree with float64; ${name} is furthest, to ${errorText(furthest.error)}.`;
}
