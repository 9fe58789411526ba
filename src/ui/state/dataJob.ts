// One job of looking at data at a time, in a worker of its own. A newer job ends the one before it, whatever it
// was doing; a worker that has finished is used again.

import type { DataRequest, DataUpdate } from '../../lab/dataProtocol';

export class DataJob {
  #worker: Worker | undefined;
  #busy = false;

  run(request: DataRequest, listen: (update: DataUpdate) => void): void {
    this.stop();
    this.#worker ??= new Worker(new URL('../../lab/dataWorker.ts', import.meta.url), { type: 'module' });
    this.#busy = true;
    this.#worker.onmessage = ({ data }: MessageEvent<DataUpdate>) => {
      if (data.kind !== 'progress' && data.kind !== 'guess') this.#busy = false;
      listen(data);
    };
    this.#worker.onerror = () => {
      this.stop();
      listen({ kind: 'failure', message: 'The data could not be looked at: its worker stopped. Try again.' });
    };
    this.#worker.postMessage(request);
  }

  stop(): void {
    if (!this.#busy) return;
    this.#busy = false;
    this.#worker?.terminate();
    this.#worker = undefined;
  }
}
