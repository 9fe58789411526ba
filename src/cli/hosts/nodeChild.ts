// The process behind the Node host: one session on Dawn's GPU, commands in, updates out.
import { openAsBlob } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command, RunFile } from '../../lab/protocol';
import { Session } from '../../lab/session';
import { greetFromDawn, say } from './dawnGpu';
import type { HostCommand, HostRun } from './host';

async function withContents(
  kind: 'start' | 'tune',
  { files, checkpoint, ...rest }: HostRun,
): Promise<Command> {
  const openFile = async (path: string): Promise<RunFile> => ({
    name: basename(path),
    blob: await openAsBlob(path),
  });
  const [train, test] = await Promise.all(
    [files.train, files.test].map((paths) => Promise.all(paths.map(openFile))),
  );
  return {
    kind,
    run: {
      ...rest,
      files: { train, test },
      ...(checkpoint && { checkpoint: Uint8Array.from(await readFile(checkpoint)) }),
    },
  };
}

const gpu = await greetFromDawn();
if (gpu) {
  const session = new Session(say, () => Promise.resolve(gpu));
  process.on('message', async (command: HostCommand) =>
    session.handle(
      command.kind === 'start' || command.kind === 'tune'
        ? await withContents(command.kind, command.run)
        : command,
    ),
  );
}
