// A worker for one search; whoever employs it ends it.

import type { PlacementJob, PlacementNews } from './placementWorker';

export function employ(job: PlacementJob, hear: (news: PlacementNews) => void): Worker {
  const worker = new Worker(new URL('./placementWorker.ts', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data }: MessageEvent<PlacementNews>) => hear(data);
  worker.onerror = () =>
    hear({ kind: 'failed', message: 'The planner could not be loaded. Reload the page.' });
  worker.postMessage(job);
  return worker;
}
