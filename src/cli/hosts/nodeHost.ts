// Runs in Node, on the GPU that Dawn finds.
import type { RunUpdate } from '../../lab/protocol';
import { startDawnProcess } from './dawnProcess';
import type { HostOptions } from './headlessPage';
import { type Host, Updates } from './host';

/** Starts the process. Throws `NoAdapterError` when Dawn is not installed or grants no adapter of the kind. */
export async function openNodeHost(options: HostOptions): Promise<Host> {
  const child = await startDawnProcess('src/cli/hosts/nodeChild.ts', options);
  const updates = new Updates();
  let closing = false;
  child.on('message', (update) => updates.emit(update as RunUpdate));
  child.on('exit', (code, signal) => {
    if (!closing) updates.fail(`Dawn's process ended (${signal ?? code}). Run again, or use --host browser.`);
  });
  return {
    send: (command) =>
      new Promise((resolve, reject) => {
        child.send(command, (error) => (error ? reject(error) : resolve()));
      }),
    onUpdate: (listener) => updates.listen(listener),
    close: async () => {
      closing = true;
      child.kill('SIGKILL');
    },
  };
}
